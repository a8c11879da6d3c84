// Starts the server and Chromium, and stops both. Every test gets servers and folders of its own.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { rekey, start, target } from "../programs.mjs";

export { emptyFolder, eventually, rekey, start, startRekey } from "../programs.mjs";

export const screenshots = join(target, "screenshots");

/** What a server needs to know, for those that no mail and no visitor reaches. */
const settings = {
  REKEY_PUBLIC_URL: "http://127.0.0.1:9",
  REKEY_SECRET: createHash("sha256").update("of tests alone").digest("base64"),
  REKEY_MAIL__SMTP_URL: "smtp://127.0.0.1:9",
  REKEY_MAIL__FROM: "Portal <no-reply@example.com>",
};

/** A draft of a look, as the preview's paths carry it, that changes nothing. */
const unchanged = Buffer.from("[[location]]\nid = 1\n").toString("base64url");

/** Starts `rekey location preview`, after location 1 has got the look of `toml`, if any. Gives what it shows:
 *  `exhibits(language)` lists paths (and the subjects of mails), `address` says where one is, `home` is the panel, and
 *  `apply(toml)` and `applyFile(path)` change the location. */
export async function startPreview(t, folder, toml) {
  const options = { cwd: folder, env: { PATH: process.env.PATH, ...settings } };
  const apply = (look) => execFileSync(rekey, ["location", "apply", "-"], { ...options, input: look, stdio: "pipe" });
  if (toml) apply(toml);
  else execFileSync(rekey, ["migrate"], { ...options, stdio: "pipe" });
  const { match } = await start(t, rekey, ["location", "preview", "1", "--listen", "127.0.0.1:0"], options, /at (http:\/\/[^\s"]+:\d+)/);
  return {
    home: match[1],
    apply,
    applyFile: (file) => execFileSync(rekey, ["location", "apply", file], { ...options, stdio: "pipe" }),
    exhibits: async (language) => (await (await fetch(`${match[1]}/_draft/${unchanged}/${language}.json`)).json()).exhibits,
    address: (language, path) => `${match[1]}/_preview/${language}/${path}.html`,
  };
}

/** A port that was free a moment ago, for servers that must know their own address before they listen. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** A fresh browser; its time-outs are deadlines, not waits. */
export async function openBrowser(t, contextOptions = {}) {
  const browser = await launch(t);
  const context = await browser.newContext({ locale: "en-GB", ...contextOptions });
  context.setDefaultTimeout(15_000);
  return context;
}

/** Chromium, for those who open several contexts. */
export async function launch(t) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  t.after(() => browser.close());
  return browser;
}

/** Keeps a picture of the page, to be looked at. */
export async function picture(page, name) {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

const axe = await readFile(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** What axe-core finds wrong with a page, a line for each. */
export async function findings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

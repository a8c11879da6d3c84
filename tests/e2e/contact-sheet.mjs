// Contact sheets: every state of every page and mail, small and side by side, to be looked at after a change.
//
//   npm --prefix tests/e2e run contact-sheets [-- [--language de] [--look look.toml] [--only WORD] [VIEW…]]      (needs `cargo build`)
//
// They go to target/screenshots/sheets: `en-phone-dark-1.png`. With --only, those that have WORD in their path are shown. Views
// are listed below; without any, phone and desktop in both schemes.
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { emptyFolder, launch, screenshots, startPreview } from "./support.mjs";

const COLUMNS = 6;
const PER_SHEET = 3 * COLUMNS;

const narrow = { width: 320, height: 640 };
const phone = { width: 390, height: 760 };
const desktop = { width: 1280, height: 900 };
const VIEWS = {
  "phone-light": { viewport: phone },
  "phone-dark": { viewport: phone, colorScheme: "dark" },
  "desktop-light": { viewport: desktop },
  "desktop-dark": { viewport: desktop, colorScheme: "dark" },
  "narrow-light": { viewport: narrow },
  "narrow-dark": { viewport: narrow, colorScheme: "dark" },
  // What a browser that zooms to 200 % tells the page.
  "zoom-light": { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
  "forced-dark": { viewport: phone, colorScheme: "dark", forcedColors: "active" },
  "forced-light": { viewport: phone, forcedColors: "active" },
  "no-script": { viewport: phone, javaScriptEnabled: false },
  "print": { viewport: desktop, colorScheme: "dark", media: "print" },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { language: { type: "string", default: "en" }, look: { type: "string" }, only: { type: "string", default: "" } },
});
const look = values.look ? await readFile(values.look, "utf8") : `[[location]]\nid = 1\nname = "Harbour Studios"\n`;
const views = positionals.length > 0 ? positionals : Object.keys(VIEWS).slice(0, 4);

const cleanUps = [];
const stage = { after: (cleanUp) => cleanUps.unshift(cleanUp) };
try {
  const folder = join(screenshots, "sheets");
  await mkdir(folder, { recursive: true });
  const { exhibits, address } = await startPreview(stage, await emptyFolder(stage), look);
  const browser = await launch(stage);
  const list = (await exhibits(values.language)).filter(({ path }) => path.includes(values.only));
  for (const view of views) {
    const { media, ...options } = VIEWS[view];
    const page = await browser.newPage({ colorScheme: "light", reducedMotion: "reduce", ...options });
    if (media) await page.emulateMedia({ media });
    const shots = [];
    for (const { path } of list) {
      await page.goto(address(values.language, path));
      const { width, height } = options.viewport;
      const whole = await page.evaluate(() => document.documentElement.scrollHeight);
      const png = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(whole, 2 * height) } });
      shots.push(`<figure><img src="data:image/png;base64,${png.toString("base64")}"><figcaption>${path}</figcaption></figure>`);
    }
    await page.close();
    for (let sheet = 0; sheet * PER_SHEET < shots.length; sheet++) {
      const table = await browser.newPage({ viewport: { width: 320 * COLUMNS, height: 900 } });
      const some = shots.slice(sheet * PER_SHEET, (sheet + 1) * PER_SHEET).join("");
      await table.setContent(`<style>body{margin:8px;display:grid;grid-template-columns:repeat(${COLUMNS},1fr);gap:8px;align-items:start;font:12px sans-serif}figure{margin:0}img{width:100%;border:1px solid #999}</style>${some}`);
      await table.screenshot({ path: join(folder, `${values.language}-${view}-${sheet + 1}.png`), fullPage: true });
      await table.close();
    }
  }
  console.log(`in ${folder}`);
} finally {
  for (const cleanUp of cleanUps) await cleanUp();
}

// A verification link that leads to an app by a scheme of its own: Chromium follows the redirect of the page's button there only
// if the page's policy names the scheme.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { emptyFolder, eventually, openBrowser, rekey, startRekey } from "./support.mjs";

const APP = "com.example.app:/welcome";
const LOCATION = `[[location]]
id = 1
sign_up = { open = true, verify_email = true, verify_method = "link" }
allowed_redirect_urls = ["${APP}"]
`;

/** A page with the button of a verification mail, and what Chromium says of requests that fail and policies that are broken. */
async function atTheButton(t) {
  const folder = await emptyFolder(t);
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  await writeFile(join(folder, "location.toml"), LOCATION);
  execFileSync(rekey, ["--dev", "location", "apply", "location.toml"], { cwd: folder, env });
  const { url } = await startRekey(t, folder, ["--dev"], { REKEY_LISTEN: "127.0.0.1:0" });
  const body = { email: "new@example.com", password: "a lantern in the fog", redirectTo: APP };
  const headers = { "content-type": "application/json" };
  const accepted = await fetch(`${url}/api/auth/users`, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(accepted.status, 200);
  const link = await eventually(async () => {
    const mails = await (await fetch(`${url}/_dev/inbox.json`)).json();
    return mails.flatMap(({ links }) => links).find((link) => link.includes("/verify-link?token="));
  }, "the mail");

  const page = await (await openBrowser(t)).newPage();
  const [left, violations] = [[], []];
  page.on("requestfailed", (request) => request.url().startsWith("com.example.app:") && left.push(request.url()));
  page.on("console", (message) => message.text().includes("Content Security Policy") && violations.push(message.text()));
  return { page, url, link, left, violations };
}

test("the button of a verification link leads to an app by its scheme", async (t) => {
  const { page, link, left, violations } = await atTheButton(t);
  const opened = await page.goto(link);
  assert.match(opened.headers()["content-security-policy"], /form-action 'self' com\.example\.app:;/);
  await page.getByRole("button").click();
  // There is no such app here, so that Chromium asks for the address and gets no further.
  const target = await eventually(async () => left[0], "the redirect to the app");
  assert.equal(target, `${APP}?insforge_status=success&insforge_type=verify_email`);
  assert.deepEqual(violations, []);
});

test("without the scheme in the policy, Chromium stays", async (t) => {
  const { page, link, left, violations } = await atTheButton(t);
  await page.route("**/verify-link?*", async (route) => {
    const response = await route.fetch();
    const policy = response.headers()["content-security-policy"].replace(" com.example.app:", "");
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
  });
  await page.goto(link);
  await page.getByRole("button").click();
  await eventually(async () => violations[0], "a violation");
  assert.match(violations[0], /form-action/);
  assert.deepEqual(left, []);
});

// What a person does on the pages, for tests that begin with it.
import assert from "node:assert/strict";
import { emptyFolder, eventually, openBrowser, startRekey } from "./support.mjs";

export const DEMO = "demo@example.com";

/** A server of its own with a cooldown of `cooldown`, and a browser. */
export async function open(t, contextOptions, cooldown = "off", settings = {}) {
  const env = { REKEY_LISTEN: "127.0.0.1:0", REKEY_LIMITS__COOLDOWN: cooldown, ...settings };
  const { url } = await startRekey(t, await emptyFolder(t), ["--dev"], env);
  const context = await openBrowser(t, { baseURL: url, ...contextOptions });
  return { url, context, page: await context.newPage() };
}

/** The newest mail of the development inbox, once there are `count`. */
export function newestMail(url, count = 1) {
  return eventually(async () => {
    const mails = await (await fetch(`${url}/_dev/inbox.json`)).json();
    return mails.length >= count && mails[0];
  }, `mail ${count}`);
}

export const linkOf = (mail) => mail.links.find((link) => link.includes("/reset?token="));

export async function ask(page, email = DEMO) {
  await page.goto("/forgot");
  await page.getByLabel("Email address").fill(email);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/forgot/sent");
}

/** Presses Tab until `locator` has the focus; says whether it got there within a round. */
export async function tabTo(page, locator) {
  for (let presses = 0; presses < 15; presses++) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not lead to ${locator}`);
}

// The preview as a place to design: what is tried there is what `location apply` makes of the copied file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyFolder, eventually, findings, openBrowser, picture, startPreview } from "./support.mjs";

/** The colours of a button in the light and in the dark frame of a state, once it is drawn. */
async function buttons(page, title) {
  const frames = page.locator("figure", { hasText: title }).first().locator("iframe");
  const color = (nth) => frames.nth(nth).contentFrame().locator("main button:not(.quiet)").first()
    .evaluate((button) => getComputedStyle(button).backgroundColor);
  return [await color(0), await color(1)];
}

test("a brand is tried in light and dark, copied, and applied", async (t) => {
  const { home, apply } = await startPreview(t, await emptyFolder(t));
  const context = await openBrowser(t, { permissions: ["clipboard-read", "clipboard-write"], viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  await page.goto(home);
  await page.locator("figure").nth(11).waitFor();
  assert.equal(await page.locator("figure").count(), 12);
  await picture(page, "preview-twelve-states");
  assert.deepEqual(await findings(page), []);

  await page.getByLabel("Name").fill("Harbour");
  await page.getByLabel("Accent", { exact: true }).fill("#0f766e");
  await page.getByLabel("Corners").fill("0");
  await eventually(async () => (await buttons(page, "Forgot your password?"))[0] === "rgb(15, 118, 110)", "the new accent");
  const [light, dark] = await buttons(page, "Forgot your password?");
  assert.notEqual(light, dark, "the dark frame shows the dark scheme");
  await picture(page, "preview-harbour");

  // A background on which grey words can't be read: told in the words of `location apply`, and the last look stays.
  await page.getByLabel("Background", { exact: true }).fill("#808080");
  await page.getByRole("alert").filter({ hasText: "background_color" }).waitFor();
  assert.equal((await buttons(page, "Forgot your password?"))[0], light);
  await page.getByLabel("Background", { exact: true }).fill("");
  await page.getByRole("alert").filter({ hasNotText: /./ }).waitFor({ state: "attached" });

  await page.getByRole("button", { name: "Copy look.toml" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^name = "Harbour"$/m);
  apply(copied);
  await eventually(async () => {
    await page.reload();
    await page.locator("figure").nth(11).waitFor();
    return (await page.getByLabel("Accent", { exact: true }).inputValue()) === "#0f766e";
  }, "the applied look");

  await page.getByRole("button", { name: "Forgot your password?" }).first().click();
  assert.equal(await page.locator("figure").count(), 1);
  await picture(page, "preview-one-state");
});

// The preview as a place to design: what is tried there is what `location apply` makes of the copied file.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { emptyFolder, eventually, findings, openBrowser, picture, startPreview } from "./support.mjs";

/** The background of an element in the light and in the dark frame of the first state. */
async function backgrounds(page, selector) {
  const frames = page.locator("figure").first().locator("iframe");
  const color = (nth) => frames.nth(nth).contentFrame().locator(selector).first()
    .evaluate((element) => getComputedStyle(element).backgroundColor);
  return [await color(0), await color(1)];
}

const HARBOUR = "rgb(15, 118, 110)";

test("a brand is tried in light and dark, copied, and applied", async (t) => {
  const { home, apply } = await startPreview(t, await emptyFolder(t));
  const context = await openBrowser(t, { permissions: ["clipboard-read", "clipboard-write"], viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  await page.goto(home);
  await page.locator("figure").nth(11).waitFor();
  assert.equal(await page.locator("figure").count(), 12);
  await picture(page, "preview-twelve-states");
  assert.deepEqual(await findings(page), []);

  await page.getByRole("textbox", { name: "Name" }).fill("Harbour");
  await page.locator("#accent_color").fill("#0f766e");
  await page.locator("#corner_radius").fill("0");
  await eventually(async () => (await backgrounds(page, "button.primary"))[0] === HARBOUR, "the new accent");
  assert.deepEqual(await backgrounds(page, ".card"), ["rgb(255, 255, 255)", "rgb(28, 31, 39)"]);
  await picture(page, "preview-harbour");

  // A logo from a file, shown in pages and mails. A file that is no picture is refused with the reason.
  await page.getByLabel("Logo: file").setInputFiles({ name: "notes.png", mimeType: "image/png", buffer: Buffer.from("Not a picture") });
  await page.getByRole("alert").filter({ hasText: "notes.png" }).waitFor();
  const logo = await page.locator("figure").first().screenshot();
  await page.getByLabel("Logo: file").setInputFiles({ name: "harbour.png", mimeType: "image/png", buffer: logo });
  for (const nth of [0, 2]) {
    const shown = page.locator("figure").nth(nth).locator("iframe").first().contentFrame().locator("img[alt=Harbour]");
    await eventually(() => shown.evaluate((image) => image.complete && image.naturalWidth > 0), "the logo");
  }
  assert.match(await page.locator("#toml").textContent(), /^logo = "harbour.png"$/m);
  await page.getByLabel("Logo: file").setInputFiles([]);

  // A background on which grey words can't be read: told in the words of `location apply`, and the last look stays.
  await page.locator("#background_color").fill("#808080");
  await page.getByRole("alert").filter({ hasText: "background_color" }).waitFor();
  assert.equal((await backgrounds(page, "button.primary"))[0], HARBOUR);
  await page.locator("#background_color").fill("");
  await page.locator("#problem").waitFor({ state: "hidden" });

  await page.getByRole("button", { name: "Copy look.toml" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^name = "Harbour"$/m);
  apply(copied);
  await eventually(async () => {
    await page.reload();
    await page.locator("figure").nth(11).waitFor();
    return (await page.locator("#accent_color").inputValue()) === "#0f766e";
  }, "the applied look");

  await page.getByRole("button", { name: "Forgot your password?" }).first().click();
  assert.equal(await page.locator("figure").count(), 1);
  await picture(page, "preview-one-state");
});

const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 40" width="240" height="40"><rect width="240" height="40" rx="8" fill="#0f766e"/></svg>`;

test("a drawn logo becomes a PNG, which is saved along with look.toml, and both can be applied", async (t) => {
  const folder = await emptyFolder(t);
  const { home, applyFile } = await startPreview(t, folder);
  const context = await openBrowser(t, { viewport: { width: 1600, height: 1000 }, acceptDownloads: true });
  const page = await context.newPage();
  await page.goto(home);
  await page.locator("figure").nth(11).waitFor();
  await page.getByLabel("Logo: file").setInputFiles({ name: "harbour.svg", mimeType: "image/svg+xml", buffer: Buffer.from(DRAWING) });
  await page.getByText("harbour.svg is used as harbour.png").waitFor();
  const logo = page.locator("figure").first().locator("iframe").first().contentFrame().locator("header img");
  await eventually(() => logo.evaluate(({ naturalWidth, naturalHeight }) => naturalWidth === 480 && naturalHeight === 80), "the logo, at twice its size");
  const downloads = [];
  page.on("download", (download) => downloads.push(download));
  await page.getByRole("button", { name: "Save look.toml" }).click();
  await eventually(() => downloads.length === 2, "two files");
  for (const download of downloads) await download.saveAs(join(folder, download.suggestedFilename()));
  applyFile("look.toml");
  await page.reload();
  await page.locator("figure").nth(11).waitFor();
  await eventually(() => logo.evaluate(({ naturalWidth }) => naturalWidth === 480), "the applied logo");
});

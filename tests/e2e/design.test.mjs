// The preview as a place to design: what is tried there is what `location apply` makes of the copied file.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
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

test("a drawn logo becomes a PNG, images are saved along with look.toml, and all can be applied", async (t) => {
  const folder = await emptyFolder(t);
  const { home, applyFile } = await startPreview(t, folder);
  const context = await openBrowser(t, { viewport: { width: 1600, height: 1000 }, acceptDownloads: true });
  const page = await context.newPage();
  await page.goto(home);
  await page.locator("figure").nth(11).waitFor();
  await page.getByLabel("Logo: file").setInputFiles({ name: "harbour.svg", mimeType: "image/svg+xml", buffer: Buffer.from(DRAWING) });
  await page.getByText("harbour.svg is used as harbour.png").waitFor();
  await page.getByLabel("Icon: file").setInputFiles({ name: "icon.png", mimeType: "image/png", buffer: await drawnLogo(page, "#0f766e", 64, 64) });
  await page.getByText('favicon = "icon.png"').waitFor();
  const logo = page.locator("figure").first().locator("iframe").first().contentFrame().locator("header img");
  await eventually(() => logo.evaluate(({ naturalWidth, naturalHeight }) => naturalWidth === 480 && naturalHeight === 80), "the logo, at twice its size");
  const downloads = [];
  page.on("download", (download) => downloads.push(download));
  await page.getByRole("button", { name: "Save look.toml" }).click();
  await eventually(() => downloads.length === 3, "three files");
  for (const download of downloads) await download.saveAs(join(folder, download.suggestedFilename()));
  applyFile("look.toml");
  await page.reload();
  await page.locator("figure").nth(11).waitFor();
  await eventually(() => logo.evaluate(({ naturalWidth }) => naturalWidth === 480), "the applied logo");
});

/** A logo of one color, `width` by `height`, as a PNG that Chromium draws. */
async function drawnLogo(page, color, width, height) {
  const data = await page.evaluate(([fill, w, h]) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: w, height: h });
    const brush = canvas.getContext("2d");
    brush.fillStyle = fill;
    brush.fillRect(0, 0, w, h);
    return canvas.toDataURL("image/png").split(",")[1];
  }, [color, width, height]);
  return Buffer.from(data, "base64");
}

test("each scheme shows its own logo, in its own proportions, on pages and in mails", async (t) => {
  const folder = await emptyFolder(t);
  const { address, applyFile } = await startPreview(t, folder);
  const context = await openBrowser(t);
  const page = await context.newPage();
  await writeFile(join(folder, "wide.png"), await drawnLogo(page, "#111111", 760, 80));
  await writeFile(join(folder, "tall.png"), await drawnLogo(page, "#ffffff", 80, 160));
  await writeFile(join(folder, "look.toml"), `[[location]]\nid = 1\nname = "Harbour"\n[location.brand]\nlogo = "wide.png"\nlogo_dark = "tall.png"\n`);
  applyFile("look.toml");
  await eventually(async () => (await (await fetch(address("en", "pages/forgot/empty"))).text()).includes("Harbour"), "the applied look");
  for (const path of ["pages/forgot/empty", "mails/reset_code/named"]) {
    for (const [colorScheme, ratio] of [["light", 760 / 80], ["dark", 80 / 160]]) {
      await page.emulateMedia({ colorScheme });
      await page.goto(address("en", path));
      const logo = page.locator("img[alt=Harbour]").filter({ visible: true });
      assert.equal(await logo.count(), 1);
      const shown = await logo.evaluate(async (image) => {
        await image.decode();
        const { width, height } = image.getBoundingClientRect();
        // A page's logo is fitted into its box, a mail's has the box of its own shape.
        return getComputedStyle(image).objectFit === "contain" ? image.naturalWidth / image.naturalHeight : width / height;
      });
      assert.ok(Math.abs(shown / ratio - 1) < 0.05, `${path}, ${colorScheme}: ${shown}`);
    }
  }
  await page.goto(address("en", "pages/forgot/empty"));
  const themes = await page.locator("meta[name=theme-color]").evaluateAll((metas) => metas.map(({ media, content }) => `${media} ${content}`));
  assert.deepEqual(themes, ["(prefers-color-scheme: light) #f4f5f8", "(prefers-color-scheme: dark) #12141a"]);
});

test("a black brand has a light button in the dark, and a yellow one dark words and an edge", async (t) => {
  const { address, apply, home } = await startPreview(t, await emptyFolder(t));
  const context = await openBrowser(t);
  const page = await context.newPage();
  const button = async (accent, colorScheme, path) => {
    apply(`[[location]]\nid = 1\n[location.brand]\naccent_color = "${accent}"\n`);
    await eventually(async () => (await (await fetch(`${home}/assets/location-1.css`)).text()).includes(accent), "the accent");
    await page.emulateMedia({ colorScheme });
    await page.goto(address("en", path));
    return page.locator(path.startsWith("pages") ? ".primary" : ".action a").first().evaluate((element) => {
      const light = (color) => { const [red, green, blue] = color.match(/[\d.]+/g).map(Number); return (0.299 * red + 0.587 * green + 0.114 * blue) / 255; };
      const { backgroundColor, color } = getComputedStyle(element);
      const { borderTopColor } = getComputedStyle(element.closest("td") ?? element);
      return { ground: light(backgroundColor), words: light(color), edge: light(borderTopColor) };
    });
  };
  for (const path of ["pages/forgot/empty", "mails/reset_link/named"]) {
    const black = await button("#000000", "dark", path);
    assert.ok(black.ground > 0.8 && black.words < 0.2, `${path}: ${JSON.stringify(black)}`);
    const yellow = await button("#ffd400", "light", path);
    assert.ok(yellow.ground > 0.7 && yellow.words < 0.3 && yellow.edge < yellow.ground - 0.1, `${path}: ${JSON.stringify(yellow)}`);
  }
});

test("a file that is dropped is taken, its colors are offered as the accent, and it can be removed", async (t) => {
  const { home } = await startPreview(t, await emptyFolder(t));
  const context = await openBrowser(t, { viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  await page.goto(home);
  await page.locator("figure").nth(11).waitFor();
  const logo = await drawnLogo(page, "#0f766e", 240, 40);
  const dropped = await page.evaluateHandle((bytes) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], "harbour.png", { type: "image/png" }));
    return transfer;
  }, [...logo]);
  await page.locator(".drop").first().dispatchEvent("drop", { dataTransfer: dropped });
  await page.getByRole("button", { name: "Accent #0f766e" }).click();
  await eventually(async () => (await backgrounds(page, "button.primary"))[0] === HARBOUR, "the logo's color");
  await page.locator(".drop img").waitFor();
  assert.match(await page.locator("#toml").textContent(), /^logo = "harbour.png"$/m);
  await page.getByRole("button", { name: "Remove: Logo", exact: true }).click();
  await page.locator(".drop img").waitFor({ state: "detached" });
  assert.doesNotMatch(await page.locator("#toml").textContent(), /logo/);
});

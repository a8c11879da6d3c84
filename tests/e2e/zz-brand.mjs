import { mkdtemp, readFile, copyFile } from "node:fs/promises";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { launch, startPreview, emptyFolder, startRekey } from "./support.mjs";
const cleanUps = []; const stage = { after: (c) => cleanUps.unshift(c) };
const out = "/tmp/face-brand";
try {
  let last = performance.now(); const begin = last;
  const lap = (what) => { const now = performance.now(); console.log(`${((now - last) / 1000).toFixed(1)} s  ${what}`); last = now; };
  const folder = await emptyFolder(stage);
  const { home, applyFile, address } = await startPreview(stage, folder);
  lap("database made, preview started");
  const browser = await launch(stage);
  const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  await page.goto(home); await page.locator("figure").nth(11).waitFor(); lap("preview opened, twelve states drawn");
  const settled = async () => { await page.waitForTimeout(250); await page.waitForLoadState("networkidle"); };
  await page.getByRole("textbox", { name: "Name" }).fill("Harbour Studios"); await settled(); lap("name");
  await page.locator("#accent_color").fill("#0f766e"); await page.locator("#background_color").fill("#f6f4ef"); await settled(); lap("two colours");
  await page.getByLabel("Logo: file").setInputFiles(join(out, "harbour.svg")); await settled(); lap("logo");
  await page.getByLabel("Logo on dark: file").setInputFiles(join(out, "harbour-on-dark.svg")); await settled(); lap("logo on dark");
  await page.screenshot({ path: join(out, "panel.png") }); lap("(picture)");
  const downloads = []; page.on("download", (d) => downloads.push(d));
  await page.getByRole("button", { name: "Save look.toml" }).click();
  while (downloads.length < 3) await page.waitForTimeout(50);
  for (const d of downloads) await d.saveAs(join(folder, d.suggestedFilename()));
  lap("saved: " + downloads.map((d) => d.suggestedFilename()));
  console.log(await readFile(join(folder, "look.toml"), "utf8"));
  applyFile("look.toml"); lap("rekey location apply look.toml");
  console.log(`${((performance.now() - begin) / 1000).toFixed(1)} s in all`);
  for (const colorScheme of ["light", "dark"]) {
    const shown = await browser.newPage({ viewport: { width: 480, height: 800 }, colorScheme });
    await shown.goto(address("en", "pages/sign_in/empty")); await shown.screenshot({ path: join(out, `page-${colorScheme}.png`) });
    await shown.goto(address("en", "mails/reset_code/named")); await shown.screenshot({ path: join(out, `mail-${colorScheme}.png`), fullPage: true });
  }
} finally { for (const c of cleanUps) await c(); }

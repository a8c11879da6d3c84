// Contact sheets: every state of every page and mail, small and side by side, to be looked at after a change.
//
//   npm --prefix tests/e2e run contact-sheets [-- LANGUAGE [look.toml [WORD]]]      (needs `cargo build`)
//
// They go to target/screenshots/sheets: `en-phone-dark-1.png`. With WORD, only what has it in its path is shown.
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyFolder, launch, screenshots, startPreview } from "./support.mjs";

const PER_SHEET = 15;
const [language = "en", lookFile, word = ""] = process.argv.slice(2);
const look = lookFile && lookFile !== "-" ? await readFile(lookFile, "utf8") : `[[location]]\nid = 1\nname = "Harbour Studios"\n`;
const widths = { phone: { width: 360, height: 720 }, desktop: { width: 1100, height: 800 } };

const cleanUps = [];
const stage = { after: (cleanUp) => cleanUps.unshift(cleanUp) };
try {
  const folder = join(screenshots, "sheets");
  await mkdir(folder, { recursive: true });
  const { exhibits, address } = await startPreview(stage, await emptyFolder(stage), look);
  const browser = await launch(stage);
  const list = (await exhibits(language)).filter(({ path }) => path.includes(word));
  for (const [name, viewport] of Object.entries(widths)) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await browser.newPage({ viewport, colorScheme, reducedMotion: "reduce" });
      const shots = [];
      for (const { path } of list) {
        await page.goto(address(language, path));
        const png = await page.screenshot({ clip: { x: 0, y: 0, ...viewport } });
        shots.push(`<figure><img src="data:image/png;base64,${png.toString("base64")}"><figcaption>${path}</figcaption></figure>`);
      }
      await page.close();
      for (let sheet = 0; sheet * PER_SHEET < shots.length; sheet++) {
        const table = await browser.newPage({ viewport: { width: 1500, height: 900 } });
        const some = shots.slice(sheet * PER_SHEET, (sheet + 1) * PER_SHEET).join("");
        await table.setContent(`<style>body{margin:8px;display:grid;grid-template-columns:repeat(5,1fr);gap:8px;font:12px sans-serif}figure{margin:0}img{width:100%;border:1px solid #999}</style>${some}`);
        await table.screenshot({ path: join(folder, `${language}-${name}-${colorScheme}-${sheet + 1}.png`), fullPage: true });
        await table.close();
      }
    }
  }
  console.log(`in ${folder}`);
} finally {
  for (const cleanUp of cleanUps) await cleanUp();
}

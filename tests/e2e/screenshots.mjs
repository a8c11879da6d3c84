// Pictures of every page and mail, to be looked at: light and dark, phone and desktop, in three languages.
//
//   npm --prefix tests/e2e run screenshots [-- LANGUAGE…]      (needs `cargo build`)
//
// They go to target/screenshots/gallery: `en/desktop-light/pages/forgot/empty.png`.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { emptyFolder, launch, screenshots, startPreview } from "./support.mjs";

const languages = process.argv.length > 2 ? process.argv.slice(2) : ["en", "ar", "ja"];
const widths = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
};

// The name stands in most of them.
const look = `[[location]]\nid = 1\nname = "Harbour Studios"\n`;

const cleanUps = [];
// What the helpers of tests want of a test.
const stage = { after: (cleanUp) => cleanUps.unshift(cleanUp) };

try {
  const { exhibits, address } = await startPreview(stage, await emptyFolder(stage), look);
  const browser = await launch(stage);
  let count = 0;
  for (const language of languages) {
    const list = await exhibits(language);
    for (const [width, options] of Object.entries(widths)) {
      for (const colorScheme of ["light", "dark"]) {
        const page = await browser.newPage({ ...options, colorScheme, reducedMotion: "reduce" });
        for (const { path } of list) {
          const file = join(screenshots, "gallery", language, `${width}-${colorScheme}`, `${path}.png`);
          await mkdir(dirname(file), { recursive: true });
          await page.goto(address(language, path));
          await page.screenshot({ path: file, fullPage: true });
          count += 1;
        }
        await page.context().close();
      }
    }
  }
  console.log(`${count} pictures in ${join(screenshots, "gallery")}`);
} finally {
  for (const cleanUp of cleanUps) await cleanUp();
}

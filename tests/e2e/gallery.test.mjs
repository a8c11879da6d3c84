// Every page in every state that the gallery knows, held against axe-core, narrow screens, and shifting layout.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { emptyFolder, findings, launch, startPreview } from "./support.mjs";

const DESKTOP = { width: 1280, height: 900 };
// What WCAG 2.2 (1.4.10) asks pages to fit into.
const PHONE = { width: 320, height: 640 };

const BRANDED = `
[[location]]
id = 1
name = "Harbour & Söhne Studios"

[location.brand]
accent_color = "#0f766e"
background_color = "#f6f4ef"
corner_radius = 0
home_url = "https://harbour.example"
support_email = "help@harbour.example"
imprint_url = "https://harbour.example/imprint"
privacy_url = "https://harbour.example/privacy"
`;

const LONG_WORD = `
[[location]]
id = 1
name = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

[location.brand]
home_url = "https://donau.example"
support_email = "donaudampfschifffahrtselektrizitaetenhauptbetriebswerk@donau.example"
`;

/** How far a page sticks out of the screen, in pixels. */
const excess = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const views = [
  { language: "en", viewport: DESKTOP, colorScheme: "light" },
  { language: "en", viewport: PHONE, colorScheme: "dark" },
  { language: "ar", viewport: PHONE, colorScheme: "light" },
  { language: "ar", viewport: DESKTOP, colorScheme: "dark", look: BRANDED },
];

for (const { language, viewport, colorScheme, look } of views) {
  const name = `${look ? "branded, " : ""}${language}, ${viewport.width} px, ${colorScheme}`;
  test(`axe-core finds nothing on any page, nothing sticks out, and nothing moves: ${name}`, async (t) => {
    const { exhibits, address } = await startPreview(t, await emptyFolder(t), look);
    const browser = await launch(t);
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.addInitScript(() => {
      globalThis.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    const pages = (await exhibits(language)).filter(({ subject }) => !subject);
    assert.ok(pages.length > 40, `the gallery shows ${pages.length} pages`);
    const wrong = [];
    for (const { path } of pages) {
      await page.goto(address(language, path));
      for (const finding of await findings(page)) wrong.push(`${path}: ${finding}`);
      // The development inbox is a tool for wide screens, and holds mails in a frame.
      if (path.startsWith("pages/inbox/")) continue;
      const [wide, shift] = [await excess(page), await page.evaluate(() => globalThis.shift)];
      if (wide > 0) wrong.push(`${path}: sticks out by ${wide} px`);
      if (shift > 0) wrong.push(`${path}: its layout shifts by ${shift}`);
    }
    assert.deepEqual(wrong, []);
  });
}

for (const [what, language, look] of [["Japanese phrases", "ja"], ["a name of one long word", "de", LONG_WORD]]) {
  test(`no page or mail is wider than the screen of a phone: ${what}`, async (t) => {
    const { exhibits, address } = await startPreview(t, await emptyFolder(t), look);
    const page = await (await launch(t)).newPage({ viewport: PHONE });
    const wrong = [];
    for (const { path, subject } of await exhibits(language)) {
      await page.goto(address(language, path));
      const wide = await excess(page);
      if (wide > 0) wrong.push(`${path}: sticks out by ${wide} px`);
      const breaks = await page.locator("h1").first().evaluate((title) => getComputedStyle(title).wordBreak);
      if (language === "ja" && subject && breaks !== "auto-phrase") wrong.push(`${path}: its title breaks inside words`);
    }
    assert.deepEqual(wrong, []);
  });
}

test("no state of any page, compressed and with all that it loads at first, weighs 30 KiB", async (t) => {
  const { exhibits, address } = await startPreview(t, await emptyFolder(t), BRANDED);
  const weights = new Map();
  const weigh = async (url) => {
    if (!weights.has(url)) weights.set(url, gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length);
    return weights.get(url);
  };
  const heavy = [];
  for (const { path } of (await exhibits("de")).filter(({ subject }) => !subject)) {
    const url = address("de", path);
    const html = await (await fetch(url)).text();
    const parts = [...html.matchAll(/<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"/g)].map(([, part]) => new URL(part, url).href);
    assert.ok(parts.length >= 2, `${path} loads ${parts}`);
    let bytes = gzipSync(html).length;
    for (const part of parts) bytes += await weigh(part);
    if (bytes >= 30 * 1024) heavy.push(`${path}: ${bytes} bytes`);
  }
  assert.deepEqual(heavy, []);
});

test("without scripts every state of every page shows only what works, and a way on", async (t) => {
  const { exhibits, address } = await startPreview(t, await emptyFolder(t), BRANDED);
  const page = await (await launch(t)).newPage({ viewport: PHONE, javaScriptEnabled: false });
  const wrong = [];
  for (const { path } of (await exhibits("en")).filter(({ subject }) => !subject)) {
    await page.goto(address("en", path));
    for (const button of await page.locator("button:visible").all()) {
      const sends = await button.evaluate(({ type, form }) => type === "submit" && form?.method === "post" && form.hasAttribute("action"));
      if (!sends) wrong.push(`${path}: ${await button.textContent()} does nothing`);
    }
    for (const field of await page.locator("main input:visible").all()) {
      const sent = await field.evaluate(({ form, name, readOnly }) => readOnly || Boolean(form?.querySelector("button") && name));
      if (!sent) wrong.push(`${path}: a field that nothing sends`);
    }
    const promises = await page.locator(".with-script:visible, [data-strength][data-level], .clock:empty:visible").count();
    if (promises > 0) wrong.push(`${path}: promises what a script does`);
    if ((await page.locator("main form button:visible, main a[href]:visible, header a[href]:visible").count()) === 0) wrong.push(`${path}: no way on`);
  }
  assert.deepEqual(wrong, []);
});

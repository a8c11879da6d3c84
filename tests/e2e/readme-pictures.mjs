// The pictures of README.md, whole cards, and the short animation at its top, in both schemes, in docs/pictures.
//
//   npm --prefix tests/e2e run readme-pictures      (needs `cargo build`)
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { emptyFolder, launch, rekey, startPreview, startRekey } from "./support.mjs";

const folder = join(import.meta.dirname, "..", "..", "docs", "pictures");

const look = `
[[location]]
id = 1
name = "Harbour Studios"

[location.brand]
accent_color = "#0f766e"
background_color = "#f6f4ef"
home_url = "https://harbour.example"
support_email = "help@harbour.example"
`;

const PICTURES = [
  ["check-mail", "en", "pages/check_mail/resend", { width: 480, colorScheme: "light" }],
  ["new-password", "en", "pages/new_password/plain", { width: 480, colorScheme: "light", type: ["#password", "seven quiet lanterns 41"] }],
  ["mail-dark", "en", "mails/reset_code/named", { width: 420, colorScheme: "dark" }],
  ["arabic", "ar", "pages/new_password/plain", { width: 420, colorScheme: "light" }],
  ["japanese", "ja", "mails/reset_code/named", { width: 420, colorScheme: "light" }],
];

/** The chunks of a PNG, without its signature. */
function* chunks(png) {
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    yield { name: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

function chunk(name, data) {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(name, 4, "latin1");
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])));
  return Buffer.concat([head, data, tail]);
}

const numbers = (...all) => {
  const data = Buffer.alloc(all.length * 4);
  all.forEach((number, place) => data.writeUInt32BE(number, place * 4));
  return data;
};

/** In a browser: PNGs of one size, each but the first cut to what changed since the one before. */
async function differences(pngs) {
  let before;
  const frames = [];
  for (const png of pngs) {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
    let [left, top, right, bottom] = before ? [width, height, 0, 0] : [0, 0, width, height];
    for (let at = 0; before && at < pixels.length; at++) {
      if (pixels[at] === before[at]) continue;
      const [x, y] = [at % width, Math.floor(at / width)];
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1)];
    }
    before = pixels;
    if (right <= left) [left, top, right, bottom] = [0, 0, 1, 1];
    const part = new OffscreenCanvas(right - left, bottom - top);
    part.getContext("2d").drawImage(canvas, -left, -top);
    const bytes = new Uint8Array(await (await part.convertToBlob({ type: "image/png" })).arrayBuffer());
    frames.push({ left, top, width: right - left, height: bottom - top, png: bytes.toBase64?.() ?? btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) });
  }
  return frames;
}

/** An animated PNG of frames of one size: `{ png, milliseconds }`. */
async function animated(page, frames) {
  const parts = await page.evaluate(differences, frames.map(({ png }) => png.toString("base64")));
  const pngs = parts.map(({ png }) => Buffer.from(png, "base64"));
  const header = [...chunks(pngs[0])].find(({ name }) => name === "IHDR").data;
  const film = [Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("acTL", numbers(frames.length, 0))];
  let sequence = 0;
  parts.forEach(({ left, top, width, height }, place) => {
    const delay = Buffer.alloc(6);
    delay.writeUInt16BE(frames[place].milliseconds, 0);
    delay.writeUInt16BE(1000, 2);
    film.push(chunk("fcTL", Buffer.concat([numbers(sequence++, width, height, left, top), delay])));
    for (const { name, data } of chunks(pngs[place])) {
      if (name !== "IDAT") continue;
      film.push(place === 0 ? chunk("IDAT", data) : chunk("fdAT", Buffer.concat([numbers(sequence++), data])));
    }
  });
  return Buffer.concat([...film, chunk("IEND", Buffer.alloc(0))]);
}

const cleanUps = [];
const stage = { after: (cleanUp) => cleanUps.unshift(cleanUp) };
try {
  const { address } = await startPreview(stage, await emptyFolder(stage), look);
  const browser = await launch(stage);
  for (const [name, language, path, { width, height, colorScheme, type }] of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height: height ?? 400 }, deviceScaleFactor: 1.5, colorScheme, reducedMotion: "reduce" });
    await page.goto(address(language, path));
    if (type) {
      await page.locator(type[0]).pressSequentially(type[1]);
      await page.locator("[data-level=strong]").waitFor();
    }
    await page.evaluate(() => document.activeElement.blur());
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: !height });
    await page.close();
  }

  // The inbox shows a mail of a real server.
  const home = await emptyFolder(stage);
  await writeFile(join(home, "look.toml"), look);
  execFileSync(rekey, ["--dev", "location", "apply", "look.toml"], { cwd: home, env: { PATH: process.env.PATH }, stdio: "pipe" });
  const { url } = await startRekey(stage, home, ["--dev"], { REKEY_LISTEN: "127.0.0.1:0" });
  const inbox = await browser.newPage({ viewport: { width: 1240, height: 1440 }, deviceScaleFactor: 1.5, colorScheme: "light", reducedMotion: "reduce", locale: "en" });
  await inbox.goto(`${url}/forgot`);
  await inbox.locator("#email").fill("demo@example.com");
  await inbox.keyboard.press("Enter");
  await inbox.waitForURL("**/forgot/sent");
  await inbox.goto(`${url}/_dev/inbox`);
  await inbox.frameLocator("iframe").locator(".digits").first().waitFor();
  await inbox.screenshot({ path: join(folder, "inbox.png") });

  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width: 460, height: 960 }, deviceScaleFactor: 1.4, colorScheme, reducedMotion: "reduce" });
    // Nothing is sent: the pages are samples.
    await page.route("**/*", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
    const frames = [];
    const frame = async (milliseconds) => frames.push({ png: await page.screenshot(), milliseconds });
    const type = async (selector, parts) => {
      for (const part of parts) {
        await page.locator(selector).pressSequentially(part);
        await frame(160);
      }
    };
    await page.goto(address("en", "pages/forgot/empty"));
    await frame(900);
    await type("#email", ["ann", ".miller", "@", "example", ".com"]);
    await frame(700);
    await page.goto(address("en", "mails/reset_code/named"));
    await frame(1800);
    await page.goto(address("en", "pages/check_mail/resend"));
    await frame(900);
    await type("#code", ["4", "8", "2", "9", "1"]);
    await page.goto(address("en", "pages/new_password/plain"));
    await frame(900);
    await type("#password", ["seven ", "quiet ", "lanterns ", "41"]);
    await page.locator("[data-level=strong]").waitFor();
    await frame(1200);
    await page.goto(address("en", "pages/reset_done/signed-in"));
    await frame(2600);
    const film = await animated(page, frames);
    await writeFile(join(folder, `reset-${colorScheme}.png`), film);
    console.log(`reset-${colorScheme}.png: ${frames.length} frames in ${Math.round(film.length / 1024)} KiB`);
    assert.ok(film.length < 1024 * 1024, "the animation is small");
    await page.close();
  }
  console.log(`${PICTURES.length + 1} pictures`);
} finally {
  for (const cleanUp of cleanUps) await cleanUp();
}

// What tests of front ends on an origin of their own have in common.
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { eventually, rekey } from "./support.mjs";

export const EMAIL = "demo@example.com";
export const PASSWORD = "Demo-Passw0rd!";
/** What the demo account's authenticator app holds, in Base32. */
const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

/** What programs that a test runs get of its environment. */
export const env = { PATH: process.env.PATH, HOME: process.env.HOME };

/** Serves a folder as hosts of single-page apps do: paths without a file get the app's page. */
export async function serve(t) {
  const site = { folder: "", policy: "" };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://app");
    const name = extname(pathname) ? pathname : "/index.html";
    const content = await readFile(join(site.folder, name)).catch(() => null);
    response.setHeader("content-type", TYPES[extname(name)] ?? "text/plain");
    response.setHeader("content-security-policy", site.policy);
    response.writeHead(content ? 200 : 404).end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return Object.assign(site, { origin: `http://127.0.0.1:${server.address().port}` });
}

/** The policy under which an app may call one server. */
export const policy = (url) => `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src ${url}`;

/** The newest mailed link that begins like this and carries `parameter`. */
export const mailedLink = (url, start, parameter = "token") =>
  eventually(async () => {
    const mails = await (await fetch(`${url}/_dev/inbox.json`)).json();
    return mails.flatMap(({ links }) => links).find((link) => link.startsWith(`${start}?${parameter}=`));
  }, "the mail");

/** Six digits, as authenticator apps make them (RFC 6238, with SHA-1 and steps of 30 s). */
function totp(secret) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** What the demo account's app shows now, after the account has got a second factor with the app's secret. */
export function enrol(folder) {
  const args = ["--dev", "account", "totp", "enrol", EMAIL, "--secret-stdin"];
  execFileSync(rekey, args, { cwd: folder, env, input: SECRET, stdio: ["pipe", "pipe", "pipe"] });
  return () => totp(SECRET);
}

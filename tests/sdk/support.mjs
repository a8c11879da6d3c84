// Starts the server, and stops it. Every test gets a server and a folder of its own.
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const rekey = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "rekey");

/** What `--dev` sets up. */
export const DEMO = { email: "demo@example.com", password: "Demo-Passw0rd!" };

/** For tests that ask for a mail twice. */
export const NO_COOLDOWN = { REKEY_LIMITS__COOLDOWN: "off" };

/** Starts `rekey serve --dev` in an empty folder, on a free port, with these settings besides. */
export async function startRekey(t, settings = {}) {
  const folder = await mkdtemp(join(tmpdir(), "rekey-sdk-"));
  const env = { PATH: process.env.PATH, REKEY_LISTEN: "127.0.0.1:0", ...settings };
  const child = spawn(rekey, ["serve", "--dev"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  t.after(async () => {
    child.kill("SIGTERM");
    await gone;
    await rm(folder, { recursive: true, force: true });
  });
  const output = [];
  const url = await new Promise((resolve, reject) => {
    const look = (line) => {
      output.push(line);
      const found = /listening on (http:\/\/[^\s"]+:\d+)/.exec(line);
      if (found) resolve(found[1]);
    };
    createInterface({ input: child.stdout }).on("line", look);
    createInterface({ input: child.stderr }).on("line", look);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`rekey ended with ${code}:\n${output.join("\n")}`)));
  });
  return { url, folder };
}

/** Sets the first location, and waits until the server follows: public-config then says `shows`. */
async function setLocation({ url, folder }, settings, shows) {
  await writeFile(join(folder, "locations.toml"), `[[location]]\nid = 1\n${settings}\n`);
  execFileSync(rekey, ["--dev", "location", "apply", "locations.toml"], { cwd: folder, env: { PATH: process.env.PATH } });
  // A node keeps using the locations it has read for up to a second.
  const config = async () => (await fetch(`${url}/api/auth/public-config`)).json();
  await eventually(async () => {
    const said = await config();
    return Object.entries(shows).every(([name, value]) => said[name] === value);
  }, "the change");
}

/** Has the first location mail links, which may lead to `target`. */
export const mailLinks = (server, target) =>
  setLocation(server, `reset_method = "link"\nallowed_redirect_urls = ["${target}"]`, { resetPasswordMethod: "link" });

/** Lets people sign up, who verify their address by `method`; its links may lead to `target`. */
export const openSignUp = (server, method, target) =>
  setLocation(server, `sign_up = { open = true, verify_method = "${method}" }\nallowed_redirect_urls = ["${target}"]`,
    { disableSignup: false, requireEmailVerification: true, verifyEmailMethod: method });

/** Asks again until `probe` gives something, or the deadline passes. */
export async function eventually(probe, what, deadline = 15_000) {
  const end = Date.now() + deadline;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} did not happen within ${deadline} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The newest mail that `fits`, once it is there. */
export function mail(url, fits) {
  const look = async () => (await (await fetch(`${url}/_dev/inbox.json`)).json()).find(fits);
  return eventually(look, "the mail");
}

/** The link of a mail. */
export const linkIn = (mail) => mail.links.find((link) => link.includes("token="));

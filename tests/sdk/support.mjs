// Starts the server, and stops it. Every test gets a server and a folder of its own.
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyFolder, eventually, rekey, startRekey as serve } from "../programs.mjs";

export { eventually } from "../programs.mjs";

/** What `--dev` sets up. */
export const DEMO = { email: "demo@example.com", password: "Demo-Passw0rd!" };

/** For tests that ask for a mail twice. */
export const NO_COOLDOWN = { REKEY_LIMITS__COOLDOWN: "off" };

/** Starts `rekey serve --dev` in an empty folder, on a free port, with these settings besides. */
export async function startRekey(t, settings = {}) {
  const folder = await emptyFolder(t);
  const { url } = await serve(t, folder, ["--dev"], { REKEY_LISTEN: "127.0.0.1:0", ...settings });
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

/** The newest mail that `fits`, once it is there. */
export function mail(url, fits) {
  const look = async () => (await (await fetch(`${url}/_dev/inbox.json`)).json()).find(fits);
  return eventually(look, "the mail");
}

/** The link of a mail. */
export const linkIn = (mail) => mail.links.find((link) => link.includes("token="));

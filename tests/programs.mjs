// Starts programs, and stops them at the end of their test. Every test gets folders and servers of its own.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const target = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, "..", "target");

export const rekey = join(target, "debug", "rekey");

/** Starts a program and waits for the first line of its output that `pattern` matches. */
export async function start(t, command, args, options, pattern) {
  const child = spawn(command, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
  const output = [];
  t.after(async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await gone;
    }
  });
  const match = await new Promise((resolve, reject) => {
    const look = (line) => {
      output.push(line);
      const found = pattern.exec(line);
      if (found) resolve(found);
    };
    createInterface({ input: child.stdout }).on("line", look);
    createInterface({ input: child.stderr }).on("line", look);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${command} ended with ${code}:\n${output.join("\n")}`)));
  });
  return { child, match, output };
}

/** An empty folder that goes with the test. */
export async function emptyFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), "rekey-test-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts `rekey serve` in a folder; gives the URL that it printed, and everything that it prints. */
export async function startRekey(t, folder, args = [], env = {}) {
  const options = { cwd: folder, env: { PATH: process.env.PATH, ...env } };
  const { match, output } = await start(t, rekey, ["serve", ...args], options, /listening on (http:\/\/[^\s"]+:\d+)/);
  return { url: match[1], output };
}

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

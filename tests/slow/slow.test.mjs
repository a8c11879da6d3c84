// Clients that send or read slowly, as slowhttptest plays them: the server closes their connections within 30 s (R28), and
// answers others meanwhile. Debian's package slowhttptest is needed; ./test --full runs this.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { get } from "node:http";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { emptyFolder, startRekey } from "../e2e/support.mjs";

/** More than a handful of clients, and fewer than one network may have. */
const CONNECTIONS = 100;
/** In seconds: when a connection without progress is closed, and what a busy machine may take longer. */
const CLOSED_WITHIN = 30;
const SLACK = 5;
/** How long another client may wait for its answer, in milliseconds. */
const ANSWERED_WITHIN = 2_000;

/** What slowhttptest does with each connection: options, and the path that it asks for. */
const ATTACKS = [
  { name: "slow headers", options: ["-H", "-i", "5"], path: "/healthz" },
  { name: "a slow body", options: ["-B", "-i", "5", "-s", "8192"], path: "/api/auth/login" },
  { name: "a slow body on a path that APIs share", options: ["-B", "-i", "5", "-s", "8192"], path: "/api/auth/refresh" },
  { name: "slow reading", options: ["-X", "-w", "1", "-y", "2", "-n", "5", "-z", "1", "-k", "3"], path: "/openapi.json" },
];

async function attack(options, url) {
  const often = ["-c", String(CONNECTIONS), "-r", String(CONNECTIONS), "-l", String(CLOSED_WITHIN + 2 * SLACK), "-p", "3"];
  const child = spawn("slowhttptest", [...options, ...often, "-u", url], { stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  assert.equal(code, 0, "slowhttptest");
}

/** How many connections the server of this port holds open. A client that does not read sees no end of its own. */
async function connections(port) {
  const local = `:${Number(port).toString(16).toUpperCase().padStart(4, "0")}`;
  const [, ...sockets] = (await readFile("/proc/net/tcp", "utf8")).trim().split("\n");
  const ESTABLISHED = "01";
  return sockets.map((line) => line.trim().split(/\s+/)).filter((fields) => fields[1].endsWith(local) && fields[3] === ESTABLISHED).length;
}

/** Asks for a health check over a connection of its own; resolves to how long it took, in milliseconds. */
async function askForHealth(url) {
  const began = performance.now();
  const answer = await new Promise((resolve, reject) => get(`${url}/healthz`, { agent: false }, resolve).once("error", reject));
  assert.equal(answer.statusCode, 200);
  for await (const _ of answer);
  return performance.now() - began;
}

for (const { name, options, path } of ATTACKS) {
  test(`clients with ${name} are hung up on within ${CLOSED_WITHIN} s and keep nobody waiting`, async (t) => {
    const { url } = await startRekey(t, await emptyFolder(t), ["--dev"], { REKEY_LISTEN: "127.0.0.1:0" });
    const began = performance.now();
    let over = false;
    const attacked = attack(options, url + path).finally(() => (over = true));
    const seen = [];
    while (!over) {
      const health = await askForHealth(url);
      seen.push({ second: (performance.now() - began) / 1_000, open: await connections(new URL(url).port), health });
      await pause(100);
    }
    await attacked;
    const most = Math.max(...seen.map(({ open }) => open));
    assert.ok(most > CONNECTIONS / 2, `${most} connections were open at once`);
    const late = seen.filter(({ second, open }) => second > CLOSED_WITHIN + SLACK && open > 0);
    assert.deepEqual(late, []);
    const longest = Math.max(...seen.map(({ health }) => health));
    assert.ok(longest < ANSWERED_WITHIN, `a health check took ${Math.round(longest)} ms`);
  });
}

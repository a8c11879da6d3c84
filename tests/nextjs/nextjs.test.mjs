// People stay signed in to a Next.js app whose access tokens end: its server presents one refresh token again and again, and
// several times at once.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { createClient } from "@insforge/sdk";
import { DEMO, startRekey } from "../sdk/support.mjs";

/** Starts the built app against this server; gives its address. */
async function startApp(t, url) {
  const env = { PATH: process.env.PATH, REKEY_URL: url, NEXT_TELEMETRY_DISABLED: "1" };
  const child = spawn("node_modules/.bin/next", ["start", "--hostname", "127.0.0.1", "--port", "0"], { cwd: import.meta.dirname, env });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  t.after(async () => {
    child.kill("SIGTERM");
    await gone;
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /Local:\s+(http:\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
    child.once("exit", (code) => reject(new Error(`next ended with ${code}`)));
  });
}

/** Who a page says is signed in, and what cookies it set. */
async function load(address, jar) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await fetch(address, { headers: { cookie } });
  assert.equal(response.status, 200);
  const [, who] = /signed in: (?:<!-- -->)?([^<]*)/.exec(await response.text());
  return { who, set: response.headers.getSetCookie() };
}

/** The cookies of somebody who signed in, once the browser has dropped the access token's, whose time is over. */
async function signedIn(url) {
  const auth = createClient({ baseUrl: url, anonKey: "anon", isServerMode: true }).auth;
  const { data, error } = await auth.signInWithPassword(DEMO);
  assert.equal(error, null);
  return new Map([["insforge_refresh_token", data.refreshToken]]);
}

test("after the access token's end, twenty page loads and four at once sign nobody out", async (t) => {
  const { url } = await startRekey(t);
  const app = await startApp(t, url);
  const jar = await signedIn(url);
  for (let page = 0; page < 20; page += 1) {
    assert.equal((await load(app, jar)).who, DEMO.email, `page ${page}`);
  }
  const four = await Promise.all(Array.from({ length: 4 }, () => load(app, jar)));
  assert.deepEqual(four.map(({ who }) => who), Array(4).fill(DEMO.email));
  assert.equal((await load(app, new Map())).who, "nobody");
});

test("a proxy that keeps the newer tokens keeps people signed in, too, four requests at once", async (t) => {
  const { url } = await startRekey(t);
  const app = await startApp(t, url);
  const jar = await signedIn(url);
  const four = await Promise.all(Array.from({ length: 4 }, () => load(`${app}/kept`, jar)));
  for (const { set } of four) {
    const kept = new Map(set.map((cookie) => cookie.split(";")[0].split(/=(.*)/s)).map(([name, value]) => [name, value]));
    assert.ok(kept.get("insforge_access_token"), set.join("\n"));
    assert.equal((await load(`${app}/kept`, kept)).who, DEMO.email);
  }
});

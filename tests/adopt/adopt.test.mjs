// The code on the pages of docs/adopt, and the examples of a directory, in apps of their own: Rekey resets a password in each.
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { test } from "node:test";
import { NEW, OLD, NEWEST, djangoSite, expressApp, expressExample, fastapiExample, supabaseFunction } from "./apps.mjs";
import { eventually, startRekey } from "../sdk/support.mjs";

const APPS = {
  "the Django page": { app: djangoSite, password: "plain" },
  "the Express page": { app: expressApp, password: "plain" },
  "the Supabase page": { app: supabaseFunction, password: "plain" },
  "the Express example": { app: expressExample, password: "argon2id" },
  "the FastAPI example": { app: fastapiExample, password: "argon2id" },
};

/** Calls an app's route as Rekey does, signed as Standard Webhooks are. */
function call(directory, secret, type, data, sentAt = Math.floor(Date.now() / 1000)) {
  const [id, body] = [`msg_${randomUUID()}`, JSON.stringify({ type, timestamp: new Date().toISOString(), data })];
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signature = `v1,${createHmac("sha256", key).update(`${id}.${sentAt}.${body}`).digest("base64")}`;
  const headers = { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(sentAt), "webhook-signature": signature };
  return fetch(directory, { method: "POST", body, headers });
}

/** Sends the app's route what it has to refuse. */
async function trick(directory, secret, email) {
  const found = await call(directory, secret, "directory.find", { email: email.toUpperCase() });
  const { accounts } = await found.json();
  assert.equal(accounts.length, 1, "addresses are looked up without regard to case");
  const { key, version } = accounts[0];
  const in20Seconds = new Date(Date.now() + 20_000).toISOString();
  const good = { key: String(key), version, password: "never set 1!", password_hash: "never set", expires_at: in20Seconds };
  const refusals = [
    [409, { ...good, version: "0" }],
    [412, { ...good, expires_at: "2026-01-01T00:00:00Z" }],
    [404, { ...good, key: /-/.test(key) ? randomUUID() : "999" }],
  ];
  for (const [status, data] of refusals) {
    assert.equal((await call(directory, secret, "directory.set_password", data)).status, status);
  }
  const anHourAgo = Math.floor(Date.now() / 1000) - 3600;
  assert.equal((await call(directory, secret, "directory.set_password", good, anHourAgo)).status, 401, "a call that was recorded");
  const other = `whsec_${Buffer.from("another secret, of 32 bytes too.").toString("base64")}`;
  assert.equal((await call(directory, other, "directory.set_password", good)).status, 401);
}

/** The newest token of a link to this page, once a mail has one that is not `known`. */
const tokenOf = (url, page, known = []) =>
  eventually(async () => {
    const mails = await (await fetch(`${url}/_dev/inbox.json`)).json();
    const tokens = mails.flatMap(({ links }) => links).flatMap((link) => new RegExp(`${page}\\?token=([0-9a-f]{64})`).exec(link)?.[1] ?? []);
    return tokens.find((token) => !known.includes(token));
  }, `a link to ${page}`);

/** Opens a mailed link and presses the button of its page. */
async function press(url, path) {
  const cookies = new Map();
  const get = async (address, init = {}) => {
    const headers = { ...init.headers, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const answer = await fetch(new URL(address, url), { ...init, headers, redirect: "manual" });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    const next = answer.headers.get("location");
    return next ? get(next) : answer;
  };
  const page = await (await get(path)).text();
  const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  const answer = await get(new URL(path, url).pathname, { method: "POST", body: new URLSearchParams(fields), headers: { origin: url } });
  assert.equal(answer.status, 200);
}

for (const [name, { app, password }] of Object.entries(APPS)) {
  test(`${name} resets passwords in place`, async (t) => {
    const secret = `whsec_${Buffer.from("a secret for tests, of 32 bytes.").toString("base64")}`;
    const { url: directory, email, signsIn } = await app(t, secret);
    const { url } = await startRekey(t, {
      REKEY_LIMITS__COOLDOWN: "off",
      REKEY_LOCATIONS: '[{"id": 1, "directory": "app"}]',
      REKEY_DIRECTORIES__APP__KIND: "http",
      REKEY_DIRECTORIES__APP__URL: directory,
      REKEY_DIRECTORIES__APP__SECRET: secret,
      REKEY_DIRECTORIES__APP__PASSWORD: password,
    });
    const post = (path, body) =>
      fetch(`${url}/api/sys/users/${path}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
    const ask = () => post("startPasswordReset", { email });
    const set = (Token, Password) => post("completePasswordReset", { Token, Password, BusinessId: 1 });
    const opens = async (...passwords) => {
      for (const candidate of [OLD, NEW, NEWEST]) assert.equal(await signsIn(candidate), passwords.includes(candidate), candidate);
    };
    await opens(OLD);

    await trick(directory, secret, email);
    await opens(OLD);
    assert.equal((await ask()).status, 200);
    const token = await tokenOf(url, "reset");
    assert.equal((await set(token, "short")).status, 400);
    await opens(OLD);
    assert.equal((await set(token, NEW)).status, 200);
    await opens(NEW);
    assert.equal((await set(token, NEWEST)).status, 400, "the link is used up");
    await opens(NEW);

    await press(url, `/not-me?token=${await tokenOf(url, "not-me")}`);
    await opens();
    assert.equal((await ask()).status, 200);
    assert.equal((await set(await tokenOf(url, "reset", [token]), NEWEST)).status, 200);
    await opens(NEWEST);
  });
}

// @insforge/sdk in Chromium, on a page of another origin.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { DEMO, linkIn, mail, mailLinks, NO_COOLDOWN, openSignUp, startRekey } from "./support.mjs";

const NEW_PASSWORD = "an even quieter evening";

/** An app of one page, which has the SDK and nothing else. */
async function startApp(t) {
  const stdin = { contents: `export * from "@insforge/sdk"`, resolveDir: import.meta.dirname };
  // "crypto" is what the SDK would load in Node.js, where there is no `window.crypto`.
  const options = { bundle: true, format: "iife", globalName: "sdk", external: ["crypto"], write: false };
  const bundle = await build({ stdin, ...options });
  const page = `<!doctype html><meta charset="utf-8"><title>App</title><script>${bundle.outputFiles[0].text}</script>`;
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(page));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

/** The app, a server that lets it call, and a browser on it. */
async function start(t) {
  const app = await startApp(t);
  const server = await startRekey(t, { REKEY_CORS_ORIGINS: app, ...NO_COOLDOWN });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  t.after(() => browser.close());
  const page = await (await browser.newContext()).newPage();
  return { app, server, url: server.url, page };
}

/** Calls a method of the SDK in the page. */
function call(page, url, method, ...args) {
  const inPage = async ({ url, method, args }) => {
    window.client ??= sdk.createClient({ baseUrl: url, anonKey: "anon" });
    const { data, error } = await window.client.auth[method](...args);
    return { data, error: error && { error: error.error, statusCode: error.statusCode } };
  };
  return page.evaluate(inPage, { url, method, args });
}

/** The data of a call that must succeed. */
const done = ({ data, error }) => (assert.equal(error, null), data);

test("a reset by code, and a session that outlives the page", async (t) => {
  const { app, url, page } = await start(t);
  await page.goto(app);
  done(await call(page, url, "sendResetPasswordEmail", { email: DEMO.email }));
  const { code } = await mail(url, (mail) => mail.code);
  const { token } = done(await call(page, url, "exchangeResetPasswordToken", { email: DEMO.email, code }));
  done(await call(page, url, "resetPassword", { newPassword: NEW_PASSWORD, otp: token }));

  const refused = await call(page, url, "signInWithPassword", DEMO);
  assert.deepEqual(refused.error, { error: "AUTH_UNAUTHORIZED", statusCode: 401 });
  done(await call(page, url, "signInWithPassword", { email: DEMO.email, password: NEW_PASSWORD }));
  assert.ok(!(await page.evaluate(() => document.cookie)).includes("rekey_"), "no script reads the refresh token");

  await page.reload();
  assert.equal(done(await call(page, url, "getCurrentUser")).user.email, DEMO.email, "by cookie and CSRF token");
  done(await call(page, url, "refreshSession"));
  await call(page, url, "signOut");
  await page.reload();
  assert.equal((await call(page, url, "getCurrentUser")).data.user, null);
});

test("a sign-in by mailed code", async (t) => {
  const { app, url, page } = await start(t);
  await page.goto(app);
  assert.equal(done(await call(page, url, "getPublicAuthConfig")).resetPasswordMethod, "code");
  done(await call(page, url, "signInWithOtp", { email: DEMO.email }));
  const { code } = await mail(url, (mail) => mail.code);
  assert.equal(done(await call(page, url, "verifyOtp", { email: DEMO.email, otp: code })).user.email, DEMO.email);
  await page.reload();
  assert.equal(done(await call(page, url, "getCurrentUser")).user.email, DEMO.email, "by cookie and CSRF token");
});

test("a reset by link", async (t) => {
  const { app, server, url, page } = await start(t);
  await mailLinks(server, `${app}/reset`);
  await page.goto(app);
  done(await call(page, url, "sendResetPasswordEmail", { email: DEMO.email, redirectTo: `${app}/reset?tab=2` }));
  await page.goto(linkIn(await mail(url, linkIn)));
  const { origin, pathname, searchParams } = new URL(page.url());
  assert.equal(origin + pathname, `${app}/reset`);
  const { token, ...rest } = Object.fromEntries(searchParams);
  assert.deepEqual(rest, { tab: "2", insforge_status: "ready", insforge_type: "reset_password" });
  done(await call(page, url, "resetPassword", { newPassword: NEW_PASSWORD, otp: token }));
  done(await call(page, url, "signInWithPassword", { email: DEMO.email, password: NEW_PASSWORD }));
});

const BOB = { email: "bob@example.com", password: "a lantern in the fog" };

/** Bob resets his password; the old one is refused, the new one signs in, and the session is refreshed and ended. */
async function resetsAndComesBack(page, url) {
  done(await call(page, url, "sendResetPasswordEmail", { email: BOB.email }));
  const { code } = await mail(url, (mail) => mail.code && mail.subject.includes("password"));
  const { token } = done(await call(page, url, "exchangeResetPasswordToken", { email: BOB.email, code }));
  done(await call(page, url, "resetPassword", { newPassword: NEW_PASSWORD, otp: token }));
  const refused = await call(page, url, "signInWithPassword", BOB);
  assert.deepEqual(refused.error, { error: "AUTH_UNAUTHORIZED", statusCode: 401 });
  done(await call(page, url, "signInWithPassword", { email: BOB.email, password: NEW_PASSWORD }));
  done(await call(page, url, "refreshSession"));
  await call(page, url, "signOut");
  await page.reload();
  assert.equal((await call(page, url, "getCurrentUser")).data.user, null);
}

test("a sign-up that is verified by code", async (t) => {
  const { app, server, url, page } = await start(t);
  await openSignUp(server, "code", `${app}/welcome`);
  await page.goto(app);
  const signedUp = done(await call(page, url, "signUp", BOB));
  assert.deepEqual(signedUp, { accessToken: null, requireEmailVerification: true });
  const early = await call(page, url, "signInWithPassword", BOB);
  assert.deepEqual(early.error, { error: "FORBIDDEN", statusCode: 403 });
  const first = await mail(url, (mail) => mail.code);
  done(await call(page, url, "resendVerificationEmail", { email: BOB.email }));
  const { code } = await mail(url, (mail) => mail.code && mail.id !== first.id);
  const { user } = done(await call(page, url, "verifyEmail", { email: BOB.email, otp: code }));
  assert.equal(user.emailVerified, true);
  const changed = done(await call(page, url, "setProfile", { name: "Bob" }));
  assert.deepEqual(changed, { id: user.id, profile: { name: "Bob" } });
  assert.deepEqual(done(await call(page, url, "getProfile", user.id)), changed);
  await page.reload();
  assert.equal(done(await call(page, url, "getCurrentUser")).user.profile.name, "Bob", "by cookie and CSRF token");
  await resetsAndComesBack(page, url);
});

test("a sign-up that is verified by link", async (t) => {
  const { app, server, url, page } = await start(t);
  await openSignUp(server, "link", `${app}/welcome`);
  await page.goto(app);
  done(await call(page, url, "signUp", { ...BOB, redirectTo: `${app}/welcome?tab=2` }));
  await page.goto(linkIn(await mail(url, linkIn)));
  assert.equal(new URL(page.url()).search, "", "the token does not stay in the address bar");
  await page.getByRole("button").click();
  await page.waitForURL(`${app}/**`);
  const { origin, pathname, searchParams } = new URL(page.url());
  assert.equal(origin + pathname, `${app}/welcome`);
  const expected = { tab: "2", insforge_status: "success", insforge_type: "verify_email" };
  assert.deepEqual(Object.fromEntries(searchParams), expected);
  assert.equal(done(await call(page, url, "signInWithPassword", BOB)).user.emailVerified, true);
  await resetsAndComesBack(page, url);
});

/** How long the tabs go on, in milliseconds. */
const A_WHILE = process.env.REKEY_TEST_FULL ? 60_000 : 8_000;

test("three tabs that reload and refresh at once stay signed in", async (t) => {
  const { app, url, page } = await start(t);
  await page.goto(app);
  done(await call(page, url, "signInWithPassword", DEMO));
  const tabs = [page, await page.context().newPage(), await page.context().newPage()];
  const end = Date.now() + A_WHILE;
  let rounds = 0;
  await Promise.all(tabs.map(async (tab) => {
    while (Date.now() < end) {
      await tab.goto(app);
      assert.equal(done(await call(tab, url, "getCurrentUser")).user.email, DEMO.email);
      done(await call(tab, url, "refreshSession"));
      rounds += 1;
    }
  }));
  assert.ok(rounds >= tabs.length, `${rounds} rounds`);
  await call(page, url, "signOut");
  for (const tab of tabs) {
    await tab.goto(app);
    assert.equal((await call(tab, url, "getCurrentUser")).data.user, null, "signed out in every tab");
  }
});

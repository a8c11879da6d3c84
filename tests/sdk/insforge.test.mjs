// @insforge/sdk in server mode, as docs/dialects/insforge.md says to set it up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "@insforge/sdk";
import { DEMO, linkIn, mail, mailLinks, startRekey } from "./support.mjs";

const NEW_PASSWORD = "an even quieter evening";

const client = (url, more = {}) => createClient({ baseUrl: url, anonKey: "anon", isServerMode: true, ...more });

/** The data of a call that must succeed. */
const done = ({ data, error }) => (assert.equal(error, null), data);

/** The new password signs in, the old one does not; the session is refreshed, looked at, and ended. */
async function comesAndGoes(url) {
  const { auth } = client(url);
  const refused = await auth.signInWithPassword(DEMO);
  assert.equal(refused.error.statusCode, 401);
  assert.equal(refused.error.error, "AUTH_INVALID_CREDENTIALS");

  const signedIn = done(await auth.signInWithPassword({ email: DEMO.email, password: NEW_PASSWORD }));
  assert.equal(signedIn.user.email, DEMO.email);
  const refreshed = done(await auth.refreshSession({ refreshToken: signedIn.refreshToken }));
  assert.notEqual(refreshed.refreshToken, signedIn.refreshToken);

  const later = client(url, { accessToken: refreshed.accessToken });
  assert.equal(done(await later.auth.getCurrentUser()).user.id, signedIn.user.id);
  await auth.signOut();
  assert.equal((await later.auth.getCurrentUser()).error.statusCode, 401);
}

test("a reset by code", async (t) => {
  const { url } = await startRekey(t);
  const { auth } = client(url);
  const config = done(await auth.getPublicAuthConfig());
  assert.equal(config.resetPasswordMethod, "code");

  assert.equal(done(await auth.sendResetPasswordEmail({ email: DEMO.email })).success, true);
  const { code } = await mail(url, (mail) => mail.code);
  const wrong = code === "000000" ? "000001" : "000000";
  const refused = await auth.exchangeResetPasswordToken({ email: DEMO.email, code: wrong });
  assert.equal(refused.error.statusCode, 401);
  const { token } = done(await auth.exchangeResetPasswordToken({ email: DEMO.email, code }));
  done(await auth.resetPassword({ newPassword: NEW_PASSWORD, otp: token }));
  await comesAndGoes(url);
});

test("a reset by link", async (t) => {
  const server = await startRekey(t);
  const { url } = server;
  await mailLinks(server, "https://app.example.com/reset");
  const { auth } = client(url);
  const elsewhere = await auth.sendResetPasswordEmail({ email: DEMO.email, redirectTo: "https://evil.example/reset" });
  assert.equal(elsewhere.error.statusCode, 400);
  done(await auth.sendResetPasswordEmail({ email: DEMO.email, redirectTo: "https://app.example.com/reset?tab=2" }));
  const opened = await fetch(linkIn(await mail(url, linkIn)), { redirect: "manual" });
  assert.equal(opened.status, 302);
  const target = new URL(opened.headers.get("location"));
  assert.equal(target.origin + target.pathname, "https://app.example.com/reset");
  const { token, ...rest } = Object.fromEntries(target.searchParams);
  assert.deepEqual(rest, { tab: "2", insforge_status: "ready", insforge_type: "reset_password" });
  done(await auth.resetPassword({ newPassword: NEW_PASSWORD, otp: token }));
  await comesAndGoes(url);
});

test("a sign-in by mailed code", async (t) => {
  const { url } = await startRekey(t);
  const { auth } = client(url);
  done(await auth.signInWithOtp({ email: DEMO.email }));
  const { code } = await mail(url, (mail) => mail.code);
  assert.equal(done(await auth.verifyOtp({ email: DEMO.email, otp: code })).user.email, DEMO.email);
});

// @insforge/sdk in server mode, as docs/dialects/insforge.md says to set it up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "@insforge/sdk";
import { DEMO, linkIn, mail, mailLinks, NO_COOLDOWN, openSignUp, startRekey } from "./support.mjs";

const NEW_PASSWORD = "an even quieter evening";

const client = (url, more = {}) => createClient({ baseUrl: url, anonKey: "anon", isServerMode: true, ...more });

/** The data of a call that must succeed. */
const done = ({ data, error }) => (assert.equal(error, null), data);

/** The new password signs in, the old one does not; the session is refreshed, looked at, and ended. */
async function comesAndGoes(url, { email, password } = DEMO) {
  const { auth } = client(url);
  const refused = await auth.signInWithPassword({ email, password });
  assert.equal(refused.error.statusCode, 401);
  assert.equal(refused.error.error, "AUTH_UNAUTHORIZED");

  const signedIn = done(await auth.signInWithPassword({ email, password: NEW_PASSWORD }));
  assert.equal(signedIn.user.email, email);
  const refreshed = done(await auth.refreshSession({ refreshToken: signedIn.refreshToken }));
  assert.notEqual(refreshed.refreshToken, signedIn.refreshToken);

  const later = client(url, { accessToken: refreshed.accessToken });
  assert.equal(done(await later.auth.getCurrentUser()).user.id, signedIn.user.id);
  await auth.signOut();
  assert.equal((await later.auth.getCurrentUser()).error.statusCode, 401);
}

const BOB = { email: "bob@example.com", password: "a lantern in the fog" };

/** Bob asks for a reset by code, and sets a new password. */
async function resets(url, auth) {
  done(await auth.sendResetPasswordEmail({ email: BOB.email }));
  const { code } = await mail(url, (mail) => mail.code && mail.subject.includes("password"));
  const { token } = done(await auth.exchangeResetPasswordToken({ email: BOB.email, code }));
  done(await auth.resetPassword({ newPassword: NEW_PASSWORD, otp: token }));
}

test("a sign-up that is verified by code, a profile, and a reset", async (t) => {
  const server = await startRekey(t, NO_COOLDOWN);
  const { url } = server;
  await openSignUp(server, "code", "https://app.example.com/welcome");
  const { auth } = client(url);
  const taken = done(await auth.signUp({ email: DEMO.email, password: BOB.password }));
  const signedUp = done(await auth.signUp({ ...BOB, name: "Bob" }));
  assert.deepEqual(signedUp, { accessToken: null, requireEmailVerification: true });
  assert.deepEqual(signedUp, taken, "nobody learns whose address is taken");
  const early = await auth.signInWithPassword(BOB);
  assert.deepEqual([early.error.statusCode, early.error.error], [403, "FORBIDDEN"]);

  const first = await mail(url, (mail) => mail.to === BOB.email && mail.code);
  assert.equal(done(await auth.resendVerificationEmail({ email: BOB.email })).success, true);
  const { code } = await mail(url, (mail) => mail.to === BOB.email && mail.id !== first.id);
  const { user, accessToken } = done(await auth.verifyEmail({ email: BOB.email, otp: code }));
  assert.deepEqual([user.email, user.emailVerified, user.profile], [BOB.email, true, { name: "Bob" }]);
  const later = client(url, { accessToken });
  const changed = done(await later.auth.setProfile({ city: "Graz" }));
  assert.deepEqual(changed, { id: user.id, profile: { name: "Bob", city: "Graz" } });
  assert.deepEqual(done(await client(url).auth.getProfile(user.id)), changed);

  await resets(url, auth);
  await comesAndGoes(url, BOB);
});

test("a sign-up that is verified by link", async (t) => {
  const server = await startRekey(t);
  const { url } = server;
  await openSignUp(server, "link", "https://app.example.com/welcome");
  const { auth } = client(url);
  const without = await auth.signUp(BOB);
  assert.equal(without.error.statusCode, 400);
  const redirectTo = "https://app.example.com/welcome?tab=2";
  assert.equal(done(await auth.signUp({ ...BOB, redirectTo })).accessToken, null);
  const token = new URL(linkIn(await mail(url, (mail) => mail.to === BOB.email))).searchParams.get("token");
  const pressed = await fetch(`${url}/api/auth/email/verify-link`, {
    method: "POST", body: new URLSearchParams({ token }), redirect: "manual",
  });
  assert.equal(pressed.status, 303);
  const { origin, pathname, searchParams } = new URL(pressed.headers.get("location"));
  assert.equal(origin + pathname, "https://app.example.com/welcome");
  const expected = { tab: "2", insforge_status: "success", insforge_type: "verify_email" };
  assert.deepEqual(Object.fromEntries(searchParams), expected);
  assert.equal(done(await auth.signInWithPassword(BOB)).user.email, BOB.email);
  await resets(url, auth);
  await comesAndGoes(url, BOB);
});

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

// Sessions as clients of @insforge/sdk use them: one refresh token in several places at once, by its helper for server-side
// rendering and by tabs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "@insforge/sdk";
import { refreshAuth, updateSession } from "@insforge/sdk/ssr";
import * as schemas from "@insforge/shared-schemas";
import { DEMO, mail, NO_COOLDOWN, openSignUp, startRekey } from "./support.mjs";

const settings = (url) => ({ baseUrl: url, anonKey: "anon" });

const client = (url, more = {}) => createClient({ ...settings(url), isServerMode: true, ...more });

/** The data of a call that must succeed. */
const done = ({ data, error }) => (assert.equal(error, null), data);

/** Somebody's cookies, as the helper reads and sets them. */
function cookies(tokens) {
  const jar = new Map(Object.entries({ insforge_access_token: tokens.accessToken, insforge_refresh_token: tokens.refreshToken }));
  return { jar, options: new Map(), get: (name) => jar.get(name), set(name, value, options) {
    jar.set(name, value);
    this.options.set(name, options);
  } };
}

/** A request for a page whose access token is about to end. The page of an official template drops the new cookies. */
async function load(url, tokens) {
  const [requestCookies, responseCookies] = [cookies(tokens), cookies(tokens)];
  const loaded = await updateSession({ ...settings(url), requestCookies, responseCookies, refreshLeewaySeconds: 3600 });
  return { ...loaded, responseCookies };
}

test("twenty page loads that drop the newer token, and then four requests at once, sign nobody out", async (t) => {
  const { url } = await startRekey(t);
  const tokens = done(await client(url).auth.signInWithPassword(DEMO));
  for (let page = 0; page < 20; page += 1) {
    const { refreshed, error } = await load(url, tokens);
    assert.deepEqual([refreshed, error], [true, null], `page ${page}`);
  }
  const four = await Promise.all(Array.from({ length: 4 }, () => load(url, tokens)));
  for (const { refreshed, accessToken, responseCookies } of four) {
    assert.equal(refreshed, true);
    const later = client(url, { accessToken });
    assert.equal(done(await later.auth.getCurrentUser()).user.email, DEMO.email);
    const days = (responseCookies.options.get("insforge_refresh_token").expires - Date.now()) / 86_400_000;
    assert.ok(days > 6.9 && days <= 7, `${days} days: the helper reads when the token ends`);
  }
});

test("a token of another server is refused and its cookies are cleared", async (t) => {
  const { url } = await startRekey(t);
  const foreign = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0eXBlIjoicmVmcmVzaCIsImV4cCI6OTk5OTk5OTk5OX0.c2lnbmF0dXJl";
  const { error, response } = await refreshAuth({ ...settings(url), refreshToken: foreign });
  assert.deepEqual([error.statusCode, error.error], [401, "AUTH_UNAUTHORIZED"]);
  assert.match(response.headers.get("set-cookie"), /insforge_refresh_token=;/);
});

test("what is answered has the published shape", async (t) => {
  const server = await startRekey(t, NO_COOLDOWN);
  const { url } = server;
  const fits = (name, value) => assert.equal(schemas[name].safeParse(value).error?.toString(), undefined, name);
  const { auth } = client(url);
  const signedIn = done(await auth.signInWithPassword(DEMO));
  fits("createSessionResponseSchema", signedIn);
  fits("refreshSessionResponseSchema", done(await auth.refreshSession({ refreshToken: signedIn.refreshToken })));
  const own = client(url, { accessToken: signedIn.accessToken }).auth;
  fits("userSchema", done(await own.getCurrentUser()).user);
  fits("getProfileResponseSchema", done(await own.setProfile({ name: "Demo" })));
  fits("getPublicAuthConfigResponseSchema", done(await auth.getPublicAuthConfig()));
  done(await auth.sendResetPasswordEmail({ email: DEMO.email }));
  const { code } = await mail(url, (mail) => mail.code);
  fits("exchangeResetPasswordTokenResponseSchema", done(await auth.exchangeResetPasswordToken({ email: DEMO.email, code })));
  await openSignUp(server, "code", "https://app.example.com/welcome");
  const bob = { email: "Bob@Example.com", password: "a lantern in the fog", name: "Bob" };
  fits("createUserResponseSchema", done(await auth.signUp(bob)));
  const verification = await mail(url, (mail) => mail.to.toLowerCase() === "bob@example.com" && mail.code);
  const verified = done(await auth.verifyEmail({ email: bob.email, otp: verification.code }));
  fits("verifyEmailResponseSchema", verified);
  assert.equal(verified.user.email, "bob@example.com");
});

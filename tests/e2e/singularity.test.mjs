// A front end of the dialect `singularity`, built with Vite and on an origin of its own: it does what that API's guide says.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { EMAIL, PASSWORD, enrol, env, mailedLink, policy, serve } from "./apps.mjs";
import { emptyFolder, findings, openBrowser, picture, rekey, startRekey } from "./support.mjs";

const APP = join(import.meta.dirname, "singularity-app");
const VITE = join(import.meta.dirname, "node_modules", ".bin", "vite");
const NEW_PASSWORD = "Quiet-evening-7";

/** The app, a server that it may call and whose mails link to it, and a page on it. */
async function start(t) {
  const folder = await emptyFolder(t);
  const site = await serve(t);
  const pages = `reset_url = "${site.origin}/auth/reset-password"\nverification_url = "${site.origin}/auth/verify-email"\n`;
  await writeFile(join(folder, "location.toml"), `[[location]]\nid = 1\n${pages}`);
  execFileSync(rekey, ["--dev", "location", "apply", "location.toml"], { cwd: folder, env });
  const { url } = await startRekey(t, folder, ["--dev"], { REKEY_LISTEN: "127.0.0.1:0", REKEY_CORS_ORIGINS: site.origin });
  site.folder = join(folder, "dist");
  site.policy = policy(url);
  execFileSync(VITE, ["build", "--outDir", site.folder, "--logLevel", "warn"], { cwd: APP, env: { ...env, VITE_API_URL: url } });
  const context = await openBrowser(t);
  const page = await context.newPage();
  const failed = [];
  page.on("pageerror", (error) => failed.push(String(error)));
  page.on("console", (message) => message.text().includes("Content Security Policy") && failed.push(message.text()));
  t.after(() => assert.deepEqual(failed, [], "no script failed, no policy was broken"));
  return { page, context, url, folder, origin: site.origin };
}

const heading = (page, name) => page.getByRole("heading", { name }).waitFor();

async function signIn(page, origin, password = PASSWORD) {
  await page.goto(`${origin}/`);
  await page.getByLabel("Email address").fill(EMAIL);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
}

const names = async (context) => (await context.cookies()).map(({ name }) => name).sort();

test("a front end of singularity signs in, refreshes once for many calls, and signs out", async (t) => {
  const { page, context, origin } = await start(t);
  await signIn(page, origin, "wrong");
  await page.getByText("Email address or password is wrong.").waitFor();
  assert.deepEqual(await findings(page), []);
  await signIn(page, origin);
  await heading(page, "Your account");
  await page.getByText(EMAIL).waitFor();
  assert.deepEqual(await findings(page), []);
  assert.deepEqual(await names(context), ["access_token", "refresh_token"]);
  assert.equal(await page.evaluate(() => document.cookie), "", "no script reads them");

  // What a browser does once the access token's time is over.
  await context.clearCookies({ name: "access_token" });
  const calls = [];
  page.on("request", (request) => calls.push(new URL(request.url()).pathname));
  await page.reload();
  await heading(page, "Your account");
  assert.equal(calls.filter((path) => path === "/api/auth/refresh").length, 1);
  assert.deepEqual(await names(context), ["access_token", "refresh_token"]);

  await page.getByRole("button", { name: "Sign out" }).click();
  await heading(page, "Sign in");
  assert.deepEqual(await names(context), []);
});

test("a front end of singularity resets a password by the mail's link, and counts the cooldown down", async (t) => {
  const { page, url, origin } = await start(t);
  await page.goto(`${origin}/auth/forgot-password`);
  await page.getByLabel("Email address").fill(EMAIL);
  const asked = page.waitForResponse("**/reset-request?locale=en");
  await page.keyboard.press("Enter");
  assert.deepEqual(await (await asked).json(), { cooldown: 60 });
  await page.getByText(/ask for another in [1-9]\d? seconds/).waitFor();
  assert.ok(await page.getByRole("button", { name: "Email me a link" }).isDisabled());
  await page.reload();
  await page.getByLabel("Email address").fill(EMAIL);
  await page.keyboard.press("Enter");
  await page.getByText("An email was sent a moment ago.").waitFor();

  const link = await mailedLink(url, `${origin}/auth/reset-password`);
  await page.goto(link);
  await page.getByLabel("New password").fill("short");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("digit").waitFor();
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await heading(page, "Sign in");
  await signIn(page, origin, NEW_PASSWORD);
  await heading(page, "Your account");

  await page.goto(link);
  await page.getByLabel("New password").fill("Another-evening-8");
  await page.keyboard.press("Enter");
  await page.getByText("The link is not valid.").waitFor();
});

test("a front end of singularity asks for the second factor, also after a reload", async (t) => {
  const { page, folder, origin } = await start(t);
  const code = enrol(folder);
  await signIn(page, origin);
  await heading(page, "One more step");
  await page.reload();
  await heading(page, "One more step");
  await page.getByLabel("Code of your authenticator app").fill("000000");
  await page.keyboard.press("Enter");
  await page.getByText("The code is wrong").waitFor();
  await page.getByLabel("Code of your authenticator app").fill(code());
  await page.keyboard.press("Enter");
  await heading(page, "Your account");
});

test("a front end of singularity changes password and address, and stays signed in with the new password", async (t) => {
  const { page, url, origin } = await start(t);
  await signIn(page, origin);
  await heading(page, "Your account");
  await page.getByLabel("Old password").fill(PASSWORD);
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Your password is changed.").waitFor();
  await page.reload();
  await heading(page, "Your account");

  const address = "demo.new@example.com";
  await page.getByLabel("New address").fill(address);
  await page.getByLabel("Your password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Change address" }).click();
  await page.getByText("Confirm the new address").waitFor();
  await page.goto(await mailedLink(url, `${origin}/auth/verify-email`));
  await page.getByRole("button", { name: "Confirm" }).click();
  await heading(page, "Sign in");
  await page.getByLabel("Email address").fill(address);
  await page.getByLabel("Password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText(address).waitFor();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a new address is confirmed on the hosted page, JavaScript ${javaScriptEnabled ? "on" : "off"}`, async (t) => {
    const { url } = await startRekey(t, await emptyFolder(t), ["--dev"], { REKEY_LISTEN: "127.0.0.1:0" });
    const call = async (method, path, body, headers) => {
      const answer = await fetch(url + path, { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
      assert.equal(answer.status, 200, path);
      return answer.json();
    };
    const { accessToken } = await call("POST", "/api/auth/login", { email: EMAIL, password: PASSWORD });
    const authorization = `Bearer ${accessToken}`;
    const { stepUpToken } = await call("POST", "/api/auth/step-up", { password: PASSWORD }, { authorization });
    const newEmail = "demo.new@example.com";
    await call("PUT", "/api/users/me/email", { newEmail }, { authorization, "x-step-up-token": stepUpToken });

    const context = await openBrowser(t, { javaScriptEnabled });
    const page = await context.newPage();
    const link = await mailedLink(url, `${url}/new-address`);
    await page.goto(link);
    assert.equal(page.url(), `${url}/new-address`, "the token has left the address bar");
    await heading(page, "Confirm your new address");
    await page.getByText(newEmail).first().waitFor();
    if (javaScriptEnabled) assert.deepEqual(await findings(page), []);
    await picture(page, `new-address-${javaScriptEnabled ? "1" : "without-script"}`);
    await page.getByRole("button", { name: "Confirm new address" }).click();
    await heading(page, "Your address is confirmed");
    if (javaScriptEnabled) await picture(page, "new-address-2-done");
    await page.getByRole("link", { name: "Sign in", exact: true }).click();
    await page.getByLabel("Email address").fill(newEmail);
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByText(newEmail).first().waitFor();
    await page.goto(link);
    await page.getByText("This link has already been used").waitFor();
    if (javaScriptEnabled) assert.deepEqual(await findings(page), []);
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`a registration is confirmed on the hosted page, JavaScript ${javaScriptEnabled ? "on" : "off"}`, async (t) => {
    const folder = await emptyFolder(t);
    await writeFile(join(folder, "location.toml"), "[[location]]\nid = 1\nsign_up = { open = true, verify_email = true }\n");
    execFileSync(rekey, ["--dev", "location", "apply", "location.toml"], { cwd: folder, env });
    const { url } = await startRekey(t, folder, ["--dev"], { REKEY_LISTEN: "127.0.0.1:0" });
    const person = { email: "new@example.com", password: NEW_PASSWORD };
    const post = (path, body) =>
      fetch(url + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    assert.equal((await post("/api/auth/register", { ...person, name: "Nia" })).status, 200);
    assert.equal((await post("/api/auth/login", person)).status, 401);

    const page = await (await openBrowser(t, { javaScriptEnabled })).newPage();
    await page.goto(await mailedLink(url, `${url}/verify-email`));
    assert.equal(page.url(), `${url}/verify-email`, "the token has left the address bar");
    await heading(page, "Confirm your address");
    await page.getByText(person.email).first().waitFor();
    if (javaScriptEnabled) assert.deepEqual(await findings(page), []);
    await picture(page, `verify-email-${javaScriptEnabled ? "1" : "without-script"}`);
    await page.getByRole("button", { name: "Yes, confirm" }).click();
    await heading(page, "Your address is confirmed");
    assert.equal((await post("/api/auth/login", person)).status, 200);
  });
}

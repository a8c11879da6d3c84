// The example portal, as built, on another origin: the calls that front ends of the dialect `nexudus` make.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { EMAIL, enrol, env, mailedLink as link, policy, serve } from "./apps.mjs";
import { emptyFolder, findings, openBrowser, picture, rekey, startRekey } from "./support.mjs";

const PORTAL = join(import.meta.dirname, "..", "..", "examples", "portal");
const NEW_PASSWORD = "An even quieter evening 7";

/** The portal, a server that it may call and whose mails link to it, and a page on it. */
async function start(t, { locationSettings = "", ...browserOptions } = {}) {
  const folder = await emptyFolder(t);
  const site = await serve(t);
  const resetUrl = `${site.origin}/reset-password`;
  await writeFile(join(folder, "location.toml"), `[[location]]\nid = 1\nreset_url = "${resetUrl}"\nsign_in_url = "${site.origin}/en/user/login"\n${locationSettings}`);
  execFileSync(rekey, ["--dev", "location", "apply", "location.toml"], { cwd: folder, env });
  const { url } = await startRekey(t, folder, ["--dev"], { REKEY_LISTEN: "127.0.0.1:0", REKEY_CORS_ORIGINS: site.origin });

  site.folder = join(folder, "dist");
  site.policy = policy(url);
  const build = ["--prefix", PORTAL, "run", "--silent", "build", "--", "--outDir", site.folder, "--emptyOutDir", "--logLevel", "warn"];
  execFileSync("npm", build, { env: { ...env, VITE_REKEY_URL: url, VITE_BUSINESS_ID: "1" } });

  const context = await openBrowser(t, browserOptions);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  return { page, url, folder, origin: site.origin, resetUrl, errors };
}

/** What the page sends to this path while something is done, as the API's published pages show the call. */
async function sent(page, path, action) {
  const [request] = await Promise.all([page.waitForRequest((request) => new URL(request.url()).pathname === path), action()]);
  // As the published portal's client does with each call, which a browser asks about beforehand.
  assert.ok((await request.allHeaders())["x-use-timezone"], "the time zone");
  return { method: request.method(), body: request.postDataJSON() };
}

/** Asks for a mail at the portal; gives the body of the API's answer and the words of the page. */
async function ask(page, origin, email) {
  await page.goto(`${origin}/`);
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("Email address").fill(email);
  const answered = page.waitForResponse("**/startPasswordReset");
  const press = () => page.getByRole("button", { name: "Email me a link" }).click();
  const call = await sent(page, "/api/sys/users/startPasswordReset", press);
  assert.deepEqual(call, { method: "POST", body: { email, businessId: 1 } });
  await page.getByRole("heading", { name: "Check your email" }).waitFor();
  return { answer: await (await answered).text(), words: await page.locator("main").innerText() };
}

/** Keeps a picture of the page, and sees that everybody can use it: axe-core finds nothing, nothing sticks out. */
async function look(page, name) {
  await picture(page, `portal-${name}`);
  assert.deepEqual(await findings(page), [], name);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} has to be scrolled sideways`);
}

test("the example portal resets a password, exchanges the JWT, and is signed in", async (t) => {
  const { page, url, origin, resetUrl, errors } = await start(t);
  await ask(page, origin, EMAIL);
  await look(page, "1-check-mail");

  const mailed = await link(url, resetUrl);
  await page.goto(mailed);
  assert.equal(page.url(), resetUrl, "the token has left the address bar");
  await page.reload();
  assert.equal(await page.getByLabel("Email address").inputValue(), EMAIL, "the page reads the address in the token");
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByLabel("Show password").check();
  await look(page, "2-new-password");
  const exchanged = page.waitForResponse("**/exchange?token=*");
  await page.keyboard.press("Tab");
  const completion = sent(page, "/api/sys/users/completePasswordReset", () => page.keyboard.press("Enter"));
  const exchange = sent(page, "/api/sys/users/exchange", () => completion);
  const Token = new URL(mailed).searchParams.get("token");
  assert.deepEqual(await completion, { method: "POST", body: { Token, Password: NEW_PASSWORD, BusinessId: 1 } });
  assert.deepEqual(await exchange, { method: "POST", body: null });
  await page.getByRole("heading", { name: "You’re signed in" }).waitFor();
  assert.equal(page.url(), `${origin}/`);
  await look(page, "3-signed-in");

  const { token } = await (await exchanged).json();
  const authorization = { authorization: `Bearer ${token}` };
  const knows = await fetch(`${url}/api/sys/users/token/refresh`, { method: "POST", headers: authorization });
  assert.equal(knows.status, 200, "the bearer token is good");

  await page.reload();
  await page.getByRole("heading", { name: "You’re signed in" }).waitFor();
  assert.deepEqual(errors, [], "no script failed, no policy was broken");

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Email address").fill(EMAIL);
  await page.getByLabel("Password").fill("Demo-Passw0rd!");
  await page.keyboard.press("Enter");
  await page.getByText("The credentials are not valid.").waitFor();
  await page.getByLabel("Password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "You’re signed in" }).waitFor();

  await page.goto(mailed);
  await page.getByLabel("New password").fill("another lantern in the fog 8");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "This link can’t be used" }).waitFor();
  await page.getByText("It was used before").waitFor();
  await look(page, "4-used");
  await page.getByRole("link", { name: "Get a new link" }).click();
  await page.getByLabel("Email address").waitFor();
});

test("the example portal answers unknown addresses like known ones", async (t) => {
  const { page, origin } = await start(t);
  const known = await ask(page, origin, EMAIL);
  const unknown = await ask(page, origin, "nobody@example.com");
  assert.equal(unknown.answer, known.answer);
  assert.equal(unknown.words, known.words.replace(EMAIL, "nobody@example.com"));

  await page.getByRole("link", { name: "ask again" }).click();
  await page.getByLabel("Email address").fill("nobody@example");
  await page.keyboard.press("Enter");
  await page.getByText("This is not a complete email address.").waitFor();
});

test("the example portal shows the rules that a password breaks, and the link still works", async (t) => {
  const { page, url, origin, resetUrl } = await start(t, {
    locationSettings: "password_policy = { min_length = 12, needs_digit = true, needs_upper = true }\n",
    viewport: { width: 320, height: 640 },
    colorScheme: "dark",
  });
  await page.goto(origin);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await look(page, "5-phone-sign-in");
  await ask(page, origin, EMAIL);
  await page.goto(await link(url, resetUrl));
  await page.getByLabel("New password").fill("short");
  const answered = page.waitForResponse("**/completePasswordReset");
  await page.keyboard.press("Enter");
  const { Errors } = await (await answered).json();
  assert.deepEqual(Errors.map(({ Code }) => Code), ["too_short", "needs_upper", "needs_digit"]);
  const shown = page.getByRole("alert").getByRole("listitem");
  await shown.first().waitFor();
  assert.deepEqual(await shown.allInnerTexts(), Errors.map(({ Message }) => Message));
  const field = page.getByLabel("New password");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.ok(await field.evaluate((field) => field === document.activeElement), "the field has the focus");
  await look(page, "6-phone-rules");

  await field.fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "You’re signed in" }).waitFor();
  await look(page, "7-phone-signed-in");
});

test("the example portal signs in by a magic link once, and opening it uses nothing up", async (t) => {
  const { page, url, origin, errors } = await start(t);
  await page.goto(`${origin}/`);
  await page.getByRole("link", { name: "Sign in without a password" }).click();
  await page.getByLabel("Email address").fill(EMAIL);
  const press = () => page.getByRole("button", { name: "Email me a link" }).click();
  assert.deepEqual(await sent(page, "/api/sys/users/sendOtp", press), { method: "GET", body: null });
  const mailed = await link(url, `${origin}/en/user/login`, "t");
  for (let times = 0; times < 2; times++) {
    await page.goto(mailed);
    assert.equal(page.url(), `${origin}/en/user/login`, "the token has left the address bar");
    await page.getByRole("heading", { name: "One more step" }).waitFor();
  }
  await look(page, "9-magic-link");
  assert.deepEqual(errors, [], "no script failed, no policy was broken");
  const signIn = () => page.getByRole("button", { name: "Sign in" }).click();
  // A call that is lost uses nothing up, and the page stays.
  await page.route("**/exchange*", (route) => route.abort(), { times: 1 });
  await signIn();
  await page.getByText("We can’t be reached just now").waitFor();
  assert.deepEqual(errors.splice(0).filter((text) => !text.includes("ERR_FAILED")), [], "nothing but the lost call");
  assert.equal((await sent(page, "/api/sys/users/exchange", signIn)).method, "POST");
  await page.getByRole("heading", { name: "You’re signed in" }).waitFor();
  assert.deepEqual(errors, [], "no script failed, no policy was broken");

  await page.goto(mailed);
  await signIn();
  await page.getByRole("heading", { name: "This link can’t be used" }).waitFor();
});

test("the example portal asks for a second factor where the account has one, by password and after a reset", async (t) => {
  const { page, url, origin, resetUrl, folder } = await start(t);
  const code = enrol(folder);
  const signIn = async (password) => {
    await page.goto(origin);
    await page.getByLabel("Email address").fill(EMAIL);
    await page.getByLabel("Password").fill(password);
    assert.ok(await page.getByLabel("Code of your authenticator app").isHidden());
    await page.keyboard.press("Enter");
    return page.getByLabel("Code of your authenticator app");
  };
  let field = await signIn("Demo-Passw0rd!");
  await field.fill("000000");
  const refused = page.waitForResponse("**/api/token");
  await page.keyboard.press("Enter");
  assert.equal((await (await refused).json()).error, "two_factor_auth_check");
  await look(page, "8-second-factor");
  await field.fill(code());
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "You’re signed in" }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();

  await ask(page, origin, EMAIL);
  await page.goto(await link(url, resetUrl));
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  const completed = page.waitForResponse("**/completePasswordReset");
  await page.keyboard.press("Enter");
  assert.equal((await (await completed).json()).Value, null, "a reset does not lead past the second factor");
  await page.getByRole("heading", { name: "Your password is changed" }).waitFor();
  field = await signIn(NEW_PASSWORD);
  await field.waitFor();
});

test("the example portal says so when a call gets no answer, and nothing is lost", async (t) => {
  const { page, url, origin, resetUrl } = await start(t);
  await ask(page, origin, EMAIL);
  await page.goto(await link(url, resetUrl));
  await page.route("**/completePasswordReset", (route) => route.abort());
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("We can’t be reached").waitFor();
  await page.unroute("**/completePasswordReset");
  await page.route("**/exchange?*", (route) => route.abort());
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Your password is changed" }).waitFor();
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Email address").fill(EMAIL);
  await page.getByLabel("Password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "You’re signed in" }).waitFor();
});

// What pages do in a person's hands: by keyboard alone, with pasted codes, in two tabs, going back, pressing twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEMO, ask, linkOf, newestMail, open, tabTo } from "./person.mjs";
import { emptyFolder, eventually, startPreview } from "./support.mjs";

const NEW_PASSWORD = "an even quieter evening";

test("the whole way is walked by keyboard alone, and the focus is always seen", async (t) => {
  const { url, page } = await open(t);
  const press = async (locator, key = "Enter") => {
    await tabTo(page, locator);
    const outline = await locator.evaluate((element) => getComputedStyle(element).outlineStyle);
    assert.notEqual(outline, "none", `the focus on ${locator} is seen`);
    await page.keyboard.press(key);
  };
  await page.goto("/signin");
  await press(page.getByRole("link", { name: "Forgot your password?" }));
  await page.waitForURL("**/forgot?*");
  await tabTo(page, page.getByLabel("Email address"));
  await page.keyboard.type(DEMO);
  await press(page.getByRole("button", { name: "Send email" }), "Space");
  await page.waitForURL("**/forgot/sent");
  const { code } = await newestMail(url);
  await tabTo(page, page.getByLabel("Code"));
  await page.keyboard.type(code);
  await page.waitForURL("**/reset");
  await tabTo(page, page.getByLabel("New password"));
  await page.keyboard.type(NEW_PASSWORD);
  await press(page.getByRole("button", { name: "Show" }), "Space");
  assert.equal(await page.getByLabel("New password").getAttribute("type"), "text", "the password is shown");
  await press(page.getByRole("button", { name: "Save password" }));
  await page.waitForURL("**/reset/done*");
  await page.goto("/signin");
  await press(page.getByRole("button", { name: "Sign out" }));
  await page.getByRole("heading", { name: "You’re signed out" }).waitFor();
});

test("a code is pasted with whatever stands around it, and sent at its sixth digit", async (t) => {
  const { url, page, context } = await open(t);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await ask(page);
  const { code } = await newestMail(url);
  const wrong = code === "000000" ? "000001" : "000000";
  const field = page.getByLabel("Code");
  const arabic = (text) => text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
  const spread = (text) => `${text.slice(0, 3)} ${text.slice(3)}`;
  const paste = async (text) => {
    await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await field.focus();
    await page.keyboard.press("Control+V");
  };
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  await paste("12345 of Studio 54");
  await field.fill("");
  await paste(`Your code for Studio 54: ${spread(wrong)}.`);
  await page.getByText("This code is wrong or has expired").waitFor();
  assert.equal(posts.length, 1, "what is no code is not sent");
  await paste(arabic(` ${spread(code)}\n`));
  await page.waitForURL("**/reset");
});

test("a code is found in its whole email, in every language", async (t) => {
  const { exhibits, home } = await startPreview(t, await emptyFolder(t));
  const { languages } = await (await fetch(`${home}/_preview/languages.json`)).json();
  const { page, context } = await open(t);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/code");
  const field = page.getByLabel("Code");
  await page.evaluate(() => addEventListener("submit", (event) => event.preventDefault(), true));
  for (const language of languages) {
    const { subject, text } = (await exhibits(language)).find(({ path }) => path === "mails/reset_code/named");
    // A token with six digits in a row.
    const email = `${subject}\n\n${text.replaceAll(/token=[0-9a-f]{10}/g, "token=9f654321ab")}`;
    assert.match(email, /654321/);
    await field.fill("");
    await page.evaluate((copied) => navigator.clipboard.writeText(copied), email);
    await field.focus();
    await page.keyboard.press("Control+V");
    assert.equal(await field.inputValue(), "482915", language);
  }
});

test("fields tell browsers and password managers what they are for", async (t) => {
  const { url, page } = await open(t);
  const is = async (label, expected) => {
    const field = page.getByLabel(label, { exact: true });
    for (const [name, value] of Object.entries(expected)) assert.equal(await field.getAttribute(name), value, `${label}: ${name}`);
  };
  await page.goto("/signin");
  await is("Email address", { autocomplete: "username", type: "email", autocapitalize: "none", spellcheck: "false" });
  await is("Password", { autocomplete: "current-password", type: "password", autocapitalize: "none" });
  await ask(page);
  await is("Code", { autocomplete: "one-time-code", inputmode: "numeric" });
  await page.goto(linkOf(await newestMail(url)));
  await is("Account", { autocomplete: "username", value: DEMO });
  await is("New password", { autocomplete: "new-password", type: "password", passwordrules: "minlength: 8;" });
  const preview = await startPreview(t, await emptyFolder(t));
  await page.goto(preview.address("en", "pages/second_factor/fresh"));
  await is("Enter the code from your authenticator app", { autocomplete: "one-time-code", inputmode: "numeric" });
});

test("rules tick while a password is typed, Caps Lock is told, and a refused password says why", async (t) => {
  const { url, page } = await open(t);
  await ask(page);
  await page.goto(linkOf(await newestMail(url)));
  const field = page.getByLabel("New password");
  const rule = page.locator("[data-rule=too_short]");
  await field.pressSequentially("passwor");
  assert.equal(await rule.getAttribute("class"), null);
  await field.pressSequentially("d");
  await page.locator("[data-rule=too_short].met").waitFor();
  assert.match(await rule.textContent(), /^Done:/, "screen readers hear of the tick");
  const hint = page.getByText("Caps Lock is on.");
  assert.equal(await hint.isVisible(), false);
  await field.evaluate((element) => element.dispatchEvent(new KeyboardEvent("keydown", { key: "A", modifierCapsLock: true })));
  await hint.waitFor();
  await field.blur();
  assert.equal(await hint.isVisible(), false);
  await page.getByRole("button", { name: "Save password" }).click();
  await page.getByRole("alert").getByText("Many people use this password").waitFor();
  assert.match(await page.title(), /^Error:/);
  assert.equal(await field.inputValue(), "", "a refused password is not sent back");
  assert.equal(await field.evaluate((element) => element === document.activeElement), true, "it can be typed again at once");
});

test("the wait until another mail runs down on the page, and a typing mistake is mended", async (t) => {
  const { url, page } = await open(t, {}, "60s");
  await page.clock.install();
  await ask(page, "dmeo@example.com");
  const resend = page.getByRole("button", { name: "Send another email" });
  const clock = page.locator(".clock");
  assert.match(await clock.textContent(), /^(1:00|0:5\d)$/);
  assert.equal(await resend.getAttribute("aria-disabled"), "true");
  await resend.click({ force: true });
  assert.equal(new URL(page.url()).pathname, "/forgot/sent", "nothing is sent before its time");
  const before = await clock.textContent();
  await page.clock.runFor(20_000);
  assert.notEqual(await clock.textContent(), before);
  await page.clock.runFor(60_000);
  assert.equal(await clock.isVisible(), false);
  assert.equal(await resend.getAttribute("aria-disabled"), "false");
  await page.getByRole("link", { name: /Wrong address/ }).click();
  await page.waitForURL("**/forgot?*");
  await page.getByLabel("Email address").fill(DEMO);
  await page.keyboard.press("Enter");
  await page.getByText(DEMO).waitFor();
  await eventually(async () => {
    const mails = await (await fetch(`${url}/_dev/inbox.json`)).json();
    return mails.some(({ to }) => JSON.stringify(to).includes(DEMO));
  }, "the mail to the right address");
});

test("a form is sent once, however often its button is pressed", async (t) => {
  const { url, page } = await open(t);
  await ask(page);
  await page.goto(linkOf(await newestMail(url)));
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  const stopped = await page.evaluate(() => {
    const seen = [];
    addEventListener("submit", (event) => seen.push(event.defaultPrevented));
    const button = document.querySelector("button.primary");
    button.click();
    button.click();
    button.form.requestSubmit();
    return seen;
  });
  assert.deepEqual(stopped, [false, true, true]);
  await page.waitForURL("**/reset/done*");
  assert.equal(posts.length, 1);
});

test("after a reset, going back shows no form that could be sent again as if nothing had happened", async (t) => {
  const { url, page } = await open(t);
  await ask(page);
  await page.goto(linkOf(await newestMail(url)));
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reset/done*");
  await page.goBack();
  if (await page.getByLabel("New password").isVisible()) {
    await page.getByLabel("New password").fill("another quiet evening");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "This link has already been used" }).waitFor();
    await page.getByRole("button", { name: "Send a new email" }).waitFor();
  } else {
    await page.waitForURL("**/reset/done*");
    await page.getByRole("heading", { name: "Your password has been changed" }).waitFor();
  }
});

test("two links in two tabs don't mix, and the first that is used ends the other", async (t) => {
  const { url, page, context } = await open(t);
  await ask(page);
  const first = linkOf(await newestMail(url));
  await ask(page);
  const second = linkOf(await newestMail(url, 2));
  assert.notEqual(first, second);
  const other = await context.newPage();
  await page.goto(first);
  await other.goto(second);
  for (const tab of [page, other]) await tab.getByLabel("New password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reset/done*");
  await other.keyboard.press("Enter");
  await other.getByRole("heading", { name: "This link doesn’t work" }).waitFor();
});

test("a form whose cookies are gone says what to do, and the link opens again", async (t) => {
  const { url, page, context } = await open(t);
  await ask(page);
  const link = linkOf(await newestMail(url));
  await page.goto(link);
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await context.clearCookies();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Your browser blocks cookies" }).waitFor();
  await page.goto("/reset");
  await page.getByRole("heading", { name: "This link doesn’t work" }).waitFor();
  await page.goto(link);
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reset/done*");
});

test("each page is under 30 KiB with all that it loads, and its first paint waits for one round of requests", async (t) => {
  const { url, page, context } = await open(t);
  await ask(page);
  const mail = await newestMail(url);
  for (const path of ["/forgot", "/forgot/sent", "/code", linkOf(mail), "/signin", "/not-me", "/no-such-page"]) {
    // A context of its own each time keeps nothing in its cache, but needs the cookies.
    const fresh = await context.browser().newContext({ baseURL: url, storageState: await context.storageState() });
    const visit = await fresh.newPage();
    const session = await fresh.newCDPSession(visit);
    await session.send("Network.enable");
    let bytes = 0;
    const foreign = [];
    session.on("Network.loadingFinished", ({ encodedDataLength }) => { bytes += encodedDataLength; });
    session.on("Network.requestWillBeSent", ({ request, initiator, type }) => {
      const fromPage = type === "Document" || initiator.type === "parser" || request.url.includes("/assets/icon-");
      if (!fromPage || !request.url.startsWith(url)) foreign.push(`${request.url}, asked for by ${initiator.type}`);
    });
    await visit.goto(path, { waitUntil: "networkidle" });
    assert.ok(bytes > 1000 && bytes < 30 * 1024, `${path}: ${bytes} bytes`);
    assert.deepEqual(foreign, [], `${path}: asks the page alone for what it needs`);
    const blocking = await visit.evaluate(() => performance.getEntriesByType("resource").filter((entry) => entry.renderBlockingStatus === "blocking").map((entry) => new URL(entry.name).pathname));
    assert.ok(blocking.every((name) => name.endsWith(".css")), `${path}: ${blocking}`);
    await fresh.close();
  }
});

test("a new password's strength is told as it is typed, by a script that comes then, and nothing moves or leaves", async (t) => {
  const { url, page } = await open(t);
  await page.addInitScript(() => {
    globalThis.moved = 0;
    const count = (list) => list.getEntries().forEach((entry) => { globalThis.moved += entry.value; });
    new PerformanceObserver(count).observe({ type: "layout-shift", buffered: true });
  });
  await ask(page);
  await page.goto(linkOf(await newestMail(url)));
  const asked = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const field = page.getByLabel("New password");
  const line = page.locator("[data-strength]");
  const shown = line.locator(".shown");
  const said = line.getByRole("status");
  assert.equal(await shown.textContent(), "", "silent until somebody types");
  const top = async () => (await page.getByRole("button", { name: "Save password" }).boundingBox()).y;
  const before = await top();

  // Each key within the pause of the other: it is read aloud once, in the end.
  await said.evaluate((element) => {
    globalThis.spoken = [];
    new MutationObserver(() => globalThis.spoken.push(element.textContent)).observe(element, { childList: true });
  });
  await field.pressSequentially("password1", { delay: 20 });
  await shown.getByText("Weak: easy to guess").waitFor();
  await said.getByText("Weak: easy to guess").waitFor();
  await field.fill("seven quiet lanterns 41");
  await shown.getByText("Strong: very hard to guess").waitFor();
  await said.getByText("Strong: very hard to guess").waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.spoken), ["Weak: easy to guess", "Strong: very hard to guess"]);
  await field.fill(DEMO);
  await shown.getByText("Weak: easy to guess").waitFor();
  await field.fill("");
  await eventually(async () => (await shown.textContent()) === "", "silence again");

  assert.equal(await top(), before);
  assert.equal(await page.evaluate(() => globalThis.moved), 0, "nothing on the page moves");
  const ofPage = asked.filter((request) => !request.includes("/assets/icon-"));
  assert.equal(ofPage.length, 1, `${ofPage}`);
  assert.match(ofPage[0], /^GET \/assets\/strength-[0-9a-f]{16}\.js$/);
});

test("where the estimator does not come, rules and server go on without it", async (t) => {
  const { url, page } = await open(t);
  await page.route("**/assets/strength-*", (route) => route.abort());
  await ask(page);
  await page.goto(linkOf(await newestMail(url)));
  await page.getByLabel("New password").pressSequentially("short");
  assert.equal(await page.locator("[data-strength] .shown").textContent(), "");
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.locator("[data-rule=too_short].met").waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reset/done*");
});

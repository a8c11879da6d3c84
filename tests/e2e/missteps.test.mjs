// What the pages do when a locked-out person does what locked-out people do: types wrong, comes late, opens things twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEMO, ask, linkOf, newestMail, open } from "./person.mjs";
import { eventually } from "./support.mjs";

const NEW_PASSWORD = "an even quieter evening";
const PASSWORD = "Demo-Passw0rd!";

/** What Tab leads to from the field that has the focus. */
const next = async (page) => {
  await page.keyboard.press("Tab");
  return page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute("aria-label") || document.activeElement.textContent.trim());
};

test("Tab leads from the address into the password, then to its button, and each is big enough for a thumb", async (t) => {
  const { url, page } = await open(t);
  await page.goto("/signin");
  await page.getByLabel("Email address").focus();
  assert.equal(await next(page), "password");
  await page.keyboard.type("secret words");
  assert.equal(await page.locator("#password").inputValue(), "secret words");
  assert.equal(await page.locator("#password").getAttribute("type"), "password", "a space shows nothing");
  assert.equal(await next(page), "Show");
  await ask(page);
  await page.goto(linkOf(await newestMail(url)));
  await page.locator("#account").focus();
  assert.equal(await next(page), "password");
  assert.equal(await next(page), "Show");
  const { width, height } = await page.getByRole("button", { name: "Show" }).boundingBox();
  assert.ok(width >= 44 && height >= 44, `${width} by ${height}`);
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Hide" }).waitFor();
});

test("what was wrong is gone at the first change", async (t) => {
  const { url, page } = await open(t);
  const isCalm = async (field) => {
    assert.equal(await page.locator("[aria-invalid]").count(), 0);
    assert.equal(await page.locator(".problem, .broken").count(), 0);
    assert.equal(await page.getByRole("alert").filter({ visible: true }).count(), 0);
    const border = () => field.evaluate((element) => getComputedStyle(element).borderTopColor);
    await eventually(async () => (await border()) !== "rgb(179, 38, 30)", "a calm border");
  };
  await page.goto("/forgot");
  await page.getByRole("button", { name: "Send" }).click();
  const email = page.getByLabel("Email address");
  await page.getByText("Enter your email address.").waitFor();
  await email.pressSequentially("a");
  await isCalm(email);

  await page.goto("/signin");
  await email.fill(DEMO);
  const password = page.locator("#password");
  await password.fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("password is wrong").waitFor();
  const top = async () => (await password.boundingBox()).y;
  const before = await top();
  await password.pressSequentially("b");
  await isCalm(password);
  assert.equal(await top(), before, "nothing moves under the fingers");

  await ask(page);
  await page.goto(linkOf(await newestMail(url)));
  for (const refused of ["password", "short"]) {
    await password.fill(refused);
    await page.keyboard.press("Enter");
    await page.locator(".problem, .broken").first().waitFor();
    await password.pressSequentially("x");
    await isCalm(password);
  }

  await ask(page);
  const code = page.getByLabel("Code");
  await code.fill("123");
  await page.keyboard.press("Enter");
  await page.getByText("Enter the six digits").waitFor();
  await code.pressSequentially("1");
  await isCalm(code);
});

test("after too many wrong passwords the form stays, counts down, and offers the code and a new password", async (t) => {
  const { url, page } = await open(t);
  // The first wait is a second, which a slow machine would miss.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 3_600_000);
  await page.goto("/signin");
  const tryWrong = async (email) => {
    await page.getByLabel("Email address").fill(email);
    await page.locator("#password").fill("wrong password");
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.keyboard.press("Enter");
    return (await answered).status();
  };
  let status = 400;
  for (let tries = 0; status === 400 && tries < 15; tries++) status = await tryWrong(DEMO);
  assert.equal(status, 429);
  await page.getByText("wrong passwords were entered for this address").waitFor();
  assert.equal(await page.getByLabel("Email address").inputValue(), DEMO);
  const clock = page.locator(".clock");
  const send = page.getByRole("button", { name: "Sign in", exact: true });
  assert.match(await clock.textContent(), /^\d+:\d\d$/);
  assert.notEqual(await clock.textContent(), "0:00");
  assert.equal(await send.getAttribute("aria-disabled"), "true");
  await page.locator("#password").pressSequentially("again");
  await page.keyboard.press("Enter");
  assert.equal(await clock.isVisible(), true, "nothing is sent before its time");
  await page.getByRole("link", { name: "Forgot your password?" }).waitFor();
  await page.clock.runFor(60_000);
  assert.equal(await clock.isVisible(), false, "it has run down");
  assert.equal(await send.getAttribute("aria-disabled"), "false");
  for (let tries = 0; (await tryWrong(DEMO)) !== 429; tries++) assert.ok(tries < 5);
  await page.getByLabel("Email address").fill("somebody@example.com");
  assert.equal(await send.getAttribute("aria-disabled"), "false", "another address need not wait");
  await page.getByLabel("Email address").fill(DEMO);
  await page.getByRole("button", { name: /code/ }).click();
  await page.waitForURL("**/signin/code");
  assert.match((await newestMail(url)).code, /^\d{6}$/);
});

test("a wrong code changes nothing of its page but what it says of the code", async (t) => {
  const { url, page } = await open(t);
  await ask(page);
  const { code } = await newestMail(url);
  const wrong = code === "000000" ? "000001" : "000000";
  await page.getByLabel("Code").pressSequentially(wrong);
  await page.getByText("This code is wrong or has expired").waitFor();
  await page.getByRole("heading", { name: "Check your email" }).waitFor();
  await page.getByText(DEMO).first().waitFor();
  await page.getByRole("button", { name: "Send another email" }).waitFor();
  await page.getByLabel("Code").pressSequentially(code);
  await page.waitForURL("**/reset");
});

test("a right code that comes after the link was used says what happened, and how to go on", async (t) => {
  const { url, page, context } = await open(t);
  await ask(page);
  const mail = await newestMail(url);
  const elsewhere = await (await context.browser().newContext({ baseURL: url })).newPage();
  const use = async (tab) => {
    await tab.goto(linkOf(mail));
    await tab.getByLabel("New password").fill(NEW_PASSWORD);
    await tab.keyboard.press("Enter");
    await tab.waitForURL("**/reset/done*");
  };
  await use(elsewhere);
  await page.getByLabel("Code").pressSequentially(mail.code);
  await page.getByRole("heading", { name: "This code is out of date" }).waitFor();
  assert.equal(await page.getByText("This link doesn’t work").count(), 0);
  assert.match(await page.getByRole("link", { name: "Sign in" }).getAttribute("href"), /^\/signin/);
  await page.getByRole("button", { name: "Send a new email" }).click();
  await page.waitForURL("**/forgot/sent");
  await newestMail(url, 3);
});

test("the address is typed once, on whatever page, with the script and without", async (t) => {
  for (const javaScriptEnabled of [true, false]) {
    const { page } = await open(t, { javaScriptEnabled });
    const email = page.getByLabel("Email address");
    await page.goto("/signin");
    await email.fill("ann@example.org");
    if (!javaScriptEnabled) {
      await page.locator("#password").fill("wrong");
      await page.keyboard.press("Enter");
      await page.getByText("password is wrong").waitFor();
    }
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.waitForURL("**/forgot?*");
    assert.equal(page.url().includes("ann"), false);
    assert.equal(await email.inputValue(), "ann@example.org");
    await page.getByRole("button", { name: "Send" }).click();
    await page.waitForURL("**/forgot/sent");
    await page.getByRole("link", { name: "Wrong address? Change it" }).click();
    assert.equal(await email.inputValue(), "ann@example.org");
    await page.goto("/signin");
    assert.equal(await email.inputValue(), "ann@example.org");
  }
});

test("a spent link sends a new one to its mailbox by one button, and names nobody", async (t) => {
  const { url, page, context } = await open(t);
  await ask(page);
  const link = linkOf(await newestMail(url));
  await page.goto(link);
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reset/done*");
  const stranger = await context.browser().newContext({ baseURL: url });
  const tab = await stranger.newPage();
  await tab.goto(link);
  await tab.getByText("already been used").waitFor();
  assert.equal(await tab.getByLabel("Email address").count(), 0);
  await tab.getByRole("button", { name: "Send a new link" }).click();
  await tab.waitForURL("**/reset/again");
  await tab.getByText("A new link is on its way").waitFor();
  const seen = (await tab.content()) + JSON.stringify(await stranger.cookies());
  assert.equal(seen.includes(DEMO) || seen.includes(Buffer.from(DEMO).toString("base64url")), false);
  const fresh = await eventually(async () => {
    const mails = await (await fetch(`${url}/_dev/inbox.json`)).json();
    return mails.map(linkOf).find((other) => other && other !== link);
  }, "the new link");
  await tab.goto(fresh);
  await tab.getByLabel("New password").waitFor();
});

test("a link that a mail program broke is read, and a form without cookies says that they are missing", async (t) => {
  const { url, page, context } = await open(t);
  await ask(page);
  const link = linkOf(await newestMail(url));
  const breaks = [(l) => `${l}.`, (l) => `${l})`, (l) => `${l}%20`, (l) => `${l}%3E`, (l) => l.replace("token=", "token=3D"), (l) => l.replace("token=", "token=%3D")];
  for (const broken of breaks.map((break_) => break_(link))) {
    await page.goto(broken);
    await page.getByLabel("New password").waitFor();
  }
  const blocked = await context.browser().newContext({ baseURL: url });
  const tab = await blocked.newPage();
  // As a browser that keeps no cookies: whatever is set is gone before the next request.
  await tab.route("**/*", async (route) => {
    const headers = { ...route.request().headers() };
    delete headers.cookie;
    await route.continue({ headers });
  });
  tab.on("response", () => blocked.clearCookies());
  await tab.goto(link.split("?")[0]);
  await tab.getByText("Allow cookies for this site").waitFor();
  await tab.goto("/forgot");
  await blocked.clearCookies();
  await tab.getByLabel("Email address").fill(DEMO);
  await tab.keyboard.press("Enter");
  await tab.getByRole("heading", { name: "Your browser blocks cookies" }).waitFor();
});

test("the first address that the server prints says what to try", async (t) => {
  const { url, page } = await open(t);
  await page.goto("/");
  await page.getByRole("heading", { name: "Rekey is running" }).waitFor();
  await page.getByText(PASSWORD).waitFor();
  for (const [name, path] of [["Read the email", "/_dev/inbox"], ["Call the API", "/docs"], ["Reset a password", "/forgot"]]) {
    await page.goto("/");
    await page.getByRole("link", { name }).click();
    await page.waitForURL(`**${path}`);
  }
  assert.equal(new URL(page.url()).origin, url);
});

test("Done leads on where the location has no site of its own", async (t) => {
  const { url, page } = await open(t);
  await ask(page);
  await page.goto(linkOf(await newestMail(url)));
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reset/done*");
  await page.getByRole("link", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "You’re signed in" }).waitFor();
});

test("a slip in the domain is asked about, and nothing of it leaves the page", async (t) => {
  const { page } = await open(t);
  await page.goto("/forgot");
  const asked = [];
  page.on("request", (request) => !request.url().includes("/assets/icon-") && asked.push(request.url()));
  const email = page.getByLabel("Email address");
  for (const [slip, meant] of [["ann@gmial.com", "ann@gmail.com"], ["ann@gmail.co", "ann@gmail.com"], ["ann@hotmal.com", "ann@hotmail.com"], ["ann@outlok.com", "ann@outlook.com"],
    ["ann@gmial.con", "ann@gmail.com"], ["ann@yahoo,com", "ann@yahoo.com"], ["ann@gmxde", "ann@gmx.de"]]) {
    await email.fill(slip);
    await email.blur();
    await page.getByRole("button", { name: meant }).click();
    assert.equal(await email.inputValue(), meant);
  }
  for (const right of ["example.com", "mail.com", "ymail.com", "gmx.at", "hotmail.fr", "lime.com"]) {
    await email.fill(`ann@${right}`);
    await email.blur();
    assert.equal(await page.getByText("Did you mean").isVisible(), false, right);
  }
  assert.deepEqual(asked, []);
});

test("a tab that waits goes on with the browser that used its link, and no other tab or browser's does", async (t) => {
  const { url, page, context } = await open(t);
  await ask(page);
  const link = linkOf(await newestMail(url));
  const stranger = await (await context.browser().newContext({ baseURL: url })).newPage();
  await ask(stranger);
  const other = await context.newPage();
  await ask(other, "somebody.else@example.com");
  // The address of the first tab is what the cookie said last; its own page says whom it waits for.
  const before = await stranger.content();
  const tab = await context.newPage();
  await tab.goto(link);
  await tab.getByLabel("New password").fill(NEW_PASSWORD);
  await tab.keyboard.press("Enter");
  await tab.waitForURL("**/reset/done*");
  await page.waitForURL("**/reset/done*");
  assert.equal(new URL(other.url()).pathname, "/forgot/sent");
  assert.equal(new URL(stranger.url()).pathname, "/forgot/sent");
  const still = (html) => html.replace(/\d+:\d\d/g, "").replace(/aria-disabled="\w+"/g, "");
  assert.equal(still(await stranger.content()), still(before), "a tab that proved nothing never changes");
});

test("well-known mailboxes open by a button, whatever the address", async (t) => {
  const { page } = await open(t);
  await ask(page, "nobody.at.all@gmail.com");
  assert.equal(await page.getByRole("link", { name: "Open Gmail" }).getAttribute("href"), "https://mail.google.com/");
  await ask(page);
  assert.equal(await page.getByRole("link", { name: /^Open / }).count(), 0);
});

test("pages print in the light scheme, and forced colors keep the strength bar and the boxes", async (t) => {
  const { url, page } = await open(t, { colorScheme: "dark" });
  const style = (selector, property, pseudo) =>
    page.locator(selector).first().evaluate((element, [name, of]) => getComputedStyle(element, of)[name], [property, pseudo]);
  await ask(page);
  assert.equal(await style(".card", "backgroundColor"), "rgb(28, 31, 39)");
  await page.emulateMedia({ media: "print" });
  assert.equal(await style(".card", "backgroundColor"), "rgb(255, 255, 255)");
  assert.equal(await style("h1", "color"), "rgb(18, 22, 31)");
  await page.emulateMedia({ media: "screen", forcedColors: "active" });
  assert.notEqual(await style(".boxes i", "borderTopStyle"), "none");
  await page.getByLabel("Code").focus();
  assert.equal(await style(".boxes .digits", "outlineStyle"), "none", "the ring is the next box's");
  assert.equal(await style(".boxes .next", "outlineStyle"), "solid");
  await page.goto(linkOf(await newestMail(url)));
  await page.getByLabel("New password").fill("seven quiet lanterns 41");
  await page.locator("[data-level=strong]").waitFor();
  assert.match(await style(".strength", "backgroundImage", "::before"), /linear-gradient\(rgb/);
  assert.equal(await style(".strength", "forcedColorAdjust", "::before"), "none");
});

test("with reduced motion nothing moves, and without it the tick draws itself", async (t) => {
  for (const reducedMotion of ["reduce", "no-preference"]) {
    const { url, page } = await open(t, { reducedMotion });
    await ask(page);
    await page.goto(linkOf(await newestMail(url)));
    await page.getByLabel("New password").fill(NEW_PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/reset/done*");
    const name = await page.locator(".icon.done path").first().evaluate((path) => getComputedStyle(path).animationName);
    assert.equal(name, reducedMotion === "reduce" ? "none" : "draw");
  }
});

test("readers of Traditional Chinese get English, and of Simplified Chinese their own", async (t) => {
  for (const [locale, language] of [["zh-TW", "en"], ["zh-HK", "en"], ["zh-CN", "zh-Hans"]]) {
    const { page } = await open(t, { locale });
    await page.goto("/forgot");
    assert.equal(await page.locator("html").getAttribute("lang"), language, locale);
  }
});

test("an address is read out of what is pasted around it, and shown as it was read", async (t) => {
  for (const javaScriptEnabled of [true, false]) {
    const { page } = await open(t, { javaScriptEnabled });
    for (const pasted of ["Dana Demo <demo@example.com>", "mailto:demo@example.com", "demo@example.com.", "demo@example. com", "“demo@example.com”", "ｄｅｍｏ＠ｅｘａｍｐｌｅ．ｃｏｍ"]) {
      await ask(page, pasted);
      assert.equal(await page.locator("#address").textContent(), DEMO, pasted);
    }
    await page.goto("/signin");
    await page.getByLabel("Email address").fill(`<${DEMO}>`);
    await page.locator("#password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "You’re signed in" }).waitFor();
    await page.goto("/forgot");
    await page.getByLabel("Email address").fill("Dana demo@example.com");
    await page.keyboard.press("Enter");
    await page.getByText("This email address is incomplete").waitFor();
  }
});

test("after the Back button the same code leads on again, to its own address alone", async (t) => {
  const { url, page } = await open(t);
  await ask(page);
  const { code } = await newestMail(url);
  const type = async () => {
    await page.getByLabel("Code").fill("");
    await page.getByLabel("Code").pressSequentially(code);
  };
  await type();
  await page.waitForURL("**/reset");
  await page.goBack();
  await page.getByRole("heading", { name: "Check your email" }).waitFor();
  await type();
  await page.waitForURL("**/reset");
  await ask(page, "somebody.else@example.com");
  await type();
  await page.getByText("This code is wrong or has expired").waitFor();

  await page.goto("/signin");
  await page.getByLabel("Email address").fill(DEMO);
  await page.getByRole("button", { name: "Email me a code instead" }).click();
  await page.waitForURL("**/signin/code");
  const signIn = (await newestMail(url, 3)).code;
  const body = { form_token: await page.locator("[name=form_token]").first().inputValue(), email: DEMO, code: signIn };
  await page.getByLabel("Code").pressSequentially(signIn);
  await page.getByRole("heading", { name: "You’re signed in" }).waitFor();
  const again = await page.request.post("/signin/code", { form: body, headers: { origin: url }, maxRedirects: 0 });
  assert.equal(again.status(), 303);
});

test("neither a reload nor the Back button offers to send a refused form again", async (t) => {
  const { url, page } = await open(t);
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  const reload = async () => {
    const before = posts.length;
    await page.reload();
    assert.equal(posts.length, before, "nothing is sent again");
  };
  await page.goto("/signin?locale=en");
  await page.getByLabel("Email address").fill(DEMO);
  await page.locator("#password").fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("password is wrong").waitFor();
  await reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.match(page.url(), /locale=en/);
  assert.equal(await page.getByLabel("Email address").inputValue(), DEMO);

  await ask(page);
  const { code } = await newestMail(url);
  await page.getByLabel("Code").pressSequentially(code === "000000" ? "000001" : "000000");
  await page.getByText("This code is wrong or has expired").waitFor();
  await reload();
  await page.getByRole("button", { name: "Send another email" }).waitFor();
  await page.getByLabel("Code").pressSequentially(code);
  await page.waitForURL("**/reset");
  await page.getByLabel("New password").fill("short");
  await page.keyboard.press("Enter");
  await page.locator(".broken").first().waitFor();
  await reload();
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reset/done*");
  for (let steps = 0; steps < 3; steps++) {
    await page.goBack();
    await page.getByRole("heading").first().waitFor();
  }
});

test("without a network nothing that was typed is lost, and pressing again sends it all the same", async (t) => {
  const { page, context } = await open(t);
  await page.goto("/signin");
  await page.getByLabel("Email address").fill(DEMO);
  await page.locator("#password").fill(PASSWORD);
  await context.setOffline(true);
  await page.keyboard.press("Enter");
  await page.getByText("You seem to be offline").waitFor();
  await context.setOffline(false);
  await page.getByText("You seem to be offline").waitFor({ state: "detached" });
  assert.equal(await page.locator("#password").inputValue(), PASSWORD);
  // Some browsers take a machine without the internet for one without a network.
  await page.evaluate(() => Object.defineProperty(navigator, "onLine", { value: false }));
  await page.keyboard.press("Enter");
  await page.getByText("You seem to be offline").waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "You’re signed in" }).waitFor();
});

test("a link that is open in two tabs ends in both, and another link's tab stays", async (t) => {
  const { url, page, context } = await open(t);
  await ask(page);
  const first = linkOf(await newestMail(url));
  await ask(page);
  const second = linkOf(await newestMail(url, 2));
  const [twin, other] = [await context.newPage(), await context.newPage()];
  await other.goto(second);
  await page.goto(first);
  await twin.goto(first);
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reset/done*");
  await twin.waitForURL("**/reset/done*");
  assert.equal(new URL(other.url()).pathname, "/reset");
});

test("a slow answer spins in its button, and pages fade into each other, except with reduced motion", async (t) => {
  for (const [reducedMotion, spins] of [["reduce", "none"], ["no-preference", "spin, appear"]]) {
    const { page } = await open(t, { reducedMotion });
    await page.goto("/forgot");
    await page.getByLabel("Email address").fill(DEMO);
    const [busy, motion] = await page.getByRole("button", { name: "Send" }).evaluate((button) => {
      button.click();
      return [button.getAttribute("aria-busy"), getComputedStyle(button, "::after").animationName];
    });
    assert.equal(busy, "true");
    assert.equal(motion, spins);
    await page.waitForURL("**/forgot/sent");
    const fades = await page.evaluate(() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
      .some((rule) => rule.media && matchMedia(rule.media.mediaText).matches && rule.cssText.includes("@view-transition")));
    assert.equal(fades, reducedMotion !== "reduce");
  }
});

// The development inbox in a developer's hands: live, searched, copied from, in every view, width and colour scheme.
import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyFolder, openBrowser, startRekey } from "./support.mjs";

const DEMO = "demo@example.com";

async function open(t, contextOptions) {
  const env = { REKEY_LISTEN: "127.0.0.1:0", REKEY_LIMITS__COOLDOWN: "off" };
  const { url } = await startRekey(t, await emptyFolder(t), ["--dev"], env);
  const context = await openBrowser(t, { baseURL: url, ...contextOptions });
  return { url, context, page: await context.newPage() };
}

const ask = (url, email = DEMO) =>
  fetch(`${url}/api/sys/users/startPasswordReset`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email }),
  });

const rows = (page) => page.getByRole("navigation").getByRole("listitem");

test("mails appear by themselves, newest first, are searched, and go all at once", async (t) => {
  const { url, page } = await open(t);
  await page.goto("/_dev/inbox");
  await page.getByRole("heading", { name: "No emails yet" }).waitFor();
  await ask(url);
  await rows(page).getByText(DEMO).waitFor();
  await ask(url, "stranger@example.com");
  await ask(url);
  await rows(page).nth(1).waitFor();

  const search = page.getByLabel("Search");
  await search.fill("nobody has this");
  assert.equal(await rows(page).filter({ visible: true }).count(), 0);
  await search.fill(DEMO.toUpperCase());
  assert.ok((await rows(page).filter({ visible: true }).count()) >= 2);
  const before = await rows(page).count();
  await rows(page).last().getByRole("link").click();
  await page.waitForURL("**mail=**");
  await search.fill("nobody has this");
  await ask(url);
  await page.locator("nav li").nth(before).waitFor({ state: "attached" });
  assert.equal(await search.inputValue(), "nobody has this", "a mail that comes takes no search away");
  assert.equal(await rows(page).filter({ visible: true }).count(), 0);
  await search.fill("");
  assert.equal(await rows(page).locator("[data-unread]:visible").count(), 1, "what was not opened is marked");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.locator("nav li").nth(before).waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Delete all" }).click();
  await page.getByRole("heading", { name: "No emails yet" }).waitFor();
  assert.deepEqual(await (await fetch(`${url}/_dev/inbox.json`)).json(), []);
});

test("a mail is read as HTML, text, headers and source, and its link and code are copied", async (t) => {
  const { url, page, context } = await open(t);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  // By the page, whose mails carry a code beside the link.
  await page.goto("/forgot");
  await page.getByLabel("Email address").fill(DEMO);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/forgot/sent");
  await page.goto("/_dev/inbox");
  await rows(page).first().waitFor();
  const [mail] = await (await fetch(`${url}/_dev/inbox.json`)).json();

  await page.frameLocator("iframe").getByRole("link", { name: /password/i }).first().waitFor();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  assert.match(mail.code, /^\d{6}$/);
  for (const copied of [mail.code, ...mail.links]) {
    const button = page.locator(`[data-copy="${copied}"]`);
    await button.click();
    await button.getByText("Copied").waitFor();
    assert.equal(await clipboard(), copied);
  }

  await page.getByRole("link", { name: "Text", exact: true }).click();
  assert.equal((await page.locator("pre").textContent()).trim(), mail.text.trim());
  await page.getByRole("link", { name: "Headers" }).click();
  const header = (name) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  assert.match(await header("Subject").textContent(), /Subject/);
  assert.match(await header("To").textContent(), new RegExp(DEMO));
  assert.match(await header("Auto-Submitted").textContent(), /auto-/);
  await page.getByRole("link", { name: "Source" }).click();
  assert.match(await page.locator("pre").textContent(), /^MIME-Version: 1\.0\r?$/m);
});

for (const preferred of ["light", "dark"]) {
  test(`a mail is shown as phones, daylight and night show it, in a browser that prefers ${preferred}`, async (t) => {
    const { url, page } = await open(t, { colorScheme: preferred });
    await ask(url);
    await page.goto("/_dev/inbox");
    const ground = async () => {
      const card = page.frameLocator("iframe").locator(".card").first();
      const color = await card.evaluate((element) => getComputedStyle(element).backgroundColor);
      return color === "rgb(28, 31, 39)" ? "dark" : "light";
    };
    await rows(page).first().waitFor();
    assert.equal(await ground(), preferred);
    for (const [name, scheme] of [["Dark", "dark"], ["Light", "light"]]) {
      await page.getByRole("link", { name, exact: true }).click();
      await page.waitForURL(`**scheme=${scheme}`);
      assert.equal(await ground(), scheme);
    }
    await page.getByRole("link", { name: "Light", exact: true }).click();
    await page.waitForURL((address) => !address.search.includes("scheme"));
    assert.equal(await ground(), preferred, "pressed again, it is as the browser likes it");

    const width = async () => (await page.locator("iframe").boundingBox()).width;
    const desktop = await width();
    const phone = page.getByRole("button", { name: "Phone width" });
    await phone.click();
    assert.equal(await phone.getAttribute("aria-pressed"), "true");
    assert.equal(await width(), 375);
    await phone.click();
    assert.equal(await width(), desktop);
  });
}

test("no view of a mail is wider than the screen of a phone", async (t) => {
  const { url, page } = await open(t, { viewport: { width: 320, height: 640 } });
  await ask(url);
  await page.goto("/_dev/inbox");
  await rows(page).first().waitFor();
  for (const view of ["HTML", "Text", "Headers", "Source"]) {
    await page.getByRole("link", { name: view, exact: true }).click();
    await page.waitForURL(`**view=${view.toLowerCase()}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, view);
  }
});

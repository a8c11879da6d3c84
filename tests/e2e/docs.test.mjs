// The documentation of the APIs in a browser, under the policy of the other pages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyFolder, openBrowser, picture, startRekey } from "./support.mjs";

test("/docs shows every API, and no other host is asked for anything", async (t) => {
  const { url } = await startRekey(t, await emptyFolder(t), ["--dev"], { REKEY_LISTEN: "127.0.0.1:0", REKEY_LIMITS__COOLDOWN: "off" });
  const page = await (await openBrowser(t)).newPage();
  const errors = [];
  const foreign = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => !/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${url}/`) && foreign.push(request.url()));

  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`${url}/docs`);
  await page.getByRole("heading", { name: "Rekey: APIs" }).first().waitFor();
  const ground = (color) => page.waitForFunction((color) => getComputedStyle(document.body).backgroundColor === color, color);
  await ground("rgb(18, 20, 26)");
  await page.emulateMedia({ colorScheme: "light" });
  await ground("rgb(244, 245, 248)");
  assert.equal(await page.locator(".topbar .link:visible, .topbar svg:visible").count(), 0, "no foreign logo");
  const operation = page.getByText("/api/sys/users/startPasswordReset", { exact: true });
  await operation.waitFor();
  await operation.click();
  await page.getByText("The answer is the same for every well-formed address").waitFor();
  await picture(page, "docs");
  // A whole reset of each API, one call at a time.
  await page.evaluate(() => window.scrollTo(0, 0));
  for (const [api, calls] of [["nexudus", 4], ["insforge", 5], ["singularity", 4]]) {
    await page.getByLabel("API", { exact: true }).selectOption(api);
    for (let done = 1; done <= calls; done++) {
      await page.locator("#walk-next").click();
      await page.locator("#walk-steps li").nth(done - 1).waitFor();
      assert.equal(await page.locator("#walk-steps .failed").count(), 0, await page.locator("#walk-steps").textContent());
    }
    await page.getByRole("button", { name: "Start again" }).waitFor();
  }
  await picture(page, "docs-walk");
  assert.deepEqual(errors, [], "no script failed, no policy was broken");
  assert.deepEqual(foreign, []);
});

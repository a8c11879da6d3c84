// The main job, as a person does it: a forgotten password is reset.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { emptyFolder, eventually, freePort, openBrowser, picture, rekey, start, startRekey } from "./support.mjs";

const NEW_PASSWORD = "an even quieter evening";

/** Walks from the forgotten password to being signed in. `findLink` opens the mail, wherever that is. */
async function walk(page, url, email, name, findLink) {
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));

  await page.goto(`${url}/forgot`);
  await page.getByLabel("Email address").fill(email);
  await picture(page, `${name}-1-forgot`);
  await page.getByRole("button", { name: "Send email" }).click();
  await page.getByRole("heading", { name: "Check your email" }).waitFor();
  await picture(page, `${name}-2-check-mail`);

  const link = await findLink();
  await page.goto(link);
  assert.equal(page.url(), `${url}/reset`, "the token has left the address bar");
  await page.locator("input[name=password]").fill(NEW_PASSWORD);
  await picture(page, `${name}-3-new-password`);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reset/done*");
  await page.getByText("You’re signed in").waitFor();
  await picture(page, `${name}-4-done`);

  await page.goto(`${url}/signin`);
  await page.getByText(email).first().waitFor();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  await picture(page, `${name}-5-signed-in`);
  assert.deepEqual(errors, [], "no script failed, no policy was broken");

  await page.goto(link);
  await page.getByText("used").first().waitFor();
  await page.getByRole("button", { name: "Send a new link" }).waitFor();
  await picture(page, `${name}-6-used`);
}

for (const javaScriptEnabled of [true, false]) {
  test(`a forgotten password is reset with the development inbox, JavaScript ${javaScriptEnabled ? "on" : "off"}`, async (t) => {
    const { url } = await startRekey(t, await emptyFolder(t), ["--dev"], { REKEY_LISTEN: "127.0.0.1:0" });
    const context = await openBrowser(t, { javaScriptEnabled });
    const page = await context.newPage();
    const name = javaScriptEnabled ? "walk" : "walk-without-script";
    await walk(page, url, "demo@example.com", name, () =>
      eventually(async () => {
        await page.goto(`${url}/_dev/inbox`);
        const link = page.locator('main a[href*="/reset?token="]');
        if ((await link.count()) === 0) return null;
        await picture(page, `${name}-inbox`);
        return link.first().getAttribute("href");
      }, "the mail in the inbox"),
    );
  });
}

test("a forgotten password is reset over SMTP with STARTTLS and AUTH, and leaves no secret behind", async (t) => {
  const folder = await emptyFolder(t);
  const smtp = await start(t, process.execPath, ["server.mjs", "--starttls", "--login", "rekey:s3cret"], {
    cwd: join(import.meta.dirname, "..", "smtp"),
  }, /^\{"certificate":/);
  const smtpPort = smtp.output[0];
  await writeFile(join(folder, "ca.pem"), JSON.parse(smtp.output[1]).certificate);

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    REKEY_LISTEN: `127.0.0.1:${port}`,
    REKEY_PUBLIC_URL: url,
    REKEY_SECRET: createHash("sha256").update("of tests alone").digest("base64"),
    REKEY_MAIL__SMTP_URL: `smtp://rekey:s3cret@localhost:${smtpPort}?tls=required`,
    REKEY_MAIL__ROOT_CERTIFICATES: "ca.pem",
    REKEY_MAIL__FROM: "Portal <no-reply@example.com>",
  };
  const add = ["account", "add", "--email", "ann@example.com", "--password-stdin"];
  execFileSync(rekey, add, { cwd: folder, env: { PATH: process.env.PATH, ...env }, input: "a quiet morning" });
  const { output } = await startRekey(t, folder, [], { ...env, RUST_LOG: "debug,h2=info" });

  const secrets = [NEW_PASSWORD, "s3cret"];
  const context = await openBrowser(t);
  const page = await context.newPage();
  await walk(page, url, "ann@example.com", "walk-smtp", () =>
    eventually(() => {
      const mail = smtp.output.slice(2).map((line) => JSON.parse(line)).find(({ to }) => to.includes("ann@example.com"));
      if (!mail) return null;
      assert.equal(mail.secure, true);
      assert.equal(mail.user, "rekey");
      secrets.push(/\b\d{6}\b/.exec(mail.text)[0], /[0-9a-f]{64}/.exec(mail.text)[0]);
      return /http:\S+\/reset\?token=[0-9a-f]{64}/.exec(mail.text)[0];
    }, "the mail over SMTP"),
  );

  assert.equal(secrets.length, 4, "code and token are known, and looked for below");
  for (const name of await readdir(join(folder, "data"))) {
    const content = (await readFile(join(folder, "data", name))).toString("latin1");
    for (const secret of secrets) assert.ok(!content.includes(secret), `${name} holds a secret`);
  }
  const log = output.join("\n");
  assert.ok(log.includes("mail sent") && log.includes("/reset"), "the log tells what happened");
  // A code may turn up by chance behind the point of a time or a duration.
  const found = [...secrets, "ann@example.com"].filter((secret) => new RegExp(`(?<![.\\d])${secret}(?!\\d)`).test(log));
  assert.deepEqual(found, [], "the log holds a secret");
});

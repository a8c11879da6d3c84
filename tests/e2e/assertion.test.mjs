// An app that signs people in itself: from its own sign-in page through a reset to a session of the app's.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { emptyFolder, eventually, freePort, openBrowser, rekey, startRekey } from "./support.mjs";

const EMAIL = "demo@example.com";
const NEW_PASSWORD = "An even quieter evening 7";
const ADMIN_TOKEN = "a-token-that-nobody-guesses-4711";

/** The app: a page to sign in, the page that resets end at, and whom it let in. */
async function startApp(t, options) {
  const app = { signedIn: [], referers: [], asked: [] };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, app.origin);
    app.referers.push(request.headers.referer);
    const kept = /(?:^|; )state=([^;]*)/.exec(request.headers.cookie ?? "")?.[1];
    response.setHeader("content-type", "text/html");
    if (url.pathname === "/login") {
      const state = randomBytes(16).toString("base64url");
      if (options.withState) response.setHeader("set-cookie", `state=${state}; HttpOnly; SameSite=Lax; Path=/`);
      response.end(`<a href="${app.rekey}/forgot${options.withState ? `?state=${state}` : ""}">Forgot your password?</a>`);
    } else if (url.pathname === "/done" && url.searchParams.has("assertion")) {
      const [assertion, state] = ["assertion", "state"].map((name) => url.searchParams.get(name));
      app.asked.push({ assertion, state, kept });
      if (kept && state === kept) {
        const redeemed = await redeem(app, assertion);
        if (redeemed.status === 200) app.signedIn.push(await redeemed.json());
      }
      response.setHeader("referrer-policy", "no-referrer");
      response.writeHead(303, { location: "/done" }).end();
    } else {
      response.end(`<h1>${app.signedIn.length ? "Welcome back" : "Please sign in"}</h1>`);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return Object.assign(app, { origin: `http://127.0.0.1:${server.address().port}` });
}

const redeem = (app, assertion) =>
  fetch(`${app.rekey}/v1/assertions`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ assertion, audience: app.origin }),
  });

async function start(t, options) {
  const folder = await emptyFolder(t);
  const app = await startApp(t, options);
  await writeFile(join(folder, "location.toml"), `[[location]]\nid = 1\nreset_method = "link"\ndone_url = "${app.origin}/done"\n`);
  execFileSync(rekey, ["--dev", "location", "apply", "location.toml"], { cwd: folder, env: { PATH: process.env.PATH } });
  const listen = `127.0.0.1:${await freePort()}`;
  const { url } = await startRekey(t, folder, ["--dev"], { REKEY_LISTEN: listen, REKEY_ADMIN__TOKEN: ADMIN_TOKEN });
  app.rekey = url;
  return app;
}

/** The link of the mail to the demo account. */
const mailedLink = (url) =>
  eventually(async () => {
    const mails = await (await fetch(`${url}/_dev/inbox.json`)).json();
    return mails.flatMap(({ links }) => links).find((link) => link.includes("/reset?token="));
  }, "the mail");

for (const javaScriptEnabled of [true, false]) {
  for (const withState of [true, false]) {
    const how = `${javaScriptEnabled ? "with" : "without"} JavaScript, ${withState ? "with" : "without"} a state`;
    test(`a reset leads from the app's sign-in page back to the app, ${how}`, async (t) => {
      const app = await start(t, { withState });
      const page = await (await openBrowser(t, { javaScriptEnabled })).newPage();
      const broken = [];
      page.on("console", (message) => message.type() === "error" && broken.push(message.text()));

      await page.goto(`${app.origin}/login`);
      await page.getByRole("link", { name: "Forgot your password?" }).click();
      await page.getByLabel("Email address").fill(EMAIL);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Check your email" }).waitFor();
      await page.goto(await mailedLink(app.rekey));
      await page.getByLabel("New password").fill(NEW_PASSWORD);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: withState ? "Welcome back" : "Please sign in" }).waitFor();

      assert.equal(page.url(), `${app.origin}/done`);
      assert.deepEqual(broken, [], "no policy was broken");
      const leaks = app.referers.filter((referer) => referer?.startsWith(app.rekey) || referer?.includes("assertion"));
      assert.deepEqual(leaks, [], "neither our pages nor the assertion in a Referer");
      const [{ assertion, state, kept }] = app.asked;
      assert.equal(state, kept ?? null);
      if (withState) {
        const [{ email, amr, aud }] = app.signedIn;
        assert.deepEqual({ email, amr, aud, state: app.signedIn[0].state }, { email: EMAIL, amr: ["mail"], aud: app.origin, state });
        assert.equal((await redeem(app, assertion)).status, 422, "once");
      } else {
        assert.deepEqual(app.signedIn, []);
      }
      await page.goto(`${app.rekey}/signin`);
      await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    });
  }
}

// Mails by each provider: the program sends one as `rekey doctor --send-test` and one of a reset, through a mock that refuses
// what the provider's published description doesn't allow, and the request is compared with that of the provider's own SDK.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ConfidentialClientApplication } from "@azure/msal-node";
import { OAuth2Client } from "google-auth-library";
import { simpleParser } from "mailparser";
import { createTransport } from "nodemailer";
import addressparser from "nodemailer/lib/addressparser/index.js";
import { SMTPServer } from "smtp-server";
import { PROVIDERS } from "./providers.mjs";
import { FROM, Installation, TO, emptyFolder, forward, json, listen, mock, moto, recorder, tokenServer } from "./support.mjs";

/** A sender of one's own, which gets each mail and then refuses it for now, so that the next sender is tried. */
async function copier(t) {
  const { url, requests } = await recorder(t, () => json(503, {}));
  const settings = { name: "copy", kind: "hook", url, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
  return { settings, mail: () => JSON.parse(requests[0].body).data };
}

/** What a request says, however it is written. Long texts by their digests, so that a difference is readable. */
function meaning({ method, path, headers, body }, provider) {
  const picked = Object.fromEntries(provider.headers.map((name) => [name, headers[name]?.split(";")[0]]));
  return { method, path: decodeURIComponent(path), headers: picked, says: sense("", body.startsWith("{") ? JSON.parse(body) : body) };
}

function sense(key, value) {
  if (typeof value === "string") {
    if (key.toLowerCase() === "from") return addressparser(value);
    return value.length < 200 ? value : `${value.length}: ${createHash("sha256").update(value).digest("hex")}`;
  }
  if (Array.isArray(value)) {
    const list = value.map((inner) => sense("", inner));
    return key === "Headers" ? list.sort((one, other) => one.Name.localeCompare(other.Name)) : list;
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, sense(name, inner)]));
}

for (const [name, provider] of Object.entries(PROVIDERS)) {
  test(`${name} gets mails that fit its description and equal those of its own SDK`, async (t) => {
    const [described, tokens, copy] = await Promise.all([mock(t, name), provider.form && tokenServer(t, provider.form), copier(t)]);
    const isRefused = ({ headers }) => tokens && !tokens.isGood(headers.authorization?.replace("Bearer ", ""));
    const api = await recorder(t, (request) => (isRefused(request) ? json(401, {}) : forward(described, request)));
    const settings = { name: "main", ...provider.settings(api.url, tokens?.url) };

    const [finding] = await (await Installation.with(t, [settings])).sendTest(t);
    assert.ok(finding.ok, JSON.stringify([finding, api.requests]));

    const entry = await (await Installation.with(t, [copy.settings, settings])).reset(t);
    const ours = api.requests.at(-1);
    assert.deepEqual(api.requests.map(({ method, status }) => [method, Math.floor(status / 100)]), [["POST", 2], ["POST", 2]]);
    assert.ok(entry.sender === "main" && entry.provider_id?.length > 9, JSON.stringify(entry));

    const mail = copy.mail();
    assert.deepEqual([mail.from, mail.to], [FROM, TO]);
    const source = provider.source?.(name === "graph" ? ours.body : JSON.parse(ours.body));
    if (source) await assertSame(source, mail);
    const sdk = await recorder(t, () => provider.accepted);
    await provider.send(sdk.url, mail, source);
    assert.deepEqual(meaning(ours, provider), meaning(sdk.requests[0], provider));

    // The mock is no oracle unless it refuses what is wrong.
    for (const spoilt of spoil(ours)) {
      const { status } = await forward(described, spoilt);
      assert.ok(status >= 400, `${status} for ${JSON.stringify(spoilt)}`);
    }
  });
}

/** A mail as MIME says what the hook got. */
async function assertSame(source, mail) {
  const parsed = await simpleParser(source, { skipImageLinks: true, skipTextLinks: true });
  const lines = (text) => text.trimEnd().replaceAll("\r\n", "\n");
  assert.deepEqual([parsed.from.value, parsed.to.value], [[{ name: FROM.name, address: FROM.email }], [{ name: "", address: mail.to }]]);
  assert.deepEqual([parsed.subject, lines(parsed.text), lines(parsed.html)], [mail.subject, lines(mail.text), lines(mail.html)]);
  const headers = Object.fromEntries(parsed.headerLines.map(({ key, line }) => [key, line.slice(key.length + 1).trim()]));
  for (const [name, value] of Object.entries(mail.headers)) assert.equal(headers[name.toLowerCase()], value);
}

/** The same request without its credentials, without its body, and with a field that nobody knows. */
function* spoil(request) {
  const { authorization, "x-postmark-server-token": token, ...headers } = request.headers;
  yield { ...request, headers };
  yield { ...request, body: request.body.startsWith("{") ? "{}" : "" };
  yield { ...request, body: request.body.startsWith("{") ? request.body.replace("{", '{"Unknown":1,') : "not base64!" };
}

/** A mail server that takes the tokens of this server alone; `shown` has the names and tokens that it was shown. */
async function oauthMailServer(t, tokens) {
  const shown = [];
  const server = new SMTPServer({
    authMethods: ["XOAUTH2"], disabledCommands: ["STARTTLS"], allowInsecureAuth: true, disableReverseLookup: true,
    onAuth({ username, accessToken }, session, done) {
      shown.push([username, accessToken]);
      done(null, tokens.isGood(accessToken) ? { user: username } : { data: { status: "401", schemes: "bearer" } });
    },
    onData: (stream, session, done) => stream.resume().on("end", done),
  });
  return { shown, port: await listen(t, server.server) };
}

/** What a token is asked for with, and how a library of the provider does it. */
const GRANTS = {
  "Microsoft 365": {
    settings: { client_secret: "its-secret" },
    form: { grant_type: "client_credentials", client_id: "an-app", client_secret: "its-secret", scope: "https://outlook.office365.com/.default" },
    // The library insists on https, so its network is ours.
    library: async (url) => {
      const sendPostRequestAsync = async (_, { body }) => {
        const answer = await fetch(url, { method: "POST", body: new URLSearchParams(body) });
        return { status: answer.status, headers: {}, body: await answer.json() };
      };
      const auth = {
        clientId: "an-app", clientSecret: "its-secret", authority: "https://login.microsoftonline.com/a-tenant",
        // What it would look up first.
        knownAuthorities: ["login.microsoftonline.com"],
        authorityMetadata: JSON.stringify({
          token_endpoint: "https://login.microsoftonline.com/a-tenant/oauth2/v2.0/token",
          authorization_endpoint: "https://login.microsoftonline.com/a-tenant/oauth2/v2.0/authorize",
          issuer: "https://login.microsoftonline.com/a-tenant/v2.0",
          jwks_uri: "https://login.microsoftonline.com/a-tenant/discovery/v2.0/keys",
        }),
      };
      const app = new ConfidentialClientApplication({ auth, system: { networkClient: { sendPostRequestAsync } } });
      return (await app.acquireTokenByClientCredential({ scopes: ["https://outlook.office365.com/.default"] })).accessToken;
    },
  },
  Google: {
    settings: { client_secret: "its-secret", refresh_token: "1//a-refresh-token" },
    form: { grant_type: "refresh_token", client_id: "an-app", client_secret: "its-secret", refresh_token: "1//a-refresh-token" },
    library: async (url) => {
      const client = new OAuth2Client({ clientId: "an-app", clientSecret: "its-secret", endpoints: { oauth2TokenUrl: url } });
      client.setCredentials({ refresh_token: "1//a-refresh-token" });
      return (await client.getAccessToken()).token;
    },
  },
};

for (const [name, { settings, form, library }] of Object.entries(GRANTS)) {
  test(`${name} gets mails over SMTP with a token, asked for and shown as others do`, async (t) => {
    const tokens = await tokenServer(t, form);
    const { port, shown } = await oauthMailServer(t, tokens);
    const sender = { name: "main", kind: "smtp-oauth", url: `smtp://127.0.0.1:${port}?tls=none`, user: FROM.email, client_id: "an-app", token_url: tokens.url, ...settings };
    const [finding] = await (await Installation.with(t, [sender])).sendTest(t);
    assert.ok(finding.ok, JSON.stringify(finding));

    const accessToken = await library(tokens.url);
    const client = createTransport({ host: "127.0.0.1", port, ignoreTLS: true, auth: { type: "OAuth2", user: FROM.email, accessToken } });
    await client.sendMail({ from: FROM.email, to: TO, text: "hello" });
    assert.deepEqual(shown, [[FROM.email, "token-1"], [FROM.email, "token-2"]]);
    const forms = tokens.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    // Libraries add what says who they are.
    for (const [field, value] of Object.entries(forms[0])) assert.equal(forms[1][field], value, field);

    const [refused] = await (await Installation.with(t, [{ ...sender, client_secret: "another" }])).sendTest(t);
    assert.match(refused.finding, /the token server: 401 invalid_client/);
  });
}

/** An AWS account in Moto that checks signatures and permissions: one user, who may send mails, and one verified address. */
async function awsAccount(t) {
  const url = await moto(t);
  const call = async (service, path, body) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=operator/20261130/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
    const answer = await fetch(url + path, { method: "POST", headers: { authorization, "content-type": body instanceof URLSearchParams ? "application/x-www-form-urlencoded" : "application/json" }, body });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return text;
  };
  const iam = (parameters) => call("iam", "/", new URLSearchParams({ Version: "2010-05-08", UserName: "rekey", ...parameters }));
  await iam({ Action: "CreateUser" });
  const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ses:SendEmail", Resource: "*" }] };
  await iam({ Action: "PutUserPolicy", PolicyName: "send", PolicyDocument: JSON.stringify(policy) });
  const key = await iam({ Action: "CreateAccessKey" });
  await call("ses", "/v2/email/identities", JSON.stringify({ EmailIdentity: FROM.email }));
  // From here on nothing is done without permission.
  await call("moto-api", "/moto-api/reset-auth", "0");
  const [id, secret] = ["AccessKeyId", "SecretAccessKey"].map((name) => new RegExp(`<${name}>(.+)</${name}>`).exec(key)[1]);
  const sent = async () => (await (await fetch(`${url}/moto-api/data.json`)).json()).ses?.RawMessage ?? [];
  return { url, id, secret, sent };
}

test("Amazon SES finds our signature right, wherever the credentials come from", async (t) => {
  const { url, id, secret, sent } = await awsAccount(t);
  const sender = { name: "main", kind: "ses", url, region: "eu-central-1" };
  const file = join(await emptyFolder(t), "credentials");
  await writeFile(file, `[default]\naws_access_key_id = nobody\naws_secret_access_key = nothing\n\n[mail]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`);
  for (const [settings, env] of [
    [{ access_key_id: id, secret_access_key: secret }, {}],
    [{}, { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret }],
    [{ profile: "mail" }, { AWS_SHARED_CREDENTIALS_FILE: file }],
  ]) {
    const [finding] = await (await Installation.with(t, [{ ...sender, ...settings }], env)).sendTest(t);
    assert.ok(finding.ok, JSON.stringify(finding));
  }
  const messages = await sent();
  assert.equal(messages.length, 3);
  for (const { source, raw_data } of messages) {
    const parsed = await simpleParser(raw_data);
    assert.deepEqual([source, parsed.to.text], [FROM.email, TO]);
  }
  for (const wrong of [{ access_key_id: id, secret_access_key: `${secret}x` }, { access_key_id: "AKIANOBODY", secret_access_key: secret }]) {
    const [finding] = await (await Installation.with(t, [{ ...sender, ...wrong }])).sendTest(t);
    assert.match(finding.finding, /the API: 403/);
  }
  assert.equal((await sent()).length, 3);
});

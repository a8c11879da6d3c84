// Every page and every route, checked by two third-party scanners: drHEADer (all headers and cookies, its own rules)
// and Google's CSP Evaluator. A table lists the findings that we accept, with reasons.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { emptyFolder, startRekey } from "../programs.mjs";

const here = import.meta.dirname;

/** Pages and other paths outside the APIs. The routes of the APIs come from their documents. */
const PAGES = [
  "/forgot", "/forgot/sent", "/reset", `/reset?token=${"0".repeat(64)}`, "/code", "/signin", "/signin/second-factor", "/signin/done",
  "/not-me", "/docs", "/openapi.json", "/no-such-page", "/healthz", "/readyz", "/.well-known/jwks.json", "/.well-known/change-password",
];
const DEVELOPMENT = ["/_dev/inbox", "/_dev/inbox.json"];

/** Accepted findings of drHEADer: the rule, and whether a finding is the accepted one. */
const LEFT = [
  // `no-store` alone keeps answers out of every cache (RFC 9111, 5.2.2.5), and the rest is HTTP/1.0's word for it.
  ["Cache-Control", ({ value }) => value === "no-store"],
  ["Pragma", () => true],
  // Not in its list, although other sites get no referrer; our own forms need `Origin`.
  ["Referrer-Policy", ({ value }) => value === "same-origin"],
  // Switches off a feature that browsers no longer have.
  ["X-XSS-Protection", () => true],
  // A location's logo may come from another host, which need not know of us.
  ["Cross-Origin-Embedder-Policy", () => true],
  // Subdomains are not ours to decide about.
  ["Strict-Transport-Security", ({ value }) => value === "max-age=31536000"],
];
/** Also accepted where people reach the server by http, on loopback. */
const LEFT_ON_LOOPBACK = [
  ["Strict-Transport-Security", ({ value }) => value === undefined],
  ["Set-Cookie", ({ anomalies }) => String(anomalies) === "Secure"],
];

const SETTINGS = {
  REKEY_LISTEN: "127.0.0.1:0",
  REKEY_SECRET: createHash("sha256").update("of tests alone").digest("base64"),
  REKEY_MAIL__SMTP_URL: "smtp://127.0.0.1:9",
  REKEY_MAIL__FROM: "Portal <no-reply@example.com>",
};

/** Asks for a path, and gives the headers as drHEADer wants them. */
async function headersOf(url, method, path, body) {
  const headers = { accept: "text/html,application/json", ...(body && { "content-type": body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded" }) };
  const answer = await fetch(url + path, { method, headers, body, redirect: "manual" });
  await answer.arrayBuffer();
  const { "set-cookie": _, ...plain } = Object.fromEntries(answer.headers);
  const cookies = answer.headers.getSetCookie();
  return { ...plain, ...(cookies.length > 0 && { "set-cookie": cookies }) };
}

/** An answer of every page, and of every method of every path in the documents. */
async function everyAnswer(url, more = []) {
  const answers = {};
  for (const path of [...PAGES, ...more]) answers[`GET ${path}`] = await headersOf(url, "GET", path);
  for (const path of ["/forgot", "/reset", "/signin", "/not-me"]) answers[`POST ${path}`] = await headersOf(url, "POST", path, "email=a%40example.com");
  const { paths } = await (await fetch(`${url}/openapi.json`)).json();
  for (const [template, methods] of Object.entries(paths)) {
    const path = template.replaceAll(/\{\w+\}/g, "1");
    for (const method of Object.keys(methods).filter((key) => ["get", "post", "put", "patch", "delete"].includes(key))) {
      const body = ["post", "put", "patch"].includes(method) ? "{}" : undefined;
      answers[`${method.toUpperCase()} ${path}`] = await headersOf(url, method.toUpperCase(), path, body);
    }
  }
  assert.ok(Object.keys(answers).length > 50, Object.keys(answers).join("\n"));
  return answers;
}

/** Findings of drHEADer that are not accepted. */
function findings(answers, left) {
  const python = join(here, ".venv", "bin", "python");
  const { status, stdout, stderr } = spawnSync(python, [join(here, "scan.py")], { input: JSON.stringify(answers), encoding: "utf8", maxBuffer: 1 << 26 });
  assert.equal(status, 0, stderr);
  const isLeft = (finding) => left.some(([rule, allows]) => finding.rule.startsWith(rule) && allows(finding));
  return Object.entries(JSON.parse(stdout)).flatMap(([name, found]) => found.filter((finding) => !isLeft(finding)).map((finding) => ({ name, ...finding })));
}

/** Findings of CSP Evaluator in a policy, except for its "may be" ones: all scripts are our own files. */
function weaknesses(policy) {
  const found = new CspEvaluator(new CspParser(policy).csp).evaluate();
  return found.filter(({ severity, directive, value }) => severity < Severity.NONE && !(severity === Severity.MEDIUM_MAYBE && directive === "script-src" && value === "'self'"));
}

function allIsWell(answers, left) {
  assert.deepEqual(findings(answers, left), []);
  for (const policy of new Set(Object.values(answers).map((headers) => headers["content-security-policy"]))) {
    assert.deepEqual(weaknesses(policy), [], policy);
  }
}

test("by https, no scanner finds anything about any answer", async (t) => {
  const { url } = await startRekey(t, await emptyFolder(t), [], { ...SETTINGS, REKEY_PUBLIC_URL: "https://id.example.com" });
  allIsWell(await everyAnswer(url), LEFT);
});

test("by http on loopback, nothing is missing but what needs https", async (t) => {
  const { url } = await startRekey(t, await emptyFolder(t), ["--dev"], { REKEY_LISTEN: "127.0.0.1:0" });
  allIsWell(await everyAnswer(url, DEVELOPMENT), [...LEFT, ...LEFT_ON_LOOPBACK]);
});

test("the scanners find what is wrong", () => {
  const good = { "cache-control": "no-store", "content-security-policy": "default-src 'none'", "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer", "strict-transport-security": "max-age=31536000", "x-content-type-options": "nosniff", "x-frame-options": "DENY" };
  assert.deepEqual(findings({ good }, LEFT), []);
  for (const name of Object.keys(good)) {
    const { [name]: _, ...bad } = good;
    assert.notDeepEqual(findings({ bad }, LEFT), [], `an answer without ${name}`);
  }
  assert.notDeepEqual(findings({ bad: { ...good, "set-cookie": ["a=1; Path=/; Secure"] } }, LEFT), [], "a cookie that scripts can read");
  assert.notDeepEqual(findings({ bad: { ...good, "set-cookie": ["a=1; Path=/; HttpOnly"] } }, LEFT), [], "a cookie that goes by http");
  assert.notDeepEqual(weaknesses("default-src 'none'; script-src 'self' 'unsafe-inline'"), []);
});

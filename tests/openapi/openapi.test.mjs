// The documents are valid OpenAPI 3.1, and the server follows them, whatever it is sent: no 5xx, no undocumented status or
// body, and no malformed request that is accepted. Both tools are third-party.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { emptyFolder, rekey, startRekey } from "../programs.mjs";

const here = import.meta.dirname;
const tool = (name) => join(here, ".venv", "bin", name);

const PARTS = ["nexudus", "insforge", "singularity", "v1", "service"];
/** The cases of each part: with default settings, and with settings of a location that open more of it. */
const CASES = [
  ...PARTS.map((part) => ({ part, name: part, location: "" })),
  { part: "insforge", name: "insforge with open sign-up", location: "sign_up = { open = true, verify_email = false }" },
  {
    part: "insforge",
    name: "insforge with sign-up and resets by link",
    location: 'reset_method = "link"\nsign_up = { open = true, verify_email = true, verify_method = "link" }',
  },
];
const ADMIN = "0123456789abcdef0123456789abcdef0123456789abcdef";
const SEED = "20261122";
/** How many requests of each kind an operation gets. */
const EXAMPLES = process.env.REKEY_TEST_FULL ? 400 : 5;

/** Without limits, or most answers would be 429. */
const SETTINGS = {
  REKEY_LISTEN: "127.0.0.1:0",
  REKEY_ADMIN__TOKEN: ADMIN,
  REKEY_LIMITS__COOLDOWN: "off",
  REKEY_LIMITS__REQUESTS_PER_ADDRESS: "off",
  REKEY_LIMITS__MAILS_PER_ADDRESS: "off",
  REKEY_LIMITS__REQUESTS_PER_NETWORK: "off",
  REKEY_LIMITS__FAILURES_PER_NETWORK: "off",
  REKEY_LIMITS__WORK_PER_NETWORK: "off",
  REKEY_LIMITS__VERIFICATIONS_PER_NETWORK: "off",
};
const DIALECTS = ["nexudus", "singularity", "insforge"];

/** Paths that dialects share are answered by the first one, where no credential decides. */
const speaking = (part) => (DIALECTS.includes(part) ? { REKEY_DIALECTS: [part, ...DIALECTS.filter((other) => other !== part)].join(",") } : {});

/** Runs a program and returns its output. Fails with that output if the program fails. */
async function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  assert.equal(code, 0, `${program} ${args.join(" ")}\n${output}`);
  return output;
}

/** A bearer token of the demo account. */
async function signIn(url) {
  const body = new URLSearchParams({ grant_type: "password", username: "demo@example.com", password: "Demo-Passw0rd!" });
  const answer = await fetch(`${url}/api/token`, { method: "POST", body });
  assert.equal(answer.status, 200);
  return (await answer.json()).access_token;
}

test("each document is valid OpenAPI 3.1", async (t) => {
  const folder = await emptyFolder(t);
  const { url } = await startRekey(t, folder, ["--dev"], SETTINGS);
  for (const path of ["openapi.json", ...PARTS.map((part) => `openapi/${part}.json`)]) {
    const document = await (await fetch(`${url}/${path}`)).text();
    assert.match(JSON.parse(document).openapi, /^3\.1\./);
    const file = join(folder, "document.json");
    await writeFile(file, document);
    await run(tool("openapi-spec-validator"), ["--schema", "3.1", file]);
  }
});

for (const { part, name, location } of CASES) {
  test(`${name} does what its document says, whatever it is sent`, async (t) => {
    const folder = await emptyFolder(t);
    await writeFile(join(folder, "location.toml"), `[[location]]\nid = 1\n${location}\n`);
    await run(rekey, ["--dev", "location", "apply", "location.toml"], { cwd: folder, env: { PATH: process.env.PATH } });
    const { url } = await startRekey(t, folder, ["--dev"], { ...SETTINGS, ...speaking(part) });
    const args = ["--config-file", join(here, "schemathesis.toml"), "run", `${url}/openapi/${part}.json`];
    // Most generated accounts have an optional field that no schema can describe, and links begin at one that was made.
    const examples = part === "v1" ? EXAMPLES * 5 : EXAMPLES;
    args.push("--seed", SEED, "--max-examples", `${examples}`, "--continue-on-failure", "--no-color");
    const output = await run(tool("schemathesis"), args, { cwd: folder, env: { ...process.env, ADMIN, BEARER: await signIn(url) } });
    // The document of /v1 links calls to each other, which are made one after the other.
    if (part === "v1") assert.match(output, /API Links:\s+[1-9]\d* covered/);
  });
}

// Starts what the tests need: rekey, the mocks, recorders. All of it ends with its test.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { emptyFolder, eventually, rekey, start } from "../programs.mjs";

export { emptyFolder } from "../programs.mjs";

const here = import.meta.dirname;
const run = promisify(execFile);

/** Who mails come from and go to. */
export const FROM = { name: "Käse & Söhne", email: "no-reply@example.com" };
export const TO = "ann@example.com";

/** Listens on a free port until the test ends. */
export async function listen(t, server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections?.();
  }));
  return server.address().port;
}

/** A server that keeps what it is sent, and answers each request by `answer(request)`: `{ status, headers, body }`. */
export async function recorder(t, answer) {
  const requests = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = { method: incoming.method, path: incoming.url, headers: incoming.headers, body: Buffer.concat(chunks).toString() };
    const { status, headers = {}, body = "" } = await answer(request);
    request.status = status;
    requests.push(request);
    outgoing.writeHead(status, headers).end(body);
  });
  return { url: `http://127.0.0.1:${await listen(t, server)}`, requests };
}

export const json = (status, value) => ({ status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) });

/** Sends a recorded request to another server, and gives its answer. */
export async function forward(url, { method, path, headers, body }) {
  const { host, connection, "content-length": length, ...rest } = headers;
  const answer = await fetch(url + path, { method, headers: rest, body: method === "GET" ? undefined : body });
  const { "content-encoding": encoding, "transfer-encoding": transfer, ...known } = Object.fromEntries(answer.headers);
  return { status: answer.status, headers: known, body: await answer.text() };
}

/** Starts a program, and gives the address that it prints. */
const address = async (...program) => (await start(...program)).match[1];

/** Prism, which refuses whatever its description doesn't allow. */
export const mock = (t, provider) =>
  address(t, process.execPath, [join(here, "node_modules/.bin/prism"), "mock", "-p", "0", "--errors", join(here, "openapi", `${provider}.yaml`)], {}, /listening on (http:\S+)/);

/** Moto, which answers as AWS does. */
export const moto = (t) =>
  address(t, join(here, ".venv/bin/python"), ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], {}, /Running on (http:\S+)/);

/** A DNS server that knows no name. */
async function emptyDns(t) {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  t.after(() => socket.close());
  socket.on("message", (query, { port, address }) => {
    // The question with the bit of answers and the code NXDOMAIN (RFC 1035, 4.1.1).
    query[2] |= 0x80;
    query[3] = (query[3] & 0xf0) | 3;
    socket.send(query, port, address);
  });
  return `127.0.0.1:${socket.address().port}`;
}

/** An OAuth server. It gives a fresh token to those that post exactly this form, and refuses others. */
export async function tokenServer(t, form) {
  const issued = [];
  const server = await recorder(t, ({ body }) => {
    const given = Object.fromEntries(new URLSearchParams(body));
    if (Object.entries(form).some(([name, value]) => given[name] !== value)) return json(401, { error: "invalid_client" });
    issued.push(`token-${issued.length + 1}`);
    return json(200, { access_token: issued.at(-1), token_type: "Bearer", expires_in: 3599 });
  });
  return { ...server, issued, isGood: (token) => token === issued.at(-1) };
}

const SETTINGS = `
listen = "127.0.0.1:0"
public_url = "https://id.example.com"
secret = "${createHash("sha256").update("of tests alone").digest("base64")}"
passwords = { hash_memory_kib = 7168, hash_passes = 1 }
telemetry = { metrics_listen = "off" }
`;

/** An installation of rekey whose mails go by these senders. */
export class Installation {
  static async with(t, senders, env = {}) {
    const folder = await emptyFolder(t);
    const it = new Installation();
    const from = `${FROM.name} <${FROM.email}>`;
    it.options = { cwd: folder, env: { PATH: process.env.PATH, REKEY_MAIL__FROM: from, REKEY_MAIL__SENDERS: JSON.stringify(senders), ...env } };
    await writeFile(join(folder, "rekey.toml"), SETTINGS);
    return it;
  }

  /** The lines of JSON that a command prints, whatever its exit code. */
  async run(...args) {
    const { stdout, stderr } = await run(rekey, args, this.options).catch((failed) => failed);
    const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
    if (lines.length === 0 && stderr) throw new Error(stderr);
    return lines.map((line) => JSON.parse(line));
  }

  /** What `rekey doctor --send-test` says of its test mails. */
  async sendTest(t) {
    const findings = await this.run("doctor", "--json", "--dns", await emptyDns(t), "--send-test", TO);
    return findings.filter(({ check }) => check.startsWith("test_mail"));
  }

  /** Starts the server, with an account that has just asked for a reset; gives what `outbox show` says once the mail is sent. */
  async reset(t) {
    await run(rekey, ["account", "add", "--email", TO, "--no-password"], this.options);
    const url = await address(t, rekey, ["serve"], this.options, /listening on (http:\S+)/);
    const body = JSON.stringify({ email: TO });
    const answer = await fetch(`${url}/api/sys/users/startPasswordReset`, { method: "POST", headers: { "content-type": "application/json" }, body });
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    const [{ id }] = await this.run("outbox", "list", "--limit", "1", "--json");
    return eventually(async () => {
      const [entry] = await this.run("outbox", "show", id, "--json");
      return entry.state === "sent" && entry;
    }, "the mail");
  }
}

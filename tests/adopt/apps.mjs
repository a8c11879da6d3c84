// Apps with users of their own, made of the code on the pages of docs/adopt, or the examples. Each gives the address of its
// route for Rekey, the address of a user with the password OLD, and whether that user can sign in with a password.
import { execFileSync } from "node:child_process";
import { chown, cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { emptyFolder, start as startProgram } from "../programs.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const python = join(here, ".venv", "bin", "python");

export const OLD = "Demo-Passw0rd!";
export const NEW = "A quiet evening 7!";
export const NEWEST = "Another quiet 8!";

const EMAIL = "demo@example.com";

/** The blocks of code in this language on a page. */
async function code(page, language) {
  const text = await readFile(join(root, "docs", "adopt", page), "utf8");
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, block]) => block);
}

/** A folder that goes with the test, from which the npm packages of these tests are found. */
async function folder(t) {
  const path = await emptyFolder(t);
  await symlink(join(here, "node_modules"), join(path, "node_modules"));
  return path;
}

/** Starts a program, and gives what `pattern` finds in its output. */
const start = async (t, command, args, cwd, env, pattern) =>
  (await startProgram(t, command, args, { cwd, env: { PATH: process.env.PATH, ...env } }, pattern)).match[1];

/** Signs in at an app's `/login`. */
const signsInAt = (url) => async (password) => {
  const body = JSON.stringify({ email: EMAIL, password });
  const { status } = await fetch(`${url}/login`, { method: "POST", body, headers: { "content-type": "application/json" } });
  if (![200, 401].includes(status)) throw new Error(`/login answered ${status}`);
  return status === 200;
};

const served = (url) => ({ url: `${url}/rekey`, email: EMAIL, signsIn: signsInAt(url) });
const LISTENING = /(http:\/\/127\.0\.0\.1:\d+)/;

export async function djangoSite(t, secret) {
  const site = await folder(t);
  const [view, settings] = await code("django.md", "python");
  const [route, setting] = settings.trim().split(/\n+/);
  await writeFile(join(site, "rekey.py"), view);
  await writeFile(
    join(site, "site.py"),
    `import json, os
import django
from django.conf import settings
${setting}
settings.configure(DEBUG=True, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="of tests", DIRECTORY_SECRET=DIRECTORY_SECRET,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "site.db"}})
django.setup()
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from rekey import rekey

@csrf_exempt
def login(request):
    typed = json.loads(request.body)
    return HttpResponse(status=200 if authenticate(username=typed["email"], password=typed["password"]) else 401)

urlpatterns = [path("login", login), ${route.split("#")[0].trim().replace(/,$/, "")}]
call_command("migrate", verbosity=0)
User.objects.create_user("${EMAIL}", "${EMAIL}", "${OLD}")
from wsgiref.simple_server import make_server
server = make_server("127.0.0.1", 0, get_wsgi_application())
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
`,
  );
  return served(await start(t, python, ["site.py"], site, { DIRECTORY_SECRET: secret }, LISTENING));
}

/** A database of its own: a folder, a port and a server. Gives its URL. */
async function postgres(t) {
  const data = await mkdtemp(join(tmpdir(), "rekey-adopt-pg-"));
  const versions = await readdir("/usr/lib/postgresql");
  const program = (name) => join("/usr/lib/postgresql", versions.sort((a, b) => b - a)[0], "bin", name);
  // PostgreSQL refuses to run as root.
  const [command, ...before] = process.getuid() === 0 ? ["runuser", "-u", "postgres", "--"] : ["env"];
  if (process.getuid() === 0) await chown(data, ...["-u", "-g"].map((which) => Number(execFileSync("id", [which, "postgres"]))));
  const run = (name, ...args) => execFileSync(command, [...before, program(name), ...args], { stdio: "pipe" });
  const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
  run("initdb", "--pgdata", data, "--auth", "trust", "--username", "postgres", "--no-sync");
  run("pg_ctl", "--pgdata", data, "--wait", "--log", join(data, "log"), "--options", `-h 127.0.0.1 -p ${port} -k ${data} -F`, "start");
  t.after(async () => {
    run("pg_ctl", "--pgdata", data, "--mode", "immediate", "stop");
    await rm(data, { recursive: true, force: true });
  });
  const sql = (text) => run("psql", "--host", "127.0.0.1", "--port", String(port), "--username", "postgres", "-qAtc", text).toString().trim();
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, sql };
}

export async function expressApp(t, secret) {
  const app = await folder(t);
  const { url, sql } = await postgres(t);
  sql(`CREATE TABLE users (id serial PRIMARY KEY, email text, name text, password text, is_admin boolean NOT NULL DEFAULT false);
    CREATE TABLE sessions (user_id int);
    CREATE EXTENSION pgcrypto;
    INSERT INTO users (email, name, password) VALUES ('${EMAIL}', 'Demo', crypt('${OLD}', gen_salt('bf', 4)));
    INSERT INTO sessions VALUES (1);`);
  await cp(join(root, "examples", "directory-express", "rekey.mjs"), join(app, "rekey.mjs"));
  const [page] = await code("express.md", "js");
  await writeFile(
    join(app, "app.mjs"),
    `import express from "express";
const app = express();
${page}
app.post("/login", express.json(), async (request, response) => {
  const [user] = await select("email = $1", request.body.email);
  response.sendStatus((await bcrypt.compare(request.body.password, user.password)) ? 200 : 401);
});
const server = app.listen(0, "127.0.0.1", () => console.log(\`http://127.0.0.1:\${server.address().port}\`));
`,
  );
  const { hostname, port, username } = new URL(url);
  const env = { DIRECTORY_SECRET: secret, PGHOST: hostname, PGPORT: port, PGUSER: username, PGDATABASE: "postgres" };
  return served(await start(t, process.execPath, ["app.mjs"], app, env, LISTENING));
}

export async function supabaseFunction(t, secret) {
  const app = await folder(t);
  const { url, sql } = await postgres(t);
  sql(`CREATE SCHEMA extensions; CREATE EXTENSION pgcrypto SCHEMA extensions; CREATE SCHEMA auth;
    CREATE TABLE auth.users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email varchar, encrypted_password varchar,
      raw_user_meta_data jsonb, banned_until timestamptz, deleted_at timestamptz, is_sso_user boolean NOT NULL DEFAULT false,
      is_anonymous boolean NOT NULL DEFAULT false, updated_at timestamptz);
    CREATE TABLE auth.sessions (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users);
    INSERT INTO auth.users (email, encrypted_password)
      VALUES ('${EMAIL}', extensions.crypt('${OLD}', extensions.gen_salt('bf', 4)));
    INSERT INTO auth.sessions (user_id) SELECT id FROM auth.users;`);
  const [page] = await code("supabase.md", "ts");
  await writeFile(join(app, "index.ts"), page.replace('"npm:postgres@3"', '"postgres"'));
  buildSync({ entryPoints: [join(app, "index.ts")], outfile: join(app, "index.mjs"), bundle: true, platform: "node", format: "esm", packages: "external" });
  // What Deno gives to a function.
  await writeFile(
    join(app, "run.mjs"),
    `import { createServer } from "node:http";
let answer;
globalThis.Deno = { env: { get: (name) => process.env[name] }, serve: (handler) => (answer = handler) };
await import("./index.mjs");
const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray());
  const answered = await answer(new Request("http://localhost/", { method: "POST", headers: request.headers, body }));
  response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(await answered.text());
}).listen(0, "127.0.0.1", () => console.log(\`http://127.0.0.1:\${server.address().port}\`));
`,
  );
  const env = { DIRECTORY_SECRET: secret, SUPABASE_DB_URL: url };
  const address = await start(t, process.execPath, ["run.mjs"], app, env, LISTENING);
  const matches = (password) => sql(`SELECT encrypted_password = extensions.crypt('${password}', encrypted_password) FROM auth.users`);
  return { url: address, email: EMAIL, signsIn: async (password) => matches(password) === "t" };
}

export async function expressExample(t, secret) {
  const app = await folder(t);
  const example = join(root, "examples", "directory-express");
  for (const file of ["rekey.mjs", "server.mjs"]) await cp(join(example, file), join(app, file));
  return served(await start(t, process.execPath, ["server.mjs"], app, { DIRECTORY_SECRET: secret, PORT: "0" }, LISTENING));
}

export async function fastapiExample(t, secret) {
  const app = await folder(t);
  const example = join(root, "examples", "directory-fastapi");
  const env = { DIRECTORY_SECRET: secret, DATABASE: join(app, "app.db"), PYTHONDONTWRITEBYTECODE: "1" };
  return served(await start(t, python, ["-m", "uvicorn", "app:app", "--port", "0"], example, env, LISTENING));
}

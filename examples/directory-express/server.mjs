// An app with its own accounts and its own sign-in, whose forgotten passwords Rekey resets. The accounts are in memory, so that
// there is nothing to install; comments show the SQL of a real one.
import { createHash, randomUUID } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import express from "express";
import { directory } from "./rekey.mjs";

const { PORT = "3000", DIRECTORY_SECRET } = process.env;
if (!DIRECTORY_SECRET) throw new Error("set DIRECTORY_SECRET to the secret of [directories.app]");

const users = [
  { id: 1, email: "demo@example.com", name: "Demo", password: await hash("Demo-Passw0rd!"), locked: false, isAdmin: false },
];
const sessions = new Map();

/** Changes with the password, and with nothing else. */
const version = (user) => createHash("sha256").update(user.password).digest("hex");
const describe = (user) => ({
  key: user.id, email: user.email, name: user.name, version: version(user), privileged: user.isAdmin,
});
const byKey = (key) => users.find((user) => String(user.id) === key);

function endSessions(user) {
  for (const [id, owner] of sessions) if (owner === user.id) sessions.delete(id);
}

const accounts = {
  // SELECT … FROM users WHERE lower(email) = lower($1)
  withEmail: (email) => users.filter((user) => user.email.toLowerCase() === email.toLowerCase()).map(describe),
  // SELECT … FROM users WHERE id = $1
  withKey: (key) => [byKey(key)].filter(Boolean).map(describe),

  // All or nothing, and only if the password is still the one that Rekey has seen. In SQL, in one transaction:
  //   UPDATE users SET password = $1, locked = false WHERE id = $2 AND password = $3;  -- no row: 409, and roll back
  //   DELETE FROM sessions WHERE user_id = $2;
  setPassword({ key, version: seen, password_hash, expires_at }) {
    const user = byKey(key);
    if (!user) return 404;
    if (version(user) !== seen) return 409;
    if (Date.now() > Date.parse(expires_at)) return 412;
    Object.assign(user, { password: password_hash, locked: false });
    endSessions(user);
    return 204;
  },

  shut(key) {
    const user = byKey(key);
    if (!user) return 404;
    user.locked = true;
    endSessions(user);
    return 204;
  },
};

const app = express();
app.use("/rekey", directory(accounts, DIRECTORY_SECRET));
app.post("/login", express.json(), async (request, response) => {
  const { email = "", password = "" } = request.body;
  const user = users.find((user) => user.email === email);
  if (!user || user.locked || !(await verify(user.password, password))) return response.sendStatus(401);
  const session = randomUUID();
  sessions.set(session, user.id);
  return response.json({ session });
});
app.get("/", (_, response) => response.send('<a href="http://127.0.0.1:8080/forgot">Forgot your password?</a>'));
const server = app.listen(Number(PORT), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

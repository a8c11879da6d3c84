// An app with Better Auth, for the tests: its own tables and its own log-in.
//
//   DATABASE_HOST=… DATABASE_NAME=… node app.mjs migrate
//   … add EMAIL PASSWORD NAME
//   … sign-in EMAIL PASSWORD        prints yes or no
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { admin } from "better-auth/plugins";
import pg from "pg";

const { DATABASE_HOST: host, DATABASE_NAME: database } = process.env;
const pool = new pg.Pool({ host, database, user: "postgres" });
const auth = betterAuth({
  database: pool,
  secret: "a secret of the tests, long enough for all",
  baseURL: "http://127.0.0.1",
  emailAndPassword: { enabled: true },
  plugins: [admin()],
  telemetry: { enabled: false },
  logger: { disabled: true },
});

const [command, email, password, name] = process.argv.slice(2);
switch (command) {
  case "migrate":
    await (await getMigrations(auth.options)).runMigrations();
    break;
  case "add":
    await auth.api.signUpEmail({ body: { email, password, name } });
    break;
  case "sign-in": {
    const signedIn = await auth.api.signInEmail({ body: { email, password } }).then(
      () => "yes",
      (error) => (error.status === "UNAUTHORIZED" ? "no" : Promise.reject(error)),
    );
    console.log(signedIn);
    break;
  }
  default:
    throw new Error(`unknown command ${command}`);
}
await pool.end();

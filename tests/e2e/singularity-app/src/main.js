// A front end of one page that does what the API's guide says.
import { call, status } from "./api.js";
import "./style.css";

const main = document.querySelector("main");
const query = new URLSearchParams(location.search);

/** Shows a page. */
function show(name) {
  main.replaceChildren(document.getElementById(name).content.cloneNode(true));
  return main;
}

/** Runs `action` with the fields of a form when it is sent, and says why if the API refuses. */
function onSubmit(form, action) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const alert = form.querySelector("[role=alert]");
    alert.textContent = "";
    try {
      await action(Object.fromEntries(new FormData(form)));
    } catch (error) {
      alert.textContent = error.message;
    }
  });
}

const say = (text) => { main.querySelector("[role=status]").textContent = text; };
const go = (path) => location.assign(path);

function signIn() {
  onSubmit(show("sign-in").querySelector("form"), async (fields) => {
    const session = { browser: "Field Notes", os: "Web" };
    const answer = await call("POST", "/api/auth/login", { ...fields, session });
    if (answer.twoFactorRequired) secondFactor();
    else go("/");
  });
}

function secondFactor() {
  onSubmit(show("second-factor").querySelector("form"), async ({ totp }) => {
    await call("POST", "/api/auth/2fa/login", { totp: Number(totp) });
    go("/");
  });
}

/** Counts down the seconds until the person can ask for another mail. */
async function waitForNextMail(email) {
  const button = main.querySelector("button");
  const { remaining } = await call("GET", `/api/auth/password/reset/cooldown?email=${encodeURIComponent(email)}`);
  button.disabled = remaining > 0;
  say(remaining > 0 ? `The mail is on its way. You can ask for another in ${remaining} seconds.` : "");
  if (remaining > 0) setTimeout(() => waitForNextMail(email).catch(() => { button.disabled = false; }), 1000);
}

function forgotPassword() {
  onSubmit(show("forgot-password").querySelector("form"), async ({ email }) => {
    await call("POST", `/api/auth/password/reset-request?locale=${document.documentElement.lang}`, { email });
    await waitForNextMail(email);
  });
}

function resetPassword() {
  const token = encodeURIComponent(query.get("token") ?? "");
  onSubmit(show("reset-password").querySelector("form"), async (fields) => {
    await call("POST", `/api/auth/password/reset?token=${token}`, fields);
    go("/");
  });
}

function verifyEmail() {
  const token = encodeURIComponent(query.get("token") ?? "");
  onSubmit(show("verify-email").querySelector("form"), async () => {
    await call("POST", `/api/auth/email/verification?token=${token}`);
    go("/");
  });
}

async function account() {
  const user = await call("GET", "/api/users/me");
  show("account").querySelector("strong").textContent = user.email;
  const form = (change) => main.querySelector(`[data-change=${change}]`);
  onSubmit(form("password"), async ({ oldPassword, newPassword }) => {
    await call("POST", "/api/auth/step-up", { password: oldPassword });
    await call("PUT", "/api/users/me/password", { oldPassword, newPassword });
    say("Your password is changed.");
  });
  onSubmit(form("email"), async ({ newEmail, password }) => {
    await call("POST", "/api/auth/step-up", { password });
    await call("PUT", "/api/users/me/email", { newEmail });
    say("Confirm the new address by the link that we mailed there.");
  });
  main.querySelector("[data-sign-out]").addEventListener("click", async () => {
    await call("POST", "/api/auth/logout");
    go("/");
  });
}

async function home() {
  const { authenticated, twoFactorRequired } = await status();
  if (authenticated) await account();
  else if (twoFactorRequired) secondFactor();
  else signIn();
}

const pages = {
  "/auth/forgot-password": forgotPassword,
  "/auth/reset-password": resetPassword,
  "/auth/verify-email": verifyEmail,
};

(pages[location.pathname] ?? home)();

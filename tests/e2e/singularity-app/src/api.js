// Calls of the API. The browser keeps the tokens in cookies that no script can read, as the API's guide advises.

const BASE = import.meta.env.VITE_API_URL;

/** The API said no. `code` is what to act on. */
export class Refused extends Error {
  constructor(status, { code, message }) {
    super(message ?? "Something went wrong. Try again.");
    this.status = status;
    this.code = code;
  }
}

async function send(method, path, body) {
  const headers = body ? { "content-type": "application/json" } : {};
  const response = await fetch(BASE + path, { method, headers, credentials: "include", body: body && JSON.stringify(body) });
  if (response.ok) return response.json();
  throw new Refused(response.status, await response.json().catch(() => ({})));
}

const ENDED = ["ACCESS_TOKEN_EXPIRED", "ACCESS_TOKEN_INVALID", "AUTHENTICATION_REQUIRED"];

let refreshing;

/** Gets new tokens, once however many calls wait for them. */
function refresh() {
  refreshing ??= send("POST", "/api/auth/refresh").finally(() => { refreshing = undefined; });
  return refreshing;
}

/** Calls, and once more with new tokens if the access token's time is over. */
export async function call(method, path, body) {
  try {
    return await send(method, path, body);
  } catch (error) {
    if (!ENDED.includes(error.code)) throw error;
    await refresh().catch(() => { throw error; });
    return send(method, path, body);
  }
}

/** How the person is signed in, with new tokens if that takes any. */
export async function status() {
  const now = await send("GET", "/api/auth/status").catch(() => ({ authenticated: false }));
  if (now.authenticated || now.twoFactorRequired) return now;
  return refresh().then(() => send("GET", "/api/auth/status"), () => now);
}

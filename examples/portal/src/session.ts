// The session. The bearer token is in memory only; the refresh token survives a reload of this tab.
import endpoints from "@/api/endpoints";
import { failure } from "@/api/failure";
import httpClient from "@/api/httpClient";

const KEY = "refresh_token";

interface Session {
  bearer: string;
  until: Date;
}

interface Tokens {
  expires_in: number;
  refresh_token: string;
}

let session: Session | null = null;

function begin(bearer: string, { expires_in, refresh_token }: Tokens) {
  session = { bearer, until: new Date(Date.now() + expires_in * 1000) };
  // Every later call carries the bearer token.
  httpClient.defaults.headers.common.Authorization = `Bearer ${bearer}`;
  sessionStorage.setItem(KEY, refresh_token);
}

/** The session, if there is one. */
export const current = () => session;

/** Signs in with the one-time JWT that a completed reset gives. */
export async function exchange(jwt: string) {
  const { data } = await httpClient.post<Tokens & { token: string }>(endpoints.system.auth.login(jwt));
  begin(data.token, data);
}

async function ask(form: Record<string, string>) {
  const body = new URLSearchParams(form);
  const { data } = await httpClient.post<Tokens & { access_token: string }>(endpoints.system.auth.token, body);
  begin(data.access_token, data);
}

/** Signs in with address and password, and with an authenticator app's code if the account needs one. */
export const signIn = (username: string, password: string, totp: string) =>
  ask({ grant_type: "password", username, password, ...(totp && { totp }) });

/** Restores the session after a reload. */
export async function resume() {
  const refresh_token = sessionStorage.getItem(KEY);
  if (refresh_token === null) return;
  try {
    await ask({ grant_type: "refresh_token", refresh_token });
  } catch (thrown) {
    // If there was no answer, the next reload tries again.
    if (failure(thrown).status === 400) signOut();
  }
}

/** Forgets the session. */
export function signOut() {
  session = null;
  delete httpClient.defaults.headers.common.Authorization;
  sessionStorage.removeItem(KEY);
}

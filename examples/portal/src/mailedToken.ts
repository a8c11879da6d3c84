// Tokens of mailed links are JWTs. The page shows what they say; only the server knows whether they are good.

/** Takes a token out of the address bar. The history entry keeps it, so that a reload works. */
export function takeToken(parameter: string): string | null {
  const token = new URLSearchParams(location.search).get(parameter);
  if (token !== null) history.replaceState({ token }, "", location.pathname);
  return (history.state as { token?: string } | null)?.token ?? null;
}

/** The address that a link was mailed to; none, if the token is not a JWT that says so. */
export function addressOf(token: string): string | null {
  try {
    const payload = token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
    const { email } = JSON.parse(new TextDecoder().decode(bytes)) as { email?: unknown };
    return typeof email === "string" ? email : null;
  } catch {
    return null;
  }
}

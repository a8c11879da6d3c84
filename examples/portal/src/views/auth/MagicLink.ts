import endpoints from "@/api/endpoints";
import httpClient from "@/api/httpClient";
import { business } from "@/config";
import { onSend, tell, text } from "@/form";
import { takeToken } from "@/mailedToken";
import { replace, show } from "@/router";
import { exchange } from "@/session";

/** Requests a magic link. */
export function askForMagicLink() {
  const form = show("ask-for-magic-link").querySelector("form")!;
  onSend(form, async () => {
    const email = text(form, "email").trim();
    await httpClient.get(endpoints.system.users.sendOtp(email, business.Id));
    show("check-mail").querySelector("strong")!.textContent = email;
  });
}

/**
 * Where magic links lead (the location's `sign_in_url`), with `?t=`. The button signs in, so that a mail scanner that opens
 * the link does not use it up.
 */
export function magicLink() {
  const token = takeToken("t");
  if (token === null) return replace("/");
  const form = show("magic-link").querySelector("form")!;
  const signIn = async () => {
    await exchange(token);
    replace("/");
  };
  onSend(form, signIn, (form, failure) => {
    // 401: the link was refused. Anything else may pass, and the link still works.
    if (failure.status === 401) show("dead-magic-link");
    else tell(form, failure);
  });
}

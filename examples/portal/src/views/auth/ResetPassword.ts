import endpoints from "@/api/endpoints";
import httpClient from "@/api/httpClient";
import { business } from "@/config";
import { onSend, tell, text } from "@/form";
import { addressOf, takeToken } from "@/mailedToken";
import { replace, show } from "@/router";
import { exchange } from "@/session";
import type { ActionConfirmation } from "@/types/ActionConfirmation";

/** Where the mail's link leads (the location's `reset_url`). Opening it does not use the token up; submitting the form does. */
export function resetPassword() {
  const token = takeToken("token");
  if (token === null) return void show("dead-link");
  const form = show("reset-password").querySelector("form")!;
  const address = form.querySelector<HTMLInputElement>("[name=email]")!;
  address.value = addressOf(token) ?? "";
  address.closest("div")!.hidden = address.value === "";

  const send = async () => {
    const { data } = await httpClient.post<ActionConfirmation>(endpoints.system.users.completePasswordReset, {
      Token: token,
      Password: text(form, "Password"),
      BusinessId: business.Id,
    });
    history.replaceState(null, "");
    // The password is changed, even if signing in fails.
    const signedIn = data.Value !== null && (await exchange(data.Value).then(() => true, () => false));
    if (signedIn) replace("/");
    else show("password-changed");
  };

  onSend(form, send, (form, failure) => {
    // A refused password comes with reasons, and the token still works. Without reasons, the token was refused.
    const dead = failure.status === 400 && failure.errors.length === 0;
    if (dead) show("dead-link");
    else tell(form, failure);
  });
}

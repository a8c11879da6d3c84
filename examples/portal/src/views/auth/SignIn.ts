import { onSend, tell, text } from "@/form";
import { render, show } from "@/router";
import { signIn } from "@/session";

/** Signs in with a password; the field for a second factor appears if the account has one. */
export function signInView() {
  const form = show("sign-in").querySelector("form")!;
  const secondFactor = form.querySelector<HTMLElement>("[data-second-factor]")!;

  const send = async () => {
    await signIn(text(form, "email").trim(), text(form, "password"), text(form, "totp").trim());
    render();
  };

  onSend(form, send, (form, failure) => {
    // Not entered yet, so not an error.
    if (failure.code !== "two_factor_auth_check" || !secondFactor.hidden) return tell(form, failure);
    secondFactor.hidden = false;
    secondFactor.querySelector("input")!.focus();
  });
}

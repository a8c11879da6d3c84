import { onSend, text } from "@/form";
import { render, show } from "@/router";
import { signIn } from "@/session";

/** Signs in with a password. */
export function signInView() {
  const form = show("sign-in").querySelector("form")!;
  onSend(form, async () => {
    await signIn(text(form, "email").trim(), text(form, "password"));
    render();
  });
}

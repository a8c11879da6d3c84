import endpoints from "@/api/endpoints";
import httpClient from "@/api/httpClient";
import { business } from "@/config";
import { onSend, tell, text } from "@/form";
import { show } from "@/router";

/** Asks for the mail. Whether the address has an account is not told: not by the API, and not here. */
export function forgotPassword() {
  const form = show("forgot-password").querySelector("form")!;

  const send = async () => {
    const email = text(form, "email").trim();
    await httpClient.post(endpoints.system.users.startPasswordReset, { email, businessId: business.Id });
    show("check-mail").querySelector("strong")!.textContent = email;
  };

  onSend(form, send, (form, failure) => {
    // Nothing else is typed here that could be wrong.
    const message = failure.status === 400 ? "This is no complete email address." : failure.message;
    tell(form, { ...failure, message });
  });
}

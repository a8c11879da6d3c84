import endpoints from "@/api/endpoints";
import httpClient from "@/api/httpClient";
import { business } from "@/config";
import { onSend, tell, text } from "@/form";
import { show } from "@/router";

/** Requests the mail. Neither the API nor this page shows whether the address has an account. */
export function forgotPassword() {
  const form = show("forgot-password").querySelector("form")!;

  const send = async () => {
    const email = text(form, "email").trim();
    await httpClient.post(endpoints.system.users.startPasswordReset, { email, businessId: business.Id });
    show("check-mail").querySelector("strong")!.textContent = email;
  };

  onSend(form, send, (form, failure) => {
    // The address is the only input that could be wrong.
    const message = failure.status === 400 ? "This is not a complete email address." : failure.message;
    tell(form, { ...failure, message });
  });
}

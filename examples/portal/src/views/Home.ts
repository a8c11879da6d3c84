import { render, show } from "@/router";
import { current, signOut } from "@/session";
import { signInView } from "@/views/auth/SignIn";

/** The members' page. Visitors get the sign-in form. */
export function home() {
  const session = current();
  if (session === null) return signInView();
  const page = show("home");
  const time = page.querySelector("time")!;
  time.dateTime = session.until.toISOString();
  time.textContent = session.until.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  page.querySelector("button")!.addEventListener("click", () => {
    signOut();
    render();
  });
}

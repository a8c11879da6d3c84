import { render, route } from "@/router";
import { resume } from "@/session";
import { forgotPassword } from "@/views/auth/ForgotPassword";
import { askForMagicLink, magicLink } from "@/views/auth/MagicLink";
import { resetPassword } from "@/views/auth/ResetPassword";
import { home } from "@/views/Home";
import "@/style.css";

route("/", home);
route("/forgot-password", forgotPassword);
route("/reset-password", resetPassword);
route("/magic-link", askForMagicLink);
route("/en/user/login", magicLink);

await resume();
render();

import { render, route } from "@/router";
import { resume } from "@/session";
import { forgotPassword } from "@/views/auth/ForgotPassword";
import { resetPassword } from "@/views/auth/ResetPassword";
import { home } from "@/views/Home";
import "@/style.css";

route("/", home);
route("/forgot-password", forgotPassword);
route("/reset-password", resetPassword);

await resume();
render();

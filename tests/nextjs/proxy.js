import { NextResponse } from "next/server";
import { updateSession } from "@insforge/sdk/ssr/middleware";
import { settings } from "./app/settings";

/** Refreshes the session before the page, and keeps the newer tokens. */
export async function proxy(request) {
  const response = NextResponse.next();
  await updateSession({ ...settings(), requestCookies: request.cookies, responseCookies: response.cookies });
  return response;
}

export const config = { matcher: "/kept" };

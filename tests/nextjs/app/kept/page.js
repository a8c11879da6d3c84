import { cookies } from "next/headers";
import { createServerClient } from "@insforge/sdk/ssr";
import { settings } from "../settings";

export const dynamic = "force-dynamic";

/** Relies on what the proxy keeps in cookies. */
export default async function Page() {
  const { data } = await createServerClient({ ...settings(), cookies: await cookies() }).auth.getCurrentUser();
  return <p>signed in: {data?.user?.email ?? "nobody"}</p>;
}

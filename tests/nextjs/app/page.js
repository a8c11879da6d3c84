import { cookies } from "next/headers";
import { createServerClient, refreshAuth } from "@insforge/sdk/ssr";
import { settings } from "./settings";

export const dynamic = "force-dynamic";

/** Pages can't set cookies, so the newer tokens of a refresh are dropped, as in official templates. */
export default async function Page() {
  const jar = await cookies();
  const kept = jar.get("insforge_access_token")?.value;
  const accessToken = kept ?? (await refreshAuth({ ...settings(), cookies: jar })).accessToken;
  const { data } = await createServerClient({ ...settings(), accessToken: accessToken ?? "none" }).auth.getCurrentUser();
  return <p>signed in: {data?.user?.email ?? "nobody"}</p>;
}

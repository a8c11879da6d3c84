// The route that Rekey calls: docs/directories.md describes it. `accounts` is your own code.
import { createHmac, timingSafeEqual } from "node:crypto";
import express from "express";

const TOLERANCE_SECONDS = 5 * 60;

/** Whether a call comes from Rekey: Standard Webhooks, over the raw body. */
export function isSigned(headers, body, secret) {
  const [id, sentAt] = [headers["webhook-id"], headers["webhook-timestamp"]];
  if (!id || !(Math.abs(Date.now() / 1000 - Number(sentAt)) <= TOLERANCE_SECONDS)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${sentAt}.`).update(body).digest();
  return (headers["webhook-signature"] ?? "").split(" ").some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ""), "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** A router for `app.use("/rekey", directory(accounts, secret))`, before any body parser. */
export function directory(accounts, secret) {
  const router = express.Router();
  router.post("/", express.raw({ type: "application/json" }), async (request, response) => {
    if (!isSigned(request.headers, request.body, secret)) return response.sendStatus(401);
    const { type, data } = JSON.parse(request.body);
    switch (type) {
      case "directory.find":
        return response.json({ accounts: await accounts.withEmail(data.email) });
      case "directory.get":
        return response.json({ accounts: await accounts.withKey(data.key) });
      case "directory.set_password":
        return response.sendStatus(await accounts.setPassword(data));
      case "directory.shut":
        return response.sendStatus(await accounts.shut(data.key));
      default:
        return response.sendStatus(400);
    }
  });
  return router;
}

"""Standard Webhooks: whether a call comes from Rekey."""

import base64
import hashlib
import hmac
import time

TOLERANCE_SECONDS = 5 * 60


def is_signed(headers, body: bytes, secret: str) -> bool:
    message_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not sent_at.isdigit() or abs(time.time() - int(sent_at)) > TOLERANCE_SECONDS:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = hmac.digest(key, f"{message_id}.{sent_at}.".encode() + body, hashlib.sha256)
    given = f"v1,{base64.b64encode(expected).decode()}"
    signatures = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(given.encode(), signature.encode()) for signature in signatures)

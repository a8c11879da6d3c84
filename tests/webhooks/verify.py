"""Verifies messages with the library that Standard Webhooks themselves give receivers.

Reads {"secret": text, "messages": [{"headers": {name: value}, "body": text}]} from standard input and prints a JSON list:
for each message whether the library takes it.
"""

import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError

given = json.load(sys.stdin)
receiver = Webhook(given["secret"])


def holds(message):
    try:
        receiver.verify(message["body"], message["headers"])
        return True
    except WebhookVerificationError as reason:
        print(reason, file=sys.stderr)
        return False


print(json.dumps([holds(message) for message in given["messages"]]))

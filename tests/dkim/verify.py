"""Verifies the DKIM signatures of a message with an independent library.

Reads {"message": text, "records": {name: TXT}} from standard input and prints a JSON list: for each signature whether it
holds. No DNS is asked.
"""

import email
import email.utils
import json
import sys

import dkim

given = json.load(sys.stdin)
message = given["message"].encode()


def txt(name, timeout=5):
    record = given["records"].get(name.decode().rstrip("."))
    return record and record.encode()


# The tests use a fixed time in the past; verify at the message's own time.
date = email.utils.parsedate_to_datetime(email.message_from_bytes(message)["Date"])
dkim.time.time = date.timestamp

count = message.split(b"\r\n\r\n", 1)[0].lower().count(b"dkim-signature:")
verifier = dkim.DKIM(message, minkey=1024)


def holds(index):
    try:
        return verifier.verify(idx=index, dnsfunc=txt)
    except dkim.DKIMException as reason:
        print(reason, file=sys.stderr)
        return False


print(json.dumps([holds(index) for index in range(count)]))

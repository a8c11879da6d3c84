"""Makes the list of common passwords from those that two packages carry (see NOTICE for their licences).

    python3 -m venv venv && venv/bin/pip install django==5.2.19 && npm install @zxcvbn-ts/language-common@4.1.3
    venv/bin/python make.py > ../../crates/core/src/common_passwords.txt

Lower-case, because look-ups are; sorted by bytes, because look-ups halve; without those that are too short for any policy.
"""

import gzip
import json
from pathlib import Path

import django

SHORTEST = 8

folder = Path(django.__file__).parent / "contrib/auth"
with gzip.open(folder / "common-passwords.txt.gz", "rt", encoding="utf-8") as packed:
    passwords = packed.read().splitlines()
passwords += json.loads(Path("node_modules/@zxcvbn-ts/language-common/src/passwords.json").read_text(encoding="utf-8"))

lowered = {password.strip().lower() for password in passwords}
kept = {password for password in lowered if len(password) >= SHORTEST and password.isprintable()}
for password in sorted(kept, key=str.encode):
    print(password)

"""Hashes one password with the libraries of the systems whose tables Rekey writes to: the vectors of what it writes.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt && npm install
    venv/bin/python foreign.py > ../../crates/rekey/src/adapters/hasher/foreign.tsv

Needs `node` and `php`. Each line: who made it, the format's name in Rekey's settings, the password, the hash.
"""

import subprocess

import django
import passlib
import passlib.hash as pl
from django.conf import settings
from django.contrib.auth import hashers

PASSWORD = "Žluťoučký kůň 7!"
# Two spellings of one letter, which Better Auth counts as one, and a full-width digit.
UNUSUAL = "A\u030angstro\u0308m \uff17 ﬁsh"
WORDPRESS = """
echo '$wp' . password_hash(base64_encode(hash_hmac('sha384', trim($argv[1]), 'wp-sha384', true)), PASSWORD_BCRYPT, ['cost' => 5]);
"""

settings.configure(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
django.setup()


def line(maker, form, value, password=PASSWORD):
    print(maker, form, password, value, sep="\t", flush=True)


def run(*command):
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()


hasher = hashers.get_hasher("pbkdf2_sha256")
hasher.iterations = 1500
line(f"Django {django.get_version()}", "django-pbkdf2", hasher.encode(PASSWORD, hasher.salt()))
for variant in ("2a", "2b", "2y"):
    line(f"passlib {passlib.__version__}", f"bcrypt-{variant}", pl.bcrypt.using(rounds=5, ident=variant).hash(PASSWORD))
line(f"passlib {passlib.__version__}", "phpass", pl.phpass.using(rounds=13, ident="P").hash(PASSWORD))
php = run("php", "-r", "echo PHP_VERSION;")
line(f"PHP {php}", "bcrypt-2y", run("php", "-r", "echo password_hash($argv[1], PASSWORD_BCRYPT, ['cost' => 5]);", PASSWORD))
line(f"PHP {php}, as WordPress 6.8 does", "wordpress", run("php", "-r", WORDPRESS, PASSWORD))
line(f"PHP {php}, as WordPress 6.8 does", "wordpress", run("php", "-r", WORDPRESS, f" {UNUSUAL} "), f" {UNUSUAL} ")
for password in (PASSWORD, UNUSUAL):
    made = run("node", "better-auth.mjs", password)
    maker, value = made.split()
    line(f"better-auth {maker}", "better-auth", value, password)

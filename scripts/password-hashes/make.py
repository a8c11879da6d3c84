"""Hashes one password with the libraries of other systems: the vectors that Rekey's hasher is tested against.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt && npm install
    venv/bin/python make.py > ../../crates/rekey/src/adapters/hasher/vectors.tsv

Each line: who made it, the password, the hash. Salts are random: a new run gives other lines, as good as these.
"""

import base64
import hashlib
import json
import os
import struct
import subprocess
import sys

import argon2
import bcrypt
import django
import passlib
import passlib.hash as pl
import werkzeug
from django.conf import settings
from django.contrib.auth import hashers
from werkzeug.security import generate_password_hash

PASSWORD = "Žluťoučký kůň 7!"
LONG = "a password that is longer than the seventy-two bytes which bcrypt looks at, by some"

settings.configure(PASSWORD_HASHERS=[
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
    "django.contrib.auth.hashers.BCryptPasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
])
django.setup()


def line(maker, value, password=PASSWORD):
    print(maker, password, value, sep="\t")


def aspnet(prf, digest, iterations):
    """ASP.NET Core Identity's format version 3, from its documented layout: no library outside .NET writes it."""
    salt = os.urandom(16)
    subkey = hashlib.pbkdf2_hmac(digest, PASSWORD.encode(), salt, iterations, 32)
    header = struct.pack(">BIII", 1, prf, iterations, len(salt))
    return base64.b64encode(header + salt + subkey).decode()


def aspnet_v2():
    """The format before it, of ASP.NET Identity v2."""
    salt = os.urandom(16)
    return base64.b64encode(b"\0" + salt + hashlib.pbkdf2_hmac("sha1", PASSWORD.encode(), salt, 1000, 32)).decode()


def drupal(over=lambda password: password):
    """Drupal's phpass, by the functions of its own class: no library outside Drupal writes it."""
    made = subprocess.run(["php", "drupal.php", over(PASSWORD)], capture_output=True, check=True, text=True)
    return made.stdout.strip()


def firebase():
    made = subprocess.run(["node", "firebase.mjs", PASSWORD], capture_output=True, check=True, text=True)
    return json.loads(made.stdout)


version = f"passlib {passlib.__version__}"
for variant in ("2a", "2b", "2y"):
    line(version, pl.bcrypt.using(rounds=5, ident=variant).hash(PASSWORD))
line(version, pl.bcrypt.using(rounds=5).hash(LONG), LONG)
line(f"bcrypt {bcrypt.__version__}", bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(6)).decode())
line(version, pl.scrypt.using(rounds=10).hash(PASSWORD))
for scheme in (pl.pbkdf2_sha1, pl.pbkdf2_sha256, pl.pbkdf2_sha512):
    line(version, scheme.using(rounds=1200).hash(PASSWORD))
for scheme in (pl.sha256_crypt, pl.sha512_crypt):
    line(version, scheme.using(rounds=5000).hash(PASSWORD))
    line(version, scheme.using(rounds=1234).hash(PASSWORD))
for scheme in (pl.md5_crypt, pl.apr_md5_crypt, pl.ldap_salted_sha1):
    line(version, scheme.hash(PASSWORD))
for ident in ("P", "H"):
    line(version, pl.phpass.using(rounds=8, ident=ident).hash(PASSWORD))
line(version, pl.ldap_salted_sha256.hash(PASSWORD))
line(version, pl.ldap_salted_sha512.hash(PASSWORD))

line(f"crypt(3) {os.confstr('CS_GNU_LIBC_VERSION')}",
     __import__("crypt").crypt(PASSWORD, "$6$saltstring"))

django_name = f"Django {django.get_version()}"
for name, parameter, factor in (
    ("pbkdf2_sha256", "iterations", 1500), ("pbkdf2_sha1", "iterations", 1500), ("bcrypt_sha256", "rounds", 5),
    ("bcrypt", "rounds", 5), ("scrypt", "work_factor", 2**10), ("argon2", "memory_cost", 256),
):
    hasher = hashers.get_hasher(name)
    setattr(hasher, parameter, factor)
    line(django_name, hasher.encode(PASSWORD, hasher.salt()))
line(django_name, hashers.get_hasher("bcrypt_sha256").encode(LONG, bcrypt.gensalt(5)), LONG)

werkzeug_name = f"Werkzeug {__import__('importlib.metadata').metadata.version('werkzeug')}"
for method in ("scrypt:1024:8:1", "pbkdf2:sha256:1300", "pbkdf2:sha512:1300", "pbkdf2:sha1:1300"):
    line(werkzeug_name, generate_password_hash(PASSWORD, method=method))

for prf, digest in ((0, "sha1"), (1, "sha256"), (2, "sha512")):
    line("ASP.NET Identity v3 (its layout, hashlib)", aspnet(prf, digest, 1100))

line("ASP.NET Identity v2 (its layout, hashlib)", aspnet_v2())

line("Drupal 8", drupal())
line("Drupal 7, updated from 6", "U" + drupal(lambda password: hashlib.md5(password.encode()).hexdigest()))
# The example that hashcat publishes.
line("hashcat", "$S$C33783772bRXEx1aCsvY.dqgaaSu76XmVlKrW9Qu8IQlvxHlmzLf", "hashcat")

for kind in (argon2.Type.I, argon2.Type.D, argon2.Type.ID):
    hasher = argon2.PasswordHasher(time_cost=2, memory_cost=128, parallelism=2, type=kind)
    line(f"argon2-cffi {argon2.__version__}", hasher.hash(PASSWORD))

line("firebase-scrypt 2.2.0", firebase())
sys.stdout.flush()

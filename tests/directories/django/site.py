"""A Django project in one file, for the tests: its own user table and its own log-in.

    DATABASE_HOST=… DATABASE_NAME=… python site.py migrate
    … add USERNAME EMAIL PASSWORD [--staff]
    … authenticate USERNAME PASSWORD      prints yes or no
    … accepts HASH PASSWORD               the same for a hash alone
"""

import os
import sys

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["DATABASE_HOST"],
        "NAME": os.environ["DATABASE_NAME"],
        "USER": "postgres",
    }},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    PASSWORD_HASHERS=[
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ],
    SECRET_KEY="of the tests",
    USE_TZ=True,
)
django.setup()

from django.contrib.auth import authenticate, get_user_model  # noqa: E402
from django.contrib.auth.hashers import check_password  # noqa: E402
from django.core.management import call_command  # noqa: E402

match sys.argv[1:]:
    case ["migrate"]:
        call_command("migrate", verbosity=0)
    case ["add", username, email, password, *more]:
        user = get_user_model().objects.create_user(username, email, password, is_staff="--staff" in more)
        print(user.pk)
    case ["authenticate", username, password]:
        print("yes" if authenticate(username=username, password=password) else "no")
    case ["accepts", encoded, password]:
        print("yes" if check_password(password, encoded) else "no")
    case other:
        sys.exit(f"unknown command {other}")

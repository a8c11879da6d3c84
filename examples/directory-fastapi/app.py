"""An app with its own accounts and its own sign-in, whose forgotten passwords Rekey resets."""

import hashlib
import json
import os
import sqlite3
from datetime import datetime, timezone

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from fastapi import FastAPI, Request, Response
from rekey import is_signed

SECRET = os.environ["DIRECTORY_SECRET"]
database = sqlite3.connect(os.environ.get("DATABASE", "app.db"), isolation_level=None, check_same_thread=False)
database.row_factory = sqlite3.Row
database.execute(
    "CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, email TEXT NOT NULL COLLATE NOCASE UNIQUE, name TEXT,"
    " password TEXT NOT NULL, locked INTEGER NOT NULL DEFAULT 0, is_admin INTEGER NOT NULL DEFAULT 0)"
)
hasher = PasswordHasher()
if not database.execute("SELECT 1 FROM users").fetchone():
    database.execute(
        "INSERT INTO users (email, name, password) VALUES ('demo@example.com', 'Demo', ?)", [hasher.hash("Demo-Passw0rd!")]
    )
app = FastAPI()


def version(user) -> str:
    """Changes with the password, and with nothing else."""
    return hashlib.sha256(user["password"].encode()).hexdigest()


def accounts(column: str, value: str) -> dict:
    users = database.execute(f"SELECT * FROM users WHERE {column} = ?", [value]).fetchall()
    return {
        "accounts": [
            {
                "key": user["id"],
                "email": user["email"],
                "name": user["name"],
                "version": version(user),
                "privileged": bool(user["is_admin"]),
            }
            for user in users
        ]
    }


def set_password(data: dict) -> int:
    """All or nothing, and only where the password is still the one that Rekey has seen."""
    user = database.execute("SELECT * FROM users WHERE id = ?", [data["key"]]).fetchone()
    if user is None:
        return 404
    if version(user) != data["version"]:
        return 409
    if datetime.now(timezone.utc) > datetime.fromisoformat(data["expires_at"]):
        return 412
    changed = database.execute(
        "UPDATE users SET password = ?, locked = 0 WHERE id = ? AND password = ?",
        [data["password_hash"], user["id"], user["password"]],
    )
    return 204 if changed.rowcount == 1 else 409


@app.post("/rekey")
async def rekey(request: Request):
    body = await request.body()
    if not is_signed(request.headers, body, SECRET):
        return Response(status_code=401)
    call = json.loads(body)
    data = call["data"]
    match call["type"]:
        case "directory.find":
            return accounts("email", data["email"])
        case "directory.get":
            return accounts("id", data["key"])
        case "directory.set_password":
            return Response(status_code=set_password(data))
        case "directory.shut":
            database.execute("UPDATE users SET locked = 1 WHERE id = ?", [data["key"]])
            return Response(status_code=204)
    return Response(status_code=400)


@app.post("/login")
async def login(request: Request):
    typed = await request.json()
    user = database.execute("SELECT * FROM users WHERE email = ?", [typed.get("email", "")]).fetchone()
    try:
        if user is None or user["locked"] or not hasher.verify(user["password"], typed.get("password", "")):
            return Response(status_code=401)
    except VerifyMismatchError:
        return Response(status_code=401)
    return {"user": user["id"]}

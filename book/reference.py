#!/usr/bin/env python3
"""Writes the pages of the reference that the program itself knows: every setting, every command, every route.

  book/reference.py PROGRAM FOLDER
"""
import json
import pathlib
import re
import subprocess
import sys

import openapi


def run(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True, env={"COLUMNS": "100"}).stdout


def settings(program):
    """Every setting of the program's JSON Schema, by section."""
    schema = json.loads(run(program, "config", "schema", "--json"))["properties"]
    sections = {name: about["properties"] for name, about in schema.items() if "properties" in about}
    first = {name: about for name, about in schema.items() if "properties" not in about}
    page = ["# Every setting", "", "From `rekey config schema`. [Configuration](../docs/configuration.md) says how to set them."]
    for section, entries in [("", first), *sections.items()]:
        page += ["", f"## `[{section}]`" if section else "## Top-level settings", ""]
        page += [entry(section, name, about, f"{name}_file" in entries) for name, about in entries.items()
                 if not (name.endswith("_file") and name.removesuffix("_file") in entries)]
    return "\n".join(page) + "\n"


def entry(section, name, about, has_file):
    variable = "REKEY_" + "__".join(part.upper() for part in (section, name) if part)
    default = f", default `{json.dumps(about['default'])}`" if "default" in about else ""
    file = f" `{name}_file` names a file to read it from." if has_file else ""
    description = about["description"].replace("[[", "\\[\\[")
    return f"- **`{name}`** (`{variable}`){default}<br>\n  {description}{file}"


def commands(program, *path):
    """The help of a command and of those below it."""
    text = run(program, *path, "--help")
    below = re.search(r"^Commands:\n((?: .*\n)+)", text, re.MULTILINE)
    yield f"## rekey {' '.join(path)}".rstrip() + f"\n\n```text\n{text}```\n"
    for name in re.findall(r"^  (\S+)", below.group(1), re.MULTILINE) if below else []:
        if name != "help":
            yield from commands(program, *path, name)


if __name__ == "__main__":
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    (folder / "http").mkdir(parents=True, exist_ok=True)
    (folder / "settings.md").write_text(settings(program), encoding="utf-8")
    introduction = "# Every command\n\nWhat `rekey help COMMAND` prints.\n\n"
    (folder / "commands.md").write_text(introduction + "\n".join(commands(program)), encoding="utf-8")
    for name, page in openapi.pages(str(pathlib.Path(program).resolve())):
        (folder / f"{name}.md").write_text(page, encoding="utf-8")

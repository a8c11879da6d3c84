#!/usr/bin/env python3
"""Prints the software bill of materials of the program, as CycloneDX 1.6 in JSON: every crate that it is built from.

  scripts/release/sbom.py [TARGET]      for another target than this machine's

Crates that run only while Rekey is built have the scope `excluded`. The same Cargo.lock gives the same text.
"""
import json
import pathlib
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def metadata(target):
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", target]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def host():
    about = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout
    return next(line.split()[1] for line in about.splitlines() if line.startswith("host: "))


def reach(nodes, root):
    """The ids of all packages that `root` is built from, each with whether it is part of the program."""
    found = {root: True}
    pending = [root]
    while pending:
        user = pending.pop()
        for used in nodes[user]["deps"]:
            kinds = {kind["kind"] for kind in used["dep_kinds"]}
            if not kinds & {None, "build"}:
                continue
            is_part = found[user] and None in kinds
            if used["pkg"] not in found or (is_part and not found[used["pkg"]]):
                found[used["pkg"]] = is_part
                pending.append(used["pkg"])
    return found


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package, is_part, checksums):
    about = {
        "type": "library",
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "scope": "required" if is_part else "excluded",
        "purl": purl(package),
    }
    if package["license"]:
        about["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    checksum = checksums.get((package["name"], package["version"]))
    if checksum:
        about["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return about


def bill(metadata, lock):
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = next(package["id"] for package in packages.values() if package["name"] == "rekey" and not package["source"])
    found = reach(nodes, root)
    checksums = {(package["name"], package["version"]): package["checksum"] for package in lock["package"] if "checksum" in package}
    order = sorted(found, key=lambda id: purl(packages[id]))
    program = component(packages[root], True, checksums) | {"type": "application"}
    del program["scope"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": program},
        "components": [component(packages[id], found[id], checksums) for id in order if id != root],
        "dependencies": [
            {"ref": purl(packages[id]), "dependsOn": sorted({purl(packages[used["pkg"]]) for used in nodes[id]["deps"] if used["pkg"] in found})}
            for id in order
        ],
    }


if __name__ == "__main__":
    target = sys.argv[1] if len(sys.argv) > 1 else host()
    with open(ROOT / "Cargo.lock", "rb") as lock:
        print(json.dumps(bill(metadata(target), tomllib.load(lock)), indent=1))

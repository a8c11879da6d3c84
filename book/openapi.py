"""Turns the OpenAPI documents of the program into pages: one for each part of what it answers."""
import collections
import contextlib
import json
import re
import subprocess
import tempfile
import urllib.request

METHODS = ["get", "post", "put", "patch", "delete"]
# Failures that at least this share of a page's routes have in common are described once.
COMMON = 0.5
# A failure of more routes than this is listed without naming them.
MOST_NAMED = 4
ERRORS = """# Errors

Every failure that the HTTP APIs answer with: its status, the code that programs branch on, and what it means. Look up what an answer was
about by its `X-Request-Id` in the [log](../docs/operations.md#log). These tables come from the OpenAPI documents that the server serves.
"""
INTRODUCTION = """# HTTP API

Every route, its fields and its answers, as a running server's `/docs` shows them. These pages come from the OpenAPI documents that the
server serves: `/openapi.json` has all parts, and `/openapi/NAME.json` has one of them.

| part | what it is for |
|---|---|
"""


@contextlib.contextmanager
def server(program):
    """A development server on a free port, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"REKEY_LISTEN": "127.0.0.1:0", "REKEY_TELEMETRY__METRICS_LISTEN": "off", "RUST_LOG": "warn"}
        process = subprocess.Popen([program, "serve", "--dev"], cwd=folder, env=settings, text=True, stdout=subprocess.PIPE)
        try:
            first = process.stdout.readline()
            if not first.startswith("listening on "):
                raise SystemExit(f"error: {program} serve --dev does not start")
            yield first.split()[-1]
        finally:
            process.terminate()
            process.wait()


def pages(program):
    """The name and the Markdown of each page; the first one lists the others."""
    with server(program) as url:
        def document(path):
            with urllib.request.urlopen(url + path) as answer:
                return json.load(answer)

        parts = [tag["name"] for tag in document("/openapi.json")["tags"]]
        documents = {part: document(f"/openapi/{part}.json") for part in parts}
    rows = [f"| [{part}](http/{part}.md) | {prose(about['info']['description'])} |" for part, about in documents.items()]
    yield "http", INTRODUCTION + "\n".join(rows) + "\n"
    for part, about in documents.items():
        yield f"http/{part}", Page(part, about).text()
    yield "errors", ERRORS + "".join(failures(part, about) for part, about in documents.items())


def prose(text, is_cell=False):
    """Text of a document as Markdown: without HTML outside of code, and on one line in a table."""
    pieces = re.split(r"(`[^`]*`)", text or "")
    text = "".join(piece if piece.startswith("`") else piece.replace("<", "&lt;") for piece in pieces)
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    return "<br>".join(paragraphs).replace("|", "\\|") if is_cell else "\n\n".join(paragraphs)


def table(headings, rows):
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


class Page:
    """The page of one document."""

    def __init__(self, part, document):
        self.part = part
        self.document = document
        self.schemas = document.get("components", {}).get("schemas", {})
        self.operations = [
            (method, path, item[method]) for path, item in document["paths"].items() for method in METHODS if method in item
        ]
        everywhere = collections.Counter(refusal for *_, operation in self.operations for refusal in set(refusals(operation)))
        least = max(2, COMMON * len(self.operations))
        self.common = {refusal for refusal, count in everywhere.items() if count >= least}
        self.pending = []

    def text(self):
        about = prose(self.document["info"]["description"])
        overview = table(
            ["route", "what it does"],
            [[f"[`{method.upper()} {path}`](#{operation['operationId']})", prose(operation["summary"], True)]
             for method, path, operation in self.operations],
        )
        routes = [self.route(*operation) for operation in self.operations]
        failures = self.common_failures()
        objects = self.objects()
        return "\n".join([f"# {self.part}\n\n{about} From `/openapi/{self.part}.json`.\n", overview, *routes, *failures, *objects])

    def route(self, method, path, operation):
        blocks = [f"## `{method.upper()} {path}` {{#{operation['operationId']}}}\n", sentence(prose(operation["summary"])) + "\n"]
        if operation.get("description"):
            blocks.append(prose(operation["description"]) + "\n")
        if operation.get("security"):
            blocks.append("Credentials: " + " or ".join(self.credentials(one) for one in operation["security"]) + ".\n")
        if operation.get("parameters"):
            rows = [[f"`{given['name']}`", given["in"], *self.cells(given["schema"], given.get("required"), given.get("description"))]
                    for given in operation["parameters"]]
            blocks.append(table(["parameter", "in", "type", "required", ""], rows))
        body = operation.get("requestBody", {})
        for kind, content in body.get("content", {}).items():
            blocks.append(f"{'Body' if body.get('required') else 'Optional body'}, `{kind}`:\n\n{self.fields(content['schema'])}")
        blocks.append(self.answers(operation))
        return "\n".join(blocks)

    def credentials(self, needed):
        schemes = self.document["components"]["securitySchemes"]
        return " and ".join(self.credential(schemes[name]) for name in needed) or "none"

    @staticmethod
    def credential(scheme):
        if scheme["type"] == "http":
            return f"{scheme['scheme']} ({prose(scheme['description']).rstrip('.')})"
        return f"{scheme['in']} `{scheme['name']}`"

    def answers(self, operation):
        """The answers of success, each with its body, and the failures."""
        blocks = []
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                continue
            content = [body["schema"] for kind, body in answer.get("content", {}).items() if "json" in kind and "schema" in body]
            blocks.append(f"**{status}** {prose(answer['description'])}\n")
            blocks += [self.fields(schema) for schema in content]
        rows, common = [], []
        for status, text in refusals(operation):
            if (status, text) in self.common:
                common.append(status)
            else:
                rows.append([status, prose(text, True)])
        if common:
            rows.append([", ".join(dict.fromkeys(common)), "[common failures](#common-failures)"])
        if rows:
            blocks.append("Failures:\n\n" + table(["status", "when"], rows))
        return "\n".join(blocks)

    def common_failures(self):
        if not self.common:
            return []
        rows = [[status, prose(text, True)] for status, text in sorted(self.common)]
        return ["## Common failures\n\nWhere a route lists a status under common failures, the answer is one of these:\n", table(["status", "when"], rows)]

    def objects(self):
        """The schemas that the page has mentioned by name."""
        blocks = []
        for name in self.pending:  # grows while schemas mention others
            blocks.append(f"### {short(name)} {{#{anchor(name)}}}\n\n{prose(self.schemas[name].get('description'))}\n")
            blocks.append(self.fields(self.schemas[name]))
        return ["## Objects\n", *blocks] if blocks else []

    def resolved(self, schema):
        """The schema, without null among its alternatives, and with all of its parts in one."""
        if "$ref" in schema:
            return self.resolved(self.schemas[schema["$ref"].rsplit("/", 1)[1]])
        if "allOf" in schema:
            parts = [self.resolved(part) for part in schema["allOf"]]
            properties = {name: about for part in parts for name, about in part.get("properties", {}).items()}
            return {"type": "object", "properties": properties, "required": [name for part in parts for name in part.get("required", [])]}
        alternatives = [one for one in schema.get("oneOf", []) if one.get("type") != "null"]
        return self.resolved(alternatives[0]) if len(alternatives) == 1 else schema

    def fields(self, schema):
        """A table of an object's fields; one for each alternative."""
        schema = self.resolved(schema)
        if "oneOf" in schema:
            return "\n".join(f"{prose(one.get('description', 'One of:'))}\n\n{self.fields(one)}" for one in schema["oneOf"])
        if "properties" not in schema:
            return f"{self.kind(schema)}\n"
        rows = [[f"`{name}`", *self.cells(about, name in schema.get("required", []), about.get("description"))]
                for name, about in schema["properties"].items()]
        return table(["field", "type", "required", ""], rows)

    def cells(self, schema, required, description):
        examples = [f" Example: `{json.dumps(example, ensure_ascii=False)}`." for example in schema.get("examples", [])]
        text = sentence(prose(description, True)) if description else ""
        return [self.kind(schema), "yes" if required else "", (text + "".join(examples[:1])).strip()]

    def kind(self, schema):
        """A type in a few words."""
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            target = self.schemas[name]
            if "enum" in target:
                return self.kind(target)
            if name not in self.pending:
                self.pending.append(name)
            return f"[{short(name)}](#{anchor(name)})"
        if "oneOf" in schema:
            return " or ".join(self.kind(one) for one in schema["oneOf"])
        types = schema.get("type", "anything")
        types = [types] if isinstance(types, str) else types
        words = [self.plain(schema, one) for one in types]
        return " or ".join(words)

    def plain(self, schema, kind):
        if kind == "null":
            return "null"
        if "enum" in schema:
            return ", ".join(f"`{value}`" for value in schema["enum"])
        if kind == "array":
            return f"list of {self.kind(schema['items'])}"
        if kind == "integer":
            low, high = schema.get("minimum"), schema.get("maximum")
            return f"integer, {low} to {high}" if high is not None else "integer"
        if kind == "string":
            form = schema.get("format") or (f"`{schema['pattern']}`" if "pattern" in schema else "")
            return f"string, {form}".rstrip(", ")
        return kind


def failures(part, document):
    """The failures of a part, each with the routes that answer with it."""
    routes = collections.defaultdict(list)
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                link = f"[`{method.upper()} {path}`](http/{part}.md#{item[method]['operationId']})"
                for refusal in dict.fromkeys(refusals(item[method])):
                    routes[refusal].append(link)
    rows = [[status, prose(text, True), ", ".join(links) if len(links) <= MOST_NAMED else f"{len(links)} routes"]
            for (status, text), links in sorted(routes.items())]
    return f"\n## {part}\n\n" + table(["status", "when", "routes"], rows)


def refusals(operation):
    """The status and the text of each failure. A document joins those of one status."""
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            bodies = [body for kind, body in answer.get("content", {}).items() if "json" in kind]
            examples = {text: example["value"] for body in bodies for text, example in body.get("examples", {}).items()}
            for text in answer["description"].split(" · "):
                yield status, with_code(text, examples.get(text, bodies[0].get("example") if bodies else None))


def with_code(text, example):
    """The text with the code that programs read, which a failure's body may have as `code` or `error`."""
    code = example.get("code", example.get("error")) if isinstance(example, dict) else None
    sentence = text.removeprefix(f"{code}: ")
    return f"`{code}`: {sentence}" if isinstance(code, str) else text


def sentence(text):
    return text if not text or text.endswith((".", "!", "?", ":")) else text + "."


def short(name):
    return name.rsplit(".", 1)[-1]


def anchor(name):
    return "object-" + re.sub(r"[^a-z0-9]+", "-", name.lower())

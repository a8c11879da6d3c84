// Every link between our pages leads to a file, and to a heading if it names one: in the repository, as GitHub shows it, and
// in the book that mdBook makes of it. Links to other sites are not followed. Tables are whole.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { LinkChecker } from "linkinator";

const run = promisify(execFile);
const here = import.meta.dirname;
const root = join(here, "..", "..");

/** Every page of the repository. The book's table of contents is not one of them: it also links pages that `book/build` generates. */
async function pages() {
  const tracked = ["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md", ":!book/SUMMARY.md"];
  const { stdout } = await run("git", tracked, { cwd: root });
  return stdout.trim().split("\n");
}

test("links between pages lead to files and headings", async () => {
  const remark = join(here, "node_modules", ".bin", "remark");
  const links = `${join(here, "node_modules", "remark-validate-links", "index.js")}=repository:false`;
  const { stderr } = await run(remark, ["--frail", "--no-stdout", "--no-color", "--use", links, ...(await pages())], { cwd: root });
  assert.match(stderr, /README\.md: no issues found/);
});

test("the book has every page, and its links lead somewhere", async () => {
  await run(join(root, "book", "build"));
  const { links: found } = await new LinkChecker().check({
    path: "index.html",
    serverRoot: join(root, "target", "book"),
    recurse: true,
    checkFragments: true,
    linksToSkip: elsewhere(),
  });
  const broken = found.filter((link) => link.state === "BROKEN").map((link) => `${link.parent} links to ${link.url}`);
  assert.deepEqual(broken, []);

  const summary = await readFile(join(root, "book", "SUMMARY.md"), "utf8");
  const generated = (await readdir(join(root, "target", "book-source", "src", "reference"), { recursive: true })).filter((name) => name.endsWith(".md"));
  assert.ok(generated.includes("http/v1.md"), "the reference of routes is generated");
  const links = [...(await pages()).map((page) => `../${page}`), ...generated.map((page) => `reference/${page}`)];
  const missing = links.filter((link) => !summary.includes(`](${link})`));
  assert.deepEqual(missing, [], "add them to book/SUMMARY.md");
});

test("every row of a table has as many cells as its heading", async () => {
  const broken = [];
  for (const page of await pages()) {
    const text = await readFile(join(root, page), "utf8");
    let [isCode, cells] = [false, 0];
    for (const [index, line] of text.split("\n").entries()) {
      if (line.startsWith("```")) isCode = !isCode;
      const count = !isCode && line.startsWith("|") ? line.replace(/`[^`]*`|\\\|/g, "").split("|").length : 0;
      if (cells && count && count !== cells) broken.push(`${page}:${index + 1}`);
      cells = count && (cells || count);
    }
  }
  assert.deepEqual(broken, []);
});

/** Says whether a link leaves the book, whose first page is the first link that is asked about. */
function elsewhere() {
  let book;
  return async (link) => {
    const { origin } = new URL(link);
    book ??= origin;
    return origin !== book;
  };
}

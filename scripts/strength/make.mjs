// Makes the estimator of password strength that pages load once somebody types a new password (see NOTICE for licences):
//
//   npm install --no-save @zxcvbn-ts/core@4.2.0 @zxcvbn-ts/language-common@4.1.3 esbuild@0.28.2
//   node make.mjs
//
// zxcvbn-ts with the commonest passwords and two keyboards. More words would make it larger and hardly any answer another.
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const COMMONEST = 5_000;
const folder = new URL("node_modules/@zxcvbn-ts/language-common/src/", import.meta.url);
const read = async (name) => JSON.parse(await readFile(new URL(name, folder), "utf8"));
const passwords = (await read("passwords.json")).slice(0, COMMONEST);
const { qwerty, keypad } = await read("adjacencyGraphs.json");

await build({
  stdin: {
    contents: `
      import { ZxcvbnFactory } from "@zxcvbn-ts/core";
      const passwords = ${JSON.stringify(passwords.join(" "))}.split(" ");
      const graphs = ${JSON.stringify({ qwerty, keypad })};
      const estimator = new ZxcvbnFactory({ dictionary: { passwords }, graphs });
      // From 0, guessed at once, to 4. What comes after the first hundred letters adds nothing but work.
      globalThis.rekeyStrength = (password, own) => estimator.check(password.slice(0, 100), own).score;`,
    resolveDir: import.meta.dirname,
  },
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2022",
  legalComments: "none",
  banner: { js: "// zxcvbn-ts (MIT licence, see NOTICE), made by scripts/strength/make.mjs." },
  outfile: new URL("../../crates/render/assets/strength.js", import.meta.url).pathname,
});

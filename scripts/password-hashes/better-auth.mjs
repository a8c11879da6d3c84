// The library's version, and one hash by it.
import { readFileSync } from "node:fs";
import { hashPassword } from "better-auth/crypto";

const { version } = JSON.parse(readFileSync("node_modules/better-auth/package.json", "utf8"));
console.log(version, await hashPassword(process.argv[2]));

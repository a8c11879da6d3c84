// One hash by firebase-scrypt, with a made-up project's parameters, as the text that Rekey imports.
import { randomBytes } from "node:crypto";
import { FirebaseScrypt } from "firebase-scrypt";

const project = {
  memCost: 8,
  rounds: 8,
  saltSeparator: Buffer.from([7]).toString("base64"),
  signerKey: randomBytes(64).toString("base64"),
};
const salt = randomBytes(10).toString("base64");
const hash = await new FirebaseScrypt(project).hash(process.argv[2], salt);
const parameters = `v=1,n=${project.memCost},r=${project.rounds},p=1,ss=${project.saltSeparator},sk=${project.signerKey}`;
console.log(JSON.stringify(`$fbscrypt$${parameters}$${salt}$${hash}`));

/* What a trustee's page does beside it, by name. */

import * as holding from "./holding.js";
import { shuffled } from "./shuffling.js";
import { open } from "./urn.js";

/* The urn, if it is the one that the page speaks of. */
async function urnOf({ archive, uuid }) {
  const urn = await open(new Uint8Array(archive));
  if (urn.election.uuid !== uuid) throw new Error("archive");
  return urn;
}

const seen = (urn) => ({ counted: urn.counted, ballots: urn.ballots, last: urn.last });

export const tasks = {
  newFile: (asked) => holding.newFile(asked),
  readFile: ({ text, asked }) => holding.readFile(text, asked),
  single: ({ file }) => holding.single(file),
  certificate: ({ file }) => holding.certificate(file),
  dealing: ({ file, certificates }) => holding.dealing(file, certificates),
  verification: ({ file, dealings }) => holding.verification(file, dealings),
  async shuffle(given, progress) {
    const urn = await urnOf(given);
    return { ...seen(urn), payload: await shuffled(urn, progress) };
  },
  async open(given, progress) {
    const urn = await urnOf(given);
    const secret = await holding.secretOf(given.file, given.dealings);
    if (urn.election.group.ofG(secret).toString() !== given.key) throw new Error("other");
    return { ...seen(urn), payload: await holding.open(urn.election, secret, urn.rows, progress) };
  },
};

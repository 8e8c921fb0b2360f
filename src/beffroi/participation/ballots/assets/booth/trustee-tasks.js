/* What a trustee's page does beside it, by name. */

import * as holding from "./holding.js";
import { holds, shuffled } from "./shuffling.js";
import { open } from "./urn.js";

/* The urn, if it is the one that the page speaks of. */
async function urnOf({ archive, uuid }) {
  const urn = await open(new Uint8Array(archive));
  if (urn.election.uuid !== uuid) throw new Error("archive");
  return urn;
}

/* Every shuffle since the ballots were counted; nothing is opened that was not mixed as it should be. */
async function mustBeMixed({ election, places, before, shuffles }, progress) {
  if (places.length && !shuffles.length) throw new Error("archive");
  const rows = new Map(before);
  for (const [number, { ciphertexts, proofs }] of shuffles.entries())
    for (const [column, place] of places.entries()) {
      const after = ciphertexts[column].map(({ alpha, beta }) => [BigInt(alpha), BigInt(beta)]);
      const share = (part) => progress((number + part) / shuffles.length);
      if (!(await holds(election, rows.get(place), after, proofs[column], share))) throw new Error("archive");
      rows.set(place, after);
    }
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
    await mustBeMixed(urn, (part) => progress(part * 0.9));
    const opened = (part) => progress(urn.places.length ? 0.9 + part / 10 : part);
    return { ...seen(urn), payload: await holding.open(urn.election, secret, urn.rows, opened) };
  },
};

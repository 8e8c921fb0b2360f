/* The side of a trustee: her key alone, or her part of a threshold's key in three rounds. As beffroi.engines.ballots.ceremony.
   Everything derives from one seed, which stays in the trustee's file. */

import { groupOf, rest, whole, wideHash } from "./numbers.js";
import { decrypts, isKnown, knows } from "./proofs.js";
import { LETTERS } from "./credentials.js";

const SEED = 32; // letters, more than 180 bits

export function newSeed() {
  const found = [];
  const bytes = new Uint8Array(1);
  while (found.length < SEED) {
    crypto.getRandomValues(bytes);
    if (bytes[0] < 232) found.push(LETTERS[bytes[0] % 58]); // 232 = 4 × 58: every letter as likely
  }
  return found.join("");
}

export const newFile = (asked) => ({
  what: "Beffroi trustee key",
  version: 1,
  election: asked.uuid,
  group: asked.group,
  kind: asked.kind,
  index: asked.index,
  size: asked.size,
  threshold: asked.threshold,
  seed: newSeed(),
});

/* The file as it was saved; a word for what is wrong with it: "form", "other" (of another election or another trustee). */
export function readFile(text, asked) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error("form");
  }
  if (file?.what !== "Beffroi trustee key" || file.version !== 1 || typeof file.seed !== "string" || file.seed.length < SEED) throw new Error("form");
  const another = file.kind === "threshold" ? file.index !== asked.index : asked.kind === "threshold";
  if (file.election !== asked.uuid || another) throw new Error("other");
  return file;
}

const derived = (group, word, seed) => group.hash(`${word}|${seed}`);

async function shownPart(group, secret) {
  const shown = group.ofG(secret);
  return { pok: await knows(group, secret, `pok|${group.name}|${shown}|`), public_key: shown.toString() };
}

export async function single(file) {
  const group = groupOf(file.group);
  return shownPart(group, await derived(group, "key", file.seed));
}

async function signed(group, file, message) {
  return { message, signature: await knows(group, await derived(group, "sk", file.seed), `sigmsg|${message}|`) };
}

const polynomial = (group, file) => Promise.all(Array.from({ length: file.threshold }, (_none, degree) => derived(group, `polynomial|${degree}`, file.seed)));

async function certificateText(group, file) {
  const context = { group: group.name, size: file.size, threshold: file.threshold, index: file.index };
  const [verifying, reading] = [await derived(group, "sk", file.seed), await derived(group, "dk", file.seed)];
  return JSON.stringify({ context, verification: group.ofG(verifying).toString(), encryption: group.ofG(reading).toString() });
}

export async function certificate(file) {
  const group = groupOf(file.group);
  return signed(group, file, await certificateText(group, file));
}

async function readCertificate(group, file, said, index) {
  const message = JSON.parse(said.message);
  const [verifying, reading] = [whole(message.verification), whole(message.encryption)];
  const wanted = JSON.stringify({ group: group.name, size: file.size, threshold: file.threshold, index });
  const holds = group.contains(verifying) && group.contains(reading) && verifying !== 1n && reading !== 1n && JSON.stringify(message.context) === wanted;
  if (!holds || !(await isKnown(group, verifying, said.signature, `sigmsg|${said.message}|`))) throw new Error("others");
  return { verifying, reading };
}

async function pad(group, alpha, shared) {
  const parts = Math.floor(group.size / 256) + 2;
  return (await wideHash(Array.from({ length: parts }, (_none, part) => `share|${part}|${alpha}|${shared}`))) % group.q;
}

/* Round 2: what is published of her polynomial, a hidden share for each, and that these were the certificates. */
export async function dealing(file, certificates) {
  const group = groupOf(file.group);
  if (certificates.length !== file.size || certificates[file.index - 1].message !== (await certificateText(group, file))) throw new Error("others");
  const secrets = await polynomial(group, file);
  const coefexps = secrets.map((secret) => group.ofG(secret).toString());
  const shares = [];
  for (const [place, one] of certificates.entries()) {
    const { reading } = await readCertificate(group, file, one, place + 1);
    const share = [...secrets].reverse().reduce((found, secret) => rest(found * BigInt(place + 1) + secret, group.q), 0n);
    const r = group.random();
    const alpha = group.ofG(r);
    shares.push({ alpha: alpha.toString(), share: rest(share + (await pad(group, alpha, group.power(reading, r))), group.q).toString() });
  }
  const confirmed = `certs_sig|${JSON.stringify({ certs: certificates, coefexps })}`;
  return { coefexps: await signed(group, file, JSON.stringify({ coefexps })), shares, signature: (await signed(group, file, confirmed)).signature };
}

/* Her part of the key, from the shares that all sent to her; each is checked against what its sender published. */
async function partOf(file, dealings) {
  const group = groupOf(file.group);
  if (dealings.length !== file.size) throw new Error("others");
  const reading = await derived(group, "dk", file.seed);
  let total = 0n;
  for (const dealt of dealings) {
    const hidden = dealt.shares[file.index - 1];
    const alpha = whole(hidden.alpha);
    const share = rest(whole(hidden.share) - (await pad(group, alpha, group.power(alpha, reading))), group.q);
    const published = JSON.parse(dealt.coefexps.message).coefexps.map(whole);
    const wanted = group.product(published.map((one, degree) => group.power(one, BigInt(file.index) ** BigInt(degree))));
    if (group.ofG(share) !== wanted) throw new Error("others");
    total += share;
  }
  return total % group.q;
}

export async function verification(file, dealings) {
  const group = groupOf(file.group);
  const part = await shownPart(group, await partOf(file, dealings));
  return { ...part, signature: (await signed(group, file, part.public_key)).signature };
}

/* Her secret: whole, or her part of a threshold. It never leaves the worker. */
export async function secretOf(file, dealings) {
  const group = groupOf(file.group);
  return file.kind === "single" ? derived(group, "key", file.seed) : partOf(file, dealings);
}

/* Her part of opening the tally: a factor for each ciphertext, with its proof. */
export async function open(election, secret, tally, progress = () => {}) {
  const { group, fingerprint } = election;
  const prefix = `decrypt|${fingerprint}|${group.ofG(secret)}|`;
  const all = tally.reduce((total, row) => total + row.length, 0);
  const [factors, proofs] = [[], []];
  let done = 0;
  for (const row of tally) {
    const [theirs, proven] = [[], []];
    for (const [alpha] of row) {
      theirs.push(group.power(alpha, secret).toString());
      proven.push(await decrypts(group, secret, alpha, prefix));
      progress(++done / all);
    }
    factors.push(theirs);
    proofs.push(proven);
  }
  return JSON.stringify({ decryption_factors: factors, decryption_proofs: proofs });
}

/* Proofs that say nothing more than what they prove: the same as beffroi.engines.ballots.proofs, the side of who proves. */

import { rest } from "./numbers.js";

export const said = (challenge, response) => ({ challenge: challenge.toString(), response: response.toString() });

/* That one knows the secret exponent of a public value; also a signature of what the prefix says. */
export async function knows(group, secret, prefix) {
  const w = group.random();
  const challenge = await group.hash(prefix, [group.ofG(w)]);
  return said(challenge, rest(w - secret * challenge, group.q));
}

export async function isKnown(group, shown, proof, prefix) {
  const [challenge, response] = [BigInt(proof.challenge), BigInt(proof.response)];
  if (challenge >= group.q || response >= group.q) return false;
  const commitment = (group.ofG(response) * group.power(shown, challenge)) % group.p;
  return (await group.hash(prefix, [commitment])) === challenge;
}

/* That at least one branch holds, without telling which. A branch: [randomness, difference]; it holds if the difference is zero. */
export async function oneOf(group, ofKey, prefix, branches, held) {
  const commitments = [];
  const proofs = [];
  let total = 0n;
  branches.forEach(([r, difference], place) => {
    if (place === held) return;
    const [challenge, response] = [group.random(), group.random()];
    const exponent = rest(response + r * challenge, group.q);
    commitments[2 * place] = group.ofG(exponent);
    commitments[2 * place + 1] = (ofKey(exponent) * group.ofG(rest(difference * challenge, group.q))) % group.p;
    proofs[place] = said(challenge, response);
    total += challenge;
  });
  const w = group.random();
  commitments[2 * held] = group.ofG(w);
  commitments[2 * held + 1] = ofKey(w);
  const challenge = rest((await group.hash(prefix, commitments)) - total, group.q);
  proofs[held] = said(challenge, rest(w - branches[held][0] * challenge, group.q));
  return proofs;
}

/* That a factor is alpha to the same secret as the public key is g. */
export async function decrypts(group, secret, alpha, prefix) {
  const w = group.random();
  const challenge = await group.hash(prefix, [group.ofG(w), group.power(alpha, w)]);
  return said(challenge, rest(w - secret * challenge, group.q));
}

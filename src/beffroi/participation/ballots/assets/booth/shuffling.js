/* A shuffle: the same ballots in another order and under other randomness, with its proof (CHVote 1.3.2, as Belenios 2.0 uses it).
   The same as beffroi.engines.ballots.shuffles. */

import { hexHash, rest, whole } from "./numbers.js";

const pairs = (row) => row.map(([alpha, beta]) => `${alpha},${beta},`).join("");
const list = (values) => values.map((value) => `${value},`).join("");
const generator = async (group, index) => group.power(BigInt(`0x${await hexHash(`ggen|${index}`)}`), (group.p - 1n) / group.q);
const generators = (group, count) => Promise.all(Array.from({ length: count }, (_none, index) => generator(group, index)));

async function challenges(election, count, text) {
  const start = await hexHash(`shuffle-challenges|${election.fingerprint}|${text}`);
  const each = Array.from({ length: count }, async (_none, index) => BigInt(`0x${await hexHash(start + (await hexHash(String(index))))}`) % election.group.q);
  return Promise.all(each);
}

const challenge = async (election, text) => BigInt(`0x${await hexHash(`shuffle-challenge|${election.fingerprint}|${text}`)}`) % election.group.q;

/* A number below `most`, each as likely. */
function below(most) {
  const word = new Uint32Array(1);
  const end = Math.floor(2 ** 32 / most) * most;
  do crypto.getRandomValues(word);
  while (word[0] >= end);
  return word[0] % most;
}

function permutation(count) {
  const found = Array.from({ length: count }, (_none, place) => place);
  for (let place = 0; place < count - 1; place++) {
    const picked = place + below(count - place);
    [found[place], found[picked]] = [found[picked], found[place]];
  }
  return found;
}

const sum = (values) => values.reduce((total, value) => total + value, 0n);
const texts = (values) => values.map(String);

/* `progress(part)` between 0 and 1: a hundred ballots take some fifteen seconds. */
export async function shuffle(election, row, progress = () => {}) {
  const { group, key, ofKey: y } = election;
  const { ofG: g, p, q } = group;
  const count = row.length;
  let done = 0;
  // One step a ballot and a pass; between two of them the page may breathe.
  const step = () => progress(++done / (4 * count || 1));
  const random = () => row.map(() => group.random());
  const [order, fresh] = [permutation(count), random()];
  const again = row.map(([alpha, beta], place) => (step(), [(alpha * g(fresh[place])) % p, (beta * y(fresh[place])) % p]));
  const mixed = order.map((place) => again[place]);

  const bases = await generators(group, count);
  const [commitments, openings] = [Array(count), Array(count)];
  bases.forEach((base, index) => {
    openings[order[index]] = group.random();
    commitments[order[index]] = (g(openings[order[index]]) * base) % p;
  });
  const text = pairs(row) + pairs(mixed) + list(commitments);
  const u = await challenges(election, count, text);
  const uMixed = order.map((place) => u[place]);

  const chainRandoms = random();
  const chain = [];
  const first = await generator(group, -1);
  for (const [place, r] of chainRandoms.entries()) {
    chain.push((g(r) * group.power(chain[place - 1] ?? first, uMixed[place])) % p);
    step();
  }
  const w = [0, 1, 2, 3].map(() => group.random());
  const [wHat, wPrime] = [random(), random()];
  const [t1, t2] = [g(w[0]), g(w[1])];
  let [t3, t41, t42] = [g(w[2]), group.inverse(y(w[3])), group.inverse(g(w[3]))];
  mixed.forEach(([alpha, beta], place) => {
    t3 = (t3 * group.power(bases[place], wPrime[place])) % p;
    t41 = (t41 * group.power(beta, wPrime[place])) % p;
    t42 = (t42 * group.power(alpha, wPrime[place])) % p;
    step();
  });
  const tHat = wHat.map((one, place) => (step(), (g(one) * group.power(chain[place - 1] ?? first, wPrime[place])) % p));
  const c = await challenge(election, list([t1, t2, t3, t41, t42]) + list(tHat) + text + list(chain) + key);

  const v = Array(count).fill(1n);
  for (let place = count - 2; place >= 0; place--) v[place] = (uMixed[place + 1] * v[place + 1]) % q;
  const against = (values, weights) => sum(values.map((value, place) => value * weights[place]));
  const s = [
    rest(w[0] + c * sum(openings), q),
    rest(w[1] + c * against(chainRandoms, v), q),
    rest(w[2] + c * against(openings, u), q),
    rest(w[3] + c * against(fresh, u), q),
  ];
  const sHat = wHat.map((one, place) => rest(one + c * chainRandoms[place], q));
  const sPrime = wPrime.map((one, place) => rest(one + c * uMixed[place], q));
  const proof = [
    [...texts([t1, t2, t3]), texts([t41, t42]), texts(tHat)],
    [...texts(s), texts(sHat), texts(sPrime)],
    texts(commitments),
    texts(chain),
  ];
  progress(1);
  return [mixed, proof];
}

const row = (values) => values.map((value) => whole(value));

/* Whether a shuffle is proven: nothing was changed, added or lost. A trustee asks this before she opens her part. */
export async function holds(election, before, after, proof, progress = () => {}) {
  const { group, key, ofKey: y } = election;
  const { ofG: g, p } = group;
  const count = before.length;
  const [[t1, t2, t3, t4, said], [s1, s2, s3, s4, sh, sp], shown, links] = proof;
  const [t, s, [t41, t42]] = [row([t1, t2, t3]), row([s1, s2, s3, s4]), row(t4)];
  const [tHat, sHat, sPrime, commitments, chain] = [said, sh, sp, shown, links].map(row);
  if ([after, tHat, sHat, sPrime, commitments, chain].some((one) => one.length !== count)) return false;
  if ([...t, t41, t42, ...tHat, ...commitments, ...chain, ...after.flat()].some((value) => !group.contains(value))) return false;
  const text = pairs(before) + pairs(after) + list(commitments);
  const u = await challenges(election, count, text);
  const c = await challenge(election, list([...t, t41, t42]) + list(tHat) + text + list(chain) + key);
  const [bases, first] = [await generators(group, count), await generator(group, -1)];
  const minus = rest(-c, group.q);
  const raised = (values, exponents) => group.product(values.map((value, place) => group.power(value, exponents[place])));
  const all = u.reduce((total, one) => (total * one) % group.q, 1n);
  const together = (group.product(commitments) * group.inverse(group.product(bases))) % p;
  const last = ((chain[count - 1] ?? first) * group.inverse(group.power(first, all))) % p;
  const column = (rows, place) => rows.map((pair) => pair[place]);
  const wanted = [
    [t[0], group.power(together, minus) * g(s[0])],
    [t[1], group.power(last, minus) * g(s[1])],
    [t[2], group.power(raised(commitments, u), minus) * g(s[2]) * raised(bases, sPrime)],
    [t41, group.power(raised(column(before, 1), u), minus) * group.inverse(y(s[3])) * raised(column(after, 1), sPrime)],
    [t42, group.power(raised(column(before, 0), u), minus) * group.inverse(g(s[3])) * raised(column(after, 0), sPrime)],
  ];
  for (let place = 0; place < count; place++) {
    wanted.push([tHat[place], group.power(chain[place], minus) * g(sHat[place]) * group.power(chain[place - 1] ?? first, sPrime[place])]);
    progress((place + 1) / count);
  }
  return wanted.every(([one, other]) => one === other % p);
}

/* What a shuffler sends: of each listed question the ciphertexts and the proof. */
export async function shuffled(urn, progress = () => {}) {
  const [ciphertexts, proofs] = [[], []];
  for (const [number, place] of urn.places.entries()) {
    const [row, proof] = await shuffle(urn.election, urn.rows[place], (part) => progress((number + part) / urn.places.length));
    ciphertexts.push(row.map(([alpha, beta]) => ({ alpha: alpha.toString(), beta: beta.toString() })));
    proofs.push(proof);
  }
  return JSON.stringify({ ciphertexts, proofs });
}

/* The public urn, read from its archive: nothing is opened or mixed that was not counted here from the ballots themselves. */

import { hexHash, whole } from "./numbers.js";
import { isListed, read, width } from "./voting.js";

const BLOCK = 512;
const utf8 = new TextDecoder("utf-8", { fatal: true });

function* records(data) {
  for (let at = 0; at < data.length; ) {
    const header = String.fromCharCode(...data.subarray(at, at + BLOCK));
    const name = header.slice(0, 100).replace(/\0+$/, "");
    const size = parseInt(header.slice(124, 135), 8);
    if (!(size >= 0) || at + BLOCK + size > data.length) throw new Error("archive");
    yield [name, utf8.decode(data.subarray(at + BLOCK, at + BLOCK + size))];
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

/* The events in order, with what they hold; the chain of hashes is checked. */
async function events(data) {
  const kept = new Map();
  const found = [];
  let parent;
  for (const [name, text] of records(data)) {
    if (name === "BELENIOS") continue;
    const digest = await hexHash(text);
    if (!name.startsWith(`${digest}.`)) throw new Error("archive");
    if (name.endsWith(".data.json")) kept.set(digest, text);
    else {
      const event = JSON.parse(text);
      if (event.parent !== parent || event.height !== found.length) throw new Error("archive");
      parent = digest;
      found.push({ type: event.type, payload: event.payload === undefined ? "" : kept.get(event.payload) });
    }
  }
  const holds = found.every(({ payload }) => payload !== undefined);
  if (!found.length || !holds) throw new Error("archive");
  return { events: found, kept, last: parent };
}

const pair = ({ alpha, beta }) => [whole(alpha), whole(beta)];
const below = ([a, b], [x, y]) => (a < x || (a === x && b < y) ? -1 : a === x && b === y ? 0 : 1);

/* Ballots of one credential: the last counts. Added up under encryption, or listed in an order that tells nothing. */
export function tallyOf(election, ballots, weights) {
  const { group } = election;
  const last = [...new Map(ballots.map((ballot) => [ballot.credential, ballot])).values()];
  const rows = election.questions.map((question, place) => {
    if (isListed(question)) return last.map((ballot) => pair(ballot.answers[place].choices)).sort(below);
    const row = Array.from({ length: width(question) }, () => [1n, 1n]);
    for (const ballot of last) {
      const weight = weights.get(ballot.credential) ?? 1n;
      ballot.answers[place].choices.forEach((one, column) => {
        const [alpha, beta] = pair(one).map((part) => (weight === 1n ? part : group.power(part, weight)));
        row[column] = [(row[column][0] * alpha) % group.p, (row[column][1] * beta) % group.p];
      });
    }
    return row;
  });
  return { rows, counted: last.length };
}

/* What is in the urn: the election, the tally counted anew, and what the shuffles made of it. */
export async function open(data) {
  const { events: said, kept, last } = await events(data);
  if (said[0].type !== "Setup") throw new Error("archive");
  const setup = JSON.parse(said[0].payload);
  const election = await read(kept.get(setup.election));
  const weights = new Map(JSON.parse(kept.get(setup.credentials)).map((line) => [line.split(",")[0], BigInt(line.split(",")[1] ?? 1)]));
  const ballots = said.filter(({ type }) => type === "Ballot").map(({ payload }) => JSON.parse(payload));
  if (ballots.some((ballot) => !weights.has(ballot.credential))) throw new Error("archive");
  const { rows, counted } = tallyOf(election, ballots, weights);
  const told = said.find(({ type }) => type === "EncryptedTally");
  const written = JSON.stringify(rows.map((row) => row.map(([alpha, beta]) => ({ alpha: alpha.toString(), beta: beta.toString() }))));
  if (!told || kept.get(JSON.parse(told.payload).encrypted_tally) !== written) throw new Error("tally");
  const shuffles = said.filter(({ type }) => type === "Shuffle").map(({ payload }) => JSON.parse(kept.get(JSON.parse(payload).payload)));
  const places = election.questions.flatMap((question, place) => (isListed(question) ? [place] : []));
  const before = new Map(places.map((place) => [place, rows[place]]));
  for (const shuffle of shuffles) places.forEach((place, number) => (rows[place] = shuffle.ciphertexts[number].map(pair)));
  return { election, rows, counted, ballots: ballots.length, last, shuffles, places, before };
}

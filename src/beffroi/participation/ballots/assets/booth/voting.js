/* A ballot, made with a credential: encrypted, proven and signed in this browser. As beffroi.engines.ballots.casting makes it. */

import { secretOf } from "./credentials.js";
import { groupOf, rest, shortHash, whole } from "./numbers.js";
import { knows, oneOf } from "./proofs.js";

export const isListed = (question) => question.type === "NonHomomorphic";
export const width = (question) => (isListed(question) ? 1 : question.answers.length + (question.blank ? 1 : 0));

const sum = (values) => values.reduce((total, value) => total + value, 0n);
const text = (pairs) => pairs.map(([alpha, beta]) => `${alpha},${beta}`).join(",");
const written = ([alpha, beta]) => ({ alpha: alpha.toString(), beta: beta.toString() });

export async function read(raw) {
  const said = JSON.parse(raw);
  if (said.version !== 1) throw new Error("the election is not of version 1 of the protocol");
  const group = groupOf(said.group);
  const key = whole(said.public_key);
  if (key === 1n || !group.contains(key)) throw new Error("the key of the election is out of the group");
  return { said, group, key, ofKey: group.fixed(key), uuid: said.uuid, questions: said.questions, fingerprint: await shortHash(raw) };
}

/* `choices`: for each question 0 or 1 per answer (the blank vote first), or a number per answer where answers are listed.
   `progress(part)` is told between 0 and 1. */
export async function make(raw, credential, choices, progress = () => {}) {
  const election = await read(raw);
  const { group } = election;
  if (choices.length !== election.questions.length) throw new RangeError("each question needs its choices");
  const secret = await secretOf(group, election.uuid, credential);
  const shown = group.ofG(secret);
  const bound = `${election.fingerprint}|${shown}`;
  const all = election.questions.reduce((total, question) => total + width(question) + 1, 1);
  let done = 0;
  const step = () => progress(Math.min(1, ++done / all));
  const answers = [];
  for (const [place, question] of election.questions.entries())
    answers.push(await (isListed(question) ? listed : counted)(election, question, choices[place], bound, step));
  const ballot = { election_uuid: election.uuid, election_hash: election.fingerprint, credential: shown.toString(), answers };
  const hash = await shortHash(JSON.stringify(ballot));
  ballot.signature = { hash, proof: await knows(group, secret, `sig|${hash}|`) };
  const made = JSON.stringify(ballot);
  progress(1);
  return { ballot: made, tracker: await shortHash(made) };
}

async function counted(election, question, choice, bound, step) {
  const { group, ofKey } = election;
  if (choice.length !== width(question) || choice.some((vote) => vote !== 0 && vote !== 1)) throw new RangeError("each choice is 0 or 1");
  const votes = choice.map(BigInt);
  const real = question.blank ? votes.slice(1) : votes;
  const isBlank = Boolean(question.blank) && votes[0] === 1n;
  const total = sum(real);
  if (isBlank ? total > 0n : total < BigInt(question.min) || total > BigInt(question.max)) throw new RangeError("not as many choices as asked");

  const randoms = votes.map(() => group.random());
  const pairs = votes.map((vote, place) => [group.ofG(randoms[place]), (ofKey(randoms[place]) * (vote ? group.g : 1n)) % group.p]);
  const individual = [];
  for (const [place, vote] of votes.entries()) {
    const [r, prefix] = [randoms[place], `prove|${bound}|${text([pairs[place]])}|`];
    individual.push(await oneOf(group, ofKey, prefix, [[r, vote], [r, vote - 1n]], Number(vote)));
    step();
  }
  const answer = { choices: pairs.map(written), individual_proofs: individual };
  const prefix = `${bound}|${text(pairs)}`;
  const allowed = Array.from({ length: question.max - question.min + 1 }, (_none, place) => BigInt(question.min + place));
  if (question.blank) {
    const others = rest(sum(randoms.slice(1)), group.q);
    const overall = [[randoms[0], votes[0] - 1n], ...allowed.map((count) => [others, total - count])];
    answer.overall_proof = await oneOf(group, ofKey, `bproof1|${prefix}|`, overall, isBlank ? 0 : Number(total) - question.min + 1);
    answer.blank_proof = await oneOf(group, ofKey, `bproof0|${prefix}|`, [[randoms[0], votes[0]], [others, total]], isBlank ? 1 : 0);
  } else {
    const together = [group.product(pairs.map(([alpha]) => alpha)), group.product(pairs.map(([, beta]) => beta))];
    const branches = allowed.map((count) => [rest(sum(randoms), group.q), total - count]);
    answer.overall_proof = await oneOf(group, ofKey, `prove|${prefix}|${text([together])}|`, branches, Number(total) - question.min);
  }
  step();
  return answer;
}

async function listed(election, question, choice, bound, step) {
  const { group, key, ofKey } = election;
  if (choice.length !== question.value.answers.length) throw new RangeError("each answer needs its number");
  const r = group.random();
  const pair = [group.ofG(r), (ofKey(r) * group.embed(choice)) % group.p];
  step();
  const proof = await knows(group, r, `raweg|${bound}|${key},${pair[0]},${pair[1]}|`);
  step();
  return { choices: written(pair), proof };
}

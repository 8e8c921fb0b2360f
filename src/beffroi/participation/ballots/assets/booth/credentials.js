/* The voter's word: XXXXX-XXXXXX-XXXXX-XXXXXX. Nothing in it looks alike; it is checked for its form only, its right by the urn. */

import { rest, wideHash } from "./numbers.js";

export const LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const GROUPS = [5, 6, 5, 6];
export const LENGTH = 22;

/* As people type it: spaces, other dashes, none. "" if it cannot be one. */
export function tidy(text) {
  const word = text.replace(/[\s\u00ad\u2010-\u2015\u2212_.-]/g, "");
  if (word.length !== LENGTH || [...word].some((letter) => !LETTERS.includes(letter))) return "";
  let at = 0;
  return GROUPS.map((size) => word.slice(at, (at += size))).join("-");
}

/* What is wrong with it, in a word that the page says in full: "", "short", "long", "letters". */
export function wrongWith(text) {
  const word = text.replace(/[\s\u00ad\u2010-\u2015\u2212_.-]/g, "");
  if ([...word].some((letter) => !LETTERS.includes(letter))) return "letters";
  return word.length < LENGTH ? "short" : word.length > LENGTH ? "long" : "";
}

export async function secretOf(group, uuid, credential) {
  if (tidy(credential) !== credential) throw new Error("this is no credential");
  const parts = [0, 1].map((part) => `derive_credential|${uuid}|${part}|${credential}`);
  return rest(await wideHash(parts), group.q);
}

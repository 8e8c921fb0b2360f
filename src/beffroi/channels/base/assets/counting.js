/* How networks count a text: the same rules as counting.py, held to the same numbers by tests/counting.json. */

const LINK = /https?:\/\/[^\s<>"'«»]*[^\s<>"'«».,;:!?)\]}…]/giu;
const MENTION = /(?<![\p{L}\p{N}_/])(@[\p{L}\p{N}_.-]+)@[\p{L}\p{N}_.-]+[\p{L}\p{N}_]/gu;
const PICTOGRAM = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];
const GSM = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const GSM_TWICE = new Set("^{}\\[~]|€\f");
const LITTLE = new Set("\\<>#~_|[]*(){}@");
const SEGMENTER = new Intl.Segmenter("fr", { granularity: "grapheme" });

const letters = (text) => [...text];
const graphemes = (text) => [...SEGMENTER.segment(text)].map((part) => part.segment);

export function count(text, way = "plain", linkLength = 23) {
  if (way === "graphemes") return graphemes(text).length;
  if (way === "weighted") return weighted(text, linkLength);
  if (way === "links") return letters(text.replace(LINK, "x".repeat(linkLength)).replace(MENTION, "$1")).length;
  if (way === "little") return letters(text).length + letters(text).filter((letter) => LITTLE.has(letter)).length;
  if (way === "sms") return isGsm(text) ? septets(text) : text.length;
  return letters(text).length;
}

function weighted(text, linkLength) {
  const links = text.match(LINK)?.length ?? 0;
  let total = links * linkLength;
  for (const cluster of graphemes(text.replace(LINK, ""))) {
    if (PICTOGRAM.test(cluster)) total += 2;
    else for (const letter of letters(cluster)) total += LIGHT.some(([low, high]) => low <= letter.codePointAt(0) && letter.codePointAt(0) <= high) ? 1 : 2;
  }
  return total;
}

export const bytes = (text) => new TextEncoder().encode(text).length;

export const isGsm = (text) => letters(text).every((letter) => GSM.has(letter) || GSM_TWICE.has(letter));

const septets = (text) => letters(text).reduce((sum, letter) => sum + (GSM_TWICE.has(letter) ? 2 : 1), 0);

/* [messages billed, room in the last one, alphabet] */
export function segments(text) {
  const [alone, each, alphabet] = isGsm(text) ? [160, 153, "GSM-7"] : [70, 67, "UCS-2"];
  const length = count(text, "sms");
  const parts = length <= alone ? 1 : Math.ceil(length / each);
  return [parts, (parts === 1 ? alone : parts * each) - length, alphabet];
}

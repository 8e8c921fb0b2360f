/* What is left of an answer, counted as its network counts: the same rules as on the server. */
import { bytes, count } from "../../../../channels/base/assets/counting.js";
import { countDown } from "../../../../ui/assets/behaviours/counter.js";

const field = document.querySelector("#reply-form [data-most]");

if (field) {
  const { most, mostBytes, counting, linkLength } = field.dataset;
  countDown(field, () => {
    const text = field.value.replaceAll("\r\n", "\n").trim();
    const size = mostBytes ? Number(mostBytes) - bytes(text) : Infinity;
    const room = Number(most) - count(text, counting, Number(linkLength));
    return size < 0 ? Math.min(room, size) : room; // bytes are spoken of only where they are what is missing
  });
}

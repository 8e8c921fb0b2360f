/* What is left of an answer, counted as its network counts: the same rules as on the server. */
import { bytes, count } from "../../../../channels/base/assets/counting.js";

const FEW = 50;
const field = document.querySelector("#reply-form [data-most]");

if (field) {
  const { most, mostBytes, counting, linkLength } = field.dataset;
  const note = document.createElement("p");
  note.className = "counter";
  field.after(note);
  const show = () => {
    const text = field.value.replaceAll("\r\n", "\n").trim();
    const size = mostBytes ? Number(mostBytes) - bytes(text) : Infinity;
    const room = Number(most) - count(text, counting, Number(linkLength));
    const left = size < 0 ? Math.min(room, size) : room; // bytes are spoken of only where they are what is missing
    const words = document.body.dataset;
    note.textContent = (left < 0 ? words.textOver : words.textLeft).replace("{n}", Math.abs(left));
    note.classList.toggle("over", left < 0);
    note.setAttribute("aria-live", left < FEW ? "polite" : "off");
  };
  field.addEventListener("input", show);
  show();
}

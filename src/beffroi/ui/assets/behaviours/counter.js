/* Characters left, under a text with a limit. Announced only when few are left. */
import { all } from "./all.js";

const FEW = 50;

/* Below a field, what is left of it: `left()` is asked at each letter. Also for those who count otherwise (an answer to a network). */
export function countDown(field, left) {
  const note = document.createElement("p");
  note.className = "counter";
  field.after(note);
  const show = () => {
    const rest = left();
    const words = document.body.dataset;
    note.textContent = (rest < 0 ? words.textOver : words.textLeft).replace("{n}", Math.abs(rest));
    note.classList.toggle("over", rest < 0);
    note.setAttribute("aria-live", rest < FEW ? "polite" : "off");
  };
  field.addEventListener("input", show);
  show();
}

export function start(root) {
  for (const field of all(root, "textarea[maxlength], input[data-count][maxlength]", "counter")) {
    const most = Number(field.getAttribute("maxlength"));
    if (!most) continue;
    field.removeAttribute("maxlength"); // One may paste too much and then cut; the site checks as well.
    countDown(field, () => most - [...field.value.replaceAll("\r\n", "\n")].length);
  }
}

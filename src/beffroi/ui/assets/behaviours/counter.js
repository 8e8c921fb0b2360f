/* Characters left, under a text with a limit. Announced only when few are left. */
import { all } from "./all.js";

const FEW = 50;

export function start(root) {
  for (const field of all(root, "textarea[maxlength], input[data-count][maxlength]", "counter")) {
    const most = Number(field.getAttribute("maxlength"));
    if (!most) continue;
    field.removeAttribute("maxlength"); // One may paste too much and then cut; the site checks as well.
    const note = document.createElement("p");
    note.className = "counter";
    field.after(note);
    const show = () => {
      const left = most - [...field.value.replaceAll("\r\n", "\n")].length;
      const words = document.body.dataset;
      note.textContent = (left < 0 ? words.textOver : words.textLeft).replace("{n}", Math.abs(left));
      note.classList.toggle("over", left < 0);
      note.setAttribute("aria-live", left < FEW ? "polite" : "off");
    };
    field.addEventListener("input", show);
    show();
  }
}

/* The error summary takes the focus; its links go into the field. */
import { all } from "./all.js";

export function start(root) {
  for (const summary of all(root, "[data-focus]", "focus")) {
    summary.focus();
    summary.addEventListener("click", (event) => {
      const target = event.target.closest("a")?.hash && document.getElementById(event.target.closest("a").hash.slice(1));
      const field = target?.matches("input, textarea, select") ? target : target?.querySelector("input, textarea, select");
      if (!field) return;
      event.preventDefault();
      field.focus();
      (field.closest(".field") ?? field).scrollIntoView({ block: "start" });
    });
  }
}

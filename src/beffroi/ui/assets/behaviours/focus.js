/* The error summary takes the focus; its links go into the field. What htmx brings above a field in use does not push it away. */
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

let held = null;

function hold(event) {
  const element = document.activeElement;
  const box = element?.getBoundingClientRect();
  const isInSight = box && element !== document.body && box.bottom > 0 && box.top < innerHeight;
  held = isInSight && !event.detail.target.contains(element) ? { element, top: box.top } : null;
}

function settle() {
  if (held?.element.isConnected && held.element === document.activeElement) {
    scrollBy({ top: held.element.getBoundingClientRect().top - held.top, behavior: "instant" });
  }
  held = null;
}

document.addEventListener("htmx:beforeSwap", hold);
document.addEventListener("htmx:afterSwap", settle);

import { all } from "./all.js";

export function start(root) {
  for (const button of all(root, "[data-confirm]", "confirm")) {
    button.addEventListener("click", (event) => {
      if (!window.confirm(button.dataset.confirm)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    }, { capture: true });
  }
}

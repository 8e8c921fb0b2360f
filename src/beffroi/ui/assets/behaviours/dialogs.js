/* `data-dialog="id"` opens a native dialog; a click on its veil closes it. */
import { all } from "./all.js";

export function start(root) {
  for (const opener of all(root, "[data-dialog]", "dialog")) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog?.showModal) continue;
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
  }
  for (const dialog of all(root, "dialog", "veil")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    if (dialog.querySelector(".has-error, .error-summary")) dialog.showModal?.();
  }
}

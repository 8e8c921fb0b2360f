/* Passing a page on, without any third party: the device's own menu, the clipboard, the printer. */
import { all } from "./all.js";
import { say } from "./toasts.js";

export function start(root) {
  for (const item of all(root, "[data-share]", "share")) {
    item.hidden = !navigator.share;
    const button = item.querySelector("button");
    button.addEventListener("click", () => navigator.share({ title: button.dataset.shareTitle, url: button.dataset.shareUrl }).catch(() => {}));
  }
  for (const item of all(root, "[data-copy]", "copy")) {
    item.hidden = !navigator.clipboard;
    const button = item.matches("button") ? item : item.querySelector("button");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copyText);
      say(document.body.dataset.textCopied, "success");
    });
  }
  for (const item of all(root, "[data-print]", "print")) {
    item.hidden = false;
    (item.matches("button") ? item : item.querySelector("button")).addEventListener("click", () => window.print());
  }
}

/* Short messages in a corner. Those that only inform leave by themselves, unless one is reading or pointing at them. */
import { all } from "./all.js";

const STAY = 8000;

function live(toast) {
  toast.querySelector("[data-toast-close]")?.addEventListener("click", () => toast.remove());
  if (toast.dataset.tone === "error" || toast.dataset.tone === "warning") return;
  setTimeout(function leave() {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, STAY);
    else toast.remove();
  }, STAY);
}

export function start(root) {
  for (const toast of all(root, ".toast", "toast")) live(toast);
}

export function say(text, tone = "info") {
  const box = document.querySelector("[data-toasts]");
  if (!box || !text) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.tone = tone;
  const words = Object.assign(document.createElement("p"), { textContent: text });
  const close = Object.assign(document.createElement("button"), { type: "button", className: "bare", textContent: "×" });
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", document.body.dataset.textClose ?? "×");
  toast.append(words, close);
  box.append(toast);
  live(toast);
}

/* Light, dark, or as the device says. `static/ui/theme.js` sets it before the first paint. */
import { all } from "./all.js";

export function start(root) {
  for (const box of all(root, "[data-theme-switch]", "theme")) {
    const present = document.documentElement.dataset.theme ?? "";
    box.hidden = false;
    for (const input of box.querySelectorAll("input")) {
      input.checked = input.value === present;
      input.addEventListener("change", () => {
        if (input.value) document.documentElement.dataset.theme = input.value;
        else delete document.documentElement.dataset.theme;
        try {
          if (input.value) localStorage.setItem("theme", input.value);
          else localStorage.removeItem("theme");
        } catch {
          /* For this page only. */
        }
      });
    }
  }
}

/* A password that one may look at. */
import { all } from "./all.js";

export function start(root) {
  for (const input of all(root, "input[data-reveal]", "reveal")) {
    const words = document.body.dataset;
    const line = document.createElement("div");
    line.className = "password-line";
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: words.textShow });
    button.setAttribute("aria-controls", input.id);
    button.setAttribute("aria-pressed", "false");
    input.before(line);
    line.append(input, button);
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
      button.textContent = shown ? words.textHide : words.textShow;
    });
    input.form?.addEventListener("submit", () => { input.type = "password"; });
  }
}

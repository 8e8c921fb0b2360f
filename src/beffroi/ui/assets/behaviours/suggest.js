/* `data-suggest="address"`: a list of buttons is fetched while one types; a button's data-value fills the field. */
import { all } from "./all.js";

export function start(root) {
  for (const box of all(root, "[data-suggest]", "suggest")) {
    const input = box.querySelector("input");
    const list = box.querySelector("[data-suggestions]");
    let waiting;
    let asked;
    input.setAttribute("autocomplete", "off");
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      asked?.abort();
      if (input.value.trim().length < 3) return list.replaceChildren();
      waiting = setTimeout(async () => {
        asked = new AbortController();
        const url = new URL(box.dataset.suggest, location.href);
        url.searchParams.set("q", input.value);
        const answer = await fetch(url, { signal: asked.signal, headers: { "HX-Request": "true" } }).catch(() => null);
        if (answer?.ok) list.innerHTML = await answer.text(); // Our own page's HTML, same origin.
      }, 250);
      return undefined;
    });
    list.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-value]");
      if (!chosen) return;
      event.preventDefault();
      input.value = chosen.dataset.value;
      list.replaceChildren();
      input.focus();
      input.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: { ...chosen.dataset } }));
    });
    box.addEventListener("keydown", (event) => {
      const options = [...list.querySelectorAll("button")];
      const present = options.indexOf(document.activeElement);
      if (event.key === "Escape") list.replaceChildren();
      else if (event.key === "ArrowDown" && options.length) options[Math.min(present + 1, options.length - 1)].focus();
      else if (event.key === "ArrowUp" && present >= 0) (options[present - 1] ?? input).focus();
      else return;
      event.preventDefault();
    });
  }
}

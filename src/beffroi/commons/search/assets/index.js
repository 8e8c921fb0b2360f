/* Suggestions while somebody types in a search of the site: links under the field, reached by Tab or the arrow keys.
   Without scripts the form leads to the page of results. */

const WAIT = 180;
const LEAST = 2;
let number = 0;

function prepare(root) {
  for (const form of root.querySelectorAll("form[role=search]:not([data-suggests])")) {
    const field = form.querySelector("input[name=q]");
    const place = new URL(form.getAttribute("action") || "", document.baseURI);
    if (!field || !place.pathname.endsWith("/recherche/")) continue;
    form.dataset.suggests = "";
    attach(form, field, new URL("suggestions/", place.origin + place.pathname));
  }
}

function attach(form, field, address) {
  const list = Object.assign(document.createElement("div"), { className: "suggestions", id: `suggestions-${(number += 1)}`, hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "hidden" });
  status.setAttribute("role", "status");
  field.after(list);
  form.append(status);
  form.classList.add("has-suggestions");
  field.setAttribute("aria-controls", list.id);
  let timer, asked;

  const close = () => {
    list.hidden = true;
    status.textContent = "";
  };
  const links = () => [...list.querySelectorAll("a")];
  const ask = async () => {
    const words = field.value.trim();
    asked?.abort();
    if (words.length < LEAST) return close();
    asked = new AbortController();
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address, { signal: asked.signal, credentials: "same-origin" });
      if (!answer.ok) return close();
      list.innerHTML = await answer.text(); // our own server's, escaped there
    } catch {
      return; // another letter was typed, or the network is away: the form still works
    }
    list.hidden = !links().length || !form.contains(document.activeElement);
    status.textContent = list.hidden ? "" : (list.querySelector("[data-status]")?.dataset.status ?? "");
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  form.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const all = links();
    const here = all.indexOf(document.activeElement);
    if (event.key === "Escape") {
      close();
      field.focus();
    } else if (event.key === "ArrowDown") {
      (all[here + 1] ?? all[0])?.focus();
    } else if (event.key === "ArrowUp") {
      (here > 0 ? all[here - 1] : field).focus();
    } else {
      return;
    }
    event.preventDefault();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

/* A page of a survey is kept while one writes, and asks at once what an answer brings. Without it, its buttons do the same. */

const WAIT = 900;

function prepare(root) {
  for (const form of root.querySelectorAll("form[data-survey-save]:not([data-ready])")) {
    form.dataset.ready = "";
    keep(form);
  }
}

function keep(form) {
  const status = form.querySelector(".survey-kept");
  let waiting, running = false, again = false;

  const save = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    try {
      const answer = await fetch(form.dataset.surveySave, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { asks } = await answer.json();
      status.textContent = form.dataset.saved;
      if ("branches" in form.dataset) await ask(asks);
    } catch {
      status.textContent = form.dataset.unsaved;
    }
    running = false;
    if (again) {
      again = false;
      save();
    }
  };

  /* The questions of the page have changed: take them from the site, and stay where one was. */
  const ask = async (asks) => {
    const here = new Set([...form.querySelectorAll("[name]")].map((field) => field.name.match(/^q\d+/)?.[0]).filter(Boolean));
    if (asks.length === here.size && asks.every((name) => here.has(name))) return;
    const answer = await fetch(window.location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-survey-questions]");
    if (!fresh) return;
    const focused = document.activeElement?.id;
    const placed = document.importNode(fresh, true);
    form.querySelector("[data-survey-questions]").replaceWith(placed);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: placed } }));
    if (focused) document.getElementById(focused)?.focus();
    status.textContent = form.dataset.more;
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, WAIT);
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(waiting);
    waiting = setTimeout(save, 150);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}

document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
prepare(document);

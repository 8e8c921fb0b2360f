/* Topics are typed one after the other: the browser's own suggestions (datalist) then complete the last one, and leave out those chosen. */

function prepare(root) {
  for (const field of root.querySelectorAll("input[data-topics]:not([data-ready])")) {
    const list = document.getElementById(field.getAttribute("list"));
    if (!list) continue;
    field.dataset.ready = "";
    const known = [...list.options].map((option) => option.value);
    const plain = (text) => text.trim().toLocaleLowerCase();
    field.addEventListener("input", () => {
      const before = field.value.split(",").slice(0, -1).map((name) => name.trim()).filter(Boolean);
      const chosen = new Set(before.map(plain));
      const start = before.length ? `${before.join(", ")}, ` : "";
      list.replaceChildren(...known.filter((name) => !chosen.has(plain(name))).map((name) => new Option("", start + name)));
    });
  }
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

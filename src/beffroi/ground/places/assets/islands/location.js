/* Addresses while one types: a combobox (WAI-ARIA 1.2) over the field, which works without it too. */

let count = 0;

export function help(field) {
  const part = (name) => field.querySelector(`input[name$="-${name}"]`);
  const input = part("address"), lon = part("lon"), lat = part("lat"), said = part("said");
  const status = field.querySelector(".location-said");
  const list = document.createElement("ul");
  list.id = `addresses-${(count += 1)}`;
  list.className = "location-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.found);
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }
  let matches = [], current = -1, waiting, asked;

  const close = () => {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const move = (step) => {
    if (!matches.length) return;
    current = (current + step + matches.length) % matches.length;
    [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === current)));
    input.setAttribute("aria-activedescendant", list.children[current].id);
    list.children[current].scrollIntoView({ block: "nearest" });
  };
  const choose = (match) => {
    input.value = said.value = match.label;
    lon.value = match.lon;
    lat.value = match.lat;
    field.querySelector(".location-matches")?.remove();
    status.textContent = `${field.dataset.placed} ${match.label}`;
    close();
    field.dispatchEvent(new CustomEvent("location:chosen"));
  };
  const show = () => {
    list.replaceChildren(
      ...matches.map((match, index) => {
        const row = Object.assign(document.createElement("li"), { id: `${list.id}-${index}`, textContent: match.label });
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.addEventListener("pointerdown", (event) => event.preventDefault());
        row.addEventListener("click", () => choose(match));
        return row;
      }),
    );
    current = -1;
    list.hidden = !matches.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = matches.length ? `${field.dataset.found} ${matches.length}` : field.dataset.none;
  };
  const search = async () => {
    const text = input.value.trim();
    if (text.length < 3 || text === said.value) return close();
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.search}?q=${encodeURIComponent(text)}`, { signal: asked.signal });
      if (!answer.ok) return close();
      ({ matches } = await answer.json());
      return show();
    } catch {
      return close(); // offline, or a newer question: the form still asks the server when it is sent
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 200);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : current < 0 ? 0 : -1);
    } else if (event.key === "Enter" && !list.hidden && current >= 0) {
      event.preventDefault();
      choose(matches[current]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
}

/* What the pages of votes share: finding parts, saying words, keeping a file. */

export const find = (name, root = document) => root.querySelector(`[data-${name}]`);
export const all = (name, root = document) => [...root.querySelectorAll(`[data-${name}]`)];
export const data = (id) => JSON.parse(document.getElementById(id).textContent);

export const sayer =
  (words) =>
  (word, values = {}) =>
    (words[word] ?? words.failed).replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

export function show(part, isShown = true) {
  if (part) part.hidden = !isShown;
}

/* The person is led to what changed, and hears it. */
export function lead(part) {
  show(part);
  const title = part.querySelector("h2, h1") ?? part;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  part.scrollIntoView({ block: "start" });
}

export function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/* An error stands with its field and is read with it. */
export function mark(field, text) {
  const box = find("error", field);
  box.replaceChildren(...(text ? [element("p", text)] : []));
  show(box, Boolean(text));
  field.classList.toggle("has-error", Boolean(text));
  for (const input of field.querySelectorAll("input, select")) {
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

export function save(name, text, type = "application/json") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/* How far the work is, in a bar and in words; words are told at each quarter only. */
export function progressIn(part, say, word) {
  const [bar, words] = [find("bar", part), find("said", part)];
  let told = -1;
  return (share) => {
    bar.value = Math.round(share * 100);
    if (Math.floor(share * 4) === told) return;
    told = Math.floor(share * 4);
    words.textContent = say(word, { n: Math.round(share * 100) });
  };
}

/* `data-keep="name"`: what is typed stays in this browser until it has been sent. Kept on errors and without network.

   What was sent is forgotten when the site redirects afterwards, as every form that succeeds does (or when htmx brings its
   answer); without this proof, and on a page that says [data-failed], it stays. A form that the site shows again with its
   errors holds the text itself. Everything is forgotten after thirty days; nothing is kept for fields without the word. */
import { all } from "./all.js";
import { say } from "./toasts.js";

const PREFIX = "kept:";
const DAYS = 30 * 24 * 3600 * 1000;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value.text) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
  } catch {
    /* Full, or forbidden: the page goes on. */
  }
}

const TEXTS = "textarea[name], input[name]:is(:not([type]), [type=text])";
const HOUR = 3600 * 1000;

/* The fields under the word: the field itself, or all texts of a form. Another person on this browser has other keys. */
function named(root) {
  return all(root, "[data-keep]", "keep").flatMap((element) =>
    element.matches("form")
      ? [...element.querySelectorAll(TEXTS)].filter((field) => !field.dataset.keep).map((field) => [field, `${element.dataset.keep}:${field.name}`])
      : [[element, element.dataset.keep]],
  );
}

/* What this person kept; or what was typed here just before signing in. */
function found(name) {
  const kept = read(PREFIX + person() + name);
  if (kept || person() === ":") return kept;
  const before = read(`${PREFIX}:${name}`);
  return before && Date.now() - before.at < HOUR ? before : null;
}

const person = () => `${document.documentElement.dataset.person ?? ""}:`;

function keptKeys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

/* A form whose texts the site keeps as well says since when (`data-keep-since`, in milliseconds): what was typed later, say
   without network, takes the place of what the site has. */
const since = (field) => Number(field.closest("[data-keep-since]")?.dataset.keepSince ?? NaN);

/* What had been sent: forgotten if it arrived, else kept as if it had never left. */
function settle(arrived) {
  for (const key of keptKeys()) {
    const kept = read(key);
    if (!kept || Date.now() - kept.at > DAYS || (kept.sent && arrived)) write(key, { text: "" });
    else if (kept.sent) write(key, { text: kept.text, at: kept.at });
  }
}

function hasArrived() {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation?.type === "navigate" && navigation.redirectCount > 0 && !document.querySelector("[data-failed]");
}

export function start(root) {
  settle(root !== document || hasArrived());
  let back = false;
  for (const [field, name] of named(root)) {
    const key = PREFIX + person() + name;
    const kept = found(name);
    if (kept?.text && kept.text !== field.value && (!field.value || kept.at > since(field))) {
      field.value = kept.text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      back = true;
    }
    let waiting;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => write(key, { text: field.value, at: Date.now() }), 400);
    });
    field.form?.addEventListener("submit", () => {
      clearTimeout(waiting);
      if (person() !== ":") write(`${PREFIX}:${name}`, { text: "" });
      write(key, { text: field.value, at: Date.now(), sent: true });
    });
  }
  for (const form of all(root, "form[data-keep-forget]", "keep-forget"))
    form.addEventListener("submit", () => {
      const start = `${PREFIX}${person()}${form.dataset.keepForget}:`;
      for (const key of keptKeys()) if (key.startsWith(start)) write(key, { text: "" });
    });
  if (back) say(document.body.dataset.textKept, "info");
  if (root !== document) return;
  for (const lost of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(lost, () => settle(false));
}

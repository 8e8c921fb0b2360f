/* `data-keep="name"`: what is typed stays in this browser until it has been sent. Kept on errors and without network.

   Forgotten when the form was sent and the site answered with another page (or, by htmx, without this field).
   Everything is forgotten after thirty days; nothing is kept for fields without the word. */
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

function keyOf(field) {
  return `${PREFIX}${document.documentElement.dataset.person ?? ""}:${field.dataset.keep}`;
}

export function start(root) {
  const fields = all(root, "[data-keep]", "keep");
  let back = false;
  for (const field of fields) {
    const key = keyOf(field);
    const kept = read(key);
    if (kept?.sent && kept.sent !== location.pathname && !field.closest(".has-error")) write(key, { text: "" });
    else if (kept?.text && Date.now() - kept.at < DAYS && !field.value) {
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
      write(key, { text: field.value, at: Date.now(), sent: location.pathname });
    });
    field.form?.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful && !field.isConnected) write(key, { text: "" });
    });
  }
  if (back) say(document.body.dataset.textKept, "info");
  if (root === document) forget();
}

/* Sent from another page and answered: this page shows none of these fields, so they arrived. */
function forget() {
  for (let place = localStorage.length - 1; place >= 0; place -= 1) {
    const key = localStorage.key(place);
    if (!key?.startsWith(PREFIX)) continue;
    const kept = read(key);
    const shown = [...document.querySelectorAll("[data-keep]")].some((field) => keyOf(field) === key);
    if (!kept || Date.now() - kept.at > DAYS || (kept.sent && !shown && !document.querySelector("[data-failed]"))) localStorage.removeItem(key);
  }
}

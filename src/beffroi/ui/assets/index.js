/* Behaviours: each is bound to a data- word, and the page works without it. `start(root)` runs again on what htmx brings. */

import htmx from "htmx.org";
import { start as cards } from "./behaviours/cards.js";
import { start as confirm } from "./behaviours/confirm.js";
import { start as counter } from "./behaviours/counter.js";
import { start as dialogs } from "./behaviours/dialogs.js";
import { start as focus } from "./behaviours/focus.js";
import { start as keep } from "./behaviours/keep.js";
import { start as keys } from "./behaviours/keys.js";
import { start as menus } from "./behaviours/menus.js";
import { start as offline } from "./behaviours/offline.js";
import { start as pictures } from "./behaviours/pictures.js";
import { start as reveal } from "./behaviours/reveal.js";
import { start as share } from "./behaviours/share.js";
import { start as suggest } from "./behaviours/suggest.js";
import { start as tabs } from "./behaviours/tabs.js";
import { start as theme } from "./behaviours/theme.js";
import { say, start as toasts } from "./behaviours/toasts.js";
import { install } from "./behaviours/worker.js";

/* Strict CSP: no eval, no style element; and nothing of a page is kept in localStorage by htmx. */
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  selfRequestsOnly: true,
  scrollBehavior: "auto",
  timeout: 20000,
});

const behaviours = [cards, confirm, counter, dialogs, keep, keys, menus, offline, pictures, reveal, share, suggest, tabs, theme, toasts, focus];

function start(root) {
  for (const behaviour of behaviours) behaviour(root);
}

start(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) start(event.target);
});
for (const lost of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(lost, () => say(document.body.dataset.textLost, "error"));
}
install();

/* The desk by keyboard: ? shows the keys, j and k walk through a list, / searches, g d goes home, data-key="x" presses. */
let before = "";

function walk(step) {
  const rows = [...document.querySelectorAll("[data-rows] > *, .tasks > li, main tbody tr")].filter((row) => row.querySelector("a, button"));
  const present = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, present + step))];
  next?.querySelector("a, button")?.focus();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
  const keys = document.getElementById("keys");
  const search = document.querySelector("[data-search], main input[type=search]");
  const pressed = `${before}${event.key}`;
  before = event.key === "g" ? "g" : "";
  const acts = {
    "?": () => keys?.showModal(),
    j: () => walk(1),
    k: () => walk(-1),
    "/": () => search?.focus(),
    gd: () => document.querySelector(".desk-head .brand")?.click(),
  };
  const act = acts[pressed] ?? (() => document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click());
  if (acts[pressed] || document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)) event.preventDefault();
  act();
}

export function start(root) {
  if (root === document && document.body.matches("[data-desk]")) document.addEventListener("keydown", press);
}

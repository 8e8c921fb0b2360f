/* Answering cards by keyboard: a, d, p and arrows press the buttons, while the focus is in the card and only then (WCAG 2.1.4). */

function prepare(root) {
  for (const card of root.querySelectorAll("form[data-opinion-card]:not([data-ready])")) {
    card.dataset.ready = "";
    card.querySelector(".opinion-keys").hidden = false;
    card.addEventListener("keydown", press);
    if ("goesOn" in card.dataset) card.focus({ preventScroll: true });
  }
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const button = [...event.currentTarget.querySelectorAll("[data-opinion-key]")].find((one) => one.dataset.opinionKey.split(" ").includes(key));
  if (!button) return;
  event.preventDefault();
  button.click();
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

/* Maps are pictures until somebody asks to move them; only then are Leaflet and the ground of the town fetched. */

function prepare(root) {
  for (const frame of root.querySelectorAll("[data-town-map]:not([data-ready])")) {
    frame.dataset.ready = "";
    onOpen(frame, (map) => map.explore(frame));
  }
  for (const field of root.querySelectorAll("[data-location]:not([data-ready])")) {
    field.dataset.ready = "";
    onOpen(field, (map) => map.pick(field));
    field.querySelector("input[type=text]").addEventListener("focus", () => import(field.dataset.finder).then((finder) => finder.help(field)).catch(() => {}), { once: true });
  }
}

function onOpen(frame, use) {
  const button = frame.querySelector(".map-open");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    await style(frame.dataset.style);
    use(await import(frame.dataset.script));
    button.hidden = true;
  });
}

function style(address) {
  if (document.querySelector(`link[href="${address}"]`)) return null;
  return new Promise((done) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done, onerror: done });
    document.head.append(link);
  });
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

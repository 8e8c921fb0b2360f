/* Reports: one's position, and drafts that stay on the device until somebody says "send". The page of drafts is a shell that the
   service worker shows without network (ui.shells). */

const STORE = "drafts";

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("reports", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function ask(mode, use) {
  const base = await open();
  return new Promise((done, failed) => {
    const asked = use(base.transaction(STORE, mode).objectStore(STORE));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

const all = () => ask("readonly", (store) => store.getAll());
const put = (draft) => ask("readwrite", (store) => store.add(draft));
const drop = (id) => ask("readwrite", (store) => store.delete(id));

async function count() {
  const waiting = await all().catch(() => []);
  for (const line of document.querySelectorAll("[data-report-drafts]")) {
    line.hidden = !waiting.length;
    line.querySelector("[data-number]").textContent = waiting.length;
  }
}

function position() {
  return new Promise((done, failed) =>
    navigator.geolocation
      ? navigator.geolocation.getCurrentPosition(({ coords }) => done(coords), failed, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 })
      : failed(),
  );
}

/* The form of the site: one's position by a button; without network, what was filled in is kept. */
function form(element) {
  const field = element.querySelector("[data-location]");
  const part = (name) => field.querySelector(`input[name$="-${name}"]`);
  const said = field.querySelector(".location-said");
  if (navigator.geolocation) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet small", textContent: element.dataset.locate });
    field.querySelector(".location-tools").prepend(button);
    button.addEventListener("click", async () => {
      said.textContent = element.dataset.locating;
      try {
        const { longitude, latitude } = await position();
        part("lon").value = longitude.toFixed(6);
        part("lat").value = latitude.toFixed(6);
        const answer = await fetch(`${field.dataset.near}?lon=${part("lon").value}&lat=${part("lat").value}`).then((found) => found.json()).catch(() => ({}));
        part("address").value = part("said").value = answer.nearest?.label ?? "";
        said.textContent = answer.inside === false ? field.dataset.outside : `${field.dataset.placed} ${part("address").value || `${part("lat").value}, ${part("lon").value}`}`;
        field.dispatchEvent(new CustomEvent("location:chosen"));
      } catch {
        said.textContent = element.dataset.lost;
      }
    });
  }
  // Without network the questions of a category wait until the draft is sent.
  element.addEventListener("htmx:beforeRequest", (event) => navigator.onLine || event.preventDefault());
  element.addEventListener("submit", async (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    const value = (name) => element.elements.namedItem(name)?.value ?? "";
    await put({
      place: part("address").value, lon: part("lon").value, lat: part("lat").value, category: value("category"), text: value("text"),
      photos: [...(element.elements.namedItem("photos")?.files ?? [])].slice(0, 3), at: Date.now(),
    });
    location.assign(element.dataset.page);
  });
}

/* The page of drafts. */
function drafts(box) {
  const say = box.querySelector("[data-say]");
  const list = box.querySelector("[data-list]");
  const write = box.querySelector("[data-write]");
  const field = (name) => write.elements.namedItem(name);
  let found = null;
  box.hidden = false;

  const button = (words, kind, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: `button small ${kind}`, textContent: words });
    made.addEventListener("click", act);
    return made;
  };
  const show = async () => {
    const rows = await all();
    const names = Object.fromEntries([...field("category").options].map((one) => [one.value, one.textContent]));
    list.replaceChildren(
      ...rows.map((draft) => {
        const item = Object.assign(document.createElement("li"), { className: "card" });
        const title = Object.assign(document.createElement("h2"), { className: "card-title", textContent: names[draft.category] || draft.category });
        const words = Object.assign(document.createElement("p"), { textContent: [draft.place || [draft.lat, draft.lon].filter(Boolean).join(", "), draft.text].filter(Boolean).join(" – ") });
        const acts = Object.assign(document.createElement("p"), { className: "cluster" });
        acts.append(button(box.dataset.send, "", () => send(draft)), button(box.dataset.drop, "plain", async () => (await drop(draft.id), show())));
        item.append(title, words, acts);
        return item;
      }),
    );
    if (!rows.length) list.append(Object.assign(document.createElement("li"), { textContent: box.dataset.none }));
  };

  /* The site's own form, filled in and sent by fetch: once it redirects, the report is there and the draft may go. */
  const send = async (draft) => {
    say.textContent = box.dataset.sending;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(box.dataset.new)).text(), "text/html");
      const data = new FormData(page.querySelector("[data-report-form]"));
      const values = { "where-address": draft.place, "where-lon": draft.lon, "where-lat": draft.lat, "where-said": draft.place, category: draft.category, text: draft.text };
      for (const [name, value] of Object.entries(values)) data.set(name, value ?? "");
      data.delete("photos");
      for (const photo of draft.photos ?? []) data.append("photos", photo, photo.name);
      const answer = await fetch(box.dataset.new, { method: "POST", body: data });
      if (answer.redirected) {
        await drop(draft.id);
        location.assign(answer.url);
        return;
      }
      // Something is still asked: the site's page goes on from here, with what was written.
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      const asked = next.querySelector("[data-report-form]");
      if (!asked) throw new Error("no form");
      asked.setAttribute("action", box.dataset.new);
      asked.addEventListener("submit", () => drop(draft.id));
      document.title = next.title;
      document.querySelector("main").replaceChildren(...next.querySelector("main").childNodes);
      htmxReady(document.querySelector("main"));
    } catch {
      say.textContent = box.dataset.nowhere;
    }
  };

  box.querySelector("[data-position]").addEventListener("click", async () => {
    try {
      found = await position();
      say.textContent = box.dataset.somewhere;
    } catch {
      say.textContent = box.dataset.lost;
    }
  });
  write.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!field("category").value || (!field("place").value.trim() && !found)) {
      say.textContent = box.dataset.empty;
      say.scrollIntoView({ block: "nearest" });
      return;
    }
    await put({
      place: field("place").value.trim(), lon: found?.longitude.toFixed(6) ?? "", lat: found?.latitude.toFixed(6) ?? "",
      category: field("category").value, text: field("text").value, photos: [...field("photos").files].slice(0, 3), at: Date.now(),
    });
    write.reset();
    found = null;
    say.textContent = box.dataset.kept;
    await show();
  });
  show();
}

function htmxReady(root) {
  window.htmx?.process(root);
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: root } }));
}

const element = document.querySelector("[data-report-form]");
if (element) form(element);
const box = document.querySelector("[data-report-offline]");
if (box) drafts(box);
count();

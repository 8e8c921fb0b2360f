/* The interactive map: the same ground and the same marks as the picture that it replaces. No tile, no third party. */

import L from "leaflet";

let fetched;

async function ground(address) {
  fetched ??= fetch(address).then((answer) => (answer.ok ? answer.json() : { features: [] }));
  return fetched;
}

async function open(frame, view, box) {
  const place = document.createElement("div");
  place.className = "map-live";
  view.hidden = false;
  view.replaceChildren(place);
  const map = L.map(place, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25, minZoom: 9, maxZoom: 19 });
  L.control.zoom({ zoomInTitle: frame.dataset.zoomIn, zoomOutTitle: frame.dataset.zoomOut }).addTo(map);
  place.setAttribute("role", "application");
  place.setAttribute("aria-label", frame.dataset.help);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  const [west, south, east, north] = box;
  map.fitBounds([[south, west], [north, east]]);
  const { features } = await ground(frame.dataset.ground);
  for (const feature of features) {
    const kind = feature.properties.kind;
    const line = { town: "map-town map-edge" }[kind] ?? `map-${kind}`;
    L.geoJSON(feature, { interactive: false, style: (part) => ({ className: `${line} map-${/Line/.test(part.geometry.type) ? "line" : "shape"}` }) }).addTo(map);
  }
  place.focus();
  return map;
}

function mark(number) {
  const sign = document.createElement("span");
  sign.textContent = number;
  return L.divIcon({ className: "map-mark", html: sign, iconSize: [28, 28], iconAnchor: [14, 14], popupAnchor: [0, -12] });
}

function numbers(text) {
  return text.split(",").map(Number);
}

/* A map that is read: its marks come from the picture. */
export async function explore(frame) {
  const view = frame.querySelector(".map-view");
  const picture = view.querySelector("svg");
  const pins = [...picture.querySelectorAll(".map-pin")].map((pin) => ({
    at: [Number(pin.dataset.lat), Number(pin.dataset.lon)],
    href: pin.getAttribute("href"),
    name: pin.querySelector("title").textContent,
    number: pin.querySelector("text").textContent,
  }));
  const area = picture.querySelector(".map-area");
  const map = await open(frame, view, numbers(picture.dataset.mapBox));
  if (area) view.classList.add("has-area");
  for (const pin of pins) {
    const words = pin.href ? Object.assign(document.createElement("a"), { href: pin.href }) : document.createElement("span");
    words.textContent = pin.name;
    const marker = L.marker(pin.at, { icon: mark(pin.number), title: pin.name, alt: pin.name, riseOnHover: true }).addTo(map);
    marker.bindPopup(words);
    marker.on("popupopen", () => words.focus());
  }
}

/* A map in a form: a click, a drag, or the centre taken with the keyboard gives the point. */
export async function pick(field) {
  const view = field.querySelector(".location-map");
  const part = (name) => field.querySelector(`input[name$="-${name}"]`);
  const address = part("address"), lon = part("lon"), lat = part("lat"), said = part("said");
  const { bbox } = await ground(field.dataset.ground);
  const map = await open(field, view, bbox ?? [1, 46, 3, 48]);
  const marker = L.marker(map.getCenter(), { icon: mark(""), draggable: true, keyboard: false, alt: "" });
  const show = (zoom) => {
    if (!lon.value) return;
    marker.setLatLng([Number(lon.value), Number(lat.value)].reverse()).addTo(map);
    if (zoom) map.setView(marker.getLatLng(), Math.max(map.getZoom(), 16));
  };
  const take = async (point) => {
    const { lng, lat: high } = point.wrap();
    lon.value = lng.toFixed(6);
    lat.value = high.toFixed(6);
    show(false);
    const answer = await fetch(`${field.dataset.near}?lon=${lon.value}&lat=${lat.value}`).then((found) => found.json()).catch(() => ({}));
    // What somebody wrote stays; an address that came from a point follows it.
    if (!address.value || address.value === said.value) address.value = answer.nearest?.label ?? "";
    said.value = address.value;
    tell(field, answer.inside === false ? field.dataset.outside : `${field.dataset.placed} ${address.value || `${lat.value}, ${lon.value}`}`);
  };
  map.on("click", (event) => take(event.latlng));
  marker.on("dragend", () => take(marker.getLatLng()));
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button small map-centre", textContent: field.dataset.centre });
  button.addEventListener("click", () => take(map.getCenter()));
  view.append(button);
  view.classList.add("is-picking");
  field.addEventListener("location:chosen", () => show(true));
  show(true);
}

function tell(field, words) {
  field.querySelector(".location-said").textContent = words;
}

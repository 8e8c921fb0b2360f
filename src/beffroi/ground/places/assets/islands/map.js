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

const SIZE = 28, GROUP = 36;

function mark(number, size = SIZE) {
  const sign = document.createElement("span");
  sign.textContent = number;
  const name = size === GROUP ? "map-mark map-group" : "map-mark";
  return L.divIcon({ className: name, html: sign, iconSize: [size, size], iconAnchor: [size / 2, size / 2], popupAnchor: [0, -12] });
}

/* Pins whose marks would touch at this zoom, together; the middle of a group is that of its pins, so it moves, and may touch others. */
function together(map, pins) {
  let groups = pins.map((pin) => ({ pins: [pin], middle: map.project(pin.at) })), before;
  do {
    before = groups;
    groups = [];
    for (const one of before) {
      const near = groups.find((group) => group.middle.distanceTo(one.middle) < GROUP + 4);
      if (near) {
        const share = one.pins.length / (near.pins.length + one.pins.length);
        near.middle = near.middle.add(one.middle.subtract(near.middle).multiplyBy(share));
        near.pins.push(...one.pins);
      } else groups.push({ pins: [...one.pins], middle: one.middle });
    }
  } while (groups.length < before.length);
  return groups;
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
  const layer = L.layerGroup().addTo(map);
  let held = null; // the pin whose mark had the focus, when marks are made again

  const add = (at, icon, name, pin) => {
    const marker = L.marker(at, { icon, title: name, riseOnHover: true }).addTo(layer);
    const element = marker.getElement();
    element.setAttribute("aria-label", name);
    element.addEventListener("focus", () => (held = pin));
    return marker;
  };
  const single = (pin) => {
    const words = link(pin);
    const marker = add(pin.at, mark(pin.number), pin.number ? `${pin.number}. ${pin.name}` : pin.name, pin);
    marker.bindPopup(words).on("popupopen", () => words.focus());
    return marker;
  };
  const group = (found) => {
    const bounds = L.latLngBounds(found.pins.map((pin) => pin.at));
    const many = frame.dataset.group.replace("{n}", found.pins.length);
    const marker = add(map.unproject(found.middle), mark(found.pins.length, GROUP), many, found.pins[0]);
    const apart = map.getBoundsZoom(bounds.pad(0.2)) > map.getZoom() && !bounds.getNorthEast().equals(bounds.getSouthWest(), 1e-5);
    if (apart) {
      const zoom = () => map.fitBounds(bounds.pad(0.2), { maxZoom: 19 });
      marker.on("click", zoom).on("keypress", (event) => event.originalEvent.key === "Enter" && zoom());
    } else {
      // One place for several: no zoom parts them, so their names are listed.
      const list = document.createElement("ul");
      list.className = "map-group-list";
      list.append(...found.pins.map((pin) => { const row = document.createElement("li"); row.append(link(pin)); return row; }));
      marker.bindPopup(list, { maxHeight: 140, minWidth: 180, maxWidth: 240 }).on("popupopen", () => list.querySelector("a")?.focus());
    }
    return marker;
  };
  const draw = () => {
    const had = layer.getLayers().some((marker) => marker.getElement() === document.activeElement) ? held : null;
    layer.clearLayers();
    for (const found of together(map, pins)) {
      const marker = found.pins.length > 1 ? group(found) : single(found.pins[0]);
      if (had && found.pins.includes(had)) marker.getElement().focus();
    }
  };
  map.on("zoomend", draw);
  draw();
}

function link(pin) {
  const words = pin.href ? Object.assign(document.createElement("a"), { href: pin.href }) : document.createElement("span");
  words.textContent = pin.name;
  return words;
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

/* Drawing an area or a line on the ground of the commune; the field keeps GeoJSON, so that the form is a plain form. */

import L from "leaflet";

for (const field of document.querySelectorAll("[data-drawn]")) prepare(field);

function prepare(field) {
  const button = field.querySelector("[data-draw]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.hidden = true;
    draw(field);
  });
}

async function style(address) {
  if (document.querySelector(`link[href="${address}"]`)) return;
  await new Promise((done) => document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done, onerror: done })));
}

async function draw(field) {
  await style(field.dataset.style);
  const view = field.querySelector(".drawn-map");
  const text = field.querySelector("textarea");
  const closed = field.dataset.drawn === "area";
  const { features, bbox } = await fetch(field.dataset.ground).then((answer) => (answer.ok ? answer.json() : { features: [] }));
  const place = Object.assign(document.createElement("div"), { className: "map-live" });
  view.hidden = false;
  view.replaceChildren(place);
  const map = L.map(place, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25, minZoom: 9, maxZoom: 19 });
  L.control.zoom({ zoomInTitle: field.dataset.zoomIn, zoomOutTitle: field.dataset.zoomOut }).addTo(map);
  place.setAttribute("role", "application");
  place.setAttribute("aria-label", field.dataset.help);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  const [west, south, east, north] = bbox ?? [1, 46, 3, 48];
  map.fitBounds([[south, west], [north, east]]);
  for (const feature of features) {
    const kind = feature.properties.kind;
    const line = { town: "map-town map-edge" }[kind] ?? `map-${kind}`;
    L.geoJSON(feature, { interactive: false, style: (part) => ({ className: `${line} map-${/Line/.test(part.geometry.type) ? "line" : "shape"}` }) }).addTo(map);
  }
  const points = known(text.value, closed);
  const layer = L.layerGroup().addTo(map);

  function show() {
    layer.clearLayers();
    const shape = closed ? L.polygon(points, { interactive: false, className: "map-area" }) : L.polyline(points, { interactive: false, className: "map-area" });
    shape.addTo(layer);
    points.forEach((point, index) => {
      const marker = L.marker(point, { draggable: true, keyboard: false, icon: L.divIcon({ className: "map-mark", html: `<span>${index + 1}</span>`, iconSize: [24, 24] }) });
      marker.on("dragend", () => {
        points[index] = marker.getLatLng();
        show();
      });
      marker.addTo(layer);
    });
    const ring = points.map(({ lng, lat }) => [Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
    const enough = points.length >= (closed ? 3 : 2);
    text.value = enough ? JSON.stringify(closed ? { type: "Polygon", coordinates: [[...ring, ring[0]]] } : { type: "LineString", coordinates: ring }) : "";
    field.querySelector("[data-said]").textContent = `${field.dataset.count} ${points.length}`;
  }

  map.on("click", (event) => {
    points.push(event.latlng);
    show();
  });
  const tools = Object.assign(document.createElement("p"), { className: "cluster" });
  const tool = (label, act) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet small", textContent: label });
    button.addEventListener("click", () => {
      act();
      show();
    });
    tools.append(button);
  };
  tool(field.dataset.centre, () => points.push(map.getCenter()));
  tool(field.dataset.undo, () => points.pop());
  tool(field.dataset.clear, () => points.splice(0));
  view.after(tools);
  if (points.length) map.fitBounds(L.latLngBounds(points).pad(0.5));
  show();
  place.focus();
}

function known(said, closed) {
  try {
    const { type, coordinates } = JSON.parse(said);
    if (type !== (closed ? "Polygon" : "LineString")) return [];
    const ring = closed ? coordinates[0].slice(0, -1) : coordinates;
    return ring.map(([lng, lat]) => L.latLng(lat, lng));
  } catch {
    return [];
  }
}

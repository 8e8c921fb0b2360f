/* `data-tabs` over sections with headings becomes tabs; without scripts the sections follow each other. */
import { all } from "./all.js";

/* A strip that is wider than a phone begins where its current tab is seen. */
function bringIntoSight(strip) {
  const current = strip.querySelector("[aria-current], [aria-selected='true']");
  if (!current || strip.scrollWidth <= strip.clientWidth) return;
  const box = strip.getBoundingClientRect(), tab = current.getBoundingClientRect();
  strip.scrollLeft += tab.left - box.left - (box.width - tab.width) / 2;
}

export function start(root) {
  const strips = all(root, ".tabs", "tabs-in-sight");
  for (const box of all(root, "[data-tabs]", "tabs")) {
    const panels = [...box.querySelectorAll(":scope > [data-tab]")];
    const strip = document.createElement("div");
    strip.className = "tabs";
    strip.setAttribute("role", "tablist");
    const buttons = panels.map((panel, place) => {
      panel.id ||= `${box.id || "tabs"}-${place}`;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "tab", textContent: panel.dataset.tab, id: `${panel.id}-tab` });
      button.setAttribute("role", "tab");
      button.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
      panel.tabIndex = 0;
      return button;
    });
    const show = (chosen) => {
      for (const [place, button] of buttons.entries()) {
        button.setAttribute("aria-selected", String(place === chosen));
        button.tabIndex = place === chosen ? 0 : -1;
        panels[place].hidden = place !== chosen;
      }
    };
    strip.append(...buttons);
    strip.addEventListener("click", (event) => buttons.includes(event.target) && show(buttons.indexOf(event.target)));
    strip.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
      show(next);
      buttons[next].focus();
    });
    box.prepend(strip);
    strips.push(strip);
    show(Math.max(0, panels.findIndex((panel) => `#${panel.id}` === location.hash || panel.querySelector(".has-error"))));
  }
  strips.forEach(bringIntoSight);
}

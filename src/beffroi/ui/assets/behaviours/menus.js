/* The menu on a phone; menus made of <details> close on Escape and when one goes elsewhere. */
import { all } from "./all.js";

export function start(root) {
  for (const button of all(root, "[data-menu]", "menu")) {
    const nav = document.getElementById(button.getAttribute("aria-controls"));
    button.addEventListener("click", () => {
      const open = nav.classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
    });
  }
  for (const menu of all(root, "[data-menu-details]", "menu-details")) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }
}

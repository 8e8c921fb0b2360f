/* At the desk, a table wider than a phone becomes one card for each row; what its columns say stands beside the values. */
import { all } from "./all.js";

export function start(root) {
  for (const frame of all(root, ".desk .table-frame", "cards")) {
    const table = frame.querySelector("table");
    const rows = [...table.querySelectorAll(":scope > thead > tr")];
    const names = rows.length === 1 ? [...rows[0].cells].map((cell) => cell.textContent.trim()) : [];
    const body = [...table.querySelectorAll(":scope > tbody > tr")];
    if (frame.scrollWidth <= frame.clientWidth || !body.length || body.some((row) => row.cells.length !== names.length)) continue;
    // A row that is no longer drawn as one is still read as one.
    const say = (element, role) => element.getAttribute("role") ?? element.setAttribute("role", role);
    say(table, "table");
    for (const part of [...table.tHead.children, ...body]) {
      say(part, "row");
      for (const cell of part.cells) say(cell, cell.tagName === "TD" ? "cell" : cell.closest("thead") ? "columnheader" : "rowheader");
    }
    for (const row of body) for (const [place, cell] of [...row.cells].entries()) if (names[place]) cell.dataset.column = names[place];
    frame.dataset.cards = "";
  }
}

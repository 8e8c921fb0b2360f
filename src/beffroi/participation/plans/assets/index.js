/* A tap on the plan sets the place exactly and at once. Without it, the same tap asks the server for a mark in that field. */

function prepare(form) {
  const grid = form.querySelector("[data-plan-grid]");
  const mark = form.querySelector("[data-plan-mark]");
  const said = form.querySelector("[data-plan-said]");
  const { x, y, part } = form.elements;
  if (!grid || !mark || !x || !y) return;

  const show = (left, top) => {
    mark.setAttribute("x", `${left}%`);
    mark.setAttribute("y", `${top}%`);
    mark.removeAttribute("display");
    said.textContent = said.dataset.chosen;
  };
  const number = (field) => (field.value.trim() === "" ? Number.NaN : Number(field.value.replace(",", ".")));
  const typed = () => {
    const [left, top] = [number(x), number(y)];
    if (left >= 0 && left <= 100 && top >= 0 && top <= 100) show(left, top);
  };

  grid.addEventListener("click", (event) => {
    event.preventDefault();
    const box = grid.getBoundingClientRect();
    const share = (at, start, size) => Math.min(100, Math.max(0, ((at - start) / size) * 100)).toFixed(1);
    x.value = share(event.clientX, box.left, box.width);
    y.value = share(event.clientY, box.top, box.height);
    if (part) part.value = "";
    typed();
  });
  x.addEventListener("input", typed);
  y.addEventListener("input", typed);
  part?.addEventListener("change", () => {
    const letter = part.value && form.querySelector(`[data-plan-part="${part.value}"]`);
    if (!letter) return;
    x.value = y.value = "";
    show(Number.parseFloat(letter.getAttribute("x")), Number.parseFloat(letter.getAttribute("y")));
  });
}

for (const form of document.querySelectorAll("[data-plan-form]")) prepare(form);

/* The ballot of a participatory budget: sums that follow what is ticked, and what was ticked kept in this browser until it is sent. */

const form = document.querySelector("[data-budget-ballot]");
const gone = document.querySelector("[data-budget-forget]");

function memory(name, value) {
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem(name) || "null");
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    /* A browser that keeps nothing: the ballot works all the same. */
  }
  return null;
}

const fields = (part) => [...part.querySelectorAll("input[name^='p'], select[name^='p']")];
const mark = (field) => (field.type === "checkbox" ? Number(field.checked) : Number(field.value) || 0);
const language = document.documentElement.lang || "fr";
const euros = (cents) => new Intl.NumberFormat(language, { style: "currency", currency: "EUR", maximumFractionDigits: cents % 100 ? 2 : 0 }).format(cents / 100);

function line(...parts) {
  const span = document.createElement("span");
  for (const part of parts) {
    if (Array.isArray(part)) span.append(Object.assign(document.createElement("strong"), { textContent: part[0] }));
    else span.append(part);
  }
  return span;
}

function reckon(part) {
  const chosen = fields(part).filter((field) => mark(field) > 0);
  const sum = part.querySelector("[data-sum]");
  const { amount, points, most } = part.dataset;
  const words = sum.dataset;
  const limit = Number(most) ? ` (${words.atMost} ${most})` : "";
  const lines = [line(`${words.chosen} `, [String(chosen.length)], limit)];
  let over = Number(most) > 0 && chosen.length > Number(most);
  if (form.dataset.budgetBallot === "knapsack") {
    const spent = chosen.reduce((total, field) => total + Number(field.dataset.cost), 0);
    const left = Number(amount) - spent;
    over = over || left < 0;
    lines.push(line(`${euros(spent)}, ${left < 0 ? words.over : words.left} `, [euros(Math.abs(left))]));
  } else if (form.dataset.budgetBallot === "cumulative") {
    const left = Number(points) - chosen.reduce((total, field) => total + mark(field), 0);
    over = over || left < 0;
    lines.push(line(`${words.pointsLeft} `, [String(left)]));
  }
  sum.replaceChildren(...lines.flatMap((one, place) => (place ? [" ", one] : [one])));
  sum.toggleAttribute("data-over", over);
}

function keep() {
  const marks = Object.fromEntries(fields(form).filter((field) => mark(field) > 0).map((field) => [field.name, field.type === "checkbox" ? "1" : field.value]));
  memory(form.dataset.keepName, Object.keys(marks).length ? marks : null);
}

if (form) {
  const empty = fields(form).every((field) => !mark(field));
  const kept = empty ? memory(form.dataset.keepName) : null;
  if (kept && typeof kept === "object") {
    for (const field of fields(form)) {
      if (!(field.name in kept)) continue;
      if (field.type === "checkbox") field.checked = true;
      else field.value = kept[field.name];
    }
  }
  const parts = [...form.querySelectorAll(".budget-part")];
  for (const part of parts) reckon(part);
  form.addEventListener("input", (event) => {
    const part = event.target.closest(".budget-part");
    if (!part) return;
    reckon(part);
    keep();
  });
  const recount = form.querySelector("[data-recount]");
  if (recount) recount.hidden = true;
}
if (gone) memory(gone.dataset.budgetForget, null);

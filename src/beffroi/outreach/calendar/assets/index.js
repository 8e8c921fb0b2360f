/* Drag a publication to another day, in the week to another hour as well: the same form as "Move to…". Without it, that page does the same. */

const FIRST = 7;
const LAST = 21;

/* The hours of a day, over its column, for as long as something is held. */
function hours() {
  const box = document.createElement("div");
  box.className = "calendar-hours";
  for (let hour = FIRST; hour <= LAST; hour += 1) {
    const line = document.createElement("div");
    line.dataset.hour = `${String(hour).padStart(2, "0")}:00`;
    line.textContent = line.dataset.hour;
    box.append(line);
  }
  return box;
}

function prepare(root) {
  const form = document.getElementById("calendar-drop");
  if (!form) return;
  let held = null;
  const isWeek = root.querySelector('[data-calendar] [data-view="semaine"]') !== null;
  const days = root.querySelectorAll("[data-calendar] [data-day]");
  const clear = () => {
    for (const box of root.querySelectorAll(".calendar-hours")) box.remove();
  };
  for (const item of root.querySelectorAll("[data-move]:not([data-ready])")) {
    item.dataset.ready = "";
    item.addEventListener("dragstart", (event) => {
      held = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.move);
      item.classList.add("is-held");
      /* A browser gives up a drag when the page changes under it at once. */
      if (isWeek) setTimeout(() => held && days.forEach((day) => day.append(hours())), 0);
    });
    item.addEventListener("dragend", () => {
      item.classList.remove("is-held");
      held = null;
      clear();
    });
  }
  for (const day of days) {
    day.addEventListener("dragover", (event) => {
      if (!held || (!isWeek && held.closest("[data-day]") === day)) return;
      event.preventDefault();
      day.classList.add("is-over");
      for (const line of day.querySelectorAll(".is-aimed")) line.classList.remove("is-aimed");
      event.target.closest?.("[data-hour]")?.classList.add("is-aimed");
    });
    day.addEventListener("dragleave", () => day.classList.remove("is-over"));
    day.addEventListener("drop", (event) => {
      if (!held) return;
      event.preventDefault();
      form.action = form.dataset.address.replace("/0/", `/${held.dataset.move.replace("post-", "")}/`);
      form.elements.day.value = day.dataset.day;
      form.elements.hour.value = event.target.closest?.("[data-hour]")?.dataset.hour ?? "";
      form.submit();
    });
  }
}

prepare(document);

/* Drag a publication to another day: the same form as "Move to…", sent with the day alone. Without it, that page does the same. */

function prepare(root) {
  const form = document.getElementById("calendar-drop");
  if (!form) return;
  let held = null;
  for (const item of root.querySelectorAll("[data-move]:not([data-ready])")) {
    item.dataset.ready = "";
    item.addEventListener("dragstart", (event) => {
      held = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.move);
      item.classList.add("is-held");
    });
    item.addEventListener("dragend", () => {
      item.classList.remove("is-held");
      held = null;
    });
  }
  for (const day of root.querySelectorAll("[data-calendar] [data-day]")) {
    day.addEventListener("dragover", (event) => {
      if (!held || held.closest("[data-day]") === day) return;
      event.preventDefault();
      day.classList.add("is-over");
    });
    day.addEventListener("dragleave", () => day.classList.remove("is-over"));
    day.addEventListener("drop", (event) => {
      if (!held) return;
      event.preventDefault();
      form.action = form.dataset.address.replace("/0/", `/${held.dataset.move.replace("post-", "")}/`);
      form.elements.day.value = day.dataset.day;
      form.submit();
    });
  }
}

prepare(document);

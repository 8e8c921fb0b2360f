/* While one spreads credits, the page says what is left. Without it, the town says so when the ballot is sent. */

for (const section of document.querySelectorAll("[data-method='quadratic']")) {
  const fields = [...section.querySelectorAll("[data-cost='square']")];
  const note = section.querySelector(".vote-cost");
  const credits = Number(section.dataset.credits);
  const say = () => {
    const left = credits - fields.reduce((sum, field) => sum + (Number(field.value) || 0) ** 2, 0);
    note.textContent = `${note.dataset.left} ${left}`;
    note.classList.toggle("is-over", left < 0);
  };
  note.hidden = false;
  section.addEventListener("input", say);
  say();
}

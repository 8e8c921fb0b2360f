/* The inbox by keyboard: r goes to the answer, n to the note. Without it, they are two fields of the page. */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
  const field = { r: "#reply-form textarea", n: ".inbox-note-form textarea" }[event.key];
  const found = field && document.querySelector(field);
  if (!found) return;
  event.preventDefault();
  found.focus();
});

// Before the first paint: the chosen appearance, and the word that scripts run (menus may fold).
document.documentElement.dataset.scripts = "";
try {
  var theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch (error) {
  /* Storage forbidden: the device decides. */
}

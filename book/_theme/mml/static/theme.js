// Before anything is drawn: the reader's choice of light or dark, if there was one.
(function () {
  var chosen = null;
  try { chosen = localStorage.getItem("mml-theme"); } catch (error) { /* storage is off */ }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();

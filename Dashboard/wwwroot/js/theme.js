// Runs before the first paint, so that the page never flashes in the wrong theme.
(() => {
  const saved = localStorage.getItem("orchestrator.theme");
  if (saved === "dark" || saved === "light") document.documentElement.dataset.theme = saved;
})();

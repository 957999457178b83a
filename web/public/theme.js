// Runs before the first paint. "auto" follows the system; the console writes the choice.
(() => {
  let choice = "auto";
  try {
    choice = localStorage.getItem("varde.theme") ?? "auto";
  } catch {
    // Storage may be forbidden: follow the system.
  }
  const isNight = choice === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : choice === "night";
  document.documentElement.dataset.theme = isNight ? "night" : "day";
})();

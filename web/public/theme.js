// Runs before the first paint. "auto" follows the system; the console writes the choice.
(() => {
  let choice = "auto";
  try {
    choice = localStorage.getItem("varde.theme") ?? "auto";
  } catch {
    // Storage may be forbidden: follow the system.
  }
  const wants = (query) => matchMedia(query).matches;
  const system = wants("(prefers-contrast: more)") ? "contrast" : wants("(prefers-color-scheme: dark)") ? "night" : "day";
  document.documentElement.dataset.theme = choice === "auto" ? system : choice;
})();

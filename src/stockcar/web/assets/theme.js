// Light or dark, before anything is drawn: the visitor's choice, else what the system says.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const resolve = () => {
    let chosen = null;
    try { chosen = localStorage.getItem("theme"); } catch { /* storage may be off */ }
    const scheme = chosen || (system.matches ? "dark" : "light");
    root.dataset.theme = scheme;
    document.cookie = `scheme=${scheme}; path=/; SameSite=Strict; max-age=31536000`;
    window.dispatchEvent(new CustomEvent("stockcar-theme", { detail: scheme }));
  };
  window.stockcarTheme = (scheme) => {
    try { localStorage.setItem("theme", scheme); } catch { /* the choice lasts for this page */ }
    root.dataset.theme = scheme;
    resolve();
  };
  system.addEventListener("change", resolve);
  resolve();
})();

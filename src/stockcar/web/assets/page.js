// What every page does in the browser: theme, find, and taking a panel along as CSV, picture or link.
import { chartPicture, tablePicture } from "./picture.js";

const say = (panel, text) => {
  const told = panel.querySelector(".told");
  if (!told) return;
  told.textContent = text;
  setTimeout(() => { if (told.textContent === text) told.textContent = ""; }, 4000);
};

const cell = (td) => {
  const copy = td.cloneNode(true);
  copy.querySelectorAll("details > :not(summary), .sr").forEach((part) => part.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
};

const rowsOf = (panel) => {
  const table = panel.querySelector("table");
  return table ? [...table.rows].map((row) => [...row.cells].map(cell)) : [];
};

const csv = (rows) => rows.map((row) => row
  .map((text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(",")).join("\n") + "\n";

const download = (blob, name) => {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

// The clipboard where the browser allows it, else a file: nothing is lost either way.
const hand = async (panel, blob, name) => {
  try {
    await navigator.clipboard.write([new ClipboardItem({ [blob.type]: blob })]);
    say(panel, "copied");
  } catch {
    download(blob, name);
    say(panel, `saved as ${name}`);
  }
};

const acts = {
  csv: (panel) => {
    const rows = rowsOf(panel);
    if (!rows.length) return say(panel, "nothing to copy yet");
    return hand(panel, new Blob([csv(rows)], { type: "text/plain" }), `${panel.id}.csv`);
  },
  png: async (panel) => {
    const canvas = chartPicture(panel) || tablePicture(panel.querySelector("h2").textContent, rowsOf(panel));
    if (!canvas) return say(panel, "nothing to copy yet");
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    return hand(panel, blob, `${panel.id}.png`);
  },
  link: async (panel, event) => {
    event.preventDefault();
    const here = new URL(location.href);
    here.hash = panel.id;
    history.replaceState(null, "", here);
    try { await navigator.clipboard.writeText(here.href); say(panel, "link copied"); } catch { say(panel, here.href); }
  },
};

// What is open above the page is closed by a click elsewhere and by Escape.
const closeAbout = (but) => document.querySelectorAll("details.about[open]").forEach((one) => {
  if (one !== but) one.open = false;
});

document.addEventListener("click", (event) => {
  closeAbout(event.target.closest("details.about"));
  const pressed = event.target.closest("[data-act]");
  if (!pressed) return;
  if (pressed.dataset.act === "theme") {
    window.stockcarTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    return;
  }
  const panel = pressed.closest(".panel");
  if (panel) acts[pressed.dataset.act]?.(panel, event);
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    document.getElementById("q")?.focus();
  }
  if (event.key === "Escape") closeAbout(null);
  if (event.key === "Escape" && typing?.id === "q") typing.blur();
});

// A chart is drawn when it appears; its colours follow the theme.
const themes = {
  light: { ink: "#211f1b", quiet: "#6a6458", line: "#d9d3c5", paper: "#fffdf8" },
  dark: { ink: "#ece7db", quiet: "#a49c8c", line: "#38352f", paper: "#1b1c1e" },
};
const chartTheme = () => {
  const c = themes[document.documentElement.dataset.theme] ?? themes.light;
  const axis = {
    axisLine: { lineStyle: { color: c.line } }, axisTick: { lineStyle: { color: c.line } },
    axisLabel: { color: c.quiet }, nameTextStyle: { color: c.quiet }, splitLine: { lineStyle: { color: c.line } },
  };
  return {
    backgroundColor: "transparent", textStyle: { color: c.ink, fontFamily: "inherit" },
    valueAxis: axis, categoryAxis: axis, timeAxis: axis, legend: { textStyle: { color: c.ink } },
    tooltip: { backgroundColor: c.paper, borderColor: c.line, textStyle: { color: c.ink } },
    dataZoom: { textStyle: { color: c.quiet } },
  };
};
const charts = () => [...document.querySelectorAll(".nicegui-echart")]
  .map((el) => window.getElement?.(Number(el.id.slice(1)))?.chart).filter(Boolean);
const dress = (chart) => {
  const scheme = document.documentElement.dataset.theme;
  if (chart.stockcarScheme === scheme) return;
  chart.stockcarScheme = scheme;
  chart.setTheme(chartTheme());
};
window.addEventListener("stockcar-theme", () => charts().forEach(dress));
new MutationObserver((found) => {
  if (found.some((change) => [...change.addedNodes].some((node) => node.nodeName === "CANVAS"
    || node.querySelector?.("canvas")))) charts().forEach(dress);
}).observe(document.documentElement, { childList: true, subtree: true });

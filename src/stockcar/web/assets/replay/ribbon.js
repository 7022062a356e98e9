// Who wins from here, lap by lap: a ribbon a favourite, stacked; only what the cursor has passed is drawn.
import { Sheet } from "./ink.js";

export class Ribbon {
  constructor(place, jump) {
    this.sheet = new Sheet(place, 210, "Chances to win, lap by lap");
    this.words = "chances are being worked out …";
    this.sheet.canvas.addEventListener("click", (event) => {
      const box = this.sheet.canvas.getBoundingClientRect();
      jump((event.clientX - box.left - 42) / (box.width - 52));
    });
  }

  draw(past, laps, favourites, colours, followed) {
    const { to, width, height, ink } = this.sheet;
    const left = 42, right = width - 10, top = 12, bottom = height - 24;
    const x = (lap) => left + (right - left) * (lap / Math.max(1, laps));
    const y = (share) => bottom - (bottom - top) * share;
    to.clearRect(0, 0, width, height);
    to.fillStyle = ink.row;
    to.fillRect(left, top, right - left, bottom - top);
    const told = past.filter((row) => row.entries.some((entry) => entry.win != null));
    this.ribbons(told, favourites, colours, followed, x, y);
    to.fillStyle = ink.caution;
    for (const row of past) if (row.flag === "yellow") to.fillRect(x(row.lap - 1), bottom + 2, x(row.lap) - x(row.lap - 1) + 0.5, 5);
    to.fillStyle = ink.quiet;
    to.font = "12px system-ui, sans-serif";
    to.textAlign = "right";
    for (const share of [0, 0.5, 1]) to.fillText(`${100 * share}%`, left - 4, y(share) + 4);
    to.textAlign = "center";
    const step = laps > 150 ? 50 : laps > 60 ? 20 : 10;
    for (let lap = 0; lap <= laps; lap += step) to.fillText(String(lap), x(lap), height - 4);
    to.fillStyle = ink.mark;
    const cursor = past.at(-1)?.lap ?? 0;
    to.fillRect(x(cursor) - 0.5, top, 1.5, bottom - top);
    if (!told.length) {
      to.fillStyle = ink.quiet;
      to.textAlign = "left";
      to.fillText(this.words, left + 8, top + 18);
    }
    const last = told.at(-1);
    const words = last ? favourites.map((car) => last.entries.find((e) => e.car === car))
      .filter((e) => e?.win != null).map((e) => `No. ${e.car} ${e.driver} ${Math.round(100 * e.win)} percent`) : [];
    this.sheet.canvas.setAttribute("aria-label", `Chances to win after lap ${cursor}: ${words.join(", ") || "not yet known"}`);
  }

  ribbons(told, favourites, colours, followed, x, y) {
    const { to, ink } = this.sheet;
    const base = told.map(() => 0);
    for (const car of favourites) {
      const shares = told.map((row) => row.entries.find((entry) => entry.car === car)?.win ?? 0);
      to.beginPath();
      told.forEach((row, at) => to.lineTo(x(row.lap), y(base[at])));
      for (let at = told.length - 1; at >= 0; at--) to.lineTo(x(told[at].lap), y(base[at] + shares[at]));
      to.closePath();
      to.globalAlpha = followed && followed !== car ? 0.4 : 0.85;
      to.fillStyle = colours.get(car) ?? ink.bar;
      to.fill();
      to.globalAlpha = 1;
      const end = told.length - 1;
      if (end >= 0 && shares[end] > 0.05) {
        to.fillStyle = ink.ink;
        to.font = "bold 12px system-ui, sans-serif";
        to.textAlign = "right";
        to.fillText(car, x(told[end].lap) - 3, y(base[end] + shares[end] / 2) + 4);
      }
      shares.forEach((share, at) => { base[at] += share; });
    }
  }

  close() { this.sheet.close(); }
}

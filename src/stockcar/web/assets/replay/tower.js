// The timing tower: running order with gap and interval, stops, tyre age and chance. Redrawn when the lap changes.
const seconds = (s) => (s == null ? "–" : s.toFixed(s < 10 ? 2 : 1));
const percent = (p) => (p == null ? "" : p < 0.0995 ? `${(100 * p).toFixed(1)} %` : `${Math.round(100 * p)} %`);

export class Tower {
  constructor(place, follow) {
    this.place = place;
    this.follow = follow;
    place.innerHTML = `<div class="scroll" tabindex="0" role="region" aria-label="Timing tower"><table class="tower">
      <caption>Timing tower</caption><thead><tr>${[
        ["", "place in the running order"], ["car", "number as painted"], ["driver", ""],
        ["gap", "s behind the leader, or laps down"], ["int", "s behind the car ahead"],
        ["tyres", "laps on the tyres; where a stop does not tell how many it took on, laps since the last stop"], ["stops", "stops so far"],
        ["win", "share of futures from here that the car wins"],
      ].map(([name, means], at) => `<th scope="col" class="${at === 2 ? "l" : "r"}${at === 5 || at === 6 ? " wide" : ""}">${
        means ? `<abbr title="${means}">${name || "pos"}</abbr>` : name}</th>`).join("")}</tr></thead><tbody></tbody></table></div>`;
    this.body = place.querySelector("tbody");
    this.body.addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (row) this.follow(row.dataset.car);
    });
  }

  draw(row, followed, colours) {
    this.body.replaceChildren();
    if (!row) return;
    let ahead = null;
    for (const entry of row.entries) {
      const line = document.createElement("tr");
      line.dataset.car = entry.car;
      if (entry.car === followed) line.className = "followed";
      if (entry.out) line.classList.add("gone");
      const down = entry.laps_down;
      const gap = entry.out ? (entry.out.length > 12 ? "out" : entry.out) : down ? `${down} lap${down > 1 ? "s" : ""}` : seconds(entry.gap_s);
      const between = entry.out || ahead === null || down !== ahead.laps_down || entry.gap_s == null || ahead.gap_s == null
        ? "" : seconds(Math.max(0, entry.gap_s - ahead.gap_s));
      const cells = [entry.position, entry.car, entry.driver, entry.position === 1 ? "leader" : gap, between,
        entry.out ? "" : entry.tire_age_laps ?? entry.stint_laps ?? "–", entry.stops ?? "–", percent(entry.win)];
      cells.forEach((text, at) => {
        const cell = document.createElement(at === 0 ? "th" : "td");
        if (at === 0) cell.scope = "row";
        cell.className = (at === 2 ? "l" : "r") + (at === 5 || at === 6 ? " wide" : "");
        if (at === 1) {
          const label = document.createElement("span");
          label.className = "car";
          label.textContent = text;
          const colour = colours.get(entry.car);
          if (colour) label.style.borderLeft = `4px solid ${colour}`;
          cell.append(label);
        } else cell.textContent = text;
        if (at === 3 && entry.out) cell.title = entry.out;
        line.append(cell);
      });
      this.body.append(line);
      ahead = entry.out ? ahead : entry;
    }
  }
}

// The timing tower: running order with gap and interval, places won, last lap, tyres, stops and chance. Redrawn when the
// lap changes. A column of which nothing is known is not shown.
const seconds = (s) => (s == null ? "–" : s.toFixed(s < 10 ? 2 : 1));
const percent = (p) => (p == null ? "" : p < 0.0995 ? `${(100 * p).toFixed(1)} %` : `${Math.round(100 * p)} %`);

const COLUMNS = [
  ["pos", "place in the running order", "r"], ["+/−", "places won or lost since the first lap shown", "r wide"],
  ["car", "number as painted", "r"], ["driver", "", "l"], ["gap", "s behind the leader, or laps down", "r"],
  ["int", "s behind the car ahead", "r"], ["last", "last lap, s", "r wide"],
  ["tyres", "laps on the tyres; where a stop does not tell how many it took on, laps since the last stop", "r"],
  ["stops", "stops so far", "r wide"], ["win", "share of futures from here that the car wins", "r"],
];
const LAST = 6, WIN = 9;

const moved = (places) => (!places ? "" : places > 0 ? `▲${places}` : `▼${-places}`);
const gone = (why) => (why.length > 12 ? "out" : why);

// The car number as a plate, its colour that of its ribbon.
export const plate = (car, colours) => {
  const label = document.createElement("span");
  label.className = "car";
  label.textContent = car;
  const colour = colours?.get(car);
  if (colour) label.style.borderLeft = `4px solid ${colour}`;
  return label;
};

export class Tower {
  constructor(place, follow) {
    this.place = place;
    this.follow = follow;
    place.innerHTML = `<div class="scroll" tabindex="0" role="region" aria-label="Timing tower"><table class="tower">
      <caption>Timing tower</caption><thead><tr>${COLUMNS.map(([name, means, kind]) => `<th scope="col" class="${kind}">${
        means ? `<abbr title="${means}">${name}</abbr>` : name}</th>`).join("")}</tr></thead><tbody></tbody></table></div>`;
    this.table = place.querySelector("table");
    this.body = place.querySelector("tbody");
    this.body.addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (row) this.follow(row.dataset.car);
    });
  }

  draw(row, followed, colours, grid) {
    this.body.replaceChildren();
    if (!row) return;
    const running = row.entries.filter((entry) => !entry.out);
    this.table.classList.toggle("no-last", !running.some((entry) => entry.last_lap_s != null));
    this.table.classList.toggle("no-win", !running.some((entry) => entry.win != null));
    const quickest = Math.min(...running.map((entry) => entry.last_lap_s ?? Infinity));
    const best = Math.max(0.01, ...running.map((entry) => entry.win ?? 0));
    let ahead = null;
    for (const entry of row.entries) {
      const line = document.createElement("tr");
      line.dataset.car = entry.car;
      if (entry.car === followed) line.className = "followed";
      if (entry.out) line.classList.add("gone");
      if (ahead && !entry.out && entry.laps_down && !ahead.laps_down) line.classList.add("lapped");
      this.cells(line, entry, ahead, grid);
      line.children[2].replaceChildren(plate(entry.car, colours));
      this.name(line.children[3], entry.driver ?? "");
      if (entry.last_lap_s != null && entry.last_lap_s === quickest) line.children[LAST].classList.add("quickest");
      if (entry.win != null) {
        const share = (100 * entry.win / best).toFixed(0);
        line.children[WIN].style.backgroundImage = `linear-gradient(to left, var(--plan-bg) ${share}%, transparent ${share}%)`;
      }
      this.body.append(line);
      ahead = entry.out ? ahead : entry;
    }
  }

  cells(line, entry, ahead, grid) {
    const down = entry.laps_down;
    const gap = entry.out ? gone(entry.out) : down ? `${down} lap${down > 1 ? "s" : ""}` : seconds(entry.gap_s);
    const between = entry.out || ahead === null || down !== ahead.laps_down || entry.gap_s == null || ahead.gap_s == null
      ? "" : seconds(Math.max(0, entry.gap_s - ahead.gap_s));
    const won = entry.out || !grid?.has(entry.car) ? 0 : grid.get(entry.car) - entry.position;
    const texts = [entry.position, moved(won), "", "", entry.position === 1 ? "leader" : gap, between,
      entry.out || entry.last_lap_s == null ? "" : entry.last_lap_s.toFixed(2),
      entry.out ? "" : entry.tire_age_laps ?? entry.stint_laps ?? "–", entry.stops ?? "–", percent(entry.win)];
    texts.forEach((text, at) => {
      const cell = document.createElement(at === 0 ? "th" : "td");
      if (at === 0) cell.scope = "row";
      cell.className = COLUMNS[at][2];
      cell.textContent = text;
      if (at === 1 && won) cell.classList.add(won > 0 ? "good" : "lost");
      if (at === 4 && entry.out) cell.title = entry.out;
      line.append(cell);
    });
  }

  // The first name gives way on a telephone.
  name(cell, driver) {
    const at = driver.indexOf(" ") + 1;
    const first = document.createElement("span");
    first.className = "first";
    first.textContent = driver.slice(0, at);
    cell.append(first, driver.slice(at));
  }
}

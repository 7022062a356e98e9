// The pit cycle: who has stopped since the last caution began (else since the start), on which lap, and who has not.
import { plate } from "./tower.js";

const stopsOf = (row) => new Map(row.entries.map((entry) => [entry.car, entry]));

export const cycle = (past) => {
  const row = past.at(-1);
  if (!row) return null;
  let begin = 0;
  past.forEach((lap, at) => { if (at && lap.flag === "yellow" && past[at - 1].flag !== "yellow") begin = at; });
  const lapOf = new Map();
  for (let at = Math.max(1, begin); at < past.length; at++) {
    const before = stopsOf(past[at - 1]);
    for (const entry of past[at].entries) {
      const was = before.get(entry.car);
      if (!was) continue;
      if ((entry.stops ?? 0) > (was.stops ?? 0)) lapOf.set(entry.car, past[at].lap);
    }
  }
  // Where stops are not counted, the age of the tyres says when the last one was.
  for (const entry of row.entries) {
    const last = row.lap - (entry.tire_age_laps ?? row.lap);
    if (entry.stops == null && last >= Math.max(1, past[begin].lap)) lapOf.set(entry.car, last);
  }
  const running = row.entries.filter((entry) => !entry.out);
  return {
    since: past[begin].lap, of: running.length,
    stopped: running.filter((entry) => lapOf.has(entry.car)).map((entry) => ({ ...entry, on: lapOf.get(entry.car) })),
    waiting: running.filter((entry) => !lapOf.has(entry.car)),
  };
};

export const drawPits = (place, past, colours) => {
  const now = cycle(past);
  place.replaceChildren();
  if (!now) return;
  const add = (text, cars = [], kind = "") => {
    const line = document.createElement("p");
    line.className = kind;
    line.append(text);
    for (const car of cars) line.append(" ", plate(car.car, colours));
    place.append(line);
  };
  add(`${now.stopped.length} of ${now.of} have stopped since lap ${now.since}.`);
  const laps = [...new Set(now.stopped.map((car) => car.on))].sort((a, b) => a - b);
  for (const lap of laps) add(`Lap ${lap}:`, now.stopped.filter((car) => car.on === lap), "plates");
  if (now.waiting.length && now.stopped.length) add("Not yet, in running order:", now.waiting, "plates");
};

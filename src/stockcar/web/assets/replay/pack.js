// The pack seen from above, the leader to the right: how far behind each car is, in which lane, who pushes whom.
import { Sheet } from "./ink.js";

const BEFORE = 3; // seconds of road at most
const GAP = 0.35; // s that part one bunch of cars from the next
const FEW = 7; // cars that are shown behind the first one, if they are near enough
const LEFT = 34, RIGHT = 46;

export class Pack {
  constructor(place, lanes) {
    this.sheet = new Sheet(place, 230, "The pack from above");
    this.simulated = lanes;
    this.spots = new Map();
    this.span = 2;
    this.front = 0;
  }

  // Where a car is: seconds behind the leader and lane, between the last lap and the next.
  place(seen, entry, ahead) {
    const after = seen.nextBy?.get(entry.car);
    const gap = entry.gap_s + (after && after.gap_s != null && !after.out && after.laps_down === entry.laps_down
      ? (after.gap_s - entry.gap_s) * seen.share : 0);
    return { gap, lane: this.lane(seen, entry, ahead, gap) };
  }

  // Lanes of a simulated run are its own; of a recorded race they are drawn from how close cars run.
  lane(seen, entry, ahead, gap) {
    const own = seen.lanes?.get(entry.car);
    if (own != null && own >= 0) return own;
    return ahead && gap - ahead.gap < 0.12 ? (ahead.lane + 1) % 3 : 0;
  }

  draw(seen, followed, colours, pushes) {
    const { to, width, height, ink } = this.sheet;
    to.clearRect(0, 0, width, height);
    this.road(to, width, height, ink, seen);
    if (!seen.row) return;
    const cars = seen.row.entries.filter((e) => !e.out && !e.laps_down && e.gap_s != null);
    const placed = new Map();
    let ahead = null;
    for (const entry of cars) {
      const spot = this.place(seen, entry, ahead);
      placed.set(entry.car, spot);
      ahead = spot;
    }
    this.look(cars, placed, followed);
    const x = (gap) => width - RIGHT - ((gap - this.front) / this.span) * (width - LEFT - RIGHT);
    const y = (lane) => height - 62 - lane * 48;
    for (const [car, spot] of placed) {
      const held = this.spots.get(car) ?? { x: x(spot.gap), y: y(spot.lane) };
      held.x += (x(spot.gap) - held.x) * 0.25;
      held.y += (y(spot.lane) - held.y) * 0.12;
      this.spots.set(car, held);
    }
    this.draft(to, ink, cars, placed);
    this.pushes(to, ink, pushes);
    for (const entry of [...cars].reverse()) this.car(to, ink, entry, followed, colours);
  }

  // The bunch around the leader or the car that is followed: cars with less than GAP between them.
  look(cars, placed, followed) {
    const gaps = cars.map((entry) => placed.get(entry.car).gap);
    const at = Math.max(0, cars.findIndex((entry) => entry.car === followed));
    let first = at, last = at;
    while (first > 0 && gaps[first] - gaps[first - 1] < GAP) first -= 1;
    while (last < gaps.length - 1 && gaps[last + 1] - gaps[last] < GAP) last += 1;
    // A car or two on their own are no pack: the next ones come into the picture as far as the road reaches.
    while (last - first < FEW && last < gaps.length - 1 && gaps[last + 1] - gaps[first] <= BEFORE) last += 1;
    const span = Math.min(BEFORE, Math.max(0.6, (gaps[last] - gaps[first]) * 1.06));
    const front = Math.max(gaps[first], gaps[at] - span * 0.6);
    this.span += (span - this.span) * 0.06;
    this.front += (front - this.front) * 0.06;
  }

  road(to, width, height, ink, seen) {
    const flag = seen.row?.flag;
    to.fillStyle = ink.row;
    to.fillRect(0, 30, width, height - 60);
    to.fillStyle = flag === "yellow" ? ink.caution : flag === "red" ? "#c0392b" : flag ? "#2d8a55" : ink.line;
    to.fillRect(0, 26, width, 4);
    to.strokeStyle = ink.line;
    to.setLineDash([10, 14]);
    for (const lane of [0.5, 1.5]) {
      to.beginPath();
      to.moveTo(0, height - 62 - lane * 48 + 0.5);
      to.lineTo(width, height - 62 - lane * 48 + 0.5);
      to.stroke();
    }
    to.setLineDash([]);
    to.fillStyle = ink.quiet;
    to.font = "12px system-ui, sans-serif";
    to.textAlign = "left";
    to.fillText(seen.lanes ? "lanes of the simulated run" : "lanes inferred from the gaps, not recorded", 8, 16);
    to.textAlign = "center";
    const step = this.span > 3 ? 1 : this.span > 1.4 ? 0.5 : 0.2;
    for (let s = Math.ceil(this.front / step) * step; s <= this.front + this.span + 1e-6; s += step) {
      const at = width - RIGHT - ((s - this.front) / this.span) * (width - LEFT - RIGHT);
      to.fillText(s ? `+${Number(s.toFixed(1))} s` : "leader", at, height - 12);
      to.fillRect(at, height - 30, 1, 5);
    }
  }

  // The draft: a wake between cars of a lane that run close.
  draft(to, ink, cars, placed) {
    const last = new Map();
    to.strokeStyle = ink.bar;
    for (const entry of cars) {
      const spot = placed.get(entry.car), lane = spot.lane, before = last.get(lane);
      if (before && spot.gap - before.gap < 0.35) {
        const a = this.spots.get(entry.car), b = this.spots.get(before.car);
        to.globalAlpha = 0.75 * (1 - (spot.gap - before.gap) / 0.35);
        to.lineWidth = 3;
        to.beginPath();
        to.moveTo(a.x, a.y);
        to.lineTo(b.x, b.y);
        to.stroke();
      }
      last.set(lane, { car: entry.car, gap: spot.gap });
    }
    to.globalAlpha = 1;
    to.lineWidth = 1;
  }

  pushes(to, ink, pushes) {
    to.strokeStyle = ink.mark;
    to.fillStyle = ink.mark;
    for (const [from, whom] of pushes ?? []) {
      const a = this.spots.get(from), b = this.spots.get(whom);
      if (!a || !b || Math.abs(a.x - b.x) > 160) continue;
      to.beginPath();
      to.moveTo(a.x + 6, a.y - 13);
      to.quadraticCurveTo((a.x + b.x) / 2, Math.min(a.y, b.y) - 30, b.x - 4, b.y - 14);
      to.stroke();
      to.beginPath();
      to.arc(b.x - 4, b.y - 14, 2.5, 0, 7);
      to.fill();
    }
  }

  car(to, ink, entry, followed, colours) {
    const spot = this.spots.get(entry.car);
    const wide = 28, high = 18;
    if (spot.x < 2) return;
    to.fillStyle = ink.sheet;
    to.strokeStyle = entry.car === followed ? ink.mark : ink.ink;
    to.lineWidth = entry.car === followed ? 3 : 1;
    to.beginPath();
    to.roundRect(spot.x - wide / 2, spot.y - high / 2, wide, high, 3);
    to.fill();
    to.stroke();
    const colour = colours.get(entry.car);
    if (colour) {
      to.fillStyle = colour;
      to.fillRect(spot.x + wide / 2 - 5, spot.y - high / 2 + 1, 4, high - 2);
    }
    to.fillStyle = ink.ink;
    to.font = "bold 11px system-ui, sans-serif";
    to.textAlign = "center";
    to.fillText(entry.car, spot.x - 1, spot.y + 4);
    to.lineWidth = 1;
  }

  close() { this.sheet.close(); }
}

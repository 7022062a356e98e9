// The event log of a race, and the one place where the delay is applied: whoever reads it at a time sees nothing younger.
export class RaceLog {
  constructor() {
    this.rows = [];      // one a lap, in order
    this.ends = [];      // s from the green flag at which each lap ended
    this.order = new Map();
    this.delay = 0;
  }

  add(row) {
    const at = this.rows.findIndex((held) => held.lap === row.lap);
    if (at >= 0) {
      this.stints(row, this.rows[at - 1]);
      this.rows[at] = row;
      return;
    }
    this.stints(row, this.rows.at(-1));
    this.rows.push(row);
    const last = this.ends.at(-1) ?? 0;
    this.ends.push(Math.max(row.elapsed_s ?? last + 45, last));
  }

  // Laps since the last stop, by the count of stops: the age of the tyres where it is not told.
  stints(row, before) {
    const was = new Map((before?.entries ?? []).map((entry) => [entry.car, entry]));
    for (const entry of row.entries) {
      if (entry.stops == null) continue;
      const held = was.get(entry.car);
      if (!held && entry.stops > 0) continue; // stopped before anybody looked
      entry.since = held && held.stops === entry.stops ? held.since : entry.stops > 0 ? row.lap : 0;
      if (entry.since != null && entry.tire_age_laps == null && !entry.out) entry.stint_laps = row.lap - entry.since;
    }
  }

  clear() {
    this.rows = [];
    this.ends = [];
  }

  chances(row) {
    const held = this.rows.find((one) => one.lap === row.lap);
    if (!held) return;
    const by = new Map(row.entries.map((entry) => [entry.car, entry]));
    for (const entry of held.entries) {
      const told = by.get(entry.car);
      if (told) Object.assign(entry, { win: told.win, win_se: told.win_se, top5: told.top5, top10: told.top10 });
    }
    Object.assign(held, { moved_by: row.moved_by, excitement: row.excitement, told: true });
  }

  get length() { return this.rows.length; }
  get end() { return this.ends.at(-1) ?? 0; }

  // What can be seen at a clock time: the last lap that had ended, and how far the next one has got.
  seen(clock) {
    const now = Math.max(0, clock - this.delay);
    let at = -1;
    for (let low = 0, high = this.ends.length - 1; low <= high;) {
      const middle = (low + high) >> 1;
      if (this.ends[middle] <= now) { at = middle; low = middle + 1; } else high = middle - 1;
    }
    const from = at < 0 ? 0 : this.ends[at];
    const to = this.ends[at + 1] ?? from;
    return {
      now, at, row: at < 0 ? null : this.rows[at], next: this.rows[at + 1] ?? null,
      share: to > from ? Math.min(1, (now - from) / (to - from)) : 0,
    };
  }

  timeOf(lap) {
    const at = this.rows.findIndex((row) => row.lap >= lap);
    return at < 0 ? this.end : this.ends[at];
  }

  // Only what has been seen: the laps up to the cursor.
  past(clock) {
    const { at } = this.seen(clock);
    return this.rows.slice(0, at + 1);
  }
}

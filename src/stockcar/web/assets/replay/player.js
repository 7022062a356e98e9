// One race: a clock over the event log, and the panels that read from it. Every panel is given what the log shows at
// the clock's time, so that the delay holds for all of them.
import { Clock } from "./clock.js";
import { Controls } from "./controls.js";
import { COLOURS } from "./ink.js";
import { RaceLog } from "./log.js";
import { Pack } from "./pack.js";
import { drawPits } from "./pits.js";
import { Ribbon } from "./ribbon.js";
import { readLines, readOnce } from "./stream.js";
import { Tower } from "./tower.js";

const MESSAGES = 14;

export class Player {
  constructor(page, options) {
    this.options = options;
    this.log = new RaceLog();
    this.lanes = new Map();
    this.pushes = new Map();
    this.events = [];
    this.colours = new Map();
    this.favourites = [];
    this.followed = options.follow || null;
    this.shown = null;
    const part = (name) => page.querySelector(`[data-part="${name}"]`);
    this.place = { status: part("status"), events: part("events"), stream: part("stream"), pits: part("pits") };
    this.tower = new Tower(part("tower"), (car) => this.follow(car));
    this.pack = new Pack(part("pack"), false);
    this.ribbon = new Ribbon(part("ribbon"), (share) => this.toLap(Math.round(share * this.laps)));
    this.controls = new Controls(part("controls"), {
      play: () => this.play(), laps: (n) => this.toLap(this.lap + n), speed: (speed) => this.speed(speed),
      lap: (lap) => this.toLap(lap), delay: (s) => this.delay(s), follow: (car) => this.follow(car),
      edge: () => this.toEdge(),
    }, options.live, Boolean(options.fork));
    this.stopped = new AbortController();
    this.clock = new Clock(() => this.draw());
    this.load();
  }

  get laps() { return this.options.laps || this.log.rows.at(-1)?.lap || 1; }
  get lap() { return this.log.seen(this.clock.time).row?.lap ?? 0; }

  async load() {
    const { signal } = this.stopped;
    const say = (text) => { this.place.stream.textContent = text; };
    if (this.options.live) { await this.watch(signal); return; }
    say("reading the laps");
    if (this.options.log) this.story(await readOnce(this.options.log, signal, say));
    const whole = await readLines(this.options.rows, (row) => this.take(row, say), signal, say);
    if (!whole || !this.log.length) return;
    say("");
    this.controls.show({ laps: this.log.rows.at(-1).lap });
    this.toLap(this.options.lap ?? Math.max(0, this.log.rows.at(-1).lap - 20));
    if (!this.options.chances) return;
    let told = 0;
    say("working out the chances");
    await readLines(this.options.chances, (row) => {
      if (row.error) { say(row.what); return; }
      this.log.chances(row);
      told += 1;
      this.stale = true;
      say(`chances: lap ${row.lap} of ${this.log.rows.at(-1).lap}`);
    }, signal, say);
    if (told) say("");
    if (!this.log.rows.some((row) => row.entries.some((entry) => entry.win != null))) this.noChances();
  }

  noChances() {
    this.ribbon.words = "no chances: the open book does not know this race";
    this.stale = true;
  }

  // A race under way: what has been seen of it, then each lap as it comes. The clock stays with it unless it is moved.
  async watch(signal) {
    let said = "", link = "";
    const tell = () => { this.place.stream.textContent = [said, link].filter(Boolean).join(" – "); };
    this.speed(1);
    this.clock.edge = () => {
      if (this.arrived == null) return 0;
      const now = this.log.end + (performance.now() - this.arrived) / 1000;
      return this.over ? Math.min(now, this.log.end + this.log.delay) : now;
    };
    this.clock.playing = this.clock.atEdge = true;
    said = "asking the feed";
    tell();
    while (!signal.aborted && !this.over) {
      await readLines(this.options.rows, (row) => {
        if (row.said !== undefined) {
          said = row.said;
          this.over = said.startsWith("The race is over");
        } else {
          if (!row.error && (said.startsWith("No lap") || said.startsWith("asking"))) said = "";
          if (!row.error && row.lap < (this.log.rows[0]?.lap ?? 0)) this.log.clear(); // another race has begun
          this.take(row, (text) => { said = text; });
          this.arrived = performance.now();
          if (!row.error && row.entries.every((entry) => entry.win == null)) this.noChances();
          this.controls.show({ laps: this.laps });
        }
        tell();
      }, signal, (text) => { link = text; tell(); }, true);
      if (!this.over) await new Promise((done) => setTimeout(done, 3000));
    }
  }

  take(row, say) {
    if (row.error) { say([row.what, row.why, row.next].filter(Boolean).join(" – ")); return; }
    this.log.add(row);
    this.clock.end = this.log.end + this.log.delay;
    if (this.log.length === 1) this.controls.cars(row.entries);
    if (this.log.length === 1) this.grid = new Map(row.entries.map((entry) => [entry.car, entry.position]));
  }

  // What only a simulated run has: its lanes, its pushes, its story.
  story(document) {
    for (const lap of document.laps ?? []) {
      if (lap.line?.some((line) => line >= 0)) this.lanes.set(lap.lap, new Map(lap.order.map((car, at) => [car, lap.line[at]])));
    }
    for (const event of document.events ?? []) {
      if (event.kind === "push" && event.other) {
        if (!this.pushes.has(event.lap)) this.pushes.set(event.lap, []);
        this.pushes.get(event.lap).push([event.car, event.other]);
      } else if (event.weight) this.events.push(event);
    }
  }

  draw() {
    const seen = this.log.seen(this.clock.time);
    const stamp = `${seen.at}|${this.followed}|${this.log.delay}|${this.log.length}`;
    if (stamp !== this.shown || this.stale || this.ribbon.sheet.stale) this.turn(seen, stamp);
    seen.nextBy = this.nextBy;
    seen.lanes = this.lanes.get(seen.row?.lap) ?? null;
    const pushes = this.pushes.get((seen.row?.lap ?? 0) + 1) ?? [];
    const from = Math.floor(seen.share * pushes.length);
    this.pack.draw(seen, this.followed, this.colours, pushes.slice(from, from + 4));
    if (this.edge !== this.clock.atEdge) this.controls.show({ edge: this.edge = this.clock.atEdge });
    if (this.playing !== this.clock.playing) this.controls.show({ playing: this.playing = this.clock.playing });
  }

  // A new lap, or something new about it: the panels that change with the lap.
  turn(seen, stamp) {
    const newLap = !this.shown || !this.shown.startsWith(`${seen.at}|`);
    this.shown = stamp;
    this.stale = false;
    this.nextBy = new Map((seen.next?.entries ?? []).map((entry) => [entry.car, entry]));
    const past = this.log.past(this.clock.time);
    this.choose(past);
    this.tower.draw(seen.row, this.followed, this.colours, this.grid);
    this.ribbon.draw(past, this.laps, this.favourites, this.colours, this.followed);
    this.ribbon.sheet.stale = false;
    this.pack.sheet.stale = false;
    const lap = seen.row?.lap ?? 0;
    this.controls.show({ lap });
    if (this.options.fork) this.controls.show({ fork: this.options.fork.replace("LAP", String(Math.max(1, lap))) });
    if (newLap) {
      this.tell(seen, past, lap);
      drawPits(this.place.pits, past, this.colours);
    }
  }

  tell(seen, past, lap) {
    const flag = seen.row?.flag ?? "before the start";
    const leader = seen.row?.entries[0];
    const minutes = Math.floor(seen.now / 60), rest = Math.floor(seen.now % 60);
    this.place.status.innerHTML = "";
    const add = (kind, text) => {
      const span = document.createElement("span");
      span.className = kind;
      span.textContent = text;
      this.place.status.append(span, " ");
    };
    add(`flag ${flag}`, flag);
    add("lapno", this.options.live ? `Lap ${lap}` : `Lap ${lap} of ${this.laps}`);
    add("quiet", `${minutes}:${String(rest).padStart(2, "0")}`);
    if (leader) add("", `Leader: No. ${leader.car} ${leader.driver}`);
    this.place.status.dataset.lap = lap;
    const lines = [];
    for (const row of past) if (row.moved_by) lines.push([row.lap, row.moved_by, 1]);
    for (const event of this.events) if (event.lap <= lap) lines.push([event.lap, event.text, 0]);
    if (!this.events.length) this.flags(past).forEach((line) => lines.push(line));
    lines.sort((a, b) => b[0] - a[0]);
    this.place.events.replaceChildren(...lines.slice(0, MESSAGES).map(([at, text, moved]) => {
      const line = document.createElement("li");
      line.textContent = `Lap ${at}: ${text}`;
      if (moved) line.className = "moved";
      else if (/^caution|yellow flag/i.test(text)) line.className = "yellow";
      return line;
    }));
  }

  flags(past) {
    const found = [];
    past.forEach((row, at) => {
      if (row.flag !== past[at - 1]?.flag) found.push([row.lap, `${row.flag ?? "unknown"} flag`, 0]);
      const out = row.entries.filter((e) => e.out && !past[at - 1]?.entries.find((b) => b.car === e.car)?.out);
      if (at) out.forEach((e) => found.push([row.lap, `No. ${e.car} ${e.driver} is out: ${e.out}`, 0]));
    });
    return found;
  }

  // Colours go to those who had the best chances so far, or run in front, and stay with them.
  choose(past) {
    const best = new Map();
    for (const row of past) for (const e of row.entries) if (e.win != null) best.set(e.car, Math.max(best.get(e.car) ?? 0, e.win));
    const ranked = best.size ? [...best].sort((a, b) => b[1] - a[1]).map(([car]) => car)
      : (past.at(-1)?.entries ?? []).map((e) => e.car);
    for (const car of ranked.slice(0, COLOURS.length)) {
      if (!this.colours.has(car) && this.colours.size < COLOURS.length) this.colours.set(car, COLOURS[this.colours.size]);
    }
    this.favourites = [...this.colours.keys()];
  }

  play() {
    if (!this.clock.playing && this.clock.time >= this.clock.end && !this.clock.edge) this.clock.jump(0);
    this.clock.playing = !this.clock.playing;
    this.clock.atEdge = false;
    if (!this.clock.playing) this.keep();
  }

  // To where the race has got, and with it from now on.
  toEdge() {
    this.clock.playing = this.clock.atEdge = true;
    this.pack.spots.clear();
  }

  toLap(lap) {
    const wanted = Math.max(0, Math.min(this.laps, lap));
    this.clock.jump(wanted <= 0 ? 0 : this.log.timeOf(wanted) + this.log.delay);
    this.pack.spots.clear();
    this.keep();
  }

  // The address says which lap stands here.
  keep() {
    const here = new URL(location.href);
    if (!this.options.live) here.searchParams.set("lap", String(this.lap));
    if (this.followed) here.searchParams.set("follow", this.followed);
    else here.searchParams.delete("follow");
    history.replaceState(null, "", here);
  }

  speed(speed) { this.clock.speed = speed; this.controls.show({ speed }); }
  delay(s) { this.log.delay = s; this.clock.end = this.log.end + s; this.controls.show({ delay: s }); }
  follow(car) { this.followed = car && car !== this.followed ? car : null; this.controls.show({ followed: this.followed }); }

  close() {
    this.stopped.abort();
    this.clock.stop();
    this.controls.close();
    this.pack.close();
    this.ribbon.close();
  }
}

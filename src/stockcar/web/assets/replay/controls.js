// Play, speed, scrub, delay, follow: buttons and sliders of the browser, and the keys that do the same.
export const SPEEDS = [1, 8, 30, 120];

export class Controls {
  constructor(place, on, live, forks) {
    this.on = on;
    place.innerHTML = `<div class="fields playing">
      <button type="button" class="main" data-do="play">Play</button>
      <button type="button" data-do="back" aria-label="One lap back">◂</button>
      <button type="button" data-do="on" aria-label="One lap on">▸</button>
      <button type="button" data-do="edge" hidden>Live</button>
      <label>speed<select data-do="speed">${SPEEDS.map((s, at) => `<option value="${s}"${at === 1 ? " selected" : ""}>${s}×</option>`).join("")}</select></label>
      <label class="long">lap<input type="range" min="0" max="1" value="0" step="1" data-do="scrub"></label>
      <label><span>delay <b data-said="delay"></b></span><input type="range" min="0" max="120" value="0" step="5" data-do="delay"></label>
      <label>follow<select data-do="follow"><option value="">nobody</option></select></label>
      <a class="fork" href="#" hidden>Fork here</a></div>
      <p class="quiet keys">Keys: <kbd>space</kbd> play, <kbd>←</kbd> <kbd>→</kbd> a lap (with <kbd>shift</kbd> ten),
      <kbd>1</kbd>–<kbd>4</kbd> speed<span data-said="keys">, <kbd>F</kbd> fork</span></p>`;
    this.part = Object.fromEntries([...place.querySelectorAll("[data-do]")].map((el) => [el.dataset.do, el]));
    this.fork = place.querySelector(".fork");
    this.delay = place.querySelector("[data-said=delay]");
    if (live) place.querySelector("[data-said=keys]").innerHTML = ", <kbd>L</kbd> live";
    else if (!forks) place.querySelector("[data-said=keys]").textContent = "";
    this.part.edge.hidden = !live;
    this.part.edge.addEventListener("click", () => on.edge());
    this.part.play.addEventListener("click", () => on.play());
    this.part.back.addEventListener("click", () => on.laps(-1));
    this.part.on.addEventListener("click", () => on.laps(1));
    this.part.speed.addEventListener("change", () => on.speed(Number(this.part.speed.value)));
    this.part.scrub.addEventListener("input", () => on.lap(Number(this.part.scrub.value)));
    this.part.delay.addEventListener("input", () => on.delay(Number(this.part.delay.value)));
    this.part.follow.addEventListener("change", () => on.follow(this.part.follow.value));
    this.pressed = (event) => this.key(event);
    document.addEventListener("keydown", this.pressed);
    this.show({ delay: 0 });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target.closest?.("input, textarea, select") ? "field"
      : event.target.closest?.("button, a, summary") ? "button" : "";
    if (at === "field") return;
    const step = event.shiftKey ? 10 : 1;
    const acts = {
      " ": at === "button" ? null : () => this.on.play(),
      ArrowLeft: () => this.on.laps(-step), ArrowRight: () => this.on.laps(step),
      f: this.forking, F: this.forking, l: this.edging, L: this.edging,
    };
    SPEEDS.forEach((speed, n) => { acts[String(n + 1)] = () => this.on.speed(speed); });
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  get forking() { return this.fork.hidden ? null : () => this.fork.click(); }
  get edging() { return this.part.edge.hidden ? null : () => this.on.edge(); }

  show({ playing, lap, laps, speed, delay, followed, fork, edge }) {
    if (playing !== undefined) this.part.play.textContent = playing ? "Pause" : "Play";
    if (laps !== undefined) this.part.scrub.max = laps;
    if (lap !== undefined) {
      this.part.scrub.value = lap;
      this.part.scrub.setAttribute("aria-valuetext", `lap ${lap}`);
    }
    if (speed !== undefined) this.part.speed.value = speed;
    if (delay !== undefined) { this.part.delay.value = delay; this.delay.textContent = `${delay} s`; }
    if (followed !== undefined) this.part.follow.value = followed ?? "";
    if (fork !== undefined) {
      this.fork.href = fork;
      this.fork.hidden = false;
    }
    if (edge !== undefined) this.part.edge.setAttribute("aria-pressed", String(edge));
  }

  cars(entries) {
    const held = this.part.follow.value;
    const sorted = [...entries].sort((a, b) => a.driver.localeCompare(b.driver));
    this.part.follow.replaceChildren(new Option("nobody", ""),
      ...sorted.map((entry) => new Option(`${entry.driver} (${entry.car})`, entry.car)));
    this.part.follow.value = held;
  }

  close() { document.removeEventListener("keydown", this.pressed); }
}

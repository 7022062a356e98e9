// Race time: plays, pauses, speeds up, jumps. It knows nothing of the race.
export class Clock {
  constructor(tick) {
    this.tick = tick;
    this.time = 0;
    this.speed = 8;
    this.playing = false;
    this.end = 0;
    this.frames = [];
    this.last = null;
    this.edge = null;    // of a race under way: () => the time that it has got to
    this.atEdge = false; // stays there
    this.frame = requestAnimationFrame((at) => this.beat(at));
  }

  beat(at) {
    if (this.last !== null) {
      const passed = Math.min(0.25, (at - this.last) / 1000);
      if (this.edge) this.end = this.edge();
      if (this.playing) {
        this.time = Math.min(this.end, this.time + passed * this.speed);
        if (this.time >= this.end) {
          this.playing = Boolean(this.edge);
          this.atEdge = this.playing;
        }
      }
      if (this.atEdge) this.time = this.end;
      this.frames.push(at);
      while (this.frames.length && this.frames[0] < at - 2000) this.frames.shift();
    }
    this.last = at;
    this.tick(this);
    this.frame = requestAnimationFrame((next) => this.beat(next));
  }

  // Frames a second over the last two seconds.
  get rate() {
    const n = this.frames.length;
    return n > 1 ? 1000 * (n - 1) / (this.frames[n - 1] - this.frames[0]) : 0;
  }

  jump(time) { this.atEdge = false; this.time = Math.max(0, Math.min(this.end, time)); }
  stop() { cancelAnimationFrame(this.frame); }
}

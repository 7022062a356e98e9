// Mounts the player; everything it does is in assets/replay.
export default {
  template: "<div class='player'></div>",
  props: { options: Object },
  async mounted() {
    const player = `/assets/replay/player.js?${this.options.version}`;
    let read = null;
    // A browser remembers that a module could not be read, so it is asked for under another name.
    for (let failed = 0; !read && !this.gone && failed < 40; failed++) {
      read = await import(failed ? `${player}&again=${failed}` : player).catch(() => null);
      if (!read) await new Promise((done) => setTimeout(done, 500));
    }
    if (this.gone || !read) return;
    const { Player } = read;
    this.player = new Player(document, this.options);
    window.stockcarPlayer = this.player;
  },
  beforeUnmount() {
    this.gone = true;
    this.player?.close();
  },
};

// Mounts the player; everything it does is in assets/replay.
export default {
  template: "<div class='player'></div>",
  props: { options: Object },
  async mounted() {
    const { Player } = await import(`/assets/replay/player.js?${this.options.version}`);
    if (this.gone) return;
    this.player = new Player(document, this.options);
    window.stockcarPlayer = this.player;
  },
  beforeUnmount() {
    this.gone = true;
    this.player?.close();
  },
};

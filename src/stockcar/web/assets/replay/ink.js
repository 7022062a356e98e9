// Colours of the theme for a canvas, and a canvas that is sharp on any screen.
export const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
export const COLOURS = ["#2b7bba", "#d1652a", "#1f9270", "#b0569a", "#a08000", "#5b8bd0", "#c24f4f", "#5f9a2f"];

export class Sheet {
  constructor(place, height, label) {
    this.canvas = document.createElement("canvas");
    this.canvas.style.cssText = `width:100%;height:${height}px;display:block`;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", label);
    place.replaceChildren(this.canvas);
    this.height = height;
    this.to = this.canvas.getContext("2d");
    this.theme = null;
    this.fit();
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.canvas);
  }

  fit() {
    const scale = Math.min(2, devicePixelRatio || 1);
    this.width = this.canvas.clientWidth || 600;
    this.canvas.width = Math.round(this.width * scale);
    this.canvas.height = Math.round(this.height * scale);
    this.to.setTransform(scale, 0, 0, scale, 0, 0);
    this.stale = true;
  }

  // The theme's colours, read again only when the theme changes.
  get ink() {
    const theme = document.documentElement.dataset.theme;
    if (theme !== this.theme) {
      this.theme = theme;
      this.held = Object.fromEntries(["paper", "sheet", "ink", "quiet", "line", "caution", "mark", "row", "bar"]
        .map((name) => [name, ink(`--${name}`)]));
      this.stale = true;
    }
    return this.held;
  }

  close() { this.watch.disconnect(); }
}

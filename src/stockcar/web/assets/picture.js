// A panel as a picture: the chart as it stands, or its table drawn plainly.
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const onPaper = (source) => {
  const canvas = document.createElement("canvas");
  canvas.width = source.width;
  canvas.height = source.height;
  const to = canvas.getContext("2d");
  to.fillStyle = ink("--paper");
  to.fillRect(0, 0, canvas.width, canvas.height);
  to.drawImage(source, 0, 0);
  return canvas;
};

export const chartPicture = (panel) => {
  const drawn = panel.querySelector(".nicegui-echart canvas, canvas");
  return drawn && drawn.width ? onPaper(drawn) : null;
};

export const tablePicture = (title, rows) => {
  if (!rows.length) return null;
  const shown = rows.slice(0, 60), pad = 10, step = 22;
  const canvas = document.createElement("canvas");
  const to = canvas.getContext("2d");
  const font = "13px system-ui, sans-serif";
  to.font = font;
  const widths = [];
  shown.forEach((row) => row.forEach((text, at) => {
    widths[at] = Math.max(widths[at] ?? 0, Math.min(to.measureText(text).width, 320));
  }));
  const wide = widths.reduce((sum, width) => sum + width + 2 * pad, 0);
  const scale = 2;
  canvas.width = scale * Math.max(wide, 320);
  canvas.height = scale * (step * (shown.length + 1) + 3 * pad);
  to.scale(scale, scale);
  to.fillStyle = ink("--paper");
  to.fillRect(0, 0, canvas.width, canvas.height);
  to.fillStyle = ink("--ink");
  to.font = "bold 15px Georgia, serif";
  to.fillText(title, pad, pad + 14);
  shown.forEach((row, line) => {
    let x = pad;
    const y = 2 * pad + step * (line + 1) + 10;
    to.font = line ? font : `bold ${font}`;
    row.forEach((text, at) => {
      const number = line && /^[-–\d.,\s%]+$/.test(text);
      to.textAlign = number ? "right" : "left";
      to.fillText(text, number ? x + widths[at] : x, y, 320);
      x += widths[at] + 2 * pad;
    });
    to.fillStyle = ink("--line");
    to.fillRect(0, y + 6, wide, 0.5);
    to.fillStyle = ink("--ink");
  });
  return canvas;
};

// What a screen reader, a keyboard and weak eyes need, checked in the page itself; returns findings as text.
() => {
  const found = [];
  const say = (rule, el) => found.push(`${rule}: <${el.tagName.toLowerCase()}> ${(el.outerHTML || "").slice(0, 110)}`);
  const shown = (el) => {
    const box = el.getBoundingClientRect(), style = getComputedStyle(el);
    return box.width > 0 && box.height > 0 && style.visibility !== "hidden" && style.display !== "none";
  };
  const name = (el) => (el.getAttribute("aria-label")
    || (el.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id)?.textContent).join(" ")
    || el.textContent || el.getAttribute("title") || el.getAttribute("alt") || "").trim();

  if (!document.documentElement.lang) found.push("html has no lang");
  if (!document.title) found.push("no title");
  if (document.querySelectorAll("main").length !== 1) found.push("not exactly one main");
  if (document.querySelectorAll("h1").length !== 1) found.push("not exactly one h1");
  let last = 0;
  for (const head of document.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
    const level = Number(head.tagName[1]);
    if (level > last + 1) say("heading skips a level", head);
    if (!head.textContent.trim()) say("empty heading", head);
    last = level;
  }
  const ids = new Map();
  for (const el of document.querySelectorAll("[id]")) {
    if (ids.has(el.id)) say(`id ${el.id} twice`, el);
    ids.set(el.id, el);
  }
  for (const el of document.querySelectorAll("[aria-labelledby],[aria-describedby]")) {
    for (const id of (el.getAttribute("aria-labelledby") || el.getAttribute("aria-describedby")).split(" ")) {
      if (!ids.has(id)) say(`points to no ${id}`, el);
    }
  }
  for (const el of document.querySelectorAll("button, a[href], summary, [role=button], [role=img], img, canvas[role], .nicegui-echart")) {
    if (!name(el)) say("no name", el);
  }
  for (const el of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!el.labels?.length && !el.getAttribute("aria-label")) say("field without label", el);
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption?.textContent.trim()) say("table without caption", table);
    for (const th of table.querySelectorAll("thead th")) if (th.scope !== "col") say("header without scope", th);
  }
  for (const el of document.querySelectorAll("[tabindex]")) if (el.tabIndex > 0) say("tabindex above 0", el);
  for (const el of document.querySelectorAll("section, nav, form[role=search], [role=region]")) {
    if (el.tagName !== "FORM" && !el.getAttribute("aria-label") && !el.getAttribute("aria-labelledby")) say("landmark without name", el);
  }
  for (const el of document.querySelectorAll("a a, button button, a button, button a, summary a, summary button")) say("nested control", el);

  const parse = (text) => {
    const part = text.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    return text.startsWith("color(srgb") ? [...part.slice(0, 3).map((v) => v * 255), part[3] ?? 1] : [part[0], part[1], part[2], part[3] ?? 1];
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (el) => {
    const stack = [];
    for (let at = el; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null;
      const colour = parse(style.backgroundColor);
      if (colour[3] > 0) stack.push(colour);
      if (colour[3] === 1) break;
    }
    return stack.reverse().reduce((under, over) => under.map((v, at) => v * (1 - over[3]) + over[at] * over[3]), [255, 255, 255]);
  };
  const told = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const el = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !el || told.has(el) || !shown(el)) continue;
    if (el.closest("[disabled], script, style, noscript, .nicegui-error-popup, [aria-hidden=true]")) continue;
    told.add(el);
    const paper = behind(el);
    if (!paper) continue;
    const style = getComputedStyle(el), ink = parse(style.color);
    const mixed = ink.slice(0, 3).map((v, at) => v * ink[3] + paper[at] * (1 - ink[3]));
    const [a, b] = [light(mixed), light(paper)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)} of "${walk.currentNode.textContent.trim().slice(0, 30)}"`, el);
  }
  return [...new Set(found)];
}

/* The names of things and lines, on a sheet over the drawing: as many as fit, the weightiest first, none over another. */

const FONT = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif';
const LINE_HEIGHT = 1.22;
const MOST_NAMES = 40;  // where things stand close
const NEAR = 0.55;  // the size from which on lines have names: before, they take the room that things need for theirs
const LONGEST = 300;  // letters of a name that are looked at: to measure more takes long, and they never fit
const widths = new Map();
let isNaming = false;

/** Which areas of a sheet are taken. */
class Sheet {
  constructor() { this.cells = new Map(); }
  * cellsOf({ left, top, right, bottom }) {
    for (let x = Math.floor(left / 64); x <= Math.floor(right / 64); x += 1) {
      for (let y = Math.floor(top / 64); y <= Math.floor(bottom / 64); y += 1) yield x * 100003 + y;
    }
  }
  isFree(area, own) {
    for (const cell of this.cellsOf(area)) {
      for (const taken of this.cells.get(cell) || []) {
        if (taken.own !== own && area.left < taken.right && taken.left < area.right
          && area.top < taken.bottom && taken.top < area.bottom) return false;
      }
    }
    return true;
  }
  take(area, own) {
    for (const cell of this.cellsOf(area)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push({ ...area, own });
    }
  }
}

/** How wide a text is at a size of 100 pixels; kept, since measuring is slow. */
function measured(context, text, isBold) {
  const key = isBold ? `*${text}` : text;
  if (!widths.has(key)) {
    context.font = `${isBold ? "700 " : ""}100px ${FONT}`;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}

/** The words of a text; where no spaces part them, as in Chinese, each sign is one. */
const wordsOf = (text) => text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}] *|[^ \p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]+ *| +/gu) || [];

/** A name in at most so many lines; what does not fit ends in an ellipsis. */
function inLines(context, text, size, width, most) {
  const fits = (line) => measured(context, line, false) * size / 100 <= width;
  const isLong = text.length > LONGEST;
  const lines = [""];
  for (const word of wordsOf(isLong ? text.slice(0, LONGEST) : text)) {
    const line = lines[lines.length - 1];
    if (line && lines.length < most && !fits((line + word).trimEnd())) lines.push(word);
    else lines[lines.length - 1] += word;
  }
  return lines.map((one, place) => {
    const line = one.trimEnd();
    const isCut = isLong && place === lines.length - 1;
    return fits(line) && !isCut ? line : cutShort(line, fits);
  });
}

/** As many letters of a line as fit, and an ellipsis. */
function cutShort(line, fits) {
  const letters = [...line];
  const cut = (count) => `${letters.slice(0, count).join("").trimEnd()}…`;
  let most = 0;
  for (let end = letters.length; most < end;) {
    const middle = Math.ceil((most + end) / 2);
    if (fits(cut(middle))) most = middle;
    else end = middle - 1;
  }
  return cut(most);
}

/**
 * Where names stand.
 *
 * @param context - a canvas that measures
 * @param nodes - `{thing, x, y, size}` in pixels of the sheet
 * @param lines - `{relation, x, y}` with the middle of the line
 * @param size - of the font
 * @param width - of the sheet
 * @returns `{text: [lines], x, top, size, isBold, isQuiet}`, x being the middle
 */
function placedNames(context, nodes, lines, size, width) {
  const sheet = new Sheet();
  const isSparse = nodes.length <= 120;
  const areaOf = ({ x, y, size: diameter }) => {
    const half = diameter * 0.6;
    return { left: x - half, right: x + half, top: y - half, bottom: y + half };
  };
  if (isSparse) for (const node of nodes) sheet.take(areaOf(node), node.thing);
  const weight = ({ thing }) => (thing === view.chosen || thing === view.hovered ? 4e6 : 0)
    + (view.way && view.way.some((hop) => hop.from === thing || hop.to === thing) ? 2e6 : 0)
    + (thing.isStart ? 1e6 : 0) + thing.edges.length;
  const found = [];
  const chosenNear = view.chosen && !view.way ? new Set([view.chosen, ...neighbours(view.chosen)]) : null;
  const ranked = nodes.filter(({ thing }) => isNamed(thing, chosenNear, isSparse))
    .sort((a, b) => weight(b) - weight(a) || a.thing.place - b.thing.place);
  for (const node of ranked) {
    if (found.length >= (isSparse ? 200 : MOST_NAMES)) break;
    const isBold = node.thing.isStart || node.thing === view.chosen;
    const text = inLines(context, node.thing.name, size, (isSparse ? 150 : 180) * size / 13, isSparse ? 3 : 1);
    const half = Math.max(...text.map((line) => measured(context, line, isBold))) * size / 200 + 2;
    const high = text.length * size * LINE_HEIGHT;
    const places = placesFor(node, half, high, width);
    const area = places.find((one) => sheet.isFree(one, node.thing)) || (found.length ? null : places[0]);
    if (!area) continue;
    sheet.take(area, {});
    if (!isSparse) sheet.take(areaOf(node), node.thing);
    found.push({ text, x: (area.left + area.right) / 2, top: area.top, size, isBold, half });
  }
  for (const { relation, x, y } of lines) {
    const small = size * 0.86;
    const text = inLines(context, relation.relation, small, 18 * size, 1);
    const half = measured(context, text[0], false) * small / 200 + 3;
    const area = { left: x - half, right: x + half, top: y - small * 0.65, bottom: y + small * 0.65 };
    if (!sheet.isFree(area, area)) continue;
    sheet.take(area, {});
    found.push({ text, x, top: area.top, size: small, isBold: false, isQuiet: true, half });
  }
  return found;
}

/** Where the name of a thing may stand, the best place first: below it, above, on the right, on the left. */
function placesFor({ x, y, size }, half, high, width) {
  const away = size / 2 + 4;
  const area = (middle, top) => ({ left: middle - half, right: middle + half, top, bottom: top + high });
  // a name at the rim moves inwards, so that nothing of it is cut
  const middle = x < 0 || x > width ? x : Math.max(half, Math.min(x, width - half));
  const beside = [area(x + away + half, y - high / 2), area(x - away - half, y - high / 2)];
  return [area(middle, y + away), area(middle, y - away - high), ...beside.filter(({ left, right }) => left >= 0 && right <= width)];
}

/** Where things stand close, those are named that others gather around. */
function isNamed(thing, near, isSparse) {
  if (thing === view.hovered) return true;
  if (view.way) return view.way.some((hop) => hop.from === thing || hop.to === thing);
  if (near) return near.has(thing);
  return isSparse || thing.isStart || thing.isHub;
}

/** What is to be named, in pixels: `toSheet` turns a place of the drawing into one of the sheet. */
function nameable(scale, toSheet, isInside) {
  const nodes = [];
  for (const thing of view.shown) {
    if (!isOpen(thing)) continue;
    const { x, y } = toSheet(placeOf(thing));
    if (isInside(x, y)) nodes.push({ thing, x, y, size: thing.size * scale });
  }
  let told = [];
  if (view.way) told = view.way.map((hop) => hop.relation);
  else if (view.chosenRelation) told = [view.chosenRelation];
  else if (view.chosen && view.chosen.edges.length <= 60) told = view.chosen.edges;
  else if (!view.chosen && view.lines.length <= 120 && scale >= NEAR) told = view.lines;
  const lines = [];
  for (const relation of told) {
    const edge = view.cy.getElementById(relation.id);
    if (edge.empty() || !edge.visible()) continue;
    lines.push({ relation, ...toSheet(middleOf(edge)) });
  }
  return { nodes, lines };
}

const isPlace = (point) => Boolean(point) && Number.isFinite(point.x) && Number.isFinite(point.y);

function middleOf(edge) {
  const middle = edge.midpoint();
  if (isPlace(middle)) return middle;
  const [one, two] = [edge.source().position(), edge.target().position()];
  return { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2 };
}

const sizeOfNames = (zoom) => Math.max(11.5, Math.min(16, 13 * zoom));

/** A clean sheet as large as the stage, which is drawn on in its pixels. */
function sheetOf(canvas) {
  const sharp = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = at("stage");
  if (canvas.width !== Math.round(width * sharp) || canvas.height !== Math.round(height * sharp)) {
    canvas.width = Math.round(width * sharp);
    canvas.height = Math.round(height * sharp);
  }
  const context = canvas.getContext("2d");
  context.setTransform(sharp, 0, 0, sharp, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

function drawNames() {
  isNaming = false;
  writeNames({ zoom: view.cy.zoom(), pan: view.cy.pan() });
}

function writeNames({ zoom, pan }) {
  const { context, width, height } = sheetOf(at("names"));
  const toSheet = ({ x, y }) => ({ x: x * zoom + pan.x, y: y * zoom + pan.y });
  const isInside = (x, y) => x > -40 && y > -40 && x < width + 40 && y < height + 40;
  const { nodes, lines } = nameable(zoom, toSheet, isInside);
  const placed = placedNames(context, nodes, lines, sizeOfNames(zoom), width);
  view.named = placed;
  const [ink, quiet, halo] = ["ink", "quiet", "halo"].map(colourOf);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const { text, x, top, size, isBold, isQuiet, half } of placed) {
    context.fillStyle = halo;
    context.fillRect(x - half, top, 2 * half, text.length * size * LINE_HEIGHT);
    context.font = `${isBold ? "700 " : ""}${size}px ${FONT}`;
    context.fillStyle = isQuiet ? quiet : ink;
    text.forEach((line, place) => context.fillText(line, x, top + size * (0.95 + place * LINE_HEIGHT)));
  }
}

function nameSoon() {
  if (isNaming) return;
  isNaming = true;
  requestAnimationFrame(drawNames);
}

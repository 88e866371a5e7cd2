/* Pictures of what is on the screen: SVG as text, and PNG painted from it. */

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign])
  .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "");
const short = (value) => Number(value.toFixed(1));

function svgLine(relation, toSheet) {
  const edge = view.cy.getElementById(relation.id);
  // where one thing covers the other, lines have no ends
  const endOf = (point, node) => toSheet(isPlace(point) ? point : node.position());
  const start = endOf(edge.sourceEndpoint(), edge.source());
  const end = endOf(edge.targetEndpoint(), edge.target());
  const bends = (edge.controlPoints() || []).filter(isPlace).map(toSheet);
  const between = bends.length ? `Q${short(bends[0].x)} ${short(bends[0].y)} ` : "L";
  const looks = [
    `stroke="${colourOf(edge.hasClass("way") || edge.hasClass("near") ? "accent" : relation.dispute ? "warning" : "edge")}"`,
    relation.isInferred ? 'stroke-dasharray="5 4"' : "", edge.hasClass("faint") ? 'opacity="0.13"' : "",
  ].filter(Boolean).join(" ");
  const before = bends[0] || start;
  const turn = Math.atan2(end.y - before.y, end.x - before.x);
  const wing = (side) => `${short(end.x - 7 * Math.cos(turn + side))} ${short(end.y - 7 * Math.sin(turn + side))}`;
  const head = hasManyLines() ? "" : `M${wing(0.46)}L${short(end.x)} ${short(end.y)}L${wing(-0.46)}`;
  const told = `${relation.from.name} ${relation.relation} ${relation.to.name}`;
  return `<path ${looks} d="M${short(start.x)} ${short(start.y)}${between}${short(end.x)} ${short(end.y)}${head}"><title>${escaped(told)}</title></path>`;
}

function svgNode(thing, toSheet) {
  const node = view.marks.get(thing);
  const { x, y } = toSheet(node.position());
  const fill = thing.colour || settings.groups[thing.group].colour;
  const ring = (colour, size, width) => `<g fill="none" stroke="${colour}" stroke-width="${width}">${shapeOf(thing.group, x, y, size)}</g>`;
  const marks = [
    thing.isStart || node.hasClass("chosen") ? ring(colourOf("ink"), thing.size + 9, 2) : "",
    thing.isDisputed ? ring(colourOf("warning"), thing.size + 3, 2) : "",
  ].join("");
  return `<g${node.hasClass("faint") ? ' opacity="0.13"' : ""}><title>${escaped(`${thing.name} (${thing.kind})`)}</title>`
    + `<g fill="${fill}">${shapeOf(thing.group, x, y, thing.size)}</g>${marks}</g>`;
}

function svgName({ text, x, top, size, isBold, isQuiet, half }) {
  const looks = `font-size="${short(size)}" fill="${colourOf(isQuiet ? "quiet" : "ink")}"${isBold ? ' font-weight="700"' : ""}`;
  const lines = text.map((line, place) => `<tspan x="${short(x)}" y="${short(top + size * (0.95 + place * LINE_HEIGHT))}">${escaped(line)}</tspan>`);
  return `<rect x="${short(x - half)}" y="${short(top)}" width="${short(2 * half)}" height="${short(text.length * size * LINE_HEIGHT)}" rx="3" fill="${colourOf("ground")}" fill-opacity="0.86"/>`
    + `<text ${looks}>${lines.join("")}</text>`;
}

/** The legend of a picture: one row of shapes with counts. */
function svgLegend(seen, top, width) {
  const counts = countedBy(seen, (thing) => thing.group);
  let x = 30;
  let y = top;
  const parts = [];
  for (const [name, group] of Object.entries(settings.groups)) {
    if (!counts.has(name)) continue;
    const text = `${group.label} ${grouped(counts.get(name))}`;
    const wide = 34 + text.length * 7;
    if (x + wide > width - 20) { x = 30; y += 22; }
    parts.push(`<g fill="${settings.hasCommunities ? colourOf("quiet") : group.colour}">${shapeOf(name, x + 8, y - 4, 15)}</g><text x="${x + 22}" y="${y}" font-size="12" fill="${colourOf("ink")}">${escaped(text)}</text>`);
    x += wide;
  }
  return { text: parts.join(""), bottom: y + 20 };
}

/** What is drawn, all of it and not only what the window shows, as SVG. */
function svgText() {
  const seen = [...view.shown].filter(isOpen);
  const drawnLines = view.lines.filter(isOpenRelation);
  const frame = frameOf(seen) || { x1: 0, y1: 0, w: 0, h: 0 };
  const [side, head] = [90, 96];
  const width = Math.max(640, frame.w + 2 * side);
  const left = (width - frame.w) / 2;
  const toSheet = ({ x, y }) => ({ x: x - frame.x1 + left, y: y - frame.y1 + head });
  const { nodes: named, lines } = nameable(1, toSheet, () => true);
  const names = placedNames(at("names").getContext("2d"), named, lines, 13, width);
  const legend = svgLegend(seen, head + frame.h + 90, width);
  const title = escaped(graph.data.title);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${short(width)}" height="${short(legend.bottom)}" viewBox="0 0 ${short(width)} ${short(legend.bottom)}" font-family="${escaped(FONT).replaceAll("&quot;", "'")}" role="img">`,
    `<title>${title}</title><rect width="100%" height="100%" fill="${colourOf("ground")}"/>`,
    `<text x="30" y="40" font-size="22" font-weight="700" fill="${colourOf("ink")}">${title}</text>`,
    `<text x="30" y="62" font-size="12" fill="${colourOf("quiet")}">${escaped(at("summary").textContent)}</text>`,
    `<g fill="none" stroke-width="${seen.length > 400 ? 0.8 : 1.4}">`, ...drawnLines.map((relation) => svgLine(relation, toSheet)), "</g>",
    ...seen.map((thing) => svgNode(thing, toSheet)),
    '<g text-anchor="middle">', ...names.map(svgName), "</g>", legend.text, "</svg>",
  ].join("\n");
}

function saveSvg() {
  saveFile(fileName("svg"), new Blob([svgText()], { type: "image/svg+xml" }));
}

/** Paints the SVG; at most some 8,000 pixels wide or high, which every browser can. */
async function pngBlob() {
  const text = svgText();
  const image = new Image();
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    await new Promise((done, failed) => {
      image.onload = done;
      image.onerror = () => failed(new Error("the picture could not be painted"));
      image.src = address;
    });
    const zoom = Math.min(2, 8000 / image.width, 8000 / image.height);
    const canvas = made("canvas", { width: Math.round(image.width * zoom), height: Math.round(image.height * zoom) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) => {
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("the picture is too large for this browser"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function savePng() {
  saveFile(fileName("png"), await pngBlob());
}

const saveCsv = () => saveFile(fileName("csv"), new Blob(["\ufeff", csvText()], { type: "text/csv" }));

/** Paper is white: the printed picture is drawn in the light colours. */
function preparePrint() {
  const theme = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
  const picture = new DOMParser().parseFromString(svgText(), "image/svg+xml").documentElement;
  at("printed").replaceChildren(document.importNode(picture, true));
  document.documentElement.dataset.theme = theme;
}

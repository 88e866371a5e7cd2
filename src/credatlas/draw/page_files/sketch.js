/* The first picture of a large drawing: what Cytoscape.js will draw, painted at once while that is still getting ready. */

// the corners of the shapes of Cytoscape.js, in units of the radius
const CORNERS = {
  triangle: [0, -1, -1, 1, 1, 1],
  star: [
    0, -1, -0.3706, -0.4308, -1, -0.2361, -0.5997, 0.3105, -0.618, 1, 0, 0.7686, 0.618, 1, 0.5997, 0.3105, 1, -0.2361,
    0.3706, -0.4308,
  ],
  diamond: [0, 1, 1, 0, 0, -1, -1, 0],
  octagon: [-0.4142, -1, -1, -0.4142, -1, 0.4142, -0.4142, 1, 0.4142, 1, 1, 0.4142, 1, -0.4142, 0.4142, -1],
  tag: [-1, -1, 0.25, -1, 1, 0, 0.25, 1, -1, 1],
  hexagon: [-0.5, -1, -1, 0, -0.5, 1, 0.5, 1, 1, 0, 0.5, -1],
  pentagon: [0, -1, -1, -0.2361, -0.618, 1, 0.618, 1, 1, -0.2361],
  vee: [-1, -1, 0, -0.333, 1, -1, 0, 1],
  rectangle: [-1, -1, -1, 1, 1, 1, 1, -1],
  rhomboid: [-1, -1, 0.333, -1, 1, 1, -0.333, 1],
};
const HEAD = 29;  // how large the head of a thin line is

/** The outline of a shape around the origin. */
function outlineOf(shape, size) {
  const path = new Path2D();
  const radius = size / 2;
  const corners = CORNERS[shape];
  if (corners) {
    for (let place = 0; place < corners.length; place += 2) path.lineTo(radius * corners[place], radius * corners[place + 1]);
    path.closePath();
  } else if (shape === "round-rectangle") {
    const bend = Math.min(size / 4, 8);
    path.moveTo(0, -radius);
    for (const [x, y] of [[1, -1], [1, 1], [-1, 1], [-1, -1]]) {
      // from the middle of one side around a corner to the middle of the next
      path.arcTo(x * radius, y * radius, x === y ? 0 : x * radius, x === y ? y * radius : 0, bend);
    }
    path.closePath();
  } else path.ellipse(0, 0, radius, radius, 0, 0, 2 * Math.PI);
  return path;
}

function sketchLines(context) {
  const { line, head } = strokes();
  const size = HEAD * head;
  const [plain, warning] = [colourOf("edge"), colourOf("warning")];
  context.lineWidth = line;
  for (const { from: { home: start }, to: { home: end }, isInferred, dispute } of relations) {
    if (start === end) continue;
    context.strokeStyle = context.fillStyle = dispute ? warning : plain;
    context.setLineDash(isInferred ? [6, 3] : []);
    context.beginPath();
    context.moveTo(start.x, start.y);
    context.lineTo(end.x, end.y);
    context.stroke();
    const [x, y] = [(start.x + end.x) / 2, (start.y + end.y) / 2];
    const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
    const [along, across] = [size * (end.x - start.x) / length, size * (end.y - start.y) / length];
    const point = (side, back) => context.lineTo(x - back * along - side * across, y - back * across + side * along);
    context.beginPath();
    point(0, 0);
    point(0.15, 0.3);
    point(0, 0.15);
    point(-0.15, 0.3);
    context.fill();
  }
  context.setLineDash([]);
}

/** A line around a shape of which the middle third, or what is nearer to the shape, is cut out again. */
function ringed(context, path, colour, width, cut) {
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke(path);
  context.lineWidth = cut;
  context.globalCompositeOperation = "destination-out";
  context.stroke(path);
  context.globalCompositeOperation = "source-over";
}

function sketchThings(context) {
  const { ring } = strokes();
  const [ink, warning] = [colourOf("ink"), colourOf("warning")];
  const paths = new Map();
  for (const { group, size, home: { x, y }, colour, isDisputed, isStart } of things) {
    const { shape, colour: usual } = settings.groups[group];
    const key = `${shape} ${size}`;
    if (!paths.has(key)) paths.set(key, outlineOf(shape, size));
    const path = paths.get(key);
    context.translate(x, y);
    if (isStart) ringed(context, path, ink, 7, 3);
    context.fillStyle = colour || usual;
    context.fill(path);
    if (isDisputed) ringed(context, path, warning, ring, ring / 3);
    context.translate(-x, -y);
  }
}

/** Paints all things, lines and names as they will stand. */
function paintSketch() {
  Object.assign(view, { shown: new Set(things), lines: relations });
  const window_ = fitted(frameOf(things));
  const { context } = sheetOf(at("sketch"));
  context.translate(window_.pan.x, window_.pan.y);
  context.scale(window_.zoom, window_.zoom);
  sketchLines(context);
  sketchThings(context);
  writeNames(window_);
}

/** Waits until what was painted is on the screen; not for long, since nobody may look, as behind another tab. */
async function onScreen() {
  if (document.hidden) return;
  const shown = new Promise((done) => {
    requestAnimationFrame(() => setTimeout(() => {
      performance.mark("credatlas-painted");
      done();
    }));
  });
  await Promise.race([shown, new Promise((done) => { setTimeout(done, 1000); })]);
}

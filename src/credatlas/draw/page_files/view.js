/* What is on the screen: which things, where they stand, which one is chosen. Cytoscape.js draws shapes and lines. */

const SMALLEST = 0.02;  // of all sizes

const view = {
  cy: null,
  marks: new Map(),      // thing -> its node of Cytoscape.js, whose queries are too slow to be asked for each frame
  lines: [],             // the relations that are drawn, the filters not counted
  shown: new Set(),      // things that are drawn, as far as the filters let them be seen
  isWhole: true,         // everything, or the overview of it, at the places that the file gives
  chosen: null,          // a thing
  chosenRelation: null,
  way: null,             // the hops between two things
  wayFrom: null,         // where a way begins whose end is still asked for
  hovered: null,
  offGroups: new Set(),
  offRelations: new Set(),
  onlyDisputed: false,
  withoutInferred: false,
  isReady: false,        // whether everything is read, and Cytoscape.js is there
  isReading: false,      // whether the address says what is shown, and not the other way round
  addressed: 0,          // when the address was last written or read, in milliseconds since the page was opened
};

const isOpen = (thing) =>
  !view.offGroups.has(thing.group)
  && (!view.onlyDisputed || thing.isDisputed || thing.edges.some((relation) => relation.dispute));
const isOpenRelation = (relation) =>
  !view.offRelations.has(relation.relation)
  && !(view.withoutInferred && relation.isInferred)
  && isOpen(relation.from) && isOpen(relation.to);
const isShown = (thing) => view.shown.has(thing) && isOpen(thing);

/** Everything, or of a large drawing what most is linked to. */
function wholeView() {
  if (things.length <= settings.whole) return things;
  const ranked = [...things].sort((a, b) => b.isStart - a.isStart || b.edges.length - a.edges.length || a.place - b.place);
  return ranked.slice(0, settings.overview);
}

/** How thick lines are, how large their heads, and how wide the ring of a thing that sources differ on. */
const strokes = () => (view.shown.size > 400 ? { line: 0.8, head: 0.6, ring: 2.5 } : { line: 1.4, head: 0.9, ring: 3.5 });

/** Whether lines are straight and have their heads in the middle, which is drawn in half the time. */
const hasManyLines = () => view.lines.length > settings.manyLines;

/** Where a thing stands. */
const placeOf = (thing) => (view.marks.has(thing) ? view.marks.get(thing).position() : thing.home);

/** How things and lines look; only what is not so anyway, since each line is gone through for each thing and line. */
function looks() {
  const ink = colourOf("ink");
  const warning = colourOf("warning");
  const accent = colourOf("accent");
  const edge = colourOf("edge");
  const { line, head, ring } = strokes();
  const isMany = hasManyLines();
  const headed = isMany ? "mid-target-arrow" : "target-arrow";
  return [
    { selector: ":active", style: { "overlay-opacity": 0 } },
    { selector: "node", style: { shape: "data(shape)", "background-color": "data(colour)", width: "data(size)", height: "data(size)" } },
    { selector: "node.disputed", style: { "border-width": ring, "border-color": warning, "border-style": "double" } },
    { selector: "node.start", style: { "outline-width": 2, "outline-color": ink, "outline-offset": 3 } },
    {
      selector: "edge",
      style: {
        width: line, "line-color": edge, "curve-style": isMany ? "haystack" : "bezier",
        [`${headed}-shape`]: "vee", [`${headed}-color`]: edge, "arrow-scale": head,
      },
    },
    { selector: "edge.inferred", style: { "line-style": "dashed" } },
    { selector: "edge.disputed", style: { "line-color": warning, [`${headed}-color`]: warning } },
    { selector: ".faint", style: { opacity: 0.13 } },
    { selector: "edge.near, edge.way", style: { width: 2.4, "line-color": accent, [`${headed}-color`]: accent, "z-index": 5 } },
    { selector: "edge.way", style: { width: 4 } },
    { selector: "node.chosen", style: { "outline-width": 3, "outline-color": accent, "outline-offset": 3, "z-index": 9 } },
    { selector: ".off", style: { display: "none" } },
  ];
}

function elementOf(thing, position) {
  const { shape, colour } = settings.groups[thing.group];
  const data = { id: thing.id, group: thing.group, size: thing.size, shape, colour: thing.colour || colour };
  const marks = [thing.isDisputed && "disputed", thing.isStart && "start"].filter(Boolean);
  return { group: "nodes", data, position: { ...position }, classes: marks };
}

function lineOf(relation) {
  const marks = [relation.isInferred && "inferred", relation.dispute && "disputed"].filter(Boolean);
  return { group: "edges", data: { id: relation.id, source: relation.source, target: relation.target }, classes: marks };
}

/** The lines among things; each once. */
function linesAmong(set) {
  const found = new Set();
  for (const thing of set) for (const relation of thing.edges) if (set.has(other(relation, thing))) found.add(relation);
  return [...found];
}

/** Keeps in mind what is drawn. */
function remember(list, lines) {
  view.shown = new Set(list);
  view.lines = lines;
  view.marks = new Map(list.map((thing) => [thing, view.cy.getElementById(thing.id)[0]]));
}

/** Draws these things anew, at the places that the file gives. */
function showThings(list, isWhole) {
  view.isWhole = isWhole;
  const lines = list.length === things.length ? relations : linesAmong(new Set(list));
  view.cy.elements().remove();
  Object.assign(view, { shown: new Set(list), lines });
  view.cy.style(looks());  // before there is anything whose looks would be worked out twice
  view.cy.add([...list.map((thing) => elementOf(thing, thing.home)), ...lines.map(lineOf)]);
  remember(list, lines);
  applyFilters();
}

function showWhole() {
  const list = wholeView();
  if (view.isWhole && view.shown.size === list.length) {
    view.cy.batch(() => { for (const [thing, node] of view.marks) node.position({ ...thing.home }); });
  } else showThings(list, true);
  if (view.chosen && !view.shown.has(view.chosen)) addThings([view.chosen]);
  fitAll();
  say(wholeNote());
  writeAddress();
}

/** What one should know of the whole: that filters hide some of it, or that it is an overview. */
function wholeNote() {
  const seen = [...view.shown].filter(isOpen).length;
  if (seen === view.shown.size) return view.isWhole ? overviewNote() : "";
  return `${counted(seen, "thing")} of ${grouped(view.shown.size)} shown.`;
}

function overviewNote() {
  if (!things.length) return "There is nothing to draw.";
  if (things.length > settings.whole) {
    return `The ${settings.overview} best connected of ${grouped(things.length)} things. Search for others; two clicks show what is around.`;
  }
  return relations.length || things.length <= 120 ? "" : "No relation links these things. Come nearer for their names, or open the table.";
}

/** Adds things without moving the others; the layout finds room for them around what they are linked to. */
function addThings(list) {
  const fresh = list.filter((thing) => !view.shown.has(thing));
  if (!fresh.length) return;
  const fixed = view.cy.nodes().map((node) => ({ nodeId: node.id(), position: { ...node.position() } }));
  const everything = [...view.shown, ...fresh];
  const lines = linesAmong(new Set(everything));
  const known = new Set(view.lines);
  const isNear = view.isWhole && things.length > settings.whole;
  view.cy.batch(() => {
    view.cy.add(fresh.map((thing) => elementOf(thing, isNear ? thing.home : placeNear(thing))));
    view.cy.add(lines.filter((line) => !known.has(line)).map(lineOf));
  });
  remember(everything, lines);
  applyFilters();
  if (!isNear) arrange(fixed);
}

/** A wheel: a thing in the middle, its neighbours by kind on rings around it, wide enough for their names. */
function placeAround(thing, around) {
  const ranked = [...around].sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : a.place - b.place));
  view.marks.get(thing).position({ x: 0, y: 0 });
  for (let ring = 0, first = 0; first < ranked.length; ring += 1) {
    const here = ranked.slice(first, first + 16 + 8 * ring);
    const reach = Math.max(130 + 150 * ring, here.length * 19);
    here.forEach((one, number) => {
      const turn = 2 * Math.PI * number / here.length + 0.35 * ring;
      view.marks.get(one).position({ x: 1.55 * reach * Math.cos(turn), y: reach * Math.sin(turn) });
    });
    first += here.length;
  }
}

function placeNear(thing) {
  const anchor = neighbours(thing).find((one) => view.cy.getElementById(one.id).nonempty());
  const { x, y } = anchor ? view.cy.getElementById(anchor.id).position() : thing.home;
  const turn = thing.place * 2.399963;  // the golden angle: no two in one direction
  return { x: x + 120 * Math.cos(turn), y: y + 120 * Math.sin(turn) };
}

/** Runs scripts that the file keeps until they are needed. */
function runKept(name) {
  for (const kept of document.querySelectorAll(`script.${name}`)) kept.replaceWith(made("script", {}, kept.textContent));
}

/** Lets fcose place what is drawn; what is fixed stays where it is. */
function arrange(fixed) {
  runKept("later");
  const layout = view.cy.elements(":visible").layout({
    name: "fcose", animate: false, fit: false, randomize: false, quality: "proof", nodeSeparation: 150,
    idealEdgeLength: 150, nodeRepulsion: 24000, numIter: view.shown.size > 300 ? 400 : 1500, packComponents: false,
    fixedNodeConstraint: fixed.filter(({ nodeId }) => view.cy.getElementById(nodeId).visible()),
  });
  layout.run();
}

/** Shows a thing and its neighbours alone. */
function focusOn(thing) {
  const list = [thing, ...neighbours(thing).filter(isOpen)];
  showThings(list, false);
  placeAround(thing, list.slice(1));
  choose(thing);
  fitAll();
  say(`${thing.name} and ${counted(list.length - 1, "neighbour")}. “Whole” shows everything again.`);
}

/** Adds the neighbours of a thing to what is drawn. */
function expand(thing) {
  const more = neighbours(thing).filter((one) => isOpen(one) && !view.shown.has(one));
  addThings(more);
  choose(thing);
  if (more.length) fitAll();
  say(more.length ? `${counted(more.length, "neighbour")} added.` : "All neighbours are there already.");
}

function applyFilters() {
  view.cy.batch(() => {
    for (const [thing, node] of view.marks) node.toggleClass("off", !isOpen(thing));
    for (const relation of view.lines) view.cy.getElementById(relation.id).toggleClass("off", !isOpenRelation(relation));
  });
  mark();
}

/** Shows what belongs to what is chosen: neighbours and lines, or a way; the rest grows faint. */
function mark() {
  const { cy, chosen, chosenRelation, way } = view;
  cy.batch(() => {
    cy.elements().removeClass("faint near chosen way");
    let kept = null;
    if (way) {
      const nodes = way.flatMap((hop) => [hop.from.id, hop.to.id]);
      const lines = way.map((hop) => hop.relation.id);
      kept = cy.collection();
      for (const id of [...nodes, ...lines]) kept = kept.union(cy.getElementById(id));
      kept.edges().addClass("way");
    } else if (chosenRelation) {
      const line = cy.getElementById(chosenRelation.id);
      kept = line.union(line.connectedNodes());
      line.addClass("near");
    } else if (chosen) {
      const node = cy.getElementById(chosen.id);
      kept = node.closedNeighborhood(":visible").union(node);
      node.connectedEdges().addClass("near");
    }
    if (chosen) cy.getElementById(chosen.id).addClass("chosen");
    if (kept) cy.elements().not(kept).addClass("faint");
  });
  nameSoon();
}

/** The box around things that are seen, in pixels of the drawing; null when there are none. */
function frameOf(list) {
  const found = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };
  for (const thing of list) {
    if (!isShown(thing)) continue;
    const { x, y } = placeOf(thing);
    const half = thing.size * 0.6;
    found.x1 = Math.min(found.x1, x - half);
    found.y1 = Math.min(found.y1, y - half);
    found.x2 = Math.max(found.x2, x + half);
    found.y2 = Math.max(found.y2, y + half);
  }
  return found.x1 === Infinity ? null : { ...found, w: found.x2 - found.x1, h: found.y2 - found.y1 };
}

/** How much of the stage the legend covers from the left, in pixels; where it would be too much, it lies over the drawing. */
const coveredByLegend = () => (at("legend").open && at("stage").clientWidth > 560 ? 250 : 0);

/** How a frame is fitted into the window, beside the legend, with room for names, whose size stays the same. */
function fitted(frame) {
  const { clientWidth: width, clientHeight: height } = at("stage");
  const left = coveredByLegend();
  const room = (whole, rim) => whole - Math.min(rim, 0.4 * whole);  // a window may be lower than the rim
  const fitting = Math.min(room(width - left, width > 760 ? 160 : 116) / Math.max(1, frame.w), room(height, 130) / Math.max(1, frame.h));
  const zoom = Math.max(SMALLEST, Math.min(1.6, fitting));
  return {
    zoom,
    pan: {
      x: left + (width - left) / 2 - zoom * (frame.x1 + frame.w / 2),
      y: height / 2 - 12 - zoom * (frame.y1 + frame.h / 2),
    },
  };
}

/** Fits things into the window. */
function fit(list) {
  const frame = frameOf(list.filter((thing) => view.shown.has(thing)));
  if (frame) view.cy.viewport(fitted(frame));
}

const fitAll = () => fit([...view.shown]);

/** Moves the drawing if a thing is out of sight, or shows it with its neighbours when one went there by name or key. */
function bringIntoSight(thing, isFar) {
  const node = view.marks.get(thing);
  const near = neighbours(thing);
  const { clientWidth: width, clientHeight: height } = at("stage");
  const isInSight = (one) => {
    const { x, y } = one.renderedPosition();
    const isUnderLegend = at("legend").open && x < 250 && y < at("legend").offsetHeight + 12;
    return !isUnderLegend && x >= 50 && y >= 40 && x <= width - 50 && y <= height - 50;
  };
  const around = near.length < 60 ? near.filter(isShown) : [];
  if (isFar && (view.cy.zoom() < 0.8 || !around.every((one) => isInSight(view.marks.get(one))))) fit([thing, ...around]);
  if (!isInSight(node)) view.cy.center(node);
}

/** Takes back the filters that hide a thing that one goes to. */
function reveal(thing) {
  if (isOpen(thing)) return;
  view.offGroups.delete(thing.group);
  if (!isOpen(thing)) view.onlyDisputed = false;
  fillLegendBoxes();
  applyFilters();
}

/** Chooses a thing: marks it, tells of it, puts it into the address. */
function choose(thing, { sight = false, focus = false } = {}) {
  if (view.wayFrom && view.wayFrom !== thing) {
    showWay(view.wayFrom, thing);
    return;
  }
  Object.assign(view, { chosen: thing, chosenRelation: null, way: null });
  reveal(thing);
  if (!view.shown.has(thing)) addThings([thing]);
  showCard(cardOf(thing), focus);
  mark();
  bringIntoSight(thing, sight);
  speak(`${thing.name}, ${thing.kind}, ${counted(thing.edges.length, "relation")}`);
  writeAddress();
}

function chooseRelation(relation) {
  if (view.wayFrom) say(wholeNote());
  Object.assign(view, { chosen: null, chosenRelation: relation, way: null, wayFrom: null });
  showCard(cardOfRelation(relation), false);
  mark();
  writeAddress();
}

function unchoose() {
  Object.assign(view, { chosen: null, chosenRelation: null, way: null, wayFrom: null });
  hideCard();
  mark();
  say(wholeNote());
  writeAddress();
}

function askForWay(thing) {
  view.wayFrom = thing;
  say(`The way from ${thing.name} to …? Click the other thing, or search for it. Escape ends this.`);
  at("search").focus();
}

function showWay(start, end) {
  view.wayFrom = null;
  const way = shortestWay(start, end, (relation, thing) => isOpenRelation(relation) && isOpen(thing));
  if (!way) {
    say(`Nothing connects ${start.name} and ${end.name} here, as far as the filters show.`);
    return;
  }
  Object.assign(view, { chosen: end, chosenRelation: null, way });
  const steps = [start, ...way.map((hop) => hop.to)];
  showThings(steps, false);
  steps.forEach((thing, number) => view.marks.get(thing).position({ x: number * 200, y: number % 2 ? 150 : 0 }));
  showCard(cardOfWay(start, end, way), false);
  mark();
  fitAll();
  say(`${counted(way.length, "relation")} from ${start.name} to ${end.name}. “Whole” shows everything again.`);
  writeAddress();
}

const say = (text) => { at("note").textContent = text; };
const speak = (text) => { at("said").textContent = text; };

function startView() {
  if (typeof cytoscape === "undefined") throw new Error(DAMAGED);
  const first = wholeView();
  view.lines = first.length === things.length ? relations : linesAmong(new Set(first));
  view.shown = new Set(first);
  view.cy = cytoscape({
    container: at("graph"),
    style: looks(), minZoom: SMALLEST, maxZoom: 6,
    boxSelectionEnabled: false, autounselectify: true, hideEdgesOnViewport: view.lines.length > 6000,
  });
  const { cy } = view;
  cy.add([...first.map((thing) => elementOf(thing, thing.home)), ...view.lines.map(lineOf)]);
  remember(first, view.lines);
  // the card would lie under the second of two clicks: it waits until there is none
  cy.on("tap", "node", (event) => { if (!view.wayFrom) { Object.assign(view, { chosen: byId.get(event.target.id()), chosenRelation: null, way: null }); mark(); } });
  cy.on("onetap", "node", (event) => choose(byId.get(event.target.id())));
  cy.on("tap", "edge", (event) => chooseRelation(relations.find((relation) => relation.id === event.target.id())));
  cy.on("tap", (event) => { if (event.target === cy) unchoose(); });
  cy.on("dbltap", "node", (event) => focusOn(byId.get(event.target.id())));
  cy.on("mouseover", "node", (event) => { view.hovered = byId.get(event.target.id()); at("graph").classList.add("pointing"); nameSoon(); });
  cy.on("mouseout", "node", () => { view.hovered = null; at("graph").classList.remove("pointing"); nameSoon(); });
  cy.on("render", nameSoon);
  fitAll();
  say(overviewNote());
}

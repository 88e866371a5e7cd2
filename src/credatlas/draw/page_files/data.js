/* The drawing as it is kept in the file: things, relations, evidence. */

const byId = new Map();
const things = [];
const relations = [];
let graph = null;
let settings = null;

const DAMAGED = "the file is damaged; save it again, or ask for it again.";

/** JSON of this file as values. */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(DAMAGED);
  }
}

/** Waits for the end of the file, of which this script is not the last part. */
async function wholeFile() {
  if (document.readyState === "loading") await new Promise((done) => { document.addEventListener("DOMContentLoaded", done); });
  if (!at("end")) throw new Error("the file is not complete; save it again, or ask for it again.");
}

/** Unpacks what the file carries: gzip in base64. */
async function unpacked(text) {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("This browser is too old to open the drawing. Chrome 88, Firefox 113 and Safari 16.4 can.");
  }
  try {
    const raw = atob(text.trim());
    const bytes = new Uint8Array(raw.length);
    for (let at = 0; at < raw.length; at += 1) bytes[at] = raw.charCodeAt(at);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  } catch {
    throw new Error(DAMAGED);
  }
}

/** What the first picture needs of a large drawing, which the file tells before all the rest. */
function readSketch({ names, groups, x, y, sizes, marks, colours, communities, lines, relations: called }) {
  names.forEach((name, place) => things.push({
    place, name, group: groups[place], size: sizes[place], home: { x: x[place], y: y[place] }, edges: [],
    colour: colours && colours[place], community: communities && communities[place],
    isDisputed: Boolean(marks[place] & 1), isStart: Boolean(marks[place] & 2),
  }));
  for (const [from, to, name, mark] of lines) {
    const ends = { from: things[from], to: things[to] };
    link({ ...ends, relation: called[name], isInferred: Boolean(mark & 1), dispute: mark & 2 ? {} : undefined });
  }
  findHubs();
}

function link(relation) {
  relation.from.edges.push(relation);
  if (relation.to !== relation.from) relation.to.edges.push(relation);
  relations.push(relation);
}

/** A hub is a thing that has as many relations as any that it is linked to. */
function findHubs() {
  for (const thing of things) {
    const most = thing.edges.reduce((found, relation) => Math.max(found, other(relation, thing).edges.length), 0);
    thing.isHub = thing.edges.length > 1 && thing.edges.length >= most;
  }
}

/** The whole drawing; takes the place of the sketch, where there was one. */
function readDrawing(read) {
  graph = read;
  things.length = 0;
  relations.length = 0;
  graph.elements.nodes.forEach((element, place) => {
    const thing = {
      ...element.data, place, home: element.position, edges: [],
      words: folded([element.data.name, ...element.data.other_names].join("\n")),
      isDisputed: element.data.facts.some((fact) => fact.dispute),
      isStart: false,
    };
    things.push(thing);
    byId.set(thing.id, thing);
  });
  const taken = new Set(byId.keys());
  for (const element of graph.elements.edges) {
    const relation = { ...element.data, id: freeId(element.data.id, taken), isInferred: element.classes.includes("inferred") };
    relation.from = byId.get(relation.source);
    relation.to = byId.get(relation.target);
    link(relation);
  }
  findHubs();
  if (graph.data.start.length < things.length) {
    for (const id of graph.data.start) if (byId.has(id)) byId.get(id).isStart = true;
  }
}

/** An id that neither a thing nor another relation has, since Cytoscape.js keeps all in one list. */
function freeId(id, taken) {
  let free = id || "line";
  while (taken.has(free)) free += "′";
  taken.add(free);
  return free;
}

const other = (relation, thing) => (relation.from === thing ? relation.to : relation.from);

const neighbours = (thing) => [...new Set(thing.edges.map((relation) => other(relation, thing)))];

/** Letters as one searches for them: no accents, no capitals. */
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** An id as the command line takes it: `organization:hsil`. */
function compactId(id) {
  const cut = Math.max(id.lastIndexOf("/"), id.lastIndexOf("#")) + 1;
  const prefix = new Map(settings.prefixes).get(id.slice(0, cut));
  return prefix && cut < id.length ? `${prefix}:${id.slice(cut)}` : id;
}

/** The short form of an id in addresses and back. */
const shortId = (id) => (id.startsWith(settings.base) ? id.slice(settings.base.length) : id);
const thingOf = (short) => byId.get(settings.base + short) || byId.get(short);

/** The fewest relations between two things, whatever their direction; null when nothing connects them. */
function shortestWay(start, end, isOpen) {
  const came = new Map([[start, null]]);
  let edge = [start];
  while (edge.length && !came.has(end)) {
    const next = [];
    for (const thing of edge) {
      for (const relation of thing.edges) {
        const reached = other(relation, thing);
        if (!came.has(reached) && isOpen(relation, reached)) {
          came.set(reached, relation);
          next.push(reached);
        }
      }
    }
    edge = next;
  }
  if (!came.has(end)) return null;
  const hops = [];
  for (let at = end; at !== start; ) {
    const relation = came.get(at);
    const before = other(relation, at);
    hops.unshift({ from: before, relation, to: at });
    at = before;
  }
  return hops;
}

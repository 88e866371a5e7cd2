/* Beginning: reads the drawing, shows it, listens to keys, keeps the address. */

const KEYS = [
  ["/", "search a name"], ["arrow keys", "go from thing to thing"], ["Enter", "read the card of the chosen thing"],
  ["f", "the chosen thing and its neighbours alone"], ["e", "add its neighbours"], ["p", "the way to another thing"],
  ["+ − 0", "larger, smaller, everything"], ["t", "all things as a table"], ["l", "legend and filters"],
  ["d", "light or dark"], ["Escape", "close, let go"], ["?", "these keys"],
];

function zoomBy(factor) {
  const { clientWidth: width, clientHeight: height } = at("stage");
  view.cy.zoom({ level: view.cy.zoom() * factor, renderedPosition: { x: width / 2, y: height / 2 } });
}

/** The thing that lies best in a direction: a neighbour of the chosen one, else any that is seen. */
function stepTowards(x, y) {
  const from = view.chosen && view.cy.getElementById(view.chosen.id);
  if (!from || from.empty()) {
    const first = [...view.shown].filter(isOpen).sort((a, b) => b.isStart - a.isStart || b.edges.length - a.edges.length || a.place - b.place)[0];
    if (first) choose(first, { sight: true });
    return;
  }
  const here = from.position();
  const best = (list) => {
    let found = null;
    for (const thing of list) {
      const node = view.cy.getElementById(thing.id);
      if (thing === view.chosen || node.empty() || !isShown(thing)) continue;
      const [dx, dy] = [node.position().x - here.x, node.position().y - here.y];
      const along = dx * x + dy * y;
      if (along <= 0) continue;
      const cost = Math.hypot(dx, dy) * (1 + 2 * Math.abs(dx * y - dy * x) / along);
      if (!found || cost < found.cost) found = { thing, cost };
    }
    return found && found.thing;
  };
  const next = best(neighbours(view.chosen)) || best(view.shown);
  if (next) choose(next, { sight: true });
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || at("help").open) return;
  const isTyping = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (event.key === "Escape") { letGo(); return; }
  if (isTyping) return;
  const onGraph = event.target === at("graph") || event.target === document.body;
  const acts = {
    "/": () => { at("search").focus(); at("search").select(); },
    "?": showHelp, t: () => toggleTable(), d: switchTheme, "0": showWhole,
    "+": () => zoomBy(1.3), "=": () => zoomBy(1.3), "-": () => zoomBy(1 / 1.3),
    l: () => { at("legend").open = !at("legend").open; },
  };
  if (view.chosen) Object.assign(acts, { f: () => focusOn(view.chosen), e: () => expand(view.chosen), p: () => askForWay(view.chosen) });
  if (onGraph && ARROWS[event.key]) acts[event.key] = () => stepTowards(...ARROWS[event.key]);
  if (onGraph && view.chosen) acts.Enter = () => at("card").focus();
  if (!acts[event.key]) return;
  event.preventDefault();
  if (event.key === "/") acts["/"]();
  else whenReady(acts[event.key]);
}

const waiting = new Set();

/** Does something at once, or as soon as the page can do all it can do. */
function whenReady(act) {
  if (view.isReady) act();
  else waiting.add(act);
}

/** Chooses what is clicked on in the sketch. */
function clickedSketch(event) {
  if (view.isReady) return;
  const { left, top } = at("stage").getBoundingClientRect();
  const [x, y] = [event.clientX - left, event.clientY - top];
  whenReady(() => {
    const { x: panX, y: panY } = view.cy.pan();
    const zoom = view.cy.zoom();
    const away = (thing) => Math.hypot(placeOf(thing).x * zoom + panX - x, placeOf(thing).y * zoom + panY - y);
    const hit = [...view.shown].filter((thing) => isOpen(thing) && away(thing) <= thing.size * zoom / 2 + 2);
    if (hit.length) choose(hit.reduce((best, thing) => (away(thing) < away(best) ? thing : best)));
  });
}

function letGo() {
  if (at("save").open) at("save").open = false;
  else if (view.wayFrom) { view.wayFrom = null; say(wholeNote()); }
  else if (!at("panel").hidden) unchoose();
  else if (!at("table").hidden) toggleTable(false);
}

function showHelp() {
  at("keys").replaceChildren(...KEYS.flatMap(([key, what]) => [made("dt", {}, key), made("dd", {}, what)]));
  at("help").showModal();
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  if (!view.cy) return;
  view.cy.style(looks());
  fillLegend();
  nameSoon();
}

const switchTheme = () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");

/** The address of what is on the screen, so that it can be sent to others. */
function writeAddress() {
  const parts = [];
  if (view.way) parts.push(`way=${encodeURIComponent(shortId(view.way[0].from.id))}~${encodeURIComponent(shortId(view.chosen.id))}`);
  else if (view.chosen) parts.push(`${view.isWhole ? "thing" : "around"}=${encodeURIComponent(shortId(view.chosen.id))}`);
  if (!at("table").hidden) parts.push("table");
  const hash = parts.length ? `#${parts.join("&").replaceAll("%2F", "/")}` : "";
  if (hash === location.hash || view.isReading) return;
  // “back” leads to what one saw before, not to each step of the arrow keys, and never fills the history of a notebook
  const isBrief = performance.now() - view.addressed < 1000 || window.parent !== window;
  view.addressed = performance.now();
  try {
    history[isBrief ? "replaceState" : "pushState"](null, "", hash || location.pathname + location.search);
  } catch {
    // a page inside another one, as in a notebook, has no address of its own
  }
}

/** The things that a part of an address names; null when it names one that is not here. */
function thingsIn(value) {
  try {
    const named = value.split("~").map((one) => thingOf(decodeURIComponent(one)));
    return named.every(Boolean) ? named : null;
  } catch {
    return null;
  }
}

const ADDRESSES = new Map([
  ["thing", ([thing]) => { if (!view.isWhole) showWhole(); choose(thing, { sight: true }); }],
  ["around", ([thing]) => focusOn(thing)],
  ["way", ([start, end]) => { if (end && end !== start) showWay(start, end); }],
]);

function readPart(part) {
  const [what, value = ""] = part.split("=");
  const act = ADDRESSES.get(what);
  if (!act) return;
  const named = thingsIn(value);
  if (named) act(named);
  else say("The address names something that is not in this drawing.");
}

/** Shows what the address says, as it is when the page opens, when one goes back, or when somebody changes it. */
function readAddress() {
  const parts = location.hash.slice(1).split("&").filter(Boolean);
  Object.assign(view, { isReading: true, wayFrom: null });
  try {
    if (!parts.length && view.addressed) showEverything();
    parts.forEach(readPart);
    if (parts.includes("table") === at("table").hidden) toggleTable(parts.includes("table"));
  } finally {
    view.isReading = false;
    view.addressed = performance.now();
  }
}

function showEverything() {
  unchoose();
  showWhole();
}

function listen() {
  document.addEventListener("keydown", pressed);
  const clicks = {
    "show-all": showEverything, "show-table": () => toggleTable(), theme: switchTheme,
    "show-help": showHelp, larger: () => zoomBy(1.3), smaller: () => zoomBy(1 / 1.3), close: unchoose,
    "save-png": () => savePng().catch(showFault), "save-svg": saveSvg, "save-csv": saveCsv, print: () => window.print(),
    "more-rows": showMoreRows,
  };
  for (const [id, act] of Object.entries(clicks)) at(id).addEventListener("click", () => whenReady(act));
  at("graph").addEventListener("click", clickedSketch);
  at("save").addEventListener("click", (event) => { if (event.target.tagName === "BUTTON") at("save").open = false; });
  document.addEventListener("click", (event) => { if (!at("save").contains(event.target)) at("save").open = false; });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => setTheme(dark.matches ? "dark" : "light"));
}

/** Listens to what needs the whole drawing. */
function listenToWindow() {
  window.addEventListener("beforeprint", preparePrint);
  window.addEventListener("hashchange", readAddress);
  let known = [at("stage").clientWidth, at("stage").clientHeight];  // no height: as in a notebook's cell that is folded
  new ResizeObserver(() => {
    const size = [at("stage").clientWidth, at("stage").clientHeight];
    if (size.join() === known.join()) return;  // it is called once for the size that was there, and drawing anew takes long
    const wasHidden = !known[1];
    known = size;
    view.cy.resize();
    if (wasHidden && size[1]) {
      makeRoom();
      fitAll();
    }
    nameSoon();
  }).observe(at("stage"));
}

window.addEventListener("error", (event) => { if (event.message && !/ResizeObserver/.test(event.message)) showFault(event.error || event.message); });
window.addEventListener("unhandledrejection", (event) => showFault(event.reason));

/** Paints the whole of a large drawing before it is read; not where the address says what else is to be seen. */
async function sketch() {
  // a frame in a notebook may get its size later than its page
  if (!settings.sketch || location.hash.length > 1 || !at("stage").clientHeight) return;
  readSketch(settings.sketch);
  startLegend();
  at("opening").hidden = true;
  paintSketch();
  await onScreen();
}

/** Closes the legend where it would cover the drawing. */
function makeRoom() {
  if (matchMedia("(max-width: 1000px), (max-height: 480px)").matches) at("legend").open = false;
}

function startLegend() {
  if (at("stage").clientHeight) makeRoom();
  fillLegend();
}

/** Lets the browser show what was typed meanwhile. */
const breath = () => new Promise((done) => { setTimeout(done); });

async function begin() {
  settings = read(at("first").textContent);
  setTheme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  listen();
  startSearch();
  await sketch();
  await wholeFile();
  readDrawing(await unpacked(at("payload").textContent));
  if (!view.shown.size) startLegend();
  await breath();
  runKept("drawing");
  await breath();
  startView();
  at("opening").hidden = true;
  listenToWindow();
  view.cy.one("render", () => {
    at("sketch").remove();  // in the very frame in which Cytoscape.js has drawn the same
    requestAnimationFrame(() => performance.mark("credatlas-ready"));
  });
  readAddress();
  view.isReady = true;
  for (const act of waiting) act();
}

begin().catch(showFault);

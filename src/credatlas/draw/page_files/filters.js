/* Legend and filters: what shapes, colours and lines mean, how often they occur, and boxes to take them out. */

function countedBy(list, key) {
  const counts = new Map();
  for (const one of list) counts.set(key(one), (counts.get(key(one)) || 0) + 1);
  return counts;
}

function box(text, count, symbol, isOn, act, name) {
  const input = made("input", { type: "checkbox", "data-filter": name, on: { change: () => { act(input.checked); afterFilter(); } } });
  input.checked = isOn;
  return made("label", {}, input, symbol, made("span", {}, text), made("small", {}, grouped(count)));
}

const afterFilter = () => whenReady(filterAll);

function filterAll() {
  applyFilters();
  if (!at("table").hidden) fillTable();
  say(wholeNote());
}

const switchOff = (set, name) => (isOn) => { if (isOn) set.delete(name); else set.add(name); };

function kindBoxes() {
  const counts = countedBy(things, (thing) => thing.group);
  return Object.entries(settings.groups).filter(([name]) => counts.has(name)).map(([name, group]) => {
    const symbol = drawn(`<g fill="${settings.hasCommunities ? colourOf("quiet") : group.colour}">${shapeOf(name, 9, 9, 15)}</g>`, "0 0 18 18");
    return box(group.label, counts.get(name), symbol, true, switchOff(view.offGroups, name), `group:${name}`);
  });
}

function relationBoxes(isListOpen) {
  const counts = [...countedBy(relations, (relation) => relation.relation)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const boxes = counts.map(([name, count]) => box(name, count, "", true, switchOff(view.offRelations, name), `relation:${name}`));
  const set = (isOn) => () => {
    for (const [name] of counts) switchOff(view.offRelations, name)(isOn);
    for (const one of boxes) one.querySelector("input").checked = isOn;
    afterFilter();
  };
  return made("details", { open: isListOpen }, made("summary", {}, `Relations by name (${counts.length})`),
    button("all", set(true)), button("none", set(false)), made("div", { class: "more", tabindex: "0", role: "region", "aria-label": "Relations by name" }, ...boxes));
}

function lineKeys() {
  const line = (colour, dash) => drawn(`<path d="M0 9H18" fill="none" stroke="${colour}" stroke-width="2"${dash ? ' stroke-dasharray="4 3"' : ""}/>`, "0 0 18 18");
  const found = [];
  const inferred = relations.filter((relation) => relation.isInferred).length;
  const disputed = relations.filter((relation) => relation.dispute).length;
  const things_ = things.filter((thing) => thing.isDisputed).length;
  if (inferred) found.push(box("follows by a rule", inferred, line(colourOf("edge"), true), true, (isOn) => { view.withoutInferred = !isOn; }, "inferred"));
  if (things_ || disputed) {
    const ring = drawn(`<circle cx="9" cy="9" r="6.5" fill="none" stroke="${colourOf("warning")}" stroke-width="1.4"/><circle cx="9" cy="9" r="3.8" fill="none" stroke="${colourOf("warning")}" stroke-width="1.4"/>`, "0 0 18 18");
    found.push(box("only where sources differ", things_ + disputed, ring, false, (isOn) => { view.onlyDisputed = isOn; }, "disputed"));
  }
  if (disputed) found.push(made("p", { class: "key" }, line(colourOf("warning"), false), made("span", {}, "a source contradicts it")));
  return found;
}

function communityKeys() {
  const found = new Map();
  for (const thing of things) {
    if (!thing.colour) continue;
    const one = found.get(thing.community) || { best: thing, count: 0 };
    found.set(thing.community, { best: thing.size > one.best.size ? thing : one.best, count: one.count + 1 });
  }
  const keys = [...found.values()].filter(({ count }) => count > 1).slice(0, 10).map(({ best, count }) => made("p", { class: "key" },
    drawn(`<circle cx="9" cy="9" r="7" fill="${best.colour}"/>`, "0 0 18 18"), made("span", {}, `around ${best.name} (${count})`)));
  return keys.length ? [made("h3", {}, "Communities"), ...keys] : [];
}

/** Fills the legend; also again when the colours of the page change, with the boxes as they were. */
function fillLegend() {
  const states = new Map([...at("filters").querySelectorAll("input")].map((input) => [input.dataset.filter, input.checked]));
  const focused = at("filters").contains(document.activeElement) && document.activeElement.dataset.filter;
  const marks = lineKeys();
  const isListOpen = at("filters").querySelector("details[open]") !== null;
  at("filters").replaceChildren(made("h3", {}, "Things"), ...kindBoxes(),
    ...(marks.length ? [made("h3", {}, "Marks"), ...marks] : []), ...communityKeys(),
    made("h3", {}, "Lines"), relationBoxes(isListOpen));
  for (const input of at("filters").querySelectorAll("input")) {
    if (states.has(input.dataset.filter)) input.checked = states.get(input.dataset.filter);
    if (input.dataset.filter === focused) input.focus();
  }
}

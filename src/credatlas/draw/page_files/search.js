/* Search by name: a box with a list, as the ARIA pattern of a combobox has it. */

const search = { found: [], active: -1 };

/** The things whose names hold the words, the best first: whole name, beginning, beginning of a word, anywhere. */
function thingsNamed(text, most) {
  const words = folded(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const phrase = words.join(" ");
  const rank = (thing) => {
    const names = thing.words.split("\n");
    if (names.includes(phrase)) return 0;
    if (names[0].startsWith(phrase)) return 1;
    if (names.some((name) => name.startsWith(phrase))) return 2;
    if (names.some((name) => ` ${name}`.includes(` ${phrase}`))) return 3;
    return 4;
  };
  return things.filter((thing) => words.every((word) => thing.words.includes(word)))
    .map((thing) => ({ thing, rank: rank(thing) }))
    .sort((a, b) => a.rank - b.rank || b.thing.edges.length - a.thing.edges.length || a.thing.place - b.thing.place)
    .slice(0, most).map(({ thing }) => thing);
}

function showFound() {
  const text = at("search").value;
  if (!at("table").hidden) {
    Object.assign(search, { found: [], active: -1 });
    fillTable();
    closeFound();
    return;
  }
  search.found = thingsNamed(text, 30);
  search.active = search.found.length ? 0 : -1;
  const rows = search.found.map((thing, place) => made("li", {
    role: "option", id: `found-${place}`, "aria-selected": place === 0 ? "true" : "false",
    on: { mousedown: (event) => { event.preventDefault(); take(place); } },
  }, thing.name, " ", made("small", {}, thing.kind)));
  if (text.trim() && !rows.length) {
    rows.push(made("li", { class: "nothing", role: "option", "aria-disabled": "true", "aria-selected": "false" }, `No name here holds “${text.trim()}”`));
  }
  at("found").replaceChildren(...rows);
  at("found").hidden = !rows.length;
  at("search").setAttribute("aria-expanded", rows.length ? "true" : "false");
  pointAt(search.active);
}

function pointAt(place) {
  search.active = place;
  [...at("found").children].forEach((row, number) => {
    if (search.found.length) row.setAttribute("aria-selected", number === place ? "true" : "false");
    if (number === place) row.scrollIntoView({ block: "nearest" });
  });
  if (place >= 0 && search.found.length) at("search").setAttribute("aria-activedescendant", `found-${place}`);
  else at("search").removeAttribute("aria-activedescendant");
}

function closeFound() {
  at("found").hidden = true;
  at("search").setAttribute("aria-expanded", "false");
  at("search").removeAttribute("aria-activedescendant");
}

function take(place) {
  const thing = search.found[place];
  if (!thing) return;
  closeFound();
  at("search").value = "";
  choose(thing, { sight: true });
  at("graph").focus();
}

function fillLegendBoxes() {
  for (const input of at("filters").querySelectorAll("input")) {
    const [what, name] = input.dataset.filter.split(/:(.*)/s);
    if (what === "group") input.checked = !view.offGroups.has(name);
    if (what === "disputed") input.checked = view.onlyDisputed;
  }
}

function leaveSearch() {
  at("search").value = "";
  closeFound();
  if (!at("table").hidden) fillTable();
  at("graph").focus();
}

function startSearch() {
  const input = at("search");
  input.addEventListener("input", () => whenReady(showFound));
  input.addEventListener("focus", () => { if (input.value) showFound(); });
  input.addEventListener("blur", closeFound);
  input.addEventListener("keydown", (event) => whenReady(() => keyedSearch(event)));
}

function keyedSearch(event) {
  const last = search.found.length - 1;
  if (event.key === "ArrowDown" && last >= 0) pointAt(Math.min(last, search.active + 1));
  else if (event.key === "ArrowUp" && last >= 0) pointAt(Math.max(0, search.active - 1));
  else if (event.key === "Enter" && !at("table").hidden) (at("table").querySelector("td button") || at("more-rows")).focus();
  else if (event.key === "Enter") take(search.active);
  else if (event.key === "Escape" && at("search").value) leaveSearch();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

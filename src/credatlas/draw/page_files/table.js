/* All things as a table: what the drawing shows, for those who would rather read. */

const table = { by: "name", isDown: false, rows: [], most: 500 };

const columns = [
  { key: "name", title: "Name", value: (thing) => thing.name },
  { key: "kind", title: "Kind", value: (thing) => thing.kind },
  { key: "relations", title: "Relations", value: (thing) => thing.edges.length, isNumber: true },
  { key: "facts", title: "Facts", value: (thing) => thing.facts.length, isNumber: true },
  {
    key: "disputed", title: "Sources differ", isNumber: true,
    value: (thing) => thing.facts.filter((fact) => fact.dispute).length + thing.edges.filter((relation) => relation.dispute).length,
  },
];

function sortedThings() {
  const words = folded(at("search").value).split(/\s+/).filter(Boolean);
  const column = columns.find(({ key }) => key === table.by);
  const order = column.isNumber
    ? (a, b) => column.value(b) - column.value(a)
    : (a, b) => column.value(a).localeCompare(column.value(b), "en");
  const found = things.filter((thing) => isOpen(thing) && words.every((word) => thing.words.includes(word)));
  found.sort((a, b) => order(a, b) || a.place - b.place);
  return table.isDown ? found.reverse() : found;
}

function rowOf(thing) {
  const cells = columns.map(({ key, value, isNumber }) => made("td", { class: isNumber ? "number" : undefined },
    key === "name" ? button(thing.name, () => { choose(thing); markRow(); }) : String(value(thing))));
  return made("tr", { class: thing === view.chosen ? "chosen" : undefined }, ...cells);
}

/** Marks the row of the chosen thing; the rows stay, and so does the focus. */
function markRow() {
  [...at("table").querySelectorAll("tbody tr")].forEach((row, place) => row.classList.toggle("chosen", table.rows[place] === view.chosen));
}

function fillTable() {
  table.rows = sortedThings();
  const head = columns.map(({ key, title, isNumber }) => {
    const sort = key === table.by ? (table.isDown ? "descending" : "ascending") : undefined;
    const act = () => {
      table.isDown = key === table.by && !table.isDown;
      table.by = key;
      fillTable();
      at("table").querySelector("th[aria-sort] button").focus();
    };
    const mark = key === table.by ? (table.isDown ? " ▾" : " ▴") : "";
    return made("th", { scope: "col", class: isNumber ? "number" : undefined, "aria-sort": sort }, button(title + mark, act));
  });
  at("table").querySelector("thead tr").replaceChildren(...head);
  at("table").querySelector("tbody").replaceChildren(...table.rows.slice(0, table.most).map(rowOf));
  at("table-count").textContent = table.rows.length === things.length
    ? counted(things.length, "thing") : `${counted(table.rows.length, "thing")} of ${grouped(things.length)}`;
  at("more-rows").hidden = table.rows.length <= table.most;
  at("more-rows").textContent = `Show ${Math.min(2000, table.rows.length - table.most)} more of ${table.rows.length - table.most}`;
}

function showMoreRows() {
  table.most += 2000;
  fillTable();
}

function toggleTable(isOn = at("table").hidden) {
  if (isOn) {
    table.most = Math.max(table.most, things.length <= settings.whole ? settings.whole : 500);
    fillTable();
  }
  at("table").hidden = !isOn;
  at("legend").classList.toggle("under", isOn);
  at("show-table").setAttribute("aria-pressed", isOn ? "true" : "false");
  writeAddress();
}

/** The rows of the table as CSV (RFC 4180), with all that is known of each thing. */
function csvText() {
  const cell = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const rows = sortedThings().map((thing) => [
    thing.id, thing.name, thing.kind, String(thing.edges.length),
    thing.facts.map((fact) => `${fact.label}: ${fact.value}`).join("\n"),
  ]);
  return [["id", "name", "kind", "relations", "facts"], ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

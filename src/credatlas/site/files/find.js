"use strict";
// The search of a copy: reads the index beside it, and asks nobody.
(() => {
  const shown = 100;
  // letters without their marks, so that Cote finds Côte
  const plain = word => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const entries = globalThis.credatlasIndex;
  const search = new MiniSearch({
    fields: ["name", "also", "kind"], storeFields: ["name", "also", "kind"], processTerm: plain,
    searchOptions: { boost: { name: 3, also: 2 }, prefix: true, fuzzy: word => word.length > 4 ? 0.2 : false, combineWith: "AND" },
  });
  search.addAll(entries);

  const field = document.getElementById("words"), list = document.getElementById("found"), said = document.getElementById("said");
  const item = one => {
    const entry = document.createElement("li"), link = document.createElement("a"), name = document.createElement("bdi");
    name.textContent = one.name;
    link.href = one.id;
    link.append(name);
    entry.append(link);
    const note = document.createElement("small");
    note.className = "note";
    note.textContent = ` ${one.kind}${one.also ? ` · also called ${one.also}` : ""}`;
    entry.append(note);
    return entry;
  };
  const find = () => {
    const words = field.value.trim();
    const found = words ? search.search(words) : [];
    list.replaceChildren(...found.slice(0, shown).map(item));
    said.textContent = !words ? "" : !found.length ? "Nothing found. What the atlas does not know is unknown, not absent." :
      `${found.length} found${found.length > shown ? `, the first ${shown} of them here` : ""}`;
  };
  field.value = new URLSearchParams(location.search).get("text") || "";
  let waiting = 0;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 80); });
  field.form.addEventListener("submit", event => { event.preventDefault(); find(); });
  find();
})();

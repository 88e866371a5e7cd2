"use strict";
// The editor of queries: Yasgui with the words of this atlas, and nothing that asks anybody else.
(async () => {
  const place = document.getElementById("editor");
  const trouble = text => {
    const note = document.getElementById("trouble");
    note.textContent = text;
    note.hidden = false;
  };
  if (typeof Yasgui === "undefined") return trouble("The editor could not be loaded: try it again.");
  const endpoint = new URL(place.dataset.endpoint, location.href).href;
  let words = { base: "", start: "SELECT * { ?s ?p ?o } LIMIT 10", prefixes: {}, classes: [], properties: [], examples: [] };
  try {
    const reply = await fetch(place.dataset.words, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(reply.statusText);
    words = await reply.json();
  } catch (error) {
    trouble(`Completions and examples could not be loaded (${error.message}); queries work all the same.`);
  }

  const compact = iri => {
    for (const [prefix, start] of Object.entries(words.prefixes)) {
      const rest = iri.slice(start.length);
      if (iri.startsWith(start) && /^[A-Za-z0-9_](?:[\w.-]*[\w-])?$/.test(rest)) return `${prefix}:${rest}`;
    }
    return `<${iri}>`;
  };
  const fitting = (terms, token) => {
    const typed = (token.string || "").replace(/^</, "").toLowerCase();
    const colon = typed.includes("://") ? -1 : typed.indexOf(":");
    if (colon >= 0) {
      const [prefix, rest] = [typed.slice(0, colon), typed.slice(colon + 1)];
      const start = words.prefixes[prefix];
      const within = terms.filter(term => start && term.iri.startsWith(start));
      const local = term => term.iri.slice(start.length).toLowerCase();
      const begin = within.filter(term => local(term).startsWith(rest));
      return [...begin, ...within.filter(term => !begin.includes(term) && said(term).includes(rest))];
    }
    const begin = terms.filter(term => term.iri.toLowerCase().startsWith(typed) || term.label.toLowerCase().startsWith(typed));
    return [...begin, ...terms.filter(term => !begin.includes(term) && said(term).includes(typed))];
  };
  const said = term => `${term.iri.split(/[#/]/).pop()} ${term.label}`.toLowerCase();
  const completer = (name, terms) => ({
    name,
    bulk: false,
    autoShow: false,
    persistenceId: null,
    get: (_, token) => fitting(terms, token).slice(0, 60).map(term => term.iri),
    preProcessToken: (_, token) => token,
    postProcessSuggestion: (_, __, iri) => compact(iri),
    postprocessHints: (_, hints) => hints.map(hint => ({ ...hint, displayText: shown(hint.text, terms) })),
  });
  const shown = (text, terms) => {
    const found = terms.find(term => compact(term.iri) === text);
    const local = text.split(":").pop();
    return found && found.label && found.label !== local ? `${text}  ${found.label}` : text;
  };
  // the completers of the library ask prefix.cc and Linked Open Vocabularies what is typed
  const prefixes = Object.entries(words.prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort();
  Yasgui.Yasqe.forkAutocompleter("prefixes", { name: "prefixes", persistenceId: null, get: () => prefixes });
  Yasgui.Yasqe.forkAutocompleter("class", completer("class", words.classes));
  Yasgui.Yasqe.forkAutocompleter("property", completer("property", words.properties));

  const ours = config => {
    // whatever an address or an older visit says: queries go here, and nothing is added to them
    config.requestConfig = { ...config.requestConfig, endpoint, headers: {}, args: [], method: "POST", namedGraphs: [], defaultGraphs: [] };
    return config;
  };
  const failure = async error => {
    const box = document.createElement("div");
    let told = { detail: error.text || error.statusText || "The service did not answer." };
    try { told = { ...told, ...JSON.parse(error.text) }; } catch { /* no problem document */ }
    for (const text of [told.place ? `${told.place}: ${told.detail}` : told.detail, told.hint]) {
      if (!text) continue;
      const line = document.createElement("p");
      line.textContent = text;
      box.append(line);
    }
    return box;
  };
  Yasgui.Yasr.defaults.errorRenderers = [failure];
  const none = { getData: () => [{ endpoint }], keys: [] };
  const yasgui = new Yasgui(place, {
    persistenceId: "credatlas",
    populateFromUrl: ours,
    autofocus: false,
    endpointCatalogueOptions: { ...Yasgui.defaults.endpointCatalogueOptions, ...none },
    requestConfig: { endpoint, method: "POST", headers: () => ({}) },
    yasqe: { ...Yasgui.Yasqe.defaults, value: words.start, autocompleters: ["prefixes", "class", "property", "variables"], editorHeight: "22rem" },
    yasr: { ...Yasgui.Yasr.defaults, prefixes: words.prefixes },
  });
  for (const tab of Object.values(yasgui._tabs)) if (tab.getEndpoint() !== endpoint) tab.setEndpoint(endpoint);

  // IRIs of ours lead to their pages here
  const root = new URL(place.dataset.root, location.href).href;
  const leading = link => {
    const iri = link.getAttribute("href") || "";
    if (!words.base || !iri.startsWith(words.base)) return;
    const rest = iri.slice(words.base.length);
    const [path, fragment] = [rest.split("#")[0], rest.includes("#") ? rest.slice(rest.indexOf("#")) : ""];
    link.title = iri;
    link.href = root + (path.startsWith("id/") ? `doc/${path.slice(3)}.html${fragment}` : rest);
    link.target = "_self";
  };
  // names that the library does not give to what it draws
  const naming = () => {
    for (const one of place.querySelectorAll(".CodeMirror textarea:not([aria-label])")) one.setAttribute("aria-label", "Query");
    for (const one of place.querySelectorAll(".tableSizer:not([aria-label])")) one.setAttribute("aria-label", "Page size");
    // in a list of tabs nothing else may stand, and the library needs its button there to put tabs before it
    for (const one of place.querySelectorAll(".addTab:not([role])")) for (const [name, value] of [["role", "tab"], ["aria-selected", "false"]]) one.setAttribute(name, value);
    for (const one of place.querySelectorAll("thead .dt-orderable-none .dt-column-title:empty")) one.textContent = "#";
  };
  const look = () => { for (const link of place.querySelectorAll("a.iri")) leading(link); naming(); };
  new MutationObserver(look).observe(place, { childList: true, subtree: true });
  look();

  const menu = document.getElementById("example");
  const groups = new Map();
  for (const example of words.examples) {
    if (!groups.has(example.topic)) {
      const group = document.createElement("optgroup");
      group.label = example.topic;
      groups.set(example.topic, group);
      menu.append(group);
    }
    groups.get(example.topic).append(new Option(example.title, example.name));
  }
  menu.disabled = !words.examples.length;
  menu.addEventListener("change", () => {
    const example = words.examples.find(one => one.name === menu.value);
    if (!example) return;
    const tab = yasgui.addTab(true, { ...Yasgui.Tab.getDefaults(yasgui), name: example.name });
    tab.setQuery(example.query);
    tab.query().catch(() => { /* it is told where the answer would stand */ });
  });
  place.dataset.ready = "yes";
})();

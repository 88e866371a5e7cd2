/* The card beside the drawing: what is known of a thing, a relation or a way, and who says so. */

function showCard(parts, hasFocus) {
  const wasHidden = at("panel").hidden;
  at("card").replaceChildren(...parts);
  at("card").scrollTop = 0;
  at("panel").hidden = false;
  document.querySelector("main").classList.add("with-panel");
  if (wasHidden) view.cy.resize();
  if (hasFocus) at("card").focus();
}

function hideCard() {
  if (at("panel").hidden) return;
  const hadFocus = at("panel").contains(document.activeElement);
  at("panel").hidden = true;
  document.querySelector("main").classList.remove("with-panel");
  view.cy.resize();
  if (hadFocus) at("graph").focus();
}

const button = (text, act, attributes = {}) => made("button", { ...attributes, on: { click: act } }, text);
const toThing = (thing) => button(thing.name, () => choose(thing, { sight: true, focus: true }), { class: "link" });

/** Who says so: one place in a source each. */
function placesOf(numbers) {
  return made("ul", { class: "evidence" }, ...numbers.map((number) => {
    const evidence = graph.data.evidence[number];
    const source = graph.data.sources[evidence.source];
    const where = [
      source.publisher, source.reliability && `as ${source.reliability}`, evidence.place && `#${evidence.place}`,
      evidence.start !== undefined && `characters ${evidence.start}–${evidence.end}`,
      source.published ? `of ${source.published}` : "undated", evidence.method,
      evidence.status !== "asserted" && evidence.status,
    ].filter(Boolean);
    return made("li", {}, linked(source.url, source.title), made("span", { class: "where" }, where.join(" · ")));
  }));
}

function evidenceOf(part, isInferred) {
  if (!part.evidence.length) return made("p", { class: "via" }, isInferred ? "follows by a rule" : "no source is given");
  const sources = new Set(part.evidence.map((number) => graph.data.evidence[number].source)).size;
  const text = isInferred ? `follows by a rule from ${counted(sources, "source")}` : counted(sources, "source");
  return made("details", {}, made("summary", {}, text), placesOf(part.evidence));
}

const RULES = new Map([
  ["curator-decision", "a curator decided"], ["status", "what is certain comes before what is planned"],
  ["valid-time", "what held later is shown"], ["newer-snapshot", "the newer word of the same publisher is shown"],
  ["issuer-over-others", "the word of the body that answers for it is shown"],
  ["reliability", "the word of the more reliable source is shown"], ["later-statement", "what was said later is shown"],
  ["more-sources", "what more sources say is shown"], ["unresolved", "no rule could choose; one of them is shown"],
]);

function disputeOf(part) {
  if (!part.dispute) return "";
  const why = RULES.get(part.dispute.rule) || `chosen by the rule “${part.dispute.rule}”`;
  return made("div", {}, made("p", { class: "warning" }, `Sources differ (${part.dispute.kind}): ${why}. Others say:`),
    ...part.dispute.rivals.map((rival) => made("div", { class: "rival" }, rival.value, evidenceOf(rival, false))));
}

/** A value, leading to the thing that it names, or to a page; ids of the atlas itself are no pages. */
function valueOf(fact) {
  const thing = byId.get(fact.link);
  if (thing) return button(fact.value, () => choose(thing, { sight: true, focus: true }), { class: "link" });
  return isOurs(fact.link) ? fact.value : linked(fact.link, fact.value);
}

const isOurs = (address) => !address || address.startsWith(settings.ours);

function factsOf(thing) {
  if (!thing.facts.length) return made("p", { class: "via" }, "Nothing else is stated. Unknown is not no.");
  return made("dl", {}, ...thing.facts.map((fact) => made("div", { class: fact.dispute ? "fact disputed" : "fact" },
    made("dt", {}, fact.label),
    made("dd", {}, valueOf(fact),
      fact.via ? made("div", { class: "via" }, fact.via.join(" › ")) : "",
      evidenceOf(fact, fact.inferred), disputeOf(fact)))));
}

function relationOf(relation, thing) {
  const isOut = relation.from === thing;
  const via = relation.via ? made("div", { class: "via" }, `by ${relation.via.join(" › ")}`) : "";
  return made("div", { class: relation.dispute ? "relation disputed" : "relation" },
    ...(isOut ? [`${relation.relation} `, toThing(relation.to)] : [toThing(relation.from), ` ${relation.relation} this`]),
    via, evidenceOf(relation, relation.isInferred), disputeOf(relation));
}

function cardOf(thing) {
  const more = neighbours(thing).filter((one) => !view.shown.has(one)).length;
  const names = thing.other_names.length ? made("p", { class: "via" }, `also: ${thing.other_names.join("; ")}`) : "";
  const shown = thing.edges.slice(0, 200);
  const rest = thing.edges.slice(200);
  const list = made("div", {}, ...shown.map((relation) => relationOf(relation, thing)));
  if (rest.length) {
    const all = button(`Show ${grouped(rest.length)} more`, () => {
      const added = rest.map((relation) => relationOf(relation, thing));
      all.replaceWith(...added);
      added[0].querySelector("button").focus();
    });
    list.append(all);
  }
  return [
    made("h2", {}, thing.name),
    made("p", { class: "kind" }, thing.kind),
    names,
    made("p", { class: "via" }, "id ", isOurs(thing.id) ? compactId(thing.id) : linked(thing.id)),
    made("div", { class: "actions" },
      button("Neighbours alone", () => focusOn(thing), { title: "Show it and its neighbours alone (f)" }),
      button(more ? `Expand (${more})` : "Expand", () => expand(thing), { title: "Add the neighbours that are not drawn (e)", disabled: !more }),
      button("Way to …", () => askForWay(thing), { title: "The fewest relations to another thing (p)" })),
    made("h3", {}, counted(thing.facts.length, "fact")),
    factsOf(thing),
    made("h3", {}, counted(thing.edges.length, "relation")),
    list,
  ];
}

function cardOfRelation(relation) {
  return [
    made("h2", {}, relation.relation),
    made("p", {}, toThing(relation.from), ` ${relation.relation} `, toThing(relation.to)),
    relation.via ? made("p", { class: "via" }, `by ${relation.via.join(" › ")}`) : "",
    made("p", { class: "via" }, isOurs(relation.property) ? compactId(relation.property) : linked(relation.property)),
    made("div", { class: relation.dispute ? "disputed" : "" }, disputeOf(relation)),
    made("h3", {}, relation.isInferred ? "Follows by a rule from" : "Who says so"),
    relation.evidence.length ? placesOf(relation.evidence) : made("p", {}, "It follows by a rule."),
  ];
}

function cardOfWay(start, end, way) {
  return [
    made("h2", {}, `${start.name} to ${end.name}`),
    made("p", { class: "kind" }, `the fewest relations: ${way.length}`),
    made("ol", { class: "way" }, ...way.map(({ relation }) => made("li", {},
      toThing(relation.from), ` ${relation.relation} `, toThing(relation.to),
      evidenceOf(relation, relation.isInferred), disputeOf(relation)))),
  ];
}

"""A tour of the vocabulary: what one has to know to read answers and to write queries, in a few pages of Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..queries import Query, catalogue
from ..store.protocol import Store
from ..terms import BASE, GRAPHS, PREFIXES, SCHEME_PREFIXES, show
from .model import Answer, Tool, gives, takes, text

if TYPE_CHECKING:
    from ..build import Atlas

PARTS: Final = {
    "overview": "What is in the atlas, how unknown and evidence work, prefixes, examples",
    "classes": "Every class with its definition and how many things it has",
    "properties": "Every property with its definition, domain and range",
    "concepts": "The concepts of the schemes: audiences, topics, modalities, types",
    "queries": "The SPARQL behind the canned queries",
}
SCHEMA: Final = Tool(
    name="schema",
    title="The vocabulary of the atlas",
    description=(
        "Classes, properties, concepts and example queries, for whoever writes SPARQL or wants to know which values an "
        "argument has. Begin with the part overview."
    ),
    takes=takes(
        part=text("; ".join(f"{name}: {what}" for name, what in PARTS.items()), choices=tuple(PARTS))
        | {"default": "overview"},
        about=text("Only lines that hold this word; for concepts a scheme; for queries a name", "price"),
    ),
    gives=gives("text", text={"type": "string"}),
    example={"part": "overview"},
)
_MOST: Final = 24_000
_LAYERS: Final = {
    "facts": "what is shown: where sources disagree, the one value that won",
    "inferred": "what follows from facts by rules: superclasses, inverse and transitive relations",
    "claims": "who says what: rdf:subject, rdf:predicate, rdf:object, ca:claimedBy, ca:hasEvidence",
    "conflicts": "contradictions: ca:onSubject, ca:onProperty, ca:rule, ca:shownClaim, ca:hasClaim",
    "sources": "descriptions of sources and of the places in them",
    "vocabulary": "ontology and concept schemes",
    "links": "accepted links to other registers: skos:exactMatch …",
}
_OVERVIEW: Final = """# The atlas of healthcare-AI education

Things are `{id}TYPE/SLUG` and written compactly: `organization:harvard-medical-school`. All prefixes below are known in
queries without declaration. The default graph holds all layers; `GRAPH graph:facts {{ … }}` asks one.

## Unknown is not no
What no source says is missing (null). It is never false. Only an `absence:…` thing (class ca:AbsenceStatement;
ca:absenceOf, ca:hasScope, ca:asOf) says that a source states that something does not exist. `FILTER NOT EXISTS` finds
what nobody said, not what is not so: tell it so.

## Evidence
Each fact has claims, each claim a source and a place in it. Where sources contradict, one value is shown, by a rule,
and the others stay as claims. The tool why lists the claims, conflicts the contradictions.

## Layers
{layers}

## Prefixes
{prefixes}

## Concept schemes (prefix: scheme, concepts)
{schemes}

## Most common classes
{classes}

## Examples
```sparql
# runs that start in 2025, with price where known
SELECT ?run ?name ?start ?price ?currency {{
  ?run a ca:ProgrammeOffering ; ca:isOfferingOf ?programme ; schema:startDate ?start .
  ?programme schema:name ?name .
  OPTIONAL {{ ?run schema:offers ?offer . ?offer schema:price ?price ; schema:priceCurrency ?currency }}
  FILTER(STRSTARTS(STR(?start), "2025"))
}} ORDER BY ?start
```
```sparql
# who says so
SELECT ?value ?source ?place {{
  ?claim rdf:subject programme:kofi-annan ; rdf:predicate schema:name ; rdf:object ?value ;
    ca:claimedBy ?source ; ca:hasEvidence ?place }}
```
Names: schema:name, skos:prefLabel for concepts. Narrower topics: `?topic skos:broaderTransitive topic:ai-ethics`. No
`*` or `+` paths are needed: closures are in the graph. SERVICE, FROM and updates are refused.
"""


def tour(atlas: Atlas, arguments: Mapping[str, Any]) -> Answer:
    """The answer of :data:`SCHEMA`."""
    part, about = arguments["part"], arguments.get("about", "").strip().casefold()
    if part == "overview":
        return {"text": _overview(atlas)}
    lines = list(_LISTS[part](atlas, about))
    if not lines:
        return {"text": f"no line of the part {part} holds “{about[:60]}”; leave about out to see all"}
    kept: list[str] = []
    size = 0
    for line in lines:
        size += len(line) + 1
        if size > _MOST:
            kept.append(f"… {len(lines) - len(kept)} of {len(lines)} lines are left out: narrow them with about")
            break
        kept.append(line)
    return {"text": "\n".join(kept)}


def _overview(store: Store) -> str:
    common = _counts(store)
    first = sorted(common, key=lambda name: (-common[name], name))[:24]
    names = ("ca", "schema", "org", "skos", "dcterms", "prov", "graph", *SCHEME_PREFIXES)
    concepts = _rows(
        store,
        f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ ?s <{PREFIXES['skos']}inScheme> ?c }} GROUP BY ?c ORDER BY ?c",
    )
    many = {row[0]: row[1] for row in concepts}
    return _OVERVIEW.format(
        id=f"{BASE}id/",
        layers="\n".join(f"- `graph:{layer}`: {_LAYERS[layer]}" for layer in GRAPHS),
        prefixes="\n".join(f"- `{name}:` <{PREFIXES[name]}>" for name in names if name not in SCHEME_PREFIXES),
        schemes="\n".join(
            f"- `{prefix}:` {scheme} ({many[BASE + 'vocab/' + scheme]})"
            for prefix, scheme in SCHEME_PREFIXES.items()
            if BASE + "vocab/" + scheme in many
        ),
        classes=", ".join(f"{name} ({common[name]})" for name in first),
    )


def _counts(store: Store) -> dict[str, int]:
    """How many things each class of ours has, by compact name."""
    asked = f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH {GRAPHS['facts']} {{ ?s a ?c }} }} GROUP BY ?c ORDER BY ?c"
    return {name: int(number) for name, number in _rows(store, asked) if name.startswith("ca:")}


def _rows(store: Store, query: str) -> list[list[str]]:
    return [[show(term) for term in row] for row in store.select(query)]


def _defined(store: Store, kind: str) -> list[list[str]]:
    """Terms of a kind with label and definition, those of our ontology first."""
    rdfs, skos, owl = PREFIXES["rdfs"], PREFIXES["skos"], PREFIXES["owl"]
    rows = _rows(
        store,
        f"SELECT DISTINCT ?t ?l ?d {{ VALUES ?k {{ {kind.format(owl=owl)} }} ?t a ?k ; <{rdfs}label> ?l"
        f" OPTIONAL {{ ?t <{skos}definition> ?d }} FILTER(LANG(?l) IN ('en', '')) }} ORDER BY ?t ?l",
    )
    once = {row[0]: row for row in reversed(rows)}
    return sorted(once.values(), key=lambda row: (not row[0].startswith("ca:"), row[0]))


def _classes(atlas: Atlas, about: str) -> Iterator[str]:
    counts = _counts(atlas)
    for name, label, definition in _defined(atlas, "<{owl}Class>"):
        told = f"- {name}: {label}. {definition} ({counts.get(name, 0)} things)"
        yield from [told] if about in told.casefold() else []


def _properties(atlas: Atlas, about: str) -> Iterator[str]:
    schema = PREFIXES["schema"]
    ends: dict[str, dict[str, list[str]]] = {}
    for end in ("domainIncludes", "rangeIncludes"):
        asked = f"SELECT DISTINCT ?t ?e {{ ?t <{schema}{end}> ?e }} ORDER BY ?t ?e"
        for name, other in _rows(atlas, asked):
            ends.setdefault(name, {}).setdefault(end, []).append(other)
    for name, label, definition in _defined(atlas, "<{owl}DatatypeProperty> <{owl}ObjectProperty>"):
        sides = [" | ".join(ends.get(name, {}).get(end, [])[:6]) for end in ("domainIncludes", "rangeIncludes")]
        told = f"- {name}: {label}. {definition}" + (f" [{sides[0]} → {sides[1]}]" if any(sides) else "")
        yield from [told] if about in told.casefold() else []


def _concepts(atlas: Atlas, about: str) -> Iterator[str]:
    skos = PREFIXES["skos"]
    rows = _rows(
        atlas,
        f"SELECT ?scheme ?c ?l ?b {{ ?c <{skos}inScheme> ?scheme ; <{skos}prefLabel> ?l"
        f" OPTIONAL {{ ?c <{skos}broader> ?b }} FILTER(LANG(?l) = 'en') }} ORDER BY ?scheme ?c ?l ?b",
    )
    for scheme, name, label, broader in rows:
        told = f"- {name}: {label}" + (f" (in {broader.rpartition(':')[2]})" if broader else "")
        local = scheme.removeprefix(f"{BASE}vocab/")
        yield from [told] if about in f"{local} {told}".casefold() else []


def _queries(atlas: Atlas, about: str) -> Iterator[str]:
    listed = catalogue(atlas.project.queries)
    named = [query for query in listed if query.name == about]
    for query in named or listed:
        told = _query(query) if named else f"- {query.name}: {query.summary}"
        yield from [told] if named or about in told.casefold() else []


def _query(query: Query) -> str:
    return f"# {query.summary}\n{query.body.strip()}"


_LISTS: Final[Mapping[str, Callable[[Atlas, str], Iterator[str]]]] = {
    "classes": _classes,
    "properties": _properties,
    "concepts": _concepts,
    "queries": _queries,
}

"""Who says so: the claims behind a thing, a property, or single facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from ..store.protocol import Store
from ..terms import CA, PREFIXES, Term
from ..wording import describe_values, is_value
from .asking import batches, inline, predecessors, select
from .disputes import conflicts_on
from .model import ClaimView, ConflictView, InferredView, Triple, local

# joint OPTIONALs cost a hundred times what split ones do
_PATTERN = """?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; ca:claimedBy ?source .
  ?claim ca:hasEvidence ?passage .
  OPTIONAL { ?claim ca:statedOn ?on } OPTIONAL { ?claim ca:basis ?basis } OPTIONAL { ?claim ca:status ?status }
  OPTIONAL { ?source ca:reliability ?rel }
  OPTIONAL { ?passage ca:startOffset ?start } OPTIONAL { ?passage ca:endOffset ?end }
  OPTIONAL { ?o dcterms:isReplacedBy ?now }"""
_COLUMNS = "?claim ?s ?p ?o ?source ?passage ?on ?basis ?status ?rel ?start ?end ?now"
_FIRST = ("rdf:type", "schema:name", "schema:alternateName", "ca:abbreviation")
_RANKS = ("shown", "agrees", "overruled")


def why(
    store: Store, entity: NamedNode, property: NamedNode | None = None, *, include_inferred: bool = False
) -> list[ClaimView | InferredView]:
    """What sources say about a thing, claim by claim and passage by passage.

    Args:
        store: The graph.
        entity: The thing; an id that was merged away stands for its successor.
        property: Only claims on this property.
        include_inferred: Also the facts that follow by a rule, each with its chain; they come
            without asking when a property is given and nobody claims it.

    Returns:
        Types first, then names, then the other properties by IRI; within a property the shown
        value first, then by value, source and place. Empty when nothing is known.
    """
    living, ids = _identity(store, entity)
    only = "" if property is None else f"VALUES ?p {{ {inline(property)} }} "
    values = " ".join(inline(iri) for iri in ids)
    rows = select(store, f"SELECT {_COLUMNS} {{ VALUES ?s {{ {values} }} {only}{_PATTERN} }}")
    claims = _ranked(store, living, rows)
    found: list[ClaimView | InferredView] = list(claims)
    if include_inferred or (property is not None and not claims):
        from .chaining import inferred

        found += inferred(store, living, property)
    return found


def claims_of(store: Store, triples: Iterable[Triple]) -> dict[Triple, tuple[ClaimView, ...]]:
    """The claims that state exactly these facts, with the conflict where there is one.

    Args:
        store: The graph.
        triples: Facts; a fact about a merged thing is found under its former ids as well.

    Returns:
        Each fact that somebody claims with its claims, by source and place; the others are left out.
    """
    wanted = list(dict.fromkeys(triples))
    named = {term for triple in wanted for term in (triple[0], triple[2]) if isinstance(term, NamedNode)}
    former = predecessors(store, sorted(named, key=str))
    authored = {
        (subject, triple[1], value): triple
        for triple in wanted
        for subject in (triple[0], *former.get(triple[0], ()))
        for value in (triple[2], *(former.get(triple[2], ()) if isinstance(triple[2], NamedNode) else ()))
    }
    found: dict[Triple, list[ClaimView]] = {}
    words = _words(store, [triple[2] for triple in wanted])
    # values are compared here: Virtuoso misses texts with a language in VALUES, and takes 2025-05 for 2025-05-01
    for values in batches("?s ?p", (triple[:2] for triple in authored)):
        for row in select(store, f"SELECT {_COLUMNS} {{ {values} {_PATTERN} }}"):
            raw = _Row.of(row)
            fact = authored.get((raw.subject, raw.predicate, raw.object))
            if fact is None:
                continue
            found.setdefault(fact, []).append(raw.view(fact[0], fact[2], words, "shown"))
    cases = _case_by_claim(conflicts_on(store, {triple[0] for triple in found}))
    return {
        fact: tuple(replace(view, conflict=cases.get(view.claim)) for view in sorted(found[fact], key=_order))
        for fact in wanted
        if fact in found
    }


def claims_named(store: Store, claims: Iterable[NamedNode]) -> dict[NamedNode, tuple[ClaimView, ...]]:
    """Claims by their own IRI, for answers that list claims; one view for each passage."""
    rows: list[tuple[Term | None, ...]] = []
    for values in batches("?claim", ([claim] for claim in claims)):
        rows += select(store, f"SELECT {_COLUMNS} {{ {values} {_PATTERN} }}")
    by_subject: dict[NamedNode, list[tuple[Term | None, ...]]] = {}
    for row in rows:
        by_subject.setdefault(_Row.of(row).subject, []).append(row)
    found: dict[NamedNode, list[ClaimView]] = {}
    for subject, own in by_subject.items():
        for view in _ranked(store, _identity(store, subject)[0], own):
            found.setdefault(view.claim, []).append(view)
    return {claim: tuple(views) for claim, views in found.items()}


def _identity(store: Store, entity: NamedNode) -> tuple[NamedNode, list[NamedNode]]:
    """The living id of a thing, and all ids that claims may know it by."""
    rows = select(store, f"SELECT ?new {{ {inline(entity)} dcterms:isReplacedBy ?new }} ORDER BY ?new")
    living = next((row[0] for row in rows if isinstance(row[0], NamedNode)), entity)
    return living, [living, *predecessors(store, [living]).get(living, ())]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the claims query with its types asserted."""

    claim: NamedNode
    subject: NamedNode
    predicate: NamedNode
    object: Term
    source: NamedNode
    passage: NamedNode
    rest: tuple[Term | None, ...]

    @classmethod
    def of(cls, row: Sequence[Term | None]) -> _Row:
        claim, subject, predicate, value, source, passage, *rest = row
        assert isinstance(claim, NamedNode) and isinstance(subject, NamedNode) and isinstance(predicate, NamedNode)
        assert value is not None and isinstance(source, NamedNode) and isinstance(passage, NamedNode)
        return cls(claim, subject, predicate, value, source, passage, tuple(rest))

    @property
    def living_object(self) -> Term:
        return self.rest[6] or self.object

    def view(self, subject: NamedNode, value: Term, words: Mapping[NamedNode, str], rank: str) -> ClaimView:
        on, basis, status, reliability, start, end, _ = self.rest
        return ClaimView(
            subject=subject,
            predicate=self.predicate,
            object=value,
            value=plain_text(value, words),
            source=self.source,
            passage=self.passage,
            start=int(start.value) if isinstance(start, Literal) else None,
            end=int(end.value) if isinstance(end, Literal) else None,
            stated_on=on.value if isinstance(on, Literal) else None,
            method=local(basis) or "stated",
            status=local(status) or "asserted",
            rank=rank,
            claim=self.claim,
            reliability=local(reliability),
        )


def _ranked(store: Store, subject: NamedNode, rows: Sequence[Sequence[Term | None]]) -> list[ClaimView]:
    """The rows about one thing as claims, each with its rank and its conflict, in order."""
    if not rows:
        return []
    about = f"{inline(subject)} ?p ?o"
    facts = f"SELECT ?p ?o {{ {{ GRAPH graph:facts {{ {about} }} }} UNION {{ GRAPH graph:links {{ {about} }} }} }}"
    shown = {tuple(row) for row in select(store, f"PREFIX graph: <{PREFIXES['graph']}>\n{facts}")}
    cases = _case_by_claim(conflicts_on(store, [subject]))
    raws = [_Row.of(row) for row in rows]
    words = _words(store, [raw.living_object for raw in raws])
    views = []
    for raw in raws:
        value = raw.living_object
        case = cases.get(raw.claim)
        rank = "shown" if (raw.predicate, value) in shown else _rank(raw.claim, case)
        views.append(replace(raw.view(subject, value, words, rank), conflict=case))
    return sorted(views, key=_order)


def _rank(claim: NamedNode, case: ConflictView | None) -> str:
    opposed = case is not None and any(claim in value.claims and not value.agrees for value in case.values)
    return "overruled" if opposed else "agrees"


def _case_by_claim(cases: Iterable[ConflictView]) -> dict[NamedNode, ConflictView]:
    return {claim: case for case in cases for value in case.values for claim in value.claims}


def _words(store: Store, values: Iterable[Term]) -> dict[NamedNode, str]:
    nodes = [value for value in values if isinstance(value, NamedNode) and is_value(value)]
    return describe_values(store, nodes) if nodes else {}


def plain_text(term: Term, words: Mapping[NamedNode, str]) -> str:
    """A term as records give it: readable words for a value node, a full IRI, the text of a literal."""
    if isinstance(term, NamedNode):
        return words.get(term, term.value)
    return term.value if isinstance(term, Literal) else str(term)


def _order(view: ClaimView) -> tuple[int, str, int, str, str, int, str]:
    iri = view.predicate.value
    return (
        _PLACES.get(iri, len(_PLACES)),
        iri,
        _RANKS.index(view.rank),
        view.value,
        view.source.value,
        -1 if view.start is None else view.start,
        view.passage.value,
    )


def _full(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return (CA if prefix == "ca" else PREFIXES[prefix]) + rest


_PLACES = {_full(name): place for place, name in enumerate(_FIRST)}

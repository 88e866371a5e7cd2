"""Contradictions with the rule that decided, and recorded issues, each in one plain sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from pyoxigraph import Literal, NamedNode

from ..claims.agreement import Agreement
from ..claims.model import Vocabulary
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import CA, Term
from ..wording import describe_fields, is_value, value_fields
from .asking import batches, inline, predecessors, select
from .model import ConflictValue, ConflictView, IssueView, SourceView, local

_ASPECT = NamedNode(f"{CA}aspect")
_ON = "SELECT DISTINCT ?c { %s ?c ca:onSubject ?s ; ca:shownClaim ?shown } ORDER BY ?c"
# without the type, which the rest implies: with one pattern more, Virtuoso plans for half a second
_CASES = """SELECT ?c ?s ?p ?key ?rule ?kind ?shown ?claim ?o ?now ?source {
  %s ?c ca:onSubject ?s ; ca:onProperty ?p ; ca:onKey ?key ; ca:rule ?rule ; ca:conflictKind ?kind .
  ?c ca:shownClaim ?shown ; ca:hasClaim ?claim .
  ?claim rdf:object ?o ; ca:claimedBy ?source . OPTIONAL { ?o dcterms:isReplacedBy ?now } } ORDER BY ?c ?claim"""
_SOURCES = """SELECT ?source ?rel ?on ?by { %s
  OPTIONAL { ?source ca:reliability ?rel } OPTIONAL { ?source schema:datePublished ?on }
  OPTIONAL { ?source schema:publisher ?by } } ORDER BY ?source ?rel ?on ?by"""
_REASONS = """SELECT ?s ?p ?key ?reason { %s ?d ca:onSubject ?s ; a ca:Decision ; ca:onProperty ?p ; ca:reason ?reason .
  OPTIONAL { ?d ca:onKey ?key } } ORDER BY ?s ?p ?key ?reason"""
_PARTS = """SELECT DISTINCT ?part { { ?part ca:isOfferingOf $whole } UNION { ?part ca:isSessionOf $whole }
  UNION { ?run ca:isOfferingOf $whole . ?part ca:isSessionOf ?run } UNION { $whole ca:awardsCredential ?part } }
  ORDER BY ?part"""
_ISSUES = """SELECT ?i ?s ?shape ?status ?reason ?value { ?i a ca:DataIssue ; ca:onSubject ?s .
  OPTIONAL { ?i ca:onShape ?shape } OPTIONAL { ?i ca:issueStatus ?status }
  OPTIONAL { ?i ca:reason ?reason } OPTIONAL { ?i ca:onValue ?value } } ORDER BY ?s ?i ?shape ?status ?reason ?value"""


def conflicts(store: Store, entity: NamedNode | None = None) -> list[ConflictView]:
    """The contradictions, of one thing or of all, sorted by subject, property and key.

    Those of a programme are also those of its runs, their sessions, and the credentials that it awards.
    """
    if entity is None:
        return _views(store, select(store, _CASES % ""))
    rows = select(store, f"SELECT ?new {{ {inline(entity)} dcterms:isReplacedBy ?new }} ORDER BY ?new")
    living = next((row[0] for row in rows if isinstance(row[0], NamedNode)), entity)
    parts = (row[0] for row in select(store, _PARTS.replace("$whole", str(inline(living)))))
    return conflicts_on(store, dict.fromkeys([living, *(part for part in parts if isinstance(part, NamedNode))]))


def conflicts_on(store: Store, subjects: Iterable[NamedNode]) -> list[ConflictView]:
    """The contradictions of these things; subjects are living ids."""
    found: list[tuple[Term | None, ...]] = []
    for values in batches("?s", ([subject] for subject in sorted(subjects, key=str))):
        found += select(store, _ON % values)
    rows: list[tuple[Term | None, ...]] = []
    for values in batches("?c", found):  # mostly none: the long query is asked when there is something to tell
        rows += select(store, _CASES % values)
    return _views(store, rows)


def data_issues(store: Store, entity: NamedNode | None = None) -> list[IssueView]:
    """The recorded issues, of one thing or of all, sorted by subject and id."""
    found: dict[NamedNode, IssueView] = {}
    for issue, subject, shape, status, reason, value in select(store, _ISSUES):
        if not isinstance(issue, NamedNode) or not isinstance(subject, NamedNode) or entity not in (None, subject):
            continue
        text = reason.value if isinstance(reason, Literal) else ""
        seen = shape if isinstance(shape, NamedNode) else None
        found.setdefault(issue, IssueView(issue, subject, seen, local(status), text, value))
    return list(found.values())


@dataclass(slots=True)
class _Case:
    """The rows of one conflict while they are gathered."""

    iri: NamedNode
    subject: NamedNode
    property: NamedNode
    key: str
    rule: str
    kind: str
    shown: Term
    claims: dict[Term, tuple[NamedNode, NamedNode]]
    objects: dict[Term, Term]


@dataclass(frozen=True, slots=True)
class _Context:
    """What turns cases into views: words for values, facts about sources, broader concepts."""

    words: Mapping[Term, str]
    fields: Mapping[NamedNode, Mapping[NamedNode, tuple[Term, ...]]]
    sources: Mapping[NamedNode, SourceView]
    vocabulary: Vocabulary
    reasons: Mapping[tuple[Term, Term, str], str]


def _views(store: Store, rows: Sequence[Sequence[Term | None]]) -> list[ConflictView]:
    cases: dict[NamedNode, _Case] = {}
    for iri, subject, prop, key, rule, kind, shown, claim, value, now, source in rows:
        assert isinstance(iri, NamedNode) and isinstance(subject, NamedNode) and isinstance(prop, NamedNode)
        assert isinstance(key, Literal) and isinstance(claim, NamedNode) and isinstance(source, NamedNode)
        assert shown is not None and value is not None
        case = cases.setdefault(iri, _Case(iri, subject, prop, key.value, local(rule), local(kind), shown, {}, {}))
        case.claims[claim] = (claim, source)
        case.objects[claim] = now or value
    if not cases:
        return []
    context = _context(store, list(cases.values()))
    views = [_view(case, context) for case in cases.values()]
    return sorted(views, key=lambda view: (view.subject.value, view.property.value, view.key, view.iri.value))


def _context(store: Store, cases: Sequence[_Case]) -> _Context:
    values = dict.fromkeys(value for case in cases for value in case.objects.values())
    things = [value for value in values if isinstance(value, NamedNode)]
    nodes = [thing for thing in things if is_value(thing)]
    fields, concept_labels = value_fields(store, nodes)
    words: dict[Term, str] = {value: value.value for value in values if isinstance(value, Literal)}
    names = labels(store, [thing for thing in things if not is_value(thing)])
    words.update((thing, name) for thing, name in names.items())
    for node in nodes:
        # the heading of a detail is the key of the case already
        told = {field: terms for field, terms in fields.get(node, {}).items() if field != _ASPECT}
        words[node] = describe_fields(told, concept_labels) or node.value
    broader: dict[Term, set[Term]] = {}
    for block in batches("?a", ([thing] for thing in things if not is_value(thing))):
        for one, other in select(store, f"SELECT ?a ?b {{ {block} ?a skos:broaderTransitive ?b }}"):
            assert one is not None and other is not None
            broader.setdefault(one, set()).add(other)
    vocabulary = Vocabulary({}, {concept: frozenset(above) for concept, above in broader.items()}, {})
    sources = _sources(store, {source for case in cases for _, source in case.claims.values()})
    return _Context(words, fields, sources, vocabulary, _reasons(store, cases))


def _reasons(store: Store, cases: Sequence[_Case]) -> dict[tuple[Term, Term, str], str]:
    ruled = {case.subject for case in cases if case.rule == "curator-decision"}
    former = predecessors(store, sorted(ruled, key=str)) if ruled else {}
    living = {old: subject for subject in ruled for old in (subject, *former.get(subject, ()))}
    found: dict[tuple[Term, Term, str], str] = {}
    for block in batches("?s", ([iri] for iri in living)):
        for subject, prop, key, reason in select(store, _REASONS % block):
            assert isinstance(subject, NamedNode) and prop is not None and isinstance(reason, Literal)
            found.setdefault((living[subject], prop, key.value if isinstance(key, Literal) else "*"), reason.value)
    return found


def _sources(store: Store, iris: Iterable[NamedNode]) -> dict[NamedNode, SourceView]:
    found: dict[NamedNode, SourceView] = {}
    publishers: dict[NamedNode, list[NamedNode]] = {}
    for block in batches("?source", ([iri] for iri in sorted(iris, key=str))):
        for source, reliability, on, by in select(store, _SOURCES % block):
            assert isinstance(source, NamedNode)
            found[source] = SourceView(source, local(reliability), on.value if isinstance(on, Literal) else "")
            if isinstance(by, NamedNode) and by not in publishers.setdefault(source, []):
                publishers[source].append(by)
    names = labels(store, [iri for listed in publishers.values() for iri in listed])
    return {
        iri: SourceView(iri, view.reliability, view.published, tuple(names[by] for by in publishers.get(iri, ())))
        for iri, view in found.items()
    }


def _view(case: _Case, context: _Context) -> ConflictView:
    agreement = Agreement(case.property, context.fields, context.vocabulary)
    shown = case.objects[case.shown]
    values = []
    alike: dict[str, list[Term]] = {}  # sources word one value differently, and each wording is a node of its own
    for value in dict.fromkeys(case.objects.values()):
        alike.setdefault(context.words[value], []).append(value)
    for terms in alike.values():
        term = shown if shown in terms else terms[0]
        claims = tuple(case.claims[claim] for claim, value in case.objects.items() if value in terms)
        sources = sorted({source for _, source in claims}, key=attrgetter("value"))
        values.append(
            ConflictValue(
                term=term,
                value=context.words[term],
                sources=tuple(context.sources[source] for source in sources),
                claims=tuple(claim for claim, _ in claims),
                agrees=agreement.agree(term, shown),
            )
        )
    values.sort(key=lambda value: (value.term != shown, value.value, str(value.term)))
    reasons = context.reasons
    reason = reasons.get((case.subject, case.property, case.key)) or reasons.get((case.subject, case.property, "*"), "")
    return ConflictView(
        iri=case.iri,
        subject=case.subject,
        property=case.property,
        key=case.key,
        kind=case.kind,
        shown=context.words[shown],
        rule=case.rule,
        values=tuple(values),
        reason=reason,
    )

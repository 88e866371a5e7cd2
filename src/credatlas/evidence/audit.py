"""Checks evidence against the texts: hashes, offsets, and that each passage says what is claimed of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..claims.reading import Locate
from ..store.protocol import Store
from ..terms import CA, ID, PREFIXES, Term, compact, node, show
from ..wording import describe_fields, is_value, value_fields
from .asking import batches, select
from .model import local
from .stating import Said, says_date, says_name, says_number, says_price, says_text
from .texts import Texts

_SOURCES: Final = """SELECT ?source ?sha ?on { ?source ca:sha256 ?sha .
  OPTIONAL { ?source schema:datePublished ?on } } ORDER BY ?source"""
_PASSAGES: Final = """SELECT ?passage ?source ?start ?end { ?passage oa:hasSource ?source .
  OPTIONAL { ?passage ca:startOffset ?start } OPTIONAL { ?passage ca:endOffset ?end } } ORDER BY ?passage"""
_CLAIMS: Final = """SELECT ?claim ?s ?p ?o ?now ?basis ?passage { ?source ca:sha256 ?sha . ?claim ca:claimedBy ?source ;
  rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; ca:hasEvidence ?passage .
  OPTIONAL { ?claim ca:basis ?basis } OPTIONAL { ?o dcterms:isReplacedBy ?now } } ORDER BY ?claim ?passage"""
_NAMING: Final = (
    "schema:name schema:alternateName ca:abbreviation skos:prefLabel skos:altLabel skos:hiddenLabel "
    "ca:citedTitle ca:citedHost ca:citedAuthors ca:referenceNumber"
)
_CHECKED: Final = ("stated", "normalised")
_NUMBERS: Final = ("integer", "decimal", "double", "float", "nonNegativeInteger")
_DATES: Final = ("date", "gYear", "gYearMonth")
_START, _END, _SHA = NamedNode(f"{CA}startOffset"), NamedNode(f"{CA}endOffset"), NamedNode(f"{CA}sha256")
_NUMBER_OF: Final = f"{CA}referenceNumber"


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One thing that is wrong with the evidence.

    Attributes:
        message: What is wrong, in one plain sentence.
        place: ``file:line`` where it stands in the data; empty when that is not known.
        hint: What to do.
        subject: The source, passage or thing in question.
    """

    message: str
    place: str
    hint: str
    subject: NamedNode


@dataclass(frozen=True, slots=True)
class Audit:
    """What a check of evidence found.

    Attributes:
        findings: What is wrong, sources first, then passages, then values.
        texts: Sources whose text was there.
        passages: Passages that were looked up.
        found: Values that stand in their passages.
        missing: Values that do not.
    """

    findings: tuple[AuditFinding, ...]
    texts: int
    passages: int
    found: int
    missing: int

    def summary(self) -> str:
        """One line: ``3 texts, 97 passages, 214 values found, 0 missing``."""
        return f"{self.texts} texts, {self.passages} passages, {self.found} values found, {self.missing} missing"


def audit(store: Store, texts: Texts, locate: Locate | None = None) -> Audit:
    """Compares the passages and values of every source with a hash with its text.

    Args:
        store: The compiled graph.
        texts: The folder of texts.
        locate: Gives ``file:line`` of a statement by subject, property and value.

    Returns:
        The findings and counts. Claims of basis inferred or curated only need valid offsets.

    Raises:
        DataError: A text is not UTF-8.
    """
    check = _Check(store, texts, locate or _nowhere)
    check.sources()
    check.passages()
    claims = check.claims()
    check.values(claims)
    return Audit(tuple(check.findings), len(check.held), len(check.said), check.found, check.missing)


def _nowhere(subject: Term, predicate: NamedNode | None, value: Term | None) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim as far as its text matters; passages without offsets are left out."""

    subject: NamedNode
    predicate: NamedNode
    object: Term
    living: Term
    passages: list[NamedNode]


@dataclass(slots=True)
class _Check:
    """The state of one audit."""

    store: Store
    texts: Texts
    locate: Locate
    findings: list[AuditFinding] = field(default_factory=list)
    held: dict[NamedNode, tuple[str, int | None]] = field(default_factory=dict)
    hashed: set[NamedNode] = field(default_factory=set)
    said: dict[NamedNode, Said] = field(default_factory=dict)
    source_of: dict[NamedNode, NamedNode] = field(default_factory=dict)
    found: int = 0
    missing: int = 0

    def note(
        self, message: str, hint: str, subject: NamedNode, predicate: NamedNode, value: Term | None = None
    ) -> None:
        self.findings.append(AuditFinding(message, self.locate(subject, predicate, value), hint, subject))

    def sources(self) -> None:
        for source, digest, on in select(self.store, _SOURCES):
            assert isinstance(source, NamedNode) and isinstance(digest, Literal)
            self.hashed.add(source)
            text = self.texts.text(digest.value)
            if text is not None:
                self.held[source] = (text, int(on.value[:4]) if isinstance(on, Literal) else None)
                continue
            near = self.texts.nearest_names(local(source))
            self.note(
                f"no text of {compact(source)}: no file with this hash in {self.texts.folder}",
                f"nearest by name: {', '.join(near)}; was it edited?" if near else "the folder is empty",
                source,
                _SHA,
            )

    def passages(self) -> None:
        for passage, source, start, end in select(self.store, _PASSAGES):
            assert isinstance(passage, NamedNode) and isinstance(source, NamedNode)
            self.source_of[passage] = source
            if isinstance(start, Literal) and isinstance(end, Literal):
                self._offsets(passage, source, int(start.value), int(end.value))
            elif start is not None or end is not None:
                self.note(f"{compact(passage)} has only one offset", "give both, or none", passage, _START)
            elif source in self.hashed:
                self.note(
                    f"{compact(passage)} has no offsets, though the text of its source is named",
                    "give ca:startOffset and ca:endOffset (the quote tool writes them)",
                    passage,
                    node("oa:hasSource"),
                )

    def _offsets(self, passage: NamedNode, source: NamedNode, start: int, end: int) -> None:
        if source not in self.hashed:
            hint = "add ca:sha256 of the text to the source, or remove the offsets"
            self.note(
                f"{compact(passage)} has offsets into a text that its source does not name", hint, passage, _START
            )
        elif source in self.held:
            text = self.held[source][0]
            if 0 <= start < end <= len(text):
                self.said[passage] = Said.of(text[start:end])
            elif end > len(text):
                message = f"{compact(passage)} ends at {end}, beyond the text of {len(text)} characters"
                self.note(message, "offsets count Unicode code points from 0", passage, _END)
            else:
                message = f"{compact(passage)} goes from {start} to {end}, which is no passage"
                self.note(message, "the start comes before the end and is at least 0", passage, _START)

    def claims(self) -> list[_Claim]:
        """The claims that a text must bear out, one for each claim."""
        found: dict[Term, _Claim] = {}
        for claim, subject, predicate, value, now, basis, passage in select(self.store, _CLAIMS):
            assert isinstance(subject, NamedNode) and isinstance(predicate, NamedNode)
            assert claim is not None and value is not None and isinstance(passage, NamedNode)
            if (local(basis) or "stated") in _CHECKED and passage in self.said:
                entry = found.setdefault(claim, _Claim(subject, predicate, value, now or value, []))
                entry.passages.append(passage)
        return list(found.values())

    def values(self, claims: Sequence[_Claim]) -> None:
        things = list(dict.fromkeys(claim.living for claim in claims if isinstance(claim.living, NamedNode)))
        names = _names(self.store, [thing for thing in things if not is_value(thing)])
        fields, labels = value_fields(self.store, [thing for thing in things if is_value(thing)])
        for claim in claims:
            value = claim.living
            described = describe_fields(fields.get(value, {}), labels) if isinstance(value, NamedNode) else ""
            if any(self._says(claim, passage, names, fields) for passage in claim.passages):
                self.found += 1
                continue
            self.missing += 1
            places = ", ".join(compact(passage) for passage in claim.passages)
            known = names.get(value, []) if isinstance(value, NamedNode) else []
            statement = f"{compact(claim.subject)} {compact(claim.predicate)} {described or show(value)}"
            self.note(
                f"{statement}: {places} does not say so",
                _hint(value, known),
                claim.subject,
                claim.predicate,
                claim.object,
            )

    def _says(
        self,
        claim: _Claim,
        passage: NamedNode,
        names: Mapping[NamedNode, Sequence[str]],
        fields: Mapping[NamedNode, Mapping[NamedNode, tuple[Term, ...]]],
    ) -> bool:
        said, value = self.said[passage], claim.living
        if isinstance(value, Literal):
            return _says_literal(said, value, self._years(claim, passage))
        if not isinstance(value, NamedNode):
            return False
        if is_value(value):
            return _says_value(said, {key.value: terms[0] for key, terms in fields.get(value, {}).items()})
        outside = () if value.value.startswith((ID, PREFIXES["ca"].removesuffix("ontology#"))) else _addresses(value)
        return says_name(said, [*names.get(value, ()), *outside])

    def _years(self, claim: _Claim, passage: NamedNode) -> set[int]:
        """Years that go without saying: the source's own, and those of the claim's other passages."""
        own = self.held[self.source_of[passage]][1]
        others = (self.said[other].years() for other in claim.passages if other != passage)
        return {*([own] if own else []), *(year for years in others for year in years)}


def _hint(value: Term, names: Sequence[str]) -> str:
    if isinstance(value, NamedNode) and not is_value(value):
        known = f"it goes by {'; '.join(names[:4])}" if names else "it has no name that could stand there"
        return f"{known}; choose a passage that names it, or give the passage ca:basis basis:inferred"
    return "choose a passage that says it, or give the passage ca:basis basis:inferred"


def _names(store: Store, things: Iterable[NamedNode]) -> dict[NamedNode, list[str]]:
    """Everything that a thing may be called, also by sources that are overruled; ``[3]`` for a numbered reference."""
    found: dict[NamedNode, list[str]] = {}
    for block in batches("?s", ([thing] for thing in things)):
        direct = f"{block} VALUES ?p {{ {_NAMING} }} ?s ?p ?n"
        claimed = f"{block} VALUES ?p {{ {_NAMING} }} ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?n"
        for pattern in (direct, claimed):
            for thing, prop, name in select(store, f"SELECT DISTINCT ?s ?p ?n {{ {pattern} }} ORDER BY ?s ?p ?n"):
                assert isinstance(thing, NamedNode) and isinstance(prop, NamedNode)
                if isinstance(name, Literal):
                    text = f"[{name.value}]" if prop.value == _NUMBER_OF else name.value
                    known = found.setdefault(thing, [])
                    if text not in known:
                        known.append(text)
    return found


def _addresses(value: NamedNode) -> tuple[str, ...]:
    bare = value.value.partition("://")[2] or value.value
    return value.value, bare, bare.removesuffix("/"), bare.removeprefix("www.").removesuffix("/")


def _says_literal(said: Said, literal: Literal, years: set[int]) -> bool:
    kind = local(literal.datatype)
    if kind in _NUMBERS:
        return says_number(said, literal.value)
    if kind in _DATES:
        return says_date(said, literal.value, years)
    return says_text(said, literal.value)


def _says_value(said: Said, fields: Mapping[str, Term]) -> bool:
    """A value node: what it says was printed, and a price always also by its amount."""
    text = {name: term.value for name, term in fields.items() if isinstance(term, Literal)}
    price, stated = text.get(f"{PREFIXES['schema']}price"), text.get(f"{CA}stated")
    if stated is not None and not says_text(said, stated):
        return False
    if price is not None and float(price) > 0:
        return says_price(said, price, text.get(f"{PREFIXES['schema']}priceCurrency", ""))
    if stated is not None:
        return True
    bounds = [text[name] for name in (f"{CA}atLeast", f"{CA}atMost") if name in text]
    dates = [text[name] for name in (f"{CA}startsNotBefore", f"{CA}endsNotAfter") if name in text]
    if bounds or dates:
        return all(says_number(said, bound) for bound in bounds) and all(says_date(said, date) for date in dates)
    return price is not None and (says_text(said, "free") or says_number(said, price))

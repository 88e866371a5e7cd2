"""Values and links on a page, each with who says so and what contradicts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..cards import Value
from ..evidence import ClaimView, ConflictView, explain
from ..terms import PREFIXES, Term, compact
from ..wording.contradictions import in_words
from .addresses import Addresses, is_ours
from .said import Said, said

_WEB: Final = ("https://", "http://")
_DOI: Final = PREFIXES["bibo"] + "doi"
_PMID: Final = PREFIXES["bibo"] + "pmid"


@dataclass(frozen=True, slots=True)
class Rival:
    """What others say in place of a value.

    Attributes:
        text: The value in words.
        said: Who says so.
    """

    text: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """The contradiction in which a value is the one that is shown.

    Attributes:
        kind: What kind of contradiction that is: ``different names``.
        meaning: What that kind means, in one sentence.
        sentence: Why this value is shown, in one sentence.
        rivals: What else is said.
        address: Where the contradictions of the thing are listed.
    """

    kind: str
    meaning: str
    sentence: str
    rivals: tuple[Rival, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a property, or a thing that links here.

    Attributes:
        text: The value in words.
        address: Where it leads; empty for nowhere.
        outside: Whether that is a page of somebody else.
        language: The language of a text; None where nobody says.
        notes: What one should know of it: ``planned``.
        said: Who says so.
        against: What contradicts it.
        why: Where it is told how it follows, for what no source states.
    """

    text: str
    address: str = ""
    outside: bool = False
    language: str | None = None
    notes: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    against: Against | None = None
    why: str = ""


class Entries:
    """Makes entries for the values of one thing.

    Args:
        iri: The thing.
        claims: What sources say of it.
        names: The names of sources and of the things that are only named by claims.
        addresses: Where everything is.
    """

    def __init__(
        self, iri: ox.NamedNode, claims: Iterable[ClaimView], names: Mapping[ox.NamedNode, str], addresses: Addresses
    ) -> None:
        self._iri = iri
        self._names = names
        self._addresses = addresses
        self._by_fact: dict[tuple[ox.NamedNode, Term], list[ClaimView]] = {}
        self._by_claim: dict[ox.NamedNode, list[ClaimView]] = {}
        self._cases: dict[ox.NamedNode, ConflictView] = {}
        for claim in claims:
            self._by_fact.setdefault((claim.predicate, claim.object), []).append(claim)
            self._by_claim.setdefault(claim.claim, []).append(claim)
            if claim.conflict is not None:
                self._cases[claim.conflict.iri] = claim.conflict

    def value(self, property_: ox.NamedNode, value: Value) -> Entry:
        """A value of a card with its claims."""
        address, outside = destination(property_, value.term, self._addresses)
        case = None if value.dispute is None else self._cases.get(value.dispute.conflict)
        return Entry(
            text=value.text,
            address=address,
            outside=outside,
            language=value.term.language if isinstance(value.term, ox.Literal) else None,
            notes=() if value.status == "asserted" else (value.status,),
            said=self.said_of(property_, value.term),
            against=None if case is None else self._against(case),
            why=self._why(property_) if value.inferred else "",
        )

    def said_of(self, property_: ox.NamedNode, term: Term) -> tuple[Said, ...]:
        """Who states exactly this."""
        return said(self._by_fact.get((property_, term), ()), self._names, self._addresses)

    def compatible(self, property_: ox.NamedNode) -> tuple[Entry, ...]:
        """What else is said of a property and says less than what is shown, but nothing else: a month, say."""
        found: dict[str, list[ClaimView]] = {}
        for (one, _), views in self._by_fact.items():
            if one == property_ and all(view.rank == "agrees" for view in views):
                found.setdefault(self._text(views[0]), []).extend(views)
        return tuple(Entry(text, said=said(views, self._names, self._addresses)) for text, views in found.items())

    def _against(self, case: ConflictView) -> Against:
        rivals = [
            Rival(text, said(self._claimed(claims), self._names, self._addresses))
            for text, claims in self._opposed(case).items()
        ]
        address = self._addresses.page("conflicts", thing=compact(case.subject))
        kind = in_words(case.kind)
        return Against(kind.heading, kind.sentence, explain(case, self._names), tuple(rivals), address)

    def _opposed(self, case: ConflictView) -> dict[str, list[ox.NamedNode]]:
        """What else is said, by its words, with the claims: values that read alike are one to a reader."""
        found: dict[str, list[ox.NamedNode]] = {}
        for other in case.values[1:]:
            if not other.agrees:
                found.setdefault(other.value, []).extend(other.claims)
        return found

    def _claimed(self, claims: Iterable[ox.NamedNode]) -> Iterator[ClaimView]:
        for claim in claims:
            yield from self._by_claim.get(claim, ())

    def _text(self, view: ClaimView) -> str:
        if isinstance(view.object, ox.NamedNode):
            return self._names.get(view.object, view.value)
        return view.value

    def _why(self, property_: ox.NamedNode) -> str:
        return self._addresses.thing(self._iri, "why.html", property=compact(property_))


def destination(property_: ox.NamedNode, term: Term, addresses: Addresses) -> tuple[str, bool]:
    """Where a value leads, and whether that is a page of somebody else; values without identity lead nowhere."""
    if isinstance(term, ox.NamedNode):
        if term.value.startswith(f"{PREFIXES['value']}"):
            return "", False
        return addresses.thing(term), not is_ours(term)
    text = term.value if isinstance(term, ox.Literal) else ""
    if property_.value == _DOI:
        return f"https://doi.org/{text}", True
    if property_.value == _PMID:
        return f"https://pubmed.ncbi.nlm.nih.gov/{text}/", True
    return (text, True) if text.startswith(_WEB) and " " not in text else ("", False)


def kinds_of(claims: Sequence[ClaimView]) -> list[ox.NamedNode]:
    """The classes that sources state of a thing, each once."""
    kind = PREFIXES["rdf"] + "type"
    found = [one.object for one in claims if one.predicate.value == kind and one.rank == "shown"]
    return list(dict.fromkeys(one for one in found if isinstance(one, ox.NamedNode)))

"""Whether accepted links still hold: withdrawn, merged, changed and mistyped records, links that contradict others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..errors import NetworkError, UsageError
from ..fetch import AbsentError
from ..mappings import TARGETS, Link, LinkSet, Target
from .judgements import VERIFY, refuse_mistyped
from .model import Candidate, Proposal, Record, Relation

if TYPE_CHECKING:
    from ..fetch import Web
    from .adapters import Adapter
    from .index import Index

Lookup = Callable[[str], Record | None]
"""From the IRI of a record to what its source says of it now; None where the source has no such record."""

_SCHEMES: Final = {"ror": "ror", "wikidata": "wikidata", "orcid": "orcid", "doi": "doi", "isni": "isni", "issn": "issn"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a link may not hold any more.

    Attributes:
        link: The row.
        kind: ``mistyped``, ``missing``, ``merged``, ``withdrawn``, ``changed`` or ``contradiction``.
        message: What is wrong, in a sentence.
        record: What the source says of the record now, where it has one.
        instead: The record that came after it, where it is known.
    """

    link: Link
    kind: str
    message: str
    record: Record | None = None
    instead: Record | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of looking at the accepted links of a source.

    Attributes:
        doubts: What speaks against links, in their order; a link with one doubt is not looked at further.
        unseen: The links whose records could not be looked up, with the reason.
        total: How many links there are.
    """

    doubts: tuple[Doubt, ...]
    unseen: tuple[tuple[Link, NetworkError], ...]
    total: int


def verify(links: LinkSet, lookup: Lookup, others: Iterable[LinkSet] = ()) -> Verified:
    """What speaks against the accepted links of one source; nothing is rewritten.

    Args:
        links: The links to look at.
        lookup: What the source says of its records now; a NetworkError says that it cannot be known.
        others: The links into other sources: records name each other's identifiers, and must agree with them.
    """
    exact = {
        (link.subject, other.target.name): link
        for other in others
        for link in other.accepted
        if link.relation == "exact" and other.target.name != links.target.name
    }
    doubts: list[Doubt] = []
    unseen: list[tuple[Link, NetworkError]] = []
    for link in links.accepted:
        try:
            doubt = _doubt(link, links, lookup, exact)
        except NetworkError as error:
            unseen.append((link, error))
            continue
        if doubt is not None:
            doubts.append(doubt)
    return Verified(tuple(doubts), tuple(unseen), len(links.accepted))


def in_index(index: Index) -> Lookup:
    """Looks records up in the index of a dump."""

    def lookup(iri: str) -> Record | None:
        numbers = index.numbers_of("id", iri)
        return index.record(numbers[0]) if numbers else None

    return lookup


def named_in_index(index: Index, target: Target) -> Lookup:
    """Looks up which records of a dump name the records of another source, so that both ways say the same.

    Args:
        index: The records that name others, as those of ROR name items of Wikidata.
        target: The source that is named.

    Returns:
        A lookup that knows of a record only who names it; where nobody does, it raises AbsentError, since the
        dump does not say whether the record is there.
    """

    def lookup(iri: str) -> Record:
        local = iri.removeprefix(target.namespace)
        numbers = index.numbers_of(_SCHEMES[target.name], local)
        if not numbers:
            raise AbsentError(f"is named by no record of {index.source} {index.version}", place=iri)
        named = tuple((index.source, index.record(number).id) for number in numbers)
        return Record(iri, target.name, "", (), identifiers=named)

    return lookup


def on_the_web(source: Adapter, web: Web) -> Lookup:
    """Asks the source for records, or takes the answers that are kept."""

    def lookup(iri: str) -> Record | None:
        try:
            return source.fetch(web, iri)
        except AbsentError:
            return None

    return lookup


def _doubt(link: Link, links: LinkSet, lookup: Lookup, exact: Mapping[tuple[str, str], Link]) -> Doubt | None:
    title = links.target.title
    try:
        refuse_mistyped(links.target, link.object)
    except UsageError as error:
        return Doubt(link, "mistyped", error.message)
    record = lookup(link.object)
    if record is None:
        return Doubt(link, "missing", f"{title} has no record {link.object}")
    if record.id != link.object:
        return Doubt(link, "merged", f"{title} leads from {link.object} to {record.id} {record.name}", instead=record)
    if record.status == "withdrawn":
        after = [found for iri in record.successors if (found := lookup(iri)) is not None]
        names = ", ".join(f"{one.id} {one.name}" for one in after) or "nothing that is known"
        message = f"{title} has withdrawn {record.id} {record.name}; it was followed by {names}"
        return Doubt(link, "withdrawn", message, record, after[0] if after else None)
    contradiction = next(_contradictions(link, record, exact), "")
    if contradiction:
        return Doubt(link, "contradiction", contradiction, record)
    if link.digest and record.digest and link.digest != record.digest:
        return Doubt(link, "changed", f"{record.id} {record.name} is another record than was judged", record)
    return None


def _contradictions(link: Link, record: Record, exact: Mapping[tuple[str, str], Link]) -> Iterator[str]:
    """Identifiers in other sources that the record states, and our links into these sources do not have."""
    if link.relation != "exact":
        return
    for name, scheme in _SCHEMES.items():
        stated = {TARGETS[name].namespace + _bare(name, value) for key, value in record.identifiers if key == scheme}
        other = exact.get((link.subject, name))
        if stated and other is not None and other.object not in stated:
            names = ", ".join(sorted(stated))
            yield f"{record.id} goes with {names}, and the link of the same thing leads to {other.object}"


def _bare(name: str, value: str) -> str:
    plain = value.removeprefix(TARGETS[name].namespace)
    return plain.lower() if name == "doi" else plain.replace(" ", "") if name == "isni" else plain


def to_review(doubts: Iterable[Doubt], source: str) -> tuple[Proposal, ...]:
    """The doubts as questions for a review, one for each thing.

    The candidates are the record as it is now, unless it is gone, and what came after it: as the same where a record
    was merged into another, as broader where it was withdrawn.
    """
    return tuple(
        Proposal(
            subject=Record(doubt.link.subject, "atlas", doubt.link.subject_label, ()),
            decision="review",
            candidates=tuple(_candidates(doubt, source)),
            reason=f"{VERIFY}{doubt.message}",
        )
        for doubt in doubts
    )


def _candidates(doubt: Doubt, source: str) -> Iterator[Candidate]:
    link = doubt.link
    if doubt.instead is not None:
        relation: Relation = "exact" if doubt.kind == "merged" and link.relation == "exact" else "broad"
        yield Candidate(doubt.instead, relation, 0.5, ("what the linked record leads to now",))
    # of a record that is gone nothing is known but what it was called
    record = doubt.record or Record(link.object, source, link.object_label, (), status="withdrawn")
    yield Candidate(record, link.relation, 0.0, (f"linked since {link.date}: {link.comment}",), (doubt.message,))


def with_doubts(proposals: Iterable[Proposal], doubts: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """The list of what is to be judged with new doubts; of a thing that has some already, these take their place."""
    fresh = {proposal.subject.id: proposal for proposal in doubts}
    kept = [one for one in proposals if not (one.reason.startswith(VERIFY) or one.subject.id in fresh)]
    return (*kept, *fresh.values())

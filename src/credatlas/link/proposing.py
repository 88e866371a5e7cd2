"""Proposing links for all things of a kind: what is sure becomes a row of the links file, the rest a list to judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..mappings import MANUAL, NO_TERM, Link, LinkSet
from ..version import __version__
from .deciding import decide
from .index import Index
from .model import Candidate, Proposal, Record

TOOL: Final = "credatlas link propose"
_BY_RULES: Final = "CompositeMatching"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What came of looking for things in a source.

    Attributes:
        links: All rows of the links file as they should be now.
        proposals: What was decided of each thing that was looked for, in their order.
        kept: How many things were not looked for, because somebody judged them.
        fresh: How many rows are new or changed.
        gone: How many rows of earlier runs no longer hold.
    """

    links: LinkSet
    proposals: tuple[Proposal, ...]
    kept: int
    fresh: int
    gone: int

    def count(self, decision: str, relation: str = "") -> int:
        """How many things were so decided; with ``auto`` those whose first candidate has this relation."""
        return sum(
            one.decision == decision and (not relation or one.candidates[0].relation == relation)
            for one in self.proposals
        )


def propose(
    index: Index, things: Iterable[Record], links: LinkSet, *, day: str, say: Callable[[str], None] = lambda _: None
) -> Proposed:
    """Looks for things in a source, and leaves alone what somebody judged.

    A judgement holds for ever: a thing with an accepted exact link, or of which somebody found that there is no
    record, is not looked for; a rejected pair is not proposed. Only when the record has changed since, by the digest
    that stands with the judgement, is it asked again.

    Args:
        index: The records of the source.
        things: What is looked for; what they are part of should be among them.
        links: The rows that there are.
        day: Today, as ``2026-11-25``.
        say: Is told how far it is.
    """
    wanted = list(things)
    judged = _Judged(index, links)
    proposals: list[Proposal] = []
    above = dict(judged.exact)
    ordered = _parents_first(wanted)
    for place, thing in enumerate(ordered, start=1):
        if place % 500 == 0:
            say(f"looked for {place:,} of {len(ordered):,}")
        if judged.is_settled(thing.id):
            continue
        proposal = judged.without_rejected(decide(index, thing, above))
        proposals.append(proposal)
        # what contains the thing contains its parts as well
        holder = next((one.record for one in proposal.candidates if one.score == 1), None)
        if holder is not None:
            above[thing.id] = holder
    proposals = told_apart(proposals, judged.exact)
    proposals.sort(key=lambda proposal: proposal.subject.id)
    rows = (row for proposal in proposals for row in _rows(index, proposal, day))
    return merged(links, proposals, rows, kept=len(wanted) - len(proposals))


def told_apart(proposals: Iterable[Proposal], taken: Mapping[str, Record]) -> list[Proposal]:
    """The proposals, with a question in place of each link to a record that is another thing's already.

    Args:
        proposals: What was decided of each thing.
        taken: The records of things that somebody linked, by the IRIs of the things.
    """
    proposals = list(proposals)
    holders: dict[str, list[str]] = {}
    for thing, record in taken.items():
        holders.setdefault(record.id, []).append(thing)
    for proposal in proposals:
        if proposal.decision == "auto" and proposal.candidates[0].relation == "exact":
            holders.setdefault(proposal.candidates[0].record.id, []).append(proposal.subject.id)
    told = []
    for proposal in proposals:
        first = proposal.candidates[0] if proposal.decision == "auto" else None
        others = [one for one in holders.get(first.record.id, ()) if one != proposal.subject.id] if first else []
        if first is not None and first.relation == "exact" and others:
            reason = f"the record fits {others[0]} as well"
            doubted = (replace(first, score=0.9, against=(reason, *first.against)), *proposal.candidates[1:])
            told.append(replace(proposal, decision="review", candidates=doubted, reason=reason))
        else:
            told.append(proposal)
    return told


def _parents_first(things: list[Record]) -> list[Record]:
    known = {thing.id: thing for thing in things}
    ordered: dict[str, Record] = {}
    for thing in things:
        line: list[Record] = []
        now: Record | None = thing
        while now is not None and now.id not in ordered and now not in line:
            line.append(now)
            now = next((known[iri] for iri in now.parents if iri in known), None)
        ordered.update((one.id, one) for one in reversed(line))
    return list(ordered.values())


class _Judged:
    """What people decided, as far as it still holds."""

    def __init__(self, index: Index, links: LinkSet) -> None:
        self.index = index
        self.exact: dict[str, Record] = {}
        self.settled: set[str] = set()
        self.rejected: set[tuple[str, str, str]] = set()
        for link in links.links:
            if link.justification == MANUAL:
                self._take(link)

    def _take(self, link: Link) -> None:
        record = self._record(link.object)
        if link.digest and record is not None and record.digest != link.digest:
            return  # the record is another one than was judged
        if link.rejected:
            self.rejected.add(link.key)
        elif link.relation == "exact":
            self.settled.add(link.subject)
            if record is not None:
                self.exact[link.subject] = record

    def _record(self, iri: str) -> Record | None:
        numbers = self.index.numbers_of("id", iri)
        return self.index.record(numbers[0]) if numbers else None

    def is_settled(self, thing: str) -> bool:
        """Whether somebody linked a thing, or found that it is not there."""
        return thing in self.settled

    def without_rejected(self, proposal: Proposal) -> Proposal:
        """A proposal without what somebody found wrong."""
        thing = proposal.subject.id
        left = tuple(one for one in proposal.candidates if (thing, one.relation, one.record.id) not in self.rejected)
        if left == proposal.candidates:
            return proposal
        if not left:
            reason = f"none found in {self.index.source} {self.index.version} but what was rejected"
            return replace(proposal, decision="none", candidates=(), reason=reason)
        only_broad = all(one.relation == "broad" and one.score == 1 for one in left)
        return replace(
            proposal, decision="auto" if only_broad else "review", candidates=left, reason=left[0].reasons[0]
        )


def merged(links: LinkSet, proposals: Iterable[Proposal], rows: Iterable[Link], *, kept: int) -> Proposed:
    """Puts new rows in the place of those of earlier runs; what others decided stays.

    Args:
        links: The rows that there are.
        proposals: What was decided of each thing.
        rows: The rows that follow from it.
        kept: How many things were not looked for, because somebody judged them.
    """
    before = {link.key: link for link in links.links}
    judged = {key: link for key, link in before.items() if link.justification == MANUAL or link.tool != TOOL}
    now: dict[tuple[str, str, str], Link] = dict(judged)
    now.update((row.key, _as_before(row, before.get(row.key))) for row in rows if row.key not in judged)
    fresh = sum(before.get(key) != link for key, link in now.items())
    made = LinkSet(links.target, tuple(now.values()), links.label)
    return Proposed(made, tuple(proposals), kept, fresh, sum(key not in now for key in before))


def _as_before(row: Link, old: Link | None) -> Link:
    """The old row where nothing but day and version of the tool would change: so the same run gives the same file."""
    if old is None:
        return row
    same = replace(old, date=row.date, tool_version=row.tool_version, line=0)
    return old if same == replace(row, line=0) else row


def _rows(index: Index, proposal: Proposal, day: str) -> Iterator[Link]:
    thing = proposal.subject
    if proposal.decision == "auto":
        yield from (_row(index, thing, one, day) for one in proposal.candidates)
    if proposal.decision == "none" or (
        proposal.decision == "auto" and all(one.relation != "exact" for one in proposal.candidates)
    ):
        yield Link(
            subject=thing.id,
            relation="exact",
            object=NO_TERM,
            justification=_BY_RULES,
            tool=TOOL,
            tool_version=__version__,
            source_version=index.version,
            date=day,
            comment=f"none found in {index.source.upper()} {index.version}".rstrip(),
            subject_label=thing.name,
        )


def _row(index: Index, thing: Record, found: Candidate, day: str) -> Link:
    return Link(
        subject=thing.id,
        relation=found.relation,
        object=found.record.id,
        justification=_BY_RULES,
        tool=TOOL,
        tool_version=__version__,
        source_version=index.version,
        date=day,
        confidence=found.score,
        comment="; ".join(found.reasons),
        subject_label=thing.name,
        object_label=found.record.name,
        status=found.record.status,
        digest=found.record.digest,
    )

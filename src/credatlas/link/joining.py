"""Links by identifiers that are stated: by sources of the atlas, or by records that its things are linked to.

The target is not asked. So nothing is ever "not found" here: a thing whose identifier nobody states is a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..errors import UsageError
from ..mappings import MANUAL, Link, LinkSet, Target
from ..terms import PREFIXES, node
from ..version import __version__
from .judgements import refuse_mistyped
from .model import Candidate, Proposal, Record
from .proposing import TOOL, Proposed, merged, told_apart

if TYPE_CHECKING:
    from ..store.protocol import Store
    from .index import Index

SCHEMES: Final[Mapping[str, str]] = {
    "wikidata": "wikidata",
    "doi": "doi",
    "orcid": "orcid",
    "issn": "issn",
    "isni": "isni",
    "credential-registry": "ctid",
}
"""The sources whose identifiers are stated elsewhere, and what records call these."""

NAMED_BY_ROR: Final = ("wikidata", "isni")
"""The sources whose identifiers the records of ROR name."""

_ASKED: Final[Mapping[str, str]] = {"wikidata": "organization", "doi": "work", "issn": "journal", "orcid": "person"}
_BY_SOURCE: Final = "BackgroundKnowledgeBasedMatching"
_BY_CHAIN: Final = "MappingChaining"  # from the thing to a record, and from that to another one


@dataclass(frozen=True, slots=True)
class Statement:
    """An identifier that somebody states of a thing.

    Attributes:
        thing: The thing, its IRI.
        identifier: As it is stated.
        who: Who states it, in words.
        justification: The term of semapv that says how the two come together.
        doubts: What speaks against it.
    """

    thing: str
    identifier: str
    who: str
    justification: str = _BY_SOURCE
    doubts: tuple[str, ...] = ()


def by_sources(store: Store, things: Iterable[Record], target: Target) -> list[Statement]:
    """What the sources of the atlas state of things, by thing and identifier.

    Args:
        store: The graph.
        things: The things, with their identifiers.
        target: Whose identifiers.
    """
    from pyoxigraph import Literal, NamedNode

    from ..evidence.claiming import claims_of
    from .profiles import SCHEMES as PROPERTIES

    scheme = SCHEMES[target.name]
    name = next(name for name, known in PROPERTIES.items() if known == scheme)
    pairs = [(thing.id, value) for thing in things for known, value in thing.identifiers if known == scheme]
    facts = {(NamedNode(thing), node(name), Literal(value)): (thing, value) for thing, value in pairs}
    claims = claims_of(store, facts)
    found = []
    for fact, (thing, value) in facts.items():
        sources = dict.fromkeys(view.source.value.rpartition("/")[2] for view in claims.get(fact, ()))
        found.append(Statement(thing, value, f"stated by the source {' and '.join(sources)}"))
    return found


def by_records(index: Index, links: LinkSet, target: Target) -> list[Statement]:
    """What the records state that accepted exact links lead to, in the order of the links.

    A record that names several identifiers of the target leaves open which of them is of this thing; so does an
    identifier that another record names as well.

    Args:
        index: The records.
        links: The links into their source.
        target: Whose identifiers.
    """
    scheme = SCHEMES[target.name]
    found = []
    for link in links.accepted:
        if link.relation != "exact":
            continue
        for number in index.numbers_of("id", link.object):
            record = index.record(number)
            values = dict.fromkeys(value for known, value in record.identifiers if known == scheme)
            several = (f"{record.id} names {len(values)} records of {target.title}",) if len(values) > 1 else ()
            who = f"named by {record.id} {record.name} in {links.target.title} {index.version}, which is the same"
            for value in values:
                others = [index.record(other) for other in index.numbers_of(scheme, value) if other != number]
                shared = tuple(f"{other.id} {other.name} ({other.status}) names it as well" for other in others)
                found.append(Statement(link.subject, value, who, _BY_CHAIN, (*several, *shared)))
    return found


def propose_stated(statements: Iterable[Statement], things: Iterable[Record], links: LinkSet, *, day: str) -> Proposed:
    """Links to the records whose identifiers are stated.

    Sure is an identifier that is well formed, that nothing speaks against, and that is the only one of its thing as
    the thing is its only one. All else is to be judged; what somebody judged is left alone.

    Args:
        statements: Who states which identifier of what.
        things: The things: those with a statement, and those that should have a record.
        links: The rows that there are.
        day: Today, as ``2026-11-25``.
    """
    of_thing: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        of_thing[statement.thing].append(statement)
    judged = [link for link in links.links if link.justification == MANUAL or link.tool != TOOL]
    settled = {link.subject for link in judged if link.relation == "exact" and not link.rejected}
    rejected = {(link.subject, link.object) for link in judged if link.rejected and link.relation == "exact"}
    taken = {
        link.subject: _bare(link.object, links.target)
        for link in judged
        if link.is_accepted and link.relation == "exact"
    }
    asked = _asked(links.target)
    wanted = [thing for thing in things if thing.id in of_thing or (asked and thing.id.startswith(asked))]
    proposals = [
        _proposal(thing, of_thing[thing.id], links.target, rejected) for thing in wanted if thing.id not in settled
    ]
    proposals = told_apart(sorted(proposals, key=lambda proposal: proposal.subject.id), taken)
    rows = [
        row
        for proposal in proposals
        if proposal.decision == "auto"
        for row in _rows(proposal, of_thing[proposal.subject.id], links.target, day)
    ]
    return merged(links, proposals, rows, kept=len(wanted) - len(proposals))


def _proposal(thing: Record, statements: list[Statement], target: Target, rejected: set[tuple[str, str]]) -> Proposal:
    candidates: dict[str, Candidate] = {}
    unusable: list[str] = []
    nothing = f"nobody states its {target.title} identifier"
    for statement in statements:
        try:
            iri = _iri(statement.identifier, target)
        except UsageError as error:
            unusable.append(f"{error.message}; {statement.who}")
            continue
        if (thing.id, iri) in rejected:
            nothing = f"nobody states its {target.title} identifier but for {iri}, which was rejected"
            continue
        before = candidates.get(iri, Candidate(_bare(iri, target), "exact", 1.0, ()))
        reasons = tuple(dict.fromkeys((*before.reasons, statement.who)))
        against = tuple(dict.fromkeys((*before.against, *statement.doubts)))
        candidates[iri] = Candidate(before.record, "exact", 1.0, reasons, against)
    found = tuple(candidates.values())
    if len(found) == 1 and not unusable and not found[0].against:
        return Proposal(thing, "auto", found, found[0].reasons[0])
    doubts = [*unusable, *(doubt for one in found for doubt in one.against)]
    if len(found) > 1:
        doubts.append(f"{len(found)} identifiers are stated")
    open_ones = tuple(Candidate(one.record, "exact", 0.5, one.reasons, one.against) for one in found)
    return Proposal(thing, "review", open_ones, doubts[0] if doubts else nothing)


def _asked(target: Target) -> str:
    """What the ids begin with of things that should have a record; empty where none need have one."""
    return PREFIXES[_ASKED[target.name]] if target.name in _ASKED else ""


def _iri(identifier: str, target: Target) -> str:
    """The IRI of a stated identifier.

    Raises:
        UsageError: It has no form of the target, or wrong check digits.
    """
    iri = target.iri_of(identifier)
    refuse_mistyped(target, iri)
    return iri


def _bare(iri: str, target: Target) -> Record:
    """A record of which nothing is known but that it is there: it was not looked at."""
    return Record(iri, target.name, "", ())


def _rows(proposal: Proposal, statements: list[Statement], target: Target, day: str) -> Iterator[Link]:
    thing = proposal.subject
    for candidate in proposal.candidates:
        kinds = {one.justification for one in statements if _iri(one.identifier, target) == candidate.record.id}
        yield Link(
            subject=thing.id,
            relation=candidate.relation,
            object=candidate.record.id,
            justification=_BY_SOURCE if _BY_SOURCE in kinds else _BY_CHAIN,
            tool=TOOL,
            tool_version=__version__,
            date=day,
            confidence=candidate.score,
            comment="; ".join(candidate.reasons),
            subject_label=thing.name,
        )

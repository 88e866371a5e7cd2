"""What people decide about links, kept for ever: accepted, rejected, broader, related, none; and what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from ..errors import UsageError
from ..mappings import MANUAL, NO_TERM, TARGETS, Link, LinkSet, Target, changed
from ..validate.check_digits import iso7064_mod11_2, issn_mod11, ror_mod97
from .model import Candidate, Proposal, Record, Relation

Verdict = Literal["accept", "broader", "related", "reject"]
"""What is said of a thing and a record: the same, part of it or followed by it, has to do with it, not the same."""

_RELATION: Final[dict[str, Relation]] = {"accept": "exact", "broader": "broad", "related": "related"}
_DIGITS: Final = {"ror": ror_mod97, "orcid": iso7064_mod11_2, "isni": iso7064_mod11_2, "issn": issn_mod11}
VERIFY: Final = "to verify: "
"""What the question of an item of ``link verify`` begins with: it is asked in spite of a judgement."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judges, and when.

    Attributes:
        by: The IRI of an ORCID iD, or a name; see :func:`by_whom`.
        day: As ``2026-11-25``.
        tool: What was used to judge; empty for a judgement by hand.
        tool_version: Its version.
        source_version: The version of the source that was looked at.
    """

    by: str
    day: str
    tool: str = ""
    tool_version: str = ""
    source_version: str = ""

    def row(self, thing: Record, record: Record, relation: Relation, reason: str) -> Link:
        """A row that links the two."""
        return Link(
            subject=thing.id,
            relation=relation,
            object=record.id,
            by=self.by,
            tool=self.tool,
            tool_version=self.tool_version,
            source_version=self.source_version,
            date=self.day,
            comment=_reason(reason),
            subject_label=thing.name,
            object_label=record.name,
            status=record.status if record.digest else "",
            digest=record.digest,
        )


def by_whom(text: str, *, place: str = "--by") -> str:
    """Who decides: the IRI of an ORCID iD in any of its forms, else the name as it was written.

    Raises:
        UsageError: There is no name, or the iD has a wrong check digit.

    Example:
        >>> by_whom("0000-0002-1825-0097"), by_whom(" Ann  Example ")
        ('https://orcid.org/0000-0002-1825-0097', 'Ann Example')
    """
    plain = " ".join(text.split())
    if not plain or "|" in plain:
        message = "several people are named" if plain else "nobody is named"
        raise UsageError(message, hint="give the ORCID iD or the name of who answers for it", place=place)
    if "orcid" not in plain.lower() and sum(character.isdigit() for character in plain) < 8:
        return plain
    try:
        iri = TARGETS["orcid"].iri_of(plain)
    except UsageError as error:
        raise UsageError(error.message, hint=error.hint, place=place) from error
    refuse_mistyped(TARGETS["orcid"], iri, place=place)
    return iri


def refuse_mistyped(target: Target, iri: str, *, place: str = "TARGET") -> None:
    """Refuses an identifier whose check digits are wrong.

    Raises:
        UsageError: They are.
    """
    local = iri.removeprefix(target.namespace)
    if target.name in _DIGITS and not _DIGITS[target.name](local):
        hint = "compare it with the register, character by character"
        raise UsageError(f"{target.title} {local} has wrong check digits: it is mistyped", hint=hint, place=place)


def _reason(text: str) -> str:
    plain = " ".join(text.split())
    if not plain:
        raise UsageError("there is no reason", hint="say why: who looks at it later cannot ask you", place="--reason")
    return plain


def judge(links: LinkSet, thing: Record, found: Candidate, verdict: Verdict, judge: Judge, reason: str) -> LinkSet:
    """The links with one judgement more.

    Accepting takes back what contradicts it: a rejection of the same pair, and the word that there is no record. A
    rejection takes the place of an accepted link of whatever kind to the same record; where there is none, it rejects
    the relation that was proposed.

    Args:
        links: The rows that there are.
        thing: The thing of the atlas.
        found: The record, with the relation that was proposed.
        verdict: What is said of them.
        judge: Who says so.
        reason: Why.

    Raises:
        UsageError: The thing is linked to another record already, the record was withdrawn, is linked to another
            thing, or has wrong check digits; or there is no reason.
    """
    record = found.record
    refuse_mistyped(links.target, record.id)
    row = judge.row(thing, record, _RELATION.get(verdict, found.relation), reason)
    standing = [link for link in links.accepted if _is_pair(link, thing, record)]
    if verdict == "reject":
        relations = [link.relation for link in standing] or [found.relation]
        return changed(links, [replace(row, relation=relation, rejected=True) for relation in relations])
    if verdict == "accept":
        _refuse_exact(links, thing, record)
        # the same record is not broader or related besides, and a thing with a record is not without
        gone = [*standing, *(link for link in links.links if link.key == (thing.id, "exact", NO_TERM))]
        links = replace(links, links=tuple(link for link in links.links if link not in gone))
        return changed(links, [row])
    same = [replace(row, relation="exact", rejected=True) for link in standing if link.relation == "exact"]
    return changed(links, [row, *same])


def _is_pair(link: Link, thing: Record, record: Record) -> bool:
    return link.subject == thing.id and link.object == record.id


def _refuse_exact(links: LinkSet, thing: Record, record: Record) -> None:
    if record.status == "withdrawn":
        after = ", ".join(record.successors) or "its successor"
        message = f"{record.id} {_called(record.name)} was withdrawn and is the same as nothing"
        raise UsageError(message, hint=f"say that {after} is broader, or that there is none", place="TARGET")
    for link in links.accepted:
        if link.relation != "exact" or _is_pair(link, thing, record):
            continue
        if link.subject == thing.id:
            message = f"{thing.id} is linked to {link.object} {_called(link.object_label)} already"
            raise UsageError(message, hint="reject that link first", place="TARGET")
        if link.object == record.id:
            message = f"{record.id} is linked to {link.subject} {_called(link.subject_label)} already"
            raise UsageError(message, hint="reject that link first, or merge the two things", place="TARGET")


def _called(name: str) -> str:
    return f"“{name}”" if name else "(name unknown)"


def judge_none(links: LinkSet, thing: Record, seen: Iterable[Record], judge: Judge, reason: str) -> LinkSet:
    """The links with the word that a source has no record of a thing.

    Exact links that were accepted are rejected by it, and so are the records that were seen, so that nobody is asked
    about them again until they change. Broader and related links stay.

    Args:
        links: The rows that there are.
        thing: The thing of the atlas.
        seen: The records that were looked at.
        judge: Who says so.
        reason: Why.
    """
    why = _reason(reason)
    standing = [link for link in links.accepted if link.subject == thing.id]
    rows = [
        replace(link, rejected=True, by=judge.by, date=judge.day, comment=why, justification=MANUAL)
        for link in standing
        if link.relation == "exact"
    ]
    linked = {link.object for link in standing}
    rows += [
        replace(judge.row(thing, record, "exact", why), rejected=True) for record in seen if record.id not in linked
    ]
    none = replace(judge.row(thing, thing, "exact", why), object=NO_TERM, object_label="", status="", digest="")
    return changed(links, [*rows, none])


def open_proposals(proposals: Iterable[Proposal], links: LinkSet) -> tuple[Proposal, ...]:
    """What still has to be judged.

    A pair that somebody judged is not asked again, whatever the judgement was, unless the record is another one now
    by its digest. Of a thing with an accepted exact link, or without a record, nothing is asked but records that
    changed since they were judged. What :mod:`credatlas.link.checking` wants to have looked at is asked in any case.

    Args:
        proposals: What was proposed.
        links: What was judged.
    """
    judged: dict[tuple[str, str], list[Link]] = {}
    settled: dict[str, Link] = {}
    for link in links.links:
        if link.by:
            judged.setdefault((link.subject, link.object), []).append(link)
        if link.by and link.relation == "exact" and not link.rejected:
            settled[link.subject] = link
    return tuple(
        replace(proposal, candidates=left)
        for proposal in proposals
        if (left := _left(proposal, judged, settled.get(proposal.subject.id))) or not proposal.candidates
        if proposal.candidates or proposal.subject.id not in settled
    )


def _left(proposal: Proposal, judged: dict[tuple[str, str], list[Link]], settled: Link | None) -> tuple[Candidate, ...]:
    if proposal.reason.startswith(VERIFY):
        return proposal.candidates
    left = []
    for candidate in proposal.candidates:
        rows = judged.get((proposal.subject.id, candidate.record.id), [])
        is_new = settled is None if not rows else all(_differs(row, candidate.record) for row in rows)
        if is_new:
            left.append(candidate)
    return tuple(left)


def _differs(link: Link, record: Record) -> bool:
    """Whether a record is known to be another one than was judged."""
    return bool(link.digest and record.digest and link.digest != record.digest)

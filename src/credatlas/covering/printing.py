"""Sets that cover topics as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator

from ..formats import one_line
from ..terms import compact
from .model import Covering, CoverSet, Member


def cover_lines(found: Covering) -> Iterator[str]:
    """The sets one after the other, each member with who offers it, what it costs and what it covers.

    Lines that belong to a member are indented; what nothing covers stands at the end.
    """
    thing = found.of.removesuffix("s")
    yield f"topics: {'; '.join(one_line(name) for name in found.topics.values())}"
    if found.sets:
        yield _summary(found, thing)
    for number, one in enumerate(found.sets, start=1):
        yield ""
        yield from _set_lines(number, one, found)
    if len(found.sets) < found.count or not found.is_counted:
        more = f"{found.count - len(found.sets):,} more" if found.is_counted else f"more than {found.count:,} in all"
        yield from ("", f"and {more} (--limit)")
    if found.uncovered:
        names = "; ".join(one_line(found.topics[topic]) for topic in found.uncovered)
        yield from ("", f"no source says of any {thing} that fits that it covers: {names}")


def _summary(found: Covering, thing: str) -> str:
    size = len(found.sets[0].members)
    noun = thing if size == 1 else f"{thing}s"
    what = "everything" if not found.uncovered else "all that is covered at all"
    sets = f"{found.count:,}{'' if found.is_counted else ' or more'} such set{'' if found.count == 1 else 's'}"
    if found.beyond:
        left = f"{found.beyond} topic{'' if found.beyond == 1 else 's'}"
        return f"{size} {noun} leave {left} out; {found.least} are needed for {what}; {sets}"
    return f"{size} {noun} cover{'s' if size == 1 else ''} {what}; {sets}"


def _set_lines(number: int, one: CoverSet, found: Covering) -> Iterator[str]:
    for place, member in enumerate(one.members):
        mark = f"{number}." if place == 0 else ""
        yield f"{mark:<4}{one_line(member.name)} ({compact(member.iri)})"
        yield f"      {_about(member)}"
        yield f"      covers {'; '.join(_covered(member, found))}"
    missing = [name for topic, name in found.topics.items() if topic not in one.topics and topic not in found.uncovered]
    if missing:
        yield f"    leaves out: {'; '.join(map(one_line, missing))}"


def _about(member: Member) -> str:
    providers = ", ".join(map(one_line, member.providers)) or "provider unknown"
    prices = ", ".join(map(one_line, member.prices)) or "price unknown"
    return f"{providers}; {prices}{'' if member.fits else '; audience unknown'}"


def _covered(member: Member, found: Covering) -> Iterator[str]:
    for topic, by in member.covers.items():
        name = one_line(found.topics[topic])
        narrower = ", ".join(one_line(found.words[concept]) for concept in by)
        yield name if topic in by else f"{name} (by {narrower})"

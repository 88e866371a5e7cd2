"""The summary of an input as people read it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ..terms import compact

if TYPE_CHECKING:
    from ..ingest import Contradiction, LeftOut, Question, Summary

_SHOWN: Final = 12


def summary_lines(summary: Summary, *, written: bool, everything: bool) -> Iterator[str]:
    """What an input changes, the numbers first.

    Args:
        summary: What it changes.
        written: Whether the files are written already.
        everything: Whether lists are shown to their end.
    """
    most = None if everything else _SHOWN
    yield from _numbers(summary)
    yield from _matched(summary, most)
    yield from _contradictions(summary.contradictions, most)
    yield from _left_out(summary.left_out, most)
    yield from _review(summary.review, most)
    yield ""
    count = len(summary.files)
    files = "1 file" if count == 1 else f"{count} files"
    if not count:
        yield f"nothing to write: all {summary.unchanged} files are as they should be"
    elif written:
        yield f"wrote {files}, {summary.unchanged} were as they should be; `credatlas check` looks them over"
    else:
        yield f"would write {files} and leave {summary.unchanged} as they are; nothing was written (--dry-run)"


def _numbers(summary: Summary) -> Iterator[str]:
    kinds = ", ".join(f"{number} {kind}" for kind, number in summary.kinds().most_common())
    yield f"{summary.name}"
    yield f"  {len(summary.new):>7,}  new things{f': {kinds}' if kinds else ''}"
    yield f"  {len(summary.matched):>7,}  known things"
    yield f"  {summary.facts:>7,}  new facts, {summary.known_facts:,} that the atlas has"
    yield f"  {len(summary.contradictions):>7,}  contradictions"
    yield f"  {len(summary.left_out):>7,}  cells left out"
    yield f"  {len(summary.review):>7,}  questions to judge"


def _matched(summary: Summary, most: int | None) -> Iterator[str]:
    telling = [one for one in summary.matched if one.why != "same key"]
    if telling:
        yield "\nmatched"
        yield from (f"  {one.key} is {compact(one.iri)}: {one.why}" for one in telling[:most])
        yield from _more(len(telling), most)


def _contradictions(found: Sequence[Contradiction], most: int | None) -> Iterator[str]:
    if found:
        yield "\ncontradictions"
        for one in found[:most]:
            key = f" ({one.key})" if one.key else ""
            shown, *others = (f"{value} ({source})" for value, source in one.values)
            yield f"  {compact(one.subject)} {compact(one.predicate)}{key}: {shown} is shown, by {one.rule}"
            yield from (f"    against {other}" for other in others)
        yield from _more(len(found), most)


def _left_out(found: Sequence[LeftOut], most: int | None) -> Iterator[str]:
    if found:
        yield "\nleft out"
        by_reason: dict[str, list[LeftOut]] = defaultdict(list)
        for one in found:
            by_reason[one.reason].append(one)
        counted = Counter({reason: len(cells) for reason, cells in by_reason.items()}).most_common()
        for reason, number in counted[:most]:
            yield f"  {number:>5,}  {reason} (such as {by_reason[reason][0].spot})"
        yield from _more(len(counted), most)


def _review(found: Sequence[Question], most: int | None) -> Iterator[str]:
    if found:
        yield "\nto judge"
        yield from (f"  {one.spot}: {one.text}" for one in found[:most])
        yield from _more(len(found), most)


def _more(number: int, most: int | None) -> Iterator[str]:
    if most is not None and number > most:
        yield f"  … and {number - most} more (--all)"

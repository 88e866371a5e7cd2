"""A thing and a record side by side, as lines that a person compares."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from ..terms import compact
from .model import Record
from .session import Question

_LABEL: Final = 13
_LEAST: Final = 20  # characters for each side, however narrow the terminal is
_SAYS: Final = {"exact": "the same?", "broad": "a larger thing, or its successor?", "related": "related?"}


def question_lines(question: Question, width: int) -> Iterator[str]:
    """A question as lines: which it is, both sides, what speaks for it and against it.

    Args:
        question: What is asked.
        width: Of the terminal, in characters.
    """
    thing, candidate = question.proposal.subject, question.candidate
    yield f"{question.number} of {question.total}  {thing.name}  ({compact(thing.id)})"
    yield f"  {question.proposal.reason}"
    yield ""
    if candidate is None:
        yield from _rows(thing, None, width)
        yield "  no record was found that may be meant"
        return
    yield from _rows(thing, candidate.record, width)
    yield f"  proposed: {_SAYS[candidate.relation]}"
    yield from (f"  + {reason}" for reason in candidate.reasons)
    yield from (f"  - {reason}" for reason in candidate.against)


def facts_of(record: Record) -> Iterator[tuple[str, str]]:
    """What is known of a record, label by label, in the order in which people compare; nothing of what is not known."""
    listed = {
        "name": (record.name,),
        "also called": tuple(name.text for name in record.names if name.kind != "acronym" and name.text != record.name),
        "short": tuple(name.text for name in record.names if name.kind == "acronym"),
        "kind": record.kinds,
        "status": (record.status,) if record.name else (),  # of a record without a name nothing is known but its id
        "country": record.countries,
        "place": record.places,
        "founded": (str(record.founded),) if record.founded is not None else (),
        "site": record.domains,
        "ids": tuple(f"{scheme} {value}" for scheme, value in record.identifiers),
        "part of": tuple(compact(parent) for parent in record.parents),
        "followed by": tuple(compact(after) for after in record.successors),
        "record": (compact(record.id),),
    }
    yield from ((label, ", ".join(dict.fromkeys(values))) for label, values in listed.items() if any(values))


def _rows(thing: Record, record: Record | None, width: int) -> Iterator[str]:
    room = max(_LEAST, (width - _LABEL - 6) // 2)
    left = dict(facts_of(thing))
    right = dict(facts_of(record)) if record is not None else {}
    for label in dict.fromkeys([*left, *right]):
        mine, other = left.get(label, ""), right.get(label, "")
        same = "=" if mine and mine.casefold() == other.casefold() else " "
        pairs = zip_longest(_folded(mine, room), _folded(other, room), fillvalue="")
        for number, (one, two) in enumerate(pairs):
            yield f"  {label if not number else '':<{_LABEL}}{one:<{room}} {'' if number else same:1} {two}".rstrip()
    yield ""


def _folded(text: str, room: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, room, break_long_words=True) or [""]

"""Whether the two sides of a pair can be compared by the rules of the atlas, or only by a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isinf
from typing import Final

import pyoxigraph as ox

from ..claims.agreement import Interval, interval, normal_text
from ..claims.model import RDF_TYPE, ca
from .model import Said, Value

_LETTER: Final = re.compile(r"[A-Za-z]")
_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)*")
_BRACKETS: Final = re.compile(r"\s*\([^)]*\)")
_HEDGE: Final = re.compile(
    r"\b(?:over|more than|at least|up to|about|around|some|nearly|almost|roughly|approximately|typically|mostly"
    r"|by|to|and|not|hundreds|several|multiple|further|million|billion)\b|[-–+]",
    re.IGNORECASE,
)
# words for steps of one process: what was adopted on one day and published on another has two dates, no contradiction
_WORDS_OF_STEPS: Final = {
    "adopted": "adopted|endorsed|passed",
    "agreed": "agreed|agreement|signed",
    "announced": "announce[ds]?|announcement|presented",
    "awarded": "awarded|conferred",
    "created": "created|founded|established|approved",
    "document": "document date|dated",
    "final": "finali[sz]ed",
    "in force": "valid|in force|applies|effective",
    "issue": "issue|print",
    "launched": "launch(?:ed)?|rolled out",
    "online": "online|ahead of print",
    "opened": "opening|opened|opens",
    "published": "published|publication",
    "released": "release[ds]?",
}
_STEPS: Final = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE).search for name, words in _WORDS_OF_STEPS.items()}


def step(text: str) -> str:
    """The step of a process that words date; empty where they name none, or several."""
    if not _LETTER.search(text):
        return ""
    found = [name for name, stands_in in _STEPS.items() if stands_in(text)]
    return found[0] if len(found) == 1 else ""


def differ_in_step(texts: Sequence[str]) -> bool:
    """Whether two texts date two steps of one process."""
    steps = [step(text) for text in texts]
    return len(steps) == 2 and all(steps) and steps[0] != steps[1]


def compatible(texts: Sequence[str], *, naming: bool = False) -> bool:
    """Whether two texts say the same in other words, as far as form shows.

    Args:
        texts: Both sides.
        naming: They are names, of which every word counts.
    """
    plain = [normal_text(text) for text in texts]
    if len(plain) < 2 or plain[0] == plain[1]:
        return True
    if naming:
        return False
    bare = [normal_text(_BRACKETS.sub("", text)) for text in texts]
    figures = [sorted(_FIGURE.findall(text)) for text in plain]
    return bare[0] == bare[1] or bool(figures[0] and figures[0] == figures[1])


def comparable(sides: Sequence[Sequence[Said]], texts: Sequence[str]) -> bool:
    """Whether the rules can tell from these statements that two sides contradict each other, or that they agree.

    They cannot where the sides give different properties or kinds of value, two different limits in the same direction
    ("by May", "by July"), or agree only because what differs in the words is in none of the values.
    """
    if len(sides) < 2 or not all(sides):
        return False
    pairs = [(one, other) for one in sides[0] for other in sides[1] if _same_key(one, other)]
    ranges = [(_range(one), _range(other)) for one, other in pairs]
    telling = [(one, other) for one, other in ranges if one and other and one.kind == other.kind]
    if any(isinstance(one.object, ox.NamedNode) and isinstance(other.object, ox.NamedNode) for one, other in pairs):
        return True  # concepts: one may be broader than the other
    if not telling:
        return any(isinstance(one.object, ox.Literal) for one, _ in pairs) and any(r == (None, None) for r in ranges)
    if any(not one.overlaps(other) for one, other in telling):
        return True
    if any(_are_two_limits(one, other) for one, other in telling):
        return False
    figures = [set(_FIGURE.findall(text)) for text in texts]
    if any(one.unit != other.unit for one, other in telling):
        return True  # a year and twelve months
    return figures[0] == figures[1] or any(_HEDGE.search(text) for text in texts) or not all(figures)


def _same_key(one: Said, other: Said) -> bool:
    return (one.subject, one.predicate, _key(one)) == (other.subject, other.predicate, _key(other))


def _key(said: Said) -> tuple[str, ...]:
    if not isinstance(said.object, Value):
        return ()
    parts = {ca("countOf"), ca("aspect"), ca("priceTier"), ca("pricePer"), ca("cohort")}
    return tuple(sorted(f"{predicate} {term}" for predicate, term in said.object.fields if predicate in parts))


def _range(said: Said) -> Interval | None:
    if isinstance(said.object, Value):
        name = ox.NamedNode("urn:value")
        fields: dict[ox.NamedNode, tuple[ox.NamedNode | ox.Literal, ...]] = {RDF_TYPE: (said.object.kind,)}
        for predicate, term in said.object.fields:
            fields[predicate] = (*fields.get(predicate, ()), term)
        return interval(name, {name: fields})
    return interval(said.object, {}) if isinstance(said.object, ox.Literal) else None


def _are_two_limits(one: Interval, other: Interval) -> bool:
    """Whether both are open on the same side, with another end."""
    below, above = isinf(one.low) and isinf(other.low), isinf(one.high) and isinf(other.high)
    return (below and one.high != other.high) or (above and one.low != other.low)

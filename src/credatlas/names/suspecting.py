"""Pairs of things that have an id, a name or an abbreviation in common, or nearly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import Final

from pyoxigraph import NamedNode

from .bearers import Bearer
from .folding import fold
from .likeness import is_short, near_pairs, telling_words

WEAK: Final = 1
LIKELY: Final = 2
STRONG: Final = 3
IDENTIFIED: Final = 4
"""The same id in a register: names and dates may then differ."""
NEARLY: Final = "nearly the same name"

_MOST: Final = 30  # bearers of one name or abbreviation that are compared with each other

_Found = Iterator[tuple[Bearer, Bearer, str, int]]


def suspects(things: Iterable[Bearer]) -> list[tuple[Bearer, Bearer, dict[str, int]]]:
    """The pairs of things of one kind that have something in common, in the order of their ids.

    Returns:
        Both, and what they have in common in words, with how much it says (:data:`WEAK` to :data:`IDENTIFIED`), the
        most first.
    """
    by_kind: dict[str, list[Bearer]] = defaultdict(list)
    for thing in things:
        by_kind[thing.kind].append(thing)
    found: dict[tuple[str, str], tuple[Bearer, Bearer, dict[str, int]]] = {}
    for bearers in by_kind.values():
        ways = (_by_id, _by_name, _by_words, _by_near_name, _by_abbreviation)
        for one, other, reason, level in chain.from_iterable(way(bearers) for way in ways):
            first, second = sorted((one, other), key=lambda bearer: bearer.iri.value)
            pair = found.setdefault((first.iri.value, second.iri.value), (first, second, {}))
            pair[2][reason] = max(level, pair[2].get(reason, 0))
    return [
        (one, other, dict(sorted(reasons.items(), key=lambda reason: -reason[1])))
        for one, other, reasons in (found[key] for key in sorted(found))
    ]


def _pairs(groups: Iterable[Mapping[NamedNode, Bearer]]) -> Iterator[tuple[Bearer, Bearer]]:
    for group in groups:
        yield from combinations(list(group.values())[:_MOST], 2)


def _by_id(bearers: Sequence[Bearer]) -> _Found:
    same: dict[tuple[str, str], dict[NamedNode, Bearer]] = defaultdict(dict)
    for bearer in bearers:
        for register, ids in bearer.ids.items():
            for number in ids:
                same[register, number][bearer.iri] = bearer
    for (register, _), group in same.items():
        for one, other in combinations(list(group.values())[:_MOST], 2):
            yield one, other, f"the same {register}", IDENTIFIED


def _by_name(bearers: Sequence[Bearer]) -> _Found:
    proper: dict[str, dict[NamedNode, Bearer]] = defaultdict(dict)
    any_name: dict[str, dict[NamedNode, Bearer]] = defaultdict(dict)
    for bearer in bearers:
        for name, is_proper in bearer.names.items():
            if not is_short(name):
                any_name[fold(name)][bearer.iri] = bearer
                if is_proper:
                    proper[fold(name)][bearer.iri] = bearer
    for one, other in _pairs(proper.values()):
        yield one, other, "the same name", STRONG
    shared = {name: group for name, group in any_name.items() if len(group) > len(proper.get(name, ()))}
    for one, other in _pairs(shared.values()):
        yield one, other, "a name of the one is a name of the other", LIKELY


def _by_words(bearers: Sequence[Bearer]) -> _Found:
    for one, other in _pairs(_of_same_words(bearers).values()):
        if not {*map(fold, one.names)} & {*map(fold, other.names)}:
            yield one, other, "the same words in another order or form", LIKELY


def _by_near_name(bearers: Sequence[Bearer]) -> _Found:
    alike = _of_same_words(bearers)
    for first, second in near_pairs(alike):
        for one in list(alike[first].values())[:_MOST]:
            for other in list(alike[second].values())[:_MOST]:
                if one is not other:
                    yield one, other, NEARLY, WEAK


def _of_same_words(bearers: Sequence[Bearer]) -> dict[tuple[str, ...], dict[NamedNode, Bearer]]:
    found: dict[tuple[str, ...], dict[NamedNode, Bearer]] = defaultdict(dict)
    for bearer in bearers:
        for name in bearer.names:
            if not is_short(name):
                found[telling_words(name)][bearer.iri] = bearer
    return found


def _by_abbreviation(bearers: Sequence[Bearer]) -> _Found:
    same: dict[str, dict[NamedNode, Bearer]] = defaultdict(dict)
    for bearer in bearers:
        short = {*bearer.abbreviations, *(name for name in bearer.names if is_short(name))}
        for folded in {fold(name) for name in short} - {""}:
            same[folded][bearer.iri] = bearer
    for folded, group in same.items():
        for one, other in combinations(list(group.values())[:_MOST], 2):
            yield one, other, f"the same abbreviation {folded.upper()}", WEAK

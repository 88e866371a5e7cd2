"""Which things look like one thing under two ids: the pairs, what speaks for it, and what against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from ..errors import UsageError, did_you_mean
from ..store.protocol import Store
from ..terms import compact
from .bearers import KINDS, Bearer, Bearers, contradicting_ids, gather
from .folding import fold
from .suspecting import IDENTIFIED, LIKELY, NEARLY, STRONG, WEAK, suspects

LEVELS: Final = ("strong", "likely", "weak")
_OUT: Final = 0
# things of these kinds have names that many others have: who offers or holds them tells which is meant
_BY_PROVIDER: Final = frozenset({"programme", "course", "credential", "offering", "event"})


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two things that look like one.

    Attributes:
        one: The one whose id comes first.
        other: The other.
        kind: What they are: ``organization``, ``programme`` …
        names: Their names, in the same order.
        level: ``strong``, ``likely`` or ``weak``.
        reasons: What speaks for it, in words, the strongest first.
        against: What speaks against it, in words.
    """

    one: NamedNode
    other: NamedNode
    kind: str
    names: tuple[str, str]
    level: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The pair as plain values: ``level, kind, one, one_name, other, other_name, reasons, against``."""
        return {
            "level": self.level,
            "kind": self.kind,
            "one": compact(self.one),
            "one_name": self.names[0],
            "other": compact(self.other),
            "other_name": self.names[1],
            "reasons": list(self.reasons),
            "against": list(self.against),
        }


def duplicates(store: Store, kinds: Iterable[str] = (), *, least: str = "likely") -> list[Duplicate]:
    """The pairs of things that look like one, the strongest first, then by kind, name and id.

    ``strong``: the same id in a register, or the same full name, and nothing against it. ``likely``: the same words in
    another order or form, an alternate name that is the other's name, or nearly the same name with an
    abbreviation or page in common. ``weak``: nearly the same name, or no more than an abbreviation in common.
    What is part of the other, succeeds it, or has another provider or owner is not listed.

    Args:
        store: Where to look.
        kinds: Only things of these kinds (:data:`~credatlas.names.bearers.KINDS`); by default of all.
        least: The weakest level that is wanted.

    Raises:
        UsageError: There is no such kind or level.
    """
    wanted = list(kinds) or list(KINDS)
    for kind in wanted:
        _refuse_unknown(kind, KINDS, "kind of thing that is looked at", "--class")
    _refuse_unknown(least, LEVELS, "level", "--min")
    known = gather(store, wanted)
    lowest = STRONG - LEVELS.index(least)
    found = []
    for one, other, reasons in suspects(known.things.values()):
        level, against = _judged(known, one, other, reasons)
        if level >= lowest:
            supports = _supports(one, other, reasons)
            found.append(
                Duplicate(
                    one.iri,
                    other.iri,
                    one.kind,
                    (one.name, other.name),
                    LEVELS[STRONG - level],
                    (*reasons, *supports),
                    tuple(against),
                )
            )
    return sorted(found, key=_order)


def _order(pair: Duplicate) -> tuple[int, int, str, str, str]:
    return LEVELS.index(pair.level), KINDS.index(pair.kind), fold(pair.names[0]), pair.one.value, pair.other.value


def _refuse_unknown(word: str, known: Sequence[str], what: str, place: str) -> None:
    if word not in known:
        hint = did_you_mean(word, list(known)) or f"there are {', '.join(known)}"
        raise UsageError(f"“{word}” is no {what}", hint=hint, place=place)


def _judged(known: Bearers, one: Bearer, other: Bearer, reasons: Mapping[str, int]) -> tuple[int, list[str]]:
    """How likely it is that two are one: 3 strong to 1 weak, 0 for not; and what speaks against it."""
    apart = known.related.get(frozenset({one.iri, other.iri}))
    if apart or other.iri in one.above or one.iri in other.above:
        return _OUT, [apart or "one is part of the other"]
    best = max(reasons.values())
    against: list[str] = []
    level = min(best, STRONG, _registers(one, other, against), _places(known, one, other, against))
    if best < IDENTIFIED:
        level = min(level, _owners(known, one, other, against), _times(known, one, other, against))
    if best == LIKELY and one.hosts and other.hosts and not one.hosts & other.hosts:
        against.append("pages on different hosts")
        level = min(level, WEAK)
    if best == WEAK and not against and _is_more_than_near(one, other, reasons):
        level = LIKELY
    return level, against


def _registers(one: Bearer, other: Bearer, against: list[str]) -> int:
    """What different ids in one register leave of a likeness."""
    registers = contradicting_ids(one, other)
    if registers:
        against.append(f"different {' and '.join(f'{register}s' for register in registers)}")
    return WEAK if registers else STRONG


def _places(known: Bearers, one: Bearer, other: Bearer, against: list[str]) -> int:
    """What different countries leave of a likeness."""
    if one.countries and other.countries and not one.countries & other.countries:
        against.append(f"different countries: {_listed(known, one.countries)} and {_listed(known, other.countries)}")
        return WEAK
    return STRONG


def _owners(known: Bearers, one: Bearer, other: Bearer, against: list[str]) -> int:
    """What different parents or providers leave of a likeness: units and programmes of two bodies share names."""
    for mine, theirs, what in ((one.parents, other.parents, "parents"), (one.providers, other.providers, "providers")):
        if mine and theirs and not _akin(known, mine, theirs):
            against.append(f"different {what}: {_listed(known, mine)} and {_listed(known, theirs)}")
            return _OUT
        if what == "providers" and one.kind in _BY_PROVIDER and not (mine and theirs):
            against.append("who offers or holds it is not known of both")
            return WEAK
        if what == "parents" and bool(mine) != bool(theirs):
            against.append("what it is a part of is known of one only")
            return LIKELY
    return STRONG


def _akin(known: Bearers, mine: Iterable[NamedNode], theirs: Iterable[NamedNode]) -> bool:
    """Whether one of some bodies is, or is a part of, one of the others."""
    own, others = set(mine), set(theirs)
    return bool(own & others) or any(
        known.above.get(a, frozenset()) & side for side, bodies in ((others, own), (own, others)) for a in bodies
    )


def _times(known: Bearers, one: Bearer, other: Bearer, against: list[str]) -> int:
    """What different dates, editions or types leave of a likeness: runs and editions share a name."""
    if one.types and other.types and not one.types & other.types:
        against.append(f"different types: {_listed(known, one.types)} and {_listed(known, other.types)}")
        return WEAK
    for mine, theirs, what in ((one.edition, other.edition, "editions"), (one.dates, other.dates, "dates")):
        if mine and theirs and not any(_overlap(a, b) for a in mine for b in theirs):
            against.append(f"different {what}: {', '.join(sorted(mine))} and {', '.join(sorted(theirs))}")
            return WEAK if one.kind == "work" else _OUT
    return STRONG


def _overlap(one: str, other: str) -> bool:
    """Whether two dates, or numbers, can be one: 2025 and 2025-04-12."""
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def _listed(known: Bearers, iris: Iterable[NamedNode]) -> str:
    return ", ".join(sorted(known.words[iri] for iri in iris))


def _is_more_than_near(one: Bearer, other: Bearer, reasons: Mapping[str, int]) -> bool:
    """Whether two with nearly the same name share an abbreviation or a page as well."""
    return NEARLY in reasons and (len(reasons) > 1 or bool(one.pages & other.pages))


def _supports(one: Bearer, other: Bearer, reasons: Iterable[str]) -> list[str]:
    """What two share besides, and what alone would be no reason."""
    found = []
    if one.pages & other.pages:
        found.append("the same web page")
    elif one.kind == "organization" and one.hosts & other.hosts:
        found.append("pages on the same host")
    if one.countries & other.countries:
        found.append("the same country")
    if (one.parents & other.parents) or (one.providers & other.providers):
        found.append("the same provider or parent")
    return [support for support in found if support not in reasons]

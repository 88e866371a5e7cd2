"""Completing what somebody types: things, types and properties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pyoxigraph import NamedNode

from ...names import search
from ...names.folding import begins, fold, words
from ...terms import ID
from .answering import Reconciler
from .describing import described
from .identifiers import bearers, identifier
from .model import Kind, Property, Suggestion

_T = TypeVar("_T", Kind, Property)
_LOOKED_AT: Final = 200
_AT_ONCE: Final = 25


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted.

    Attributes:
        limit: At most so many.
        offset: How many are left out before.
    """

    limit: int = 20
    offset: int = 0


def entities(reconciler: Reconciler, prefix: str, page: Page, kinds: Sequence[str] = ()) -> tuple[Suggestion, ...]:
    """The things whose names or identifiers begin with, or hold, what was typed, best first.

    Args:
        reconciler: The graph.
        prefix: What was typed; nothing is suggested for nothing.
        page: Which part of the list.
        kinds: Only things of one of these types; unknown ones fit nothing.

    Raises:
        StoreError: The store failed.
    """
    wanted = {kind.id for kind in map(reconciler.vocabulary.kind, kinds) if kind is not None}
    things = _found(reconciler, prefix, page)
    fitting: list[Suggestion] = []
    for start in range(0, len(things), _AT_ONCE):
        part = things[start : start + _AT_ONCE]
        looks = described(reconciler.store, reconciler.vocabulary, part)
        fitting += [
            Suggestion(thing.value, looks[thing].name, looks[thing].description, looks[thing].kinds)
            for thing in part
            if looks[thing].kinds and (not kinds or looks[thing].is_one_of(wanted))
        ]
        if len(fitting) >= page.offset + page.limit:
            break
    return tuple(fitting[page.offset : page.offset + page.limit])


def _found(reconciler: Reconciler, prefix: str, page: Page) -> list[NamedNode]:
    asked = identifier(prefix)
    if asked is not None:
        return bearers(reconciler.store, asked)
    if not words(prefix):
        return []
    # what is no thing that names of others mean falls out afterwards
    most = max(_LOOKED_AT, 2 * (page.offset + page.limit))
    found = search(reconciler.store, prefix, limit=most, index=reconciler.names)
    return [one.iri for one in found if one.iri.value.startswith(ID) and not one.matched.startswith("about:")]


def types(reconciler: Reconciler, prefix: str, page: Page) -> tuple[Suggestion, ...]:
    """The types whose names begin with, or hold, what was typed; all of them for nothing."""
    kinds = reconciler.vocabulary.kinds
    found = _ranked(prefix, [(kind, (kind.name, kind.id)) for kind in kinds.values()])
    exact = reconciler.vocabulary.kind(prefix)
    return tuple(
        Suggestion(kind.id, kind.name, kind.description, broader=tuple(kinds[up] for up in kind.broader))
        for kind in _part(found, exact, page)
    )


def properties(reconciler: Reconciler, prefix: str, page: Page) -> tuple[Suggestion, ...]:
    """The properties whose names begin with, or hold, what was typed; all of them for nothing."""
    known = reconciler.vocabulary.properties.values()
    found = _ranked(prefix, [(one, (one.name, one.id.rpartition(":")[2], *one.also)) for one in known])
    exact = reconciler.vocabulary.property(prefix)
    return tuple(Suggestion(one.id, one.name, one.description) for one in _part(found, exact, page))


def proposed(reconciler: Reconciler, kind: str, limit: int) -> tuple[Suggestion, ...]:
    """The properties that things of a type have, in the order of the cards; of all types where none is given.

    Args:
        reconciler: The graph.
        kind: The type; one that does not exist has no properties.
        limit: At most so many; 0 for all.
    """
    vocabulary = reconciler.vocabulary
    known = vocabulary.kind(kind)
    ids = tuple(vocabulary.properties) if not kind else vocabulary.used[known.id] if known else ()
    named = [vocabulary.properties[id_] for id_ in (ids[:limit] if limit else ids)]
    return tuple(Suggestion(one.id, one.name, one.description) for one in named)


def _ranked(prefix: str, known: Iterable[tuple[_T, Sequence[str]]]) -> list[_T]:
    """Those with a name that is the text, begins with it, has words that begin so, or holds it, in this order."""
    typed = fold(prefix)
    ranked: list[tuple[int, int, _T]] = []
    for number, (one, names) in enumerate(known):
        folded = [fold(name) for name in names]
        tests = (
            typed in folded,
            any(name.startswith(typed) for name in folded),
            any(begins(words(prefix), words(name)) for name in names),
            any(typed in name for name in folded),
        )
        rank = next((rank for rank, fits in enumerate(tests) if fits), None)
        if rank is not None:
            ranked.append((rank, number, one))
    return [one for _, _, one in sorted(ranked, key=lambda entry: entry[:2])]


def _part(found: list[_T], exact: _T | None, page: Page) -> list[_T]:
    # an id or an IRI is a name that no name has to begin with
    first: list[_T] = [] if exact is None else [exact]
    rest = [one for one in found if one is not exact]
    return (first + rest)[page.offset : page.offset + page.limit]

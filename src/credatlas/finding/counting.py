"""How many things each value of a facet is known to fit: what drop-downs say beside the values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import NamedNode

from ..store.protocol import Store
from .gathering import (
    AUDIENCE,
    CREDENTIAL_TYPE,
    MODALITY,
    PROGRAMME_TYPE,
    TOPIC,
    Known,
    Takeable,
    takeable,
)
from .judging import countries_of

Counts = Mapping[str, Mapping[NamedNode, int]]
_CONCEPTS: Final = (AUDIENCE, MODALITY, TOPIC, CREDENTIAL_TYPE, PROGRAMME_TYPE)


def counts(store: Store) -> Counts:
    """For each facet with a list of values how many things are known to fit each of them, asked for by itself.

    Args:
        store: Where to look.

    Returns:
        By ``audience``, ``modality``, ``topic``, ``type`` and ``country`` the values that fit something, with the
        number that :func:`~credatlas.finding.find` calls certain; values that fit nothing are left out.
    """
    known = Known(store)
    things = takeable(store, known)
    values = {term for one in _CONCEPTS for thing in things for term in known.nodes(one, *_bearers(thing))}
    related = Known(store, values)
    found: dict[str, Counter[NamedNode]] = {name: Counter() for name in ("audience", "modality", "topic", "type")}
    found["country"] = Counter()
    for thing in things:
        own = (thing.iri, *thing.credentials)
        found["audience"].update(_fitting(related, known.nodes(AUDIENCE, *own, *thing.offerings), wider=True))
        found["modality"].update(_fitting(related, _modalities(known, thing)))
        found["topic"].update(_fitting(related, known.nodes(TOPIC, *own)))
        types = [*known.nodes(CREDENTIAL_TYPE, *own), *known.nodes(PROGRAMME_TYPE, *own)]
        found["type"].update(_fitting(related, types))
        found["country"].update(countries_of(known, thing))
    return found


def _bearers(thing: Takeable) -> Sequence[NamedNode]:
    return (thing.iri, *thing.credentials, *thing.offerings)


def _modalities(known: Known, thing: Takeable) -> set[NamedNode]:
    """How one takes part in any of its runs: as the run says, else as the thing does."""
    own = known.nodes(MODALITY, thing.iri)
    return {term for run in thing.offerings or (thing.iri,) for term in known.nodes(MODALITY, run) or own}


def _fitting(related: Known, values: Iterable[NamedNode], *, wider: bool = False) -> set[NamedNode]:
    """The concepts that fit when they are asked for: the values, wider ones, and for audiences narrower ones."""
    fitting: set[NamedNode] = set()
    for value in values:
        fitting |= {value} | related.wider.get(value, frozenset())
        if wider:
            fitting |= related.narrower.get(value, frozenset())
    return fitting

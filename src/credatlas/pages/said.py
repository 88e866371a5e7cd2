"""Who says something, in the few words that open behind a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..evidence import ClaimView
from ..evidence.asking import batches, select
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import compact, show
from .addresses import Addresses

METHODS: Final = {
    "stated": "",
    "normalised": "read from the source in another form",
    "inferred": "concluded by a curator from what the source says",
    "curated": "entered by a curator",
}
"""How a claim was read from its source, in words; as it stands there goes without saying."""
_RANKS: Final = {"overruled": "another value is shown", "agrees": "says less, and nothing else"}


@dataclass(frozen=True, slots=True)
class Said:
    """One claim, in words.

    Attributes:
        source: The name of the source.
        address: The page of the source, at the place where it says so.
        note: When, where and how: ``2025-04-15 · press · characters 512–803 · planned``.
        rank: ``shown``, ``overruled`` or ``agrees``, as :class:`~credatlas.evidence.ClaimView` has it.
        value: What exactly it says, in words.
    """

    source: str
    address: str
    note: str
    rank: str = "shown"
    value: str = ""


def source_names(store: Store, sources: Iterable[ox.NamedNode]) -> dict[ox.NamedNode, str]:
    """The names of sources; one without a title bears that of the work that it is a copy of."""
    names = labels(store, sources)
    bare = [iri for iri, name in names.items() if name == compact(iri)]
    for values in batches("?s", ([iri] for iri in bare)):
        for iri, name in select(
            store, f"SELECT ?s ?n {{ {values} ?s ca:snapshotOf ?w . ?w schema:name ?n }} ORDER BY ?n"
        ):
            if isinstance(iri, ox.NamedNode) and names[iri] == compact(iri):
                names[iri] = show(name)
    return names


def said(claims: Iterable[ClaimView], names: Mapping[ox.NamedNode, str], addresses: Addresses) -> tuple[Said, ...]:
    """Claims in words, in their order.

    Args:
        claims: The claims.
        names: The names of their sources.
        addresses: Where the sources are described.
    """
    return tuple(
        Said(names.get(one.source, one.source.value), addresses.thing(one.passage), _note(one), one.rank, one.value)
        for one in claims
    )


def _note(claim: ClaimView) -> str:
    parts = [
        claim.stated_on or "undated",
        claim.reliability,
        f"characters {claim.start}–{claim.end}" if claim.start is not None else "",
        claim.status if claim.status != "asserted" else "",
        METHODS.get(claim.method, claim.method),
        _RANKS.get(claim.rank, ""),
    ]
    return " · ".join(part for part in parts if part)

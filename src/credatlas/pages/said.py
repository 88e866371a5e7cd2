"""Who says something, in the few words that open behind a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..evidence import ClaimView
from .addresses import Addresses

_METHODS: Final = {
    "stated": "",
    "normalised": "read from the source in another form",
    "inferred": "concluded by a curator from what the source says",
    "curated": "entered by a curator",
}
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
        _METHODS.get(claim.method, claim.method),
        _RANKS.get(claim.rank, ""),
    ]
    return " · ".join(part for part in parts if part)

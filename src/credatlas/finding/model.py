"""What finding gives: things that fit, each with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from ..terms import compact


@dataclass(frozen=True, slots=True)
class Reason:
    """How one facet fits.

    Attributes:
        facet: Its name (``audience``); ``words`` for the free text.
        fits: ``yes``, or ``unknown`` where the value is not known or cannot be compared.
        text: The same in plain words.
        conflict: Whether sources contradict each other on the value that counted.
    """

    facet: str
    fits: str
    text: str
    conflict: bool = False

    def __str__(self) -> str:
        """The words, with a mark where sources disagree."""
        return f"{self.text} (≠ sources disagree)" if self.conflict else self.text


@dataclass(frozen=True, slots=True)
class Run:
    """One offering of a thing that fits.

    Attributes:
        iri: The offering.
        starts: When it starts, as far as it is known; empty where it is not.
        closes: Last day of registration; empty where it is not known.
        prices: Each price in words.
        certain: Whether every facet that is asked is known to fit it.
    """

    iri: NamedNode
    starts: str
    closes: str
    prices: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A programme, course or credential that fits what was asked for.

    Attributes:
        iri: The thing.
        name: Its readable name.
        kind: Its class as a compact name.
        providers: Who offers it, or awards the credential: id and name.
        credentials: What it awards.
        runs: Its offerings that fit, best first.
        prices: Prices that it has beside its offerings, in words.
        reasons: For each facet that is asked, how it fits.
    """

    iri: NamedNode
    name: str
    kind: str
    providers: tuple[tuple[NamedNode, str], ...]
    credentials: tuple[NamedNode, ...]
    runs: tuple[Run, ...]
    prices: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def certain(self) -> bool:
        """Whether every facet that is asked is known to fit."""
        return all(reason.fits == "yes" for reason in self.reasons)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The facets of which it is not known whether they fit."""
        return tuple(reason.facet for reason in self.reasons if reason.fits == "unknown")

    @property
    def why(self) -> str:
        """Why it is listed, in plain words."""
        return "; ".join(map(str, self.reasons))

    @property
    def matched(self) -> str:
        """The same as :attr:`why`, under the name that matches of words have for it."""
        return self.why

    def to_dict(self) -> dict[str, Any]:
        """The thing as plain values; these names are kept.

        Returns:
            ``id`` (compact), ``name``, ``kind``, ``provider`` (names, joined by ``; ``), ``fits`` (``certain`` or
            ``perhaps``), ``why``, ``unknown`` (names of facets), ``starts``, ``registration_closes`` and ``price``
            of the first offering (null where unknown), ``reasons``: ``facet, fits, text, conflict``; ``offerings``:
            ``id, starts, registration_closes, prices, certain, iri``; ``providers`` and ``credentials`` (full
            IRIs), ``iri``.
        """
        first = self.runs[0] if self.runs else None
        prices = first.prices if first is not None and first.prices else self.prices
        return {
            "id": compact(self.iri),
            "name": self.name,
            "kind": self.kind,
            "provider": "; ".join(name for _, name in self.providers) or None,
            "fits": "certain" if self.certain else "perhaps",
            "why": self.why,
            "unknown": list(self.unknown),
            "starts": (first.starts or None) if first else None,
            "registration_closes": (first.closes or None) if first else None,
            "price": "; ".join(prices) or None,
            "reasons": [
                {"facet": one.facet, "fits": one.fits, "text": one.text, "conflict": one.conflict}
                for one in self.reasons
            ],
            "offerings": [_run(run) for run in self.runs],
            "providers": [iri.value for iri, _ in self.providers],
            "credentials": [iri.value for iri in self.credentials],
            "iri": self.iri.value,
        }


def _run(run: Run) -> dict[str, Any]:
    return {
        "id": compact(run.iri),
        "starts": run.starts or None,
        "registration_closes": run.closes or None,
        "prices": list(run.prices),
        "certain": run.certain,
        "iri": run.iri.value,
    }

"""The canned queries that are asked, with values that give answers in a generated project of any size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .generate import SEED
from .world import institution


@dataclass(frozen=True, slots=True)
class Call:
    """A canned query with its values.

    Attributes:
        name: The query.
        values: Its parameters, as typed.
    """

    name: str
    values: Mapping[str, str]

    @property
    def words(self) -> tuple[str, ...]:
        """The call as words of a command line, behind the name of the program."""
        options = (word for name, value in self.values.items() for word in (f"--{name.replace('_', '-')}", value))
        return ("query", self.name, *options)


def _first(kind: str) -> str:
    """The first thing of a kind in the first institution, which every project has."""
    return next(iri for iri, _, _ in institution(0, SEED).things if iri.startswith(f"{kind}:"))


CALLS: Final = (
    Call("offerings-by-price", {"max_price": "9000", "currency": "USD"}),
    Call("credentials-by-audience", {"audience": "executives", "date": "2025-04-01"}),
    Call("programmes-by-topic", {"topic": "data science"}),
    Call("events-by-date", {"since": "2025-01-01", "until": "2025-12-31"}),
    Call("organizations-offers", {"organization": _first("organization")}),
    Call("conflicts-by-rule", {"rule": "issuer-over-others"}),
)

ABOUT_ONE: Final = Call("organizations-running", {"thing": _first("programme")})
"""A question about one thing, whose answer is the same in projects of every size."""

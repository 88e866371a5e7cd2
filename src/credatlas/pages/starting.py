"""What the start page tells of the atlas: how large, how fresh, how contradictory it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..build import Atlas
from ..evidence.asking import select
from ..store.protocol import Store
from ..terms import GRAPHS, ID, show
from .keeping import kept

_COUNTED: Final = (
    ("programme", "programmes"),
    ("course", "courses"),
    ("credential", "credentials"),
    ("organization", "organizations"),
    ("event", "events"),
    ("work", "publications"),
    ("policy", "policies"),
    ("place", "places"),
    ("offering", "runs with dates or prices"),
    ("person", "people"),
)
_THINGS: Final = f"SELECT DISTINCT ?s {{ GRAPH {GRAPHS['facts']} {{ ?s a ?k }} }}"
_ONE: Final = {
    "sources": f"SELECT (COUNT(?s) AS ?n) {{ GRAPH {GRAPHS['sources']} {{ ?s a ca:SourceSnapshot }} }}",
    "claims": f"SELECT (COUNT(?s) AS ?n) {{ GRAPH {GRAPHS['claims']} {{ ?s a ca:Claim }} }}",
    "contradictions": f"SELECT (COUNT(?s) AS ?n) {{ GRAPH {GRAPHS['conflicts']} {{ ?s a ca:Conflict }} }}",
    "newest": f"SELECT (MAX(?d) AS ?n) {{ GRAPH {GRAPHS['sources']} {{ ?s ca:retrievedOn ?d }} }}",
    "oldest": f"SELECT (MIN(?d) AS ?n) {{ GRAPH {GRAPHS['sources']} {{ ?s ca:retrievedOn ?d }} }}",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The atlas in numbers.

    Attributes:
        things: How many things there are.
        kinds: How many of each kind, as pairs of words and number, the largest first.
        sources: How many sources they come from.
        claims: How many claims these make.
        contradictions: In how many cases they contradict each other.
        newest: The day on which the latest of them was read; empty where nobody says.
        oldest: The day on which the first of them was read.
    """

    things: int
    kinds: tuple[tuple[str, int], ...]
    sources: int
    claims: int
    contradictions: int
    newest: str
    oldest: str

    def __len__(self) -> int:
        """What keeping it costs, in rows."""
        return 1


def numbers(atlas: Atlas) -> Numbers:
    """The atlas in numbers; counted once for each build."""
    return kept(atlas, ("numbers",), _counted)


def _counted(store: Store) -> Numbers:
    counts: dict[str, int] = {}
    for kind in _kinds(store):
        counts[kind] = counts.get(kind, 0) + 1
    found = {name: next((show(row[0]) for row in select(store, text)), "") for name, text in _ONE.items()}
    kinds = [(words, counts[kind]) for kind, words in _COUNTED if counts.get(kind)]
    return Numbers(
        things=sum(count for kind, count in counts.items() if kind not in ("value", "source")),
        kinds=tuple(sorted(kinds, key=lambda pair: -pair[1])),
        sources=int(found["sources"] or 0),
        claims=int(found["claims"] or 0),
        contradictions=int(found["contradictions"] or 0),
        newest=found["newest"],
        oldest=found["oldest"],
    )


def _kinds(store: Store) -> Iterator[str]:
    for row in select(store, _THINGS):
        if isinstance(row[0], ox.NamedNode) and row[0].value.startswith(ID):
            yield row[0].value[len(ID) :].partition("/")[0]

"""What belongs to a thing: the runs of a programme, the programmes of a school, the hackathons of a series."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from ..names.belonging import TO_BODY, TO_WHOLE
from ..store import Store

_DEPTH: Final = 4  # school, programme, run, session
_CHUNK: Final = 200  # keeps a query below the cap on its tokens
_BELONGS: Final = "|".join(map(str, (*TO_BODY, *TO_WHOLE)))


def with_parts(store: Store, thing: NamedNode) -> frozenset[NamedNode]:
    """A thing, what it answers for as a body, and the runs, sessions, tracks and editions of all that."""
    found = {thing}
    new = [thing]
    for _ in range(_DEPTH):
        below: set[NamedNode] = set()
        for start in range(0, len(new), _CHUNK):
            wholes = " ".join(str(one) for one in new[start : start + _CHUNK])
            rows = store.select(f"SELECT ?part {{ VALUES ?whole {{ {wholes} }} ?part {_BELONGS} ?whole }}")
            below.update(part for (part,) in rows if isinstance(part, NamedNode))
        new = sorted(below - found, key=str)
        found.update(new)
    return frozenset(found)

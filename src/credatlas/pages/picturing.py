"""Pictures of a thing and what is around it: one that stands still, and one that can be explored."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from ..cards.asking import incoming_counts
from ..errors import NotFoundError
from ..store.protocol import Store
from ..terms import compact

MOST_DRAWN: Final = 120
"""Around a thing to which more things link a picture would show nothing but a ball of wool."""


def picture(store: Store, iri: ox.NamedNode) -> bytes:
    """A thing and its neighbours as SVG; the same graph gives the same bytes.

    Raises:
        NotFoundError: Nothing is known of it, or more than :data:`MOST_DRAWN` things link to it.
    """
    return _written(store, iri, 1, "svg")


def graph_page(store: Store, iri: ox.NamedNode, depth: int) -> bytes:
    """The drawing around a thing as one file of HTML that asks nobody for anything.

    Args:
        store: The graph.
        iri: The thing.
        depth: How many relations away from it things are drawn.

    Raises:
        NotFoundError: As :func:`picture`.
    """
    return _written(store, iri, depth, "html")


def _written(store: Store, iri: ox.NamedNode, depth: int, form: str) -> bytes:
    from ..draw import drawing, write  # only pictures need it

    count = sum(incoming_counts(store, iri).values())
    if count > MOST_DRAWN:
        raise NotFoundError(
            f"there is no drawing of {compact(iri)}: {count} things link to it",
            hint=f"drawings are made of things to which at most {MOST_DRAWN} link",
        )
    return b"".join(write(drawing(store, [iri.value], depth=depth), form))

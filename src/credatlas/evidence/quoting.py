"""The words of a source behind a claim, where somebody holds its text."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from ..store.protocol import Store
from .asking import batches, select
from .model import ClaimView
from .texts import Texts


def quotes(store: Store, texts: Texts, views: Iterable[ClaimView]) -> dict[NamedNode, str]:
    """The characters between the offsets of each passage; passages whose text is not there are left out.

    Raises:
        DataError: A text is not UTF-8.
    """
    places = {view.passage: view for view in views if view.start is not None and view.end is not None}
    digests: dict[NamedNode, str] = {}
    for block in batches("?source", ([view.source] for view in places.values())):
        for source, digest in select(store, f"SELECT ?source ?sha {{ {block} ?source ca:sha256 ?sha }}"):
            if isinstance(source, NamedNode) and isinstance(digest, Literal):
                digests[source] = digest.value
    found = {
        passage: texts.passage(digests[view.source], view.start or 0, view.end or 0)
        for passage, view in places.items()
        if view.source in digests
    }
    return {passage: text for passage, text in found.items() if text}

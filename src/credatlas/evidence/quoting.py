"""The words of a source behind a claim, where somebody holds its text, and what was remarked on a link."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..store.protocol import Store
from ..terms import PREFIXES, show
from .asking import batches, select
from .model import ClaimView
from .texts import Texts

_LINKS: Final = frozenset(f"{PREFIXES['skos']}{name}Match" for name in ("exact", "broad", "related"))
_REMARK: Final = "?passage ?why ?reviewer ?tool ?version"
_SLOT: Final = "<https://w3id.org/sssom/"
_REMARKED: Final = f"""?passage rdfs:comment ?why .
  OPTIONAL {{ ?passage {_SLOT}reviewer_id>|{_SLOT}reviewer_label> ?reviewer }}
  OPTIONAL {{ ?passage {_SLOT}mapping_tool> ?tool }} OPTIONAL {{ ?passage {_SLOT}object_source_version> ?version }}"""


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


def remarks(store: Store, views: Iterable[ClaimView]) -> dict[NamedNode, str]:
    """What stands in the row of a links file behind claims that are links: who decided, on what, and why.

    Passages that nobody remarked on, such as places in texts, are left out.
    """
    links = [view for view in views if view.predicate.value in _LINKS]
    found: dict[NamedNode, str] = {}
    for block in batches("?passage", ([view.passage] for view in links)):
        for passage, why, reviewer, tool, version in select(store, f"SELECT {_REMARK} {{ {block} {_REMARKED} }}"):
            if isinstance(passage, NamedNode) and why is not None:
                by = " with ".join(show(term) for term in (reviewer, tool) if term is not None)
                on = "" if version is None else f", {show(version)}"
                found[passage] = f"{show(why)} ({by}{on})"
    return found

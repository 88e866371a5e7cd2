"""Source files that ingest wrote before, read back so that the next input adds to them."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from ..claims import Document
from ..claims.model import RDF_TYPE, SCHEMA_NAME, ca
from ..claims.naming import Listed, literal, named
from ..claims.snapshots import Described
from ..errors import DataError
from ..terms import node
from .model import Snapshot
from .passages import Passages, read_passages
from .writing import MARK


@dataclass(frozen=True, slots=True)
class Written:
    """One source file of ingest.

    Attributes:
        iri: The source.
        snapshot: What the file says of it.
        publisher: Who publishes it, where the atlas knows the body.
        earlier: Snapshots of the same page that it follows.
        how: How it was entered.
        passages: What it states.
    """

    iri: ox.NamedNode
    snapshot: Snapshot
    publisher: ox.NamedNode | None
    earlier: frozenset[ox.NamedNode]
    how: str
    passages: Passages


def read_written(document: Document, described: Described) -> Written | None:
    """The source of a file that ingest wrote; None for a file that was written by hand.

    Args:
        document: The file.
        described: What it says of its source and its passages, by subject.

    Raises:
        DataError: The file does not describe its source any more.
    """
    if not document.data.startswith(MARK.encode()):
        return None
    sources = [
        subject
        for subject, fields in described.items()
        if isinstance(subject, ox.NamedNode) and ca("SourceSnapshot") in fields.get(RDF_TYPE, ())
    ]
    if len(sources) != 1:
        hint = "take the file back as it was, or remove its first line if it is kept by hand from now on"
        raise DataError(f"describes {len(sources)} sources instead of one", hint=hint, place=document.label)
    (iri,) = sources
    fields = described[iri]
    activity = described.get(ox.NamedNode(f"{iri.value}#ingest"), {})
    return Written(
        iri=iri,
        snapshot=_snapshot(iri, fields),
        publisher=named(fields, node("schema:publisher")),
        earlier=frozenset(term for term in fields.get(ca("laterThan"), ()) if isinstance(term, ox.NamedNode)),
        how=_text(activity, node("dcterms:description")),
        passages=read_passages(document, described),
    )


def _snapshot(iri: ox.NamedNode, fields: Listed) -> Snapshot:
    url = named(fields, node("schema:url"))
    return Snapshot(
        key=iri.value,
        url=url.value if url else "",
        title=_text(fields, SCHEMA_NAME),
        publisher=_text(fields, ca("publisherName")),
        published=literal(fields, node("schema:datePublished")),
        reliability=named(fields, ca("reliability")),
        retrieved=literal(fields, ca("retrievedOn")),
        sha256=_text(fields, ca("sha256")),
    )


def _text(fields: Listed, predicate: ox.NamedNode) -> str:
    found = literal(fields, predicate)
    return found.value if found else ""

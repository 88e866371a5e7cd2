"""Putting a comparison together: things, rows, and the evidence of every value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import pyoxigraph as ox

from ..evidence import claims_of
from ..evidence.asking import batches
from ..evidence.model import ClaimView, Triple, local
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import node
from .choosing import choose
from .model import Comparison, Row, SourceNote, Value
from .reading import read
from .rows import rows

_PROPERTIES: Final = {
    "url": node("schema:url"),
    "of": node("ca:snapshotOf"),
    "by": node("schema:publisher"),
    "rel": node("ca:reliability"),
    "on": node("schema:datePublished"),
    "read": node("ca:retrievedOn"),
}


def compare(store: Store, typed: Sequence[str], *, on: date, place: str = "THING") -> Comparison:
    """Programmes, courses, credentials and runs side by side.

    Args:
        store: Where to look.
        typed: Names, alternate names, abbreviations or ids, at least two.
        on: The day as of which registration and the age of statements are told.
        place: The argument to name in errors.

    Raises:
        UsageError: There are fewer than two, one is meant twice, or one is nothing that can be compared.
        NotFoundError: Nothing goes by one of the names.
        AmbiguousError: Several things do.
    """
    things, known = read(store, choose(store, typed, place=place), on)
    bare = rows(things, known, on)
    values = [value for row in bare for cell in row.cells for value in cell.values]
    claims = claims_of(store, [statement for value in values for statement in value.statements])
    found = tuple(_with_evidence(row, claims) for row in bare)
    views = [view for row in found for cell in row.cells for value in cell.values for view in value.claims]
    return Comparison(on, tuple(things), found, tuple(source_notes(store, {view.source for view in views})))


def _with_evidence(row: Row, claims: Mapping[Triple, tuple[ClaimView, ...]]) -> Row:
    cells = [replace(cell, values=tuple(_told(value, claims) for value in cell.values)) for cell in row.cells]
    return replace(row, cells=tuple(cells))


def _told(value: Value, claims: Mapping[Triple, tuple[ClaimView, ...]]) -> Value:
    views = tuple(dict.fromkeys(view for one in value.statements for view in claims.get(one, ())))
    statuses = {view.status for view in views}
    cases = [view.conflict for view in views if view.conflict is not None]
    real = [case for case in cases if any(not other.agrees for other in case.values[1:])]
    return replace(
        value,
        claims=views,
        status="asserted" if not statuses or "asserted" in statuses else min(statuses),
        conflict=real[0] if real else None,
    )


def source_notes(store: Store, sources: Iterable[ox.NamedNode]) -> list[SourceNote]:
    """What a reader should know of some sources, each once, by IRI."""
    iris = sorted(set(sources), key=str)
    told: dict[tuple[ox.NamedNode, str], list[ox.NamedNode | ox.Literal]] = {}
    names = {property_: name for name, property_ in _PROPERTIES.items()}
    wanted = ", ".join(map(str, names))
    for block in batches("?s", ([iri] for iri in iris)):
        for subject, property_, term in store.select(
            f"SELECT ?s ?p ?o {{ {block} ?s ?p ?o . FILTER(?p IN ({wanted})) }}"
        ):
            if (
                isinstance(subject, ox.NamedNode)
                and isinstance(property_, ox.NamedNode)
                and isinstance(term, ox.NamedNode | ox.Literal)
            ):
                told.setdefault((subject, names[property_]), []).append(term)
    for found in told.values():
        found.sort(key=str)
    shown = labels(
        store, [*iris, *(term for found in told.values() for term in found if isinstance(term, ox.NamedNode))]
    )
    return [
        SourceNote(
            iri=iri,
            title=next(
                (shown[term] for term in told.get((iri, "of"), ()) if isinstance(term, ox.NamedNode)), shown[iri]
            ),
            publishers=tuple(shown[term] for term in told.get((iri, "by"), ()) if isinstance(term, ox.NamedNode)),
            reliability=next((local(term) for term in told.get((iri, "rel"), ())), ""),
            published=next((term.value for term in told.get((iri, "on"), ())), ""),
            retrieved=next((term.value for term in told.get((iri, "read"), ())), ""),
            url=next((term.value for term in told.get((iri, "url"), ())), ""),
        )
        for iri in iris
    ]

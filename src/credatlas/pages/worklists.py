"""What curators' lists show: what should be looked at again, and what nobody has said yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pyoxigraph import NamedNode

from ..build import Atlas
from ..history.gaps import gaps
from ..history.stale import QUERY, Stale, stale
from ..history.tallies import VIEWS, to_look_for
from ..names import labels
from ..names.labels import kinds
from ..queries import load
from ..terms import compact, node
from .addresses import Addresses
from .cells import Cell, Column
from .forms import Option
from .keeping import kept

Record = Mapping[str, Any]

WAYS: Final = {
    "class": "by class",
    "property": "by property",
    "entity": "by thing",
    "missing": "what to look for",
}
"""The ways of counting what is missing, and what they are called."""
_STATES: Final = {"to come": "still to come", "open": "has no dates", "over": "over by now"}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes:
        columns: Its columns.
        rows: Its rows.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def stale_values(atlas: Atlas, thing: NamedNode | None, kind: NamedNode | None, on: date) -> list[Stale]:
    """Values over their shelf life on a day, the most urgent first; of one thing, or of things of one class."""
    query = load(atlas.project.queries, QUERY)
    found = kept(atlas, ("stale", thing, on), lambda store: stale(store, query, thing, on=on))
    if kind is None:
        return found
    members = kept(atlas, ("members", kind), lambda store: _members(store, kind))
    return [one for one in found if one.subject in members]


def stale_classes(atlas: Atlas, on: date, chosen: str) -> tuple[Option, ...]:
    """The classes of all that is over its shelf life on a day, with how many values each has."""
    counted = kept(atlas, ("stale classes", on), lambda store: _classes(atlas, store, on))
    return tuple(Option(id_, label, id_ == chosen, count) for id_, label, count in counted)


def stale_grid(found: Sequence[Stale], addresses: Addresses) -> Grid:
    """Values over their shelf life as a table."""
    columns = (
        Column("Urgency", numeric=True),
        Column("Thing"),
        Column("Property"),
        Column("Value"),
        Column("Last stated"),
        Column("Months old", numeric=True),
        Column("Months it keeps", numeric=True),
        Column("Sources", numeric=True),
        Column("The thing is"),
    )
    return Grid(columns, tuple(_stale_row(one, addresses) for one in found))


def gap_records(atlas: Atlas, thing: NamedNode | None, kind: NamedNode | None, way: str) -> list[dict[str, Any]]:
    """What is missing of what readers ask for, counted in one of :data:`WAYS`.

    Returns:
        The records of :mod:`credatlas.history.tallies`.
    """

    def made(store: Atlas) -> list[dict[str, Any]]:
        found = kept(atlas, ("gaps", thing, kind), lambda _: gaps(store, thing, kind=kind))
        return VIEWS[way](store, found) if way in VIEWS else to_look_for(store, found)

    return kept(atlas, ("gap records", thing, kind, way), made)


def gap_classes(atlas: Atlas, chosen: str) -> tuple[Option, ...]:
    """The classes of which readers ask something, with how many things each has."""
    counted: dict[str, tuple[str, int]] = {}
    for record in gap_records(atlas, None, None, "class"):
        counted[record["class"]] = (record["kind"], record["of"])
    found = sorted((label, compact(iri), count) for iri, (label, count) in counted.items())
    return tuple(Option(id_, label, id_ == chosen, count) for label, id_, count in found)


def gap_grid(records: Sequence[Record], way: str, addresses: Addresses) -> Grid:
    """What is missing as a table; each row leads to what it counts."""
    columns, row = _GRIDS[way]
    return Grid(columns, tuple(row(record, addresses) for record in records))


def _members(store: Atlas, kind: NamedNode) -> frozenset[NamedNode]:
    rows = store.select(f"SELECT ?s {{ ?s a {kind} }}")
    return frozenset(row[0] for row in rows if isinstance(row[0], NamedNode))


def _classes(atlas: Atlas, store: Atlas, on: date) -> list[tuple[str, str, int]]:
    subjects = [one.subject for one in stale_values(atlas, None, None, on)]
    kind = kinds(store, subjects)
    counted: dict[str, int] = {}
    for subject in subjects:
        if subject in kind:
            counted[kind[subject]] = counted.get(kind[subject], 0) + 1
    classes = {id_: node(id_) for id_ in counted if ":" in id_}
    names = labels(store, classes.values())
    return sorted(((id_, names[iri], counted[id_]) for id_, iri in classes.items()), key=lambda one: (-one[2], one[1]))


def _stale_row(one: Stale, addresses: Addresses) -> tuple[Cell, ...]:
    return (
        Cell(f"{one.urgency:.2f}"),
        Cell(one.name, addresses.thing(one.subject)),
        Cell(one.label, addresses.thing(one.predicate)),
        Cell(one.value),
        Cell(one.last_day, note="" if one.is_dated else "undated, read then"),
        Cell(str(one.months)),
        Cell(str(one.keeps)),
        Cell(str(one.sources)),
        Cell(_STATES[one.state]),
    )


def _counted(record: Record) -> tuple[Cell, ...]:
    return (Cell(str(record["known"])), Cell(str(record["of"])), Cell(str(record["missing"])))


def _by_class(record: Record, addresses: Addresses) -> tuple[Cell, ...]:
    listed = addresses.page("gaps", **{"by": "missing", "class": compact(record["class"])})
    return (Cell(record["kind"], listed), Cell(record["property"]), *_counted(record), Cell(f"{record['share']:.0%}"))


def _by_property(record: Record, addresses: Addresses) -> tuple[Cell, ...]:
    return (Cell(record["property"]), *_counted(record), Cell(f"{record['share']:.0%}"), Cell(record["kinds"]))


def _by_thing(record: Record, addresses: Addresses) -> tuple[Cell, ...]:
    return (
        Cell(record["name"], addresses.thing(record["subject"])),
        Cell(record["kind"]),
        Cell(str(record["known"])),
        Cell(str(record["of"])),
        Cell(record["missing"]),
    )


def _missing(record: Record, addresses: Addresses) -> tuple[Cell, ...]:
    return (
        Cell(record["name"], addresses.thing(record["subject"])),
        Cell(record["property"]),
        Cell(record["what_to_do"]),
    )


_COUNTS: Final = tuple(Column(label, numeric=True) for label in ("Known", "Of", "Missing", "Share known"))
_GRIDS: Final[dict[str, tuple[tuple[Column, ...], Callable[[Record, Addresses], tuple[Cell, ...]]]]] = {
    "class": ((Column("Class"), Column("Property"), *_COUNTS), _by_class),
    "property": ((Column("Property"), *_COUNTS, Column("Asked of")), _by_property),
    "entity": ((Column("Thing"), Column("Class"), *_COUNTS[:2], Column("Missing")), _by_thing),
    "missing": ((Column("Thing"), Column("Missing"), Column("What to do")), _missing),
}

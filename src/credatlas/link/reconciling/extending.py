"""The values of properties of things, each of the type that a spreadsheet can work with."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from ...names import labels
from ...names.labels import terms
from ...store.protocol import Store
from ...terms import ID, PREFIXES
from ...wording import describe_values, is_value
from .answering import Reconciler
from .conditions import values_of
from .describing import parts
from .identifiers import bearers, identifier
from .model import Cell, Extended, Extension, Property, Wanted

_XSD: Final = PREFIXES["xsd"]
_WHOLE: Final = frozenset(
    _XSD + name for name in "integer nonNegativeInteger positiveInteger int long short gYear".split()
)
_BROKEN: Final = frozenset(_XSD + name for name in "decimal double float".split())
_DAY: Final = re.compile(r"(-?\d{4,}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?\Z")
_LARGEST: Final = 2**53  # the largest whole number that every reader of JSON reads as written


def extended(reconciler: Reconciler, asked: Extension) -> Extended:
    """The values of the properties of the things, in the order of the request.

    A thing or a property that the atlas does not have gives empty cells: a table from elsewhere may hold such ids.

    Raises:
        StoreError: The store failed.
    """
    store = reconciler.store
    things = {id_: _thing(store, id_) for id_ in dict.fromkeys(asked.ids)}
    known = sorted({thing for thing in things.values() if thing is not None}, key=str)
    columns: list[tuple[str, str]] = []
    cells: list[dict[NamedNode, tuple[Cell, ...]]] = []
    for wanted in asked.properties:
        property_ = reconciler.vocabulary.property(wanted.id)
        columns.append((wanted.id, wanted.id if property_ is None else property_.name))
        cells.append({} if property_ is None else _column(store, property_, wanted, known))
    rows = tuple(
        (id_, tuple(column.get(thing, ()) if thing is not None else () for column in cells))
        for id_, thing in things.items()
    )
    return Extended(tuple(columns), rows)


def _thing(store: Store, text: str) -> NamedNode | None:
    asked = identifier(text)
    found = bearers(store, asked) if asked is not None else []
    return found[0] if len(found) == 1 else None


def _column(
    store: Store, property_: Property, wanted: Wanted, things: list[NamedNode]
) -> dict[NamedNode, tuple[Cell, ...]]:
    values = values_of(store, property_, things)
    nodes = {value for known in values.values() for value in known if isinstance(value, NamedNode)}
    words = labels(store, [one for one in nodes if not is_value(one)])
    words |= describe_values(store, [one for one in nodes if is_value(one)])
    if property_.id == "country":  # the path ends in towns and regions, too
        countries = _countries(store, nodes)
        values = {thing: [value for value in known if value in countries] for thing, known in values.items()}
    found: dict[NamedNode, tuple[Cell, ...]] = {}
    for thing, known in values.items():
        cells = sorted({_cell(value, words) for value in known}, key=lambda cell: (str(cell.value), cell.id))
        found[thing] = tuple(cells[: wanted.limit] if wanted.limit else cells)
    return found


def _countries(store: Store, places: set[NamedNode]) -> set[NamedNode]:
    found: set[NamedNode] = set()
    for part in parts(sorted(places, key=str)):
        text = f"SELECT ?place {{ VALUES ?place {{ {terms(part)} }} ?place a <{PREFIXES['schema']}Country> }}"
        found |= {row[0] for row in store.select(text) if isinstance(row[0], NamedNode)}
    return found


def _cell(value: NamedNode | Literal, words: Mapping[NamedNode, str]) -> Cell:
    if isinstance(value, NamedNode):
        if is_value(value):
            return Cell("str", words[value])
        ours = value.value.startswith(ID) or "/vocab/" in value.value
        return Cell("thing", words[value], value.value) if ours else Cell("str", value.value)
    text, datatype = value.value, value.datatype.value
    day = _DAY.match(text)
    if datatype == f"{_XSD}date" and day is not None:
        return Cell("date", f"{day[1]}T00:00:00Z")
    if datatype == f"{_XSD}dateTime" and re.match(r"\d{4}-\d{2}-\d{2}T", text):
        return Cell("date", text)
    if datatype in _WHOLE and re.fullmatch(r"[+-]?\d{1,16}", text) and abs(int(text)) <= _LARGEST:
        return Cell("int", int(text))
    if datatype in _BROKEN and _is_number(text):
        return Cell("float", float(text))
    return Cell("str", text)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))  # JSON has no infinity
    except ValueError:
        return False

"""Tables as people read them: names in place of ids where both are there, concepts by their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from ..results import Table
from ..terms import BASE
from .labels import labels

if TYPE_CHECKING:
    from ..store.protocol import Store

_CONCEPTS: Final = f"{BASE}vocab/"


@dataclass(frozen=True, slots=True)
class Readable:
    """A table as it is shown.

    Attributes:
        table: The columns that are shown.
        labels: Readable names of the concepts in it.
        hidden: For a column of names, the column of ids that it stands for.
    """

    table: Table
    labels: Mapping[NamedNode, str]
    hidden: Mapping[str, str]


def readable(store: Store, table: Table, *, ids: bool = False) -> Readable:
    """The table without the ids of things whose names stand beside them.

    The names of ``thing`` stand in ``thing_name``, those of the first column also in ``name``. A
    column of ids stays where a name is missing, so that every row can be followed.

    Args:
        store: Where labels are looked up, by one query.
        table: An answer.
        ids: Whether the ids stay.
    """
    hidden = {} if ids else _hidden(table)
    gone = set(hidden.values())
    kept = [place for place, name in enumerate(table.columns) if name not in gone]
    if gone:
        columns = [table.columns[place] for place in kept]
        table = Table.of(columns, [tuple(row[place] for place in kept) for row in table])
    concepts = {term for row in table for term in row if isinstance(term, NamedNode) and _is_concept(term)}
    return Readable(table, labels(store, concepts) if concepts else {}, hidden)


def _is_concept(term: NamedNode) -> bool:
    return term.value.startswith(_CONCEPTS)


def _hidden(table: Table) -> dict[str, str]:
    columns = table.columns
    pairs = {f"{name}_name": name for name in columns if f"{name}_name" in columns}
    if columns and "name" in columns and f"{columns[0]}_name" not in columns:
        pairs["name"] = columns[0]
    return {name: thing for name, thing in pairs.items() if name != thing and _always_named(table, thing, name)}


def _always_named(table: Table, thing: str, name: str) -> bool:
    one, other = table.columns.index(thing), table.columns.index(name)
    return all(row[other] is not None or row[one] is None for row in table)

"""What the page for comparing shows: things side by side with who says so, or things to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pyoxigraph import NamedNode

from ..build import Atlas
from ..comparing import Cell, Comparison, Row, Value, compare
from ..comparing.ages import age
from ..comparing.choosing import COMPARABLE
from ..errors import UsageError
from ..evidence import explain
from ..finding import Facets, find
from ..names import labels, resolve, search
from ..names.labels import kinds, terms
from ..terms import compact, node
from ..wording import is_value
from .addresses import Addresses
from .keeping import names_of, remembering
from .said import Said, said

MOST: Final = 6
"""How many things stand side by side at most."""
_OFFERED: Final = 20
_LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """One value in a cell.

    Attributes:
        text: The value in words.
        address: Where the value itself is described; empty where it is no thing.
        of: The run, session or credential that is spoken of, where it is not the thing itself.
        notes: How it is meant where not simply stated: ``planned``, ``inferred``.
        age: How old the newest statement is; empty where nothing is stated.
        conflict: Why it is shown although sources disagree; empty where they do not.
        said: Who says so.
    """

    text: str
    address: str
    of: str
    notes: tuple[str, ...]
    age: str
    conflict: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One property side by side.

    Attributes:
        label: What it is called.
        differs: Whether the things differ in it.
        cells: For each thing the values; none where nothing is known.
        notes: For each thing what to say where there is no value.
    """

    label: str
    differs: bool
    cells: tuple[tuple[Shown, ...], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that can be compared.

    Attributes:
        id: Its compact name.
        name: Its readable name.
        kind: What kind of thing it is, in words.
    """

    id: str
    name: str
    kind: str


def comparison(atlas: Atlas, things: Sequence[str], on: date) -> Comparison:
    """Things side by side.

    Raises:
        UsageError: There are fewer than two or more than :data:`MOST`, one is meant twice, or one cannot be compared.
        NotFoundError: Nothing goes by one of the names.
        AmbiguousError: Several things do.
    """
    if len(things) > MOST:
        message = f"at most {MOST} things stand side by side, and {len(things)} are named"
        raise UsageError(message, hint="take some of them away", place="thing")
    return compare(remembering(atlas), things, on=on, place="thing")


def lines_of(found: Comparison, addresses: Addresses) -> tuple[Line, ...]:
    """The rows of a comparison as they are shown."""
    titles = {source.iri: source.title for source in found.sources}
    return tuple(_line(row, found, titles, addresses) for row in found.rows)


def table_of(found: Comparison) -> tuple[list[str], list[dict[str, Any]]]:
    """A comparison as columns and records: the key and the label of each row, and a column for each thing.

    The columns of things are called by their compact ids; a cell is empty where nothing is known.
    """
    ids = [compact(thing.iri) for thing in found.things]
    records = [
        {"key": row.key, "label": row.label, **{id_: _text(cell) for id_, cell in zip(ids, row.cells, strict=True)}}
        for row in found.rows
    ]
    return ["key", "label", *ids], records


def candidates(atlas: Atlas, words: str, without: Sequence[str]) -> list[Candidate]:
    """What fits these words and can be compared, best first.

    First what one can take, by its name, its provider and its topics; then what else goes by the words, such as runs.

    Args:
        atlas: The graph.
        words: Words of a name, a provider or a topic.
        without: Ids that are chosen already.

    Raises:
        UsageError: There is no word.
    """
    store = remembering(atlas)
    index = names_of(atlas, words)
    fitting = {one.iri: one.name for one in find(store, words, Facets(), limit=_LOOKED_AT, index=index).found}
    matches = search(store, words, limit=_LOOKED_AT, index=index)
    others = {one.iri: one.name for one in matches if one.iri not in fitting}
    if others:
        asked = f"VALUES ?s {{ {terms(others)} }} VALUES ?k {{ {terms(COMPARABLE)} }}"
        comparable = {row[0] for row in store.select(f"SELECT DISTINCT ?s {{ {asked} ?s a ?k }}")}
        fitting.update((iri, name) for iri, name in others.items() if iri in comparable)
    kept = [(iri, name) for iri, name in fitting.items() if compact(iri) not in without][:_OFFERED]
    classes = kinds(store, [iri for iri, _ in kept])
    called = labels(store, [node(kind) for kind in classes.values()])
    return [Candidate(compact(iri), name, called[node(classes[iri])]) for iri, name in kept]


def named(atlas: Atlas, typed: Sequence[str]) -> list[tuple[NamedNode, str]]:
    """What is chosen before there is something to compare it with, with its name.

    Raises:
        NotFoundError: Nothing goes by a name.
        AmbiguousError: Several things do.
    """
    store = remembering(atlas)
    found = [resolve(store, text, classes=COMPARABLE, place="thing") for text in typed]
    names = labels(store, found)
    return [(iri, names[iri]) for iri in found]


def _line(row: Row, found: Comparison, titles: dict[NamedNode, str], addresses: Addresses) -> Line:
    return Line(
        label=row.label,
        differs=row.differs,
        cells=tuple(tuple(_shown(value, found.on, titles, addresses) for value in cell.values) for cell in row.cells),
        notes=tuple(cell.note for cell in row.cells),
    )


def _shown(value: Value, on: date, titles: dict[NamedNode, str], addresses: Addresses) -> Shown:
    is_thing = isinstance(value.term, NamedNode) and not is_value(value.term)
    itself = any(part.role == "self" or not part.tag for part in value.parts)
    notes = [value.status] if value.status != "asserted" else []
    notes += ["inferred"] if value.inferred else []
    return Shown(
        text=value.text,
        address=addresses.thing(value.term) if is_thing and isinstance(value.term, NamedNode) else "",
        of="" if itself else ", ".join(part.tag for part in value.parts),
        notes=tuple(notes),
        age=age(value.stated_on, on) if value.claims else "",
        conflict="" if value.conflict is None else explain(value.conflict, titles),
        said=said(value.claims, titles, addresses),
    )


def _text(cell: Cell) -> str:
    return "; ".join(value.text for value in cell.values) or cell.note

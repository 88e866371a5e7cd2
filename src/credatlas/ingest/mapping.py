"""The declared mapping of tables: which column becomes what, kept as a file that a curator can read and write."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final, TypeVar

from ..errors import DataError, UsageError, did_you_mean

FACTS: Final = "facts"

_Part = TypeVar("_Part", "Column", "Guard", "Table", "Sources", "Pairs")


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is read.

    Attributes:
        name: Its header.
        reads: The reader, one of :data:`credatlas.ingest.cells.READERS`.
        property: The property that it becomes, where the reader does not decide it.
        stated: The property that keeps the words.
        scheme: The concept scheme of its words.
        of: What is counted.
        beside: Other columns that the reader looks at.
        unless: It is only read where this column is empty.
    """

    name: str
    reads: str
    property: str = ""
    stated: str = ""
    scheme: str = ""
    of: str = ""
    beside: tuple[str, ...] = ()
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """Cells that are no facts where another column says so.

    Attributes:
        column: The column that says so.
        begins: What it begins with then.
        columns: The cells that stay out.
        reason: Why, in words.
    """

    column: str
    begins: str
    columns: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """How one table is read; the attributes named like columns hold their headers.

    Attributes:
        file: The name of the file.
        what: What its rows are: ``organization``, ``offering``, ``event``, ``policy`` or ``reference``.
        key: The key of a row.
        name: The name of the thing.
        source: The main source of the row.
        kind: What the table calls it.
        within: What it belongs to.
        country: The country.
        award: What one gets.
        duration: How long it takes.
        guard: Cells that stay out.
        columns: How each column is read.
    """

    file: str
    what: str
    key: str
    name: str
    source: str
    kind: str = ""
    within: str = ""
    country: str = ""
    award: str = ""
    duration: str = ""
    guard: Guard | None = None
    columns: tuple[Column, ...] = ()

    def headers(self) -> tuple[str, ...]:
        """The columns without which the table cannot be read."""
        return tuple(name for name in (self.key, self.name, self.source, self.kind, self.within) if name)


@dataclass(frozen=True, slots=True)
class Sources:
    """How the table of sources is read; see :class:`credatlas.ingest.model.Snapshot` for what the columns become.

    Attributes:
        classes: What the table calls a class of reliability, and the concept.
        older: Words of the remark that tell the older of two copies of one address.
    """

    file: str
    key: str
    url: str
    title: str = ""
    publisher: str = ""
    published: str = ""
    reliability: str = ""
    remark: str = ""
    older: tuple[str, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pairs:
    """How a table of value pairs is read: each value with the column of its source.

    Attributes:
        columns: What such a table calls a property, and the column or the special reader that it is read with.
    """

    file: str
    subject: str
    property: str
    values: tuple[tuple[str, str], ...]
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A whole mapping.

    Attributes:
        name: What the tables are, in words.
        sources: The table of sources.
        tables: The tables of things, in the order in which they are read.
        pairs: The table of value pairs, if the form has one.
        note: The column of remarks.
        aliases: What a remark may call columns.
        retrieved: File and words behind which the day of reading stands.
    """

    name: str
    sources: Sources
    tables: tuple[Table, ...]
    pairs: Pairs | None = None
    note: str = ""
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retrieved: tuple[str, str] | None = None


def shipped(name: str = FACTS) -> TableMapping:
    """A mapping that comes with the package."""
    text = resources.files(__package__).joinpath(f"mappings/{name}.toml").read_text(encoding="utf-8")
    return _parsed(text, f"{name}.toml")


def read_mapping(path: Path) -> TableMapping:
    """A mapping that a curator wrote.

    Raises:
        UsageError: It cannot be read.
        DataError: It is no TOML, or has a word that mappings do not know.
    """
    from .mapping_check import check_mapping  # which knows the readers, and they know this module

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the mapping {path} cannot be read: {error}", place="--mapping") from error
    made = _parsed(text, str(path))
    check_mapping(made, str(path))
    return made


def _parsed(text: str, place: str) -> TableMapping:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"the mapping does not parse: {error}", hint="it is a TOML file", place=place) from error
    try:
        _refuse_unknown(told, set(TableMapping.__dataclass_fields__), "the mapping", place)
        retrieved = _table_of(told.get("retrieved", {}), "retrieved", place)
        aliases = _table_of(told.get("aliases", {}), "aliases", place)
        return TableMapping(
            name=_text(told["name"], "name", place),
            sources=_made(Sources, _table_of(told["sources"], "sources", place), place),
            tables=tuple(_table(table, place) for table in _tables_of(told, "tables", place)),
            pairs=_pairs(_table_of(told["pairs"], "pairs", place), place) if "pairs" in told else None,
            note=_text(told.get("note", ""), "note", place),
            aliases={name: _texts(columns, name, place) for name, columns in aliases.items()},
            retrieved=(retrieved["file"], retrieved["after"]) if retrieved else None,
        )
    except KeyError as error:
        hint = "src/credatlas/ingest/mappings/facts.toml is a whole example"
        raise DataError(f"the mapping lacks {error}", hint=hint, place=place) from error


def _table(told: dict[str, Any], place: str) -> Table:
    columns = tuple(_column(column, place) for column in _tables_of(told, "columns", place))
    guard = _made(Guard, _table_of(told["guard"], "guard", place), place) if "guard" in told else None
    return _made(Table, told, place, columns=columns, guard=guard)


def _column(told: dict[str, Any], place: str) -> Column:
    # the word for the mapping is `with`, which Python keeps for itself
    return _made(Column, {"beside" if word == "with" else word: value for word, value in told.items()}, place)


def _pairs(told: dict[str, Any], place: str) -> Pairs:
    sides = [_texts(side, "values", place) for side in told["values"]]
    if not all(len(side) == len(("value", "source")) for side in sides):
        hint = 'write values = [["value_a", "source_a"], ["value_b", "source_b"]]'
        raise DataError("values are pairs of columns: a value and its source", hint=hint, place=place)
    return _made(Pairs, told, place, values=tuple((side[0], side[1]) for side in sides))


def _made(kind: type[_Part], told: Mapping[str, Any], place: str, **better: Any) -> _Part:
    """An instance of what ``told`` describes.

    Raises:
        DataError: It has a word that such a part does not know, lacks one that it needs, or has one of the wrong kind.
    """
    known = kind.__dataclass_fields__
    _refuse_unknown(told, set(known), f"a {kind.__name__.lower()}", place)
    read = {
        word: _read(value, str(known[word].type), word, place) for word, value in told.items() if word not in better
    }
    try:
        return kind(**{**read, **better})
    except TypeError as error:
        raise DataError(
            f"the mapping is not whole: {error}", hint="docs/ingest.md has an example", place=place
        ) from error


def _refuse_unknown(told: Mapping[str, Any], known: set[str], part: str, place: str) -> None:
    for word in told:
        if word not in known:
            hint = did_you_mean(word, sorted(known)) or f"known are {', '.join(sorted(known))}"
            raise DataError(f"the mapping has the unknown word {word} in {part}", hint=hint, place=place)


def _read(value: Any, kind: str, word: str, place: str) -> Any:
    """A value of the kind that a field is declared with."""
    if kind == "str":
        return _text(value, word, place)
    if kind.startswith("tuple"):
        return _texts(value, word, place)
    return {name: _text(text, word, place) for name, text in _table_of(value, word, place).items()}


def _text(value: Any, word: str, place: str) -> str:
    if not isinstance(value, str):
        raise DataError(f"{word} of the mapping is no text: {value!r}", hint='write it in quotes: "…"', place=place)
    return value


def _texts(value: Any, word: str, place: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise DataError(f"{word} of the mapping is no list: {value!r}", hint='write ["…", "…"]', place=place)
    return tuple(_text(one, word, place) for one in value)


def _tables_of(told: Mapping[str, Any], word: str, place: str) -> list[dict[str, Any]]:
    found = told.get(word, [])
    if not isinstance(found, list):
        raise DataError(f"{word} of the mapping is no list: {found!r}", hint=f"write {word} = [ … ]", place=place)
    return [_table_of(one, word, place) for one in found]


def _table_of(value: Any, word: str, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        hint = "src/credatlas/ingest/mappings/facts.toml is a whole example"
        raise DataError(f"{word} of the mapping is no table: {value!r}", hint=hint, place=place)
    return value


def headers_of(mapping: TableMapping) -> dict[str, Sequence[str]]:
    """Each file of the form with the columns that it must have."""
    found: dict[str, Sequence[str]] = {mapping.sources.file: (mapping.sources.key, mapping.sources.url)}
    for table in mapping.tables:
        found[table.file] = table.headers()
    if mapping.pairs is not None:
        values = [column for pair in mapping.pairs.values for column in pair]
        found[mapping.pairs.file] = (mapping.pairs.subject, mapping.pairs.property, *values)
    return found

"""Whether the words of a mapping mean something, asked before a table is read by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..errors import CredatlasError, DataError, UsageError, did_you_mean, together
from ..terms import SCHEME_PREFIXES, node
from .mapping import Column, Table, TableMapping
from .readers import READERS

_WHAT: Final = ("organization", "offering", "event", "policy", "reference")
# what a reader needs to be told besides its column
_NEEDS: Final = {
    "concepts": ("property", "scheme"),
    "count": ("of",),
    "counts": ("of",),
    "date": ("property",),
    "identifier": ("property",),
    "number": ("property",),
    "text": ("property",),
    "thing": ("property",),
    "url": ("property",),
    "words": ("property",),
}
_PRICE_BESIDE: Final = 2


def check_mapping(mapping: TableMapping, place: str) -> None:
    """Refuses a mapping with words that no table can be read by.

    Args:
        mapping: What was declared.
        place: The file of the mapping.

    Raises:
        DataError: It has an unknown reader, property, scheme or kind of row, or a reader lacks what it needs.
    """
    faults = [*_of_sources(mapping, place), *(fault for table in mapping.tables for fault in _of_table(table, place))]
    if faults:
        raise together(faults)


def _of_sources(mapping: TableMapping, place: str) -> Iterator[CredatlasError]:
    for word, name in mapping.sources.classes.items():
        yield from _of_name(name, f"{place} [sources.classes] {word}")
    twice = [table.file for table in mapping.tables]
    for file in sorted({file for file in twice if twice.count(file) > 1}):
        yield DataError(f"two tables are called {file}", hint="a file is read once", place=place)


def _of_table(table: Table, place: str) -> Iterator[CredatlasError]:
    where = f"{place} {table.file}"
    if table.what not in _WHAT:
        yield DataError(f"rows cannot be “{table.what}”", hint=f"they are {' or '.join(_WHAT)}", place=where)
    for column in table.columns:
        yield from _of_column(column, f"{where} {column.name}")


def _of_column(column: Column, where: str) -> Iterator[CredatlasError]:
    if column.reads not in READERS:
        hint = did_you_mean(column.reads, list(READERS)) or f"known are {', '.join(READERS)}"
        yield DataError(f"there is no reader {column.reads}", hint=hint, place=where)
        return
    for word in _NEEDS.get(column.reads, ()):
        if not getattr(column, word):
            hint = "docs/ingest.md tells what each reader needs"
            yield DataError(f"the reader {column.reads} needs {word}", hint=hint, place=where)
    if column.reads == "price" and len(column.beside) != _PRICE_BESIDE:
        hint = 'name two columns: with = ["price_currency", "price_note"]'
        yield DataError("the reader price needs the columns of the currency and of the remark", hint=hint, place=where)
    for name in (column.property, column.stated, column.of):
        if name:
            yield from _of_name(name, where)
    if column.scheme and column.scheme not in SCHEME_PREFIXES.values():
        hint = did_you_mean(column.scheme, list(SCHEME_PREFIXES.values()))
        yield DataError(f"there is no scheme {column.scheme}", hint=hint or "docs/ingest.md lists them", place=where)


def _of_name(name: str, where: str) -> Iterator[CredatlasError]:
    try:
        node(name)
    except UsageError as error:
        yield DataError(error.message, hint=error.hint, place=where)

"""SSSOM mapping sets as tables: read with the place of every cell, and held to what the standard says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from ..errors import CredatlasError, DataError, did_you_mean, together
from .header import Value, parse_header
from .slots import JUSTIFICATIONS, KNOWN_PREFIXES, LITERAL, PROPAGATED, REFERENCES, SCORES, SLOTS

_SEVERAL: Final = "|"
_NO_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TAB_HINT: Final = "cells are parted by tabs; a cell with quotation marks stands in quotation marks, doubled inside"


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one cell, and the column of the line where it begins, counted from 1."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Row:
    """One mapping.

    Attributes:
        cells: By slot; empty cells are left out.
        place: ``file:line``.
        line: The number of the line.
    """

    cells: Mapping[str, Cell]
    place: str
    line: int

    def error(self, slot: str, message: str, hint: str = "") -> DataError:
        """An error about one slot, with the place of its cell."""
        cell = self.cells.get(slot)
        return DataError(f"{slot} {message}", hint=hint, place=f"{self.place}:{cell.column if cell else 1}")


@dataclass(frozen=True, slots=True)
class MappingSet:
    """A table of mappings.

    Attributes:
        label: How messages name the file.
        prefixes: Prefix to namespace.
        metadata: The head.
        rows: The mappings.
    """

    label: str
    prefixes: Mapping[str, str]
    metadata: Mapping[str, Value]
    rows: tuple[Row, ...] = field(repr=False)

    def value(self, row: Row, slot: str) -> str:
        """The value of a slot: of the row, else what the head says for all rows; empty where neither does."""
        cell = row.cells.get(slot)
        if cell is not None:
            return cell.text
        whole = self.metadata.get(slot, "") if slot in PROPAGATED else ""
        return whole if isinstance(whole, str) else _SEVERAL.join(str(part) for part in whole)

    def iri(self, row: Row, slot: str) -> str:
        """The IRI that a slot names; empty where it is."""
        return expand(self.value(row, slot), self.prefixes) or ""


def expand(name: str, prefixes: Mapping[str, str]) -> str | None:
    """The IRI of a compact name or of a full IRI; None where it is neither."""
    prefix, colon, local = name.partition(":")
    if not colon or _NO_IRI.search(name):
        return None
    if local.startswith("//") and prefix in ("http", "https"):
        return name
    return prefixes[prefix] + local if prefix in prefixes and local else None


def read_mapping_set(path: Path, label: str) -> MappingSet:
    """A mapping set in the form SSSOM/TSV, with the head inside the file.

    What the standard demands is looked at: columns, required slots, compact names and their prefixes, dates, scores,
    justifications, modifiers. See https://mapping-commons.github.io/sssom/spec/.

    Args:
        path: The file.
        label: How messages name it.

    Raises:
        DataError: It cannot be read, or is no such table; everything that is wrong is named, with line and column.
    """
    lines = list(enumerate(_text(path, label).split("\n"), start=1))
    head = [(number, line) for number, line in lines if line.startswith("#")]
    body = [(number, line.removesuffix("\r")) for number, line in lines[len(head) :]]
    if any(line.startswith("#") for _, line in body):
        number = next(number for number, line in body if line.startswith("#"))
        hint = "comment lines stand above the names of the columns"
        raise DataError("a comment between the rows", hint=hint, place=f"{label}:{number}:1")
    metadata = parse_header(head, label)
    if not body or not body[0][1].strip():
        hint = "below the head stands a line with the names of the columns"
        raise DataError("there are no columns", hint=hint, place=f"{label}:{len(head) + 1}:1")
    columns = _columns(*body[0], metadata, label)
    prefixes = {**KNOWN_PREFIXES, **_curie_map(metadata, label)}
    errors: list[CredatlasError] = list(_wrong_head(metadata, label))
    rows = []
    for number, line in body[1:]:
        if not line.strip():
            continue
        try:
            row = _row(columns, number, line, label)
        except DataError as error:
            errors.append(error)
            continue
        rows.append(row)
        errors += _wrong_cells(row, prefixes)
    if errors:
        raise together(errors)
    return MappingSet(label, prefixes, metadata, tuple(rows))


def _text(path: Path, label: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("is not UTF-8", hint="save the file as UTF-8", place=label) from error
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", hint="is there such a file?", place=label) from error


def cells_of(line: str) -> Iterator[Cell]:
    """The cells of a line, parted by tabs.

    Raises:
        ValueError: A quotation mark is not closed, or something stands behind a closed one. Its second argument is
            the column of the cell.
    """
    start = 0
    while start <= len(line):
        if line.startswith('"', start):
            found = re.compile(r'"((?:[^"]|"")*)"(?=\t|\Z)').match(line, start)
            if found is None:
                raise ValueError("a quotation mark is not closed, or something stands behind it", start + 1)
            yield Cell(found[1].replace('""', '"'), start + 1)
            start = found.end() + 1
        else:
            end = line.find("\t", start)
            end = len(line) if end < 0 else end
            yield Cell(line[start:end], start + 1)
            start = end + 1


def _split(line: str, number: int, label: str) -> list[Cell]:
    try:
        return list(cells_of(line))
    except ValueError as error:
        message, column = error.args
        raise DataError(message, hint=_TAB_HINT, place=f"{label}:{number}:{column}") from error


def _columns(number: int, line: str, metadata: Mapping[str, Value], label: str) -> list[str]:
    extensions = metadata.get("extension_definitions", [])
    own = [str(one.get("slot_name")) for one in extensions if isinstance(one, dict)] if extensions else []
    names: list[str] = []
    for cell in _split(line, number, label):
        place = f"{label}:{number}:{cell.column}"
        if cell.text in names:
            raise DataError(f"the column {cell.text} stands twice", hint="keep one of them", place=place)
        if cell.text not in SLOTS and cell.text not in own:
            near = did_you_mean(cell.text, [*SLOTS, *own]) or "declare it in extension_definitions"
            raise DataError(f"“{cell.text}” is no column of SSSOM", hint=near, place=place)
        names.append(cell.text)
    return names


def _curie_map(metadata: Mapping[str, Value], label: str) -> Mapping[str, str]:
    found = metadata.get("curie_map", {})
    if not isinstance(found, dict) or not all(isinstance(namespace, str) for namespace in found.values()):
        hint = "below it stands `prefix: namespace`, one on each line"
        raise DataError("the curie_map is no map", hint=hint, place=f"{label}:1")
    for prefix, namespace in found.items():
        if _NO_IRI.search(str(namespace)) or ":" not in str(namespace):
            hint = "a namespace is what the IRIs of a source begin with"
            raise DataError(f"the namespace of {prefix}: is “{namespace}”", hint=hint, place=f"{label}:1")
    return {prefix: str(namespace) for prefix, namespace in found.items()}


def _wrong_head(metadata: Mapping[str, Value], label: str) -> Iterator[DataError]:
    for slot in ("mapping_set_id", "license"):
        if not metadata.get(slot):
            yield DataError(f"{slot} is missing", hint="every mapping set gives it in its head", place=f"{label}:1")


def _row(columns: list[str], number: int, line: str, label: str) -> Row:
    cells = _split(line, number, label)
    place = f"{label}:{number}"
    if len(cells) != len(columns):
        column = cells[min(len(cells), len(columns) + 1) - 1].column
        message = f"has {len(cells)} cells where {len(columns)} are needed"
        raise DataError(message, hint=_TAB_HINT, place=f"{place}:{column}")
    for cell in cells:
        if _CONTROL.search(cell.text):
            hint = "take it out: it cannot be seen, and steers terminals"
            raise DataError("a control character", hint=hint, place=f"{place}:{cell.column}")
    return Row({name: cell for name, cell in zip(columns, cells, strict=True) if cell.text}, place, number)


def _wrong_cells(row: Row, prefixes: Mapping[str, str]) -> Iterator[DataError]:
    for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
        kind = row.cells.get(slot.replace("_id", "_type"))
        if slot not in row.cells and not (kind and kind.text == LITERAL):
            yield row.error(slot, "is missing", "every mapping has it")
    for slot, cell in row.cells.items():
        if slot in REFERENCES:
            for name in cell.text.split(_SEVERAL) if REFERENCES[slot] else [cell.text]:
                if expand(name, prefixes) is None:
                    hint = "write prefix:name with a prefix of the curie_map, or a full IRI"
                    yield row.error(slot, f"“{name}” is no compact name", hint)
        elif not _FORMS.get(slot, bool)(cell.text):
            yield row.error(slot, f"cannot be “{cell.text}”", _FORM_HINTS[slot])
    kind = row.cells.get("mapping_justification")
    if kind is not None and kind.text.removeprefix("semapv:") not in JUSTIFICATIONS:
        near = did_you_mean(kind.text, [f"semapv:{name}" for name in JUSTIFICATIONS])
        yield row.error("mapping_justification", f"“{kind.text}” is no justification of semapv", near)


def _is_score(text: str) -> bool:
    return re.fullmatch(r"0|1|0?\.[0-9]+|0\.|1\.0*", text) is not None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_not(text: str) -> bool:
    return text == "Not"


_DAYS: Final = ("mapping_date", "publication_date", "review_date")
_FORMS: Final[Mapping[str, Callable[[str], bool]]] = {
    "predicate_modifier": _is_not,
    **dict.fromkeys(SCORES, _is_score),
    **dict.fromkeys(_DAYS, _is_day),
}
_FORM_HINTS: Final = {
    "predicate_modifier": "write Not, or leave it empty",
    **dict.fromkeys(SCORES, "write a number from 0 to 1"),
    **dict.fromkeys(_DAYS, "write a day of the calendar, like 2026-01-31"),
}

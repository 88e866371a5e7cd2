"""CSV files, read strictly: every row whole, every fault with its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import DataError, did_you_mean

_LARGEST: Final = 200_000_000
_FORM: Final = "tables are UTF-8 with a header line, as RFC 4180 says"


class Line(NamedTuple):
    """One row of a table.

    Attributes:
        number: The line of the file on which it ends, the header being line 1.
        cells: Its cells by header, without blanks around them.
    """

    number: int
    cells: dict[str, str]


def read_csv(path: Path, needed: Sequence[str], *, bad: Callable[[DataError], None]) -> Iterator[Line]:
    """The rows of a table in order.

    Args:
        path: The file.
        needed: Columns that it must have.
        bad: Told of each row that cannot be read; it may raise.

    Raises:
        DataError: The file cannot be read, is not UTF-8, is too large, has no header, or lacks a column.
    """
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise DataError(f"the header cannot be read: {error}", hint=_FORM, place=f"{path.name}:1") from error
    if not any(header):
        raise DataError("is empty", hint=_FORM, place=path.name)
    _check_header(header, needed, path.name)
    while True:
        begins = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            hint = "is a quote left open, or one inside a cell not doubled? " + _FORM
            bad(DataError(f"the row cannot be read: {error}", hint=hint, place=f"{path.name}:{begins}"))
            continue
        if not any(row):
            continue
        if len(row) != len(header):
            hint = "a comma inside a cell needs quotes around the cell"
            message = f"{len(row)} cells where the header has {len(header)}"
            bad(DataError(message, hint=hint, place=f"{path.name}:{reader.line_num}"))
            continue
        yield Line(reader.line_num, dict(zip(header, map(str.strip, row), strict=True)))


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            hint = "split it into parts"
            raise DataError(f"{size / 1e6:.0f} MB are more than a table may have", hint=hint, place=path.name)
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DataError("is not UTF-8", hint="save the table as UTF-8", place=f"{path.name}:{line}") from error
    except OSError as error:
        raise DataError(
            f"cannot be read: {error.strerror}", hint="check its name and rights", place=path.name
        ) from error


def _check_header(header: Sequence[str], needed: Sequence[str], name: str) -> None:
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise DataError(f"has two columns {twice[0]}", hint="give one of them another header", place=f"{name}:1")
    for column in needed:
        if column not in header:
            near = did_you_mean(column, list(header)) or f"its columns are {', '.join(header)}"
            raise DataError(f"has no column {column}", hint=near, place=f"{name}:1")

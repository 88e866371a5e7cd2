"""How answers leave the program: to standard output, or to a file as a whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import UsageError

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from ..results import Result


class NobodyReadsError(Exception):
    """Whoever read standard output has seen enough, like ``head`` in ``credatlas queries | head``."""


class Writing(NamedTuple):
    """How and where an answer is written.

    Attributes:
        form: The format.
        output: The file that ``--output`` names; None or ``-`` for standard output.
    """

    form: str
    output: str | None

    @property
    def is_for_people(self) -> bool:
        """Whether it is a table that people read."""
        return self.form in ("table", "markdown")

    def text(self, lines: Iterable[str]) -> None:
        """Writes lines that people read: nothing in them steers a terminal."""
        from ..formats import harmless

        self.data(harmless("".join(f"{line}\n" for line in lines)).encode("utf-8", "replace"))

    def json(self, document: Any) -> None:
        """Writes plain values as JSON."""
        import json

        self.data(json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace"))

    def records(self, records: Sequence[Mapping[str, Any]], *, brief: Sequence[str]) -> None:
        """Writes records.

        Args:
            records: What is written.
            brief: What people see of it, IRIs in their compact form; the other formats hold everything in full.
        """
        from ..formats import write_records

        if self.is_for_people:
            shown = [{name: _shortened(record.get(name)) for name in brief} for record in records]
            self.data(write_records(shown, self.form, columns=brief, width=width()))
        else:
            self.data(write_records(records, self.form))

    def result(
        self,
        result: Result,
        *,
        labels: Mapping[NamedNode, str] | None = None,
        marks: Sequence[Mapping[str, str]] = (),
        safe_cells: bool = False,
        notes: Iterable[str] = (),
    ) -> None:
        """Writes what a query gave; see :func:`credatlas.formats.write_result`.

        Args:
            result: The answer.
            labels: Readable names for tables that people read.
            marks: What stands behind the values of each row.
            safe_cells: Whether no cell of ``csv`` may be taken for a formula.
            notes: Lines below the table.
        """
        from ..formats import harmless, write_result

        room = width() if self.form == "table" else None
        data = write_result(result, self.form, width=room, labels=labels, marks=marks, safe_cells=safe_cells)
        below = harmless("".join(f"\n{line}" for line in notes)).encode("utf-8", "replace")
        self.data(data + below if below else data)

    def data(self, data: bytes) -> None:
        """Writes bytes as they are, with a line end behind the last line.

        Raises:
            UsageError: The file, or what stands behind standard output, cannot be written.
            NobodyReadsError: Standard output was closed by its reader.
        """
        self.pieces([data if not data or data.endswith(b"\n") else data + b"\n"])

    def pieces(self, pieces: Iterable[bytes]) -> None:
        """Writes bytes piece by piece, exactly as they are; what makes them may fail, and then no file is written.

        Raises:
            UsageError: The file, or what stands behind standard output, cannot be written.
            NobodyReadsError: Standard output was closed by its reader.
        """
        if self.output is None or self.output == "-":
            _to_standard_output(pieces)
        else:
            _to_file(pieces, self.output)


def _shortened(value: Any) -> Any:
    from ..terms import compact

    return compact(value) if isinstance(value, str) and value.startswith(("http:", "https:")) else value


def _to_standard_output(pieces: Iterable[bytes]) -> None:
    if sys.stdout is None:  # the caller closed it: >&-
        return
    try:
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        _leave_unwritten()
        raise NobodyReadsError from error
    except OSError as error:
        _leave_unwritten()
        raise UsageError(f"standard output cannot be written: {error.strerror}") from error


def _leave_unwritten() -> None:
    """Lets the interpreter get rid of what it could not write, or it complains when it ends."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _to_file(pieces: Iterable[bytes], name: str) -> None:
    path = Path(name)
    try:
        if path.exists() and not path.is_file():  # a device or a pipe: /dev/null must stay what it is
            _write(pieces, path)
            return
        path = path.resolve()  # a link goes on pointing at its file
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            _write(pieces, fresh)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{name} cannot be written: {reason}", place="--output") from error


def _write(pieces: Iterable[bytes], path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(pieces)


def aside(text: str) -> None:
    """Writes a message to standard error; what somebody typed or a file holds steers no terminal."""
    import click

    from ..formats import harmless

    click.echo(harmless(text), err=True)


def width() -> int:
    """The width of lines, in columns: what ``COLUMNS`` says, else that of the terminal, else 120."""
    import shutil

    return shutil.get_terminal_size((120, 24)).columns


def folded(text: str, *, first: str = "", more: str = "") -> str:
    """A text in lines that fit the terminal; words, and so ids, stay whole where they can.

    Args:
        text: One paragraph.
        first: What stands before its first line.
        more: What stands before the others.
    """
    from ..formats import wrapped

    lines = wrapped(text, max(width() - max(len(first), len(more)), 20))
    return "\n".join([first + lines[0], *(more + line for line in lines[1:])])

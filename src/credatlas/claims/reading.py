"""Reads source files all or nothing and remembers on which line each statement stands."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph as ox

from ..errors import DataError, did_you_mean
from ..terms import PREFIXES, Term

_FORMATS: Final = {".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG, ".nt": ox.RdfFormat.N_TRIPLES}
_RDF_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file.

    Attributes:
        label: Its name inside the project, for messages (``data/sources/seed-000.trig``).
        quads: Its statements in the order of the file.
        lines: For each statement the line, counted from 1, on which its object ends.
    """

    label: str
    quads: tuple[ox.Quad, ...]
    lines: tuple[int, ...]

    def place(self, index: int) -> str:
        """``file:line`` of the statement at ``index``."""
        return f"{self.label}:{self.lines[index]}"


class _LineByLine(io.RawIOBase):
    """Hands the parser one line per read, so that each statement can be given its line."""

    def __init__(self, data: bytes) -> None:
        self._lines = iter(data.splitlines(keepends=True))
        self._rest = b""
        self.line = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._lines, b"")
            self.line += 1
        if size < 0 or len(self._rest) <= size:
            chunk, self._rest = self._rest, b""
        else:
            chunk, self._rest = self._rest[:size], self._rest[size:]
        return chunk


def parse_file(path: Path, label: str) -> Document:
    """The statements of a Turtle, TriG or N-Triples file.

    Args:
        path: The file.
        label: How messages name it.

    Raises:
        DataError: It cannot be read, is not UTF-8, does not parse, or holds an ill-typed literal;
            the place is ``file:line:column`` where the parser gives a column.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", place=label) from error
    return parse_bytes(data, label, _FORMATS[path.suffix])


def parse_bytes(data: bytes, label: str, rdf_format: ox.RdfFormat) -> Document:
    """As :func:`parse_file`, from bytes."""
    data = data.removeprefix(b"\xef\xbb\xbf")  # the parser takes a byte order mark for an error
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError("is not UTF-8", hint="save the file as UTF-8", place=f"{label}:{line}") from error
    reader = _LineByLine(data)
    quads: list[ox.Quad] = []
    lines: list[int] = []
    try:
        for quad in ox.parse(cast("IO[bytes]", reader), format=rdf_format):
            quads.append(quad)
            lines.append(reader.line)
            if isinstance(quad.object, ox.Literal):
                _check_literal(quad.object, f"{label}:{reader.line}")
    except SyntaxError as error:
        raise _syntax_error(error, label) from error
    return Document(label, tuple(quads), tuple(lines))


def _syntax_error(error: SyntaxError, label: str) -> DataError:
    message = re.sub(r"^Parser error at line \d+ (between )?columns? \d+( and \d+)?: ", "", error.msg or "")
    message = re.sub(r"^Parser error between line .*?: ", "", message)
    prefix = re.match(r"The prefix (\w*): has not been declared", message)
    hint = "nothing of this file was loaded; mend the line and run the command again"
    if prefix:
        known = PREFIXES.get(prefix[1])
        hint = f"add: @prefix {prefix[1]}: <{known}> ." if known else did_you_mean(prefix[1], list(PREFIXES)) or hint
    return DataError(message, hint=hint, place=f"{label}:{error.lineno}:{error.offset}")


_FORMS: Final = {
    f"{_XSD}integer": re.compile(r"[+-]?\d+\Z"),
    f"{_XSD}decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)\Z"),
    f"{_XSD}gYear": re.compile(r"-?\d{4}\Z"),
    f"{_XSD}gYearMonth": re.compile(r"-?\d{4}-(0[1-9]|1[0-2])\Z"),
    f"{_XSD}date": re.compile(r"\d{4}-\d{2}-\d{2}\Z"),
}


def _check_literal(literal: ox.Literal, place: str) -> None:
    """Refuses values that are not of their datatype; engines take them silently and then compare wrongly."""
    kind = literal.datatype.value
    form = _FORMS.get(kind)
    if form is None:
        return
    if form.match(literal.value) and (kind != f"{_XSD}date" or _is_date(literal.value)):
        return
    hint = (
        "keep an impossible date as ca:stated text of a ca:Period and record a ca:DataIssue"
        if kind == f"{_XSD}date"
        else "correct the value or its datatype"
    )
    raise DataError(f'"{literal.value}" is not a valid xsd:{kind.removeprefix(_XSD)}', hint=hint, place=place)


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Places:
    """Where statements stand in the files: exact where possible, else the nearest statement of the subject.

    Attributes:
        documents: All parsed files.
        values: The IRI that the build gave each blank value node.
    """

    documents: tuple[Document, ...]
    values: Mapping[ox.BlankNode, ox.NamedNode]

    @cached_property
    def _index(self) -> dict[tuple[Term | None, ...], str]:
        index: dict[tuple[Term | None, ...], str] = {}
        for document in self.documents:
            for number, quad in enumerate(document.quads):
                subject, value = self._named(quad.subject), self._named(quad.object)
                place = document.place(number)
                index.setdefault((subject, quad.predicate, value), place)
                index.setdefault((subject, quad.predicate, None), place)
                if quad.predicate == _RDF_TYPE:
                    index[(subject, None, None)] = index.get((subject, _RDF_TYPE, None), place)
                else:
                    index.setdefault((subject, None, None), place)
        return index

    def _named(self, term: Term) -> Term:
        return self.values.get(term, term) if isinstance(term, ox.BlankNode) else term

    def locate(self, subject: Term, predicate: ox.NamedNode | None = None, value: Term | None = None) -> str:
        """``file:line`` of the statement, or of the next best one.

        That is the first statement of the property, else the type or any statement of the subject;
        empty when the subject is in no file.
        """
        for key in ((subject, predicate, value), (subject, predicate, None), (subject, None, None)):
            if key in self._index:
                return self._index[key]
        return ""


Locate = Callable[[Term, ox.NamedNode | None, Term | None], str]


def by_subject(quads: Iterable[ox.Quad]) -> dict[Term, dict[ox.NamedNode, list[Term]]]:
    """The statements as ``subject → predicate → objects``, in their order."""
    found: dict[Term, dict[ox.NamedNode, list[Term]]] = {}
    for quad in quads:
        found.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    return found

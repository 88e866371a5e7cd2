"""Reads source files all or nothing and remembers on which line each statement stands."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import isinf
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph as ox

from ..errors import DataError, did_you_mean
from ..terms import PREFIXES, Term, compact, node

_FORMATS: Final = {".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG, ".nt": ox.RdfFormat.N_TRIPLES}
_RDF_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
OF_KINDS: Final = frozenset((_RDF_TYPE, node("rdfs:subClassOf"), node("rdfs:subPropertyOf")))
"""Properties whose value is a class or property, never a text."""
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True)
class Document:
    """One parsed file.

    Attributes:
        label: Its name inside the project, for messages (``data/sources/seed-000.trig``).
        quads: Its statements in the order of the file; blank nodes have labels that no other file has.
        data: Its bytes.
        rdf_format: Turtle, TriG or N-Triples.
    """

    label: str
    quads: tuple[ox.Quad, ...]
    data: bytes = field(repr=False)
    rdf_format: ox.RdfFormat = ox.RdfFormat.TURTLE

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """For each statement the line, counted from 1, on which its object ends.

        A string at the end of a line may still get a language on the next, so that its line is the next.
        Found by reading the file a second time, line by line: that is slow, and only messages need it.
        """
        reader = _LineByLine(self.data)
        return tuple(reader.line for _ in ox.parse(cast("IO[bytes]", reader), format=self.rdf_format))

    def place(self, index: int) -> str:
        """``file:line`` of the statement at ``index``."""
        return f"{self.label}:{self.lines[index]}"

    def place_of(self, subject: Term, predicate: ox.NamedNode | None = None) -> str:
        """``file:line`` of the first statement about ``subject`` (with this property); the file where there is none."""
        for number, quad in enumerate(self.quads):
            if quad.subject == subject and predicate in (None, quad.predicate):
                return self.place(number)
        return self.label


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
            self.line += bool(self._rest)
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
        DataError: It cannot be read, is not UTF-8, does not parse, goes beyond RDF 1.1, or holds a
            literal that is not of its datatype or stands for a class; the place is ``file:line``, with a
            column where the parser gives one.
    """
    rdf_format = _FORMATS.get(path.suffix)
    if rdf_format is None:
        raise DataError("is of no known format", hint=f"name it with one of {', '.join(_FORMATS)}", place=label)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", hint="check its name and rights", place=label) from error
    return parse_bytes(data, label, rdf_format)


def parse_bytes(data: bytes, label: str, rdf_format: ox.RdfFormat) -> Document:
    """As :func:`parse_file`, from bytes."""
    data = data.removeprefix(b"\xef\xbb\xbf")  # the parser takes a byte order mark for an error
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError("is not UTF-8", hint="save the file as UTF-8", place=f"{label}:{line}") from error
    try:
        # else the _:a of one file would be the _:a of another
        quads = tuple(ox.parse(data, format=rdf_format, rename_blank_nodes=True))
    except SyntaxError as error:
        raise _syntax_error(error, label) from error
    except MemoryError as error:  # the parser's own limit for one term, not the end of our memory
        hint = "a quote that does not end, or a text that belongs elsewhere?"
        raise DataError("holds a text longer than 16 MiB", hint=hint, place=label) from error
    document = Document(label, quads, data, rdf_format)
    # values repeat: each is checked once, and its line looked for only when it is wrong
    for term in {quad.object for quad in quads if not isinstance(quad.object, ox.NamedNode | ox.BlankNode)}:
        wrong = wrong_with(term)
        if wrong:
            number = next(number for number, quad in enumerate(quads) if wrong_with(quad.object))
            message, hint = wrong_with(quads[number].object) or wrong
            raise DataError(message, hint=hint, place=document.place(number))
    for number, quad in enumerate(quads):
        if quad.predicate in OF_KINDS and isinstance(quad.object, ox.Literal):
            hint = "name a class or property, without quotes"
            message = f'{compact(quad.predicate)} "{_shortened(quad.object.value)}" is a text and no kind of thing'
            raise DataError(message, hint=hint, place=document.place(number))
    return document


def _syntax_error(error: SyntaxError, label: str) -> DataError:
    message = re.sub(r"^Parser error (at|between) line \d+ .*?: ", "", error.msg or "")
    prefix = re.match(r"The prefix ([^:]*): has not been declared", message)
    hint = "nothing of this file was loaded; mend the line and run the command again"
    if prefix:
        known = PREFIXES.get(prefix[1])
        hint = f"add: @prefix {prefix[1]}: <{known}> ." if known else did_you_mean(prefix[1], list(PREFIXES)) or hint
    return DataError(message, hint=hint, place=f"{label}:{error.lineno}:{error.offset}")


_NUMBER: Final = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_FORMS: Final = {
    f"{_XSD}boolean": re.compile(r"(true|false|1|0)\Z"),
    f"{_XSD}integer": re.compile(r"[+-]?[0-9]+\Z"),
    f"{_XSD}nonNegativeInteger": re.compile(r"\+?[0-9]+\Z"),
    f"{_XSD}decimal": re.compile(rf"{_NUMBER}\Z"),
    f"{_XSD}double": re.compile(rf"{_NUMBER}([eE][+-]?[0-9]+)?\Z"),
    f"{_XSD}float": re.compile(rf"{_NUMBER}([eE][+-]?[0-9]+)?\Z"),
    f"{_XSD}gYear": re.compile(r"(?!0000)[0-9]{4}\Z"),
    f"{_XSD}gYearMonth": re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])\Z"),
    f"{_XSD}date": re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"),
    f"{_XSD}dateTime": re.compile(
        r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
        r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?\Z"
    ),
}
_DAYS: Final = frozenset((f"{_XSD}date", f"{_XSD}dateTime"))
# engines keep integers in 64 bits and decimals in 128: to them a longer one is no number, and equals nothing
_TOO_LONG: Final = re.compile(r"[+-]?0*+([0-9]{19}|[0-9]*\.[0-9]{18}0*[1-9])")
_EXACT: Final = frozenset(f"{_XSD}{name}" for name in ("integer", "nonNegativeInteger", "decimal"))
_BINARY: Final = frozenset((f"{_XSD}double", f"{_XSD}float"))


def wrong_with(term: Term) -> tuple[str, str] | None:
    """What is wrong with a value and what to do; engines take such values silently and then compare wrongly."""
    if isinstance(term, ox.Literal):
        if term.direction is not None:
            return f'"{term.value}" has a direction of writing', "the atlas is RDF 1.1: leave out --ltr or --rtl"
        kind = term.datatype.value
        form = _FORMS.get(kind)
        if form is None:
            return None
        if form.match(term.value) and (kind not in _DAYS or _is_date(term.value[:10])):
            return _beyond_engines(term.value, kind)
        hint = "correct the value or its datatype"
        if kind == f"{_XSD}date":
            hint = "keep an impossible date as ca:stated text of a ca:Period and record a ca:DataIssue"
        return f'"{_shortened(term.value)}" is not a valid xsd:{kind.removeprefix(_XSD)}', hint
    if isinstance(term, ox.Triple):
        return "a statement stands inside a statement", "the atlas is RDF 1.1: state it in a passage of its own"
    return None


def _beyond_engines(text: str, kind: str) -> tuple[str, str] | None:
    if not (kind in _EXACT and _TOO_LONG.match(text)) and not (kind in _BINARY and isinf(float(text))):
        return None
    return (
        f'"{_shortened(text)}" is a number that no engine can keep',
        "is it a typo? 18 digits are kept",
    )


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def _is_date(text: str) -> bool:
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
    def _index(self) -> dict[Term, list[tuple[Document, int]]]:
        """Where each subject has its statements, in the order of the files."""
        # keyed by nothing but the subject: who builds asks for few places, and each key is made for every statement
        index: dict[Term, list[tuple[Document, int]]] = {}
        for document in self.documents:
            for number, quad in enumerate(document.quads):
                index.setdefault(self._named(quad.subject), []).append((document, number))
        return index

    def _named(self, term: Term) -> Term:
        return self.values.get(term, term) if isinstance(term, ox.BlankNode) else term

    def locate(self, subject: Term, predicate: ox.NamedNode | None = None, value: Term | None = None) -> str:
        """``file:line`` of the statement, or of the next best one.

        That is the first statement of the property, else the type or any statement of the subject;
        empty when the subject is in no file.
        """
        statements = [(place, place[0].quads[place[1]]) for place in self._index.get(subject, ())]
        of_property = [(place, quad) for place, quad in statements if quad.predicate == predicate]
        exact = (place for place, quad in of_property if self._named(quad.object) == value)
        typed = (place for place, quad in statements if quad.predicate == _RDF_TYPE)
        for places in (exact, (place for place, _ in of_property), typed, (place for place, _ in statements)):
            for document, number in places:
                return document.place(number)
        return ""


Locate = Callable[[Term, ox.NamedNode | None, Term | None], str]


def by_subject(quads: Iterable[ox.Quad | ox.Triple]) -> dict[Term, dict[ox.NamedNode, list[Term]]]:
    """The statements as ``subject → predicate → objects``, in their order."""
    found: dict[Term, dict[ox.NamedNode, list[Term]]] = {}
    for quad in quads:
        found.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    return found

"""One row of a table while it is read: its cells, their sources, and what has been made of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, takewhile
from typing import Final

import pyoxigraph as ox

from ..claims.model import ASSERTED, STATED
from ..terms import PREFIXES
from .csvfiles import Line
from .introducing import introduced
from .mapping import Column, Table
from .model import Key, LeftOut, Question, Said, Spot, Thing, Value
from .origins import Origins, marked
from .places import CITY
from .stated import Reading, Unread

_MARKUP: Final = re.compile(r"<\s*/?\s*[a-zA-Z!]")
# control characters, line and paragraph separators, marks that turn the direction, what takes no room, no characters
_CONTROL: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff]"
)
_NUMBERS: Final = frozenset(f"{PREFIXES['xsd']}{name}" for name in ("integer", "decimal"))
_DIGITS: Final = 18

Object = ox.Literal | ox.NamedNode | Value | Key


@dataclass(slots=True)
class Collected:
    """What the rows read so far have given.

    Attributes:
        rows: The rows by their keys.
        firsts: Keys of those whose start is a first start.
        towns: Keys of towns by their names as :func:`credatlas.ingest.places.city_key` writes them.
    """

    things: dict[str, Thing] = field(default_factory=dict)
    statements: list[Said] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    firsts: set[str] = field(default_factory=set)
    towns: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class Row:
    """One row of a table.

    Attributes:
        table: How its table is read.
        line: Its cells.
        key: Its key.
        main: The kind of thing that it is (``programme`` …).
        origins: The sources of its cells.
        note: The reader's remark.
        out: Where everything goes that is made of it.
    """

    table: Table
    line: Line
    key: str
    main: str
    origins: Origins
    note: str
    out: Collected

    def spot(self, column: str) -> Spot:
        """Where a cell stands."""
        return Spot(self.table.file, self.line.number, column)

    def cell(self, column: str) -> str:
        """The words of a cell, without marks of sources."""
        return marked(self.line.cells.get(column, ""))[0]

    def parts(self, column: str) -> Iterator[str]:
        """The parts of a cell that lists several."""
        yield from (part.strip() for part in self.cell(column).split("|") if part.strip())

    def sources(self, column: str) -> tuple[str, ...]:
        """The sources of a cell."""
        return marked(self.line.cells.get(column, ""))[1] or self.origins.of(column)

    def say(
        self,
        subject: str,
        predicate: ox.NamedNode,
        value: Object,
        column: str,
        how: ox.NamedNode | Reading = STATED,
        *,
        sources: tuple[str, ...] | None = None,
    ) -> None:
        """States something for each source of a column.

        Args:
            subject: The key of the thing.
            predicate: The property.
            value: The value.
            column: The cell that says so.
            how: The basis, or the reading that has basis, status and times.
            sources: Who says so, where it is not the column's sources.
        """
        if _is_vast(value):
            self.leave(column, "a number of so many digits is a slip of the pen")
            return
        spot = self.spot(column)
        for source in self.sources(column) if sources is None else sources:
            if isinstance(how, Reading):
                times = how.valid_from, how.valid_until
                said = Said(subject, predicate, value, source, spot, how.basis, how.status, *times)
            else:
                said = Said(subject, predicate, value, source, spot, how, ASSERTED)
            self.out.statements.append(said)

    def read(self, subject: str, predicate: ox.NamedNode, reading: Reading, column: str) -> None:
        """States a value that was read from a text."""
        self.say(subject, predicate, reading.value, column, reading)

    def leave(self, column: str, reason: str, text: str | None = None) -> None:
        """Notes that a cell, or a part of it, became no statement."""
        told = self.line.cells.get(column, "") if text is None else text
        self.out.left_out.append(LeftOut(self.spot(column), told, reason))

    def ask(self, column: str, text: str, kind: str = "reading") -> None:
        """Asks a person about a cell."""
        self.out.questions.append(Question(self.spot(column), self.key, text, (), kind))

    def add(self, thing: Thing) -> None:
        """Introduces a thing; of one that other rows speak of as well, this source tells name and class too."""
        known = self.out.things.setdefault(thing.key, thing)
        if known is thing and thing.key.startswith(CITY):
            self.out.towns[thing.key.split(":", 2)[2]].append(thing.key)
        if known.source != thing.source:
            self.out.statements += introduced([thing])

    @property
    def run(self) -> str:
        """The key of the one run that dates and prices are of; of an event or credential itself."""
        return f"{self.key}#run" if self.main in {"programme", "course"} else self.key


def award_key(row: str, number: int) -> str:
    """The key of a credential that a row awards, of several the first being number 1."""
    return f"{row}#award" if number == 1 else f"{row}#award-{number}"


def awards_of(row: Row) -> Iterator[str]:
    """The keys of the credentials that a row awards, as far as they are introduced."""
    keys = (award_key(row.key, number) for number in count(1))
    return takewhile(row.out.things.__contains__, keys)


def _is_vast(value: Object) -> bool:
    """Whether a number is larger than what engines keep as one."""
    if isinstance(value, Value):
        return any(_is_vast(term) for _, term in value.fields)
    if not isinstance(value, ox.Literal) or len(text := value.value) <= _DIGITS:
        return False
    return value.datatype.value in _NUMBERS and len(text.partition(".")[0].lstrip("-")) > _DIGITS


def leave_unread(row: Row, column: str, unread: Iterable[Unread]) -> None:
    """Notes the parts of a cell that no value could be read from."""
    for one in unread:
        row.leave(column, one.reason, one.text)


def is_plain(text: str) -> bool:
    """Whether a text is free of markup, control characters and marks that turn the direction of writing."""
    if text.isprintable() and "<" not in text:
        return True  # nearly all are; no sign that _CONTROL names is printable
    return not (_MARKUP.search(text) or _CONTROL.search(text))


def column_named(table: Table, name: str) -> Column | None:
    """The column of that name, if it is read."""
    return next((column for column in table.columns if column.name == name), None)

"""Pairs of values that two sources give for one thing: each becomes an ordinary claim of its source.

What a reader thought of a pair is not read: whether the two contradict is for the rules of the atlas to find. A pair
that the rules cannot compare becomes a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ..claims.model import BASES, SCHEMA_NAME, ca
from ..errors import CredatlasError, DataError
from ..names.folding import fold
from ..terms import node
from .cells import count_concept, state_date
from .concepts import Lookup
from .csvfiles import Line, read_csv
from .details import aspect_of, comparable_of, detail_of
from .mapping import Column, Pairs, Table
from .model import Question, Said, Spot, Value
from .origins import Origins
from .pairing import comparable, compatible, differ_in_step, step
from .readers import READERS
from .rows import Collected, Row, column_named, is_plain
from .runs import run_of
from .stated import Reading, Unread, read_counts, read_credits, read_edition, read_money, read_prices

_NORMALISED, _INFERRED = BASES[1], BASES[2]
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_SILENT: Final = re.compile(r"not (?:stated|given|printed|named)\b", re.IGNORECASE)
_PRICE: Final = re.compile(r"\b(?:tuition|fee|price)\b", re.IGNORECASE)
_MONEY: Final = re.compile(r"^(?P<amount>[\d.,]+) (?P<currency>[A-Z]{3})\b(?P<rest>.*)$")
_NAMING: Final = frozenset({"name", "title", "abbreviation"})
_WORDS: Final = frozenset({"words", "text", "concepts", "place", "provider", "thing"})


def read_pairs(path: Path, pairs: Pairs, lookup: Lookup, out: Collected, bad: Callable[[CredatlasError], None]) -> None:
    """Adds what a table of pairs says.

    Raises:
        DataError: The file cannot be read or lacks a column.
    """
    needed = (pairs.subject, pairs.property, *(column for pair in pairs.values for column in pair))
    reader = _Pairs(pairs, lookup, out)
    for line in read_csv(path, needed, bad=bad):
        if all(is_plain(text) for text in line.cells.values()):
            reader.read(line)
        else:
            place = f"{path.name}:{line.number}"
            bad(DataError("holds markup or control characters", hint="write plain text", place=place))


@dataclass(frozen=True, slots=True)
class _Pairs:
    pairs: Pairs
    lookup: Lookup
    out: Collected
    tables: dict[str, Table] = field(default_factory=dict)  # as if they stood in the file of pairs

    def read(self, line: Line) -> None:
        subject, heading = line.cells[self.pairs.subject], line.cells[self.pairs.property]
        given = [(line.cells[value], line.cells[source]) for value, source in self.pairs.values]
        told = [side for side in given if side[0] and not _SILENT.match(side[0])]
        texts = [value for value, _ in told]
        apart = differ_in_step(texts)
        sides = [self._claims(line, subject, heading, side, apart=apart) for side in told]
        row = self.out.rows.get(subject)
        if apart or (row and heading == row.table.name):
            return  # steps of one process, or names, which are always compared
        if compatible(texts, naming=heading in _NAMING) or comparable(sides, texts):
            return
        versions = " or ".join(f"“{value}” ({source})" for value, source in told)
        text = f"{heading} of {subject}: {versions}? No rule can compare the two"
        spot = Spot(self.pairs.file, line.number, self.pairs.property)
        self.out.questions.append(Question(spot, subject, text, (), "values"))

    def _claims(self, line: Line, subject: str, heading: str, told: tuple[str, str], *, apart: bool) -> list[Said]:
        """The claims of one side that can be compared."""
        known = self.out.rows.get(subject)
        if known is None or subject not in self.out.things:
            return []
        value, source = told
        column = self.pairs.columns.get(heading, heading)
        cells = Line(line.number, {**known.line.cells, column: value})
        if known.table.file not in self.tables:
            self.tables[known.table.file] = replace(known.table, file=self.pairs.file)
        table = self.tables[known.table.file]
        row = Row(table, cells, subject, known.main, Origins(source, {}), "", self.out)
        before = len(self.out.statements)
        if apart:
            _detail(row, f"{heading} ({step(value)})", value)
            return []
        is_value = _state(row, heading, column, self.lookup)
        return self.out.statements[before:] if is_value else []


def _state(row: Row, heading: str, column: str, lookup: Lookup) -> bool:
    """States one side; whether it is a value that rules compare.

    The heading may be a column of the subject's own table, a phrase that the mapping knows, a price, something that is
    counted, or anything else: then it heads a detail.
    """
    value = row.line.cells[column]
    read = column_named(row.table, column)
    if column == row.table.name:
        return _named(row, column, value)
    if column in _SPECIAL:
        return _SPECIAL[column](row, column, value, lookup)
    if read is not None:
        return _by_column(row, read, value, lookup)
    if _PRICE.search(heading) and (priced := _MONEY.match(value)):
        note = f"{heading}; {priced['rest'].strip(' ()')}".strip("; ")
        return _priced(row, heading, read_prices(priced["amount"], priced["currency"], note).prices)
    kind = count_concept(lookup, heading)
    return _detail(row, heading, value) if kind is None else _counted(row, heading, value, kind, lookup)


def _named(row: Row, column: str, value: str) -> bool:
    """A name; a part of one, or of the one that the same source gives already, is none of its own."""
    main = row.out.things[row.key]
    if value.startswith(("...", "…")):
        row.leave(column, "only a part of a name", value)
    elif not (main.source == row.origins.main and fold(value) in fold(main.name)):
        row.say(row.key, SCHEMA_NAME, ox.Literal(value, language="en"), column)
    return True


def _by_column(row: Row, column: Column, value: str, lookup: Lookup) -> bool:
    if column.reads == "price":
        return _priced(row, column.name, [_as_before(row, reading) for reading in read_money(value)])
    if column.reads in {"provider", "thing"} and value not in row.out.things:
        return _detail(row, column.name, value)
    before = len(row.out.statements)
    READERS[column.reads](row, column, lookup)
    return len(row.out.statements) > before and column.reads not in _WORDS


def _as_before(row: Row, reading: Reading) -> Reading:
    """A bare amount as the price that the row of the table gives: per the same unit and for the same payers."""
    offers = node("schema:offers")
    before = (
        said.object
        for said in row.out.statements
        if said.predicate == offers and said.subject == row.run and isinstance(said.object, Value)
    )
    first = next(before, None)
    if first is None or not isinstance(reading.value, Value) or _conditions(reading.value):
        return reading
    return replace(reading, value=Value(reading.value.kind, (*reading.value.fields, *_conditions(first))))


def _conditions(price: Value) -> tuple[tuple[ox.NamedNode, ox.Literal | ox.NamedNode], ...]:
    return tuple(pair for pair in price.fields if pair[0] in (ca("priceTier"), ca("pricePer"), ca("cohort")))


def _priced(row: Row, column: str, readings: list[Reading] | tuple[Reading, ...]) -> bool:
    for reading in readings:
        row.say(run_of(row), node("schema:offers"), reading.value, column, reading)
    return bool(readings)


def _counted(row: Row, heading: str, value: str, kind: ox.NamedNode, lookup: Lookup) -> bool:
    """The number of the words, as a count of what they or the heading name; parts are no whole."""
    if kind.value.endswith("-credits"):
        return _credited(row, heading, value, kind)
    counts = read_counts(value.partition(":")[0])  # parts may follow the whole
    kinds = [count_concept(lookup, noun) if noun and not _is_named(noun, heading) else kind for noun, _ in counts]
    if not counts or kinds[0] is None or len(set(kinds)) < len(kinds):
        return _detail(row, heading, value)
    reading = counts[0][1]
    assert isinstance(reading.value, Value)
    counted = Value(ca("Count"), ((ca("countOf"), kinds[0]), *reading.value.fields))
    row.say(row.key, ca("hasCount"), counted, heading, reading)
    return True


def _is_named(noun: str, heading: str) -> bool:
    """Whether a heading has the noun already, so that what is counted is what the heading names."""
    return fold(noun).removesuffix("s") in fold(heading)


def _credited(row: Row, heading: str, value: str, kind: ox.NamedNode) -> bool:
    """The first number of credits, as those of the component that the heading names."""
    readings = read_credits(value, heading)
    for reading in [] if isinstance(readings, Unread) else readings:
        if isinstance(reading.value, Value):
            rest = tuple(pair for pair in reading.value.fields if pair[0] != ca("countOf"))
            credited = Value(ca("Count"), ((ca("countOf"), kind), *rest))
            row.say(row.key, ca("carriesCredits"), credited, heading, reading)
            return True
    return _detail(row, heading, value)


def _detail(row: Row, heading: str, value: str) -> bool:
    """A detail under its own heading; whether it has something to compare."""
    readings = comparable_of(value)
    for name, reading in readings:
        row.say(
            row.key, ca("hasDetail"), detail_of(aspect_of(heading, name, reading), value, reading), heading, reading
        )
    if not readings:
        row.say(row.key, ca("hasDetail"), detail_of(heading, value), heading)
    return bool(readings)


def _edition(row: Row, column: str, value: str, _: Lookup) -> bool:
    """The number of an edition; words about another year are about another edition."""
    number = read_edition(value)
    own = row.line.cells.get("edition_year") or row.line.cells.get("start_date", "")
    years = _YEAR.findall(value)
    if number is None or (years and own[:4] and own[:4] not in years):
        return False
    row.say(row.key, ca("editionNumber"), ox.Literal(number), column, _NORMALISED)
    return True


def _first(row: Row, column: str, value: str, _: Lookup) -> bool:
    """When something that goes on began."""
    if row.main not in {"programme", "course", "credential"}:
        return _detail(row, column, value)
    return _dated(row, row.key, ca("firstOffered"), column)


def _submission(row: Row, column: str, value: str, _: Lookup) -> bool:
    return _dated(row, run_of(row), ca("submissionCloses"), column)


def _published(row: Row, column: str, value: str, _: Lookup) -> bool:
    of_kind = {"policy": "ca:adoptedOn", "work": "schema:datePublished"}
    if row.main not in of_kind:
        return _detail(row, column, value)
    return _dated(row, row.key, node(of_kind[row.main]), column)


def _dated(row: Row, subject: str, predicate: ox.NamedNode, column: str) -> bool:
    before = len(row.out.statements)
    state_date(row, subject, predicate, column)
    return len(row.out.statements) > before


def _award(row: Row, column: str, value: str, lookup: Lookup) -> bool:
    """The type of what one gets: of the credential, or of the one that the programme awards."""
    award = row.key if row.main == "credential" else f"{row.key}#award"
    hit = lookup.find_concept("credential-type", value)
    if hit is None or award not in row.out.things:
        return _detail(row, column, value)
    row.say(award, ca("hasCredentialType"), hit.concept, column, _NORMALISED if hit.exact else _INFERRED)
    return True


_SPECIAL: Final[dict[str, Callable[[Row, str, str, Lookup], bool]]] = {
    "award": _award,
    "edition": _edition,
    "first": _first,
    "published": _published,
    "submission": _submission,
}

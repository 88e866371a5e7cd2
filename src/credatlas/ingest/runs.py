"""The readers of dates, prices and places of a run: of an offering of a programme or course, or of an event."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from ..claims.agreement import date_range
from ..claims.model import BASES, STATUSES, ca
from ..names.folding import fold
from ..terms import node
from .cells import state_date
from .concepts import Lookup
from .mapping import Column
from .model import Key, Thing, Value
from .origins import marked
from .places import city_key
from .rows import Row, leave_unread
from .stated import Reading, Unread, read_date, read_prices

_NORMALISED, _INFERRED, PLANNED = BASES[1], BASES[2], STATUSES[2]
_FIELDS: Final = ("registration_deadline",)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_BEGUN: Final = re.compile(r"\b(?:first (?:started|start|began|offered)|launched|running since)\b", re.IGNORECASE)
_UPPER: Final = re.compile(r"\bby (?:\w+ )?(?:19|20)\d\d\b|\bupper bound\b")
_ANNOUNCED: Final = re.compile(r"(?:^|; ?)(?:as )?(?:announced|planned)\b|planned dates", re.IGNORECASE)
_ONLINE: Final = {"online": "mode:online", "virtual": "mode:online", "hybrid": "mode:hybrid"}


def run_of(row: Row) -> str:
    """The key of the run that a row's dates and prices are of; it is introduced where there is none yet."""
    if row.run != row.key and row.run not in row.out.things:
        main = row.out.things[row.key]
        source = row.origins.main
        row.add(Thing(row.run, "offering", (ca("ProgrammeOffering"),), main.name, source, main.spot, within=row.key))
        row.say(row.run, ca("isOfferingOf"), Key(row.key), row.table.name, _INFERRED, sources=(source,))
    return row.run


def start_of(row: Row, column: Column, _: Lookup) -> None:
    """When it starts; a year alone, of something that goes on, is when it was first offered."""
    text = row.cell(column.name)
    begun = row.main in {"programme", "course"} and (row.key in row.out.firsts or _BEGUN.search(text))
    if begun or _is_first_year(row, column):
        row.out.firsts.add(row.key)
        state_date(row, row.key, ca("firstOffered"), column.name)
    else:
        bound = f"by {text}" if _UPPER.search(row.note) and not _DAY.fullmatch(text) else text
        _state(row, node("schema:startDate"), column.name, bound)


def end_of(row: Row, column: Column, _: Lookup) -> None:
    """When it ends."""
    if _comes(row, column.name, before="start_date"):
        row.ask(column.name, f"it ends {row.cell(column.name)}, before it starts: which of the two is wrong?")
        row.leave(column.name, "it lies before the start")
        return
    _state(row, node("schema:endDate"), column.name, row.cell(column.name))


def deadline_of(row: Row, column: Column, _: Lookup) -> None:
    """Until when one can register or apply."""
    if row.main == "credential":
        row.leave(column.name, "a credential has no run of its own to register for")
    elif _comes(row, "start_date", before=column.name):
        row.ask(column.name, f"registration closes {row.cell(column.name)}, after the start: is it of another run?")
        row.leave(column.name, "it lies after the start, so that it may be of another run")
    else:
        _state(row, ca("registrationCloses"), column.name, row.cell(column.name))


def year_of(row: Row, column: Column, _: Lookup) -> None:
    """The year of an event of which nothing more is known."""
    reading = read_date(row.cell(column.name))
    if isinstance(reading, Unread):
        leave_unread(row, column.name, [reading])
    else:
        row.say(run_of(row), node("schema:startDate"), reading.value, column.name, _INFERRED)


def _comes(row: Row, column: str, *, before: str) -> bool:
    """Whether the date of one cell surely lies before that of another."""
    one, other = read_date(row.cell(column)), read_date(row.cell(before))
    if isinstance(one, Unread) or isinstance(other, Unread):
        return False
    if not isinstance(one.value, ox.Literal) or not isinstance(other.value, ox.Literal):
        return False
    return date_range(one.value)[1] < date_range(other.value)[0]


def _is_first_year(row: Row, column: Column) -> bool:
    """A bare year or month in the past without an end or a deadline: the beginning of something that goes on."""
    if row.main == "credential":
        return True
    ends = any(row.cell(name) for name in (*column.beside, *_FIELDS))
    return row.main in {"programme", "course"} and not ends and not _DAY.fullmatch(row.cell(column.name))


def _state(row: Row, predicate: ox.NamedNode, column: str, text: str) -> None:
    reading = read_date(text)
    if isinstance(reading, Unread):
        leave_unread(row, column, [reading])
        return
    if _ANNOUNCED.search(row.note):
        reading = _planned(reading)
    if reading.impossible:
        state_date(row, row.run if row.run in row.out.things else row.key, predicate, column)
    elif not isinstance(reading.value, Value):
        row.read(run_of(row), predicate, reading, column)
    elif predicate == ca("registrationCloses"):
        row.leave(column, "a deadline is a day, a month or a year", text)
    else:
        row.read(run_of(row), ca("hasPeriod"), reading, column)


def _planned(reading: Reading) -> Reading:
    return Reading(reading.value, reading.basis, PLANNED, reading.valid_from, reading.valid_until, reading.impossible)


def price_of(row: Row, column: Column, _: Lookup) -> None:
    """Prices and bursaries of the run: amount, currency, and the remark that says per what and for whom."""
    currency, note = column.beside
    clauses = [clause.strip() for clause in row.line.cells.get(note, "").split(";") if clause.strip()]
    with_mark = [clause for clause in clauses if "(src-" in clause]
    plain = "; ".join(clause for clause in clauses if clause not in with_mark)
    if row.cell(column.name) or plain:
        _prices(row, row.cell(column.name), row.cell(currency), plain, column.name if row.cell(column.name) else note)
    for clause in with_mark:
        _prices(row, "", row.cell(currency), clause, note, clause)


def _prices(row: Row, amount: str, currency: str, note: str, column: str, clause: str = "") -> None:
    words, sources = marked(clause) if clause else (note, row.sources(column))
    read = read_prices(amount, currency, words)
    for reading in read.prices:
        row.say(run_of(row), node("schema:offers"), reading.value, column, reading, sources=sources or None)
    held = row.run if row.run in row.out.things else row.key  # a bursary alone makes no run
    for reading in read.bursaries:
        row.say(held, ca("hasBursary"), reading.value, column, reading, sources=sources or None)
    leave_unread(row, column, read.unread)


def place_of(row: Row, column: Column, _: Lookup) -> None:
    """Where an event took place: online, in a town that the tables know, or in words."""
    # a place alone makes no run: it is where the programme is held
    text, run = row.cell(column.name), row.run if row.run in row.out.things else row.key
    for word in fold(text).split():
        if word in _ONLINE:
            row.say(run, ca("hasModality"), node(_ONLINE[word]), column.name, _NORMALISED)
    key = _town(row, text)
    if key:
        row.say(run, node("schema:location"), Key(key), column.name, _NORMALISED)
    if fold(text) not in _ONLINE:
        row.say(run, ca("statedPlace"), ox.Literal(text), column.name)


def _town(row: Row, text: str) -> str | None:
    """The one town of that name among those of the tables; the last part of an address counts."""
    for part in (text, text.rpartition(",")[2]):
        ending = city_key(part, "").removeprefix("city::")
        found = row.out.towns.get(ending, ())
        if ending and len(found) == 1:
            return found[0]
    return None

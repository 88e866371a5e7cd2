"""The readers of cells, by the names that mappings have for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from ..claims.model import BASES, ca
from ..names.folding import fold
from ..terms import node
from .concepts import Lookup
from .mapping import Column
from .model import Key, Thing, Value
from .rows import Row, awards_of, is_plain, leave_unread
from .stated import (
    Reading,
    Unread,
    read_counts,
    read_credits,
    read_date,
    read_duration,
    read_number,
    start_year,
)

Reader = Callable[[Row, Column, Lookup], None]

_NORMALISED, _INFERRED = BASES[1], BASES[2]
_FORMER: Final = re.compile(r"\s*\((?:former|old|earlier)(?: name)?\)")
_SHORT: Final = re.compile(r"[A-Z0-9][A-Za-z0-9&.-]{0,11}")
_SIMPLE: Final = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9_/.~-]*)?")  # addresses that nothing is to be done with
_OFFERED: Final = {
    "programme": "ca:isOfferedBy",
    "course": "ca:isOfferedBy",
    "credential": "ca:isAwardedBy",
    "event": "ca:isHostedBy",
    "policy": "ca:isIssuedBy",
}


def words_of(row: Row, column: Column, _: Lookup) -> None:
    """Words of the source in English, such as prerequisites."""
    row.say(row.key, node(column.property), ox.Literal(row.cell(column.name), language="en"), column.name)


def text_of(row: Row, column: Column, _: Lookup) -> None:
    """Plain text, such as a volume number."""
    row.say(row.key, node(column.property), ox.Literal(row.cell(column.name)), column.name)


def authors_of(row: Row, column: Column, _: Lookup) -> None:
    """An ordered list of authors."""
    row.say(row.key, ca("authorList"), ox.Literal("; ".join(row.parts(column.name))), column.name)


def url_of(row: Row, column: Column, _: Lookup) -> None:
    """An address."""
    address = web_address(row.cell(column.name))
    if address is None:
        row.leave(column.name, "no http or https address")
    else:
        row.say(row.key, node(column.property), address, column.name)


def website_of(row: Row, column: Column, lookup: Lookup) -> None:
    """The address of an organization; one that is only the host of the page that was read is left out."""
    address = web_address(row.cell(column.name))
    if address is None:
        row.leave(column.name, "no http or https address")
    elif row.note == "" and not urlsplit(address.value).path.strip("/"):
        row.say(row.key, node("schema:url"), address, column.name, _INFERRED)
    else:
        row.say(row.key, node("schema:url"), address, column.name)


def identifier_of(row: Row, column: Column, _: Lookup) -> None:
    """An identifier stands on the thing itself: :mod:`credatlas.ingest.tables` has taken it already."""


def thing_of(row: Row, column: Column, _: Lookup) -> None:
    """Another thing of the tables, by its key."""
    row.say(row.key, node(column.property), Key(row.cell(column.name)), column.name)


def provider_of(row: Row, column: Column, _: Lookup) -> None:
    """Who offers, awards, hosts or issues it."""
    provider = Key(row.cell(column.name))
    known = row.out.things.get(provider.key)
    if known is not None and known.kind != "organization":
        row.leave(column.name, "is no organization of the tables")
        return
    row.say(row.key, node(_OFFERED[row.main]), provider, column.name)
    for award in awards_of(row):
        row.say(award, ca("isAwardedBy"), provider, column.name, _INFERRED)


def names_of(row: Row, column: Column, _: Lookup) -> None:
    """Other names stand on the thing itself: :mod:`credatlas.ingest.tables` has taken them already."""


def split_names(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Other names and abbreviations of a cell that lists both.

    Example:
        >>> split_names("HMS|Harvard Med")
        (('Harvard Med',), ('HMS',))
    """
    parts = [_FORMER.sub("", part).strip() for part in text.split("|") if part.strip()]
    short = tuple(part for part in parts if is_short_form(part))
    return tuple(part for part in parts if part not in short), short


def is_short_form(text: str) -> bool:
    """Whether a name is a short form: one word with at least two capitals or digits."""
    return bool(_SHORT.fullmatch(text)) and sum(sign.isupper() or sign.isdigit() for sign in text) > 1


def concepts_of(row: Row, column: Column, lookup: Lookup) -> None:
    """Concepts of a scheme; the words are kept where the mapping has a property for them."""
    found, missing = lookup.find_concepts(column.scheme, row.cell(column.name))
    for hit in found:
        row.say(row.key, node(column.property), hit.concept, column.name, _NORMALISED if hit.exact else _INFERRED)
    if column.stated:
        for phrase in row.parts(column.name):
            row.say(row.key, node(column.stated), ox.Literal(phrase), column.name)
    for phrase in missing:
        kept = "; the words are kept" if column.stated else ""
        row.leave(column.name, f"no concept of the scheme {column.scheme}{kept}", phrase)


def date_of(row: Row, column: Column, _: Lookup) -> None:
    """A date of the thing itself."""
    state_date(row, row.key, node(column.property), column.name)


def state_date(row: Row, subject: str, predicate: ox.NamedNode, column: str) -> None:
    """States a date, or says why not."""
    reading = read_date(row.cell(column))
    if isinstance(reading, Unread):
        leave_unread(row, column, [reading])
    elif isinstance(reading.value, Value):
        _keep_words(row, subject, predicate, reading, column)
        year = None if reading.impossible else start_year(reading)
        if year is not None and predicate == ca("firstOffered"):
            row.say(subject, predicate, year, column, _NORMALISED)
    else:
        row.read(subject, predicate, reading, column)


def _keep_words(row: Row, subject: str, predicate: ox.NamedNode, reading: Reading, column: str) -> None:
    """Keeps what is no date of its own as a detail, and asks where it cannot be one."""
    assert isinstance(reading.value, Value)
    heading = predicate.value.rpartition("#")[2].rpartition("/")[2]
    fields = tuple(pair for pair in reading.value.fields if pair[0] != ca("edtf"))
    detail = Value(ca("Detail"), ((ca("aspect"), ox.Literal(heading)), *fields))
    row.say(subject, ca("hasDetail"), detail, column, reading)
    if reading.impossible:
        row.ask(column, f"{row.cell(column)} is no day of the calendar: what does the source mean?")


def duration_of(row: Row, column: Column, _: Lookup) -> None:
    """How long it takes."""
    iso = row.cell(column.beside[0]) if column.beside else ""
    readings = read_duration(row.cell(column.name), iso)
    if isinstance(readings, Unread):
        leave_unread(row, column.name, [readings])
        return
    for reading in readings:
        row.read(row.key, ca("hasDuration"), reading, column.name)


def number_of(row: Row, column: Column, _: Lookup) -> None:
    """A number."""
    reading = read_number(row.cell(column.name))
    if isinstance(reading, Unread):
        leave_unread(row, column.name, [reading])
    else:
        row.read(row.key, node(column.property), reading, column.name)


def credits_of(row: Row, column: Column, _: Lookup) -> None:
    """Credits, by component."""
    readings = read_credits(row.cell(column.name))
    if isinstance(readings, Unread):
        leave_unread(row, column.name, [readings])
        return
    for reading in readings:
        row.read(row.key, ca("carriesCredits"), reading, column.name)


def count_of(row: Row, column: Column, _: Lookup) -> None:
    """A number of things of one kind; the remark may say that it is a lower bound."""
    text = row.cell(column.name)
    lower = re.search(rf"\b{column.name} is a lower bound", row.note) is not None
    _state_counts(row, column, f"over {text}" if lower else text)


def counts_of(row: Row, column: Column, lookup: Lookup) -> None:
    """Numbers of things that the words name."""
    _state_counts(row, column, row.cell(column.name), lookup)


def _state_counts(row: Row, column: Column, text: str, lookup: Lookup | None = None) -> None:
    found = 0
    for noun, reading in read_counts(text):
        if not isinstance(reading.value, Value):
            continue
        kind = count_concept(lookup, noun) if lookup and noun else node(column.of)
        if kind is None:
            row.leave(column.name, f"nothing that the atlas counts is called “{noun}”", text)
            continue
        value = Value(ca("Count"), ((ca("countOf"), kind), *reading.value.fields))
        row.say(row.key, ca("hasCount"), value, column.name, reading)
        found += 1
    if not found:
        row.leave(column.name, "no number of anything")


def count_concept(lookup: Lookup, noun: str) -> ox.NamedNode | None:
    """What is counted by a noun, if the scheme has it."""
    hit = lookup.find_concept("count-of", noun)
    return hit.concept if hit else None


def language_of(row: Row, column: Column, _: Lookup) -> None:
    """The language of the page; that of the course follows from it unless the page says otherwise."""
    code = row.cell(column.name)
    if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", code):
        row.say(row.key, node("schema:inLanguage"), ox.Literal(code), column.name, _INFERRED)
    else:
        row.leave(column.name, "no language code such as en")


def journal_of(row: Row, column: Column, _: Lookup) -> None:
    """The journal or book in which a work appeared."""
    name = row.cell(column.name)
    key = f"journal:{fold(name)}"
    row.add(Thing(key, "journal", (ca("Journal"),), name, row.sources(column.name)[0], row.spot(column.name)))
    row.say(row.key, node("schema:isPartOf"), Key(key), column.name)


def leads_of(row: Row, column: Column, _: Lookup) -> None:
    """The programme that takes those who did well; it recruits from this event."""
    row.say(row.cell(column.name), ca("recruitsFrom"), Key(row.key), column.name)


def web_address(text: str) -> ox.NamedNode | None:
    """An http or https address as an IRI; None for anything else."""
    if _SIMPLE.fullmatch(text):
        return ox.NamedNode(text)
    try:
        parts = urlsplit(text)
        # a name or password before the host is nobody else's business
        fit = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        return ox.NamedNode(parts.geturl()) if fit and text.split() == [text] and is_plain(text) else None
    except ValueError:
        return None

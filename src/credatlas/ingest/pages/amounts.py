"""The readers of dates, durations, numbers and prices."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from ...claims.model import ca
from ...terms import node as term
from ..model import Question, Value
from ..stated import Reading, Unread, read_date, read_duration, read_prices
from ..stated.reading import number
from .describing import run_of
from .graph import Node, Object
from .mapping import Rule
from .said import NORMALISED, STATED, Page

_MOMENT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:?\d{2}.*")
_HOURS: Final = re.compile(
    r"P(?:T(\d{1,6}(?:\.\d+)?)H(?:(\d{1,6})M)?)|(\d{1,6}(?:\.\d+)?) ?(?:hours?|hrs?|h)", re.IGNORECASE
)
_ISO: Final = re.compile(r"P(?=.)[0-9YMWDTHS.]*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d{1,12}(?:\.\d{1,4})?")
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_DEADLINES: Final = frozenset((ca("registrationOpens"), ca("registrationCloses"), term("schema:datePublished")))
_OTHER_FEES: Final = re.compile(
    r"\b(?:room|board|housing|accommodation|meals?|books?|insurance|parking|travel|application|deposit|renewal|recertification)\b",
    re.IGNORECASE,
)
_FREE: Final = re.compile(r"\s*free\s*", re.IGNORECASE)


def date_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """A date of a run, an event or an article; the time of day is left away."""
    for text in page.graph.texts(node, rule.name)[:1]:
        state_date(page, key, rule, text, rule.name)


def state_date(page: Page, key: str, rule: Rule, text: str, column: str) -> None:
    """States a date that a text gives, or says why not."""
    moment = _MOMENT.fullmatch(text.strip())
    plain = moment[1] if moment else page.plain(column, text, 120)
    if not plain or rule.property is None:
        return
    reading = read_date(plain)
    if isinstance(reading, Unread):
        page.leave(column, reading.text, reading.reason)
        return
    if moment:
        reading = Reading(reading.value, NORMALISED, reading.status, impossible=reading.impossible)
    subject = run_of(page, key, column) if rule.run else key
    if reading.impossible:
        page.leave(column, text, "there is no such day")
        asked = f"{text} is no day of the calendar: what does the source mean?"
        page.questions.append(Question(page.spot(column), subject, asked, (), "reading"))
    elif not isinstance(reading.value, Value):
        page.read(subject, rule.property, reading, column)
    elif rule.property in _DEADLINES:
        page.leave(column, text, "a day, a month or a year is asked for")
    else:
        page.read(subject, ca("hasPeriod"), reading, column)


def schedule_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """First and last day of a schedule, where the run itself has none."""
    for schedule in filter(None, map(page.graph.node, node.values(rule.name))):
        for name in ("startDate", "endDate"):
            known = page.vocabulary.rules.get(("offering", name))
            for text in page.graph.texts(schedule, name)[:1]:
                if known is not None and not node.values(name):
                    state_date(page, key, known, text, name)


def duration_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """How long it takes."""
    for value in node.values(rule.name):
        for text in _parts(page, value, "exactDuration") or page.graph.words(value):
            plain = page.plain(rule.name, text, 120)
            if not plain or rule.property is None:
                continue
            iso = plain if _ISO.fullmatch(plain) else ""
            readings = read_duration("" if iso else plain, iso)
            if isinstance(readings, Unread):
                page.leave(rule.name, plain, readings.reason if not iso else "it is no length in one unit")
                continue
            for reading in readings:
                page.read(key, rule.property, _with_words(reading, plain), rule.name)


def _with_words(reading: Reading, words: str) -> Reading:
    """A reading that keeps the words of the page, where it has none of its own."""
    value = reading.value
    if not isinstance(value, Value):
        return reading
    fields = tuple(pair for pair in value.fields if not (pair[0] == ca("stated") and not pair[1].value))
    if not any(name == ca("stated") for name, _ in fields):
        fields = (*fields, (ca("stated"), ox.Literal(words)))
    return Reading(Value(value.kind, fields), reading.basis, reading.status, reading.valid_from, reading.valid_until)


def hours_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """The hours of work in all; what is a rate or mixes units is left out."""
    for text in page.graph.texts(node, rule.name)[:1]:
        match = _HOURS.fullmatch(text.strip())
        if match is None or rule.property is None:
            page.leave(rule.name, text, "it is no number of hours in all")
            continue
        hours = Decimal(match[1] or match[3]) + Decimal(match[2] or 0) / 60
        page.say(key, rule.property, number(round(hours, 2)), rule.name, NORMALISED)


def number_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """An exact number of things, such as places or credits, with the unit that the page names."""
    for value in node.values(rule.name)[:1]:
        text = next(iter(page.graph.words(value) or _parts(page, value, "value")), "")
        if not _NUMBER.fullmatch(text.strip()) or rule.property is None or rule.counts is None:
            page.leave(rule.name, text, "it is not one exact number")
            continue
        amount = number(Decimal(text.strip()))
        named = next(iter(_parts(page, value, "unitText", "credentialType", "unitCode")), "")
        unit = page.lookup.find_concept("unit", named) if named else None
        fields: tuple[tuple[ox.NamedNode, ox.Literal | ox.NamedNode], ...] = (
            (ca("countOf"), rule.counts),
            (ca("atLeast"), amount),
            (ca("atMost"), amount),
            *(((ca("unit"), unit.concept),) if unit is not None and "credit" in unit.concept.value else ()),
            (ca("stated"), ox.Literal(f"{text.strip()} {named}".strip())),
        )
        page.say(key, rule.property, Value(ca("Count"), fields), rule.name, STATED)


def prices_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """The prices of offers: amount, currency, and the words that say for whom and per what."""
    for value in node.values(rule.name):
        offer = page.graph.node(value)
        if offer is None:
            for text in page.graph.words(value):
                _state_price(page, key, rule, "", "", text)
            continue
        # prices stand on the offer or in parts of it
        specified = [
            one for one in map(page.graph.node, offer.values("priceSpecification", "price")) if one is not None
        ]
        for part in specified or [offer]:
            _price(page, key, rule, offer, part)


def _price(page: Page, key: str, rule: Rule, offer: Node, part: Node) -> None:
    read = page.graph.texts
    ends = {*read(part, "lowPrice", "minPrice", "minValue"), *read(part, "highPrice", "maxPrice", "maxValue")}
    found = read(part, "price", "value") or sorted(ends)
    amount = found[0] if found else ""
    currency = next(iter(read(part, "priceCurrency", "currency") or read(offer, "priceCurrency", "currency")), "")
    notes = read(offer, "category", "name", "audienceType", "directCostType", "paymentPattern")
    notes += read(part, "name") if part is not offer else ()
    unit = page.graph.text(part, "unitText", "unitCode")
    words = "; ".join(dict.fromkeys((*notes, *((f"per {unit}",) if unit else ()))))
    if len(ends) > 1 and not read(part, "price", "value"):
        page.leave(rule.name, " to ".join(sorted(ends)), "it is a range, and a price is one amount")
    elif not amount and any(_FREE.fullmatch(note) for note in notes):
        _state_price(page, key, rule, "0", currency, "")
    elif not amount:
        if words:
            page.leave(rule.name, words, "the offer has no price")
    elif _OTHER_FEES.search(words):
        page.leave(rule.name, f"{words}: {amount} {currency}", "it is not what the offering itself costs")
    else:
        _state_price(page, key, rule, amount, currency, words)


def _state_price(page: Page, key: str, rule: Rule, amount: str, currency: str, words: str) -> None:
    plain = page.plain(rule.name, words, 200)
    amount = amount.strip()
    if _THOUSANDS.fullmatch(amount):
        page.leave(rule.name, amount, "it can be read with a decimal point or with a separator of thousands")
        return
    if _NUMBER.fullmatch(amount):
        amount = number(Decimal(amount)).value  # 8500.00 is 8500
    code = page.vocabulary.codes["currencies"].get(currency.strip().casefold(), currency.strip().upper())
    read = read_prices(amount, code, plain)
    for predicate, readings in ((rule.property, read.prices), (ca("hasBursary"), read.bursaries)):
        for reading in readings:
            if predicate is not None:
                page.read(run_of(page, key, rule.name), predicate, reading, rule.name)
    for unread in read.unread:
        page.leave(rule.name, unread.text, unread.reason)


def _parts(page: Page, value: Object, *names: str) -> list[str]:
    known = page.graph.node(value)
    return page.graph.texts(known, *names) if known is not None else []

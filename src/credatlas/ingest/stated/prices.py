"""Prices of a table cell with its note: what is asked of whom, per what and since when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode

from ...claims.model import STATED, ca
from ...terms import node
from ..model import Value
from .money import amounts, currency_code
from .price_notes import FREE, Asked, Note, candidates, read_note
from .qualifiers import Qualifiers, qualifiers
from .reading import NORMALISED, Reading, Unread, number, plain, too_long

_PRICE: Final = node("schema:price")
_CURRENCY: Final = node("schema:priceCurrency")
_FIGURE: Final = re.compile(r"[\d.,]")
_GOES_ON: Final = re.compile(r"[.,]?\d")
_NOT_AMOUNT: Final = re.compile(r"[\d.,’' ]|\b[A-Z]{3}\b|[$€£¥]")


@dataclass(frozen=True, slots=True)
class Prices:
    """What a cell and its note say of money.

    Attributes:
        prices: What is asked, one reading of a ``ca:Price`` each.
        bursaries: What takers are given, as ``ca:Price`` too.
        unread: Amounts, or the whole note, that are neither, with reasons.
    """

    prices: tuple[Reading, ...] = ()
    bursaries: tuple[Reading, ...] = ()
    unread: tuple[Unread, ...] = ()


def read_prices(amount: str, currency: str, note: str) -> Prices:
    """The prices of a cell, its currency cell and its note.

    Parts of the note without an amount say what the amount of the cell is for; parts with amounts become prices
    of their own, which take over unit, way of study and time from what stands before them, but never the tier.
    What is added to another price, deposits and amounts that nothing tells apart are not read.

    Args:
        amount: The cell with the amount; may be empty.
        currency: The cell with the currency, a code of ISO 4217; may be empty.
        note: Words about it; may be empty.

    Returns:
        Prices, bursaries, and what was not read with reasons. Fields of a price are ``schema:price`` (0 for what is
        free), ``schema:priceCurrency`` where it is known, ``ca:pricePer``, ``ca:priceTier``, ``ca:cohort``,
        ``ca:stated``.

    Example:
        >>> len(read_prices("12600", "GBP", "UK full-time fee 2026; part-time 6,300 / 14,300").prices)
        1
        >>> len(read_prices("12600", "GBP", "home fee; international 28,600; part-time 6,300 / 14,300").prices)
        4
    """
    long = too_long(amount) or too_long(note)
    if long:
        return Prices(unread=(long,))
    words = plain(note)
    code = currency_code(currency.strip()) if currency.strip() else ""
    if code is None:
        text = " ".join(part for part in (amount.strip(), currency.strip(), words) if part)
        return Prices(unread=(Unread(text, f"'{currency.strip()}' is no code of a currency in ISO 4217, such as USD"),))
    main = _main(plain(amount), code)
    if isinstance(main, Unread):
        return Prices(unread=(main,))
    state = Note(code, main)
    read_note(state, words)
    if not state.found and not state.unread and main is None and words:
        state.unread.append(Unread(note, "there is no amount in it"))
    return _told(state)


def _main(amount: str, currency: str) -> Asked | Unread | None:
    """The amount of the cell."""
    if not amount:
        return None
    if FREE.fullmatch(amount):
        return Asked(Decimal(0), currency, Qualifiers(), amount, is_main=True)
    found = amounts(amount, currency)
    if len(found) != 1 or _NOT_AMOUNT.sub("", amount):
        return Unread(amount, f"'{amount}' is not one amount of money")
    if found[0].doubt:
        return Unread(amount, found[0].doubt)
    words = amount if found[0].named else f"{amount} {currency}".strip()
    return Asked(found[0].amount, found[0].currency, Qualifiers(), words, is_main=True)


def _key(one: Asked) -> tuple[object, ...]:
    """What two prices have in common that cannot both hold."""
    return (one.given, one.who.tier, one.who.per, one.who.cohort, one.currency, one.who.valid_from)


def _told(note: Note) -> Prices:
    """Readings of all that was found; several amounts that nothing tells apart are none."""
    found = [*([note.main] if note.main else []), *note.found]
    unread = list(note.unread)
    kept: list[Asked] = []
    for one in found:
        rivals = [other for other in found if other is not one and _key(other) == _key(one)]
        if one.given and any(other in kept and other.amount != one.amount for other in rivals):
            one.who = replace(one.who, cohort=_words_of(one.stated))
        elif not one.given and not one.is_main and any(other.amount != one.amount for other in rivals):
            unread.append(Unread(one.stated, f"nothing tells {one.amount} apart from another amount"))
            continue
        if not any(other in kept for other in rivals if _key(other) == _key(one)):
            kept.append(one)
    return Prices(
        tuple(_reading(one) for one in kept if not one.given),
        tuple(_reading(one) for one in kept if one.given),
        tuple(unread),
    )


def _words_of(stated: str) -> str:
    """What is said of an amount without the numbers: "up to 10 second-phase awards of up to 150,000 USD"."""
    words = re.sub(r"\b(?:of )?(?:up to )?\d[\d.,]*\s?(?:[A-Z]{3}\b)?", " ", stated)
    return " ".join(words.split())


def _reading(one: Asked) -> Reading:
    who = one.who
    literal = number(one.amount)
    fields: list[tuple[NamedNode, Literal | NamedNode]] = [(_PRICE, literal)]
    if one.currency:
        fields.append((_CURRENCY, Literal(one.currency)))
    if who.per is not None:
        fields.append((ca("pricePer"), who.per))
    if who.tier is not None:
        fields.append((ca("priceTier"), who.tier))
    if who.cohort:
        fields.append((ca("cohort"), Literal(who.cohort)))
    fields.append((ca("stated"), Literal(one.stated)))
    basis = STATED if _stands_alone(literal.value, one.stated) else NORMALISED
    return Reading(Value(ca("Price"), tuple(fields)), basis, who.status, who.valid_from, who.valid_until)


def _stands_alone(figure: str, text: str) -> bool:
    """Whether a figure stands in a text, and not as a part of a longer one."""
    place = text.find(figure)
    while place >= 0:
        begun = place > 0 and _FIGURE.match(text, place - 1)
        if not begun and not _GOES_ON.match(text, place + len(figure)):
            return True
        place = text.find(figure, place + 1)
    return False


def read_money(text: str, currency: str = "", note: str = "") -> list[Reading]:
    """The amounts of money that a text states, bursaries included.

    Args:
        text: Such as "96000 USD (July 2024 matriculants)". "Up to" an amount is read as the amount; its words say so.
        currency: The currency of amounts that name none.
        note: What the amounts are, where that stands elsewhere: "non-resident tuition per semester credit hour".

    Returns:
        Readings of ``ca:Price``, in the order of the text; empty where there is no certain amount.

    Example:
        >>> [reading.value.fields[0][1].value for reading in read_money("two billion KRW")]
        ['2000000000']
    """
    if too_long(text):
        return []
    words = plain(text)
    who = qualifiers(f"{words} {note}".strip())
    found = (money for money in candidates(words, currency) if not money.doubt and money.currency)
    return [_reading(Asked(money.amount, money.currency, who, words)) for money in found]

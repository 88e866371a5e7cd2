"""Amounts of money: currencies by code, sign and name, and the numbers that they stand with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from .numbers import Quantity, quantities

CURRENCIES: Final = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED
    VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG""".split()
)
"""Codes of ISO 4217 that are in use for payments (as of 2025)."""
_SIGNS: Final = {
    "US$": "USD",
    "AU$": "AUD",
    "A$": "AUD",
    "CA$": "CAD",
    "C$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "NT$": "TWD",
    "R$": "BRL",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₩": "KRW",
    "₦": "NGN",
    "₺": "TRY",
    "฿": "THB",
    "US dollars": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "pounds sterling": "GBP",
    "yen": "JPY",
    "Swiss francs": "CHF",
    "RM": "MYR",
}
# what several currencies are called; the value is the end of the codes that it can mean, empty where none helps
_SHARED: Final = {
    "$": "D",
    "dollars": "D",
    "¥": "",
    "pesos": "",
    "francs": "F",
    "pounds": "P",
    "rupees": "R",
    "crowns": "",
}
_NAMES: Final = sorted((*_SIGNS, *_SHARED), key=len, reverse=True)
_CURRENCY: Final = rf"(?:\b[A-Z]{{3}}\b|{'|'.join(re.escape(name) for name in _NAMES)})"
_BEFORE: Final = re.compile(rf"(?P<name>{_CURRENCY})\s?$")
_AFTER: Final = re.compile(rf"\s?(?P<name>{_CURRENCY})(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and what stands with it.

    Attributes:
        amount: The number.
        currency: Code of ISO 4217; empty where the text has none or one that is not certain.
        start: Where it begins, softening words included.
        end: Where it ends, its currency included.
        doubt: Why its currency or amount is not certain.
        named: Some currency stands with it.
    """

    amount: Decimal
    currency: str
    start: int
    end: int
    doubt: str = ""
    named: bool = True


def currency_code(cell: str) -> str | None:
    """The code that a cell for the currency means, a sign such as "€" included; ``None`` where it is not certain.

    Example:
        >>> currency_code("usd"), currency_code("€"), currency_code("$"), currency_code("XYZ")
        ('USD', 'EUR', None, None)
    """
    code = _SIGNS.get(cell, cell.upper())
    return code if code in CURRENCIES else None


def near_currency(text: str, start: int, end: int) -> bool:
    """Whether a currency stands directly before or behind a number."""
    return bool(_name(text, start, end)[0])


def _name(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The name of the currency next to a number, and what number and name cover."""
    after = _AFTER.match(text, end)
    if after and _is_name(after["name"]):
        return after["name"], start, after.end()
    before = _BEFORE.search(text[:start])
    if before and _is_name(before["name"]):
        return before["name"], before.start(), end
    return "", start, end


def _is_name(name: str) -> bool:
    return name in _SIGNS or name in _SHARED or name in CURRENCIES


def money_at(text: str, quantity: Quantity, default: str = "") -> Money | None:
    """The amount that a number is, or ``None`` where it is a range or has no currency and none is the default.

    Args:
        text: The text that the number stands in.
        quantity: The number.
        default: The currency of an amount that names none, or that has a sign of several, such as a bare "$".
    """
    name, start, end = _name(text, quantity.number_start, quantity.end)
    start = min(start, quantity.start)
    if quantity.low != quantity.high:
        return Money(quantity.low, "", start, end, "it is a range, and a price is one amount", bool(name))
    if not name:
        return Money(quantity.low, default, start, end, named=False)
    if name in CURRENCIES or name in _SIGNS:
        return Money(quantity.low, _SIGNS.get(name, name), start, end)
    if default.endswith(_SHARED[name]) and default:
        return Money(quantity.low, default, start, end)
    return Money(quantity.low, "", start, end, f"'{name}' can mean several currencies")


def amounts(text: str, default: str = "") -> list[Money]:
    """All numbers of a text as amounts; those that are surely none must be blanked out before."""
    found = (money_at(text, quantity, default) for quantity in quantities(text))
    return [money for money in found if money is not None]

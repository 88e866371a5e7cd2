"""Prices side by side: a row for each unit, currency, tier and cohort, since nothing else can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from ..terms import PREFIXES, Term, compact, node
from .gathering import ALL, Source, gather
from .model import Cell, Row, Thing, Value
from .reading import Read

_PRICE: Final = node("schema:price")
_CURRENCY: Final = node("schema:priceCurrency")
_PER: Final = node("ca:pricePer")
_TIER: Final = node("ca:priceTier")
_COHORT: Final = node("ca:cohort")
_WHOLE: Final = node("unit:programme")
_EVERYBODY: Final = node("tier:standard")

# unit, currency, tier, cohort: empty where the price says nothing of it
_Key = tuple[str, str, str, str]


def price_rows(things: Sequence[Thing], read: Read) -> list[Row]:
    """The rows of prices: those for the whole first, then by unit, currency, tier and cohort.

    What is free has no currency of its own: it stands in every row for the same unit, tier and cohort.
    """
    priced = [_priced(thing, read) for thing in things]
    keys = {key for found in priced for key in found if key[1]}
    keys |= {key for found in priced for key in found if not key[1] and not any(_same(key, other) for other in keys)}
    if not keys:
        return [Row("price", "price", tuple(Cell(()) for _ in things), {})]
    return [
        Row("price", _label(key, read), tuple(_cell(found, key) for found in priced), _what(key))
        for key in sorted(keys, key=_order)
    ]


def _priced(thing: Thing, read: Read) -> dict[_Key, list[Value]]:
    found: dict[_Key, list[Value]] = {}
    for value in gather(thing, read, [Source(("schema:offers",), ALL)]):
        found.setdefault(_key(value.term, read), []).append(value)
    return found


def _key(term: Term | None, read: Read) -> _Key:
    fields = read.fields.get(term, {}) if isinstance(term, ox.NamedNode) else {}
    per, tier = _node(fields, _PER), _node(fields, _TIER)
    free = all(isinstance(amount, ox.Literal) and _is_nothing(amount.value) for amount in fields.get(_PRICE, ()))
    return (
        "" if per == _WHOLE or per is None else compact(per),
        "" if free else _text(fields, _CURRENCY),
        "" if tier == _EVERYBODY or tier is None else compact(tier),
        _text(fields, _COHORT),
    )


def _is_nothing(amount: str) -> bool:
    return set(amount) <= set("0.")


def _node(fields: Mapping[ox.NamedNode, tuple[Term, ...]], property_: ox.NamedNode) -> ox.NamedNode | None:
    return next((term for term in fields.get(property_, ()) if isinstance(term, ox.NamedNode)), None)


def _text(fields: Mapping[ox.NamedNode, tuple[Term, ...]], property_: ox.NamedNode) -> str:
    return next((term.value for term in fields.get(property_, ()) if isinstance(term, ox.Literal)), "")


def _same(key: _Key, other: _Key) -> bool:
    return (key[0], *key[2:]) == (other[0], *other[2:])


def _cell(found: Mapping[_Key, list[Value]], key: _Key) -> Cell:
    return Cell((*found.get(key, ()), *(found.get((key[0], "", *key[2:]), ()) if key[1] else ())))


def _label(key: _Key, read: Read) -> str:
    per, currency, tier, cohort = key
    unit = f"price per {_name(per, read)}" if per else "price"
    notes = [currency, _name(tier, read) if tier else "", cohort]
    told = ", ".join(note for note in notes if note)
    return f"{unit} ({told})" if told else unit


def _name(concept: str, read: Read) -> str:
    iri = node(concept)
    return read.words.get(iri) or concept.rpartition(":")[2].replace("-", " ")


def _what(key: _Key) -> dict[str, str]:
    named = zip(("per", "currency", "tier", "cohort"), key, strict=True)
    found = {name: text for name, text in named if text}
    return found if "per" in found else {"per": compact(f"{PREFIXES['unit']}programme"), **found}


def _order(key: _Key) -> tuple[bool, str, str, str, str]:
    return (bool(key[0]), *key)

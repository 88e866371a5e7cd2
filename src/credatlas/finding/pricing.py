"""Whether a price stays below a ceiling: only prices in its currency and for its unit are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..terms import Term, node
from .facets import Ceiling, Facets
from .gathering import CURRENCY, OFFERS, PER, PRICE, TIER, Known, Statement
from .judging import NO, UNKNOWN, YES, Pair, Verdict

if TYPE_CHECKING:
    from decimal import Decimal

# what one participant pays for the whole, as in the canned query offerings-by-price
_WHOLE: Final = frozenset((node("unit:programme"), node("unit:person")))
_EVERYBODY: Final = node("tier:standard")


def price(facets: Facets, known: Known, pair: Pair) -> Verdict:
    """The verdict on the ceiling: the lowest price that can be compared with it decides.

    A price in another currency or for another unit says nothing about the ceiling, and what is free has every
    currency. Prices of the run count; where it has none, those of the programme, course or credential.
    """
    ceiling = facets.ceiling
    assert ceiling is not None
    own = known.of(OFFERS, pair.run) if pair.run is not None else []
    offers = own or known.of(OFFERS, pair.thing.iri, *pair.thing.credentials)
    if not offers:
        return Verdict("price", UNKNOWN)
    comparable = [
        (amount, _has_tier(known, offer), offer)
        for offer in offers
        if (amount := _amount(known, offer[2])) is not None and _is_comparable(known, offer[2], amount, ceiling)
    ]
    if not comparable:
        return Verdict("price", UNKNOWN, _difference(known, offers, ceiling), ceiling.per, offers[0])
    lowest, _, offer = min(comparable, key=lambda one: one[:2])
    return Verdict("price", YES if lowest <= ceiling.most else NO, "", ceiling.per, offer, met=1)


def _amount(known: Known, value: Term) -> Decimal | None:
    from decimal import Decimal, InvalidOperation

    for _, _, term in known.of(PRICE, value) if isinstance(value, ox.NamedNode) else ():
        try:
            amount = Decimal(term.value) if isinstance(term, ox.Literal) else None
        except InvalidOperation:
            continue
        if amount is not None and amount.is_finite():
            return amount
    return None


def _is_comparable(known: Known, value: Term, amount: Decimal, ceiling: Ceiling) -> bool:
    return _has_unit(known, value, ceiling) and (amount == 0 or _has_currency(known, value, ceiling))


def _has_unit(known: Known, value: Term, ceiling: Ceiling) -> bool:
    units = known.nodes(PER, value) if isinstance(value, ox.NamedNode) else []
    if ceiling.per is None or ceiling.per in _WHOLE:
        return all(unit in _WHOLE for unit in units)
    return any(unit == ceiling.per or unit in known.narrower.get(ceiling.per, frozenset()) for unit in units)


def _has_currency(known: Known, value: Term, ceiling: Ceiling) -> bool:
    codes = known.of(CURRENCY, value) if isinstance(value, ox.NamedNode) else []
    if not ceiling.currency:  # the ceiling is 0: whatever costs something is above it, in every currency
        return True
    return any(isinstance(term, ox.Literal) and term.value == ceiling.currency for _, _, term in codes)


def _has_tier(known: Known, offer: Statement) -> bool:
    value = offer[2]
    return isinstance(value, ox.NamedNode) and any(tier != _EVERYBODY for tier in known.nodes(TIER, value))


def _difference(known: Known, offers: Sequence[Statement], ceiling: Ceiling) -> str:
    """Why none of the prices can be compared: ``currency``, ``unit``, or ``amount`` where none is a number."""
    values = [offer[2] for offer in offers if _amount(known, offer[2]) is not None]
    if not values:
        return "amount"
    return "currency" if any(_has_unit(known, value, ceiling) for value in values) else "unit"

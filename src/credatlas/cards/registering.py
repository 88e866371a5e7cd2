"""Whether one can register for something on a given day, as far as its dates tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pyoxigraph as ox

from ..claims.agreement import date_range
from ..terms import PREFIXES, Term

_DATES = frozenset(f"{PREFIXES['xsd']}{name}" for name in ("date", "gYearMonth", "gYear"))


_A_YEAR = 366


def days_of(term: Term | None) -> tuple[date, date] | None:
    """First and last day that a date, a year-month or a year can mean; None for anything else.

    Example:
        >>> days_of(ox.Literal("2025", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear")))
        (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
    """
    if not isinstance(term, ox.Literal) or term.datatype.value not in _DATES:
        return None
    try:
        return date_range(term)
    except ValueError:  # a text that its datatype does not allow
        return None


def registration_state(opens: Iterable[Term], closes: Iterable[Term], ends: Iterable[Term], day: date) -> str:
    """The state of registration on a day: ``open``, ``closed``, ``opens later`` or ``unknown``.

    The closing day itself counts as open, as in the canned query ``offerings-open-for-registration``; what has
    ended is closed. Where a date is only a month or a year, the state is known when any day of that time gives
    the same. Without a closing day it is unknown, unless something else rules it out; so it is without an opening
    day where the closing day is more than a year away.

    Args:
        opens: First days of registration; of several the one that says most in favour counts.
        closes: Last days of registration.
        ends: Last days of what one registers for.
        day: The day on which one would register.
    """
    first, last, over = (
        [days for term in terms if (days := days_of(term)) is not None] for terms in (opens, closes, ends)
    )
    # of several days the latest closing and the earliest opening count: nothing is ruled out that one source allows
    if last and max(high for _, high in last) < day:
        return "closed"
    if over and max(high for _, high in over) < day:
        return "closed"
    if first and min(low for low, _ in first) > day:
        return "opens later"
    if first and min(high for _, high in first) > day:
        return "unknown"
    if last and max(low for low, _ in last) >= day:
        # nobody registers years ahead: without an opening day a far deadline says nothing of today
        return "open" if first or (max(low for low, _ in last) - day).days <= _A_YEAR else "unknown"
    return "unknown"

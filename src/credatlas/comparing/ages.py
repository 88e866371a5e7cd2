"""How old a statement is, in words."""

from __future__ import annotations

from datetime import date

from pyoxigraph import Literal

from ..claims.agreement import date_range

_DAYS = 60  # as long as days say more than months
_MONTHS = 24


def age_in_days(stated_on: str, on: date) -> int | None:
    """Days from a source's date, in a year or a month its last day, to a day; below 0 for what was stated later.

    None for a text that is no date.
    """
    try:
        return (on - date_range(Literal(stated_on))[1]).days
    except ValueError:
        return None


def age(stated_on: str | None, on: date) -> str:
    """How old a statement of that date is on a day.

    Example:
        >>> age("2025-04-15", date(2026, 11, 25))
        '19 months old'
        >>> age("2022-11-09", date(2026, 11, 25))
        '4 years old'
    """
    days = None if stated_on is None else age_in_days(stated_on, on)
    if days is None or stated_on is None:
        return "of unknown age"
    if days < 0:
        return f"after {on}"
    if days < _DAYS:
        return f"{days} day{'s' * (days != 1)} old"
    last = date_range(Literal(stated_on))[1]
    months = 12 * (on.year - last.year) + on.month - last.month - (on.day < last.day)
    return f"{months} months old" if months < _MONTHS else f"{months // 12} years old"

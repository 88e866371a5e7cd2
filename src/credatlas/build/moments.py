"""The moment for which a graph is compiled: the day on which facts hold, the day by which they had been stated."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import UsageError
from .generations import POINTER

if TYPE_CHECKING:
    from datetime import date

_KEPT: Final = 8  # moments of a project
_DAY: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """The moment for which a graph is compiled; without dates everything counts.

    Attributes:
        as_of: Only what holds on this day counts.
        known_by: Only what had been stated by the end of this day counts.
    """

    as_of: date | None = None
    known_by: date | None = None

    @property
    def is_given(self) -> bool:
        """Whether anything is left out."""
        return self.as_of is not None or self.known_by is not None

    @property
    def key(self) -> str:
        """The moment as the name of a folder: ``as-of-2016-01-01``; empty where everything counts."""
        return str(self).replace(", ", "-").replace(" ", "-")

    def __str__(self) -> str:
        """The moment in words, empty where everything counts.

        Example:
            >>> str(Moment(day("2016-01-01"), day("2020")))
            'as of 2016-01-01, known by 2020-12-31'
        """
        parts = {"as of": self.as_of, "known by": self.known_by}
        return ", ".join(f"{words} {when.isoformat()}" for words, when in parts.items() if when is not None)


EVERYTHING: Final = Moment()
"""No moment: every claim counts, whatever its validity and date."""


def day(given: str | date, place: str = "") -> date:
    """The day that somebody means; of a month or year the last one, so that all of it has happened.

    Args:
        given: A date, or ``2016-01-31``, ``2016-01``, ``2016`` or ``today``.
        place: The parameter, for the error.

    Raises:
        UsageError: There is no such day, or it is written in another form.

    Example:
        >>> day("2016-02")
        datetime.date(2016, 2, 29)
    """
    from calendar import monthrange
    from datetime import date, datetime

    if isinstance(given, date):
        return given.date() if isinstance(given, datetime) else given
    typed = str(given).strip()
    if typed.lower() == "today":
        return date.today()
    found = _DAY.fullmatch(typed)
    if found is None:
        hint = "write a day, a month or a year: 2016-01-31, 2016-01 or 2016; or today"
        raise UsageError(f"“{given}” is no date", hint=hint, place=place)
    year, month = int(found[1]), int(found[2] or 12)
    try:
        return date(year, month, int(found[3] or monthrange(year, month)[1]))
    except ValueError as error:  # calendar's own for a month is one as well
        hint = "months go from 01 to 12, and each has its own last day: 2016-02-29, 2017-02-28"
        raise UsageError(f"there is no day {typed} in the calendar", hint=hint, place=place) from error


def notice_of(moment: str) -> str:
    """What whoever asks is told about a graph of a moment, given in words; empty without one."""
    if not moment:
        return ""
    left_out = []
    if "as of" in moment:
        left_out.append("what sources say held at another time only; what has no time stays")
    if "known by" in moment:
        left_out.append("what had not been said by then")
    return f"{moment}: left out is {', and '.join(left_out)}"


def keep_last_used(store: Path) -> None:
    """Notes that the store of a moment was used, and removes those of the same project that were not for longest.

    Args:
        store: The folder of the store; those of the other moments stand beside it.
    """
    with suppress(OSError):  # a reader that may not write notes nothing, and removes nothing
        os.utime(store / POINTER)
        beside = [path for path in store.parent.iterdir() if path.is_dir()]
        if len(beside) > _KEPT:
            import shutil

            for path in sorted(beside, key=_last_used, reverse=True)[_KEPT:]:
                shutil.rmtree(path, ignore_errors=True)


def _last_used(store: Path) -> float:
    for path in (store / POINTER, store):  # a store in the making has no pointer yet
        with suppress(OSError):
            return path.stat().st_mtime
    return 0.0

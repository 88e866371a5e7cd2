"""Which source a cell has: the row's own, one that the cell names, or one that the reader's remark names for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

_KEY: Final = r"(?:src|seed)-[\w-]+"
_MARK: Final = re.compile(rf"\s*\(({_KEY}(?:(?:,| and) {_KEY})*)\)")
_FROM: Final = re.compile(
    rf"^(?P<what>[\w,' -]+?) (?:from|per|only in|named in|by) \(?(?P<keys>{_KEY}(?:(?:,| and) {_KEY})*)\)?$"
)
_ONE: Final = re.compile(_KEY)


class Origins(NamedTuple):
    """The sources of the cells of one row.

    Attributes:
        main: The source of the row.
        of_column: Columns whose values come from other sources.
    """

    main: str
    of_column: Mapping[str, tuple[str, ...]]

    def of(self, column: str) -> tuple[str, ...]:
        """The sources of a column, unless the cell itself names one."""
        return self.of_column.get(column, (self.main,))


def origins(main: str, note: str, columns: Collection[str], aliases: Mapping[str, Sequence[str]]) -> Origins:
    """What the remark of a row says of the sources of its cells.

    Args:
        main: The source of the row.
        note: The remark: ``credits_text from (src-x); dates from src-y``.
        columns: The headers of the table.
        aliases: What a remark may call columns.

    Example:
        >>> origins("src-a", "dates from src-b", ["start_date"], {"dates": ["start_date"]}).of("start_date")
        ('src-b',)
    """
    found: dict[str, tuple[str, ...]] = {}
    for clause in note.split(";") if note else ():
        match = _FROM.match(clause.strip())
        if match is None:
            continue
        keys = tuple(_ONE.findall(match["keys"]))
        for phrase in re.split(r",| and ", match["what"]):
            word = phrase.strip()
            names = [word] if word in columns else aliases.get(word.casefold(), ())
            for name in names:
                found[name] = keys
    return Origins(main, found)


def marked(cell: str) -> tuple[str, tuple[str, ...]]:
    """A cell without its marks, and the sources that they name.

    Example:
        >>> marked("60 ECTS (src-w2-imp-dhl-2020)")
        ('60 ECTS', ('src-w2-imp-dhl-2020',))
    """
    if "(" not in cell:
        return cell.strip(), ()
    keys = tuple(dict.fromkeys(key for mark in _MARK.findall(cell) for key in _ONE.findall(mark)))
    return _MARK.sub("", cell).strip(), keys

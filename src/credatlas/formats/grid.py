"""Texts in columns for a terminal, or one block per row where the columns do not fit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from .measuring import one_line, padded, text_width, widest_piece, wrapped

NARROWEST: Final = 20
_GAP: Final = "  "
_LEAST: Final = 12  # narrower columns break every second word: a block per row reads better


class Cell(NamedTuple):
    """What stands in a cell.

    Attributes:
        text: The value in words; empty when it is unknown.
        mark: What stands behind it, such as the number of a note.
    """

    text: str
    mark: str = ""


def grid_lines(
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    right: Collection[int] = (),
    width: int | None = None,
) -> list[str]:
    """A header, a rule and the rows, as lines without blanks at their ends.

    Cells that are too wide go on in the next line, and an empty line then keeps the rows apart.
    Where a column would become too narrow for that, each row is a block of ``name: value`` lines.

    Args:
        columns: The header.
        rows: One cell for each column.
        right: The positions of the columns that are aligned at their right end.
        width: The widest line that fits, in columns of the terminal, at least :data:`NARROWEST`;
            without it every cell gets the room that it needs.
    """
    if not columns:
        return []
    header = [one_line(name) for name in columns]
    clean = [[Cell(one_line(text), one_line(mark)) for text, mark in row] for row in rows]
    texts = [_aligned([row[place] for row in clean], right=place in right) for place in range(len(header))]
    natural = [max(map(text_width, (name, *column))) for name, column in zip(header, texts, strict=True)]
    if width is None:
        return _in_columns(header, texts, natural, right)
    width = max(width, NARROWEST)
    room = width - len(_GAP) * (len(natural) - 1)
    if sum(natural) <= room:
        return _in_columns(header, texts, natural, right)
    words = [max(map(widest_piece, (name, *column))) for name, column in zip(header, texts, strict=True)]
    widths = _shares(natural, words, room)
    if widths is None:
        return _in_blocks(header, texts, width)
    return _in_columns(header, texts, widths, right)


def _aligned(cells: Sequence[Cell], *, right: bool) -> list[str]:
    """One text per cell, with the ends of numbers below each other although marks of any length follow."""
    room = max((text_width(mark) for _, mark in cells), default=0) if right else 0
    if not room:
        return [f"{text} {mark}".strip(" ") for text, mark in cells]
    return [f"{text} {padded(mark, room)}" if text or mark else "" for text, mark in cells]


def _shares(natural: Sequence[int], words: Sequence[int], room: int) -> list[int] | None:
    """The width of each column when the widest give way, or nothing when one would become too narrow.

    Where there is room for that, no column becomes narrower than its widest word: the others give more.
    """
    for least in (words, [0] * len(natural)):
        level = min(max(natural), room)
        while level > 0 and sum(_at_level(natural, least, level)) > room:
            level -= 1
        shares = _at_level(natural, least, level)
        left = room - sum(shares)
        if left < 0 or any(share < min(_LEAST, wish) for share, wish in zip(shares, natural, strict=True)):
            continue
        # what is left over goes to the first columns that would take it
        for place, wish in enumerate(natural):
            more = min(1, left, wish - shares[place])
            shares[place] += more
            left -= more
        return shares
    return None


def _at_level(natural: Sequence[int], least: Sequence[int], level: int) -> list[int]:
    return [min(wish, max(word, level)) for wish, word in zip(natural, least, strict=True)]


def _in_columns(
    header: Sequence[str], columns: Sequence[Sequence[str]], widths: Sequence[int], right: Collection[int]
) -> list[str]:
    blocks = [_row_lines(row, widths, right) for row in zip(*columns, strict=True)]
    lines = [*_row_lines(header, widths, right), _GAP.join("-" * width for width in widths)]
    spaced = any(len(block) > 1 for block in blocks)
    for number, block in enumerate(blocks):
        lines += [""] if spaced and number else []
        lines += block
    return lines


def _row_lines(row: Sequence[str], widths: Sequence[int], right: Collection[int]) -> list[str]:
    columns = [
        [text] if text_width(text) <= width else wrapped(text, width) for text, width in zip(row, widths, strict=True)
    ]
    lines = []
    for number in range(max(map(len, columns))):
        texts = [column[number] if number < len(column) else "" for column in columns]
        cells = [
            padded(text, width, right=place in right)
            for place, (text, width) in enumerate(zip(texts, widths, strict=True))
        ]
        lines.append(_GAP.join(cells).rstrip(" "))
    return lines


def _in_blocks(header: Sequence[str], columns: Sequence[Sequence[str]], width: int) -> list[str]:
    rows = list(zip(*columns, strict=True))
    if not rows:
        return wrapped(" ".join(header), width)
    lines: list[str] = []
    for number, row in enumerate(rows):
        lines += [""] if number else []
        for name, text in zip(header, row, strict=True):
            first, *more = wrapped(f"{name}: {text}", width - 2)
            lines += [first, *(f"  {line}" for line in more)]
    return lines

"""How much room a text takes on a terminal, and how to break it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# Most answers need none of these patterns: re compiles them when they are first used, and keeps them.
# Control characters would steer the terminal, marks of direction would reorder what stands beside them.
_STEERING: Final = "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_BLANKS: Final = r"[ \t\r\n\v\f\x85\u2028\u2029]+"
# Where a word without blanks may be broken: behind the joints of IRIs, compact names and snake_case.
_JOINTS: Final = r"[^-/:#_.,;=&?]*[-/:#_.,;=&?]+|[^-/:#_.,;=&?]+"
_EMOJI_STYLE: Final = "\ufe0f"


def one_line(text: str) -> str:
    r"""A text that a terminal can show on one line: blanks and line ends become one blank, control characters a mark.

    Example:
        >>> one_line("two\nlines")
        'two lines'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    return re.sub(_STEERING, "\ufffd", re.sub(_BLANKS, " ", text).strip(" "))


def harmless(text: str) -> str:
    r"""A text of several lines without what would steer a terminal; line ends and tabs stay.

    Example:
        >>> harmless("red: \x1b[31m\n") == "red: \ufffd[31m\n"
        True
    """
    return text if text.isascii() and text.isprintable() else re.sub(rf"(?![\t\n]){_STEERING}", "\ufffd", text)


def text_width(text: str) -> int:
    """The number of terminal columns that a text takes.

    Wide and full-width characters take two (`Unicode Standard Annex 11
    <https://www.unicode.org/reports/tr11/>`_), combining marks and other invisible ones none.

    Example:
        >>> text_width("新加坡 é")
        8
    """
    if text.isascii():
        return len(text)
    return sum(width for _, width in _characters(text))


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than ``width``: broken at blanks, else behind punctuation, else anywhere.

    Args:
        text: One line of text.
        width: Columns of the terminal, at least 2, since one character may take two.

    Returns:
        At least one line, which is empty for an empty text.

    Example:
        >>> wrapped("Harvard Medical School", 15)
        ['Harvard Medical', 'School']
    """
    lines: list[str] = []
    line, used = "", 0
    for piece, blank in _pieces(text, width):
        room = text_width(piece)
        gap = 1 if blank and line else 0
        if line and used + gap + room > width:
            lines.append(line)
            line, used, gap = "", 0, 0
        line += " " * gap + piece
        used += gap + room
    return [*lines, line]


def widest_piece(text: str) -> int:
    """The columns that the widest part of a text takes that :func:`wrapped` breaks only when it must.

    Example:
        >>> widest_piece("seen in price_currency")
        8
    """
    return max((text_width(joint) for word in text.split() for joint in re.findall(_JOINTS, word)), default=0)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text filled with blanks up to ``width`` columns; ``right`` puts them before it."""
    blanks = " " * (width - text_width(text))
    return blanks + text if right else text + blanks


def _pieces(text: str, width: int) -> Iterator[tuple[str, bool]]:
    """What must not be broken, each with whether a blank stands before it."""
    for word in text.split():
        if text_width(word) <= width:
            yield word, True
            continue
        parts = [part for joint in re.findall(_JOINTS, word) for part in _cut(joint, width)]
        yield from ((part, number == 0) for number, part in enumerate(parts))


def _cut(text: str, width: int) -> Iterator[str]:
    piece, used = "", 0
    for character, room in _characters(text):
        if piece and used + room > width:
            yield piece
            piece, used = "", 0
        piece += character
        used += room
    yield piece


def _characters(text: str) -> Iterator[tuple[str, int]]:
    """Each character with its width, marks that belong to it included."""
    import unicodedata

    held, width = "", 0
    for character in text:
        own = _width(character, unicodedata.east_asian_width(character), unicodedata.category(character))
        if own == 0 and held:
            held += character
            # asks for the picture, which is wide, in place of a narrow sign
            width = 2 if character == _EMOJI_STYLE else width
            continue
        if held:
            yield held, width
        held, width = character, own
    if held:
        yield held, width


def _width(character: str, east_asian: str, category: str) -> int:
    # vowels and final consonants of Hangul join the syllable before them
    if category in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0 if character != "\u00ad" else 1
    return 2 if east_asian in ("W", "F") else 1

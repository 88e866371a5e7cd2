"""How wide a text is in a picture, and how a name is broken into lines; estimated, since fonts differ."""

from __future__ import annotations

import unicodedata
from typing import Final

from .attributes import one_line

FONT: Final = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
LINE: Final = 1.22
"""The distance of two lines, in sizes of the font."""

# in thousandths of the size of the font, those of DejaVu Sans: the widest of the fonts above, so that all of them fit
_NARROW: Final = dict.fromkeys("ijl|'I.,:;!() []ft\"/-", 370) | dict.fromkeys("mwMW@%—", 960)
_WIDE: Final = 640
_CAPITAL: Final = 720
_FULL: Final = 1050
_ELLIPSIS: Final = "…"
_LONGEST: Final = 1000  # characters that are looked at: no picture has room for more, and to measure them takes long


def text_width(text: str, size: float) -> float:
    """About how wide a text is, in pixels; rather more than less.

    Args:
        text: One line.
        size: The size of the font, in pixels.
    """
    return sum(map(_unit, text)) * size / 1000


def _unit(character: str) -> int:
    known = _NARROW.get(character)
    if known is not None:
        return known
    if character.isascii():
        return _CAPITAL if character.isupper() else _WIDE
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    wide = unicodedata.east_asian_width(character) in "WF" or ord(character) > 0x1F000
    return _FULL if wide else _CAPITAL


def wrapped(text: str, size: float, width: float, most: int) -> tuple[str, ...]:
    """A text in at most so many lines of at most this width; what does not fit ends in ``…``.

    Args:
        text: A name; line ends and control characters are taken out.
        size: The size of the font, in pixels.
        width: The widest line, in pixels.
        most: How many lines there may be.
    """
    lines: list[str] = []
    line = ""
    whole = one_line(text)
    looked_at = whole if len(whole) <= _LONGEST else whole[:_LONGEST].rstrip() + _ELLIPSIS
    for word in looked_at.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size) <= width or not line:
            line = longer
        else:
            lines.append(line)
            line = word
    lines.append(line)
    kept = lines[: most - 1]
    kept.append(" ".join(lines[most - 1 :]))  # the last line goes on until it is full
    return tuple(_cut(line, size, width) for line in kept if line) or ("",)


def _cut(line: str, size: float, width: float) -> str:
    if text_width(line, size) <= width:
        return line
    body = line
    while body and text_width(body + _ELLIPSIS, size) > width:
        body = body[:-1].rstrip()
    # half of a character that is made of several would be another character
    while body and (unicodedata.combining(body[-1]) or unicodedata.category(body[-1]) == "Cf"):
        body = body[:-1]
    return body + _ELLIPSIS

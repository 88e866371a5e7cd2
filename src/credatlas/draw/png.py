"""Drawings as PNG: the SVG, painted by resvg (https://github.com/linebender/resvg), without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from ..errors import UsageError
from .lettering import FONT
from .model import Drawing
from .svg import svg

_SHARP: Final = 2.0  # pixels of the file for each of the picture, as good screens have them
_WIDEST: Final = 6000.0  # pixels of the file, unless the picture itself is wider


def png(drawing: Drawing) -> Iterator[bytes]:
    """A drawing that has places as PNG, in one piece; twice as many pixels as the SVG says, of large ones fewer.

    Raises:
        UsageError: The extra ``draw`` is not installed, or the machine has no fonts.
    """
    picture = "".join(svg(drawing))
    width = float(picture[: picture.index(">")].partition('width="')[2].partition('"')[0])
    yield painted(picture, zoom=max(1.0, min(_SHARP, _WIDEST / width)))


def painted(picture: str, *, zoom: float = 1.0) -> bytes:
    """An SVG as PNG.

    Args:
        picture: The text of an SVG.
        zoom: How many pixels of the file there are for each of the picture.

    Raises:
        UsageError: The extra ``draw`` is not installed, or the machine has no fonts.
    """
    try:
        import resvg_py
    except ImportError as error:
        hint = "install the extra: pip install 'credatlas[draw]', or write SVG"
        raise UsageError("what paints PNG is not installed", hint=hint) from error
    if not _has_fonts():
        hint = "install one, as `apt-get install fonts-dejavu-core` does, or write SVG"
        raise UsageError(f"this machine has none of the fonts of pictures: {FONT}", hint=hint)
    return bytes(resvg_py.svg_to_bytes(svg_string=picture, zoom=zoom))


@cache
def _has_fonts() -> bool:
    """Whether words leave a trace: where there is no font, they are left out without a word."""
    import resvg_py

    frame = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}</svg>'
    word = frame.format(f'<text y="15" font-family="{FONT}">M</text>')
    empty = resvg_py.svg_to_bytes(svg_string=frame.format(""), skip_system_fonts=True)
    return bytes(resvg_py.svg_to_bytes(svg_string=word)) != bytes(empty)

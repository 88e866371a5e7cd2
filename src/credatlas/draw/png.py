"""Drawings as PNG: the SVG, painted by resvg (https://github.com/linebender/resvg), without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from ..errors import UsageError
from .lettering import FONT
from .model import Drawing
from .svg import svg

_SHARP: Final = 2.0  # pixels of the file for each of the picture, as good screens have them
_GENERIC: Final = "DejaVu Sans"  # what a picture means that asks for any font without serifs
_WIDEST: Final = 6000.0  # pixels of the file, unless the picture itself is wider


def png(drawing: Drawing) -> Iterator[bytes]:
    """A drawing that has places as PNG, in one piece; twice as many pixels as the SVG says, of large ones fewer.

    Raises:
        UsageError: The extra ``draw`` is not installed, or the machine has no fonts.
    """
    yield painted("".join(svg(drawing)))


def painted(picture: str) -> bytes:
    """An SVG as PNG, with two pixels for each of the picture, fewer where it is very wide.

    Args:
        picture: The text of an SVG that says its width.

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
    width = re.search(r'<svg[^>]* width="([0-9.]+)', picture)
    assert width is not None
    zoom = max(1.0, min(_SHARP, _WIDEST / float(width[1])))
    # Graphviz measures in points, which need a resolution
    return bytes(resvg_py.svg_to_bytes(svg_string=picture, zoom=zoom, dpi=96.0, sans_serif_family=_GENERIC))


@cache
def _has_fonts() -> bool:
    """Whether words leave a trace: where there is no font, they are left out without a word."""
    import resvg_py

    frame = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}</svg>'
    word = frame.format(f'<text y="15" font-family="{FONT}">M</text>')
    empty = resvg_py.svg_to_bytes(svg_string=frame.format(""), skip_system_fonts=True)
    return bytes(resvg_py.svg_to_bytes(svg_string=word)) != bytes(empty)

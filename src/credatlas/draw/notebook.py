"""Drawings in notebooks: the page of a drawing, shut into a frame of its own below the cell."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from ..errors import UsageError
from ..store.protocol import Store
from .attributes import one_line
from .model import Drawing
from .writing import write

# scripts run, files can be saved; no origin, so that the page reaches neither the notebook nor its server
_SANDBOX: Final = "allow-scripts allow-downloads"
_LEAST: Final = 200  # pixels


@dataclass(frozen=True, slots=True)
class Shown:
    """A drawing that a notebook shows below its cell, as the page that ``draw -o x.html`` writes.

    Attributes:
        drawing: The drawing, for :func:`~credatlas.draw.write` and whatever else takes one.
        height: How high the frame is, in pixels; it is as wide as the cell.
    """

    drawing: Drawing
    height: int = 600

    def __repr__(self) -> str:
        """What consoles show: ``<Health Systems Innovation Lab: 10 things, 14 relations>``."""
        things, relations = len(self.drawing.nodes), len(self.drawing.edges)
        named = one_line(self.drawing.title) or "a drawing"
        return f"<{named}: {_counted(things, 'thing')}, {_counted(relations, 'relation')}>"

    def _repr_html_(self) -> str:
        """What notebooks show."""
        title = escape(one_line(self.drawing.title) or "A drawing")
        # as references, so that the digests of the page's scripts hold in whatever encoding the notebook is read
        page = escape(self.html()).encode("ascii", "xmlcharrefreplace").decode()
        return (
            f'<iframe title="{title}" sandbox="{_SANDBOX}" height="{self.height}" '
            f'style="width: 100%; border: 1px solid #8884; border-radius: 6px" srcdoc="{page}"></iframe>'
        )

    def html(self) -> str:
        """The page, which can be opened without a notebook, too."""
        return b"".join(write(self.drawing, "html")).decode()

    def save(self, file: str | Path) -> None:
        """Writes the page to a file."""
        Path(file).write_text(self.html(), encoding="utf-8")


def graph(what: Drawing | Store, *things: str, height: int = 600, **options: Any) -> Shown:
    """A drawing, or what a store holds, as something that a notebook shows.

    As the last line of a cell it appears below the cell, as the page that can be searched, filtered and saved from.
    All of the page goes into the notebook, about a megabyte for the whole atlas, so it is there without credatlas, too.

    Args:
        what: A drawing, or a store of which one is made.
        *things: For a store: the names of things that are drawn with what stands around them.
        height: How high it is, in pixels.
        **options: For a store: further arguments of :func:`credatlas.draw.drawing`, such as ``depth``.

    Raises:
        UsageError: The height is too small to see anything, or as :func:`credatlas.draw.drawing`.
        TypeError: Things or options were given for a drawing that is made already.
    """
    if height < _LEAST:
        raise UsageError(f"in {height} pixels nothing can be seen", hint=f"use {_LEAST} or more", place="height")
    if isinstance(what, Drawing):
        if things or options:
            given = ", ".join([*map(repr, things), *options])
            raise TypeError(f"a drawing that is made takes neither things nor options: {given}")
        return Shown(what, height)
    from .subgraph import drawing

    return Shown(drawing(what, things, **options), height)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

"""Pipe tables in Markdown."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from .grid import Cell
from .measuring import one_line

# signs that Markdown or HTML would read: emphasis, code, links, tags, entities, and the pipe itself; an underscore
# inside a word is none (https://github.github.com/gfm/#emphasis-and-strong-emphasis)
_SIGNS: Final = re.compile(r"[\\`*|\[\]~]|(?<!\w)_|_(?!\w)")


def pipe_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, right: Collection[int] = ()) -> bytes:
    """A table in `GitHub Flavored Markdown <https://github.github.com/gfm/#tables-extension->`_, columns not padded.

    Args:
        columns: The header.
        rows: One cell for each column; texts are escaped, marks are not.
        right: The positions of the columns that are aligned at their right end.
    """
    if not columns:
        return b""
    rule = ["---:" if place in right else "---" for place in range(len(columns))]
    lines = [
        [escaped(name) for name in columns],
        rule,
        *([f"{escaped(text)} {mark}".strip(" ") for text, mark in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines).encode("utf-8", "replace")


def escaped(text: str) -> str:
    """A text in one line in which Markdown and HTML read no signs of their own."""
    clean = one_line(text).replace("&", "&amp;").replace("<", "&lt;")
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", clean)

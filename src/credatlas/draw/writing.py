"""A drawing as a file: the formats by name, by the ending of a file, and their bytes piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Final

from ..errors import UsageError, did_you_mean
from .model import Drawing

FORMATS: Final = {
    "graphml": "graphml",
    "gexf": "gexf",
    "dot": "dot",
    "json": "cytoscape",
    "mermaid": "mermaid",
}
"""The formats, each with the module that writes it, by a function of the same name."""

_ENDINGS: Final = {"mmd": "mermaid", "gv": "dot", "cyjs": "json"}
_PIECE: Final = 1 << 16  # characters


def write(drawing: Drawing, form: str) -> Iterator[bytes]:
    """A drawing in one of :data:`FORMATS`, in pieces of some tens of kilobytes; no piece knows the whole.

    Raises:
        UsageError: There is no such format.
    """
    if form not in FORMATS:
        hint = did_you_mean(form, list(FORMATS)) or f"there are {', '.join(FORMATS)}"
        raise UsageError(f"there is no format “{form}” for a drawing", hint=hint, place="format")
    name = FORMATS[form]
    return _pieces(getattr(import_module(f".{name}", __package__), name)(drawing))


def format_of_ending(file: str) -> str | None:
    """The format that the ending of a file's name stands for; None where it stands for none.

    Example:
        >>> format_of_ending("talk/Atlas.GraphML"), format_of_ending("atlas.mmd"), format_of_ending("atlas")
        ('graphml', 'mermaid', None)
    """
    _, dot, ending = file.lower().rpartition("/")[2].rpartition(".")
    name = _ENDINGS.get(ending, ending)
    return name if dot and name in FORMATS else None


def _pieces(texts: Iterator[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= _PIECE:
            yield "".join(held).encode("utf-8", "replace")
            held, size = [], 0
    yield "".join(held).encode("utf-8", "replace")

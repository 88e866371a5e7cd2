"""A drawing as a file: the formats by name, by the ending of a file, and their bytes piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Final

from ..errors import UsageError, did_you_mean
from .layout import laid_out
from .model import Drawing

FORMATS: Final = {
    "html": "page",
    "svg": "svg",
    "png": "png",
    "graphml": "graphml",
    "gexf": "gexf",
    "dot": "dot",
    "json": "cytoscape",
    "mermaid": "mermaid",
}
"""The formats, each with the module that writes it by a function of the same name."""

_ENDINGS: Final = {"htm": "html", "mmd": "mermaid", "gv": "dot", "cyjs": "json"}
_PICTURES: Final = frozenset(("svg", "png"))
_PLACED: Final = _PICTURES | {"html"}
_PIECE: Final = 1 << 16  # characters


def write(drawing: Drawing, form: str) -> Iterator[bytes]:
    """A drawing in one of :data:`FORMATS`, in pieces of some tens of kilobytes.

    A picture needs places: a drawing without any gets them first. The other formats take what there is.

    Raises:
        UsageError: There is no such format, or what it needs is not installed.
    """
    if form not in FORMATS:
        hint = did_you_mean(form, list(FORMATS)) or f"there are {', '.join(FORMATS)}"
        raise UsageError(f"there is no format “{form}” for a drawing", hint=hint, place="format")
    if form in _PLACED and not any(node.x or node.y for node in drawing.nodes):
        drawing = laid_out(drawing)
    name = FORMATS[form]
    return _pieces(getattr(import_module(f".{name}", __package__), name)(drawing))


def write_picture(texts: Iterator[str], form: str, *, what: str) -> Iterator[bytes]:
    """Something that is only a picture, such as a timeline, as ``svg`` or ``png``.

    Args:
        texts: The SVG, piece by piece.
        form: ``svg`` or ``png``.
        what: What it is, in words: ``a timeline``.

    Raises:
        UsageError: It is another format, or what a PNG needs is not installed.
    """
    if form not in _PICTURES:
        hint = "end the file in .svg or .png, or leave the option out"
        raise UsageError(f"{what} cannot be written as {form}", hint=hint, place="--format")
    if form == "svg":
        return _pieces(texts)
    from .png import painted

    return iter([painted("".join(texts))])


def format_of_ending(file: str) -> str | None:
    """The format that the ending of a file's name stands for; None where it stands for none.

    Example:
        >>> format_of_ending("talk/Atlas.GraphML"), format_of_ending("atlas.mmd"), format_of_ending("atlas")
        ('graphml', 'mermaid', None)
    """
    _, dot, ending = file.lower().rpartition("/")[2].rpartition(".")
    name = _ENDINGS.get(ending, ending)
    return name if dot and name in FORMATS else None


def _pieces(texts: Iterator[str | bytes]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for text in texts:
        if isinstance(text, bytes):
            yield text
            continue
        held.append(text)
        size += len(text)
        if size >= _PIECE:
            yield "".join(held).encode("utf-8", "replace")
            held, size = [], 0
    if held:
        yield "".join(held).encode("utf-8", "replace")

"""The classes of the ontology as SVG: a tree of kinds, and beside each class what it may relate to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .attributes import fact_text, one_line
from .groups import GROUPS
from .legend import INK, QUIET, RULE
from .lettering import FONT, text_width, wrapped
from .model import Drawing, Node
from .ontology import KIND_OF
from .xmltext import escaped, number

_MARGIN: Final = 36.0
_HEAD: Final = 100.0
_ROW: Final = 29.0
_BOX: Final = 21.0
_STEP: Final = 30.0
_SIZE: Final = 12.5
_WIDTH: Final = 1180.0
_ORDER: Final = {name: place for place, name in enumerate(GROUPS)}


@dataclass(frozen=True, slots=True)
class _Row:
    """A class at its place in the tree."""

    node: Node
    depth: int
    parent: int | None


def classes_svg(drawing: Drawing) -> Iterator[str]:
    """The classes as SVG, piece by piece; see :func:`~credatlas.draw.ontology.ontology`.

    Args:
        drawing: Classes with their relations; one that is a kind of several stands below the first of them.
    """
    rows = _rows(drawing)
    texts = _relations(drawing)
    height = _HEAD + len(rows) * _ROW + _MARGIN
    size = f'width="{number(_WIDTH)}" height="{number(height)}" viewBox="0 0 {number(_WIDTH)} {number(height)}"'
    title = escaped(one_line(drawing.title))
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" role="img">\n<title>{title}</title>\n'
    yield '<rect width="100%" height="100%" fill="#ffffff"/>\n'
    yield f'<text x="{number(_MARGIN)}" y="54" font-size="24" font-weight="700" fill="{INK}">{title}</text>\n'
    kinds = sum(edge.property == KIND_OF.value for edge in drawing.edges)
    about = f"{len(rows)} classes; {len(drawing.edges) - kinds} relations between them, from subject to object"
    yield f'<text x="{number(_MARGIN)}" y="78" font-size="12" fill="{QUIET}">{about}</text>\n'
    yield f'<g fill="none" stroke="{RULE}" stroke-width="1.3">\n'
    for place, row in enumerate(rows):
        if row.parent is not None:
            x, top = _MARGIN + (row.depth - 0.5) * _STEP, _HEAD + row.parent * _ROW + _BOX / 2
            yield f'<path d="M{number(x)} {number(top)}V{number(_HEAD + place * _ROW)}H{number(x + _STEP / 2)}"/>\n'
    yield "</g>\n"
    for place, row in enumerate(rows):
        yield _class(row, _HEAD + place * _ROW, texts.get(row.node.id, ""))
    yield "</svg>\n"


def _class(row: _Row, middle: float, relations: str) -> str:
    x, width = _MARGIN + row.depth * _STEP, text_width(row.node.name, _SIZE) + 18
    told = "\n".join([one_line(row.node.name), *map(fact_text, row.node.facts)])
    box = f'x="{number(x)}" y="{number(middle - _BOX / 2)}" width="{number(width)}" height="{number(_BOX)}" rx="5"'
    name = f'<text x="{number(x + width / 2)}" y="{number(middle + 4.4)}" text-anchor="middle" font-size="{_SIZE}"'
    parts = [
        f"<g><title>{escaped(told)}</title>",
        f'<rect {box} fill="{GROUPS[row.node.group].colour}"/>',
        f'{name} fill="#ffffff">{escaped(one_line(row.node.name))}</text>',
    ]
    if relations:
        left = x + width + 14
        (text,) = wrapped(relations, _SIZE - 1, _WIDTH - _MARGIN - left, 1)
        at = f'x="{number(left)}" y="{number(middle + 4)}" font-size="{_SIZE - 1}" fill="{QUIET}"'
        parts.append(f"<text {at}>{escaped(text)}</text>")
    return "".join([*parts, "</g>\n"])


def _rows(drawing: Drawing) -> list[_Row]:
    nodes = {node.id: node for node in drawing.nodes}
    parents: dict[str, str] = {}
    for edge in drawing.edges:
        if edge.property == KIND_OF.value and edge.source != edge.target:
            parents.setdefault(edge.source, edge.target)
    children: dict[str | None, list[Node]] = {}
    for node in drawing.nodes:
        children.setdefault(_top(node.id, parents), []).append(node)
    rows: list[_Row] = []

    def put(node: Node, depth: int, parent: int | None) -> None:
        place = len(rows)
        rows.append(_Row(node, depth, parent))
        for child in sorted(children.get(node.id, ()), key=lambda one: (one.name, one.id)):
            put(child, depth + 1, place)

    for root in sorted(children.get(None, ()), key=lambda one: (_ORDER[one.group], one.id not in children, one.name)):
        put(root, 0, None)
    assert len(rows) == len(nodes)
    return rows


def _top(cls: str, parents: Mapping[str, str]) -> str | None:
    """The class above; None for one that has none, and for one that is a kind of itself, over several steps."""
    seen = {cls}
    above = parents.get(cls)
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return parents.get(cls) if above is None else None


def _relations(drawing: Drawing) -> dict[str, str]:
    names = {node.id: node.name for node in drawing.nodes}
    found: dict[str, dict[str, list[str]]] = {}
    for edge in drawing.edges:
        if edge.property != KIND_OF.value:
            found.setdefault(edge.source, {}).setdefault(edge.relation, []).append(names[edge.target])
    return {
        cls: " · ".join(f"{relation} → {', '.join(sorted(targets))}" for relation, targets in sorted(relations.items()))
        for cls, relations in found.items()
    }

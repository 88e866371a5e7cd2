"""GEXF 1.3, the format of Gephi, with colours and places: https://gexf.net/schema.html."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..version import __version__
from .attributes import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    Places,
    Value,
    clean,
    edge_attributes,
    node_attributes,
    one_line,
)
from .groups import GROUPS
from .model import Drawing, Node
from .xmltext import attribute, escaped, number

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
"""
_TYPES: Final = {str: "string", float: "double", int: "long", bool: "boolean"}
# what the format says in elements of its own
_OWN_OF_NODE: Final = frozenset(("name", "x", "y", "size"))
_OWN_OF_EDGE: Final = frozenset(("weight",))
_ESCAPED: Final = "sources"  # the attribute that is escaped before it comes
_SHAPES: Final = {"ellipse": "disc", "diamond": "diamond", "triangle": "triangle", "round-rectangle": "square"}


def gexf(drawing: Drawing) -> Iterator[str]:
    """A drawing as GEXF, piece by piece. The axis of y points up, as Gephi has it."""
    yield _HEAD
    yield f"<meta><creator>credatlas {__version__}</creator>"
    described = ". ".join(text for text in (one_line(drawing.title), one_line(drawing.note)) if text)
    yield f"<description>{escaped(described)}</description></meta>\n"
    yield '<graph defaultedgetype="directed" mode="static">\n'
    yield from _declared("node", NODE_ATTRIBUTES, _OWN_OF_NODE)
    yield from _declared("edge", EDGE_ATTRIBUTES, _OWN_OF_EDGE)
    yield "<nodes>\n"
    places = Places(drawing.evidence, attribute, attribute("\n"))
    for node in drawing.nodes:
        values = _values(node_attributes(node, places), _OWN_OF_NODE)
        head = f'<node id="{attribute(clean(node.id))}" label="{attribute(one_line(node.name))}">'
        yield f"{head}{values}{_looks(node)}</node>\n"
    yield "</nodes>\n<edges>\n"
    for edge in drawing.edges:
        known = edge_attributes(edge, places)
        relation = attribute(str(known["relation"]))
        ends = f'source="{attribute(clean(edge.source))}" target="{attribute(clean(edge.target))}"'
        # parallel edges are told apart by their kind; without it Gephi takes them for one
        head = f'<edge id="{edge.id}" {ends} label="{relation}" kind="{relation}" weight="{known["weight"]}">'
        yield f"{head}{_values(known, _OWN_OF_EDGE)}</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def _declared(of: str, attributes: Mapping[str, type[Value]], own: frozenset[str]) -> Iterator[str]:
    yield f'<attributes class="{of}">\n'
    for name, kind in attributes.items():
        if name not in own:
            yield f'<attribute id="{name}" title="{name}" type="{_TYPES[kind]}"/>\n'
    yield "</attributes>\n"


def _values(attributes: Mapping[str, Value], own: frozenset[str]) -> str:
    texts = [
        f'<attvalue for="{name}" value="{_text(name, value)}"/>'
        for name, value in attributes.items()
        if name not in own
    ]
    return f"<attvalues>{''.join(texts)}</attvalues>"


def _text(name: str, value: Value) -> str:
    if isinstance(value, str):
        return value if name == _ESCAPED else attribute(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return number(value)


def _looks(node: Node) -> str:
    group = GROUPS[node.group]
    red, green, blue = (int(group.colour[place : place + 2], 16) for place in (1, 3, 5))
    return (
        f'<viz:color r="{red}" g="{green}" b="{blue}"/><viz:position x="{number(node.x)}" y="{number(-node.y)}" z="0"/>'
        f'<viz:size value="{number(node.size)}"/><viz:shape value="{_SHAPES.get(group.shape, "disc")}"/>'
    )

"""GraphML, the format that most programs for graphs read: http://graphml.graphdrawing.org."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

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
from .model import Drawing
from .xmltext import attribute, escaped, number

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_TYPES: Final = {str: "string", float: "double", int: "long", bool: "boolean"}
# the names of attributes appear in more than one place, their keys may not
_NODE_KEYS: Final = {name: f"n{place}" for place, name in enumerate(NODE_ATTRIBUTES)}
_EDGE_KEYS: Final = {name: f"r{place}" for place, name in enumerate(EDGE_ATTRIBUTES)}
_NODE_TAGS: Final = {name: f'<data key="{key}">' for name, key in _NODE_KEYS.items()}
_ESCAPED: Final = "sources"  # the attribute that is escaped before it comes
_EDGE_TAGS: Final = {name: f'<data key="{key}">' for name, key in _EDGE_KEYS.items()}


def graphml(drawing: Drawing) -> Iterator[str]:
    """A drawing as GraphML, piece by piece; what is read back equals :func:`~credatlas.draw.to_networkx`."""
    yield _HEAD
    yield '<key id="g0" for="graph" attr.name="title" attr.type="string"/>\n'
    yield '<key id="g1" for="graph" attr.name="note" attr.type="string"/>\n'
    for name, kind in NODE_ATTRIBUTES.items():
        yield f'<key id="{_NODE_KEYS[name]}" for="node" attr.name="{name}" attr.type="{_TYPES[kind]}"/>\n'
    for name, kind in EDGE_ATTRIBUTES.items():
        yield f'<key id="{_EDGE_KEYS[name]}" for="edge" attr.name="{name}" attr.type="{_TYPES[kind]}"/>\n'
    yield '<graph id="G" edgedefault="directed">\n'
    title, note = escaped(one_line(drawing.title)), escaped(one_line(drawing.note))
    yield f'<data key="g0">{title}</data>\n<data key="g1">{note}</data>\n'
    places = Places(drawing.evidence, escaped)
    for node in drawing.nodes:
        data = _data(_NODE_TAGS, node_attributes(node, places))
        yield f'<node id="{attribute(clean(node.id))}">{data}</node>\n'
    for edge in drawing.edges:
        ends = f'source="{attribute(clean(edge.source))}" target="{attribute(clean(edge.target))}"'
        yield f'<edge id="{edge.id}" {ends}>{_data(_EDGE_TAGS, edge_attributes(edge, places))}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(tags: Mapping[str, str], attributes: Mapping[str, Value]) -> str:
    parts = []
    for name, value in attributes.items():
        # this runs for each attribute of a hundred thousand things: only what has markup pays for a call
        if not isinstance(value, str):
            text = number(value) if not isinstance(value, bool) else "true" if value else "false"
        elif name != _ESCAPED and ("&" in value or "<" in value or ">" in value):
            text = escaped(value)
        else:
            text = value
        parts.append(f"{tags[name]}{text}</data>")
    return "".join(parts)

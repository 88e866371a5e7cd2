"""GraphML, the format that most programs for graphs read: http://graphml.graphdrawing.org."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from .attributes import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    Places,
    clean,
    edge_attributes,
    node_attributes,
    one_line,
)
from .model import Drawing
from .xmltext import attribute, escaped

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_TYPES: Final = {str: "string", float: "double", int: "long", bool: "boolean"}
# the names of attributes appear in more than one place, their keys may not
_NODE_KEYS: Final = {name: f"n{place}" for place, name in enumerate(NODE_ATTRIBUTES)}
_EDGE_KEYS: Final = {name: f"r{place}" for place, name in enumerate(EDGE_ATTRIBUTES)}
_TEXTS_OF_NODE: Final = ("name", "kind", "kind_iri", "other_names", "facts")
_TEXTS_OF_EDGE: Final = ("relation", "property", "via")
_TRUTH: Final = {True: "true", False: "false"}


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
        yield f'<node id="{_iri(node.id)}">{_node(_safe(node_attributes(node, places), _TEXTS_OF_NODE))}</node>\n'
    for edge in drawing.edges:
        ends = f'source="{_iri(edge.source)}" target="{_iri(edge.target)}"'
        yield f'<edge id="{edge.id}" {ends}>{_edge(_safe(edge_attributes(edge, places), _TEXTS_OF_EDGE))}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _node(known: Mapping[str, Any]) -> str:
    """The attributes of a node; written out, since a loop over them takes twice the time."""
    community = f'<data key="n10">{known["community"]}</data>' if "community" in known else ""
    return (
        f'<data key="n0">{known["name"]}</data><data key="n1">{known["kind"]}</data>'
        f'<data key="n2">{known["kind_iri"]}</data><data key="n3">{known["group"]}</data>'
        f'<data key="n4">{known["other_names"]}</data><data key="n5">{known["facts"]}</data>'
        f'<data key="n6">{known["sources"]}</data><data key="n7">{known["x"]}</data>'
        f'<data key="n8">{known["y"]}</data><data key="n9">{known["size"]}</data>{community}'
    )


def _edge(known: Mapping[str, Any]) -> str:
    return (
        f'<data key="r0">{known["relation"]}</data><data key="r1">{known["property"]}</data>'
        f'<data key="r2">{known["via"]}</data><data key="r3">{_TRUTH[known["inferred"]]}</data>'
        f'<data key="r4">{_TRUTH[known["disputed"]]}</data><data key="r5">{known["sources"]}</data>'
        f'<data key="r6">{known["weight"]}</data>'
    )


def _iri(iri: str) -> str:
    if iri.isprintable() and not ("&" in iri or "<" in iri or ">" in iri or '"' in iri):
        return iri
    return attribute(clean(iri))


def _safe(attributes: dict[str, Any], texts: Iterable[str]) -> dict[str, Any]:
    """The same attributes, some texts of them escaped; most have no markup and pay for no call."""
    for name in texts:
        text = attributes[name]
        if "<" in text or "&" in text or ">" in text:
            attributes[name] = escaped(text)
    return attributes

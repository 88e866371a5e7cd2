"""The JSON of Cytoscape.js: https://js.cytoscape.org/#notation/elements-json."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from .attributes import clean, one_line
from .model import Dispute, Drawing, Edge, Evidence, Fact, Node, Source


def cytoscape(drawing: Drawing) -> Iterator[str]:
    """A drawing as JSON, piece by piece: what ``cytoscape({elements: …})`` takes, with places and all evidence.

    ``data`` has ``title``, ``note``, ``start``, ``sources`` and ``evidence``; evidence names its source by its
    position, facts and edges name evidence by its position. ``elements`` has ``nodes`` and ``edges``; the class of an
    element is its group, of an edge ``inferred`` and ``disputed`` where it is.
    """
    sources = list(dict.fromkeys(evidence.source for evidence in drawing.evidence))
    places = {source: place for place, source in enumerate(sources)}
    head = {"title": one_line(drawing.title), "note": one_line(drawing.note), "start": list(drawing.start)}
    yield f'{{"data": {{{_text(head)[1:-1]},\n"sources": [\n'
    yield from _listed(map(_source, sources))
    yield '],\n"evidence": [\n'
    yield from _listed(_evidence(one, places[one.source]) for one in drawing.evidence)
    yield ']},\n"elements": {"nodes": [\n'
    yield from _listed(map(node_element, drawing.nodes))
    yield '],\n"edges": [\n'
    yield from _listed(map(edge_element, drawing.edges))
    yield "]}}\n"


def node_element(node: Node) -> dict[str, Any]:
    """A node as an element of Cytoscape.js; the words in it are clean but not escaped for HTML."""
    data: dict[str, Any] = {
        "id": clean(node.id),
        "name": one_line(node.name),
        "kind": one_line(node.kind),
        "kind_iri": clean(node.kind_iri),
        "group": node.group,
        "other_names": [one_line(name) for name in node.other_names],
        "size": round(node.size, 2),
        "facts": [_fact(fact) for fact in node.facts],
    }
    if node.community is not None:
        data["community"] = node.community
    if node.colour:
        data["colour"] = node.colour
    return {"data": data, "position": {"x": round(node.x, 2), "y": round(node.y, 2)}, "classes": node.group}


def edge_element(edge: Edge) -> dict[str, Any]:
    """An edge as an element of Cytoscape.js."""
    data: dict[str, Any] = {
        "id": edge.id,
        "source": clean(edge.source),
        "target": clean(edge.target),
        "relation": one_line(edge.relation),
        "property": clean(edge.property),
        "evidence": list(edge.evidence),
    }
    if edge.via:
        data["via"] = [one_line(name) for name in edge.via]
    if edge.dispute is not None:
        data["dispute"] = _dispute(edge.dispute)
    marks = ["inferred"] * edge.inferred + ["disputed"] * (edge.dispute is not None)
    return {"data": data, "classes": " ".join(marks)}


def _listed(elements: Iterable[dict[str, Any]]) -> Iterator[str]:
    between = ""
    for element in elements:
        yield between + _text(element)
        between = ",\n"
    yield "\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _fact(fact: Fact) -> dict[str, Any]:
    data: dict[str, Any] = {
        "label": one_line(fact.label),
        "value": clean(fact.value),
        "property": clean(fact.property),
        "evidence": list(fact.evidence),
    }
    if fact.via:
        data["via"] = [one_line(name) for name in fact.via]
    if fact.link:
        data["link"] = clean(fact.link)
    if fact.inferred:
        data["inferred"] = True
    if fact.dispute is not None:
        data["dispute"] = _dispute(fact.dispute)
    return data


def _dispute(dispute: Dispute) -> dict[str, Any]:
    rivals = [{"value": clean(rival.value), "evidence": list(rival.evidence)} for rival in dispute.rivals]
    return {"rule": dispute.rule, "kind": dispute.kind, "rivals": rivals}


def _source(source: Source) -> dict[str, Any]:
    fields = {
        "iri": source.iri,
        "title": one_line(source.title),
        "url": clean(source.url),
        "published": clean(source.published),
        "publisher": one_line(source.publisher),
        "reliability": source.reliability,
    }
    return {name: value for name, value in fields.items() if value}


def _evidence(evidence: Evidence, source: int) -> dict[str, Any]:
    fields = {
        "source": source,
        "place": clean(evidence.place),
        "start": evidence.start,
        "end": evidence.end,
        "method": evidence.method,
        "status": evidence.status,
    }
    return {name: value for name, value in fields.items() if value not in (None, "")}

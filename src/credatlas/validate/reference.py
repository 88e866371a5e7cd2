"""The engine of SHACL, pySHACL: the reference for what shapes find, asked for what is not compiled.

pySHACL reads a pyoxigraph store without conversion. It is given a small store of its own with just the
layers that the shapes need: facts and claims validated together took seventeen times as long.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from ..errors import DataError
from ..terms import Term
from .findings import Finding
from .layers import Layers
from .shapes import Shapes, from_rdflib, to_rdflib
from .targets import TARGETS
from .wording import finding, readable, sentence

if TYPE_CHECKING:
    import rdflib
    from pyshacl.graph_abstraction import DataGraph

_NOTHING: Final[Mapping[Term, Collection[Term]]] = {}


def results(
    data: Layers,
    shapes: Shapes,
    only: Collection[Term] | None = None,
    about: Mapping[Term, Collection[Term]] = _NOTHING,
) -> Iterator[Finding]:
    """What shapes find, without places.

    Args:
        data: The layers to look at.
        shapes: The shapes.
        only: The shapes to check with all that they are about; none given means all shapes.
        about: For other shapes the things to check with each.

    Raises:
        DataError: The shapes cannot be used.
    """
    import pyshacl
    import rdflib
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError, ValidationFailure

    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    graph = shapes.graph if only is None else _restricted(shapes.graph, only, about)
    try:
        # inplace: no copy of the store is made; the shapes hold no rules, so nothing is written either
        _, report, _ = pyshacl.validate(_data_graph(data.store), shacl_graph=graph, advanced=True, inplace=True)
    except (ReportableRuntimeError, ShapeLoadError, SyntaxError, re.error) as error:
        raise _unusable(str(error)) from error
    if isinstance(report, ValidationFailure):
        raise _unusable(report.message)
    graph = cast("rdflib.Graph", report)
    for result in graph.objects(None, sh.result):
        yield _of_report(graph, result, shapes, sh)


def _restricted(graph: rdflib.Graph, only: Collection[Term], about: Mapping[Term, Collection[Term]]) -> rdflib.Graph:
    """The shapes with targets for those alone that are to be checked."""
    import rdflib

    found = rdflib.Graph()
    kept = {to_rdflib(shape) for shape in only}
    targets = {to_rdflib(target) for target in TARGETS}
    for subject, predicate, value in graph:
        if predicate not in targets or subject in kept:
            found.add((subject, predicate, value))
    target_node = rdflib.Namespace("http://www.w3.org/ns/shacl#").targetNode
    for shape, things in about.items():
        for thing in things:
            found.add((to_rdflib(shape), target_node, to_rdflib(thing)))
    return found


def _data_graph(data: ox.Store) -> DataGraph:
    from pyshacl.graph_abstraction import OxigraphDataGraph

    class Data(OxigraphDataGraph):
        # pySHACL asks three times for each result whether the graph is empty, and the answer by length
        # is a COUNT DISTINCT over the whole store: at 10 thousand quads 8 ms each time
        def __bool__(self) -> bool:
            return True

    return Data(data)


def _unusable(reason: str) -> DataError:
    return DataError(
        f"the shapes cannot be used: {' '.join(reason.split())}",
        hint="`credatlas check` names the place; see ontology/shapes",
        place="ontology/shapes",
    )


def _of_report(graph: rdflib.Graph, result: rdflib.term.Node, shapes: Shapes, sh: rdflib.Namespace) -> Finding:
    def term(name: str) -> Term | None:
        found = graph.value(result, sh[name])
        return None if found is None else from_rdflib(found)

    shape, subject, path, value = (term(name) for name in ("sourceShape", "focusNode", "resultPath", "value"))
    assert isinstance(shape, ox.NamedNode) and subject is not None
    component, constraint = term("sourceConstraintComponent"), term("sourceConstraint")
    assert isinstance(component, ox.NamedNode)
    if constraint is None:
        message = sentence(shapes, shape, component.value, value)
    else:
        hint = shapes.text(shape, "message")
        said = sorted(str(text) for text in graph.objects(result, sh.resultMessage) if str(text) != hint)
        message = readable(said[0] if said else hint)
    return finding(shapes, shape, (subject, path, value), message, component)

"""Validates a store with pySHACL, facts and claims apart, and says plainly what is wrong and where.

pySHACL reads a pyoxigraph store without conversion. It is given a small store of its own with just the
layers that the shapes need: facts and claims validated together took seventeen times as long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from ..errors import DataError
from ..terms import GRAPHS, ID, Term, node
from .check_digits import wrong_check_digits
from .findings import Finding, Severity, in_order
from .shapes import Shapes, from_rdflib
from .wording import readable, sentence

if TYPE_CHECKING:
    import rdflib
    from pyshacl.graph_abstraction import DataGraph

FACT_LAYERS: Final = ("facts", "inferred", "sources", "links", "vocabulary")
"""What ``core.ttl`` and ``curation.ttl`` are validated over."""

CLAIM_LAYERS: Final = ("claims", "conflicts", "sources", "facts", "vocabulary")
"""What ``claims.ttl`` is validated over."""

Locate = Callable[[Term, ox.NamedNode | None, Term | None], str]

_SEVERITIES: Final[dict[str, Severity]] = {"Violation": "violation", "Warning": "warning", "Info": "info"}
_STATEMENT: Final = tuple(node(f"rdf:{part}") for part in ("subject", "predicate", "object"))
_OX_DEFAULT: Final = ox.DefaultGraph()


def validate_store(engine: ox.Store, folder: Path, locate: Locate | None = None) -> list[Finding]:
    """Everything that the shapes of a project find in a built store.

    Args:
        engine: The store, with the layer graphs.
        folder: ``ontology/shapes``.
        locate: Where a statement stands; see :func:`validate`.

    Returns:
        The findings in the order of :func:`~credatlas.validate.findings.in_order`.

    Raises:
        DataError: The shapes cannot be used.
    """
    facts = validate(engine, [folder / "core.ttl", folder / "curation.ttl"], layers=FACT_LAYERS, locate=locate)
    claims = validate(engine, [folder / "claims.ttl"], layers=CLAIM_LAYERS, locate=locate)
    return in_order([*facts, *claims])


def validate(
    engine: ox.Store, shapes: Sequence[Path], *, layers: Sequence[str] = (), locate: Locate | None = None
) -> list[Finding]:
    """What the shapes of some files find in some layers of a store.

    Args:
        engine: The store.
        shapes: The shapes files; the ``common.ttl`` beside them is read with them.
        layers: Names of the layer graphs to look at; none means the whole store.
        locate: From subject, property and value (both may be missing) to ``file:line``, or to an
            empty text for what stands in no file.

    Returns:
        The findings in the order of :func:`~credatlas.validate.findings.in_order`.

    Raises:
        DataError: The shapes cannot be used.
    """
    read = Shapes.read(shapes)
    data = _layers(engine, layers) if layers else engine
    found = [*_results(data, read), *wrong_check_digits(data, read)]
    placing = _Placing(data, locate)
    return in_order(dict.fromkeys(placing.placed(finding) for finding in found))


def _layers(engine: ox.Store, layers: Sequence[str]) -> ox.Store:
    data = ox.Store()
    for layer in layers:
        data.extend(engine.quads_for_pattern(None, None, None, GRAPHS[layer]))
    return data


def _results(data: ox.Store, shapes: Shapes) -> Iterator[Finding]:
    """The results of pySHACL as findings without places."""
    import pyshacl
    import rdflib
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError, ValidationFailure

    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    try:
        # inplace: no copy of the store is made; the shapes hold no rules, so nothing is written either
        _, report, _ = pyshacl.validate(_data_graph(data), shacl_graph=shapes.graph, advanced=True, inplace=True)
    except (ReportableRuntimeError, ShapeLoadError, SyntaxError, re.error) as error:
        raise _unusable(str(error)) from error
    if isinstance(report, ValidationFailure):
        raise _unusable(report.message)
    graph = cast("rdflib.Graph", report)
    for result in graph.objects(None, sh.result):
        yield _finding(graph, result, shapes, sh)


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


def _finding(graph: rdflib.Graph, result: rdflib.term.Node, shapes: Shapes, sh: rdflib.Namespace) -> Finding:
    def term(name: str) -> Term | None:
        found = graph.value(result, sh[name])
        return None if found is None else from_rdflib(found)

    shape, subject, path, value = (term(name) for name in ("sourceShape", "focusNode", "resultPath", "value"))
    assert isinstance(shape, ox.NamedNode) and subject is not None
    component, constraint = term("sourceConstraintComponent"), term("sourceConstraint")
    assert isinstance(component, ox.NamedNode)
    hint = shapes.text(shape, "message")
    if constraint is None:
        message = sentence(shapes, shape, component.value, value)
    else:
        said = sorted(str(text) for text in graph.objects(result, sh.resultMessage) if str(text) != hint)
        message = readable(said[0] if said else hint)
    severity = str(graph.value(result, sh.resultSeverity)).rpartition("#")[2]
    return Finding(
        severity=_SEVERITIES[severity],
        shape=shape,
        subject=subject,
        path=path if isinstance(path, ox.NamedNode) else None,
        # a node shape's value is the subject itself, which says nothing
        value=None if value == subject else value,
        message=message,
        hint=hint,
        component=component,
    )


@dataclass(frozen=True)
class _Placing:
    """Where findings stand, and whom values belong to."""

    data: ox.Store
    locate: Locate | None

    def placed(self, finding: Finding) -> Finding:
        return replace(finding, place=self._place(finding), owner=self._owner(finding.subject))

    def _place(self, finding: Finding) -> str:
        if self.locate is None:
            return ""
        place = self.locate(finding.subject, finding.path, finding.value)
        place = place or self.locate(finding.subject, None, None)
        return place or self._place_of_claim(finding.subject) or self._place_of_mention(finding.subject)

    def _place_of_claim(self, subject: Term) -> str:
        """The statement that a claim is made of: claims stand in no file themselves."""
        if not isinstance(subject, ox.NamedNode) or self.locate is None:
            return ""
        parts = [next(self.data.quads_for_pattern(subject, part, None), None) for part in _STATEMENT]
        about, predicate, value = (quad.object if quad else None for quad in parts)
        if about is None or not isinstance(predicate, ox.NamedNode):
            return ""
        return self.locate(about, predicate, value)

    def _place_of_mention(self, subject: Term) -> str:
        """The first statement that names a thing which is itself described nowhere."""
        if self.locate is None:
            return ""
        places = (
            self.locate(q.subject, q.predicate, subject) for q in self.data.quads_for_pattern(None, None, subject)
        )
        return min((place for place in places if place), default="")

    def _owner(self, subject: Term) -> Term | None:
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(self._values):
            return None
        owners = (quad.subject for quad in self.data.quads_for_pattern(None, None, subject))
        return min((owner for owner in owners if not self._is_claim(owner)), key=str, default=None)

    @cached_property
    def _values(self) -> str:
        return f"{ID}value/"

    def _is_claim(self, term: Term) -> bool:
        return isinstance(term, ox.NamedNode) and term.value.startswith(f"{ID}claim/")

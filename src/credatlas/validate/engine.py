"""Validates a store, facts and claims apart, and says plainly what is wrong and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ..terms import GRAPHS, ID, Term, node
from .check_digits import wrong_check_digits
from .findings import Finding, in_order
from .layers import Layers, layers_of
from .running import results
from .shapes import Shapes

FACT_LAYERS: Final = ("facts", "inferred", "sources", "links", "vocabulary")
"""What ``core.ttl`` and ``curation.ttl`` are validated over."""

CLAIM_LAYERS: Final = ("claims", "conflicts", "sources", "facts", "vocabulary")
"""What ``claims.ttl`` is validated over."""

LINK_LAYERS: Final = ("links", "facts", "inferred", "claims", "sources", "vocabulary")
"""What ``links.ttl`` is validated over."""

Locate = Callable[[Term, ox.NamedNode | None, Term | None], str]

Engine = Callable[[Layers, Shapes], Iterator[Finding]]

_STATEMENT: Final = tuple(node(f"rdf:{part}") for part in ("subject", "predicate", "object"))


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
    links = _of_links(engine, folder / "links.ttl", locate)
    return in_order([*facts, *claims, *links])


def _of_links(engine: ox.Store, shapes: Path, locate: Locate | None) -> list[Finding]:
    """What the shapes of links find; a graph without links has nothing for them to find."""
    has_links = next(engine.quads_for_pattern(None, None, None, GRAPHS["links"]), None) is not None
    return validate(engine, [shapes], layers=LINK_LAYERS, locate=locate) if has_links and shapes.is_file() else []


def validate(
    engine: ox.Store,
    shapes: Sequence[Path],
    *,
    layers: Sequence[str] = (),
    locate: Locate | None = None,
    by: Engine = results,
) -> list[Finding]:
    """What the shapes of some files find in some layers of a store.

    Args:
        engine: The store.
        shapes: The shapes files; the ``common.ttl`` beside them is read with them.
        layers: Names of the layer graphs to look at; none means the whole store.
        locate: From subject, property and value (both may be missing) to ``file:line``, or to an
            empty text for what stands in no file.
        by: What evaluates the shapes.

    Returns:
        The findings in the order of :func:`~credatlas.validate.findings.in_order`.

    Raises:
        DataError: The shapes cannot be used.
    """
    read = Shapes.read(shapes)
    data = layers_of(engine, tuple(layers))
    found = [*by(data, read), *wrong_check_digits(data, read)]
    placing = _Placing(data, locate)
    return in_order(dict.fromkeys(placing.placed(finding) for finding in found))


@dataclass(frozen=True)
class _Placing:
    """Where findings stand, and whom values belong to."""

    data: Layers
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
        parts = [next(self.data.quads(subject, part, None), None) for part in _STATEMENT]
        about, predicate, value = (quad.object if quad else None for quad in parts)
        if about is None or not isinstance(predicate, ox.NamedNode):
            return ""
        return self.locate(about, predicate, value)

    def _place_of_mention(self, subject: Term) -> str:
        """The first statement that names a thing which is itself described nowhere."""
        if self.locate is None:
            return ""
        places = (self.locate(q.subject, q.predicate, subject) for q in self.data.quads(None, None, subject))
        return min((place for place in places if place), default="")

    def _owner(self, subject: Term) -> Term | None:
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(self._values):
            return None
        owners = (quad.subject for quad in self.data.quads(None, None, subject))
        return min((owner for owner in owners if not self._is_claim(owner)), key=str, default=None)

    @cached_property
    def _values(self) -> str:
        return f"{ID}value/"

    def _is_claim(self, term: Term) -> bool:
        return isinstance(term, ox.NamedNode) and term.value.startswith(f"{ID}claim/")

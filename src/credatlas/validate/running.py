"""Checks shapes by the queries that they were compiled to; the engine of SHACL judges what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from ..terms import Term
from . import reference
from .compiling import Compiled, Rule, compile_shapes
from .conditions import is_usual
from .findings import Finding
from .layers import Layers
from .selects import Select
from .shapes import Shapes, sh
from .wording import finding, readable, sentence

_GAP: Final = sh("MinCountConstraintComponent")
_RULE: Final = sh("SPARQLConstraintComponent")
_PLACE: Final = re.compile(r"\{[?$]([^{}]+)\}")


def results(data: Layers, shapes: Shapes) -> Iterator[Finding]:
    """What shapes find, without places: the same findings as :func:`~.reference.results` has, in another order.

    Raises:
        DataError: The shapes cannot be used.
    """
    plan = compile_shapes(shapes, data)
    run = _Run(data, shapes)
    left = set(plan.left)
    for compiled in plan.compiled:
        try:
            run.check(compiled)
        except SyntaxError:  # let the engine of SHACL say so, as of any other shape that cannot be used
            left.add(compiled.shape)
    suspects = {shape: things for shape, things in run.suspects.items() if shape not in left}
    for found in run.found:
        if found.shape not in left and found.subject not in suspects.get(found.shape, ()):
            yield found
    if left or suspects:
        yield from reference.results(data, shapes, left, suspects)


@dataclass
class _Run:
    """What was found so far.

    Attributes:
        data: The layers.
        shapes: The shapes.
        found: Findings without places.
        suspects: By shape, the things that the engine of SHACL has to judge.
    """

    data: Layers
    shapes: Shapes
    found: list[Finding] = field(default_factory=list)
    suspects: dict[Term, set[Term]] = field(default_factory=dict)
    screened: dict[str, frozenset[Term]] = field(default_factory=dict)

    def check(self, compiled: Compiled) -> None:
        """Asks the queries of one shape."""
        shape = compiled.shape
        suspects: set[Term] = set()
        for screen in compiled.screens:
            suspects |= self._things(screen)
        if suspects:
            suspects &= self._things(compiled.target)
        if compiled.gap is not None:
            for thing in self._things(compiled.gap):
                if _is_certain(thing):
                    self.found.append(self._gap(shape, thing))
                else:
                    suspects.add(thing)
        for rule in compiled.rules:
            suspects |= self._broken(shape, rule)
        if suspects:
            self.suspects[shape] = suspects

    def _things(self, query: Select) -> frozenset[Term]:
        if query.text not in self.screened:
            rows = self.data.select(query.text, query.prefixes)
            self.screened[query.text] = frozenset(row["this"] for row in rows)
        return self.screened[query.text]

    def _gap(self, shape: ox.NamedNode, thing: Term) -> Finding:
        message = sentence(self.shapes, shape, _GAP.value, None)
        path = self.shapes.value(shape, "path")
        return finding(self.shapes, shape, (thing, path, None), message, _GAP)

    def _broken(self, shape: ox.NamedNode, rule: Rule) -> set[Term]:
        """Keeps the results of a rule; hands back the things whose results cannot be told here."""
        rows = self.data.select(rule.query.text, rule.query.prefixes)
        names = [variable.value for variable in rows.variables]
        template = self.shapes.text(rule.constraint, "message") or self.shapes.text(shape, "message")
        unsure: set[Term] = set()
        for row in rows:
            values = {name: value for name, value in zip(names, row, strict=True) if value is not None}
            this = values["this"]
            if all(map(_is_certain, values.values())):
                texts = {"value": this, **values}
                message = readable(_PLACE.sub(lambda match: _filled(match, texts), template))  # noqa: B023
                about = (this, values.get("path"), values.get("value"))
                self.found.append(finding(self.shapes, shape, about, message, _RULE))
            else:
                unsure.add(this)
        return unsure


def _filled(match: re.Match[str], values: Mapping[str, Term]) -> str:
    value = values.get(match[1])
    return match[0] if value is None else value.value  # type: ignore[union-attr]


def _is_certain(term: Term) -> bool:
    """Whether every engine has the same name or text for a term."""
    return isinstance(term, ox.NamedNode) or (isinstance(term, ox.Literal) and is_usual(term))

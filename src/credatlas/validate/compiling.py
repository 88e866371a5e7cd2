"""From shapes to SPARQL: each constraint becomes one query over all things, where that is sure to mean the same.

Three kinds of queries come out. A *screen* finds whatever might break a constraint on values; what it finds is a
suspect, which the engine of SHACL judges. A *gap* finds the things that have no value of a property. A *rule* is
a SPARQL constraint of a shape; its rows are results. Shapes that do not fit are left to the engine of SHACL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from ..terms import PREFIXES, Term
from .conditions import ANNOTATIONS, ORDERS, Conditions, is_usual, orders
from .layers import Layers
from .selects import Select, can_be_joined, select_of, united
from .shapes import CHECK_DIGITS, NAMESPACE, TYPE, Shapes, sh
from .targets import TARGETS, Classes, has_target, path_of, target_of

_INTEGER: Final = ox.NamedNode(PREFIXES["xsd"] + "integer")
_NODE: Final = (sh("NodeShape"),)
_PROPERTY: Final = (sh("PropertyShape"),)
_SEVERITIES: Final = {sh("Violation"), sh("Warning"), sh("Info")}
_COUNTS: Final = (sh("minCount"), sh("maxCount"))
_NO_CONDITION: Final = ANNOTATIONS | {*TARGETS, *ORDERS, *_COUNTS, TYPE, CHECK_DIGITS, NAMESPACE, sh("path")}
# what reaches beyond single shapes: functions, inferred statements, kinds of targets and classes that are shapes
_FAR_REACHING: Final = (sh("rule"), sh("entailment"), ox.NamedNode(PREFIXES["rdfs"] + "subClassOf"))
_FUNCTIONS: Final = (sh("SPARQLFunction"), sh("JSFunction"), sh("SPARQLTargetType"))


@dataclass(frozen=True, slots=True)
class Rule:
    """A SPARQL constraint as one query.

    Attributes:
        query: Its rows are the results of the constraint, with the thing as ``?this``.
        constraint: The constraint.
    """

    query: Select
    constraint: Term


@dataclass(frozen=True, slots=True)
class Compiled:
    """One shape as queries.

    Attributes:
        shape: The shape.
        target: What it is about: rows of ``?this``.
        screens: Rows of ``?this`` that may break it, targets or not.
        gap: Rows of ``?this`` that are targets and have no value, where one is asked for.
        rules: Its SPARQL constraints.
    """

    shape: ox.NamedNode
    target: Select
    screens: tuple[Select, ...] = ()
    gap: Select | None = None
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How shapes are checked.

    Attributes:
        compiled: The shapes that are queries now.
        left: The shapes that the engine of SHACL has to check as a whole.
    """

    compiled: tuple[Compiled, ...] = ()
    left: frozenset[Term] = frozenset()


def compile_shapes(shapes: Shapes, data: Layers) -> Plan:
    """The queries that check some shapes over some layers.

    Args:
        shapes: The shapes.
        data: The layers; what classes there are is read from them.
    """
    every = list(_shapes(shapes))
    if any(name in fields for fields in shapes.fields.values() for name in _FAR_REACHING):
        return Plan(left=frozenset(every))
    if any(kind in fields.get(TYPE, ()) for fields in shapes.fields.values() for kind in _FUNCTIONS):
        return Plan(left=frozenset(every))
    compiler = _Compiler(shapes, Classes(data))
    compiled, left = [], set()
    for shape in every:
        if not _is_whole(shapes, shape):
            left.add(shape)
        elif has_target(shapes, shape):
            made = compiler.compiled(shape)
            if made is None:
                left.add(shape)
            else:
                compiled.append(made)
    return Plan(tuple(compiled), frozenset(left))


def _shapes(shapes: Shapes) -> Iterator[Term]:
    """Whatever is a shape, by its type or by its properties."""
    marks = {*TARGETS, sh("property"), sh("node"), sh("sparql")}
    members = {value for fields in shapes.fields.values() for value in fields.get(sh("property"), ())}
    for subject, fields in shapes.fields.items():
        kinds = fields.get(TYPE, ())
        if subject in members or not marks.isdisjoint(fields) or {*_NODE, *_PROPERTY} & {*kinds}:
            yield subject


def _is_whole(shapes: Shapes, shape: Term) -> bool:
    """Whether a shape is of one kind, has the path of that kind, and one severity."""
    fields = shapes.fields[shape]
    kind, paths = fields.get(TYPE), fields.get(sh("path"), ())
    severities = fields.get(sh("severity"), ())
    is_plain = isinstance(shape, ox.NamedNode) and len(severities) < 2 and _SEVERITIES.issuperset(severities)
    return is_plain and ((kind == _NODE and not paths) or (kind == _PROPERTY and len(paths) == 1))


@dataclass(frozen=True)
class _Compiler:
    shapes: Shapes
    classes: Classes

    def compiled(self, shape: Term) -> Compiled | None:
        """A shape as queries, or nothing."""
        target = target_of(self.shapes, shape, self.classes)
        if target is None or not isinstance(shape, ox.NamedNode):
            return None
        if sh("path") in self.shapes.fields[shape]:
            return self._of_property(shape, target)
        return self._of_rules(shape, target)

    def _of_rules(self, shape: ox.NamedNode, target: Select) -> Compiled | None:
        fields = self.shapes.fields[shape]
        if set(fields) - ANNOTATIONS - {*TARGETS, TYPE, sh("property"), sh("sparql")}:
            return None
        # a text of the shape with places for values would be filled in for each result
        if len(fields.get(sh("message"), ())) > 1 or "{" in self.shapes.text(shape, "message"):
            return None
        rules = [self._rule(constraint, target) for constraint in fields.get(sh("sparql"), ())]
        made = tuple(rule for rule in rules if rule is not None)
        return Compiled(shape, target, rules=made) if len(made) == len(rules) else None

    def _rule(self, constraint: Term, target: Select) -> Rule | None:
        fields = self.shapes.fields.get(constraint, {})
        known = {TYPE, sh("prefixes"), sh("select"), sh("message")}
        select = select_of(self.shapes, constraint)
        messages = fields.get(sh("message"), ())
        if select is None or not known.issuperset(fields) or len(messages) > 1:
            return None
        if not all(isinstance(message, ox.Literal) and is_usual(message) for message in messages):
            return None
        query = _lateral(target, select)
        return Rule(query, constraint) if query is not None else None

    def _of_property(self, shape: ox.NamedNode, target: Select) -> Compiled | None:
        fields = self.shapes.fields[shape]
        path = path_of(self.shapes, fields[sh("path")][0])
        demand = self._conditions.of(shape, _NO_CONDITION)
        least, most = _count(fields.get(sh("minCount"), ()), 0), _count(fields.get(sh("maxCount"), ()), 0)
        later = [other for name in ORDERS for other in fields.get(name, ())]
        if path is None or demand is None or least is None or most is None:
            return None
        if not all(isinstance(other, ox.NamedNode) for other in later):
            return None
        screens = [
            _screen(f"?this {path} ?value ; {other} ?other", before) for other, before in orders(self.shapes, shape)
        ]
        if demand.condition != "true":
            screens.append(_screen(f"?this {path} ?value", demand.condition))
        for members in demand.members:
            outside = f"?this {path} ?value MINUS {{ SELECT ?value {{ {members.text} }} }}"
            screens.append(Select(f"SELECT DISTINCT ?this {{ {outside} }}", members.prefixes))
        if sh("maxCount") in fields:
            grouped = f"SELECT ?this {{ ?this {path} ?value }} GROUP BY ?this HAVING (COUNT(DISTINCT ?value) > {most})"
            screens.append(Select(grouped, {}))
        if least > 1:  # two ways to write one number are two values here, but one for the engine of SHACL
            counted = f"{{ {target.text} }} OPTIONAL {{ ?this {path} ?value FILTER(isIRI(?value)) }}"
            having = f"GROUP BY ?this HAVING (COUNT(DISTINCT ?value) < {least})"
            screens.append(Select(f"SELECT ?this {{ {counted} }} {having}", target.prefixes))
        without = f"SELECT ?this {{ {{ {target.text} }} MINUS {{ SELECT ?this {{ ?this {path} ?value }} }} }}"
        return Compiled(shape, target, tuple(screens), Select(without, target.prefixes) if least == 1 else None)

    @cached_property
    def _conditions(self) -> Conditions:
        return Conditions(self.shapes, self.classes)


def _lateral(outer: Select, inner: Select) -> Select | None:
    prefixes = united(outer, inner)
    if prefixes is None or not can_be_joined(inner.text):
        return None
    return Select(f"SELECT * {{ {{ {outer.text}\n}} LATERAL {{ {inner.text}\n}} }}", prefixes)


def _screen(pattern: str, condition: str) -> Select:
    # a condition that cannot be evaluated is not fulfilled
    return Select(f"SELECT DISTINCT ?this {{ {pattern} FILTER(!COALESCE({condition}, false)) }}", {})


def _count(values: tuple[Term, ...], otherwise: int) -> int | None:
    if not values:
        return otherwise
    value = values[0] if len(values) == 1 else None
    is_number = isinstance(value, ox.Literal) and value.datatype == _INTEGER and value.value.isdigit()
    return int(value.value) if isinstance(value, ox.Literal) and is_number else None

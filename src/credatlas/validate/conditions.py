"""What a value must be, as SPARQL: conditions that are true only of values that the shapes surely let pass.

A value that does not fulfil its condition is a suspect: the engine of SHACL judges it. So a condition may be too
strict, such as for an unusual way to write a date, but never too lax; Python, rdflib and the store do not agree on
every literal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from ..terms import PREFIXES, Term
from .selects import Select, select_of, wanted_of_values
from .shapes import TYPE, Shapes, sh
from .targets import TARGETS, Classes

_XSD: Final = PREFIXES["xsd"]
_NODE_KINDS: Final = {
    sh("IRI"): "isIRI(?value)",
    sh("Literal"): "isLiteral(?value)",
    sh("IRIOrLiteral"): "(isIRI(?value) || isLiteral(?value))",
}
_LEAP: Final = "([1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)"
_DATE: Final = (
    "^([1-9][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
    f"|{_LEAP}-02-29)$"
)
# how a value of a datatype is usually written: no time zone, four digits for a year
_FORMS: Final[Mapping[str, str]] = {
    PREFIXES["rdf"] + "langString": "",
    _XSD + "string": "",
    _XSD + "integer": "^-?[0-9]+$",
    _XSD + "decimal": "^-?[0-9]+([.][0-9]+)?$",
    _XSD + "boolean": "^(true|false)$",
    _XSD + "date": _DATE,
    _XSD + "gYearMonth": "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$",
    _XSD + "gYear": "^[1-9][0-9]{3}$",
    _XSD + "anyURI": "",
}
_BOUNDS: Final = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}
ORDERS: Final = {sh("lessThan"): "<", sh("lessThanOrEquals"): "<="}
ANNOTATIONS: Final = frozenset(sh(name) for name in ("name", "description", "message", "severity", "group", "order"))
"""Parameters that no value can break."""

_EXACT: Final = (_XSD + "integer", _XSD + "decimal")
# what is no character of a pattern that Python and the engine are sure to read alike
_DEEPEST: Final = 5  # shapes that refer to one another; ours go two deep
_STRANGE: Final = re.compile(r"\\|\[\^?\]|\[[^\]]*(?:\[|&&|--|~~)|\(\?|[*+?}][?+]|[^\x20-\x7e]")


def is_usual(value: ox.Literal) -> bool:
    """Whether a literal is of a usual datatype and written in the usual form, so that nobody writes it otherwise.

    Example:
        >>> is_usual(ox.Literal("2024-02-29", datatype=ox.NamedNode(_XSD + "date")))
        True
        >>> is_usual(ox.Literal("2023-02-29", datatype=ox.NamedNode(_XSD + "date")))
        False
    """
    form = _FORMS.get(value.datatype.value)
    return form is not None and (not form or re.search(form[:-1] + r"\Z", value.value) is not None)


def orders(shapes: Shapes, shape: Term) -> list[tuple[Term, str]]:
    """For each property that the values must come before: its name, and a condition on ``?value`` and ``?other``."""
    return [(other, _before(sign)) for name, sign in ORDERS.items() for other in shapes.fields[shape].get(name, ())]


def _before(sign: str) -> str:
    exact = f"{_is_exact('?value')} && {_is_exact('?other')}"
    dates = f"{_is_of(f'{_XSD}date', '?value')} && {_is_of(f'{_XSD}date', '?other')}"
    return f"IF({exact}, ?value {sign} ?other, {dates} && STR(?value) {sign} STR(?other))"


@dataclass(frozen=True, slots=True)
class Demand:
    """What a shape demands of each value.

    Attributes:
        condition: A condition on ``?value``; ``true`` where there is none.
        members: Patterns of ``?value`` that each have to find it: a set that it belongs to. The engine looks through
            a whole set far quicker than it asks of each value whether there is such a statement.
    """

    condition: str
    members: tuple[Select, ...]


@dataclass(frozen=True)
class Conditions:
    """Makes the conditions of shapes on ``?value``."""

    shapes: Shapes
    classes: Classes

    def of(self, shape: Term, ignoring: Set[ox.NamedNode]) -> Demand | None:
        """What a property shape demands of a value.

        Args:
            shape: The shape.
            ignoring: Its parameters that say nothing about single values.

        Returns:
            Nothing for a shape with a parameter that is not known here.
        """
        fields = self.shapes.fields[shape]
        members = [self._members(kind) for kind in fields.get(sh("class"), ())]
        members += [self._of_component(name, fields[name]) for name in fields if name in self._validators]
        known = tuple(select for select in members if select is not None)
        condition = self._of_shape(shape, {sh("class"), *ignoring, *self._validators}, 0)
        return None if condition is None or len(known) < len(members) else Demand(condition, known)

    def _of_shape(self, shape: Term, ignoring: Set[ox.NamedNode], depth: int) -> str | None:
        if depth > _DEEPEST:
            return None
        said = self.shapes.fields.get(shape, {}).items()
        return _all(self._part(name, value, depth) for name, values in said if name not in ignoring for value in values)

    def _part(self, name: ox.NamedNode, value: Term, depth: int) -> str | None:
        parameter = name.value.removeprefix(PREFIXES["sh"])
        if parameter == "or":
            members = self.shapes.items(value) or []
            parts = [self._of_node(member, depth) for member in members]
            return _joined(" || ", parts) if parts else None
        if parameter == "node":
            return self._of_node(value, depth)
        if isinstance(value, ox.NamedNode):
            if parameter == "nodeKind":
                return _NODE_KINDS.get(value)
            if parameter == "class":
                return self._of_class(value)
            return _is_of(value.value, "?value") if parameter == "datatype" and value.value in _FORMS else None
        if isinstance(value, ox.Literal):
            if parameter == "pattern":
                return _of_pattern(value)
            exact = value.datatype.value in _EXACT and is_usual(value) and parameter in _BOUNDS
            return f"{_is_exact('?value')} && ?value {_BOUNDS[parameter]} {value}" if exact else None
        return None

    def _of_node(self, shape: Term, depth: int) -> str | None:
        if self.shapes.fields.get(shape, {}).get(TYPE) != (sh("NodeShape"),):
            return None
        return self._of_shape(shape, ANNOTATIONS | {TYPE, *TARGETS}, depth + 1)

    def _members(self, kind: Term) -> Select | None:
        kinds = self._written(kind)
        return None if kinds is None else Select(f"VALUES ?kind {{ {' '.join(kinds)} }} ?value {TYPE} ?kind", {})

    def _of_component(self, parameter: ox.NamedNode, values: tuple[Term, ...]) -> Select | None:
        """A component of our own whose SELECT finds the values without something: what has it."""
        select = select_of(self.shapes, self._validators[parameter])
        if select is None or len(values) != 1 or not isinstance(values[0], ox.NamedNode | ox.Literal):
            return None
        pattern = wanted_of_values(select.text, parameter.value.replace("/", "#").rpartition("#")[2], str(values[0]))
        return None if pattern is None else Select(pattern, select.prefixes)

    @cached_property
    def _validators(self) -> Mapping[ox.NamedNode, Term]:
        """The validator for properties of each component with just one parameter, by the parameter."""
        found: dict[ox.NamedNode, Term] = {}
        for fields in self.shapes.fields.values():
            if sh("ConstraintComponent") in fields.get(TYPE, ()):
                parameters, validators = fields.get(sh("parameter"), ()), fields.get(sh("propertyValidator"), ())
                paths = [path for one in parameters for path in self.shapes.fields.get(one, {}).get(sh("path"), ())]
                if len(parameters) == len(validators) == len(paths) == 1 and isinstance(paths[0], ox.NamedNode):
                    found[paths[0]] = validators[0]
        return found

    def _of_class(self, kind: ox.NamedNode) -> str | None:
        kinds = self._written(kind)
        return None if kinds is None else f"EXISTS {{ ?value {TYPE} ?kind FILTER(?kind IN ({', '.join(kinds)})) }}"

    def _written(self, kind: Term) -> list[str] | None:
        below = self.classes.below(kind)
        return list(map(str, below)) if all(isinstance(lower, ox.NamedNode) for lower in below) else None


def _of_pattern(pattern: ox.Literal) -> str | None:
    if pattern.datatype.value != _XSD + "string" or len(pattern.value) < 2 or _STRANGE.search(pattern.value):
        return None
    try:
        re.compile(pattern.value)
    except re.error:  # the engine of SHACL says so
        return None
    return f"REGEX(STR(?value), {pattern})"


def _is_of(datatype: str, term: str) -> str:
    form = _FORMS[datatype]
    is_so = f"DATATYPE({term}) = <{datatype}>"
    return f"{is_so} && REGEX(STR({term}), {ox.Literal(form)})" if form else is_so


def _is_exact(term: str) -> str:
    """Numbers that Python and the engine compare alike: no floating ones."""
    return f"DATATYPE({term}) IN ({', '.join(f'<{datatype}>' for datatype in _EXACT)})"


def _all(parts: Iterable[str | None]) -> str | None:
    found = list(parts)
    return _joined(" && ", found) if found else "true"


def _joined(sign: str, parts: Iterable[str | None]) -> str | None:
    found = list(parts)
    known = [f"({part})" for part in found if part is not None]
    return sign.join(known) if len(known) == len(found) else None

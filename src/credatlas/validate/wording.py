"""What a result of the SHACL engine says, in plain words."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from ..terms import PREFIXES, SHAPES, Term, compact, show
from .findings import Finding, Severity
from .shapes import SCHEME, Shapes

_SHACL: Final = PREFIXES["sh"]
_SEVERITIES: Final[dict[str, Severity]] = {
    f"<{_SHACL}Violation>": "violation",
    f"<{_SHACL}Warning>": "warning",
    f"<{_SHACL}Info>": "info",
}
_IRI: Final = re.compile(r"https?://[^\s<>\"]+")
_DATATYPES: Final = {
    "xsd:string": "plain text",
    "rdf:langString": "text with a language",
    "xsd:integer": "a whole number",
    "xsd:date": "a date",
}
_LOGIC: Final = {
    "MinInclusive": ("minInclusive", "is below"),
    "MaxInclusive": ("maxInclusive", "is above"),
    "MinExclusive": ("minExclusive", "is not above"),
    "MaxExclusive": ("maxExclusive", "is not below"),
    "LessThan": ("lessThan", "does not come before"),
    "LessThanOrEquals": ("lessThanOrEquals", "comes after"),
}


def finding(
    shapes: Shapes,
    shape: ox.NamedNode,
    about: tuple[Term, Term | None, Term | None],
    message: str,
    component: ox.NamedNode,
) -> Finding:
    """One result as a finding without a place.

    Args:
        shapes: The shapes graph.
        shape: The shape that found it.
        about: The thing, the property and the value, as far as there are any.
        message: What is wrong.
        component: The constraint component.
    """
    subject, path, value = about
    severity = shapes.value(shape, "severity") or ox.NamedNode(f"{_SHACL}Violation")
    return Finding(
        severity=_SEVERITIES[str(severity)],
        shape=shape,
        subject=subject,
        path=path if isinstance(path, ox.NamedNode) else None,
        # a node shape's value is the subject itself, which says nothing
        value=None if value == subject else value,
        message=message,
        hint=shapes.text(shape, "message"),
        component=component,
    )


def sentence(shapes: Shapes, shape: Term, component: str, value: Term | None) -> str:
    """What is wrong, for a result of one of SHACL's own components or of ``shapes:scheme``.

    Args:
        shapes: The shapes graph.
        shape: The property shape that found it.
        component: IRI of the constraint component.
        value: The value that is wrong, where there is one.
    """
    name = shapes.text(shape, "name") or compact(str(shape).strip("<>"))
    kind = component.removeprefix(_SHACL).removesuffix("ConstraintComponent")
    if component == f"{SHAPES}SchemeConstraint":
        scheme = _parameter(shapes, shape, SCHEME).rpartition("/")[2]
        return f"{name} {_quoted(value)} is no concept of the scheme {scheme}"
    if kind == "MinCount":
        least = shapes.text(shape, "minCount")
        return f"has no {name}" if least == "1" else f"has fewer than {least} {name}"
    if kind == "MaxCount":
        most = shapes.text(shape, "maxCount")
        return f"has more than one {name}" if most == "1" else f"has more than {most} {name}"
    return f"{name} {_quoted(value)} {_wrong(shapes, shape, kind)}"


def readable(text: str) -> str:
    """A text in which every IRI that has a prefix is written with it."""

    def short(match: re.Match[str]) -> str:
        iri = match[0].rstrip(".,;:)")
        return compact(iri) + match[0][len(iri) :]

    return _IRI.sub(short, text)


def _wrong(shapes: Shapes, shape: Term, kind: str) -> str:
    if kind in _LOGIC:
        parameter, words = _LOGIC[kind]
        return f"{words} {_parameter(shapes, shape, parameter)}"
    if kind == "Datatype":
        datatype = _parameter(shapes, shape, "datatype")
        return f"is not {_DATATYPES.get(datatype, datatype)}"
    if kind == "Class":
        return f"is not of the class {_parameter(shapes, shape, 'class')}"
    if kind == "NodeKind":
        return (
            "is not a name for a thing (an IRI)" if _parameter(shapes, shape, "nodeKind") == "sh:IRI" else "is no value"
        )
    if kind == "Pattern":
        return "does not have the right form"
    if kind == "Node":
        other = shapes.value(shape, "node")
        return f"is not a {shapes.text(other, 'name') if other is not None else 'fitting value'}"
    return f"breaks {kind}"


def _parameter(shapes: Shapes, shape: Term, name: str | ox.NamedNode) -> str:
    return show(shapes.value(shape, name))


def _quoted(value: Term | None) -> str:
    return f'"{value.value}"' if isinstance(value, ox.Literal) else show(value)

"""The SPARQL texts of shapes: their prefixes, and whether one query can ask them for all things at once.

SHACL asks a constraint once for each thing, with ``$this`` bound everywhere in the query (SHACL 5.3.1,
Pre-binding). The engine asks for all things at once by a LATERAL join (SEP-0006 of the SPARQL 1.2 proposals),
which evaluates its right side once for each row of its left side, with the values of the row bound: the same
meaning, whatever the query is made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..terms import PREFIXES, Term
from ..tokens import Token, meaningful
from .shapes import TYPE, Shapes, sh

_ONTOLOGY: Final = ox.NamedNode(PREFIXES["owl"] + "Ontology")
_ALWAYS: Final = {prefix: PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl")}
# what SHACL forbids (the engine of SHACL refuses it by name), and what means something else inside another query
_FORBIDDEN: Final = frozenset(("MINUS", "VALUES", "SERVICE", "FROM", "PREFIX", "BASE"))
_WITHOUT: Final = ["{", "$THIS", "$PATH", "?VALUE", ".", "FILTER", "NOT", "EXISTS", "{"]
_RESERVED: Final = frozenset(("shapesGraph", "currentShape", "failure"))


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT of a shape.

    Attributes:
        text: The query without its prefixes.
        prefixes: What its prefixes stand for.
    """

    text: str
    prefixes: Mapping[str, str]


def select_of(shapes: Shapes, about: Term) -> Select | None:
    """The SELECT of a constraint, a target or a validator; nothing where there is not one plain text of it."""
    texts = shapes.fields.get(about, {}).get(sh("select"), ())
    prefixes = _prefixes(shapes, about)
    if prefixes is None or len(texts) != 1 or not isinstance(texts[0], ox.Literal):
        return None
    return Select(texts[0].value, prefixes)


def united(*selects: Select) -> dict[str, str] | None:
    """The prefixes of several queries, or nothing where one prefix has two meanings."""
    found: dict[str, str] = {}
    for select in selects:
        for prefix, iri in select.prefixes.items():
            if found.setdefault(prefix, iri) != iri:
                return None
    return found


def can_be_joined(text: str) -> bool:
    """Whether a SELECT means the same in a LATERAL join that gives it ``$this`` as with ``$this`` bound in advance."""
    tokens = meaningful(text)
    words = [token.text.upper() if token.kind == "word" else "" for token in tokens]
    if words[:1] != ["SELECT"] or not _FORBIDDEN.isdisjoint(words) or not _is_balanced(tokens):
        return False
    names = [_name(token) for token in tokens]
    if not _RESERVED.isdisjoint(names) or "PATH" in names:
        return False
    rebound = any(word == "AS" and name == "this" for word, name in zip(words, names[1:], strict=False))
    return not rebound and all(_keeps_this(tokens, place) for place, word in enumerate(words) if word == "SELECT")


def wanted_of_values(text: str, parameter: str, value: str) -> str | None:
    """What each value of a property must have, where a SELECT finds those that do not have it.

    Args:
        text: The SELECT of a component: ``SELECT … { $this $PATH ?value . FILTER NOT EXISTS { … } }``.
        parameter: The name of its parameter.
        value: What the parameter stands for, as SPARQL writes it.

    Returns:
        The pattern inside ``NOT EXISTS``; nothing for a SELECT that is made otherwise, or where the pattern is
        more than triples: then it can mean one thing for a given value and another for all values at once.
    """
    tokens = meaningful(text)
    texts = [token.text for token in tokens]
    body = texts.index("{") if "{" in texts else len(texts)
    start = body + len(_WITHOUT)
    if [part.upper() for part in texts[body:start]] != _WITHOUT or texts[-2:] != ["}", "}"] or texts.count("{") != 2:
        return None
    inside = tokens[start:-2]
    words = {token.text for token in inside if token.kind == "word"}
    if "this" in map(_name, inside) or "}" in texts[start:-2] or words - {"a"}:
        return None
    return " ".join(value if _name(token) == parameter else token.text for token in inside)


def _name(token: Token) -> str:
    return token.text[1:] if token.kind in ("variable", "parameter") else ""


def _is_balanced(tokens: list[Token]) -> bool:
    """Whether the text closes nothing that it did not open, so that it cannot reach out of the braces around it."""
    depth = 0
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if depth < 0:
            return False
    return depth == 0


def _keeps_this(tokens: list[Token], select: int) -> bool:
    """Whether ``$this`` is among what a SELECT hands out: else it does not know the value that was bound."""
    depth = 0
    for token in tokens[select + 1 :]:
        if token.text == "{":
            return False
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and _name(token) == "this":
            return True
    return False


def _prefixes(shapes: Shapes, about: Term) -> dict[str, str] | None:
    found = dict(_ALWAYS)
    for ontology in shapes.fields.get(about, {}).get(sh("prefixes"), ()):
        of = shapes.fields.get(ontology, {})
        if _ONTOLOGY not in of.get(TYPE, ()) or sh("declare") not in of:
            return None
        for declaration in of[sh("declare")]:
            fields = shapes.fields.get(declaration, {})
            names, iris = fields.get(sh("prefix"), ()), fields.get(sh("namespace"), ())
            if len(names) != 1 or len(iris) != 1:
                return None
            (name,), (iri,) = names, iris
            if not isinstance(name, ox.Literal) or not isinstance(iri, ox.Literal):
                return None
            if found.setdefault(name.value, iri.value) != iri.value:
                return None
    return found

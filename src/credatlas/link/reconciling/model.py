"""What the reconciliation protocol speaks of, in a form that belongs to none of its versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pyoxigraph import NamedNode

Strictness = Literal["any", "all", "should"]
Quantifier = Literal["any", "all", "none"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may ask for; whatever is larger is refused, never cut silently.

    Attributes:
        body: Bytes of a request.
        depth: How deep its JSON may be nested.
        queries: Queries of one batch.
        text: Characters of one string.
        conditions: Conditions or types of one query, or values of one condition.
        values: Values of all conditions of one batch.
        candidates: The most candidates that one query is answered with; a query may ask for more and gets these.
        ids: Things whose values are asked for at once.
        properties: Properties that are asked for at once.
        suggestions: The most suggestions that one request is answered with.
    """

    body: int = 1_000_000
    depth: int = 16
    queries: int = 100
    text: int = 2_000
    conditions: int = 50
    values: int = 1_000
    candidates: int = 10
    ids: int = 1_000
    properties: int = 50
    suggestions: int = 100


@dataclass(frozen=True, slots=True)
class Given:
    """One value of a condition.

    Attributes:
        text: What to compare: a text, a number as it is written, or the name of a thing.
        id: The thing, where it was reconciled before; else empty.
    """

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a candidate should have besides its name.

    Attributes:
        property: The property as the request names it.
        values: The values, at least one.
        quantifier: Whether any, all or none of the values must be there.
        required: Whether a candidate that does not meet it is left out.
    """

    property: str
    values: tuple[Given, ...]
    quantifier: Quantifier = "any"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """One cell to be matched.

    Attributes:
        names: Names, free texts that hold one, or identifiers; mostly one, none where only conditions are given.
        ids: What can only be an identifier.
        types: The types as the request names them.
        strict: What the types mean: a candidate must have one of them, all of them, or should have one.
        conditions: What else is known.
        limit: At most so many candidates.
    """

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    strict: Strictness = "should"
    conditions: tuple[Condition, ...] = ()
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of things.

    Attributes:
        id: The local name of its class: ``University``.
        iri: The class.
        name: Its label.
        description: Its definition.
        broader: The ids of the types right above it.
    """

    id: str
    iri: NamedNode
    name: str
    description: str = ""
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    """A property of things.

    Attributes:
        id: Its compact name: ``schema:url``; ``country`` is our own, of what is derived from places.
        name: What cards call it.
        description: What its shape says of it.
        path: How to get from a thing to its values, as a property path.
        also: What people call it besides.
    """

    id: str
    name: str
    description: str
    path: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """One piece of the evidence for or against a candidate.

    Attributes:
        id: A short name for programs: ``schema:url`` for a condition, ``type``, ``identifier``, or ``reason-1``.
        name: The reason in words.
        value: Whether it speaks for the candidate.
    """

    id: str
    name: str
    value: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A candidate for one cell.

    Attributes:
        id: The thing.
        name: Its name.
        description: What it is and where, to tell namesakes apart.
        score: From 0 to 100; it orders candidates and decides nothing.
        match: Whether the evidence is deterministic; true of at most one candidate, the first.
        kinds: Its types, those that are stated first, then those above them.
        features: The evidence, the weightiest first.
    """

    id: str
    name: str
    description: str
    score: float
    match: bool
    kinds: tuple[Kind, ...]
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that completes what was typed.

    Attributes:
        id: The thing, type or property.
        name: Its name.
        description: To tell namesakes apart.
        kinds: Types of a thing.
        broader: Types above a type.
    """

    id: str
    name: str
    description: str = ""
    kinds: tuple[Kind, ...] = ()
    broader: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A property whose values are asked for.

    Attributes:
        id: The property as the request names it.
        limit: At most so many values of each thing; 0 for all.
    """

    id: str
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Extension:
    """A request for values.

    Attributes:
        ids: The things as the request names them.
        properties: The properties, in the order of the columns.
    """

    ids: tuple[str, ...]
    properties: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a property, of one of the types that the protocol knows.

    Attributes:
        kind: ``thing``, ``str``, ``int``, ``float`` or ``date``.
        value: The number; else the text, a date with a time as the protocol wants it.
        id: The thing, where it is one.
    """

    kind: Literal["thing", "str", "int", "float", "date"]
    value: str | int | float
    id: str = ""


@dataclass(frozen=True, slots=True)
class Extended:
    """The values that were asked for.

    Attributes:
        columns: For each property its id as the request has it, and its name.
        rows: For each thing, as the request names it, the values of each property in the order of the columns.
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...]

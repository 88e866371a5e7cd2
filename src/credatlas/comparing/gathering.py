"""Values of one thing, gathered from its parts: what two parts share is told once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from ..terms import Term, node
from .model import Thing, Value
from .reading import Read

SELF: Final = ("self",)
TAUGHT: Final = ("self", "programme")
ALL: Final = ("self", "programme", "run", "session", "credential")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the values of a row come from.

    Attributes:
        properties: Compact names of the properties, read in this order.
        roles: The parts whose values count.
        form: The words of a value, with ``{}`` for its text.
        is_plain: Whether it goes without saying from which part a value comes, unless several are of its kind.
    """

    properties: tuple[str, ...]
    roles: tuple[str, ...] = ALL
    form: str = "{}"
    is_plain: bool = False


def gather(thing: Thing, read: Read, sources: Iterable[Source]) -> list[Value]:
    """The values of a thing by these sources, each once, those of the thing itself first."""
    found: dict[tuple[Term | None, str], Value] = {}
    for source in sources:
        for name in source.properties:
            property_ = node(name)
            for part in (part for part in thing.parts if part.role in source.roles):
                told = replace(part, tag="") if source.is_plain and part.tag == part.role else part
                for term, inferred in read.of(part.iri, property_):
                    text = source.form.format(read.text(term))
                    add(found, Value(text, term, (told,), ((part.iri, property_, term),), inferred=inferred))
    return list(found.values())


def add(found: dict[tuple[Term | None, str], Value], value: Value) -> None:
    """Adds a value, or the parts and statements of one that is there already."""
    key = value.term, value.text
    known = found.get(key)
    if known is None:
        found[key] = value
        return
    found[key] = replace(
        known,
        parts=tuple(dict.fromkeys((*known.parts, *value.parts))),
        statements=tuple(dict.fromkeys((*known.statements, *value.statements))),
        inferred=known.inferred and value.inferred,
    )


def quoted(values: Iterable[Value]) -> list[Value]:
    """Values that only give the words of a source, in quotes."""
    return [replace(value, text=f"“{value.text}”") for value in values]


def term_of(value: Value) -> ox.NamedNode | None:
    """The thing or concept that a value is."""
    return value.term if isinstance(value.term, ox.NamedNode) else None

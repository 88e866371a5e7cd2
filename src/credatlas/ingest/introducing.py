"""What it states to describe a thing at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ..claims.model import BASES, RDF_TYPE, SCHEMA_NAME, ca
from .known import ALTERNATE
from .model import Said, Thing


def introduced(things: Iterable[Thing]) -> Iterator[Said]:
    """What describing a thing states: its classes, names, short forms and identifiers."""
    for thing in things:
        for class_ in thing.classes:
            yield Said(thing.key, RDF_TYPE, class_, thing.source, thing.spot, BASES[1])
        if thing.name:
            yield Said(thing.key, SCHEMA_NAME, ox.Literal(thing.name, language="en"), thing.source, thing.spot)
        for name in thing.others:
            yield Said(thing.key, ALTERNATE, ox.Literal(name, language="en"), thing.source, thing.spot)
        for short in thing.abbreviations:
            yield Said(thing.key, ca("abbreviation"), ox.Literal(short), thing.source, thing.spot)
        for predicate, value in thing.identifiers:
            yield Said(thing.key, predicate, ox.Literal(value), thing.source, thing.spot)

"""The groups of things that a picture tells apart, each by shape and colour, and which part a thing plays in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..terms import BASE, ID, Term


@dataclass(frozen=True, slots=True)
class Group:
    """Things that look alike.

    Attributes:
        name: What nodes call it.
        label: Its name in a legend.
        shape: The shape, by the name that Cytoscape.js has for it.
        colour: The fill, ``#rrggbb``: at least 3 : 1 against white and against ``#14181f``, the dark page.
    """

    name: str
    label: str
    shape: str
    colour: str


# no two of them differ by colour alone
GROUPS: Final = {
    group.name: group
    for group in (
        Group("organization", "Organisations", "round-rectangle", "#3b7dd8"),
        Group("programme", "Programmes", "ellipse", "#1f9254"),
        Group("course", "Courses", "triangle", "#5f8f1f"),
        Group("credential", "Credentials", "star", "#c27a00"),
        Group("event", "Events", "diamond", "#d1495b"),
        Group("policy", "Policies", "octagon", "#8a63d2"),
        Group("work", "Publications", "tag", "#0f8ea3"),
        Group("person", "People", "hexagon", "#c4569b"),
        Group("concept", "Topics and other concepts", "pentagon", "#7d7f87"),
        Group("place", "Places", "vee", "#a0693b"),
        Group("part", "Runs, sessions, references", "rectangle", "#6b7f99"),
        Group("other", "Other things", "rhomboid", "#8d8375"),
    )
}

_BY_TYPE: Final = {
    "organization": "organization",
    "programme": "programme",
    "course": "course",
    "credential": "credential",
    "event": "event",
    "series": "event",
    "policy": "policy",
    "work": "work",
    "journal": "work",
    "person": "person",
    "place": "place",
    "offering": "part",
    "session": "part",
    "reference": "part",
}
_BOOKKEEPING: Final = frozenset(("source", "claim", "conflict", "issue", "value"))
_VOCABULARIES: Final = f"{BASE}vocab/"


def group_of(iri: str) -> str:
    """The name of the group of a thing, read off its id.

    Example:
        >>> group_of("https://w3id.org/credatlas/id/series/hsil-hackathon")
        'event'
    """
    if iri.startswith(_VOCABULARIES):
        return "concept"
    return _BY_TYPE.get(_type_of(iri), "other")


def is_bookkeeping(term: Term) -> bool:
    """Whether a term is a value node, a source, a claim or a case: never a node of a picture."""
    return isinstance(term, ox.NamedNode) and _type_of(term.value) in _BOOKKEEPING


def is_own(term: Term) -> bool:
    """Whether a term has an id of the atlas: a thing, or a concept of its vocabularies."""
    return isinstance(term, ox.NamedNode) and term.value.startswith((ID, _VOCABULARIES))


def _type_of(iri: str) -> str:
    return iri.removeprefix(ID).partition("/")[0] if iri.startswith(ID) else ""

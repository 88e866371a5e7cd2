"""What nobody has said yet: how much is known per class, property and thing of what readers ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..store import Store
from ..terms import PREFIXES, Term
from .parts import with_parts
from .paths import Paths, paths_of

_AT_ONCE: Final = 12  # properties: keeps a query below the cap on its tokens
_PROFILE: Final = """SELECT ?class ?entry ?path ?name ?message {
  ?shape sh:targetClass ?class ; sh:property ?entry .
  ?entry sh:path ?path ; sh:severity sh:Info ; sh:minCount ?least ; sh:name ?name ; sh:message ?message ;
    sh:order ?order .
} ORDER BY ?class ?order ?entry"""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is known of one property that readers ask of the things of a class.

    Attributes:
        kind: The class.
        rule: The entry of the completeness profile that asks for it.
        name: What it is called: ``dates``.
        path: The properties that would do, as a path of SPARQL with full IRIs.
        message: What to do where it is missing.
        things: The things of the class that were looked at.
        missing: Those of which it is not known.
    """

    kind: NamedNode
    rule: NamedNode
    name: str
    path: str
    message: str
    things: frozenset[NamedNode] = frozenset()
    missing: frozenset[NamedNode] = frozenset()

    @property
    def of(self) -> int:
        """How many things were looked at."""
        return len(self.things)

    @property
    def known(self) -> int:
        """Of how many things it is known."""
        return self.of - len(self.missing)


def gaps(store: Store, thing: NamedNode | None = None, *, kind: NamedNode | None = None) -> list[Gap]:
    """What readers ask for by the completeness profile of the shapes, and of how many things it is known.

    Unknown is not no: a thing may have none of it. Everything is asked by SPARQL, so that a server engine answers as
    well.

    Args:
        store: A store that holds the vocabulary; its shapes count.
        thing: Only this thing and what belongs to it.
        kind: Only things of this class, narrower classes included.

    Returns:
        One for each class and property, also where nothing is missing: by class, then in the order of the cards.
        Classes without things are left out.
    """
    asked = _profile(store)
    members = _members(store, {gap.kind for gap in asked})
    within = None if thing is None else with_parts(store, thing)
    if kind is not None:
        of_kind = _members(store, {kind})[kind]
        within = of_kind if within is None else within & of_kind
    looked_at = {one: found if within is None else found & within for one, found in members.items()}
    asked = [gap for gap in asked if looked_at[gap.kind]]
    missing = _missing(store, asked)
    return [
        replace(gap, things=looked_at[gap.kind], missing=looked_at[gap.kind] & missing[number])
        for number, gap in enumerate(asked)
    ]


def _profile(store: Store) -> list[Gap]:
    """What is asked for, without anything that was looked at."""
    rows = store.select(f"PREFIX sh: <{PREFIXES['sh']}>\n{_PROFILE}").to_dicts()
    paths = paths_of(store) if rows else Paths({})
    found = []
    for row in rows:
        kind, rule, path, name, message = (row[column] for column in ("class", "entry", "path", "name", "message"))
        assert isinstance(kind, NamedNode) and isinstance(rule, NamedNode) and isinstance(path, NamedNode)
        assert isinstance(name, Literal) and isinstance(message, Literal)
        found.append(Gap(kind, rule, name.value, paths.written(path), message.value))
    return found


def _members(store: Store, kinds: Iterable[NamedNode]) -> dict[NamedNode, frozenset[NamedNode]]:
    """The things of each class; superclasses stand among the inferred facts."""
    wanted = sorted(kinds, key=str)
    found: dict[Term | None, set[NamedNode]] = defaultdict(set)
    if wanted:
        classes = " ".join(map(str, wanted))
        for kind, thing in store.select(f"SELECT ?kind ?thing {{ VALUES ?kind {{ {classes} }} ?thing a ?kind }}"):
            if isinstance(thing, NamedNode):
                found[kind].add(thing)
    return {kind: frozenset(found[kind]) for kind in wanted}


def _missing(store: Store, asked: Sequence[Gap]) -> Mapping[int, set[NamedNode]]:
    """By the number of the gap, the things that have no value."""
    found: dict[int, set[NamedNode]] = defaultdict(set)
    for start in range(0, len(asked), _AT_ONCE):
        parts = " UNION ".join(
            f"{{ ?thing a {gap.kind} . FILTER NOT EXISTS {{ ?thing {gap.path} ?value }} BIND({number} AS ?n) }}"
            for number, gap in enumerate(asked[start : start + _AT_ONCE], start)
        )
        for thing, number in store.select(f"SELECT DISTINCT ?thing ?n {{ {parts} }}"):
            assert isinstance(number, Literal)
            if isinstance(thing, NamedNode):
                found[int(number.value)].add(thing)
    return found

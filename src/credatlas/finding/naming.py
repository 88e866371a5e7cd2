"""Free text beside facets: every word must be in a name of the thing, of who offers it, or of what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..names.folding import fold, words
from ..names.indexing import NameIndex
from ..names.labels import terms
from ..names.resolving import NAMING, Scope, all_names
from ..names.spelling import corrected, nearest_words
from ..store.protocol import Store
from ..terms import node
from ..tokens import engine_proof
from .gathering import AUDIENCE, CREDENTIAL_TYPE, PART_OF, PROGRAMME_TYPE, SKILL, TOPIC, Known, Takeable

_MOST_WORDS: Final = 20
_STATED: Final = tuple(map(node, ("ca:statedTopic", "ca:statedAudience", "ca:statedAward")))
_ABOUT: Final = (
    (TOPIC, "topic"),
    (PROGRAMME_TYPE, "type"),
    (CREDENTIAL_TYPE, "type"),
    (AUDIENCE, "audience"),
    (SKILL, "skill"),
)


@dataclass(frozen=True, slots=True)
class Naming:
    """How the words of a text fit a thing.

    Attributes:
        rank: 0 for a whole name, 1 for the beginning of a name, 2 for all words in one name, 3 where words stand in
            the name of who offers it, 4 where they name what it is about.
        elsewhere: The words that stand in no name of the thing itself, each with the thing that they name and what
            that is to it: ``provider``, ``topic``, ``type``, ``audience`` or ``skill``; ``stated`` for the thing
            itself where only the words of a source have it.
    """

    rank: int
    elsewhere: tuple[tuple[str, NamedNode, str], ...] = ()


@dataclass(frozen=True)
class Text:
    """What was typed, and which names have its words.

    Attributes:
        typed: The words, folded.
        near: What was typed, where these are the words that were probably meant; else empty.
        names: By thing, its names that hold one of the words.
        stated: By thing, the words of sources on its topics, audience and award that hold one of the words.
    """

    typed: tuple[str, ...]
    near: str = ""
    names: Mapping[NamedNode, Sequence[str]] = field(default_factory=dict)
    stated: Mapping[NamedNode, Sequence[str]] = field(default_factory=dict)

    def fit(self, thing: Takeable, known: Known) -> Naming | None:
        """How the words fit a thing; None where one of them names nothing about it."""
        if not self.typed:
            return Naming(0)
        own = [name for iri in (thing.iri, *thing.credentials, *thing.offerings) for name in self.names.get(iri, ())]
        whole = " ".join(self.typed)
        folded = [fold(name) for name in own]
        if whole in folded:
            return Naming(0)
        if any(name.startswith(whole) for name in folded):
            return Naming(1)
        left = [word for word in self.typed if not any(_has(name, word) for name in own)]
        if not left:
            return Naming(2)
        elsewhere = []
        rank = 3
        for word in left:
            found = self._named(word, thing, known)
            if found is None:
                return None
            iri, role = found
            rank = rank if role == "provider" else 4
            elsewhere.append((word, iri, role))
        return Naming(rank, tuple(elsewhere))

    def _named(self, word: str, thing: Takeable, known: Known) -> tuple[NamedNode, str] | None:
        for organization in _upwards(thing.providers(known), known):
            if any(_has(name, word) for name in self.names.get(organization, ())):
                return organization, "provider"
        for property_, role in _ABOUT:
            for concept in known.nodes(property_, thing.iri, *thing.credentials):
                if any(_has(name, word) for name in self.names.get(concept, ())):
                    return concept, role
        for iri in (thing.iri, *thing.credentials, *thing.offerings):
            if any(_has(text, word) for text in self.stated.get(iri, ())):
                return iri, "stated"
        return None


def _has(name: str, word: str) -> bool:
    return any(other.startswith(word) for other in words(name))


def _upwards(organizations: Sequence[NamedNode], known: Known) -> Iterator[NamedNode]:
    """The organizations and those above them, the nearest first."""
    level, seen = list(organizations), set(organizations)
    while level:
        yield from level
        level = sorted(set(known.nodes(PART_OF, *level)) - seen, key=lambda one: one.value)
        seen.update(level)


def read_text(store: Store, text: str, index: NameIndex | None = None) -> Text:
    """The words of a text with the names that hold them.

    Words that begin no word of any name are taken for misspelt ones; see :attr:`Text.near`.

    Args:
        store: Where to look.
        text: What was typed.
        index: The names of the store, where they are at hand; the answer is the same without.
    """
    typed = tuple(words(text)[:_MOST_WORDS])
    if not typed:
        return Text(())
    names, stated = _holding(store, typed, index)
    held = [text for kept in (names, stated) for listed in kept.values() for text in listed]
    if all(any(_has(text, word) for text in held) for word in typed):
        return Text(typed, "", names, stated)
    if index is None:
        meant = corrected(typed, (name for _, _, name in all_names(store, Scope())))
    else:
        meant = nearest_words(typed, index.words)
    if meant is None:
        return Text(typed, "", names, stated)
    return Text(tuple(meant), text, *_holding(store, tuple(meant), index))


_Held = dict[NamedNode, list[str]]


def _holding(store: Store, typed: Sequence[str], index: NameIndex | None) -> tuple[_Held, _Held]:
    """The names and the stated words that hold one of the words, by thing."""
    if index is None:
        return _asked(store, typed, (*NAMING, *_STATED))
    names: _Held = {}
    for one in index.names:
        if any(other.startswith(word) for other in one.words for word in typed):
            names.setdefault(one.iri, []).append(one.name)
    return names, _asked(store, typed, _STATED)[1]


def _asked(store: Store, typed: Sequence[str], properties: Sequence[NamedNode]) -> tuple[_Held, _Held]:
    tests = [f"CONTAINS(LCASE(STR(?n)), {engine_proof(str(Literal(word)))})" for word in typed]
    # accents and apostrophes are folded here, not in the engine: names with any of them always come along
    tests.append('REGEX(STR(?n), "[^ -~]|\'")')
    kept_by = f"FILTER({' || '.join(tests)}) FILTER(isIRI(?s))"
    rows = store.select(f"SELECT ?s ?p ?n {{ VALUES ?p {{ {terms(properties)} }} ?s ?p ?n . {kept_by} }}")
    names: _Held = {}
    stated: _Held = {}
    for subject, property_, name in rows:
        if not isinstance(subject, NamedNode) or not isinstance(name, Literal):
            continue
        if any(_has(name.value, word) for word in typed):
            kept = stated if property_ in _STATED else names
            kept.setdefault(subject, []).append(name.value)
    return names, stated

"""Finding things by words: names, alternate names, abbreviations, and the concepts that things are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from ..errors import UsageError
from ..store.protocol import Store
from ..terms import PREFIXES, compact
from .folding import begins, fold, words
from .indexing import Named, NameIndex, named
from .labels import ABBREVIATION, NAME, PREF_LABEL, kinds, labels, terms
from .resolving import Scope, all_names
from .spelling import corrected, nearest_words

_FULL = (NAME, PREF_LABEL, ABBREVIATION)
_ABOUT_RANK = 8  # behind every match of a thing's own name
_MOST_CONCEPTS = 50
_LEAST_INSIDE = 4
_MOST_TYPED = 50
_LONGEST_TYPED = 500


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that fits what was typed.

    Attributes:
        iri: The thing.
        name: Its readable name.
        kind: Its class as a compact name; for a concept the name of its scheme.
        matched: What fitted: the name that was found, or ``about: <label of the concept>``.
    """

    iri: NamedNode
    name: str
    kind: str
    matched: str


def search(store: Store, text: str, *, limit: int = 20, index: NameIndex | None = None) -> list[Match]:
    """The things that fit ``text``, best first, at most ``limit``.

    Whole names come before beginnings of names, these before names in which every typed word
    begins a word, then names that contain the text; a thing's own name before its other names.
    Where a concept fits, the things that point at it (cover the topic, address the audience)
    follow. Equal ranks are in the order of names, then of IRIs. When nothing fits, the words are taken
    for misspelt ones: what fits the nearest known words is given, and :attr:`Match.matched` says so.

    Args:
        store: Where to look.
        text: What was typed.
        limit: At most so many.
        index: The names of the store, where they are at hand; the answer is the same without.

    Raises:
        UsageError: There is no word in ``text``, or the limit is not positive.
    """
    if not words(text):
        raise UsageError("there is nothing to look for", hint="give a word of a name or a topic")
    if limit < 1:
        raise UsageError("the limit is at least 1", place="--limit")
    if len(words(text)) > _MOST_TYPED or len(text) > _LONGEST_TYPED:
        message = f"more than {_MOST_TYPED} words or {_LONGEST_TYPED} letters to look for"
        raise UsageError(message, hint="a few words of the name or of the topic are enough")
    found = _search(store, words(text), limit, index)
    if found:
        return found
    meant = _meant(store, words(text), index)
    if meant is None:
        return []
    return [replace(match, matched=f"{match.matched} (near “{text}”)") for match in _search(store, meant, limit, index)]


def _meant(store: Store, typed: list[str], index: NameIndex | None) -> list[str] | None:
    if index is not None:
        return nearest_words(typed, index.words)
    return corrected(typed, (name for _, _, name in all_names(store, Scope())))


def _search(store: Store, typed: list[str], limit: int, index: NameIndex | None) -> list[Match]:
    best: dict[NamedNode, tuple[int, str]] = {}
    for one in _holding(store, typed, index):
        rank = _rank(typed, one)
        if rank is not None:
            found = (2 * rank + (one.property not in _FULL), one.name)
            best[one.iri] = min(best.get(one.iri, found), found)
    for subject, found in _about(store, best).items():
        best.setdefault(subject, found)
    return _matches(store, best, limit, index)


def _holding(store: Store, typed: list[str], index: NameIndex | None) -> Iterable[Named]:
    if index is not None:
        return index.holding(typed)
    return (named(*one) for one in all_names(store, Scope(), holding=typed[:20]))


def _rank(typed: list[str], one: Named) -> int | None:
    whole, known = " ".join(typed), one.folded
    if whole == known:
        return 0
    if known.startswith(whole):
        return 1
    if begins(typed, one.words):
        return 2
    return 3 if whole in known and len(whole) >= _LEAST_INSIDE else None  # "hms" stands in "algorithms"


def _about(store: Store, found: dict[NamedNode, tuple[int, str]]) -> dict[NamedNode, tuple[int, str]]:
    concepts = sorted((rank, iri.value) for iri, (rank, _) in found.items() if "/vocab/" in iri.value)
    if not concepts:
        return {}
    nodes = [NamedNode(value) for _, value in concepts[:_MOST_CONCEPTS]]
    rows = store.select(
        f"SELECT DISTINCT ?s ?c {{ VALUES ?c {{ {terms(nodes)} }} ?s ?p ?c . ?s <{NAME.value}> ?name"
        f" FILTER(isIRI(?s) && !STRSTARTS(STR(?p), '{PREFIXES['skos']}')) }}"
    )
    shown = labels(store, nodes)
    about: dict[NamedNode, tuple[int, str]] = {}
    for subject, concept in rows:
        if isinstance(subject, NamedNode) and isinstance(concept, NamedNode):
            entry = (_ABOUT_RANK + found[concept][0], f"about: {shown[concept]}")
            about[subject] = min(about.get(subject, entry), entry)
    return about


def _matches(store: Store, best: dict[NamedNode, tuple[int, str]], limit: int, index: NameIndex | None) -> list[Match]:
    shown = labels(store, best) if index is None else {iri: index.shown.get(iri) or compact(iri) for iri in best}
    order = sorted(best, key=lambda iri: (best[iri][0], fold(shown[iri]), iri.value))[:limit]
    kind = kinds(store, order)
    return [Match(iri, shown[iri], kind.get(iri, compact(iri).partition(":")[0]), best[iri][1]) for iri in order]

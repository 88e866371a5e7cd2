"""Finding things by words: names, alternate names, abbreviations, and the concepts that things are about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from ..errors import UsageError
from ..store.protocol import Store
from ..terms import PREFIXES, compact
from .folding import begins, fold, words
from .labels import ABBREVIATION, NAME, PREF_LABEL, kinds, labels, terms
from .resolving import Scope, all_names
from .spelling import corrected

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


def search(store: Store, text: str, *, limit: int = 20) -> list[Match]:
    """The things that fit ``text``, best first, at most ``limit``.

    Whole names come before beginnings of names, these before names in which every typed word
    begins a word, then names that contain the text; a thing's own name before its other names.
    Where a concept fits, the things that point at it (cover the topic, address the audience)
    follow. Equal ranks are in the order of names, then of IRIs. When nothing fits, the words are taken
    for misspelt ones: what fits the nearest known words is given, and :attr:`Match.matched` says so.

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
    found = _search(store, text, limit)
    if found:
        return found
    meant = corrected(words(text), (name for _, _, name in all_names(store, Scope())))
    if meant is None:
        return []
    near = " ".join(meant)
    return [replace(match, matched=f"{match.matched} (near “{text}”)") for match in _search(store, near, limit)]


def _search(store: Store, text: str, limit: int) -> list[Match]:
    best: dict[NamedNode, tuple[int, str]] = {}
    for subject, predicate, name in all_names(store, Scope(), holding=words(text)[:20]):
        rank = _rank(text, name)
        if rank is not None:
            found = (2 * rank + (predicate not in _FULL), name)
            best[subject] = min(best.get(subject, found), found)
    for subject, found in _about(store, best).items():
        best.setdefault(subject, found)
    return _matches(store, best, limit)


def _rank(text: str, name: str) -> int | None:
    typed, known = fold(text), fold(name)
    inside = typed in known and len(typed) >= _LEAST_INSIDE  # "hms" stands in "algorithms"
    tests = (typed == known, known.startswith(typed), begins(words(text), words(name)), inside)
    return next((rank for rank, fits in enumerate(tests) if fits), None)


def _about(store: Store, found: dict[NamedNode, tuple[int, str]]) -> dict[NamedNode, tuple[int, str]]:
    concepts = sorted((rank, iri.value) for iri, (rank, _) in found.items() if "/vocab/" in iri.value)
    if not concepts:
        return {}
    nodes = [NamedNode(value) for _, value in concepts[:_MOST_CONCEPTS]]
    rows = store.select(
        f"SELECT DISTINCT ?s ?c {{ VALUES ?c {{ {terms(nodes)} }} ?s ?p ?c . ?s <{NAME.value}> ?name"
        f" FILTER(isIRI(?s) && !STRSTARTS(STR(?p), '{PREFIXES['skos']}')) }} ORDER BY ?s ?c"
    )
    shown = labels(store, nodes)
    about: dict[NamedNode, tuple[int, str]] = {}
    for subject, concept in rows:
        if isinstance(subject, NamedNode) and isinstance(concept, NamedNode):
            entry = (_ABOUT_RANK + found[concept][0], f"about: {shown[concept]}")
            about[subject] = min(about.get(subject, entry), entry)
    return about


def _matches(store: Store, best: dict[NamedNode, tuple[int, str]], limit: int) -> list[Match]:
    shown = labels(store, best)
    order = sorted(best, key=lambda iri: (best[iri][0], fold(shown[iri]), iri.value))[:limit]
    kind = kinds(store, order)
    return [Match(iri, shown[iri], kind.get(iri, compact(iri).partition(":")[0]), best[iri][1]) for iri in order]

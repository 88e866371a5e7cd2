"""From the phrases of a table to the concepts of the schemes: exact labels first, never a guess between two."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from ..names.folding import words
from ..terms import BASE, node

MAPPINGS: Final = Path(__file__).parent / "mappings"
"""Where the mapping files of the package are."""
_KEPT: Final = 16_384  # folded texts that are remembered: tables repeat themselves, and mappings are asked every row
_VOCAB: Final = f"{BASE}vocab/"
_PREF, _BROADER = node("skos:prefLabel"), node("skos:broader")
_LABELS: Final = (_PREF, node("skos:altLabel"), node("skos:hiddenLabel"))
_CUTS: Final = re.compile(r"\s*[;,&]\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that a phrase names.

    Attributes:
        concept: Its IRI.
        exact: Whether the whole phrase is one of its labels, apart from case, accents, punctuation and a plural.
            What is not exact is a narrower or a wider thing than the phrase means: its basis is inferred.
        matched: The label that was met.
        phrase: The part of the cell in which it was met.
    """

    concept: ox.NamedNode
    exact: bool
    matched: str
    phrase: str


class _Place(IntEnum):
    """Where a label may stand in a phrase, the strictest first."""

    ALONE = 0
    AS_HEAD = 1
    ANYWHERE = 2


@dataclass(frozen=True, slots=True)
class _Label:
    """A label, and where in a longer phrase it may be found."""

    concept: ox.NamedNode
    text: str
    place: _Place


@dataclass(frozen=True, slots=True)
class _Phrases:
    """How phrases are read that are no label; see ``mappings/phrases.toml``."""

    hedges: tuple[str, ...]
    after_head: frozenset[str]
    head_only: frozenset[str]
    heads: Mapping[str, frozenset[str]]
    anywhere: Mapping[str, frozenset[str]]
    refused: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Lookup:
    """The labels of the concept schemes, ready to be asked; made by :func:`lookup`.

    Attributes:
        labels: Per scheme, the concepts that go by a folded label.
        broader: The concepts directly above each concept.
    """

    labels: Mapping[str, Mapping[str, tuple[_Label, ...]]]
    broader: Mapping[ox.NamedNode, tuple[ox.NamedNode, ...]]
    _seen: dict[tuple[str, str], Found | None] = field(default_factory=dict, repr=False, compare=False)
    _cells: dict[tuple[str, str], tuple[list[Found], list[str]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def find_concept(self, scheme: str, phrase: str) -> Found | None:
        """The concept of a scheme that a phrase names, or none.

        A whole label comes first, then what stands before a bracket. Otherwise the longest label is taken that stands
        in the phrase as a run of whole words and may stand there: ``mappings/phrases.toml`` tells which schemes ask
        for the head of the phrase, and labels of one word have to be preferred ones as well. Two different concepts
        with equally long labels give none; nothing is found inside a phrase that negates or excludes.

        Args:
            scheme: The scheme as its IRI has it: ``audience``, ``credential-type`` …
            phrase: What a table says, in any case, with or without accents, in the singular or plural.
        """
        asked = (scheme, phrase)
        if asked not in self._seen:
            self._seen[asked] = (
                self._whole(scheme, phrase) or self._before_bracket(scheme, phrase) or self._inside(scheme, phrase)
            )
        return self._seen[asked]

    def find_concepts(self, scheme: str, cell: str) -> tuple[list[Found], list[str]]:
        """The concepts that a cell names, each once, and the phrases in which none is found; both in its order.

        A cell is cut at ``|``. A part is cut further, at commas, semicolons and ``and``, only where it is no label as
        a whole and each of its pieces is found.
        """
        asked = (scheme, cell)
        if asked not in self._cells:
            self._cells[asked] = self._found_in(scheme, cell)  # the cells of a column repeat
        found, missed = self._cells[asked]
        return list(found), list(missed)

    def _found_in(self, scheme: str, cell: str) -> tuple[list[Found], list[str]]:
        found: dict[ox.NamedNode, Found] = {}
        missed: list[str] = []
        for phrase in filter(None, (part.strip() for part in cell.split("|"))):
            hits = self._parts(scheme, phrase)
            for hit in hits:
                known = found.get(hit.concept)
                found[hit.concept] = hit if known is None or hit.exact > known.exact else known
            if not hits:
                missed.append(phrase)
        return list(found.values()), missed

    def is_within(self, concept: ox.NamedNode, wide: ox.NamedNode) -> bool:
        """Whether a concept is another one or stands below it."""
        return concept == wide or any(self.is_within(above, wide) for above in self.broader.get(concept, ()))

    def _parts(self, scheme: str, phrase: str) -> list[Found]:
        whole = self._whole(scheme, phrase)
        if whole is None and not _hedged(_key(phrase)):
            pieces = [piece for piece in _CUTS.split(phrase) if piece.strip()]
            hits = [self.find_concept(scheme, piece) for piece in pieces]
            if len(pieces) > 1 and all(hits):
                return [hit for hit in hits if hit]
        hit = whole or self.find_concept(scheme, phrase)
        return [hit] if hit else []

    def _whole(self, scheme: str, phrase: str) -> Found | None:
        folded = _folded(phrase)
        if folded in _phrases().refused.get(scheme, ()):
            return None
        return _only(self.labels.get(scheme, {}).get(folded, ()), phrase, exact=True)

    def _before_bracket(self, scheme: str, phrase: str) -> Found | None:
        """What a phrase says before what it adds in brackets, as in "BIT (Hons)"."""
        head, bracket, _ = phrase.partition("(")
        found = self._whole(scheme, head) if bracket else None
        return replace(found, exact=False, phrase=phrase.strip()) if found else None

    def _inside(self, scheme: str, phrase: str) -> Found | None:
        labels, spoken = self.labels.get(scheme, {}), _key(phrase)
        if _hedged(spoken) or _holds_refused(scheme, phrase):
            return None
        for length in range(len(spoken) - 1, 0, -1):
            met = [
                label for run, place in _runs(spoken, length) for label in labels.get(run, ()) if label.place >= place
            ]
            if met:
                return _only(met, phrase, exact=False)
        return None


def _holds_refused(scheme: str, phrase: str) -> bool:
    """Whether several words that mean something else in such a scheme stand in a phrase."""
    folded = f" {_folded(phrase)} "
    return any(f" {words} " in folded for words in _phrases().refused.get(scheme, ()) if " " in words)


def lookup(quads: Iterable[ox.Quad]) -> Lookup:
    """The labels of all concepts among some statements: those of the documents of an ontology."""
    labels: dict[str, dict[str, dict[ox.NamedNode, _Label]]] = defaultdict(lambda: defaultdict(dict))
    broader: dict[ox.NamedNode, list[ox.NamedNode]] = defaultdict(list)
    for quad in quads:
        subject, label = quad.subject, quad.object
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(_VOCAB):
            continue
        if quad.predicate in _LABELS and isinstance(label, ox.Literal):
            scheme = subject.value.removeprefix(_VOCAB).partition("#")[0]
            key = _key(label.value)
            made = _Label(subject, label.value, _place(scheme, key, quad.predicate))
            under = labels[scheme][" ".join(key)]
            under[subject] = max(under.get(subject, made), made, key=lambda one: one.place)
        elif quad.predicate == _BROADER and isinstance(label, ox.NamedNode):
            broader[subject].append(label)
    return Lookup(
        {scheme: {key: tuple(of.values()) for key, of in keys.items()} for scheme, keys in labels.items()},
        {concept: tuple(above) for concept, above in broader.items()},
    )


@cache
def mapping(name: str) -> Mapping[str, Any]:
    """A mapping file of the package as the tables of its TOML: ``mapping("natures")``."""
    return tomllib.loads((MAPPINGS / f"{name}.toml").read_text(encoding="utf-8"))


def says(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in a text as a run of whole words, folded as labels are."""
    spoken = f" {_folded(text)} "
    return any(f" {_folded(phrase)} " in spoken for phrase in phrases)


def _only(labels: Iterable[_Label], phrase: str, *, exact: bool) -> Found | None:
    """The concept of the labels when all are of one."""
    by_concept = {label.concept: label for label in labels}
    if len(by_concept) != 1:
        return None
    (label,) = by_concept.values()
    return Found(label.concept, exact, label.text, phrase.strip())


def _runs(spoken: list[str], length: int) -> Iterator[tuple[str, _Place]]:
    """The runs of so many words, with what a label has to be allowed in order to be met there."""
    for start in range(len(spoken) - length + 1):
        end = start + length
        head = end == len(spoken) or spoken[end] in _phrases().after_head
        yield " ".join(spoken[start:end]), _Place.AS_HEAD if head else _Place.ANYWHERE


def _place(scheme: str, key: list[str], kind: ox.NamedNode) -> _Place:
    """Where a label may stand: several words as the scheme has it, one word as a head if it is preferred or listed."""
    text, phrases = " ".join(key), _phrases()
    if text in phrases.anywhere.get(scheme, ()):
        return _Place.ANYWHERE
    if len(key) > 1:
        return _Place.AS_HEAD if scheme in phrases.head_only else _Place.ANYWHERE
    return _Place.AS_HEAD if kind == _PREF or text in phrases.heads.get(scheme, ()) else _Place.ALONE


def _hedged(spoken: list[str]) -> bool:
    text = f" {' '.join(spoken)} "
    return any(f" {hedge} " in text for hedge in _phrases().hedges)


@cache
def _phrases() -> _Phrases:
    table = mapping("phrases")
    return _Phrases(
        tuple(_folded(hedge) for hedge in table["hedges"]),
        frozenset(table["after_head"]),
        frozenset(table["head_only"]),
        *(
            {scheme: frozenset(map(_folded, texts)) for scheme, texts in table[part].items()}
            for part in ("heads", "anywhere", "refused")
        ),
    )


@cache
def _same() -> tuple[tuple[str, str], ...]:
    """Two words that are read as one, each with that one."""
    return tuple((f" {two} ", f" {one} ") for one, two in mapping("phrases")["same"].items())


@lru_cache(_KEPT)
def _folded(text: str) -> str:
    """The folded words in the singular, joined, with "health care" as one word: people write it both ways."""
    folded = f" {' '.join(_singular(word) for word in words(text))} "
    for two, one in _same():
        folded = folded.replace(two, one)
    return folded.strip()


def _key(text: str) -> list[str]:
    return _folded(text).split()


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith("sses"):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word

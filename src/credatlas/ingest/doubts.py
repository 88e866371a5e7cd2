"""Which things of an input may be things that the atlas has under another id: asked, never merged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Final

import pyoxigraph as ox

from ..names.folding import fold, words
from ..terms import compact
from .known import Known, kind_of
from .model import Question, Thing

_Index = Mapping[tuple[str, str], set[tuple[str, ox.NamedNode]]]

_FIGURES: Final = re.compile(r"\d+")
_NEAR: Final = 0.92
_MOST: Final = 4
_PLAIN: Final = frozenset("a an and at de del der des di do du e et for in la le of on the to und y".split())
# names within one of these kinds are shared by many, so that only those of one organization raise a doubt
_COMMON: Final = frozenset("programme course credential offering session".split())


def doubts(things: Iterable[Thing], ids: Mapping[str, ox.NamedNode], known: Known) -> list[Question]:
    """A question for each thing that shares a name or a short form with another, or nearly does.

    The answer depends only on what is known in the end, so that the same input asks the same when it comes again.

    Args:
        things: What the input describes.
        ids: Their ids.
        known: All that is known, the things of the input included.
    """
    by_words, anagrams = _by_words(known), _anagrams(known)
    found: list[Question] = []
    asked: set[frozenset[ox.NamedNode]] = set()
    for thing in things:
        iri = ids[thing.key]
        for words_, others in _suspects(thing, iri, known, by_words, anagrams):
            fresh = [one for one in sorted(others, key=str) if frozenset((iri, one)) not in asked]
            fresh = [one for one in fresh if not _apart(iri, one, known)]
            asked.update(frozenset((iri, one)) for one in fresh)
            if fresh:
                shown = "; ".join(f"{compact(one)} “{known.called.get(one, '')}”" for one in fresh[:_MOST])
                more = f" and {len(fresh) - _MOST} more" if len(fresh) > _MOST else ""
                text = f"{compact(iri)} “{thing.name}” {words_} {shown}{more}: the same thing, or another?"
                found.append(Question(thing.spot, thing.key, text, tuple(compact(one) for one in fresh)))
    return found


def _suspects(
    thing: Thing, iri: ox.NamedNode, known: Known, by_words: _Index, anagrams: _Index
) -> Iterator[tuple[str, set[ox.NamedNode]]]:
    names = [name for name in (thing.name, *thing.others) if name]
    for name in names:
        same = known.names.get((thing.kind, fold(name)), set()) - {iri}
        yield "goes by the same name as", same
        yield f"is called “{name}”, the short form of", known.short.get((thing.kind, fold(name)), set()) - {iri}
    for short in thing.abbreviations:
        shared = known.short.get((thing.kind, fold(short)), set()) | known.names.get((thing.kind, fold(short)), set())
        yield f"shares the short form “{short}” with", shared - {iri}
        alike = anagrams.get((thing.kind, _letters(short)), ())
        turned = {one for letters, one in alike if _is_swapped(letters, fold(short))}
        yield f"has the short form “{short}”, nearly that of", turned - shared - {iri}
    for name in names:
        yield "has nearly the name of", _near(thing.kind, name, iri, by_words)


def _near(kind: str, name: str, iri: ox.NamedNode, by_words: _Index) -> set[ox.NamedNode]:
    """Things whose names have the same words in another order or form, or differ in a few letters."""
    plain = fold(name)
    telling = _telling(plain)
    if len(telling) < 2:
        return set()
    rare = min(telling, key=lambda word: (len(by_words.get((kind, word), ())), word))
    found = set()
    for other, bearer in by_words.get((kind, rare), ()):
        if bearer == iri or other == plain or _FIGURES.findall(other) != _FIGURES.findall(plain):
            continue  # editions and years are told apart by their numbers
        matcher = SequenceMatcher(None, plain, other, autojunk=False)
        if telling == _telling(other) or (matcher.quick_ratio() > _NEAR and matcher.ratio() > _NEAR):
            found.add(bearer)
    return found


def _telling(plain: str) -> frozenset[str]:
    return frozenset(word for word in plain.split() if word not in _PLAIN)


def _by_words(known: Known) -> _Index:
    found: dict[tuple[str, str], set[tuple[str, ox.NamedNode]]] = defaultdict(set)
    for (kind, name), bearers in known.names.items():
        for word in words(name):
            found[kind, word].update((name, bearer) for bearer in bearers)
    return found


def _letters(short: str) -> str:
    return "".join(sorted(fold(short)))


def _is_swapped(one: str, other: str) -> bool:
    """Whether two short forms of the same letters differ by two neighbours that changed places."""
    differing = [place for place, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs]
    return len(differing) == 2 and differing[1] - differing[0] == 1


def _anagrams(known: Known) -> _Index:
    """Short forms by their letters: HSIL is also spelled HISL."""
    found: dict[tuple[str, str], set[tuple[str, ox.NamedNode]]] = defaultdict(set)
    for (kind, short), bearers in known.short.items():
        found[kind, _letters(short)].update((short, bearer) for bearer in bearers)
    return found


def _apart(one: ox.NamedNode, other: ox.NamedNode, known: Known) -> bool:
    """Whether they are known to be two: a part and its whole, in two countries, or of two organizations."""
    mine, theirs = known.within.get(one, set()), known.within.get(other, set())
    if other in mine or one in theirs:
        return True
    if (
        known.countries.get(one)
        and known.countries.get(other)
        and known.countries[one].isdisjoint(known.countries[other])
    ):
        return True
    if kind_of(one) not in _COMMON or not mine or not theirs:
        return False
    # two credentials of one programme are two, two programmes of one body may be one
    return mine.isdisjoint(theirs) or kind_of(one) == "credential"

"""Which things of an input may be things that the atlas has under another id: asked, never merged."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from string import ascii_lowercase, digits
from typing import Final

import pyoxigraph as ox

from ..names.folding import fold, words
from ..terms import compact
from .known import Known, kind_of
from .matching import Matches
from .model import Question, Thing

_Anagrams = Mapping[tuple[str, str], set[tuple[str, ox.NamedNode]]]

_FIGURES: Final = re.compile(r"\d+|\b[ivx]+\b")  # of folded names: VI is 6
_SIGNS: Final = ascii_lowercase + digits
_KEPT: Final = 65_536  # names that are remembered: each is looked at for many others
_NEAR: Final = 0.92
_MOST: Final = 4
_MOST_CHOICES: Final = 20
_PLAIN: Final = frozenset("a an and at de del der des di do du e et for in la le of on the to und y".split())
# names within one of these kinds are shared by many, so that only those of one organization raise a doubt
_COMMON: Final = frozenset("programme course credential offering session".split())


def doubts(things: Sequence[Thing], ids: Mapping[str, ox.NamedNode], known: Known) -> list[Question]:
    """A question for each thing that shares a name or a short form with another, or nearly does.

    The answer depends only on what is known in the end, so that the same input asks the same when it comes again.

    Args:
        things: What the input describes.
        ids: Their ids.
        known: All that is known, the things of the input included.
    """
    names, anagrams = _Names.of(known), _anagrams(known)
    called = {**known.called, **{ids[thing.key]: thing.name for thing in things if thing.name}}
    found: list[Question] = []
    asked: set[frozenset[ox.NamedNode]] = set()
    for thing in things:
        iri = ids[thing.key]
        for words_, others in _suspects(thing, iri, known, names, anagrams):
            near = (one for one in others if not _apart(iri, one, known) and frozenset((iri, one)) not in asked)
            fresh = sorted(near, key=str)
            asked.update(frozenset((iri, one)) for one in fresh)
            if fresh:
                shown = "; ".join(f"{compact(one)} “{called.get(one, '')}”" for one in fresh[:_MOST])
                more = f" and {len(fresh) - _MOST} more" if len(fresh) > _MOST else ""
                text = f"{compact(iri)} “{thing.name}” {words_} {shown}{more}: the same thing, or another?"
                choices = tuple(compact(one) for one in fresh[:_MOST_CHOICES])
                found.append(Question(thing.spot, thing.key, text, choices))
    return found


def claimants(things: Iterable[Thing], matches: Matches) -> list[Question]:
    """A question for each thing that claims the identifier of another, whose name is not like its own."""
    found = []
    for thing in things:
        for predicate, value in thing.identifiers:
            bearer = matches.refused.get((thing.key, predicate))
            if bearer is not None:
                mine, text = compact(matches.ids[thing.key]), compact(predicate).partition(":")[2]
                words_ = f"{mine} “{thing.name}” claims the {text} {value}, which {compact(bearer)} bears: whose is it?"
                found.append(Question(thing.spot, thing.key, words_, (compact(bearer),)))
    return found


def _suspects(
    thing: Thing, iri: ox.NamedNode, known: Known, names: _Names, anagrams: _Anagrams
) -> Iterator[tuple[str, set[ox.NamedNode]]]:
    called = [name for name in (thing.name, *thing.others) if name]
    for name in called:
        same = known.names.get((thing.kind, fold(name)), set()) - {iri}
        yield "goes by the same name as", same
        yield f"is called “{name}”, the short form of", known.short.get((thing.kind, fold(name)), set()) - {iri}
    for short in thing.abbreviations:
        shared = known.short.get((thing.kind, fold(short)), set()) | known.names.get((thing.kind, fold(short)), set())
        yield f"shares the short form “{short}” with", shared - {iri}
        alike = anagrams.get((thing.kind, _letters(short)), ())
        turned = {one for letters, one in alike if _is_swapped(letters, fold(short))}
        yield f"has the short form “{short}”, nearly that of", turned - shared - {iri}
    for name in called:
        like = names.near(thing.kind, fold(name))
        yield "has nearly the name of", {one for other in like for one in known.names[thing.kind, other]} - {iri}


@dataclass(slots=True)
class _Names:
    """All known names by their words; what is near a name is looked for once, however many things bear it."""

    by_word: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    bearers: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, known: Known) -> _Names:
        made = cls()
        for (kind, name), bearers in known.names.items():
            for word in set(words(name)):
                made.by_word[kind, word].append(name)
                made.bearers[kind, word] += len(bearers)
        return made

    def near(self, kind: str, plain: str) -> tuple[str, ...]:
        """Other names of a kind with the same words in another order or form, or that differ in a few letters."""
        if (kind, plain) not in self.found:
            self.found[kind, plain] = tuple(self._near(kind, plain))
        return self.found[kind, plain]

    def _near(self, kind: str, plain: str) -> Iterator[str]:
        look = _look(plain)
        # a word that no other name has may be the very one that is spelled otherwise
        shared = [word for word in look.telling if any(name != plain for name in self.by_word.get((kind, word), ()))]
        if len(look.telling) < 2 or not shared:
            return
        rare = min(shared, key=lambda word: (self.bearers[kind, word], word))
        for other in self.by_word.get((kind, rare), ()):
            if other == plain or _look(other).figures != look.figures:
                continue  # editions and years are told apart by their numbers
            if look.telling == _look(other).telling or _differ_little(plain, other):
                yield other


@dataclass(frozen=True, slots=True)
class _Look:
    """What names are compared by before they are compared letter by letter.

    Attributes:
        telling: The words that are no fillers.
        figures: The numbers.
        letters: How often each letter and digit stands there, the blank and all other signs last.
    """

    telling: frozenset[str]
    figures: tuple[str, ...]
    letters: tuple[int, ...]


@lru_cache(_KEPT)
def _look(plain: str) -> _Look:
    letters = [plain.count(sign) for sign in _SIGNS]
    telling = frozenset(word for word in plain.split() if word not in _PLAIN)
    return _Look(telling, tuple(_FIGURES.findall(plain)), (*letters, len(plain) - sum(letters)))


def _differ_little(plain: str, other: str) -> bool:
    """Whether two names differ in a few letters; the cheap questions first, most names fail the first one."""
    most = _NEAR * (len(plain) + len(other))
    if 2 * min(len(plain), len(other)) <= most:
        return False
    # no order of the letters can have more in common than the letters themselves
    if 2 * sum(map(min, _look(plain).letters, _look(other).letters)) <= most:
        return False
    return SequenceMatcher(None, plain, other, autojunk=False).ratio() > _NEAR


def _letters(short: str) -> str:
    return "".join(sorted(fold(short)))


def _is_swapped(one: str, other: str) -> bool:
    """Whether two short forms of the same letters differ by two neighbours that changed places."""
    differing = [place for place, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs]
    return len(differing) == 2 and differing[1] - differing[0] == 1


def _anagrams(known: Known) -> _Anagrams:
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

"""Which things of an input may be things that the atlas has under another id: asked, never merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from ..names.folding import fold
from ..names.likeness import MOST_APART, figures, nearly, replaced, telling_words
from ..terms import compact
from .known import Known
from .matching import Matches
from .model import Question, Thing
from .places import is_country_id

_Telling = tuple[str, ...]
_Anagrams = Mapping[tuple[str, str], set[tuple[str, ox.NamedNode]]]

_NOTHING: Final[frozenset[ox.NamedNode]] = frozenset()
_MOST: Final = 4
_MOST_CHOICES: Final = 20
_PLACE: Final = "place"
_MANY: Final = 50  # names with a word in common that are all compared
_BRIEF: Final = 5  # letters of a word in which a slip soon touches three at both ends
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
            near = [
                one for one in others if not _apart(thing.kind, iri, one, known) and frozenset((iri, one)) not in asked
            ]
            if not near:
                continue
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
        plain = fold(name)
        near = {bearer for other in names.near(thing.kind, plain) for bearer in known.names[thing.kind, other]}
        found = {bearer for bearer in near if not _in_two_towns(iri, bearer, known)}
        found.update(bearer for other in names.alike(thing.kind, plain) for bearer in known.names[thing.kind, other])
        yield "has nearly the name of", found - {iri}


@dataclass(slots=True)
class _Names:
    """All known names by their telling words; what is like a name is looked for once, however many things bear it.

    Only names are compared that share the rarest word which any other has: a word that no other has may be the very
    one that is spelled otherwise.

    Attributes:
        plain: Kind and telling words to the folded names that have them.
        by_word: Kind, what must be the same, and a word, to the telling words of the names that have it.
        places: A word to the telling words of the places that have it in their names.
        ends: Keys of ``by_word`` to the names there, by how their other words begin and end; made when asked for.
        found: What was found near telling words.
    """

    plain: dict[tuple[str, _Telling], list[str]] = field(default_factory=lambda: defaultdict(list))
    by_word: dict[tuple[str, _Telling, str], list[_Telling]] = field(default_factory=lambda: defaultdict(list))
    places: dict[str, list[frozenset[str]]] = field(default_factory=lambda: defaultdict(list))
    ends: dict[tuple[str, _Telling, str], dict[str, list[_Telling]]] = field(default_factory=dict)
    found: dict[tuple[str, _Telling], list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, known: Known) -> _Names:
        made = cls()
        for kind, name in known.names:
            made.plain[kind, telling_words(name)].append(name)
        for kind, telling in made.plain:
            same = figures(telling)
            for word in set(telling):
                made.by_word[kind, same, word].append(telling)
        for kind, telling in made.plain:
            for word in telling if kind == _PLACE else ():
                made.places[word].append(frozenset(telling))
        return made

    def alike(self, kind: str, plain: str) -> list[str]:
        """Other names of a kind with the same telling words: in another order, with Ltd, with AI in full."""
        return [name for name in self.plain[kind, telling_words(plain)] if name != plain]

    def near(self, kind: str, plain: str) -> list[str]:
        """Names of a kind that differ in a few letters."""
        telling = telling_words(plain)
        if (kind, telling) not in self.found:
            near = self._near(kind, telling) if len(telling) > 1 else ()
            self.found[kind, telling] = [name for other in near for name in self.plain[kind, other]]
        return self.found[kind, telling]

    def _near(self, kind: str, telling: _Telling) -> Iterator[_Telling]:
        for other in self._candidates(kind, telling):
            if nearly(telling, other) and (kind == _PLACE or not self._in_two_places(telling, other)):
                yield other

    def _candidates(self, kind: str, telling: _Telling) -> Collection[_Telling]:
        """The names that are worth comparing letter by letter: far fewer than all."""
        same = figures(telling)
        blocks = {word: self.by_word[kind, same, word] for word in telling}
        own = [word for word, block in blocks.items() if len(block) == 1]
        if len(own) == len(blocks) or len(own) > MOST_APART:
            return ()
        rare = min((word for word in blocks if word not in own), key=lambda word: (len(blocks[word]), word))
        if not own or len(blocks[rare]) <= _MANY:
            return blocks[rare]
        # a word that no other name has is spelled otherwise there, so that it begins or ends the same, or is not there
        ends = self._by_end((kind, same, rare))
        rest = tuple(word for word in telling if word not in own)
        shorter = [rest, *(rest[:place] + rest[place + 1 :] for place in range(len(rest)))]
        found = [other for word in own for end in _ends(word) for other in ends.get(end, ())]
        return dict.fromkeys([*found, *(other for other in shorter if (kind, other) in self.plain)])

    def _by_end(self, key: tuple[str, _Telling, str]) -> Mapping[str, list[_Telling]]:
        """The names with a word in common, by how their other words begin and end."""
        if key not in self.ends:
            made = self.ends[key] = defaultdict(list)
            for name in self.by_word[key]:
                for end in {end for word in name if word != key[2] for end in _ends(word)}:
                    made[end].append(name)
        return self.ends[key]

    def _in_two_places(self, one: _Telling, other: _Telling) -> bool:
        """Whether the words that differ are of two places: the institutes of Northport and of Northpark are two."""
        sides = zip((one, other), replaced(one, other), strict=True)
        return all(any(self._is_of_a_place(word, name) for word in differing) for name, differing in sides)

    def _is_of_a_place(self, word: str, name: _Telling) -> bool:
        return any(place.issubset(name) for place in self.places.get(word, ()))


def _ends(word: str) -> Iterator[str]:
    for length in (2, 3) if len(word) <= _BRIEF else (3,):
        yield f"{word[:length]}-"
        yield f"-{word[-length:]}"


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


def _apart(kind: str, one: ox.NamedNode, other: ox.NamedNode, known: Known) -> bool:
    """Whether two of a kind are known to be two: a part and its whole, in two countries, or of two organizations."""
    mine, theirs = known.within.get(one, _NOTHING), known.within.get(other, _NOTHING)
    if other in mine or one in theirs:
        return True
    here, there = known.countries.get(one), known.countries.get(other)
    if here and there and here.isdisjoint(there):
        return True
    if kind not in _COMMON or not mine or not theirs:
        return False
    # two credentials of one programme are two, two programmes of one body may be one
    return kind == "credential" or mine.isdisjoint(theirs)


def _in_two_towns(one: ox.NamedNode, other: ox.NamedNode, known: Known) -> bool:
    """Whether both are in places that are known, and neither in what the other is in."""
    mine, theirs = ({place for place in known.places.get(it, ()) if not is_country_id(place)} for it in (one, other))
    if not mine or not theirs:
        return False
    wholes = [{place, *known.places.get(place, ())} for place in (*mine, *theirs)]
    return mine.isdisjoint(*wholes[len(mine) :]) and theirs.isdisjoint(*wholes[: len(mine)])

"""From the things of an input to ids of the atlas: identifiers and unique full names match, the rest is asked or new.

A short form never matches, and of two names that are nearly the same one never stands for the other: a wrong merge
poisons everything behind it, while two ids for one thing are mended by a tombstone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from ..errors import DataError
from ..names.belonging import kind_of
from ..names.folding import fold
from ..terms import compact, node
from .known import Known
from .minting import mint, slug, slug_of_key
from .model import Outside, Snapshot, Thing
from .places import is_country_id

# things of these kinds bear names that many others bear: they are the same only within the same organization
_COMMON_NAMES: Final = frozenset("programme course credential offering event session".split())
_TAKEN: Final = frozenset({"programme", "course"})
_COUNTRY: Final = node("schema:Country")
_SHORT: Final = 6
_COMMON_WORDS: Final = frozenset(
    "a an and association center centre college de department for health hospital institute international medical "
    "medicine national of research school society the university".split()
)
_FEW: Final = 4


@dataclass(frozen=True, slots=True)
class Matched:
    """A thing or source of the input that the atlas knows.

    Attributes:
        key: What the input calls it.
        iri: What the atlas calls it.
        why: In words: ``same key``, ``same DOI 10.…``, ``same full name “…”``.
    """

    key: str
    iri: ox.NamedNode
    why: str


@dataclass(frozen=True, slots=True)
class Matches:
    """The ids of everything in an input.

    Attributes:
        ids: Key to id, of things and of sources.
        matched: What was known before.
        new: Keys of things that got a new id.
        new_sources: Keys of sources that got a new id.
        later: Pairs of sources of one page, the newer copy first.
        refused: Key and property of identifiers that another thing bears, with that thing: one of the two is wrong.
    """

    ids: dict[str, ox.NamedNode]
    matched: tuple[Matched, ...]
    new: tuple[str, ...]
    new_sources: tuple[str, ...]
    later: tuple[tuple[ox.NamedNode, ox.NamedNode], ...] = ()
    refused: Mapping[tuple[str, ox.NamedNode], ox.NamedNode] = field(default_factory=dict)


def match(outside: Outside, known: Known) -> Matches:
    """The ids of the things and sources of an input; ``known`` learns them.

    Raises:
        DataError: Two things of the input have one key.
    """
    return _Matching(outside, known).run()


class _Matching:
    def __init__(self, outside: Outside, known: Known) -> None:
        self._outside, self._known = outside, known
        self._ids: dict[str, ox.NamedNode] = {}
        self._keys = frozenset(thing.key for thing in outside.things)
        self._matched: list[Matched] = []
        self._new: list[str] = []
        self._later: list[tuple[ox.NamedNode, ox.NamedNode]] = []
        self._refused: dict[tuple[str, ox.NamedNode], ox.NamedNode] = {}
        self._brief_of = {iri: slug(short) for (_, short), bearers in known.short.items() for iri in bearers}

    def run(self) -> Matches:
        new_sources = [snapshot.key for snapshot in self._outside.snapshots if self._source(snapshot)]
        for thing in self._outside.things:
            self._thing(thing)
        return Matches(
            self._ids, tuple(self._matched), tuple(self._new), tuple(new_sources), tuple(self._later), self._refused
        )

    def _source(self, snapshot: Snapshot) -> bool:
        """Gives a source its id; whether that is a new one."""
        by_key = self._known.keys.get(snapshot.key)
        copies = list(self._known.pages.get(snapshot.url, ())) if snapshot.url else []
        for iri in ([by_key] if by_key else []) + copies:
            if not self._is_other_copy(snapshot, iri):
                self._give(snapshot.key, iri, "same key" if iri == by_key else "same address")
                return False
        made = mint("source", [slug_of_key(snapshot.key)], self._known.ids, lambda: slug(snapshot.url) or "page")
        iri = ox.NamedNode(made)
        self._give(snapshot.key, iri)
        self._later += [(iri, copy) for copy in copies]
        self._known.pages[snapshot.url].append(iri)
        return True

    def _is_other_copy(self, snapshot: Snapshot, iri: ox.NamedNode) -> bool:
        """Whether a page has changed since a source was read: other bytes are another snapshot."""
        return bool(snapshot.sha256) and self._known.hashes.get(iri, snapshot.sha256) != snapshot.sha256

    def _thing(self, thing: Thing) -> None:
        if thing.key in self._ids:
            raise DataError(
                f"the key {thing.key} means two things", hint="give one of them another key", place=str(thing.spot)
            )
        found = self._recognised(thing)
        if found is None:
            made = mint(thing.kind, self._slugs(thing), self._known.ids, lambda: slug_of_key(thing.key) or thing.kind)
            self._give(thing.key, ox.NamedNode(made))
            self._new.append(thing.key)
        else:
            self._give(thing.key, *found)
        self._learn(thing)

    def _give(self, key: str, iri: ox.NamedNode, why: str = "") -> None:
        self._ids[key] = iri
        self._known.ids.add(iri.value)
        if why:
            self._matched.append(Matched(key, iri, why))

    def _recognised(self, thing: Thing) -> tuple[ox.NamedNode, str] | None:
        by_key = self._known.keys.get(thing.key)
        if by_key is not None:
            return by_key, "same key"
        for predicate, value in thing.identifiers:
            bearers = set(self._known.identifiers.get((predicate, value.casefold()), ()))
            if len(bearers) == 1 and self._may_be_called(thing, next(iter(bearers))):
                return next(iter(bearers)), f"same {compact(predicate).partition(':')[2]} {value}"
        return self._by_award(thing) or self._by_name(thing)

    def _by_award(self, thing: Thing) -> tuple[ox.NamedNode, str] | None:
        """The one credential of a programme that the atlas has, for the one that a row says it awards."""
        programme = self._ids.get(thing.within)
        if thing.kind != "credential" or programme is None or f"{thing.key}-2" in self._keys:
            return None
        awarded = self._known.awards.get(programme, set())
        return (next(iter(awarded)), f"the one credential of {compact(programme)}") if len(awarded) == 1 else None

    def _may_be_called(self, thing: Thing, iri: ox.NamedNode) -> bool:
        """Whether a name fits to that of the bearer of an identifier: a page can claim to be another body."""
        known = self._known.called.get(iri, "")
        if not thing.name or not known:
            return True
        mine, theirs = (set(fold(name).split()) - _COMMON_WORDS for name in (thing.name, known))
        return (
            bool(mine & theirs)
            or not mine
            or not theirs
            or iri in self._known.short.get((thing.kind, fold(thing.name)), ())
        )

    def _by_name(self, thing: Thing) -> tuple[ox.NamedNode, str] | None:
        for name in (thing.name, *thing.others):
            if not is_full(thing.kind, name):
                continue
            found = self._known.names.get((thing.kind, fold(name)), ())
            fitting = [iri for iri in found if self._may_be(thing, iri)]
            if len(fitting) == 1 and self._agrees(thing, fitting[0]):
                return fitting[0], f"same full name “{name}”"
        return None

    def _may_be(self, thing: Thing, iri: ox.NamedNode) -> bool:
        """Whether nothing speaks against it: neither a country nor what it belongs to."""
        if thing.kind == "place" and is_country_id(iri) != (_COUNTRY in thing.classes):
            return False  # a town may bear the name of a country
        countries = self._known.countries.get(iri, set())
        if thing.country and countries and thing.country.casefold() not in countries:
            return False
        mine, theirs = self._ids.get(thing.within), self._known.within.get(iri, set())
        return mine is None or not theirs or mine in theirs

    def _agrees(self, thing: Thing, iri: ox.NamedNode) -> bool:
        """Whether enough speaks for it: names that many bear need the same organization."""
        if thing.kind not in _COMMON_NAMES:
            return True
        return self._ids.get(thing.within) in self._known.within.get(iri, set())

    def _learn(self, thing: Thing) -> None:
        iri = self._ids[thing.key]
        for name in (thing.name, *thing.others):
            self._known.name(iri, name)  # short ones too: once they are written, the atlas knows them as well
        for short in thing.abbreviations:
            self._known.abbreviate(iri, short)
            self._brief_of.setdefault(iri, slug(short))
        for predicate, value in thing.identifiers:
            others = self._known.identifiers.get((predicate, value.casefold()), set()) - {iri}
            if others:
                self._refused[thing.key, predicate] = min(others, key=str)
            else:
                self._known.identify(iri, predicate, value)
        if thing.within in self._ids:
            self._known.within[iri].add(self._ids[thing.within])
        if thing.country:
            self._known.countries[iri].add(thing.country.casefold())

    def _slugs(self, thing: Thing) -> Iterator[str]:
        if thing.slug:
            yield slug(thing.slug)
        name = slug(thing.name)
        provider = self._ids.get(thing.within)
        if provider and thing.within != thing.key and kind_of(provider) in _TAKEN:
            # a run and what one gets are called like the programme that they are of
            whole = provider.value.rpartition("/")[2]
            yield whole
            yield slug(f"{thing.name} {whole}")
            return
        short = self._brief(provider) if provider else ""
        if thing.kind in _COMMON_NAMES and thing.kind != "event" and name and short:
            yield name if name.startswith(f"{short}-") else slug(f"{short} {thing.name}")
        else:
            yield name
            yield slug(f"{thing.name} {short}") if name and short else ""
        yield slug_of_key(thing.key)

    def _brief(self, provider: ox.NamedNode) -> str:
        """A provider in few letters, to stand before what it offers: its short form, else its first words."""
        whole = provider.value.rpartition("/")[2]
        if provider in self._brief_of:
            return self._brief_of[provider]
        return "-".join(whole.split("-")[:_FEW])


def is_full(kind: str, name: str) -> bool:
    """Whether a name is more than a short form: several words, or one long one; towns and journals have short names."""
    plain = fold(name)
    return bool(plain) and (" " in plain or len(plain) > _SHORT or kind in {"place", "journal"})

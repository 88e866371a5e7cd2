"""Finds the smallest sets that cover topics, and puts them in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from pyoxigraph import NamedNode

from ..errors import NotFoundError, UsageError, did_you_mean
from ..names.folding import fold
from ..names.resolving import Scope, resolve_in
from ..store.protocol import Store
from ..terms import BASE
from .gathering import KINDS, Candidates, candidates
from .model import Covering, CoverSet, Member
from .solving import Covers, masks_of

MOST_TOPICS: Final = 16
"""The rests that have to be solved are up to 2 to the power of the number of topics."""
_MOST_SETS: Final = 10_000  # sets that are compared to find the best; there may be as many as one likes


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of the sets beyond the topics.

    Attributes:
        audience: Names or ids of groups of which one must fit.
        of: ``credentials``, or ``programmes`` for sets of programmes and courses.
        most: At most so many members: sets of that size that cover the most topics, where all would need more.
        limit: At most so many sets.
        unknown: What becomes of members of whom no source says for whom they are: ``include`` or ``exclude``.
    """

    audience: Sequence[str] = ()
    of: str = "credentials"
    most: int | None = None
    limit: int = 10
    unknown: str = "include"


def cover(store: Store, topics: Sequence[str], wish: Wish | None = None) -> Covering:
    """The smallest sets of credentials that together cover some topics; all of the least size, exactly.

    A credential covers a topic when a source says that it, or a programme or course that awards it, covers that topic
    or a narrower one. Topics that nothing covers are named and left out of account. Sets come in this order: those with
    fewer members for whom the audience is unknown, with fewer members without a known price, by the names of the
    members, by their ids.

    Args:
        store: Where to look.
        topics: Names or ids of 1 to 16 topics (or skills).
        wish: What else is wanted.

    Raises:
        UsageError: No topic or too many are given, a number is not positive, or a word of the wish is not possible.
        NotFoundError: Nothing goes by a name that was given.
        AmbiguousError: Several things do.
    """
    wish = wish or Wish()
    _refuse_other(wish.of, KINDS, "--of")
    _refuse_other(wish.unknown, ("include", "exclude"), "--unknown")
    for number, place in ((wish.most, "--max"), (wish.limit, "--limit")):
        if number is not None and (type(number) is not int or number < 1):
            raise UsageError(f"{number!r} is not a whole number from 1 on", place=place)
    asked = list(dict.fromkeys(_topic(store, text) for text in topics))
    if not 1 <= len(asked) <= MOST_TOPICS:
        message = f"{len(asked)} topics are given, and 1 to {MOST_TOPICS} can be covered"
        hint = "name a wider topic: its narrower ones count for it" if asked else "give one, or several"
        raise UsageError(message, hint=hint, place="--topic")
    scope = Scope(scheme=NamedNode(f"{BASE}vocab/audience"), place="--audience", noun="audience")
    groups = [resolve_in(store, text, scope) for text in wish.audience]
    found = candidates(store, wish.of, asked, groups, unknown=wish.unknown == "include")
    return _made(asked, found, wish)


def _refuse_other(word: str, known: Sequence[str], place: str) -> None:
    if word not in known:
        hint = did_you_mean(word, list(known)) or f"{' or '.join(known)}"
        raise UsageError(f"“{word}” is not possible here", hint=hint, place=place)


def _topic(store: Store, text: str) -> NamedNode:
    """The topic of that name, or else the skill."""
    topics, skills = (
        Scope(scheme=NamedNode(f"{BASE}vocab/{name}"), place="--topic", noun="topic") for name in ("topic", "skill")
    )
    try:
        return resolve_in(store, text, topics)
    except (NotFoundError, UsageError) as error:
        try:
            return resolve_in(store, text, skills)
        except (NotFoundError, UsageError):
            raise error from None


def _made(asked: list[NamedNode], found: Candidates, wish: Wish) -> Covering:
    places = {topic: place for place, topic in enumerate(asked)}
    masks = masks_of([[places[topic] for topic in member.covers] for member in found.members])
    holders: dict[int, list[Member]] = defaultdict(list)
    for member, mask in zip(found.members, masks, strict=True):
        holders[mask].append(member)
    covers = Covers(holders)
    everything = 0
    for mask in holders:
        everything |= mask
    least = covers.least(everything) or 0
    enough = wish.most is None or least <= wish.most
    wanted = [everything] if enough else covers.most(everything, wish.most or 0)
    listed = list(islice(_sets(covers, holders, wanted, asked), _MOST_SETS + 1))
    ordered = sorted(listed[:_MOST_SETS], key=_order)
    left = 0 if enough or not wanted else everything.bit_count() - wanted[0].bit_count()
    return Covering(
        of=wish.of,
        topics={topic: found.words[topic] for topic in asked},
        sets=tuple(ordered[: wish.limit]),
        count=len(ordered),
        is_counted=len(listed) <= _MOST_SETS,
        least=least,
        uncovered=tuple(topic for topic in asked if not everything >> places[topic] & 1),
        beyond=left,
        words=found.words,
    )


def _sets(
    covers: Covers, holders: dict[int, list[Member]], wanted: Iterable[int], asked: list[NamedNode]
) -> Iterator[CoverSet]:
    """All smallest sets that cover one of some parts of the topics; the same every time."""
    for part in wanted:
        for masks in sorted(covers.smallest(part), key=sorted) if part else ():
            for members in product(*(holders[mask] for mask in sorted(masks))):
                ordered = sorted(members, key=lambda one: (_first(one, asked), fold(one.name), one.iri.value))
                yield CoverSet(tuple(ordered), frozenset(topic for one in members for topic in one.covers))


def _first(member: Member, asked: list[NamedNode]) -> int:
    return min(asked.index(topic) for topic in member.covers)


def _order(one: CoverSet) -> tuple[int, int, int, list[str], list[str]]:
    return (
        len(one.members),
        sum(not member.fits for member in one.members),
        sum(not member.prices for member in one.members),
        [fold(member.name) for member in one.members],
        [member.iri.value for member in one.members],
    )

"""What covers some topics, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from ..terms import compact


@dataclass(frozen=True, slots=True)
class Member:
    """A credential, programme or course that covers some of the topics.

    Attributes:
        iri: The thing.
        name: Its name.
        providers: Names of who offers or awards it, sorted.
        prices: Its known prices in words, sorted; empty where no source says what it costs.
        covers: For each topic asked that it covers the concepts by which it does, the topic itself or narrower ones.
        fits: Whether it is known to be for the audience asked; also true where none was asked.
    """

    iri: NamedNode
    name: str
    providers: tuple[str, ...]
    prices: tuple[str, ...]
    covers: Mapping[NamedNode, tuple[NamedNode, ...]]
    fits: bool = True


@dataclass(frozen=True, slots=True)
class CoverSet:
    """Members that together cover what is asked, none of which can be left out.

    Attributes:
        members: By the first topic that each covers in the order in which they were asked, then by name.
        topics: The topics that they cover together.
    """

    members: tuple[Member, ...]
    topics: frozenset[NamedNode]


@dataclass(frozen=True, slots=True)
class Covering:
    """The smallest sets that cover some topics.

    Attributes:
        of: ``credentials`` or ``programmes``.
        topics: What was asked, with names, in the order in which it was asked.
        sets: The sets, the best first, cut to the limit.
        count: How many there are in all.
        is_counted: Whether that is all; else there are more.
        least: The size of the smallest sets that cover all that is covered at all; 0 where nothing is.
        uncovered: The topics that no source says any of them covers.
        beyond: Topics that the sets leave out because more members were not wanted, differing from set to set.
        words: Names of the concepts that occur.
    """

    of: str
    topics: Mapping[NamedNode, str]
    sets: tuple[CoverSet, ...]
    count: int
    is_counted: bool
    least: int
    uncovered: tuple[NamedNode, ...]
    beyond: int
    words: Mapping[NamedNode, str]

    def to_dict(self) -> dict[str, Any]:
        """The sets as plain JSON values; these names are kept.

        Returns:
            ``of``; ``topics`` and ``uncovered`` (``id``, ``name``); ``least``; ``count`` and ``counted``; ``sets``:
            ``size``, ``topics`` (ids), ``members``: ``id``, ``iri``, ``name``, ``providers``, ``prices``,
            ``audience_known``, ``covers``: ``topic`` and ``by`` (ids).
        """
        return {
            "of": self.of,
            "topics": [{"id": compact(iri), "name": name} for iri, name in self.topics.items()],
            "uncovered": [{"id": compact(iri), "name": self.topics[iri]} for iri in self.uncovered],
            "least": self.least,
            "count": self.count,
            "counted": self.is_counted,
            "sets": [
                {
                    "size": len(one.members),
                    "topics": [compact(topic) for topic in self.topics if topic in one.topics],
                    "members": [_member(member) for member in one.members],
                }
                for one in self.sets
            ],
        }


def _member(member: Member) -> dict[str, Any]:
    return {
        "id": compact(member.iri),
        "iri": member.iri.value,
        "name": member.name,
        "providers": list(member.providers),
        "prices": list(member.prices),
        "audience_known": member.fits,
        "covers": [
            {"topic": compact(topic), "by": [compact(one) for one in by]} for topic, by in member.covers.items()
        ],
    }

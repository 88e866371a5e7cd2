"""How alike two names are: the same, the same words in another order or form, or nearly the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, TypeVar

from .folding import words

_T = TypeVar("_T")

_PLAIN: Final = frozenset("a an the of for in at on and to by with de del der des di du la le les et und y e".split())
_LEGAL: Final = frozenset("inc incorporated ltd limited llc llp gmbh plc corp corporation ag sa bv pty srl".split())
_SPELT: Final = {
    "program": "programme",
    "programs": "programmes",
    "center": "centre",
    "centers": "centres",
    "healthcare": "health care",
    "ai": "artificial intelligence",
    "organisation": "organization",
    "organisations": "organizations",
    "intl": "international",
    "univ": "university",
    "st": "saint",
}
_NEAR: Final = 0.92
_MOST_BEARERS: Final = 60  # of a word that is rare enough to bring names together
_MOST_APART: Final = 2  # words of one name that the other may lack


@lru_cache(maxsize=20_000)
def telling_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, sorted: without articles, prepositions and legal forms.

    Spellings of one word count as one (program, programme), and so do usual short forms (AI).

    Example:
        >>> telling_words("The University of York, Ltd") == telling_words("York University")
        True
    """
    spelt = (part for word in words(name) for part in _SPELT.get(word, word).split())
    kept = [word for word in spelt if word not in _PLAIN and word not in _LEGAL]
    return tuple(sorted(kept or words(name)))


def is_short(name: str) -> bool:
    """Whether a name is so short that sharing it says little, like an abbreviation: one word of at most six letters."""
    parts = words(name)
    return len(parts) < 2 and len("".join(parts)) <= 6


def nearly(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names, as their telling words, differ in a few letters only, and in no number.

    Example:
        >>> nearly(telling_words("Institute of Digital Medecine"), telling_words("Institute of Digital Medicine"))
        True
        >>> nearly(telling_words("AI Hackathon 2024"), telling_words("AI Hackathon 2025"))
        False
    """
    mine, theirs = Counter(one), Counter(other)
    more, less = mine - theirs, theirs - mine
    apart = [*more, *less]
    if not apart or more.total() > _MOST_APART or less.total() > _MOST_APART:
        return False
    # a number, a Roman one or a lone letter that differs tells editions, levels and parts from each other
    if any(word.isdigit() or len(word) == 1 or set(word) <= set("ivx") for word in apart):
        return False
    matcher = SequenceMatcher(a=" ".join(one), b=" ".join(other), autojunk=False)
    return matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR


def near_pairs(named: Mapping[tuple[str, ...], Collection[_T]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The pairs of names that are nearly the same, each pair once, in their order.

    Only names that share a word which few others have are compared, so that the number of comparisons grows
    with the number of names, not with its square.

    Args:
        named: Names as their telling words, each with those that bear it.
    """
    blocks: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in named:
        if len(name) > 1:
            for word in sorted(set(name)):
                blocks[word].append(name)
    seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    for names in blocks.values():
        if len(names) <= _MOST_BEARERS:
            seen.update(_compared(names))
    yield from sorted(seen)


def _compared(names: Iterable[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    listed = sorted(names)
    for place, one in enumerate(listed):
        for other in listed[place + 1 :]:
            if abs(len(one) - len(other)) <= _MOST_APART and nearly(one, other):
                yield one, other

"""How alike two names are: the same, the same words in another order or form, or nearly the same."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from operator import sub
from string import ascii_lowercase, digits
from typing import Final, TypeVar

from .folding import fold, words

_T = TypeVar("_T")

_PLAIN: Final = frozenset(
    "a an the of for in at on and to by with de del der des di do du la le les et und y e".split()
)
_LEGAL: Final = frozenset(
    "inc incorporated ltd limited llc llp gmbh ggmbh plc corp corporation bv pty pvt srl sarl aps".split()
)
_LEGAL_LAST: Final = frozenset("ab ag as asa co company ev kg nv oy oyj sa sas se sl spa".split())
"""Legal forms that are words or parts of names elsewhere."""
_SPELT: Final = {
    "program": "programme",
    "programs": "programmes",
    "center": "centre",
    "centers": "centres",
    "healthcare": "health care",
    "ai": "artificial intelligence",
    "ml": "machine learning",
    "intl": "international",
    "natl": "national",
    "univ": "university",
    "dept": "department",
    "inst": "institute",
    "assoc": "association",
    "st": "saint",
    "uk": "united kingdom",
    "us": "united states",
    "usa": "united states",
    "pediatric": "paediatric",
    "pediatrics": "paediatrics",
    "modeling": "modelling",
    "aging": "ageing",
    "behavior": "behaviour",
    "behavioral": "behavioural",
}
_DOTTED: Final = re.compile(r"\b(?:(?:[a-z] )+[a-z]|ph d|[bm] sc)\b")  # of folded names: S.A., U.S., Ph.D.
_NUMBERED: Final = frozenset(
    "one two three four five six seven eight nine ten eleven twelve "
    "first second third fourth fifth sixth seventh eighth ninth tenth".split()
)
_SIDED: Final = frozenset(
    "north south east west northern southern eastern western upper lower graduate undergraduate postgraduate".split()
)
_BODIES: Final = frozenset(
    "university college school hospital institute academy centre clinic faculty medical state saint".split()
)
_FIGURES: Final = re.compile(r"\d+")
_SIGNS: Final = ascii_lowercase + digits
_TALL: Final = 16
_KEPT: Final = 65_536  # names that are remembered: each is looked at for many others
_NEAR: Final = 0.92
_ALIKE: Final = 0.65  # of a word and the one in its place: policy and policies, not Leeds and Leicester
_LONGEST: Final = 500  # letters of what is compared letter by letter: longer texts are no names
_MOST_BEARERS: Final = 60  # of a word that is rare enough to bring names together

MOST_APART: Final = 2
"""Words of one name that the other may lack when they are nearly the same."""


@lru_cache(_KEPT)
def telling_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, sorted: without articles, prepositions and legal forms.

    Spellings of one word count as one (program, programme), and so do usual short forms (AI).

    Example:
        >>> telling_words("The University of York, Ltd") == telling_words("York University")
        True
        >>> telling_words("Center for AI, S.A.") == telling_words("Centre for Artificial Intelligence")
        True
    """
    plain = _DOTTED.sub(lambda run: run[0].replace(" ", ""), fold(name)).split()
    # the A of “Hepatitis A” is no article
    last = plain[-1:] if plain and len(plain[-1]) == 1 else []
    spelt = (part for word in plain[: len(plain) - len(last)] for part in _spelt(word).split())
    kept = [word for word in spelt if word not in _PLAIN and word not in _LEGAL] + last
    while len(kept) > 1 and kept[-1] in _LEGAL_LAST:
        kept.pop()
    return tuple(sorted(kept or plain))


def _spelt(word: str) -> str:
    return _SPELT.get(word) or (word.replace("isation", "ization") if "isation" in word else word)


def is_short(name: str) -> bool:
    """Whether a name is so short that sharing it says little, like an abbreviation: one word of at most six letters."""
    parts = words(name)
    return len(parts) < 2 and len("".join(parts)) <= 6


@dataclass(frozen=True, slots=True)
class _Look:
    """What names are compared by before they are compared letter by letter.

    Attributes:
        figures: What tells editions, levels and sides apart.
        size: How many letters there are.
        letters: How often each letter and digit stands there, all other signs last.
        heights: The same as bits, of each sign so many ones as it stands there, but not more than :data:`_TALL`.
    """

    figures: tuple[str, ...]
    size: int
    letters: tuple[int, ...]
    heights: int


@lru_cache(_KEPT)
def _look(name: tuple[str, ...]) -> _Look:
    text = "".join(name)
    letters = [text.count(sign) for sign in _SIGNS]
    letters.append(len(text) - sum(letters))
    heights = 0
    for place, times in enumerate(letters):
        if times:
            heights |= ((1 << min(times, _TALL)) - 1) << place * _TALL
    found = [part for word in name for part in ((word,) if _tells_alone(word) else _FIGURES.findall(word))]
    return _Look(tuple(sorted(found)), len(text), tuple(letters), heights)


def _tells_alone(word: str) -> bool:
    """Whether names that differ in this word are of two things, however alike they are: a number, a letter, a side."""
    return len(word) == 1 or word in _NUMBERED or word in _SIDED or set(word) <= set("ivx")


def figures(name: tuple[str, ...]) -> tuple[str, ...]:
    """What must be the same in names that are nearly the same, sorted: numbers, lone letters, sides, levels.

    Example:
        >>> figures(telling_words("Northern Summer School II, COVID-19 Track"))
        ('19', 'ii', 'northern')
    """
    return _look(name).figures


def nearly(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names, as their telling words, differ in a few letters only, and in no number.

    A word in the place of another must be like it, however long the rest of the names is; and where the rest tells
    nothing, as in ``University of``, it must be the same but for a letter too many or letters that changed places.

    Example:
        >>> nearly(telling_words("Institute of Digital Medecine"), telling_words("Institute of Digital Medicine"))
        True
        >>> nearly(telling_words("AI Hackathon 2024"), telling_words("AI Hackathon 2025"))
        False
    """
    mine, theirs = _look(one), _look(other)
    total = mine.size + theirs.size
    most = (1 - _NEAR) * total  # letters that may have no partner in the other name
    # the cheap questions first: most names fail one of them
    if abs(mine.size - theirs.size) > most or mine.figures != theirs.figures or one == other:
        return False
    if (mine.heights ^ theirs.heights).bit_count() > most:
        return False  # so many letters differ at least, and to count them one by one takes ten times as long
    if sum(map(abs, map(sub, mine.letters, theirs.letters))) > most or total > 2 * _LONGEST:
        return False
    more, less = replaced(one, other)
    if len(more) > MOST_APART or len(less) > MOST_APART:
        return False
    ours, others = "".join(more), "".join(less)
    size = len(ours) + len(others)
    blocks = SequenceMatcher(None, ours, others, autojunk=False).get_matching_blocks()
    lone = size - 2 * sum(block.size for block in blocks)
    if {*one}.intersection(other) <= _BODIES:
        # nothing else tells them: York and Cork are two, Edinburg and Edinburgh, Stanfrod and Stanford are not
        return lone <= 1 or mine.letters == theirs.letters
    return lone <= most and (not more or not less or lone <= (1 - _ALIKE) * size)


def replaced(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The words of one name that the other lacks, and the other way round, each sorted."""
    mine, theirs = Counter(one), Counter(other)
    return sorted((mine - theirs).elements()), sorted((theirs - mine).elements())


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
            if abs(len(one) - len(other)) <= MOST_APART and nearly(one, other):
                yield one, other

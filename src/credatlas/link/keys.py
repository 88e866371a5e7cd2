"""Keys of names: equal for two spellings of one name, and never for two names that differ in a word that counts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from .wordlists import ABBREVIATED, FILLERS, LEGAL_FORMS, PREPOSITIONS, SPELLINGS

_U: Final = re.compile(r"\bU\.(?![A-Za-z]\.)(?=\W|$)")
_PLAIN: Final = re.compile(r"[a-z0-9]+")
_ACCENTS: Final = dict.fromkeys(range(0x300, 0x370))
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'\u2019\u2018\u02bc\u02b9`\u00b4"))
# letters that Unicode does not take apart into a plain one and an accent
_LETTERS: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t"}
)
_JOINED: Final = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]")  # scripts that put no blanks between words
_UMLAUT: Final = re.compile("(?<=[b-df-hj-np-tv-xz])(?:ae|oe|ue)|^(?:ae|oe|ue)")


@lru_cache(maxsize=4_096)
def _kept(character: str) -> str:
    """The character when it belongs to a word, else a blank; one of a script without blanks stands alone."""
    if _JOINED.match(character):
        return f" {character} "
    return character if unicodedata.category(character)[0] in "LNM" else " "


def tokens(text: str) -> list[str]:
    """The words of a text without case, accents and apostrophes; characters of Chinese and Japanese stand alone.

    Example:
        >>> tokens("Universität Zürich (UZH)")
        ['universitat', 'zurich', 'uzh']
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_ACCENTS)
    lowered = text.casefold().translate(_APOSTROPHES).replace("&", " and ")
    if lowered.isascii():
        return _PLAIN.findall(lowered)
    return "".join(map(_kept, lowered.translate(_LETTERS))).split()


@lru_cache(maxsize=100_000)
def spelt(word: str) -> str:
    """One spelling for the spellings of a word: centre and center, Muenchen and München, and usual short forms.

    Example:
        >>> spelt("centre"), spelt("duesseldorf"), spelt("univ")
        ('center', 'dusseldorf', 'university')
    """
    known = SPELLINGS.get(word) or ABBREVIATED.get(word)
    if known is not None:
        return known
    return _UMLAUT.sub(lambda found: found[0][0], word) if len(word) > 4 else word


def spelt_tokens(text: str) -> list[str]:
    """The words of a text, each in its one spelling, without the article at the beginning of phrases."""
    if "U." in text:
        text = _U.sub("University ", text)
    return [spelt(word) for word in tokens(text) if word != "the"]


def strict_key(words: list[str]) -> str:
    """The key under which a name is found inside a longer text: all of its words."""
    return " ".join(words)


def loose_key(words: list[str]) -> str:
    """The key of a name that stands by itself: without prepositions and legal forms.

    Example:
        >>> loose_key(spelt_tokens("University of California at Irvine, Inc."))
        'university california irvine'
    """
    kept = [word for word in words if word not in PREPOSITIONS and word not in FILLERS]
    while len(kept) > 1 and kept[-1] in LEGAL_FORMS:
        kept.pop()
    return " ".join(kept or words)


def looks_like_acronym(text: str) -> bool:
    """Whether a text is written as an abbreviation: one word of at most seven letters, most of them capitals.

    Example:
        >>> looks_like_acronym("UAB"), looks_like_acronym("EPFL"), looks_like_acronym("Leeds")
        (True, True, False)
    """
    bare = text.strip(" .()")
    if " " in bare or not 2 <= len(bare) <= 10:
        return False
    letters = [character for character in bare if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return len(letters) >= 2 and len(letters) <= 8 and capitals * 2 > len(letters) and letters[0].isupper()

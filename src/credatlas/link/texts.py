"""What stands in a free text about bodies: its parts, the countries and towns it names, its addresses of sites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .countries import LONGEST, country_names, postal_states, state_names
from .keys import spelt_tokens, tokens
from .wordlists import HEADS, LEGAL_FORMS

MOST_LETTERS: Final = 2_000
"""Of a text that is read; what stands behind is no name or address."""

_MAIL: Final = re.compile(r"[\w.+-]{1,80}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_SITE: Final = re.compile(r"(?:https?://|www\.)([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})\S*", re.IGNORECASE)
_BARE_SITE: Final = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,12}")
_LABELS: Final = re.compile(
    r"\b(?:e-?mail|electronic address|tel|fax|phone)\b\s*[:.]?\s*(?:\+?[\d ()./-]{6,})?", re.IGNORECASE
)
_MARK: Final = re.compile(r"^\s*(?:[(\[]?\d{1,2}[)\].]?\s*(?=[^\W\d_])|[a-z*†‡§#]{1,2}[.)]?\s+(?=[A-Z])|[*†‡§#]+\s*)")
_BORDERS: Final = re.compile(
    r"[,;:|\n\r\t()\[\]{}\"“”«»•·]+|\s[-–—]+\s|(?<=[A-Z]{3})-(?=[A-Z])|\s*/\s*|(?<=[a-z]{4})\.\s+(?=[A-Z])|[，、；（）]"
)
_NONE: Final[frozenset[str]] = frozenset()
_WITH_STATE: Final = re.compile(r"(?:^|[\s,])([A-Z]{2,3})\.?(?:[\s,]+\d{4,5}(?:-\d{4})?)?[\s.]*$")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text between two commas or the like.

    Attributes:
        raw: As it was written.
        words: Its words as the index spells them.
        start: The place of its first word among those of the whole text.
        is_place: Whether it only says where: a country, a state, a town, a number.
    """

    raw: str
    words: tuple[str, ...]
    start: int
    is_place: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as matching sees it.

    Attributes:
        text: The text.
        parts: Its pieces, in order.
        words: All of its words, in order.
        countries: The codes of countries that it names, or that its states belong to.
        domains: Of sites and mail addresses in it.
        padded: Its folded words with a blank at both ends, to look for towns in.
    """

    text: str
    parts: tuple[Part, ...]
    words: tuple[str, ...]
    countries: frozenset[str]
    domains: tuple[str, ...]
    padded: str


def read_text(text: str) -> Reading:
    """Takes a text apart."""
    text = text[:MOST_LETTERS]
    domains = tuple(dict.fromkeys(host.lower() for host in _domains(text)))
    bare = _LABELS.sub(" , ", _SITE.sub(" , ", _MAIL.sub(" , ", text)))
    parts: list[Part] = []
    words: list[str] = []
    countries: set[str] = set()
    states: set[str] = set()
    for piece in _BORDERS.split(bare):
        raw = _MARK.sub("", piece).strip(" .")
        found = tuple(spelt_tokens(raw))
        if not found:
            continue
        named, whole = _countries(raw)
        countries |= named
        state, whole_state = _states(raw) if parts else (_NONE, False)
        states |= state
        named = named or _inner_country(raw, found) if parts else named
        countries |= named
        digits = all(any(letter.isdigit() for letter in word) for word in found)
        parts.append(Part(raw, found, len(words), whole or whole_state or digits))
        words.extend(found)
    folded = " ".join(tokens(bare))
    return Reading(text, tuple(parts), tuple(words), frozenset(countries or states), domains, f" {folded} ")


def site_of(text: str) -> str:
    """The host when a text is nothing but the address of a site, else an empty string.

    Example:
        >>> site_of("https://www.kcl.ac.uk/about"), site_of("rasitdinc.com"), site_of("King's College")
        ('kcl.ac.uk', 'rasitdinc.com', '')
    """
    bare = text.strip().lower()
    found = _SITE.fullmatch(bare)
    if found:
        return found[1].removeprefix("www.")
    return bare.removeprefix("www.") if _BARE_SITE.fullmatch(bare) and not bare.startswith("dept.") else ""


def _domains(text: str) -> Iterator[str]:
    if "@" in text:
        yield from _MAIL.findall(text)
    if "." in text:
        for host in _SITE.findall(text):
            yield host.lower().removeprefix("www.")


def _countries(raw: str) -> tuple[frozenset[str], bool]:
    """The country that a piece is, or ends with, and whether it is nothing else but a place name and numbers."""
    names, states = country_names(), state_names()
    words = [word for word in tokens(raw) if not any(letter.isdigit() for letter in word)]
    for length in range(min(LONGEST, len(words)), 0, -1):
        ending = " ".join(words[-length:])
        code = states.get(ending) or names.get(ending)
        if ending == "georgia":
            return frozenset({"US", "GE"}), length == len(words)
        if code is not None and not (len(ending) < 4 and raw.rstrip(". ")[-1:].islower()):
            before = set() if length == len(words) else set(_countries_before(words[:-length]))
            return frozenset({code} | before), length == len(words)
    return frozenset(), False


def _inner_country(raw: str, words: tuple[str, ...]) -> frozenset[str]:
    """The country inside a piece with a number and no body in it: ``P.O. Box 1 Amsterdam Netherlands NL``."""
    if not any(letter.isdigit() for letter in raw) or any(word in HEADS for word in words):
        return _NONE
    names = country_names()
    return frozenset(names[word] for word in tokens(raw) if len(word) > 3 and word in names)


def _countries_before(words: list[str]) -> Iterator[str]:
    """The state in front of a country: ``Boston Massachusetts USA``."""
    for length in (1, 2):
        code = state_names().get(" ".join(words[-length:]))
        if code is not None:
            yield code


def _states(raw: str) -> tuple[frozenset[str], bool]:
    """The country of a state that a piece ends with, in capitals: ``MA 02115``."""
    found = _WITH_STATE.search(raw)
    code = postal_states().get(found[1]) if found else None
    if found is None or code is None or (found[1].lower() in LEGAL_FORMS and not found[0].strip(" .,")[-1].isdigit()):
        return _NONE, False
    return frozenset({code}), found.start(1) == 0

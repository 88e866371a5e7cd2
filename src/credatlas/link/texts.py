"""What stands in a free text about bodies: its parts, the countries and towns it names, its addresses of sites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    # the number of a French laboratory stands behind its name: CEISAM UMR 6230
    r"\s(?=(?:UMR|UPR|UAR|USR|EA)[\s_-]?(?:CNRS[\s-]?)?\d)|"
    r"[,;:|\n\r\t()\[\]{}\"“”«»•·]+|\s[-–—]+\s|(?<=[A-Z]{3})-(?=[A-Z])|\s*/\s*|(?<=[a-z]{4})\.\s+(?=[A-Z])|[，、；（）]"
)
_BETWEEN_ADDRESSES: Final = re.compile(r"[;|；]")
_NONE: Final[frozenset[str]] = frozenset()
_WITH_STATE: Final = re.compile(r"(?:^|[\s,])([A-Z]{2,3})\.?(?:[\s,]+\d{4,5}(?:-\d{4})?)?[\s.]*$")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text between two commas or the like.

    Attributes:
        raw: As it was written.
        words: Its words as the index spells them.
        start: The place of its first word among those of the whole text.
        is_place: Whether it only says where: a country, a state, a number.
        countries: The codes of the countries that hold for it.
    """

    raw: str
    words: tuple[str, ...]
    start: int
    is_place: bool = False
    countries: frozenset[str] = frozenset()


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

    def countries_at(self, first: int, last: int) -> frozenset[str]:
        """The countries that hold for some of its pieces, counted from 0, the last one included."""
        return frozenset().union(*(part.countries for part in self.parts[first : last + 1]))


def read_text(text: str) -> Reading:
    """Takes a text apart."""
    text = text[:MOST_LETTERS]
    domains = tuple(dict.fromkeys(host.lower() for host in _domains(text)))
    bare = _LABELS.sub(" , ", _SITE.sub(" , ", _MAIL.sub(" , ", text)))
    addresses: list[_Address] = []
    words: list[str] = []
    for piece in _BETWEEN_ADDRESSES.split(bare):
        address = _Address()
        address.read(piece, words)
        addresses.append(address)
    parts = [part for number, one in enumerate(addresses) for part in one.placed(_holding(addresses, number))]
    countries = frozenset().union(*(one.own_countries for one in addresses))
    return Reading(text, tuple(parts), tuple(words), countries, domains, f" {' '.join(tokens(bare))} ")


class _Address:
    """One of the addresses that semicolons part."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.countries: set[str] = set()
        self.states: set[str] = set()
        self.names_body = False

    @property
    def own_countries(self) -> frozenset[str]:
        """The countries that it names, else those of its states."""
        return frozenset(self.countries or self.states)

    def read(self, text: str, words: list[str]) -> None:
        """Takes it apart; its words go to those of the whole text."""
        for piece in _BORDERS.split(text):
            raw = _MARK.sub("", piece).strip(" .")
            found = tuple(spelt_tokens(raw))
            if not found:
                continue
            named, whole = _countries(raw)
            state, whole_state = _states(raw) if words else (_NONE, False)
            self.countries |= named or (_inner_country(raw, found) if words else _NONE)
            self.states |= state
            self.names_body |= not HEADS.isdisjoint(found)
            digits = all(any(letter.isdigit() for letter in word) for word in found)
            self.parts.append(Part(raw, found, len(words), whole or whole_state or digits))
            words.extend(found)

    def placed(self, countries: frozenset[str]) -> list[Part]:
        """Its pieces with the countries that hold for them."""
        return [replace(part, countries=countries) for part in self.parts]


def _holding(addresses: list[_Address], number: int) -> frozenset[str]:
    """The countries that hold for an address: its own, else those of the others when they name no body of their own."""
    own = addresses[number].own_countries
    others = [one for one in addresses if one.own_countries]
    if own or any(one.names_body for one in others):
        return own
    return frozenset().union(*(one.own_countries for one in others))


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

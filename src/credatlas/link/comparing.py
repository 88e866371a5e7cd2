"""What speaks for and against a thing of the atlas and a record being one: place, site, kind, and words of names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from .countries import any_agree
from .keys import loose_key, spelt_tokens, tokens
from .model import Record
from .wordlists import GENERAL, PREPOSITIONS

Verdict = bool | None  # agrees, contradicts, or one side does not say
_SAME_SITE: Final = 2  # labels of a domain that two sites of one body share at least
_SECOND: Final = frozenset("ac co edu gov com org net gob gouv go or ne".split())
_SLIP_LETTERS: Final = 5

# classes of the atlas, and the types that ROR gives to such bodies; what is not here may be of any
_TYPES: Final[Mapping[str, frozenset[str]]] = {
    "University": frozenset({"education"}),
    "School": frozenset({"education", "facility"}),
    "Department": frozenset({"education", "facility"}),
    "HealthcareProvider": frozenset({"healthcare", "education", "nonprofit", "facility", "company", "other"}),
    "Company": frozenset({"company", "other", "nonprofit"}),
    "RegulatoryAuthority": frozenset({"government", "other", "nonprofit", "facility"}),
    "PublicAuthority": frozenset({"government", "other", "healthcare", "facility", "nonprofit"}),
    "ProfessionalBody": frozenset({"nonprofit", "other", "education", "government"}),
    "CertificationBoard": frozenset({"nonprofit", "other", "company", "education"}),
}
_SIDE_TYPES: Final = frozenset({"funder", "archive"})  # what bodies of every kind may be besides


class Comparison(NamedTuple):
    """What speaks for a pair, and what against it, in words.

    Attributes:
        country: Whether the countries agree.
        town: Whether the towns do.
        site: Whether the websites do.
        kind: Whether a record of this type can be a thing of this class.
    """

    country: Verdict
    town: Verdict
    site: Verdict
    kind: Verdict
    reasons: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def contradicts(self) -> bool:
        """Whether anything speaks against it that unlike names of one place do not explain."""
        return (
            self.country is False or self.kind is False or (False in (self.town, self.site) and self.town is not True)
        )


def compare(thing: Record, record: Record) -> Comparison:
    """Compares what is known of both."""
    country = any_agree(thing.countries, record.countries) if thing.countries and record.countries else None
    town = _town(thing, record)
    site = _site(thing, record)
    kind = _kind(thing, record)
    reasons, against = [], []
    if country is True:
        reasons.append(f"the same country ({', '.join(record.countries)})")
    elif country is False:
        against.append(f"another country ({', '.join(record.countries)}, not {', '.join(thing.countries)})")
    if town is True:
        reasons.append(f"the same town ({', '.join(thing.places)})")
    elif town is False:
        against.append(f"another town ({', '.join(record.places)}, not {', '.join(thing.places)})")
    if site is True:
        reasons.append(f"the same site ({', '.join(record.domains)})")
    elif site is False:
        against.append(f"another site ({', '.join(record.domains)}, not {', '.join(thing.domains)})")
    if kind is False:
        against.append(f"of another kind ({', '.join(record.kinds)})")
    return Comparison(country, town, site, kind, tuple(reasons), tuple(against))


def _town(thing: Record, record: Record) -> Verdict:
    mine = {" ".join(tokens(place)) for place in thing.places}
    theirs = {" ".join(tokens(place)) for place in record.places}
    if not mine or not theirs:
        return None
    return any(one in other or other in one for one in mine for other in theirs)


def _site(thing: Record, record: Record) -> Verdict:
    if not thing.domains or not record.domains:
        return None
    return not {root_of(site) for site in thing.domains}.isdisjoint(root_of(site) for site in record.domains)


def root_of(site: str) -> str:
    """The part of a domain that one body registers.

    Example:
        >>> root_of("hsph.harvard.edu"), root_of("medicine.kcl.ac.uk")
        ('harvard.edu', 'kcl.ac.uk')
    """
    labels = site.split(".")
    deep = len(labels) > _SAME_SITE and len(labels[-1]) == 2 and labels[-2] in _SECOND
    return ".".join(labels[-(_SAME_SITE + deep) :])


def _kind(thing: Record, record: Record) -> Verdict:
    expected = [_TYPES[kind] for kind in thing.kinds if kind in _TYPES]
    stated = set(record.kinds) - _SIDE_TYPES
    if not expected or not stated or record.source != "ror":
        return None
    return any(not types.isdisjoint(stated) for types in expected)


def telling_words(name: str) -> frozenset[str]:
    """The words of a name that few others have."""
    return frozenset(word for word in spelt_tokens(name) if word not in GENERAL and word not in PREPOSITIONS)


def share_telling_words(one: str, other: str) -> bool:
    """Whether two names have the same telling words, but for a slip of the pen in longer ones."""
    from .likeness import nearest_words

    mine, theirs = telling_words(one), telling_words(other)
    if not mine or not theirs:
        return loose_key(spelt_tokens(one)) == loose_key(spelt_tokens(other))
    return all(
        word in there or (len(word) >= _SLIP_LETTERS and nearest_words(word, sorted(there)))
        for here, there in ((mine, theirs), (theirs, mine))
        for word in here
    )

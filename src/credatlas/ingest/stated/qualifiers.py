"""What the words around a price say of it: for whom, per what, since when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from ...claims.model import ASSERTED
from ...terms import node
from .dates import valid_times
from .lengths import FULL_TIME, PART_TIME
from .reading import status_of

# what may follow "home", "international" and the like where they mean payers: "international 28,600 GBP"
_PAYERS: Final = (
    r"(?=s?(?: (?:[\w-]+ ){0,2}?(?:fees?|students?|rates?|tuition|applicants?|prices?|candidates?|participants?"
    r"|learners?|nationals?|citizens?|delegates?|entry)\b|:? ?(?:[A-Z]{3} ?)?[€£$\d]| and non-| programme countries|/"
    r"|\s*$|\s*[,;)]))"
)
_FROM_AFAR: Final = (
    r"non-?residents?|non-?locals?|out-of-state|non-EU|non-EEA|partner countries|third countries|living outside"
    rf"|non-(?:\w+ nationals|Swiss|UK)|\b(?:international|overseas|foreign){_PAYERS}"
)
_FROM_HERE: Final = (
    rf"\bin-state\b|\bdomestic\b|national and European students|(?<!non-)\b(?:home|local|UK|EU|EEA){_PAYERS}"
    r"|(?<!non-)(?<!medical )\bresident\b(?! (?:physician|doctor|fellow)s?)|(?-i:\b[A-Z]\w+) residents\b"
)
_CERTIFIED: Final = (
    r"with (?:a )?certificate|verified track|certificate track|\bcertificate (?:fee )?(?=[€£$\d]|(?-i:[A-Z]{3}) ?\d)"
    r"|^\s*certificate\s*$"
)
_STUDENT: Final = (
    r"\bstudents?:? (?=[€£$\d]|(?-i:[A-Z]{3} ?\d))|\bstudent (?:rate|price|fee)\b(?! union)|\breduced\b"
    r"|\bfor (?:students|trainees)\s*$"
)
# the first that fits is the tier, so the special ones stand first
_TIERS: Final = (
    ("retake", r"re-?takes?|re-?tests?|re-?sits?|repeat(?:ed)? (?:exam|test)"),
    ("non-member", r"non-?members?"),
    ("member", r"(?<!non-)\bmembers?\b(?! states?)"),
    ("early-bird", r"early[- ]bird|early registration|advance rate"),
    ("late", r"late (?:registration|fee|rate)|on-?site (?:rate|registration)"),
    ("subsidised-place", r"supported places?|\bCSP\b|funded places?|subsidi[sz]ed"),
    ("non-resident", _FROM_AFAR),
    ("resident", _FROM_HERE),
    ("alumni", r"\balumni\b|former students"),
    ("low-income-country", r"\bLMICs?\b|low-income|developing (?:country|countries)"),
    ("public-sector", r"NHS staff|public sector|government (?:rate|employees)"),
    ("audit", r"\baudit(?:ing)?\b|without (?:a )?certificate"),
    ("certificate-track", _CERTIFIED),
    ("group", r"group rate|per person in a group|corporate rate"),
    ("student", _STUDENT),
)
_WHOLE: Final = (
    r"(?:whole|entire|full|complete|total) (?:\S+ ){0,4}?(?:programmes?|programs?|courses?|degrees?|fees?|tuition"
    r"|cost)\b|for the (?:\S+ )?(?:programme|program|course)\b|for the whole|in total\b|^\s*total\s*$"
    r"|\bper (?:programme|program|degree)\b"
)
# the first that fits is what the price is paid for
_PERS: Final = (
    ("application", r"application fees?"),
    ("membership", r"membership fees?|annual membership"),
    ("renewal", r"renewals?\b|recertification"),
    ("enrolment", r"(?<!per )\benrol?lment\b|matriculation fee"),
    ("ects-credit", r"per ects|per (?:\w+ )?ects"),
    ("credit", r"per (?:\w+ )?(?:\w+ )?(?:credit(?: hour| point)?|semester hour|unit)s?\b"),
    ("semester", r"per (?:semester|term)\b|a semester\b|each semester"),
    ("academic-year", r"per academic year|for (?:9|10|nine|ten) months"),
    ("year", r"per (?:year|annum)|a year\b|annual(?:ly)?\b|yearly|first year\b|each year"),
    ("programme", _WHOLE),
    ("module", r"per (?:module|course|class|unit of study)\b"),
    ("exam", r"\b(?:exam(?:ination)?|test) fees?|per (?:exam(?:ination)?|sitting)\b"),
    ("month", r"per month|monthly|a month\b"),
    ("week", r"per week|weekly|a week\b"),
    ("day", r"per day|a day\b"),
    ("session", r"per (?:session|meeting)\b"),
    ("person", r"per (?:person|participant|head|attendee|delegate)\b"),
    ("team", r"per (?:team|group)\b"),
)
_MODES: Final = (
    (FULL_TIME, re.compile(r"full[- ]time", re.IGNORECASE)),
    (PART_TIME, re.compile(r"part[- ]time", re.IGNORECASE)),
)
_COHORT: Final = re.compile(r"\b(?:cohort|track|type|route|pathway) [\w-]+\b", re.IGNORECASE)
_COMPILED_TIERS: Final = tuple((node(f"tier:{name}"), re.compile(words, re.IGNORECASE)) for name, words in _TIERS)
_COMPILED_PERS: Final = tuple((node(f"unit:{name}"), re.compile(words, re.IGNORECASE)) for name, words in _PERS)
RESIDENT: Final = node("tier:resident")
NON_RESIDENT: Final = node("tier:non-resident")


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """For whom, per what and since when a price holds.

    Attributes:
        tier: The group of payers, a concept of the scheme price-tier.
        per: What it pays for, a concept of the scheme unit.
        cohort: The intake, way of study or other group.
        valid_from: From when it holds.
        valid_until: Until when it holds.
        status: Whether it is meant as a fact, a plan or something not final.
    """

    tier: NamedNode | None = None
    per: NamedNode | None = None
    cohort: str = ""
    valid_from: Literal | None = None
    valid_until: Literal | None = None
    status: NamedNode = ASSERTED

    def over(self, other: Qualifiers, *, tier: bool) -> Qualifiers:
        """These, completed by what another part of the text says; its tier only where ``tier`` is true."""
        dated = self if self.valid_from is not None or self.valid_until is not None else other
        return replace(
            self,
            tier=self.tier or (other.tier if tier else None),
            per=self.per or other.per,
            cohort=self.cohort or other.cohort,
            valid_from=dated.valid_from,
            valid_until=dated.valid_until,
            status=self.status if self.status != ASSERTED else other.status,
        )


def qualifiers(text: str) -> Qualifiers:
    """What a part of a text says of the price in it.

    Example:
        >>> found = qualifiers("per credit, local students, January 2021 entry")
        >>> found.tier.value.rpartition("#")[2], found.per.value.rpartition("#")[2], found.valid_from.value
        ('resident', 'credit', '2021-01')
    """
    tiers = [tier for tier, pattern in _COMPILED_TIERS if pattern.search(text)]
    both = RESIDENT in tiers and NON_RESIDENT in tiers and re.search(r"\band non-?\w+", text) is not None
    per = next((unit for unit, pattern in _COMPILED_PERS if pattern.search(text)), None)
    mode = next((name for name, pattern in _MODES if pattern.search(text)), "")
    cohort = _COHORT.search(text)
    valid_from, valid_until = valid_times(text)
    return Qualifiers(
        None if both or not tiers else tiers[0],
        per,
        mode or (cohort[0] if cohort else ""),
        valid_from,
        valid_until,
        status_of(text),
    )

"""Names that could be real and are not: towns, universities, people, programmes; and identifiers whose digits check."""

from __future__ import annotations

import re
from random import Random
from typing import Final

_BEGINNINGS: Final = (
    "Ash Bar Black Bram Brook Carl Chel Cold Crom Dar Dun East Elm Fair Fern Glen Green Had Har Hay Hazel Kel King "
    "Lang Lin Mal Mar Mill Nor Oak Pem Raven Red Rush Sel Stan Stone Thorn Wake Wells"
).split()
_ENDINGS: Final = (
    "bridge brook burn bury by combe dale don field ford gate ham haven ley mere minster mont mouth port stead ton "
    "vale ville wick worth"
).split()
_SIDES: Final = ("", "North ", "South ", "East ", "West ", "New ", "Upper ", "Lower ", "Great ", "Old ")
TOWNS: Final = len(_BEGINNINGS) * len(_ENDINGS) * len(_SIDES)
"""How many towns there are, and so how many institutions there can be."""

_STRIDE: Final = 3_889

_FORMS: Final = ("University of {}", "{} University", "{} State University", "{} Medical University")
SURNAMES: Final = (
    "Abara Adeyemi Alvarez Andersen Banerjee Becker Castellano Chen Costa Dubois Eriksen Farouk Fischer Garcia Haddad "
    "Hansen Ivanova Johnson Kaplan Kim Kowalska Larsen Lopez Mbeki Meyer Moreau Nakamura Nguyen Novak Okafor Olsen "
    "Patel Pereira Popescu Rahman Rossi Sato Schmidt Silva Singh Takahashi Tanaka Varga Weber Williams Yilmaz Zhang"
).split()
INITIALS: Final = "A B C D E F G H J K L M N P R S T V W Y".split()

_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def town(number: int) -> str:
    """A town; no two numbers below :data:`TOWNS` give the same.

    Example:
        >>> town(0), town(1), town(2)
        ('Ashbridge', 'South Ravenmouth', 'Upper Maldon')
    """
    # the step has no divisor in common with the number of towns, so every town has its turn
    beginning, ending = divmod(number * _STRIDE % TOWNS, len(_ENDINGS))
    side, beginning = divmod(beginning, len(_BEGINNINGS))
    return f"{_SIDES[side]}{_BEGINNINGS[beginning]}{_ENDINGS[ending]}"


def slug(name: str) -> str:
    """A name as the last part of an id.

    Example:
        >>> slug("North Ashbridge Medical University")
        'north-ashbridge-medical-university'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def university(rng: Random, place: str) -> tuple[str, str]:
    """The name of a university, and another under which it is known."""
    own, other = rng.sample(_FORMS, 2)
    return own.format(place), other.format(place)


def person(rng: Random) -> str:
    """A person as reference lists name them: ``Okafor AB``."""
    return f"{rng.choice(SURNAMES)} {rng.choice(INITIALS)}{rng.choice(INITIALS)}"


def ror_id(number: int) -> str:
    """An identifier in the form of ROR, its last two digits by ISO 7064 MOD 97-10."""
    value, body = number, ""
    for _ in range(6):
        value, digit = divmod(value, 32)
        body = _CROCKFORD[digit] + body
    return f"https://ror.org/0{body}{98 - number * 100 % 97:02}"


def orcid(number: int) -> str:
    """An identifier in the form of ORCID, its last character by ISO 7064 MOD 11-2."""
    digits = f"{9_000_000_000 + number:015}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = digits + ("X" if check == 10 else str(check))
    return "-".join(whole[place : place + 4] for place in range(0, 16, 4))

"""Keys of places: countries by their ISO 3166 code, towns by name and country, regions by name."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from ..terms import ID
from .folding import fold

CITY: Final = "city:"
"""What the keys of towns begin with."""

_CODE: Final = re.compile(r"[A-Z]{2}")
# what tables write, and the region that is meant; the countries and regions are in data/sources/places.trig
_REGIONS: Final = {
    "world": "world",
    "global": "world",
    "worldwide": "world",
    "who": "world",
    "eu": "european-union",
    "european union": "european-union",
    "africa": "africa",
    "americas": "americas",
    "asia": "asia",
    "europe": "europe",
    "latin america": "latin-america",
}


def is_country(code: str) -> bool:
    """Whether a text has the form of a country code."""
    return _CODE.fullmatch(code) is not None


def is_country_id(iri: ox.NamedNode) -> bool:
    """Whether an id is that of a country: its slug is the code."""
    return re.fullmatch(f"{ID}place/[a-z]{{2}}", iri.value) is not None


def country_key(code: str) -> str:
    """The key of a country, under which ``data/ids.tsv`` has its id.

    Example:
        >>> country_key("US")
        'country:US'
    """
    return f"country:{code}"


def city_key(name: str, country: str) -> str:
    """The key of a town."""
    return f"{CITY}{country}:{'-'.join(fold(name).split())}"


def jurisdiction(text: str) -> str | None:
    """The key of a country or region in which rules have force; of a part of a country none."""
    if is_country(text):
        return "region:european-union" if text == "EU" else country_key(text)
    region = _REGIONS.get(fold(text))
    return f"region:{region}" if region else None

"""The readers of places: countries, towns, and where rules have force."""

from __future__ import annotations

from typing import Final

from ..claims.model import BASES, ca
from ..terms import node
from .concepts import Lookup
from .mapping import Column
from .minting import slug
from .model import Key, Spot, Thing
from .places import city_key, country_key, is_country, jurisdiction
from .rows import Row

_NORMALISED: Final = BASES[1]


def country_of(row: Row, column: Column, _: Lookup) -> None:
    """The country of an organization."""
    code = row.cell(column.name)
    if is_country(code):
        row.say(row.key, node("schema:location"), Key(country_key(code)), column.name)
    else:
        row.leave(column.name, "no country code of ISO 3166 such as US")


def city_of(row: Row, column: Column, _: Lookup) -> None:
    """The town of an organization, in its country."""
    name, country = row.cell(column.name), row.cell(column.beside[0]) if column.beside else ""
    if not is_country(country):
        row.leave(column.name, "a town without a country may be any of that name")
        return
    city = city_key(name, country)
    row.add(city_thing(name, country, row.sources(column.name)[0], row.spot(column.name)))
    row.say(city, node("schema:containedInPlace"), Key(country_key(country)), column.name, _NORMALISED)
    row.say(row.key, node("schema:location"), Key(city), column.name)


def city_thing(name: str, country: str, source: str, spot: Spot) -> Thing:
    """A town."""
    kind = (node("schema:City"),)
    return Thing(
        city_key(name, country),
        "place",
        kind,
        name,
        source,
        spot,
        within=country_key(country),
        country=country,
        slug=f"{slug(name)} {country}",
    )


def jurisdiction_of(row: Row, column: Column, _: Lookup) -> None:
    """Where a policy has force."""
    for part in row.parts(column.name):
        key = jurisdiction(part)
        if key is None:
            row.leave(column.name, "no country and no region that the atlas knows", part)
        else:
            row.say(row.key, ca("hasJurisdiction"), Key(key), column.name, _NORMALISED)

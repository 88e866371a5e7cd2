"""Places of pages: countries by code, towns by name and country, anything else in words."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from ...terms import node as term
from ..locations import city_thing
from ..model import Key
from ..places import city_key, country_key, is_country
from .graph import Node
from .mapping import Rule
from .said import NORMALISED, Page

_ONLINE: Final = "VirtualLocation"
_ADDRESS: Final = ("addressLocality", "addressRegion", "addressCountry")


def place_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """Where something is: its town and country where both are given, its country, or only words."""
    for value in node.values(rule.name):
        place = page.graph.node(value)
        if place is not None and _ONLINE in place.types:
            if rule.stated is not None:
                page.say(key, term("ca:hasModality"), term("mode:online"), rule.name, NORMALISED)
            continue
        address = _address(page, place)
        located = address is not None and _town(page, key, rule, address)
        words = _words(page, place, address) if place is not None else page.graph.words(value)
        if rule.stated is not None:
            for text in words[:1]:
                plain = page.plain(rule.name, text)
                if plain:
                    page.say(key, rule.stated, ox.Literal(plain), rule.name)
        elif not located:
            page.leave(rule.name, next(iter(words), "a place"), "no country code of ISO 3166 such as US stands in it")


def _address(page: Page, place: Node | None) -> Node | None:
    """The node that has the parts of an address: the place or the address of it."""
    if place is None or place.values(*_ADDRESS):
        return place
    return next((found for found in map(page.graph.node, place.values("address")) if found is not None), None)


def _words(page: Page, place: Node, address: Node | None) -> list[str]:
    parts = page.graph.texts(place, "name")[:1]
    written = [one for one in place.values("address") if page.graph.node(one) is None]
    parts += [text for value in written for text in page.graph.words(value)]
    parts += page.graph.texts(address, *_ADDRESS) if address is not None else []
    return [", ".join(dict.fromkeys(parts))] if parts else []


def _town(page: Page, key: str, rule: Rule, address: Node) -> bool:
    """States town and country of an address, as far as its country is known."""
    country = page.graph.text(address, "addressCountry").strip()
    code = _country(page, country)
    if not code:
        return False
    if page.things[key].kind == "organization":
        page.things[key] = page.things[key]._replace(country=code)
    page.say(key, term("schema:location"), Key(country_key(code)), rule.name, NORMALISED)
    name = page.plain("addressLocality", page.graph.text(address, "addressLocality"))
    if name:
        page.add(city_thing(name, code, page.source, page.spot("addressLocality")))
        page.say(key, term("schema:location"), Key(city_key(name, code)), rule.name, NORMALISED)
    return True


def _country(page: Page, text: str) -> str:
    known = page.vocabulary.codes["countries"].get(text.casefold(), text.upper() if len(text) == 2 else "")
    return known if is_country(known) else ""

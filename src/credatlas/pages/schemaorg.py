"""A thing in the words of schema.org, as search engines look for it in pages (JSON-LD in a script block)."""

from __future__ import annotations

import json
from typing import Any, Final

import pyoxigraph as ox

from ..cards import Card, Value
from ..names.labels import terms
from ..store.protocol import Store
from ..terms import BASE, ID, PREFIXES, node
from ..wording import is_value, value_fields
from .addresses import Addresses
from .rendering import Edition

_SCHEMA: Final = PREFIXES["schema"]
_MOST: Final = 30
_AS: Final = {
    node("ca:isOfferedBy"): "provider",
    node("ca:isHostedBy"): "organizer",
    node("ca:isConvenedBy"): "organizer",
    node("org:subOrganizationOf"): "parentOrganization",
    node("ca:coversTopic"): "about",
    node("ca:awardsCredential"): "educationalCredentialAwarded",
    node("bibo:doi"): "identifier",
    node("ca:abbreviation"): "alternateName",
    node("skos:exactMatch"): "sameAs",
    node("skos:altLabel"): "alternateName",
    node("skos:definition"): "description",
}
_CONCEPT: Final = "DefinedTerm"
_DUMPS: Final = (
    ("atlas.nq.gz", "application/n-quads"),
    ("atlas.trig.gz", "application/trig"),
    ("facts.ttl.gz", "text/turtle"),
)
_SOURCE: Final = f"{ID}source/"
# inside a script block nothing may look like its end, nor like the end of a line in older JavaScript
_ESCAPES: Final = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def schema_org(store: Store, card: Card, addresses: Addresses) -> str:
    """What is known of a thing in the words of schema.org, as JSON that may stand inside a page.

    Prices come with amount and currency, other things with name and id; what schema.org has no word for is left out.
    """
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": card.iri.value,
        "@type": _types(store, card),
        "name": card.name,
        "mainEntityOfPage": addresses.absolute(addresses.thing(card.iri)),
    }
    prices = _prices(store, card)
    for group in card.groups:
        for row in group.rows:
            name = _AS.get(row.property) or row.property.value.removeprefix(_SCHEMA)
            if ":" in name or name == "name":
                continue  # a property of another vocabulary
            values = [_value(value, prices) for value in row.values[:_MOST] if not value.inferred]
            held = found.get(name, [])
            found[name] = [*(held if isinstance(held, list) else [held]), *values]
    tidy = {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in found.items()
        if value != []
    }
    return embedded(tidy)


def dataset(addresses: Addresses, edition: Edition) -> str:
    """The atlas as a dataset in the words of schema.org, as JSON that may stand inside a page."""
    known = {"version": edition.digest[:12], "dateModified": edition.built}
    return embedded(
        {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "@id": f"{BASE}dataset",
            "name": "credatlas",
            "description": "An evidence-backed knowledge graph of healthcare-AI education, credentials and innovation "
            "programmes: what sources say of them, with the source of every statement.",
            "url": addresses.absolute(addresses.page("")),
            "license": "https://creativecommons.org/publicdomain/zero/1.0/",
            "isAccessibleForFree": True,
            "keywords": ["healthcare AI", "education", "credentials", "knowledge graph", "linked data", "provenance"],
            **{name: text for name, text in known.items() if text},
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": media,
                    "contentUrl": addresses.absolute(addresses.page(f"dumps/{file}")),
                }
                for file, media in _DUMPS
            ],
        }
    )


def embedded(value: Any) -> str:
    """A value as JSON that may stand in a script block of a page, whatever texts are in it."""
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)


def _types(store: Store, card: Card) -> list[str]:
    rows = store.select(f"SELECT DISTINCT ?k {{ {terms([card.iri])} a ?k }}").rows
    kinds = [row[0].value for row in rows if isinstance(row[0], ox.NamedNode)]
    if f"{PREFIXES['skos']}Concept" in kinds:
        return [_CONCEPT]
    found = sorted(kind.removeprefix(_SCHEMA) for kind in kinds if kind.startswith(_SCHEMA))
    # the words of schema.org are a tree: the longest way down says most, and readers climb themselves
    return found or (["CreativeWork"] if card.iri.value.startswith(_SOURCE) else ["Thing"])


def _value(value: Value, prices: dict[ox.NamedNode, dict[str, str]]) -> Any:
    if isinstance(value.term, ox.NamedNode):
        if value.term in prices:
            return {"@type": "Offer", **prices[value.term]}
        if is_value(value.term):
            return value.text
        if value.term.value.startswith(ID) or "/vocab/" in value.term.value:
            return {"@id": value.term.value, "name": value.text}
        return value.term.value
    return value.term.value if isinstance(value.term, ox.Literal) else value.text


def _prices(store: Store, card: Card) -> dict[ox.NamedNode, dict[str, str]]:
    offers = node("schema:offers")
    values = [
        value.term
        for group in card.groups
        for row in group.rows
        if row.property == offers
        for value in row.values
        if isinstance(value.term, ox.NamedNode)
    ]
    if not values:
        return {}
    fields, _ = value_fields(store, values)
    return {
        value: {
            name: str(getattr(held[0], "value", ""))
            for name in ("price", "priceCurrency")
            if (held := fields.get(value, {}).get(ox.NamedNode(_SCHEMA + name), ()))
        }
        for value in values
    }

"""Identifiers that pages give in ``sameAs`` and ``identifier``: ROR, Wikidata, ORCID, ISNI, DOI, ISSN, CTID."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from ...terms import node as term
from ...validate.check_digits import iso7064_mod11_2, issn_mod11, ror_mod97
from .graph import Node
from .mapping import Kind
from .said import Page

_CTID: Final = r"(ce-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
# each identifier: the kinds of things that bear it (any where none is named), its property, and how it is written
_FORMS: Final = (
    ("organization", "ca:rorId", r"(?:https?://)?ror\.org/(0[a-z0-9]{8})/?"),
    ("person", "ca:orcidId", r"(?:https?://)?(?:www\.)?orcid\.org/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?"),
    ("work", "bibo:doi", r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s<>\"]+)"),
    ("journal", "schema:issn", r"(?:ISSN:?\s*)?(\d{4}-\d{3}[\dX])"),
    ("organization person", "ca:isni", r"(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?(\d{15}[\dX])/?"),
    ("organization programme course credential offering", "ca:ctid", _CTID),
    ("", "ca:wikidataId", r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9]\d*)/?"),
)
_CHECKS: Final = {
    "ca:rorId": ror_mod97,
    "ca:orcidId": iso7064_mod11_2,
    "ca:isni": iso7064_mod11_2,
    "schema:issn": issn_mod11,
}
_NAMES: Final = {"doi": "doi:{}", "issn": "{}", "ror": "ror.org/{}", "orcid": "orcid.org/{}", "isni": "isni.org/{}"}


def identifiers_of(page: Page, node: Node, kind: Kind) -> tuple[tuple[ox.NamedNode, str], ...]:
    """Property and value of what identifies a node everywhere; other addresses of it are none."""
    named = list(_properties(page, node, kind))
    texts = [(name, text) for name in named for text in _texts(page, node, name)]
    if isinstance(node.name, ox.NamedNode):
        texts.append(("@id", node.name.value))
    found: dict[tuple[ox.NamedNode, str], None] = {}
    for column, text in texts:
        for kinds, name, form in _FORMS:
            match = re.fullmatch(form, text.strip(), re.IGNORECASE)
            if not match or (kinds and kind.kind not in kinds.split()):
                continue
            value = _written(name, match[1])
            if name in _CHECKS and not _CHECKS[name](value):
                page.leave(column, text, "its check digits are wrong")
            else:
                found[term(name), value] = None
    if page.vocabulary.record in named and term("ca:ctid") not in {name for name, _ in found}:
        for text in page.graph.texts(node, page.vocabulary.record):
            page.leave(page.vocabulary.record, text, "it is not of the form that the Registry gives out")
    return tuple(found)


def _written(name: str, value: str) -> str:
    """An identifier as we write it."""
    if name == "ca:isni":  # in groups of four, as the registry prints it
        return " ".join(value.upper()[at : at + 4] for at in range(0, 16, 4))
    if name == "ca:rorId":
        return f"https://ror.org/{value.lower()}"
    return value.lower() if name in ("bibo:doi", "ca:ctid") else value.upper()


def _properties(page: Page, node: Node, kind: Kind) -> Iterator[str]:
    for name in node.properties:
        rule = page.vocabulary.rules.get((kind.kind, name))
        if rule is not None and rule.reads == "identifier":
            yield name


def _texts(page: Page, node: Node, name: str) -> Iterator[str]:
    """The values of an identifier, with the scheme that a ``PropertyValue`` names in front."""
    for value in node.values(name):
        known = page.graph.node(value)
        if known is None or "PropertyValue" not in known.types:
            yield from page.graph.words(value)
            continue
        scheme = page.graph.text(known, "propertyID", "name").rstrip("/").rpartition("/")[2].lower()
        for text in page.graph.texts(known, "value", "url"):
            yield text
            if scheme in _NAMES:
                yield _NAMES[scheme].format(text)

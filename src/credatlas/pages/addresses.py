"""Where things, pages and files are: every address on a page comes from here, so that pages can live anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox

from ..terms import BASE, CA, ID, PREFIXES, SHAPES
from .assets import asset_mark

Given = str | int | None | Iterable[str]
"""A parameter of an address: one value, several, or none."""

_VOCABULARY: Final = BASE + "vocab/"
_CONCEPT: Final = re.compile(r"([\w-]+)#([\w.-]+)", re.ASCII)
_DOCUMENT: Final = re.compile(r"vocab/([\w-]+)/([\w.-]+)", re.ASCII)
_SAFE: Final = "/-._~!$&'()*+,;=:@"  # what RFC 3986 allows in a path


class Addresses(Protocol):
    """The addresses of one place at which pages live: a service, or a folder of files."""

    def page(self, name: str, suffix: str = "", **values: Given) -> str:
        """A page by the name of its address (``find``; empty for the start page), with parameters.

        ``suffix`` asks for another form of it (``csv``). Parameters that are None or empty are left out.
        """
        ...

    def thing(self, iri: ox.NamedNode | str, suffix: str = "html", **values: Given) -> str:
        """What describes a thing, in the form of ``suffix``; the IRI itself where it is none of ours.

        Empty for what cannot be followed: blank nodes, and IRIs that are no ``http``.
        """
        ...

    def query(self, name: str, values: Mapping[str, Given] | None = None, suffix: str = "") -> str:
        """The page of a canned query, with its answer where the values of its parameters are given."""
        ...

    def static(self, file: str) -> str:
        """A file of :mod:`credatlas.pages.assets`; its address changes with the content of the files."""
        ...

    def absolute(self, address: str) -> str:
        """An address of this place with scheme and host, for those who read it elsewhere."""
        ...


@dataclass(frozen=True, slots=True)
class ServiceAddresses:
    """The addresses of a service.

    Attributes:
        base: Scheme, host and the path at which the service is mounted, without a slash at its end.
    """

    base: str = ""

    @property
    def root(self) -> str:
        """The path at which the service is mounted, without a slash at its end."""
        return urlsplit(self.base).path if "://" in self.base else self.base

    def page(self, name: str, suffix: str = "", **values: Given) -> str:
        """See :class:`Addresses`."""
        return f"{self.root}/{name}{f'.{suffix}' if suffix else ''}{asked(values)}"

    def thing(self, iri: ox.NamedNode | str, suffix: str = "html", **values: Given) -> str:
        """See :class:`Addresses`."""
        text = iri if isinstance(iri, str) else iri.value
        if text.startswith(CA):
            return f"{self.root}/ontology.html#{_quoted(text[len(CA) :])}"
        if text.startswith(SHAPES):
            return f"{self.root}/shapes.html#{_quoted(text[len(SHAPES) :])}"
        if text.startswith(PREFIXES["query"]):
            return self.query(text[len(PREFIXES["query"]) :])
        document, _, fragment = (document_of(text) or "").partition("#")
        if document:
            place = f"#{_quoted(fragment)}" if fragment else ""
            return f"{self.root}/doc/{_quoted(document)}.{suffix}{asked(values)}{place}"
        if text.startswith(_VOCABULARY):
            return f"{self.root}/vocab/{_quoted(text[len(_VOCABULARY) :])}.{suffix}"
        return text if text.startswith(("https://", "http://")) else ""

    def query(self, name: str, values: Mapping[str, Given] | None = None, suffix: str = "") -> str:
        """See :class:`Addresses`."""
        return self.page(f"queries/{_quoted(name)}", suffix, **dict(values or {}))

    def static(self, file: str) -> str:
        """See :class:`Addresses`."""
        return f"{self.root}/static/{asset_mark()}/{file}"

    def absolute(self, address: str) -> str:
        """See :class:`Addresses`."""
        if "://" in address or not address.startswith("/"):
            return address
        return self.base[: len(self.base) - len(self.root)] + address


def document_of(iri: str) -> str | None:
    """What stands behind ``/doc/`` in the address that describes a thing of ours; None for what is none.

    The concepts of a scheme have documents of their own. A passage stays a place in the document of its source.

    Example:
        >>> document_of("https://w3id.org/credatlas/id/organization/who")
        'organization/who'
        >>> document_of("https://w3id.org/credatlas/vocab/topic#ethics")
        'vocab/topic/ethics'
    """
    if iri.startswith(ID):
        return iri[len(ID) :] or None
    if iri.startswith(_VOCABULARY):
        found = _CONCEPT.fullmatch(iri[len(_VOCABULARY) :])
        return f"vocab/{found[1]}/{found[2]}" if found else None
    return None


def is_ours(iri: ox.NamedNode | str) -> bool:
    """Whether an IRI is one of ours, so that a page of ours describes it."""
    return (iri if isinstance(iri, str) else iri.value).startswith(BASE)


def thing_of(document: str) -> ox.NamedNode | None:
    """The thing that a document describes, the other way round; None where the text is no part of an IRI.

    Example:
        >>> thing_of("vocab/topic/ethics").value
        'https://w3id.org/credatlas/vocab/topic#ethics'
    """
    found = _DOCUMENT.fullmatch(document)
    try:
        return ox.NamedNode(f"{_VOCABULARY}{found[1]}#{found[2]}" if found else ID + document)
    except ValueError:
        return None


def asked(values: Mapping[str, Given]) -> str:
    """Parameters as the query part of an address; nothing where there are none."""
    pairs = [
        (name, str(value))
        for name, given in values.items()
        for value in ([given] if isinstance(given, str | int) else given or ())
        if str(value)
    ]
    return f"?{urlencode(pairs)}" if pairs else ""


def _quoted(text: str) -> str:
    return quote(text, safe=_SAFE)

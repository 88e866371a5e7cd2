"""Statements as a document on the web: which forms there are, and how a client gets the one that it likes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from ..errors import NotFoundError, did_you_mean
from ..formats.graphs import write_statements
from ..results import Statements
from ..terms import BASE
from .exchange import Asked, Reply, see_other
from .negotiation import best_media

GRAPHS: Final[Mapping[str, str]] = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""The forms of triples, by the ending of the address that asks for them; the favourite first."""
DATASETS: Final[Mapping[str, str]] = {"trig": "application/trig"}
"""The forms that also hold named graphs."""
PAGES: Final[Mapping[str, str]] = {"html": "text/html"}
"""What people read."""
CARDS: Final[Mapping[str, str]] = {"json": "application/json"}
"""The card of a thing as plain values."""
DATASET: Final = ox.NamedNode(f"{BASE}dataset")
"""The atlas as a whole, of which every document is a part."""
LICENCE: Final = ox.NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")
"""What may be done with all of it: anything."""
_FORMATS: Final = {"ttl": "turtle", "jsonld": "jsonld", "nt": "ntriples", "rdf": "rdfxml", "trig": "trig"}
_TEXTS: Final = ("ttl", "trig", "nt")


def split(name: str, offered: Iterable[str]) -> tuple[str, str]:
    """What an address names, and the form that its ending asks for; empty where it has none.

    Raises:
        NotFoundError: The ending is none of the offered ones.
    """
    bare, dot, ending = name.rpartition(".")
    if not dot or "/" in ending:
        return name, ""
    known = list(offered)
    if ending not in known:
        hint = did_you_mean(ending, known) or f"end the address in one of .{', .'.join(known)}"
        raise NotFoundError(f"there is no form .{ending[:20]} of this", hint=hint)
    return bare, ending


def negotiated(asked: Asked, path: str, offered: Mapping[str, str]) -> Reply:
    """Sends a client to the form that it likes most: 303, with the others named in ``Link``.

    Args:
        asked: The request.
        path: The address below the service, without an ending.
        offered: Media types by ending, the favourite first.

    Raises:
        NotAcceptableError: The client takes none of them.
    """
    liked = best_media(asked.accept, list(offered.values()))
    ending = next(ending for ending, media in offered.items() if media == liked)
    address = f"{asked.root}{quote(path)}"
    others = ", ".join(f'<{address}.{form}>; rel="alternate"; type="{media}"' for form, media in offered.items())
    return see_other(f"{address}.{ending}").having(Link=others)


def rdf_reply(told: Iterable[ox.Quad | ox.Triple], ending: str) -> Reply:
    """Statements in the form of an ending; each once, always in the same order.

    Raises:
        UsageError: The form cannot hold them.
    """
    quads = [one if isinstance(one, ox.Quad) else ox.Quad(*one) for one in told]
    lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert lines is not None  # bytes, since no file is given
    media = {**GRAPHS, **DATASETS}[ending] + ("; charset=utf-8" if ending in _TEXTS else "")
    return Reply(write_statements(Statements(lines), _FORMATS[ending]), media)

"""Records of the Credential Registry, in CTDL as JSON-LD, to what they say.

One credential, organization or learning opportunity is known by its CTID in every address that the Registry has for it
(``/resources/``, ``/graph/``): its key is the address of the resource. What a record only points at, such as the
organization that owns it, is known once its own record has come in.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any, Final

import pyoxigraph as ox

from ..terms import node as term
from .concepts import Lookup
from .model import LeftOut, Outside
from .pages.describing import describe
from .pages.graph import graph_of
from .pages.mapping import vocabulary
from .pages.markup import Script
from .pages.readers import READERS
from .pages.reading import checked_size, json_text, outside_of, read_blocks, said_something
from .pages.said import LOCAL, Page
from .pages.snapshots import Origin, source_key

_RECORD: Final = re.compile(
    r"(https?://[^\s/]+/(?:[\w-]+/)*)(?:graph|resources)/(ce-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?",
    re.IGNORECASE,
)
_REGISTRY: Final = "credentialengineregistry.org"


def read_ctdl(data: bytes, name: str, *, lookup: Lookup, retrieved: date | None = None) -> Outside:
    """What records of the Credential Registry say.

    Args:
        data: The bytes of a file with one record, a graph or a list of records.
        name: What to call it in messages.
        lookup: The labels of the concept schemes.
        retrieved: When it was read; by default today.

    Returns:
        One snapshot, the things that the records describe, and what they say of them. The dates, prices and providers
        of what the Registry calls deprecated, ceased or suspended come in as withdrawn.

    Raises:
        DataError: It is too large, empty, not UTF-8, no JSON-LD, or none of it can be read.
    """
    checked_size(data, name)
    text = json_text(data, name)
    left_out: list[LeftOut] = []
    known = vocabulary("ctdl")
    blocks = read_blocks([Script(text, 1)], LOCAL, name, left_out)
    graph = graph_of((_by_ctid(quad) for block in blocks for quad in block.quads), known.local)
    url = _address(text)
    page = Page(name, source_key(data, name, url), graph, known, lookup)
    page.left_out = left_out
    describe(page, READERS)
    said_something(page)
    kept = _REGISTRY in url
    origin = Origin(
        url=url,
        title=next((thing.name for thing in page.things.values() if kept and thing.name), ""),
        publisher="Credential Engine" if kept else "",
        reliability=term("rel:regulator" if kept else "rel:mirror" if url else "rel:low"),
    )
    return outside_of(page, data, origin, {}, retrieved or date.today())


def _by_ctid(quad: ox.Quad) -> ox.Quad:
    """A statement with one address for each record, also where that stands as a text."""
    return ox.Quad(_one_address(quad.subject), quad.predicate, _one_address(quad.object))


def _one_address(value: Any) -> Any:
    match = _RECORD.fullmatch(value.value.strip()) if isinstance(value, ox.NamedNode | ox.Literal) else None
    return ox.NamedNode(f"{match[1]}resources/{match[2].lower()}") if match else value


def _address(text: str) -> str:
    """The address of a file that holds one record or graph; empty for a list of records."""
    document = json.loads(text, strict=False)
    address = document.get("@id", "") if isinstance(document, dict) else ""
    match = _RECORD.fullmatch(address) if isinstance(address, str) else None
    return f"{match[1]}resources/{match[2].lower()}" if match else ""

"""What a page is as a source: its address, title, publisher, date and reliability.

Reliability: a page is its issuer's own when its host is that of who offers, awards or hosts what it describes (or lies
below it, ``www.`` apart). A page of a news site is press. Any other page that has an address repeats what others say,
as directories do: mirror. A file without an address cannot be checked: low.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from ...names.belonging import TO_BODY
from ...terms import node as term
from ..minting import slug
from ..model import Key, Snapshot, Spot
from ..stated import Reading, read_date
from .graph import Graph, Node
from .mapping import Vocabulary
from .plain import NotPlainError, plain_text, web_address
from .said import LOCAL, Page

_NEWS: Final = frozenset(("NewsArticle", "NewsMediaOrganization", "ReportageNewsArticle"))
_PROVIDERS: Final = frozenset((*TO_BODY, term("schema:publisher")))
_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
_XSD_DATE: Final = term("xsd:date")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a page comes from, as far as its reader knows better than the page.

    Attributes:
        url: Its address; empty where it is not known.
        title: What it is called.
        publisher: Who publishes it.
        reliability: Its class.
    """

    url: str
    title: str = ""
    publisher: str = ""
    reliability: ox.NamedNode | None = None


def source_key(data: bytes, name: str, url: str) -> str:
    """What to call a page as a source: the words of its address, or of its file, with a part of a hash.

    Words alone would tell two pages by one name: ``/ai-for-nurses`` and ``/ai/nurses``, or the ``index.html`` of two
    sites. The hash is that of the address; of a page without one, that of its bytes.

    Example:
        >>> source_key(b"", "x.html", "https://www.example.edu/programs/ai?lang=en")
        'example-edu-programs-ai-lang-en-2c3d43'
        >>> source_key(b"", "saved/x.html", "")
        'page-x-e3b0c4'
    """
    if url:
        parts = urlsplit(url)
        words = slug(f"{_host(url)} {parts.path} {parts.query}".replace(".", " "), longest=80) or "page"
        return f"{words}-{hashlib.sha256(url.encode()).hexdigest()[:6]}"
    stem = re.sub(r"\.\w+$", "", name.replace("\\", "/").rpartition("/")[2])
    return f"page-{slug(stem) or 'file'}-{hashlib.sha256(data).hexdigest()[:6]}"


def address_of(graph: Graph, vocabulary: Vocabulary, head: dict[str, str]) -> str:
    """The address that a page gives itself; empty where it gives none."""
    given = [head.get("canonical", ""), head.get("address", "")]
    for node in graph.nodes.values():
        if {"WebPage", "ItemPage"} & set(node.types) & vocabulary.describing:
            given += [*graph.texts(node, "url"), getattr(node.name, "value", "")]
    addresses = (web_address(one) for one in given if one and not one.startswith(LOCAL))
    return next((one.value for one in addresses if one is not None), "")


def snapshot_of(page: Page, data: bytes, origin: Origin, head: dict[str, str], retrieved: date) -> Snapshot:
    """The description of a page as a source, after its things have been read."""
    describing = [node for node in page.graph.nodes.values() if set(node.types) & page.vocabulary.describing]
    titles = (origin.title, head.get("title", ""), *_texts(page.graph, describing, "headline", "name"))
    return Snapshot(
        key=page.source,
        url=origin.url,
        title=_first(*titles),
        publisher=origin.publisher or _publisher(page, describing, origin.url, head),
        published=_published(page, describing, head),
        reliability=origin.reliability or _reliability(page, origin.url),
        retrieved=ox.Literal(retrieved.isoformat(), datatype=_XSD_DATE),
        sha256=hashlib.sha256(data).hexdigest(),
        spot=Spot(page.name),
    )


def same_site(one: str, other: str) -> bool:
    """Whether the host of one address is that of the other, or lies below it.

    Example:
        >>> same_site("https://online.example.edu/ai", "http://www.example.edu/")
        True
        >>> same_site("https://notexample.edu/", "https://example.edu/")
        False
    """
    first, second = _host(one), _host(other)
    return bool(first and second) and (first == second or first.endswith(f".{second}") or second.endswith(f".{first}"))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _texts(graph: Graph, nodes: list[Node], *names: str) -> list[str]:
    return [text for node in nodes for text in graph.texts(node, *names)]


def _first(*texts: str) -> str:
    for text in texts:
        try:
            words = plain_text(text)
        except NotPlainError:
            continue
        if words:
            return words
    return ""


def _publisher(page: Page, describing: list[Node], url: str, head: dict[str, str]) -> str:
    said = _texts(page.graph, describing, "publisher")
    own = [name for name, address in _providers(page) if same_site(url, address)]
    return _first(*said, *own, head.get("site", ""))


def _published(page: Page, describing: list[Node], head: dict[str, str]) -> ox.Literal | None:
    for text in (*_texts(page.graph, describing, "datePublished"), head.get("published", "")):
        day = _DAY.fullmatch(text.strip())
        reading = read_date(day[1] if day else text) if text.strip() and len(text) < 60 else None
        if isinstance(reading, Reading) and isinstance(reading.value, ox.Literal):
            return reading.value
    return None


def _reliability(page: Page, url: str) -> ox.NamedNode:
    if not url:
        return term("rel:low")
    if any(same_site(url, address) for _, address in _providers(page)):
        return term("rel:issuer")
    if any(_NEWS & set(node.types) for node in page.graph.nodes.values()):
        return term("rel:press")
    return term("rel:mirror")


def _is_home(address: str) -> bool:
    return web_address(address) is not None and not urlsplit(address).path.strip("/")


def _providers(page: Page) -> list[tuple[str, str]]:
    """Names and addresses of who offers, awards, hosts or publishes what the page describes."""
    keys = {
        said.object.key
        for said in page.statements
        if said.predicate in _PROVIDERS and isinstance(said.object, Key) and said.object.key in page.things
    }
    about_itself = {key for key, thing in page.things.items() if thing.kind == "organization"}
    keys = keys or (about_itself if len(page.things) == len(about_itself) else set())
    addresses: dict[str, str] = {key: key for key in sorted(keys) if key.startswith("http")}
    for said in page.statements:
        if said.subject in keys and said.predicate == term("schema:url") and isinstance(said.object, ox.NamedNode):
            addresses[said.subject] = said.object.value
    for node in page.graph.nodes.values():  # many give the homepage of a provider as what it is the same as
        key = page.keys.get(node.name, "")
        if key in keys and key not in addresses:
            homes = [one for one in page.graph.texts(node, "sameAs") if _is_home(one)]
            addresses.update((key, home) for home in homes[:1])
    return [(page.things[key].name, address) for key, address in addresses.items()]

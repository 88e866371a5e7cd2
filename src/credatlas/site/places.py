"""Which addresses of the service belong into a copy, and the files that they become."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

# what a copy has: a path, and the parameters that links to it may carry; None stands for any but `page`
_PLACES: Final[tuple[tuple[re.Pattern[str], frozenset[str] | None], ...]] = (
    (re.compile(r"/"), frozenset()),
    (re.compile(r"/(?:about|(?:ontology|shapes)(?:\.html)?)"), frozenset()),
    (re.compile(r"/(?:ontology|shapes)\.(?:ttl|jsonld)"), frozenset()),
    (re.compile(r"/(?:sources|conflicts|stale|gaps)"), frozenset(("page",))),
    (re.compile(r"/(?:conflicts|stale|gaps)\.(?:json|csv)"), frozenset()),
    (re.compile(r"/conflicts"), frozenset(("thing",))),
    (re.compile(r"/queries"), frozenset()),
    (re.compile(r"/queries/[\w-]+"), None),
    (re.compile(r"/api/queries/[\w-]+\.(?:json|csv|md)"), None),
    (re.compile(r"/doc/.+(?<!\.graph)\.html"), frozenset(("page", "property"))),
    (re.compile(r"/doc/.+\.(?:svg|ttl|jsonld)"), frozenset()),
    (re.compile(r"/vocab/[\w-]+(?:\.(?:html|ttl|jsonld))?"), frozenset()),
    (re.compile(r"/static/.+"), frozenset()),
)
_FORBIDDEN: Final = re.compile(r"[^\w.~-]", re.ASCII)
_ENDINGS: Final = frozenset((".html", ".svg", ".ttl", ".jsonld", ".json", ".csv", ".md", ".css", ".js", ".woff2"))
SEARCH: Final = "/find"
"""The page that the copy has of its own: a search without a service."""


def file_of(address: str) -> PurePosixPath | None:
    """The file that an address of the service becomes; None for what a copy does not have.

    Args:
        address: Path and parameters below the place of the service, as they stand in a link, without a fragment.

    Example:
        >>> print(file_of("/"), file_of("/conflicts?page=2"), file_of("/doc/organization/who.html"))
        index.html conflicts~page=2.html doc/organization/who.html
        >>> file_of("/sparql?query=ASK{}") is None
        True
    """
    parts = urlsplit(address)
    path, given = unquote(parts.path), parse_qsl(parts.query, keep_blank_values=True)
    if path == SEARCH:  # its parameters are read by the page itself
        return PurePosixPath("find.html")
    if not any(place.fullmatch(path) and _fits(given, names) for place, names in _PLACES):
        return None
    steps = [step for step in path.split("/") if step]
    if any(step.strip(".") == "" for step in steps):
        return None
    named = PurePosixPath(*map(_plain, steps)) if steps else PurePosixPath("index.html")
    ending = named.suffix if named.suffix in _ENDINGS else ""
    stem = named.name.removesuffix(ending) if ending else named.name
    asked = "".join(f"~{_plain(name)}={_plain(value)}" for name, value in given if value)
    return named.with_name(f"{_short(stem + asked)}{ending or '.html'}")


def _fits(given: list[tuple[str, str]], names: frozenset[str] | None) -> bool:
    named = {name for name, _ in given}
    # of an answer that is long the first page is enough: its data beside it is whole
    return "page" not in named if names is None else named <= names


def _plain(text: str) -> str:
    """A part of a path that every system takes for a name, and every host as it is."""
    return _FORBIDDEN.sub(lambda found: f"_{ord(found[0]):x}", text)


def _short(name: str) -> str:
    """A name that is short enough for a file; one that is not keeps its beginning, and a number instead of the rest."""
    from zlib import crc32

    return name if len(name) <= 150 else f"{name[:140]}-{crc32(name.encode()):08x}"

"""DOI: works by content negotiation, which Crossref and DataCite both answer; search by Crossref."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from ...mappings import TARGETS
from ..answers import digested, documented_form, no_dump, once
from ..model import Record, RecordName

if TYPE_CHECKING:
    from ...fetch import Web
    from ..index import Index

NAME: Final = "doi"
ACCEPT: Final = ("application/vnd.citationstyles.csl+json", "application/vnd.schemaorg.ld+json")
"""Crossref and DataCite know the first; DataCite's own form is the second."""
_BASE: Final = TARGETS[NAME].namespace
_SEARCH: Final = "https://api.crossref.org/works?"
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_ISSN: Final = re.compile(r"[0-9]{4}-[0-9]{3}[0-9X]")


def search(web: Web, words: str, limit: int = 10) -> tuple[Record, ...]:
    """Works that Crossref finds for a reference or its words.

    Raises:
        NetworkError: The service may not be asked, or failed.
        DataError: The answer has another form.
    """
    url = _SEARCH + urlencode({"query.bibliographic": words, "rows": min(limit, 100)})
    answer = web.json(url)
    with documented_form("Crossref", url):
        return tuple(_record(one, one["DOI"], _csl_facts(one)) for one in answer["message"]["items"])


def fetch(web: Web, identifier: str) -> Record:
    """A work by its DOI.

    Raises:
        UsageError: It is no DOI.
        NetworkError: The service may not be asked, failed, or has no such DOI.
        DataError: The answer has another form.
    """
    doi, document, found = _stated(web, identifier)
    with documented_form("the agency of the DOI", _BASE + doi):
        return _record(document, doi, found)


def facts(web: Web, identifier: str) -> tuple[tuple[str, str], ...]:
    """What the agency states of a work: compact names of properties with their values, in the order of a reference.

    Besides properties of the atlas there are ``journal`` and ``journal-issn`` for what it appeared in.

    Raises:
        CredatlasError: As for :func:`fetch`.
    """
    return _stated(web, identifier)[2]


def index(dump: Path) -> Index:
    """Refuses: the public data file of Crossref has 200 GB.

    Raises:
        UsageError: Always.
    """
    no_dump("DOI", f"{dump.name} would be one of several agencies, that of Crossref alone has 200 GB")


def _stated(web: Web, identifier: str) -> tuple[str, dict[str, Any], tuple[tuple[str, str], ...]]:
    doi = TARGETS[NAME].iri_of(identifier).removeprefix(_BASE)
    url = _BASE + quote(doi)
    reply = web.get(url, ACCEPT)
    with documented_form("the agency of the DOI", url):
        document = reply.json()
        is_csl = reply.kind == ACCEPT[0]
        named = document["DOI"] if is_csl else document["@id"].partition("doi.org/")[2]
        if named.lower() != doi:
            raise ValueError(f"it is about {named}")
        return doi, document, _csl_facts(document) if is_csl else _schema_facts(document)


def _record(document: dict[str, Any], doi: str, found: tuple[tuple[str, str], ...]) -> Record:
    said = dict(reversed(found))  # the first of each
    title = said.get("schema:name", doi)
    year = said.get("schema:datePublished", "")[:4]
    issns = (("issn", value) for name, value in found if name == "journal-issn")
    kind = document.get("type") or document.get("@type") or ""
    record = Record(
        id=_BASE + doi.lower(),
        source=NAME,
        name=title,
        names=(RecordName(title),),
        kinds=once([kind if isinstance(kind, str) else ""]),
        identifiers=(("doi", doi.lower()), *issns),
        parents=once([said.get("journal", "")]),
        founded=int(year) if year.isdigit() else None,
    )
    return digested(record)


def _csl_facts(document: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    def known() -> Iterator[tuple[str, str]]:
        yield "schema:name", _plain(_first(document.get("title")))
        yield "ca:authorList", "; ".join(filter(None, map(_csl_name, document.get("author", ()))))
        yield "schema:datePublished", _csl_date(document.get("issued"))
        yield "schema:volumeNumber", _first(document.get("volume"))
        yield "schema:issueNumber", _first(document.get("issue"))
        yield "schema:pagination", _pages(_first(document.get("page")) or _first(document.get("article-number")))
        yield "bibo:doi", document["DOI"].lower()
        yield "journal", _plain(_first(document.get("container-title")))
        issns = document.get("ISSN", ())
        yield from (
            ("journal-issn", one) for one in ([issns] if isinstance(issns, str) else issns) if _ISSN.fullmatch(one)
        )

    return tuple((name, value) for name, value in known() if value)


def _schema_facts(document: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    authors = document.get("author", [])
    named = (_schema_name(one) for one in (authors if isinstance(authors, list) else [authors]))

    def known() -> Iterator[tuple[str, str]]:
        yield "schema:name", _plain(_first(document.get("name")))
        yield "ca:authorList", "; ".join(filter(None, named))
        yield "schema:datePublished", _date(str(document.get("datePublished", "")))
        yield "bibo:doi", document["@id"].partition("doi.org/")[2].lower()

    return tuple((name, value) for name, value in known() if value)


def _first(value: Any) -> str:
    """A text that some agencies wrap into a list."""
    if isinstance(value, list):
        return _first(value[0]) if value else ""
    return str(value).strip() if isinstance(value, str | int) else ""


def _plain(text: str) -> str:
    """A title without the marks of its typesetting; a doubled escape is undone once more."""
    return " ".join(html.unescape(html.unescape(_TAG.sub("", text))).split())


def _csl_name(one: Mapping[str, str]) -> str:
    whole = one.get("literal") or one.get("name") or ""
    return _plain(" ".join(filter(None, (one.get("given"), one.get("family"), one.get("suffix")))) or whole)


def _schema_name(one: Mapping[str, str]) -> str:
    parts = " ".join(filter(None, (one.get("givenName"), one.get("familyName"))))
    return _plain(parts or one.get("name", ""))


def _csl_date(value: Any) -> str:
    parts = [int(part) for part in (value or {}).get("date-parts", [[]])[0] if part]
    return "-".join(f"{part:0{4 if place == 0 else 2}d}" for place, part in enumerate(parts[:3]))


def _date(text: str) -> str:
    found = re.match(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", text)
    return found[0] if found else ""


def _pages(text: str) -> str:
    return text.replace("–", "-")

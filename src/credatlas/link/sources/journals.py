"""Journals by ISSN: Crossref knows those whose articles it registers, Wikidata most others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox

from ...fetch import AbsentError, select
from ...mappings import TARGETS
from ..answers import digested, documented_form, no_dump, once
from ..model import Record, RecordName
from .wikidata import ENDPOINT

if TYPE_CHECKING:
    from ...fetch import Web
    from ..index import Index

NAME: Final = "issn"
_API: Final = "https://api.crossref.org/journals"
_BASE: Final = TARGETS[NAME].namespace
_IN_WIKIDATA: Final = """
SELECT ?item ?title ?issn ?publisher {
  ?item <http://www.wikidata.org/prop/direct/P236> "%s", ?issn .
  ?item <http://www.w3.org/2000/01/rdf-schema#label> ?title FILTER(LANG(?title) = "en")
  OPTIONAL {
    ?item <http://www.wikidata.org/prop/direct/P123>/<http://www.w3.org/2000/01/rdf-schema#label> ?publisher
    FILTER(LANG(?publisher) = "en")
  }
} ORDER BY ?item ?issn
"""


def search(web: Web, words: str, limit: int = 10) -> tuple[Record, ...]:
    """Journals that Crossref finds by their titles.

    Raises:
        NetworkError: The service may not be asked, or failed.
        DataError: The answer has another form.
    """
    url = f"{_API}?{urlencode({'query': words, 'rows': min(limit, 100)})}"
    answer = web.json(url)
    with documented_form("Crossref", url):
        return tuple(_crossref(one, one["ISSN"][0]) for one in answer["message"]["items"] if one["ISSN"])


def fetch(web: Web, identifier: str) -> Record:
    """A journal by one of its ISSNs: as Crossref has it, or Wikidata where Crossref does not know it.

    Raises:
        UsageError: It is no ISSN.
        NetworkError: A service may not be asked, failed, or neither knows the journal.
        DataError: The answer has another form.
    """
    issn = TARGETS[NAME].iri_of(identifier).removeprefix(_BASE)
    url = f"{_API}/{issn}"
    try:
        answer = web.json(url)
    except AbsentError:
        return _wikidata(web, issn)
    with documented_form("Crossref", url):
        return _crossref(answer["message"], issn)


def index(dump: Path) -> Index:
    """Refuses: the register of ISSNs is not public.

    Raises:
        UsageError: Always.
    """
    no_dump("the ISSN register", f"it is not public, and {dump.name} would be something else")


def _crossref(found: dict[str, Any], issn: str) -> Record:
    issns = once([issn, *found["ISSN"]])
    names = (RecordName(found["title"]),)
    identifiers = tuple(("issn", one) for one in issns)
    publisher = once([found.get("publisher") or ""])
    return digested(
        Record(_BASE + issn, NAME, names[0].text, names, ("journal",), identifiers=identifiers, parents=publisher)
    )


def _wikidata(web: Web, issn: str) -> Record:
    """The journal that bears an ISSN in Wikidata, when it is one."""
    rows = select(web, ENDPOINT, _IN_WIKIDATA % issn).table.to_dicts()
    texts = [{name: term.value for name, term in row.items() if isinstance(term, ox.Literal)} for row in rows]
    items = once(row["item"].value for row in rows if isinstance(row["item"], ox.NamedNode))
    if len(items) != 1:
        found = f"Wikidata has {len(items)} journals of that ISSN" if items else "neither does Wikidata"
        hint = "check the ISSN at https://portal.issn.org"
        raise AbsentError(f"Crossref does not know it, and {found}", hint=hint, place=f"ISSN {issn}")
    with documented_form("Wikidata", ENDPOINT):
        names = tuple(RecordName(text, "label", "en") for text in once(row["title"] for row in texts))
        issns = once([issn, *(row["issn"] for row in texts)])
        wikidata = items[0].removeprefix(TARGETS["wikidata"].namespace)
        identifiers = (*(("issn", one) for one in issns), ("wikidata", wikidata))
        publishers = once(row.get("publisher", "") for row in texts)
        return digested(
            Record(_BASE + issn, NAME, names[0].text, names, ("journal",), identifiers=identifiers, parents=publishers)
        )

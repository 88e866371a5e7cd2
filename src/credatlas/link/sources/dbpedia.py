"""DBpedia, with caution: it calls a search that ran out of time a success, and what it extracted may be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from ...errors import NetworkError
from ...fetch import AbsentError
from ...mappings import TARGETS
from ..answers import digested, documented_form, no_dump, once
from ..model import Record, RecordName

if TYPE_CHECKING:
    from ...fetch import Web
    from ..index import Index

NAME: Final = "dbpedia"
_LOOKUP: Final = "https://lookup.dbpedia.org/api/search?"
_DATA: Final = "https://dbpedia.org/data/"
_BASE: Final = TARGETS[NAME].namespace
_ONTOLOGY: Final = "http://dbpedia.org/ontology/"
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SAME: Final = "http://www.w3.org/2002/07/owl#sameAs"
_WIKIDATA: Final = TARGETS["wikidata"].namespace


def search(web: Web, words: str, limit: int = 10) -> tuple[Record, ...]:
    """Resources that DBpedia Lookup finds for some words.

    Raises:
        NetworkError: The service may not be asked, or failed.
        DataError: The answer has another form.
    """
    url = _LOOKUP + urlencode({"query": words, "maxResults": min(limit, 100), "format": "JSON"})
    answer = web.json(url)
    with documented_form("DBpedia Lookup", url):
        return tuple(_found(one) for one in answer["docs"])


def fetch(web: Web, identifier: str) -> Record:
    """A resource. One that leads to another is withdrawn, and that other its successor.

    Raises:
        UsageError: It is no resource of DBpedia.
        NetworkError: The service may not be asked, failed, sent a part only, or has no such resource.
        DataError: The answer has another form.
    """
    iri = TARGETS[NAME].iri_of(identifier)
    url = f"{_DATA}{quote(iri.removeprefix(_BASE), safe='%')}.json"
    reply = web.get(url)
    if reply.partial:
        hint = "ask again later: a part of a description says nothing of what is not in it"
        raise NetworkError(f"sent a part only: {reply.partial}", hint=hint, place=url)
    with documented_form("DBpedia", url):
        said = reply.json().get(iri, {})
        names = tuple(_names(said))
        if not names:  # for what it does not know, it describes nothing, and calls that a success
            hint = "check the name: it is that of the article in the English Wikipedia"
            raise AbsentError("describes nothing of that name", hint=hint, place=url)
        onward = _iris(said, f"{_ONTOLOGY}wikiPageRedirects")
        if onward:
            return digested(Record(iri, NAME, names[0].text, names, status="withdrawn", successors=onward))
        items = (one.removeprefix(_WIKIDATA) for one in _iris(said, _SAME) if one.startswith(_WIKIDATA))
        record = Record(
            id=iri,
            source=NAME,
            name=names[0].text,
            names=names,
            kinds=once(one.removeprefix(_ONTOLOGY) for one in _iris(said, _TYPE) if one.startswith(_ONTOLOGY)),
            identifiers=tuple(("wikidata", item) for item in once(items)),
        )
        return digested(record)


def index(dump: Path) -> Index:
    """Refuses: a link to DBpedia is found through Wikidata, whose items it names.

    Raises:
        UsageError: Always.
    """
    no_dump("DBpedia", f"{dump.name} would be one of some hundred files of a release")


def _found(one: dict[str, Any]) -> Record:
    (iri, *_), (label, *_) = one["resource"], one["label"]
    text = re.sub(r"</?[BIU]>", "", label)
    kinds = once(re.sub(r"</?[BIU]>", "", name) for name in one.get("typeName", ()))
    return digested(Record(iri, NAME, text, (RecordName(text),), kinds))


def _names(said: dict[str, Any]) -> Iterator[RecordName]:
    labels = [one for one in said.get(_LABEL, ()) if one["type"] == "literal"]
    for one in sorted(labels, key=lambda one: (one.get("lang") != "en", one.get("lang", ""))):
        yield RecordName(one["value"], "label", one.get("lang", ""))


def _iris(said: dict[str, Any], name: str) -> tuple[str, ...]:
    return once(one["value"] for one in said.get(name, ()) if one["type"] == "uri")

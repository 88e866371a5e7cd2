"""The Credential Registry: credentials, organisations and learning opportunities by their CTID, in CTDL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn
from urllib.parse import urlsplit

from ...errors import UsageError
from ...mappings import TARGETS
from ..answers import digested, documented_form, no_dump, once
from ..model import Record, RecordName

if TYPE_CHECKING:
    from ...fetch import Web
    from ..index import Index

NAME: Final = "credential-registry"
ACCEPT: Final = ("application/ld+json", "application/json")
_BASE: Final = TARGETS[NAME].namespace
_CTID: Final = re.compile(r"ce-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_GONE: Final = frozenset(("Deprecated", "Ceased", "Suspended", "Revoked"))
_OWNERS: Final = ("ceterms:ownedBy", "ceterms:offeredBy", "ceterms:parentOrganization")


def search(web: Web, words: str, limit: int = 10) -> NoReturn:
    """Refuses: the Registry lets only account holders search.

    Raises:
        UsageError: Always.
    """
    message = f"the Registry lets only holders of an account search for “{words}” and the like"
    hint = "look it up at https://credentialfinder.org, and name the record by its CTID"
    raise UsageError(message, hint=hint, place="--to")


def fetch(web: Web, identifier: str) -> Record:
    """A record by its CTID. What the Registry calls deprecated, ceased, suspended or revoked is inactive.

    Raises:
        UsageError: It is no CTID.
        NetworkError: The Registry may not be asked, failed, or has no such record.
        DataError: The answer has another form.
    """
    iri = TARGETS[NAME].iri_of(identifier)
    answer = web.json(iri, ACCEPT)
    with documented_form("the Credential Registry", iri):
        return read(answer, iri)


def read(document: dict[str, Any], iri: str = "") -> Record:
    """A record from a document of the Registry: a resource, or a graph that has it among others.

    Args:
        document: The JSON-LD.
        iri: Which resource is meant; by default the one that the document is about.

    Raises:
        ValueError: The document has no such record.
        KeyError: It lacks what every record has.
    """
    wanted = _ctid(iri or document["@id"])
    parts = document.get("@graph", [document])
    found = next((one for one in parts if _ctid(one.get("ceterms:ctid") or one.get("@id", "")) == wanted), None)
    if found is None or not wanted:
        raise ValueError(f"there is no record of the CTID {wanted or iri}")
    names = tuple(_names(found))
    if not names or names[0].kind != "label":
        raise ValueError("the record has no name")
    kinds = found["@type"] if isinstance(found["@type"], list) else [found["@type"]]
    status = found.get("ceterms:credentialStatusType") or found.get("ceterms:lifeCycleStatusType") or {}
    page = urlsplit(found.get("ceterms:subjectWebpage") or "")
    record = Record(
        id=_BASE + wanted,
        source=NAME,
        name=names[0].text,
        names=names,
        kinds=once(kind.partition(":")[2] or kind for kind in kinds),
        status="inactive" if _GONE & set(re.findall(r"\w+", str(status))) else "active",
        domains=once([(page.hostname or "").removeprefix("www.")] if page.path.strip("/") == "" else []),
        identifiers=(("ctid", wanted),),
        parents=once(_BASE + _ctid(owner) for part in _OWNERS for owner in _listed(found, part) if _ctid(owner)),
    )
    return digested(record)


def index(dump: Path) -> Index:
    """Refuses: the Registry publishes no dump.

    Raises:
        UsageError: Always.
    """
    no_dump(
        "the Credential Registry", f"it publishes none; `credatlas ingest ctdl` reads {dump.name} if it is a record"
    )


def _ctid(text: object) -> str:
    found = _CTID.search(text) if isinstance(text, str) else None
    return found[0].lower() if found else ""


def _listed(found: dict[str, Any], part: str) -> list[Any]:
    value = found.get(part, [])
    return value if isinstance(value, list) else [value]


def _names(found: dict[str, Any]) -> Iterator[RecordName]:
    kinds: tuple[tuple[str, Literal["label", "alias"]], ...]
    kinds = (("ceterms:name", "label"), ("ceterms:alternateName", "alias"))
    for part, kind in kinds:
        for value in _listed(found, part):
            texts = value.items() if isinstance(value, dict) else [("", value)]
            for language, text in texts:
                for one in text if isinstance(text, list) else [text]:
                    yield RecordName(one, kind, language)

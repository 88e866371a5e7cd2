"""ORCID: persons by the public API, as far as they show themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from ...mappings import TARGETS
from ..answers import digested, documented_form, no_dump, once
from ..model import Record, RecordName

if TYPE_CHECKING:
    from ...fetch import Web
    from ..index import Index

NAME: Final = "orcid"
_API: Final = "https://pub.orcid.org/v3.0/"
_BASE: Final = TARGETS[NAME].namespace


def search(web: Web, words: str, limit: int = 10) -> tuple[Record, ...]:
    """Persons that ORCID finds for a name and perhaps an institution.

    Raises:
        NetworkError: The service may not be asked, or failed.
        DataError: The answer has another form.
    """
    url = f"{_API}expanded-search/?{urlencode({'q': words, 'rows': min(limit, 100)})}"
    answer = web.json(url)
    with documented_form("ORCID", url):
        return tuple(_found(one) for one in answer["expanded-result"] or ())


def fetch(web: Web, identifier: str) -> Record:
    """A person. One whose record was joined with another is withdrawn, and the other its successor.

    Raises:
        UsageError: It is no ORCID iD.
        NetworkError: The service may not be asked, failed, or has no such person.
        DataError: The answer has another form.
    """
    iri = TARGETS[NAME].iri_of(identifier)
    url = f"{_API}{iri.removeprefix(_BASE)}/record"
    answer = web.json(url)
    with documented_form("ORCID", url):
        found = _BASE + answer["orcid-identifier"]["path"]
        names = tuple(_names(answer["person"] or {})) or (RecordName(found.removeprefix(_BASE)),)
        if found != iri:
            return digested(Record(iri, NAME, names[0].text, names, status="withdrawn", successors=(found,)))
        gone = answer["history"] and answer["history"].get("deactivation-date")
        places = list(_employers(answer.get("activities-summary") or {}))
        record = Record(
            id=found,
            source=NAME,
            name=names[0].text,
            names=names,
            kinds=("person",),
            status="withdrawn" if gone else "active",
            countries=once(country for _, country in places),
            identifiers=(("orcid", found.removeprefix(_BASE)),),
            parents=once(organisation for organisation, _ in places),
        )
        return digested(record)


def index(dump: Path) -> Index:
    """Refuses: persons are looked up one by one.

    Raises:
        UsageError: Always.
    """
    no_dump("ORCID", f"{dump.name} would have more than twenty million persons, whom names do not tell apart")


def _found(one: dict[str, Any]) -> Record:
    whole = " ".join(filter(None, (one.get("given-names"), one.get("family-names"))))
    texts = once([one.get("credit-name") or whole, whole, *(one.get("other-name") or ())])
    names = tuple(RecordName(text, "alias" if place else "label") for place, text in enumerate(texts))
    number = one["orcid-id"]
    names = names or (RecordName(number),)
    employers = once(one.get("institution-name") or ())
    record = Record(
        _BASE + number,
        NAME,
        names[0].text,
        names,
        kinds=("person",),
        identifiers=(("orcid", number),),
        parents=employers,
    )
    return digested(record)


def _names(person: dict[str, Any]) -> Iterator[RecordName]:
    """The name under which somebody publishes first, as he shows it."""
    name = person.get("name") or {}
    credit, given, family = (_value(name.get(part)) for part in ("credit-name", "given-names", "family-name"))
    whole = " ".join(filter(None, (given, family)))
    others = [_value({"value": one.get("content")}) for one in (person.get("other-names") or {}).get("other-name", ())]
    for place, text in enumerate(once([credit or whole, whole, *others])):
        yield RecordName(text, "alias" if place else "label")


def _value(wrapped: dict[str, Any] | None) -> str:
    return ((wrapped or {}).get("value") or "").strip()


def _employers(activities: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and country of those with whom somebody is employed now, by the id of ROR where the record has it."""
    for group in (activities.get("employments") or {}).get("affiliation-group", ()):
        for wrapped in group["summaries"]:
            summary = wrapped["employment-summary"]
            if summary.get("end-date"):
                continue
            body = summary["organization"]
            known = body.get("disambiguated-organization") or {}
            is_ror = known.get("disambiguation-source") == "ROR"
            name = known["disambiguated-organization-identifier"] if is_ror else body["name"]
            yield name, (body.get("address") or {}).get("country") or ""

"""Wikidata: items by ``Special:EntityData`` and by search; questions by its SPARQL service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode, urlsplit

from ...fetch import ENDPOINTS
from ...mappings import TARGETS
from ..answers import digested, documented_form, no_dump, once
from ..model import Record, RecordName

if TYPE_CHECKING:
    from ...fetch import Web
    from ..index import Index

NAME: Final = "wikidata"
ENDPOINT: Final = ENDPOINTS[NAME]
_ENTITY: Final = "https://www.wikidata.org/wiki/Special:EntityData/"
_API: Final = "https://www.wikidata.org/w/api.php?"
_BASE: Final = TARGETS[NAME].namespace
# the languages in which the things of the atlas have names; others would only make records long
_LANGUAGES: Final = frozenset("mul en de fr es pt it nl da sv nb fi pl cs el tr ru ar he zh ja ko id vi th".split())
# property: scheme, as ROR and the atlas call it
_SCHEMES: Final = {
    "P6782": "ror",
    "P213": "isni",
    "P2427": "grid",
    "P236": "issn",
    "P7363": "issn",
    "P356": "doi",
    "P496": "orcid",
    "P698": "pmid",
}
_ENDED: Final = "P582"
# items of countries: https://www.wikidata.org/wiki/Property:P297
_COUNTRIES: Final = dict(
    pair.split(":")
    for pair in (
        "Q30:US Q145:GB Q183:DE Q142:FR Q16:CA Q408:AU Q148:CN Q17:JP Q668:IN Q334:SG Q39:CH Q55:NL Q29999:NL Q38:IT "
        "Q29:ES Q34:SE Q20:NO Q35:DK Q756617:DK Q33:FI Q31:BE Q40:AT Q27:IE Q884:KR Q155:BR Q96:MX Q414:AR Q298:CL "
        "Q739:CO Q258:ZA Q1033:NG Q114:KE Q79:EG Q851:SA Q878:AE Q846:QA Q801:IL Q43:TR Q664:NZ Q833:MY Q869:TH "
        "Q881:VN Q252:ID Q928:PH Q843:PK Q902:BD Q854:LK Q36:PL Q45:PT Q41:GR Q28:HU Q213:CZ Q218:RO Q212:UA Q159:RU "
        "Q865:TW Q8646:HK Q794:IR Q822:LB Q1028:MA Q1036:UG Q1037:RW Q117:GH Q115:ET Q924:TZ Q32:LU Q189:IS Q191:EE "
        "Q211:LV Q37:LT Q214:SK Q215:SI Q224:HR Q219:BG Q229:CY Q233:MT Q403:RS Q419:PE Q736:EC Q77:UY"
    ).split()
)


def search(web: Web, words: str, limit: int = 10) -> tuple[Record, ...]:
    """Items whose labels or other names begin so, with the name that fits; for more of one, :func:`fetch` it.

    Raises:
        NetworkError: The service may not be asked, or failed.
        DataError: The answer has another form.
    """
    asked = {"action": "wbsearchentities", "search": words, "language": "en", "uselang": "en", "type": "item"}
    url = _API + urlencode({**asked, "limit": min(limit, 50), "format": "json"})
    answer = web.json(url)
    with documented_form("Wikidata", url):
        return tuple(_found(one) for one in answer["search"])


def fetch(web: Web, identifier: str) -> Record:
    """An item. One that was merged into another is withdrawn, and that other its successor.

    Raises:
        UsageError: It is no identifier of Wikidata.
        NetworkError: The service may not be asked, failed, or has no such item.
        DataError: The answer has another form.
    """
    iri = TARGETS[NAME].iri_of(identifier)
    item = iri.removeprefix(_BASE)
    url = f"{_ENTITY}{quote(item)}.json"
    answer = web.json(url)
    with documented_form("Wikidata", url):
        ((found, entity),) = answer["entities"].items()
        record = _record(entity)
        if found == item:
            return digested(record)
        merged = Record(iri, NAME, record.name, record.names, status="withdrawn", successors=(record.id,))
        return digested(merged)


def index(dump: Path) -> Index:
    """Refuses: the dump of Wikidata has more than a hundred million items.

    Raises:
        UsageError: Always.
    """
    no_dump("Wikidata", f"{dump.name} would have more than a hundred million items")


def _found(one: dict[str, Any]) -> Record:
    label = one.get("label") or one["id"]
    fitting = one.get("match", {})
    names = [RecordName(label, "label", one.get("display", {}).get("label", {}).get("language", ""))]
    if fitting.get("type") == "alias" and fitting["text"] != label:
        names.append(_other_name(fitting["text"], fitting.get("language", "")))
    return digested(Record(_BASE + one["id"], NAME, label, tuple(names)))


def _record(entity: dict[str, Any]) -> Record:
    # an entity without labels, aliases or claims has [] there, as PHP writes an empty table
    labels, aliases, claims = (entity[part] or {} for part in ("labels", "aliases", "claims"))
    names = tuple(_names(labels, aliases, claims))
    if not names:
        names = (RecordName(entity["id"]),)
    started = next((int(found[1]) for value in _values(claims, "P571") if (found := _YEAR.match(value["time"]))), None)
    return Record(
        id=_BASE + entity["id"],
        source=NAME,
        name=names[0].text,
        names=names,
        kinds=once(value["id"] for value in _values(claims, "P31")),
        status="inactive" if any(_values(claims, "P576")) else "active",
        countries=once(_COUNTRIES.get(value["id"], "") for value in _values(claims, "P17")),
        domains=once(_domain(value) for value in _values(claims, "P856")),
        identifiers=tuple(
            dict.fromkeys((s, _canonical(s, v)) for p, s in _SCHEMES.items() for v in _values(claims, p))
        ),
        parents=once(_BASE + value["id"] for part in ("P749", "P361") for value in _values(claims, part)),
        successors=once(_BASE + value["id"] for value in _values(claims, "P1366")),
        founded=started,
    )


_YEAR: Final = re.compile(r"\+(\d{4})-")


def _values(claims: dict[str, Any], name: str) -> Iterator[Any]:
    """The values of a property: the preferred ones where there are some, never a deprecated one or one that ended."""
    stated = [
        one for one in claims.get(name, ()) if one["rank"] != "deprecated" and not one.get("qualifiers", {}).get(_ENDED)
    ]
    best = [one for one in stated if one["rank"] == "preferred"] or stated
    for one in best:
        if one["mainsnak"]["snaktype"] == "value":
            yield one["mainsnak"]["datavalue"]["value"]


def _names(labels: dict[str, Any], aliases: dict[str, Any], claims: dict[str, Any]) -> Iterator[RecordName]:
    ordered = sorted(labels.values(), key=lambda one: (one["language"] not in ("en", "mul"), one["language"]))
    for one in ordered:
        if one["language"] in _LANGUAGES:
            yield RecordName(one["value"], "label", one["language"])
    for language, group in aliases.items():
        if language in _LANGUAGES:
            yield from (_other_name(one["value"], language) for one in group)
    for value in _values(claims, "P1813"):
        yield _other_name(value["text"], value["language"])


def _other_name(text: str, language: str) -> RecordName:
    is_short = " " not in text and text.upper() == text and len(text) <= 10
    return RecordName(text, "acronym" if is_short else "alias", language)


def _canonical(scheme: str, value: str) -> str:
    if scheme == "ror":
        return f"https://ror.org/{value.lower()}"
    return value.replace(" ", "") if scheme == "isni" else value.lower() if scheme == "doi" else value


def _domain(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host if parts.path.strip("/") in ("", "en") else ""

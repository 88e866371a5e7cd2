"""``find`` and ``conflicts``: lists of things, and of what sources do not agree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode

from ..errors import UsageError
from ..evidence import ConflictView, IssueView, data_issues, explain
from ..evidence import conflicts as cases_of
from ..evidence.asking import batches
from ..finding import Found, read_facets
from ..finding import find as look
from ..finding.facets import UNKNOWN as UNKNOWN_VALUES
from ..names import Match, labels, resolve, search
from ..pages.keeping import names_of
from ..store.protocol import Store
from ..terms import CA, PREFIXES, compact
from .citing import Cites
from .fitting import fitted, rest, shortened
from .model import Answer, Tool, gives, paging, takes, text, texts

if TYPE_CHECKING:
    from ..build import Atlas

_MOST_FOUND: Final = 1000  # matches of words behind an offset; more are not counted
_OBJECTS: Final = {"type": "array", "items": {"type": "object"}}
_FACETS: Final = {
    "audience": texts("For whom", "executives"),
    "modality": texts("How one takes part", "online"),
    "topic": texts("What it covers; narrower topics count", "ai ethics"),
    "type": texts("Type of credential or programme", "certificate"),
    "country": texts("Where the provider is: ISO 3166 code or name", "US"),
    "max_price": {"type": "number", "description": "The most that it may cost; needs currency"},
    "currency": text("ISO 4217 code; nothing is converted", "USD"),
    "per": text("What max_price is for; without it the whole", "credit"),
    "starts_from": text("First day on which it may start, YYYY-MM-DD"),
    "starts_until": text("Last day on which it may start"),
    "open_on": text("Day on which one can register, or today"),
    "unknown": text("Things of which an asked value is unknown", choices=UNKNOWN_VALUES),
}
FIND: Final = Tool(
    name="find",
    title="Find things by words or facets",
    description=(
        "Start here. With words alone: things and concepts of any kind by names, abbreviations and topics, best first; "
        "their ids go into the other tools. With facets: the programmes, courses and credentials that fit all of them, "
        "those that fit for certain before those of which something is unknown (fits: perhaps; unknown is not no)."
    ),
    takes=takes(words=text("Words of names and topics", "harvard"), **_FACETS, **paging()),
    gives=gives("found total", found=_OBJECTS, total={"type": "integer"}),
    example={"audience": ["executives"], "max_price": 9000, "currency": "USD"},
)
CONFLICTS: Final = Tool(
    name="conflicts",
    title="Where sources contradict each other",
    description=(
        "Contradictions between sources, of one thing and its parts or of all: which value is shown, by which rule, "
        "and who says what; and oddities of the data that are recorded."
    ),
    takes=takes(thing=text("A name or id; without it all", "Harvard Medical School"), **paging()),
    gives=gives("cases total", cases=_OBJECTS, total={"type": "integer"}),
    example={"thing": "offering:hms-ai-executives-2025"},
)


def find(atlas: Atlas, arguments: Mapping[str, Any]) -> Answer:
    """The answer of :data:`FIND`."""
    words, limit, offset = arguments.get("words", ""), arguments["limit"], arguments["offset"]
    facets = {name: arguments[name] for name in _FACETS if arguments.get(name) not in (None, [], "")}
    found: Sequence[Match | Found]
    if facets:
        findings = look(atlas, words, read_facets(atlas, facets), limit=offset + limit, index=names_of(atlas, words))
        found, total = findings.found, findings.total
        notes = [f"{facet} alone rules out {count}" for facet, count in findings.missed_by.items() if not total]
    elif words.strip():
        found = search(atlas, words, limit=offset + _MOST_FOUND, index=names_of(atlas, words))
        total, notes = len(found), []
    else:
        raise UsageError("nothing is asked for", hint="give words, or facets such as audience", place="words")
    page = found[offset : offset + limit]
    sources = _sources(atlas, [one.iri for one in page])

    def make(count: int) -> Answer:
        cites = Cites()
        rows = [{**_brief(one), "cites": cites.of_sources(sources.get(one.iri, ()), 3)} for one in page[:count]]
        nothing = "nothing fits: the atlas knows of none, which does not say that there is none"
        return {
            "found": rows,
            "total": total,
            **cites.told(atlas),
            **rest(len(rows), offset, total, "things"),
            **({} if total else {"notes": [nothing, *notes]}),
        }

    return fitted(len(page), make)


def _brief(found: Match | Found) -> dict[str, Any]:
    if isinstance(found, Match):
        told = {"id": compact(found.iri), "name": shortened(found.name), "kind": found.kind}
        return told if found.matched == found.name else {**told, "matched": shortened(found.matched)}
    record = found.to_dict()
    kept = ("id", "name", "kind", "provider", "fits", "why", "unknown", "starts", "registration_closes", "price")
    told = {name: record[name] for name in kept if record[name] not in (None, [], "")}
    return {**told, "offerings": [run["id"] for run in record["offerings"][:3]]}


def _sources(store: Store, things: Sequence[NamedNode]) -> dict[NamedNode, list[NamedNode]]:
    """Who says anything about each thing, by IRI."""
    told: dict[NamedNode, list[NamedNode]] = {}
    for block in batches("?s", ([thing] for thing in things)):
        asked = f"{block} ?claim <{PREFIXES['rdf']}subject> ?s ; <{CA}claimedBy> ?source"
        for thing, source in store.select(f"SELECT DISTINCT ?s ?source {{ {asked} }} ORDER BY ?s ?source"):
            if isinstance(thing, NamedNode) and isinstance(source, NamedNode):
                told.setdefault(thing, []).append(source)
    return told


def conflicts(atlas: Atlas, arguments: Mapping[str, Any]) -> Answer:
    """The answer of :data:`CONFLICTS`."""
    named, limit, offset = arguments.get("thing"), arguments["limit"], arguments["offset"]
    iri = None if named is None else resolve(atlas, named, place="thing")
    cases: list[ConflictView | IssueView] = [*cases_of(atlas, iri), *data_issues(atlas, iri)]
    page = cases[offset : offset + limit]
    names = labels(atlas, [case.subject for case in page])

    def make(count: int) -> Answer:
        cites = Cites()
        told = [_case(case, names[case.subject], cites) for case in page[:count]]
        nothing = f"no contradiction between sources is known{'' if iri is None else f' of {compact(iri)}'}"
        return {
            "cases": told,
            "total": len(cases),
            **cites.told(atlas),
            **rest(len(told), offset, len(cases), "cases"),
            **({} if cases else {"notes": [nothing]}),
        }

    return fitted(len(page), make)


def _case(case: ConflictView | IssueView, name: str, cites: Cites) -> dict[str, Any]:
    about = {"id": compact(case.subject), "name": shortened(name)}
    if isinstance(case, IssueView):
        return {**about, "kind": "data-issue", "status": case.status, "explanation": case.reason}
    values = [
        {
            "value": shortened(value.value),
            "cites": cites.of_sources([source.iri for source in value.sources]),
            **({"agrees": True} if value.agrees and number else {}),
        }
        for number, value in enumerate(case.values)
    ]
    return {
        **about,
        "property": compact(case.property),
        **({"key": case.key} if case.key else {}),
        "kind": case.kind,
        "shown": case.shown,
        "explanation": shortened(explain(case)),
        "values": values,
    }

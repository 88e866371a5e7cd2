"""``show`` and ``why``: what is known of a thing, who says so, and what is said not to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode

from ..cards import Card, Incoming, Value, card
from ..evidence import ClaimView, InferredView, chain_lines, claims_of
from ..evidence import why as explain
from ..evidence.model import Triple
from ..names import label, resolve, resolve_property
from ..store.protocol import Store
from ..terms import CA, Term, compact, show
from .citing import Cites
from .fitting import fitted, rest, shortened
from .model import Answer, Tool, gives, paging, takes, text

if TYPE_CHECKING:
    from ..build import Atlas

_THING: Final = text("A name, abbreviation or id", "Harvard Medical School", "offering:hms-ai-executives-2025")
_ABSENT: Final = {
    "stated_absent": {
        "type": "array",
        "items": {"type": "object"},
        "description": "What sources state not to exist; anything else that is missing is unknown",
    }
}
_OBJECTS: Final = {"type": "array", "items": {"type": "object"}}
_TEXT: Final = {"type": "string"}
_MOST_LINKS: Final = 8
_MOST_VALUES: Final = 12

SHOW: Final = Tool(
    name="show",
    title="What is known of a thing",
    description=(
        "What the atlas knows of one organization, programme, course, credential, offering, event, policy, publication "
        "or concept: facts with their sources, what links to it, and what is unknown. Unknown is not no: only "
        "stated_absent says that something is stated not to exist."
    ),
    takes=takes("thing", thing=_THING),
    gives=gives(
        "id name facts unknown",
        id=_TEXT,
        name=_TEXT,
        kinds={"type": "array"},
        also_called={"type": "array"},
        facts=_OBJECTS,
        linked_from=_OBJECTS,
        unknown={"type": "array", "description": "What no source of the atlas says: unknown, not no"},
        known_of_runs={"type": "array", "description": "Unknown of the thing itself, known of its runs"},
        **_ABSENT,
    ),
    example={"thing": "offering:hms-ai-executives-2025"},
)
WHY: Final = Tool(
    name="why",
    title="Who says so, where and when",
    description=(
        "The claims of sources about a thing, or about one property of it: value, source and place, date of the "
        "source, how it was read, and whether the value is shown or overruled by another."
    ),
    takes=takes(
        "thing",
        thing=_THING,
        property=text("Compact name, local name or label", "schema:offers", "registration closes"),
        inferred={"type": "boolean", "default": False, "description": "Also what only follows by a rule"},
        **paging(),
    ),
    gives=gives(
        "id name status claims total",
        id=_TEXT,
        name=_TEXT,
        status=text("Whether anything is known of it", choices=("known", "unknown", "stated absent")),
        claims=_OBJECTS,
        total={"type": "integer"},
        **_ABSENT,
    ),
    example={"thing": "offering:hms-ai-executives-2025", "property": "schema:offers"},
)


def show_card(atlas: Atlas, arguments: Mapping[str, Any]) -> Answer:
    """The answer of :data:`SHOW`."""
    iri = resolve(atlas, arguments["thing"], place="thing")
    found = card(atlas, iri)
    triples = [
        (found.iri, row.property, value.term) for group in found.groups for row in group.rows for value in row.values
    ]
    claims = claims_of(atlas, triples)

    def make(values: int) -> Answer:
        cites = Cites()
        facts = list(_facts(found, claims, cites, values))
        absent = stated_absent(atlas, found.iri, cites)
        return {
            "id": compact(found.iri),
            "name": shortened(found.name),
            "kinds": list(found.kinds),
            "also_called": [*map(shortened, found.alternate_names[:_MOST_VALUES])],
            "facts": facts,
            "linked_from": [_incoming(group, min(values, _MOST_LINKS)) for group in found.incoming],
            "unknown": [gap.label for gap in found.unknown],
            "known_of_runs": [gap.label for gap in found.of_runs],
            **absent,
            **cites.told(atlas),
        }

    return fitted(_MOST_VALUES, make)


def _facts(
    found: Card, claims: Mapping[Triple, Sequence[ClaimView]], cites: Cites, most: int
) -> Iterable[dict[str, Any]]:
    for group in found.groups:
        for row in group.rows:
            values = [_value(found.iri, row.property, value, claims, cites) for value in row.values[:most]]
            more = {"more": len(row.values) - most} if len(row.values) > most else {}
            yield {"property": compact(row.property), "label": row.label, "values": values, **more}


def _value(
    subject: NamedNode, property_: NamedNode, value: Value, claims: Mapping[Triple, Sequence[ClaimView]], cites: Cites
) -> dict[str, Any]:
    views = claims.get((subject, property_, value.term), ())
    told: dict[str, Any] = {"text": shortened(value.text)}
    if value.thing is not None and compact(value.thing) != value.text:
        told["id"] = compact(value.thing)
    if value.status != "asserted":
        told["status"] = value.status
    if value.inferred:
        told["inferred"] = True
    if value.dispute is not None:
        told["others_say"] = [*map(shortened, value.dispute.others)]
    cited = cites.of(views, 3) if views else cites.of_sources(value.sources, 3)
    return {**told, "cites": cited} if cited else told


def _incoming(group: Incoming, most: int) -> dict[str, Any]:
    links = [{"id": compact(link.subject), "name": shortened(link.name)} for link in group.links[:most]]
    return {"property": compact(group.property), "label": group.label, "count": group.count, "things": links}


def why(atlas: Atlas, arguments: Mapping[str, Any]) -> Answer:
    """The answer of :data:`WHY`."""
    iri = resolve(atlas, arguments["thing"], place="thing")
    named = arguments.get("property")
    property_ = None if named is None else resolve_property(atlas, named, place="property")
    views = explain(atlas, iri, property_, include_inferred=arguments["inferred"])
    offset = arguments["offset"]
    page = views[offset : offset + arguments["limit"]]

    def make(count: int) -> Answer:
        cites = Cites()
        claims = [_claim(view, cites) for view in page[:count]]
        absent = stated_absent(atlas, iri, cites)
        about = "" if property_ is None else f"{compact(property_)} of "
        note = f"no source of the atlas says anything about {about}{compact(iri)}: that is unknown, not no"
        return {
            "id": compact(iri),
            "name": label(atlas, iri),
            "status": "known" if views else "stated absent" if absent else "unknown",
            "claims": claims,
            "total": len(views),
            **absent,
            **cites.told(atlas),
            **rest(len(claims), offset, len(views), "claims"),
            **({} if views or absent else {"notes": [note]}),
        }

    return fitted(len(page), make)


def _claim(view: ClaimView | InferredView, cites: Cites) -> dict[str, Any]:
    if isinstance(view, InferredView):
        premises = [one for step in view.steps for premise in step.premises for one in premise.claims]
        return {
            "property": compact(view.predicate),
            "value": show(view.object),
            "rank": "inferred",
            "because": chain_lines(view.steps),
            "cites": cites.of(premises),
        }
    told = {
        "property": compact(view.predicate),
        "value": shortened(compact(view.value) if isinstance(view.object, NamedNode) else view.value),
        "cites": cites.of([view]),
        "rank": view.rank,
        "method": view.method,
    }
    told |= {"stated": view.stated_on} if view.stated_on else {}
    return told | ({"status": view.status} if view.status != "asserted" else {})


def stated_absent(store: Store, iri: NamedNode, cites: Cites) -> dict[str, Any]:
    """``stated_absent``: the statements of sources that this does not exist, with scope and date; nothing without."""
    rows = store.select(
        f"SELECT DISTINCT ?a ?p ?v {{ ?a <{CA}absenceOf> {iri} ; ?p ?v ."
        f" FILTER(?p IN (<{CA}absenceOf>, <{CA}hasScope>, <{CA}asOf>)) }} ORDER BY ?a ?p ?v"
    )
    told: dict[Term, dict[str, Any]] = {}
    for statement, property_, value in rows:
        assert isinstance(statement, NamedNode) and isinstance(property_, NamedNode) and value is not None
        entry = told.setdefault(statement, {"id": compact(statement), "name": label(store, statement)})
        if property_.value == f"{CA}absenceOf":
            triple = (statement, property_, value)
            entry["cites"] = cites.of(claims_of(store, [triple]).get(triple, ()))
        else:
            entry["scope" if property_.value.endswith("hasScope") else "as_of"] = show(value)
    return {"stated_absent": list(told.values())} if told else {}

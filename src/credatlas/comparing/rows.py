"""The rows of a comparison, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from ..cards.registering import days_of, registration_state
from ..terms import Term, node
from .gathering import SELF, TAUGHT, Source, add, gather, quoted, term_of
from .model import Cell, Row, Thing, Value
from .pricing import price_rows
from .reading import Read

_DATED: Final = ("self", "run", "session")
_DATES: Final = tuple(map(node, ("ca:registrationOpens", "ca:registrationCloses", "schema:endDate")))
_INSIDE: Final = node("schema:containedInPlace")
_ORGANIZATION: Final = node("ca:Organization")
_TOPIC: Final = Source(("ca:coversTopic",))
_PAGES: Final = Source(("schema:url",), ("self", "programme", "run", "credential"))


class _Simple(NamedTuple):
    """A row whose values are read as they stand.

    Attributes:
        key: Its stable name.
        label: Its name for people.
        sources: Where the values come from.
        stated: Where the words of sources come from, for when nothing else is known.
    """

    key: str
    label: str
    sources: tuple[Source, ...]
    stated: tuple[Source, ...] = ()


_PREREQUISITES: Final = (
    Source(("ca:prerequisite",)),
    Source(("ca:minimumDegree",), form="at least a {}"),
    Source(("ca:minimumExperienceMonths",), form="{} months of experience"),
)
_SIMPLE: Final = (
    _Simple("duration", "duration", (Source(("ca:hasDuration",)),)),
    _Simple("effort", "effort", (Source(("ca:workloadHours",), form="{} hours"),)),
    _Simple("modality", "modality", (Source(("ca:hasModality",)),)),
    _Simple("audience", "for whom", (Source(("ca:targetsAudience",)),), (Source(("ca:statedAudience",)),)),
    _Simple("prerequisites", "prerequisites", _PREREQUISITES),
    _Simple("award", "award", (Source(("ca:awardsCredential",), TAUGHT),), (Source(("ca:statedAward",)),)),
    _Simple("award-type", "type of award", (Source(("ca:hasCredentialType",), is_plain=True),)),
    _Simple("credits", "credits", (Source(("ca:carriesCredits",)),)),
    _Simple("language", "language", (Source(("schema:inLanguage",)),)),
)


def rows(things: Sequence[Thing], read: Read, on: date) -> list[Row]:
    """All rows; the values have their statements, and no evidence yet."""

    def row(key: str, label: str, values: Callable[[Thing], Iterable[Value]]) -> Row:
        return Row(key, label, tuple(Cell(tuple(values(thing))) for thing in things), {})

    return [
        row("kind", "kind", lambda thing: _kind(thing, read)),
        *price_rows(things, read),
        row("start", "start", lambda thing: _start(thing, read)),
        row("end", "end", lambda thing: gather(thing, read, [Source(("schema:endDate",), _DATED)])),
        row("deadline", "register until", lambda thing: gather(thing, read, [Source(("ca:registrationCloses",))])),
        row("registration", f"registration on {on}", lambda thing: _registration(thing, read, on)),
        *(_simple(things, read, one) for one in _SIMPLE),
        *_topics(things, read),
        row("skills", "skills", lambda thing: gather(thing, read, [Source(("ca:developsSkill",))])),
        row("provider", "provider", lambda thing: _provider(thing, read)),
        row("provider-kind", "kind of provider", lambda thing: _provider_kind(thing, read)),
        row("location", "place", lambda thing: _place(thing, read)),
        row("url", "web page", lambda thing: gather(thing, read, [_PAGES])),
    ]


def _simple(things: Sequence[Thing], read: Read, how: _Simple) -> Row:
    cells = [
        Cell(tuple(gather(thing, read, how.sources) or quoted(gather(thing, read, how.stated)))) for thing in things
    ]
    return Row(how.key, how.label, tuple(cells), {})


def _kind(thing: Thing, read: Read) -> list[Value]:
    types = gather(thing, read, [Source(("ca:hasProgrammeType",), TAUGHT)])
    return types or _stated(gather(thing, read, [Source(("rdf:type",), SELF)]))


def _start(thing: Thing, read: Read) -> list[Value]:
    days = gather(thing, read, [Source(("schema:startDate",), _DATED)])
    return days or gather(thing, read, [Source(("ca:hasPeriod",), _DATED)])


def _registration(thing: Thing, read: Read, on: date) -> list[Value]:
    """The state of registration for each run, and of the thing itself where that has dates."""
    found: dict[tuple[Term | None, str], Value] = {}
    for part in (part for part in thing.parts if part.role in ("self", "run", "programme")):
        opens, closes, ends = ([term for term, _ in read.of(part.iri, one)] for one in _DATES)
        state = registration_state(opens, closes, ends, on)
        if state != "unknown":
            dates = zip(_DATES, (opens, closes, ends), strict=True)
            told = [(part.iri, one, term) for one, terms in dates for term in terms if days_of(term) is not None]
            add(found, Value(state, None, (part,), tuple(told)))
    return list(found.values())


def _topics(things: Sequence[Thing], read: Read) -> list[Row]:
    """The topics that all have of which any is known, and those that are left."""
    found = [gather(thing, read, [_TOPIC]) for thing in things]
    known = [{term_of(value) for value in values} for values in found if values]
    shared = set.intersection(*known) if len(known) > 1 else set()
    common = []
    for values in found:
        same = tuple(value for value in values if term_of(value) in shared)
        common.append(Cell(same, "none known in common" if values and not same else ""))
    others = []
    for thing, values in zip(things, found, strict=True):
        rest = tuple(value for value in values if term_of(value) not in shared)
        stated = () if values else tuple(quoted(gather(thing, read, [Source(("ca:statedTopic",))])))
        others.append(Cell(rest or stated, "no others known" if values and not rest else ""))
    return [
        Row("topics-in-common", "topics in common", tuple(common), {}),
        Row("other-topics", "other topics", tuple(others), {}),
    ]


def _provider(thing: Thing, read: Read) -> list[Value]:
    offered = gather(thing, read, [Source(("ca:isOfferedBy",), TAUGHT)])
    offered = offered or gather(thing, read, [Source(("ca:isAwardedBy",), ("self", "credential"))])
    return [*offered, *gather(thing, read, [Source(("ca:offersThrough",), TAUGHT, "through {}")])]


def _provider_kind(thing: Thing, read: Read) -> list[Value]:
    providers = [part for part in thing.parts if part.role == "provider"]
    found: list[Value] = []
    for part in providers:
        tag = read.text(part.iri) if len(providers) > 1 else ""
        alone = replace(thing, parts=(replace(part, tag=tag),))
        kinds = gather(alone, read, [Source(("ca:hasOrganizationType",), ("provider",))])
        found += kinds or _stated(gather(alone, read, [Source(("rdf:type",), ("provider",))]))
    return found


def _stated(values: Iterable[Value]) -> list[Value]:
    """Classes that somebody states; what everything of its kind is says nothing."""
    return [value for value in values if not value.inferred and value.term != _ORGANIZATION]


def _place(thing: Thing, read: Read) -> list[Value]:
    """Where it is held; where nobody says so, where its providers are."""
    held = gather(thing, read, [Source(("schema:location",), _DATED)])
    stated = quoted(gather(thing, read, [Source(("ca:statedPlace",), _DATED)]))
    found = held or stated or gather(thing, read, [Source(("schema:location",), ("provider",))])
    around = {value.term: _around(value, read) for value in found}
    larger = {place for places in around.values() for place in places}
    return [
        replace(value, text=", ".join([value.text, *map(read.text, around[value.term])]))
        for value in found
        if value.term not in larger
    ]


def _around(value: Value, read: Read) -> list[Term]:
    """The places that a place lies in."""
    place = term_of(value)
    return [] if place is None else list(read.nodes(place, _INSIDE))

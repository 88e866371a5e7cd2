"""What the page for finding shows: the form with its drop-downs, and what fits with the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from ..build import Atlas
from ..comparing.choosing import COMPARABLE
from ..finding import Facets, Found, Reason, Run, counts, find, read_facets
from ..names import labels, search
from ..names.labels import terms
from ..store import Store
from ..terms import BASE, compact, node, show
from .forms import Field, Form, Given, Option, options_of
from .keeping import kept, names_of, remembering

LISTS: Final = ("audience", "modality", "topic", "type", "country")
"""The facets that take several values."""
SINGLES: Final = ("max_price", "currency", "per", "starts_from", "starts_until", "open_on", "unknown")
"""The facets that take one."""
MOST: Final = 1000
"""How many things are listed at most in another form."""
_MOST_BY_WORDS: Final = 200  # what words alone find is shown on ten pages; the names of more take their time

_LABELS: Final = {
    "audience": ("For whom", "a part of the group and a wider group fit too"),
    "modality": ("How one takes part", ""),
    "topic": ("Topic", "narrower topics fit too"),
    "type": ("Type of credential or programme", "narrower types fit too"),
    "country": ("Country of the provider", ""),
}
_INCLUDED: Final = "list it last"
_UNKNOWN: Final = (Option("exclude", "leave it out"), Option("only", "list nothing else"))
_ASKED_BY: Final = {
    "price": ("max_price", "currency", "per"),
    "start": ("starts_from", "starts_until"),
    "registration": ("open_on",),
}
_FACETS: Final = {
    "audience": "for whom it is",
    "modality": "how one takes part",
    "topic": "the topic",
    "type": "the type",
    "country": "the country",
    "price": "the price",
    "start": "the start",
    "registration": "the registration",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found.

    Attributes:
        iri: The thing.
        id: Its compact name.
        name: Its readable name.
        kind: What kind of thing it is, in words.
        matched: What fitted the words where that is not its name; empty where the reasons say it.
        reasons: For each facet that is asked, how it fits.
        providers: Who offers it.
        runs: Its offerings that fit, best first.
        prices: Prices that it has beside its offerings.
        can_compare: Whether it can be put beside others.
    """

    iri: NamedNode
    id: str
    name: str
    kind: str
    matched: str = ""
    reasons: tuple[Reason, ...] = ()
    providers: tuple[tuple[NamedNode, str], ...] = ()
    runs: tuple[Run, ...] = ()
    prices: tuple[str, ...] = ()
    can_compare: bool = False

    @property
    def unknown(self) -> tuple[str, ...]:
        """The facets of which it is not known whether they fit, in words."""
        return tuple(_FACETS[one.facet] for one in self.reasons if one.fits == "unknown")


@dataclass(frozen=True, slots=True)
class Result:
    """What was found.

    Attributes:
        hits: Those of one page, best first.
        total: How many there are in all.
        certain: How many of them are known to fit everything asked; None where only words were asked.
        left_out: How many were left out by what to do with unknown values.
        more: Whether there are more than are counted.
        nearly: What stands in the way of things that fit in all else, each with the address that does without it.
        records: All that was found, as plain values.
    """

    hits: tuple[Hit, ...]
    total: int
    certain: int | None = None
    left_out: int = 0
    more: bool = False
    nearly: tuple[tuple[str, int, Given], ...] = ()


def find_form(atlas: Atlas, given: Given) -> Form:
    """The form of the page with what was typed; its options, with their counts, come from the graph."""
    options = kept(atlas, ("find options",), _options)
    fields = [Field("text", "Words", "text", _values(given, "text"), note="of a name, a topic, a place; may be empty")]
    for name in LISTS:
        label, note = _LABELS[name]
        values = _values(given, name)
        fields.append(Field(name, label, "checks", values, _chosen(options[name], values), note))
    fields += [
        Field("max_price", "At most", "number", _values(given, "max_price"), note="such as 9000; nothing is converted"),
        _select(given, options, "currency", "Currency"),
        _select(given, options, "per", "Price for", empty="the whole"),
        Field("starts_from", "Starts from", "date", _values(given, "starts_from")),
        Field("starts_until", "Starts until", "date", _values(given, "starts_until")),
        Field("open_on", "One can register on", "date", _values(given, "open_on")),
        _unknown(given),
    ]  # fmt: skip
    return Form(tuple(fields))


def facets_of(atlas: Atlas, given: Given) -> Facets:
    """The facets that are asked for; ``text`` and ``page`` are none.

    Raises:
        UsageError: A facet does not exist, is of the wrong type, or misses what it needs.
        NotFoundError: Nothing goes by a name that was given.
        AmbiguousError: Several things do.
    """
    raw: dict[str, Any] = {name: list(values) for name, values in given.items() if name not in ("text", "page")}
    for name in SINGLES:
        if len(raw.get(name, ())) == 1:
            raw[name] = raw[name][0]
    return read_facets(remembering(atlas), raw)


def with_ids(given: Given, facets: Facets) -> Given:
    """What was typed with the ids of what is meant in place of names, so that the form shows it as chosen."""
    meant = {
        "audience": facets.audience,
        "modality": facets.modality,
        "topic": facets.topic,
        "type": tuple(concept for named in facets.types for concept in named),
        "country": facets.country,
    }
    return {**given, **{name: [_typed(iri) for iri in concepts] for name, concepts in meant.items() if concepts}}


def found(atlas: Atlas, words: str, facets: Facets, given: Given, number: int, size: int) -> Result:
    """What fits, with the things of one page described.

    Args:
        atlas: The graph.
        words: Words that were typed; may be empty.
        facets: What is asked for besides; with none of them everything that has a name is looked through.
        given: The form, for the addresses of nearly the same question.
        number: The page, from 1.
        size: How many things a page has.

    Raises:
        UsageError: Nothing is asked for.
    """
    store = remembering(atlas)
    if not facets.any:
        return _by_words(atlas, words, number, size)
    findings = find(store, words, facets, limit=number * size, index=names_of(atlas, words))
    shown = findings.found[(number - 1) * size :]
    comparable = _comparable(store, [one.iri for one in shown])
    named = _kind_words(store, [one.kind for one in shown])
    hits = tuple(_hit(one, named, comparable) for one in shown)
    nearly = sorted(findings.missed_by.items(), key=lambda pair: (-pair[1], pair[0]))
    without = tuple((_FACETS[facet], count, _without(given, facet)) for facet, count in nearly)
    return Result(hits, findings.total, findings.certain, findings.left_out, nearly=without)


def all_found(atlas: Atlas, words: str, facets: Facets) -> tuple[list[dict[str, Any]], int]:
    """Everything that fits as plain values, best first, at most :data:`MOST`; and how many there are.

    The fields are those that ``credatlas find`` gives: with facets as :meth:`credatlas.finding.Found.to_dict` has
    them, with words alone ``id, name, kind, matched, iri``.
    """
    store = remembering(atlas)
    if facets.any:
        told = find(store, words, facets, limit=MOST, index=names_of(atlas, words))
        return [one.to_dict() for one in told.found], told.total
    matches = search(store, words, limit=MOST + 1, index=names_of(atlas, words))
    records = [
        {"id": compact(one.iri), "name": one.name, "kind": one.kind, "matched": one.matched, "iri": one.iri.value}
        for one in matches[:MOST]
    ]
    return records, len(matches)


def _by_words(atlas: Atlas, words: str, number: int, size: int) -> Result:
    store, index, most = remembering(atlas), names_of(atlas, words), _MOST_BY_WORDS + 1
    matches = kept(atlas, ("search", words), lambda _: search(store, words, limit=most, index=index))
    shown = matches[:_MOST_BY_WORDS][(number - 1) * size : number * size]
    comparable = _comparable(store, [one.iri for one in shown])
    named = _kind_words(store, [one.kind for one in shown])
    hits = tuple(
        Hit(
            iri=one.iri,
            id=compact(one.iri),
            name=one.name,
            kind=named.get(one.kind, one.kind),
            matched="" if one.matched == one.name else one.matched,
            can_compare=one.iri in comparable,
        )
        for one in shown
    )
    return Result(hits, min(len(matches), _MOST_BY_WORDS), more=len(matches) > _MOST_BY_WORDS)


def _hit(one: Found, named: Mapping[str, str], comparable: set[NamedNode]) -> Hit:
    return Hit(
        iri=one.iri,
        id=compact(one.iri),
        name=one.name,
        kind=named.get(one.kind, one.kind),
        reasons=one.reasons,
        providers=one.providers,
        runs=one.runs,
        prices=one.prices,
        can_compare=one.iri in comparable,
    )


def _without(given: Given, facet: str) -> Given:
    gone = (*_ASKED_BY.get(facet, (facet,)), "page")
    return {name: values for name, values in given.items() if name not in gone}


def _comparable(store: Store, iris: Sequence[NamedNode]) -> set[NamedNode]:
    if not iris:
        return set()
    classes = terms(COMPARABLE)
    rows = store.select(f"SELECT ?s {{ VALUES ?s {{ {terms(iris)} }} ?s a ?k . VALUES ?k {{ {classes} }} }}")
    return {row[0] for row in rows if isinstance(row[0], NamedNode)}


def _kind_words(store: Store, kinds_: Sequence[str]) -> dict[str, str]:
    """What classes are called; schemes of concepts are called by their names."""
    classes = {kind: node(kind) for kind in kinds_ if ":" in kind}
    named = labels(store, classes.values())
    return {kind: named[iri] for kind, iri in classes.items()}


def _options(atlas: Atlas) -> dict[str, tuple[Option, ...]]:
    """What can be chosen, of what is stated of anything; the addresses name it by compact ids."""
    found: dict[str, tuple[Option, ...]] = {}
    for facet, counted in counts(atlas).items():
        names = labels(atlas, counted)
        ids = {_typed(iri): number for iri, number in counted.items()}
        found[facet] = options_of(((_typed(iri), names[iri]) for iri in counted), counts=ids)
    rows = atlas.select(f"SELECT DISTINCT ?c {{ ?v {node('schema:priceCurrency')} ?c }} ORDER BY ?c")
    found["currency"] = options_of((show(row[0]), show(row[0])) for row in rows)
    units = atlas.select(f"SELECT DISTINCT ?u {{ ?v {node('ca:pricePer')} ?u FILTER(STRSTARTS(STR(?u), '{BASE}')) }}")
    named = labels(atlas, [row[0] for row in units if isinstance(row[0], NamedNode)])
    found["per"] = options_of((compact(iri), name) for iri, name in named.items())
    return found


def _typed(iri: NamedNode) -> str:
    """What stands in the address for a value: countries by their codes, as people write them."""
    kind, _, local = compact(iri).partition(":")
    return local if kind == "place" and len(local) == 2 else compact(iri)


def _values(given: Given, name: str) -> tuple[str, ...]:
    return tuple(given.get(name, ()))


def _chosen(options: Sequence[Option], values: Sequence[str]) -> tuple[Option, ...]:
    taken = {value.casefold() for value in values}
    return tuple(
        Option(one.value, one.label, not taken.isdisjoint((one.value.casefold(), one.label.casefold())), one.count)
        for one in options
    )


def _unknown(given: Given) -> Field:
    values = tuple(value for value in given.get("unknown", ()) if value != "include")  # which is what happens anyway
    label = "Where a value asked is not known"
    return Field("unknown", label, "select", values, _chosen(_UNKNOWN, values), empty=_INCLUDED)


def _select(
    given: Given, options: Mapping[str, tuple[Option, ...]], name: str, label: str, *, empty: str = "any"
) -> Field:
    values = _values(given, name)
    return Field(name, label, "select", values, _chosen(options[name], values), empty=empty)

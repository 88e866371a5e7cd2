"""What the page of contradictions shows: each case with its sides, and the recorded issues of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from ..build import Atlas
from ..cards.layout import names_on_cards
from ..comparing.making import source_notes
from ..evidence import ConflictView, IssueView, Wanted, conflicts, data_issues, explain
from ..evidence.claiming import claims_named
from ..evidence.model import local
from ..names import labels
from ..terms import CONFLICT_KINDS, CONFLICT_RULES, PREFIXES, SCHEME_PREFIXES, node, show
from ..wording.contradictions import Plain, in_words
from .addresses import Addresses
from .keeping import kept, remembering
from .said import Said, said

Entry = ConflictView | IssueView

_DETAIL: Final = node("ca:hasDetail")
_COUNT: Final = node("ca:hasCount")
_WHOLE: Final = node("unit:programme")
_LANGUAGES: Final = dict(
    pair.split("=")
    for pair in "ar=Arabic ca=Catalan de=German en=English es=Spanish fr=French it=Italian ja=Japanese ko=Korean "
    "nl=Dutch pt=Portuguese zh=Chinese".split()
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of several values that cannot all be right.

    Attributes:
        text: The value in words.
        is_shown: Whether it is the one that is shown.
        agrees: Whether it can be right together with the one that is shown.
        said: Who says so.
    """

    text: str
    is_shown: bool
    agrees: bool
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A contradiction, or a recorded issue, which has no sides.

    Attributes:
        anchor: Its place on the page; the same as long as the case is the same.
        subject: What it is about.
        name: Its name.
        property: The property; None for an issue.
        label: What is disputed (``number of hubs``), or what the issue is about.
        kind: What kind of contradiction it is, in the words of people.
        rule: The rule that decided, or the state of an issue, likewise.
        is_open: Whether somebody still has to judge it.
        why: Why the shown value is shown, or why the issue stands, in one sentence.
        sides: The values, the shown one first.
    """

    anchor: str
    subject: NamedNode
    name: str
    property: NamedNode | None
    label: str
    kind: Plain
    rule: Plain
    is_open: bool
    why: str
    sides: tuple[Side, ...]


def entries(atlas: Atlas, thing: NamedNode | None, wanted: Wanted) -> tuple[list[ConflictView], list[IssueView]]:
    """The contradictions and the issues that are wanted, of one thing and of what belongs to it or of all."""
    cases = kept(atlas, ("conflicts", thing), lambda store: conflicts(store, thing))
    issues = kept(atlas, ("issues", thing), lambda store: data_issues(store, thing))
    return wanted.cases(cases), wanted.issues(issues)


def cases_of(atlas: Atlas, shown: Sequence[Entry], addresses: Addresses) -> tuple[Case, ...]:
    """Contradictions and issues as they are shown, in their order."""
    store = remembering(atlas)
    found = [one for one in shown if isinstance(one, ConflictView)]
    claims = claims_named(store, [claim for one in found for value in one.values for claim in value.claims])
    sources = source_notes(store, {view.source for views in claims.values() for view in views})
    titles = {source.iri: source.title for source in sources}
    concepts = [part for one in found for part in _parts(one.key) if isinstance(part, NamedNode)]
    names = labels(store, [*(one.subject for one in shown), *(one.property for one in found), *concepts])
    called = {**names, **names_on_cards(store, dict.fromkeys(one.subject for one in found))}

    def sides(case: ConflictView) -> tuple[Side, ...]:
        return tuple(
            Side(
                text=value.value,
                is_shown=place == 0,
                agrees=value.agrees,
                said=said((view for claim in value.claims for view in claims.get(claim, ())), titles, addresses),
            )
            for place, value in enumerate(case.values)
        )

    return tuple(
        Case(
            anchor=local(one.iri),
            subject=one.subject,
            name=names[one.subject],
            property=one.property,
            label=disputed(one, called),
            kind=in_words(one.kind),
            rule=in_words(one.rule),
            is_open=is_open(one),
            why=explain(one, titles),
            sides=sides(one),
        )
        if isinstance(one, ConflictView)
        else _issue(one, names[one.subject])
        for one in shown
    )


def is_open(one: Entry) -> bool:
    """Whether somebody still has to judge a contradiction or an issue."""
    return one.rule == CONFLICT_RULES[-1] if isinstance(one, ConflictView) else one.status == "open"


def disputed(case: ConflictView, names: Mapping[NamedNode, str]) -> str:
    """What sources disagree on, in words: ``number of hubs``, ``price in USD per credit (non-resident)``.

    Sources may disagree on one part of a property and agree on another; the key of a case says which part it is.

    Args:
        case: The contradiction.
        names: What its property and the concepts of its key are called.
    """
    if case.property == _DETAIL and case.key:
        return case.key  # a detail is called as its source calls it
    label, notes = names[case.property], []
    for part in _parts(case.key):
        if isinstance(part, str):
            label += f" in {_LANGUAGES.get(part, part)}"
        elif part.value.startswith(PREFIXES["count"]):
            label = f"number of {names[part]}" if case.property == _COUNT else f"{label}: {names[part]}"
        elif part == _WHOLE:
            continue  # what a whole programme costs is what everybody takes a price for
        elif part.value.startswith(PREFIXES["unit"]):
            label += f" per {names[part]}"
        else:
            notes.append(names[part])
    return label + (f" ({', '.join(notes)})" if notes else "")


def _parts(key: str) -> list[NamedNode | str]:
    """The parts of a key: concepts, and texts such as a language or a currency."""
    parts = [part for part in key.split("; ") if part]
    return [node(part) if part.partition(":")[0] in SCHEME_PREFIXES and " " not in part else part for part in parts]


def _issue(one: IssueView, name: str) -> Case:
    value = "" if one.value is None else f", {show(one.value)}"
    return Case(
        anchor=local(one.iri),
        subject=one.subject,
        name=name,
        property=None,
        label=f"known issue{value}",
        kind=in_words(CONFLICT_KINDS[-1]),
        rule=in_words(one.status),
        is_open=is_open(one),
        why=one.reason,
        sides=(),
    )

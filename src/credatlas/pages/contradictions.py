"""What the page of contradictions shows: each case with its sides, and the recorded issues of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ..build import Atlas
from ..comparing.making import source_notes
from ..evidence import ConflictView, IssueView, Wanted, conflicts, data_issues, explain
from ..evidence.claiming import claims_named
from ..evidence.model import local
from ..names import labels
from ..terms import show
from .addresses import Addresses
from .keeping import kept, remembering
from .said import Said, said

Entry = ConflictView | IssueView


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
        label: What the property is called, or what the issue is about.
        key: The part of the property (a language, a kind of count); empty where it has none.
        kind: ``factual``, ``time-varying``, ``naming``, ``internal`` or ``data-issue``.
        rule: The rule that decided, or the status of an issue.
        why: Why the shown value is shown, or why the issue stands, in one sentence.
        sides: The values, the shown one first.
    """

    anchor: str
    subject: NamedNode
    name: str
    property: NamedNode | None
    label: str
    key: str
    kind: str
    rule: str
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
    names = labels(store, [*(one.subject for one in shown), *(one.property for one in found)])

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
            label=names[one.property],
            key=one.key,
            kind=one.kind,
            rule=one.rule,
            why=explain(one),
            sides=sides(one),
        )
        if isinstance(one, ConflictView)
        else _issue(one, names[one.subject])
        for one in shown
    )


def _issue(one: IssueView, name: str) -> Case:
    value = "" if one.value is None else f", {show(one.value)}"
    return Case(
        anchor=local(one.iri),
        subject=one.subject,
        name=name,
        property=None,
        label=f"known issue{value}",
        key="",
        kind="data-issue",
        rule=one.status,
        why=one.reason,
        sides=(),
    )

"""``/conflicts``: where sources contradict each other, as a page for people and as rows for programs."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..errors import AmbiguousError, NotFoundError, UsageError, did_you_mean
from ..evidence import Wanted, conflict_records, issue_records
from ..evidence.model import ConflictView, IssueView
from ..names import resolve
from ..pages.contradictions import cases_of, entries, is_open
from ..pages.forms import Field, Form, Given, Option, address, turned
from ..pages.keeping import remembering
from ..terms import CONFLICT_KINDS, CONFLICT_RULES
from ..wording.contradictions import CONFLICT_KINDS_IN_WORDS, CONFLICT_RULES_IN_WORDS, in_words
from .exchange import Asked, Reply
from .listing import Form as Written
from .listing import downloads, flag, given_of, number_of, piece, refuse_unknown, settled, single, written
from .people import addresses_of, page_of

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from ..build import Atlas

SIZE: Final = 25
"""How many contradictions a page lists."""
_COLUMNS: Final = ("subject", "property", "key", "kind", "shown", "rule", "values", "explanation", "status")
_KNOWN: Final = ("thing", "kind", "rule", "unresolved", "page")


def page(atlas: Atlas, asked: Asked) -> Reply:
    """Contradictions and known issues, each with its sides and the reason for what is shown."""
    if elsewhere := settled(asked):
        return elsewhere
    given = given_of(asked)
    number = number_of(given)
    addresses = addresses_of(asked)
    at = functools.partial(address, addresses, "conflicts")
    form, status = _form(atlas, given), 200
    found: list[ConflictView | IssueView] = []
    try:
        cases, issues = _wanted(atlas, given)
        found = [*cases, *issues]
    except (UsageError, NotFoundError, AmbiguousError) as error:
        form, status = form.refused(error, given, at), error.http_status
    reply = page_of(
        atlas,
        asked,
        "conflicts.html",
        title="Contradictions",
        here="conflicts",
        form=form,
        kinds=tuple(CONFLICT_KINDS_IN_WORDS.values()),
        rules=tuple(CONFLICT_RULES_IN_WORDS.values()),
        total=len(found),
        issues=sum(isinstance(one, IssueView) for one in found),
        open_cases=sum(map(is_open, found)),
        cases=cases_of(atlas, piece(found, number, SIZE), addresses),
        place=turned(len(found), number, SIZE, given, at),
        downloads=downloads(addresses, "conflicts", given),
    )
    return replace(reply, status=status)


def as_json(atlas: Atlas, asked: Asked) -> Reply:
    """The contradictions as JSON, as ``credatlas conflicts --format json`` gives them."""
    return _written(atlas, asked, "json")


def as_csv(atlas: Atlas, asked: Asked) -> Reply:
    """The contradictions as CSV; what sources say stands as JSON in its cell."""
    return _written(atlas, asked, "csv")


def _written(atlas: Atlas, asked: Asked, form: Written) -> Reply:
    cases, issues = _wanted(atlas, given_of(asked))
    return written([*conflict_records(cases), *issue_records(issues)], form, _COLUMNS)


def _wanted(atlas: Atlas, given: Given) -> tuple[list[ConflictView], list[IssueView]]:
    refuse_unknown(given, _KNOWN)
    thing = _thing(atlas, given)
    kinds = _among(given, "kind", CONFLICT_KINDS)
    rules = _among(given, "rule", CONFLICT_RULES)
    return entries(atlas, thing, Wanted(kinds, rules, unresolved=flag(given, "unresolved")))


def _thing(atlas: Atlas, given: Given) -> NamedNode | None:
    typed = single(given, "thing")
    return resolve(remembering(atlas), typed, place="thing") if typed else None


def _among(given: Given, name: str, known: Sequence[str]) -> tuple[str, ...]:
    values = tuple(given.get(name, ()))
    for value in values:
        if value not in known:
            hint = did_you_mean(value, list(known)) or f"choose one of {', '.join(known)}"
            raise UsageError(f"there is no {name} “{value}”", hint=hint, place=name)
    return values


def _form(atlas: Atlas, given: Given) -> Form:
    """The form; the numbers say how many there are of each kind and rule in all."""
    cases, issues = entries(atlas, None, Wanted())
    kinds = Counter([*(one.kind for one in cases), *("data-issue" for _ in issues)])
    rules = Counter(one.rule for one in cases)

    def options(name: str, known: Sequence[str], counts: Counter[str]) -> tuple[Option, ...]:
        chosen = given.get(name, ())
        return tuple(Option(one, in_words(one).heading, one in chosen, counts[one]) for one in known if counts[one])

    unresolved = Option("1", "only what no rule decided", bool(given.get("unresolved")))
    return Form(
        (
            Field("thing", "Of a thing", "text", tuple(given.get("thing", ())), note="a name or an id; empty for all"),
            Field("kind", "Kind", "checks", tuple(given.get("kind", ())), options("kind", CONFLICT_KINDS, kinds)),
            Field("rule", "Decided by", "checks", tuple(given.get("rule", ())), options("rule", CONFLICT_RULES, rules)),
            Field("unresolved", "Which", "select", tuple(given.get("unresolved", ())), (unresolved,), empty="all"),
        )
    )

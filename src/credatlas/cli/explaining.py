"""``why`` and ``conflicts``: who says so, and what happens when sources disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from ..formats import RECORD_FORMATS
from ..terms import CONFLICT_KINDS, CONFLICT_RULES
from ..wording.contradictions import in_words
from .kinds import FOLDER
from .options import TEXTS_HELP, Settings, output_options, read_texts, with_settings
from .writing import Writing, aside, folded

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from ..build import Atlas
    from ..evidence import ClaimView, ConflictView, InferredView, IssueView

_FORMATS = ("text", *RECORD_FORMATS)


def _meanings(names: Sequence[str]) -> str:
    return "\n".join(f"  {name:<18}  {in_words(name).heading}" for name in names)


_WORDS: Final = (
    f"\b\nKinds:\n{_meanings(CONFLICT_KINDS)}\n\n"
    f"\b\nRules, in the order in which they are tried:\n{_meanings(CONFLICT_RULES)}"
)


@click.command()
@click.argument("thing")
@click.argument("property", required=False)
@click.option("--inferred", is_flag=True, help="Also what follows by a rule, each with its chain.")
@click.option("--texts", **FOLDER, help=TEXTS_HELP)
@output_options(*_FORMATS, what="a list of claims")
@with_settings
def why(
    settings: Settings, *, thing: str, property: str | None, inferred: bool, texts: str | None, writing: Writing
) -> int:
    """Show who says so: the claims about THING, or about one PROPERTY of it.

    THING is a name or an id, in quotes where it has blanks; PROPERTY a compact name (schema:offers), a local name
    (registrationCloses) or a label. Each claim names its source, the place in the source, the source's own date, how
    the value was read and how firmly the source states it.

    Ends with exit code 4 when nobody says anything.
    """
    from ..evidence import as_records, quotes, remarks
    from ..evidence import why as explain
    from ..names import resolve, resolve_property
    from ..terms import compact

    store = settings.open()
    iri = resolve(store, thing, place="THING")
    prop = None if property is None else resolve_property(store, property, place="PROPERTY")
    found = read_texts(texts)
    views = explain(store, iri, prop, include_inferred=inferred)
    words = None if found is None else quotes(store, found, _claims(views))
    if noted := remarks(store, _claims(views)):
        words = {**(words or {}), **noted}
    if writing.form == "text" and views:
        writing.text([folded(_title(store, iri)), *_explained(store, views, words or {})])
    elif views or not (writing.is_for_people or writing.form == "text"):
        writing.records(as_records(views, words), brief=_brief(words))
    if not views:
        about = "" if prop is None else f"{compact(prop)} of "
        aside(f"no source says anything about {about}{compact(iri)}: that is unknown, not no")
    return 0 if views else 4


def _brief(words: Mapping[NamedNode, str] | None) -> tuple[str, ...]:
    # the passage names its source, the subject is what was asked about
    columns = ("predicate", "object", "passage", "start", "end", "stated_on", "method", "status", "rank")
    return columns if words is None else (*columns, "text")


def _title(store: Atlas, iri: NamedNode) -> str:
    from ..names import label
    from ..terms import compact

    name, short = label(store, iri), compact(iri)
    return short if name == short else f"{name} ({short})"


def _claims(views: Sequence[ClaimView | InferredView]) -> list[ClaimView]:
    from ..evidence import ClaimView

    return [view for view in views if isinstance(view, ClaimView)]


def _explained(
    store: Atlas, views: Sequence[ClaimView | InferredView], words: Mapping[NamedNode, str]
) -> Iterator[str]:
    """Property by property, value by value, claim by claim."""
    from ..evidence import ClaimView
    from ..names import labels
    from ..terms import compact

    names = labels(store, [view.predicate for view in views])
    shown = labels(store, [term for view in views if (term := _named_thing(view)) is not None])
    for predicate in dict.fromkeys(view.predicate for view in views):
        name, short = names[predicate], compact(predicate)
        yield ""
        yield short if name == short else f"{name} ({short})"
        said = ""
        for view in (view for view in views if view.predicate == predicate):
            value = _heading(view, shown)
            if value != said:
                yield value
            said = value
            yield from _claim(view, words) if isinstance(view, ClaimView) else _chain(view)


def _named_thing(view: ClaimView | InferredView) -> NamedNode | None:
    """The value where it is a thing or a concept, which have names."""
    from pyoxigraph import NamedNode

    from ..wording import is_value

    return view.object if isinstance(view.object, NamedNode) and not is_value(view.object) else None


_RANKS = {"shown": "", "agrees": "(says less than what is shown)", "overruled": "(another value is shown)"}


def _heading(view: ClaimView | InferredView, names: Mapping[NamedNode, str]) -> str:
    """The value, which several claims may share, and how it stands to what is shown."""
    from ..evidence import ClaimView

    note = _RANKS[view.rank] if isinstance(view, ClaimView) else "(follows by a rule)"
    return folded(f"{_value(view, names)} {note}", first="  ", more=" " * 6)


def _claim(view: ClaimView, words: Mapping[NamedNode, str]) -> Iterator[str]:
    from ..evidence import claim_place, explain

    yield folded(claim_place(view), first=" " * 4, more=" " * 6)
    if view.passage in words:
        quoted = " ".join(words[view.passage].split())
        yield folded(f"“{quoted}”", first=" " * 6, more=" " * 6)
    if view.conflict is not None:
        yield folded(f"contradicted: {explain(view.conflict)}", first=" " * 4, more=" " * 6)


def _chain(view: InferredView) -> Iterator[str]:
    from ..evidence import chain_lines

    yield from (folded(line, first=" " * 4, more=" " * 6) for line in chain_lines(view.steps))


def _value(view: ClaimView | InferredView, names: Mapping[NamedNode, str]) -> str:
    from ..evidence import ClaimView
    from ..terms import compact, show

    thing = _named_thing(view)
    if thing is not None:
        name, short = names[thing], compact(thing)
        return short if name == short else f"{name} ({short})"
    return view.value if isinstance(view, ClaimView) else show(view.object)


@click.command(epilog=_WORDS)
@click.argument("thing", nargs=-1)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(CONFLICT_KINDS), help="Only of this kind; repeatable."
)
@click.option(
    "--rule", "rules", multiple=True, type=click.Choice(CONFLICT_RULES), help="Only those it decided; repeatable."
)
@click.option("--unresolved", is_flag=True, help="Only what no rule decided, and issues that are open.")
@click.option("--fail", is_flag=True, help="End with exit code 1 when there is any.")
@output_options(*_FORMATS, what="a list of contradictions")
@with_settings
def conflicts(settings: Settings, *, thing: tuple[str, ...], fail: bool, writing: Writing, **wanted: Any) -> int:
    """List the contradictions between sources, all or those about THING, and the known data issues.

    Nothing is overwritten: every value stays with its sources, and a rule with a name decides which one is shown.
    """
    from ..evidence import Wanted, conflict_records, data_issues, issue_records
    from ..evidence import conflicts as listed
    from ..names import resolve

    store = settings.open()
    iri = resolve(store, " ".join(thing), place="THING") if thing else None
    choice = Wanted(**wanted)
    cases, issues = choice.cases(listed(store, iri)), choice.issues(data_issues(store, iri))
    if writing.form == "text":
        writing.text([*_cases(store, cases), *_issues(store, issues)])
    else:
        brief = ("subject", "property", "key", "kind", "shown", "rule", "explanation")
        writing.records([*conflict_records(cases), *issue_records(issues)], brief=brief)
    return 1 if fail and (cases or issues) else 0


def _cases(store: Atlas, cases: Sequence[ConflictView]) -> Iterator[str]:
    from ..evidence import explain
    from ..names import labels
    from ..terms import compact

    names = labels(store, [case.property for case in cases])
    yield f"{len(cases)} contradiction{'' if len(cases) == 1 else 's'} between sources"
    for case in cases:
        key = f", {case.key}" if case.key else ""
        yield ""
        heading = f"{names[case.property]} of {compact(case.subject)}{key}  [{case.kind}, rule: {case.rule}]"
        yield folded(heading, more=" " * 4)
        for value in case.values:
            mark = "→" if value is case.values[0] else " "
            sources = ", ".join(_source(source.iri, source.reliability, source.published) for source in value.sources)
            yield folded(f"“{value.value}”", first=f"  {mark} ", more=" " * 6)
            yield folded(sources, first=" " * 6, more=" " * 6)
        yield folded(explain(case), first=" " * 4, more=" " * 4)


def _source(iri: NamedNode, reliability: str, published: str) -> str:
    from ..terms import compact

    return f"{compact(iri)} ({reliability or 'curators'}, {published or 'undated'})"


def _issues(store: Atlas, issues: Sequence[IssueView]) -> Iterator[str]:
    from ..names import labels
    from ..terms import compact

    names = labels(store, [issue.subject for issue in issues])
    yield ""
    yield f"{len(issues)} known data issue{'' if len(issues) == 1 else 's'}"
    for issue in issues:
        rule = "" if issue.shape is None else f", rule: {compact(issue.shape)}"
        yield ""
        yield folded(f"{compact(issue.subject)}  {names[issue.subject]}  [{issue.status}{rule}]", more=" " * 4)
        yield folded(issue.reason, first=" " * 4, more=" " * 4)

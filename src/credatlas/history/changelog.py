"""A difference as people read it: lines for a terminal, and the Markdown of a changelog."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from ..evidence import explain
from ..formats import one_line
from ..formats.pipes import escaped
from ..terms import PREFIXES, compact
from .differences import AnswerChange, ConflictChange, Difference, FactChange, Row, ThingChange

_T = TypeVar("_T")

_LONGEST: Final = 160  # characters of a value that is told in a line
_ROWS: Final = 5  # rows of an answer that are told, of each kind
_TYPE: Final = PREFIXES["rdf"] + "type"
_NAME: Final = PREFIXES["schema"] + "name"
_SIGNS: Final = {"added": "+", "changed": "~", "retracted": "-"}
_THINGS: Final = {"added": "Added", "changed": "Changed", "merged": "Merged", "removed": "Removed"}


def difference_lines(found: Difference, *, limit: int) -> Iterator[str]:
    """A difference as lines of plain text, grouped by thing.

    Signs: ``+`` came, ``-`` went, ``~`` one value replaced another.

    Args:
        found: The difference.
        limit: At most so many things, contradictions and answers each, and facts of one thing; the rest is counted.
    """
    yield f"{found.old} → {found.new}"
    if found.is_empty:
        yield "no difference"
        return
    yield from (f"  {line}" for line in _counted(found))
    for change, title in _THINGS.items():
        things = found.of(change)
        if things:
            yield from ("", f"{title} ({len(things):,})")
            yield from _limited(things, limit, lambda thing: _thing_lines(thing, limit))
    if found.conflicts:
        yield from ("", f"Contradictions ({len(found.conflicts):,})")
        yield from _limited(found.conflicts, limit, _conflict_lines)
    if found.answers:
        yield from ("", f"Answers ({len(found.answers):,})")
        yield from _limited(found.answers, limit, _answer_lines)


def difference_markdown(found: Difference, *, limit: int | None = None) -> Iterator[str]:
    """A difference as a section of a changelog in Markdown: Added, Changed, Removed, Contradictions, Answers.

    Args:
        found: The difference.
        limit: At most so many entries in each section; the rest is counted. None for all.
    """
    yield f"## {escaped(found.old)} → {escaped(found.new)}"
    yield ""
    if found.is_empty:
        yield "No difference."
        return
    yield f"{'; '.join(_counted(found))}."
    sections: list[tuple[str, list[list[str]]]] = [
        ("Added", [_thing_entry(thing) for thing in found.of("added")]),
        ("Changed", [_thing_entry(thing) for thing in (*found.of("changed"), *found.of("merged"))]),
        ("Removed", [_thing_entry(thing) for thing in found.of("removed")]),
        ("Contradictions", [[f"- {escaped(_conflict_text(one))}"] for one in found.conflicts]),
        (
            "Answers",
            [[f"- `{one.query}` ({escaped(one.summary)}): {escaped(_rows_text(one))}"] for one in found.answers],
        ),
    ]
    for title, entries in sections:
        if entries:
            yield from ("", f"### {title}", "")
            for entry in entries[:limit]:
                yield from entry
            if limit is not None and len(entries) > limit:
                yield f"- and {len(entries) - limit:,} more"


def _counted(found: Difference) -> list[str]:
    """What there is of each kind of change, in a few words each; layers that only those who keep the house see last."""
    lines = []
    things = [f"{len(found.of(change)):,} {change}" for change in _THINGS if found.of(change)]
    facts = [f"{found.count(change):,} {change}" for change in _SIGNS if found.count(change)]
    cases = [f"{count:,} {change}" for change in ("opened", "changed", "closed") if (count := _cases(found, change))]
    came = sum(found.sources.values())
    sources = [f"{came:,} added"] * bool(came) + [f"{len(found.sources) - came:,} removed"] * (
        came < len(found.sources)
    )
    for what, parts in (("things", things), ("facts", facts), ("sources", sources), ("contradictions", cases)):
        if parts:
            lines.append(f"{what}: {', '.join(parts)}")
    if found.answers:
        lines.append(f"answers: {len(found.answers):,} changed")
    layers = [f"{one.layer} +{one.added:,} −{one.retracted:,}" for one in found.layers]
    return [*lines, f"statements: {', '.join(layers)}"] if layers else lines


def _cases(found: Difference, change: str) -> int:
    return sum(one.change == change for one in found.conflicts)


def _limited(entries: Sequence[_T], limit: int, lines: Callable[[_T], Iterator[str]]) -> Iterator[str]:
    for entry in entries[:limit]:
        yield from (f"  {line}" for line in lines(entry))
    if len(entries) > limit:
        yield f"  and {len(entries) - limit:,} more (--limit, or --format json for all)"


def _thing_lines(thing: ThingChange, limit: int) -> Iterator[str]:
    yield _title(thing)
    facts = _told(thing)
    for fact in facts[:limit]:
        yield f"  {_SIGNS[fact.change]} {one_line(fact.label)}: {_fact_text(fact)}"
    if len(facts) > limit:
        yield f"  and {len(facts) - limit:,} more facts"


def _title(thing: ThingChange) -> str:
    short = compact(thing.iri)
    name = short if thing.name == short else f"{one_line(thing.name)} ({short})"
    if thing.into is not None:
        return f"{name} is now {one_line(thing.into_name)} ({compact(thing.into)})"
    return f"{name}, {thing.kind}" if thing.kind else name


def _told(thing: ThingChange) -> list[FactChange]:
    """The facts of a thing that its head does not tell."""
    if thing.change == "changed":
        return list(thing.facts)
    return [fact for fact in thing.facts if not _is_in_the_head(thing, fact)]


def _is_in_the_head(thing: ThingChange, fact: FactChange) -> bool:
    if fact.property.value == _NAME:
        return thing.name in (fact.old_text, fact.new_text)
    return fact.property.value == _TYPE


def _fact_text(fact: FactChange) -> str:
    if fact.change == "changed":
        return f"{_short(fact.old_text)} → {_short(fact.new_text)}"
    return _short(fact.old_text or fact.new_text)


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _conflict_lines(one: ConflictChange) -> Iterator[str]:
    yield _conflict_text(one)


def _conflict_text(one: ConflictChange) -> str:
    view = one.new or one.old
    assert view is not None  # one of both is there
    key = f", {view.key}" if view.key else ""
    head = f"{one.change}: {one.label}{key} of {one_line(one.subject_name)}"
    if one.change == "closed":
        return f"{head}; shown was “{_short(view.shown)}”"
    said = ", ".join(f"“{_short(value.value)}”" for value in view.values)
    if one.old is not None and one.old.shown != view.shown:
        return f"{head}: {said}; shown was “{_short(one.old.shown)}” by the rule {one.old.rule}, {explain(view)}"
    if one.old is not None:
        return f"{head}: {said}; decided by {one.old.rule} before, now {explain(view)}"
    return f"{head}: {said}; {explain(view)}"


def _answer_lines(one: AnswerChange) -> Iterator[str]:
    yield f"{one.query}: {_rows_text(one)}"
    for sign, rows in (("-", one.gone), ("+", one.come)):
        for row in rows[:_ROWS]:
            yield f"  {sign} {_row_text(row)}"
        if len(rows) > _ROWS:
            yield f"  {sign} and {len(rows) - _ROWS:,} more rows"


def _row_text(row: Row) -> str:
    names = {name for name, _ in row}
    # a name stands for the id beside it
    shown = [(name, text) for name, text in row if f"{name}_name" not in names]
    return "; ".join(f'{name} = "{_short(text)}"' for name, text in shown) or "(every column unknown)"


def _rows_text(one: AnswerChange) -> str:
    parts = [
        f"{len(rows):,} row{'s' * (len(rows) != 1)} {verb}"
        for verb, rows in (("went", one.gone), ("came", one.come))
        if rows
    ]
    return "; ".join([", ".join(parts)] * bool(parts) + [one.note] * bool(one.note))


def _thing_entry(thing: ThingChange) -> list[str]:
    """A thing as an entry of a list with its facts below it."""
    name, kind = escaped(thing.name), f", {escaped(thing.kind)}" if thing.kind else ""
    if thing.into is not None:
        into = f"**{escaped(thing.into_name)}** (`{compact(thing.into)}`)"
        return [f"- **{name}** (`{compact(thing.iri)}`) is now {into}"]
    signs = {"retracted": "no longer "} if thing.change == "changed" else {}
    facts = [
        f"  - {signs.get(fact.change, '')}{escaped(fact.label)}: {escaped(_fact_text(fact))}" for fact in _told(thing)
    ]
    return [f"- **{name}** (`{compact(thing.iri)}`){kind}", *facts]

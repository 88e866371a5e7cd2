"""A comparison as lines for a terminal, and as Markdown that one can send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..evidence.explaining import explain
from ..evidence.footnotes import number_ranges
from ..evidence.model import ClaimView
from ..formats import one_line, wrapped
from ..formats.grid import Cell as Text
from ..formats.grid import grid_lines
from ..formats.pipes import escaped, pipe_table
from ..terms import compact
from .ages import age
from .model import Cell, Comparison, SourceNote, Thing, Value

_UNKNOWN = "unknown"
_NOT_NO = "Unknown: no source of the atlas says anything about it. That is not no."


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in a source with the way in which it was read: one numbered note."""

    source: str
    passage: str
    method: str
    status: str
    start: int | None
    end: int | None

    @classmethod
    def of(cls, view: ClaimView) -> _Place:
        return cls(view.source.value, view.passage.value, view.method, view.status, view.start, view.end)

    def __str__(self) -> str:
        parts = [f"#{self.passage.partition('#')[2]}"] if "#" in self.passage else []
        parts += [f"characters {self.start}–{self.end}"] if self.start is not None and self.end is not None else []
        parts += [note for note in (self.method, self.status) if note not in ("stated", "asserted")]
        return ", ".join(parts)


def comparison_lines(found: Comparison, *, width: int) -> list[str]:
    """A comparison as a table with a column for each thing, then its sources with their ages.

    Args:
        found: The comparison.
        width: The widest line, in columns of the terminal.
    """
    numbers = _numbers(found)
    lines = grid_lines(*_grid(found, numbers), width=width)
    for heading, notes in _notes(found, numbers):
        lines += ["", heading]
        for head, rest in notes:
            first, *more = wrapped(one_line(head), max(width - 4, 20))
            lines += [f"  {first}", *(f"    {line}" for line in more)]
            lines += [f"    {line}" for line in wrapped(one_line(rest), max(width - 4, 20)) if rest]
    return lines


def comparison_markdown(found: Comparison) -> bytes:
    """A comparison in GitHub Flavored Markdown: a heading, a table, its sources."""
    numbers = _numbers(found)
    names = " and ".join([", ".join(_names(found.things)[:-1]), _names(found.things)[-1]])
    text = f"# {escaped(names)}\n\nCompared as of {found.on}.\n\n"
    text += pipe_table(*_grid(found, numbers)).decode()
    for heading, notes in _notes(found, numbers):
        text += f"\n## {heading}\n\n"
        text += "".join(f"- {escaped(head)}\n" + (f"  - {escaped(rest)}\n" if rest else "") for head, rest in notes)
    return text.encode("utf-8", "replace")


def _numbers(found: Comparison) -> dict[_Place, int]:
    """Each place with its number: source by source, in the order in which the cells need them."""
    needed = dict.fromkeys(_Place.of(view) for value in _values(found) for view in value.claims)
    sources = {place.source: None for place in needed}
    ordered = [place for source in sources for place in needed if place.source == source]
    return {place: number for number, place in enumerate(ordered, start=1)}


def _values(found: Comparison) -> Iterator[Value]:
    for row in found.rows:
        for cell in row.cells:
            yield from cell.values


def _grid(found: Comparison, numbers: dict[_Place, int]) -> tuple[list[str], list[list[Text]]]:
    head = ["", *_names(found.things)]
    rows = [[Text("id"), *(Text(compact(thing.iri)) for thing in found.things)]]
    rows += [[Text(row.label), *(_cell(cell, numbers) for cell in row.cells)] for row in found.rows]
    return head, rows


def _names(things: Sequence[Thing]) -> list[str]:
    """The names, with the ids behind names that two things share."""
    names = [thing.name for thing in things]
    return [
        f"{name} ({compact(thing.iri)})" if names.count(name) > 1 else name
        for name, thing in zip(names, things, strict=True)
    ]


def _cell(cell: Cell, numbers: dict[_Place, int]) -> Text:
    if not cell.values:
        return Text(cell.note or _UNKNOWN)
    cited = {numbers[_Place.of(view)] for value in cell.values for view in value.claims}
    return Text("; ".join(map(_text, cell.values)), f"[{number_ranges(cited)}]" if cited else "")


def _text(value: Value) -> str:
    notes = [tag] if (tag := _tag(value)) else []
    notes += [value.status] if value.status != "asserted" else []
    notes += ["inferred"] if value.inferred else []
    notes += [f"≠ {value.conflict.rule}"] if value.conflict is not None else []
    return f"{value.text} ({'; '.join(notes)})" if notes else value.text


def _notes(found: Comparison, numbers: dict[_Place, int]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Headings with what stands below them: a line, and what belongs to it."""
    sources = {source.iri.value: source for source in found.sources}
    told = []
    for iri in dict.fromkeys(place.source for place in numbers):
        places = [f"[{number}] {place}" for place, number in numbers.items() if place.source == iri]
        told.append((_source(sources[iri], found), "; ".join(places)))
    if told:
        yield "Sources", told
    cases = {value.conflict.iri: value.conflict for value in _values(found) if value.conflict is not None}
    if cases:
        yield (
            "≠ Contradictions",
            [(f"{compact(case.subject)} {compact(case.property)}: {explain(case)}", "") for case in cases.values()],
        )
    remarks = _remarks(found)
    if remarks:
        yield "Notes", [(remark, "") for remark in remarks]


def _source(source: SourceNote, found: Comparison) -> str:
    parts = [compact(source.iri), source.title, *source.publishers, source.reliability]
    parts += (
        [f"stated {source.published}, {age(source.published, found.on)}"] if source.published else [_undated(source)]
    )
    parts += [source.url]
    return ", ".join(part for part in parts if part)


def _undated(source: SourceNote) -> str:
    return f"undated, read {source.retrieved}" if source.retrieved else "undated"


def _remarks(found: Comparison) -> list[str]:
    remarks = []
    if any(not cell.values and not cell.note for row in found.rows for cell in row.cells):
        remarks.append(_NOT_NO)
    if any(_tag(value) for value in _values(found)):
        remarks.append(
            "In brackets: the run, session or credential that is spoken of, where it is not the thing itself."
        )
    past = [compact(run) for thing in found.things for run in thing.past]
    if past:
        remarks.append(f"Left out, since they were over on {found.on} and a later run is known: {', '.join(past)}.")
    return remarks


def _tag(value: Value) -> str:
    """The parts that a value comes from, where none of them is the thing itself."""
    if any(part.role == "self" or not part.tag for part in value.parts):
        return ""
    return ", ".join(part.tag for part in value.parts)

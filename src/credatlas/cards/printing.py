"""A card as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..formats import one_line, padded, text_width, wrapped
from ..terms import ID, compact, node
from .model import Card, Incoming, Link, Row, Value

_NARROWEST: Final = 40
_WIDEST_LABEL: Final = 24
_INDENT: Final = "  "
_ALTERNATE_NAME: Final = node("schema:alternateName")


def card_lines(card: Card, *, width: int) -> list[str]:
    """A card as text: name, kind and id, the groups, what links here, what is not known.

    Behind a value stands what one should know of it: how many sources say so when they are several,
    whether it is planned, whether it is inferred, and what contradicts it.

    Args:
        card: The card.
        width: The widest line, in columns of the terminal, at least 40.
    """
    width = max(width, _NARROWEST)
    lines = wrapped(one_line(card.name), width)
    lines += wrapped(one_line(" · ".join([*card.kinds, compact(card.iri)])), width)
    if card.alternate_names:
        lines += _hanging("also called ", "; ".join(card.alternate_names), width)
    for group in card.groups:
        rows = [row for row in group.rows if not _says_the_title(row, card)]
        if rows:
            lines += ["", group.name, *_table([(row.label, _values(row)) for row in rows], width)]
    if card.incoming:
        lines += ["", "What links here", *_table([(f"← {row.label}", _links(row)) for row in card.incoming], width)]
    if card.of_runs:
        lines += ["", "Known of its runs", *_listed([gap.label for gap in card.of_runs], width)]
    # an abbreviation is another name too: what stands in the head is known
    gaps = [gap for gap in card.unknown if gap.property != _ALTERNATE_NAME or not card.alternate_names]
    if gaps:
        lines += ["", "Not known", *_listed([gap.label for gap in gaps], width)]
    return lines


def _listed(labels: Iterable[str], width: int) -> Iterator[str]:
    text = one_line("; ".join(labels))
    yield from (f"{_INDENT}{line}" for line in wrapped(text, width - len(_INDENT)))


def _says_the_title(row: Row, card: Card) -> bool:
    """Whether a row holds nothing but what the head of the card says."""
    said = {card.name, *card.alternate_names}
    return all(value.text in said and not _notes(value, several=False) for value in row.values)


def _table(rows: list[tuple[str, list[str]]], width: int) -> Iterator[str]:
    room = min(max(text_width(one_line(label)) for label, _ in rows), _WIDEST_LABEL)
    for label, texts in rows:
        names = wrapped(one_line(label), room)
        lines = [line for text in texts for line in _hanging("", text, width - room - 2 * len(_INDENT))]
        for number in range(max(len(names), len(lines))):
            name = names[number] if number < len(names) else ""
            text = lines[number] if number < len(lines) else ""
            yield f"{_INDENT}{padded(name, room)}{_INDENT}{text}".rstrip(" ")


def _hanging(start: str, text: str, width: int) -> list[str]:
    first, *more = wrapped(one_line(start + text), width - len(_INDENT))
    return [first, *(f"{_INDENT}{line}" for line in more)]


def _values(row: Row) -> list[str]:
    texts = [_text(value) for value in row.values]
    # concepts and the like read well side by side, things with their ids do not
    if all(text == value.text for text, value in zip(texts, row.values, strict=True)) and _are_short(texts):
        return ["; ".join(texts)]
    return texts


def _are_short(texts: list[str]) -> bool:
    return all(len(text) <= 40 and ";" not in text for text in texts)


def _text(value: Value) -> str:
    parts = [value.text]
    thing = value.thing
    if thing is not None and thing.value.startswith(ID) and compact(thing) != value.text:
        parts.append(f"<{compact(thing)}>")
    notes = _notes(value, several=True)
    return " ".join([*parts, f"({'; '.join(notes)})"] if notes else parts)


def _notes(value: Value, *, several: bool) -> list[str]:
    notes = [f"{len(value.sources)} sources"] if several and len(value.sources) > 1 else []
    notes += [value.status] if value.status != "asserted" else []
    notes += ["inferred"] if value.inferred else []
    if value.dispute is not None:
        notes.append(f"{value.dispute.rule}; others say: {', '.join(value.dispute.others)}")
    return notes


def _links(row: Incoming) -> list[str]:
    texts = [_link(link) for link in row.links]
    more = row.count - len(row.links)
    return [*texts, f"and {more} more"] if more > 0 else texts


def _link(link: Link) -> str:
    name = link.name if compact(link.subject) == link.name else f"{link.name} <{compact(link.subject)}>"
    return f"{name} (inferred)" if link.inferred else name

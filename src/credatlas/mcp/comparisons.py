"""``compare``: programmes, courses, credentials and runs side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ..comparing import Comparison
from ..comparing import compare as look
from ..comparing.model import Cell, Row
from ..terms import compact
from .citing import Cites
from .fitting import fitted, shortened
from .model import Answer, Tool, gives, takes, texts

if TYPE_CHECKING:
    from ..build import Atlas

_EXAMPLE: Final = (
    "programme:hms-healthcare-ai-executive-certificate",
    "programme:stanford-ai-in-healthcare-certificate",
)
COMPARE: Final = Tool(
    name="compare",
    title="Programmes side by side",
    description=(
        "Two or more programmes, courses, credentials or runs side by side: price, dates, registration, duration, "
        "modality, audience, topics, award, provider, each cell with its sources. null: no source says so, which is "
        "unknown and not no. Prices are as they are stated; nothing is converted."
    ),
    takes=takes(
        "things",
        things=texts("Names or ids, at least two", *_EXAMPLE),
        differences={"type": "boolean", "default": False, "description": "Only rows in which they differ"},
    ),
    gives=gives(
        "things rows",
        things={"type": "array", "items": {"type": "object"}},
        rows={
            "type": "array",
            "items": {"type": "object"},
            "description": "key, label, and cells in the order of things: text (null: unknown), cites, others_say",
        },
    ),
    example={"things": list(_EXAMPLE)},
)


def compare(atlas: Atlas, arguments: Mapping[str, Any]) -> Answer:
    """The answer of :data:`COMPARE`."""
    found = look(atlas, arguments["things"], on=atlas.moment.as_of or date.today(), place="things")
    found = found.differences() if arguments["differences"] else found

    def make(count: int) -> Answer:
        cites = Cites()
        rows = [_row(row, cites) for row in found.rows[:count]]
        left = len(found.rows) - count
        return {
            "things": [{"id": compact(thing.iri), "name": shortened(thing.name)} for thing in found.things],
            "rows": rows,
            **cites.told(atlas),
            **({"more": f"{left} more rows: compare fewer things at once"} if left > 0 else {}),
            **_past(found),
        }

    return fitted(len(found.rows), make)


def _row(row: Row, cites: Cites) -> dict[str, Any]:
    return {"key": row.key, "label": row.label, "cells": [_cell(cell, cites) for cell in row.cells]}


def _cell(cell: Cell, cites: Cites) -> dict[str, Any]:
    text = "; ".join(value.text for value in cell.values)
    told: dict[str, Any] = {"text": shortened(text) if text else cell.note or None}
    views = list(dict.fromkeys(view for value in cell.values for view in value.claims))
    told |= {"cites": cites.of(views, 3)} if views else {}
    others = [
        other.value
        for value in cell.values
        if value.conflict is not None
        for other in value.conflict.values[1:]
        if not other.agrees
    ]
    return told | ({"others_say": list(dict.fromkeys(others))} if others else {})


def _past(found: Comparison) -> dict[str, Any]:
    past = [compact(run) for thing in found.things for run in thing.past]
    told = f"left out, since they were over on {found.on} and a later run is known: {', '.join(past)}"
    return {"notes": [told]} if past else {}

"""Answers as the JSON of each version of the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .model import Answer, Cell, Extended, Feature, Kind, Suggestion


def old_results(results: Mapping[str, Iterable[Answer]]) -> dict[str, Any]:
    """A batch of results for versions 0.1 and 0.2: under each key of the request its candidates."""
    return {key: old_result(found) for key, found in results.items()}


def old_result(found: Iterable[Answer]) -> dict[str, Any]:
    """The candidates of one query for versions 0.1 and 0.2."""
    return {"result": [_candidate(one) for one in found]}


def new_results(results: Iterable[Iterable[Answer]]) -> dict[str, Any]:
    """A batch of results for version 1.0, in the order of the request."""
    return {"results": [{"candidates": [_candidate(one) for one in found]} for found in results]}


def _candidate(one: Answer) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "description": one.description,
        "score": one.score,
        "match": one.match,
        "type": [_kind(kind) for kind in one.kinds],
        "features": [_feature(feature) for feature in one.features],
    }


def _feature(feature: Feature) -> dict[str, Any]:
    return {"id": feature.id, "name": feature.name, "value": feature.value}


def _kind(kind: Kind) -> dict[str, Any]:
    return {"id": kind.id, "name": kind.name}


def suggestions(found: Iterable[Suggestion]) -> dict[str, Any]:
    """Suggestions, which have one form in all versions: of things with their types, of types with broader ones."""
    return {"result": [_suggestion(one) for one in found]}


def _suggestion(one: Suggestion) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": one.id, "name": one.name}
    if one.description:
        shown["description"] = one.description
    if one.kinds:
        shown["notable"] = [_kind(kind) for kind in one.kinds]
    if one.broader:
        shown["broader"] = [_kind(kind) for kind in one.broader]
    return shown


def proposal(found: Iterable[Suggestion], *, kind: str, limit: int) -> dict[str, Any]:
    """The properties that are proposed for a type, which have one form in all versions.

    Args:
        found: The properties.
        kind: The type as the request names it; left out when it names none.
        limit: The limit of the request; left out when it is 0.
    """
    said: dict[str, Any] = {"type": kind} if kind else {}
    if limit:
        said["limit"] = limit
    return {**said, "properties": suggestions(found)["result"]}


def old_extension(found: Extended) -> dict[str, Any]:
    """Values for versions 0.1 and 0.2: things and properties are keys."""
    ids = [id_ for id_, _ in found.columns]
    rows = {
        thing: {id_: [_cell(cell) for cell in cells] for id_, cells in zip(ids, columns, strict=True)}
        for thing, columns in found.rows
    }
    return {"meta": _meta(found), "rows": rows}


def new_extension(found: Extended) -> dict[str, Any]:
    """Values for version 1.0: things and properties are lists."""
    ids = [id_ for id_, _ in found.columns]
    rows = [
        {
            "id": thing,
            "properties": [
                {"id": id_, "values": [_cell(cell) for cell in cells]} for id_, cells in zip(ids, columns, strict=True)
            ],
        }
        for thing, columns in found.rows
    ]
    return {"meta": _meta(found), "rows": rows}


def _meta(found: Extended) -> list[dict[str, str]]:
    return [{"id": id_, "name": name} for id_, name in found.columns]


def _cell(cell: Cell) -> dict[str, Any]:
    return {"id": cell.id, "name": cell.value} if cell.kind == "thing" else {cell.kind: cell.value}

"""What a tool is, and what it answers, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

Answer = dict[str, Any]
"""What a tool answers: plain JSON values."""

ROWS: Final = 20
"""How many rows an answer has where nobody says otherwise: a page that a model reads at once."""
MOST_ROWS: Final = 200
"""The most rows that one may ask for."""

_ANSWER: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {
        "today": {"type": "string"},
        "sources": {"type": "object"},
        "conflicts": {"type": "array"},
        "more": {"type": "string"},
        "notes": {"type": "array"},
    },
    "required": ["today"],
}


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool.

    Attributes:
        name: What it is called by.
        title: One line for people.
        description: What a model reads to choose it.
        takes: The JSON Schema of its arguments.
        gives: The JSON Schema of its answer.
        example: Arguments that work.
        stranger: Whether somebody else's query text runs.
    """

    name: str
    title: str
    description: str
    takes: Mapping[str, Any]
    gives: Mapping[str, Any] = field(default_factory=lambda: _ANSWER)
    example: Mapping[str, Any] = field(default_factory=dict)
    stranger: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The tool as plain JSON values, by the names of its attributes."""
        return asdict(self)


def gives(required: str, /, **properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an answer that has more than every answer has.

    Args:
        required: The names of what is always there, besides ``today``, with blanks between them.
        **properties: What there is besides, each with its schema.
    """
    return {
        **_ANSWER,
        "properties": {**properties, **_ANSWER["properties"]},
        "required": [*required.split(), *_ANSWER["required"]],
    }


def takes(required: str = "", /, **properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of arguments: no others than these, and these of them in every call."""
    needed = {"required": required.split()} if required else {}
    return {"type": "object", "properties": properties, **needed, "additionalProperties": False}


def text(description: str, *examples: str, choices: tuple[str, ...] = ()) -> dict[str, Any]:
    """The schema of a text."""
    schema: dict[str, Any] = {"type": "string", "description": description}
    if choices:
        schema["enum"] = list(choices)
    return {**schema, "examples": list(examples)} if examples else schema


def texts(description: str, *examples: str) -> dict[str, Any]:
    """The schema of a list of texts."""
    schema: dict[str, Any] = {"type": "array", "items": {"type": "string"}, "description": description}
    return {**schema, "examples": [list(examples)]} if examples else schema


def paging(rows: int = ROWS) -> dict[str, Any]:
    """The arguments that every tool with rows has."""
    return {
        "limit": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": rows},
        "offset": {"type": "integer", "minimum": 0, "default": 0},
    }

"""What an operation of the description is, besides those of canned queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from .openapi_parts import errors, one_of_ours

Parameters = tuple[dict[str, Any], ...]
Contents = dict[str, dict[str, Any]]

TEXT: Final[dict[str, Any]] = {"type": "string"}
"""Any text."""
WORD: Final[dict[str, Any]] = {"type": "string", "minLength": 1}
"""A text that says something."""
_MOVED: Final = {301: "MovedPermanently", 303: "SeeOther"}


def at(name: str, schema: dict[str, Any], description: str = "", *, example: Any = None) -> dict[str, Any]:
    """A parameter that stands in the path."""
    return _parameter("path", name, schema, description, example, required=True)


def by(
    name: str, schema: dict[str, Any], description: str, *, example: Any = None, required: bool = False
) -> dict[str, Any]:
    """A parameter behind the question mark."""
    return _parameter("query", name, schema, description, example, required=required)


def _parameter(
    where: str, name: str, schema: dict[str, Any], description: str, example: Any, *, required: bool
) -> dict[str, Any]:
    shown = {} if example is None else {"example": example}
    said = {"description": description} if description else {}
    return {"name": name, "in": where, "required": required, **said, "schema": schema, **shown}


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the service.

    Attributes:
        route: The address in the table of the service; what is not there is not described.
        path: As OpenAPI has it.
        name: Its ``operationId``.
        tag: The group it belongs to.
        summary: One line.
        content: Schemas by media type, of the answer 200; empty where it is always elsewhere.
        parameters: As OpenAPI has them.
        others: Further statuses: redirects and errors.
        method: In lower case.
        body: The body of a request, as OpenAPI has it.
    """

    route: str
    path: str
    name: str
    tag: str
    summary: str
    content: Contents
    parameters: Sequence[dict[str, Any]] = ()
    others: tuple[int, ...] = ()
    method: str = "get"
    body: dict[str, Any] | None = None

    def described(self) -> dict[str, Any]:
        """The operation as OpenAPI has it."""
        content = {media: {"schema": schema} if schema else {} for media, schema in self.content.items()}
        ok = {"200": {"description": self.summary, "content": content}} if content else {}
        again = {"304": one_of_ours("NotModified", "responses")} if content and self.method == "get" else {}
        moved = {str(one): one_of_ours(_MOVED[one], "responses") for one in self.others if one in _MOVED}
        return {
            "operationId": self.name,
            "summary": self.summary,
            "tags": [self.tag],
            **({"parameters": list(self.parameters)} if self.parameters else {}),
            **({"requestBody": self.body} if self.body else {}),
            "responses": ok | moved | again | errors(*(one for one in self.others if one not in _MOVED)),
        }

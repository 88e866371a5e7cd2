"""What the service is asked and what it answers, as plain values: they travel between processes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any, Final

from .requests import Parameters

JSON: Final = "application/json"
HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, read within bounds.

    Attributes:
        method: ``GET`` (also for HEAD) or ``POST``.
        path: The path below the place at which the service is mounted, decoded; begins with a slash.
        base: The address of the service as the client sees it, without a slash at its end.
        parts: What stands at the named places of the route's path.
        parameters: Those of the address; behind them those of a form, where the route reads forms.
        accept: The header of that name; empty where there is none.
        media: The type of the body, lower case and without parameters; empty where there is no body.
        body: The body, where the route reads one and it is no form.
        rows: How many rows or statements the answer to a query that somebody typed may have.
    """

    method: str
    path: str
    base: str
    parts: dict[str, str] = field(default_factory=dict)
    parameters: Parameters = field(default_factory=lambda: Parameters(()))
    accept: str = ""
    media: str = ""
    body: bytes = b""
    rows: int = 10_000

    @property
    def root(self) -> str:
        """The path at which the service is mounted, without a slash at its end: what addresses on pages begin with."""
        _, _, behind = self.base.partition("://")
        return "".join(behind.partition("/")[1:])


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: nothing is sent before its last byte is known.

    Attributes:
        body: The bytes.
        media: Its ``Content-Type``.
        status: The HTTP status.
        headers: More headers.
    """

    body: bytes
    media: str = JSON
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()

    def having(self, **headers: str) -> Reply:
        """The same with more headers: ``having(Location=…)``; an underscore stands for a hyphen."""
        more = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return replace(self, headers=(*self.headers, *more))


def json_of(value: Any, status: int = 200) -> Reply:
    """A value as JSON, in the order of its members."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Reply(text.encode("utf-8", "replace"), JSON, status)


def html_of(text: str, status: int = 200) -> Reply:
    """A page."""
    return Reply(text.encode("utf-8", "replace"), HTML, status)


def see_other(address: str) -> Reply:
    """A redirect to what describes the thing: 303, as linked data has it."""
    return Reply(b"", "text/plain; charset=utf-8", 303, (("Location", address),))

"""The answers of the service without a service: for whoever writes them down."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from re import Pattern
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from ..errors import NotFoundError
from .askers import work_of
from .exchange import Asked, Reply
from .requests import parameters
from .routes import ROUTES, Route

if TYPE_CHECKING:
    from ..build import Atlas


def reply_to(atlas: Atlas, address: str, base: str, accept: str = "text/html") -> Reply:
    """What the service answers to a GET.

    Args:
        atlas: The graph.
        address: Path and parameters below the place of the service, as they stand in a link.
        base: The address of the service, without a slash at its end.
        accept: The header of that name.

    Raises:
        NotFoundError: There is no such address.
        CredatlasError: As the function that answers.
    """
    parts = urlsplit(address)
    path = unquote(parts.path)
    for route, pattern, converters in _table():
        found = pattern.match(path)
        if found is not None and "GET" in route.methods:
            named = {name: str(converters[name].convert(text)) for name, text in found.groupdict().items()}
            asked = Asked("GET", path, base, named, parameters(parts.query), accept)
            return work_of(route.work)(atlas, asked)
    raise NotFoundError(f"there is no address {path[:100]}")


@cache
def _table() -> list[tuple[Route, Pattern[str], Mapping[str, Any]]]:
    from starlette.routing import compile_path

    table: list[tuple[Route, Pattern[str], Mapping[str, Any]]] = []
    for route in ROUTES:
        pattern, _, converters = compile_path(route.path)
        table.append((route, pattern, converters))
    return table

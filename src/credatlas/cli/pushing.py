"""``push``: a build goes into a server engine."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import UsageError
from .kinds import named
from .options import Settings, progress, with_place

if TYPE_CHECKING:
    from ..build import Pushed

_URL: Final[dict[str, Any]] = {"metavar": "URL", "callback": named}
_BETWEEN: Final = 0.5  # seconds between two lines of progress


@click.command()
@click.option("--query-endpoint", **_URL, required=True, help="Where the engine is asked.")
@click.option("--update-endpoint", **_URL, help="Where it takes SPARQL updates.")
@click.option("--graph-store", **_URL, help="Where it takes graphs, by the Graph Store Protocol.")
@click.option("--replace", is_flag=True, help="Take statements that are not of the build out of the layers.")
@with_place
def push(
    settings: Settings,
    *,
    query_endpoint: str,
    update_endpoint: str | None,
    graph_store: str | None,
    replace: bool,
) -> None:
    """Load a build into a server engine, layer by layer; what is there stays until the new is complete.

    The build is that of --store DIR, else that of the project. A call that was cut short is made again: it goes on
    where it stopped. Afterwards the statements of each layer are counted.

    \b
      credatlas push --query-endpoint http://localhost:7878/query \\
        --update-endpoint http://localhost:7878/update
    """  # noqa: D301 - click takes the backspace for "leave these lines as they are"
    from ..build import Engine
    from ..build import push as load
    from ..store.address import is_address, shown

    if is_address(settings.store):
        message = f"push loads the build in a folder, and {shown(settings.store)} is the address of an endpoint"
        raise UsageError(message, hint="name the folder of a store, or leave --store out", place="--store")
    engine = Engine.at(query_endpoint, update_endpoint=update_endpoint, graph_store=graph_store)
    pushed = load(settings.open(), engine, replace=replace, say=_now_and_then())
    click.echo("\n".join(_as_lines(pushed)))


def _as_lines(pushed: Pushed) -> list[str]:
    total = sum(count.held for count in pushed.layers)
    return [
        f"{pushed.location} holds the build: {total:,} statements",
        *(f"{count.layer:>14}  {count.held:>7,}  {pushed.done[count.layer]}" for count in pushed.layers),
        *(f"note: {what}" for what in pushed.left),
        f"digest {pushed.digest}",
    ]


def _now_and_then() -> Callable[[str], None]:
    """Tells what is going on, not more often than one can read."""
    last = 0.0

    def say(line: str) -> None:
        nonlocal last
        if monotonic() - last >= _BETWEEN:
            last = monotonic()
            progress(line)

    return say

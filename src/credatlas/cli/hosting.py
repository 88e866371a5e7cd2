"""``serve``: the atlas over HTTP."""

from __future__ import annotations

import math
from typing import Any

import click

from .options import Settings, with_place
from .serving import HOST, PORT
from .writing import aside

_MEGABYTE = 1024**2


@click.command()
@click.option("--host", default=HOST, show_default=True, help="The address to listen at; 0.0.0.0 is heard by all.")
@click.option("--port", default=PORT, show_default=True, type=int, help="The port; 0 for any that is free.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="How many queries of strangers, and as many of ours, are answered at the same time; by default one per core.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=10.0,
    show_default=True,
    help="Seconds that the query of a stranger may take.",
)
@click.option(
    "--memory",
    type=click.IntRange(64, 1024**2),
    default=1024,
    show_default=True,
    help="Megabytes that a process which answers may have on top of the open store.",
)
@click.option(
    "--rows",
    type=click.IntRange(1),
    default=10_000,
    show_default=True,
    help="The most rows, or statements, in the answer to the query of a stranger; what is cut says so.",
)
@click.option(
    "--mcp-origin",
    "origins",
    metavar="URL",
    multiple=True,
    help="An address such as https://atlas.example.org under which /mcp is reached, besides those of this machine.",
)
@with_place
def serve(settings: Settings, *, host: str, port: int, **limits: Any) -> None:
    """Serve the atlas over HTTP: pages, queries, SPARQL, linked data.

    Stop it with Ctrl-C; what is being answered is answered first.
    """
    from ..serve.orders import Nursery
    from ..store.address import is_address

    # it loads what workers need while we load what the service needs
    nursery = Nursery(alone=not is_address(settings.store))
    try:
        _serve(settings, nursery, host, port, limits)
    finally:
        nursery.close()


def _serve(settings: Settings, nursery: Any, host: str, port: int, limits: dict[str, Any]) -> None:
    from ..serve import service
    from ..serve.editions import edition_of, look_for_newer
    from ..serve.pool import Limits, Pool
    from ..serve.running import run
    from .mounting import mounts

    edition = edition_of(settings.open(), settings.store)
    allowed = Limits(limits["workers"] or 0, limits["timeout"], limits["memory"] * _MEGABYTE)
    pool = Pool(edition, look_for_newer(edition), allowed, nursery)
    inner = mounts(pool, host, limits["origins"])
    app = service.service_app(pool, service.Settings(rows=limits["rows"]), mounts=inner, contexts=[pool.running])

    def say(address: str) -> None:
        aside(f"the atlas is at {address}")
        aside("stop it with Ctrl-C")

    run(app, host, port, say, grace=math.ceil(limits["timeout"]) + 1)

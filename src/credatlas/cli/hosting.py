"""``serve``: the atlas over HTTP."""

from __future__ import annotations

import click

from .options import Settings, with_place
from .serving import HOST, PORT
from .writing import aside


@click.command()
@click.option("--host", default=HOST, show_default=True, help="The address to listen at; 0.0.0.0 is heard by all.")
@click.option("--port", default=PORT, show_default=True, type=int, help="The port; 0 for any that is free.")
@with_place
def serve(settings: Settings, *, host: str, port: int) -> None:
    """Serve the atlas over HTTP: pages, queries, SPARQL, linked data.

    Stop it with Ctrl-C; what is being answered is answered first.
    """
    from ..serve.askers import InPlace
    from ..serve.running import run
    from ..serve.service import service_app

    def say(address: str) -> None:
        aside(f"the atlas is at {address}")
        aside("stop it with Ctrl-C")

    run(service_app(InPlace(settings.open)), host, port, say)

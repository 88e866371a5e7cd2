"""``serve``: the atlas over HTTP."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ..errors import UsageError
from .options import Settings, with_place
from .serving import HOST, PORT
from .writing import aside

_MEGABYTE = 1024**2


def _no_nan(_: click.Context, __: click.Parameter, value: float) -> float:
    """A number that was typed; ``nan`` is outside of every range, and click lets it pass."""
    if math.isnan(value):
        raise click.BadParameter("nan is no number of seconds.")
    return value


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
    callback=_no_nan,
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
@click.option(
    "--root-path",
    metavar="PATH",
    default="",
    help="The path below which a proxy offers the service, which it takes off before it passes a request on.",
)
@click.option(
    "--access-log",
    "log",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="Write a line for each request, in the combined format; - for standard output. Without it nothing is noted.",
)
@click.option(
    "--review",
    is_flag=True,
    help="Let links be judged at /links/review: at this machine, or by whoever has the token in "
    "CREDATLAS_REVIEW_TOKEN.",
)
@with_place
def serve(settings: Settings, *, host: str, port: int, **limits: Any) -> None:
    """Serve the atlas over HTTP: pages, queries, SPARQL, linked data.

    Stop it with Ctrl-C; what is being answered is answered first.
    """
    if not hasattr(os, "fork"):
        raise UsageError(
            "a service answers in copies of a process, which this system cannot make",
            hint="serve from Linux or macOS; on Windows from WSL or a container",
        )
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
    from ..serve.watching import Watched
    from .mounting import mounts, review_mount

    edition = edition_of(settings.open(), settings.store)
    allowed = Limits(limits["workers"] or 0, limits["timeout"], limits["memory"] * _MEGABYTE)
    pool = Pool(edition, look_for_newer(edition), allowed, nursery)
    inner = mounts(pool, host, limits["origins"])
    if limits["review"]:
        inner |= review_mount(settings.the_project())
    app = service.service_app(pool, service.Settings(rows=limits["rows"]), mounts=inner, contexts=[pool.running])

    def say(address: str) -> None:
        aside(f"the atlas is at {address}")
        aside("stop it with Ctrl-C")

    with _written(limits["log"]) as log:
        watched = Watched(app, log=log, state=pool.state, version=lambda: pool.version)
        grace = math.ceil(limits["timeout"]) + 1
        run(watched, host, port, say, grace=grace, root_path=_root(limits["root_path"]))


def _root(path: str) -> str:
    """A path as ASGI has it: a slash in front, none at the end.

    Raises:
        UsageError: It is an address, or has parts that no path has.
    """
    if not path.strip("/"):
        return ""
    if re.fullmatch(r"/?[\w.~-]+(?:/[\w.~-]+)*/?", path, re.ASCII) is None:
        raise UsageError(f"{path} is no path", hint="write it as /atlas", place="--root-path")
    return f"/{path.strip('/')}"


@contextmanager
def _written(path: Path | None) -> Iterator[Callable[[str], None] | None]:
    """What takes the lines of the log, each written at once.

    Raises:
        UsageError: The file cannot be written.
    """
    if path is None:
        yield None
        return
    if str(path) == "-":
        yield lambda line: print(line, flush=True)
        return
    try:
        file = path.open("a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", place="--access-log") from error
    with file:
        yield lambda line: print(line, file=file)

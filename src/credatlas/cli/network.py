"""What the commands share that may ask services on the internet: whether they may, and who is asking."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from .options import progress


def network_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--online`` and ``--contact``; the command gets ``web``, a :class:`credatlas.fetch.Web`."""

    @click.option(
        "--contact",
        metavar="ADDRESS",
        envvar="CREDATLAS_CONTACT",
        help="Whom a service can write to: your e-mail address or page; also by CREDATLAS_CONTACT.",
    )
    @click.option("--online", is_flag=True, help="Ask services on the internet; without it only kept answers count.")
    @functools.wraps(function)
    def wrapped(*args: Any, online: bool, contact: str | None, **options: Any) -> Any:
        from ..fetch import Web

        return function(*args, web=Web.open(online=online, contact=contact, say=progress), **options)

    return wrapped

"""Who answers a question: a function of ours over an open graph, here or in a process of its own."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Protocol

from ..errors import CredatlasError
from .exchange import Asked, Reply
from .mistakes import told
from .turns import Turns

if TYPE_CHECKING:
    from ..build import Atlas
    from .lines import Leaving
    from .routes import Route

Work = Callable[["Atlas", Asked], Reply]


class Asker(Protocol):
    """Hands questions to whoever answers them."""

    @property
    def version(self) -> str:
        """The digest of the store that answers at the moment; empty where nobody can tell when it changes."""
        ...

    async def ask(self, route: Route, asked: Asked, leaving: Leaving | None = None) -> Reply:
        """The answer of a route's function; errors of ours are answers as well.

        Args:
            route: Which function answers.
            asked: The request.
            leaving: Tells when nobody waits for the answer any more.

        Raises:
            BusyError: Too many are waiting already.
            StoreError: The answer took too long, or ended whoever was to give it.
        """
        ...


def answered(atlas: Atlas, route: Route, asked: Asked) -> Reply:
    """What a route's function answers, or how its error is told."""
    try:
        return work_of(route.work)(atlas, asked)
    except CredatlasError as error:
        return told(error, asked, page=route.page)


@cache
def work_of(name: str) -> Work:
    """The function behind ``module:name``, a module of this package or, with dots in front of it, of a lower one."""
    module, _, function = name.partition(":")
    work: Work = getattr(importlib.import_module(f".{module}", __package__), function)
    return work


class InPlace:
    """Answers in this process, one question after the other: for tests, and where nobody else asks.

    Args:
        open_atlas: Opens the graph, when the first question comes.
        patience: Seconds that a question waits for its turn.
    """

    def __init__(self, open_atlas: Callable[[], Atlas], patience: float = 30.0) -> None:
        self._turns = Turns(open_atlas, patience)

    @property
    def version(self) -> str:
        """See :class:`Asker`."""
        return ""

    async def ask(self, route: Route, asked: Asked, leaving: Leaving | None = None) -> Reply:  # noqa: ARG002
        """See :class:`Asker`."""
        return await self._turns.do(lambda atlas: answered(atlas, route, asked))

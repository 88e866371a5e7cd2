"""Work that is done one piece at a time, in a thread beside the one that talks to clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from ..errors import StoreError

_Tool = TypeVar("_Tool")
_Done = TypeVar("_Done")


class BusyError(StoreError):
    """Others have been waiting for too long already."""

    http_status = 503


class Turns(Generic[_Tool]):
    """Gives one thing, which is opened once, to one piece of work after the other.

    A store and an index are opened in one thread and asked in others, but never by two at once: neither has to be safe
    for that, and what a second thread would win is little, since Python runs one at a time.

    Args:
        open_tool: Opens it, when the first piece of work comes.
        patience: Seconds that a piece of work waits for its turn.
    """

    def __init__(self, open_tool: Callable[[], _Tool], patience: float) -> None:
        self._open = open_tool
        self._patience = patience
        self._lock = asyncio.Lock()
        self._tool: _Tool | None = None

    async def do(self, work: Callable[[_Tool], _Done]) -> _Done:
        """What a piece of work returns, when its turn has come.

        Raises:
            BusyError: Its turn does not come.
        """
        from starlette.concurrency import run_in_threadpool

        try:
            async with asyncio.timeout(self._patience):
                await self._lock.acquire()
        except TimeoutError as error:
            raise BusyError("too many requests at once", hint="try again in a moment") from error
        try:
            return await run_in_threadpool(self._work, work)
        finally:
            self._lock.release()

    def _work(self, work: Callable[[_Tool], _Done]) -> _Done:
        if self._tool is None:
            self._tool = self._open()
        return work(self._tool)

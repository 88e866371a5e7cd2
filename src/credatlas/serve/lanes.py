"""Workers of one kind, and the requests that wait for one of them."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from .exchange import Reply
from .fates import ClientLeftError, last_words, why_ended
from .lines import Leaving, Line
from .orders import Nursery, NurseryError
from .turns import BusyError
from .worker import Bounds, Source

_PAUSE: Final = 1.0  # seconds before a worker that could not begin is replaced
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Size:
    """How much a lane takes on.

    Attributes:
        workers: How many questions are answered at the same time.
        spares: How many more workers stand ready, for when one of them is ended.
        queue: How many requests may wait.
        patience: Seconds that a request waits at most.
        bounds: What each worker may take.
    """

    workers: int
    spares: int
    queue: int
    patience: float
    bounds: Bounds


def _give_up(turn: asyncio.Future[Line]) -> None:
    if not turn.done():
        turn.set_exception(ClientLeftError("the client left"))


class Lane:
    """Workers that have the same store open.

    Args:
        nursery: Where they come from.
        source: What they open.
        size: How many there are, and how many requests may wait.
        told: Called when a worker is ready, with an empty text, and when one could not begin, with the reason.
    """

    def __init__(self, nursery: Nursery, source: Source, size: Size, told: Callable[[str], None]) -> None:
        self._nursery, self._source, self._size, self._told = nursery, source, size, told
        self._lines: set[Line] = set()
        self._idle: list[Line] = []
        self._waiting: deque[asyncio.Future[Line]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy = 0
        self._starting = 0
        self._retired = False
        self._closed = False
        self._drained = asyncio.Event()

    @property
    def is_ready(self) -> bool:
        """Whether somebody could answer a question."""
        return any(line.was_ready for line in self._lines)

    @property
    def counts(self) -> tuple[int, int]:
        """How many questions are being answered, and how many requests wait."""
        return self._busy, len(self._waiting)

    @property
    def ready(self) -> int:
        """How many workers have begun."""
        return sum(line.was_ready for line in self._lines)

    def fill(self) -> None:
        """Starts the workers that are missing."""
        missing = self._size.workers + self._size.spares - len(self._lines) - self._starting
        for _ in range(0 if self._retired and not self._waiting else missing):
            self._starting += 1
            self._do(self._start())

    async def ask(self, question: bytes, seconds: float, leaving: Leaving | None = None) -> Reply:
        """The answer to a question, when its turn has come.

        Args:
            question: As :func:`~credatlas.serve.framing.packed_question` makes it.
            seconds: How long the answer may take, from the beginning of its turn.
            leaving: Tells when nobody waits for it any more.

        Raises:
            BusyError: Too many wait already, or its turn does not come.
            StoreError: The answer took too long, or the question ended the worker.
        """
        if self._idle and self._busy < self._size.workers:
            self._busy += 1
            line = self._idle.pop()
        else:
            line = await self._turn(leaving)
        while line.is_lost:  # it ended between its turn and now
            line = await self._turn(leaving)
        return await line.ask(question, seconds, leaving)

    async def drain(self) -> None:
        """Starts no more workers, waits until the last request has its answer, and ends the workers."""
        self._retired = True
        self._advance()
        await self._drained.wait()
        await self.close()

    async def close(self) -> None:
        """Lets go of all workers. When it is done nothing waits for the nursery any more."""
        self._retired = self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for line in tuple(self._lines):
            line.fail(BusyError("the service is being stopped"))
            line.close()

    async def _turn(self, leaving: Leaving | None) -> Line:
        if len(self._waiting) >= self._size.queue:
            raise BusyError("too many requests at once", hint="try again in a moment")
        turn: asyncio.Future[Line] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        if leaving is not None:
            leaving.watch(lambda: _give_up(turn))
        try:
            await asyncio.wait([turn], timeout=self._size.patience)
            if turn.done():
                return turn.result()
            raise BusyError("too many requests at once: this one had no turn in time", hint="try again in a moment")
        except asyncio.CancelledError:
            if turn.done() and turn.exception() is None:
                self._free(turn.result())
            raise
        finally:
            if leaving is not None:
                leaving.stop()
            if not turn.done():
                turn.cancel()
            if turn in self._waiting:
                self._waiting.remove(turn)

    def _advance(self) -> None:
        while self._waiting and self._idle and self._busy < self._size.workers:
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(self._idle.pop())
        if self._retired and not self._busy and not self._waiting:
            self._drained.set()

    def _ready(self, line: Line) -> None:
        self._idle.append(line)
        self._told("")
        self._advance()

    def _free(self, line: Line) -> None:
        if not line.is_lost:
            self._busy -= 1
            self._idle.append(line)
            self._advance()

    def _lost(self, line: Line) -> None:
        """A worker has ended, or has to be ended: whoever waits for it hears why, and another one takes its place."""
        if line in self._idle:
            self._idle.remove(line)
        elif line.was_ready:
            self._busy -= 1
        self._lines.discard(line)
        if self._closed:
            line.close()
            return
        self._do(self._bury(line))
        self._advance()

    async def _start(self) -> None:
        try:
            newborn = await self._nursery.start(self._source, self._size.bounds)
        except NurseryError as error:  # the pool sees that the nursery is gone, and has another one
            _log.warning("%s", error.message)
            return
        finally:
            self._starting -= 1
        line = Line(newborn, self._ready, self._free, self._lost)
        self._lines.add(line)  # from here on it is closed with the others
        await asyncio.get_running_loop().create_unix_connection(lambda: line, sock=newborn.channel)

    async def _bury(self, line: Line) -> None:
        if line.was_ready:
            self.fill()
        try:
            status = await self._nursery.end(line.newborn.pid)
        except NurseryError:
            status = signal.SIGKILL  # with the nursery all its workers are gone
        except asyncio.CancelledError:
            line.close()
            raise
        self._mourn(line, status)
        if not line.was_ready and not self._retired:
            await asyncio.sleep(_PAUSE)
            self.fill()

    def _mourn(self, line: Line, status: int) -> None:
        """Tells whoever waits, and whoever reads the log, how a worker ended."""
        said = last_words(line.newborn.errors).decode("utf-8", "replace").strip()
        if line.is_busy:
            error = why_ended(status, line.newborn.errors)
            _log.warning("a worker ended: %s%s", error.message, f"\n{said}" if said else "")
            line.fail(error)
        line.close()
        if not line.was_ready and not self._retired:
            self._told(line.complaint or said or "a worker ended before it could begin")

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

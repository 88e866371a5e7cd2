"""Workers of one kind, and the requests that wait for one of them."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from ..errors import StoreError
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


def _busy(detail: str = "") -> BusyError:
    return BusyError(f"too many requests at once{f': {detail}' if detail else ''}", hint="try again in a moment")


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """A request that waits for a worker, and whose it is."""

    line: asyncio.Future[Line]
    client: str

    def fail(self, error: StoreError) -> None:
        """Sends whoever waits away."""
        if not self.line.done():
            self.line.set_exception(error)


class Lane:
    """Workers that have the same store open.

    Clients take turns: of the requests that wait, one of the client with the fewest questions in work goes first, if
    possible of another one than last time; and when all places are taken a newcomer gets one of whoever holds the most.

    Args:
        nursery: Where they come from.
        source: What they open.
        size: How many there are, and how many requests may wait.
        told: Called when a worker is ready, with an empty text, and when one could not begin, with the reason.
    """

    def __init__(self, nursery: Nursery, source: Source, size: Size, told: Callable[[str], None]) -> None:
        self._nursery, self._source, self._size, self._told = nursery, source, size, told
        self._lines: set[Line] = set()
        self._dying: set[Line] = set()  # of these it is not known yet how they ended
        self._idle: list[Line] = []
        self._waiting: list[_Turn] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._whose: dict[Line, str] = {}  # those that are asked something, and by which client
        self._last = ""  # the client that was given a worker last
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
        return len(self._whose), len(self._waiting)

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
        if self._idle and len(self._whose) < self._size.workers:
            line = self._assigned(leaving.client if leaving is not None else "")
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
        while self._tasks:  # the answer to an order that is broken off would be heard by the next one, of another lane
            await asyncio.wait(self._tasks)
        await self.close()

    async def close(self) -> None:
        """Lets go of all workers. When it is done nothing waits for the nursery any more."""
        self._retired = self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for line in (*self._lines, *self._dying):
            line.fail(BusyError("the service is being stopped"))
            line.close()

    async def _turn(self, leaving: Leaving | None) -> Line:
        client = leaving.client if leaving is not None else ""
        if len(self._waiting) >= self._size.queue:
            self._make_room(client)
        turn = _Turn(asyncio.get_running_loop().create_future(), client)
        self._waiting.append(turn)
        self._advance()  # who comes back because its worker ended may find another one idle
        if leaving is not None:
            leaving.watch(lambda: turn.fail(ClientLeftError("the client left")))
        try:
            await asyncio.wait([turn.line], timeout=self._size.patience)
            if turn.line.done():
                return turn.line.result()
            raise _busy("this one had no turn in time")
        except asyncio.CancelledError:
            if turn.line.done() and turn.line.exception() is None:
                self._free(turn.line.result())
            raise
        finally:
            if leaving is not None:
                leaving.stop()
            if not turn.line.done():
                turn.line.cancel()
            if turn in self._waiting:
                self._waiting.remove(turn)
                self._advance()  # it may have been the last one for which a lane that is retired is kept

    def _assigned(self, client: str) -> Line:
        """A worker that is idle, for a client."""
        line = self._idle.pop()
        self._whose[line] = self._last = client
        return line

    def _make_room(self, client: str) -> None:
        """Sends away the last request of whoever has the most, for a client that has far fewer; or this one."""
        held = Counter(turn.client for turn in self._waiting)
        greedy, most = held.most_common(1)[0]
        if held[client] + 1 >= most:
            raise _busy()
        last = next(turn for turn in reversed(self._waiting) if turn.client == greedy)
        self._waiting.remove(last)
        last.fail(_busy())

    def _advance(self) -> None:
        while self._waiting and self._idle and len(self._whose) < self._size.workers:
            answering = Counter(self._whose.values())
            # of equals the first
            turn = min(self._waiting, key=lambda one: (answering[one.client], one.client == self._last))
            self._waiting.remove(turn)
            if not turn.line.done():
                turn.line.set_result(self._assigned(turn.client))
        if self._retired and not self._whose and not self._waiting:
            self._drained.set()

    def _ready(self, line: Line) -> None:
        self._idle.append(line)
        self._told("")
        self._advance()

    def _free(self, line: Line) -> None:
        if not line.is_lost:
            self._whose.pop(line, None)
            self._idle.append(line)
            self._advance()

    def _lost(self, line: Line) -> None:
        """A worker has ended, or has to be ended: whoever waits for it hears why, and another one takes its place."""
        if line in self._idle:
            self._idle.remove(line)
        self._whose.pop(line, None)
        self._lines.discard(line)
        if self._closed:
            line.close()
            return
        self._dying.add(line)
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
        self._dying.discard(line)
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

"""Answers questions in processes of their own, which nothing that is asked can keep, overfill or break for others.

Two lanes share the machine. In that of *strangers* run queries that somebody typed; in that of the *house* only ours,
so that nobody waits for a page because of somebody else's query. A worker that takes too long or too much is ended and
replaced; for strangers another one stands ready meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from .editions import FEW, Edition, Look, from_files, held
from .exchange import Asked, Reply
from .framing import Question, packed_question
from .lanes import Lane, Size
from .orders import Nursery
from .requests import FALSE
from .worker import Bounds

if TYPE_CHECKING:
    from .lines import Leaving
    from .routes import Route

_USUAL: Final = 10.0  # seconds that the query of a stranger may take, when nobody says
_LOOK: Final = 1.0  # seconds between two looks for a newer build
_FROM_FILES: Final = 2.5  # times as long as in memory, which answers three to ten times as fast
_QUEUE: Final = 16  # requests that may wait, for each worker
_POLITE: Final = 5  # by how much strangers let others go first
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What questions may take.

    Attributes:
        workers: How many questions of each lane are answered at the same time; 0 for as many as there are cores.
        timeout: Seconds that the query of a stranger may take. When they have more than ten, the questions of the house
            have more in proportion: the store is a slow one.
        memory: Bytes that a worker may have on top of the open store.
        patience: Seconds that a request waits for its turn.
    """

    workers: int = 0
    timeout: float = _USUAL
    memory: int = 1024**3
    patience: float = 5.0

    @property
    def of_each_lane(self) -> int:
        """How many workers a lane has."""
        return self.workers or max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)

    def time_for(self, route: Route, asked: Asked, *, in_memory: bool) -> float:
        """Seconds that an answer may take, from the beginning of its turn.

        Args:
            route: What is asked.
            asked: How.
            in_memory: Whether the statements are held in memory. What is ours has more time where they are not: its
                limits are for a store that answers as fast as it does in memory.
        """
        if route.lane == "strangers":
            return self.timeout
        says_no = {text.lower() for text in asked.parameters.all("evidence")} <= FALSE
        wants_evidence = route.with_evidence and not says_no
        usual = route.with_evidence if wants_evidence else route.deadline
        return usual * max(1.0, self.timeout / _USUAL) * (1.0 if in_memory else _FROM_FILES)


class _Crew:
    """The workers of one edition."""

    def __init__(self, edition: Edition, limits: Limits, nursery: Nursery, told: Callable[[_Crew, str], None]) -> None:
        self.edition, self.nursery = edition, nursery
        self.complaint, self.was_ready = "", False
        count = limits.of_each_lane
        sizes = {
            "house": Size(count, 0, count * _QUEUE, limits.patience, Bounds(limits.memory)),
            "strangers": Size(count, 1, count * _QUEUE, limits.patience, Bounds(limits.memory, _POLITE)),
        }
        self.lanes = {
            name: Lane(nursery, edition.source, size, lambda text: told(self, text)) for name, size in sizes.items()
        }

    @property
    def is_ready(self) -> bool:
        """Whether each lane could answer."""
        return all(lane.is_ready for lane in self.lanes.values())

    def begin(self) -> None:
        for lane in self.lanes.values():
            lane.fill()

    async def drain(self) -> None:
        await asyncio.gather(*(lane.drain() for lane in self.lanes.values()))
        await asyncio.to_thread(self.nursery.close)  # waits for processes to end

    async def close(self) -> None:
        await asyncio.gather(*(lane.close() for lane in self.lanes.values()))
        await asyncio.to_thread(self.nursery.close)


class Pool:
    """Hands questions to workers; an :class:`~credatlas.serve.askers.Asker`.

    Args:
        edition: What to serve first.
        look: Looks for a newer edition.
        limits: What questions may take.
        nursery: One that was started already.
    """

    def __init__(self, edition: Edition, look: Look, limits: Limits, nursery: Nursery | None = None) -> None:
        self._look, self._limits = look, limits
        # nobody waits for a large store to be read: the files answer until it is
        self._crew = self._crew_of(held(edition, FEW), nursery)
        self._next: _Crew | None = None
        self._unheld = ""  # the version of an edition that could not be held
        self._leaving: dict[asyncio.Task[None], _Crew] = {}  # until their last answers are given, and they are gone

    @property
    def version(self) -> str:
        """See :class:`~credatlas.serve.askers.Asker`."""
        return self._crew.edition.version

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """For each lane, how many questions are being answered and how many requests wait."""
        return {name: lane.counts for name, lane in self._crew.lanes.items()}

    def state(self) -> dict[str, int]:
        """What is going on, for whoever watches.

        Returns:
            The number of workers that could answer, whether they hold the store in memory, and for each lane the
            number of questions in work and of requests that wait.
        """
        lanes = self._crew.lanes
        state = {"workers": sum(lane.ready for lane in lanes.values())}
        state["in_memory"] = int(self._crew.edition.source.in_memory)
        for name, lane in lanes.items():
            state[f"{name}_answering"], state[f"{name}_waiting"] = lane.counts
        return state

    async def ask(self, route: Route, asked: Asked, leaving: Leaving | None = None) -> Reply:
        """See :class:`~credatlas.serve.askers.Asker`."""
        seconds = self._limits.time_for(route, asked, in_memory=self._crew.edition.source.in_memory)
        return await self._crew.lanes[route.lane].ask(packed_question(Question(route, asked)), seconds, leaving)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Has workers as long as the context lasts; questions that come before one is ready wait for it."""
        self._crew.begin()
        watching = asyncio.get_running_loop().create_task(self._watch())
        try:
            yield
        finally:
            leaving = dict(self._leaving)
            for task in (watching, *leaving):
                task.cancel()
            await asyncio.gather(watching, *leaving, return_exceptions=True)
            await asyncio.gather(*(crew.close() for crew in (self._crew, self._next, *leaving.values()) if crew))

    def _crew_of(self, edition: Edition, nursery: Nursery | None = None) -> _Crew:
        # a store on a server is asked over the network
        return _Crew(edition, self._limits, nursery or Nursery(alone=bool(edition.source.generation)), self._told)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK)
            newer = self._look()
            if newer is not None:
                self._take_on(held(newer))
            elif not (self._next or self._crew).nursery.is_alive:
                _log.warning("the process that starts workers is gone; there is another one now")
                self._start_again(self._next or self._crew)

    def _take_on(self, edition: Edition) -> None:
        """Gets workers for an edition ready beside those that answer meanwhile."""
        if self._next is not None:
            self._let_go(self._next, self._next.close())
        self._next = self._crew_of(edition)
        self._next.begin()

    def _start_again(self, crew: _Crew) -> None:
        """Goes on with the files of an edition, where reading it into memory may be what ended its nursery."""
        edition = from_files(crew.edition)
        if crew.edition.source.in_memory and not crew.was_ready:
            self._unheld = edition.version
            _log.warning("the statements of %s cannot be held in memory: its files answer", edition.version)
            if self._crew.edition == edition and self._crew.nursery.is_alive:
                self._next = None
                self._let_go(crew, crew.close())
                return
        self._take_on(edition)

    def _told(self, crew: _Crew, complaint: str) -> None:
        if complaint not in ("", crew.complaint):  # of what stays broken the log tells once
            crew.complaint = complaint
            _log.warning("a worker could not begin: %s", complaint)
        crew.was_ready = crew.was_ready or crew.is_ready
        if complaint and crew is (self._next or self._crew) and crew.edition.source.in_memory and not crew.was_ready:
            self._start_again(crew)
        elif crew is self._next and crew.is_ready:
            before, self._crew, self._next = self._crew, crew, None
            self._let_go(before, before.drain())
        elif crew is self._crew and self._next is None and crew.is_ready:
            quicker = held(crew.edition)
            if quicker != crew.edition and crew.edition.version != self._unheld:
                self._take_on(quicker)

    def _let_go(self, crew: _Crew, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._leaving[task] = crew
        task.add_done_callback(self._leaving.pop)

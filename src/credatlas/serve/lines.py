"""The service's end of the wire to one worker: a question goes out, its answer comes back or the worker ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

from ..errors import StoreError
from .exchange import Reply
from .fates import timed_out
from .framing import Answer, Reader
from .orders import Newborn

_NOTICE: Final = 0.25  # seconds after which an answer counts as long, and it is worth seeing whether its client left
_HURRY: Final = 1.0  # seconds that an answer may still take when nobody waits for it: a new worker costs as much


class Leaving:
    """Tells when a client leaves before it has its answer.

    Args:
        receive: What the server hands an application to hear of its client (ASGI, "Receive").
        client: Which client it is: its address; empty where nobody knows.
    """

    def __init__(self, receive: Callable[[], Awaitable[Any]], client: str = "") -> None:
        self.client = client
        self._receive = receive
        self._task: asyncio.Task[None] | None = None

    def watch(self, left: Callable[[], object]) -> None:
        """Has a function called when the client leaves, until :meth:`stop`."""
        self.stop()
        self._task = asyncio.get_running_loop().create_task(self._wait(left))

    def stop(self) -> None:
        """Watches no more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _wait(self, left: Callable[[], object]) -> None:
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                left()
                return


class Line(asyncio.Protocol):
    """The wire to one worker, which answers one question at a time.

    Args:
        newborn: The worker.
        on_ready: Called with the line when it can be asked.
        on_free: Called with the line when an answer is here and another question may follow.
        on_lost: Called with the line when the worker cannot be asked any more; it then has to be ended.
    """

    def __init__(
        self,
        newborn: Newborn,
        on_ready: Callable[[Line], None],
        on_free: Callable[[Line], None],
        on_lost: Callable[[Line], None],
    ) -> None:
        self.newborn = newborn
        self.was_ready = False
        self.is_lost = False
        self.complaint = ""
        self._on_ready, self._on_free, self._on_lost = on_ready, on_free, on_lost
        self._reader = Reader()
        self._transport: asyncio.Transport | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._reply is not None

    async def ask(self, question: bytes, seconds: float, leaving: Leaving | None = None) -> Reply:
        """The answer to a question.

        Args:
            question: As :func:`~credatlas.serve.framing.packed_question` makes it.
            seconds: How long it may take.
            leaving: Tells when nobody waits for it any more.

        Raises:
            StoreError: The answer took longer, or the worker ended.
        """
        loop = asyncio.get_running_loop()
        assert self._transport is not None
        reply: asyncio.Future[Reply] = loop.create_future()
        self._reply = reply
        if leaving is None or seconds <= _NOTICE:
            self._timer = loop.call_later(seconds, self._too_late, seconds)
        else:  # one timer for both: most answers are here long before
            self._timer = loop.call_later(_NOTICE, self._notice, seconds, leaving)
        self._transport.write(question)
        try:
            return await reply
        finally:
            if leaving is not None:
                leaving.stop()

    def fail(self, error: StoreError) -> None:
        """Gives whoever waits for the answer an error."""
        reply, self._reply = self._reply, None
        if self._timer is not None:
            self._timer.cancel()
        if reply is not None and not reply.done():
            reply.set_exception(error)

    def close(self) -> None:
        """Lets go of the worker, which ends when it sees that."""
        if self._transport is not None:
            self._transport.abort()
        else:
            self.newborn.channel.close()
        self.newborn.errors.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See :class:`asyncio.BaseProtocol`."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """See :class:`asyncio.Protocol`."""
        try:
            answer = self._reader.feed(data)
        except (TypeError, ValueError) as error:
            self.complaint = f"what it says cannot be understood: {error}"
            self._lose()
            return
        if answer is not None:
            self._hear(answer)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio hands it over
        """See :class:`asyncio.BaseProtocol`."""
        self._lose()

    def _hear(self, answer: Answer) -> None:
        if answer.reply is None:
            self.complaint = answer.why
            self.was_ready = answer.word == "ready"
            if self.was_ready:
                self._on_ready(self)
            return
        reply, self._reply = self._reply, None
        if self._timer is not None:
            self._timer.cancel()
        if reply is not None and not reply.done():
            reply.set_result(answer.reply)
        if answer.word == "last":
            self._lose()
        elif reply is not None:
            self._on_free(self)

    def _notice(self, seconds: float, leaving: Leaving) -> None:
        """The answer takes long: from now on it matters whether somebody waits for it."""
        self._timer = asyncio.get_running_loop().call_later(seconds - _NOTICE, self._too_late, seconds)
        leaving.watch(self._hurry)

    def _too_late(self, seconds: float) -> None:
        self.fail(timed_out(seconds))
        self._lose()

    def _hurry(self) -> None:
        if self._timer is not None and self._reply is not None:
            loop = asyncio.get_running_loop()
            when = min(self._timer.when(), loop.time() + _HURRY)
            self._timer.cancel()
            self._timer = loop.call_at(when, self._too_late, _HURRY)

    def _lose(self) -> None:
        if not self.is_lost:
            self.is_lost = True
            self._on_lost(self)

"""Connections that only hold a place: those that send no request, one byte of it at a time, or read no answer.

The server underneath waits without end for the head of a first request. Here a connection has some seconds for each
head, and when all places are taken the one that has been without a request for longest is given up for a new one.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_SWEEP: Final = 1.0
_SOON: Final = 0.001  # seconds that the head of an answer waits for its body, which mostly follows at once
_LONGEST_HEAD: Final = 256 * 1024  # a query of 64 KiB in an address, percent-encoded, and what browsers send besides
_LONGEST_ADDRESS: Final = 65_535  # the server underneath counts its letters in 16 bits
_FULL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 26\r\n"
    b"content-type: text/plain; charset=utf-8\r\n\r\ntoo many connections open\n"
)
_TOO_LONG: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 33\r\n"
    b"content-type: text/plain; charset=utf-8\r\n\r\nthe head of the request too long\n"
)
_TOO_FAR: Final = (
    b"HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 58\r\n"
    b"content-type: text/plain; charset=utf-8\r\n\r\nthe address is longer than 65535 bytes: POST what it asks\n"
)
_TOO_SLOW: Final = (
    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 38\r\n"
    b"content-type: text/plain; charset=utf-8\r\n\r\nthe head of the request never arrived\n"
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long connections may hold a place.

    Attributes:
        connections: How many there may be.
        head: Seconds in which the head of a request has to be here.
        stall: Seconds for which a client may read nothing of its answer.
    """

    connections: int = 512
    head: float = 10.0
    stall: float = 30.0


class Guard:
    """Knows all connections, and ends those that hold a place for too long.

    Args:
        patience: How long they may.
    """

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self._open: dict[Connection, tuple[int, float]] = {}  # bytes that it has not read, and since when
        self._waiting: dict[Connection, float] = {}  # since when there is no request, the longest first
        self._sweeping: asyncio.TimerHandle | None = None

    def connection(self, **given: Any) -> Connection:
        """A new connection, made as the server makes one."""
        return Connection(self, given)

    def opened(self, connection: Connection) -> None:
        """Notes a connection; when there are too many another one makes way, or this one where all are at work."""
        now = connection.loop.time()
        self._open[connection] = (0, now)
        self._waiting[connection] = now
        if len(self._open) > self.patience.connections:
            next(iter(self._waiting)).refuse(_FULL)
        if self._sweeping is None:
            self._sweeping = connection.loop.call_later(_SWEEP, self._sweep, connection.loop)

    def closed(self, connection: Connection) -> None:
        """Forgets a connection."""
        self._open.pop(connection, None)
        self._waiting.pop(connection, None)

    def working(self, connection: Connection) -> None:
        """Notes that a request is here."""
        self._waiting.pop(connection, None)

    def resting(self, connection: Connection) -> None:
        """Notes that the last request has its answer."""
        if connection in self._open:
            self._waiting[connection] = connection.loop.time()

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection, since in list(self._waiting.items()):
            if now - since < self.patience.head:
                break
            connection.refuse(_TOO_SLOW)
        for connection, (unread, since) in list(self._open.items()):
            size = connection.transport.get_write_buffer_size()
            if not size or size != unread:
                self._open[connection] = (size, now)
            elif now - since > self.patience.stall:
                connection.transport.abort()
        self._sweeping = loop.call_later(_SWEEP, self._sweep, loop) if self._open else None


class _Together:
    """A transport that sends the head of an answer together with its body, in one step in place of two."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._head = b""
        self._later: asyncio.TimerHandle | None = None
        self.is_closing = transport.is_closing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Sends something; the head of an answer as soon as something follows, or nothing does."""
        if self._head:
            data = self._head + data
            self._forget()
        elif data.startswith(b"HTTP/1.1 ") and not data.startswith(b"HTTP/1.1 1"):
            self._head = data
            self._later = self._loop.call_later(_SOON, self._flush)
            return
        self._transport.write(data)

    def close(self) -> None:
        """Ends the connection when everything is sent."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._head:
            head = self._head
            self._forget()
            self._transport.write(head)

    def _forget(self) -> None:
        self._head = b""
        if self._later is not None:
            self._later.cancel()
            self._later = None


class Connection(HttpToolsProtocol):
    """A connection of the server, watched by a guard."""

    def __init__(self, guard: Guard, given: dict[str, Any]) -> None:
        super().__init__(**given)
        self._guard = guard
        self._head = 0  # bytes since the last head was whole, or the last piece of a body was here

    def refuse(self, answer: bytes) -> None:
        """Ends the connection, with a last word."""
        self._guard.closed(self)
        cycle: Any = self.cycle  # None before the first request
        is_amid = cycle is not None and cycle.response_started and not cycle.response_complete
        if (self._head or answer is _FULL) and not is_amid:  # who never said a word hears none
            self.transport.write(answer)
        self.transport.close()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See :class:`asyncio.BaseProtocol`."""
        super().connection_made(cast("asyncio.Transport", _Together(transport, self.loop)))
        # asyncio does this for sockets that say that they are TCP, which those of a listener of ours do not; without
        # it a body waits for 40 ms behind its head
        handle = transport.get_extra_info("socket")
        if handle is not None and handle.family in (socket.AF_INET, socket.AF_INET6):
            handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._guard.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """See :class:`asyncio.BaseProtocol`."""
        self._guard.closed(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See :class:`asyncio.Protocol`."""
        # also while a request is being answered: heads that follow it, and fields behind a body, are gathered as well
        self._head += len(data)
        super().data_received(data)
        if self._head > _LONGEST_HEAD and not self.transport.is_closing():
            self.refuse(_TOO_LONG)

    def on_headers_complete(self) -> None:
        """See httptools."""
        if len(self.url) > _LONGEST_ADDRESS:
            self.refuse(_TOO_FAR)
            return
        self._head = 0
        self._guard.working(self)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """See httptools."""
        self._head = 0  # whoever reads the body knows how long it may be
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """See httptools."""
        self._head = 0
        if not self.transport.is_closing():
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """See the class above."""
        super().on_response_complete()
        if self.cycle.response_complete:
            self._guard.resting(self)

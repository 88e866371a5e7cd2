"""What every exchange over a socket needs: an end in time, a cap of bytes, and whom to trust.

A socket's timeout starts anew with every byte, and looking up a name has none: only another thread keeps time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from queue import Empty, SimpleQueue
from socket import SHUT_RDWR
from ssl import SSLContext, create_default_context
from threading import Thread
from time import monotonic
from typing import Final, TypeVar

from .errors import CredatlasError

_T = TypeVar("_T")
_PIECE: Final = 64 * 1024


def in_time(work: Callable[[list[HTTPConnection]], _T], until: float, *, name: str) -> _T:
    """What ``work`` returns, in a thread of its own that is ended at the deadline.

    Args:
        work: Gets a list and puts each connection that it opens into it, so that it can be woken up and ended.
        until: The moment, by :func:`time.monotonic`, at which to give up.
        name: What the thread is called.

    Raises:
        TimeoutError: It did not return in time.
        OSError: As ``work`` raises it; likewise HTTPException, ValueError and our own errors.
    """
    connections: list[HTTPConnection] = []
    outcome: SimpleQueue[tuple[_T] | Exception] = SimpleQueue()

    def run() -> None:
        try:
            outcome.put((work(connections),))
        except (OSError, HTTPException, ValueError, CredatlasError) as error:
            outcome.put(error)

    Thread(target=run, name=name, daemon=True).start()
    try:
        found = outcome.get(timeout=max(0.0, until - monotonic()))
    except Empty:
        for connection in tuple(connections):  # the thread may be adding one
            with suppress(OSError):
                if connection.sock is not None:
                    connection.sock.shutdown(SHUT_RDWR)  # wakes the thread up, which then ends
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found[0]


def pieces(response: HTTPResponse, until: float, most_bytes: int, too_large: CredatlasError) -> Iterator[bytes]:
    """The body of an answer as it comes, in pieces of at most 64 KiB.

    Args:
        response: The answer.
        until: The moment, by :func:`time.monotonic`, at which to give up.
        most_bytes: The largest body to accept.
        too_large: What to raise for a larger one.

    Raises:
        CredatlasError: ``too_large``.
        TimeoutError: The time is over.
        HTTPException: Less came than was announced.
    """
    announced = response.length
    if announced is not None and announced > most_bytes:
        raise too_large
    came = 0
    while piece := response.read1(_PIECE):
        came += len(piece)
        if came > most_bytes:
            raise too_large
        if monotonic() > until:
            raise TimeoutError
        yield piece
    if announced is not None and came < announced:
        raise HTTPException(f"{came:,} bytes came of {announced:,} that were announced")


@cache
def trusted() -> SSLContext:
    """The authorities that vouch for certificates; reading them takes longer than a query."""
    return create_default_context()

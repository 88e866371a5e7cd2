"""Answers that are kept as long as the store is the same, and given out again before anything else happens."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from .askers import Asker

Key = tuple[bytes, ...]
"""What answers differ by: path, query, ``Accept``, ``Host``, and how and where the service is reached."""
Headers = Sequence[tuple[bytes, bytes]]
PLACE: Final = "credatlas.place"
"""Where in the scope of a request it says at which place of the kept answers its own belongs."""
_LONGEST_KEY: Final = 16 * 1024
_LARGEST: Final = 8  # one answer takes at most this part of all
_PIECE: Final = 256 * 1024
_OVERHEAD: Final = 2_000  # bytes that an answer takes besides its body, about
_OF_A_BODY: Final = (b"content-length", b"content-type")


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer.

    Attributes:
        headers: As they are sent.
        body: The bytes.
        tag: Its ``ETag``.
    """

    headers: Headers
    body: bytes
    tag: str


class Answers:
    """The kept answers of one version of the store; those that were not asked for longest make way for others.

    Args:
        most: Bytes that they take together, about; 0 keeps none.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._version = ""
        self._size = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes that they take together, about."""
        return self._size

    def get(self, version: str, key: Key) -> Kept | None:
        """The answer at a place; None where there is none of this version."""
        if version != self._version:
            self._kept.clear()
            self._version, self._size = version, 0
            return None
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, version: str, key: Key, answer: Kept) -> None:
        """Keeps an answer, unless it is of another version by now, or takes too much."""
        size = _size(key, answer)
        if version != self._version or size > self._most // _LARGEST or sum(map(len, key)) > _LONGEST_KEY:
            return
        before = self._kept.pop(key, None)
        self._size += size - (_size(key, before) if before else 0)
        self._kept[key] = answer
        while self._size > self._most:
            oldest = self._kept.popitem(last=False)
            self._size -= _size(*oldest)


class Front:
    """The outermost application: gives out what is kept, and passes on the rest.

    Args:
        app: Who answers the rest; what it keeps it puts at :data:`PLACE`.
        asker: Who knows the version of the store.
        answers: What is kept.
        contexts: What has to be there while the service runs: workers, sessions.
    """

    def __init__(
        self,
        app: ASGIApp,
        asker: Asker,
        answers: Answers,
        contexts: Sequence[Callable[[], AbstractAsyncContextManager[Any]]] = (),
    ) -> None:
        self._app, self._asker, self._answers, self._contexts = app, asker, answers, contexts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification, https://asgi.readthedocs.io/en/latest/specs/www.html."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        version = self._asker.version if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else ""
        if version:
            accept, host, known = b"", b"", b""
            for name, value in scope["headers"]:
                if name == b"accept":
                    accept = accept + b", " + value if accept else value
                elif name == b"host":
                    host = host + b", " + value if host else value  # of two, others may believe the other one
                elif name == b"if-none-match":
                    known = value
            where = (scope["scheme"] + scope.get("root_path", "")).encode()
            # a path that is given decoded differs from one that is not: both as they came
            key = (scope.get("raw_path") or scope["path"].encode(), scope["query_string"], accept, host, where)
            kept = self._answers.get(version, key)
            if kept is not None:
                await _send(kept, known, send, bare=scope["method"] == "HEAD")
                return
            scope[PLACE] = (version, key)
        await self._app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with AsyncExitStack() as stack:
            for context in self._contexts:
                await stack.enter_async_context(context())
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


async def _send(kept: Kept, known: bytes, send: Send, *, bare: bool) -> None:
    status, headers, body = 200, kept.headers, b"" if bare else kept.body
    if known and is_known(known.decode("latin-1"), kept.tag):
        status, body = 304, b""
        headers = [pair for pair in headers if pair[0] not in _OF_A_BODY]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send_body(send, body)


async def send_body(send: Send, body: bytes) -> None:
    """Sends a whole body; a long one in pieces, each when the one before is on its way.

    What a client does not read waits in a copy of its own: of a piece, not of the body.
    """
    for start in range(0, max(1, len(body)), _PIECE):
        piece, is_last = body[start : start + _PIECE], start + _PIECE >= len(body)
        await send({"type": "http.response.body", "body": piece, "more_body": not is_last})


def is_known(given: str, tag: str) -> bool:
    """Whether ``If-None-Match`` names an answer (RFC 9110, section 13.1.2)."""
    return given.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in given.split(","))


def _size(key: Key, answer: Kept) -> int:
    return len(answer.body) + sum(map(len, key)) + _OVERHEAD

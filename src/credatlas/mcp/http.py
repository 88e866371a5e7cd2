"""The protocol over HTTP, as an ASGI application that can be mounted anywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from ..errors import UsageError

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from .server import Ask

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
ASGIApp = Callable[[Any, Receive, Send], Awaitable[None]]
ASKING: ContextVar[tuple[Receive, str]] = ContextVar("ASKING")
"""While a call is answered: where one hears of its client, and the client's address; unset where nobody knows."""
LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "::1"))
_MOST: Final = 128 * 1024  # bytes of a call: a query of 64 KiB, escaped
_PATIENCE: Final = 10.0  # seconds in which a call has to arrive: who sends half of one would hold a connection for good
_HEADERS: Final = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


def http_app(ask: Ask, *, names: Collection[str] | None = LOOPBACK, origins: Collection[str] = ()) -> ASGIApp:
    """The application: streamable HTTP without sessions, one answer in JSON for each POST.

    No session is kept, so that any process behind a proxy can answer any call, and nothing has to be started or
    stopped by whoever mounts it. GET and DELETE, which are about sessions, are 405, as the protocol has it.

    The library of the protocol is imported by the first request. Where it is not installed, requests are told so.

    Args:
        ask: Who answers.
        names: The hosts under which it may be asked, without port: a page of elsewhere that has its name lead to this
            machine is refused by it. None for any, where others than this machine are meant to ask.
        origins: The origins of pages that may ask, besides those of the host itself: ``https://chat.example``.
    """
    return _App(ask, _Guard(names, frozenset(origins)))


class _Guard:
    """Which hosts and origins are let in (MCP 2025-11-25, streamable HTTP, security warning).

    Args:
        names: As for :func:`http_app`.
        origins: The same.
    """

    def __init__(self, names: Collection[str] | None, origins: Collection[str]) -> None:
        self._names = None if names is None else frozenset(names)
        self._origins = origins

    def refuses(self, host: str, origin: str) -> int:
        """The status of a refusal, 0 for none."""
        named = host_of(f"http://{host}")
        if not named or (self._names is not None and named not in self._names):
            return 421
        if not origin or origin in self._origins or origin.partition("://")[2] == host:
            return 0
        # a page of this machine, on another port, is one of its user
        local = self._names is not None and host_of(origin) in self._names
        return 0 if local else 403


def host_of(address: str) -> str:
    """The host of an address, in lower case and without its port; empty where it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


class _App:
    """Runs what keeps the requests of the protocol apart, from the first request until the loop ends."""

    def __init__(self, ask: Ask, guard: _Guard) -> None:
        self._ask = ask
        self._guard = guard
        self._managers: dict[asyncio.AbstractEventLoop, asyncio.Future[StreamableHTTPSessionManager]] = {}
        self._keepers: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        status = self._guard.refuses(headers.get(b"host", ""), headers.get(b"origin", ""))
        if status:
            await _refuse(send, status, _REFUSALS[status])
        elif scope["method"] != "POST":
            await _refuse(send, 405, "POST a message of JSON-RPC; no session is kept, so that there is none to open")
        else:
            try:
                async with asyncio.timeout(_PATIENCE):
                    read = await _read(receive)
                manager = await self._manager()
            except TimeoutError:
                await _refuse(send, 408, f"the message did not arrive within {_PATIENCE:g} seconds")
            except UsageError as error:
                await _refuse(send, 501, f"{error.message}; {error.hint}")
            else:
                # whatever the library starts for this request inherits it
                ASKING.set((receive, scope["client"][0] if scope.get("client") else ""))
                await manager.handle_request(scope, _again(read, receive), _with_headers(send))

    async def _manager(self) -> StreamableHTTPSessionManager:
        """The one that works in this loop; it is started by the first request."""
        loop = asyncio.get_running_loop()
        if loop not in self._managers:
            self._managers[loop] = loop.create_future()
            self._keepers.append(loop.create_task(self._keep(self._managers[loop])))
        # a client that leaves must not take away what others wait for
        return await asyncio.shield(self._managers[loop])

    async def _keep(self, started: asyncio.Future[StreamableHTTPSessionManager]) -> None:
        from .server import server_of

        try:
            # most of a second of importing, during which others are answered
            server = await asyncio.to_thread(server_of, self._ask)
            from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
        except UsageError as error:
            started.set_exception(error)
            return
        manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True, max_request_body_size=_MOST)
        async with manager.run():
            started.set_result(manager)
            await asyncio.get_running_loop().create_future()  # until the loop cancels it


_REFUSALS: Final = {
    403: "pages of this origin may not ask here",
    421: "this host is not one of those under which this service is asked",
}


async def _refuse(send: Send, status: int, detail: str) -> None:
    import json

    body = json.dumps({"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": detail}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *_HEADERS]
    headers += [(b"allow", b"POST")] if status == 405 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _read(receive: Receive) -> list[Any]:
    """The messages with the body of a request, or with as much of it as shows that it is too long."""
    read, size = [await receive()], 0
    while read[-1].get("more_body") and size <= _MOST:
        size += len(read[-1].get("body", b""))
        read.append(await receive())
    return read


def _again(read: list[Any], receive: Receive) -> Receive:
    """Gives out what was read already, and then what follows."""
    waiting = iter(read)

    async def receiving() -> Any:
        message = next(waiting, None)
        return await receive() if message is None else message

    return receiving


def _with_headers(send: Send) -> Send:
    async def sending(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *_HEADERS]}
        await send(message)

    return sending

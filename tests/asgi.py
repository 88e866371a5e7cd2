"""A client that calls an ASGI application in this process, as a server does."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded; charset=UTF-8"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Client:
    """Calls an application as a server does, in this process."""

    def __init__(self, app: Any, mounted: str = "") -> None:
        self.app = app
        self.mounted = mounted
        self.runner = asyncio.Runner()
        self.sent: list[dict[str, Any]] = []

    def get(self, path: str, **headers: str) -> Reply:
        """The answer to a GET."""
        return self.send("GET", path, **headers)

    def form(self, path: str = "/", **fields: Any) -> Reply:
        """The answer to a form that is posted; what is no text is sent as JSON."""
        texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
        return self.send("POST", path, urlencode(texts).encode(), content_type=FORM)

    def post(self, path: str, document: Any) -> Reply:
        """The answer to JSON that is posted."""
        return self.send("POST", path, json.dumps(document).encode(), content_type="application/json")

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        """The answer to a request."""
        return self.runner.run(self.exchange(method, path, [body], headers))

    async def exchange(self, method: str, path: str, chunks: list[bytes], headers: dict[str, str]) -> Reply:
        """The answer to a request whose body comes in pieces; without a last one it never ends."""
        bare, _, query = path.partition("?")
        named = {"host": "127.0.0.1:8000", **{name.replace("_", "-"): value for name, value in headers.items()}}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": self.mounted + bare,
            "raw_path": (self.mounted + bare).encode(),
            "root_path": self.mounted,
            "query_string": query.encode("latin-1"),
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.1", 50000),
        }
        waiting = list(chunks)
        sent = self.sent = []

        async def receive() -> dict[str, Any]:
            if not waiting:
                await asyncio.sleep(3600)
            return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting) or len(chunks) > 1}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        return self.reply(sent)

    def reply(self, sent: list[dict[str, Any]]) -> Reply:
        """What was sent, as a client reads it."""
        head = sent[0]
        found = {name.decode(): value.decode() for name, value in head["headers"]}
        return Reply(head["status"], found, b"".join(one.get("body", b"") for one in sent[1:]))


@contextlib.contextmanager
def served(app: Any) -> Iterator[str]:
    """A server in a thread with this application; its address, by a name that a browser of the tests can reach."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)

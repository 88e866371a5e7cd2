"""What operators look at: an access log in the combined format, numbers for Prometheus, and whether it is well."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from ..errors import UsageError

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KNOWN: Final = frozenset(
    (
        *("api", "openapi.json", "sparql", "editor", "id", "doc", "ontology", "vocab", "shapes", "dataset", "dumps"),
        *(
            "find",
            "compare",
            "conflicts",
            "stale",
            "gaps",
            "queries",
            "query",
            "sources",
            "about",
            "static",
            ".well-known",
        ),
        *("reconcile", "links", "mcp", "healthz", "metrics"),
    )
)
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "OPTIONS"))
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_UNPRINTABLE: Final = re.compile(r'[\x00-\x1f"\\\x7f-\x9f]')
_NO_ADDRESS: Final = re.compile(r"[^0-9A-Za-z.:_-]")
_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"

State = Callable[[], Mapping[str, float]]
"""Numbers of the service at the moment, by name: ``workers``, ``waiting`` …"""


class Watched:
    """An application that is counted and logged; answers ``/healthz`` and ``/metrics`` itself.

    Args:
        app: What is watched.
        log: Told one line for each request; None where nobody wants to know.
        state: Numbers of the service: gauges of ``/metrics``. It is well as long as ``workers`` is not 0.
        version: The digest of the store that answers.

    Raises:
        UsageError: The extra ``serve`` is not installed.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        log: Callable[[str], None] | None = None,
        state: State = dict,
        version: Callable[[], str] = str,
    ) -> None:
        self._app = app
        self._log = log
        self._state = state
        self._version = version
        self._count = _Counted(state)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification, https://asgi.readthedocs.io/en/latest/specs/www.html."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        told = {"status": 0, "bytes": 0}

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
            elif message["type"] == "http.response.body":
                told["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            own = self._own(scope)
            await (_sent(own, scope, watched) if own is not None else self._app(scope, receive, watched))
        finally:
            # 499, as proxies have it: the client left before there was an answer
            status = told["status"] or 499
            self._count.add(_section(scope), scope["method"], status, time.perf_counter() - started)
            if self._log is not None:
                self._log(log_line(scope, status, told["bytes"], datetime.now(UTC)))

    def _own(self, scope: Scope) -> tuple[int, str, bytes] | None:
        """The answer to the two addresses that are ours, as status, media type and body."""
        path = _path(scope)
        if scope["method"] not in ("GET", "HEAD"):
            return None
        if path == "/healthz":
            state = dict(self._state())
            well = state.get("workers", 1) > 0
            said = {"status": "ok" if well else "failing", "version": self._version(), **state}
            return 200 if well else 503, "application/json", json.dumps(said).encode()
        return (200, _TEXT, self._count.text()) if path == "/metrics" else None


class _Counted:
    """The numbers for Prometheus, in a register of their own: a process may hold several services."""

    def __init__(self, state: State) -> None:
        try:
            from prometheus_client import CollectorRegistry, Counter, Histogram
            from prometheus_client.core import GaugeMetricFamily
        except ImportError as error:
            hint = "install the extra: pip install 'credatlas[serve]'"
            raise UsageError("a service needs prometheus-client, which is not installed", hint=hint) from error

        class Gauges:
            def collect(self) -> Any:
                for name, value in state().items():
                    yield GaugeMetricFamily(f"credatlas_{name}", f"The service at the moment: {name}.", value=value)

        self._kinds: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._register: CollectorRegistry = CollectorRegistry()
        self._register.register(Gauges())
        self._requests = Counter(
            "credatlas_requests",
            "Requests that were answered.",
            ("section", "method", "status"),
            registry=self._register,
        )
        self._seconds = Histogram(
            "credatlas_request_seconds",
            "How long answers took.",
            ("section",),
            registry=self._register,
            buckets=_SECONDS,
        )

    def add(self, section: str, method: str, status: int, seconds: float) -> None:
        """Counts a request."""
        requests, times = self._of(section, method if method in _METHODS else "other", status)
        requests.inc()
        times.observe(seconds)

    def _of(self, section: str, method: str, status: int) -> tuple[Counter, Histogram]:
        """The numbers of one kind of request, kept: to look them up takes longer than to count."""
        found = self._kinds.get((section, method, status))
        if found is None:
            found = self._requests.labels(section, method, str(status)), self._seconds.labels(section)
            self._kinds[section, method, status] = found
        return found

    def text(self) -> bytes:
        """All numbers in the text format of Prometheus."""
        from prometheus_client import generate_latest

        return generate_latest(self._register)


def log_line(scope: Mapping[str, Any], status: int, size: int, now: datetime) -> str:
    """A request as a line of the combined log format, https://httpd.apache.org/docs/current/logs.html#combined.

    Args:
        scope: The request as ASGI has it.
        status: What was answered; 499 when the client left before.
        size: Bytes of the body.
        now: When it was answered.
    """
    given = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    client = scope.get("client")  # its name is what a proxy says, or somebody who plays one
    target = scope.get("raw_path", b"").decode("latin-1") or scope["path"]
    query = scope.get("query_string", b"").decode("latin-1")
    asked = f"{scope['method']} {target}{f'?{query}' if query else ''} HTTP/{scope.get('http_version', '1.1')}"
    referrer, agent = (_printable(given.get(name, "")) or "-" for name in ("referer", "user-agent"))
    when = now.strftime("%d/%b/%Y:%H:%M:%S %z")
    whose = _NO_ADDRESS.sub("?", client[0]) if client else "-"
    return f'{whose} - - [{when}] "{_printable(asked)}" {status} {size or "-"} "{referrer}" "{agent}"'


def _printable(text: str) -> str:
    """A text that begins no line and ends no field, whatever a stranger sends."""
    return _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _path(scope: Scope) -> str:
    return str(scope["path"]).removeprefix(scope.get("root_path", "")) or "/"


def _section(scope: Scope) -> str:
    """The first part of the path where it is one of ours: whatever strangers ask for, the numbers stay few."""
    path = _path(scope)
    first = path[1:].partition("/")[0]
    if path == "/":
        return "start"
    return next((name for name in (first, first.partition(".")[0]) if name in _KNOWN), "other")


async def _sent(own: tuple[int, str, bytes], scope: Scope, send: Send) -> None:
    status, media, body = own
    headers = [(b"content-type", media.encode()), (b"content-length", str(len(body)).encode())]
    headers += [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body if scope["method"] == "GET" else b""})

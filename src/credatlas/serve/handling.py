"""From a request to an answer on the wire, by the shortest way: most of them are one small query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from .askers import Asker
from .exchange import Asked, Reply
from .keeping import PLACE, Answers, Kept, is_known, send_body
from .lines import Leaving
from .requests import Parameters, base_of, bytes_body, media_of, parameters, whose
from .routes import Route

if TYPE_CHECKING:
    from re import Pattern

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

_FORM: Final = "application/x-www-form-urlencoded"
_PATIENCE: Final = 10.0  # seconds in which a body has to arrive
_KEPT_AS_THEY_ARE: Final = "".join(chr(code) for code in range(0x20, 0x7F))
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page of ours may load: files of this service, no script or style within the page."""
HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",  # whoever may ask may read, from any page: nothing here is secret
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After, Credatlas-Truncated",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
}
"""Headers of every answer."""
_ALWAYS: Final = tuple((name.lower().encode(), value.encode()) for name, value in HEADERS.items())


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service behaves.

    Attributes:
        patience: Seconds in which the body of a request has to arrive.
        age: Seconds for which others may keep an answer without asking again.
        rows: How many rows or statements an answer to a query that somebody typed may have.
        kept: Bytes of answers that are kept; 0 keeps none.
    """

    patience: float = _PATIENCE
    age: int = 60
    rows: int = 10_000
    kept: int = 64 * 1024 * 1024


class Whole:
    """An answer as it is sent; an ASGI application.

    Args:
        status: The HTTP status.
        headers: Names in lower case and values, on top of those of every answer.
        body: The bytes.
    """

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        own = [(name.encode(), _in_ascii(value).encode("latin-1")) for name, value in headers.items()]
        shared = (
            _ALWAYS if not headers.keys() & _SHARED else [pair for pair in _ALWAYS if pair[0].decode() not in headers]
        )
        self.status, self.body = status, body
        self.headers = [*shared, *own]
        if status not in (204, 304):
            self.headers.append((b"content-length", b"%d" % len(body)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI has it
        """See the ASGI specification, https://asgi.readthedocs.io/en/latest/specs/www.html."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send_body(send, b"" if scope["method"] == "HEAD" else self.body)


_SHARED: Final = frozenset(name.lower() for name in HEADERS)


class Handler:
    """Answers the requests for one address.

    Args:
        asker: Who answers.
        settings: How to behave.
        route: The address.
        answers: What is kept.
    """

    def __init__(self, asker: Asker, settings: Settings, route: Route, answers: Answers) -> None:
        self._asker, self._settings, self._route, self._answers = asker, settings, route, answers
        self.methods = frozenset((*route.methods, *(["HEAD"] if "GET" in route.methods else [])))
        self._allowed = ", ".join([*route.methods, *(["HEAD"] if "GET" in route.methods else []), "OPTIONS"])

    async def answer(self, request: Request) -> Whole:
        """The answer to a request; errors of ours are raised."""
        if request.method == "OPTIONS":
            return self._options()
        asked = await self._asked(request)
        reply = await self._asker.ask(self._route, asked, Leaving(request.receive, _client(request.scope)))
        return self._whole(request.scope, reply, is_get=asked.method == "GET")

    async def _asked(self, request: Request) -> Asked:
        """A request as a plain value, its body read within bounds."""
        scope = request.scope
        media, body, given = "", b"", parameters(scope["query_string"].decode("latin-1"))
        if scope["method"] == "POST":
            media = media_of(request)
            body = await bytes_body(request, most=self._route.most, patience=self._settings.patience)
            if media == _FORM:
                given, body = Parameters((*given.pairs, *parameters(body.decode("latin-1")).pairs)), b""
        return Asked(
            method="POST" if scope["method"] == "POST" else "GET",
            path=scope["path"].removeprefix(scope.get("root_path", "")) or "/",
            base=base_of(request),
            parts={name: str(value) for name, value in scope.get("path_params", {}).items()},
            parameters=given,
            accept=", ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"accept"),
            media=media,
            body=body,
            rows=self._settings.rows,
        )

    def _whole(self, scope: Scope, reply: Reply, *, is_get: bool) -> Whole:
        headers = {"content-type": reply.media, **{name.lower(): value for name, value in reply.headers}}
        if reply.media.startswith("text/html"):
            headers.setdefault("content-security-policy", POLICY)
        if reply.status != 200 or not self._route.kept or not is_get:
            headers.setdefault("cache-control", "no-store" if reply.status >= 500 else "no-cache")
            return Whole(reply.status, headers, reply.body)
        tag = headers["etag"] = f'"{blake2b(reply.body, digest_size=12).hexdigest()}"'
        caching = headers.setdefault("cache-control", f"public, max-age={self._settings.age}")
        whole = Whole(200, headers, reply.body)
        version, key = scope.get(PLACE, ("", ()))
        # the version is still that of the beginning: so is that of whoever answered
        if version and version == self._asker.version and "no-store" not in caching:
            self._answers.put(version, key, Kept(whole.headers, reply.body, tag))
        known = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
        if known and is_known(known.decode("latin-1"), tag):
            del headers["content-type"]
            return Whole(304, headers, b"")
        return whole

    def _options(self) -> Whole:
        more = {"access-control-allow-methods": self._allowed, "access-control-allow-headers": "Accept, Content-Type"}
        return Whole(204, {**more, "allow": self._allowed, "access-control-max-age": "86400"}, b"")


class Quick:
    """Finds the handler of a request without asking all routes one after the other; passes on what has none.

    Args:
        app: Who answers the rest, OPTIONS and methods that are not allowed among it.
        routes: The addresses with their handlers, in the order in which they are tried.
        refusals: For each kind of error, what tells it as an answer; others are faults of ours.
    """

    def __init__(
        self,
        app: ASGIApp,
        routes: Sequence[tuple[Route, Handler]],
        refusals: Mapping[type[Exception], Callable[[Request, Exception], ASGIApp]],
    ) -> None:
        from starlette.requests import Request
        from starlette.routing import compile_path

        self._app, self._refusals, self._request = app, refusals, Request
        self._told = tuple(refusals)
        self._plain: dict[str, Handler] = {}
        self._named: list[tuple[Pattern[str], Mapping[str, Any], Handler]] = []
        for route, handler in routes:
            if "{" in route.path:
                pattern, _, convertors = compile_path(route.path)
                self._named.append((pattern, convertors, handler))
            else:
                self._plain.setdefault(route.path, handler)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification, https://asgi.readthedocs.io/en/latest/specs/www.html."""
        handler = self._found(scope) if scope["type"] == "http" else None
        if handler is None or scope["method"] not in handler.methods:
            await self._app(scope, receive, send)
            return
        request = self._request(scope, receive)
        try:
            answer: ASGIApp = await handler.answer(request)
        except self._told as error:
            answer = next(tell(request, error) for kind, tell in self._refusals.items() if isinstance(error, kind))
        await answer(scope, receive, send)

    def _found(self, scope: Scope) -> Handler | None:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        plain = self._plain.get(path)
        if plain is not None:
            return plain
        for pattern, convertors, handler in self._named:
            found = pattern.match(path)
            if found is not None:
                parts = {name: convertors[name].convert(value) for name, value in found.groupdict().items()}
                scope["path_params"] = parts
                return handler
        return None


def _client(scope: Scope) -> str:
    """Whose a request is, by its address, or by that from which a proxy on this machine says that it comes."""
    client = scope.get("client")
    return whose(client[0]) if client else ""


def _in_ascii(value: str) -> str:
    """A value of a header that stays one, whatever stands in an address that it repeats."""
    return value if value.isascii() and value.isprintable() else quote(value, safe=_KEPT_AS_THEY_ARE)

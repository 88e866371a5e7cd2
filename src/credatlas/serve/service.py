"""The service as an ASGI application: addresses, bounds and headers; what is answered there is made elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ..errors import CredatlasError, UsageError
from .askers import Asker
from .exchange import Asked, Reply
from .keeping import PLACE, Answers, Front, Kept, is_known
from .lines import Leaving
from .mistakes import told
from .replies import problem
from .requests import Parameters, base_of, bytes_body, media_of, parameters, query_parameters
from .routes import ROUTES, Route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

Context = Callable[[], AbstractAsyncContextManager[Any]]

_FORM: Final = "application/x-www-form-urlencoded"
_PATIENCE: Final = 10.0  # seconds in which a body has to arrive
_KEPT_AS_THEY_ARE: Final = "".join(chr(code) for code in range(0x20, 0x7F))
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page of ours may load: files of this service, no script or style within the page."""
_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",  # whoever may ask may read, from any page: nothing here is secret
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After, Credatlas-Truncated",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
}


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


def service_app(
    asker: Asker,
    settings: Settings | None = None,
    *,
    routes: Sequence[Route] = ROUTES,
    mounts: Mapping[str, ASGIApp] | None = None,
    contexts: Sequence[Context] = (),
) -> Front:
    """The application.

    Args:
        asker: Who answers.
        settings: How to behave.
        routes: What can be asked.
        mounts: Applications by the path below which they answer: ``/reconcile``.
        contexts: What has to be there while the service runs: workers of an asker, sessions of a mount.

    Raises:
        UsageError: The extra ``serve`` is not installed.
    """
    try:
        from starlette.applications import Starlette
        from starlette.exceptions import HTTPException
        from starlette.requests import ClientDisconnect
        from starlette.routing import Mount
        from starlette.routing import Route as Path
    except ImportError as error:
        hint = "install the extra: pip install 'credatlas[serve]'"
        raise UsageError("a service needs Starlette, which is not installed", hint=hint) from error
    settings = settings or Settings()
    answers = Answers(settings.kept)
    table = [
        Path(route.path, _handler(asker, settings, route, answers), methods=[*route.methods, "OPTIONS"])
        for route in routes
    ]
    inner = [
        route for path, app in (mounts or {}).items() for route in (Path(path, _Mounted(path, app)), Mount(path, app))
    ]
    handlers: dict[Any, Any] = {
        CredatlasError: _refused,
        HTTPException: _no_such_route,
        ClientDisconnect: _gone,
        Exception: _failed,
    }
    app = Starlette(routes=[*table, *inner], exception_handlers=handlers)
    return Front(app, asker, answers, contexts)


class _Mounted:
    """An application at the bare path below which it is mounted, as if a slash stood there."""

    def __init__(self, path: str, app: ASGIApp) -> None:
        self._path, self._app = path, app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on."""
        inner = {"root_path": scope.get("root_path", "") + self._path, "path": scope["path"] + "/"}
        await self._app({**scope, **inner}, receive, send)


def _handler(
    asker: Asker, settings: Settings, route: Route, answers: Answers
) -> Callable[[Request], Awaitable[Response]]:
    allowed = ", ".join([*route.methods, *(["HEAD"] if "GET" in route.methods else []), "OPTIONS"])

    async def handle(request: Request) -> Response:
        if request.method == "OPTIONS":
            return _options(allowed)
        asked = await _asked(request, route, settings)
        reply = await asker.ask(route, asked, Leaving(request.receive))
        response = _response(request, route, settings, reply)
        version, key = request.scope.get(PLACE, ("", ()))
        # the version is still that of the beginning: so is that of whoever answered
        if version == asker.version and response.status_code == 200 and _may_be_kept(route, response):
            answers.put(version, key, Kept(response.raw_headers, reply.body, response.headers["etag"]))
        return response

    return handle


async def _asked(request: Request, route: Route, settings: Settings) -> Asked:
    """A request as a plain value, its body read within bounds."""
    media, body, given = "", b"", query_parameters(request)
    if request.method == "POST":
        media = media_of(request)
        body = await bytes_body(request, most=route.most, patience=settings.patience)
        if media == _FORM:
            given, body = Parameters((*given.pairs, *parameters(body.decode("latin-1")).pairs)), b""
    return Asked(
        method="POST" if request.method == "POST" else "GET",
        path=request.url.path.removeprefix(request.scope.get("root_path", "")) or "/",
        base=base_of(request),
        parts={name: str(value) for name, value in request.path_params.items()},
        parameters=given,
        accept=", ".join(request.headers.getlist("accept")),
        media=media,
        body=body,
        rows=settings.rows,
    )


def _may_be_kept(route: Route, response: Response) -> bool:
    return route.kept and "no-store" not in response.headers["cache-control"] and "etag" in response.headers


def _response(request: Request, route: Route, settings: Settings, reply: Reply) -> Response:
    from starlette.responses import Response

    headers = _HEADERS | {name: _in_ascii(value) for name, value in reply.headers}
    if reply.media.startswith("text/html"):
        headers.setdefault("Content-Security-Policy", POLICY)
    if reply.status != 200 or not route.kept or request.method == "POST":
        headers.setdefault("Cache-Control", "no-store" if reply.status >= 500 else "no-cache")
        return Response(reply.body, reply.status, headers, reply.media)
    headers |= {"ETag": f'"{blake2b(reply.body, digest_size=12).hexdigest()}"'}
    headers.setdefault("Cache-Control", f"public, max-age={settings.age}")
    if is_known(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(b"", 304, headers)
    return Response(reply.body, reply.status, headers, reply.media)


def _in_ascii(value: str) -> str:
    """A value of a header that stays one, whatever stands in an address that it repeats."""
    return value if value.isascii() and value.isprintable() else quote(value, safe=_KEPT_AS_THEY_ARE)


def _options(allowed: str) -> Response:
    from starlette.responses import Response

    more = {"Access-Control-Allow-Methods": allowed, "Access-Control-Allow-Headers": "Accept, Content-Type"}
    return Response(b"", 204, {**_HEADERS, **more, "Allow": allowed, "Access-Control-Max-Age": "86400"})


def _refused(request: Request, error: Exception) -> Response:
    from starlette.responses import Response

    assert isinstance(error, CredatlasError)
    asked = Asked("GET", request.url.path, "", accept=request.headers.get("accept", ""))
    reply = told(error, asked, page=True)
    headers = {**_HEADERS, **dict(reply.headers), "Cache-Control": "no-store"}
    if error.http_status == 503:
        headers["Retry-After"] = "5"
    return Response(reply.body, reply.status, headers, reply.media)


def _no_such_route(request: Request, error: Exception) -> Response:
    from starlette.exceptions import HTTPException

    assert isinstance(error, HTTPException)
    detail = f"{request.method} {request.url.path[:100]}: {error.detail}"
    return problem(error.status_code, detail, headers=error.headers)


def _gone(_: Request, __: Exception) -> Response:
    return problem(400, "the request broke off")  # nobody is there to read it


def _failed(_: Request, __: Exception) -> Response:
    return problem(500, "this should not have happened; what happened stands in the log of the service")

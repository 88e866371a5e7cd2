"""The service as an ASGI application: addresses, bounds and headers; what is answered there is made elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from ..errors import CredatlasError, UsageError
from .askers import Asker
from .exchange import Asked, Reply
from .mistakes import told
from .replies import problem
from .requests import Parameters, base_of, bytes_body, media_of, parameters, query_parameters
from .routes import ROUTES, Route

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

_FORM: Final = "application/x-www-form-urlencoded"
_PATIENCE: Final = 10.0  # seconds in which a body has to arrive
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
    """

    patience: float = _PATIENCE
    age: int = 60


def service_app(
    asker: Asker,
    settings: Settings | None = None,
    *,
    routes: Sequence[Route] = ROUTES,
    mounts: Mapping[str, ASGIApp] | None = None,
) -> Starlette:
    """The application.

    Args:
        asker: Who answers.
        settings: How to behave.
        routes: What can be asked.
        mounts: Applications by the path below which they answer: ``/reconcile``.

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
    table = [
        Path(route.path, _handler(asker, settings, route), methods=[*route.methods, "OPTIONS"]) for route in routes
    ]
    inner = [Mount(path, app) for path, app in (mounts or {}).items()]
    handlers: dict[Any, Any] = {
        CredatlasError: _refused,
        HTTPException: _no_such_route,
        ClientDisconnect: _gone,
        Exception: _failed,
    }
    return Starlette(routes=[*table, *inner], exception_handlers=handlers)


def _handler(asker: Asker, settings: Settings, route: Route) -> Callable[[Request], Awaitable[Response]]:
    allowed = ", ".join([*route.methods, *(["HEAD"] if "GET" in route.methods else []), "OPTIONS"])

    async def handle(request: Request) -> Response:
        if request.method == "OPTIONS":
            return _options(allowed)
        asked = await _asked(request, route, settings)
        reply = await asker.ask(route, asked)
        return _response(request, route, settings, reply)

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
    )


def _response(request: Request, route: Route, settings: Settings, reply: Reply) -> Response:
    from starlette.responses import Response

    headers = {**_HEADERS, **dict(reply.headers)}
    if reply.media.startswith("text/html"):
        headers.setdefault("Content-Security-Policy", POLICY)
    if reply.status != 200 or not route.kept or request.method == "POST":
        headers.setdefault("Cache-Control", "no-store" if reply.status >= 500 else "no-cache")
        return Response(reply.body, reply.status, headers, reply.media)
    headers |= {"ETag": f'"{blake2b(reply.body, digest_size=12).hexdigest()}"'}
    headers.setdefault("Cache-Control", f"public, max-age={settings.age}")
    if _known(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(b"", 304, headers)
    return Response(reply.body, reply.status, headers, reply.media)


def _known(given: str, tag: str) -> bool:
    return given.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in given.split(","))


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

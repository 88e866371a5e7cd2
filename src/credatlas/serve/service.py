"""The service as an ASGI application: addresses, bounds and headers; what is answered there is made elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from ..errors import CredatlasError, NotFoundError, UsageError
from .askers import Asker
from .exchange import Asked
from .handling import HEADERS, POLICY, Handler, Quick, Settings
from .keeping import Answers, Front
from .mistakes import told
from .negotiation import prefers_pages
from .replies import problem
from .requests import base_of
from .routes import ROUTES, Route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

Context = Callable[[], AbstractAsyncContextManager[Any]]

__all__ = ["POLICY", "Context", "Settings", "service_app"]


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
        from starlette.middleware.errors import ServerErrorMiddleware
        from starlette.requests import ClientDisconnect
        from starlette.routing import Mount
        from starlette.routing import Route as Path
    except ImportError as error:
        hint = "install the extra: pip install 'credatlas[serve]'"
        raise UsageError("a service needs Starlette, which is not installed", hint=hint) from error
    settings = settings or Settings()
    answers = Answers(settings.kept)
    handling = [(route, Handler(asker, settings, route, answers)) for route in routes]
    table = [Path(route.path, handler.answer, methods=[*route.methods, "OPTIONS"]) for route, handler in handling]
    inner = [
        route for path, app in (mounts or {}).items() for route in (Path(path, _Mounted(path, app)), Mount(path, app))
    ]
    refusals: dict[Any, Any] = {CredatlasError: _refused, HTTPException: _no_such_route, ClientDisconnect: _gone}
    rest = Starlette(routes=[*table, *inner], exception_handlers=refusals)
    app = ServerErrorMiddleware(Quick(rest, handling, refusals), handler=_failed)
    return Front(app, asker, answers, contexts)


class _Mounted:
    """An application at the bare path below which it is mounted, as if a slash stood there."""

    def __init__(self, path: str, app: ASGIApp) -> None:
        self._path, self._app = path, app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on."""
        inner = {"root_path": scope.get("root_path", "") + self._path, "path": scope["path"] + "/"}
        await self._app({**scope, **inner}, receive, send)


def _refused(request: Request, error: Exception) -> Response:
    from starlette.responses import Response

    assert isinstance(error, CredatlasError)
    try:
        base = base_of(request)
    except UsageError:  # the very thing that is wrong may be that the request names no host
        base = request.scope.get("root_path", "").rstrip("/")
    reply = told(error, Asked("GET", request.url.path, base, accept=request.headers.get("accept", "")), page=True)
    headers = {**HEADERS, **dict(reply.headers), "Cache-Control": "no-store"}
    if reply.media.startswith("text/html"):
        headers["Content-Security-Policy"] = POLICY
    if error.http_status == 503:
        headers["Retry-After"] = "5"
    return Response(reply.body, reply.status, headers, reply.media)


def _no_such_route(request: Request, error: Exception) -> Response:
    from starlette.exceptions import HTTPException

    assert isinstance(error, HTTPException)
    detail = f"{request.method} {request.url.path[:100]}: {error.detail}"
    if error.status_code == NotFoundError.http_status and prefers_pages(request.headers.get("accept", "")):
        hint = "see whether the address was cut off, or look for what you want by its name"
        return _refused(request, NotFoundError(f"there is no page at {request.url.path[:100]}", hint=hint))
    return problem(error.status_code, detail, headers=error.headers)


def _gone(_: Request, __: Exception) -> Response:
    return problem(400, "the request broke off")  # nobody is there to read it


def _failed(_: Request, __: Exception) -> Response:
    return problem(500, "this should not have happened; what happened stands in the log of the service")

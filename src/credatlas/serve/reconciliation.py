"""The reconciliation service as an ASGI application: it can run by itself or be mounted in a larger one."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ..errors import CredatlasError, NotFoundError, UsageError
from ..link.reconciling import (
    Limits,
    Reconciler,
    answers,
    extended,
    extension,
    new_batch,
    new_manifest,
    old_batch,
    old_manifest,
    old_single,
)
from ..link.reconciling.previewing import POLICY, flyout, nothing, preview
from ..link.reconciling.suggesting import Page, entities, properties, proposed, types
from ..link.reconciling.writing import (
    new_extension,
    new_results,
    old_extension,
    old_result,
    old_results,
    proposal,
    suggestions,
)
from .replies import OPEN, checked_callback, json_reply, page_reply, problem, problem_of
from .requests import Parameters, base_of, form_parameters, json_body, query_parameters
from .turns import BusyError, Turns

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

NEW: Final = "/1.0"
"""Where version 1.0 of the protocol is, below the address of the others."""
_DEFAULT: Final = 20

Work = Callable[[Reconciler], Any]
Handler = Callable[["Service", "Request"], Awaitable["Response"]]


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service behaves.

    Attributes:
        limits: What one request may ask for.
        patience: Seconds in which a body has to arrive, and that a request waits for its turn.
    """

    limits: Limits = field(default_factory=Limits)
    patience: float = 30.0


@dataclass(frozen=True, slots=True)
class Service:
    """What the handlers share.

    Attributes:
        turns: Who hands out the graph.
        settings: How to behave.
    """

    turns: Turns[Reconciler]
    settings: Settings


def reconciliation_app(open_reconciler: Callable[[], Reconciler], settings: Settings | None = None) -> Starlette:
    """The application: versions 0.1 and 0.2 at its root, 1.0 below :data:`NEW`.

    Args:
        open_reconciler: Opens the graph, once, when the first request comes.
        settings: How to behave.

    Raises:
        UsageError: The extra ``serve`` is not installed.
    """
    try:
        from starlette.applications import Starlette
        from starlette.exceptions import HTTPException
        from starlette.requests import ClientDisconnect
    except ImportError as error:
        hint = "install the extras: pip install 'credatlas[serve,link]'"
        raise UsageError("a service needs Starlette, which is not installed", hint=hint) from error
    settings = settings or Settings()
    service = Service(Turns(open_reconciler, settings.patience), settings)
    handlers: dict[Any, Any] = {
        CredatlasError: _refused,
        HTTPException: _no_such_route,
        ClientDisconnect: _gone,
        Exception: _failed,
    }
    return Starlette(routes=_routes(service), exception_handlers=handlers)


def _routes(service: Service) -> list[Route]:
    table: list[tuple[str, Handler, tuple[str, ...]]] = [
        ("/", _root, ("GET", "POST")),
        ("/suggest/{what}", _suggest, ("GET",)),
        ("/flyout/{what}", _flyout, ("GET",)),
        ("/properties", _propose, ("GET",)),
        ("/preview", _preview, ("GET",)),
        ("/view", _view, ("GET",)),
        (NEW, _new_manifest, ("GET",)),
        (f"{NEW}/", _new_manifest, ("GET",)),
        (f"{NEW}/match", _match, ("POST",)),
        (f"{NEW}/suggest/{{what}}", _suggest, ("GET",)),
        (f"{NEW}/extend", _extend, ("POST",)),
        (f"{NEW}/extend/propose", _propose, ("GET",)),
        (f"{NEW}/preview", _preview, ("GET",)),
        (f"{NEW}/view", _view, ("GET",)),
    ]
    from starlette.routing import Route

    return [
        Route(path, _with_options(service, handler, methods), methods=[*methods, "OPTIONS"])
        for path, handler, methods in table
    ]


def _with_options(
    service: Service, handler: Handler, methods: tuple[str, ...]
) -> Callable[[Request], Awaitable[Response]]:
    """A handler that also says which methods there are, to browsers that ask before they ask."""
    allowed = ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])

    async def handle(request: Request) -> Response:
        from starlette.responses import Response

        if request.method != "OPTIONS":
            return await handler(service, request)
        headers = {**OPEN, "Allow": allowed, "Access-Control-Allow-Methods": allowed, "Access-Control-Max-Age": "86400"}
        headers["Access-Control-Allow-Headers"] = "Content-Type, Accept-Language"
        if "access-control-request-private-network" in request.headers:  # a page on the web asks a service at home
            headers["Access-Control-Allow-Private-Network"] = "true"
        return Response(status_code=204, headers=headers)

    return handle


async def _root(service: Service, request: Request) -> Response:
    limits = service.settings.limits
    asked = query_parameters(request)
    if request.method == "POST":
        asked = await form_parameters(request, most=limits.body, patience=service.settings.patience)
    callback = checked_callback(asked.one("callback"))
    given = [name for name in ("queries", "query", "extend") if asked.one(name) is not None]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} in one request", hint="send one of them", place=given[0])
    if not given and request.method == "POST":
        raise UsageError("there is nothing to answer", hint="post the parameter queries or extend as a form")
    base = base_of(request)
    text = (asked.one(given[0]) or "") if given else ""
    work = {"queries": _old_batch, "query": _old_single, "extend": _old_extension}.get(given[0] if given else "")
    if work is None:
        return json_reply(await service.turns.do(lambda known: old_manifest(base, known.vocabulary)), callback)
    return json_reply(await service.turns.do(functools.partial(work, text, limits)), callback)


def _old_batch(text: str, limits: Limits, known: Reconciler) -> dict[str, Any]:
    return old_results({key: answers(known, query) for key, query in old_batch(text, limits).items()})


def _old_single(text: str, limits: Limits, known: Reconciler) -> dict[str, Any]:
    return old_result(answers(known, old_single(text, limits)))


def _old_extension(text: str, limits: Limits, known: Reconciler) -> dict[str, Any]:
    return old_extension(extended(known, extension(text, limits, place="extend")))


async def _new_manifest(service: Service, request: Request) -> Response:
    base = base_of(request, NEW)
    limits = service.settings.limits
    return json_reply(await service.turns.do(lambda known: new_manifest(base, known.vocabulary, limits)))


async def _match(service: Service, request: Request) -> Response:
    limits = service.settings.limits
    text = await json_body(request, most=limits.body, patience=service.settings.patience)
    return json_reply(
        await service.turns.do(lambda known: new_results(answers(known, one) for one in new_batch(text, limits)))
    )


async def _extend(service: Service, request: Request) -> Response:
    limits = service.settings.limits
    text = await json_body(request, most=limits.body, patience=service.settings.patience)
    return json_reply(
        await service.turns.do(lambda known: new_extension(extended(known, extension(text, limits, place="body"))))
    )


async def _suggest(service: Service, request: Request) -> Response:
    asked = query_parameters(request)
    callback = checked_callback(asked.one("callback"))
    what = request.path_params["what"]
    prefix = asked.one("prefix")
    if prefix is None:
        raise UsageError("the parameter prefix is missing", hint="give what was typed so far", place="prefix")
    if len(prefix) > service.settings.limits.text:
        raise UsageError("this is too long to be completed", place="prefix")
    page = _page(asked, service.settings.limits)
    work: dict[str, Work] = {
        "entity": lambda known: entities(known, prefix, page, [kind for kind in asked.all("type") if kind]),
        "type": lambda known: types(known, prefix, page),
        "property": lambda known: properties(known, prefix, page),
    }
    if what not in work:
        raise NotFoundError(f"there are no suggestions of “{what[:40]}”", hint=f"there are {', '.join(work)}")
    return json_reply(suggestions(await service.turns.do(work[what])), callback)


def _page(asked: Parameters, limits: Limits) -> Page:
    # what 1.0 calls offset is the cursor of 0.2
    skipped = max(asked.number(name, 0, least=0, most=limits.suggestions * 10) for name in ("offset", "cursor"))
    return Page(asked.number("limit", _DEFAULT, least=1, most=limits.suggestions), skipped)


async def _flyout(service: Service, request: Request) -> Response:
    asked = query_parameters(request)
    callback = checked_callback(asked.one("callback"))
    what, id_ = request.path_params["what"], _needed(asked, "id")
    if what not in ("entity", "type", "property"):
        raise NotFoundError(f"there are no flyouts of “{what[:40]}”")
    html = await service.turns.do(lambda known: flyout(known, what, id_))
    return json_reply({"id": id_, "html": html}, callback)


async def _propose(service: Service, request: Request) -> Response:
    asked = query_parameters(request)
    callback = checked_callback(asked.one("callback"))
    kind = asked.one("type") or ""
    limit = asked.number("limit", 0, least=0, most=service.settings.limits.suggestions)
    found = await service.turns.do(lambda known: proposed(known, kind, limit))
    return json_reply(proposal(found, kind=kind, limit=limit), callback)


async def _preview(service: Service, request: Request) -> Response:
    return await _card(service, request, whole=False)


async def _view(service: Service, request: Request) -> Response:
    return await _card(service, request, whole=True)


async def _card(service: Service, request: Request, *, whole: bool) -> Response:
    id_ = _needed(query_parameters(request), "id")
    try:
        return page_reply(await service.turns.do(lambda known: preview(known, id_, whole=whole)), POLICY)
    except NotFoundError:
        return page_reply(nothing(id_), POLICY, 404)


def _needed(asked: Parameters, name: str) -> str:
    value = asked.one(name)
    if not value:
        raise UsageError(f"the parameter {name} is missing", place=name)
    return value


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, CredatlasError)
    if isinstance(error, BusyError):
        return problem(error.http_status, error.message, hint=error.hint, headers={"Retry-After": "5"})
    return problem_of(error)


def _no_such_route(request: Request, error: Exception) -> Response:
    from starlette.exceptions import HTTPException

    assert isinstance(error, HTTPException)
    detail = f"{request.method} {request.url.path[:100]}: {error.detail}"
    return problem(error.status_code, detail, headers=error.headers)


def _gone(_: Request, __: Exception) -> Response:
    return problem(400, "the request broke off")  # nobody is there to read it


def _failed(_: Request, __: Exception) -> Response:
    return problem(500, "this should not have happened; what happened stands in the log of the service")

"""The review page: links are judged in a browser, by one person at the machine or by whoever has the token."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final, get_args

from ..errors import CredatlasError, NotFoundError, UsageError
from ..files import Project
from ..link.judgements import Judge, Verdict, by_whom
from ..link.reviewing import read_review, review_file
from ..link.session import Session
from ..mappings import TARGETS, links_file
from ..version import __version__
from .requests import Parameters, form_parameters, query_parameters

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

PATH: Final = "/links/review"
"""Where it is mounted."""
COOKIE: Final = "credatlas-review"
_HERE: Final = frozenset(("localhost", "127.0.0.1", "[::1]"))
_FORWARDED: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
_MOST: Final = 16 * 1024
_PATIENCE: Final = 10.0
_SESSIONS: Final = 32  # reviews that can be taken back; whatever was judged is in the files

Handler = Callable[["Desk", "Request"], Awaitable["Response"]]


class ForbiddenError(UsageError):
    """Whoever asks may not judge."""

    http_status = 403


@dataclass(frozen=True, slots=True)
class Desk:
    """What the handlers share.

    Attributes:
        project: The files that judgements are written to.
        token: What has to be shown; empty where only this machine may ask.
        sessions: The reviews that are going on, by source, by who judges, and by
            day: so that a slip can be taken back.
    """

    project: Project
    token: str
    sessions: dict[tuple[str, str, str], Session] = field(default_factory=dict)

    def session(self, source: str, by: str) -> Session:
        """The review of a source by somebody; begun when there is none.

        Raises:
            DataError: A file is broken.
            UsageError: Nobody is named.
        """
        key = (source, by_whom(by, place="by"), date.today().isoformat())
        if key not in self.sessions:
            if len(self.sessions) >= _SESSIONS:  # any page can have a browser ask, each time under another name
                del self.sessions[next(iter(self.sessions))]
            judge = Judge(key[1], key[2], "credatlas serve", __version__)
            links, review = links_file(self.project, source), review_file(self.project, source)
            self.sessions[key] = Session(links, review, judge)
        return self.sessions[key]

    def waiting(self) -> list[tuple[str, str, int]]:
        """The sources with something to judge: name, title, how many questions."""
        found = []
        for name, target in sorted(TARGETS.items()):
            path = review_file(self.project, name)
            if path.is_file() and (asked := read_review(path)):
                found.append((name, target.title, sum(len(one.candidates) or 1 for one in asked)))
        return found


def review_app(project: Project, token: str = "") -> Starlette:
    """The application, to be mounted.

    Without a token it answers this machine only, and nobody who came through a proxy: what is told of the other side
    by a proxy can be made up. With one it answers whoever shows it, once in a form and then by a cookie.

    Args:
        project: The files that judgements are written to.
        token: What has to be shown.
    """
    from starlette.applications import Starlette
    from starlette.routing import Route

    desk = Desk(project, token)
    table: list[tuple[str, Handler, list[str]]] = [
        ("/", _sources, ["GET"]),
        ("/enter", _enter, ["POST"]),
        ("/{source}", _question, ["GET"]),
        ("/{source}", _judged, ["POST"]),
    ]
    return Starlette(routes=[Route(path, _guarded(desk, handler), methods=methods) for path, handler, methods in table])


def _guarded(desk: Desk, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        try:
            _refuse_others(desk, request)
            if desk.token and handler is not _enter and not _has_token(desk, request):
                return _shown(request, "enter", status=401)
            return await handler(desk, request)
        except CredatlasError as error:
            return _shown(request, "refused", status=error.http_status, error=error)

    return handle


def _refuse_others(desk: Desk, request: Request) -> None:
    """Refuses other machines, other sites that a browser has open, and names that were made to lead here.

    Raises:
        ForbiddenError: It is one of them.
    """
    if not desk.token:
        client = request.client.host if request.client else ""
        host = request.headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        # a proxy that was told nothing says nothing of itself and asks as this machine, by HTTP/1.0: no browser does
        forwarded = any(header in request.headers for header in _FORWARDED) or request.scope["http_version"] == "1.0"
        if not _is_loopback(client) or name not in _HERE or forwarded:
            hint = "start the service with a token: CREDATLAS_REVIEW_TOKEN=… credatlas serve --review"
            raise ForbiddenError("links are judged at the machine itself", hint=hint)
    if request.method != "GET":
        origin = request.headers.get("origin", "")
        site = request.headers.get("sec-fetch-site", "same-origin")
        if site not in ("same-origin", "none") or origin.partition("://")[2] != request.headers.get("host", ""):
            raise ForbiddenError("this form was sent from another site", hint="open the review page and answer there")


def _is_loopback(client: str) -> bool:
    try:
        return ip_address(client).is_loopback
    except ValueError:
        return False


def _has_token(desk: Desk, request: Request) -> bool:
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    return _same(desk.token, bearer) or _same(_mark(desk.token), request.cookies.get(COOKIE, ""))


def _mark(token: str) -> str:
    """What the cookie holds: it shows that somebody had the token, and does not tell it."""
    return hmac.new(token.encode(), COOKIE.encode(), "sha256").hexdigest()


def _same(token: str, shown: str) -> bool:
    return hmac.compare_digest(token.encode(), shown.encode("utf-8", "replace"))


async def _enter(desk: Desk, request: Request) -> Response:
    given = await form_parameters(request, most=_MOST, patience=_PATIENCE)
    if not _same(desk.token, given.one("token", "") or ""):
        return _shown(request, "enter", status=401, wrong=True)
    reply = _redirect(request, "")
    reply.set_cookie(
        COOKIE,
        _mark(desk.token),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path=_path(request),
    )
    return reply


async def _sources(desk: Desk, request: Request) -> Response:
    return _shown(request, "sources", waiting=desk.waiting())


async def _question(desk: Desk, request: Request) -> Response:
    source, by = _source(request), query_parameters(request).one("by", "") or ""
    if not by:
        return _shown(request, "who", source=source)
    session = desk.session(source, by)
    return _asked(request, session, by)


async def _judged(desk: Desk, request: Request) -> Response:
    source = _source(request)
    given = await form_parameters(request, most=_MOST, patience=_PATIENCE)
    by = given.one("by", "") or ""
    session = desk.session(source, by)
    try:
        _answer(session, given)
    except CredatlasError:
        desk.sessions.clear()  # what is on disk counts from here on
        raise
    return _redirect(request, f"/{source}", by=by)


def _answer(session: Session, given: Parameters) -> None:
    """Does what a button stands for.

    Raises:
        UsageError: There is no such button, the question is not the one that was shown, or the links forbid it.
        StoreError: A file cannot be written, or somebody else changed it.
    """
    said, reason = given.one("verdict", "") or "", given.one("reason", "") or ""
    if said == "undo":
        session.undo()
        return
    question = session.question
    candidate = "" if question is None or question.candidate is None else question.candidate.record.id
    shown = (given.one("thing", ""), given.one("candidate", ""))
    if question is None or (question.proposal.subject.id, candidate) != shown:
        raise UsageError("another question is open by now", hint="go back to the review and look at what it asks")
    if said == "skip":
        session.skip()
    elif said == "none":
        session.none(reason)
    elif said in get_args(Verdict) and candidate:
        verdict: Verdict = said  # type: ignore[assignment]  # it is one of them
        session.answer(verdict, reason)
    else:
        raise UsageError("this is no answer to the question", place="verdict")


def _asked(request: Request, session: Session, by: str) -> Response:
    from ..link.showing import facts_of

    question = session.question
    source = _source(request)
    shown: dict[str, Any] = {"source": source, "by": by, "session": session, "question": question}
    if question is None:
        return _shown(request, "done", **shown)
    thing, candidate = question.proposal.subject, question.candidate
    mine, other = dict(facts_of(thing)), {} if candidate is None else dict(facts_of(candidate.record))
    rows = [(label, mine.get(label, ""), other.get(label, "")) for label in dict.fromkeys([*mine, *other])]
    return _shown(request, "question", rows=rows, **shown)


def _source(request: Request) -> str:
    name = str(request.path_params["source"])
    if name not in TARGETS:
        raise NotFoundError(f"there is no source “{name[:40]}”", hint=f"there are {', '.join(sorted(TARGETS))}")
    return name


def _shown(request: Request, view: str, *, status: int = 200, **data: Any) -> Response:
    from starlette.responses import HTMLResponse

    from ..pages.addresses import ServiceAddresses
    from ..pages.rendering import render
    from .service import POLICY

    name = request.path_params.get("source", "")
    target = TARGETS[name].title if name in TARGETS else ""
    title = f"Links to {target}" if target else "Links to judge"
    addresses = ServiceAddresses(_path(request).removesuffix(PATH))
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
    headers["X-Content-Type-Options"] = "nosniff"
    page = render("review.html", addresses=addresses, title=title, view=view, target=target, **data)
    return HTMLResponse(page, status, headers)


def _path(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")


def _redirect(request: Request, path: str, **values: str) -> Response:
    from urllib.parse import urlencode

    from starlette.responses import RedirectResponse

    query = f"?{urlencode(values)}" if values else ""
    return RedirectResponse(f"{_path(request)}{path or '/'}{query}", 303)

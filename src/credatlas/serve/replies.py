"""What goes out over HTTP: JSON, JSON with padding, pages, and errors by RFC 9457."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from ..errors import CredatlasError, UsageError

if TYPE_CHECKING:
    from starlette.responses import Response

OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
"""Headers of every answer: whoever may ask may read, from any page; there is nothing here that is not public."""
_CALLBACK: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*(?:\.[A-Za-z_$][A-Za-z0-9_$]*)*")
_LONGEST_CALLBACK: Final = 128


def checked_callback(name: str | None) -> str | None:
    """The name of a JavaScript function, as JSONP wants it, or None when none is given.

    Raises:
        UsageError: It is anything but names joined by dots: what stands there is run by a browser.
    """
    if name is None:
        return None
    if len(name) > _LONGEST_CALLBACK or _CALLBACK.fullmatch(name) is None:
        raise UsageError("this is no name of a JavaScript function", place="callback")
    return name


def json_reply(value: Any, callback: str | None = None) -> Response:
    """A value as JSON; as a call of a function where a callback is given, which has to be checked before."""
    from starlette.responses import Response

    if callback is None:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return Response(text, media_type="application/json", headers=OPEN)
    # in ASCII: two separators of lines are legal in JSON and end a statement in older JavaScript
    text = json.dumps(value, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    # the comment keeps the first bytes out of the hands of the client (Rosetta Flash)
    return Response(f"/**/{callback}({text});", media_type="application/javascript", headers=OPEN)


def page_reply(html: str, policy: str, status: int = 200) -> Response:
    """A page with its Content-Security-Policy."""
    from starlette.responses import HTMLResponse

    headers = {**OPEN, "Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return HTMLResponse(html, status_code=status, headers=headers)


def problem(
    status: int, detail: str, *, hint: str = "", place: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """An error as ``application/problem+json``.

    Args:
        status: The HTTP status.
        detail: What happened.
        hint: What to do next.
        place: The parameter or field in which it happened.
        headers: More headers: ``Allow``, ``Retry-After``.
    """
    from starlette.responses import Response

    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    said |= {name: text for name, text in (("hint", hint), ("place", place)) if text}
    text = json.dumps(said, ensure_ascii=False)
    return Response(text, status, {**OPEN, **(headers or {})}, "application/problem+json")


def problem_of(error: CredatlasError) -> Response:
    """One of our errors with its status, its place and its hint."""
    return problem(error.http_status, error.message, hint=error.hint, place=error.place)

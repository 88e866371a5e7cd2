"""How an error is told: as ``application/problem+json`` (RFC 9457), or on a page to whoever prefers pages."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final

from ..errors import AmbiguousError, CredatlasError
from .exchange import Asked, Reply, html_of
from .negotiation import prefers_pages

PROBLEM: Final = "application/problem+json"
# what one types in a terminal, and where the same is on the web
_ON_THE_WEB: Final = {
    "look for it with `credatlas find WORDS`": "find",
    "see all with `credatlas queries`": "api/queries",
}
_IN_A_TABLE: Final = "give the id in the first column"


def told(error: CredatlasError, asked: Asked, *, page: bool) -> Reply:
    """An error of ours as an answer.

    Args:
        error: What happened.
        asked: The request in which it happened.
        page: Whether whoever prefers pages gets one.
    """
    for typed, place in _ON_THE_WEB.items():
        error.hint = error.hint.replace(typed, f"look at {asked.root}/{place}")
    error.hint = error.hint.replace(_IN_A_TABLE, "give the id of one of them")
    if error.place.startswith("--"):  # an option of the command line is a parameter here
        error.place = error.place[2:].replace("-", "_")
    if not page or not prefers_pages(asked.accept):
        return problem_of(error)
    from ..pages.addresses import ServiceAddresses
    from ..pages.failing import failure
    from ..pages.rendering import render  # only when something went wrong for a reader of pages

    addresses = ServiceAddresses(asked.base)
    told_of = failure(error, addresses)
    return html_of(render("failure.html", addresses=addresses, title=told_of.heading, failure=told_of), told_of.status)


def problem_of(error: CredatlasError) -> Reply:
    """An error of ours as a problem: status, what happened, what to do, where, and the choices if it was ambiguous."""
    status = error.http_status
    said: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error.message,
    }
    said |= {name: text for name, text in (("hint", error.hint), ("place", error.place)) if text}
    if isinstance(error, AmbiguousError):
        said["choices"] = [{"id": id_, "name": name} for id_, name in error.choices]
    return Reply(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"), PROBLEM, status)

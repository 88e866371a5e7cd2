"""From what an endpoint did wrong to one plain error.

The rule for the exit codes: 6 (:class:`NetworkError`) when no whole answer came or the endpoint sent us elsewhere,
5 (:class:`StoreError`) when it answered, but not the question.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPException
from typing import TYPE_CHECKING, Final
from urllib.error import URLError
from urllib.parse import urljoin

from ..errors import CredatlasError, NetworkError, StoreError
from .address import shown

if TYPE_CHECKING:
    from .wire import Answer, Asked

_MOST_SHOWN: Final = 300
# how Virtuoso says that there is more than it sends: out of time, or more rows than it is set to give
_CUT: Final = ("X-SQL-State", "X-SPARQL-MaxRows")
_WHERE: Final = "check the address: often it ends in /sparql or /query"
_REASONS: Final = {
    401: ("wants other credentials", "put user and password for its host into ~/.netrc; only Basic is spoken"),
    403: ("refuses us", "put user and password for its host into ~/.netrc; only Basic is spoken"),
    404: ("is no endpoint", _WHERE),
    405: ("takes no queries by POST", _WHERE),
    429: ("gets too many requests", "try again later"),
    502: ("is not reached by the server in front of it", "try again later"),
    503: ("is busy or being maintained", "try again later"),
    504: ("did not answer the server in front of it in time", "try again later, or ask for less"),
}

_WRITING: Final = {
    **_REASONS,
    404: ("is no place to write to", "check the address: often it ends in /update, /sparql or /store"),
    405: ("takes no statements this way", "check the address: often it ends in /update, /sparql or /store"),
    413: ("takes no request of this size", "let the server take requests of 1 MB"),
}


def is_not_up(error: Exception) -> bool:
    """Whether nothing listens at the address, which may be so because the server is still starting."""
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(reason, ConnectionRefusedError)


def no_answer(asked: Asked, error: Exception, seconds: float) -> NetworkError:
    """The error for an exchange that brought no whole answer within so many seconds."""
    where = shown(asked.address)
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        hint = "ask for less, or see whether the server is well"
        return NetworkError(f"{where} did not answer in full within {seconds:g} s", hint=hint)
    if isinstance(reason, ConnectionRefusedError):
        return NetworkError(f"nothing listens at {where}", hint="start the server, or check host and port")
    what = readable(asked, str(reason) or type(reason).__name__)
    if isinstance(reason, HTTPException | ConnectionError):
        return NetworkError(f"the answer of {where} broke off: {what}", hint="try again")
    return NetworkError(f"{where} cannot be reached: {what}", hint="check the address")


def refusal(asked: Asked, answer: Answer, wanted: tuple[str, ...]) -> CredatlasError | None:
    """The error for an answer that is none to the question; None when it looks like one.

    Args:
        asked: The question.
        answer: What came.
        wanted: The media types that an answer may have.
    """
    where = shown(asked.address)
    if 300 <= answer.status < 400:
        return _sent_on(asked, answer, "give the address that you mean")
    if not 200 <= answer.status < 300:
        return _status(asked, answer, _REASONS) or _failed(
            asked,
            answer,
            "cannot answer this query",
            "the query is valid SPARQL; docs/engines.md tells what engines do not take",
        )
    cut = next((name for name in _CUT if name in answer.headers), None)
    if cut is not None or answer.status != 200:
        said = answer.headers.get("X-SQL-Message") or (f"{cut}: {answer.headers[cut]}" if cut else "")
        message = f"{where} sent only a part of the answer ({answer.status}) {readable(asked, said)}".rstrip()
        return StoreError(message, hint="ask for less, or raise the limits of the server")
    kind = answer.headers.get_content_type() if "Content-Type" in answer.headers else "no media type"
    if kind in wanted:
        return None
    return StoreError(f"{where} sent {readable(asked, kind)} in place of {wanted[0]}", hint=_WHERE)


def not_taken(asked: Asked, answer: Answer) -> CredatlasError | None:
    """The error for an answer to statements or an update that were not taken; None when they were."""
    if 200 <= answer.status < 300:
        return None
    if 300 <= answer.status < 400:
        return _sent_on(asked, answer, "give the address that you mean")
    hint = "may whoever asks write there? docs/engines.md tells what each engine needs"
    return _status(asked, answer, _WRITING) or _failed(asked, answer, "did not take what was sent", hint)


def _sent_on(asked: Asked, answer: Answer, hint: str) -> NetworkError:
    target = shown(urljoin(asked.address, answer.headers.get("Location", "")))
    message = f"{shown(asked.address)} sends us on to {readable(asked, target)}, which nobody asked for"
    return NetworkError(message, hint=hint)


def unreadable(asked: Asked, error: Exception) -> StoreError:
    """The error for an answer that breaks the rules of its format."""
    return StoreError(
        f"{shown(asked.address)} sent an answer that cannot be read: {readable(asked, str(error))}",
        hint="the server may have failed on the way: ask again, or ask for less",
    )


def _status(asked: Asked, answer: Answer, reasons: Mapping[int, tuple[str, str]]) -> StoreError | None:
    """The error for a status that says enough by itself."""
    if answer.status not in reasons:
        return None
    what, hint = reasons[answer.status]
    wait = readable(asked, answer.headers.get("Retry-After", ""))
    later = f"; it wants to be left alone until {wait}" if wait else ""
    if wait.isdigit():
        later = f"; it wants to be left alone for {wait} s"
    return StoreError(f"{shown(asked.address)} {what} ({answer.status}){later}", hint=hint)


def _failed(asked: Asked, answer: Answer, what: str, hint: str) -> StoreError:
    said = _first_words(asked, answer)
    message = f"{shown(asked.address)} {what} ({answer.status})" + (f": {said}" if said else "")
    return StoreError(message, hint=hint)


def _first_words(asked: Asked, answer: Answer) -> str:
    """The first line of an explanation in plain text; a page for browsers explains nothing in its first line."""
    if answer.headers.get_content_type() != "text/plain":
        return ""
    lines = answer.body[:4096].decode("utf-8", "replace").strip().splitlines()
    return readable(asked, lines[0]) if lines else ""


def readable(asked: Asked, text: str) -> str:
    """What a server said, fit for a terminal: printable, not too long, and without our password."""
    if asked.credentials is not None:
        user, password = asked.credentials
        token = b64encode(f"{user}:{password}".encode()).decode()
        for secret in filter(None, (token, password)):
            text = text.replace(secret, "…")
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return words if len(words) <= _MOST_SHOWN else f"{words[:_MOST_SHOWN]}…"

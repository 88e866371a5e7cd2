"""Opens one page: asked for by name, once, under a deadline, following a few redirects that are checked like it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue
from socket import SHUT_RDWR
from ssl import SSLCertVerificationError, SSLError
from threading import Thread
from time import monotonic
from typing import Final
from urllib.parse import urljoin

from ..errors import NetworkError
from .addresses import read_address, resolve
from .wire import REDIRECTS, Answer, ask

PAGES: Final = ("text/html", "application/xhtml+xml", "application/ld+json", "application/json", "text/plain")
"""The media types of pages that can be read; files of JSON-LD in repositories of code are served as plain text."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What opening a page may take.

    Attributes:
        seconds: From the call to the last byte, redirects and the look-up of names included.
        most_bytes: The largest page, before and after decompression.
        redirects: How often an answer may lead elsewhere.
    """

    seconds: float = 30.0
    most_bytes: int = 20_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came.

    Attributes:
        url: The address that was asked for.
        final_url: The address that answered, after redirects.
        status: The HTTP status, always 200.
        content_type: The media type, without parameters.
        charset: The encoding that the server names, in lower case; empty where it names none.
        data: The bytes of the page, decompressed.
        sha256: Their SHA-256, in hexadecimal digits.
        retrieved: The day.
    """

    url: str
    final_url: str
    status: int
    content_type: str
    charset: str
    data: bytes
    sha256: str
    retrieved: date


_USUAL: Final = Limits()


def fetch(
    url: str,
    *,
    online: bool,
    private: bool = False,
    accept: tuple[str, ...] = PAGES,
    limits: Limits = _USUAL,
) -> Fetched:
    """Opens a page, once: nothing is retried, no cookie is kept, no proxy asked.

    Args:
        url: An http or https address.
        online: Whether the user allowed it; without that nothing is sent, not even a look-up of the name.
        private: Whether addresses of this machine and its network may be opened too.
        accept: Media types that are wanted.
        limits: What it may take.

    Raises:
        NetworkError: It was not allowed, leads to an address that may not be opened, failed, or took too much.
    """
    first = read_address(url)
    if not online:
        raise NetworkError(
            "is not opened: nothing goes out unless you ask for it",
            hint="add --online, or save the page and name the file",
            place=first.url,
        )
    try:
        final, answer = _in_time(first.url, accept=accept, private=private, limits=limits)
    except (OSError, HTTPException, ValueError) as error:
        raise _plain(error, first.url, limits) from error
    digest = hashlib.sha256(answer.body).hexdigest()
    return Fetched(url, final, answer.status, answer.kind, answer.charset, answer.body, digest, date.today())


def _in_time(url: str, *, accept: tuple[str, ...], private: bool, limits: Limits) -> tuple[str, Answer]:
    """The address that answered with a page, and its answer, before the deadline.

    A socket's timeout starts anew with every byte, and looking up a name has none: only another thread keeps time.
    """
    until = monotonic() + limits.seconds
    connections: list[HTTPConnection] = []
    outcome: SimpleQueue[tuple[str, Answer] | Exception] = SimpleQueue()

    def work() -> None:
        try:
            outcome.put(_follow(url, connections, accept=accept, private=private, until=until, limits=limits))
        except (OSError, HTTPException, ValueError, NetworkError) as error:
            outcome.put(error)

    Thread(target=work, name="credatlas-fetch", daemon=True).start()
    try:
        found = outcome.get(timeout=limits.seconds)
    except Empty:
        for connection in tuple(connections):
            with suppress(OSError):
                if connection.sock is not None:
                    connection.sock.shutdown(SHUT_RDWR)  # wakes the thread up, which then ends
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _follow(
    url: str,
    connections: list[HTTPConnection],
    *,
    accept: tuple[str, ...],
    private: bool,
    until: float,
    limits: Limits,
) -> tuple[str, Answer]:
    """The address that answered with a page, and its answer."""
    address = first = read_address(url)
    for _ in range(limits.redirects + 1):
        # what was allowed holds for the host that was named, not for where it leads
        named = (address.host, address.port) == (first.host, first.port)
        numbers = resolve(address, private=private and named)
        answer = ask(address, numbers, connections, accept=accept, until=until, most_bytes=limits.most_bytes)
        if answer.status == 200:
            return address.url, answer
        if answer.status not in REDIRECTS:
            raise _refused(address.url, answer)
        if not answer.location:
            raise NetworkError(
                "leads elsewhere, but does not say where", hint="look at it in a browser", place=address.url
            )
        onward = read_address(urljoin(address.url, answer.location), shown=f"{address.url} → {answer.location[:120]}")
        if address.scheme == "https" and onward.scheme == "http":
            raise NetworkError(
                f"leads from https to {onward.url}, which anybody on the way could change",
                hint="if that is where the page is now, give that address",
                place=address.url,
            )
        address = onward
    raise NetworkError(
        f"leads on and on: more than {limits.redirects} redirects",
        hint="give the address of the page itself",
        place=url,
    )


def _refused(url: str, answer: Answer) -> NetworkError:
    if answer.status in (401, 403, 407, 429, 451):
        hint = "the site does not serve it to programs: save the page in a browser and read the file"
    elif answer.status in (404, 410):
        hint = "check the address in a browser"
    else:
        hint = "try again later, or save the page in a browser and read the file"
    return NetworkError(f"answers {answer.status} {answer.reason[:80]}".rstrip(), hint=hint, place=url)


def _plain(error: Exception, url: str, limits: Limits) -> NetworkError:
    """One plain error for whatever went wrong."""
    if isinstance(error, TimeoutError):
        hint = "try again later, or save the page in a browser and read the file"
        return NetworkError(f"did not come whole within {limits.seconds:g} seconds", hint=hint, place=url)
    if isinstance(error, SSLCertVerificationError):
        hint = "the site cannot prove who it is: look at it in a browser"
        return NetworkError(f"its certificate is not valid: {error.verify_message}", hint=hint, place=url)
    hint = "check the address in a browser, and whether this machine is connected"
    what = "the secure connection failed" if isinstance(error, SSLError) else "the connection failed"
    if isinstance(error, HTTPException | ValueError):
        what = "the answer is not what a web server sends"
    return NetworkError(f"{what}: {str(error) or type(error).__name__}", hint=hint, place=url)

"""Opens one page that somebody named: once, under a deadline, following a few redirects that are checked like it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..errors import NetworkError
from .addresses import Address, read_address
from .client import Limits, exchange
from .wire import Answer, Request

PAGES: Final = ("text/html", "application/xhtml+xml", "application/ld+json", "application/json", "text/plain")
"""The media types of pages that can be read; files of JSON-LD in repositories of code are served as plain text."""

_USUAL: Final = Limits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came.

    Attributes:
        url: The address that was asked for.
        final_url: The address that answered, after redirects.
        charset: The encoding that the server names, in lower case; empty where it names none.
        data: The bytes of the page, decompressed.
        sha256: Their SHA-256, in hexadecimal digits.
        retrieved: The day.
    """

    url: str
    final_url: str
    charset: str
    data: bytes
    sha256: str
    retrieved: date


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

    def is_meant(address: Address) -> bool:
        # what was allowed holds for the host that was named, not for where it leads
        return private and (address.host, address.port) == (first.host, first.port)

    final, answer = exchange(Request(first.url, accept), limits, private=is_meant)
    if answer.status != 200:
        raise _refused(final, answer)
    digest = hashlib.sha256(answer.body).hexdigest()
    return Fetched(url, final, answer.charset, answer.body, digest, date.today())


def _refused(url: str, answer: Answer) -> NetworkError:
    if answer.status in (401, 403, 407, 429, 451):
        hint = "the site does not serve it to programs: save the page in a browser and read the file"
    elif answer.status in (404, 410):
        hint = "check the address in a browser"
    else:
        hint = "try again later, or save the page in a browser and read the file"
    return NetworkError(f"answers {answer.status} {answer.reason[:80]}".rstrip(), hint=hint, place=url)

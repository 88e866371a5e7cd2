"""One request, redirects included, under one deadline; who asks says where they may lead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ssl import SSLCertVerificationError, SSLError
from time import monotonic
from urllib.parse import urljoin

from ..deadlines import in_time
from ..errors import NetworkError
from .addresses import Address, read_address, resolve
from .wire import REDIRECTS, Answer, Request, ask

MayGo = Callable[[Address], bool]
"""Whether an address may be asked."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take.

    Attributes:
        seconds: From the call to the last byte, redirects, further tries and the look-up of names included.
        most_bytes: The largest body, before and after decompression.
        redirects: How often an answer may lead elsewhere.
    """

    seconds: float = 30.0
    most_bytes: int = 20_000_000
    redirects: int = 5


def exchange(
    request: Request, limits: Limits, *, private: MayGo, until: float | None = None, may_go: MayGo = lambda _: True
) -> tuple[str, Answer]:
    """The address that answered in the end, and its answer, whatever its status but a redirect.

    Args:
        request: What is asked for; it is sent once to each address.
        limits: What it may take.
        private: Which addresses may be of this machine or its network.
        until: The moment, by :func:`time.monotonic`, at which to give up; by default as the limits say, from now.
        may_go: Where redirects may lead.

    Raises:
        NetworkError: It leads to an address that may not be opened, failed, or took too much.
    """
    end = monotonic() + limits.seconds if until is None else until
    try:
        return in_time(
            lambda opened: _follow(request, opened, private=private, may_go=may_go, until=end, limits=limits),
            end,
            name="credatlas-fetch",
        )
    except (OSError, HTTPException, ValueError) as error:
        raise _plain(error, request, limits) from error


def _follow(
    request: Request,
    connections: list[HTTPConnection],
    *,
    private: MayGo,
    may_go: MayGo,
    until: float,
    limits: Limits,
) -> tuple[str, Answer]:
    address = first = read_address(request.url)
    for _ in range(limits.redirects + 1):
        numbers = resolve(address, private=private(address))
        answer = ask(address, numbers, connections, request=request, until=until, most_bytes=limits.most_bytes)
        if answer.status not in REDIRECTS:
            return address.url, answer
        address = _onward(address, answer, may_go, is_form=request.form is not None)
    raise NetworkError(
        f"leads on and on: more than {limits.redirects} redirects",
        hint="give the address of the page itself",
        place=first.url,
    )


def _onward(address: Address, answer: Answer, may_go: MayGo, *, is_form: bool) -> Address:
    """Where a redirect leads to."""
    if not answer.location:
        raise NetworkError("leads elsewhere, but does not say where", hint="look at it in a browser", place=address.url)
    onward = read_address(urljoin(address.url, answer.location), shown=f"{address.url} → {answer.location[:120]}")
    if address.scheme == "https" and onward.scheme == "http":
        raise NetworkError(
            f"leads from https to {onward.url}, which anybody on the way could change",
            hint="if that is where the page is now, give that address",
            place=address.url,
        )
    if is_form or not may_go(onward):
        raise NetworkError(
            f"leads to {onward.url}, which nobody asked for",
            hint="docs/network.md tells which hosts are asked, and how to name another",
            place=address.url,
        )
    return onward


def _plain(error: Exception, request: Request, limits: Limits) -> NetworkError:
    """One plain error for whatever went wrong."""
    url = read_address(request.url).url
    if isinstance(error, TimeoutError):
        is_page = "text/html" in request.accept
        hint = "try again later" + (", or save the page in a browser and read the file" if is_page else "")
        return NetworkError(f"did not come whole within {limits.seconds:g} seconds", hint=hint, place=url)
    if isinstance(error, SSLCertVerificationError):
        hint = "the site cannot prove who it is: look at it in a browser"
        return NetworkError(f"its certificate is not valid: {error.verify_message}", hint=hint, place=url)
    hint = "check the address in a browser, and whether this machine is connected"
    what = "the secure connection failed" if isinstance(error, SSLError) else "the connection failed"
    if isinstance(error, HTTPException | ValueError):
        what = "the answer is not what a web server sends"
    return NetworkError(f"{what}: {str(error) or type(error).__name__}", hint=hint, place=url)

"""One request and its answer, read under a cap of bytes, over a connection to an address that was checked.

http.client does the talking: urllib3 and the like come with no dependency of ours, and what they add (pools, retries,
cookies, following redirects) is what must not happen here. No proxy is asked: it would look the names up itself.
"""

from __future__ import annotations

import socket
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from typing import Final

from ..deadlines import pieces, trusted
from ..errors import NetworkError
from ..terms import BASE
from ..version import __version__
from .addresses import Address

AGENT: Final = f"credatlas/{__version__} (+{BASE})"
REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Attributes:
        url: An http or https address.
        accept: Media types that are wanted; the body of any other is not read.
        agent: Who asks.
        form: The fields of a form, encoded, to be posted; without it the address is only read.
        conditions: Header fields that ask for news only: If-None-Match, If-Modified-Since.
    """

    url: str
    accept: tuple[str, ...]
    agent: str = AGENT
    form: bytes | None = None
    conditions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought.

    Attributes:
        status: The HTTP status.
        reason: The words that stand with it.
        kind: The media type, in lower case and without parameters.
        charset: The encoding that its type names.
        location: Where a redirect leads to.
        body: The body, decompressed; empty for a redirect and for what is no success.
        headers: All header fields, their names in lower case.
    """

    status: int
    reason: str
    kind: str
    charset: str
    location: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def ask(
    address: Address,
    numbers: tuple[str, ...],
    connections: list[HTTPConnection],
    *,
    request: Request,
    until: float,
    most_bytes: int,
) -> Answer:
    """Asks once.

    Args:
        address: Where: the address of the request, or one that it leads to.
        numbers: The numeric addresses to connect to, tried in order.
        connections: Gets the connection, so that another thread can end it.
        request: What is asked for.
        until: The moment, by :func:`time.monotonic`, at which to give up.
        most_bytes: The largest body to accept, before and after decompression.

    Raises:
        NetworkError: The answer is too large, of another kind, or not as announced.
        OSError: There is no connection, or it broke.
        HTTPException: What came is not HTTP.
    """
    connection = _Checked(address, numbers, until)
    connections.append(connection)
    try:
        method = "GET" if request.form is None else "POST"
        connection.putrequest(method, address.target, skip_host=True, skip_accept_encoding=True)
        for name, value in (
            ("Host", address.authority),
            ("User-Agent", request.agent),
            ("Accept", ", ".join(request.accept)),
            ("Accept-Encoding", "gzip"),
            *request.conditions,
            ("Connection", "close"),
        ):
            connection.putheader(name, value)
        if request.form is not None:
            connection.putheader("Content-Type", "application/x-www-form-urlencoded")
            connection.putheader("Content-Length", str(len(request.form)))
        connection.endheaders(request.form)
        with connection.getresponse() as response:
            return _answer(address, response, request.accept, until, most_bytes)
    finally:
        connection.close()


def _answer(address: Address, response: HTTPResponse, accept: tuple[str, ...], until: float, most_bytes: int) -> Answer:
    kind = response.headers.get_content_type() if response.headers.get("Content-Type") else ""
    location = response.headers.get("Location", "") if response.status in REDIRECTS else ""
    body = b""
    if response.status in (200, 206):
        if kind not in accept:
            raise _wrong_kind(address, kind, accept)
        body = _body(address, response, until, most_bytes)
    charset = response.headers.get_content_charset("")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, response.reason or "", kind, charset, location, body, headers)


def _wrong_kind(address: Address, kind: str, accept: tuple[str, ...]) -> NetworkError:
    if "text/html" in accept:
        hint = "pages are HTML or JSON-LD: give the address of the page itself, or save what you want read as a file"
        message = f"is of the type {kind}" if kind else "says of no type what it is"
    else:
        hint = "the service may be disturbed or have moved: look at the address in a browser, try again later"
        what = "a web page for browsers" if kind == "text/html" else kind or "something of no named type"
        message = f"sent {what} in place of {accept[0]}"
    return NetworkError(message, hint=hint, place=address.url)


class _Checked(HTTPConnection):
    """A connection to one of the addresses that a name was found to have."""

    def __init__(self, address: Address, numbers: tuple[str, ...], until: float) -> None:
        super().__init__(address.host, address.port)
        self._address, self._numbers, self._until = address, numbers, until

    def connect(self) -> None:
        """Connects to the first address that answers."""
        faults: list[OSError] = []
        for number in self._numbers:
            remaining = self._until - monotonic()
            if remaining <= 0:
                raise TimeoutError
            try:
                self.sock = socket.create_connection((number, self._address.port), timeout=remaining)
                break
            except OSError as error:
                faults.append(error)
        else:
            raise faults[0]
        if self._address.scheme == "https":
            self.sock = trusted().wrap_socket(self.sock, server_hostname=self._address.host)


def _body(address: Address, response: HTTPResponse, until: float, most_bytes: int) -> bytes:
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        hint = "save the page in a browser and read the file"
        raise NetworkError(f"is compressed as '{encoding}', which was not asked for", hint=hint, place=address.url)
    gunzip = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in encoding else None
    found: list[bytes] = []
    size = 0
    for piece in pieces(response, until, most_bytes, _too_large(address, most_bytes)):
        plain = piece if gunzip is None else _unpacked(gunzip, piece, most_bytes - size + 1)
        size += len(plain)
        if size > most_bytes:
            raise _too_large(address, most_bytes)
        found.append(plain)
    if gunzip is not None and not gunzip.eof:
        raise HTTPException("the compressed page ends too early")
    return b"".join(found)


def _unpacked(gunzip: zlib._Decompress, piece: bytes, most: int) -> bytes:
    try:
        return gunzip.decompress(piece, most)
    except zlib.error as error:
        raise HTTPException(f"the page is compressed wrongly: {error}") from error


def _too_large(address: Address, most_bytes: int) -> NetworkError:
    hint = "save the part of the page that matters, and read the file"
    return NetworkError(f"has more than {most_bytes:,} bytes", hint=hint, place=address.url)

"""One request and its answer, read under a cap of bytes, over a connection to an address that was checked.

http.client does the talking: urllib3 and the like come with no dependency of ours, and what they add (pools, retries,
cookies, following redirects) is what must not happen here. No proxy is asked: it would look the names up itself.
"""

from __future__ import annotations

import socket
import zlib
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ssl import SSLContext, create_default_context
from time import monotonic
from typing import Final

from ..errors import NetworkError
from ..terms import BASE
from ..version import __version__
from .addresses import Address

AGENT: Final = f"credatlas/{__version__} (+{BASE})"
_PIECE: Final = 64 * 1024
REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))


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
    """

    status: int
    reason: str
    kind: str
    charset: str
    location: str
    body: bytes


def ask(
    address: Address,
    numbers: tuple[str, ...],
    connections: list[HTTPConnection],
    *,
    accept: tuple[str, ...],
    until: float,
    most_bytes: int,
) -> Answer:
    """Asks for a page once.

    Args:
        address: The page.
        numbers: The numeric addresses to connect to, tried in order.
        connections: Gets the connection, so that another thread can end it.
        accept: Media types that are wanted; the body of any other is not read.
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
        connection.putrequest("GET", address.target, skip_host=True, skip_accept_encoding=True)
        for name, value in (
            ("Host", address.authority),
            ("User-Agent", AGENT),
            ("Accept", ", ".join(accept)),
            ("Accept-Encoding", "gzip"),
            ("Connection", "close"),
        ):
            connection.putheader(name, value)
        connection.endheaders()
        with connection.getresponse() as response:
            return _answer(address, response, accept, until, most_bytes)
    finally:
        connection.close()


def _answer(address: Address, response: HTTPResponse, accept: tuple[str, ...], until: float, most_bytes: int) -> Answer:
    kind = response.headers.get_content_type() if response.headers.get("Content-Type") else ""
    location = response.headers.get("Location", "") if response.status in REDIRECTS else ""
    body = b""
    if response.status == 200:
        if kind not in accept:
            raise _wrong_kind(address, kind)
        body = _body(address, response, until, most_bytes)
    charset = response.headers.get_content_charset("")
    return Answer(response.status, response.reason or "", kind, charset, location, body)


def _wrong_kind(address: Address, kind: str) -> NetworkError:
    hint = "pages are HTML or JSON-LD: give the address of the page itself, or save what you want read as a file"
    message = f"is of the type {kind}" if kind else "says of no type what it is"
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
            self.sock = _trusted().wrap_socket(self.sock, server_hostname=self._address.host)


@cache
def _trusted() -> SSLContext:
    """The authorities that vouch for certificates."""
    return create_default_context()


def _body(address: Address, response: HTTPResponse, until: float, most_bytes: int) -> bytes:
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        hint = "save the page in a browser and read the file"
        raise NetworkError(f"is compressed as '{encoding}', which was not asked for", hint=hint, place=address.url)
    gunzip = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in encoding else None
    announced = response.length
    if announced is not None and announced > most_bytes:
        raise _too_large(address, most_bytes)
    pieces: list[bytes] = []
    came = size = 0
    while piece := response.read1(_PIECE):
        came += len(piece)
        plain = piece if gunzip is None else _unpacked(gunzip, piece, most_bytes - size + 1)
        size += len(plain)
        if max(came, size) > most_bytes:
            raise _too_large(address, most_bytes)
        if monotonic() > until:
            raise TimeoutError
        pieces.append(plain)
    if announced is not None and came < announced:
        raise HTTPException(f"{came:,} bytes came of {announced:,} that were announced")
    if gunzip is not None and not gunzip.eof:
        raise HTTPException("the compressed page ends too early")
    return b"".join(pieces)


def _unpacked(gunzip: zlib._Decompress, piece: bytes, most: int) -> bytes:
    try:
        return gunzip.decompress(piece, most)
    except zlib.error as error:
        raise HTTPException(f"the page is compressed wrongly: {error}") from error


def _too_large(address: Address, most_bytes: int) -> NetworkError:
    hint = "save the part of the page that matters, and read the file"
    return NetworkError(f"has more than {most_bytes:,} bytes", hint=hint, place=address.url)

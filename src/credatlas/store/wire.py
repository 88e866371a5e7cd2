"""One exchange with a SPARQL endpoint: SPARQLWrapper writes the request, and nothing outlives the deadline.

Import this late: SPARQLWrapper costs as much as a canned answer.
"""

from __future__ import annotations

import urllib.request
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from time import monotonic
from typing import Any, Final

from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper
from SPARQLWrapper import __agent__ as wrapper_agent

from ..deadlines import in_time, pieces, trusted
from ..errors import StoreError
from .address import shown

_AGENT: Final = f"credatlas ({wrapper_agent})"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and of whom.

    Attributes:
        address: The endpoint.
        text: The query, or the update.
        form: ``SELECT``, ``ASK`` or ``CONSTRUCT``; ``INSERT`` for an update of any kind.
        accept: The one media type that is wanted.
        dataset: The default graphs and the named graphs to ask; both empty to leave the choice to the endpoint.
        credentials: User and password for Basic authentication.
    """

    address: str
    text: str
    form: str
    accept: str
    dataset: tuple[tuple[str, ...], tuple[str, ...]]
    credentials: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """Statements for one graph, by the SPARQL 1.1 Graph Store HTTP Protocol.

    Attributes:
        address: The graph store, with the graph in its query.
        method: ``POST`` adds, ``PUT`` puts the statements in the place of what the graph holds, ``HEAD`` only looks.
        body: N-Triples.
        credentials: User and password for Basic authentication.
    """

    address: str
    method: str
    body: bytes
    credentials: tuple[str, str] | None = None


Asked = Question | Upload


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status.

    Attributes:
        status: The HTTP status.
        headers: The header fields.
        body: The body, complete as far as the endpoint says how long it is.
        measured: Whether it says so. A body that ends with the connection may have been cut.
    """

    status: int
    headers: Message
    body: bytes
    measured: bool


def exchange(question: Asked, until: float, most_bytes: int) -> Answer:
    """Asks once and reads the whole answer.

    Args:
        question: What to ask.
        until: The moment, by :func:`time.monotonic`, at which to give up.
        most_bytes: The largest body to accept.

    Raises:
        TimeoutError: The answer was not complete in time.
        StoreError: The body is larger than the cap.
        OSError: There is no connection, or it broke; see :class:`urllib.error.URLError`.
        HTTPException: What came is not HTTP, or less than announced.
    """
    return in_time(lambda opened: _ask(question, opened, until, most_bytes), until, name="credatlas-endpoint")


class _Endpoint(SPARQLWrapper):
    """SPARQLWrapper with an opener of our own: no redirects, no exceptions for a status, no global state."""

    def __init__(self, question: Question, opener: urllib.request.OpenerDirector, timeout: float) -> None:
        super().__init__(question.address, agent=_AGENT, returnFormat=N3 if question.form == "CONSTRUCT" else JSON)
        self._opener, self._patience = opener, timeout
        self.setMethod(POST)  # a query of 64 KiB fits into no address
        self.setOnlyConneg(onlyConneg=True)
        self.addCustomHttpHeader("Accept", question.accept)
        for graph in question.dataset[0]:
            self.addDefaultGraph(graph)
        for graph in question.dataset[1]:
            self.addNamedGraph(graph)
        if question.credentials is not None:
            self.setCredentials(*question.credentials)
        # setQuery() finds the form by regular expressions, which take some queries for updates
        self.queryType, self.queryString = question.form, question.text

    def _query(self) -> tuple[HTTPResponse, str]:
        return self._opener.open(self._createRequest(), timeout=self._patience), self.returnFormat


def _ask(question: Asked, connections: list[HTTPConnection], until: float, most_bytes: int) -> Answer:
    remaining = until - monotonic()
    if remaining <= 0:
        raise TimeoutError
    opener = _opener(question.address, connections)
    if isinstance(question, Upload):
        response = opener.open(_upload(question), timeout=remaining)
    else:
        response = _Endpoint(question, opener, remaining).query().response
    with response:
        measured = response.chunked or response.length is not None
        too_large = StoreError(f"{shown(question.address)} sent more than {most_bytes:,} bytes", hint="ask for less")
        body = b"".join(pieces(response, until, most_bytes, too_large))
        return Answer(response.status, response.headers, body, measured=measured)


def _upload(question: Upload) -> urllib.request.Request:
    headers = {"User-Agent": _AGENT, "Accept": "*/*"}
    if question.method != "HEAD":
        headers["Content-Type"] = "application/n-triples"
    if question.credentials is not None:
        headers["Authorization"] = f"Basic {b64encode(':'.join(question.credentials).encode()).decode()}"
    body = None if question.method == "HEAD" else question.body
    # the opener knows http and https only
    return urllib.request.Request(question.address, body, headers, method=question.method)  # noqa: S310


def _opener(address: str, connections: list[HTTPConnection]) -> urllib.request.OpenerDirector:
    """Opens http and https, through the proxy of the environment if there is one, and nothing else.

    A redirect stays an answer: nobody named the address that it leads to, and the credentials are not for it.
    """

    def kept(kind: Callable[..., HTTPConnection]) -> Callable[..., HTTPConnection]:
        def connect(host: str, **options: Any) -> HTTPConnection:
            connection = kind(host, **options)
            connections.append(connection)
            return connection

        return connect

    class Http(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> HTTPResponse:
            return self.do_open(kept(HTTPConnection), req)

    class Https(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> HTTPResponse:
            return self.do_open(kept(HTTPSConnection), req, context=trusted())

    proxies = urllib.request.getproxies()
    director = urllib.request.OpenerDirector()
    director.add_handler(urllib.request.ProxyHandler(proxies))
    director.add_handler(Http())
    if any(place.lower().startswith("https:") for place in (address, *proxies.values())):
        director.add_handler(Https(context=trusted()))
    return director

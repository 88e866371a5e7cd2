"""Writes to a server engine, with the guards of reading: SPARQL updates, whole graphs by the Graph Store Protocol.

Whatever is sent may be sent again: after a fault nobody knows whether it arrived.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from .address import credentials_for, endpoint_host
from .remote import Limits, answer_to

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from .wire import Answer, Asked

_PATIENT: Final = Limits(seconds=1800.0)  # changing over a large graph takes its time


@dataclass(frozen=True)
class UpdateEndpoint:
    """An address that takes SPARQL 1.1 updates.

    Attributes:
        location: The address.
        limits: What a request may take.
        credentials: User and password for Basic authentication; they go to this address and nowhere else.

    Raises:
        UsageError: The address is none, or holds a password.
    """

    location: str
    limits: Limits = _PATIENT
    credentials: tuple[str, str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        endpoint_host(self.location, "--update-endpoint")

    @classmethod
    def open(cls, address: str, limits: Limits = _PATIENT) -> UpdateEndpoint:
        """An update endpoint with the credentials that the user's netrc file has for its host; nothing is sent yet.

        Raises:
            UsageError: The address is none or holds a password, or the netrc file cannot be read.
        """
        return cls(address, limits, credentials_for(endpoint_host(address, "--update-endpoint")))

    def update(self, text: str) -> None:
        """Sends an update, which must do no harm when it arrives twice.

        Raises:
            StoreError: The endpoint did not take it.
            NetworkError: No whole answer came, or the endpoint sent us elsewhere.
        """
        from .wire import Question

        _taken(Question(self.location, text, "INSERT", "*/*", ((), ()), self.credentials), self.limits)


@dataclass(frozen=True)
class GraphStore:
    """An address that takes whole graphs: the SPARQL 1.1 Graph Store HTTP Protocol, graphs named by ``?graph=``.

    Attributes:
        location: The address.
        limits: What a request may take.
        credentials: User and password for Basic authentication; they go to this address and nowhere else.

    Raises:
        UsageError: The address is none, or holds a password.
    """

    location: str
    limits: Limits = _PATIENT
    credentials: tuple[str, str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        endpoint_host(self.location, "--graph-store")

    @classmethod
    def open(cls, address: str, limits: Limits = _PATIENT) -> GraphStore:
        """A graph store with the credentials that the user's netrc file has for its host; nothing is sent yet.

        Raises:
            UsageError: The address is none or holds a password, or the netrc file cannot be read.
        """
        return cls(address, limits, credentials_for(endpoint_host(address, "--graph-store")))

    def add(self, graph: NamedNode, ntriples: bytes) -> None:
        """Adds statements to a graph, which is made when it is missing.

        Raises:
            StoreError: The endpoint did not take them.
            NetworkError: No whole answer came, or the endpoint sent us elsewhere.
        """
        self._send("POST", graph, ntriples)

    def replace(self, graph: NamedNode, ntriples: bytes) -> None:
        """Puts statements in the place of all that a graph holds, in one step where the engine has transactions.

        Raises:
            CredatlasError: As for :meth:`add`.
        """
        self._send("PUT", graph, ntriples)

    def software(self, graph: NamedNode) -> str:
        """What the server calls itself, as in ``Virtuoso/07.20.3229``; empty when it does not say.

        Raises:
            NetworkError: No answer came.
        """
        from .wire import Upload

        answer = answer_to(Upload(self._address(graph), "HEAD", b"", self.credentials), self.limits)
        return answer.headers.get("Server", "")

    def _send(self, method: str, graph: NamedNode, ntriples: bytes) -> None:
        from .wire import Upload

        _taken(Upload(self._address(graph), method, ntriples, self.credentials), self.limits)

    def _address(self, graph: NamedNode) -> str:
        joint = "&" if urlsplit(self.location).query else "?"
        return f"{self.location}{joint}graph={quote(graph.value, safe='')}"


def _taken(asked: Asked, limits: Limits) -> Answer:
    from .faults import not_taken

    answer = answer_to(asked, limits)
    fault = not_taken(asked, answer)
    if fault is not None:
        raise fault
    return answer

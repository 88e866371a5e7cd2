"""A server engine behind a SPARQL endpoint, asked so that it can neither hang us, nor mislead us, nor learn too much.

``docs/engines.md`` tells users what can go wrong, with the exit codes, and where engines differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..errors import QueryError
from ..results import Result, Table
from ..terms import BASE, GRAPHS
from ..tokens import graphs_named, refuse_unsafe
from .address import credentials_for, endpoint_host
from .syntax import syntax_error

if TYPE_CHECKING:
    from .wire import Answer, Asked

_TABLE: Final = ("application/sparql-results+json", "application/json")
_STATEMENTS: Final = ("application/n-triples",)
_TRY_AGAIN: Final = frozenset((429, 502, 503, 504))
_NONE: Final = f"{BASE}graph/none"  # an empty list of graphs would mean: all


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer of a server engine may take.

    Attributes:
        seconds: For one query, all tries and pauses included.
        most_bytes: The largest answer that is read, by default 64 MiB.
        tries: How often a query is sent to an endpoint that is not up or says that it is busy (429, 502, 503,
            504). Any other failure is final.
        pause: Seconds before the second try, doubled before each further one. An endpoint that says when to come
            back (Retry-After) is obeyed, as far as the time allows.
    """

    seconds: float = 60.0
    most_bytes: int = 64 * 1024 * 1024
    tries: int = 3
    pause: float = 0.25


_USUAL: Final = Limits()


@dataclass(frozen=True)
class RemoteStore:
    """A SPARQL 1.1 endpoint behind the :class:`~credatlas.store.protocol.Store` protocol.

    Every query names the layers of the atlas as its dataset, so that whatever else the server keeps stays out of
    the answers, and so that it need not be set up to take the union of its graphs; a query with FROM names its own.

    Attributes:
        location: The address of the endpoint.
        limits: What an answer may take.
        credentials: User and password for Basic authentication. They go to this address and nowhere else: no
            redirect is followed.

    Raises:
        UsageError: The address is none, or holds a password.
    """

    location: str
    limits: Limits = _USUAL
    credentials: tuple[str, str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        endpoint_host(self.location)

    @classmethod
    def open(cls, address: str, limits: Limits = _USUAL) -> RemoteStore:
        """An endpoint, with the credentials that the user's netrc file has for its host; nothing is sent yet.

        Raises:
            UsageError: The address is none or holds a password, or the netrc file cannot be read.
        """
        return cls(address, limits, credentials_for(endpoint_host(address)))

    def query(self, text: str) -> Result:
        """See :meth:`Store.query <credatlas.store.protocol.Store.query>`.

        Raises:
            QueryError: The query does not parse or is refused; it is not sent.
            StoreError: The endpoint answered, but not the question.
            NetworkError: No whole answer came, or the endpoint sent us elsewhere.
        """
        refuse_unsafe(text)
        return self._answered(text, _dataset(text))

    def query_over(self, text: str, default: Sequence[str], named: Sequence[str]) -> Result:
        """The answer to a query over graphs that it does not name itself.

        Args:
            text: The query.
            default: The graphs whose union is its default graph; none for an empty one.
            named: The graphs that it can name; none for none.

        Raises:
            QueryError: As :meth:`query`; likewise the other errors.
        """
        refuse_unsafe(text)
        return self._answered(text, (tuple(default) or (_NONE,), tuple(named) or (_NONE,)))

    def select(self, text: str) -> Table:
        """See :meth:`Store.select <credatlas.store.protocol.Store.select>`."""
        answer = self.query(text)
        if not isinstance(answer, Table):
            raise QueryError("this needs a SELECT query")
        return answer

    def graphs_below(self, beginning: str) -> list[ox.NamedNode]:
        """All named graphs of the server whose names begin so, layers or not, sorted.

        Raises:
            StoreError: The endpoint answered, but not the question.
            NetworkError: No whole answer came, or the endpoint sent us elsewhere.
        """
        begins = f"STRSTARTS(STR(?g), {ox.Literal(beginning)})"
        found = self._answered(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER({begins}) }}", ((), ()))
        assert isinstance(found, Table)
        return sorted((row[0] for row in found.rows if isinstance(row[0], ox.NamedNode)), key=str)

    def _answered(self, text: str, dataset: tuple[tuple[str, ...], tuple[str, ...]]) -> Result:
        from .faults import refusal, unreadable
        from .replies import read_rows, read_statements, read_truth, unrepeated
        from .wire import Question

        form, columns = _form(text)
        wanted = _STATEMENTS if form == "CONSTRUCT" else _TABLE
        question = Question(self.location, text, form, wanted[0], dataset, self.credentials)
        answer = answer_to(question, self.limits)
        fault = refusal(question, answer, wanted)
        if fault is not None:
            raise fault
        try:
            if form == "CONSTRUCT":
                return read_statements(answer)
            if form == "ASK":
                return read_truth(answer)
            return unrepeated(read_rows(answer, columns), text)
        except (SyntaxError, ValueError) as error:
            raise unreadable(question, error) from error


def answer_to(asked: Asked, limits: Limits) -> Answer:
    """What came of as many tries as are allowed and fit into the time, whatever its status.

    Raises:
        StoreError: The answer is larger than the cap.
        NetworkError: No whole answer came.
    """
    from http.client import HTTPException

    from .faults import is_not_up, no_answer
    from .wire import exchange

    until = monotonic() + limits.seconds
    tries = 0
    while True:
        tries += 1
        pause = limits.pause * 2 ** (tries - 1) if tries < limits.tries else None
        try:
            answer = exchange(asked, until, limits.most_bytes)
        except (OSError, HTTPException, ValueError) as error:
            if not is_not_up(error) or not _wait(pause, until):
                raise no_answer(asked, error, limits.seconds) from error
        else:
            if answer.status not in _TRY_AGAIN or not _wait(_asked_pause(answer, pause), until):
                return answer


def _dataset(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The default and the named graphs of a query: those that it names itself, else all layers.

    What the request names wins over FROM and over the settings of the server (SPARQL 1.1 Protocol, section 2.1.4):
    with them, `oxigraph serve --union-default-graph` takes no notice of FROM, and Virtuoso none of FROM for GRAPH.
    """
    layers = tuple(graph.value for graph in GRAPHS.values())
    default, named = graphs_named(text) or (layers, layers)
    return tuple(default) or (_NONE,), tuple(named) or (_NONE,)


def _wait(pause: float | None, until: float) -> bool:
    """Waits before another try; False when there is none, or no time for it."""
    if pause is None or monotonic() + pause >= until:
        return False
    sleep(pause)
    return True


def _asked_pause(answer: Answer, pause: float | None) -> float | None:
    """How long the endpoint wants to be left alone: a number of seconds, or a date (RFC 9110, section 10.2.3)."""
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    wanted = answer.headers.get("Retry-After", "").strip()
    if pause is None or not wanted:
        return pause
    if wanted.isascii() and wanted.isdigit():
        return max(pause, float(wanted))
    try:
        at = parsedate_to_datetime(wanted)
    except ValueError:
        return pause
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(pause, (aware - datetime.now(UTC)).total_seconds())


def _form(text: str) -> tuple[str, tuple[str, ...]]:
    """What kind of answer the query asks for, with the columns of a table.

    Found by parsing it here: what does not parse fails as it would on a local store, with its place, and engines
    that read more than SPARQL never see it.
    """
    try:
        answer = ox.Store().query(text)
    except SyntaxError as error:
        raise syntax_error(error, text) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be run: {error}") from error
    if isinstance(answer, ox.QuerySolutions):
        return "SELECT", tuple(variable.value for variable in answer.variables)
    return ("CONSTRUCT" if isinstance(answer, ox.QueryTriples) else "ASK"), ()

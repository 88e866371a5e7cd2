"""A server engine may fail in any way: each fault is one plain error, in time, and no password goes astray."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from credatlas.build import open_atlas
from credatlas.errors import CredatlasError, NetworkError, QueryError, StoreError, UsageError
from credatlas.files import find_project
from credatlas.results import Statements, Table
from credatlas.store.remote import Limits, RemoteStore

JSON = "application/sparql-results+json"
NTRIPLES = "application/n-triples"
QUICK = Limits(seconds=5, most_bytes=10_000, tries=3, pause=0.01)
SELECT = "SELECT ?x { ?x ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
ROW = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"urn:a"}}]}}'
TRIPLE = b"<urn:a> <urn:b> <urn:c> .\n"
BASE = "https://w3id.org/credatlas/graph/"
LAYERS = [BASE + name for name in "facts inferred claims conflicts sources vocabulary links".split()]


@dataclass
class Endpoint:
    """A server that answers as a test tells it.

    Attributes:
        address: Where it listens.
        replies: What it does with the first, second … request; the last one stays.
        requests: The requests that came: header fields and the fields of the form.
    """

    address: str = ""
    replies: list[Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=list)
    requests: list[tuple[dict[str, str], dict[str, list[str]]]] = field(default_factory=list)

    def store(self, **options: Any) -> RemoteStore:
        """The store that is tested, with limits that suit tests."""
        return RemoteStore(self.address, **{"limits": QUICK, **options})


def reply(
    body: bytes = ROW, kind: str | None = JSON, status: int = 200, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer; ``Retry_After="1"`` is the header field Retry-After."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        fields = {"Content-Length": str(len(body)), **{name.replace("_", "-"): text for name, text in headers.items()}}
        if kind is not None:
            fields["Content-Type"] = kind
        for name, text in fields.items():
            handler.send_header(name, text)
        handler.end_headers()
        handler.wfile.write(body)

    return write


def raw(*pieces: bytes, every: float = 0.0) -> Callable[[BaseHTTPRequestHandler], None]:
    """Exactly these bytes, one piece after the other, then the end of the connection."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        for piece in pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(every)

    return write


def drip(start: bytes, letter: bytes, times: int) -> Callable[[BaseHTTPRequestHandler], None]:
    return raw(start, *[letter] * times, every=0.1)


def serve(endpoint: Endpoint) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            form = parse_qs(self.rfile.read(length).decode())
            endpoint.requests.append((dict(self.headers), form))
            self.close_connection = True
            with suppress(OSError):  # the client may give up before the end
                endpoint.replies[min(len(endpoint.requests), len(endpoint.replies)) - 1](self)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    endpoint.address = f"http://127.0.0.1:{server.server_address[1]}/sparql"
    return server


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither proxies nor passwords of whoever runs the tests."""
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint(replies=[reply()])
    with closing(_Running(serve(made))):
        yield made


@pytest.fixture
def elsewhere() -> Iterator[Endpoint]:
    made = Endpoint(replies=[reply()])
    with closing(_Running(serve(made))):
        yield made


@dataclass
class _Running:
    server: ThreadingHTTPServer

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def failure(store: RemoteStore, text: str = SELECT) -> CredatlasError:
    with pytest.raises(CredatlasError) as caught:
        store.query(text)
    return caught.value


# What is sent


def test_a_query_is_posted_with_the_layers_as_its_dataset(endpoint: Endpoint) -> None:
    endpoint.store().query(SELECT)
    ((headers, form),) = endpoint.requests
    assert form["query"] == [SELECT]
    assert form["default-graph-uri"] == LAYERS
    assert form["named-graph-uri"] == LAYERS
    assert set(form) == {"query", "default-graph-uri", "named-graph-uri"}
    assert headers["Accept"] == JSON
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Authorization" not in headers


def test_a_query_with_from_names_its_own_dataset(endpoint: Endpoint) -> None:
    prefix = f"PREFIX graph: <{BASE}> "
    endpoint.store().query(prefix + "SELECT ?x FROM graph:facts FROM graph:inferred { ?x ?p ?o }")
    endpoint.store().query(
        prefix + f"SELECT ?x FROM NAMED <{BASE}claims> {{ GRAPH ?g {{ ?x ?p 'FROM graph:facts' }} }}"
    )
    sent = [(form["default-graph-uri"], form["named-graph-uri"]) for _, form in endpoint.requests]
    assert sent == [([BASE + "facts", BASE + "inferred"], [BASE + "none"]), ([BASE + "none"], [BASE + "claims"])]


def test_words_of_updates_in_a_query_do_not_make_it_one(endpoint: Endpoint) -> None:
    text = "PREFIX add: <urn:insert#> # DELETE\nSELECT ?x { ?x add:load 'INSERT DATA' }"
    endpoint.store().query(text)
    assert endpoint.requests[0][1]["query"] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { SERVICE <http://example.org/> { ?x ?p ?o } }",
        "LOAD <http://example.org/>",
        "SELECT ?x FROM <http://example.org/> { ?x ?p ?o }",
        'SELECT (<bif:http_get>("http://example.org/") AS ?x) { }',
        'PREFIX b: <LONG::bif:> SELECT (b:http_get("http://example.org/") AS ?x) { }',
        'SELECT (<SQL:x>("") AS ?x) { }',
        "SELECT ?x { ?x ?p }",
        "SELECT ?x { ?x bif:contains 'a' }",
    ],
)
def test_what_is_refused_or_does_not_parse_is_not_sent(endpoint: Endpoint, text: str) -> None:
    assert isinstance(failure(endpoint.store(), text), QueryError)
    assert endpoint.requests == []


def test_a_query_that_does_not_parse_fails_at_its_place(endpoint: Endpoint) -> None:
    error = failure(endpoint.store(), "SELECT ?x {\n  ?x ?p ?o")
    assert (error.place, error.exit_code) == ("line 2, column 11", 3)


# What comes back


def test_rows_keep_their_types(endpoint: Endpoint) -> None:
    endpoint.replies = [
        reply(
            b'{"head":{"link":[],"vars":["x","y"]},"results":{"distinct":false,"ordered":true,"bindings":['
            b'{"x":{"type":"typed-literal","datatype":"http://www.w3.org/2001/XMLSchema#date","value":"2025-04-14"}},'
            b'{"x":{"type":"literal","xml:lang":"en","value":"l\\u00e9"},"y":{"type":"uri","value":"urn:a"}}]}}',
            kind="application/sparql-results+json; charset=UTF-8",
        )
    ]
    table = endpoint.store().select("SELECT ?x ?y { ?x ?y ?z }")
    day = ox.Literal("2025-04-14", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    assert table.columns == ("x", "y")
    assert table.rows == ((day, None), (ox.Literal("lé", language="en"), ox.NamedNode("urn:a")))


def test_the_columns_of_a_star_come_in_the_order_of_the_local_engine(endpoint: Endpoint) -> None:
    endpoint.replies = [
        reply(
            b'{"head":{"vars":["s","n"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"},'
            b'"n":{"type":"literal","value":"A"}}]}}'
        )
    ]
    table = endpoint.store().select("SELECT * { ?s <urn:name> ?n }")
    assert table.to_dicts() == [{"n": ox.Literal("A"), "s": ox.NamedNode("urn:a")}]
    assert table.columns == ("n", "s")


VIRTUOSO = b'{"head":{"link":[],"vars":["__ASK_RETVAL"]},"results":{"distinct":false,"ordered":true,"bindings":[%s]}}'


TWICE = ROW.replace(b"[{", b'[{"x":{"type":"uri","value":"urn:a"}},{')


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("SELECT DISTINCT ?x { ?x ?p ?o }", 1),
        ("PREFIX select: <urn:s> select distinct ?x { { SELECT ?x { ?x ?p ?o } LIMIT 9 } }", 1),
        ("SELECT ?x { ?x ?p ?o }", 2),
        ("SELECT ?x { { SELECT DISTINCT ?x { ?x ?p ?o } } }", 2),
    ],
)
def test_what_is_distinct_comes_once_where_a_server_repeats_it(endpoint: Endpoint, text: str, count: int) -> None:
    endpoint.replies = [reply(TWICE)]
    assert endpoint.store().select(text).rows == ((ox.NamedNode("urn:a"),),) * count


@pytest.mark.parametrize("end", ["LIMIT 2", "OFFSET 1", "ORDER BY ?x limit 2"])
def test_a_limit_that_counted_repeated_rows_is_an_error(endpoint: Endpoint, end: str) -> None:
    endpoint.replies = [reply(TWICE)]
    error = failure(endpoint.store(), f"SELECT DISTINCT ?x {{ ?x ?p ?o }} {end}")
    assert (error.exit_code, "more than once under DISTINCT" in error.message) == (5, True)


@pytest.mark.parametrize(
    ("body", "truth"),
    [
        (b'{"head":{},"boolean":true}', True),
        (b'{"head":{},"boolean":false}', False),
        # as Virtuoso 7 writes them
        (VIRTUOSO % b'{"__ASK_RETVAL":{"type":"typed-literal","datatype":"urn:integer","value":"1"}}', True),
        (VIRTUOSO % b"", False),
    ],
)
def test_ask_gives_a_truth_value(endpoint: Endpoint, body: bytes, *, truth: bool) -> None:
    endpoint.replies = [reply(body)]
    assert endpoint.store().query("ASK { ?s ?p ?o }") is truth


def test_construct_gives_statements(endpoint: Endpoint) -> None:
    endpoint.replies = [reply(b'# Virtuoso\n<urn:a>\t<urn:b>\t"\\u00e9"@EN .\n', NTRIPLES)]
    found = endpoint.store().query(CONSTRUCT)
    assert isinstance(found, Statements)
    assert found.nquads.decode() == '<urn:a> <urn:b> "é"@en .\n'
    assert endpoint.requests[0][0]["Accept"] == NTRIPLES


def test_select_wants_a_table(endpoint: Endpoint) -> None:
    endpoint.replies = [reply(b'{"head":{},"boolean":true}')]
    with pytest.raises(QueryError, match="SELECT"):
        endpoint.store().select("ASK { ?s ?p ?o }")


def test_an_answer_in_chunks_is_read_whole(endpoint: Endpoint) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\nTransfer-Encoding: chunked\r\n\r\n"
    endpoint.replies = [
        raw(head, b"1a\r\n" + TRIPLE + b"\r\n", b"1a\r\n" + TRIPLE.replace(b"c", b"d") + b"\r\n0\r\n\r\n")
    ]
    found = endpoint.store().query(CONSTRUCT)
    assert isinstance(found, Statements)
    assert len(found) == 2


# Faults: the endpoint answered, but not the question (5); no whole answer came, or it sends us elsewhere (6)

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
PAGE = b"<!DOCTYPE html><title>Welcome</title>"
FAULTS: dict[str, tuple[Callable[[BaseHTTPRequestHandler], None], int, str]] = {
    "401": (reply(b"", None, 401, WWW_Authenticate="Basic"), 5, "wants other credentials (401)"),
    "403": (reply(b"", None, 403), 5, "refuses us (403)"),
    "404": (reply(PAGE, "text/html", 404), 5, "is no endpoint (404)"),
    "405": (reply(b"", None, 405), 5, "takes no queries by POST (405)"),
    "429 for long": (reply(b"", None, 429, Retry_After="3600"), 5, "(429); it wants to be left alone for 3600 s"),
    "400 with a reason": (
        reply(b"SP031: no\nSELECT", "text/plain", 400),
        5,
        "cannot answer this query (400): SP031: no",
    ),
    "500 with a reason": (reply(b"out of\x1b[31mred\n", "text/plain", 500), 5, "(500): out of [31mred"),
    "500 with a page": (reply(PAGE, "text/html", 500), 5, "cannot answer this query (500)"),
    "502": (reply(b"", None, 502), 5, "(502)"),
    "503": (reply(b"", None, 503), 5, "is busy or being maintained (503)"),
    "504": (reply(b"", None, 504), 5, "(504)"),
    "a page with status 200": (
        reply(PAGE, "text/html"),
        5,
        "sent text/html in place of application/sparql-results+json",
    ),
    "no media type": (reply(ROW, None), 5, "sent no media type in place of"),
    "statements for rows": (reply(TRIPLE, NTRIPLES), 5, "sent application/n-triples in place of"),
    "broken JSON": (reply(ROW[:-3]), 5, "cannot be read"),
    # as `oxigraph serve --timeout-s` writes it
    "an error in the rows": (reply(ROW[:-3] + b"The query has been cancelled"), 5, "cannot be read"),
    "no UTF-8": (reply(ROW.replace(b"urn:a", b"urn:\xff")), 5, "cannot be read"),
    "no IRI": (reply(ROW.replace(b"urn:a", b"a b")), 5, "cannot be read"),
    "another column": (reply(ROW.replace(b'"x"', b'"y"')), 5, "cannot be read: columns y in place of x"),
    "rows of a yes": (reply(b'{"head":{},"boolean":true}'), 5, "cannot be read: a truth value in place of rows"),
    "a part, by X-SQL-State": (
        reply(X_SQL_State="S1TAT", X_SQL_Message="RC...: Returning incomplete results"),
        5,
        "sent only a part of the answer (200) RC...: Returning incomplete results",
    ),
    "a part, by X-SPARQL-MaxRows": (reply(X_SPARQL_MaxRows="10000"), 5, "(200) X-SPARQL-MaxRows: 10000"),
    "a part, by 206": (reply(status=206), 5, "sent only a part of the answer (206)"),
    "too much": (reply(ROW + b" " * 10_000), 5, "sent more than 10,000 bytes"),
    "a short body": (raw(HEAD + b"Content-Length: 500\r\n\r\n" + ROW), 6, "broke off: 85 bytes came of 500"),
    "a short chunk": (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\n" + ROW), 6, "broke off"),
    "no answer": (raw(), 6, "broke off"),
    "no HTTP": (raw(b"220 ftp.example.org ready\r\n"), 6, "broke off"),
    "a redirect": (
        reply(b"", None, 302, Location="http://me:secret@example.org/sparql?key=secret"),
        6,
        "sends us on to http://example.org/sparql, which nobody asked for",
    ),
    "a redirect at home": (reply(b"", None, 308, Location="/query"), 6, "/query, which nobody asked for"),
    "a redirect to nowhere": (reply(b"", None, 301), 6, "sends us on"),
}
REPEATED = {"502", "503", "504"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_error_with_its_exit_code(endpoint: Endpoint, fault: str) -> None:
    answer, code, said = FAULTS[fault]
    endpoint.replies = [answer]
    error = failure(endpoint.store())
    assert said in error.message
    assert endpoint.address in error.message
    assert (type(error), error.exit_code) == ({5: StoreError, 6: NetworkError}[code], code)
    assert error.hint
    assert str(error).isprintable() or str(error).replace("\n", "").isprintable()
    assert len(endpoint.requests) == (3 if fault in REPEATED else 1)


@pytest.mark.parametrize(
    ("fault", "code"), [("a page with status 200", 5), ("401", 5), ("a redirect", 6), ("a short body", 6)]
)
def test_the_command_line_ends_with_that_code(
    endpoint: Endpoint, credatlas: Callable[..., Any], fault: str, code: int
) -> None:
    endpoint.replies = [FAULTS[fault][0]]
    done = credatlas("--store", endpoint.address, "find", "hackathon")
    assert (done.code, done.stdout) == (code, "")
    assert endpoint.address in done.stderr


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (reply(TRIPLE[:-3], NTRIPLES), "cannot be read"),
        (reply(TRIPLE + PAGE, NTRIPLES), "cannot be read"),
        (reply(ROW), "in place of application/n-triples"),
        # a cut at the end of a line would be seen by nobody
        (raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\n\r\n", TRIPLE), "length of the statements"),
        (
            raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\nContent-Length: 52\r\n\r\n", TRIPLE),
            "broke off",
        ),
    ],
)
def test_statements_that_are_broken_or_may_be_cut_are_refused(
    endpoint: Endpoint, answer: Callable[[BaseHTTPRequestHandler], None], said: str
) -> None:
    endpoint.replies = [answer]
    assert said in failure(endpoint.store(), CONSTRUCT).message


def statements(count: int, server: str) -> Callable[[BaseHTTPRequestHandler], None]:
    body = b"".join(b"<urn:s> <urn:p> <urn:%d> .\n" % number for number in range(count))
    head = f"HTTP/1.1 200 OK\r\nServer: {server}\r\nContent-Type: {NTRIPLES}\r\nContent-Length: {len(body)}\r\n\r\n"
    return raw(head.encode(), body)


def test_as_many_statements_as_virtuoso_sends_at_its_limit_are_refused(endpoint: Endpoint) -> None:
    endpoint.replies = [statements(1001, "Virtuoso/07.20.3229 (Linux)")]
    error = failure(endpoint.store(limits=Limits(seconds=5)), CONSTRUCT)
    assert "1,001 statements may be the first of more: see ResultSetMaxRows" in error.message


@pytest.mark.parametrize(("count", "server"), [(1, "Virtuoso/07"), (1000, "Virtuoso/07"), (1001, "Oxigraph/0.5")])
def test_other_numbers_of_statements_are_not(endpoint: Endpoint, count: int, server: str) -> None:
    endpoint.replies = [statements(count, server)]
    found = endpoint.store(limits=Limits(seconds=5)).query(CONSTRUCT)
    assert isinstance(found, Statements)
    assert len(found) == count


# Time


@pytest.mark.parametrize(
    "slow",
    [
        drip(HEAD + b"Content-Length: 900\r\n\r\n", b" ", 30),
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", 30),
        drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 30),
        drip(b"HTTP/1.1 2", b"0", 30),
        raw(b"", b"", every=2),
    ],
    ids=["body", "chunks", "header", "status", "silence"],
)
def test_no_answer_outlives_the_deadline_however_slowly_it_comes(
    endpoint: Endpoint, slow: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    endpoint.replies = [slow]
    started = time.monotonic()
    error = failure(endpoint.store(limits=Limits(seconds=0.4)))
    assert time.monotonic() - started < 1.4
    assert isinstance(error, NetworkError)
    assert "did not answer in full within 0.4 s" in error.message
    for thread in threading.enumerate():
        if thread.name == "credatlas-endpoint":
            thread.join(1)
            assert not thread.is_alive(), "what waited for the endpoint goes on waiting"


def test_a_busy_endpoint_is_asked_again_until_it_answers(endpoint: Endpoint) -> None:
    endpoint.replies = [reply(b"", None, 503), reply(b"", None, 429), reply()]
    assert endpoint.store().select(SELECT).rows == ((ox.NamedNode("urn:a"),),)
    assert len(endpoint.requests) == 3


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_an_endpoint_that_says_when_to_come_back_is_left_alone_until_then(endpoint: Endpoint, form: str) -> None:
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    wanted = "1" if form == "seconds" else format_datetime(later, usegmt=True)
    endpoint.replies = [reply(b"", None, 429, Retry_After=wanted), reply()]
    started = time.monotonic()
    assert len(endpoint.store().select(SELECT)) == 1
    assert 0.9 < time.monotonic() - started < 2.5


def test_a_pause_that_makes_no_sense_is_our_own(endpoint: Endpoint) -> None:
    endpoint.replies = [reply(b"", None, 503, Retry_After="soon"), reply()]
    assert len(endpoint.store().select(SELECT)) == 1


def test_the_deadline_counts_all_tries_together(endpoint: Endpoint) -> None:
    endpoint.replies = [reply(b"", None, 503)]
    started = time.monotonic()
    error = failure(endpoint.store(limits=Limits(seconds=1.2, tries=50, pause=0.2)))
    assert time.monotonic() - started < 1.2
    assert "(503)" in error.message
    assert len(endpoint.requests) == 3  # after 0.2 s, after 0.4 s more; 0.8 s more would be too late


def test_nothing_that_listens_is_asked_again_and_then_named() -> None:
    started = time.monotonic()
    error = failure(RemoteStore("http://127.0.0.1:1/sparql", Limits(seconds=5, tries=3, pause=0.05)))
    assert 0.15 <= time.monotonic() - started < 2
    assert (error.message, error.exit_code) == ("nothing listens at http://127.0.0.1:1/sparql", 6)


def test_a_host_without_an_address_is_a_matter_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    error = failure(RemoteStore("http://no-such-host.invalid/sparql", QUICK))
    assert error.exit_code == 6
    assert "no-such-host.invalid/sparql cannot be reached: [Errno -2] Name or service not known" in error.message


def test_a_certificate_that_is_none_is_refused(endpoint: Endpoint) -> None:
    error = failure(RemoteStore(endpoint.address.replace("http:", "https:"), QUICK))
    assert (error.exit_code, endpoint.requests) == (6, [])


# Whose passwords go where


def authorization(endpoint: Endpoint) -> list[str | None]:
    return [headers.get("Authorization") for headers, _ in endpoint.requests]


def netrc(tmp_path: Path, text: str) -> None:
    (tmp_path / "netrc").write_text(text, encoding="utf-8")


def test_the_password_of_the_host_goes_along(endpoint: Endpoint, tmp_path: Path) -> None:
    netrc(tmp_path, 'machine 127.0.0.1 login me password "se cret"\nmachine example.org login you password other\n')
    RemoteStore.open(endpoint.address, QUICK).query(SELECT)
    assert authorization(endpoint) == ["Basic " + base64.b64encode(b"me:se cret").decode()]


@pytest.mark.parametrize(
    "text", ["machine example.org login me password secret\n", "default login me password secret\n"]
)
def test_the_password_of_another_host_stays_at_home(endpoint: Endpoint, tmp_path: Path, text: str) -> None:
    netrc(tmp_path, text)
    RemoteStore.open(endpoint.address, QUICK).query(SELECT)
    assert authorization(endpoint) == [None]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_learns_no_password(
    endpoint: Endpoint, elsewhere: Endpoint, status: int
) -> None:
    endpoint.replies = [reply(b"", None, status, Location=elsewhere.address)]
    error = failure(endpoint.store(credentials=("me", "secret")))
    assert isinstance(error, NetworkError)
    assert elsewhere.address in error.message
    assert elsewhere.requests == []


def test_no_message_shows_the_password(endpoint: Endpoint) -> None:
    token = base64.b64encode(b"me:secret").decode()
    endpoint.replies = [reply(f"who is Basic {token}, secret?".encode(), "text/plain", 500)]
    store = endpoint.store(credentials=("me", "secret"))
    error = failure(store)
    assert authorization(endpoint) == [f"Basic {token}"]
    assert "who is Basic …, …?" in error.message
    assert "secret" not in repr(store)


def test_no_message_shows_the_query_of_an_address(endpoint: Endpoint) -> None:
    endpoint.replies = [reply(b"", None, 404)]
    error = failure(RemoteStore(endpoint.address + "?key=secret", QUICK))
    assert f"{endpoint.address} is no endpoint" in error.message


@pytest.mark.parametrize(
    "address", ["http://me:secret@example.org/sparql", "http://secret@example.org/sparql", "https://:secret@[::1]/"]
)
def test_a_password_in_an_address_is_refused_and_not_shown(address: str) -> None:
    with pytest.raises(UsageError, match="password") as caught:
        RemoteStore.open(address)
    assert "secret" not in str(caught.value)
    assert ".netrc" in caught.value.hint


@pytest.mark.parametrize("text", ["secret\n", "machine 127.0.0.1 secret word\n"])
def test_a_netrc_file_that_is_none_is_named_by_its_place_only(tmp_path: Path, text: str) -> None:
    netrc(tmp_path, text)
    with pytest.raises(UsageError, match="netrc") as caught:
        RemoteStore.open("http://127.0.0.1:1/")
    assert "secret" not in str(caught.value)


def test_a_netrc_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "netrc").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        RemoteStore.open("http://127.0.0.1:1/")


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "http:///sparql",
        "http://127.0.0.1:99999/sparql",
        "http://127.0.0.1:port/",
        "http://[::1/",
        "http://example.org/a b",
        "http://example.org/\nHost: other",
        "http://example.org/sparql#part",
        "ftp://example.org/sparql",
        "file:///etc/passwd",
        "/some/folder",
        "",
    ],
)
def test_what_is_no_address_of_an_endpoint_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="address of an endpoint") as caught:
        RemoteStore(address)
    assert (caught.value.exit_code, caught.value.place) == (2, "--store")


# Opening


def test_an_endpoint_is_opened_as_an_atlas_without_a_generation(endpoint: Endpoint, founding: Path) -> None:
    endpoint.replies = [reply(b'{"head":{},"boolean":true}'), reply()]
    atlas = open_atlas(find_project(founding), endpoint.address)
    assert (atlas.location, atlas.generation) == (endpoint.address, None)
    assert isinstance(atlas.select(SELECT), Table)
    assert endpoint.requests[0][1]["query"] == [f"ASK {{ GRAPH <{BASE}facts> {{ ?s ?p ?o }} }}"]


def test_an_endpoint_without_our_layers_is_no_atlas(endpoint: Endpoint, founding: Path) -> None:
    endpoint.replies = [reply(b'{"head":{},"boolean":false}')]
    with pytest.raises(StoreError, match="there is no atlas at http://127") as caught:
        open_atlas(find_project(founding), endpoint.address)
    assert "credatlas build --dump" in caught.value.hint


def test_a_build_does_not_go_to_an_endpoint(endpoint: Endpoint, founding: Path, credatlas: Callable[..., Any]) -> None:
    done = credatlas("--project", str(founding), "build", "--to", endpoint.address)
    assert done.code == 2
    assert "a build makes a folder" in done.stderr
    assert endpoint.requests == []

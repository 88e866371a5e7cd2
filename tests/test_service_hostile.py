"""What strangers may send without stopping, starving or fooling the service: each ends in time, with the truth."""

from __future__ import annotations

import contextlib
import http.client
import select
import shutil
import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from credatlas.store import LocalStore
from serving import FORM, Service, eventually, serving

LIMIT = 0.5  # seconds that the service here gives a query
AT_ONCE = 2.0  # seconds in which it says no, whatever else it has to do
OVERSHOOT = 0.5
BUSY = 3.0  # on top, since the machine that runs the tests may have other things to do
POINT = "SELECT ?o { <https://w3id.org/credatlas/id/organization/harvard-medical-school> ?p ?o } LIMIT 3"


@pytest.fixture(scope="module")
def service(founding: Path, founding_store: LocalStore) -> Iterator[Service]:
    store = str(Path(founding_store.location).parent)
    words = ("--project", str(founding), "--store", store, "--timeout", str(LIMIT), "--memory", "256", "--workers", "2")
    with serving(*words) as running:
        assert running.ask("ASK {}").status == 200
        yield running


@pytest.fixture(scope="module")
def patient(founding: Path, founding_store: LocalStore) -> Iterator[Service]:
    """A service that lets queries run for long, one at a time."""
    store = str(Path(founding_store.location).parent)
    words = ("--project", str(founding), "--store", store, "--timeout", "60", "--memory", "200", "--workers", "1")
    with serving(*words) as running:
        yield running


@pytest.fixture(autouse=True)
def alive_afterwards(service: Service) -> Iterator[None]:
    """Whatever a test sent, the service answers the next question, by as many workers as before."""
    yield
    assert service.ask(POINT).status == 200
    assert eventually(lambda: len(service.workers()) == 6)  # the nursery, two for pages, two and a spare for strangers


# A canned query is ours, and yet may take longer than anybody thought.


def test_a_canned_query_is_stopped_after_two_seconds(
    founding: Path, founding_store: LocalStore, tmp_path: Path
) -> None:
    project = shutil.copytree(founding, tmp_path / "project")
    head = '#+ summary = "One that never ends"\n#+ topic = "curation"\n#+ reads = ["claims"]\n\n'
    text = f"{head}SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}\n"
    (project / "queries/one-without-end.rq").write_text(text, encoding="utf-8")
    store = str(Path(founding_store.location).parent)
    with serving("--project", str(project), "--store", store, "--workers", "1") as running:
        begun = time.monotonic()
        answer = running.get("/api/queries/one-without-end.json")
        taken = time.monotonic() - begun
        assert (answer.status, answer.is_problem) == (504, True)
        assert "longer than 2 seconds" in answer.json["detail"]
        assert 2.0 <= taken < 2.0 + OVERSHOOT + BUSY
        assert running.get("/api/queries").status == 200


# Queries that would take for ever, or all memory there is.

PRODUCT = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(5))
NEVER = "FILTER(CONCAT(STR(?c0), STR(?c4)) = 'x')"
ENDLESS = {
    "a product that is counted": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}",
    "a path between two free ends": "SELECT (COUNT(*) AS ?n) { ?a (!ca:x)* ?b . ?b (!ca:x)* ?c . ?c (!ca:x)* ?d }",
    "every order of everything": f"SELECT * {{ {PRODUCT} }} ORDER BY ?c0 ?c1 ?c2",
    "statements without end": f"CONSTRUCT {{ ?a0 ?b1 ?c2 . ?a1 ?b2 ?c3 }} {{ {PRODUCT} {NEVER} }}",
    "one long text": f"SELECT (GROUP_CONCAT(?c0; separator='{'x' * 900}') AS ?t) {{ {PRODUCT} }}",
    "groups of everything": f"SELECT ?a0 ?b1 ?c2 (COUNT(*) AS ?n) {{ {PRODUCT} }} GROUP BY ?a0 ?b1 ?c2",
    "distinct rows of everything": f"SELECT DISTINCT ?a0 ?b1 ?c2 ?a3 {{ {PRODUCT} {NEVER} }}",
    "a search in everything": f"SELECT * {{ {PRODUCT} FILTER(REGEX(CONCAT(STR(?c0), STR(?c1)), '(a+)+(b+)+$')) }}",
    "texts that double": "SELECT ?t { VALUES ?x { 'aaaaaaaaaaaaaaaa' } "
    + " ".join(f"BIND(CONCAT({', '.join([f'?t{n - 1}' if n else '?x'] * 8)}) AS ?t{n})" for n in range(9))
    + " BIND(STRLEN(?t8) AS ?t) }",
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_would_never_end_is_ended(service: Service, kind: str) -> None:
    reply = service.post(ENDLESS[kind])
    assert reply.status in (500, 504), reply.body[:300]
    assert reply.is_problem
    assert reply.seconds < LIMIT + OVERSHOOT + BUSY
    words = {504: f"longer than {LIMIT:g} seconds", 500: "memory"}[reply.status]
    assert words in reply.json["detail"]
    assert reply.json["hint"]


def test_what_takes_all_memory_is_told_so(patient: Service) -> None:
    reply = patient.post(ENDLESS["texts that double"])
    assert (reply.status, reply.json["detail"]) == (500, "the answer takes more memory than a query may have")
    assert patient.ask(POINT).status == 200


def test_memory_comes_back(service: Service) -> None:
    before = service.memory()
    for kind in ("one long text", "every order of everything", "texts that double"):
        service.post(ENDLESS[kind])
    assert eventually(lambda: len(service.workers()) == 6)
    assert eventually(lambda: service.memory() < before + 60 * 1024**2)


def test_a_query_that_ends_the_engine_ends_one_worker_only(patient: Service) -> None:
    # the engine compares values of different kinds in a circle, and gives up in native code
    reply = patient.post("SELECT ?x ?o { GRAPH graph:vocabulary { ?s ?p ?o . ?s ?q ?x } } ORDER BY ?x ?o")
    assert reply.status == 500
    assert reply.is_problem
    assert reply.json["detail"] == "the engine broke down on this query (SIGABRT)"
    assert "ORDER BY" in reply.json["hint"]
    assert patient.ask(POINT).status == 200


# Queries that are refused before they run.


def nested(depth: int) -> str:
    return "ASK " + "{" * depth + "}" * depth


REFUSED = {
    "deep nesting": (nested(3200), "nests deeper than 128"),
    "deep brackets": (f"SELECT ({'(' * 3000}1{')' * 3000} AS ?x) {{}}", "nests deeper than 128"),
    "a chain of additions": (f"SELECT (1{'+1' * 9000} AS ?x) {{}}", "more than 3000 tokens"),
    "a list of many": (f"ASK {{ ?s ?p ?o FILTER(?o IN ({','.join(str(n) for n in range(9000))})) }}", "tokens"),
    "a service": ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    "a service that hides an error": ("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    "a service behind a comment": ("SELECT * { SERVICE#x\n<http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    "a service in other letters": ("SELECT * { sErViCe ?x { ?s ?p ?o } }", "sErViCe"),
    "a service in escapes": ("SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    "a load": ("LOAD <http://127.0.0.1:9/>", "LOAD"),
    "a graph of others": ("SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }", "FROM"),
    "a graph of others behind comments": ("SELECT * FROM#\nNAMED#\n<http://127.0.0.1:9/> { ?s ?p ?o }", "FROM"),
    "an update": ("CLEAR ALL", "CLEAR"),
    "no query": ("SELECT", "does not parse"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_must_not_run_is_refused_at_once(service: Service, kind: str) -> None:
    query, why = REFUSED[kind]
    reply = service.post(query)
    assert reply.status == 400, reply.body[:300]
    assert reply.is_problem
    assert why in reply.json["detail"]
    assert reply.seconds < AT_ONCE


def test_a_flood_of_rows_is_cut_and_says_so(patient: Service) -> None:
    reply = patient.post("SELECT * { ?a a skos:Concept . ?d a skos:Concept }")
    assert reply.status == 200
    assert reply.headers["credatlas-truncated"] == "rows"
    assert reply.json["truncated"] is True
    assert len(reply.json["results"]["bindings"]) == 10_000


def test_a_flood_of_statements_is_cut_and_says_so(patient: Service) -> None:
    reply = patient.post("CONSTRUCT { ?a ca:x ?d } { ?a a ?c . ?d a ?f }", accept="application/n-triples")
    assert reply.status == 200
    assert reply.headers["credatlas-truncated"] == "rows"
    assert reply.body.startswith(b"# cut after the first part")


# Bodies, heads and connections.


def test_a_body_of_ten_megabytes_is_refused_without_reading_it(service: Service) -> None:
    reply = service.send(
        "POST", "/sparql", b"query=" + b"A" * 10_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert reply.status == 413
    assert reply.is_problem


def test_a_query_of_more_than_64_kib_is_refused(service: Service) -> None:
    reply = service.send("POST", "/sparql", b"ASK {} #" + b"x" * 70_000, content_type="application/sparql-query")
    assert reply.status == 413
    assert reply.is_problem


def test_what_arrives_too_slowly_ends_in_time(service: Service) -> None:
    """A body that never comes and a head that never ends, side by side, since each takes its ten seconds."""
    starts = {
        "body": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n",
        "head": b"GET /sparql HTTP/1.1\r\n",
    }
    said: dict[str, tuple[bytes, float]] = {}
    drips = {"body": b"A", "head": b"X: y\r\n"}
    threads = [
        threading.Thread(target=lambda kind=kind: said.update({kind: drip(service, starts[kind], drips[kind])}))
        for kind in starts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answer, seconds in said.values():
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert 9 < seconds < 11 + OVERSHOOT + BUSY


def drip(service: Service, start: bytes, drop: bytes) -> tuple[bytes, float]:
    """What the service says to a client that sends a little all the time, and after how many seconds."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", service.port)) as client:
        client.sendall(start)
        while time.monotonic() < begun + 25:
            if select.select([client], [], [], 0.25)[0]:
                return client.recv(200), time.monotonic() - begun
            client.sendall(drop)
    return b"", time.monotonic() - begun


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_is_too_long_is_told_so(service: Service, method: str) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as client:
        client.settimeout(25)
        body = "Content-Length: 6\r\n\r\nASK {}" if method == "POST" else "\r\n"
        client.sendall(f"{method} /sparql?query={'%41' * 25_000} HTTP/1.1\r\nHost: x\r\n{body}".encode())
        said = b"".join(iter(lambda: client.recv(1000), b""))
    assert said.startswith(b"HTTP/1.1 414 ")
    assert said.count(b"HTTP/1.1") == 1
    head, _, told = said.partition(b"\r\n\r\n")
    assert f"content-length: {len(told)}".encode() in head


def test_a_head_without_measure_is_refused(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as client:
        client.settimeout(25)
        try:
            client.sendall(b"GET /?" + b"a" * 600_000 + b" HTTP/1.1\r\n")
            said = client.recv(100)
        except ConnectionError:
            return  # it was closed while we were still sending
        assert said.startswith(b"HTTP/1.1 431 ")


CHUNKED = "POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
LEADS = {
    "a head behind a request that is being answered": "GET /sparql?query={endless} HTTP/1.1\r\nHost: x\r\n\r\n"
    "GET / HTTP/1.1\r\n",
    "fields behind a body": f"{CHUNKED}1\r\nA\r\n0\r\n",
    "words beside the length of a piece": f"{CHUNKED}1;a=",
}


@pytest.mark.parametrize("kind", LEADS)
def test_what_is_gathered_for_a_head_has_a_measure_wherever_it_stands(service: Service, kind: str) -> None:
    begun, sent = time.monotonic(), 0
    endless = ENDLESS["a product that is counted"].replace(" ", "+")
    with socket.create_connection(("127.0.0.1", service.port)) as client:
        client.settimeout(25)
        client.sendall(LEADS[kind].replace("{endless}", endless).encode())
        piece = b"a" * 9_000 if kind.startswith("words") else b"X: y\r\n" * 1_500
        try:
            while sent < 20_000_000:
                client.sendall(piece)
                sent += len(piece)
                if select.select([client], [], [], 0)[0]:
                    break
            assert client.recv(100).startswith(b"HTTP/1.1 431 ")
        except ConnectionError:
            pass  # it was closed while we were still sending
    assert sent < 20_000_000
    assert time.monotonic() - begun < AT_ONCE


def test_of_two_hosts_none_is_believed(service: Service) -> None:
    """Pages hold the address at which they are asked; one made for another host must not be kept for this one."""
    head = "GET /.well-known/void HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1:1\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", service.port)) as client:
        client.sendall(head.encode())
        assert client.recv(100).startswith(b"HTTP/1.1 400 ")
    assert b"evil.example" not in service.get("/.well-known/void", host="127.0.0.1:1").body


def test_connections_that_say_nothing_make_way_for_those_that_ask(service: Service) -> None:
    silent = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(700)]
    try:
        assert service.ask(POINT).status == 200
    finally:
        for one in silent:
            one.close()


def test_a_full_queue_is_told_at_once(service: Service) -> None:
    endless, replies = ENDLESS["a product that is counted"], []
    # 2 are answered, 32 may wait
    threads = [threading.Thread(target=lambda: replies.append(service.post(endless))) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [reply for reply in replies if reply.status == 503]
    assert len(refused) >= 50 - 34
    assert all(reply.is_problem and reply.headers["retry-after"] == "5" for reply in refused)
    assert min(reply.seconds for reply in refused) < AT_ONCE
    assert {reply.status for reply in replies} <= {500, 503, 504}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has 127.0.0.2 without being told")
def test_a_crowd_of_one_client_does_not_shut_others_out(service: Service) -> None:
    stop, crowd, clients = threading.Event(), [], []
    body = f"query={quote(ENDLESS['a product that is counted'])}"
    asked = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n{body}"

    def annoy() -> None:
        while not stop.is_set():
            # at the end they are cut off, wherever they are
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", service.port)) as client:
                clients.append(client)
                client.sendall(asked.encode())
                crowd.append(client.recv(100).split()[1:2])

    threads = [threading.Thread(target=annoy) for _ in range(50)]  # 2 are answered, 32 may wait
    for thread in threads:
        thread.start()
    assert eventually(lambda: [b"503"] in crowd)
    replies = [from_elsewhere(service.port, POINT) for _ in range(4)]
    stop.set()
    for client in clients:  # who leaves waits no longer
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join()
    assert replies == [200] * 4


def from_elsewhere(port: int, query: str) -> int:
    """The status of the answer to a query that comes from another address than all others."""
    connection = http.client.HTTPConnection("127.0.0.1", port, source_address=("127.0.0.2", 0))
    try:
        connection.request("GET", f"/sparql?query={quote(query)}")
        return connection.getresponse().status
    finally:
        connection.close()


def test_who_leaves_the_queue_frees_a_place(service: Service) -> None:
    """Sixty requests that left at once leave room for one that stays."""
    endless = ENDLESS["a product that is counted"].replace(" ", "+").replace("#", "%23")
    for _ in range(60):
        client = socket.create_connection(("127.0.0.1", service.port))
        client.sendall(f"GET /sparql?query={endless} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        client.close()
    assert eventually(lambda: service.ask(POINT).status == 200, within=6)


def test_what_nobody_waits_for_any_more_does_not_take_its_whole_time(patient: Service) -> None:
    endless = {"Content-Type": "application/sparql-query"}
    connection = http.client.HTTPConnection("127.0.0.1", patient.port)
    connection.request("POST", "/sparql", ENDLESS["a product that is counted"], endless)
    time.sleep(0.5)
    connection.close()
    reply = patient.ask(POINT)  # there is one worker for strangers
    assert reply.status == 200
    assert reply.seconds < 2 + BUSY


# Neighbours.


def test_a_neighbour_is_answered_while_others_are_at_it(service: Service) -> None:
    stop = threading.Event()

    def annoy() -> None:
        while not stop.is_set():
            service.post(ENDLESS["a product that is counted"])

    annoying = threading.Thread(target=annoy)
    annoying.start()
    try:
        times = []
        for number in range(60):
            reply = service.ask(f"{POINT} # {number}")
            assert reply.status == 200
            times.append(reply.seconds)
    finally:
        stop.set()
        annoying.join()
    # the benchmark holds the 99th percentile to 50 ms; here other tests may run beside
    assert statistics.median(times) < 0.25

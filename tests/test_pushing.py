"""A build gets into real server engines whole, whatever breaks on the way, and readers never find an empty layer."""

from __future__ import annotations

import base64
import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox
import pytest

from credatlas.build import Atlas, Engine, Pushed, build, open_atlas, push, staging, verify, verifying
from credatlas.errors import CredatlasError, NetworkError, StoreError, UsageError
from credatlas.files import Project
from credatlas.queries import load, run
from credatlas.store import LocalStore, memory_store
from credatlas.store.remote import RemoteStore
from credatlas.store.sending import GraphStore, UpdateEndpoint

ROOT = Path(__file__).resolve().parent.parent
GRAPH = "https://w3id.org/credatlas/graph/"
GOES_ON = "the same call goes on where this one stopped"
NAME = ox.NamedNode("https://schema.org/name")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither proxies nor passwords of whoever runs the tests."""
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


def emptied(server: Any) -> Any:
    graphs = RemoteStore(server.query).graphs_below(GRAPH)
    if graphs:
        UpdateEndpoint(server.update).update(" ;\n".join(f"DROP SILENT GRAPH {graph}" for graph in graphs))
    return server


@pytest.fixture
def oxigraph(writable_oxigraph: Any) -> Any:
    """An empty Oxigraph."""
    return emptied(writable_oxigraph)


@pytest.fixture
def virtuoso(writable_virtuoso: Any) -> Any:
    """An empty Virtuoso."""
    return emptied(writable_virtuoso)


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Any:
    """Each server engine in turn, empty."""
    return request.getfixturevalue(request.param)


def updating(server: Any) -> Engine:
    return Engine.at(server.query, update_endpoint=server.update)


def uploading(server: Any) -> Engine:
    return Engine.at(server.query, graph_store=server.graphs)


def things(layer: str, numbers: range, name: str = "Thing") -> list[ox.Quad]:
    """One statement about each of some things."""
    graph = ox.NamedNode(GRAPH + layer)
    return [
        ox.Quad(ox.NamedNode(f"urn:thing:{number:05}"), NAME, ox.Literal(f"{name} {number}"), graph)
        for number in numbers
    ]


def atlas(*quads: list[ox.Quad]) -> Atlas:
    """A build in memory."""
    return Atlas(memory_store([quad for part in quads for quad in part]), Project(ROOT))


def ask(server: Any, text: str) -> list[dict[str, str]]:
    """The rows of a query, by a client that is not ours."""
    parts = urlsplit(server.query)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    headers = {
        "Accept": "application/sparql-results+json",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", parts.path, urlencode({"query": text}), headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, body
    rows = json.loads(body)["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in rows]


def counts(server: Any) -> dict[str, int]:
    """The statements of every graph of ours, staging graphs included, by its name behind ``graph/``."""
    text = f'SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{GRAPH}")) }} GROUP BY ?g'
    return {row["g"].removeprefix(GRAPH): int(row["n"]) for row in ask(server, text)}


def names(server: Any, layer: str = "facts") -> list[str]:
    return sorted(row["o"] for row in ask(server, f"SELECT ?o {{ GRAPH <{GRAPH}{layer}> {{ ?s <{NAME.value}> ?o }} }}"))


def change(server: Any, update: str) -> None:
    UpdateEndpoint(server.update).update(update)


# A whole build


def test_the_founding_graph_arrives_whole_and_answers_as_the_local_store_does(
    server: Any, founding: Path, founding_store: LocalStore
) -> None:
    pushed = push(Atlas(founding_store, Project(founding)), updating(server))
    assert {count.layer for count in pushed.layers} == {
        *("facts", "inferred", "claims", "conflicts", "sources", "vocabulary")
    }
    assert counts(server) == {count.layer: count.built for count in pushed.layers}
    remote = RemoteStore(server.query)
    for count in pushed.layers:
        assert count.built == count.held
    for name in ("offerings-by-price", "claims-by-fact", "barriers-to-certification", "programmes-by-topic"):
        query = load(founding / "queries", name)
        found = run(remote, query, query.example)
        assert found.rows == run(founding_store, query, query.example).rows
        assert found.rows
    # each statement is asked for
    again = push(Atlas(founding_store, Project(founding)), updating(server))
    assert set(again.done.values()) == {"was there already"}


def test_each_layer_is_told_with_what_was_done(server: Any) -> None:
    change(
        server,
        f"INSERT DATA {{ GRAPH <{GRAPH}facts> {{ <urn:thing:00001> <{NAME.value}> 'Thing 1' . <urn:x> <urn:y> 'z' }} "
        f"GRAPH <{GRAPH}links> {{ <urn:x> <urn:y> 'z' }} }}",
    )
    new = atlas(things("facts", range(1, 4)), things("claims", range(2)))
    pushed = push(new, updating(server), replace=True)
    assert pushed.done == {
        "facts": "added 2 and took out 1",
        "claims": "added 2",
        "links": "took out 1",
    }
    assert counts(server) == {"facts": 3, "claims": 2}
    assert names(server) == ["Thing 1", "Thing 2", "Thing 3"]
    assert pushed.location == server.query


VALUES = [
    "plain",
    "C:\\users\\new \\\\u0041 \\U0001F600",
    'a "quoted" word, {braces} <angles> #hash ; dot .',
    "two\nlines\r\nand a\ttab",
    "Ärzte, 医療, 🏥, \u2028 and \u0085",
    "x" * 100_000,
    "",
]


@pytest.mark.parametrize("way", [updating, uploading])
def test_difficult_texts_arrive_as_they_are(server: Any, way: Callable[[Any], Engine]) -> None:
    facts = ox.NamedNode(f"{GRAPH}facts")
    day = ox.Literal("2025-05", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYearMonth"))
    objects = [*map(ox.Literal, VALUES), ox.Literal("Schule", language="de"), day, ox.Literal(7)]
    pushed = push(
        atlas([ox.Quad(ox.NamedNode(f"urn:é:{n}"), NAME, value, facts) for n, value in enumerate(objects)]), way(server)
    )
    assert pushed.done == {"facts": "added 10"}
    rows = RemoteStore(server.query).select(f"SELECT ?s ?o {{ GRAPH {facts} {{ ?s ?p ?o }} }}").rows
    assert {str(row[0]): row[1] for row in rows} == {f"<urn:é:{n}>": value for n, value in enumerate(objects)}


# What the engine holds already


@pytest.mark.parametrize("way", [updating, uploading])
def test_other_statements_are_refused_and_nothing_is_touched(server: Any, way: Callable[[Any], Engine]) -> None:
    change(server, f"INSERT DATA {{ GRAPH <{GRAPH}facts> {{ <urn:x> <urn:y> 'z' }} }}")
    with pytest.raises(StoreError) as caught:
        push(atlas(things("facts", range(5))), way(server))
    assert caught.value.message == f"{server.query} holds statements that are not of this build: facts 1"
    assert caught.value.hint == "--replace takes them out, once the build is there"
    assert counts(server) == {"facts": 1}


@pytest.mark.parametrize("way", [updating, uploading])
def test_a_layer_that_the_build_does_not_have_is_refused_as_well(server: Any, way: Callable[[Any], Engine]) -> None:
    change(server, f"INSERT DATA {{ GRAPH <{GRAPH}links> {{ <urn:x> <urn:y> 'z' }} }}")
    with pytest.raises(StoreError, match="not of this build: links 1"):
        push(atlas(things("facts", range(5))), way(server))
    assert counts(server) == {"links": 1}


@pytest.mark.parametrize("way", [updating, uploading])
def test_a_part_of_the_build_is_completed(server: Any, way: Callable[[Any], Engine]) -> None:
    push(atlas(things("facts", range(3))), way(server))
    pushed = push(atlas(things("facts", range(5))), way(server))
    assert pushed.done == {"facts": "added 2"}
    assert counts(server) == {"facts": 5}


def test_what_is_not_ours_stays(server: Any) -> None:
    change(server, "INSERT DATA { GRAPH <urn:other> { <urn:x> <urn:y> 'z' } }")
    push(atlas(things("facts", range(3))), updating(server), replace=True)
    assert ask(server, "SELECT ?o { GRAPH <urn:other> { ?s ?p ?o } }") == [{"o": "z"}]


# Readers while a build is replaced


@contextmanager
def reading(server: Any) -> Iterator[list[dict[str, int]]]:
    """Counts the statements of all layers again and again, until the end of the block."""
    seen: list[dict[str, int]] = []
    stop = threading.Event()

    def poll() -> None:
        while not stop.is_set():
            seen.append({name: n for name, n in counts(server).items() if not name.startswith("staging/")})

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


OLD = (things("facts", range(700)), things("claims", range(300)))
NEW = (things("facts", range(400, 1000)), things("claims", range(300, 500)))


def test_readers_find_the_old_layers_or_the_new_ones_never_an_empty_one(server: Any) -> None:
    push(atlas(*OLD), updating(server))
    with reading(server) as seen:
        push(atlas(*NEW), updating(server), replace=True)
    assert counts(server) == {"facts": 600, "claims": 200}
    assert len(seen) > 2
    old, new = {"facts": 700, "claims": 300}, {"facts": 600, "claims": 200}
    if server.name == "oxigraph":
        assert [found for found in seen if found not in (old, new)] == []
    # without transactions both may be there for a moment, and one layer may be new before the other
    assert min(found.get("facts", 0) for found in seen) >= 600
    assert min(found.get("claims", 0) for found in seen) >= 200


def test_a_graph_that_is_uploaded_takes_the_place_of_the_old_one_at_once(oxigraph: Any) -> None:
    push(atlas(*OLD), uploading(oxigraph))
    with reading(oxigraph) as seen:
        pushed = push(atlas(*NEW), uploading(oxigraph), replace=True)
    assert pushed.done == {"facts": "added 300 and took out 400", "claims": "added 200 and took out 300"}
    assert {found["facts"] for found in seen} <= {700, 600}
    assert {found["claims"] for found in seen} <= {300, 200}
    assert names(oxigraph, "claims") == sorted(f"Thing {n}" for n in range(300, 500))


def test_virtuoso_is_not_let_to_empty_a_graph_before_it_loads_another(virtuoso: Any) -> None:
    push(atlas(things("facts", range(5))), uploading(virtuoso))
    with pytest.raises(StoreError) as caught:
        push(atlas(things("facts", range(2, 9))), uploading(virtuoso), replace=True)
    assert caught.value.message == "Virtuoso empties a graph before it loads what takes its place: facts"
    assert caught.value.hint == "use --update-endpoint in place of --graph-store"
    assert names(virtuoso) == [f"Thing {n}" for n in range(5)]


# Whatever breaks, the next call goes on


class _StopError(Exception):
    """Stops a call at a moment that a test chose."""


def stop_at(words: str, then: Callable[[], None] | None = None) -> Callable[[str], None]:
    """Listens to progress; at a line that begins so it does something, or stops the call."""

    def say(line: str) -> None:
        if line.startswith(words):
            if then is None:
                raise _StopError
            then()

    return say


def test_an_engine_that_is_killed_between_two_batches_goes_on_from_there(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "_AT_ONCE", 5)
    new = atlas(things("facts", range(8)), things("claims", range(20)))
    with pytest.raises(NetworkError) as caught:
        push(new, updating(server), say=stop_at("claims: 10 of 20", server.kill))
    assert caught.value.message == f"nothing listens at {server.update}"
    assert caught.value.hint.endswith(f"; {GOES_ON}")
    server.start()
    assert counts(server)[next(name for name in counts(server) if name.endswith("/claims"))] == 10
    assert "claims" not in counts(server), "the layer itself is not there before it is whole"
    said: list[str] = []
    assert push(new, updating(server), say=said.append).done == {"facts": "added 8", "claims": "added 20"}
    assert [line for line in said if " of " in line] == [
        "claims: going on after 10 of 20 statements",
        "claims: 15 of 20 statements",
        "claims: 20 of 20 statements",
    ]
    assert counts(server) == {"facts": 8, "claims": 20}


PUSH = """
import sys
from pathlib import Path
from credatlas.build import Engine, open_atlas, push, staging
from credatlas.files import Project
staging._AT_ONCE = 4
project, store, query, update = sys.argv[1:]
def say(line):
    print(line, flush=True)
    if line.startswith("claims: 12 of 33"):
        sys.stdin.read()  # until it is killed
push(open_atlas(Project(Path(project)), store), Engine.at(query, update_endpoint=update), say=say)
"""


def test_a_call_that_is_killed_between_two_batches_is_made_again(oxigraph: Any, small: Path, tmp_path: Path) -> None:
    build(Project(small), tmp_path / "store", lineages=False)
    words = [sys.executable, "-c", PUSH, str(small), str(tmp_path / "store"), oxigraph.query, oxigraph.update]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any(line.startswith("claims: 12 of 33") for line in process.stdout)
        process.kill()
    assert set(counts(oxigraph)) == {name for name in counts(oxigraph) if name.startswith("staging/")}
    said: list[str] = []
    pushed = push(open_atlas(Project(small), tmp_path / "store"), updating(oxigraph), say=said.append)
    assert "claims: going on after 12 of 33 statements" in said
    assert {count.layer: count.held for count in pushed.layers}["claims"] == 33
    assert not [name for name in counts(oxigraph) if name.startswith("staging/")]


def test_a_call_that_was_stopped_before_the_change_leaves_the_old_layers(server: Any) -> None:
    push(atlas(things("facts", range(5))), updating(server))
    new = atlas(things("facts", range(2, 9)))
    with pytest.raises(_StopError):
        push(new, updating(server), replace=True, say=stop_at("changing over"))
    assert names(server) == [f"Thing {n}" for n in range(5)]
    said: list[str] = []
    push(new, updating(server), replace=True, say=said.append)
    assert not [line for line in said if " of " in line], "all was there already"
    assert names(server) == [f"Thing {n}" for n in range(2, 9)]


def test_the_second_of_two_calls_at_once_takes_nothing_out(server: Any) -> None:
    """Between its last count and its change over, another call for the same build has done all of it."""
    push(atlas(things("facts", range(5)), things("claims", range(3))), updating(server))
    new = atlas(things("facts", range(2, 9)), things("claims", range(3)))

    def other() -> None:
        push(new, updating(server), replace=True)

    push(new, updating(server), replace=True, say=stop_at("changing over", other))
    assert names(server) == [f"Thing {n}" for n in range(2, 9)]
    assert counts(server) == {"facts": 7, "claims": 3}


def test_a_staging_graph_that_vanishes_empties_no_layer(server: Any) -> None:
    push(atlas(things("facts", range(5))), updating(server))
    new = atlas(things("facts", range(3, 9)))

    def vanish() -> None:
        (graph,) = (name for name in counts(server) if name.startswith("staging/"))
        change(server, f"DROP SILENT GRAPH <{GRAPH}{graph}>")

    with pytest.raises(StoreError, match="does not hold the build: facts holds 5 statements in place of 6"):
        push(new, updating(server), replace=True, say=stop_at("changing over", vanish))
    assert names(server) == [f"Thing {n}" for n in range(5)]
    push(new, updating(server), replace=True)
    assert names(server) == [f"Thing {n}" for n in range(3, 9)]


def test_a_staging_graph_into_which_somebody_else_wrote_is_made_anew(server: Any) -> None:
    new = atlas(things("facts", range(5)))
    with pytest.raises(_StopError):
        push(new, updating(server), say=stop_at("changing over"))
    (graph,) = counts(server)
    change(server, f"DELETE DATA {{ GRAPH <{GRAPH}{graph}> {{ <urn:thing:00001> <{NAME.value}> 'Thing 1' }} }}")
    change(server, f"INSERT DATA {{ GRAPH <{GRAPH}{graph}> {{ <urn:x> <urn:y> 'z' . <urn:x> <urn:y> 'zz' }} }}")
    push(new, updating(server))
    assert counts(server) == {"facts": 5}
    assert names(server) == [f"Thing {n}" for n in range(5)]


def test_a_gap_in_a_staging_graph_is_filled(server: Any) -> None:
    new = atlas(things("facts", range(5)))
    with pytest.raises(_StopError):
        push(new, updating(server), say=stop_at("changing over"))
    (graph,) = counts(server)
    change(server, f"DELETE DATA {{ GRAPH <{GRAPH}{graph}> {{ <urn:thing:00001> <{NAME.value}> 'Thing 1' }} }}")
    push(new, updating(server))
    assert names(server) == [f"Thing {n}" for n in range(5)]


def test_what_a_call_for_another_build_left_is_told_and_dropped_when_the_layers_are_replaced(server: Any) -> None:
    with pytest.raises(_StopError):
        push(atlas(things("facts", range(9))), updating(server), say=stop_at("changing over"))
    (graph,) = counts(server)
    new = atlas(things("facts", range(5)))
    pushed = push(new, updating(server))
    assert pushed.left == (f"another call left {GRAPH}{graph}; --replace drops it",)
    assert counts(server) == {"facts": 5, graph: 9}
    assert push(new, updating(server), replace=True).left == ()
    assert counts(server) == {"facts": 5}


def test_only_what_is_missing_is_uploaded(oxigraph: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []
    real = GraphStore.add

    def add(self: GraphStore, graph: ox.NamedNode, ntriples: bytes) -> None:
        sent.append(ntriples)
        real(self, graph, ntriples)

    monkeypatch.setattr(GraphStore, "add", add)
    push(atlas(things("facts", range(3))), uploading(oxigraph))
    push(atlas(things("facts", range(4))), uploading(oxigraph))
    push(atlas(things("facts", range(4))), uploading(oxigraph))
    line = b'<urn:thing:0000%d> <https://schema.org/name> "Thing %d" .\n'
    assert sent == [b"".join(line % (n, n) for n in range(3)), line % (3, 3)]


# Faults of whoever takes what is sent


class Taker:
    """A server that takes nothing, in the way that a test tells it."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: dict[str, str] = {}
        self.body = b""
        self.requests: list[tuple[str, dict[str, str], bytes]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(handler) -> None:  # noqa: N805 - self is the taker
                body = handler.rfile.read(int(handler.headers["Content-Length"]))
                self.requests.append((handler.path, dict(handler.headers), body))
                if not self.status:  # the connection breaks
                    handler.connection.close()
                    return
                handler.send_response(self.status)
                for name, value in {"Content-Length": str(len(self.body)), **self.headers}.items():
                    handler.send_header(name, value)
                handler.end_headers()
                handler.wfile.write(self.body)

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}/write"


@pytest.fixture
def taker() -> Iterator[Taker]:
    made = Taker()
    yield made
    made.http.shutdown()
    made.http.server_close()


REASON = {"Content-Type": "text/plain"}
FAULTS: dict[str, tuple[int, dict[str, str], bytes, type[CredatlasError], str]] = {
    "401": (401, {}, b"", StoreError, "wants other credentials (401)"),
    "403": (403, {}, b"", StoreError, "refuses us (403)"),
    "404": (404, {}, b"", StoreError, "is no place to write to (404)"),
    "405": (405, {}, b"", StoreError, "takes no statements this way (405)"),
    "413": (413, {}, b"", StoreError, "takes no request of this size (413)"),
    "500 with a reason": (500, REASON, b"No permission\nmore", StoreError, "did not take what was sent (500): No perm"),
    "500 with a page": (500, {"Content-Type": "text/html"}, b"<html>", StoreError, "did not take what was sent (500)"),
    "503": (503, {"Retry-After": "3600"}, b"", StoreError, "(503); it wants to be left alone for 3600 s"),
    "a redirect": (
        302,
        {"Location": "http://example.org/?key=1"},
        b"",
        NetworkError,
        "sends us on to http://example.org/",
    ),
    "a connection that breaks": (0, {}, b"", NetworkError, "broke off"),
}


@pytest.mark.parametrize("kind", ["update_endpoint", "graph_store"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_error_and_the_next_call_goes_on(oxigraph: Any, taker: Taker, fault: str, kind: str) -> None:
    taker.status, taker.headers, taker.body, error, said = FAULTS[fault]
    new = atlas(things("facts", range(3)))
    with pytest.raises(error) as caught:
        push(new, Engine.at(oxigraph.query, **{kind: taker.address}))
    assert caught.value.exit_code == {StoreError: 5, NetworkError: 6}[error]
    assert said in caught.value.message
    assert taker.address in caught.value.message
    assert caught.value.hint.endswith(f"; {GOES_ON}")
    assert len(taker.requests) == 1
    assert push(new, updating(oxigraph)).done == {"facts": "added 3"}


def test_statements_go_as_they_are_documented(oxigraph: Any, taker: Taker) -> None:
    new = atlas(things("facts", range(1)))
    for kind in ("update_endpoint", "graph_store"):
        with pytest.raises(StoreError):
            push(new, Engine.at(oxigraph.query, **{kind: f"{taker.address}?key=1"}))
    (path, update, body), (other, upload, ntriples) = taker.requests
    assert (path, other) == ("/write?key=1", f"/write?key=1&graph={GRAPH.replace(':', '%3A').replace('/', '%2F')}facts")
    assert update["Content-Type"] == "application/x-www-form-urlencoded"
    assert body.startswith(b"update=INSERT+DATA+")
    assert upload["Content-Type"] == "application/n-triples"
    assert ntriples == b'<urn:thing:00000> <https://schema.org/name> "Thing 0" .\n'
    assert "Authorization" not in {**update, **upload}


@pytest.mark.parametrize("kind", ["update_endpoint", "graph_store"])
def test_the_password_of_the_host_goes_there_and_into_no_message(
    oxigraph: Any, taker: Taker, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password se:cret\n", encoding="utf-8")
    taker.headers, taker.body = REASON, b"bad se:cret " + base64.b64encode(b"me:se:cret")
    with pytest.raises(StoreError) as caught:
        push(atlas(things("facts", range(1))), Engine.at(oxigraph.query, **{kind: taker.address}))
    assert taker.requests[0][1]["Authorization"] == f"Basic {base64.b64encode(b'me:se:cret').decode()}"
    assert "cret" not in str(caught.value)
    assert "cret" not in repr(Engine.at(oxigraph.query, **{kind: taker.address}))


def test_two_addresses_that_are_not_of_one_engine_are_found_out(oxigraph: Any, taker: Taker) -> None:
    taker.status = 204
    with pytest.raises(StoreError) as caught:
        push(atlas(things("facts", range(3))), Engine.at(oxigraph.query, update_endpoint=taker.address))
    assert caught.value.message == f"{taker.address} took 3 statements of facts, and {oxigraph.query} shows 0"
    assert caught.value.hint.startswith("are both addresses those of one engine")
    with pytest.raises(StoreError, match="does not hold the build: facts holds 0 statements in place of 3"):
        push(atlas(things("facts", range(3))), Engine.at(oxigraph.query, graph_store=taker.address))


def test_an_engine_that_is_not_up_is_told_before_anything_is_sent(oxigraph: Any, taker: Taker) -> None:
    taker.http.shutdown()
    taker.http.server_close()
    with pytest.raises(NetworkError, match=f"nothing listens at {taker.address}") as caught:
        push(atlas(things("facts", range(3))), Engine.at(taker.address, update_endpoint=oxigraph.update))
    assert GOES_ON not in caught.value.hint


def test_a_server_that_lets_nobody_write_says_so(virtuoso: Any) -> None:
    virtuoso.sql('REVOKE SPARQL_UPDATE FROM "SPARQL";')
    try:
        with pytest.raises(
            StoreError, match=r"did not take what was sent \(500\): Virtuoso 42000 Error .*No permission"
        ):
            push(atlas(things("facts", range(2))), updating(virtuoso))
    finally:
        virtuoso.sql('GRANT SPARQL_UPDATE TO "SPARQL";')


# The build itself


def test_a_damaged_build_is_not_sent(oxigraph: Any, small: Path, tmp_path: Path) -> None:
    build(Project(small), tmp_path / "store", lineages=False)
    (generation,) = (tmp_path / "store").glob("g0*")
    record = generation / "manifest.json"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace('"digest": "', '"digest": "0'), encoding="utf-8")
    with pytest.raises(StoreError, match=r"does not hold what was built\n  hint: see `credatlas verify`"):
        push(open_atlas(Project(small), tmp_path / "store"), updating(oxigraph))
    record.write_text(text, encoding="utf-8")
    for table in generation.glob("*.sst"):
        table.write_bytes(bytes(20) + table.read_bytes()[20:])
    with pytest.raises(StoreError, match=r"cannot be (read|opened)"):
        push(open_atlas(Project(small), tmp_path / "store"), updating(oxigraph))
    assert counts(oxigraph) == {}


def test_an_endpoint_is_no_build(oxigraph: Any) -> None:
    there = Atlas(RemoteStore(oxigraph.query), Project(ROOT))
    with pytest.raises(UsageError, match="is no build, but an endpoint"):
        push(there, updating(oxigraph))


# The command line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "nothing says where to write: neither --update-endpoint nor --graph-store"),
        (
            ("--update-endpoint", "http://localhost:1/u", "--graph-store", "http://localhost:1/g"),
            "are two ways to write",
        ),
        (("--update-endpoint", "localhost:7878/update"), "--update-endpoint: the address of an endpoint begins"),
        (("--graph-store", "http://me:secret@localhost/store"), "--graph-store: an address with a user or a password"),
        (("--update-endpoint", ""), "--update-endpoint: an empty text names nothing"),
        (("--update-endpoint", "http://localhost:1/u", "--store", "http://h/s"), "--store: push loads the build in a"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(
    credatlas: Callable[..., Any], words: tuple[str, ...], said: str
) -> None:
    done = credatlas("push", "--query-endpoint", "http://localhost:1/query", *words)
    assert (done.code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "secret" not in done.stderr


def test_who_names_no_place_to_write_is_shown_the_usual_addresses(credatlas: Callable[..., Any]) -> None:
    done = credatlas("push", "--query-endpoint", "http://localhost:1/query")
    for address in (
        *("http://localhost:7878/query", "http://localhost:7878/update", "http://localhost:7878/store"),
        *("http://localhost:8890/sparql", "http://localhost:8890/sparql-graph-crud", "GRANT SPARQL_UPDATE"),
    ):
        assert address in done.stderr
    assert credatlas("push", "--update-endpoint", "http://localhost:1/u").code == 2
    assert "--query-endpoint: the address of an endpoint begins" in credatlas("push", "--query-endpoint", "x").stderr


def test_the_command_loads_a_store_and_verify_finds_it_there(
    oxigraph: Any, small: Path, tmp_path: Path, credatlas: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "cache"))
    place = ("--project", str(small))
    to = ("push", "--query-endpoint", oxigraph.query, "--update-endpoint", oxigraph.update)
    done = credatlas(*place, *to)
    assert (done.code, done.stderr) == (0, "")
    # counted by hand in test_build.py
    assert done.stdout.startswith(
        f"{oxigraph.query} holds the build: 123 statements\n"
        "         facts        8  added 8\n"
        "      inferred        2  added 2\n"
        "        claims       33  added 33\n"
    )
    assert "        claims       33  was there already\n" in credatlas(*place, *to).stdout
    fine = credatlas(*place, "verify", "--store", oxigraph.query)
    assert (fine.code, fine.stderr) == (0, "")
    assert "compared: 123 of its 123 statements, spread evenly over the layers\n" in fine.stdout
    beta = "<https://w3id.org/credatlas/id/organization/beta>"
    change(oxigraph, f"INSERT DATA {{ GRAPH <{GRAPH}facts> {{ {beta} <{NAME.value}> 'Beta Collage'@en }} }}")
    refused = credatlas(*place, *to)
    assert (refused.code, refused.stdout) == (5, "")
    assert "not of this build: facts 1\n  hint: --replace takes them out" in refused.stderr
    assert "facts        8  took out 1\n" in credatlas(*place, *to, "--replace").stdout


def test_progress_is_for_terminals(
    oxigraph: Any, small: Path, tmp_path: Path, credatlas: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("credatlas.cli.pushing._BETWEEN", 0.0)
    said: list[str] = []
    monkeypatch.setattr("credatlas.cli.pushing.progress", said.append)
    to = ("push", "--query-endpoint", oxigraph.query, "--graph-store", oxigraph.graphs)
    assert credatlas("--project", str(small), *to).code == 0
    assert "claims: 33 of 33 statements" in said
    assert said[-1] == "counting"


# An endpoint compared with its build


def loaded(server: Any, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pushed:
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "cache"))
    return push(open_atlas(Project(small)), updating(server))


def test_a_changed_statement_is_found_though_the_counts_agree(
    server: Any, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed = loaded(server, small, tmp_path, monkeypatch)
    whole = verify(Project(small), server.query)
    assert (whole.faults, whole.digest, whole.layers) == ((), pushed.digest, tuple(sorted(pushed.layers, key=str)))
    beta = f"<https://w3id.org/credatlas/id/organization/beta> <{NAME.value}>"
    graph = f"GRAPH <{GRAPH}facts>"
    change(
        server,
        f"DELETE DATA {{ {graph} {{ {beta} 'Beta College'@en }} }} ; "
        f"INSERT DATA {{ {graph} {{ {beta} 'Beta Collage'@en }} }}",
    )
    assert verify(Project(small), server.query).faults == (
        'facts: 1 statement is missing of 8 that were asked for: organization:beta schema:name "Beta College"@en',
    )


def test_every_layer_with_another_count_is_named(
    oxigraph: Any, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, credatlas: Callable[..., Any]
) -> None:
    loaded(oxigraph, small, tmp_path, monkeypatch)
    change(
        oxigraph,
        f"DROP GRAPH <{GRAPH}inferred> ; INSERT DATA {{ GRAPH <{GRAPH}links> {{ <urn:x> <urn:y> 'z' }} }}",
    )
    done = credatlas("--project", str(small), "verify", "--store", oxigraph.query)
    assert done.code == 5
    assert "  inferred holds 0 statements in place of 2\n" in done.stderr
    assert "  links holds 1 statement in place of 0\n" in done.stderr
    assert "inferred: 2 statements are missing of 2 that were asked for: " in done.stderr
    assert done.stderr.endswith("hint: load the build again with `credatlas push --replace`\n")


def test_of_a_large_build_some_statements_are_asked_for_the_same_in_every_call(
    oxigraph: Any, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(oxigraph, small, tmp_path, monkeypatch)
    monkeypatch.setattr(verifying, "_MOST_ASKED", 30)  # at most 5 of each of the six layers
    asked: list[Any] = []
    real = verifying.absent
    monkeypatch.setattr(verifying, "absent", lambda *words: asked.append(words[2]) or real(*words))
    found = verify(Project(small), oxigraph.query)
    assert found.faults == ()
    # every 7th of 33 claims, every 2nd of 10 and of 8, both that follow, every 4th of 19, every 11th of 51
    assert [len(sample) for sample in asked] == [5, 5, 4, 2, 5, 5]
    assert found.compared[1] == "26 of its 123 statements, spread evenly over the layers"
    assert found.left == ("the other statements were counted, not compared",)
    verify(Project(small), oxigraph.query)
    assert asked[6:] == asked[:6]


def test_an_endpoint_without_the_atlas_or_out_of_reach_is_told(oxigraph: Any, taker: Taker, founding: Path) -> None:
    with pytest.raises(StoreError, match=rf"there is no atlas at {oxigraph.query}\n  hint: `credatlas push` loads it"):
        verify(Project(founding), f"{oxigraph.query}?key=secret")
    taker.status = 401
    with pytest.raises(StoreError, match=r"wants other credentials \(401\)"):
        verify(Project(founding), taker.address)
    with pytest.raises(NetworkError, match="nothing listens"):
        verify(Project(founding), "http://127.0.0.1:1/sparql")
    assert os.environ["no_proxy"] == "*"

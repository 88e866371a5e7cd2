"""A real `credatlas serve`: how it starts, stops, keeps its workers, and takes on a new build."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from conftest import Command
from credatlas.store import LocalStore
from serving import PROGRAM, Service, children, eventually, is_gone, serving

HMS = "https://w3id.org/credatlas/id/organization/harvard-medical-school"
NAME = f"SELECT ?name {{ <{HMS}> schema:name ?name }}"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def words(founding: Path, founding_store: LocalStore) -> tuple[str, ...]:
    return ("--project", str(founding), "--store", str(Path(founding_store.location).parent), "--workers", "1")


@pytest.fixture(scope="module")
def service(words: tuple[str, ...]) -> Iterator[Service]:
    with serving(*words) as running:
        yield running


@pytest.fixture(scope="module")
def brief(words: tuple[str, ...]) -> Iterator[Service]:
    """A service that gives two rows at most."""
    with serving(*words, "--rows", "2") as running:
        yield running


def test_it_answers_soon_after_its_start(words: tuple[str, ...]) -> None:
    begun = time.monotonic()
    with serving(*words) as running:
        assert running.ask(NAME).status == 200
        # the benchmark holds it to one second on a quiet machine
        assert time.monotonic() - begun < 10


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux holds processes to their memory")
def test_a_service_that_may_have_less_memory_than_a_worker_would_be_given_answers(words: tuple[str, ...]) -> None:
    with serving(*words, before=("bash", "-c", 'ulimit -v 1000000; exec "$0" "$@"')) as running:
        assert running.ask(NAME).status == 200


# Real clients.


def test_curl_asks_it(service: Service) -> None:
    target = f"{service.address}/sparql"
    command = ["curl", "-s", "-H", "Accept: text/csv", "--data-urlencode", f"query={NAME}", target]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert done.stdout == b"name\r\nHarvard Medical School\r\n"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_asks_it_for_rows(service: Service, method: str, form: str) -> None:
    from SPARQLWrapper import SPARQLWrapper

    client = SPARQLWrapper(f"{service.address}/sparql")
    client.setMethod(method)
    client.setReturnFormat(form)
    client.setQuery(f"PREFIX schema: <https://schema.org/> {NAME}")
    answer = client.query().convert()
    shown = answer.toxml() if form == "xml" else answer.decode() if isinstance(answer, bytes) else str(answer)
    assert "Harvard Medical School" in shown


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:SPARQLWrapper")
@pytest.mark.parametrize("form", ["turtle", "n3", "xml", "json-ld"])
def test_sparqlwrapper_asks_it_for_statements(service: Service, form: str) -> None:
    from SPARQLWrapper import SPARQLWrapper

    client = SPARQLWrapper(f"{service.address}/sparql")
    client.setReturnFormat(form)
    client.setQuery(f"DESCRIBE <{HMS}>")
    answer = client.query().convert()
    shown = answer if isinstance(answer, bytes | str) else answer.serialize(format="turtle")
    assert "Harvard Medical School" in (shown.decode() if isinstance(shown, bytes) else shown)


@pytest.mark.parametrize(("form", "parser"), [("json", "json"), ("xml", "xml"), ("csv", "csv"), ("tsv", "tsv")])
@pytest.mark.parametrize("cut", [False, True])
def test_rdflib_reads_the_rows(service: Service, brief: Service, form: str, parser: str, *, cut: bool) -> None:
    from rdflib.query import Result

    target = f"/sparql?query={quote('SELECT ?s ?c { ?s a ?c } LIMIT 5')}&format={form}"
    reply = (brief if cut else service).get(target)
    assert ("credatlas-truncated" in reply.headers) is cut
    result = Result.parse(io.BytesIO(reply.body), format=parser)
    assert len(list(result)) == (2 if cut else 5)


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_pyoxigraph_and_pandas_read_the_rows(service: Service, form: str) -> None:
    import pandas

    reply = service.get(f"/sparql?query={quote('SELECT ?s ?c { ?s a ?c } LIMIT 5')}&format={form}")
    kinds = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
    if form in kinds:
        found: Any = ox.parse_query_results(reply.body, format=kinds[form])
        assert len(list(found)) == 5
    if form in ("csv", "tsv"):
        frame = pandas.read_csv(io.BytesIO(reply.body), sep="," if form == "csv" else "\t")
        assert frame.shape == (5, 2)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize(
    ("form", "rdflib_name", "engine"),
    [
        ("turtle", "turtle", ox.RdfFormat.TURTLE),
        ("ntriples", "nt", ox.RdfFormat.N_TRIPLES),
        ("jsonld", "json-ld", ox.RdfFormat.JSON_LD),
        ("rdfxml", "xml", ox.RdfFormat.RDF_XML),
        ("trig", "trig", ox.RdfFormat.TRIG),
        ("nquads", "nquads", ox.RdfFormat.N_QUADS),
    ],
)
def test_rdflib_and_pyoxigraph_read_the_statements(
    service: Service, form: str, rdflib_name: str, engine: ox.RdfFormat
) -> None:
    import rdflib

    query = f"CONSTRUCT {{ <{HMS}> ?p ?o }} WHERE {{ <{HMS}> ?p ?o }}"
    reply = service.get(f"/sparql?query={quote(query)}&format={form}")
    theirs = rdflib.Dataset().parse(data=reply.body, format=rdflib_name)
    ours = list(ox.parse(reply.body, format=engine))
    count = service.ask(f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?p ?o {{ <{HMS}> ?p ?o }} }}").json
    expected = int(count["results"]["bindings"][0]["n"]["value"])
    assert expected > 10
    assert (len(list(theirs.quads())), len(ours)) == (expected, expected)


# Workers.


def test_a_worker_that_is_killed_is_replaced(service: Service) -> None:
    assert eventually(lambda: len(service.workers()) == 4)
    before = set(service.workers())
    assert service.ask(NAME).status == 200
    (nursery,) = children(service.process.pid)
    for worker in children(nursery):
        os.kill(worker, signal.SIGKILL)
    assert eventually(lambda: service.ask(NAME).status == 200)
    assert eventually(lambda: len(service.workers()) == len(before))
    assert set(service.workers()) & before == {nursery}


def test_a_nursery_that_is_killed_is_replaced_with_all_its_workers(service: Service) -> None:
    assert eventually(lambda: len(service.workers()) == 4)  # the nursery, one for pages, one and a spare for strangers
    before = set(service.workers())
    (nursery,) = children(service.process.pid)
    os.kill(nursery, signal.SIGKILL)
    assert eventually(lambda: all(is_gone(pid) for pid in before))
    assert eventually(lambda: service.ask(f"{NAME} # again").status == 200)
    assert eventually(lambda: len(service.workers()) == len(before))


def test_no_worker_outlives_a_nursery_that_is_killed(words: tuple[str, ...]) -> None:
    with serving(*words, "--workers", "2", "--timeout", "60") as running:
        assert eventually(lambda: len(running.workers()) == 6)
        for number in range(2):
            threading.Thread(target=running.post, args=(f"{ENDLESS} # {number}",), daemon=True).start()
        time.sleep(1)
        before = running.workers()
        os.kill(before[0], signal.SIGKILL)
        assert eventually(lambda: all(is_gone(pid) for pid in before))


def test_no_worker_outlives_a_service_that_is_killed(words: tuple[str, ...]) -> None:
    with serving(*words) as running:
        threading.Thread(target=_asked_in_vain, args=(running, ENDLESS), daemon=True).start()
        time.sleep(1)
        below = running.workers()
        assert len(below) == 4
        assert running.stop(signal.SIGKILL) == -signal.SIGKILL
        assert eventually(lambda: all(is_gone(pid) for pid in below))


def _asked_in_vain(running: Service, query: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - however the connection breaks
        running.post(query)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_it_answers_what_it_was_asked_and_leaves_nothing_behind(words: tuple[str, ...], number: int) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a a skos:Concept . ?b a skos:Concept . ?c a ca:Organization }"
    with serving(*words, "--timeout", "30") as running:
        assert running.ask("ASK {}").status == 200
        below, replies = running.workers(), []
        asking = threading.Thread(target=lambda: replies.append(running.post(slow)))
        asking.start()
        time.sleep(0.3)
        code = running.stop(number, within=40)
        asking.join()
    assert code == 0
    assert [reply.status for reply in replies] == [200]
    assert all(is_gone(pid) for pid in below)
    assert "Traceback" not in "".join(running.told)


def test_workers_have_no_network(service: Service, tmp_path: Path) -> None:
    (nursery,) = children(service.process.pid)
    own = Path("/proc/self/ns/net").stat().st_ino
    if Path(f"/proc/{nursery}/ns/net").stat().st_ino == own:
        pytest.skip("this system lets no process leave its network: run the tests where user namespaces are allowed")
    for worker in children(nursery):
        assert Path(f"/proc/{worker}/net/tcp").read_text().count("\n") == 1  # the header alone
        interfaces = Path(f"/proc/{worker}/net/dev").read_text().splitlines()[2:]
        assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]


# Builds.


def test_a_new_build_is_taken_on_without_dropping_a_request(small: Path, tmp_path: Path, credatlas: Command) -> None:
    store = tmp_path / "store"
    built = ("--project", str(small), "build", "--to", str(store))
    assert credatlas(*built).code == 0
    (page,) = small.glob("data/sources/*.trig")
    price = "SELECT ?n { GRAPH graph:facts { ?offer schema:price ?n } }"
    with serving("--project", str(small), "--store", str(store), "--workers", "1") as running:
        first = running.ask(price)
        assert first.json["results"]["bindings"][0]["n"]["value"] == "900"
        below = set(running.workers())
        stop, replies = threading.Event(), []

        def ask_on() -> None:
            while not stop.is_set():
                replies.append(running.ask(price))

        asking = threading.Thread(target=ask_on)
        asking.start()
        page.write_text(page.read_text().replace("schema:price 900", "schema:price 950"))
        assert credatlas(*built).code == 0
        assert eventually(lambda: bool(replies) and replies[-1].body != first.body)
        stop.set()
        asking.join()
        assert {reply.status for reply in replies} == {200}
        assert running.ask(price).json["results"]["bindings"][0]["n"]["value"] == "950"
        assert eventually(lambda: all(is_gone(pid) for pid in below))


def test_a_pointer_that_leads_nowhere_changes_nothing(
    words: tuple[str, ...], founding_store: LocalStore, tmp_path: Path
) -> None:
    store = Path(shutil.copytree(Path(founding_store.location).parent, tmp_path / "store"))
    with serving(words[0], words[1], "--store", str(store), "--workers", "1") as running:
        (store / "current").write_text("g000099-abc\n")
        time.sleep(2.5)
        assert running.ask(f"{NAME} # another").status == 200


def test_a_build_that_cannot_be_opened_leaves_the_one_before_at_work(
    words: tuple[str, ...], founding_store: LocalStore, tmp_path: Path
) -> None:
    store = Path(shutil.copytree(Path(founding_store.location).parent, tmp_path / "store"))
    with serving(words[0], words[1], "--store", str(store), "--workers", "1") as running:
        (store / "g000099-abc").mkdir()
        (store / "current").write_text("g000099-abc\n")
        time.sleep(3.5)
        assert running.ask(f"{NAME} # another").status == 200
    assert "a worker could not begin" in "".join(running.told)


def test_an_answer_that_is_kept_is_given_out_again(service: Service) -> None:
    query = f"{NAME} # kept"
    first = service.ask(query)
    assert service.ask(query).body == first.body
    assert service.ask(query, if_none_match=first.headers["etag"]).status == 304
    assert service.send("HEAD", f"/sparql?query={quote(query)}").headers["etag"] == first.headers["etag"]


# Other stores, and what cannot be served.


def test_the_store_of_a_server_engine_is_served(founding: Path, oxigraph_server: str) -> None:
    with serving("--project", str(founding), "--store", oxigraph_server, "--workers", "1") as running:
        reply = running.ask(NAME)
        assert reply.json["results"]["bindings"][0]["name"]["value"] == "Harvard Medical School"
        facts = "https://w3id.org/credatlas/graph/facts"
        graphs = running.get(
            f"/sparql?query={quote('SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }')}&named-graph-uri={facts}"
        )
        assert [row["g"]["value"] for row in graphs.json["results"]["bindings"]] == [facts]


def test_a_bare_store_of_the_engine_is_served(founding: Path, founding_store: LocalStore) -> None:
    with serving("--project", str(founding), "--store", founding_store.location, "--workers", "1") as running:
        assert running.ask(NAME).json["results"]["bindings"][0]["name"]["value"] == "Harvard Medical School"


@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        (("--store", "/nowhere/at/all"), 5, "no store in /nowhere/at/all"),
        (("--store", "http://127.0.0.1:9/sparql"), 6, "nothing listens"),
        (("--workers", "0"), 2, "--workers"),
        (("--timeout", "0"), 2, "--timeout"),
        (("--timeout", "nan"), 2, "--timeout"),
        (("--memory", "1"), 2, "--memory"),
        (("--rows", "none"), 2, "--rows"),
        (("--port", "70000"), 2, "ports are numbers"),
        (("--host", "256.1.1.1"), 2, "cannot listen"),
    ],
)
def test_what_cannot_be_served_is_said_at_the_start(
    words: tuple[str, ...], wrong: tuple[str, ...], code: int, said: str
) -> None:
    command = [str(PROGRAM), "serve", *words, *wrong]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr


def test_a_system_without_copies_of_processes_is_told_where_to_serve(
    credatlas: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "fork")
    done = credatlas("serve")
    assert (done.code, "WSL" in done.stderr) == (2, True)


# No request to others: counted by the system, in a network that has nothing but itself.

LONELY = """
import sys
from pathlib import Path
from serving import serving
from test_service_hostile import REFUSED

def counted():
    lines = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines()]
    rows = {head[0] + name: value for head, row in zip(lines[::2], lines[1::2]) for name, value in zip(head, row)}
    return int(rows["Ip:OutNoRoutes"]), int(rows["Tcp:ActiveOpens"])

asked = 0
with serving(*sys.argv[1:]) as service:
    for query, _ in REFUSED.values():
        assert service.post(query).status == 400
        asked += 1
    for path in ("/", "/sparql", "/api/queries", "/nowhere", "/sparql?query=ASK%7B%7D&default-graph-uri=http://e.org/"):
        service.get(path)
        asked += 1
print(*counted(), asked)
"""


def test_nothing_reaches_out_where_there_is_no_network(words: tuple[str, ...], repo: Path) -> None:
    alone = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets no process leave its network: run the tests where user namespaces are allowed")
    command = [*alone, sys.executable, "-c", LONELY, *words]
    environment = {**os.environ, "PYTHONPATH": str(repo / "tests")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment)
    assert done.returncode == 0, done.stderr
    without_route, opened, asked = map(int, done.stdout.split())
    assert without_route == 0
    assert opened == asked  # by us

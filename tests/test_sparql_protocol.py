"""The query half of the SPARQL 1.1 Protocol: the W3C's own tests, and what they leave out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import rdflib

from asgi import FORM, Client, Reply
from credatlas.build import Atlas
from credatlas.files import find_project
from credatlas.serve.askers import InPlace
from credatlas.serve.service import Settings, service_app
from credatlas.store import LocalStore, memory_store

ROOT = Path(__file__).resolve().parent.parent
QUERY = "application/sparql-query"
# Only graphs below our base can be named. The tests name these: they are moved below it, on both sides.
THEIRS, OURS = "http://kasei.us/2009/09/sparql/data/", "https://w3id.org/credatlas/graph/w3c/"
LAYER = "https://w3id.org/credatlas/graph/"
SD = "http://www.w3.org/ns/sparql-service-description#"


@pytest.fixture(scope="module")
def suite() -> Path:
    """The folder of the tests of SPARQL 1.1; the test is skipped where they are not at hand."""
    folder = Path(os.environ.get("CREDATLAS_W3C") or ROOT.parent / "shared/w3c") / "rdf-tests/sparql/sparql11"
    if not folder.is_dir():
        pytest.skip(
            "the W3C suites are missing: put https://github.com/w3c/rdf-tests into ../shared/w3c, "
            "or name the folder that holds it: CREDATLAS_W3C=DIR make test"
        )
    return folder


@dataclass(frozen=True)
class Exchange:
    """One request of a test, and what is expected of the answer."""

    method: str
    target: str
    media: str
    body: bytes
    status: frozenset[str]
    form: str
    truth: bool | None


class Manifest:
    """The tests of a manifest with their requests."""

    def __init__(self, folder: Path) -> None:
        self.store = ox.Store()
        self.store.load(
            path=str(folder / "manifest.ttl"), format=ox.RdfFormat.TURTLE, base_iri="https://suite.example/"
        )

    def values(self, subject: Any, name: str) -> list[Any]:
        """The objects of the statements with a subject and a property of that local name."""
        if subject is None:
            return []
        return [
            quad.object
            for quad in self.store.quads_for_pattern(subject, None, None)
            if quad.predicate.value.rpartition("#")[2] == name
        ]

    def value(self, subject: Any, name: str) -> Any:
        """The first of them, or None."""
        return next(iter(self.values(subject, name)), None)

    def members(self, head: Any) -> Iterator[Any]:
        """The members of a list."""
        while self.value(head, "first") is not None:
            yield self.value(head, "first")
            head = self.value(head, "rest")

    def tests(self) -> dict[str, list[Exchange]]:
        """The requests of each test, by its name, in the order of the manifest."""
        names = self.members(self.value(ox.NamedNode("https://suite.example/"), "entries"))
        return {name.value.rpartition("#")[2]: list(self.exchanges(name)) for name in names}

    def exchanges(self, test: Any) -> Iterator[Exchange]:
        """The requests of a test."""
        for request in self.members(self.value(self.value(test, "action"), "requests")):
            headers = {
                self.value(header, "fieldName").value: self.value(header, "fieldValue").value
                for header in self.members(self.value(request, "headers"))
            }
            body = self.value(request, "body")
            charset = self.value(body, "characterEncoding").value if body else "utf-8"
            response = self.value(request, "resp")
            truth, form = self.value(response, "expectedBoolean"), self.value(response, "expectedFormat")
            yield Exchange(
                self.value(request, "methodName").value,
                moved(self.value(request, "absolutePath").value),
                headers.get("content-type", ""),
                moved(self.value(body, "chars").value).encode(charset) if body else b"",
                frozenset(status.value[-3:] for status in self.values(response, "expectedStatus")),
                form.value if form else "",
                truth.value == "true" if truth else None,
            )


def moved(text: str) -> str:
    return text.replace(THEIRS, OURS).replace(quote(THEIRS, safe=""), quote(OURS, safe=""))


@pytest.fixture(scope="module")
def kasei(suite: Path, founding: Path) -> Iterator[Client]:
    """An endpoint with the three graphs of the tests."""
    store = memory_store()
    for number in (1, 2, 3):
        text = moved((suite / f"protocol/data{number}.nt").read_text())
        store.engine.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(f"{OURS}data{number}.rdf"))
    client = Client(service_app(InPlace(lambda: Atlas(store, find_project(str(founding))))))
    yield client
    client.runner.close()


MEDIA = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv"},
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml"},
}


def sent(client: Client, one: Exchange) -> Reply:
    headers = {"content_type": one.media} if one.media else {}
    return client.send(one.method, one.target, one.body, **headers)


def kinds(reply: Reply) -> set[str]:
    return {f"{reply.status // 100}xx"}


def test_the_query_half_of_the_w3c_tests_passes(suite: Path, kasei: Client) -> None:
    tests = Manifest(suite / "protocol").tests()
    queries = {name: ones for name, ones in tests.items() if "update" not in name}
    assert len(queries) == 20
    failed = {}
    for name, ones in queries.items():
        for one in ones:
            reply = sent(kasei, one)
            if not one.status & kinds(reply):
                failed[name] = f"{reply.status}, not {sorted(one.status)}: {reply.body[:200]!r}"
            elif one.form and reply.headers["content-type"].partition(";")[0] not in MEDIA[one.form]:
                failed[name] = reply.headers["content-type"]
            elif one.truth is not None and reply.json["boolean"] is not one.truth:
                failed[name] = f"not {one.truth}"
    assert failed == {}


def test_every_update_of_the_w3c_tests_is_refused(suite: Path, kasei: Client) -> None:
    tests = Manifest(suite / "protocol").tests()
    updates = {name: ones for name, ones in tests.items() if "update" in name}
    assert len(updates) == 14
    before = len(kasei.get(f"/sparql?query={quote('SELECT * { ?s ?p ?o }')}").json["results"]["bindings"])
    for name, ones in updates.items():
        changing = [one for one in ones if one.media != QUERY]
        assert changing, name
        for one in changing:
            assert kinds(sent(kasei, one)) == {"4xx"}, name
    after = len(kasei.get(f"/sparql?query={quote('SELECT * { ?s ?p ?o }')}").json["results"]["bindings"])
    assert (before, after) == (3, 3)


def test_the_service_description_passes_the_tests_of_the_w3c(suite: Path, kasei: Client) -> None:
    assert set(Manifest(suite / "service-description").tests()) == {
        "has-endpoint-triple",
        "returns-rdf",
        "conforms-to-schema",
    }
    reply = kasei.get("/sparql")
    assert (reply.status, reply.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    quads = list(ox.parse(reply.body, format=ox.RdfFormat.TURTLE))
    service = ox.NamedNode("http://127.0.0.1:8000/sparql")
    found = {(quad.subject, quad.predicate.value.removeprefix(SD), quad.object) for quad in quads}
    assert (service, "endpoint", service) in found
    # what the schema demands: the things that a property leads to are of its range
    ranges = {"defaultDataset": "Dataset", "defaultGraph": "Graph", "namedGraph": "NamedGraph"}
    types = {(quad.subject, quad.object.value) for quad in quads if quad.predicate.value.endswith("#type")}
    for _, name, value in found:
        if name in ranges:
            assert (value, SD + ranges[name]) in types
    named = {value.value for _, name, value in found if name == "name"}
    assert named == {LAYER + layer for layer in "facts inferred claims conflicts sources vocabulary links".split()}


# Beyond the W3C's tests, over the founding articles.


@pytest.fixture(scope="module")
def client(founding: Path, founding_store: LocalStore) -> Iterator[Client]:
    atlas = Atlas(founding_store, find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas), Settings(rows=100)))
    yield client
    client.runner.close()


SELECT = "SELECT ?name { <https://w3id.org/credatlas/id/organization/harvard-medical-school> schema:name ?name }"
GRAPH = "CONSTRUCT { ?x a ?y } WHERE { VALUES (?x ?y) { (<https://e.org/a> <https://e.org/B>) } }"
TURTLE = b"<https://e.org/a> a <https://e.org/B> .\n"


def asked(client: Client, query: str, **headers: str) -> Reply:
    return client.get(f"/sparql?query={quote(query)}", **headers)


@pytest.mark.parametrize(
    ("accept", "media", "begins"),
    [
        ("", "application/sparql-results+json", b'{"head":{"vars":["name"]},"results":{"bindings":[{"name":'),
        ("application/sparql-results+json", "application/sparql-results+json", b"{"),
        ("application/json", "application/json", b"{"),
        ("application/sparql-results+xml", "application/sparql-results+xml", b'<?xml version="1.0"'),
        ("text/xml;q=0.5", "text/xml; charset=utf-8", b'<?xml version="1.0"'),
        ("text/csv", "text/csv; charset=utf-8", b"name\r\nHarvard Medical School\r\n"),
        ("text/csv;q=0.3, text/tab-separated-values;q=0.4", "text/tab-separated-values; charset=utf-8", b"?name\n"),
        ("text/html, */*;q=0.1", "application/sparql-results+json", b"{"),
    ],
)
def test_rows_come_in_the_form_that_is_liked_most(client: Client, accept: str, media: str, begins: bytes) -> None:
    reply = asked(client, SELECT, **({"accept": accept} if accept else {}))
    assert (reply.status, reply.headers["content-type"]) == (200, media)
    assert reply.body.startswith(begins)


@pytest.mark.parametrize(
    ("accept", "media", "body"),
    [
        ("*/*", "text/turtle; charset=utf-8", TURTLE),
        ("application/n-triples", "application/n-triples", b"/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <"),
        ("application/n-quads", "application/n-quads", b"/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <"),
        ("application/ld+json", "application/ld+json", b'"@id": "https://e.org/a"'),
        ("application/rdf+xml", "application/rdf+xml", b'rdf:about="https://e.org/a"'),
        ("application/trig", "application/trig", TURTLE),
        ("application/rdf+xml;q=0.5, text/turtle;q=0.8", "text/turtle; charset=utf-8", TURTLE),
    ],
)
def test_statements_come_in_the_form_that_is_liked_most(client: Client, accept: str, media: str, body: bytes) -> None:
    reply = asked(client, GRAPH, accept=accept)
    assert (reply.status, reply.headers["content-type"]) == (200, media)
    assert body in reply.body


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [
        (SELECT, "text/turtle", "text/csv"),
        (GRAPH, "text/csv", "text/turtle"),
        ("ASK {}", "text/csv", "application/sparql-results+xml"),
        (SELECT, "application/sparql-results+json;q=0", "text/csv"),
    ],
)
def test_what_is_not_acceptable_is_said_with_what_is(client: Client, query: str, accept: str, offered: str) -> None:
    reply = asked(client, query, accept=accept)
    assert reply.status == 406
    assert offered in reply.json["hint"]


@pytest.mark.parametrize(
    ("query", "name", "media"),
    [
        (SELECT, "json", "application/sparql-results+json"),
        (SELECT, "CSV", "text/csv; charset=utf-8"),
        (SELECT, "application/sparql-results%2Bxml", "application/sparql-results+xml"),
        ("ASK {}", "xml", "application/sparql-results+xml"),
        (GRAPH, "ttl", "text/turtle; charset=utf-8"),
        (GRAPH, "json", "application/ld+json"),
        (GRAPH, "rdf%2Bxml", "application/rdf+xml"),
    ],
)
def test_a_format_in_the_address_wins(client: Client, query: str, name: str, media: str) -> None:
    reply = client.get(f"/sparql?query={quote(query)}&format={name}", accept="text/html")
    assert (reply.status, reply.headers["content-type"]) == (200, media)


def test_a_format_that_is_none_is_told_with_the_nearest(client: Client) -> None:
    reply = client.get(f"/sparql?query={quote(GRAPH)}&format=turtel")
    assert (reply.status, reply.json["hint"]) == (406, "did you mean turtle?")


def test_the_three_ways_to_ask_give_the_same_answer(client: Client) -> None:
    first = asked(client, SELECT)
    form = client.send("POST", "/sparql", f"query={quote(SELECT)}".encode(), content_type=FORM)
    direct = client.send("POST", "/sparql", SELECT.encode(), content_type=f"{QUERY}; charset=utf-8")
    assert first.json["results"]["bindings"] == [{"name": {"type": "literal", "value": "Harvard Medical School"} | EN}]
    assert form.body == direct.body == first.body


EN = {"xml:lang": "en"}


def test_a_head_without_a_body_is_like_that_of_the_answer(client: Client) -> None:
    whole, bare = asked(client, SELECT), client.send("HEAD", f"/sparql?query={quote(SELECT)}")
    same = ("content-type", "content-length", "etag")
    assert bare.status == 200
    assert [bare.headers[name] for name in same] == [whole.headers[name] for name in same]


def test_a_page_of_others_may_ask_and_may_ask_before_it_asks(client: Client) -> None:
    reply = client.send("OPTIONS", "/sparql", origin="https://e.org", access_control_request_method="POST")
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (204, "*")
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert asked(client, SELECT).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("method", "target", "media", "body", "status"),
    [
        ("GET", "/sparql?update=CLEAR%20ALL", "", b"", 403),
        ("POST", "/sparql", FORM, b"update=CLEAR%20ALL", 403),
        ("POST", "/sparql", "application/sparql-update", b"CLEAR ALL", 403),
        ("POST", "/sparql?using-graph-uri=https://e.org/", "application/sparql-update", b"CLEAR ALL", 403),
        ("POST", "/sparql", QUERY, b"CLEAR ALL", 400),
        ("PUT", "/sparql", QUERY, b"ASK {}", 405),
        ("DELETE", "/sparql?query=ASK%20%7B%7D", "", b"", 405),
        ("POST", "/sparql", "", b"ASK {}", 415),
        ("POST", "/sparql", "text/plain", b"ASK {}", 415),
        ("POST", "/sparql", FORM, b"quarry=ASK%20%7B%7D", 400),
        ("POST", "/sparql", FORM, b"query=ASK%20%7B%7D&query=ASK%20%7B%7D", 400),
        ("POST", "/sparql?query=ASK%20%7B%7D", QUERY, b"ASK {}", 400),
        ("POST", "/sparql", QUERY, b"ASK { ?s ?p 'caf\xe9' }", 400),
        ("POST", "/sparql", QUERY, "ASK {}".encode("utf-16"), 400),
        ("GET", "/sparql?query=ASK%20%7B", "", b"", 400),
        ("GET", "/sparql?query=", "", b"", 400),
    ],
)
def test_what_is_no_query_is_refused(
    client: Client, method: str, target: str, media: str, body: bytes, status: int
) -> None:
    reply = client.send(method, target, body, **({"content_type": media} if media else {}))
    assert reply.status == status, reply.body
    assert reply.json["status"] == status


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize(
    "graph", ["http://127.0.0.1:9/x", "https://w3id.org/credatlas/../x", "file:///etc/passwd", "https://w3id.org/other"]
)
def test_graphs_of_others_cannot_be_named(client: Client, name: str, graph: str) -> None:
    reply = client.get(f"/sparql?query=ASK%20%7B%7D&{name}={quote(graph, safe='')}")
    assert (reply.status, reply.json["place"]) == (403, name)


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("graph", [f"{LAYER}a b", f'{LAYER}"', f"{LAYER}%", f"{LAYER}x> }} {{ <y", f"{LAYER}\n"])
def test_a_graph_that_is_no_iri_is_a_mistake_of_the_client(client: Client, name: str, graph: str) -> None:
    reply = client.get(f"/sparql?query=ASK%20%7B%7D&{name}={quote(graph, safe='')}")
    assert (reply.status, reply.json["place"]) == (400, name)


def test_a_layer_can_be_the_whole_dataset(client: Client) -> None:
    query = quote("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    layers = client.get(f"/sparql?query={query}&named-graph-uri={LAYER}facts&named-graph-uri={LAYER}claims").json
    found = {row["g"]["value"] for row in layers["results"]["bindings"]}
    assert found == {f"{LAYER}facts", f"{LAYER}claims"}


def test_a_mistake_is_placed_where_it_was_typed(client: Client) -> None:
    reply = asked(client, "SELECT ?x {\n  ?x ca:price }")
    assert (reply.status, reply.json["place"]) == (400, "line 2, column 15")


def test_an_undeclared_prefix_is_named(client: Client) -> None:
    reply = asked(client, "SELECT ?x { ?x nope:x 1 }")
    assert reply.json["detail"] == "the prefix nope: is not declared"


def test_a_browser_without_a_query_is_shown_where_to_write_one_or_what_there_is(client: Client) -> None:
    reply = client.get("/sparql", accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert (reply.status, reply.headers.get("location")) in [(303, "/editor"), (200, None)]


def test_the_service_description_comes_in_other_forms(client: Client) -> None:
    reply = client.get("/sparql", accept="application/rdf+xml")
    assert reply.headers["content-type"] == "application/rdf+xml"
    assert b"UnionDefaultGraph" in reply.body
    assert client.get("/sparql", accept="image/png").status == 406


# What is cut.

MANY = "SELECT ?s { ?s a ?c }"
MANY_STATEMENTS = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c }"


@pytest.mark.parametrize(
    ("query", "form", "mark"),
    [
        (MANY, "json", b'"truncated":true'),
        (MANY, "xml", b"<!-- cut after the first part"),
        (MANY, "csv", b""),
        (MANY, "tsv", b""),
        (MANY_STATEMENTS, "turtle", b"# cut after the first part"),
        (MANY_STATEMENTS, "ntriples", b"# cut after the first part"),
        (MANY_STATEMENTS, "nquads", b"# cut after the first part"),
        (MANY_STATEMENTS, "trig", b"# cut after the first part"),
        (MANY_STATEMENTS, "rdfxml", b"<!-- cut after the first part"),
        (MANY_STATEMENTS, "jsonld", b'"@truncated": "cut after the first part'),
    ],
)
def test_a_cut_answer_says_so_in_its_head_and_where_there_is_a_place_in_itself(
    client: Client, query: str, form: str, mark: bytes
) -> None:
    reply = client.get(f"/sparql?query={quote(query)}&format={form}")
    assert (reply.status, reply.headers["credatlas-truncated"]) == (200, "rows")
    assert mark in reply.body


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own reader of JSON-LD
@pytest.mark.parametrize(
    "query",
    [
        MANY_STATEMENTS,
        'CONSTRUCT { ?s rdfs:label "\\"@graph\\": [" } WHERE { ?s a ?c }',
        "CONSTRUCT { ?s a <event:x> } WHERE { ?s a ?c }",  # reads like a name with a prefix: written without any
    ],
)
def test_the_mark_in_json_ld_takes_no_statement_away_and_adds_none(client: Client, query: str) -> None:
    told, lines = (client.get(f"/sparql?query={quote(query)}&format={form}") for form in ("jsonld", "ntriples"))
    assert told.json["@truncated"] == "cut after the first part: the limit of this service is reached (rows)"
    expected = {str(triple) for triple in ox.parse(lines.body, format=ox.RdfFormat.N_TRIPLES)}
    quads = list(ox.parse(told.body, format=ox.RdfFormat.JSON_LD))
    assert {quad.graph_name for quad in quads} == {ox.DefaultGraph()}
    assert {str(quad.triple) for quad in quads} == expected
    other = rdflib.Graph().parse(data=told.body, format="json-ld").serialize(format="nt")
    assert {str(triple) for triple in ox.parse(other, format=ox.RdfFormat.N_TRIPLES)} == expected


def test_a_whole_answer_says_nothing_of_the_kind(client: Client) -> None:
    reply = asked(client, f"{MANY} LIMIT 100")
    assert "credatlas-truncated" not in reply.headers
    assert b"truncated" not in reply.body
    assert len(reply.json["results"]["bindings"]) == 100


def test_an_answer_that_is_another_each_time_is_not_kept(client: Client) -> None:
    assert asked(client, "SELECT (NOW() AS ?now) {}").headers["cache-control"] == "no-store"
    assert asked(client, "SELECT ?now { ?now a ca:Event }").headers["cache-control"] == "public, max-age=60"

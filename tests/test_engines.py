"""Two server engines give the same typed terms as the local store: canned queries, evidence, names, SPARQL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from credatlas.errors import CredatlasError, StoreError
from credatlas.evidence import answer, conflicts, data_issues, why
from credatlas.names import kinds, labels, resolve, search
from credatlas.queries import Query, load, run, sparql
from credatlas.results import Statements, Table
from credatlas.store import LocalStore, Store
from credatlas.store.remote import RemoteStore
from credatlas.terms import GRAPHS, LAYERS, node

Local = Callable[[Any, Callable[[LocalStore], Any]], Any]
QUERIES = Path(__file__).resolve().parent.parent / "queries"
NAMES = sorted(path.stem for path in QUERIES.glob("*.rq"))
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither proxies nor passwords of whoever runs the tests."""
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of each server engine in turn."""
    found = request.getfixturevalue(f"{request.param}_server")
    assert isinstance(found, str)
    return found


@pytest.fixture(scope="module")
def server(address: str) -> RemoteStore:
    return RemoteStore(address)


@pytest.fixture(scope="module", params=["local", "oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each place that answers, the local store included: for what was worked out by hand."""
    if request.param != "local":
        return RemoteStore(request.getfixturevalue(f"{request.param}_server"))
    found = request.getfixturevalue("founding_store")
    assert isinstance(found, LocalStore)
    return found


@pytest.fixture(scope="module")
def virtuoso(virtuoso_server: str) -> RemoteStore:
    return RemoteStore(virtuoso_server)


@pytest.fixture(scope="module")
def entities(founding_store: LocalStore) -> list[ox.NamedNode]:
    """Every thing with a name of its own that the founding articles speak of."""
    rows = founding_store.select(f"SELECT DISTINCT ?s {{ GRAPH {GRAPHS['facts']} {{ ?s a ?k }} }} ORDER BY ?s").rows
    return [row[0] for row in rows if isinstance(row[0], ox.NamedNode) and "/id/value/" not in row[0].value]


@pytest.fixture(scope="module")
def local(founding_store: LocalStore) -> Local:
    """What the local store gives, worked out once for all server engines."""
    kept: dict[Any, Any] = {}

    def given(key: Any, ask: Callable[[LocalStore], Any]) -> Any:
        if key not in kept:
            kept[key] = outcome(lambda: ask(founding_store))
        return kept[key]

    return given


def outcome(ask: Callable[[], Any]) -> Any:
    """What a call gives, or the whole text of its error."""
    try:
        return ask()
    except CredatlasError as error:
        return f"{type(error).__name__}: {error}"


def cells(result: Any) -> Any:
    return (result.columns, result.rows) if isinstance(result, Table) else result


# Canned queries


def calls(query: Query) -> list[dict[str, Any]]:
    """The example call, then the required values alone, with each other parameter by itself, and all of them."""
    values = {one.name: [one.example] if one.is_list else one.example for one in query.parameters if one.example}
    needed = {one.name: query.example.get(one.name, one.example) for one in query.parameters if one.required}
    alone = [{**needed, name: value} for name, value in values.items() if name not in needed]
    every = [query.example, needed, *alone, {**values, **needed}]
    # most queries have few parameters, so that half of these calls are the same as one before
    return [call for number, call in enumerate(every) if call not in every[:number]]


@pytest.mark.parametrize("name", NAMES)
def test_a_canned_query_gives_the_same_terms_in_the_same_order(server: RemoteStore, local: Local, name: str) -> None:
    query = load(QUERIES, name)
    for number, values in enumerate(calls(query)):
        remote = outcome(lambda values=values: cells(run(server, query, values)))
        assert remote == local((name, number), lambda store, values=values: cells(run(store, query, values))), values


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("programmes-phd-and-masters", {"topic": "topic:ai-ethics"}),  # many topics lead to one programme
        ("programmes-phd-and-masters", {"topic": "topic:healthcare-ai"}),
        ("works-by-topic", {"topic": "topic:medicine"}),  # works without a date, that nobody cites
        ("works-by-topic", {"topic": "topic:clinical-practice"}),
        ("entities-without-identifier", {"kinds": ["ca:Credential"]}),  # long names that begin alike
    ],
)
def test_calls_that_engines_once_answered_otherwise_are_answered_alike(
    server: RemoteStore, founding_store: LocalStore, name: str, values: dict[str, Any]
) -> None:
    query = load(QUERIES, name)
    assert cells(run(server, query, values)) == cells(run(founding_store, query, values))


@pytest.mark.parametrize(
    "name", ["offerings-by-price", "barriers-to-certification", "claims-by-fact", "programmes-by-topic"]
)
def test_every_cell_rests_on_the_same_evidence(server: RemoteStore, local: Local, name: str) -> None:
    query = load(QUERIES, name)
    found = answer(server, query, query.example).rows
    assert found == local(f"evidence of {name}", lambda store: answer(store, query, query.example).rows)
    assert any(cell.claims() for row in found for cell in row.cells)


# Who says so


def test_why_tells_the_same_of_every_thing(server: RemoteStore, local: Local, entities: list[ox.NamedNode]) -> None:
    assert len(entities) > 80
    told = {entity.value: why(server, entity) for entity in entities}
    assert told == local("why", lambda store: {entity.value: why(store, entity) for entity in entities})


@pytest.mark.parametrize("thing", ["organization:harvard-medical-school", "offering:hms-ai-executives-2025"])
def test_what_follows_by_a_rule_follows_there_too(server: RemoteStore, founding_store: LocalStore, thing: str) -> None:
    found = why(server, node(thing), include_inferred=True)
    assert found == why(founding_store, node(thing), include_inferred=True)
    assert any(getattr(view, "steps", ()) for view in found)


def test_contradictions_and_issues_are_the_same(server: RemoteStore, founding_store: LocalStore) -> None:
    assert conflicts(server) == conflicts(founding_store)
    assert {(case.subject, case.rule) for case in conflicts(server)} >= {
        (node("work:gazquez-garcia-2025"), "unresolved")
    }
    assert data_issues(server) == data_issues(founding_store)


# Names


@pytest.mark.parametrize(
    "typed",
    [
        "Harvard Medical School",
        "harvard med",
        "organization:abaim",
        "hsil-hackathon-2025",
        "École",
        "harvard",
        "no such thing",
        "organization:harvard-medical-shcool",
    ],
)
def test_what_people_type_leads_to_the_same_thing_or_the_same_advice(
    server: RemoteStore, founding_store: LocalStore, typed: str
) -> None:
    assert outcome(lambda: resolve(server, typed)) == outcome(lambda: resolve(founding_store, typed))


def test_a_thing_is_found_by_the_beginnings_of_its_words(store: Store) -> None:
    assert resolve(store, "united states food") == node("organization:fda")


@pytest.mark.parametrize("words", ["harvard", "hackathon", "executives", "digital health", "zzz"])
def test_a_search_finds_the_same_in_the_same_order(server: RemoteStore, founding_store: LocalStore, words: str) -> None:
    assert search(server, words) == search(founding_store, words)


def test_things_have_the_same_labels_and_kinds(
    server: RemoteStore, founding_store: LocalStore, entities: list[ox.NamedNode]
) -> None:
    assert labels(server, entities) == labels(founding_store, entities)
    assert kinds(server, entities) == kinds(founding_store, entities)


# Queries that somebody types; what they must give was read off the articles


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("ASK { event:hsil-hackathon-2025 a ca:Hackathon }", True),
        ("ASK { event:hsil-hackathon-2025 a ca:Conference }", False),
        ("ASK FROM graph:facts { ?offer schema:price 8500 }", True),
        ("ASK FROM graph:vocabulary { ?offer schema:price 8500 }", False),
        ("ASK FROM graph:facts { GRAPH ?g { ?offer schema:price 8500 } }", False),
        ("ASK FROM NAMED graph:facts { GRAPH ?g { ?offer schema:price 8500 } }", True),
        ("ASK FROM NAMED graph:facts { ?offer schema:price 8500 }", False),
    ],
)
def test_ask_is_answered_from_the_graphs_that_it_names(store: Store, text: str, *, truth: bool) -> None:
    assert sparql(store, text) is truth


def test_values_come_back_as_they_were_written(store: Store) -> None:
    rows = cells(
        sparql(
            store,
            "SELECT ?price ?currency ?closes ?name { offering:hms-ai-executives-2025 schema:offers ?offer ; "
            "ca:registrationCloses ?closes . ?offer schema:price ?price ; schema:priceCurrency ?currency . "
            "organization:harvard-medical-school schema:name ?name }",
        )
    )
    price = ox.Literal("8500", datatype=ox.NamedNode(XSD + "integer"))
    closes = ox.Literal("2025-04-14", datatype=ox.NamedNode(XSD + "date"))
    name = ox.Literal("Harvard Medical School", language="en")
    assert rows == (("price", "currency", "closes", "name"), ((price, ox.Literal("USD"), closes, name),))


def test_nothing_else_that_the_server_keeps_is_counted(server: RemoteStore, founding_store: LocalStore) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    by_layer = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    assert cells(server.select(count)) == cells(founding_store.select(count))
    assert set(server.select(by_layer)) == set(founding_store.select(by_layer))


def test_the_columns_of_a_star_have_one_order(server: RemoteStore, founding_store: LocalStore) -> None:
    text = "SELECT * { ?thing a ca:Hackathon ; schema:name ?name } ORDER BY ?thing"
    assert cells(sparql(server, text)) == cells(sparql(founding_store, text))


@pytest.mark.parametrize("layer", LAYERS)
def test_construct_gives_the_same_statements(server: RemoteStore, founding_store: LocalStore, layer: str) -> None:
    text = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH graph:{layer} {{ ?s ?p ?o }} }}"
    found, known = sparql(server, text), sparql(founding_store, text)
    assert isinstance(found, Statements)
    assert isinstance(known, Statements)
    assert sorted(found.nquads.splitlines()) == sorted(known.nquads.splitlines())


# The command line


@pytest.mark.parametrize(
    "words",
    [
        ("query", "offerings-by-price", "--max-price", "9000", "--evidence"),
        ("why", "Harvard Medical School"),
        ("conflicts",),
        ("find", "hackathon"),
        ("find", "--audience", "executives", "--modality", "hybrid", "--max-price", "9000", "--currency", "USD"),
        ("find", "stanford", "--topic", "data science", "--open-on", "2025-04-01", "--format", "json"),
        ("compare", "hms-ai-executives-2025", "programme:stanford-ai-in-healthcare-certificate", "--on", "2025-04-01"),
        ("compare", "programme:uab-ms-aim", "louisville-ms-aim", "--on", "2026-11-25", "--format", "json"),
        ("show", "organization:hsil"),
        ("sparql", "SELECT ?name { organization:fda schema:name ?name }", "--format", "json"),
        ("why", "no such thing"),
        # what `make demo` asks besides
        ("query", "credentials-by-audience", "--audience", "executives"),
        ("why", "offering:hms-ai-executives-2025", "schema:offers"),
        ("show", "Harvard Medical School"),
        (
            "sparql",
            (
                "SELECT ?kind (COUNT(?thing) AS ?how_many) WHERE { GRAPH graph:facts { ?thing a ?class } "
                "?class rdfs:label ?kind } GROUP BY ?kind ORDER BY DESC(?how_many) ?kind"
            ),
        ),
    ],
)
def test_the_same_command_lines_print_the_same(
    address: str, founding: Path, founding_store: LocalStore, credatlas: Callable[..., Any], words: tuple[str, ...]
) -> None:
    place = ("--project", str(founding), "--store")
    remote = credatlas(*place, address, *words)
    assert remote == credatlas(*place, founding_store.location, *words)
    assert remote.shown


# The limits of a real server


def test_more_rows_than_virtuoso_is_set_to_give_are_an_error(virtuoso: RemoteStore) -> None:
    with pytest.raises(StoreError, match=r"only a part of the answer .*X-SPARQL-MaxRows: 12000"):
        virtuoso.select("SELECT ?s ?p ?o { ?s ?p ?o }")


def test_more_statements_than_virtuoso_is_set_to_give_are_an_error(virtuoso: RemoteStore) -> None:
    with pytest.raises(StoreError, match="12,001 statements may be the first of more"):
        virtuoso.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")


def test_what_virtuoso_does_not_take_is_told_in_its_words(virtuoso: RemoteStore) -> None:
    with pytest.raises(StoreError, match=r"cannot answer this query \(\d+\): Virtuoso ") as caught:
        virtuoso.select("SELECT ?x ?y { ?x (<urn:p>|^<urn:p>)* ?y }")
    assert caught.value.exit_code == 5


def test_an_address_beside_the_endpoint_is_no_endpoint(oxigraph_server: str) -> None:
    with pytest.raises(StoreError, match="often it ends in /sparql or /query"):
        RemoteStore(oxigraph_server.replace("/query", "/nowhere")).query("ASK { ?s ?p ?o }")

"""Claims about questions that an endpoint completes: our rows stay, and what is missing is said."""

from __future__ import annotations

import http.client
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from conftest import Command, free_port, program_for, running
from credatlas.errors import CredatlasError, NetworkError, QueryError, UsageError
from credatlas.fetch import ENDPOINTS, Limits, Web
from credatlas.queries import Query, load, read
from credatlas.queries.federated import complete, with_values
from credatlas.queries.linting import lint_query
from credatlas.queries.model import Remote
from credatlas.store import LocalStore
from recorded import READ_ON, ROWS, record, web_with

WD, WDT = "http://www.wikidata.org/entity/", "http://www.wikidata.org/prop/direct/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
# what Wikidata states, in the form of its SPARQL service; MIT has two counts, and a label in German only for its seat
REMOTE = f"""
<{WD}Q13371> <{WDT}P6782> "03vek6s52" ; {LABEL} "Harvard University"@en , "Harvard-Universität"@de ;
  <{WDT}P159> <{WD}Q49111> ; <{WDT}P2196> "22947"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<{WD}Q49111> {LABEL} "Cambridge"@en .
<{WD}Q49108> <{WDT}P6782> "042nb2s44" ; {LABEL} "Massachusetts Institute of Technology"@en ; <{WDT}P159> <{WD}Q1> ;
  <{WDT}P2196> "11934"^^<http://www.w3.org/2001/XMLSchema#decimal> ,
    "11254"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<{WD}Q1> {LABEL} "Irgendwo"@de .
<{WD}Q999> <{WDT}P6782> "0nobody00" ; {LABEL} "Somebody else"@en .
"""


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real SPARQL server of this machine that holds some of what Wikidata states."""
    program, port = program_for("oxigraph", "pip install oxigraph"), free_port()
    with running([program, "serve", "--bind", f"127.0.0.1:{port}"], tmp_path_factory.mktemp("remote"), port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", "/store?default", REMOTE.encode(), {"Content-Type": "text/turtle"})
        assert connection.getresponse().status == 204
        connection.close()
        yield f"http://127.0.0.1:{port}/query"


@pytest.fixture
def web(tmp_path: Path) -> Web:
    """May go online; nothing is kept yet."""
    return replace(
        Web.open(online=True, contact="anna@example.org"), folder=tmp_path / "web", limits=Limits(seconds=10)
    )


@pytest.fixture
def canned(repo: Path) -> Query:
    """The question to Wikidata."""
    return load(repo / "queries", "organizations-in-wikidata")


def texts(row: tuple[Any, ...]) -> list[str | None]:
    return [None if term is None else term.value for term in row]


def bindings(*rows: dict[str, Any]) -> dict[str, Any]:
    """An answer of an endpoint as it is kept."""
    names = ["ror", "item", "item_name", "place", "students"]
    return {"head": {"vars": names}, "results": {"bindings": list(rows)}}


def literal(text: str) -> dict[str, str]:
    return {"type": "literal", "value": text}


# The rows


def test_our_rows_are_completed_by_what_the_endpoint_states(
    founding_store: LocalStore, web: Web, canned: Query, endpoint: str
) -> None:
    found = complete(founding_store, web, canned, endpoint=endpoint)
    assert found.table.columns == ("organization", "name", "ror", "item", "item_name", "place", "students")
    rows = [texts(row)[1:] for row in found.table.rows]
    harvard = ["Harvard University", "03vek6s52", f"{WD}Q13371", "Harvard University", "Cambridge", "22947"]
    assert [row for row in rows if row[1] == "03vek6s52"] == [harvard]
    mit = ["Massachusetts Institute of Technology", "042nb2s44", f"{WD}Q49108", "Massachusetts Institute of Technology"]
    assert [row for row in rows if row[1] == "042nb2s44"] == [[*mit, None, "11254"], [*mit, None, "11934"]]
    assert [row[2:] for row in rows if row[1] == "01f80g185"] == [[None, None, None, None]]
    assert len(rows) == 12  # eleven bodies with a ROR id in the founding data, one of them with two counts
    assert "Somebody else" not in str(rows)
    assert (found.partial, found.endpoint) == ("", endpoint)


def test_parameters_and_limit_are_those_of_our_part(
    founding_store: LocalStore, web: Web, canned: Query, endpoint: str
) -> None:
    one = complete(founding_store, web, canned, {"institution": "Harvard University"}, endpoint=endpoint)
    assert [texts(row)[6] for row in one.table.rows] == ["22947"]
    none = complete(founding_store, web, canned, endpoint=endpoint, limit=0)
    assert (len(none.table), none.fetched, none.partial) == (0, None, "")


def test_an_answer_that_came_before_serves_offline(
    founding_store: LocalStore, web: Web, canned: Query, endpoint: str
) -> None:
    raw = {"institution": "Harvard University"}
    before = complete(founding_store, web, canned, raw, endpoint=endpoint)
    again = complete(founding_store, replace(web, online=False), canned, raw, endpoint=endpoint)
    assert again == before


def test_the_values_stand_in_front_of_the_patterns_and_break_out_of_nothing() -> None:
    asked = with_values(Remote("wikidata", "x", 'SELECT ?x { # {\n ?x ?p "{" }'), [ox.Literal('a" } DROP ALL #')])
    assert asked == 'SELECT ?x { VALUES ?x { "a\\" } DROP ALL #" } # {\n ?x ?p "{" }'


# What is missing


def test_offline_it_says_what_is_missing_and_how_to_allow_it(
    founding_store: LocalStore, web: Web, canned: Query, endpoint: str
) -> None:
    for address in (None, endpoint):
        with pytest.raises(NetworkError) as caught:
            complete(founding_store, replace(web, online=False), canned, endpoint=address)
        assert "--online" in caught.value.hint
        assert caught.value.place == (address or ENDPOINTS["wikidata"])


def test_an_answer_that_was_cut_is_partial(founding_store: LocalStore, tmp_path: Path, canned: Query) -> None:
    assert canned.remote is not None
    web = web_with(tmp_path, {})
    form = {"query": with_values(canned.remote, [ox.Literal("03vek6s52")])}
    rows = bindings({"ror": literal("03vek6s52"), "students": literal("1")})
    record(web, ENDPOINTS["wikidata"], rows, ROWS, form=form, partial="the service stopped early: S1TAT")
    found = complete(founding_store, web, canned, {"institution": "Harvard University"})
    assert found.partial == "the service stopped early: S1TAT"
    assert found.fetched == READ_ON
    assert texts(found.table.rows[0])[2:] == ["03vek6s52", None, None, None, "1"]


def test_values_that_got_no_answer_are_counted(
    founding_store: LocalStore, tmp_path: Path, canned: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eleven values, five at a time: the first five are known, then the endpoint is out of reach, and left alone."""
    from credatlas.queries import federated, run

    assert canned.remote is not None
    monkeypatch.setattr(federated, "_AT_ONCE", 5)
    web = web_with(tmp_path, {})
    first = [row[2] for row in run(founding_store, canned).rows][:5]
    record(web, ENDPOINTS["wikidata"], bindings(), ROWS, form={"query": with_values(canned.remote, first)})
    found = complete(founding_store, web, canned)
    assert found.partial.startswith("6 of 11 values got no answer: was not asked for before")
    assert len(found.table) == 11


def test_what_is_no_table_is_no_answer(founding_store: LocalStore, tmp_path: Path, canned: Query) -> None:
    assert canned.remote is not None
    form = {"query": with_values(canned.remote, [ox.Literal("03vek6s52")])}
    for number, said in enumerate(({"head": {}, "boolean": True}, {"head": {"vars": ["x"]}, "results": {}}, b'{"x"')):
        web = web_with(tmp_path / str(number), {})
        record(web, ENDPOINTS["wikidata"], said, ROWS, form=form)
        with pytest.raises(NetworkError, match="rows that cannot be read"):
            complete(founding_store, web, canned, {"institution": "Harvard University"})
        with pytest.raises(NetworkError, match="was not asked for before"):  # what was of no use is not kept
            complete(founding_store, web, canned, {"institution": "Harvard University"})


def test_an_endpoint_without_encryption_or_that_is_none_is_refused(
    founding_store: LocalStore, web: Web, canned: Query
) -> None:
    for address in ("http://example.org/sparql", "file:///etc/passwd", "wikidata"):
        with pytest.raises(CredatlasError) as caught:
            complete(founding_store, web, canned, endpoint=address)
        assert caught.value.hint


def test_a_query_of_our_own_has_nothing_to_complete(founding_store: LocalStore, web: Web, repo: Path) -> None:
    with pytest.raises(UsageError, match="our own graph only"):
        complete(founding_store, web, load(repo / "queries", "works-by-topic"))


# The file


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('service = "wikidata"', 'service = "wikidatta"', "no endpoint 'wikidatta': did you mean wikidata?"),
        ('join = "ror"', 'join = "rorr"', "both sides must have the column 'rorr'"),
        ("?item_name ?place", "?name ?place", "both sides have the column 'name'"),
        ('#+ }\n#+ """', '#+ } LIMIT 5\n#+ """', "without LIMIT"),
        (
            "?item wdt:P2196 ?students }",
            "SERVICE <https://x.example/> { ?item ?p ?students } }",
            "in the remote part, ",
        ),
        ("SELECT ?ror ?item", "SELECT ?ror ?item {", "in the remote part or the query"),
    ],
)
def test_a_remote_part_that_cannot_work_is_found_by_check(
    repo: Path, tmp_path: Path, old: str, new: str, words: str
) -> None:
    text = (repo / "queries/organizations-in-wikidata.rq").read_text()
    assert old in text
    (tmp_path / "organizations-in-wikidata.rq").write_text(text.replace(old, new))
    found = [problem.message for problem in lint_query(read(tmp_path / "organizations-in-wikidata.rq"))]
    assert any(words in message for message in found), found


@pytest.mark.parametrize("line", ['servce = "wikidata"', "service = 3", 'join = ""'])
def test_a_remote_part_with_other_keys_is_refused_where_it_stands(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a-b.rq"
    path.write_text(f'#+ summary = "x"\n#+ [remote]\n#+ {line}\n\nSELECT ?x {{ ?x ?p ?o }}\n')
    with pytest.raises(QueryError) as caught:
        read(path)
    assert caught.value.place.startswith(f"{path}:")


# The command


def test_the_command_prints_rows_with_the_day_and_says_how_to_allow_it(
    founding: Path, credatlas: Command, endpoint: str
) -> None:
    asked = ["query", "organizations-in-wikidata", "--institution", "Harvard University", "--project", str(founding)]
    refused = credatlas(*asked)
    assert refused.code == 6
    assert "--online" in refused.stderr
    nobody = credatlas(*asked, "--online", "--endpoint", endpoint)
    assert (nobody.code, "--contact" in nobody.stderr) == (2, True)
    done = credatlas(*asked, "--online", "--contact", "anna@example.org", "--endpoint", endpoint, "--format", "json")
    assert done.code == 0, done.shown
    assert json.loads(done.stdout)["results"]["bindings"][0]["students"]["value"] == "22947"
    assert f"note: {endpoint} answered on " in done.stderr
    evidence = credatlas(*asked, "--evidence")
    assert (evidence.code, "leave --evidence out" in evidence.stderr) == (2, True)


def test_a_partial_answer_has_an_exit_code_of_its_own(founding: Path, credatlas: Command, repo: Path) -> None:
    """What was cut stands in the cache: it is printed, marked, and gives exit code 1."""
    canned = load(repo / "queries", "organizations-in-wikidata")
    assert canned.remote is not None
    form = {"query": with_values(canned.remote, [ox.Literal("03vek6s52")])}
    web = Web()
    shutil.rmtree(web.folder, ignore_errors=True)
    record(web, ENDPOINTS["wikidata"], bindings(), ROWS, form=form, partial="the service gives 5 rows at most")
    asked = ["query", "organizations-in-wikidata", "--institution", "Harvard University", "--project", str(founding)]
    done = credatlas(*asked)
    assert done.code == 1
    assert "partial: the service gives 5 rows at most" in done.stderr
    assert "Harvard University" in done.stdout


def test_other_queries_have_no_such_options(founding: Path, credatlas: Command) -> None:
    done = credatlas("query", "works-by-topic", "--online", "--project", str(founding))
    assert (done.code, "--online" in done.stderr) == (2, True)

"""The Python verbs: each does what its docstring says, on an open store."""

from __future__ import annotations

import datetime
import inspect
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import credatlas as ca
from credatlas.errors import (
    AmbiguousError,
    CredatlasError,
    DataError,
    NotFoundError,
    QueryError,
    StoreError,
    UsageError,
)
from credatlas.evidence import ClaimView, InferredView
from credatlas.results import Statements, Table
from credatlas.store import LocalStore
from credatlas.terms import node

HMS = "offering:hms-ai-executives-2025"


@pytest.fixture(scope="module")
def store(founding: Path, founding_store: LocalStore) -> Any:
    """The founding graph, opened as a user opens it."""
    return ca.open(Path(founding_store.location).parent, project=founding)


# Opening and building


def test_a_store_is_opened_by_its_folder(store: Any, founding: Path) -> None:
    assert ca.sparql(store, "ASK { GRAPH graph:facts { ?s ?p ?o } }") is True
    assert store.project.root == founding


def test_without_a_store_the_project_is_built_once_and_again_when_a_source_changes(small: Path) -> None:
    said: list[str] = []
    question = "ASK { organization:alpha schema:alternateName 'The First'@en }"
    assert ca.sparql(ca.open(project=small, say=said.append), question) is False
    assert said, "a build is announced"
    said.clear()
    ca.open(project=small, say=said.append)
    assert said == []
    entities = small / "data/entities.ttl"
    added = 'organization:alpha <https://schema.org/alternateName> "The First"@en .\n'
    entities.write_text(entities.read_text(encoding="utf-8") + added, encoding="utf-8")
    assert ca.sparql(ca.open(project=small, say=said.append), question) is True
    assert said


def test_a_folder_that_is_no_store_or_no_project_is_refused(founding: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store in"):
        ca.open(tmp_path, project=founding)
    with pytest.raises(UsageError, match="is not a credatlas project"):
        ca.open(project=tmp_path)


def test_make_store_builds_where_one_says_and_tells_what_came_out(small: Path, tmp_path: Path) -> None:
    built = ca.make_store(small, to=tmp_path / "store")
    opened = ca.open(tmp_path / "store", project=small)
    table = ca.sparql(opened, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(table, Table)
    assert table.rows[0][0] == ox.Literal(built.manifest.quads)
    assert ca.make_store(small, to=tmp_path / "other").manifest.digest == built.manifest.digest


def test_make_store_publishes_nothing_of_a_broken_project(small: Path, tmp_path: Path) -> None:
    (small / "data/entities.ttl").write_text("organization:x a", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        ca.make_store(small, to=tmp_path / "store")
    assert caught.value.place.startswith("data/entities.ttl:1")
    with pytest.raises(StoreError):
        ca.open(tmp_path / "store", project=small)


def test_check_reports_area_by_area(small: Path) -> None:
    report = ca.check(small)
    assert report.exit_code == 0
    assert [area.name for area in report.areas] == ["ontology", "sources", "shapes", "queries"]
    assert [area.name for area in ca.check(small, texts=small / "texts").areas][-1] == "evidence"
    with pytest.raises(UsageError, match="is no folder"):
        ca.check(small, texts=small / "nothing")


# Asking


def test_the_catalogue_lists_the_queries_of_the_project_by_name(store: Any, founding: Path) -> None:
    names = [query.name for query in ca.catalogue(store)]
    assert names == sorted(path.stem for path in founding.glob("queries/*.rq"))
    assert "offerings-by-price" in names


@pytest.mark.parametrize("price", [9000, 9000.0, Decimal(9000), "9000", ox.Literal(9000)], ids=repr)
def test_a_query_takes_values_as_typed_or_as_python_has_them(store: Any, price: Any) -> None:
    table = ca.query(store, "offerings-by-price", max_price=price, currency="USD")
    (row,) = table.to_dicts()
    assert row["offering"] == node(HMS)
    assert row["price"] == ox.Literal(8500)
    assert row["price_currency"] == ox.Literal("USD")


def test_a_query_takes_dates_and_lists(store: Any) -> None:
    day = datetime.date(2025, 4, 14)
    open_then = ca.query(store, "offerings-open-for-registration", date=day).to_dicts()
    assert node(HMS) in [row["offering"] for row in open_then]
    day_after = ca.query(store, "offerings-open-for-registration", date=day + datetime.timedelta(days=1)).to_dicts()
    assert node(HMS) not in [row["offering"] for row in day_after]
    one = ca.query(store, "entities-without-identifier", kinds=["ca:ResearchLab"]).to_dicts()
    assert [row["entity"] for row in one] == [node("organization:hsil")]


def test_a_limit_cuts_the_rows(store: Any) -> None:
    assert len(ca.query(store, "credentials-by-audience")) > 2
    assert len(ca.query(store, "credentials-by-audience", limit=2)) == 2
    assert len(ca.query(store, "credentials-by-audience", limit=0)) == 0
    assert len(ca.answer(store, "credentials-by-audience", limit=2).rows) == 2


MISTAKES: dict[str, tuple[dict[str, Any], type[CredatlasError], str, str]] = {
    "unknown parameter": ({"max_prise": 1}, UsageError, "--max-prise", "did you mean --max-price"),
    "wrong type": ({"max_price": "cheap"}, UsageError, "--max-price", "for example"),
    "truth as a number": ({"max_price": True}, UsageError, "--max-price", "for example"),
    "list for one value": ({"currency": ["USD", "EUR"]}, UsageError, "--currency", "USD"),
    "none of the choices": ({"currency": "ZZZ"}, UsageError, "--currency", "choose one of USD"),
    "negative limit": ({"limit": -1}, UsageError, "limit", ""),
    "limit in words": ({"limit": "ten"}, UsageError, "limit", ""),
}


@pytest.mark.parametrize(("values", "kind", "place", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_call_names_the_parameter(
    store: Any, values: dict[str, Any], kind: type[CredatlasError], place: str, hint: str
) -> None:
    for verb in (ca.query, ca.answer):
        with pytest.raises(kind) as caught:
            verb(store, "offerings-by-price", **values)
        assert caught.value.place == place
        assert hint in caught.value.hint


def test_an_unknown_query_and_a_missing_value_are_told(store: Any) -> None:
    with pytest.raises(NotFoundError) as unknown:
        ca.query(store, "offering-by-price")
    assert unknown.value.hint == "did you mean offerings-by-price?"
    with pytest.raises(UsageError, match="credentials-coverage needs --credential"):
        ca.query(store, "credentials-coverage")
    with pytest.raises(NotFoundError, match="no topic goes by “alchemy”"):
        ca.query(store, "programmes-by-topic", topic="alchemy")


def test_an_answer_says_what_each_cell_rests_on(store: Any) -> None:
    found = ca.answer(store, "offerings-by-price", max_price=9000)
    assert found.table.to_dicts() == ca.query(store, "offerings-by-price", max_price=9000).to_dicts()
    (row,) = found.rows
    (price,) = (cell for cell in row.cells if cell.column == "price")
    (claim,) = price.claims()
    assert (claim.source, claim.value, claim.stated_on) == (node("source:seed-000"), "8500 USD", "2025-04-15")


def test_sparql_gives_a_table_statements_or_a_truth_value(store: Any) -> None:
    table = ca.sparql(store, "SELECT ?lab { ?lab a ca:ResearchLab }")
    assert isinstance(table, Table)
    assert table.rows == ((node("organization:hsil"),),)
    assert isinstance(ca.sparql(store, "DESCRIBE organization:hsil"), Statements)
    assert ca.sparql(store, "ASK { ?s a ca:Hackathon }") is True
    with pytest.raises(QueryError, match="SERVICE is refused"):
        ca.sparql(store, "ASK { SERVICE <http://x.example/> {} }")


def test_a_table_goes_into_dictionaries_frames_and_notebooks(store: Any) -> None:
    table = ca.query(store, "offerings-by-price", max_price=9000)
    assert table.to_dicts()[0]["tier"] is None
    pandas = table.to_pandas()
    assert pandas["price"].tolist() == [8500]
    polars = table.to_polars()
    assert polars["price"].to_list() == [8500]
    assert "<table" in table._repr_html_()
    assert "hms-ai-executives-2025" in table._repr_html_()


# Things: by name, by id, by the term that another verb gave


def test_find_gives_matches_best_first(store: Any) -> None:
    first, *_ = ca.find(store, "HSIL")
    assert (first.iri, first.name, first.kind) == (
        node("organization:hsil"),
        "Health Systems Innovation Lab",
        "ca:ResearchLab",
    )
    assert len(ca.find(store, "harvard", limit=1)) == 1
    assert ca.find(store, "zeppelin") == []
    with pytest.raises(UsageError, match="nothing to look for"):
        ca.find(store, "…")


def test_what_one_verb_gives_another_takes(store: Any) -> None:
    found = ca.find(store, "HSIL")[0].iri
    assert ca.show(store, found).name == "Health Systems Innovation Lab"
    claims = ca.why(store, found, node("schema:name"))
    assert {view.object for view in claims} == {ox.Literal("Health Systems Innovation Lab", language="en")}
    (case,) = ca.conflicts(store)
    assert ca.conflicts(store, case.subject) == [case]


@pytest.mark.parametrize("thing", ["HSIL", "health systems innovation lab", "organization:hsil", "hsil"])
def test_a_thing_goes_by_name_abbreviation_and_id(store: Any, thing: str) -> None:
    assert ca.show(store, thing).iri == node("organization:hsil")


def test_what_nobody_knows_and_what_several_are_called_is_told(store: Any) -> None:
    for verb in (ca.show, ca.why, ca.conflicts):
        with pytest.raises(NotFoundError):
            verb(store, "zeppelin")
        with pytest.raises(AmbiguousError) as caught:
            verb(store, "AIM")
        assert [choice for choice, _ in caught.value.choices] == [
            "programme:hms-aim-phd-track",
            "programme:uab-ms-aim",
            "topic:ai-in-medicine",
        ]
    with pytest.raises(NotFoundError):
        ca.why(store, HMS, "colour")


def test_why_gives_claims_with_their_places(store: Any, seeds: Path) -> None:
    (claim,) = ca.why(store, HMS, "registration closes")
    assert isinstance(claim, ClaimView)
    assert (claim.source, claim.stated_on, claim.value) == (node("source:seed-000"), "2025-04-15", "2025-04-14")
    (article,) = seeds.glob("000_*.txt")
    assert "April 14" in article.read_text(encoding="utf-8")[claim.start : claim.end]
    assert {view.predicate for view in ca.why(store, HMS)} > {node("schema:offers"), node("ca:isOfferingOf")}


def test_why_gives_what_follows_by_a_rule_when_asked(store: Any) -> None:
    stated = ca.why(store, "HSIL", "rdf:type")
    both = ca.why(store, "HSIL", "rdf:type", include_inferred=True)
    assert {view.object for view in stated} == {node("ca:ResearchLab")}
    inferred = {view.object: view for view in both if isinstance(view, InferredView)}
    assert inferred[node("ca:ResearchUnit")].steps[-1].rule == "cax-sco"


def test_conflicts_keep_every_value_and_name_the_rule(store: Any) -> None:
    (case,) = ca.conflicts(store)
    assert (case.subject, case.property, case.rule) == (
        node("work:gazquez-garcia-2025"),
        node("schema:name"),
        "unresolved",
    )
    assert {value.sources[0].iri for value in case.values} == {node("source:seed-001"), node("source:seed-002")}
    assert ca.conflicts(store, HMS) == []


# The package itself


def test_every_verb_is_documented_and_takes_the_store_first() -> None:
    verbs = {name: getattr(ca, name) for name in ca.__all__ if not name.startswith("_")}
    assert "query" in verbs
    for name, verb in verbs.items():
        assert verb.__doc__, name
        if name not in ("open", "make_store", "check", "diff"):
            assert next(iter(inspect.signature(verb).parameters)) == "store", name


def test_importing_the_package_imports_no_engine() -> None:
    program = "import sys, credatlas; print({'pyoxigraph', 'rdflib', 'click'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "set()\n"


def test_a_table_and_statements_show_themselves_in_a_line() -> None:
    import pyoxigraph as ox

    from credatlas.results import Statements, Table

    assert repr(Table.of(["thing", "price"], [(ox.NamedNode("urn:x"), None)])) == "<Table of 1 rows: thing, price>"
    assert repr(Statements(b"<urn:s> <urn:p> <urn:o> .\n")) == "<Statements, 1 of them>"

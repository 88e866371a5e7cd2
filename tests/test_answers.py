"""Every canned query keeps the rules, and its example call gives the rows that its author wrote down."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.queries import Query, catalogue, expected_diff, run
from credatlas.queries.answers import readable_rows
from credatlas.queries.linting import lint_file
from credatlas.store import LocalStore, Store
from credatlas.terms import GRAPHS

FOLDER = Path(__file__).resolve().parent.parent / "queries"
FILES = sorted(FOLDER.glob("*.rq"))


def query_names(path: Path) -> str:
    return path.stem


@pytest.fixture(scope="module")
def queries() -> dict[str, Query]:
    return {query.name: query for query in catalogue(FOLDER)}


@pytest.fixture(scope="module")
def without_claims(founding_store: Store) -> LocalStore:
    """The founding store without the layer of claims."""
    assert isinstance(founding_store, LocalStore)
    engine = ox.Store()
    engine.extend(
        quad for quad in founding_store.engine if quad.graph_name not in (GRAPHS["claims"], GRAPHS["conflicts"])
    )
    return LocalStore(engine, "memory")


def test_there_are_at_least_eighteen_queries() -> None:
    assert len(FILES) >= 18


@pytest.mark.parametrize("path", FILES, ids=query_names)
def test_the_query_keeps_the_rules(path: Path) -> None:
    assert [str(problem) for problem in lint_file(path)] == []


@pytest.mark.parametrize("path", FILES, ids=query_names)
def test_the_example_call_gives_the_expected_rows(founding_store: Store, queries: dict[str, Query], path: Path) -> None:
    query = queries[path.stem]
    difference = expected_diff(query, run(founding_store, query, query.example))
    assert difference == "", difference


@pytest.mark.parametrize("path", FILES, ids=query_names)
def test_the_layer_of_claims_changes_no_answer_about_facts(
    founding_store: Store, without_claims: LocalStore, queries: dict[str, Query], path: Path
) -> None:
    query = queries[path.stem]
    if query.reads:
        assert set(query.reads) & set(GRAPHS), "reads names the layers that the question is about"
        return
    with_layer = readable_rows(run(founding_store, query, query.example))
    assert readable_rows(run(without_claims, query, query.example)) == with_layer

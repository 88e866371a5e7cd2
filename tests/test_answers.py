"""Every canned query keeps the rules, and its example call gives the rows that its author wrote down."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.evidence import lineage_of, supports
from credatlas.evidence.sufficiency import is_sufficient, vocabulary_quads
from credatlas.queries import Query, bind, catalogue, expected_diff, parse_values, read, run
from credatlas.queries.answers import readable_rows
from credatlas.queries.linting import lint_query
from credatlas.store import LocalStore, Store, memory_store
from credatlas.terms import GRAPHS

FOLDER = Path(__file__).resolve().parent.parent / "queries"
FILES = sorted(FOLDER.glob("*.rq"))
# the competency questions that a query answers; 8, 10, 18, 19, 35 and 37 are functions over queries
QUESTIONS = (
    *(1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 15, 16, 17),
    *(20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 36, 38),
)


def query_names(path: Path) -> str:
    return path.stem


@pytest.fixture(scope="module")
def queries() -> dict[str, Query]:
    return {query.name: query for query in catalogue(FOLDER)}


@pytest.fixture(scope="module")
def founding_store(founding_store: LocalStore) -> LocalStore:
    """The founding store in memory: it is asked a thousand times."""
    return memory_store(founding_store.engine)


@pytest.fixture(scope="module")
def without_claims(founding_store: Store) -> LocalStore:
    """The founding store without the layer of claims."""
    assert isinstance(founding_store, LocalStore)
    engine = ox.Store()
    engine.extend(
        quad for quad in founding_store.engine if quad.graph_name not in (GRAPHS["claims"], GRAPHS["conflicts"])
    )
    return LocalStore(engine, "memory")


@pytest.fixture(scope="module")
def vocabulary(founding_store: Store) -> list[ox.Quad]:
    return vocabulary_quads(founding_store)


def test_there_are_at_least_eighteen_queries() -> None:
    assert len(FILES) >= 18


@pytest.mark.parametrize("number", QUESTIONS)
def test_the_competency_question_has_a_query(queries: dict[str, Query], number: int) -> None:
    assert [name for name, query in queries.items() if number in query.questions] != []


@pytest.mark.parametrize("path", FILES, ids=query_names)
def test_the_query_keeps_the_rules(path: Path) -> None:
    assert [str(problem) for problem in lint_query(read(path))] == []


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


@pytest.mark.parametrize("path", FILES, ids=query_names)
def test_the_evidence_of_the_example_call_gives_the_answer_again(
    founding_store: Store, vocabulary: list[ox.Quad], queries: dict[str, Query], path: Path
) -> None:
    query = queries[path.stem]
    values = parse_values(founding_store, query, query.example)
    assert is_sufficient(founding_store, query, lineage_of(query), values, vocabulary) == ""


@pytest.mark.parametrize("path", FILES, ids=query_names)
def test_a_call_with_nothing_but_what_is_required_has_evidence_for_every_row(
    founding_store: Store, without_claims: LocalStore, queries: dict[str, Query], path: Path
) -> None:
    query = queries[path.stem]
    required = {name: value for name, value in query.example.items() if is_required(query, name)}
    values = parse_values(founding_store, query, required)
    table = founding_store.select(bind(query, values))
    rows = supports(founding_store, lineage_of(query), table, values)
    assert [number for number, row in enumerate(rows, 1) if not row.supports] == []
    if not query.reads:
        assert readable_rows(without_claims.select(bind(query, values))) == readable_rows(table)


def is_required(query: Query, name: str) -> bool:
    parameter = query.parameter(name)
    return parameter is not None and parameter.required


# Other calls than the examples: the cells of one column, worked out from the articles.


ETHICS_OF_AIM = ["topic:equity", "topic:ai-ethics", "topic:responsibility", "topic:societal-implications"]  # by label


@pytest.mark.parametrize(
    ("name", "call", "column", "cells"),
    [
        # the discussions were held at some time up to the article of 15 April 2025
        ("events-by-date", {"until": "2020-12-31"}, "event", ["event:harvard-informed-consent-discussions-2025"]),
        ("events-by-date", {"since": "2025-04-13"}, "event", ["event:harvard-informed-consent-discussions-2025"]),
        ("events-by-date", {"since": "2025-04-12", "kind": "hackathon"}, "event", ["event:hsil-hackathon-2025"]),
        ("events-by-date", {"since": "2025-04-16"}, "event", []),
        ("events-by-date", {"kind": "competition"}, "event", []),
        ("incubation-by-event", {"event": "event:harvard-informed-consent-discussions-2025"}, "programme", []),
        ("initiatives-by-policy", {}, "initiative", ["organization:hsil"]),
        (
            "timeline-of-dates",
            {"since": "2025-06-30", "until": "2025-06-30"},
            "date",
            ["2025"] * 3 + ["2025-05/2025-06"],
        ),
        ("timeline-of-dates", {"since": "2026-01-01"}, "date", []),
        ("works-by-topic", {"topic": "generative AI"}, "work", ["work:ning-2025"]),
        # generative AI is narrower than deep learning, which the note names itself
        ("works-by-topic", {"topic": "deep learning"}, "work", ["work:healthcare-ai-certifications", "work:ning-2025"]),
        ("works-by-topic", {"topic": "wearables"}, "work", []),
        ("reviews-by-topic", {"topic": "AI competencies"}, "review", ["work:gazquez-garcia-2025"]),
        ("reviews-by-topic", {"topic": "generative AI"}, "review", []),
        ("ethics-by-initiative", {"initiative": "programme:hms-aim-phd-track"}, "ethical_topic", ETHICS_OF_AIM),
        ("ethics-by-initiative", {"initiative": "programme:hms-biomedical-informatics-phd"}, "ethical_topic", []),
        ("entities-by-register", {"register": "DOI"}, "identifier", ["10.5281/zenodo.17997722"]),
        ("entities-by-register", {"register": "ORCID"}, "identifier", []),
        # every university of the articles has a record in ROR
        ("entities-without-identifier", {"kinds": ["ca:University"]}, "entity", []),
        (
            "claims-by-fact",
            {"subject": "organization:hsil", "property": "ca:abbreviation"},
            "source",
            ["source:seed-000"],
        ),
        ("claims-by-fact", {"subject": "organization:hsil", "property": "schema:offers"}, "source", []),
        ("conflicts-by-rule", {"kind": "factual"}, "shown", ["yes", "no"]),
        ("conflicts-by-rule", {"rule": "reliability"}, "shown", []),
        # the register of ROR, a scholarly source, states the name as well
        ("facts-by-single-source", {"thing": "organization:uab", "relation": "schema:name"}, "source", []),
        (
            "claims-gone-stale",
            {"months": 12, "today": "2026-04-14"},
            "subject",
            [
                "credential:abaim-educational-certification",
                "credential:harvard-chan-ai-certificate-of-specialization",
                "organization:rasit-dinc-digital-health-ai-research",
                "programme:harvard-chan-ai-certificate-of-specialization",
            ],
        ),
        ("completeness-by-class", {"kind": "ca:Partnership"}, "property", []),
        ("topics-without-evidence", {"within": "regulation"}, "topic", ["topic:standardisation-of-knowledge"]),
        ("topics-without-offers", {"within": "public health"}, "topic", []),
    ],
)
def test_another_call_gives_what_the_articles_say(
    founding_store: Store,
    queries: dict[str, Query],
    name: str,
    call: Mapping[str, str | int | list[str]],
    column: str,
    cells: list[str],
) -> None:
    rows = readable_rows(run(founding_store, queries[name], call))
    assert [row[column] for row in rows] == cells


def test_values_are_stale_from_the_day_on_which_the_months_are_over(
    founding_store: Store, queries: dict[str, Query]
) -> None:
    stale = queries["claims-gone-stale"]
    # 8 prices and dates of the article of 15 April 2025, which keep a year; of the note of 9 November 2022 a page that
    # keeps two years, and three providers and awarding bodies that keep three
    assert len(run(founding_store, stale, today="2026-04-15").rows) == 12
    assert len(run(founding_store, stale, today="2026-04-14").rows) == 4
    assert len(run(founding_store, stale, today="2025-11-08").rows) == 1
    # a number of months counts for all properties alike
    assert len(run(founding_store, stale, months=13, today="2026-04-15").rows) == 4
    assert len(run(founding_store, stale, months=41, today="2026-04-15").rows) == 4
    assert len(run(founding_store, stale, months=42, today="2026-04-15").rows) == 0

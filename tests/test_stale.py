"""Which values to look at again: what is over its shelf life, by how much, and what makes it urgent."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import credatlas as ca
from credatlas.build import Atlas
from credatlas.errors import NotFoundError, UsageError
from credatlas.files import Project
from credatlas.history.stale import QUERY, Stale, stale
from credatlas.queries import Query, load
from credatlas.store import LocalStore
from credatlas.terms import compact, node, prologue

Command = Callable[..., Any]

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 25)

# One programme of a school, its runs, and what was said of them when. On 25 November 2026:
#   mhcm    stated July 2015, which counts from its end:  135 full months, 123 past its 12, 135/12 × 2     = 22.5
#   next    stated 1 October 2025, starts in 2027:         13 full months,   1 past its 12,  13/12 × 2 × 4 = 8.67
#   shared  stated in 2023 and January 2024, two sources:  33 full months,  21 past its 12,  33/12         = 2.75
#   online  undated, read on 1 October 2024:               25 full months,   1 past its 24,  25/24 × 2     = 2.08
#   past    stated 25 November 2019, began in 2020:        84 full months,  72 past its 12,  84/12 × 2 / 8 = 1.75
#   fresh   stated 26 November 2025:                       11 full months, which is less than 12
WORLD = """
GRAPH graph:vocabulary {
  schema:offers ca:shelfLifeMonths 12 .
  ca:hasModality ca:shelfLifeMonths 24 .
  shapes:offers sh:path schema:offers ; sh:name "price"@en .
  shapes:modality sh:path ca:hasModality ; sh:name "modality"@en .
  mode:online skos:prefLabel "online"@en .
}
GRAPH graph:facts {
  organization:school schema:name "School"@en .
  programme:mhcm schema:name "Health Care Management"@en ; ca:isOfferedBy organization:school ; schema:offers val:a .
  val:a a ca:Price ; schema:price 75000 ; schema:priceCurrency "USD" .
  offering:next ca:isOfferingOf programme:mhcm ; schema:startDate "2027-01"^^xsd:gYearMonth ; schema:offers val:b .
  val:b a ca:Price ; schema:price 900 ; schema:priceCurrency "USD" ; ca:stated "$900" .
  offering:past ca:isOfferingOf programme:mhcm ; schema:startDate "2020-01-10"^^xsd:date ; schema:offers val:c .
  val:c a ca:Price ; ca:stated "$800" .
  programme:shared schema:offers val:d .
  val:d a ca:Price ; ca:stated "free" .
  programme:online ca:hasModality mode:online .
  programme:fresh schema:offers val:e .
  val:e a ca:Price ; ca:stated "$1" .
}
GRAPH graph:claims {
  claim:a rdf:subject programme:mhcm ; rdf:predicate schema:offers ; rdf:object val:a ; ca:claimedBy source:a ;
    ca:statedOn "2015-07"^^xsd:gYearMonth .
  claim:b rdf:subject offering:next ; rdf:predicate schema:offers ; rdf:object val:b ; ca:claimedBy source:b ;
    ca:statedOn "2025-10-01"^^xsd:date .
  claim:c rdf:subject offering:past ; rdf:predicate schema:offers ; rdf:object val:c ; ca:claimedBy source:c ;
    ca:statedOn "2019-11-25"^^xsd:date .
  claim:d rdf:subject programme:shared ; rdf:predicate schema:offers ; rdf:object val:d ; ca:claimedBy source:d ;
    ca:statedOn "2023"^^xsd:gYear .
  claim:d2 rdf:subject programme:shared ; rdf:predicate schema:offers ; rdf:object val:d ; ca:claimedBy source:d2 ;
    ca:statedOn "2024-01"^^xsd:gYearMonth .
  claim:f rdf:subject programme:online ; rdf:predicate ca:hasModality ; rdf:object mode:online ;
    ca:claimedBy source:f .
  claim:e rdf:subject programme:fresh ; rdf:predicate schema:offers ; rdf:object val:e ; ca:claimedBy source:e ;
    ca:statedOn "2025-11-26"^^xsd:date .
}
GRAPH graph:sources {
  source:a ca:retrievedOn "2026-11-23"^^xsd:date . source:b ca:retrievedOn "2026-11-23"^^xsd:date .
  source:f ca:retrievedOn "2024-10-01"^^xsd:date .
}
"""


@pytest.fixture(scope="module")
def canned() -> Query:
    return load(ROOT / "queries", QUERY)


@pytest.fixture
def found(canned: Query) -> list[Stale]:
    return stale(world(WORLD), canned, on=DAY)


def world(text: str) -> LocalStore:
    engine = ox.Store()
    names = "PREFIX val: <https://w3id.org/credatlas/id/value/>\n"
    engine.load(input=(prologue() + names + text).encode(), format=ox.RdfFormat.TRIG)
    return LocalStore(engine, "memory")


def subjects(rows: list[Stale]) -> list[str]:
    return [compact(row.subject).partition(":")[2] for row in rows]


# The order


def test_what_is_most_overdue_stands_alone_and_is_still_to_come_comes_first(found: list[Stale]) -> None:
    assert [(name, row.urgency) for name, row in zip(subjects(found), found, strict=True)] == [
        ("mhcm", 22.5),
        ("next", 8.67),
        ("shared", 2.75),
        ("online", 2.08),
        ("past", 1.75),
    ]


def test_each_says_in_words_why_it_stands_there(found: list[Stale]) -> None:
    assert [row.why for row in found] == [
        "price, stated 2015-07, 123 months past its 12; one source",
        "price, stated 2025-10-01, 1 month past its 12; one source; still to come",
        "price, stated 2024-01, 21 months past its 12; 2 sources",
        "modality, undated, read 2024-10-01, 1 month past its 24; one source",
        "price, stated 2019-11-25, 72 months past its 12; one source; over by now",
    ]


def test_values_and_things_go_by_their_names(found: list[Stale]) -> None:
    assert [row.value for row in found] == ["75000 USD", "$900", "free", "online", "$800"]
    assert found[0].name == "Health Care Management"


def test_a_value_is_listed_from_the_day_on_which_its_months_are_full(canned: Query) -> None:
    assert "fresh" not in subjects(stale(world(WORLD), canned, on=date(2026, 11, 25)))
    on_the_day = stale(world(WORLD), canned, on=date(2026, 11, 26))
    (fresh,) = (row for row in on_the_day if compact(row.subject) == "programme:fresh")
    assert fresh.why == "price, stated 2025-11-26, at its 12 months; one source"


def test_a_run_is_to_come_until_the_end_of_its_month_and_over_after_it(canned: Query) -> None:
    last, after = (stale(world(WORLD), canned, on=day) for day in (date(2027, 1, 31), date(2027, 2, 1)))
    states = [{compact(row.subject): row.state for row in rows}["offering:next"] for rows in (last, after)]
    assert states == ["to come", "over"]


def test_an_undated_source_that_was_read_lately_is_fresh(canned: Query) -> None:
    rows = stale(world(WORLD.replace('"2024-10-01"^^xsd:date', '"2026-11-01"^^xsd:date')), canned, on=DAY)
    assert "online" not in subjects(rows)


def test_a_value_that_is_not_shown_is_not_worth_a_look(canned: Query) -> None:
    text = WORLD.replace("programme:shared schema:offers val:d .", "")
    assert "shared" not in subjects(stale(world(text), canned, on=DAY))


def test_a_doi_never_moves(canned: Query) -> None:
    text = WORLD.replace(
        "schema:offers ca:shelfLifeMonths 12 .",
        "schema:offers ca:shelfLifeMonths 12 . schema:url ca:shelfLifeMonths 24 .",
    )
    claims = "".join(
        f"GRAPH graph:facts {{ work:{name} schema:url <{address}> }} GRAPH graph:claims {{ claim:{name} rdf:subject "
        f"work:{name} ; rdf:predicate schema:url ; rdf:object <{address}> ; ca:claimedBy source:a ; "
        f'ca:statedOn "2015"^^xsd:gYear }}\n'
        for name, address in (("doi", "https://doi.org/10.1/x"), ("page", "https://example.org/x"))
    )
    assert {"page", "doi"} & set(subjects(stale(world(text + claims), canned, on=DAY))) == {"page"}


# One thing


def test_of_a_thing_its_parts_are_listed_as_well(canned: Query) -> None:
    store = world(WORLD)
    assert subjects(stale(store, canned, node("programme:mhcm"), on=DAY)) == ["mhcm", "next", "past"]
    assert subjects(stale(store, canned, node("organization:school"), on=DAY)) == ["mhcm", "next", "past"]
    assert subjects(stale(store, canned, node("offering:past"), on=DAY)) == ["past"]
    assert stale(store, canned, node("programme:fresh"), on=DAY) == []


def test_parts_in_a_circle_end(canned: Query) -> None:
    text = WORLD.replace(
        "programme:shared schema:offers", "programme:shared ca:isTrackOf programme:shared ; schema:offers"
    )
    assert subjects(stale(world(text), canned, node("programme:shared"), on=DAY)) == ["shared"]


# The founding articles, by command line and from Python


# the note of 9 November 2022 names one page (two years) and three providers and awarding bodies (three years); the
# article of 15 April 2025 has eight prices and dates (a year), all over by now
FIRST = [
    ("organization/rasit-dinc-digital-health-ai-research", 4.0),
    ("credential/abaim-educational-certification", 2.67),
    ("credential/harvard-chan-ai-certificate-of-specialization", 2.67),
    ("programme/harvard-chan-ai-certificate-of-specialization", 2.67),
]


def test_the_founding_articles_are_old_by_the_end_of_2026(founding: Path, credatlas: Command) -> None:
    done = credatlas("--project", str(founding), "stale", "--on", "2026-11-23", "--format", "json")
    records = json.loads(done.stdout)
    assert (done.code, len(records)) == (0, 12)
    assert [
        (row["subject"].removeprefix("https://w3id.org/credatlas/id/"), row["urgency"]) for row in records[:4]
    ] == FIRST
    assert {row["urgency"] for row in records[4:]} == {0.4}  # 19 months / 12 × 2 / 8
    assert records[4]["why"].endswith("stated 2025-04-15, 7 months past its 12; one source; over by now")


def test_a_table_has_the_reasons_and_says_what_it_leaves_out(founding: Path, credatlas: Command) -> None:
    done = credatlas("--project", str(founding), "stale", "--on", "2026-11-23", "--limit", "1")
    assert done.stdout.splitlines()[0].split() == ["subject", "name", "value", "why"]
    assert "web page, stated 2022-11-09," in done.stdout
    assert done.stderr == "1 of 12 rows; --limit 12 shows all\n"


def test_where_nothing_is_stale_that_is_said(founding: Path, credatlas: Command) -> None:
    done = credatlas("--project", str(founding), "stale", "--on", "2023-01")
    assert (done.code, done.stdout, done.stderr) == (0, "", "nothing is over its shelf life on 2023-01-31\n")
    assert credatlas("--project", str(founding), "stale", "--on", "2023", "--format", "json").stdout == "[]\n"


def test_in_the_graph_of_a_moment_its_day_counts(
    founding: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path))
    store = ca.open(project=founding, known_by="2024-11")
    assert [compact(row.predicate) for row in ca.stale(store)] == ["schema:url"]
    # three years after the note; that two of its five providers are named again in later sources is not known then
    assert len(ca.stale(store, on="2025-11-08")) == 1
    assert len(ca.stale(store, on="2025-11-09")) == 6
    assert len(ca.stale(store, on=date(2025, 11, 9), limit=2)) == 2


def test_a_server_engine_gives_the_same(founding: Path, founding_store: LocalStore, oxigraph_server: str) -> None:
    there = ca.open(oxigraph_server, project=founding)
    here = ca.stale(Atlas(founding_store, Project(founding)), on="2026-11-23")
    assert ca.stale(there, on="2026-11-23") == here
    assert len(here) == 12


# What is refused


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--on", "31/11/2026"), 2, "error: --on: “31/11/2026” is no date"),
        (("--on", "2026-11-31"), 2, "error: --on: there is no day 2026-11-31 in the calendar"),
        (("--limit", "0"), 2, "error: --limit: “0” is not a whole number from 1 on"),
        (("nobody-knows-this",), 4, "error: THING: "),
        (("AIM",), 4, "error: THING: “AIM” may be one of 3"),
        (("--format", "turtle"), 2, "error: --format: "),
    ],
)
def test_wrong_words_are_refused(
    founding: Path, credatlas: Command, words: tuple[str, ...], code: int, said: str
) -> None:
    done = credatlas("--project", str(founding), "stale", *words)
    assert (done.code, done.stdout) == (code, "")
    assert done.stderr.startswith(said)


def test_a_project_without_the_query_is_told_so(small: Path, credatlas: Command) -> None:
    done = credatlas("--project", str(small), "stale")
    assert (done.code, done.stdout) == (4, "")
    assert "there is no query claims-gone-stale" in done.stderr
    with pytest.raises(NotFoundError):
        ca.stale(ca.open(project=small))
    shutil.copy(ROOT / "queries" / f"{QUERY}.rq", small / "queries")
    assert ca.stale(ca.open(project=small)) == []


def test_in_python_a_wrong_day_names_its_parameter(founding_store: LocalStore) -> None:
    with pytest.raises(UsageError) as caught:
        ca.stale(founding_store, on="soon")
    assert caught.value.place == "on"

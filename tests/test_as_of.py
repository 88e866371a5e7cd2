"""The graph as it was on a day, and as it was known by a day; compiled from the files and kept for a while."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import credatlas as ca
from credatlas.build import Atlas
from credatlas.build.moments import Moment, day
from credatlas.errors import DataError, QueryError, UsageError
from credatlas.terms import show

Command = Callable[..., Any]

PREFIXES = """@prefix basis: <https://w3id.org/credatlas/vocab/basis#> .
@prefix ca: <https://w3id.org/credatlas/ontology#> .
@prefix issue: <https://w3id.org/credatlas/id/issue/> .
@prefix istatus: <https://w3id.org/credatlas/vocab/issue-status#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix organization: <https://w3id.org/credatlas/id/organization/> .
@prefix programme: <https://w3id.org/credatlas/id/programme/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rel: <https://w3id.org/credatlas/vocab/reliability#> .
@prefix schema: <https://schema.org/> .
@prefix shapes: <https://w3id.org/credatlas/shapes#> .
@prefix source: <https://w3id.org/credatlas/id/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

# Two programmes and a school. What they cost: 75,000 from July 2015, 96,000 from July 2024.
ONTOLOGY = """
ca:Programme a <http://www.w3.org/2002/07/owl#Class> .
schema:offers ca:singleValuedPer ca:priceTier .
schema:name ca:singleValuedPer ca:language .
"""
ENTITIES = """
programme:mhcm a ca:Programme .
programme:newcomer a ca:Programme .
programme:lost a ca:Programme .
organization:curators-themselves a ca:University ; schema:name "We"@en .
"""
SOURCES = {
    "fees-2015": """
source:fees-2015 a ca:SourceSnapshot ; ca:reliability rel:issuer ;
  schema:datePublished "2015-03-01"^^xsd:date ; ca:retrievedOn "2026-11-02"^^xsd:date .
<https://w3id.org/credatlas/id/source/fees-2015#name> a ca:Passage ; oa:hasSource source:fees-2015 .
GRAPH <https://w3id.org/credatlas/id/source/fees-2015#name> {
  programme:mhcm schema:name "Master in Health Care Management"@en .
}
<https://w3id.org/credatlas/id/source/fees-2015#fee> a ca:Passage ; oa:hasSource source:fees-2015 ;
  ca:validFrom "2015-07"^^xsd:gYearMonth .
GRAPH <https://w3id.org/credatlas/id/source/fees-2015#fee> {
  programme:mhcm schema:offers [ a ca:Price ; schema:price 75000 ; schema:priceCurrency "USD" ] .
}
<https://w3id.org/credatlas/id/source/fees-2015#dean> a ca:Passage ; oa:hasSource source:fees-2015 ;
  ca:validUntil "2018"^^xsd:gYear .
GRAPH <https://w3id.org/credatlas/id/source/fees-2015#dean> { programme:mhcm schema:alternateName "Old School"@en . }
""",
    "fees-2024": """
source:fees-2024 a ca:SourceSnapshot ; ca:reliability rel:issuer ;
  schema:datePublished "2024-02"^^xsd:gYearMonth ; ca:retrievedOn "2026-11-02"^^xsd:date .
<https://w3id.org/credatlas/id/source/fees-2024#fee> a ca:Passage ; oa:hasSource source:fees-2024 ;
  ca:validFrom "2024-07"^^xsd:gYearMonth .
GRAPH <https://w3id.org/credatlas/id/source/fees-2024#fee> {
  programme:mhcm schema:offers [ a ca:Price ; schema:price 96000 ; schema:priceCurrency "USD" ] .
}
""",
    "undated": """
source:undated a ca:SourceSnapshot ; ca:reliability rel:press ; ca:retrievedOn "2026-11-03"^^xsd:date .
<https://w3id.org/credatlas/id/source/undated#name> a ca:Passage ; oa:hasSource source:undated .
GRAPH <https://w3id.org/credatlas/id/source/undated#name> { programme:newcomer schema:name "Newcomer"@en . }
""",
    "nowhere": """
source:nowhere a ca:SourceSnapshot ; ca:reliability rel:low .
<https://w3id.org/credatlas/id/source/nowhere#name> a ca:Passage ; oa:hasSource source:nowhere .
GRAPH <https://w3id.org/credatlas/id/source/nowhere#name> { programme:lost schema:name "Lost"@en . }
""",
}
QUERY = """#+ summary = "What programmes cost"
#+ topic = "programmes"

PREFIX ca: <https://w3id.org/credatlas/ontology#>
PREFIX schema: <https://schema.org/>

SELECT ?programme ?price
WHERE {
  ?programme schema:offers/schema:price ?price .
}
ORDER BY ?programme ?price
"""
ISSUE = """
issue:newcomer-without-page a ca:DataIssue ; ca:onSubject programme:newcomer ; ca:onShape shapes:Programme-url ;
  ca:issueStatus istatus:open ; ca:reason "Nobody has looked yet."@en .
"""
RULING = """
issue:mhcm-fee a ca:Decision ; ca:onSubject programme:mhcm ; ca:onProperty schema:offers ;
  ca:decidedValue [ a ca:Price ; schema:price 75000 ; schema:priceCurrency "USD" ] ;
  ca:decidedSource source:fees-2015 ; ca:reason "They went back to it."@en .
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("CREDATLAS_CACHE", str(folder))
    return folder


@pytest.fixture
def fees(small: Path) -> Path:
    """A project in which a price changed and one programme is new."""
    write(small / "ontology/terms.ttl", PREFIXES + ONTOLOGY)
    entities = small / "data/entities.ttl"
    text = entities.read_text(encoding="utf-8").replace("organization:alpha a ca:University .", "")
    write(entities, PREFIXES + text.replace("organization:beta a ca:University .", "") + ENTITIES)
    (small / "data/sources/page.trig").unlink()
    for name, described in SOURCES.items():
        write(small / f"data/sources/{name}.trig", PREFIXES + described)
    write(small / "data/issues.ttl", PREFIXES + ISSUE)
    write(small / "queries/fees.rq", QUERY)
    return small


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def prices(project: Path, **moment: Any) -> list[str]:
    return [show(row["price"]) for row in ca.query(ca.open(project=project, **moment), "fees").to_dicts()]


def names(store: Atlas) -> set[str]:
    return {
        show(row["name"]) for row in store.select("SELECT ?name { ?thing <https://schema.org/name> ?name }").to_dicts()
    }


def programmes(store: Atlas) -> set[str]:
    text = "SELECT ?thing { ?thing a <https://w3id.org/credatlas/ontology#Programme> }"
    return {show(row["thing"]) for row in store.select(text).to_dicts()}


# As of a day


def test_today_the_later_price_is_shown_by_valid_time(fees: Path) -> None:
    (case,) = ca.conflicts(ca.open(project=fees), "programme:mhcm")
    assert (case.rule, case.kind, prices(fees)) == ("valid-time", "time-varying", ["96000"])


def test_as_of_a_day_before_the_change_the_earlier_price_is_the_fact_and_nothing_contradicts_it(fees: Path) -> None:
    assert prices(fees, as_of="2016-01-01") == ["75000"]
    assert ca.conflicts(ca.open(project=fees, as_of="2016-01-01")) == []


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2015-06-30", []),  # valid from July 2015: not the day before
        ("2015-07-01", ["75000"]),
        ("2024-06-30", ["75000"]),
        ("2024-07-01", ["96000"]),
        ("2015-07", ["75000"]),  # a month means its last day
        ("2015", ["75000"]),
        ("2014", []),
        ("2024-06", ["75000"]),
        ("2024", ["96000"]),
        ("today", ["96000"]),
        (date(2016, 1, 1), ["75000"]),
        (datetime(2016, 1, 1, 12, 30, tzinfo=UTC), ["75000"]),
    ],
)
def test_validity_begins_with_its_first_day(fees: Path, as_of: str | date, expected: list[str]) -> None:
    assert prices(fees, as_of=as_of) == expected


def test_validity_ends_with_its_last_day(fees: Path) -> None:
    text = "ASK { ?thing <https://schema.org/alternateName> ?name }"
    assert ca.open(project=fees, as_of="2018-12-31").query(text) is True
    assert ca.open(project=fees, as_of="2019-01-01").query(text) is False


def test_a_claim_without_validity_holds_on_every_day(fees: Path) -> None:
    assert "Master in Health Care Management" in names(ca.open(project=fees, as_of="1990"))


def test_claims_that_do_not_hold_are_in_no_layer_and_neither_are_their_values(fees: Path) -> None:
    store = ca.open(project=fees, as_of="2016-01-01")
    found = store.select("SELECT ?value { GRAPH ?layer { ?price <https://schema.org/price> ?value } }").to_dicts()
    assert [show(row["value"]) for row in found] == ["75000"]
    claims = store.select(
        "SELECT ?claim { ?claim <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> <https://schema.org/offers> }"
    )
    assert len(claims) == 1


def test_the_graph_of_today_stays_as_it_is(fees: Path) -> None:
    before = ca.open(project=fees).generation
    ca.open(project=fees, as_of="2016")
    after = ca.open(project=fees)
    assert (after.generation, prices(fees), after.notice) == (before, ["96000"], "")


# Known by a day


def test_only_what_had_been_stated_counts(fees: Path) -> None:
    assert prices(fees, known_by="2015-03-01") == ["75000"]
    assert prices(fees, known_by="2015-02-28") == []


def test_a_source_with_a_month_for_its_date_counts_from_the_end_of_the_month(fees: Path) -> None:
    assert prices(fees, known_by="2024-02-28") == ["75000"]
    assert prices(fees, known_by="2024-02-29") == ["96000"]


def test_a_source_was_written_by_the_day_on_which_it_was_read_though_its_own_date_leaves_more_open(fees: Path) -> None:
    path = fees / "data/sources/fees-2024.trig"
    text = path.read_text(encoding="utf-8")
    write(path, text.replace('"2024-02"^^xsd:gYearMonth', '"2026"^^xsd:gYear'))
    assert prices(fees, known_by="2026-11-01") == ["75000"]
    assert prices(fees, known_by="2026-11-02") == ["96000"]


def test_a_source_without_a_date_counts_from_the_day_on_which_it_was_read(fees: Path) -> None:
    assert "Newcomer" not in names(ca.open(project=fees, known_by="2026-11-02"))
    assert "Newcomer" in names(ca.open(project=fees, known_by="2026-11-03"))


def test_a_source_of_which_no_day_is_known_never_counts_as_known(fees: Path) -> None:
    assert "Lost" not in names(ca.open(project=fees, known_by="2999"))
    assert "Lost" in names(ca.open(project=fees, as_of="2999"))


def test_what_curators_entered_always_counts(fees: Path) -> None:
    assert names(ca.open(project=fees, known_by="1990")) == {"We"}


def test_a_thing_of_which_nothing_had_been_said_is_not_there(fees: Path, credatlas: Command) -> None:
    assert programmes(ca.open(project=fees, known_by="2020")) == {"programme:mhcm"}
    assert programmes(ca.open(project=fees, known_by="1990")) == set()
    done = credatlas("--project", str(fees), "show", "programme:newcomer", "--known-by", "2020")
    assert (done.code, done.stdout) == (4, "")


def test_sources_that_were_not_known_are_not_described(fees: Path) -> None:
    store = ca.open(project=fees, known_by="2020")
    found = store.select("SELECT ?it { GRAPH <https://w3id.org/credatlas/graph/sources> { ?it a ?kind } }").to_dicts()
    described = {show(row["it"]).partition("#")[0].rpartition("/")[2] for row in found}
    assert {name.rpartition(":")[2] for name in described} == {"curators", "fees-2015"}


def test_an_issue_on_a_thing_that_is_not_there_is_not_listed(fees: Path, credatlas: Command) -> None:
    words = ("--project", str(fees), "conflicts", "--format", "json")
    assert "issue/newcomer-without-page" in credatlas(*words).stdout
    assert "issue/newcomer-without-page" not in credatlas(*words, "--known-by", "2020").stdout


def test_both_dates_together_ask_what_was_then_thought_of_a_day(fees: Path) -> None:
    assert prices(fees, as_of="2025", known_by="2020") == ["75000"]
    assert prices(fees, as_of="2014", known_by="2020") == []


# Rulings


def test_a_ruling_on_a_claim_that_does_not_count_stops_nothing(fees: Path) -> None:
    write(fees / "data/decisions.ttl", PREFIXES + RULING.replace("75000", "96000").replace("fees-2015", "fees-2024"))
    store = ca.open(project=fees, as_of="2016-01-01")
    assert prices(fees, as_of="2016-01-01") == ["75000"]
    assert store.query("ASK { ?ruling a <https://w3id.org/credatlas/ontology#Decision> }") is False


def test_a_ruling_on_a_claim_that_counts_decides(fees: Path) -> None:
    write(fees / "data/decisions.ttl", PREFIXES + RULING)
    assert prices(fees, known_by="2025") == ["75000"]
    (case,) = ca.conflicts(ca.open(project=fees, known_by="2025"))
    assert (case.rule, case.reason) == ("curator-decision", "They went back to it.")


def test_a_ruling_that_matches_no_claim_at_all_is_refused_for_every_moment(fees: Path) -> None:
    write(fees / "data/decisions.ttl", PREFIXES + RULING.replace("75000", "1"))
    with pytest.raises(DataError, match="matches no claim"):
        ca.open(project=fees, as_of="2016")


# On every command that reads


@pytest.mark.parametrize(
    ("words", "then", "now"),
    [
        (("query", "fees", "--format", "csv"), "75000", "96000"),
        (("find", "Old School"), "programme:mhcm", "nothing goes by “Old School”"),
        (("show", "programme:mhcm"), "75000 USD", "96000 USD"),
        (("why", "programme:mhcm", "schema:offers"), "source:fees-2015", "source:fees-2024"),
        (("conflicts",), "0 contradictions", "1 contradiction"),
        (("sparql", "SELECT ?price { ?any schema:price ?price . ?thing schema:offers ?any }"), "75000", "96000"),
    ],
)
def test_every_reading_command_answers_for_the_day(
    fees: Path, credatlas: Command, words: tuple[str, ...], then: str, now: str
) -> None:
    if words[0] == "find":  # today both names are known; on a day after 2018 the old one is not
        today = credatlas("--project", str(fees), "--as-of", "2019", *words)
    else:
        today = credatlas("--project", str(fees), *words)
    assert now in today.shown
    past = credatlas("--project", str(fees), *words, "--as-of", "2016-01-01")
    assert (past.code, then in past.stdout, now in past.stdout) == (0, True, False)
    assert past.stderr.startswith("note: as of 2016-01-01: left out is what sources say held at another time only")


def test_the_answer_itself_carries_no_note(fees: Path, credatlas: Command) -> None:
    done = credatlas(
        "--project", str(fees), "query", "fees", "--format", "csv", "--as-of", "2016", "--known-by", "2020"
    )
    assert done.stdout.splitlines() == ["programme,price", "https://w3id.org/credatlas/id/programme/mhcm,75000"]
    assert done.stderr.startswith("note: as of 2016-12-31, known by 2020-12-31: ")


def test_the_dates_may_stand_before_the_command_and_those_behind_it_win(fees: Path, credatlas: Command) -> None:
    words = ("query", "fees", "--format", "csv")
    before = credatlas("--project", str(fees), "--as-of", "2016", *words)
    between = credatlas("--project", str(fees), "query", "--as-of", "2016", *words[1:])
    behind = credatlas("--project", str(fees), "--as-of", "2016", *words, "--as-of", "2025")
    assert ["75000" in done.stdout for done in (before, between, behind)] == [True, True, False]
    assert "96000" in behind.stdout


def test_evidence_is_that_of_the_day(fees: Path, credatlas: Command) -> None:
    done = credatlas("--project", str(fees), "query", "fees", "--evidence", "--as-of", "2016-01-01")
    assert "source:fees-2015" in done.stdout
    assert "source:fees-2024" not in done.stdout


# The stores of moments


def test_a_moment_is_compiled_once(fees: Path, cache: Path) -> None:
    said: list[str] = []
    first = ca.open(project=fees, as_of="2016-12-31", say=said.append)
    assert f"building the graph of {fees}, as of 2016-12-31" in said
    assert first.generation is not None and first.generation.is_relative_to(cache / "moments")
    said.clear()
    assert ca.open(project=fees, as_of="2016", say=said.append).generation == first.generation
    assert said == []
    assert first.moment == Moment(as_of=date(2016, 12, 31))


def test_a_changed_source_is_compiled_anew(fees: Path) -> None:
    assert prices(fees, as_of="2016") == ["75000"]
    path = fees / "data/sources/fees-2015.trig"
    write(path, path.read_text(encoding="utf-8").replace("75000", "75500"))
    assert prices(fees, as_of="2016") == ["75500"]


def test_of_a_project_only_the_moments_that_were_used_last_are_kept(fees: Path, cache: Path) -> None:
    for number, year in enumerate(range(2001, 2009)):
        generation = ca.open(project=fees, as_of=str(year)).generation
        assert generation is not None
        os.utime(generation.parent / "current", (1_000_000_000 + number, 1_000_000_000 + number))
    (folder,) = (cache / "moments").iterdir()
    assert len(list(folder.iterdir())) == 8
    ca.open(project=fees, as_of="2001")  # used again: now that of 2002 is the one that was not used for longest
    ca.open(project=fees, as_of="2009")
    kept = {path.name for path in folder.iterdir()}
    assert kept == {f"as-of-{year}-12-31" for year in (2001, *range(2003, 2010))}


def test_a_project_that_breaks_a_shape_is_refused_for_every_moment(fees: Path) -> None:
    entities = fees / "data/entities.ttl"
    write(entities, entities.read_text(encoding="utf-8").replace(' ; schema:name "We"@en', ""))
    with pytest.raises(DataError, match="has no name"):
        ca.open(project=fees, as_of="2016")


def test_what_had_not_been_said_yet_breaks_no_shape(small: Path) -> None:
    # every university needs a name; that of alpha stands in a source without any date
    path = small / "data/sources/page.trig"
    named = "organization:alpha schema:name"
    more = path.read_text(encoding="utf-8").partition("source:page")[0] + (
        'source:later a ca:SourceSnapshot ; schema:datePublished "2020"^^'
        "<http://www.w3.org/2001/XMLSchema#gYear> .\n"
        "<https://w3id.org/credatlas/id/source/later#x> a ca:Passage ; oa:hasSource source:later .\n"
        "GRAPH <https://w3id.org/credatlas/id/source/later#x> { organization:alpha schema:slogan 'Onward' . }\n"
    )
    assert named in path.read_text(encoding="utf-8")
    write(small / "data/sources/later.trig", more)
    store = ca.open(project=small, known_by="2021")
    assert store.query("ASK { ?it <https://schema.org/slogan> 'Onward' }") is True
    assert names(store) == set()


def test_where_nothing_can_be_kept_the_moment_is_compiled_in_memory(
    fees: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "file", "")
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "file"))
    store = ca.open(project=fees, as_of="2016")
    assert (store.location, prices(fees, as_of="2016")) == ("memory", ["75000"])
    assert store.notice.startswith("as of 2016-12-31: ")
    assert "the graph is built anew for each question" in store.notice


def test_a_store_of_a_moment_that_is_named_says_so(fees: Path, credatlas: Command) -> None:
    generation = ca.open(project=fees, as_of="2016").generation
    assert generation is not None
    words = ("--project", str(fees), "--store", str(generation.parent))
    asked = credatlas(*words, "query", "fees", "--format", "csv")
    assert ("75000" in asked.stdout, asked.stderr.startswith("note: as of 2016-12-31: ")) == (True, True)
    verified = credatlas(*words, "verify")
    assert (verified.code, verified.stdout.splitlines()[-1]) == (0, "nothing is wrong")
    assert "note: the graph is that as of 2016-12-31" in verified.stdout


WITHOUT_MOMENT = {"queries", "diff", "ingest", "link", "build", "check", "verify", "push", "serve", "site"}


def test_every_command_that_reads_the_graph_takes_the_dates(credatlas: Command) -> None:
    from credatlas.cli.group import COMMANDS

    helps = {name: credatlas(name, "--help").stdout for name in COMMANDS}
    reading = {name for name, text in helps.items() if "--as-of DATE" in text and "--known-by DATE" in text}
    assert reading == set(COMMANDS) - WITHOUT_MOMENT


# What is refused


@pytest.mark.parametrize("option", ["--as-of", "--known-by"])
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2016-02-30", "there is no day 2016-02-30 in the calendar"),
        ("2016-13", "there is no day 2016-13 in the calendar"),
        ("0000", "there is no day 0000 in the calendar"),
        ("31/11/2026", "“31/11/2026” is no date"),
        ("2016-1-1", "“2016-1-1” is no date"),
        ("yesterday", "“yesterday” is no date"),
        ("", "“” is no date"),
        ("２０１６", "“２０１６” is no date"),  # digits of another script
    ],
)
def test_what_is_no_day_is_refused(fees: Path, credatlas: Command, option: str, typed: str, message: str) -> None:
    done = credatlas("--project", str(fees), "find", "newcomer", option, typed)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {option}: {message}\n  hint: ")
    assert "2016-0" in done.stderr, "an example says how to write it"


def test_in_python_the_parameter_is_named(fees: Path) -> None:
    with pytest.raises(UsageError) as caught:
        ca.open(project=fees, known_by="2016/01")
    assert (caught.value.place, caught.value.message) == ("known_by", "“2016/01” is no date")


def test_of_february_the_last_day_is_meant_in_leap_years_too() -> None:
    assert [day("2016-02"), day("2017-02"), day("2016")] == [date(2016, 2, 29), date(2017, 2, 28), date(2016, 12, 31)]


@pytest.mark.parametrize("where", ["store", "http://127.0.0.1:9/sparql"])
def test_a_store_that_is_named_has_one_moment_only(fees: Path, tmp_path: Path, credatlas: Command, where: str) -> None:
    place = where if "://" in where else str(tmp_path / where)
    done = credatlas("--project", str(fees), "--store", place, "find", "newcomer", "--as-of", "2016")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: --store: the graph as of 2016-12-31 is compiled from the files of a project")
    assert "leave --store out" in done.stderr
    with pytest.raises(UsageError):
        ca.open(place, project=fees, known_by="2016")


@pytest.mark.parametrize("command", ["build", "check", "verify", "queries"])
def test_commands_that_read_no_graph_take_no_moment(fees: Path, credatlas: Command, command: str) -> None:
    behind = credatlas("--project", str(fees), command, "--as-of", "2016")
    assert (behind.code, "has no option --as-of" in behind.stderr) == (2, True)
    before = credatlas("--project", str(fees), "--known-by", "2016", command)
    assert before.code == 2
    assert before.stderr.startswith(f"error: --known-by: `credatlas {command}` works on all that the files say")


def test_no_parameter_of_a_query_is_called_like_the_dates(fees: Path) -> None:
    parameter = '#+\n#+ [parameters.as_of]\n#+ type = "date"\n#+ description = "A day"\n#+ example = 2016-01-01\n'
    write(fees / "queries/fees.rq", QUERY.replace("\n\nPREFIX ca", f"\n{parameter}\nPREFIX ca", 1))
    with pytest.raises(QueryError, match="as_of"):
        ca.query(ca.open(project=fees), "fees")

"""Canned queries on data that the founding articles do not have: vague dates, merged ids, shared values, links."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.evidence import lineage_of
from credatlas.evidence.sufficiency import is_sufficient
from credatlas.queries import catalogue, parse_values, run
from credatlas.queries.answers import readable_rows
from credatlas.store import LocalStore, memory_store
from credatlas.terms import prologue

QUERIES = {query.name: query for query in catalogue(Path(__file__).resolve().parent.parent / "queries")}


def world(trig: str) -> LocalStore:
    prefixes = prologue().replace("PREFIX", "@prefix").replace(">\n", "> .\n")
    return memory_store(ox.parse((prefixes + trig).encode(), format=ox.RdfFormat.TRIG))


def answer(store: LocalStore, name: str, **call: str | int | list[str]) -> list[dict[str, str]]:
    """The rows of a call, whose evidence gives them again."""
    query = QUERIES[name]
    assert is_sufficient(store, query, lineage_of(query), parse_values(store, query, call)) == ""
    return readable_rows(run(store, query, call))


# dates that are less than a day


EVENTS = """
GRAPH graph:facts {
  event:before a ca:Event ; schema:name "Before"@en ; schema:startDate "2025-04-29"^^xsd:date ;
    schema:endDate "2025-04-30"^^xsd:date .
  event:across a ca:Event ; schema:name "Across"@en ; schema:startDate "2025-04-30"^^xsd:date ;
    schema:endDate "2025-05-01"^^xsd:date .
  event:month a ca:Event ; schema:name "Month"@en ; schema:startDate "2025-05"^^xsd:gYearMonth .
  event:year a ca:Event ; schema:name "Year"@en ; schema:startDate "2025"^^xsd:gYear .
  event:ended a ca:Event ; schema:name "Ended"@en ; ca:hasPeriod value:ended .
  event:begun a ca:Event ; schema:name "Begun"@en ; ca:hasPeriod value:begun .
  event:undated a ca:Event ; schema:name "Undated"@en .
  event:after a ca:Event ; schema:name "After"@en ; schema:endDate "2025-06-01"^^xsd:date .
  value:ended a ca:Period ; ca:stated "recently" ; ca:endsNotAfter "2025-04-15"^^xsd:date .
  value:begun a ca:Period ; ca:stated "since April" ; ca:startsNotBefore "2025-04-01"^^xsd:date .
}
"""


@pytest.mark.parametrize(
    ("since", "until", "events"),
    [
        ("2025-05-01", "2025-05-31", ["year", "begun", "across", "month", "undated"]),
        ("2025-04-30", "2025-04-30", ["year", "begun", "before", "across", "undated"]),
        ("2024-01-01", "2024-12-31", ["ended", "undated"]),
        ("2025-06-01", "2025-06-01", ["year", "begun", "after", "undated"]),
    ],
)
def test_an_event_that_may_lie_in_the_time_is_not_lost(since: str, until: str, events: list[str]) -> None:
    rows = answer(world(EVENTS), "events-by-date", since=since, until=until)
    assert [row["event"] for row in rows] == [f"event:{name}" for name in events]


def test_the_timeline_keeps_what_may_lie_in_it_and_has_no_row_for_what_is_undated() -> None:
    rows = answer(world(EVENTS), "timeline-of-dates", since="2025-05-01", until="2025-05-01")
    assert [(row["date"], row["thing"]) for row in rows] == [
        ("2025", "event:year"),
        ("2025-05", "event:month"),
        ("2025-05-01", "event:across"),
        ("since April", "event:begun"),
    ]


def test_the_dates_of_sources_are_not_on_the_timeline() -> None:
    store = world('GRAPH graph:sources { source:x schema:name "X"@en ; schema:datePublished "2025-05-01"^^xsd:date . }')
    assert answer(store, "timeline-of-dates") == []


@pytest.mark.parametrize(
    ("own", "cited", "works"),
    [
        ('"2022-11-09"^^xsd:date', '"2022"^^xsd:gYear', []),
        ('"2022"^^xsd:gYear', '"2022-12-31"^^xsd:date', []),
        ('"2022-11"^^xsd:gYearMonth', '"2022-12"^^xsd:gYearMonth', ["work:a"]),
        ('"2022-11-09"^^xsd:date', '"2022-11-10"^^xsd:date', ["work:a"]),
    ],
)
def test_a_work_is_younger_only_when_all_that_its_date_can_mean_is_later(
    own: str, cited: str, works: list[str]
) -> None:
    store = world(f"""GRAPH graph:facts {{
      work:a schema:name "A"@en ; schema:datePublished {own} ; cito:cites work:b .
      work:b schema:datePublished {cited} . }}""")
    assert [row["work"] for row in answer(store, "sources-citing-younger-works")] == works


# counts and durations


HUBS = """
GRAPH graph:facts {
  event:one a ca:Event ; schema:name "One"@en ; ca:hasCount value:hubs , value:people .
  event:two a ca:Event ; schema:name "Two"@en ; ca:hasCount value:hubs .
  event:three a ca:Event ; schema:name "Three"@en ; ca:hasCount value:people .
  value:hubs a ca:Count ; ca:countOf count:hubs ; ca:atLeast 40 .
  value:people a ca:Count ; ca:countOf count:participants ; ca:atLeast 100 ; ca:stated "hundreds" .
  programme:next schema:name "Next"@en ; ca:recruitsFrom event:one , event:two .
}
"""


def test_events_with_the_same_number_keep_it_apart_and_other_numbers_are_no_hubs() -> None:
    rows = answer(world(HUBS), "events-by-date")
    assert [(row["event"], row.get("hubs"), row.get("followed_by")) for row in rows] == [
        ("event:one", "40", "programme:next"),
        ("event:three", None, None),
        ("event:two", "40", "programme:next"),
    ]


def test_a_programme_without_duration_and_dates_is_listed_with_what_is_known() -> None:
    store = world("""GRAPH graph:facts {
      event:day a ca:Event . programme:p ca:recruitsFrom event:day ; schema:name "P"@en . }""")
    assert answer(store, "incubation-by-event", event="event:day") == [{"programme": "programme:p", "name": "P"}]


# citations


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ning, Y.", "Ning, Y., & Ang, M.", "no"),
        ("Ning, Y. et al.", "Ning, Y., & Ang, M.", "yes"),
        ("Ning, Y., & Ang, M.", "Ang, M. et al.", "no"),
        ("Ning, Y.", "NING, Y.", "yes"),
        ("Ning, Y.", None, None),
    ],
)
def test_author_lists_agree_when_one_is_cut_short(one: str, other: str | None, same: str | None) -> None:
    given = f'ca:citedAuthors "{other}" ;' if other else ""
    store = world(f"""GRAPH graph:facts {{
      work:w schema:name "W"@en . work:a cito:cites work:w ; ca:hasReference reference:a .
      work:b cito:cites work:w ; ca:hasReference reference:b .
      reference:a ca:refersTo work:w ; ca:citedAuthors "{one}" . reference:b {given} ca:refersTo work:w . }}""")
    (row,) = answer(store, "works-cited-twice")
    assert (row.get("same_title"), row.get("same_authors")) == (None, same)


# identifiers


LINKS = """
GRAPH graph:facts {
  organization:a a ca:Organization ; schema:name "A"@en ; ca:rorId "https://ror.org/03vek6s52" .
  organization:b a ca:Organization ; schema:name "B"@en .
  organization:c a ca:Organization ; schema:name "C"@en .
  event:d a ca:Event ; schema:name "D"@en .
}
GRAPH graph:links {
  organization:a skos:exactMatch <https://ror.org/03vek6s52> .
  organization:b skos:exactMatch <http://www.wikidata.org/entity/Q13371> .
  organization:c skos:closeMatch <http://www.wikidata.org/entity/Q1> .
}
GRAPH graph:vocabulary {
  ca:Event a owl:Class . ca:Journal a owl:Class . ca:Organization a owl:Class . ca:Person a owl:Class .
  ca:Publication a owl:Class .
}
"""


def test_an_accepted_link_counts_as_an_identifier_once() -> None:
    rows = answer(world(LINKS), "entities-by-register")
    assert [(row["entity"], row["found_in"], row["identifier"]) for row in rows] == [
        ("organization:a", "ROR", "https://ror.org/03vek6s52"),
        ("organization:b", "Wikidata", "http://www.wikidata.org/entity/Q13371"),
    ]


def test_a_close_match_is_no_identifier_and_other_kinds_come_when_they_are_asked_for() -> None:
    store = world(LINKS)
    assert [row["entity"] for row in answer(store, "entities-without-identifier")] == ["organization:c"]
    assert [row["entity"] for row in answer(store, "entities-without-identifier", kinds=["ca:Event"])] == ["event:d"]


# claims about merged things


MERGED = """
GRAPH graph:vocabulary { schema:url a owl:ObjectProperty . schema:startDate ca:shelfLifeMonths 12 . }
GRAPH graph:facts {
  organization:new a ca:Organization ; schema:url <https://example.org/> ; ca:isConvenedBy organization:new .
  organization:new schema:startDate "2030-01-01"^^xsd:date .
}
GRAPH graph:claims {
  claim:a rdf:subject organization:new ; rdf:predicate schema:url ; rdf:object <https://example.org/> ;
    ca:claimedBy source:press ; ca:hasEvidence <https://w3id.org/credatlas/id/source/press#a> .
  claim:b rdf:subject organization:old ; rdf:predicate schema:url ; rdf:object <https://example.org/> ;
    ca:claimedBy source:low ; ca:hasEvidence <https://w3id.org/credatlas/id/source/low#b> .
  claim:c rdf:subject organization:old ; rdf:predicate ca:isConvenedBy ; rdf:object organization:old ;
    ca:claimedBy source:low ; ca:hasEvidence <https://w3id.org/credatlas/id/source/low#b> .
  claim:d rdf:subject organization:old ; rdf:predicate schema:startDate ; rdf:object "2030-01-01"^^xsd:date ;
    ca:claimedBy source:press ; ca:hasEvidence <https://w3id.org/credatlas/id/source/press#a> .
  claim:e rdf:subject organization:new ; rdf:predicate schema:startDate ; rdf:object "2030-01-01"^^xsd:date ;
    ca:claimedBy source:low ; ca:hasEvidence <https://w3id.org/credatlas/id/source/low#b> ;
    ca:statedOn "2024"^^xsd:gYear .
}
GRAPH graph:sources {
  organization:old dcterms:isReplacedBy organization:new .
  source:press ca:reliability rel:press ; ca:retrievedOn "2025-03-10"^^xsd:date .
  source:low ca:reliability rel:low ; ca:retrievedOn "2026-01-01"^^xsd:date .
  <https://w3id.org/credatlas/id/source/press#a> oa:hasSource source:press .
  <https://w3id.org/credatlas/id/source/low#b> oa:hasSource source:low .
}
"""


def test_what_is_said_of_a_merged_id_is_said_of_the_living_one() -> None:
    rows = answer(world(MERGED), "claims-by-fact", subject="organization:new", property="schema:url")
    assert [row["source"] for row in rows] == ["source:low", "source:press"]


def test_two_sources_are_two_also_when_one_of_them_names_the_merged_id() -> None:
    rows = answer(world(MERGED), "facts-by-single-source")
    assert [(row["property"], row["value"], row["source"], row["sources"]) for row in rows] == [
        ("ca:isConvenedBy", "organization:new", "source:low", "1")
    ]


@pytest.mark.parametrize(
    ("today", "stale"),
    [
        # the page without a date counts from 10 March 2025, when it was read; the other one from the end of 2024
        ("2026-03-09", []),
        ("2026-03-10", ["2025-03-10"]),
    ],
)
def test_the_newest_statement_of_a_volatile_value_counts(today: str, stale: list[str]) -> None:
    rows = answer(world(MERGED), "claims-gone-stale", today=today)
    assert [row["last_stated"] for row in rows] == stale


# topics


TOPICS = """
GRAPH graph:facts {
  programme:p a ca:Programme ; ca:coversTopic topic:data-science , topic:ethics .
  work:cited ca:coversTopic topic:statistics , topic:medicine . work:citing cito:cites work:cited .
  work:uncited ca:coversTopic topic:ethics , topic:biology .
}
GRAPH graph:inferred { topic:statistics skos:broaderTransitive topic:data-science . }
GRAPH graph:vocabulary {
  topic:data-science skos:prefLabel "data science"@en . topic:ethics skos:prefLabel "ethics"@en .
  topic:statistics skos:prefLabel "statistics"@en . topic:medicine skos:prefLabel "medicine"@en .
  topic:biology skos:prefLabel "biology"@en .
}
"""


def test_a_work_on_a_narrower_topic_supports_the_topic_but_only_when_it_is_cited() -> None:
    assert answer(world(TOPICS), "topics-without-evidence") == [
        {"topic": "topic:ethics", "name": "ethics", "offers": "1"}
    ]


def test_an_offer_on_a_broader_topic_is_none_on_the_narrower_one() -> None:
    assert [row["topic"] for row in answer(world(TOPICS), "topics-without-offers")] == [
        "topic:medicine",
        "topic:statistics",
    ]


# completeness


def test_a_property_of_a_card_is_counted_once_and_for_the_things_of_that_card_only() -> None:
    store = world("""
GRAPH graph:vocabulary {
  ca:Programme a owl:Class .
  shapes:Programme sh:targetClass ca:Programme ; sh:property shapes:url .
  shapes:IncubationProgramme sh:targetClass ca:IncubationProgramme ; sh:property shapes:recruitsFrom .
  shapes:url sh:path schema:url ; sh:name "web page"@en ; sh:severity sh:Violation .
  shapes:recruitsFrom sh:path ca:recruitsFrom ; sh:name "teams from"@en ; sh:severity sh:Violation .
  shapes:Complete sh:targetClass ca:Programme ; sh:property shapes:known-url .
  shapes:known-url sh:path schema:url ; sh:name "page of its own"@en ; sh:severity sh:Info .
}
GRAPH graph:facts {
  programme:a a ca:Programme ; schema:url <https://a.example/> , <https://a.example/en> .
  programme:b a ca:IncubationProgramme .
}
GRAPH graph:inferred { programme:b a ca:Programme . }""")
    assert answer(store, "completeness-by-class", kind="ca:Programme") == [
        {"property": "schema:url", "name": "web page", "things": "2", "known": "1", "missing": "1"},
        {"property": "ca:recruitsFrom", "name": "teams from", "things": "1", "known": "0", "missing": "1"},
    ]

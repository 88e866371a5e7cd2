"""The reconciliation protocol without HTTP: what is understood, what is refused, and what is answered."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import hypothesis.strategies as st
import pyoxigraph as ox
import pytest

from credatlas.errors import NotFoundError, UsageError
from credatlas.link.model import Candidate, Proposal, Record, RecordName
from credatlas.link.reconciling import (
    Limits,
    Reconciler,
    TooLargeError,
    answers,
    extended,
    extension,
    new_batch,
    new_manifest,
    old_batch,
    old_manifest,
    old_single,
    vocabulary,
)
from credatlas.link.reconciling.identifiers import identifier
from credatlas.link.reconciling.model import Cell, Condition, Given, Query
from credatlas.link.reconciling.previewing import POLICY, flyout, preview
from credatlas.link.reconciling.suggesting import Page, entities, properties, proposed, types
from credatlas.link.reconciling.writing import (
    new_extension,
    new_results,
    old_extension,
    old_results,
    proposal,
    suggestions,
)
from credatlas.store import LocalStore, memory_store
from credatlas.terms import GRAPHS, node

LIMITS = Limits()
ID = "https://w3id.org/credatlas/id/"
HARVARD, HMS, LOUISVILLE, MIT = (
    f"{ID}organization/{name}"
    for name in ("harvard-university", "harvard-medical-school", "university-of-louisville", "mit")
)
VERSIONS = ("0.1", "0.2", "1.0-draft")


Faults = Callable[[str, str, Any], list[str]]


def examples(folder: Path, version: str, kind: str, verdict: str) -> Iterator[Path]:
    found = sorted((folder / version / "examples" / kind / verdict).glob("*.json"))
    assert found or verdict == "invalid", f"there are no {verdict} examples of {kind} {version}"
    yield from found


# A matcher that says what the test tells it to: what is tested here is what becomes of its words.


def candidate(iri: str, *, score: float = 1.0, relation: Any = "exact", against: tuple[str, ...] = ()) -> Candidate:
    record = Record(iri, "atlas", "a name", (RecordName("a name"),))
    return Candidate(record, relation, score, ("unique full name",), against)


class Told:
    """Answers every text with the same proposal, and remembers how it was asked."""

    def __init__(self, decision: Any, *candidates: Candidate) -> None:
        self.proposal = Proposal(Record("", "text", "x", ()), decision, candidates, "a reason")
        self.asked: list[tuple[str, frozenset[str], tuple[tuple[str, str], ...]]] = []

    def __call__(self, text: str, /, *, kinds: Any = (), hints: Any = (), limit: int = 10) -> Proposal:
        """The proposal."""
        assert 1 <= limit <= 10
        self.asked.append((text, frozenset(kinds), tuple(hints)))
        return self.proposal


@pytest.fixture(scope="module")
def located(founding_store: LocalStore) -> LocalStore:
    """The founding graph, with a town for Louisville and a country for Harvard, which the articles do not state."""
    place = f"{ID}place/"
    facts = GRAPHS["facts"]
    says = [
        (LOUISVILLE, "schema:location", f"{place}louisville-us"),
        (f"{place}louisville-us", "schema:containedInPlace", f"{place}us"),
        (HARVARD, "schema:location", f"{place}us"),
        (f"{place}us", "rdf:type", "https://schema.org/Country"),
        (f"{place}louisville-us", "rdf:type", "https://schema.org/City"),
    ]
    more = [ox.Quad(ox.NamedNode(s), node(p), ox.NamedNode(o), facts) for s, p, o in says]
    for name, label in (("us", "United States"), ("louisville-us", "Louisville")):
        more.append(ox.Quad(ox.NamedNode(place + name), node("schema:name"), ox.Literal(label, language="en"), facts))
    return memory_store([*founding_store.engine, *more])


@pytest.fixture(scope="module")
def known(located: LocalStore) -> Reconciler:
    return Reconciler(located, vocabulary(located), Told("none"))


def ask(known: Reconciler, told: Told, **query: Any) -> list[tuple[str, bool]]:
    found = answers(replace(known, match=told), Query(**query))
    return [(one.id, one.match) for one in found]


# Requests: the published examples


@pytest.mark.parametrize("version", ["0.1", "0.2"])
def test_every_valid_batch_of_the_old_versions_is_understood(reconciliation: Path, version: str) -> None:
    for path in examples(reconciliation, version, "reconciliation-query-batch", "valid"):
        assert set(old_batch(path.read_text(), LIMITS)) == set(json.loads(path.read_text())), path.name


def test_every_valid_batch_of_the_new_version_is_understood(reconciliation: Path) -> None:
    for path in examples(reconciliation, "1.0-draft", "reconciliation-query-batch", "valid"):
        assert len(new_batch(path.read_text(), LIMITS)) == len(json.loads(path.read_text())["queries"]), path.name


@pytest.mark.parametrize("version", VERSIONS)
def test_every_valid_request_for_values_is_understood(reconciliation: Path, version: str) -> None:
    for path in examples(reconciliation, version, "data-extension-query", "valid"):
        asked = extension(path.read_text(), LIMITS, place="extend")
        assert asked.ids == ("10662041X", "1064905412")
        assert [one.id for one in asked.properties][:3] == [
            "variantName",
            "geographicAreaCode",
            "professionOrOccupation",
        ]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_invalid_document_is_refused_with_its_place(reconciliation: Path, version: str) -> None:
    read = new_batch if version == "1.0-draft" else old_batch
    found = sorted((reconciliation / version / "examples").glob("*/invalid/*.json"))
    assert len(found) >= 7
    for path in found:
        with pytest.raises(UsageError) as caught:
            read(path.read_text(), LIMITS)
        assert caught.value.http_status == 400
        assert caught.value.place, path


def test_a_batch_of_an_old_version_says_what_the_example_says(reconciliation: Path) -> None:
    text = (reconciliation / "0.2/examples/reconciliation-query-batch/valid/multi-values.json").read_text()
    values = (Given("Politik*"), Given("Wissenschaftler(in)", "wissenschaftler"))
    assert old_batch(text, LIMITS) == {
        "q0": Query(
            ("Christel Hanewinckel",),
            types=("DifferentiatedPerson",),
            strict="should",
            conditions=(Condition("professionOrOccupation", values),),
            limit=5,
        )
    }


def test_a_batch_of_the_new_version_says_the_same(reconciliation: Path) -> None:
    old = (reconciliation / "0.2/examples/reconciliation-query-batch/valid/multi-values.json").read_text()
    new = (reconciliation / "1.0-draft/examples/reconciliation-query-batch/valid/multi-values.json").read_text()
    assert new_batch(new, LIMITS) == tuple(old_batch(old, LIMITS).values())


# Requests: what nobody should send


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"q0": {"query": 5}}', "queries.q0.query"),
        ('{"q0": {"query": "x", "limit": 0}}', "queries.q0.limit"),
        ('{"q0": {"query": "x", "limit": "5"}}', "queries.q0.limit"),
        ('{"q0": {"query": "x", "limit": true}}', "queries.q0.limit"),
        ('{"q0": {"query": "x", "limit": 1e400}}', "queries.q0.limit"),
        ('{"q0": {"query": "x", "type": 7}}', "queries.q0.type"),
        ('{"q0": {"query": "x", "type": ["a", 7]}}', "queries.q0.type[1]"),
        ('{"q0": {"query": "x", "type_strict": "must"}}', "queries.q0.type_strict"),
        ('{"q0": {"query": "x", "properties": [{"pid": "p"}]}}', "queries.q0.properties[0]"),
        ('{"q0": {"query": "x", "properties": [{"v": "p"}]}}', "queries.q0.properties[0]"),
        ('{"q0": {"query": "x", "properties": [{"pid": "p", "v": null}]}}', "queries.q0.properties[0].v"),
        ('{"q0": {"query": "x", "properties": [{"pid": "p", "v": {"name": "n"}}]}}', "queries.q0.properties[0].v"),
        ('{"q0": "x"}', "queries.q0"),
        ("[]", "queries"),
        ("null", "queries"),
        ("", "queries"),
        ('{"q0": {"query": "x"}', "queries"),
        ('{"q0": {"query": NaN}}', "queries"),
        ('{"q0": {"query": "x"}, "q0": {"query": "y"}}', "queries"),
        ('{"q0": {"query": "\\ud800"}}', "queries"),
        ('{"q0": {"query": ' + "9" * 5000 + "}}", "queries"),
    ],
)
def test_what_is_wrong_in_a_batch_is_named(text: str, place: str) -> None:
    with pytest.raises(UsageError) as caught:
        old_batch(text, LIMITS)
    assert caught.value.place == place
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            '{"queries": [{"conditions": [{"matchType": "property", "propertyValue": "x"}]}]}',
            "queries[0].conditions[0]",
        ),
        ('{"queries": [{"conditions": [{"matchType": "name"}]}]}', "queries[0].conditions[0]"),
        (
            '{"queries": [{"conditions": [{"matchType": "name", "propertyValue": "x", "required": "yes"}]}]}',
            "queries[0].conditions[0].required",
        ),
        (
            '{"queries": [{"conditions": [{"matchType": "name", "propertyValue": "x", "matchQuantifier": "some"}]}]}',
            "queries[0].conditions[0].matchQuantifier",
        ),
        (
            '{"queries": [{"conditions": [{"matchType": "name", "propertyValue": "x"}], "dir": "up"}]}',
            "queries[0].dir",
        ),
        ('{"queries": {}}', "queries"),
        ('{"queries": [7]}', "queries[0]"),
    ],
)
def test_what_is_wrong_in_a_new_batch_is_named(text: str, place: str) -> None:
    with pytest.raises(UsageError) as caught:
        new_batch(text, LIMITS)
    assert caught.value.place == place


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        json.dumps({f"q{number}": {"query": "x"} for number in range(101)}),
        json.dumps({"q0": {"query": "x" * 2001}}),
        json.dumps({"q0": {"query": "x", "type": ["t"] * 51}}),
        json.dumps({"q0": {"query": "x", "properties": [{"pid": "p", "v": ["v"] * 51}]}}),
        json.dumps({"q0": {"query": "x", "properties": [{"pid": "p", "v": ["v"] * 21}] * 50}}),
    ],
    ids=["deep array", "deep object", "many queries", "long text", "many types", "many values", "values in all"],
)
def test_what_asks_for_too_much_is_refused_as_too_large(text: str) -> None:
    with pytest.raises(TooLargeError) as caught:
        old_batch(text, LIMITS)
    assert caught.value.http_status == 413


def test_brackets_inside_a_text_are_no_depth() -> None:
    text = json.dumps({"q0": {"query": '[[[[[[[[[[[[[[[[[[[[[[ \\" {{{{{{{{'}})
    assert old_batch(text, LIMITS)["q0"].names == ('[[[[[[[[[[[[[[[[[[[[[[ \\" {{{{{{{{',)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"ids": "x", "properties": []}', "ids"),
        ('{"ids": []}', "extend"),
        ('{"properties": []}', "extend"),
        ('{"ids": [7], "properties": []}', "ids[0]"),
        ('{"ids": [], "properties": [{}]}', "properties[0]"),
        ('{"ids": [], "properties": [{"id": "p", "settings": []}]}', "properties[0].settings"),
        ('{"ids": [], "properties": [{"id": "p", "settings": {"limit": "many"}}]}', "properties[0].settings.limit"),
        ('{"ids": [], "properties": [{"id": "p", "settings": {"limit": -1}}]}', "properties[0].settings.limit"),
    ],
)
def test_what_is_wrong_in_a_request_for_values_is_named(text: str, place: str) -> None:
    with pytest.raises(UsageError) as caught:
        extension(text, LIMITS, place="extend")
    assert caught.value.place == place


WORDS = st.sampled_from(
    "q0 query queries type limit properties pid v id name conditions matchType ids settings".split()
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@hypothesis.given(ANYTHING)
@hypothesis.settings(max_examples=300, deadline=None)
def test_whatever_json_comes_is_understood_or_refused(document: Any) -> None:
    text = json.dumps(document)
    for read in (old_batch, new_batch, old_single):
        with contextlib.suppress(UsageError):
            read(text, LIMITS)
    with contextlib.suppress(UsageError):
        extension(text, LIMITS, place="extend")


def test_numbers_and_truth_values_are_compared_as_they_are_written() -> None:
    text = '{"q0": {"properties": [{"pid": "p", "v": [2, 2.0, 1234567.5, true, "2 "]}]}}'
    (condition,) = old_batch(text, LIMITS)["q0"].conditions
    assert [one.text for one in condition.values] == ["2", "2", "1234567.5", "true", "2"]


def test_a_single_query_may_be_a_bare_text() -> None:
    assert old_single("Harvard", LIMITS) == Query(("Harvard",))
    assert old_single('{"query": "Harvard", "limit": 3}', LIMITS) == Query(("Harvard",), limit=3)


def test_a_name_of_blanks_asks_for_nothing(known: Reconciler) -> None:
    assert answers(known, old_batch('{"q0": {"query": "  "}}', LIMITS)["q0"]) == ()


# Identifiers


@pytest.mark.parametrize(
    ("text", "property_", "value"),
    [
        ("https://ror.org/03vek6s52", "ca:rorId", "https://ror.org/03vek6s52"),
        ("http://www.ror.org/03VEK6S52/", "ca:rorId", "https://ror.org/03vek6s52"),
        ("03vek6s52", "ca:rorId", "https://ror.org/03vek6s52"),
        ("doi:10.5281/ZENODO.17997722", "bibo:doi", "10.5281/zenodo.17997722"),
        ("https://doi.org/10.5281/zenodo.17997722", "bibo:doi", "10.5281/zenodo.17997722"),
        ("10.5281/zenodo.17997722", "bibo:doi", "10.5281/zenodo.17997722"),
        ("http://www.wikidata.org/entity/Q13371", "ca:wikidataId", "Q13371"),
        ("q13371", "ca:wikidataId", "Q13371"),
        ("https://orcid.org/0000-0002-1825-009x", "ca:orcidId", "0000-0002-1825-009X"),
        ("0000 0001 2341 2786", "ca:isni", "0000 0001 2341 2786"),
        ("ISSN 1472-6920", "schema:issn", "1472-6920"),
        ("pmid:12345", "bibo:pmid", "12345"),
        ("https://portal.issn.org/resource/ISSN/1472-6920", "schema:issn", "1472-6920"),
        ("http://isni.org/isni/0000000123412786", "ca:isni", "0000 0001 2341 2786"),
        (
            "https://dbpedia.org/page/Harvard_University",
            "skos:exactMatch",
            "http://dbpedia.org/resource/Harvard_University",
        ),
        ("organization:harvard-university", None, HARVARD),
        (f"<{HARVARD}>", None, HARVARD),
        (HARVARD, None, HARVARD),
    ],
)
def test_an_identifier_is_known_in_the_forms_in_which_people_write_it(
    text: str, property_: str | None, value: str
) -> None:
    found = identifier(text)
    assert found is not None
    assert (found.property, found.value) == (None if property_ is None else node(property_), value)


@pytest.mark.parametrize(
    "text",
    [
        "Harvard University",
        "03vek6s5l",  # l is no letter of ROR ids
        "03vek6s52 Harvard",
        "10.5281",
        "source:seed-000",  # a source is nothing that a name in a table means
        "topic:ethics",
        "https://w3id.org/credatlas/ontology#Course",
        "https://example.org/03vek6s52",
        "12345",
        "",
    ],
)
def test_what_is_no_identifier_is_left_to_the_matcher(text: str) -> None:
    assert identifier(text) is None


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("https://ror.org/03vek6s52", HARVARD),
        ("ror.org/01ckdn478", LOUISVILLE),
        ("https://doi.org/10.5281/zenodo.17997722", f"{ID}work/healthcare-ai-certifications"),
        ("organization:mit", MIT),
        (f"{ID}organization/mit", MIT),
    ],
)
def test_an_identifier_matches_at_once_and_asks_no_matcher(known: Reconciler, text: str, thing: str) -> None:
    told = Told("auto", candidate(HMS))
    assert ask(known, told, names=(text,)) == [(thing, True)]
    assert told.asked == []


@pytest.mark.parametrize("text", ["https://ror.org/00f54p099", "organization:hogwarts", "10.1000/not-here"])
def test_an_identifier_that_nothing_bears_is_never_taken_for_a_name(known: Reconciler, text: str) -> None:
    told = Told("auto", candidate(HMS))
    assert ask(known, told, names=(text,)) == []
    assert told.asked == []


def test_an_id_that_was_merged_away_gives_its_successor(known: Reconciler) -> None:
    old = ox.NamedNode(f"{ID}organization/hogwarts")
    merged = ox.Quad(old, node("dcterms:isReplacedBy"), ox.NamedNode(HMS), GRAPHS["sources"])
    store = memory_store([*known.store.engine, merged])  # type: ignore[attr-defined]
    assert ask(replace(known, store=store), Told("none"), names=("organization:hogwarts",)) == [(HMS, True)]


@pytest.mark.parametrize("text", ["https://dbpedia.org/page/a`b", f"{ID}organization/a`b", "10.1000/a`b{}"])
def test_an_identifier_that_no_graph_can_hold_has_no_bearer(known: Reconciler, text: str) -> None:
    assert ask(known, Told("auto", candidate(HMS)), names=(text,)) == []


def test_a_condition_on_ids_takes_nothing_for_a_name(known: Reconciler) -> None:
    told = Told("auto", candidate(HMS))
    assert ask(known, told, ids=("Harvard Medical School",)) == []
    assert ask(known, told, ids=("organization:mit",)) == [(MIT, True)]


def test_an_exact_link_makes_an_identifier_of_another_source_known(known: Reconciler) -> None:
    linked = ox.Quad(
        ox.NamedNode(HMS),
        node("skos:exactMatch"),
        ox.NamedNode("http://www.wikidata.org/entity/Q49121"),
        GRAPHS["links"],
    )
    store = memory_store([*known.store.engine, linked])  # type: ignore[attr-defined]
    assert ask(replace(known, store=store), Told("none"), names=("Q49121",)) == [(HMS, True)]


def test_an_identifier_that_two_things_bear_matches_neither(known: Reconciler) -> None:
    twice = ox.Quad(ox.NamedNode(HMS), node("ca:rorId"), ox.Literal("https://ror.org/03vek6s52"), GRAPHS["facts"])
    store = memory_store([*known.store.engine, twice])  # type: ignore[attr-defined]
    found = ask(replace(known, store=store), Told("none"), names=("03vek6s52",))
    assert found == [(HMS, False), (HARVARD, False)]


# When a candidate is called a match


def test_one_sure_candidate_is_a_match(known: Reconciler) -> None:
    assert ask(known, Told("auto", candidate(HMS)), names=("HMS",)) == [(HMS, True)]


def test_what_a_person_has_to_look_at_is_no_match(known: Reconciler) -> None:
    assert ask(known, Told("review", candidate(HMS)), names=("HMS",)) == [(HMS, False)]


def test_a_larger_body_is_no_match(known: Reconciler) -> None:
    assert ask(known, Told("auto", candidate(HARVARD, relation="broad")), names=("HSIL",)) == [(HARVARD, False)]


def test_two_bodies_in_one_text_are_both_shown_and_neither_is_a_match(known: Reconciler) -> None:
    told = Told("auto", candidate(HMS), candidate(MIT))
    assert ask(known, told, names=("Harvard Medical School; MIT",)) == [(HMS, False), (MIT, False)]


def test_at_most_as_many_as_asked_for_are_shown_the_best_first(known: Reconciler) -> None:
    told = Told("review", candidate(MIT, score=0.4), candidate(HMS, score=0.8), candidate(HARVARD, score=0.6))
    assert ask(known, told, names=("x",), limit=2) == [(HMS, False), (HARVARD, False)]


def test_a_candidate_shows_what_tells_it_from_namesakes_and_why_it_is_there(known: Reconciler) -> None:
    told = Told("review", candidate(HMS, score=0.8, against=("another town",)))
    (found,) = answers(replace(known, match=told), Query(("x",)))
    assert found.name == "Harvard Medical School"
    assert found.description == "school · Harvard University"
    assert found.score == 80.0
    assert [kind.name for kind in found.kinds] == ["school", "academic unit", "organization"]
    assert [(one.name, one.value) for one in found.features] == [("unique full name", True), ("another town", False)]


# Types


def test_a_type_asks_the_matcher_for_its_narrower_types_as_well(known: Reconciler) -> None:
    told = Told("auto", candidate(HMS))
    assert ask(known, told, names=("x",), types=("AcademicUnit",)) == [(HMS, True)]
    (asked,) = told.asked
    assert asked[1] == {
        "AcademicUnit",
        "School",
        "ResearchUnit",
        "ResearchLab",
        "ResearchCenter",
        "ContinuingEducationUnit",
    }


@pytest.mark.parametrize("type_", ["School", "ca:School", "https://w3id.org/credatlas/ontology#School", "school"])
def test_a_type_goes_by_its_id_its_compact_name_its_iri_and_its_label(known: Reconciler, type_: str) -> None:
    assert ask(known, Told("auto", candidate(HMS)), names=("x",), types=(type_,), strict="all") == [(HMS, True)]


def test_what_is_not_of_the_type_is_shown_but_no_match_where_the_type_is_a_wish(known: Reconciler) -> None:
    assert ask(known, Told("auto", candidate(HMS)), names=("x",), types=("Course",)) == [(HMS, False)]
    assert ask(known, Told("auto", candidate(HMS)), names=("x",), types=("DifferentiatedPerson",)) == [(HMS, False)]


@pytest.mark.parametrize(
    ("types_", "strict", "shown"),
    [
        (("Course",), "any", False),
        (("Course", "School"), "any", True),
        (("Course", "School"), "all", False),
        (("Organization", "School"), "all", True),
        (("School", "DifferentiatedPerson"), "all", False),
    ],
)
def test_what_is_not_of_the_type_is_left_out_where_the_query_insists(
    known: Reconciler, types_: tuple[str, ...], strict: Any, shown: object
) -> None:
    found = ask(known, Told("auto", candidate(HMS)), names=("x",), types=types_, strict=strict)
    assert found == ([(HMS, True)] if shown else [])


# Conditions


@pytest.mark.parametrize(
    ("property_", "value"),
    [
        ("country", "United States"),
        ("country", "US"),
        ("country", "USA"),
        ("schema:url", "https://www.louisville.edu/medicine"),
        ("website", "www.louisville.edu"),
        ("https://schema.org/location", "Louisville"),
        ("ca:rorId", "01ckdn478"),
        ("ROR", "https://ror.org/01ckdn478"),
        ("ca:isConvenedBy", "UNKNOWN"),  # nothing is known of it, which is no contradiction
        ("schema:url", ""),
        ("professionOrOccupation", "Politik*"),
    ],
)
def test_a_condition_that_is_met_or_cannot_be_compared_leaves_a_match(
    known: Reconciler, property_: str, value: str
) -> None:
    conditions = (Condition(property_, (Given(value),)),)
    told = Told("auto", candidate(LOUISVILLE))
    assert ask(known, told, names=("x",), conditions=conditions) == [(LOUISVILLE, True)]


@pytest.mark.parametrize(
    ("property_", "value"),
    [
        ("country", "Spain"),
        ("schema:url", "https://example.org"),
        ("ca:rorId", "03vek6s52"),
        ("schema:location", "Lexington"),
    ],
)
def test_a_condition_that_is_not_met_takes_the_match_away(known: Reconciler, property_: str, value: str) -> None:
    conditions = (Condition(property_, (Given(value),)),)
    told = Told("auto", candidate(LOUISVILLE))
    assert ask(known, told, names=("x",), conditions=conditions) == [(LOUISVILLE, False)]


@pytest.mark.parametrize(
    ("values", "quantifier", "shown"),
    [
        (("US", "Spain"), "any", True),
        (("US", "Spain"), "all", False),
        (("Spain",), "none", True),
        (("US",), "none", False),
    ],
)
def test_a_required_condition_leaves_out_what_does_not_meet_it(
    known: Reconciler, values: tuple[str, ...], quantifier: Any, shown: object
) -> None:
    condition = Condition("country", tuple(map(Given, values)), quantifier, required=True)
    told = Told("auto", candidate(LOUISVILLE))
    assert ask(known, told, names=("x",), conditions=(condition,)) == ([(LOUISVILLE, True)] if shown else [])


def test_a_required_condition_leaves_out_what_is_unknown(known: Reconciler) -> None:
    condition = Condition("country", (Given("US"),), required=True)
    assert ask(known, Told("auto", candidate(MIT)), names=("x",), conditions=(condition,)) == []


def test_a_value_that_was_reconciled_before_is_compared_as_a_thing(known: Reconciler) -> None:
    parent = Condition("org:subOrganizationOf", (Given("whatever", HARVARD),))
    assert ask(known, Told("auto", candidate(HMS)), names=("x",), conditions=(parent,)) == [(HMS, True)]
    other = Condition("org:subOrganizationOf", (Given("whatever", MIT),))
    assert ask(known, Told("auto", candidate(HMS)), names=("x",), conditions=(other,)) == [(HMS, False)]


def test_the_matcher_hears_of_country_place_and_site(known: Reconciler) -> None:
    told = Told("none")
    conditions = tuple(
        Condition(name, (Given(value),))
        for name, value in (
            ("country", "US"),
            ("schema:location", "Boston"),
            ("schema:url", "https://hms.harvard.edu/x"),
        )
    )
    ask(known, told, names=("x",), conditions=conditions)
    assert told.asked == [("x", frozenset(), (("country", "US"), ("place", "Boston"), ("domain", "hms.harvard.edu")))]


def test_conditions_alone_find_things(known: Reconciler) -> None:
    by_ror = (Condition("ca:rorId", (Given("https://ror.org/01ckdn478"),)),)
    assert ask(known, Told("none"), conditions=by_ror) == [(LOUISVILLE, True)]
    by_site = (Condition("schema:url", (Given("https://louisville.edu"),)),)
    assert ask(known, Told("none"), conditions=by_site) == [(LOUISVILLE, False)]
    assert ask(known, Told("none"), conditions=(Condition("uid", (Given("27eb892afbb2"),)),)) == []


def test_hostile_values_reach_no_query_as_text(known: Reconciler) -> None:
    for text in ('"} ; DROP ALL ; {', "x> <y", "\u0000", "\\", '"@en', "https://a b"):
        for property_ in ("schema:name", "schema:url", "ca:rorId"):
            condition = (Condition(property_, (Given(text), Given("", text))),)
            assert ask(known, Told("none"), conditions=condition) == []


# Suggestions


def test_things_are_suggested_by_the_beginnings_of_their_names(known: Reconciler) -> None:
    found = entities(known, "harvard med", Page())
    assert found[0].id == HMS
    assert found[0].name == "Harvard Medical School"


def test_an_identifier_suggests_the_thing_that_bears_it(known: Reconciler) -> None:
    assert [one.id for one in entities(known, "https://ror.org/03vek6s52", Page())] == [HARVARD]
    assert [one.id for one in entities(known, "organization:mit", Page())] == [MIT]


def test_suggestions_are_of_the_type_asked_for_and_come_in_pages(known: Reconciler) -> None:
    units = [one.id for one in entities(known, "harvard", Page(), ["School"])]
    assert set(units) == {HMS, f"{ID}organization/harvard-chan-school"}
    assert [one.id for one in entities(known, "harvard", Page(1, 1), ["School"])] == units[1:2]
    assert entities(known, "harvard", Page(), ["DifferentiatedPerson"]) == ()


def test_nothing_suggests_no_things_but_all_types_and_properties(known: Reconciler) -> None:
    assert entities(known, "", Page()) == ()
    assert entities(known, "?!", Page()) == ()
    assert {"Organization", "Course", "University"} <= {one.id for one in types(known, "", Page(100))}
    assert {"schema:url", "ca:rorId", "country"} <= {one.id for one in properties(known, "", Page(100))}


def test_values_sources_and_references_are_no_types(known: Reconciler) -> None:
    ids = {one.id for one in types(known, "", Page(100))}
    assert ids.isdisjoint({"Price", "Count", "Claim", "SourceSnapshot", "Passage", "Reference", "Conflict"})


def test_a_type_is_suggested_with_what_is_above_it(known: Reconciler) -> None:
    first = types(known, "universi", Page())[0]
    assert (first.id, [kind.id for kind in first.broader]) == ("University", ["EducationalInstitution"])


@pytest.mark.parametrize(
    ("prefix", "first"), [("webs", "schema:url"), ("web p", "schema:url"), ("ror", "ca:rorId"), ("count", "country")]
)
def test_properties_are_suggested_by_what_people_call_them(known: Reconciler, prefix: str, first: str) -> None:
    assert properties(known, prefix, Page())[0].id == first


def test_properties_are_proposed_that_things_of_the_type_have(known: Reconciler) -> None:
    names = {one.id for one in proposed(known, "University", 0)}
    assert {"schema:name", "schema:url", "ca:rorId", "country"} <= names
    assert "schema:startDate" not in names
    assert len(proposed(known, "University", 2)) == 2
    assert proposed(known, "DifferentiatedPerson", 0) == ()


# Values


def extend(known: Reconciler, ids: list[str], *wanted: Any) -> dict[str, Any]:
    asked = json.dumps({"ids": ids, "properties": [{"id": one} if isinstance(one, str) else one for one in wanted]})
    return dict(old_extension(extended(known, extension(asked, LIMITS, place="extend")))["rows"])


def test_website_country_and_ror_id_are_what_the_graph_says(known: Reconciler) -> None:
    us = {"id": f"{ID}place/us", "name": "United States"}
    assert extend(known, [LOUISVILLE, HARVARD, HMS], "schema:url", "country", "ca:rorId") == {
        LOUISVILLE: {
            "schema:url": [{"str": "https://louisville.edu"}],
            "country": [us],
            "ca:rorId": [{"str": "https://ror.org/01ckdn478"}],
        },
        HARVARD: {
            "schema:url": [{"str": "https://www.harvard.edu"}],
            "country": [us],
            "ca:rorId": [{"str": "https://ror.org/03vek6s52"}],
        },
        HMS: {"schema:url": [], "country": [], "ca:rorId": []},
    }


def test_values_have_types_that_a_spreadsheet_knows(known: Reconciler) -> None:
    run, work = f"{ID}offering/hms-ai-executives-2025", f"{ID}work/ratwani-2024"
    found = extend(
        known, [run, work], "ca:registrationCloses", "schema:offers", "schema:datePublished", "schema:author"
    )
    assert found[run]["ca:registrationCloses"] == [{"date": "2025-04-14T00:00:00Z"}]
    assert found[run]["schema:offers"] == [{"str": "8500 USD"}]
    assert {"id": f"{ID}person/r-m-ratwani", "name": "Ratwani, R. M."} in found[work]["schema:author"]


def test_numbers_years_and_what_only_looks_like_them(known: Reconciler) -> None:
    values = {
        "12": ("xsd:integer", {"int": 12}),
        "2025": ("xsd:gYear", {"int": 2025}),
        "2.5": ("xsd:decimal", {"float": 2.5}),
        "2025-04": ("xsd:gYearMonth", {"str": "2025-04"}),
        "99999999999999999999": ("xsd:integer", {"str": "99999999999999999999"}),
        "INF": ("xsd:double", {"str": "INF"}),
        "2025-04-14": ("xsd:date", {"date": "2025-04-14T00:00:00Z"}),
        "2025-04-14T08:30:00Z": ("xsd:dateTime", {"date": "2025-04-14T08:30:00Z"}),
        "about 12": ("xsd:decimal", {"str": "about 12"}),
    }
    for text, (datatype, cell) in values.items():
        said = ox.Quad(
            ox.NamedNode(MIT), node("ca:abbreviation"), ox.Literal(text, datatype=node(datatype)), GRAPHS["facts"]
        )
        store = memory_store([*known.store.engine, said])  # type: ignore[attr-defined]
        found = extend(replace(known, store=store), [MIT], "ca:abbreviation")
        assert cell in found[MIT]["ca:abbreviation"]


def test_a_limit_cuts_the_values_of_each_thing(known: Reconciler) -> None:
    stanford = f"{ID}organization/stanford-university"
    names = [{"str": "Leland Stanford Junior University"}, {"str": "Stanford"}]
    assert extend(known, [stanford], "schema:alternateName")[stanford]["schema:alternateName"] == names
    for limit in (1, "1"):
        wanted = {"id": "schema:alternateName", "settings": {"limit": limit}}
        assert extend(known, [stanford], wanted)[stanford]["schema:alternateName"] == names[:1]


def test_what_the_atlas_does_not_have_gives_empty_cells(known: Reconciler) -> None:
    assert extend(known, ["10662041X", HARVARD], "variantName", "schema:url") == {
        "10662041X": {"variantName": [], "schema:url": []},
        HARVARD: {"variantName": [], "schema:url": [{"str": "https://www.harvard.edu"}]},
    }


def test_a_thousand_things_are_asked_for_at_once(known: Reconciler) -> None:
    place = f"{ID}place/us"
    things = [f"{ID}organization/made-for-this-test-of-many-things-at-once-number-{number}" for number in range(1000)]
    quads = [
        ox.Quad(ox.NamedNode(one), node("schema:location"), ox.NamedNode(place), GRAPHS["facts"]) for one in things
    ]
    types_ = [ox.Quad(ox.NamedNode(one), node("rdf:type"), node("ca:University"), GRAPHS["facts"]) for one in things]
    store = memory_store([*known.store.engine, *quads, *types_])  # type: ignore[attr-defined]
    found = extend(replace(known, store=store), things, "country")
    assert len(found) == 1000
    assert {one["id"] for row in found.values() for one in row["country"]} == {place}
    condition = (Condition("country", (Given("United States", place),)),)
    assert len(ask(replace(known, store=store), Told("none"), conditions=condition, limit=10)) == 10


def test_rows_are_named_as_they_were_asked_for(known: Reconciler) -> None:
    asked = ["organization:harvard-university", "https://ror.org/03vek6s52"]
    assert list(extend(known, asked, "ca:rorId")) == asked


# Pages


def test_a_preview_tells_what_is_known_and_runs_nothing(known: Reconciler) -> None:
    page = preview(known, HMS)
    assert "<h1>Harvard Medical School</h1>" in page
    assert "Harvard University" in page
    assert "<script" not in page
    assert "default-src 'none'" in POLICY


def test_a_value_that_is_a_concept_has_a_page_of_its_own(known: Reconciler) -> None:
    programme = f"{ID}programme/hms-healthcare-ai-executive-certificate"
    found = extend(known, [programme], "ca:targetsAudience")[programme]["ca:targetsAudience"]
    officers = {
        "id": "https://w3id.org/credatlas/vocab/audience#chief-medical-officers",
        "name": "chief medical officers",
    }
    assert officers in found
    assert "<h1>chief medical officers</h1>" in preview(known, officers["id"])


def test_a_preview_escapes_what_a_source_says(known: Reconciler) -> None:
    evil = "<script>alert('x')</script>"
    says = [
        ox.Quad(ox.NamedNode(MIT), node("schema:alternateName"), ox.Literal(evil, language="en"), GRAPHS["facts"]),
        ox.Quad(ox.NamedNode(MIT), node("schema:url"), ox.NamedNode("javascript:alert(1)"), GRAPHS["facts"]),
        ox.Quad(
            ox.NamedNode(MIT), node("schema:description"), ox.Literal('https://a.example/"onclick="x'), GRAPHS["facts"]
        ),
    ]
    store = memory_store([*known.store.engine, *says])  # type: ignore[attr-defined]
    for whole in (False, True):
        page = preview(replace(known, store=store), MIT, whole=whole)
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert 'href="javascript' not in page
        assert '"onclick' not in page


def test_a_thing_that_is_not_there_has_no_page(known: Reconciler) -> None:
    for id_ in ("organization:hogwarts", "10662041X", "", "https://w3id.org/credatlas/vocab/topic#no such"):
        with pytest.raises(NotFoundError):
            preview(known, id_)


def test_the_flyouts_of_things_types_and_properties_are_escaped_fragments(known: Reconciler) -> None:
    assert "<strong>Harvard Medical School</strong>" in flyout(known, "entity", HMS)
    assert "confers degrees" in flyout(known, "type", "University")
    assert "Address on the web" in flyout(known, "property", "schema:url")
    for what in ("type", "property"):
        with pytest.raises(NotFoundError):
            flyout(known, what, "DifferentiatedPerson")


# Answers by the published schemas


@pytest.mark.parametrize("version", ["0.1", "0.2"])
def test_answers_of_the_old_versions_are_valid(protocol_faults: Faults, known: Reconciler, version: str) -> None:
    told = replace(known, match=Told("review", candidate(HMS, against=("x",)), candidate(MIT, score=0.2)))
    batch = old_batch('{"q0": {"query": "x", "type": "School"}, "q1": {"query": ""}}', LIMITS)
    said = old_results({key: answers(told, one) for key, one in batch.items()})
    assert [len(said[key]["result"]) for key in ("q0", "q1")] == [2, 0]
    assert protocol_faults(version, "reconciliation-result-batch", said) == []
    assert protocol_faults(version, "manifest", old_manifest("http://127.0.0.1:8000", known.vocabulary)) == []
    _suggestions_are_valid(protocol_faults, version, known)
    values = extended(known, extension(json.dumps(EVERYTHING), LIMITS, place="extend"))
    assert protocol_faults(version, "data-extension-response", old_extension(values)) == []


def test_answers_of_the_new_version_are_valid(protocol_faults: Faults, known: Reconciler) -> None:
    version = "1.0-draft"
    told = replace(known, match=Told("review", candidate(HMS, against=("x",)), candidate(MIT, score=0.2)))
    said = new_results([answers(told, Query(("x",))), ()])
    assert [len(one["candidates"]) for one in said["results"]] == [2, 0]
    assert protocol_faults(version, "reconciliation-result-batch", said) == []
    assert (
        protocol_faults(version, "manifest", new_manifest("http://127.0.0.1:8000/1.0", known.vocabulary, LIMITS)) == []
    )
    _suggestions_are_valid(protocol_faults, version, known)
    values = extended(known, extension(json.dumps(EVERYTHING), LIMITS, place="extend"))
    assert protocol_faults(version, "data-extension-response", new_extension(values)) == []


EVERYTHING = {
    "ids": [f"{ID}offering/hms-ai-executives-2025", f"{ID}work/ratwani-2024", HARVARD, "10662041X"],
    "properties": [
        {"id": name}
        for name in (
            *("schema:name", "schema:offers", "ca:registrationCloses", "schema:author"),
            *("schema:url", "country", "ca:rorId", "x"),
        )
    ],
}


def _suggestions_are_valid(protocol_faults: Faults, version: str, known: Reconciler) -> None:
    for name, found in (
        ("suggest-entities-response", entities(known, "harvard", Page())),
        ("suggest-types-response", types(known, "", Page(100))),
        ("suggest-properties-response", properties(known, "", Page(100))),
    ):
        assert found
        assert protocol_faults(version, name, suggestions(found)) == []
    if version != "0.1":  # which has no schema for them, and the same form
        shown = proposal(proposed(known, "University", 5), kind="University", limit=5)
        assert protocol_faults(version, "data-extension-property-proposal", shown) == []


def test_a_cell_says_its_type_by_its_key() -> None:
    from credatlas.link.reconciling.model import Extended

    row = ((Cell("thing", "Harvard University", HARVARD), Cell("int", 3)),)
    assert old_extension(Extended((("p", "P"),), (("i", row),)))["rows"] == {
        "i": {"p": [{"id": HARVARD, "name": "Harvard University"}, {"int": 3}]}
    }

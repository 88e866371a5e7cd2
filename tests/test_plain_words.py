"""Contradictions in the words of people: what is disputed, of which kind, and by which rule a value is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from asgi import Client
from credatlas.build import Atlas
from credatlas.evidence import explain
from credatlas.evidence.model import ConflictValue, ConflictView, SourceView
from credatlas.files import find_project
from credatlas.pages.contradictions import disputed
from credatlas.serve.askers import InPlace
from credatlas.serve.service import service_app
from credatlas.store import LocalStore
from credatlas.terms import node
from credatlas.wording.contradictions import (
    CONFLICT_KINDS_IN_WORDS,
    CONFLICT_RULES_IN_WORDS,
    ISSUE_STATES_IN_WORDS,
    in_words,
)
from reading import read

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def client(founding: Path, founding_store: LocalStore) -> Iterator[Client]:
    client = Client(service_app(InPlace(lambda: Atlas(founding_store, find_project(str(founding))))))
    yield client
    client.runner.close()


def case(property_: str, key: str) -> ConflictView:
    values = tuple(
        ConflictValue(ox.Literal(text), text, (SourceView(node(f"source:{source}"), rel),), (), agrees=False)
        for text, source, rel in (("19", "page", "issuer"), ("17", "news", "press"))
    )
    kind, rule = "factual", "reliability"
    return ConflictView(node("conflict:k"), node("event:day"), node(property_), key, kind, "19", rule, values)


NAMES = {
    node("ca:hasCount"): "numbers",
    node("ca:hasDetail"): "details",
    node("ca:carriesCredits"): "credits",
    node("schema:offers"): "price",
    node("schema:name"): "name",
    node("count:hubs"): "hubs",
    node("count:thesis-credits"): "thesis credits",
    node("unit:credit"): "credit",
    node("unit:programme"): "whole programme",
    node("tier:non-resident"): "non-resident",
}


@pytest.mark.parametrize(
    ("property_", "key", "words"),
    [
        ("ca:hasCount", "count:hubs", "number of hubs"),
        ("ca:carriesCredits", "count:thesis-credits", "credits: thesis credits"),
        ("ca:hasDetail", "exam time", "exam time"),
        ("ca:hasDetail", "period: end", "period: end"),  # words of a source, and no name with a prefix
        ("schema:offers", "USD; unit:programme", "price in USD"),
        ("schema:offers", "HKD; unit:credit; tier:non-resident", "price in HKD per credit (non-resident)"),
        ("schema:name", "en", "name in English"),
        ("schema:name", "tlh", "name in tlh"),  # a language that we have no word for
        ("schema:name", "", "name"),
        ("ca:hasDetail", "", "details"),
    ],
)
def test_what_is_disputed_is_told_without_ids(property_: str, key: str, words: str) -> None:
    assert disputed(case(property_, key), NAMES) == words


def concepts(scheme: str) -> set[str]:
    triples = ox.parse(path=str(ROOT / f"ontology/schemes/{scheme}.ttl"))
    return {
        one.subject.value.rpartition("#")[2]
        for one in triples
        if one.predicate == node("rdf:type") and one.object == node("skos:Concept")
    }


def test_every_kind_rule_and_state_of_the_ontology_has_words() -> None:
    assert set(CONFLICT_KINDS_IN_WORDS) == concepts("conflict-kind") | {"data-issue"}
    assert set(CONFLICT_RULES_IN_WORDS) == concepts("rule")
    assert set(ISSUE_STATES_IN_WORDS) == concepts("issue-status")


def test_no_two_share_their_words_and_none_speaks_as_the_ontology_does() -> None:
    tables = (CONFLICT_KINDS_IN_WORDS, CONFLICT_RULES_IN_WORDS, ISSUE_STATES_IN_WORDS)
    told = [words for table in tables for words in table.values()]
    assert len({words.heading for words in told}) == len(told) == 5 + 9 + 3
    for words in told:
        assert words.sentence.endswith("."), words
        assert not {"claim", "claims", "snapshot", "asserted", "provisional"} & set(words.sentence.lower().split())


def test_a_word_that_nobody_explained_is_shown_as_it_is() -> None:
    assert (in_words("toss-a-coin").heading, in_words("toss-a-coin").sentence) == ("toss a coin", "")


def test_an_explanation_calls_sources_by_their_names_where_they_are_known() -> None:
    names = {node("source:page"): "The page of the day"}
    assert explain(case("ca:hasCount", "count:hubs"), names) == (
        "shown is “19” because a source of class issuer (The page of the day) goes before one of class press"
    )
    assert "(source:page)" in explain(case("ca:hasCount", "count:hubs"))
    assert "(source:page)" in explain(case("ca:hasCount", "count:hubs"), {node("source:news"): "News"})


def test_the_page_of_contradictions_heads_each_case_and_explains_its_words(client: Client) -> None:
    page = read(client, "/conflicts?kind=factual")
    (heading,) = page.texts("//article/h3")
    title = "AI in the Health Sector: Systematic Review of Key Skills for Future Health Professionals"
    assert heading == f"{title}: name in English"
    assert page.texts("//article/p[@class='marks']/span") == ["different facts", "not decided"]
    terms = page.texts("//details[@class='legend']//dt")
    assert terms[:5] == [
        "different facts",
        "changed over time",
        "different names",
        "one source against itself",
        "known oddity",
    ]
    assert terms[5:7] == ["a curator ruled", "fact before plan"]
    assert "Sources state things that cannot both be right." in page.texts("//details[@class='legend']//dd")


def test_what_is_chosen_keeps_its_short_name_in_the_address(client: Client) -> None:
    page = read(client, "/conflicts")
    kinds = [(one.get("value"), one.getparent().text_content().strip()) for one in page.all("//input[@name='kind']")]
    assert kinds == [("factual", "different facts 1"), ("data-issue", "known oddity 3")]


def test_the_page_of_a_thing_says_what_kind_of_contradiction_it_has(client: Client) -> None:
    page = read(client, "/doc/work/gazquez-garcia-2025.html")
    (told,) = page.texts("//details[contains(@class, 'against')]/div/p[1]")
    assert told == "Different facts. Sources state things that cannot both be right."


def test_the_command_line_has_the_same_words(credatlas: Any) -> None:
    shown = credatlas("conflicts", "--help").stdout
    assert "  factual             different facts\n" in shown
    assert "  issuer-over-others  own word first\n" in shown

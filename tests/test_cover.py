"""Smallest sets of credentials that cover topics: exact, in a fixed order, honest about what nobody says."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pyoxigraph as ox
import pytest

import credatlas as ca
from credatlas.covering import Covering, Wish, cover, cover_lines
from credatlas.covering.solving import Covers, masks_of
from credatlas.errors import AmbiguousError, CredatlasError, NotFoundError, UsageError
from credatlas.store import LocalStore, memory_store
from credatlas.terms import GRAPHS, node

Command = Callable[..., Any]

TOPICS = "alpha beta gamma delta".split()
HMS = "credential:hms-healthcare-ai-executive-certificate"
STANFORD = "credential:stanford-ai-in-healthcare-certificate"


def store(*statements: str) -> LocalStore:
    """A store of ``subject property value`` lines, over topics of Greek letters; alpha-one is narrower than alpha."""
    triples = [line.split(" ", 2) for line in statements]
    for name in [*TOPICS, "alpha-one"]:
        triples += [[f"topic:{name}", "skos:inScheme", "<https://w3id.org/credatlas/vocab/topic>"]]
        triples += [[f"topic:{name}", "skos:prefLabel", f'"{name.capitalize()}"']]
    triples += [["topic:alpha-one", "skos:broaderTransitive", "topic:alpha"]]
    for name in ("doctors", "surgeons", "nurses"):
        triples += [[f"audience:{name}", "skos:inScheme", "<https://w3id.org/credatlas/vocab/audience>"]]
        triples += [[f"audience:{name}", "skos:prefLabel", f'"{name}"']]
    triples += [["audience:surgeons", "skos:broaderTransitive", "audience:doctors"]]
    quads = [
        ox.Quad(node(s), node(p), ox.Literal(o.strip('"')) if o.startswith('"') else node(o), GRAPHS["facts"])
        for s, p, o in triples
    ]
    return memory_store(quads)


def credential(name: str, *topics: str) -> list[str]:
    """A credential with a name that covers topics."""
    iri = f"credential:{name}"
    return [
        f"{iri} rdf:type ca:Credential",
        f'{iri} schema:name "{name.upper()}"',
        *(f"{iri} ca:coversTopic topic:{topic}" for topic in topics),
    ]


def sets(found: Covering) -> list[list[str]]:
    """The members of each set by the ends of their ids."""
    return [[member.iri.value.rpartition("/")[2] for member in one.members] for one in found.sets]


FOUR = store(
    *credential("a", "alpha", "beta"),
    *credential("b", "gamma", "delta"),
    *credential("c", "beta", "gamma", "delta"),
    *credential("d", "alpha"),
    *credential("e", "beta", "gamma"),
)

# Smallest sets


def test_all_smallest_sets_are_found_and_no_larger_one() -> None:
    found = cover(FOUR, TOPICS)
    # a b, a c, c d: two members each; a e, b e and the like lack a topic
    assert sets(found) == [["a", "b"], ["a", "c"], ["d", "c"]]
    assert (found.least, found.count, found.is_counted) == (2, 3, True)
    assert found.uncovered == ()


def test_what_each_member_covers_is_told_in_the_order_asked() -> None:
    first = cover(FOUR, ["delta", "alpha", "beta", "gamma"]).sets[0]
    assert [member.name for member in first.members] == ["B", "A"]
    assert [list(member.covers) for member in first.members] == [
        [node("topic:delta"), node("topic:gamma")],
        [node("topic:alpha"), node("topic:beta")],
    ]


def test_one_member_that_covers_all_is_a_set() -> None:
    assert sets(cover(FOUR, ["beta", "gamma"])) == [["c"], ["e"]]


def test_a_large_member_does_not_mislead_as_it_would_a_greedy_search() -> None:
    # the largest, which covers four of six, is in no smallest set
    greedy = memory_store(
        ox.Quad(node(s), node(p), node(o), GRAPHS["facts"])
        for name, topics in (("big", "1 2 4 5"), ("left", "1 2 3"), ("right", "4 5 6"))
        for s, p, o in [
            (f"credential:{name}", "rdf:type", "ca:Credential"),
            *((f"credential:{name}", "ca:coversTopic", f"topic:t{topic}") for topic in topics.split()),
            *((f"topic:t{topic}", "skos:inScheme", "<https://w3id.org/credatlas/vocab/topic>") for topic in "123456"),
        ]
    )
    assert sets(cover(greedy, [f"topic:t{number}" for number in range(1, 7)])) == [["left", "right"]]


def test_a_narrower_topic_counts_for_a_wider_one_and_not_the_other_way_round() -> None:
    known = store(*credential("wide", "alpha"), *credential("narrow", "alpha-one"))
    assert sets(cover(known, ["alpha"])) == [["narrow"], ["wide"]]
    assert sets(cover(known, ["alpha-one"])) == [["narrow"]]
    (narrow, _) = cover(known, ["alpha"]).sets
    assert narrow.members[0].covers == {node("topic:alpha"): (node("topic:alpha-one"),)}


def test_a_credential_covers_what_the_programmes_that_award_it_cover() -> None:
    known = store(
        *credential("a"),
        "programme:p rdf:type ca:Programme",
        "programme:p ca:awardsCredential credential:a",
        "programme:p ca:coversTopic topic:alpha",
        "course:q rdf:type ca:Course",
        "course:q ca:awardsCredential credential:a",
        "course:q ca:developsSkill topic:beta",
    )
    assert sets(cover(known, ["alpha", "beta"])) == [["a"]]
    assert sets(cover(known, ["alpha", "beta"], Wish(of="programmes"))) == [["p", "q"]]


# Order, limits


def test_sets_with_a_known_price_come_first_and_prices_are_shown() -> None:
    known = store(
        *credential("a", "alpha"),
        *credential("b", "alpha"),
        "credential:b schema:offers value:0f",
        'value:0f schema:price "900"',
        'value:0f schema:priceCurrency "EUR"',
    )
    found = cover(known, ["alpha"])
    assert sets(found) == [["b"], ["a"]]
    assert [one.members[0].prices for one in found.sets] == [("900 EUR",), ()]
    lines = list(cover_lines(found))
    assert "      provider unknown; 900 EUR" in lines
    assert "      provider unknown; price unknown" in lines


def test_the_price_of_a_run_is_a_price_of_the_credential() -> None:
    known = store(
        *credential("a", "alpha"),
        "programme:p ca:awardsCredential credential:a",
        "offering:o ca:isOfferingOf programme:p",
        "offering:o schema:offers value:0f",
        'value:0f schema:price "8500"',
        'value:0f schema:priceCurrency "USD"',
    )
    assert cover(known, ["alpha"]).sets[0].members[0].prices == ("8500 USD",)


def test_the_limit_cuts_the_list_and_not_the_count() -> None:
    found = cover(FOUR, TOPICS, Wish(limit=1))
    assert (sets(found), found.count) == ([["a", "b"]], 3)
    assert list(cover_lines(found))[-1] == "and 2 more (--limit)"


def test_more_sets_than_can_be_compared_are_told_as_such() -> None:
    many = store(
        *(line for topic in TOPICS for number in range(12) for line in credential(f"{topic[0]}{number}", topic))
    )
    found = cover(many, TOPICS)  # 12 to the power of 4 sets
    assert (found.count, found.is_counted, len(found.sets)) == (10_000, False, 10)
    assert "more than 10,000 in all" in list(cover_lines(found))[-1]


def test_fewer_members_than_needed_cover_as_many_topics_as_they_can() -> None:
    found = cover(FOUR, TOPICS, Wish(most=1))
    assert sets(found) == [["c"]]
    assert (found.least, found.beyond) == (2, 1)
    lines = list(cover_lines(found))
    assert lines[1] == "1 credential leave 1 topic out; 2 are needed for everything; 1 such set"
    assert "    leaves out: Alpha" in lines
    assert sets(cover(FOUR, TOPICS, Wish(most=2))) == sets(cover(FOUR, TOPICS))


# Unknown is not no


def test_topics_that_nobody_is_said_to_cover_are_named_and_the_others_covered() -> None:
    known = store(*credential("a", "alpha"))
    found = cover(known, ["alpha", "beta"])
    assert sets(found) == [["a"]]
    assert found.uncovered == (node("topic:beta"),)
    lines = list(cover_lines(found))
    assert lines[1] == "1 credential covers all that is covered at all; 1 such set"
    assert lines[-1] == "no source says of any credential that fits that it covers: Beta"


def test_an_audience_rules_out_what_is_for_others_and_keeps_what_is_for_nobody_knows_whom() -> None:
    known = store(
        *credential("for-doctors", "alpha"),
        *credential("for-nurses", "alpha"),
        *credential("for-surgeons", "alpha"),
        *credential("unknown", "alpha"),
        "credential:for-doctors ca:targetsAudience audience:doctors",
        "credential:for-nurses ca:targetsAudience audience:nurses",
        "programme:p ca:awardsCredential credential:for-surgeons",
        "offering:o ca:isOfferingOf programme:p",
        "offering:o ca:targetsAudience audience:surgeons",
    )
    assert sets(cover(known, ["alpha"], Wish(audience=["doctors"]))) == [["for-doctors"], ["for-surgeons"], ["unknown"]]
    assert sets(cover(known, ["alpha"], Wish(audience=["surgeons"], unknown="exclude"))) == [
        ["for-doctors"],
        ["for-surgeons"],
    ]
    last = cover(known, ["alpha"], Wish(audience=["doctors"])).sets[-1].members[0]
    assert last.fits is False
    assert cover(known, ["alpha"]).sets[0].members[0].fits is True


# The founding data, read by eye


def test_the_founding_certificates_cover_what_the_articles_say(founding_store: LocalStore) -> None:
    found = cover(founding_store, ["skill:technical-knowledge", "medical-imaging"])
    # seed-000 names technical knowledge for the Harvard programme, seed-001 medical imaging for that of Stanford
    assert [[f"credential:{end}" for end in one] for one in sets(found)] == [[HMS, STANFORD]]
    (pair,) = found.sets
    assert pair.members[0].prices == ("8500 USD",)
    assert pair.members[0].providers == ("Harvard Medical School",)


# The search itself


def test_the_search_agrees_with_trying_everything() -> None:
    chance = random.Random(7)  # noqa: S311 - the same cases every time
    for _ in range(150):
        masks = [chance.randrange(1, 64) for _ in range(chance.randrange(1, 8))]
        wanted = chance.randrange(1, 64)
        union = 0
        for mask in masks:
            union |= mask
        distinct = sorted(set(masks))
        by_hand = next(
            (
                {frozenset(some) for some in chosen}
                for size in range(1, len(distinct) + 1)
                if (chosen := [some for some in combinations(distinct, size) if _covers(some, wanted)])
            ),
            set(),
        )
        covers = Covers(masks)
        assert set(covers.smallest(wanted)) == by_hand
        assert covers.least(wanted) == (len(next(iter(by_hand))) if by_hand else None)


def _covers(masks: tuple[int, ...], wanted: int) -> bool:
    left = wanted
    for mask in masks:
        left &= ~mask
    return not left


def test_the_largest_parts_that_few_sets_cover_are_all_found() -> None:
    covers = Covers(masks_of([{0, 1}, {2, 3}, {4}]))
    assert covers.most(0b11111, 1) == [0b00011, 0b01100]
    assert covers.most(0b11111, 2) == [0b01111]
    assert Covers([]).most(0b11, 1) == []


def test_sixteen_topics_over_four_hundred_sets_take_little_time() -> None:
    chance = random.Random(1)  # noqa: S311 - the same cases every time
    masks = masks_of([chance.sample(range(16), chance.randrange(1, 6)) for _ in range(400)])
    start = time.process_time()
    covers = Covers(masks)
    assert covers.least(0xFFFF) is not None
    covers.most(0xFFFF, 2)
    assert time.process_time() - start < 5


# Bad input


@pytest.mark.parametrize(
    ("topics", "wish", "message"),
    [
        ([], Wish(), "0 topics are given"),
        (["alpha"], Wish(most=0), "--max: 0 is not a whole number from 1 on"),
        (["alpha"], Wish(most=True), "--max: True is not a whole number"),
        (["alpha"], Wish(limit=-1), "--limit: -1 is not a whole number"),
        (["alpha"], Wish(of="course"), "“course” is not possible here"),
        (["alpha"], Wish(unknown="only"), "“only” is not possible here"),
        ([""], Wish(), "an empty name names no topic"),
    ],
)
def test_what_cannot_be_asked_is_refused(topics: list[str], wish: Wish, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        cover(FOUR, topics, wish)
    assert message in str(caught.value)
    assert caught.value.exit_code == 2


def test_too_many_topics_are_refused_with_a_way_out(founding_store: LocalStore) -> None:
    text = "SELECT ?t { ?t skos:inScheme <https://w3id.org/credatlas/vocab/topic> } ORDER BY ?t"
    listed = ca.sparql(founding_store, text)
    topics = [str(row[0]) for row in listed.rows][:17]  # type: ignore[union-attr]
    with pytest.raises(UsageError, match="17 topics are given, and 1 to 16 can be covered") as caught:
        cover(founding_store, topics)
    assert "name a wider topic" in caught.value.hint


def test_a_topic_given_twice_counts_once() -> None:
    assert len(cover(FOUR, ["alpha", "Alpha", "topic:alpha"]).topics) == 1


def test_names_that_nothing_or_several_go_by_are_refused(founding_store: LocalStore) -> None:
    with pytest.raises(NotFoundError, match="no topic goes by") as caught:
        cover(founding_store, ["basket weaving"])
    assert caught.value.place == "--topic"
    with pytest.raises(NotFoundError):
        cover(founding_store, ["ethics"], Wish(audience=["basket weavers"]))
    with pytest.raises(CredatlasError) as kind:
        cover(founding_store, ["organization:harvard-university"])
    assert kind.value.exit_code == 2
    with pytest.raises(AmbiguousError):
        cover(founding_store, ["ai in"])


# The command


def test_the_command_prints_sets_with_members_and_what_each_covers(founding: Any, credatlas: Command) -> None:
    words = (
        "--project",
        str(founding),
        "cover",
        "--topic",
        "skill:technical-knowledge",
        "--topic",
        "medical imaging",
        "--topic",
        "telehealth",
    )
    done = credatlas(*words)
    assert done.code == 0
    lines = done.stdout.splitlines()
    assert lines[1] == "2 credentials cover all that is covered at all; 1 such set"
    assert any(line.startswith("1.  Certificate of the Harvard Medical School program") for line in lines)
    assert "      Harvard Medical School; 8500 USD" in lines
    assert "      covers medical imaging" in lines
    assert lines[-1] == "no source says of any credential that fits that it covers: telehealth"


def test_the_record_has_everything(founding: Any, credatlas: Command) -> None:
    words = (
        "--project",
        str(founding),
        "cover",
        "--topic",
        "skill:technical-knowledge",
        "--topic",
        "telehealth",
        "--format",
        "json",
    )
    record = json.loads(credatlas(*words).stdout)
    assert record["topics"][0] == {"id": "skill:technical-knowledge", "name": "technical knowledge of AI"}
    assert [one["id"] for one in record["uncovered"]] == ["topic:telehealth"]
    assert (record["least"], record["count"], record["counted"]) == (1, 1, True)
    (member,) = record["sets"][0]["members"]
    assert member["id"] == HMS
    assert member["prices"] == ["8500 USD"]
    assert member["covers"] == [{"topic": "skill:technical-knowledge", "by": ["skill:technical-knowledge"]}]


def test_nothing_that_covers_anything_is_exit_code_4(founding: Any, credatlas: Command) -> None:
    done = credatlas("--project", str(founding), "cover", "--topic", "telehealth")
    assert (done.code, done.stdout) == (4, "")
    assert "that is unknown, not no" in done.stderr


@pytest.mark.parametrize("words", [(), ("--topic", "ethics", "--max", "0"), ("--topic", "ethics", "--of", "degrees")])
def test_a_wrong_call_is_exit_code_2(credatlas: Command, words: tuple[str, ...]) -> None:
    assert credatlas("cover", *words).code == 2


def test_the_verb_takes_the_fields_of_a_wish(founding_store: LocalStore) -> None:
    found = ca.cover(founding_store, ["skill:technical-knowledge"], of="programmes", limit=1)
    assert [member.iri for one in found.sets for member in one.members] == [
        node("programme:hms-healthcare-ai-executive-certificate")
    ]

"""Every fact opens to who says so, where, when and how; contradictions name their rule."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from credatlas.evidence import (
    ClaimView,
    InferredView,
    as_records,
    chain,
    claim_line,
    claims_of,
    conflict_records,
    conflicts,
    data_issues,
    explain,
    inferred,
    issue_records,
    why,
)
from credatlas.evidence.asking import batches
from credatlas.evidence.claiming import claims_named
from credatlas.evidence.model import ConflictValue, ConflictView, SourceView, local
from credatlas.store import LocalStore, memory_store
from credatlas.terms import PREFIXES, node
from credatlas.tokens import refuse_unsafe
from credatlas.wording import describe_fields, describe_values, is_value, spaced

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

WORLD = """
graph:sources {
  source:news a ca:SourceSnapshot ; ca:reliability rel:press ; schema:datePublished "2025-04-15"^^xsd:date ;
    schema:publisher organization:paper .
  source:page a ca:SourceSnapshot ; ca:reliability rel:issuer ; schema:publisher organization:lab .
  source:blog a ca:SourceSnapshot ; ca:reliability rel:low .
  <https://w3id.org/credatlas/id/source/news#hubs> a ca:Passage ; oa:hasSource source:news ;
    ca:startOffset 10 ; ca:endOffset 20 .
  <https://w3id.org/credatlas/id/source/news#hubs-again> a ca:Passage ; oa:hasSource source:news ;
    ca:startOffset 90 ; ca:endOffset 99 .
  <https://w3id.org/credatlas/id/source/page#all> a ca:Passage ; oa:hasSource source:page .
  <https://w3id.org/credatlas/id/source/blog#all> a ca:Passage ; oa:hasSource source:blog .
  event:old dcterms:isReplacedBy event:day ; owl:deprecated true .
  organization:lab-old dcterms:isReplacedBy organization:lab .
}
graph:facts {
  event:day a ca:Hackathon ; schema:name "Day"@en ; ca:hasCount value:nineteen ; ca:isHostedBy organization:lab .
  organization:lab schema:name "The Lab"@en ; org:subOrganizationOf organization:school .
  organization:school org:subOrganizationOf organization:university .
  value:nineteen a ca:Count ; ca:countOf count:hubs ; ca:atLeast 19 ; ca:atMost 19 .
}
graph:claims {
  value:seventeen a ca:Count ; ca:countOf count:hubs ; ca:atLeast 17 ; ca:atMost 17 ; ca:stated "17" .
  value:dozens a ca:Count ; ca:countOf count:hubs ; ca:atLeast 12 ; ca:stated "dozens" .
  value:many a ca:Count ; ca:countOf count:hubs ; ca:stated "many" .
  claim:c1 a ca:Claim ; rdf:subject event:old ; rdf:predicate ca:hasCount ; rdf:object value:seventeen ;
    ca:claimedBy source:news ; ca:statedOn "2025-04-15"^^xsd:date ; ca:status status:planned ;
    ca:hasEvidence <https://w3id.org/credatlas/id/source/news#hubs> ,
      <https://w3id.org/credatlas/id/source/news#hubs-again> .
  claim:c2 a ca:Claim ; rdf:subject event:day ; rdf:predicate ca:hasCount ; rdf:object value:nineteen ;
    ca:claimedBy source:page ; ca:basis basis:normalised ;
    ca:hasEvidence <https://w3id.org/credatlas/id/source/page#all> .
  claim:c3 a ca:Claim ; rdf:subject event:day ; rdf:predicate ca:hasCount ; rdf:object value:many ;
    ca:claimedBy source:blog ; ca:hasEvidence <https://w3id.org/credatlas/id/source/blog#all> .
  claim:c4 a ca:Claim ; rdf:subject event:day ; rdf:predicate ca:isHostedBy ; rdf:object organization:lab-old ;
    ca:claimedBy source:page ; ca:hasEvidence <https://w3id.org/credatlas/id/source/page#all> .
  claim:c5 a ca:Claim ; rdf:subject event:day ; rdf:predicate rdf:type ; rdf:object ca:Hackathon ;
    ca:claimedBy source:page ; ca:hasEvidence <https://w3id.org/credatlas/id/source/page#all> .
  claim:c6 a ca:Claim ; rdf:subject event:old ; rdf:predicate schema:name ; rdf:object "Day"@en ;
    ca:claimedBy source:page ; ca:hasEvidence <https://w3id.org/credatlas/id/source/page#all> .
  claim:c7 a ca:Claim ; rdf:subject organization:lab ; rdf:predicate org:subOrganizationOf ;
    rdf:object organization:school ; ca:claimedBy source:page ;
    ca:hasEvidence <https://w3id.org/credatlas/id/source/page#all> .
  claim:c8 a ca:Claim ; rdf:subject organization:school ; rdf:predicate org:subOrganizationOf ;
    rdf:object organization:university ; ca:claimedBy source:page ;
    ca:hasEvidence <https://w3id.org/credatlas/id/source/page#all> .
}
graph:conflicts {
  conflict:k a ca:Conflict ; ca:onSubject event:day ; ca:onProperty ca:hasCount ; ca:onKey "count:hubs" ;
    ca:hasClaim claim:c1 , claim:c2 , claim:c3 ; ca:shownClaim claim:c2 ; ca:rule rule:issuer-over-others ;
    ca:conflictKind ckind:time-varying .
  issue:odd a ca:DataIssue ; ca:onSubject event:day ; ca:onShape shapes:Odd ; ca:issueStatus istatus:accepted ;
    ca:reason "It is so."@en ; ca:onValue "2026" .
  issue:other a ca:DataIssue ; ca:onSubject organization:lab .
}
graph:inferred {
  organization:lab org:transitiveSubOrganizationOf organization:school , organization:university ;
    a ca:Organization , schema:Thing .
  organization:school org:transitiveSubOrganizationOf organization:university .
  event:day a ca:Event .
}
graph:vocabulary {
  count:hubs skos:prefLabel "hubs"@en , "Orte"@de .
  ca:Hackathon rdfs:subClassOf ca:Event .
  ca:isHostedBy rdfs:range ca:Organization .
  ca:Organization rdfs:subClassOf schema:Thing .
  org:subOrganizationOf rdfs:subPropertyOf org:transitiveSubOrganizationOf .
  org:transitiveSubOrganizationOf a owl:TransitiveProperty .
}
"""


def store_of(trig: str) -> LocalStore:
    return memory_store(ox.parse(HEADER + trig, format=ox.RdfFormat.TRIG))


@pytest.fixture(scope="module")
def world() -> LocalStore:
    return store_of(WORLD)


def claims(store: LocalStore, entity: str, prop: str) -> list[ClaimView]:
    return [view for view in why(store, node(entity), node(prop)) if isinstance(view, ClaimView)]


# why


def test_a_claim_names_source_place_date_method_status_and_rank(world: LocalStore) -> None:
    record = as_records(claims(world, "event:day", "ca:hasCount"))[-1]
    assert record == {
        "subject": "https://w3id.org/credatlas/id/event/day",
        "predicate": "https://w3id.org/credatlas/ontology#hasCount",
        "object": "17 hubs",
        "source": "https://w3id.org/credatlas/id/source/news",
        "passage": "https://w3id.org/credatlas/id/source/news#hubs-again",
        "start": 90,
        "end": 99,
        "stated_on": "2025-04-15",
        "method": "stated",
        "status": "planned",
        "rank": "overruled",
    }


def test_each_passage_of_a_claim_is_a_row_and_the_shown_value_comes_first(world: LocalStore) -> None:
    rows = [(view.value, view.rank, view.start) for view in claims(world, "event:day", "ca:hasCount")]
    assert rows == [
        ("19 hubs", "shown", None),
        ("many hubs", "agrees", None),
        ("17 hubs", "overruled", 10),
        ("17 hubs", "overruled", 90),
    ]


def test_a_source_without_text_gives_no_offsets_and_one_without_date_no_date(world: LocalStore) -> None:
    record = as_records(claims(world, "event:day", "ca:hasCount"))[0]
    assert (record["start"], record["end"], record["stated_on"]) == (None, None, None)
    assert record["method"] == "normalised"


def test_claims_about_a_merged_id_are_found_under_the_living_one(world: LocalStore) -> None:
    view = claims(world, "event:day", "schema:name")[0]
    assert (view.subject, view.rank) == (node("event:day"), "shown")


def test_a_merged_id_stands_for_its_successor(world: LocalStore) -> None:
    assert why(world, node("event:old")) == why(world, node("event:day"))


def test_a_value_that_was_merged_is_shown_under_its_living_id(world: LocalStore) -> None:
    view = claims(world, "event:day", "ca:isHostedBy")[0]
    assert (view.object, view.rank) == (node("organization:lab"), "shown")
    assert as_records([view])[0]["object"] == "https://w3id.org/credatlas/id/organization/lab"


def test_types_come_first_then_names_then_the_rest(world: LocalStore) -> None:
    order = list(dict.fromkeys(view.predicate for view in why(world, node("event:day"))))
    assert order == [node("rdf:type"), node("schema:name"), node("ca:hasCount"), node("ca:isHostedBy")]


def test_a_claim_carries_its_conflict_with_rule_and_all_values(world: LocalStore) -> None:
    view = claims(world, "event:day", "ca:hasCount")[0]
    assert view.conflict is not None
    assert (view.conflict.rule, view.conflict.kind, view.conflict.shown) == (
        "issuer-over-others",
        "time-varying",
        "19 hubs",
    )
    assert claims(world, "event:day", "schema:name")[0].conflict is None


def test_nothing_is_known_of_an_unknown_thing(world: LocalStore) -> None:
    assert why(world, node("event:nowhere")) == []
    assert why(world, node("event:day"), node("schema:url")) == []


def test_a_fact_that_nobody_claims_opens_to_its_chain(world: LocalStore) -> None:
    found = why(world, node("organization:lab"), node("org:transitiveSubOrganizationOf"))
    assert [view.object for view in found] == [node("organization:school"), node("organization:university")]
    record = as_records(found)[0]
    assert (record["rank"], record["source"], record["method"]) == ("inferred", None, "prp-spo1")
    assert record["chain"][0]["premises"][1]["claims"][0]["source"] == "https://w3id.org/credatlas/id/source/page"


def test_inferred_facts_come_only_when_asked_for(world: LocalStore) -> None:
    assert not any(isinstance(view, InferredView) for view in why(world, node("event:day")))
    found = why(world, node("event:day"), include_inferred=True)
    assert [view.object for view in found if isinstance(view, InferredView)] == [node("ca:Event")]


# claims of given facts


def test_claims_of_facts_are_found_under_former_ids_of_subject_and_object(world: LocalStore) -> None:
    name = (node("event:day"), node("schema:name"), ox.Literal("Day", language="en"))
    host = (node("event:day"), node("ca:isHostedBy"), node("organization:lab"))
    unclaimed = (node("event:day"), node("schema:name"), ox.Literal("Night", language="en"))
    found = claims_of(world, [name, host, unclaimed])
    assert {fact: [view.claim for view in views] for fact, views in found.items()} == {
        name: [node("claim:c6")],
        host: [node("claim:c4")],
    }


def test_claims_can_be_asked_for_by_their_own_ids(world: LocalStore) -> None:
    found = claims_named(world, [node("claim:c1"), node("claim:c2"), node("claim:none")])
    assert {claim: [view.rank for view in views] for claim, views in found.items()} == {
        node("claim:c1"): ["overruled", "overruled"],
        node("claim:c2"): ["shown"],
    }


def test_many_rows_are_asked_in_batches_that_no_cap_refuses() -> None:
    rows = [(node(f"event:e{number}"), ox.Literal("x" * 500)) for number in range(400)]
    blocks = list(batches("?s ?o", [*rows, *rows]))
    assert sum(block.count("event/e") for block in blocks) == 400
    for block in blocks:
        refuse_unsafe(f"SELECT * {{ {block} }}")


def test_an_unbound_cell_is_written_undef() -> None:
    assert list(batches("?a ?b", [(None, node("event:e"))])) == [
        "VALUES (?a ?b) { (UNDEF <https://w3id.org/credatlas/id/event/e>) }"
    ]


def test_a_claim_line_names_what_contradicts_it(world: LocalStore) -> None:
    assert claim_line(claims(world, "event:day", "ca:hasCount")[0]) == (
        'event:day ca:hasCount 19 hubs — source:page "#all", undated, normalised, '
        "conflict (issuer-over-others): also 17 hubs; many hubs"
    )


# conflicts and issues


def test_a_conflict_lists_every_value_with_its_sources_the_shown_one_first(world: LocalStore) -> None:
    record = conflict_records(conflicts(world))[0]
    explanation = record.pop("explanation")
    assert record == {
        "subject": "https://w3id.org/credatlas/id/event/day",
        "property": "https://w3id.org/credatlas/ontology#hasCount",
        "key": "count:hubs",
        "kind": "time-varying",
        "shown": "19 hubs",
        "rule": "issuer-over-others",
        "values": [
            {"value": "19 hubs", "sources": ["https://w3id.org/credatlas/id/source/page"]},
            {"value": "17 hubs", "sources": ["https://w3id.org/credatlas/id/source/news"]},
            {"value": "many hubs", "sources": ["https://w3id.org/credatlas/id/source/blog"]},
        ],
    }
    assert explanation == "shown is “19 hubs” because its source is the own word of who answers for it (The Lab)"


def test_conflicts_of_one_thing_are_found_by_its_former_id_too(world: LocalStore) -> None:
    assert conflicts(world, node("event:old")) == conflicts(world) == conflicts(world, node("event:day"))
    assert conflicts(world, node("organization:lab")) == []


def test_recorded_issues_are_listed_with_status_and_reason(world: LocalStore) -> None:
    assert issue_records(data_issues(world, node("event:day"))) == [
        {
            "subject": "https://w3id.org/credatlas/id/event/day",
            "property": None,
            "key": "",
            "kind": "data-issue",
            "shown": None,
            "rule": "https://w3id.org/credatlas/shapes#Odd",
            "values": [],
            "explanation": "It is so.",
            "issue": "https://w3id.org/credatlas/id/issue/odd",
            "status": "accepted",
            "value": "2026",
        }
    ]
    assert [local(issue.iri) for issue in data_issues(world)] == ["odd", "other"]


def case(rule: str, *, reason: str = "") -> ConflictView:
    press = SourceView(node("source:news"), "press", "2025-04-15", ("The Paper",))
    low = SourceView(node("source:blog"), "low", "2024", ("A Blogger",))
    page = SourceView(node("source:page"), "press", "", ())
    values = (
        ConflictValue(ox.Literal("19"), "19", (press, page), (), agrees=True),
        ConflictValue(ox.Literal("17"), "17", (low,), (), agrees=False),
    )
    return ConflictView(
        node("conflict:k"), node("event:day"), node("ca:hasCount"), "", "factual", "19", rule, values, reason
    )


@pytest.mark.parametrize(
    ("rule", "because"),
    [
        ("curator-decision", "because a curator ruled so: the page was mended"),
        ("status", "because source:news, source:page states it more firmly than a plan or a forecast such as “17”"),
        ("valid-time", "because it held later; “17” was right in its time"),
        (
            "newer-snapshot",
            "because source:news, source:page is a newer word of the same page or publisher than source:blog",
        ),
        ("issuer-over-others", "because its source is the own word of who answers for it (The Paper)"),
        ("reliability", "because a source of class press (source:news, source:page) goes before one of class low"),
        ("later-statement", "because it was stated later (2025-04-15) than “17” (2024)"),
        ("more-sources", "because 2 sources support it, more than any other value"),
        ("unresolved", "only because it comes first in a fixed order: no rule decides between it and “17”"),
        ("brand-new", "by the rule brand-new, in the place of “17”"),
    ],
)
def test_every_rule_explains_itself_in_one_sentence(rule: str, because: str) -> None:
    assert explain(case(rule, reason="the page was mended.")) == f"shown is “19” {because}"


def test_a_curators_reason_is_read_from_the_ruling() -> None:
    store = store_of(
        WORLD.replace("rule:issuer-over-others", "rule:curator-decision")
        + "graph:conflicts { issue:ruling a ca:Decision ; ca:onSubject event:old ; ca:onProperty ca:hasCount ;"
        ' ca:reason "Counted."@en }'
    )
    assert conflicts(store)[0].reason == "Counted."


# chains


def steps(store: LocalStore, subject: str, predicate: str, value: str) -> list[tuple[str, list[str]]]:
    found = chain(store, node(subject), node(predicate), node(value))
    return [(step.rule, [premise.kind for premise in step.premises]) for step in found]


def test_a_transitive_fact_is_traced_to_both_claims(world: LocalStore) -> None:
    assert steps(world, "organization:lab", "org:transitiveSubOrganizationOf", "organization:university") == [
        ("prp-spo1", ["vocabulary", "claimed"]),
        ("prp-spo1", ["vocabulary", "claimed"]),
        ("prp-trp", ["vocabulary", "inferred", "inferred"]),
    ]


def test_a_type_is_traced_through_the_range_of_a_property(world: LocalStore) -> None:
    assert steps(world, "organization:lab", "rdf:type", "schema:Thing") == [
        ("prp-rng", ["vocabulary", "claimed"]),
        ("cax-sco", ["vocabulary", "inferred"]),
    ]


def test_the_claims_of_a_chain_are_named(world: LocalStore) -> None:
    step = chain(world, node("event:day"), node("rdf:type"), node("ca:Event"))[0]
    assert [view.claim for view in step.premises[1].claims] == [node("claim:c5")]
    assert step.plain == "every member of the narrower class is one of the broader"


def test_a_claimed_fact_and_an_unknown_one_have_no_chain(world: LocalStore) -> None:
    assert steps(world, "event:day", "rdf:type", "ca:Hackathon") == []
    assert steps(world, "event:day", "rdf:type", "ca:Person") == []


def test_an_inferred_fact_that_no_rule_gives_has_an_empty_chain() -> None:
    store = store_of("graph:inferred { event:day a ca:Event }")
    assert chain(store, node("event:day"), node("rdf:type"), node("ca:Event")) == []
    assert [view.steps for view in inferred(store, node("event:day"))] == [()]


def test_a_circle_of_rules_supports_nothing() -> None:
    store = store_of(
        "graph:inferred { event:day a ca:A , ca:B }"
        "graph:vocabulary { ca:A rdfs:subClassOf ca:B . ca:B rdfs:subClassOf ca:A }"
    )
    assert chain(store, node("event:day"), node("rdf:type"), node("ca:A")) == []


# wording


def fields(turtle: str) -> dict[ox.NamedNode, list[ox.NamedNode | ox.Literal]]:
    found: dict[ox.NamedNode, list[ox.NamedNode | ox.Literal]] = {}
    for quad in ox.parse(f"{HEADER} value:v {turtle} .", format=ox.RdfFormat.TURTLE):
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        found.setdefault(quad.predicate, []).append(quad.object)
    return found


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        (
            'schema:price 8500 ; schema:priceCurrency "USD" ; ca:pricePer unit:programme ; ca:stated "$8,500"',
            "8500 USD",
        ),
        ('schema:price 99.50 ; schema:priceCurrency "EUR" ; ca:pricePer unit:semester', "99.50 EUR per semester"),
        ('schema:price 10 ; schema:priceCurrency "EUR" ; ca:priceTier tier:early-bird', "10 EUR (early bird)"),
        ('schema:price 10 ; ca:priceTier tier:standard ; ca:cohort "cohort 7"', "10 (cohort 7)"),
        ("schema:price 0", "free"),
        ("ca:countOf count:hubs ; ca:atLeast 17 ; ca:atMost 17", "17 hubs"),
        ("ca:countOf count:hubs ; ca:atLeast 1 ; ca:atMost 1", "1 hub"),
        ("ca:countOf count:cities ; ca:atLeast 1 ; ca:atMost 1", "1 city"),
        ('ca:countOf count:participants ; ca:atLeast 100 ; ca:stated "hundreds"', "at least 100 participants"),
        ("ca:countOf count:teams ; ca:atMost 40", "at most 40 teams"),
        ("ca:countOf count:teams ; ca:atLeast 10 ; ca:atMost 12", "10 to 12 teams"),
        (
            "ca:countOf count:taught-credits ; ca:unit unit:credit ; ca:atLeast 60 ; ca:atMost 60",
            "60 credits (taught credits)",
        ),
        ('ca:countOf count:hubs ; ca:stated "many"', "many hubs"),
        ("ca:unit unit:week ; ca:atLeast 4 ; ca:atMost 4", "4 weeks"),
        ("ca:unit unit:week ; ca:atLeast 1 ; ca:atMost 1", "1 week"),
        ("ca:unit unit:year ; ca:atLeast 1 ; ca:atMost 2 ; ca:cohort 'part-time'", "1 to 2 years (part-time)"),
        ('ca:unit unit:week ; ca:stated "a few weeks"', "a few weeks"),
        ('ca:startsNotBefore "2025-05-01" ; ca:endsNotAfter "2025-06-30" ; ca:stated "May/June 2025"', "May/June 2025"),
        ('ca:endsNotAfter "2025-04-15" ; ca:stated "Recent"', "Recent (by 2025-04-15)"),
        ('ca:startsNotBefore "2025-05-01" ; ca:endsNotAfter "2025-05-01"', "2025-05-01"),
        ('ca:startsNotBefore "2025-05-01" ; ca:endsNotAfter "2025-06-30"', "2025-05-01 to 2025-06-30"),
        ('ca:startsNotBefore "2025-05-01"', "from 2025-05-01"),
        ('ca:edtf "2025-21"', "2025-21"),
        ("a ca:Price", ""),
    ],
)
def test_values_are_described_in_a_few_words(turtle: str, words: str) -> None:
    assert describe_fields(fields(turtle), {}) == words


def test_labels_of_concepts_are_taken_in_english(world: LocalStore) -> None:
    assert describe_values(world, [node("value:seventeen")]) == {node("value:seventeen"): "17 hubs"}


def test_a_value_without_content_is_described_by_its_name(world: LocalStore) -> None:
    assert describe_values(world, [node("value:none")]) == {node("value:none"): "value:none"}


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("isPartOf", "is part of"),
        ("datePublished", "date published"),
        ("ROR id", "ROR id"),
        ("name", "name"),
        ("Person", "Person"),
        ("hasDOI", "hasDOI"),
        ("is part Of", "is part Of"),
        ("", ""),
    ],
)
def test_one_word_with_capitals_inside_is_spaced_and_any_other_label_stays(label: str, words: str) -> None:
    assert spaced(label) == words


def test_only_value_nodes_are_values() -> None:
    assert is_value(node("value:v"))
    assert not is_value(node("event:day"))
    assert not is_value(ox.Literal("v"))
    assert not is_value(None)

"""A card says what is known of a thing in the order of its shapes, who says so, and what nobody says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from credatlas.cards import (
    Card,
    Dispute,
    Group,
    Incoming,
    Link,
    Row,
    Unknown,
    Value,
    card,
    card_lines,
    statements_about,
)
from credatlas.errors import NotFoundError
from credatlas.formats import text_width
from credatlas.store import LocalStore, memory_store
from credatlas.terms import GRAPHS, PREFIXES, compact, node, prologue

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

SHAPES = """
graph:vocabulary {
  shapes:names a sh:PropertyGroup ; rdfs:label "Names"@en ; sh:order 1 .
  shapes:dates a sh:PropertyGroup ; rdfs:label "Dates"@en ; sh:order 3 .
  shapes:who a sh:PropertyGroup ; rdfs:label "Who"@en ; sh:order 2 .
  shapes:Event a sh:NodeShape ; sh:targetClass ca:Event ;
    sh:property shapes:end , shapes:start , shapes:host , shapes:name , shapes:count , shapes:place , shapes:rules .
  shapes:Hackathon a sh:NodeShape ; sh:targetClass ca:Hackathon ; sh:property shapes:hub , shapes:prize .
  shapes:Course a sh:NodeShape ; sh:targetClass ca:Course ; sh:property shapes:credits .
  shapes:name sh:path schema:name ; sh:name "name"@en ; sh:group shapes:names ; sh:order 101 .
  shapes:end sh:path schema:endDate ; sh:name "ends"@en ; sh:group shapes:dates ; sh:order 302 .
  shapes:start sh:path schema:startDate ; sh:name "starts"@en ; sh:group shapes:dates ; sh:order 301 .
  shapes:host sh:path ca:isHostedBy ; sh:name "hosted by"@en ; sh:group shapes:who ; sh:order 201 .
  shapes:count sh:path ca:hasCount ; sh:name "numbers"@en ; sh:group shapes:dates ; sh:order 303 .
  shapes:place sh:path schema:location ; sh:name "place"@en ; sh:group shapes:who ; sh:order 203 .
  shapes:hub sh:path ca:hasHub ; sh:name "hubs"@en ; sh:group shapes:who ; sh:order 202 .
  shapes:prize sh:path ca:prize ; sh:name "prize"@en ; sh:order 9 .
  shapes:credits sh:path ca:carriesCredits ; sh:name "credits"@en ; sh:group shapes:dates ; sh:order 304 .
  shapes:rules sh:path ( ca:a ca:b ) ; sh:name "rules"@en ; sh:group shapes:dates ; sh:order 305 .
  ca:Hackathon rdfs:label "hackathon"@en ; rdfs:subClassOf ca:Event .
  ca:Event rdfs:label "event"@en .
  ca:coversTopic rdfs:label "covers topic"@en .
  ca:isHostedBy rdfs:label "is hosted by"@en .
  ca:recruitsFrom rdfs:label "recruits from"@en .
  schema:datePublished rdfs:label "datePublished"@en .
  org:subOrganizationOf rdfs:label "subOrganizationOf"@en .
  org:transitiveSubOrganizationOf rdfs:label "transitiveSubOrganizationOf"@en .
  count:hubs a skos:Concept ; skos:inScheme <https://w3id.org/credatlas/vocab/count-of> ; skos:prefLabel "hubs"@en .
  topic:ai a skos:Concept ; skos:inScheme <https://w3id.org/credatlas/vocab/topic> ; skos:prefLabel "AI"@en ,
    "KI"@de ; skos:altLabel "machine minds"@en ; skos:hiddenLabel "artficial intelligence"@en .
}
"""
FACTS = """
graph:facts {
  event:day a ca:Hackathon ; schema:name "Day 2026"@en ; schema:alternateName "The Day"@en ; ca:abbreviation "D26" ;
    schema:startDate "2026-04"^^xsd:gYearMonth ; ca:hasCount value:seventeen , value:hundreds ;
    ca:hasHub organization:h10 , organization:h9 ; ca:isHostedBy organization:lab ; ca:coversTopic topic:ai ;
    schema:datePublished "2026"^^xsd:gYear .
  value:seventeen a ca:Count ; ca:countOf count:hubs ; ca:atLeast 17 ; ca:atMost 17 .
  value:hundreds a ca:Count ; ca:countOf count:hubs ; ca:stated "hundreds" .
  organization:lab a ca:ResearchLab ; schema:name "The Lab"@en ; org:subOrganizationOf organization:school .
  organization:school schema:name "School"@en ; org:subOrganizationOf organization:university .
  organization:university schema:name "University"@en .
  organization:h9 schema:name "Hub 9"@en . organization:h10 schema:name "Hub 10"@en .
  programme:p a ca:Programme ; schema:name "Programme P"@en ; ca:recruitsFrom event:day .
  value:price ca:countOf topic:ai .
}
graph:inferred {
  event:day a ca:Event .
  organization:lab org:transitiveSubOrganizationOf organization:school , organization:university .
  organization:school org:transitiveSubOrganizationOf organization:university .
}
"""
CLAIMS = """
graph:sources {
  source:news a ca:SourceSnapshot ; ca:reliability rel:press ; schema:about organization:lab .
  source:page a ca:SourceSnapshot ; ca:reliability rel:issuer .
  <https://w3id.org/credatlas/id/source/news#hubs> a ca:Passage ; oa:hasSource source:news ; schema:about topic:ai .
  event:old dcterms:isReplacedBy event:day ; owl:deprecated true .
  organization:lab-old dcterms:isReplacedBy organization:lab .
}
graph:claims {
  value:nineteen a ca:Count ; ca:countOf count:hubs ; ca:atLeast 19 ; ca:atMost 19 .
  claim:c1 a ca:Claim ; rdf:subject event:old ; rdf:predicate ca:hasCount ; rdf:object value:seventeen ;
    ca:claimedBy source:news .
  claim:c2 a ca:Claim ; rdf:subject event:day ; rdf:predicate ca:hasCount ; rdf:object value:nineteen ;
    ca:claimedBy source:page .
  claim:c3 a ca:Claim ; rdf:subject event:day ; rdf:predicate schema:startDate ; rdf:object "2026-04"^^xsd:gYearMonth ;
    ca:claimedBy source:page ; ca:status status:planned ; ca:basis basis:normalised .
  claim:c4 a ca:Claim ; rdf:subject event:day ; rdf:predicate ca:isHostedBy ; rdf:object organization:lab-old ;
    ca:claimedBy source:news ; ca:status status:planned .
  claim:c5 a ca:Claim ; rdf:subject event:old ; rdf:predicate ca:isHostedBy ; rdf:object organization:lab ;
    ca:claimedBy source:page ; ca:basis basis:inferred .
}
graph:conflicts {
  conflict:k a ca:Conflict ; ca:onSubject event:day ; ca:onProperty ca:hasCount ; ca:onKey "count:hubs" ;
    ca:hasClaim claim:c1 , claim:c2 ; ca:shownClaim claim:c1 ; ca:rule rule:more-sources ;
    ca:conflictKind ckind:factual .
}
"""


def store_of(*trig: str) -> LocalStore:
    return memory_store(ox.parse(HEADER + "".join(trig), format=ox.RdfFormat.TRIG))


@pytest.fixture(scope="module")
def world() -> LocalStore:
    return store_of(SHAPES, FACTS, CLAIMS)


@pytest.fixture(scope="module")
def day(world: LocalStore) -> Card:
    return card(world, node("event:day"))


def row(of: Card, curie: str) -> Row:
    (found,) = (row for group in of.groups for row in group.rows if row.property == node(curie))
    return found


def texts(of: Card, curie: str) -> list[str]:
    return [value.text for value in row(of, curie).values]


def outline(of: Card) -> list[tuple[str, list[str]]]:
    return [(group.name, [row.label for row in group.rows]) for group in of.groups]


# The head


def test_a_card_has_the_name_the_kind_and_the_other_names(day: Card) -> None:
    assert (day.iri, day.name) == (node("event:day"), "Day 2026")
    assert day.kinds == ("hackathon",)
    assert day.alternate_names == ("The Day", "D26")


def test_a_concept_is_of_the_kind_of_its_scheme(world: LocalStore) -> None:
    topic = card(world, node("topic:ai"))
    assert (topic.name, topic.kinds, topic.alternate_names) == ("AI", ("topic",), ("machine minds",))
    assert card(world, node("count:hubs")).kinds == ("count of",)


def test_a_class_without_a_label_is_named_by_its_compact_iri(world: LocalStore) -> None:
    assert card(world, node("programme:p")).kinds == ("ca:Programme",)


def test_a_merged_id_gives_the_card_of_its_successor(world: LocalStore, day: Card) -> None:
    assert card(world, node("event:old")) == day


def test_a_thing_that_replaces_itself_ends_nowhere() -> None:
    odd = store_of('graph:facts { event:loop dcterms:isReplacedBy event:loop ; schema:name "Loop"@en . }')
    assert card(odd, node("event:loop")).name == "Loop"


def test_an_id_without_a_kind_is_not_compared_with_everything(
    world: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    query = LocalStore.query
    monkeypatch.setattr(LocalStore, "query", lambda self, text: asked.append(text) or query(self, text))
    with pytest.raises(NotFoundError):
        card(world, ox.NamedNode("https://w3id.org/credatlas/id/nobody"))
    assert asked
    assert not [text for text in asked if 'STRSTARTS(STR(?s), "https://w3id.org/credatlas/id/")' in text]


def test_an_unknown_id_is_not_found_and_the_nearest_is_named(world: LocalStore) -> None:
    with pytest.raises(NotFoundError) as caught:
        card(world, node("programme:pp"))
    assert caught.value.message == "nothing is known of programme:pp"
    assert caught.value.hint == "did you mean programme:p (Programme P)?"
    assert caught.value.exit_code == 4


def test_an_unknown_iri_of_elsewhere_is_not_found(world: LocalStore) -> None:
    with pytest.raises(NotFoundError) as caught:
        card(world, ox.NamedNode("https://example.org/x"))
    assert caught.value.hint == "look for it with `credatlas find WORDS`"


def test_a_thing_that_others_only_refer_to_has_a_card_of_links() -> None:
    odd = store_of("graph:facts { event:day ca:isHostedBy organization:nobody . }")
    found = card(odd, node("organization:nobody"))
    assert (found.name, found.groups, found.unknown) == ("organization:nobody", (), ())
    assert [compact(link.subject) for link in found.incoming[0].links] == ["event:day"]


# Groups and rows


def test_groups_and_rows_follow_the_shapes_of_the_class_and_its_superclasses(day: Card) -> None:
    assert outline(day) == [
        ("Names", ["name"]),
        ("Who", ["hosted by", "hubs"]),
        ("Dates", ["starts", "numbers"]),
        ("Other", ["ca:abbreviation", "covers topic", "date published", "schema:alternateName"]),
    ]


def test_a_thing_without_shapes_has_its_properties_under_their_labels(world: LocalStore) -> None:
    assert outline(card(world, node("programme:p"))) == [("Other", ["recruits from", "schema:name"])]


def test_of_two_shapes_for_a_property_the_lower_order_counts() -> None:
    more = """graph:vocabulary {
      shapes:Late a sh:NodeShape ; sh:targetClass ca:Hackathon ; sh:property shapes:late .
      shapes:late sh:path schema:startDate ; sh:name "begins"@en ; sh:group shapes:dates ; sh:order 999 . }"""
    assert row(card(store_of(SHAPES, FACTS, more), node("event:day")), "schema:startDate").label == "starts"


def test_a_shape_whose_order_is_no_number_comes_last_in_its_group() -> None:
    more = """graph:vocabulary {
      shapes:Odd a sh:NodeShape ; sh:targetClass ca:Hackathon ; sh:property shapes:odd .
      shapes:odd sh:path ca:coversTopic ; sh:name "about"@en ; sh:group shapes:dates ; sh:order "first" . }"""
    assert outline(card(store_of(SHAPES, FACTS, more), node("event:day")))[2] == (
        "Dates",
        ["starts", "numbers", "about"],
    )


def test_values_are_in_words_and_in_reading_order(day: Card) -> None:
    assert texts(day, "ca:hasHub") == ["Hub 9", "Hub 10"]
    assert texts(day, "ca:hasCount") == ["17 hubs", "hundreds hubs"]
    assert texts(day, "schema:startDate") == ["2026-04"]
    assert texts(day, "ca:coversTopic") == ["AI"]
    assert texts(day, "ca:isHostedBy") == ["The Lab"]


def test_a_thing_stays_a_link_and_a_count_does_not(day: Card) -> None:
    assert [value.thing for value in row(day, "ca:isHostedBy").values] == [node("organization:lab")]
    assert [value.thing for value in row(day, "ca:hasCount").values] == [None, None]
    assert [value.thing for value in row(day, "schema:name").values] == [None]


# Who says so


def test_a_value_names_its_sources_also_those_that_used_a_former_id(day: Card) -> None:
    (host,) = row(day, "ca:isHostedBy").values
    assert host.sources == (node("source:news"), node("source:page"))
    assert host.methods == ("inferred", "stated")
    assert host.status == "asserted"
    assert not host.inferred


def test_a_value_that_every_source_only_plans_is_planned(day: Card) -> None:
    (start,) = row(day, "schema:startDate").values
    assert (start.sources, start.methods, start.status) == ((node("source:page"),), ("normalised",), "planned")


def test_a_value_that_others_contradict_is_marked_with_the_rule(day: Card) -> None:
    seventeen, hundreds = row(day, "ca:hasCount").values
    assert seventeen.dispute == Dispute(node("conflict:k"), "more-sources", "factual", ("19 hubs",))
    assert hundreds.dispute is None
    assert row(day, "ca:isHostedBy").values[0].dispute is None


def test_what_nobody_claims_has_no_source(day: Card) -> None:
    (topic,) = row(day, "ca:coversTopic").values
    assert (topic.sources, topic.methods, topic.dispute) == ((), (), None)


def test_an_inferred_value_is_marked_and_not_repeated_where_it_is_stated(world: LocalStore) -> None:
    lab = card(world, node("organization:lab"))
    assert row(lab, "org:transitiveSubOrganizationOf").label == "transitive sub organization of"
    assert [(value.text, value.inferred) for value in row(lab, "org:transitiveSubOrganizationOf").values] == [
        ("University", True)
    ]
    assert [(value.text, value.inferred) for value in row(lab, "org:subOrganizationOf").values] == [("School", False)]


# What links here


def test_what_links_here_is_listed_by_property_without_claims(world: LocalStore) -> None:
    assert card(world, node("event:day")).incoming == (
        Incoming(node("ca:recruitsFrom"), "recruits from", (Link(node("programme:p"), "Programme P"),), 1),
    )


def test_links_from_value_nodes_and_passages_are_left_out(world: LocalStore) -> None:
    assert [(row.label, row.count) for row in card(world, node("topic:ai")).incoming] == [("covers topic", 1)]
    assert [row.label for row in card(world, node("source:news")).incoming] == []


def test_a_source_that_refers_to_a_thing_links_to_it(world: LocalStore) -> None:
    incoming = {row.label: [link.name for link in row.links] for row in card(world, node("organization:lab")).incoming}
    assert incoming["schema:about"] == ["source:news"]
    assert incoming["is hosted by"] == ["Day 2026"]


def test_an_inferred_link_is_marked_and_not_repeated_where_it_is_stated(world: LocalStore) -> None:
    university = card(world, node("organization:university"))
    assert university.incoming == (
        Incoming(
            node("org:subOrganizationOf"), "sub organization of", (Link(node("organization:school"), "School"),), 1
        ),
        Incoming(
            node("org:transitiveSubOrganizationOf"),
            "transitive sub organization of",
            (Link(node("organization:lab"), "The Lab", inferred=True),),
            1,
        ),
    )


def test_of_very_many_links_the_first_are_listed_and_all_are_counted() -> None:
    many = " ".join(f"programme:p{number:03} ca:coversTopic topic:ai ; ca:p{number} topic:ai ." for number in range(60))
    found = card(store_of(SHAPES, f"graph:facts {{ {many} }}"), node("topic:ai"), most_links=2)
    (topics,) = (row for row in found.incoming if row.property == node("ca:coversTopic"))
    assert (topics.count, [compact(link.subject) for link in topics.links]) == (
        60,
        ["programme:p000", "programme:p001"],
    )
    assert len(found.incoming) == 61


# What is not known


def test_what_the_shapes_ask_for_and_nobody_says_is_listed_in_their_order(day: Card) -> None:
    assert day.unknown == (
        Unknown(node("schema:location"), "place"),
        Unknown(node("schema:endDate"), "ends"),
        Unknown(node("ca:prize"), "prize"),
    )


def test_details_scopes_and_stated_words_are_not_missed_where_nobody_needed_them(founding_store: LocalStore) -> None:
    certificate = card(founding_store, node("credential:hms-healthcare-ai-executive-certificate"))
    properties = {compact(gap.property) for gap in certificate.unknown}
    assert "schema:url" in properties
    assert not properties & {"ca:hasDetail", "ca:hasScope", "ca:statedAudience", "ca:statedTopic", "ca:statedAward"}


def test_a_thing_without_shapes_lacks_nothing(world: LocalStore) -> None:
    assert card(world, node("programme:p")).unknown == ()


# As JSON


def test_a_card_as_json_has_stable_names(day: Card) -> None:
    found: dict[str, Any] = json.loads(json.dumps(day.to_dict()))
    assert list(found) == ["iri", "id", "name", "kinds", "alternate_names", "groups", "incoming", "unknown", "of_runs"]
    assert (found["iri"], found["id"]) == ("https://w3id.org/credatlas/id/event/day", "event:day")
    assert (found["name"], found["kinds"], found["alternate_names"]) == ("Day 2026", ["hackathon"], ["The Day", "D26"])
    starts, numbers = found["groups"][2]["rows"]
    assert starts == {
        "property": "https://schema.org/startDate",
        "label": "starts",
        "values": [
            {
                "text": "2026-04",
                "iri": None,
                "datatype": "http://www.w3.org/2001/XMLSchema#gYearMonth",
                "language": None,
                "sources": ["https://w3id.org/credatlas/id/source/page"],
                "methods": ["normalised"],
                "status": "planned",
                "inferred": False,
                "conflict": None,
            }
        ],
    }
    assert numbers["values"][0]["conflict"] == {
        "iri": "https://w3id.org/credatlas/id/conflict/k",
        "rule": "more-sources",
        "kind": "factual",
        "others": ["19 hubs"],
    }
    assert found["groups"][0]["rows"][0]["values"][0]["language"] == "en"
    assert found["groups"][0]["rows"][0]["values"][0]["datatype"] is None
    assert found["groups"][1]["rows"][0]["values"][0]["iri"] == "https://w3id.org/credatlas/id/organization/lab"
    assert found["incoming"][0] == {
        "property": "https://w3id.org/credatlas/ontology#recruitsFrom",
        "label": "recruits from",
        "count": 1,
        "links": [
            {"iri": "https://w3id.org/credatlas/id/programme/p", "name": "Programme P", "inferred": False},
        ],
    }
    assert found["unknown"][0] == {"property": "https://schema.org/location", "label": "place"}


# As text


def test_a_card_in_lines_says_what_one_should_know_of_a_value(day: Card) -> None:
    assert card_lines(day, width=80) == [
        "Day 2026",
        "hackathon · event:day",
        "also called The Day; D26",
        "",
        "Who",
        "  hosted by  The Lab <organization:lab> (2 sources)",
        "  hubs       Hub 9 <organization:h9>",
        "             Hub 10 <organization:h10>",
        "",
        "Dates",
        "  starts   2026-04 (planned)",
        "  numbers  17 hubs (more-sources; others say: 19 hubs)",
        "           hundreds hubs",
        "",
        "Other",
        "  covers topic    AI",
        "  date published  2026",
        "",
        "What links here",
        "  ← recruits from  Programme P <programme:p>",
        "",
        "Not known",
        "  place; ends; prize",
    ]


@pytest.mark.parametrize(("names", "last"), [(("HSIL",), "  place"), ((), "  also called; place")])
def test_what_a_thing_is_also_called_is_not_unknown_when_the_head_has_it(names: tuple[str, ...], last: str) -> None:
    card = Card(
        iri=node("organization:x"),
        name="X",
        kinds=(),
        alternate_names=names,
        groups=(),
        incoming=(),
        unknown=(Unknown(node("schema:alternateName"), "also called"), Unknown(node("schema:location"), "place")),
    )
    assert card_lines(card, width=60)[-1] == last


def test_inferred_values_and_left_out_links_are_told() -> None:
    value = Value(node("organization:u"), "U", inferred=True)
    links = (Link(node("event:e"), "E", inferred=True),)
    made = Card(
        iri=node("organization:x"),
        name="X",
        kinds=(),
        alternate_names=(),
        groups=(Group("Other", (Row(node("ca:partOf"), "part of", (value,)),)),),
        incoming=(Incoming(node("ca:isHostedBy"), "is hosted by", links, 12),),
        unknown=(),
    )
    assert card_lines(made, width=60) == [
        "X",
        "organization:x",
        "",
        "Other",
        "  part of  U <organization:u> (inferred)",
        "",
        "What links here",
        "  ← is hosted by  E <event:e> (inferred)",
        "                  and 11 more",
    ]


@pytest.mark.parametrize("width", [1, 40, 47, 80])
def test_no_line_of_a_card_is_wider_than_the_terminal(width: int) -> None:
    long = "新加坡国立大学 and a very long name of a thing \x1b[31m that goes on " * 3
    made = Card(
        iri=node("organization:" + "x" * 90),
        name=long,
        kinds=(long,),
        alternate_names=(long, "Z"),
        groups=(
            Group("Who", (Row(node("ca:p"), long, (Value(ox.Literal(long), long), Value(ox.Literal("y"), "y"))),)),
        ),
        incoming=(Incoming(node("ca:q"), long, (Link(node("event:" + "y" * 90), long),), 3),),
        unknown=(Unknown(node("ca:r"), long),),
    )
    lines = card_lines(made, width=width)
    assert max(map(text_width, lines)) <= max(width, 40)
    assert not any("\x1b" in line for line in lines)


def test_a_disputed_name_is_told_although_it_is_the_title() -> None:
    named = Value(ox.Literal("X"), "X", dispute=Dispute(node("conflict:k"), "unresolved", "factual", ("Y",)))
    made = Card(node("work:x"), "X", (), (), (Group("Names", (Row(node("schema:name"), "name", (named,)),)),), (), ())
    assert card_lines(made, width=60)[3:] == ["Names", "  name  X (unresolved; others say: Y)"]


# As statements


def test_the_statements_about_a_thing_include_the_fields_of_its_counts(world: LocalStore) -> None:
    found = {quad.triple for quad in statements_about(world, node("event:old")).quads()}
    assert ox.Triple(node("event:day"), node("ca:hasCount"), node("value:seventeen")) in found
    assert ox.Triple(node("value:seventeen"), node("ca:countOf"), node("count:hubs")) in found
    assert {triple.subject for triple in found} == {node("event:day"), node("value:seventeen"), node("value:hundreds")}


def test_nothing_is_stated_about_an_unknown_thing(world: LocalStore) -> None:
    assert len(statements_about(world, node("event:never"))) == 0


# The founding articles


def test_the_run_of_the_executive_certificate_is_read_as_a_card(founding_store: LocalStore) -> None:
    run = card(founding_store, node("offering:hms-ai-executives-2025"))
    assert run.kinds == ("programme offering",)
    assert [group.name for group in run.groups] == ["Names", "Kind", "Dates", "Prices and numbers", "Relations"]
    assert texts(run, "schema:offers") == ["8500 USD"]
    assert texts(run, "ca:registrationCloses") == ["2025-04-14"]
    assert row(run, "schema:offers").values[0].sources == (node("source:seed-000"),)
    (sessions,) = run.incoming
    assert (sessions.label, [compact(link.subject) for link in sessions.links]) == (
        "is session of",
        ["session:hms-ai-executives-2025-in-person", "session:hms-ai-executives-2025-online"],
    )
    assert {"ends", "place", "bursary"} <= {gap.label for gap in run.unknown}


def test_the_two_titles_of_one_paper_are_marked_on_its_card(founding_store: LocalStore) -> None:
    paper = card(founding_store, node("work:gazquez-garcia-2025"))
    (title,) = row(paper, "schema:name").values
    assert title.dispute is not None
    assert title.dispute.rule == "unresolved"
    assert title.text == "AI in the Health Sector: Systematic Review of Key Skills for Future Health Professionals"
    assert title.dispute.others == (
        "AI in the Health Sector: Systematic Review of Key Skills for Healthcare Professionals",
    )


def test_the_dates_of_the_incubation_are_planned(founding_store: LocalStore) -> None:
    incubation = card(founding_store, node("programme:hsil-venture-incubation"))
    assert [(value.text, value.status) for value in row(incubation, "ca:hasPeriod").values] == [
        ("May/June 2025", "planned")
    ]
    assert [(value.text, value.status) for value in row(incubation, "ca:hasDuration").values] == [
        ("4 weeks", "planned")
    ]


def test_a_card_takes_a_handful_of_queries_and_not_one_per_property(founding_store: LocalStore) -> None:
    asked: list[str] = []

    class Counting:
        location = "memory"

        def query(self, text: str) -> Any:
            asked.append(text)
            return founding_store.query(text)

        def select(self, text: str) -> Any:
            asked.append(text)
            return founding_store.select(text)

    card(Counting(), node("programme:hms-healthcare-ai-executive-certificate"))
    assert len(asked) <= 9


# What only the runs of a programme have is not unknown of it.

RUN = """
INSERT DATA { GRAPH graph:facts {
  programme:care a ca:EducationProgramme , ca:Programme ; schema:name "Master of Care"@en .
  offering:care a ca:ProgrammeOffering ; schema:name "Master of Care"@en ; ca:isOfferingOf programme:care ;
    schema:startDate "2027-03-01"^^xsd:date .
  session:care a ca:OfferingSession ; schema:name "A week"@en ; ca:isSessionOf offering:care ;
    ca:hasModality mode:online .
} }
"""


def test_what_is_known_of_a_run_is_not_listed_as_unknown_of_the_programme(repo: Path) -> None:
    quads = [
        quad
        for path in sorted((repo / "ontology").rglob("*.ttl"))
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    ]
    engine = ox.Store()
    engine.extend(ox.Quad(quad.subject, quad.predicate, quad.object, GRAPHS["vocabulary"]) for quad in quads)
    engine.update(prologue() + RUN)
    found = card(LocalStore(engine, "memory"), node("programme:care"))
    assert {gap.label for gap in found.of_runs} == {"starts", "modality"}
    assert "price" in {gap.label for gap in found.unknown}
    assert {"starts", "modality"} & {gap.label for gap in found.unknown} == set()

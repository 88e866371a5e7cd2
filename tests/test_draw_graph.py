"""A drawing is the graph as people read it: things, plain relations, facts, and who says each of them."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest

import credatlas as ca
from credatlas.draw import Drawing, Edge, Evidence, Fact, Node, Source, drawing
from credatlas.errors import AmbiguousError, NotFoundError, UsageError
from credatlas.results import Result, Table
from credatlas.store import LocalStore, memory_store
from credatlas.store.remote import RemoteStore
from credatlas.terms import ID, PREFIXES

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
EXECUTIVE = f"{ID}programme/hms-healthcare-ai-executive-certificate"
RUN = "Harvard Medical School certificate program for healthcare executives, 2025 run (name not printed)"
NEWS = "Harvard Empowers Healthcare Leaders with AI Education"


def made(trig: str) -> LocalStore:
    """A store of a few statements in their layers."""
    return memory_store(ox.parse(HEADER + trig, format=ox.RdfFormat.TRIG))


def node_of(found: Drawing, name: str) -> Node:
    (node,) = (node for node in found.nodes if name in (node.id.removeprefix(ID), node.name))
    return node


def told(node: Node, label: str) -> list[str]:
    return [fact.value for fact in node.facts if fact.label == label and not fact.via]


def relations(found: Drawing) -> set[tuple[str, str, str]]:
    return {(edge.source.removeprefix(ID), edge.relation, edge.target.removeprefix(ID)) for edge in found.edges}


@pytest.fixture(scope="module")
def whole(founding_store: LocalStore) -> Drawing:
    return drawing(founding_store)


# Things and relations


def test_a_lab_is_drawn_with_what_it_relates_to(founding_store: LocalStore) -> None:
    found = drawing(founding_store, ["HSIL"])
    assert {node.id.removeprefix(ID) for node in found.nodes} == {
        "organization/hsil",
        "organization/hsil-collaboratives",
        "policy/who-digital-health-strategy",
    }
    assert relations(found) == {
        ("organization/hsil", "aligns with", "policy/who-digital-health-strategy"),
        ("organization/hsil-collaboratives", "is convened by", "organization/hsil"),
    }
    assert found.title == "Health Systems Innovation Lab"
    assert found.start == (f"{ID}organization/hsil",)


def test_depth_says_how_far_a_drawing_goes(founding_store: LocalStore) -> None:
    def names(depth: int) -> set[str]:
        return {node.id.removeprefix(ID) for node in drawing(founding_store, ["HSIL"], depth=depth).nodes}

    assert names(0) == {"organization/hsil"}
    assert names(2) == names(1) | {"organization/who"}
    assert names(10) == names(2), "nothing lies beyond the WHO"


def test_what_lies_beyond_the_drawing_stays_a_fact(founding_store: LocalStore) -> None:
    found = drawing(founding_store, ["HSIL"])
    (issuer,) = (fact for fact in node_of(found, "Digital Health Strategy").facts if fact.label == "issued by")
    assert (issuer.value, issuer.link) == ("World Health Organization", f"{ID}organization/who")


def test_nodes_say_what_they_are(whole: Drawing) -> None:
    lab = node_of(whole, "organization/hsil")
    assert (lab.name, lab.kind, lab.group) == ("Health Systems Innovation Lab", "research lab", "organization")
    assert lab.kind_iri == "https://w3id.org/credatlas/ontology#ResearchLab"
    assert lab.other_names == ("HSIL",)
    groups = {node.id.removeprefix(ID): node.group for node in whole.nodes}
    assert groups["series/hsil-hackathon"] == groups["event/hsil-hackathon-2025"] == "event"
    assert groups["journal/jama"] == groups["work/ratwani-2024"] == "work"


def test_the_whole_atlas_has_no_node_for_sources_values_concepts_and_parts(whole: Drawing) -> None:
    kinds = {node.id.removeprefix(ID).partition("/")[0] for node in whole.nodes}
    assert kinds == {
        *("absence", "course", "credential", "event", "journal", "organization"),
        *("person", "policy", "programme", "series", "work"),
    }
    assert whole.title == "The whole atlas"


def test_nodes_and_edges_come_in_the_order_of_their_ids(whole: Drawing) -> None:
    assert [node.id for node in whole.nodes] == sorted(node.id for node in whole.nodes)
    ends = [(edge.source, edge.target, edge.property) for edge in whole.edges]
    assert ends == sorted(ends)
    assert [edge.id for edge in whole.edges] == [f"e{number}" for number in range(len(ends))]


def test_the_same_store_gives_the_same_drawing(founding_store: LocalStore, whole: Drawing) -> None:
    assert drawing(founding_store) == whole


# Facts


def test_texts_dates_concepts_and_values_are_facts_in_words(whole: Drawing) -> None:
    hackathon = node_of(whole, "event/hsil-hackathon-2025")
    assert told(hackathon, "ends") == ["2025-04-12"]
    assert told(hackathon, "numbers") == ["100 to 999 participants", "17 hubs"]
    assert told(hackathon, "topics") == ["health systems", "innovation"]
    (topic,) = (fact for fact in hackathon.facts if fact.value == "health systems")
    assert topic.link == "https://w3id.org/credatlas/vocab/topic#health-systems"


def test_facts_of_a_run_become_facts_of_its_programme(whole: Drawing) -> None:
    programme = node_of(whole, "programme/hms-healthcare-ai-executive-certificate")
    (price,) = (fact for fact in programme.facts if fact.label == "price")
    assert (price.value, price.via) == ("8500 USD", (RUN,))
    assert [fact.value for fact in programme.facts if fact.label == "programme offering"] == [RUN]
    starts = {(fact.via, fact.value) for fact in programme.facts if fact.label == "starts"}
    assert starts == {
        ((RUN,), "2025-04-14"),
        ((RUN, "Online sessions of the 2025 run"), "2025-04-14"),
        ((RUN, "In-person training of the 2025 run"), "2025-05-11"),
    }


def test_references_become_relations_of_the_work_that_has_them(whole: Drawing) -> None:
    (edge,) = (edge for edge in whole.edges if edge.target == f"{ID}organization/kings-college-london")
    assert (edge.source, edge.relation) == (f"{ID}work/harvard-empowers-healthcare-leaders", "refers to")
    assert edge.via == ("Reference 3 of the news article of 15 April 2025",)


def test_parts_are_nodes_when_they_are_asked_for(founding_store: LocalStore) -> None:
    found = drawing(founding_store, [EXECUTIVE], also=["parts"], depth=2)
    assert (
        "offering/hms-ai-executives-2025",
        "is offering of",
        "programme/hms-healthcare-ai-executive-certificate",
    ) in relations(found)
    assert told(node_of(found, "offering/hms-ai-executives-2025"), "price") == ["8500 USD"]
    assert not any(fact.via for node in found.nodes for fact in node.facts)


def test_a_run_that_is_asked_for_is_a_node(founding_store: LocalStore) -> None:
    found = drawing(founding_store, ["offering:hms-ai-executives-2025"])
    run = node_of(found, "offering/hms-ai-executives-2025")
    assert run.group == "part"
    assert ("offering/hms-ai-executives-2025", "is offering of", EXECUTIVE.removeprefix(ID)) in relations(found)
    assert {fact.via for fact in run.facts} >= {("Online sessions of the 2025 run",)}


def test_concepts_are_nodes_when_they_are_asked_for(founding_store: LocalStore) -> None:
    found = drawing(founding_store, ["HSIL"], also=["concepts"])
    topic = node_of(found, "venture creation")
    assert (topic.kind, topic.group) == ("concept", "concept")
    assert told(node_of(found, "organization/hsil"), "topics") == []


def test_a_concept_that_is_named_stands_among_what_refers_to_it(founding_store: LocalStore) -> None:
    found = drawing(founding_store, ["topic:informed-consent"])
    assert relations(found) == {
        ("event/harvard-informed-consent-discussions-2025", "covers topic", "https://w3id.org/credatlas/vocab/topic#informed-consent"),
        ("work/harvard-empowers-healthcare-leaders", "covers topic", "https://w3id.org/credatlas/vocab/topic#informed-consent"),
    }  # fmt: skip


# Evidence


def test_each_fact_and_relation_says_who_says_so(whole: Drawing) -> None:
    silent = [fact for node in whole.nodes for fact in node.facts if not (fact.evidence or fact.inferred)]
    assert silent == []
    assert [edge for edge in whole.edges if not (edge.evidence or edge.inferred)] == []


def test_evidence_is_a_place_in_a_source(whole: Drawing) -> None:
    programme = node_of(whole, "programme/hms-healthcare-ai-executive-certificate")
    (price,) = (fact for fact in programme.facts if fact.label == "price")
    (said,) = whole.says(price)
    assert said == Evidence(
        Source(
            f"{ID}source/seed-000",
            NEWS,
            "https://transformhealth.laio.site/646e2d5-AI-in-Healthcare-Medical-Education",
            "2025-04-15",
            "transformhealth.laio.site",
            "press",
        ),
        place="fee",
        start=673,
        end=696,
        method="normalised",
    )
    assert str(said) == (
        f"{NEWS}, #fee, characters 673–696, 2025-04-15, normalised "
        "<https://transformhealth.laio.site/646e2d5-AI-in-Healthcare-Medical-Education>"
    )


def test_every_place_that_says_so_is_named(whole: Drawing) -> None:
    (edge,) = (edge for edge in whole.edges if edge.source == EXECUTIVE and edge.relation == "is offered by")
    assert [(said.source.title, said.place) for said in whole.says(edge)] == [(NEWS, "aim"), (NEWS, "launch")]


def test_a_relation_through_a_reference_rests_on_both_of_its_halves(founding_store: LocalStore) -> None:
    found = drawing(founding_store, ["King's College London"])
    (edge,) = found.edges
    # the source has the work refer by reference 3 and reference 3 refer to the college at one and the same place
    assert [said.place for said in found.says(edge)] == ["ref-numbers"]


def test_a_planned_date_is_told_as_planned(whole: Drawing) -> None:
    incubation = node_of(whole, "Venture Incubation Program")
    (period,) = (fact for fact in incubation.facts if fact.label == "period")
    assert period.value == "May/June 2025"
    assert [said.status for said in whole.says(period)] == ["planned"]


CONTRADICTION = """
graph:facts { event:h a ca:Hackathon ; schema:name "H"@en ; schema:endDate "2025-04-12"^^xsd:date . }
graph:claims {
  claim:1 rdf:subject event:h ; rdf:predicate schema:endDate ; rdf:object "2025-04-12"^^xsd:date ;
    ca:claimedBy source:a ; ca:hasEvidence <https://w3id.org/credatlas/id/source/a#x> .
  claim:2 rdf:subject event:h ; rdf:predicate schema:endDate ; rdf:object "2025-04-13"^^xsd:date ;
    ca:claimedBy source:b ; ca:hasEvidence <https://w3id.org/credatlas/id/source/b#y> .
}
graph:conflicts {
  conflict:1 a ca:Conflict ; ca:onSubject event:h ; ca:onProperty schema:endDate ; ca:onKey "" ;
    ca:rule rule:reliability ; ca:conflictKind ckind:factual ; ca:hasClaim claim:1 , claim:2 ; ca:shownClaim claim:1 .
}
graph:sources { source:a schema:name "A" . source:b schema:name "B" . }
"""


def test_a_contradiction_is_marked_with_what_else_is_said_and_by_whom() -> None:
    found = drawing(made(CONTRADICTION))
    (fact,) = (fact for fact in found.nodes[0].facts if fact.value == "2025-04-12")
    assert fact.dispute is not None
    assert (fact.dispute.rule, fact.dispute.kind) == ("reliability", "factual")
    (rival,) = fact.dispute.rivals
    assert rival.value == "2025-04-13"
    assert [said.source.title for said in found.says(fact)] == ["A"]
    assert [(said.source.title, said.place) for said in found.says(rival)] == [("B", "y")]


# Layers


LAYERS = """
graph:facts { organization:a a ca:School ; schema:name "A"@en ; org:subOrganizationOf organization:b .
  organization:b a ca:University ; schema:name "B"@en ; org:subOrganizationOf organization:c .
  organization:c a ca:Organization ; schema:name "C"@en . }
graph:inferred { organization:a org:transitiveSubOrganizationOf organization:b , organization:c . }
graph:links { organization:c skos:exactMatch <https://www.wikidata.org/entity/Q1> . }
graph:claims { claim:1 rdf:subject organization:a ; rdf:predicate schema:name ; rdf:object "A"@en . }
graph:sources { source:s schema:publisher organization:a . }
graph:conflicts { conflict:1 ca:onSubject organization:a . }
"""


def test_what_follows_is_marked_and_left_out_where_it_is_stated_in_other_words() -> None:
    found = drawing(made(LAYERS))
    inferred = [(edge.source, edge.target) for edge in found.edges if edge.inferred]
    assert inferred == [(f"{ID}organization/a", f"{ID}organization/c")]
    assert len(found.edges) == 3


RULED = """
graph:facts { organization:a a ca:School ; org:subOrganizationOf organization:b .
  organization:b a ca:School ; org:subOrganizationOf organization:c . organization:c a ca:School . }
graph:inferred {
  organization:a org:transitiveSubOrganizationOf organization:b , organization:c .
  organization:b org:transitiveSubOrganizationOf organization:c . }
graph:vocabulary { org:transitiveSubOrganizationOf a owl:TransitiveProperty .
  org:subOrganizationOf rdfs:subPropertyOf org:transitiveSubOrganizationOf . }
graph:claims {
  claim:1 rdf:subject organization:a ; rdf:predicate org:subOrganizationOf ; rdf:object organization:b ;
    ca:claimedBy source:s ; ca:hasEvidence <https://w3id.org/credatlas/id/source/s#one> .
  claim:2 rdf:subject organization:b ; rdf:predicate org:subOrganizationOf ; rdf:object organization:c ;
    ca:claimedBy source:s ; ca:hasEvidence <https://w3id.org/credatlas/id/source/s#two> . }
graph:sources { source:s schema:name "S" . }
"""


def test_what_follows_names_those_who_say_what_it_follows_from() -> None:
    found = drawing(made(RULED))
    (edge,) = (edge for edge in found.edges if edge.inferred)
    assert (edge.source, edge.target) == (f"{ID}organization/a", f"{ID}organization/c")
    assert {said.place for said in found.says(edge)} == {"one", "two"}


def test_claims_cases_and_sources_are_neither_nodes_nor_relations() -> None:
    found = drawing(made(LAYERS), ["organization:a"], depth=3)
    assert [node.name for node in found.nodes] == ["A", "B", "C"]


def test_links_to_the_outside_are_facts_that_can_be_followed() -> None:
    facts = node_of(drawing(made(LAYERS)), "C").facts
    assert "https://www.wikidata.org/entity/Q1" in [fact.link for fact in facts]


def test_an_offering_of_nothing_is_a_thing_of_its_own() -> None:
    orphan = 'graph:facts { offering:x a ca:ProgrammeOffering ; schema:name "X"@en ; ca:isOfferedBy organization:a . \n'
    found = drawing(made(orphan + 'organization:a a ca:Organization ; schema:name "A"@en . }'))
    assert relations(found) == {("offering/x", ca_label("isOfferedBy"), "organization/a")}


def ca_label(name: str) -> str:
    """The words for a property that has no label in the store."""
    return f"ca:{name}"


def test_parts_that_are_parts_of_each_other_do_not_hang_the_program() -> None:
    circle = """graph:facts {
      offering:x a ca:ProgrammeOffering ; ca:isOfferingOf offering:y .
      offering:y a ca:ProgrammeOffering ; ca:isOfferingOf offering:x . }"""
    assert len(drawing(made(circle)).nodes) == 2


def test_a_merged_thing_is_told_by_the_claims_of_its_former_id() -> None:
    found = drawing(
        made("""
    graph:facts { organization:new a ca:Organization ; schema:name "N"@en . }
    graph:sources { organization:old dcterms:isReplacedBy organization:new . }
    graph:claims { claim:1 rdf:subject organization:old ; rdf:predicate schema:name ; rdf:object "N"@en ;
      ca:claimedBy source:a ; ca:hasEvidence <https://w3id.org/credatlas/id/source/a#x> . }
    graph:sources { source:a schema:name "A" . }""")
    )
    fact = next(fact for fact in node_of(found, "N").facts if fact.value == "N")
    assert [said.source.title for said in found.says(fact)] == ["A"]


@pytest.mark.parametrize("engine", ["oxigraph", "virtuoso"])
def test_a_server_engine_gives_the_same_drawing(
    engine: str, founding_store: LocalStore, whole: Drawing, request: pytest.FixtureRequest
) -> None:
    server = RemoteStore(request.getfixturevalue(f"{engine}_server"))
    assert drawing(server) == whole
    there, here = drawing(server, ["HSIL"], also=["concepts"]), drawing(founding_store, ["HSIL"], also=["concepts"])
    assert there == here


# Starting points


def test_a_drawing_starts_from_the_answer_to_a_canned_query(founding_store: LocalStore) -> None:
    found = drawing(founding_store, queries=["offerings-by-price max_price=9000 currency=USD"])
    assert f"{ID}offering/hms-ai-executives-2025" in found.start
    assert found.title == "Answer to offerings-by-price max_price=9000 currency=USD"


def test_a_drawing_starts_from_all_things_of_a_class(founding_store: LocalStore) -> None:
    found = drawing(founding_store, classes=["Event"], depth=0)
    assert {node.id.removeprefix(ID) for node in found.nodes} == {
        "event/harvard-informed-consent-discussions-2025",
        "event/hsil-hackathon-2025",
    }
    assert drawing(founding_store, classes=["ca:Event"], depth=0).nodes == found.nodes


def test_starting_points_add_up(founding_store: LocalStore) -> None:
    found = drawing(founding_store, ["ABAIM", "FDA"], classes="Hackathon", depth=0)
    assert {node.id.removeprefix(ID) for node in found.nodes} == {
        "event/hsil-hackathon-2025",
        "organization/abaim",
        "organization/fda",
    }


# Wrong input


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"things": ["Hogwarts"]}, NotFoundError, "Hogwarts"),
        ({"things": ["Harvard"], "depth": -1}, UsageError, "-1 relations are no distance to draw"),
        ({"things": ["HSIL"], "depth": 11}, UsageError, "11 relations"),
        ({"classes": ["Unicorn"]}, NotFoundError, "there is no class “Unicorn”"),
        ({"classes": ["Company"]}, NotFoundError, "no thing of the class ca:Company"),
        ({"classes": [""]}, NotFoundError, "there is no class “”"),
        ({"queries": ["no-such-query"]}, NotFoundError, "no-such-query"),
        ({"queries": ["offerings-by-price cheap"]}, UsageError, "“cheap” is no parameter"),
        ({"queries": ['offerings-by-price "max']}, UsageError, "is not closed"),
        ({"queries": ["offerings-by-price max_price=much"]}, UsageError, "--query: .*much(.|\n)*max_price=9000"),
        ({"queries": ["offerings-by-price price=9"]}, UsageError, "--query: offerings-by-price has no parameter price"),
        ({"queries": [""]}, UsageError, "an empty text names no query"),
        ({"also": ["concept"]}, UsageError, "nothing called “concept” can be drawn"),
        ({"also": "everything"}, UsageError, "nothing called “everything”"),
    ],
)  # fmt: skip
def test_a_start_that_is_none_is_refused(
    founding_store: LocalStore, options: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        drawing(founding_store, **options)


def test_a_name_of_two_things_is_not_guessed(founding_store: LocalStore) -> None:
    with pytest.raises(AmbiguousError):
        drawing(founding_store, ["AIM"])


def test_an_empty_atlas_gives_an_empty_drawing() -> None:
    assert drawing(made("")) == Drawing((), (), title="The whole atlas")


class Counting:
    """A store that counts what it is asked."""

    location = "memory"

    def __init__(self, store: LocalStore) -> None:
        self.store, self.asked = store, 0

    def query(self, text: str) -> Result:
        """Asks, and counts."""
        self.asked += 1
        return self.store.query(text)

    def select(self, text: str) -> Table:
        """Asks, and counts."""
        self.asked += 1
        return self.store.select(text)


def test_a_drawing_of_many_things_takes_few_questions(founding_store: LocalStore) -> None:
    counting = Counting(founding_store)
    found = drawing(counting)
    assert len(found.nodes) > 60
    assert counting.asked < 40


# Other things that a drawing is made of


def test_a_fact_that_nobody_says_has_no_places() -> None:
    graph = Drawing((), (), (Evidence(Source("s", "S")),))
    assert graph.says(Fact("a", "b", "c")) == ()
    assert graph.says(Edge("e0", "a", "b", "c", "d", evidence=(0,))) == (Evidence(Source("s", "S")),)
    assert str(graph.evidence[0]) == "S, undated, stated"


def test_the_package_is_at_hand_where_credatlas_is() -> None:
    assert ca.draw.drawing is drawing
    with pytest.raises(AttributeError, match="no attribute 'paint'"):
        ca.paint  # noqa: B018 - looking is what is tested

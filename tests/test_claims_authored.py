"""From source files to claims: names that stay, qualifiers of passages, merged ids, and what is refused where."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest

from credatlas.claims import Authored, DataFiles, Document, collect, vocabulary_of
from credatlas.claims.model import Claim
from credatlas.claims.reading import parse_bytes
from credatlas.errors import DataError
from credatlas.terms import ID, PREFIXES, node

# all prefixes on one line, so that what a test writes begins on line 2
HEAD = " ".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()) + "\n"
SOURCE = "source:a a ca:SourceSnapshot ; schema:publisher organization:p .\n"


def documents(folder: str, texts: Sequence[str]) -> tuple[Document, ...]:
    return tuple(
        parse_bytes((HEAD + text).encode(), f"{folder}/{number}.trig", ox.RdfFormat.TRIG)
        for number, text in enumerate(texts)
    )


def authored(*sources: str, decisions: str = "", tombstones: str = "", issues: str = "") -> Authored:
    return collect(
        DataFiles(
            sources=documents("sources", sources),
            decisions=documents("decisions", [decisions]),
            tombstones=documents("tombstones", [tombstones]),
            issues=documents("issues", [issues]),
        )
    )


def passage(name: str, statements: str, qualifiers: str = "", source: str = "a") -> str:
    iri = f"<{ID}source/{source}#{name}>"
    return f"{iri} a ca:Passage ; oa:hasSource source:{source} {qualifiers} .\nGRAPH {iri} {{\n{statements}\n}}\n"


def only(found: Authored) -> Claim:
    (claim,) = found.claims
    return claim


def refusal(*sources: str, **files: str) -> DataError:
    with pytest.raises(DataError) as caught:
        authored(*sources, **files)
    assert caught.value.hint
    return caught.value


# Names that stay


def test_a_claim_is_named_after_triple_and_source() -> None:
    # printf '<subject> <predicate> "Café \"X\" \\ Y"@en .\n<source IRI without brackets>' | sha256sum | cut -c1-20
    found = authored(SOURCE + passage("title", r'offering:x schema:name """Café "X" \\ Y"""@en .'))
    assert only(found).iri == node("claim:883a9c47981e00d33329")


def test_renaming_merging_and_moving_passages_leaves_the_name_of_a_claim_alone() -> None:
    statement = "offering:x ca:isOfferingOf programme:y ."
    variants = [
        SOURCE + passage("one", statement),
        SOURCE + passage("renamed", statement, "; ca:startOffset 100 ; ca:endOffset 200"),
        SOURCE + passage("merged", f"{statement} offering:x ca:hasModality mode:online ."),
        SOURCE + passage("first", statement) + passage("second", statement, "; ca:basis basis:inferred"),
        SOURCE + passage("planned", statement, "; ca:status status:planned ; ca:validFrom '2025'^^xsd:gYear"),
    ]
    names = [
        {claim.iri for claim in authored(text).claims if claim.predicate == node("ca:isOfferingOf")}
        for text in variants
    ]
    assert len(names[0]) == 1
    assert names == [names[0]] * len(variants)


@pytest.mark.parametrize(
    "other",
    [
        SOURCE + passage("one", "offering:z schema:name 'X'@en ."),
        SOURCE + passage("one", "offering:x schema:alternateName 'X'@en ."),
        SOURCE + passage("one", "offering:x schema:name 'X' ."),
        "source:b a ca:SourceSnapshot .\n" + passage("one", "offering:x schema:name 'X'@en .", source="b"),
    ],
)
def test_another_subject_property_value_or_source_makes_another_claim(other: str) -> None:
    one = only(authored(SOURCE + passage("one", "offering:x schema:name 'X'@en .")))
    assert only(authored(other)).iri != one.iri


def test_a_value_is_named_after_its_sorted_content() -> None:
    # printf '<type> <Count>\n<atLeast> "17"^^<integer>\n<countOf> <hubs>', full IRIs, | sha256sum | cut -c1-20
    name = node("value:db9a47213bd1d7a89539")
    found = authored(
        SOURCE + passage("hubs", "event:x ca:hasCount [ a ca:Count ; ca:countOf count:hubs ; ca:atLeast 17 ] .")
    )
    assert only(found).object == name
    assert only(found).iri == node("claim:56a946adfe6f7f6ad353")
    assert found.values == {
        name: {
            node("rdf:type"): (node("ca:Count"),),
            node("ca:countOf"): (node("count:hubs"),),
            node("ca:atLeast"): (ox.Literal("17", datatype=node("xsd:integer")),),
        }
    }


@pytest.mark.parametrize(
    "written",
    [
        "event:x ca:hasCount [ ca:atLeast 17 ; ca:countOf count:hubs ; a ca:Count ] .",
        "event:x ca:hasCount [ a ca:Count , ca:Count ; ca:countOf count:hubs ; ca:atLeast 17 , 17 ] .",
        "event:x ca:hasCount _:a . _:a a ca:Count ; ca:countOf count:hubs ; ca:atLeast 17 .",
    ],
)
def test_the_same_content_is_the_same_value_however_it_is_written(written: str) -> None:
    assert only(authored(SOURCE + passage("hubs", written))).object == node("value:db9a47213bd1d7a89539")


def test_other_content_is_another_value() -> None:
    found = authored(
        SOURCE + passage("hubs", "event:x ca:hasCount [ a ca:Count ; ca:countOf count:hubs ; ca:atLeast 18 ] .")
    )
    assert only(found).object != node("value:db9a47213bd1d7a89539")


def test_a_detail_may_be_blank_and_goes_by_its_heading() -> None:
    def detail(heading: str) -> str:
        return SOURCE + passage(
            "d", f"course:x ca:hasDetail [ a ca:Detail ; ca:aspect '{heading}' ; ca:stated '3 hours' ] ."
        )

    first, second = only(authored(detail("exam time"))).object, only(authored(detail("study time"))).object
    assert str(first).startswith("<https://w3id.org/credatlas/id/value/")
    assert first != second


def test_one_label_in_two_files_is_two_values() -> None:
    def file(source: str, price: int) -> str:
        statements = f"offering:x schema:offers _:fee . _:fee a ca:Price ; schema:price {price} ."
        return f"source:{source} a ca:SourceSnapshot .\n" + passage("fee", statements, source=source)

    found = authored(file("a", 10), file("b", 20))
    prices = {claim.source.iri: found.values[claim.object][node("schema:price")] for claim in found.claims}  # type: ignore[index]
    ten, twenty = (ox.Literal(str(price), datatype=node("xsd:integer")) for price in (10, 20))
    assert prices == {node("source:a"): (ten,), node("source:b"): (twenty,)}


@pytest.mark.parametrize(
    ("statements", "line", "message"),
    [
        ("offering:x schema:offers [ schema:price 5 ] .", 5, "a blank node that is no value"),
        ("offering:x schema:author [ a ca:Person ; schema:name 'N' ] .", 5, "a blank node that is no value"),
        ("offering:x schema:author ( person:a ) .", 5, "a blank node that is no value"),
        ("offering:x schema:offers [] .", 5, "an empty blank node"),
        ("[ a ca:Price ; schema:price 5 ] schema:price 6 .", 5, "a value that belongs to nothing"),
        ("offering:x schema:offers [\n a ca:Price ;\n ca:x [\n a ca:Count ] ] .", 8, "a value stands inside a value"),
        ("<< offering:x schema:price 5 >> ca:reason 'r' .", 5, "a statement stands inside a statement"),
    ],
)
def test_only_values_may_be_blank_and_they_are_whole(statements: str, line: int, message: str) -> None:
    error = refusal(SOURCE + passage("p", statements))
    assert error.message == message
    assert error.place == f"sources/0.trig:{line}"


def test_the_parts_of_a_value_stand_in_one_passage() -> None:
    error = refusal(SOURCE + passage("p", "offering:x schema:offers _:v .") + passage("q", "_:v a ca:Price ."))
    assert error.message == "the parts of a value stand in several passages"
    assert error.place == "sources/0.trig:9"


# What a passage passes on


def test_what_a_passage_leaves_out_is_stated_and_asserted() -> None:
    claim = only(authored(SOURCE + passage("p", "offering:x ca:hasModality mode:online .")))
    assert (claim.basis, claim.status) == (node("basis:stated"), node("status:asserted"))
    assert (claim.valid_from, claim.valid_until) == (None, None)


def test_qualifiers_of_a_passage_hold_for_all_that_it_states() -> None:
    found = authored(
        SOURCE
        + passage(
            "p",
            "offering:x ca:hasModality mode:online ; ca:isOfferingOf programme:y .",
            "; ca:basis basis:inferred ; ca:status status:planned ;"
            " ca:validFrom '2024-07'^^xsd:gYearMonth ; ca:validUntil '2025-06-30'^^xsd:date",
        )
    )
    assert len(found.claims) == 2
    for claim in found.claims:
        assert (claim.basis, claim.status) == (node("basis:inferred"), node("status:planned"))
        assert claim.valid_from == ox.Literal("2024-07", datatype=node("xsd:gYearMonth"))
        assert claim.valid_until == ox.Literal("2025-06-30", datatype=node("xsd:date"))


@pytest.mark.parametrize(
    ("one", "other", "basis", "status"),
    [
        ("ca:basis basis:inferred", "ca:basis basis:stated", "stated", "asserted"),
        ("ca:basis basis:curated", "ca:basis basis:inferred", "inferred", "asserted"),
        ("ca:basis basis:inferred", "ca:basis basis:normalised", "normalised", "asserted"),
        ("ca:status status:planned", "ca:status status:asserted", "stated", "asserted"),
        ("ca:status status:planned", "ca:status status:provisional", "stated", "provisional"),
        ("ca:status status:withdrawn", "ca:status status:planned", "stated", "planned"),
        # how it was read goes before how it is meant
        ("ca:basis basis:inferred", "ca:status status:planned", "stated", "planned"),
    ],
)
@pytest.mark.parametrize("names", [("p", "q"), ("q", "p")])
def test_the_firmest_of_several_passages_qualifies_a_claim(
    one: str, other: str, basis: str, status: str, names: tuple[str, str]
) -> None:
    statement = "offering:x ca:hasModality mode:online ."
    claim = only(
        authored(SOURCE + passage(names[0], statement, f"; {one}") + passage(names[1], statement, f"; {other}"))
    )
    assert (claim.basis, claim.status) == (node(f"basis:{basis}"), node(f"status:{status}"))
    assert claim.passages == (ox.NamedNode(f"{ID}source/a#p"), ox.NamedNode(f"{ID}source/a#q"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ca:validFrom '2023'^^xsd:gYear", "ca:validFrom '2024'^^xsd:gYear", ("2023", None)),
        ("ca:validUntil '2023'^^xsd:gYear", "ca:validUntil '2023-06'^^xsd:gYearMonth", (None, "2023")),
        ("ca:validFrom '2023'^^xsd:gYear", "ca:basis basis:stated", (None, None)),  # that one holds always
        ("ca:validFrom '2023'^^xsd:gYear", "ca:validFrom '2020'^^xsd:gYear ; ca:basis basis:inferred", ("2023", None)),
    ],
)
def test_a_claim_holds_as_long_as_any_of_its_firmest_passages(
    one: str, other: str, expected: tuple[str | None, str | None]
) -> None:
    statement = "offering:x ca:hasModality mode:online ."
    claim = only(authored(SOURCE + passage("p", statement, f"; {one}") + passage("q", statement, f"; {other}")))
    bounds = (claim.valid_from, claim.valid_until)
    assert tuple(bound.value if bound else None for bound in bounds) == expected


@pytest.mark.parametrize(
    ("qualifier", "message", "hint"),
    [
        ("ca:basis basis:guessed", "has the basis basis:guessed, which is none", "basis:stated"),
        ("ca:status status:planed", "has the status status:planed, which is none", "did you mean status:planned"),
        ("ca:status 'planned'", "has the status planned, which is none", "status:planned"),
        ("ca:validFrom 'July 2024'", "ca:validFrom of source:a#p is July 2024, which is no date", "xsd:gYearMonth"),
        ("ca:validUntil 2024", "ca:validUntil of source:a#p is 2024, which is no date", "xsd:gYear"),
    ],
)
def test_a_qualifier_that_is_none_is_refused(qualifier: str, message: str, hint: str) -> None:
    error = refusal(SOURCE + "\n" + passage("p", "offering:x ca:hasModality mode:online .", f"; {qualifier}"))
    assert message in error.message
    assert hint in error.hint
    assert error.place == "sources/0.trig:4"


# Sources


def test_a_source_is_read_with_publishers_dates_and_page() -> None:
    found = authored(
        "source:a a ca:SourceSnapshot ; ca:snapshotOf work:w ; schema:url <https://example.org/fees#copy-2> ;\n"
        "  schema:publisher organization:p , organization:q ; ca:reliability rel:press ;\n"
        "  schema:datePublished '2025-04'^^xsd:gYearMonth ; ca:retrievedOn '2026-11-23'^^xsd:date .\n"
    )
    source = found.sources[node("source:a")]
    assert source.publishers == {node("organization:p"), node("organization:q")}
    assert source.published == ox.Literal("2025-04", datatype=node("xsd:gYearMonth"))
    assert source.retrieved == ox.Literal("2026-11-23", datatype=node("xsd:date"))
    assert (source.reliability, source.work, source.page) == (
        node("rel:press"),
        node("work:w"),
        "https://example.org/fees",
    )


def test_a_source_may_be_described_in_another_file_and_in_parts() -> None:
    one = "source:a a ca:SourceSnapshot ; ca:reliability rel:press .\n"
    two = "source:a a ca:SourceSnapshot ; schema:datePublished '2025'^^xsd:gYear .\n"
    three = passage("p", "offering:x ca:hasModality mode:online .")
    for order in ((one, two, three), (three, two, one)):
        source = only(authored(*order)).source
        assert (source.reliability, source.published) == (
            node("rel:press"),
            ox.Literal("2025", datatype=node("xsd:gYear")),
        )


def test_the_order_of_snapshots_stands_on_sources_or_passages_and_is_passed_on() -> None:
    found = authored(
        "source:a a ca:SourceSnapshot ; ca:laterThan source:b .\n"
        "source:b a ca:SourceSnapshot . source:c a ca:SourceSnapshot .\n"
        f"<{ID}source/b#p> a ca:Passage ; oa:hasSource source:b ; ca:laterThan <{ID}source/c#p> .\n"
    )
    assert found.sources[node("source:a")].later_than == {node("source:b"), node("source:c")}
    assert found.sources[node("source:b")].later_than == {node("source:c")}
    assert found.sources[node("source:c")].later_than == set()


def test_snapshots_that_follow_each_other_in_a_circle_are_refused() -> None:
    error = refusal(
        "source:a a ca:SourceSnapshot ; ca:laterThan source:b .\n",
        "source:b a ca:SourceSnapshot .\n"
        f"<{ID}source/b#p> a ca:Passage ; oa:hasSource source:b ; ca:laterThan source:a .\n",
    )
    assert error.message == "source:a is later than itself in the end"
    assert error.place == "sources/0.trig:2"


def test_a_date_of_a_source_that_is_none_is_refused() -> None:
    for predicate in ("schema:datePublished", "ca:retrievedOn"):
        error = refusal(SOURCE, f"source:a a ca:SourceSnapshot ;\n  {predicate} '15 April 2025'@en .\n")
        assert error.message == f"{predicate} of source:a is 15 April 2025, which is no date"
        assert error.place == "sources/1.trig:3"


# What stands nowhere


def test_a_statement_outside_any_passage_is_refused() -> None:
    error = refusal(
        SOURCE + passage("p", "offering:x ca:hasModality mode:online .") + "offering:y a ca:ProgrammeOffering ."
    )
    assert error.message == "a statement about offering:y stands in no passage"
    assert error.place == "sources/0.trig:7"
    assert "GRAPH" in error.hint


def test_in_a_file_without_graphs_all_stands_in_its_one_passage() -> None:
    found = authored(
        f"{SOURCE}<{ID}source/a#all> a ca:Passage ; oa:hasSource source:a ; ca:basis basis:curated .\n"
        "offering:y a ca:ProgrammeOffering ; schema:offers [ a ca:Price ; schema:price 5 ] .\n"
    )
    assert {claim.predicate for claim in found.claims} == {node("rdf:type"), node("schema:offers")}
    assert {(claim.basis, claim.passages) for claim in found.claims} == {
        (node("basis:curated"), (ox.NamedNode(f"{ID}source/a#all"),))
    }


def test_with_two_passages_a_file_without_graphs_does_not_say_where_a_statement_stands() -> None:
    two = "".join(f"<{ID}source/a#{name}> a ca:Passage ; oa:hasSource source:a .\n" for name in "pq")
    assert refusal(f"{SOURCE}{two}offering:y a ca:ProgrammeOffering .\n").place == "sources/0.trig:5"


@pytest.mark.parametrize("graph", [f"<{ID}source/a#gone>", "_:g", "source:a"])
def test_a_graph_that_is_no_described_passage_is_refused(graph: str) -> None:
    error = refusal(f"{SOURCE}GRAPH {graph} {{\n  offering:x ca:hasModality mode:online .\n}}\n")
    assert "is not described as a passage of a source in this file" in error.message
    assert error.place == "sources/0.trig:4"
    assert "oa:hasSource" in error.hint


def test_a_passage_without_source_is_refused() -> None:
    error = refusal(f"{SOURCE}\n<{ID}source/a#p> a ca:Passage ;\n  ca:startOffset 5 .\n")
    assert error.message == "the passage source:a#p names no source"
    assert error.place == "sources/0.trig:4"


def test_a_source_that_is_described_nowhere_is_refused_where_it_first_states_something() -> None:
    error = refusal(passage("p", "\noffering:x ca:hasModality mode:online ."))
    assert error.message == "the source source:a is described in no file"
    assert error.place == "sources/0.trig:5"
    assert "ca:SourceSnapshot" in error.hint


# Merged ids


MERGE = "organization:old dcterms:isReplacedBy organization:new ; owl:deprecated true .\n"


def test_merged_ids_are_followed_in_subject_and_object_and_claims_keep_their_names() -> None:
    text = SOURCE + passage("p", "organization:old schema:name 'N'@en . programme:x ca:isOfferedBy organization:old .")
    before, after = authored(text), authored(text, tombstones=MERGE)
    assert [claim.iri for claim in after.claims] == [claim.iri for claim in before.claims]
    assert [claim.authored for claim in after.claims] == [claim.authored for claim in before.claims]
    found = {claim.predicate: (claim.subject, claim.object) for claim in after.claims}
    assert found[node("schema:name")][0] == node("organization:new")
    assert found[node("ca:isOfferedBy")] == (node("programme:x"), node("organization:new"))


def test_chains_of_merges_are_followed_to_their_end() -> None:
    found = authored(tombstones=MERGE + "organization:new dcterms:isReplacedBy organization:newest .\n")
    newest = node("organization:newest")
    assert found.tombstones == {node("organization:old"): newest, node("organization:new"): newest}
    assert {str(triple) for triple in found.bookkeeping} == {
        f"<{ID}organization/{old}> <http://purl.org/dc/terms/isReplacedBy> <{ID}organization/newest>"
        for old in ("old", "new")
    }


def test_publishers_works_rulings_and_issues_follow_merges_too() -> None:
    found = authored(
        "source:a a ca:SourceSnapshot ; schema:publisher organization:old ; ca:snapshotOf work:old .\n",
        tombstones=f"{MERGE}work:old dcterms:isReplacedBy work:new .",
        decisions="issue:d a ca:Decision ; ca:onSubject organization:old ; ca:onProperty org:subOrganizationOf ;"
        " ca:decidedValue organization:old ; ca:decidedSource source:a ; ca:reason 'R'@en .",
        issues="issue:i a ca:DataIssue ; ca:onSubject organization:old .",
    )
    new = node("organization:new")
    assert found.sources[node("source:a")].publishers == {new}
    assert found.sources[node("source:a")].work == node("work:new")
    assert ox.Triple(node("source:a"), node("schema:publisher"), new) in found.bookkeeping
    assert (found.decisions[0].subject, found.decisions[0].value) == (new, new)
    assert ox.Triple(node("issue:d"), node("ca:onSubject"), new) in found.rulings
    assert ox.Triple(node("issue:i"), node("ca:onSubject"), new) in found.issues


@pytest.mark.parametrize(
    ("tombstones", "message", "place"),
    [
        ("person:a dcterms:isReplacedBy person:a .", "person:a is replaced by itself in the end", 2),
        (
            "\n".join(f"person:{old} dcterms:isReplacedBy person:{new} ." for old, new in ("ab", "bc", "cb")),
            "person:b is replaced by itself in the end",
            3,
        ),
        (
            "person:a dcterms:isReplacedBy person:b .\nperson:a dcterms:isReplacedBy person:c .",
            "person:a is replaced by two ids",
            3,
        ),
        ("person:a dcterms:isReplacedBy 'b' .", "b is no id", 2),
    ],
)
def test_merges_that_lead_nowhere_are_refused(tombstones: str, message: str, place: int) -> None:
    error = refusal(tombstones=tombstones)
    assert (error.message, error.place) == (message, f"tombstones/0.trig:{place}")


# Rulings and issues


RULING = {
    "type": "a ca:Decision",
    "subject": "ca:onSubject event:x",
    "property": "ca:onProperty ca:hasCount",
    "value": "ca:decidedValue [ a ca:Count ; ca:countOf count:hubs ; ca:atLeast 17 ]",
    "source": "ca:decidedSource source:a",
    "reason": "ca:reason 'As the organiser says.'@en",
}


def test_a_ruling_names_subject_property_key_value_and_source() -> None:
    parts = [*RULING.values(), "ca:onKey 'count:hubs'"]
    found = authored(decisions="\n\nissue:d " + " ;\n  ".join(parts) + " .")
    (decision,) = found.decisions
    assert (decision.subject, decision.predicate, decision.key) == (node("event:x"), node("ca:hasCount"), "count:hubs")
    assert (decision.value, decision.source) == (node("value:db9a47213bd1d7a89539"), node("source:a"))
    assert decision.place == "decisions/0.trig:4"
    assert ox.Triple(node("issue:d"), node("ca:decidedValue"), decision.value) in found.rulings


@pytest.mark.parametrize("missing", list(RULING))
def test_a_ruling_that_lacks_a_part_is_refused(missing: str) -> None:
    parts = [text for part, text in RULING.items() if part != missing]
    error = refusal(decisions=f"\nissue:d {' ; '.join(parts)} .")
    assert (error.message, error.place) == ("the ruling issue:d is incomplete", "decisions/0.trig:3")
    assert "ca:decidedSource" in error.hint


def test_issues_come_as_they_are_written_with_values_named() -> None:
    found = authored(
        issues="issue:i a ca:DataIssue ; ca:onSubject event:x ; ca:issueStatus istatus:open ;"
        " ca:onValue [ a ca:Count ; ca:countOf count:hubs ; ca:atLeast 17 ] ."
    )
    assert set(found.issues) == {
        ox.Triple(node("issue:i"), node("rdf:type"), node("ca:DataIssue")),
        ox.Triple(node("issue:i"), node("ca:onSubject"), node("event:x")),
        ox.Triple(node("issue:i"), node("ca:issueStatus"), node("istatus:open")),
        ox.Triple(node("issue:i"), node("ca:onValue"), node("value:db9a47213bd1d7a89539")),
    }


@pytest.mark.parametrize("name", ["tombstones", "issues"])
def test_a_fact_that_no_source_states_cannot_be_smuggled_in(name: str) -> None:
    error = refusal(**{name: '\norganization:x schema:name "Smuggled"@en .'})
    assert error.message == "a statement about organization:x (schema:name) does not belong here"
    assert error.place == f"{name}/0.trig:3"


@pytest.mark.parametrize("place", ['"third"', "2.5", "rel:low"])
def test_a_place_in_an_order_that_is_no_whole_number_is_refused(place: str) -> None:
    (document,) = documents("ontology", [f"rel:press ca:rankOrder {place} ."])
    with pytest.raises(DataError, match="rel:press has the place"):
        vocabulary_of(document.quads)


def test_an_issue_without_a_name_is_refused() -> None:
    error = refusal(issues="[] a ca:DataIssue ; ca:onSubject event:x .")
    assert (error.message, error.place) == ("a blank node that is no value", "issues/0.trig:2")


# The vocabulary


def test_the_vocabulary_says_what_is_single_valued_broader_and_reliable() -> None:
    (document,) = documents(
        "ontology",
        [
            """
            schema:name ca:singleValuedPer ca:subject , ca:language . ca:hasCount ca:singleValuedPer ca:countOf .
            topic:a skos:broader topic:b . topic:b skos:broader topic:c . topic:c skos:broader topic:a .
            rel:issuer ca:rankOrder 1 . rel:low ca:rankOrder 6 .
            """
        ],
    )
    vocabulary = vocabulary_of(document.quads)
    assert vocabulary.single_valued == {
        node("schema:name"): (node("ca:language"), node("ca:subject")),
        node("ca:hasCount"): (node("ca:countOf"),),
    }
    assert vocabulary.broader[node("topic:a")] == {node("topic:b"), node("topic:c")}
    assert vocabulary.reliability == {node("rel:issuer"): 1, node("rel:low"): 6}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ('event:x <http://schema.org/name> "X"@en .', "<http://schema.org/name> is the old form of a name"),
        ("event:x a <http://www.schema.org/Event> .", "<http://www.schema.org/Event> is the old form of a name"),
        ("event:x owl:sameAs <http://www.wikidata.org/entity/Q1> .", "owl:sameAs merges two things for ever"),
    ],
)
def test_old_names_of_schema_org_and_identity_with_the_outside_are_refused(statement: str, said: str) -> None:
    found = refusal(SOURCE + passage("p", statement))
    assert found.message == said
    assert found.place == "sources/0.trig:5"

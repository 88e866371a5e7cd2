"""What is compared with the atlas is what is written: found without reading the files back, and never another thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as some

from credatlas.build.parsing import parse_project
from credatlas.claims import collect, compile_claims, vocabulary_of
from credatlas.claims.reading import parse_bytes
from credatlas.claims.stating import Stated, Statement, stated_in
from credatlas.errors import DataError
from credatlas.files import Project, find_project
from credatlas.ingest import Outside, Summary, from_page, from_tables, ingest, write
from credatlas.ingest.claiming import stated_by
from credatlas.ingest.model import Said, Snapshot, Spot, Thing, Value
from credatlas.ingest.passages import Object, Passage, Passages
from credatlas.ingest.summary import contradictions
from credatlas.ingest.writing import Content, source_file
from credatlas.terms import node

ROOT = Path(__file__).resolve().parent.parent
LABEL = "data/sources/page.trig"
ROBOTS, HOURS, NAME = node("course:robots"), node("ca:workloadHours"), node("schema:name")
PRICE = Value(
    node("ca:Price"), ((node("schema:price"), ox.Literal(90)), (node("schema:priceCurrency"), ox.Literal("EUR")))
)
PAGE = Snapshot(
    "src",
    "https://x.example/p",
    "A page",
    "Someone",
    ox.Literal("2026-05", datatype=node("xsd:gYearMonth")),
    node("rel:press"),
    ox.Literal("2026-11-20", datatype=node("xsd:date")),
)


def passage(*triples: tuple[ox.NamedNode, ox.NamedNode, Object], **qualifiers: ox.NamedNode | ox.Literal) -> Passage:
    """A passage that states some triples, with qualifiers by their names in the ontology."""
    return Passage({node(f"ca:{name}"): term for name, term in qualifiers.items()}, dict.fromkeys(triples))


def content_of(passages: Passages, **other: Any) -> Content:
    """What goes into the file of the one source."""
    whole = Content(node("source:page"), PAGE, passages, None, frozenset({node("source:a")}), "Typed.")
    return replace(whole, **other)


def found(content: Content) -> Stated:
    """What the file will state, without reading it."""
    return stated_by(content, LABEL, source_file(content))


def read(content: Content) -> Stated:
    """What the file states once it is read."""
    return stated_in(parse_bytes(source_file(content).encode(), LABEL, ox.RdfFormat.TRIG))


def told(stated: Stated) -> tuple[Any, ...]:
    """All of it that anybody can see, without order and without the places in the file."""
    source = stated.described[node("source:page")]
    statements = {iri: _seen(one) for iri, one in stated.statements.items()}
    return statements, dict(stated.values), {predicate: set(terms) for predicate, terms in source.items()}


def _seen(one: Statement) -> tuple[Any, ...]:
    return one.subject, one.predicate, one.object, set(one.passages)


# The same claims


def test_claims_and_values_have_the_names_that_their_words_give() -> None:
    # printf '<course:robots> <ca:workloadHours> "12"^^<xsd:integer> .\n<source:page, no brackets>', full IRIs,
    # | sha256sum | cut -c1-20; of the value: its three lines "predicate term", sorted
    stated = found(content_of({"x": passage((ROBOTS, HOURS, ox.Literal(12)), (ROBOTS, node("schema:offers"), PRICE))}))
    hours = stated.statements[node("claim:b4781b17a251d0a67661")]
    assert (hours.subject, hours.predicate, hours.object) == (ROBOTS, HOURS, ox.Literal(12))
    assert [one.iri.value for one in hours.passages] == ["https://w3id.org/credatlas/id/source/page#x"]
    assert stated.values == {
        node("value:94e0a3cb2e8eb0bf4621"): {
            node("rdf:type"): (node("ca:Price"),),
            node("schema:price"): (ox.Literal(90),),
            node("schema:priceCurrency"): (ox.Literal("EUR"),),
        }
    }


def test_what_two_passages_state_is_one_claim_with_both() -> None:
    planned = passage((ROBOTS, HOURS, ox.Literal(12)), status=node("status:planned"))
    (claim,) = found(content_of({"x": passage((ROBOTS, HOURS, ox.Literal(12))), "y": planned})).statements.values()
    assert [one.iri.value.rpartition("#")[2] for one in claim.passages] == ["x", "y"]
    assert [one.status for one in claim.passages] == [node("status:asserted"), node("status:planned")]


def is_address(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


DAYS = some.dates().filter(lambda day: day.year > 999).map(lambda day: ox.Literal(str(day), datatype=node("xsd:date")))
LITERALS = some.one_of(
    some.text(max_size=20).map(ox.Literal),
    some.builds(ox.Literal, some.text(max_size=9), language=some.sampled_from(["en", "de-AT", "zh-Hans"])),
    some.integers(-(10**17), 10**17).map(ox.Literal),
    some.decimals(-9999, 9999, places=3).map(lambda number: ox.Literal(f"{number:f}", datatype=node("xsd:decimal"))),
    some.booleans().map(ox.Literal),
    DAYS,
)
ADDRESSES = some.text("abz09.-_~:/?#@!$&'()*+,;=%é", max_size=12).map(lambda rest: f"https://x.example/{rest}")
NAMES = some.one_of(
    some.sampled_from([ROBOTS, node("course:a.b"), node("event:x"), node("topic:ethics"), node("unit:year")]),
    ADDRESSES.filter(is_address).map(ox.NamedNode),
)


VALUES = some.builds(
    Value,
    some.sampled_from([node("ca:Price"), node("ca:Count"), node("ca:Detail")]),
    some.lists(
        some.tuples(some.sampled_from([node("ca:stated"), node("ca:atLeast")]), some.one_of(LITERALS, NAMES)),
        max_size=3,
    ).map(tuple),
)
TRIPLES = some.tuples(NAMES, some.sampled_from([HOURS, NAME, node("schema:offers")]), LITERALS | NAMES | VALUES)
QUALIFIERS = some.fixed_dictionaries(
    {},
    optional={
        node("ca:basis"): some.just(node("basis:inferred")),
        node("ca:status"): some.just(node("status:planned")),
        node("ca:validFrom"): DAYS,
        node("ca:validUntil"): DAYS,
    },
)
PASSAGES = some.dictionaries(
    some.from_regex(r"[a-z0-9]{1,3}(-[a-z0-9.]{1,3}z)?", fullmatch=True),
    some.builds(Passage, QUALIFIERS, some.lists(TRIPLES, min_size=1, max_size=4).map(dict.fromkeys)),
    max_size=3,
)


@given(PASSAGES)
def test_whatever_is_written_states_what_was_compared(passages: Passages) -> None:
    content = content_of(passages)
    assert told(found(content)) == told(read(content))


@given(some.text(max_size=30), some.text(max_size=30))
def test_a_source_is_compared_as_it_is_described(title: str, publisher: str) -> None:
    snapshot = replace(PAGE, title=title, publisher=publisher)
    content = content_of({"x": passage((ROBOTS, HOURS, ox.Literal(1)))}, snapshot=snapshot)
    assert told(found(content)) == told(read(content))


# The same summary, whichever way the atlas is looked at


def counted(project: Project, come: Callable[[], Summary]) -> tuple[tuple[int, Any], tuple[int, Any]]:
    """New claims and contradictions: as an input tells them, and as the written atlas has them."""
    before = collect(parse_project(project).data)
    summary = come()
    write(summary)
    parsed = parse_project(project)
    after, vocabulary = collect(parsed.data), vocabulary_of(parsed.vocabulary())
    fresh = {claim.iri for claim in after.claims} - {claim.iri for claim in before.claims}
    opened = contradictions(compile_claims(before, vocabulary), compile_claims(after, vocabulary))
    return (summary.facts, summary.contradictions), (len(fresh), opened)


def test_tables_are_compared_as_they_are_written_and_once_more_when_they_change(atlas: Path, tables: Path) -> None:
    project = find_project(atlas)
    one, other = counted(project, lambda: ingest(project, from_tables(project, tables), how="Typed."))
    assert one == other
    assert one[0] > 100
    assert one[1]
    offerings = tables / "offerings.csv"
    offerings.write_text(offerings.read_text().replace("2025", "2024").replace("EUR", "USD"))
    one, other = counted(project, lambda: ingest(project, from_tables(project, tables), how="Typed."))
    assert one == other
    assert one[0]


@pytest.mark.parametrize("name", ["course.html", "hackathon.jsonld", "programme.html"])
def test_pages_are_compared_as_they_are_written(name: str, atlas: Path) -> None:
    project, page = find_project(atlas), str(ROOT / "tests/fixtures/pages" / name)
    outside = from_page(project, page, online=False, retrieved=date(2026, 1, 2))
    one, other = counted(project, lambda: ingest(project, outside, how="Typed."))
    assert one == other
    assert one[0]


def test_a_claim_that_another_file_makes_for_the_source_is_not_new_and_stands_against_others(atlas: Path) -> None:
    # a file of somebody's hand may quote a source of ours: 12 hours are claimed there already
    project, folder = find_project(atlas), atlas / "data/sources"
    write(ingest(project, hours(12, 13), how="Typed."))
    ours = (folder / "p.trig").read_text()
    iri = "<https://w3id.org/credatlas/id/source/p#by-hand>"
    prefixes = ours[ours.index("@prefix") : ours.index("\n\n")]
    (folder / "a-hand.trig").write_text(
        f"{prefixes}\n{iri} a ca:Passage ; oa:hasSource source:p .\n"
        f"GRAPH {iri} {{ course:course-2-robots ca:workloadHours 14 . }}\n"
    )
    assert "course:course-2-robots\n" in ours
    one, other = counted(project, lambda: ingest(project, hours(14, 13), how="Typed."))
    assert one == other == (0, ())


def hours(*numbers: int) -> Outside:
    """A page that tells how many hours courses have."""
    rows = list(enumerate(numbers, start=2))
    things = (
        Thing(f"off-{n}", "course", (node("ca:Course"),), f"Course {n} of Robots", "src-p", Spot("courses.csv", n))
        for n, _ in rows
    )
    said = (Said(f"off-{n}", HOURS, ox.Literal(one), "src-p", Spot("courses.csv", n, "hours")) for n, one in rows)
    page = Snapshot("src-p", "https://x.example/p", "A page", "Someone", spot=Spot("pages.csv", 2))
    return Outside("courses", (page,), tuple(things), tuple(said))


# What reading would refuse is refused before it is written, with the line


@pytest.mark.parametrize(
    ("predicate", "value", "message"),
    [
        (HOURS, ox.Literal("many", datatype=node("xsd:integer")), '"many" is not a valid xsd:integer'),
        (HOURS, ox.Literal("2026-02-30", datatype=node("xsd:date")), '"2026-02-30" is not a valid xsd:date'),
        (HOURS, ox.Literal("9" * 40, datatype=node("xsd:integer")), "is a number that no engine can keep"),
        (node("rdf:type"), ox.Literal("a course"), "is a text and no kind of thing"),
        (node("owl:sameAs"), node("course:other"), "owl:sameAs merges two things for ever"),
        (node("schema:url"), ox.NamedNode("http://schema.org/Course"), "is the old form of a name"),
        (ox.NamedNode("http://schema.org/name"), ox.Literal("x"), "is the old form of a name"),
        (HOURS, Value(node("ca:Course"), ((NAME, ox.Literal("x")),)), "a blank node that is no value"),
        (
            HOURS,
            Value(node("ca:Count"), ((node("ca:atLeast"), ox.Literal("1e5", datatype=node("xsd:integer"))),)),
            "1e5",
        ),
    ],
)
def test_a_statement_that_cannot_stand_is_refused_in_its_line_and_nothing_is_written(
    predicate: ox.NamedNode, value: Object, message: str, atlas: Path
) -> None:
    content = content_of({"x": passage((ROBOTS, predicate, value))})
    with pytest.raises(DataError):
        found(content)
    with pytest.raises(DataError) as reading:
        read(content)
    said = (*hours(1).statements, Said("off-2", predicate, value, "src-p", Spot("courses.csv", 2)))
    with pytest.raises(DataError, match=message) as raised:
        ingest(find_project(atlas), replace(hours(1), statements=said), how="Typed.")
    assert (raised.value.message, raised.value.hint) == (reading.value.message, reading.value.hint)
    text = source_file(content)
    line = text[: text.index("GRAPH")].count("\n") + 2
    assert reading.value.place == f"{LABEL}:{line}"
    assert raised.value.place.startswith("data/sources/p.trig:")
    assert not (atlas / "data/sources/p.trig").exists()


@pytest.mark.parametrize(
    "qualifiers", [{"basis": node("basis:guessed")}, {"validFrom": ox.Literal("soon")}, {"status": ox.Literal("x")}]
)
def test_a_qualifier_that_is_none_is_refused(qualifiers: dict[str, Any]) -> None:
    content = content_of({"x": passage((ROBOTS, HOURS, ox.Literal(1)), **qualifiers)})
    for way in (found, read):
        with pytest.raises(DataError):
            way(content)


def test_snapshots_that_follow_each_other_in_a_circle_are_refused_in_their_line(atlas: Path) -> None:
    pages = tuple(Snapshot(f"src-{name}", f"https://x.example/p#{name}", "P", "Someone") for name in "ab")
    said = tuple(one._replace(source=source) for one in hours(1).statements for source in ("src-a", "src-b"))
    things = tuple(one._replace(source="src-a") for one in hours(1).things)
    outside = Outside("x", pages, things, said, order=(("src-a", "src-b"), ("src-b", "src-a")))
    with pytest.raises(DataError, match="is later than itself in the end") as raised:
        ingest(find_project(atlas), outside, how="Typed.")
    assert raised.value.place.startswith("data/sources/")
    assert raised.value.place.rpartition(":")[2].isdecimal()


def test_a_file_too_long_to_be_sure_of_is_read_back(atlas: Path) -> None:
    long = "robots " * 600_000  # 4.2 million characters, of 16 that the parser takes
    with pytest.raises(DataError):
        found(content_of({"x": passage((ROBOTS, NAME, ox.Literal(long)))}))
    said = (*hours(1).statements, Said("off-2", node("schema:description"), ox.Literal(long), "src-p", Spot("x.csv")))
    summary = ingest(find_project(atlas), replace(hours(1), statements=said), how="Typed.")
    assert summary.facts == 4  # class, name, hours, description


def test_a_text_longer_than_the_parser_takes_is_refused(atlas: Path) -> None:
    long = ox.Literal("robots " * 2_500_000)
    said = (*hours(1).statements, Said("off-2", node("schema:description"), long, "src-p", Spot("x.csv")))
    with pytest.raises(DataError, match="longer than 16 MiB"):
        ingest(find_project(atlas), replace(hours(1), statements=said), how="Typed.")


def test_an_atlas_that_does_not_parse_takes_nothing_in(atlas: Path, tables: Path) -> None:
    project = find_project(atlas)
    (atlas / "data/sources/broken.trig").write_text("this is no TriG")
    outside = from_tables(project, tables)  # reading needs the labels of concepts only
    with pytest.raises(DataError) as raised:
        ingest(project, outside, how="Typed.")
    assert raised.value.place.startswith("data/sources/broken.trig:1")


def test_a_query_that_does_not_parse_keeps_nothing_out(atlas: Path) -> None:
    (atlas / "queries/broken.rq").write_text("SELECT {")
    assert ingest(find_project(atlas), hours(12), how="Typed.").facts == 3  # class, name, hours


def test_an_ontology_that_does_not_parse_is_told_before_tables_are_read(atlas: Path, tables: Path) -> None:
    (atlas / "ontology/schemes/broken.ttl").write_text("this is no Turtle")
    with pytest.raises(DataError) as raised:
        from_tables(find_project(atlas), tables)
    assert raised.value.place.startswith("ontology/schemes/broken.ttl:1")

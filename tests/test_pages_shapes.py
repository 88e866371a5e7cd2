"""The reference of the shapes: every rule has its place, in words, with links to what it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from asgi import Client
from credatlas.build import Atlas
from credatlas.files import find_project
from credatlas.pages.addresses import ServiceAddresses
from credatlas.pages.demanding import demands
from credatlas.pages.shaping import shapes_reference
from credatlas.serve.askers import InPlace
from credatlas.serve.service import service_app
from credatlas.site.places import file_of
from credatlas.store import LocalStore
from credatlas.terms import PREFIXES, SHAPES, Term, compact, node
from reading import Document, read, seen

ROOT = Path(__file__).resolve().parent.parent
BROWSER = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(founding: Path, founding_store: LocalStore) -> Iterator[Client]:
    client = Client(service_app(InPlace(lambda: Atlas(founding_store, find_project(str(founding))))))
    yield client
    client.runner.close()


@pytest.fixture(scope="module")
def page(client: Client) -> Document:
    return read(client, "/shapes.html")


def facts_of(page: Document, shape: str) -> dict[str, str]:
    """What stands beside the shape, by its heading."""
    (entry,) = page.all(f"//section[@id='{shape}']")
    return {seen(one): seen(one.getnext()) for one in entry.xpath("./dl/dt")}


def declared() -> Iterator[ox.NamedNode]:
    """The shapes of things and of properties that the files name."""
    kinds = {node("sh:PropertyShape"), node("sh:NodeShape")}
    for file in sorted((ROOT / "ontology/shapes").glob("*.ttl")):
        triples = list(ox.parse(path=str(file)))
        named = {one.subject for one in triples if one.predicate == node("sh:name")}
        for one in triples:
            if one.predicate == node("rdf:type") and one.object in kinds and one.subject in named:
                assert isinstance(one.subject, ox.NamedNode)
                yield one.subject


def test_every_shape_of_the_files_has_its_place_once(page: Document) -> None:
    places = [one.get("id") for one in page.all("//*[@id]")]
    assert len(places) == len(set(places))
    wanted = {shape.value.removeprefix(SHAPES) for shape in declared()}
    assert len(wanted) > 250
    assert wanted <= set(places)


def test_every_place_that_is_named_is_there(page: Document) -> None:
    places = {one.get("id") for one in page.all("//*[@id]")}
    named = {address[1:] for address in page.links().values() if address.startswith("#")}
    assert named <= places


def test_every_part_leads_back_to_the_contents(page: Document) -> None:
    parts = page.all("//main//section[@aria-labelledby and h2]")
    assert len(parts) > 10
    assert all(part.xpath("./p/small/a[@href='#--contents' and text()='to the contents']") for part in parts)


def test_a_rule_says_which_property_what_is_asked_how_serious_and_what_to_do(page: Document) -> None:
    assert facts_of(page, "isOfferedBy") == {
        "property": "is offered by",
        "rule": "of the class organization",
        "severity": "must",
        "what to do": "Name an organization that is described in data/entities.ttl.",
        "held by": "course, programme",
    }
    links = page.links("//section[@id='isOfferedBy']")
    assert links["is offered by"] == "/ontology.html#isOfferedBy"
    assert links["organization"] == "/ontology.html#Organization"
    assert links["programme"] == "#Programme"


@pytest.mark.parametrize(
    ("shape", "rule"),
    [
        ("name", "at least one; text with a language"),
        ("hasLevel", "a concept of the scheme level"),
        ("workloadHours", "a number; more than 0"),
        ("startsNotBefore", "at most one; a day; not behind ends not after"),
        ("atLeast", "at most one; a number; at least 0; not behind at most"),
        ("claimObject", "exactly one; an id or address (IRI), or a text or number"),
        ("OrcidCheckDigit", "with the check digits of ISO 7064 MOD 11-2"),
        ("LinkedRorCheckDigits", "with the check digits of ROR; for links that begin with https://ror.org/"),
        ("onValue", "at most one"),
    ],
)
def test_what_is_asked_of_values_is_told_in_words(page: Document, shape: str, rule: str) -> None:
    assert facts_of(page, shape)["rule"] == rule


def test_a_way_over_several_properties_is_told_in_words(page: Document) -> None:
    assert facts_of(page, "known-when")["property"] == "start date or has period"
    way = "covers topic or the other way round, awards credential"
    assert facts_of(page, "known-credential-topic")["property"] == way


def test_what_readers_ask_for_is_no_duty(page: Document) -> None:
    assert facts_of(page, "known-registration")["severity"] == "good to know"
    wished = page.texts("//section[@aria-labelledby='--wishes']/section/h3")
    assert len(wished) == 6
    assert all(one.startswith("complete ") for one in wished)


def test_a_check_shows_what_it_finds_and_its_query(page: Document) -> None:
    told = facts_of(page, "RegistrationClosesOnStartDay")
    assert told["about"] in ("event, programme offering", "programme offering, event")
    assert told["severity"] == "to be looked at"
    assert told["a finding says"] == "registration closes on {?value}, the day on which it starts"
    assert "ca:registrationCloses ?value" in page.text("//section[@id='RegistrationClosesOnStartDay']//pre")


def test_what_a_shape_is_about_is_told_also_where_it_is_no_class(page: Document) -> None:
    assert facts_of(page, "CitesYoungerWork")["about"] == "things with “cites”"
    assert facts_of(page, "BothOffsets")["about"] == "what its query chooses"
    assert "about" not in facts_of(page, "RegisteredId")  # a line of a file


def test_a_long_pattern_is_folded_away(page: Document) -> None:
    folded = page.texts("//section[@id='priceCurrency']//details/summary")
    assert folded == ["given by a pattern"]
    assert page.texts("//section[@id='wikidataId']//dd/code") == ["^Q[1-9][0-9]*$"]


def test_browsers_are_sent_to_the_page_and_programs_to_turtle(client: Client) -> None:
    assert client.get("/shapes", accept=BROWSER).headers["location"] == "/shapes.html"
    assert client.get("/shapes", accept="text/turtle").headers["location"] == "/shapes.ttl"
    assert client.get("/shapes", accept="application/ld+json").headers["location"] == "/shapes.jsonld"
    assert client.get("/shapes.htm").status == 404


def test_the_page_stands_in_the_navigation_beside_the_ontology(page: Document) -> None:
    entries = page.texts("//nav[@aria-label='Main']/a")
    assert entries[entries.index("Ontology") + 1] == "Shapes"
    assert page.texts("//nav[@aria-label='Main']/a[@aria-current='page']") == ["Shapes"]


def test_the_iri_of_a_shape_leads_to_its_place(page: Document) -> None:
    assert ServiceAddresses("/atlas").thing(f"{SHAPES}isOfferedBy") == "/atlas/shapes.html#isOfferedBy"


def test_a_copy_of_the_pages_has_it_too() -> None:
    assert str(file_of("/shapes.html")) == "shapes.html"
    assert file_of("/shapes.html?q=1") is None


# Shapes of others


def told(text: str) -> list[str]:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    own: dict[ox.NamedNode, list[Term]] = {}
    for one in ox.parse(f"{prefixes} shapes:x {text} .", format=ox.RdfFormat.TURTLE):
        own.setdefault(one.predicate, []).append(one.object)

    def link(term: Any) -> tuple[str, str]:
        return (compact(term), "/there") if isinstance(term, ox.NamedNode) else (str(term.value), "")

    return ["".join(words for words, _ in one) for one in demands(own, link)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sh:minCount 0", []),
        ("sh:minCount 2 ; sh:maxCount 2", ["exactly 2"]),
        ("sh:minCount 1 ; sh:maxCount 3", ["at least one and at most 3"]),
        ("sh:datatype xsd:duration", ["xsd:duration"]),  # no word for it
        ("sh:nodeKind sh:BlankNode", ["sh:BlankNode"]),
        ("sh:nodeKind sh:IRI ; sh:class ca:Event", ["of the class ca:Event"]),
        ("sh:minInclusive 1 ; sh:maxExclusive 9", ["at least 1", "less than 9"]),
        ('shapes:checkDigits "luhn"', ["with the check digits of luhn"]),
        ("sh:equals schema:name", []),  # nothing that we know
    ],
)
def test_unusual_demands_are_told_as_far_as_there_are_words(text: str, words: list[str]) -> None:
    assert told(text) == words


def test_without_shapes_there_is_a_page_and_nothing_on_it(founding: Path) -> None:
    atlas = Atlas(LocalStore(ox.Store(), "memory"), find_project(str(founding)))
    found = shapes_reference(atlas, ServiceAddresses())
    assert (found.cards, found.wishes, found.checks, found.values, found.files, found.groups) == ((),) * 6
    bare = Client(service_app(InPlace(lambda: atlas)))
    assert read(bare, "/shapes.html").text("//h1") == "What the data is held to"
    bare.runner.close()


def test_a_shape_without_a_name_goes_by_its_id_and_keeps_its_place(founding: Path) -> None:
    engine = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    text = """graph:vocabulary {
      shapes:OldSchool a sh:NodeShape ; sh:targetClass ca:University ; sh:property shapes:motto .
      shapes:motto a sh:PropertyShape ; sh:path schema:slogan ; sh:group shapes:words ; sh:maxCount 1 .
      shapes:words a sh:PropertyGroup .
      shapes:piece a sh:NodeShape ; sh:datatype xsd:date .
    }"""
    engine.load(prefixes + text, format=ox.RdfFormat.TRIG)
    atlas = Atlas(LocalStore(engine, "memory"), find_project(str(founding)))
    found = shapes_reference(atlas, ServiceAddresses())
    assert [(one.name, one.rules) for one in found.cards] == [("OldSchool", (("motto", "#motto"),))]
    ((_, _, _, (rule,)),) = found.groups
    assert (rule.name, rule.severity, rule.path) == (
        "motto",
        "violation",
        (("schema:slogan", "https://schema.org/slogan"),),
    )
    assert found.values == ()  # a piece of another shape has no entry of its own

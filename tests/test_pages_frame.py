"""The frame that all pages stand in: addresses, files, and templates that escape what they are given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from asgi import Client
from credatlas.build import Atlas
from credatlas.files import find_project
from credatlas.pages.addresses import ServiceAddresses, document_of, thing_of
from credatlas.pages.cells import Cell, Column, pages_of
from credatlas.pages.rendering import _environment, render
from credatlas.pages.said import Said
from credatlas.serve.askers import InPlace
from credatlas.serve.service import service_app
from credatlas.store import LocalStore

BASE = "https://w3id.org/credatlas/"
HERE = ServiceAddresses("https://atlas.example/health")


@pytest.fixture(scope="module")
def client(founding: Path, founding_store: LocalStore) -> Iterator[Client]:
    atlas = Atlas(founding_store, find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas)))
    yield client
    client.runner.close()


def part(macro: str, **data: object) -> str:
    template = _environment().from_string('{% import "parts.html" as parts with context %}{{ ' + macro + " }}")
    return template.render(addresses=HERE, **data)


def test_a_thing_is_described_at_the_address_of_its_kind() -> None:
    assert HERE.thing(f"{BASE}id/organization/who") == "/health/doc/organization/who.html"
    assert HERE.thing(f"{BASE}id/organization/who", "ttl") == "/health/doc/organization/who.ttl"
    assert HERE.thing(f"{BASE}id/source/seed-000#fee") == "/health/doc/source/seed-000.html#fee"
    assert HERE.thing(f"{BASE}ontology#isOfferedBy") == "/health/ontology.html#isOfferedBy"
    assert HERE.thing(f"{BASE}shapes#isOfferedBy") == "/health/shapes.html#isOfferedBy"
    assert HERE.thing(f"{BASE}vocab/topic#ethics") == "/health/doc/vocab/topic/ethics.html"
    assert HERE.thing(f"{BASE}vocab/topic") == "/health/vocab/topic.html"
    assert HERE.thing(f"{BASE}query/offerings-by-price") == "/health/queries/offerings-by-price"
    assert HERE.thing("https://ror.org/03vek6s52") == "https://ror.org/03vek6s52"


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "urn:isbn:123", "_:b0", ""])
def test_what_a_browser_should_not_follow_has_no_address(iri: str) -> None:
    assert HERE.thing(iri) == ""


def test_letters_that_an_address_may_not_have_are_encoded() -> None:
    assert HERE.thing(f"{BASE}id/person/ю?x#y") == "/health/doc/person/%D1%8E%3Fx.html#y"
    assert HERE.page("find", text="a&b=c", topic=["x", "y"], nothing=None, empty="") == (
        "/health/find?text=a%26b%3Dc&topic=x&topic=y"
    )
    assert HERE.query("by-price", {"most": 9000}, "csv") == "/health/queries/by-price.csv?most=9000"


def test_an_address_for_others_begins_with_the_host() -> None:
    assert HERE.absolute("/health/about") == "https://atlas.example/health/about"
    assert ServiceAddresses("https://atlas.example").absolute("/about") == "https://atlas.example/about"
    assert HERE.absolute("https://ror.org/1") == "https://ror.org/1"


@pytest.mark.parametrize("document", ["organization/who", "vocab/topic/ethics", "work/a.b_c-d"])
def test_a_document_and_its_thing_lead_to_each_other(document: str) -> None:
    thing = thing_of(document)
    assert thing is not None
    assert document_of(thing.value) == document


def test_what_is_no_part_of_an_iri_is_no_thing() -> None:
    assert thing_of("organization/a b<c>") is None
    assert document_of("https://example.org/id/organization/who") is None
    assert document_of(f"{BASE}vocab/topic") is None


def test_a_file_is_kept_for_ever_under_its_mark(client: Client) -> None:
    reply = client.get(ServiceAddresses("http://127.0.0.1:8000").static("atlas.css"))
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/css; charset=utf-8"
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("file", ["base.html", "..%2Frendering.py", "%2e%2e/rendering.py", "atlas.css%00", "ATLAS.CSS"])
def test_no_other_file_can_be_asked_for(client: Client, file: str) -> None:
    assert client.get(f"/static/abc/{file}").status == 404


def test_what_comes_into_a_template_is_escaped() -> None:
    page = render("base.html", addresses=HERE, title="</title><script>alert(1)</script>", searched='"><b>')
    assert "<script>alert" not in page
    assert "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'value="&#34;&gt;&lt;b&gt;"' in page


def test_a_template_that_asks_in_vain_says_so() -> None:
    import jinja2

    with pytest.raises(jinja2.UndefinedError, match="title"):
        render("base.html", addresses=HERE)


def test_a_cell_without_a_value_says_unknown_and_one_with_claims_opens() -> None:
    said = (Said("Press <report>", "/doc/source/seed-000.html#fee", "2025-04-15 · press"),)
    rows = [[Cell("8500 USD", said=said)], [Cell("")]]
    shown = part('parts.table(columns, rows, "Prices")', columns=[Column("Price", numeric=True)], rows=rows)
    assert '<td class="number"><bdi>8500 USD</bdi>' in shown
    assert '<summary aria-label="1 claim">1</summary>' in shown
    assert "Press &lt;report&gt;" in shown
    assert '<span class="unknown" title="not known here">–</span>' in shown


def test_a_link_to_somebody_else_tells_them_nothing() -> None:
    assert part("parts.link('https://ror.org/1', 'ROR')") == (
        '<a href="https://ror.org/1" rel="noreferrer"><bdi>ROR</bdi></a>'
    )
    assert part("parts.link('javascript:alert(1)', 'x')") == "<bdi>x</bdi>"


def test_pages_of_a_long_list_lead_to_each_other() -> None:
    first, middle = pages_of(101, 1, 50, HERE, "sources"), pages_of(101, 2, 50, HERE, "sources", kind="press")
    assert (first.count, first.before, first.after) == (3, "", "/health/sources?page=2")
    assert (middle.before, middle.after) == ("/health/sources?kind=press", "/health/sources?kind=press&page=3")
    assert pages_of(101, 3, 50, HERE, "sources").after == ""
    assert pages_of(0, 1, 50, HERE, "sources").count == 1

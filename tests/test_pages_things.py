"""The pages of things, as HTML: facts with who says so, contradictions, neighbours, pictures, and hostile names."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote_plus

import pyoxigraph as ox
import pytest

from asgi import Client
from credatlas.build import Atlas
from credatlas.files import find_project
from credatlas.serve.askers import InPlace
from credatlas.serve.service import service_app
from credatlas.store import LocalStore

PROLOGUE = """
@prefix ca: <https://w3id.org/credatlas/ontology#> .
@prefix claim: <https://w3id.org/credatlas/id/claim/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix graph: <https://w3id.org/credatlas/graph/> .
@prefix organization: <https://w3id.org/credatlas/id/organization/> .
@prefix programme: <https://w3id.org/credatlas/id/programme/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <https://schema.org/> .
@prefix source: <https://w3id.org/credatlas/id/source/> .
"""
HOSTILE = {
    "script": "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "arabic": "برنامج الذكاء الاصطناعي (2025)",
    "hebrew": "קורס AI 101",
    "emoji": "👩‍⚕️ AI für Ärztinnen 🏳️‍🌈",
    "long": "Donaudampfschifffahrtsgesellschaftskapitän" * 40,
    "quotes": "\"' onmouseover='alert(1)' &amp; {{ 7*7 }}",
}


def atlas_of(text: str, project: Path) -> Atlas:
    engine = ox.Store()
    engine.load(PROLOGUE + text, format=ox.RdfFormat.TRIG)
    return Atlas(LocalStore(engine, "memory"), find_project(str(project)))


def client_of(atlas: Atlas) -> Client:
    return Client(service_app(InPlace(lambda: atlas)))


@pytest.fixture(scope="module")
def client(founding: Path, founding_store: LocalStore) -> Iterator[Client]:
    client = client_of(Atlas(founding_store, find_project(str(founding))))
    yield client
    client.runner.close()


@pytest.fixture(scope="module")
def hostile(founding: Path) -> Iterator[Client]:
    named = "".join(
        f"programme:{name} a ca:EducationProgramme ; schema:name {json.dumps(text, ensure_ascii=False)} ;"
        f" ca:isOfferedBy organization:school .\n"
        for name, text in HOSTILE.items()
    )
    text = f"""GRAPH graph:facts {{ {named}
        organization:school a ca:School ; schema:name "School" ; schema:url <javascript:alert(1)> .
        organization:old dcterms:isReplacedBy organization:school . }}"""
    client = client_of(atlas_of(text, founding))
    yield client
    client.runner.close()


def page(client: Client, path: str) -> str:
    reply = client.get(path, accept="text/html")
    assert reply.status == 200, reply.body
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    return reply.body.decode()


def text_of(html: str) -> str:
    """What a reader sees, blanks folded."""
    return " ".join(unescape(re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)).split())


class _Tags(HTMLParser):
    """Gathers elements with the names of their attributes, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _ in attrs]))


def tags_of(html: str) -> list[tuple[str, list[str]]]:
    """The elements of a page with the names of their attributes."""
    parser = _Tags()
    parser.feed(html)
    return parser.found


def section(html: str, heading: str) -> str:
    """The HTML of one section, by its heading."""
    return html.partition(f">{heading}</h2>")[2].partition("</section>")[0]


def data_of(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    data: dict[str, object] = json.loads(found[1])
    return data


# Facts


def test_a_price_opens_to_the_source_the_place_the_date_and_the_method(client: Client) -> None:
    prices = section(page(client, "/doc/offering/hms-ai-executives-2025.html"), "Prices and numbers")
    assert "8500 USD" in text_of(prices)
    assert '<a href="/doc/source/seed-000.html#fee">' in prices
    assert "2025-04-15 · press · characters 673–696 · read from the source in another form" in text_of(prices)


def test_a_contradicted_title_stands_beside_what_the_other_source_says(client: Client) -> None:
    names = text_of(section(page(client, "/doc/work/gazquez-garcia-2025.html"), "Names"))
    assert "contradicted: others say AI in the Health Sector: Systematic Review of Key Skills for Healthcare" in names
    assert "no rule decides" in names


def test_contradictions_lead_to_their_list(client: Client) -> None:
    html = page(client, "/doc/work/gazquez-garcia-2025.html")
    assert 'href="/conflicts?thing=work%3Agazquez-garcia-2025"' in html
    assert client.get("/conflicts?thing=work%3Agazquez-garcia-2025").status == 200


def test_what_nobody_says_is_named_as_unknown(client: Client) -> None:
    unknown = text_of(section(page(client, "/doc/offering/hms-ai-executives-2025.html"), "Not known here"))
    assert "Unknown is not no." in unknown
    assert "registration opens" in unknown
    assert "registration closes" not in unknown


def test_a_programme_shows_the_dates_and_prices_of_its_runs(client: Client) -> None:
    html = page(client, "/doc/programme/hms-healthcare-ai-executive-certificate.html")
    runs = text_of(section(html, "Runs"))
    assert "2025 run (name not printed) 2025-04-14 2025-04-14 8500 USD" in runs
    timeline = re.findall(r"<time>(.*?)</time>", section(html, "Timeline"))
    assert timeline == ["2025-04-14", "2025-04-14", "2025-04-14", "2025-05-11"]


def test_what_follows_by_a_rule_leads_to_the_rule(client: Client) -> None:
    html = page(client, "/doc/vocab/topic/nursing-informatics.html")
    assert "digital health" in text_of(html)
    address = unescape(re.findall(r'<a class="pill" href="([^"]+)">follows by a rule</a>', html)[0])
    reasons = text_of(page(client, address))
    assert "nursing informatics – broader – health informatics" in reasons
    assert "follows by a rule" in reasons


def test_reasons_list_every_claim_with_its_place(client: Client) -> None:
    address = "/doc/offering/hms-ai-executives-2025.why.html?property=schema:offers"
    assert "8500 USD shown" in text_of(page(client, address))
    assert client.get("/doc/offering/hms-ai-executives-2025.why.html?property=ca:isTrackOf").status == 404


def test_reasons_call_properties_as_the_page_of_the_thing_does(client: Client) -> None:
    html = page(client, "/doc/organization/hsil.why.html")
    labels = [text_of(one) for one in re.findall(r"<h2>(.*?)</h2>", html)]
    assert {"class", "name", "topics"} <= set(labels)
    assert "covers topic" not in labels


def test_a_concept_shows_what_is_about_it(client: Client) -> None:
    links = text_of(section(page(client, "/doc/vocab/topic/ethics.html"), "What links here"))
    assert "Harvard Empowers Healthcare Leaders with AI Education" in links


def test_a_concept_leads_to_its_scheme_and_to_what_is_narrower(client: Client) -> None:
    html = page(client, "/doc/vocab/topic/ethics.html")
    assert '<a href="/vocab/topic.html"><bdi>topic</bdi></a>' in html
    concept = text_of(section(html, "Concept"))
    assert (
        concept
        == "definition Study of what is right in science, technology and care. also understood ethical implications"
    )
    narrower = html.partition(">narrower</a>")[2].partition("</dd>")[0]
    assert 'href="/doc/vocab/topic/ai-ethics.html"' in narrower


def test_every_form_of_a_thing_is_linked_and_answers(client: Client) -> None:
    html = page(client, "/doc/organization/harvard-medical-school.html")
    for ending in ("ttl", "jsonld", "nt", "rdf", "trig", "json"):
        address = f"/doc/organization/harvard-medical-school.{ending}"
        assert f'href="{address}"' in html
        assert client.get(address).status == 200


def test_the_page_describes_its_thing_in_the_words_of_schema_org(client: Client) -> None:
    data = data_of(page(client, "/doc/offering/hms-ai-executives-2025.html"))
    assert data["@context"] == "https://schema.org"
    assert data["@id"] == "https://w3id.org/credatlas/id/offering/hms-ai-executives-2025"
    assert data["@type"] == "CourseInstance"
    assert data["offers"] == {"@type": "Offer", "price": "8500", "priceCurrency": "USD"}
    assert data["startDate"] == "2025-04-14"


def test_search_engines_are_told_the_one_address_of_a_page(client: Client) -> None:
    html = page(client, "/doc/organization/harvard-medical-school.html")
    assert '<link rel="canonical" href="http://127.0.0.1:8000/doc/organization/harvard-medical-school.html">' in html


def test_below_another_path_every_address_begins_with_it(founding: Path, founding_store: LocalStore) -> None:
    atlas = Atlas(founding_store, find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas)), mounted="/health")
    html = page(client, "/doc/programme/hms-healthcare-ai-executive-certificate.html")
    addresses = re.findall(r'(?:href|src|action)="([^"#][^"]*)"', html)
    client.runner.close()
    assert len(addresses) > 50
    assert [one for one in addresses if not one.startswith(("/health/", "http"))] == []


# Wrong questions


@pytest.mark.parametrize(
    "path", ["organization/harvard-medical-shool", "vocab/topic/ethiks", "nothing", "organization/a b", "%3Cscript%3E"]
)
def test_what_is_not_known_is_said_to_be_unknown(client: Client, path: str) -> None:
    reply = client.get(f"/doc/{path}.html".replace(" ", "%20"), accept="text/html")
    assert reply.status == 404
    assert "<h1>Nothing found</h1>" in reply.body.decode()
    assert "<script>" not in reply.body.decode()


def test_the_nearest_ids_are_links(client: Client) -> None:
    reply = client.get("/doc/organization/harvard-medical-shool.html", accept="text/html")
    assert '<a href="/doc/organization/harvard-medical-school.html">' in reply.body.decode()


def test_the_words_of_an_id_that_is_none_can_be_looked_for(client: Client) -> None:
    html = client.get("/doc/organization/harvard-medical-shool.html", accept="text/html").body.decode()
    address = re.findall(r'<a href="([^"]+)">Search for “harvard medical shool”</a>', html)
    assert [unquote_plus(one) for one in address] == ["/find?text=harvard medical shool"]


def test_programs_are_told_in_json(client: Client) -> None:
    reply = client.get("/doc/organization/harvard-medical-shool.html", accept="application/json")
    assert reply.status == 404
    assert reply.headers["content-type"] == "application/problem+json"


def test_an_id_that_was_merged_away_leads_to_its_successor(hostile: Client) -> None:
    reply = hostile.get("/doc/organization/old.html")
    assert (reply.status, reply.headers["location"]) == (301, "/doc/organization/school.html")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("property=ca:isOfferedBy&page=2", 404),
        ("property=nonsense", 400),
        ("", 400),
        ("property=ca:isOfferedBy&page=x", 400),
    ],
)
def test_lists_of_links_that_make_no_sense_are_refused(hostile: Client, query: str, status: int) -> None:
    assert hostile.get(f"/doc/organization/school.links.html?{query}").status == status


# Names of any kind


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_shown_as_it_is_whatever_it_holds(hostile: Client, name: str) -> None:
    html = page(hostile, f"/doc/programme/{name}.html")
    heading = re.search(r"<h1><bdi>(.*?)</bdi></h1>", html, re.DOTALL)
    assert heading is not None
    assert unescape(heading[1]) == HOSTILE[name]
    assert "<" not in heading[1]
    assert data_of(html)["name"] == HOSTILE[name]


def test_no_name_brings_a_script_or_a_handler_into_any_page(hostile: Client) -> None:
    paths = [f"/doc/programme/{name}.html" for name in HOSTILE]
    paths += ["/doc/organization/school.html", "/doc/organization/school.links.html?property=ca:isOfferedBy"]
    for path in paths:
        html = page(hostile, path)
        tags = tags_of(html)
        assert sum(tag == "script" for tag, _ in tags) <= 2  # that of the frame, and the data
        assert [name for _, names in tags for name in names if name.startswith("on")] == []
        assert "{{ 7*7 }}" in html or "quotes" not in path  # no template runs what a name says


def test_an_address_that_would_run_is_no_link(hostile: Client) -> None:
    html = page(hostile, "/doc/organization/school.html")
    assert "javascript:alert(1)" in text_of(html)
    assert 'href="javascript' not in html


# Many neighbours


@pytest.fixture(scope="module")
def crowded(founding: Path) -> Iterator[Client]:
    links = "".join(
        f'programme:p{number:05} a ca:EducationProgramme ; schema:name "Programme {number:05}" ;'
        f" ca:isOfferedBy organization:hub .\n"
        for number in range(10_000)
    )
    text = f'GRAPH graph:facts {{ {links} organization:hub a ca:School ; schema:name "Hub" . }}'
    client = client_of(atlas_of(text, founding))
    yield client
    client.runner.close()


def test_ten_thousand_neighbours_are_counted_and_paged(crowded: Client) -> None:
    html = page(crowded, "/doc/organization/hub.html")
    links = section(html, "What links here")
    assert "10,000" in text_of(links)
    assert links.count("/doc/programme/") == 25
    everything = unescape(re.findall(r'href="(/doc/organization/hub\.links\.html[^"]*)"', links)[0])
    first, last = page(crowded, everything), page(crowded, f"{everything}&page=100")
    assert "page 1 of 100" in text_of(first)
    assert "Programme 00000" in text_of(first) and "Programme 00100" not in text_of(first)
    assert "Programme 09999" in text_of(last) and "later" not in text_of(last)
    assert '<ol class="columns" start="9901">' in last


def test_ten_thousand_neighbours_do_not_make_a_page_slow(crowded: Client) -> None:
    page(crowded, "/doc/organization/hub.html")
    began = time.process_time()
    page(crowded, "/doc/organization/hub.html")
    assert time.process_time() - began < 0.5


def test_there_is_no_picture_of_a_ball_of_wool(crowded: Client) -> None:
    assert "hub.svg" not in page(crowded, "/doc/organization/hub.html")
    reply = crowded.get("/doc/organization/hub.svg")
    assert reply.status == 404
    assert "10000 things link to it" in reply.json["detail"]


# Pictures


def test_a_picture_is_drawn_the_same_each_time(client: Client) -> None:
    first = client.get("/doc/organization/harvard-medical-school.svg")
    assert first.headers["content-type"] == "image/svg+xml"
    assert first.body.startswith(b"<?xml") or first.body.startswith(b"<svg")
    assert client.get("/doc/organization/harvard-medical-school.svg").body == first.body


def test_an_interactive_drawing_keeps_its_own_policy(client: Client) -> None:
    reply = client.get("/doc/offering/hms-ai-executives-2025.graph.html")
    assert "script-src" not in reply.headers["content-security-policy"]
    assert b"default-src 'none'" in reply.body
    assert client.get("/doc/offering/hms-ai-executives-2025.graph.html?depth=0").status == 400

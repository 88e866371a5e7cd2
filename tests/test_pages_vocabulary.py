"""Start page, about, sources, the reference of the ontology, concept schemes, and how failures are told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from asgi import Client
from credatlas.build import Atlas
from credatlas.errors import AmbiguousError, CredatlasError, NotFoundError, StoreError, UsageError
from credatlas.files import find_project
from credatlas.serve.askers import InPlace
from credatlas.serve.exchange import Asked
from credatlas.serve.mistakes import told
from credatlas.serve.service import service_app
from credatlas.store import LocalStore

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(founding: Path, founding_store: LocalStore) -> Iterator[Client]:
    atlas = Atlas(founding_store, find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas)))
    yield client
    client.runner.close()


def page(client: Client, path: str) -> str:
    reply = client.get(path, accept=BROWSER)
    assert reply.status == 200, reply.body
    return reply.body.decode()


def text_of(html: str) -> str:
    bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    return re.sub(r" ([,;.])", r"\1", " ".join(unescape(bare).split()))


def entry(html: str, anchor: str) -> str:
    return text_of(html.partition(f'<section class="entry" id="{anchor}"')[2].partition("</section>")[0])


# Start, about


def test_the_start_page_counts_what_there_is(client: Client) -> None:
    text = text_of(page(client, "/"))
    assert "5 sources" in text  # three articles, the register of ROR, the entries of the curators
    assert "1 contradictions, kept and explained" in text
    assert "2026-11-2" in text


def test_the_start_page_asks_every_canned_question(client: Client) -> None:
    html = page(client, "/")
    for query in client.get("/api/queries").json:
        assert f'href="/queries/{query["name"]}"' in html


def test_the_start_page_describes_the_data_in_the_words_of_schema_org(client: Client) -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(client, "/"), re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert (data["@type"], data["license"]) == ("Dataset", "https://creativecommons.org/publicdomain/zero/1.0/")
    files = [one["contentUrl"].removeprefix("http://127.0.0.1:8000") for one in data["distribution"]]
    assert files == ["/dumps/atlas.nq.gz", "/dumps/atlas.trig.gz", "/dumps/facts.ttl.gz"]
    assert [client.get(file).status for file in files] == [200, 200, 200]


def test_the_about_page_says_what_is_reserved_and_how_to_cite(client: Client) -> None:
    text = text_of(page(client, "/about"))
    assert "reserved in the files of the project and not yet registered" in text
    assert "CC0 1.0" in text and "Apache 2.0" in text
    assert "To cite it" in text
    assert "access log" in text


# Sources


def test_a_source_says_what_it_says_thing_by_thing(client: Client) -> None:
    html = page(client, "/doc/source/seed-000.html")
    assert "2025-04-15" in text_of(html)
    offering = html.partition("2025 run (name not printed)")[2]
    fee = offering.partition('<dt id="fee">')[2].partition("</dd>")[0]
    assert "price 8500 USD characters 673–696 · read from the source in another form" in text_of(fee)


def test_a_source_speaks_in_the_words_of_the_pages_of_things(client: Client) -> None:
    entries = text_of(page(client, "/doc/source/curators.html"))
    assert "class credential entered by a curator" in entries
    assert "rdf:type" not in entries


def test_a_source_shows_where_others_contradict_it(client: Client) -> None:
    text = text_of(page(client, "/doc/source/seed-001.html"))
    assert "others contradict 1 of them, and in 1 another value is shown" in text
    assert "contradicted: another value is shown" in text


def test_every_passage_has_its_place_on_the_page_of_its_source(client: Client) -> None:
    html = page(client, "/doc/source/seed-000.html")
    anchors = re.findall(r'<dt id="([^"]+)">', html)
    assert len(anchors) == len(set(anchors))
    assert {"fee", "sessions", "title"} <= set(anchors)


def test_a_link_to_a_place_on_a_later_page_of_a_source_leads_on(client: Client) -> None:
    first = page(client, "/doc/source/seed-001.html")
    # the passage of that name is claimed of a work, whose id comes behind those of programmes and policies
    assert '<li id="ref-ning-topic"><a href="/doc/source/seed-001.html?page=2#ref-ning-topic">' in first
    assert 'id="ref-ning-topic"' in page(client, "/doc/source/seed-001.html?page=2")


def test_how_a_source_was_read_has_a_place_of_its_own(client: Client) -> None:
    assert '<li id="curation"><bdi>Read sentence by sentence' in page(client, "/doc/source/seed-001.html")


def test_sources_are_found_by_words_and_by_class(client: Client) -> None:
    press = client.get("/sources.json?reliability=press").json
    assert [one["id"] for one in press] == ["source:seed-000"]
    assert press[0]["published"] == "2025-04-15"
    found = text_of(page(client, "/sources?text=transformhealth"))
    assert "1 source " in found


def test_sources_that_are_not_there_are_said_to_be_nothing_found(client: Client) -> None:
    assert "Nothing found." in text_of(page(client, "/sources?text=zzzz"))
    assert client.get("/sources?page=99").status == 404
    assert client.get("/sources?klass=press").status == 400


def test_the_list_of_sources_is_also_a_table_for_programs(client: Client) -> None:
    reply = client.get("/sources.csv?reliability=press")
    header, row = reply.body.decode().splitlines()
    assert header == "id,iri,name,reliability,published,read,publisher,url,claims"
    assert row.startswith("source:seed-000,https://w3id.org/credatlas/id/source/seed-000,")


# Vocabulary


def test_a_property_is_explained_with_what_has_it_and_what_it_leads_to(client: Client) -> None:
    text = entry(page(client, "/ontology.html"), "isOfferedBy")
    assert "Relates a programme or course to the organization that offers it." in text
    assert "said of programme, course" in text or "said of course, programme" in text
    assert "leads to organization" in text
    assert "close to" in text and "schema:provider" in text


def test_a_class_names_its_properties_and_its_kinds(client: Client) -> None:
    text = entry(page(client, "/ontology.html"), "Programme")
    assert "kinds of it education programme, incubation programme" in text
    assert "is offered by" in text


def test_browsers_are_sent_to_the_reference_and_programs_to_turtle(client: Client) -> None:
    assert client.get("/ontology", accept=BROWSER).headers["location"] == "/ontology.html"
    assert client.get("/ontology", accept="text/turtle").headers["location"] == "/ontology.ttl"
    assert client.get("/vocab/topic", accept=BROWSER).headers["location"] == "/vocab/topic.html"


def test_a_scheme_shows_narrower_concepts_below_broader_ones(client: Client) -> None:
    html = page(client, "/vocab/topic.html")
    ethics = html.partition('href="/doc/vocab/topic/ethics.html"')[2]
    below = ethics.partition("<ul")[2]
    assert below.find("/doc/vocab/topic/ai-ethics.html") < below.find("</ul>")


def test_an_unknown_scheme_is_answered_with_the_nearest(client: Client) -> None:
    reply = client.get("/vocab/topics.html", accept=BROWSER)
    assert reply.status == 404
    assert "Did you mean topic" in text_of(reply.body.decode())


# Failures


def failed(error: CredatlasError, accept: str = BROWSER) -> str:
    reply = told(error, Asked("GET", "/x", "https://atlas.example/health", accept=accept), page=True)
    assert reply.status == error.http_status
    return reply.body.decode()


class StoppedError(StoreError):
    """Stands for a question that took too long."""

    http_status = 504


class BusyError(StoreError):
    """Stands for a full queue."""

    http_status = 503


@pytest.mark.parametrize(
    ("error", "heading"),
    [
        (NotFoundError("nothing goes by that name"), "Nothing found"),
        (UsageError("this has to be a number"), "This cannot be asked like that"),
        (StoreError("the store is damaged"), "Something failed"),
        (StoppedError("it ran for 10 seconds"), "Stopped: it took too long"),
        (BusyError("the queue is full"), "Busy at the moment"),
        (AmbiguousError("two things", choices=[("organization:a", "A")]), "Which one is meant?"),
    ],
)
def test_a_reader_is_told_which_kind_of_end_it_is(error: CredatlasError, heading: str) -> None:
    assert f"<h1>{heading}</h1>" in failed(error)


def test_only_a_failure_says_nothing_of_what_was_asked() -> None:
    assert "says nothing about what was asked" in failed(StoreError("the store is damaged"))
    assert "was ended before it had an answer" in failed(StoppedError("it ran for 10 seconds"))
    assert "knows nothing of it" in failed(NotFoundError("nothing goes by that name"))


def test_of_several_things_of_one_name_each_can_be_chosen() -> None:
    choices = [("organization:gmu-us", "George Mason University"), ("organization:gmu-ae", "Gulf Medical University")]
    html = failed(AmbiguousError("GMU is two things", choices=choices))
    assert '<a href="/health/doc/organization/gmu-us.html"><bdi>George Mason University</bdi></a>' in html
    assert '<a href="/health/doc/organization/gmu-ae.html"><bdi>Gulf Medical University</bdi></a>' in html


def test_what_a_failure_repeats_is_escaped() -> None:
    html = failed(UsageError("<script>alert(1)</script>", hint="<b>", place="<i>"))
    assert "<script>alert" not in html and "<b>" not in html and "<i>" not in html


def test_programs_get_a_problem_and_no_page() -> None:
    assert failed(NotFoundError("nothing"), "application/json").startswith('{"type"')
    assert failed(NotFoundError("nothing"), "").startswith('{"type"')
    assert failed(NotFoundError("nothing"), "text/csv").startswith('{"type"')


def test_an_address_that_leads_nowhere_is_told_on_a_page_to_readers_and_in_json_to_programs(client: Client) -> None:
    reply = client.get("/nowhere/at-all", accept=BROWSER)
    assert reply.status == 404
    assert "<h1>Nothing found</h1>" in reply.body.decode()
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert client.get("/nowhere/at-all").headers["content-type"].startswith("application/problem+json")


def test_below_another_path_a_failure_still_leads_home(founding: Path, founding_store: LocalStore) -> None:
    atlas = Atlas(founding_store, find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas)), mounted="/health")
    html = client.get("/nowhere", accept=BROWSER).body.decode()
    client.runner.close()
    assert 'href="/health/queries"' in html
    assert 'href="/queries"' not in html

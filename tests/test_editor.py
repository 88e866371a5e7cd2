"""The editor of queries: what it knows, whom it asks, and how it looks, in a real browser at a real service."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from asgi import Client
from browsing import PHONE, NewPage
from chromium import Page
from credatlas.build import Atlas
from credatlas.files import find_project
from credatlas.pages.editor import words
from credatlas.queries import sparql
from credatlas.serve.askers import InPlace
from credatlas.serve.service import service_app
from credatlas.store import LocalStore

BASE = "https://w3id.org/credatlas/"
RUN = f"{BASE}id/offering/hms-ai-executives-2025"


@pytest.fixture(scope="module")
def atlas(founding: Path, founding_store: LocalStore) -> Atlas:
    return Atlas(founding_store, find_project(str(founding)))


@pytest.fixture(scope="module")
def known(atlas: Atlas) -> dict[str, Any]:
    return words(atlas)


# What it knows.


def test_the_prefixes_are_those_of_the_house(known: dict[str, Any]) -> None:
    assert known["prefixes"]["ca"] == f"{BASE}ontology#"
    assert known["prefixes"]["organization"] == f"{BASE}id/organization/"


def test_classes_and_properties_of_ours_come_first_and_with_their_names(known: dict[str, Any]) -> None:
    assert {"iri": f"{BASE}ontology#Course", "label": "course"} in known["classes"]
    assert {"iri": f"{BASE}ontology#registrationCloses", "label": "registration closes"} in known["properties"]
    for terms in (known["classes"], known["properties"]):
        ours = [term["iri"].startswith(BASE) for term in terms]
        assert ours == sorted(ours, reverse=True) and any(ours)
        assert len({term["iri"] for term in terms}) == len(terms)


def test_each_canned_query_is_an_example_that_runs_as_it_stands(atlas: Atlas, known: dict[str, Any]) -> None:
    names = sorted(path.stem for path in atlas.project.queries.glob("*.rq"))
    assert sorted(example["name"] for example in known["examples"]) == names
    for example in known["examples"]:
        sparql(atlas, example["query"])


def test_an_example_is_filled_in_as_one_would_type_it(known: dict[str, Any]) -> None:
    queries = {example["name"]: example["query"] for example in known["examples"]}
    lines = queries["offerings-by-price"].splitlines()
    assert lines[:2] == [
        "# Offerings that cost at most a given amount, or do not say what they cost",
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>",
    ]
    assert '  FILTER(COALESCE(?price <= "9000"^^xsd:decimal, true))' in lines
    assert "work:gazquez-garcia-2025" in queries["claims-by-fact"]
    assert not any(
        line.startswith(("#+", "#if", "#endif")) for query in queries.values() for line in query.splitlines()
    )


STRANGE = """\
#+ summary = "Parts of what is not here"
#+ topic = "organizations"
#+
#+ [parameters.thing]
#+ type = "iri"
#+ required = true
#+ description = "It"
#+ example = "organization:nowhere"
#+
#+ [example]
#+ thing = "organization:nowhere"
#+
#+ [[expected]]
#+ part = "organization:nowhere"

PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?part { ?part org:subOrganizationOf $thing } ORDER BY ?part
"""


def test_an_example_of_things_that_are_not_here_keeps_its_parameters(project: Path, founding_store: LocalStore) -> None:
    (project / "queries/organizations-nowhere.rq").write_text(STRANGE, encoding="utf-8")
    known = words(Atlas(founding_store, find_project(str(project))))
    [example] = [one for one in known["examples"] if one["name"] == "organizations-nowhere"]
    assert "org:subOrganizationOf $thing" in example["query"]


# Over HTTP.


@pytest.fixture(scope="module")
def client(atlas: Atlas) -> Iterator[Client]:
    client = Client(service_app(InPlace(lambda: atlas)), "/health")
    yield client
    client.runner.close()


def test_the_page_allows_no_script_of_its_own_and_one_style(client: Client) -> None:
    reply = client.get("/editor")
    policy = reply.headers["content-security-policy"]
    assert reply.status == 200
    assert "script-src 'self';" in policy and "unsafe" not in policy
    assert re.search(r"style-src 'self' 'sha256-[\w+/=]+';", policy)
    assert "connect-src 'self';" in policy


def test_other_pages_allow_no_style_of_their_own(client: Client) -> None:
    assert "style-src 'self';" in client.get("/find").headers["content-security-policy"]


def test_below_a_path_every_address_of_the_page_begins_with_it(client: Client) -> None:
    page = client.get("/editor").body.decode()
    addresses = re.findall(r'(?:href|src|action|data-endpoint|data-words|data-root)="([^"]*)"', page)
    inner = [one for one in addresses if not one.startswith(("#", "https://"))]
    assert [one for one in inner if not one.startswith(("/health/", "http://127.0.0.1:8000/health/"))] == []
    assert 'data-endpoint="/health/sparql"' in page


def test_the_words_come_as_json_that_may_be_kept(client: Client) -> None:
    reply = client.get("/editor.json")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert set(reply.json) == {"base", "start", "prefixes", "classes", "properties", "examples"}
    assert "etag" in reply.headers


def test_its_files_are_served_as_what_they_are(client: Client) -> None:
    page = client.get("/editor").body.decode()
    for name, media in (
        ("yasgui.min.js", "text/javascript"),
        ("yasgui.min.css", "text/css"),
        ("editor.js", "text/javascript"),
    ):
        found = re.search(rf'"/health(/static/\w+/{re.escape(name)})"', page)
        assert found is not None
        reply = client.get(found[1])
        assert (reply.status, reply.headers["content-type"].partition(";")[0]) == (200, media)


def test_without_script_there_is_a_form(client: Client) -> None:
    page = client.get("/editor").body.decode()
    form = page[page.index("<noscript>") : page.index("</noscript>")]
    assert 'action="/health/sparql"' in form and 'name="query"' in form
    assert "ca:EducationProgramme" in form


# In a browser.


@pytest.fixture(scope="module")
def service(founding: Path, founding_store: LocalStore) -> Iterator[str]:
    """The address of a real service over the founding store, by the one name that the browser resolves."""
    folder = str(Path(founding_store.location).parent)
    command = ["serve", "--port", "0", "--project", str(founding), "--store", folder]
    program = "from credatlas.cli import program; program()"
    with subprocess.Popen([sys.executable, "-c", program, *command], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r"http://127.0.0.1(:\d+)/", process.stderr.readline())
        assert found is not None
        yield f"http://localhost{found[1]}"
        process.terminate()
        process.communicate(timeout=20)


def opened(page: Page, service: str, fragment: str = "") -> Page:
    page.open(f"{service}/editor", fragment)
    page.wait("document.getElementById('editor').dataset.ready")
    return page


def typed(page: Page, query: str) -> None:
    page.run(
        "const one = [...document.querySelectorAll('.CodeMirror')].find(one => one.offsetParent).CodeMirror;"
        "one.setValue(args[0]); one.focus(); one.setCursor(one.lineCount(), 0); one.execCommand('goDocEnd');",
        query,
    )


def ask(page: Page) -> None:
    page.run("[...document.querySelectorAll('.yasqe_queryButton')].find(one => one.offsetParent).click()")


def completions(page: Page, query: str) -> list[str]:
    """What is offered at the end of a query."""
    typed(page, query)
    page.press(" ", "Control")
    page.wait("!!document.querySelector('.CodeMirror-hint')")
    return list(page.run("return [...document.querySelectorAll('.CodeMirror-hint')].map(one => one.innerText)"))


def outside(page: Page, service: str) -> list[str]:
    return [one for one in page.requests if not one.startswith((service, "data:", "blob:"))]


def test_it_opens_and_answers_without_a_word_to_anybody_else(page: Page, service: str) -> None:
    opened(page, service)
    ask(page)
    page.wait("document.querySelectorAll('.yasr tbody tr').length")
    page.listen_for(0.5)
    assert page.errors == []
    assert outside(page, service) == []


def test_things_in_an_answer_lead_to_their_pages(page: Page, service: str) -> None:
    opened(page, service)
    typed(
        page,
        "SELECT ?run ?mode ?class ?other { ?run ca:hasModality ?mode ; a ?class BIND(<https://ror.org/x> AS ?other)"
        f" FILTER(?run = <{RUN}> && ?class = ca:ProgrammeOffering) }}",
    )
    ask(page)
    page.wait("document.querySelectorAll('.yasr tbody td a').length")
    links = page.run("return [...document.querySelectorAll('.yasr tbody td a')].map(one => one.href)")
    assert links == [
        f"{service}/doc/offering/hms-ai-executives-2025.html",
        f"{service}/vocab/modality#hybrid",
        f"{service}/ontology#ProgrammeOffering",
        "https://ror.org/x",
    ]
    place = page.run(
        "const box = document.querySelector('.yasr tbody td a').getBoundingClientRect(); return [box.left, box.top]"
    )
    page.click_at(place[0] + 5, place[1] + 5)  # its end may be cut off
    page.wait("location.pathname === '/doc/offering/hms-ai-executives-2025.html' && !!document.querySelector('h1')")


def test_classes_and_properties_are_offered_by_id_and_by_word(page: Page, service: str) -> None:
    opened(page, service)
    assert completions(page, "SELECT * { ?s a ca:Cours")[0].startswith("ca:Course")
    assert any(one.startswith("ca:ProgrammeOffering") for one in completions(page, "SELECT * { ?s a offering"))
    assert completions(page, "SELECT * { ?s ca:registrationC") == ["ca:registrationCloses  registration closes"]
    assert "organization: <https://w3id.org/credatlas/id/organization/>" in completions(page, "PREFIX organiz")
    assert outside(page, service) == []


def test_what_is_typed_is_told_to_nobody(page: Page, service: str) -> None:
    opened(page, service)
    before = len(page.requests)
    for query in ("PREFIX foaf:", "SELECT * { ?s a foaf:Per", "SELECT * { ?s foaf:na", "SELECT * { ?s a secret"):
        typed(page, query)
        page.press(" ", "Control")
        page.type("s")
        page.listen_for(0.3)
    # a browser may ask for the icon of the page late
    assert [asked for asked in page.requests[before:] if not asked.endswith("/icon.svg")] == []


def test_a_completion_that_is_chosen_is_put_in(page: Page, service: str) -> None:
    opened(page, service)
    completions(page, "SELECT * { ?s a ca:Hackat")
    page.press("Enter")
    text = "[...document.querySelectorAll('.CodeMirror')].find(one => one.offsetParent).CodeMirror.getValue()"
    page.wait(f"{text}.includes('ca:Hackathon')")


def test_an_example_comes_filled_in_and_is_answered(page: Page, service: str) -> None:
    opened(page, service)
    assert page.run("return document.querySelectorAll('#example option').length") > 30
    page.run(
        "const one = document.getElementById('example'); one.value = 'offerings-by-price';"
        "one.dispatchEvent(new Event('change'))"
    )
    page.wait(
        "[...document.querySelectorAll('.yasr tbody td a')].some(one => one.href.includes('hms-ai-executives-2025'))"
    )
    assert page.errors == []


def test_the_editor_finds_no_fault_with_the_examples(page: Page, service: str, known: dict[str, Any]) -> None:
    opened(page, service)
    marked = """
        const one = document.querySelector('.CodeMirror').CodeMirror, lines = [];
        one.setValue(args[0]);
        one.eachLine(line => { if (one.lineInfo(line).gutterMarkers?.gutterErrorBar) lines.push(line.text); });
        return lines;
    """
    faults = {example["name"]: page.run(marked, example["query"]) for example in known["examples"]}
    assert {name: lines for name, lines in faults.items() if lines} == {}
    assert page.run(marked, "SELECT ?s { ?s a }") != []


def test_an_address_may_carry_a_query_and_nothing_else(new_page: NewPage, service: str) -> None:
    page = opened(new_page(), service, "query=ASK%20%7B%20%3Fs%20a%20ca%3ACourse%20%7D")
    page.wait("[...document.querySelectorAll('.yasr')].some(one => /True/i.test(one.innerText))")
    other = opened(
        new_page(), service, "query=ASK%20%7B%7D&endpoint=https%3A%2F%2Fevil.example%2F&headers=%7B%22X%22%3A%22y%22%7D"
    )
    other.wait("[...document.querySelectorAll('.yasr')].some(one => /True/i.test(one.innerText))")
    assert outside(other, service) == []


def test_a_mistake_is_told_in_words(page: Page, service: str) -> None:
    opened(page, service)
    typed(page, "SELECT * { SERVICE <https://elsewhere.example/> { ?s ?p ?o } }")
    ask(page)
    page.wait("!!document.querySelector('.yasr .redOutline p')")
    told = page.run("return document.querySelector('.yasr .redOutline').innerText")
    assert told.startswith("line 1: SERVICE is refused")
    assert outside(page, service) == []


def test_markup_in_an_answer_stays_text(page: Page, service: str) -> None:
    opened(page, service)
    evil = "<img src=x onerror=\\\"document.title='taken'\\\">"
    typed(page, f'SELECT ("{evil}" AS ?text) (<https://x.example/?q=\'onmouseover=alert(1)> AS ?link) {{}}')
    ask(page)
    page.wait("document.querySelectorAll('.yasr tbody tr').length")
    assert page.run("return document.querySelectorAll('.yasr tbody img, .yasr tbody [onmouseover]').length") == 0
    assert page.run("return document.title").startswith("SPARQL")
    # the library makes elements of it on the way, whose scripts the policy of the page does not let run
    assert all("Content Security Policy" in error for error in page.errors)


def test_words_that_do_not_come_are_told_and_queries_work_all_the_same(page: Page, service: str) -> None:
    page.ask("Network.setBlockedURLs", urls=["*/editor.json"])
    opened(page, service)
    page.wait("!document.getElementById('trouble').hidden")
    assert "queries work all the same" in page.run("return document.getElementById('trouble').innerText")
    ask(page)
    page.wait("document.querySelectorAll('.yasr tbody tr').length")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(page: Page, service: str, faults: Callable[..., list[str]], scheme: str) -> None:
    page.show_as(prefers_color_scheme=scheme)
    opened(page, service)
    ask(page)
    page.wait("document.querySelectorAll('.yasr tbody tr').length")
    assert faults(page) == []


def test_it_fits_a_phone(new_page: NewPage, service: str) -> None:
    page = new_page(*PHONE, touch=True)
    opened(page, service)
    ask(page)
    page.wait("document.querySelectorAll('.yasr tbody tr').length")
    assert page.run("return document.documentElement.scrollWidth") <= PHONE[0]
    box = page.run(
        "const box = [...document.querySelectorAll('.yasqe_queryButton')].find(one => one.offsetParent)"
        ".getBoundingClientRect(); return [box.left >= 0, box.right <= innerWidth, box.height >= 24]"
    )
    assert box == [True, True, True]


def test_the_words_are_small_enough_to_load(known: dict[str, Any]) -> None:
    assert len(json.dumps(known)) < 150_000

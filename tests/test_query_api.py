"""Canned queries over HTTP: parameters by name, pages of rows, forms of the answer, and errors that teach."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from asgi import Client
from credatlas.build import Atlas
from credatlas.errors import QueryError
from credatlas.files import Project, find_project
from credatlas.queries import read
from credatlas.serve.askers import InPlace
from credatlas.serve.service import service_app
from credatlas.store import LocalStore

PRICES = "/api/queries/offerings-by-price"
OFFERS = "/api/queries/organizations-offers"
LEADERS = "Harvard Medical School certificate program for healthcare executives (name not printed)"
ID = "https://w3id.org/credatlas/id/"


@pytest.fixture(scope="module")
def client(founding: Path, founding_store: LocalStore) -> Iterator[Client]:
    atlas = Atlas(founding_store, find_project(str(founding)), Path(founding_store.location))
    client = Client(service_app(InPlace(lambda: atlas)))
    yield client
    client.runner.close()


# What is answered


def test_an_answer_is_rows_of_plain_values_with_the_ids_and_names_of_things(client: Client) -> None:
    reply = client.get(f"{PRICES}?max_price=9000&currency=USD")
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.json["query"] == "offerings-by-price"
    assert reply.json["parameters"] == {"max_price": 9000, "currency": "USD"}
    assert reply.json["columns"][0] == "offering"
    assert reply.json["rows"] == [
        {
            "offering": {
                "id": "offering:hms-ai-executives-2025",
                "iri": f"{ID}offering/hms-ai-executives-2025",
                "label": f"{LEADERS.removesuffix(' (name not printed)')}, 2025 run (name not printed)",
            },
            "programme": {
                "id": "programme:hms-healthcare-ai-executive-certificate",
                "iri": f"{ID}programme/hms-healthcare-ai-executive-certificate",
                "label": LEADERS,
            },
            "programme_name": LEADERS,
            "organization": {
                "id": "organization:harvard-medical-school",
                "iri": f"{ID}organization/harvard-medical-school",
                "label": "Harvard Medical School",
            },
            "organization_name": "Harvard Medical School",
            "price": 8500,
            "price_currency": "USD",
            "tier": None,  # no source says whom the price is for: unknown is not no
        }
    ]
    assert reply.json["page"]["total"] == 1
    assert reply.json["truncated"] is False


def test_an_answer_names_the_build_that_gave_it(client: Client, founding_store: LocalStore) -> None:
    manifest = json.loads((Path(founding_store.location) / "manifest.json").read_text())
    assert client.get(PRICES).json["version"] == manifest["digest"]


def test_a_graph_in_memory_has_no_version(founding: Path, founding_store: LocalStore) -> None:
    atlas = Atlas(founding_store, find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas)))
    assert client.get(PRICES).json["version"] is None
    client.runner.close()


def test_things_are_named_as_people_do(client: Client) -> None:
    given = urlencode({"organization": "health systems innovation lab"})
    reply = client.get(f"/api/queries/organizations-partners?{given}")
    assert reply.json["parameters"]["organization"]["id"] == "organization:hsil"
    assert [row["topic"]["label"] for row in reply.json["rows"]] == [
        "digital health policy",
        "digital health transformation",
    ]


def test_a_form_that_is_posted_asks_the_same(client: Client) -> None:
    asked = client.get(f"{PRICES}?max_price=9000").json
    posted = client.form(PRICES, max_price="9000")
    assert posted.status == 200
    assert posted.json == asked


def test_a_field_that_is_left_empty_counts_as_left_out(client: Client) -> None:
    assert client.get(f"{PRICES}?max_price=&currency=").json["parameters"] == {"max_price": None, "currency": "USD"}


def test_a_parameter_that_takes_several_is_repeated(project: Path, founding_store: LocalStore) -> None:
    (project / "queries/programmes-of-topics.rq").write_text(
        '#+ summary = "Programmes that cover one of some topics"\n#+ topic = "programmes"\n#+\n'
        '#+ [parameters.topics]\n#+ type = "concept"\n#+ scheme = "topic"\n#+ list = true\n#+ required = true\n'
        '#+ description = "Topics"\n#+ example = "robotics"\n#+\n#+ [example]\n#+ topics = ["robotics"]\n#+\n'
        "PREFIX ca: <https://w3id.org/credatlas/ontology#>\n"
        "SELECT DISTINCT ?topic WHERE { ?thing ca:coversTopic ?topic . FILTER(?topic IN ($topics)) } ORDER BY ?topic\n",
        encoding="utf-8",
    )
    client = Client(service_app(InPlace(lambda: Atlas(founding_store, Project(project)))))
    reply = client.get("/api/queries/programmes-of-topics?topics=digital-health-policy&topics=informed-consent")
    client.runner.close()
    assert [topic["id"] for topic in reply.json["parameters"]["topics"]] == [
        "topic:digital-health-policy",
        "topic:informed-consent",
    ]
    assert "topic:digital-health-policy" in [row["topic"]["id"] for row in reply.json["rows"]]


def test_each_cell_opens_to_the_claims_behind_it(client: Client) -> None:
    reply = client.get(f"{PRICES}?max_price=9000&evidence=1")
    (row,) = reply.json["evidence"]
    (claim,) = row["price"]["claims"]
    assert claim["source"] == f"{ID}source/seed-000"
    assert claim["predicate"] == "https://schema.org/offers"
    assert claim["method"] == "normalised"  # the article writes 8,500
    assert claim["stated_on"] == "2025-04-15"
    assert claim["end"] > claim["start"] > 0
    assert "evidence" not in client.get(f"{PRICES}?max_price=9000").json


def test_the_list_says_where_each_query_is_asked(client: Client) -> None:
    found = {query["name"]: query["href"] for query in client.get("/api/queries").json}
    assert found["offerings-by-price"] == "http://127.0.0.1:8000/api/queries/offerings-by-price"


# Forms


def test_csv_is_what_a_spreadsheet_reads(client: Client) -> None:
    reply = client.get(f"{PRICES}.csv?max_price=9000")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    head, row = csv.reader(io.StringIO(reply.body.decode()))
    assert head[:2] == ["offering", "programme"]
    assert row[0] == f"{ID}offering/hms-ai-executives-2025"
    assert row[5:] == ["8500", "USD", ""]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/markdown", "text/markdown; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("*/*", "application/json"),
        ("text/csv;q=0.3, application/json;q=0.2", "text/csv; charset=utf-8"),
    ],
)
def test_the_form_follows_what_the_client_accepts(client: Client, accept: str, media: str) -> None:
    reply = client.get(f"{PRICES}?max_price=9000", accept=accept)
    assert (reply.status, reply.headers["content-type"]) == (200, media)


def test_the_results_of_sparql_are_read_by_an_engine(client: Client) -> None:
    reply = client.get(f"{PRICES}.srj?max_price=9000")
    found = ox.parse_query_results(reply.body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    (solution,) = found
    assert solution["price"].value == "8500"
    assert solution["tier"] is None


def test_markdown_with_evidence_has_numbered_notes(client: Client) -> None:
    text = client.get(f"{PRICES}.md?max_price=9000&evidence=yes").body.decode()
    (number,) = re.findall(r"\| 8500 \[(\d)\] \| USD \[\1\] \|", text)
    assert f"[{number}] offering:hms-ai-executives-2025 schema:offers 8500 USD — source:seed-000" in text
    assert "[]" not in text


def test_whoever_reads_pages_is_sent_to_the_page_of_the_query(client: Client) -> None:
    reply = client.get(f"{PRICES}?max_price=9000", accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (reply.status, reply.headers["location"]) == (303, "/queries/offerings-by-price?max_price=9000")
    assert client.get(f"{PRICES}.html").headers["location"] == "/queries/offerings-by-price"


def test_behind_a_proxy_pages_are_found_below_its_path(founding: Path, founding_store: LocalStore) -> None:
    atlas = Atlas(founding_store, find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas)), mounted="/atlas")
    assert client.get(f"{PRICES}.html").headers["location"] == "/atlas/queries/offerings-by-price"
    reply = client.get(f"{OFFERS}?organization=harvard-university&limit=1")
    client.runner.close()
    assert reply.json["page"]["next"].startswith("http://127.0.0.1:8000/atlas/api/queries/organizations-offers?")


def test_no_cell_of_a_safe_csv_is_a_formula(project: Path) -> None:
    name = ox.Literal("=HYPERLINK(1)", language="en")
    store = LocalStore(ox.Store(), "memory")
    facts = ox.NamedNode("https://w3id.org/credatlas/graph/facts")
    lab = ox.NamedNode(f"{ID}organization/lab")
    store.engine.add(ox.Quad(lab, ox.NamedNode("https://schema.org/name"), name, facts))
    (project / "queries/names-of-all.rq").write_text(
        '#+ summary = "Names"\n#+ topic = "curation"\n#+\nPREFIX schema: <https://schema.org/>\n'
        "SELECT ?thing ?name WHERE { ?thing schema:name ?name } ORDER BY ?thing ?name\n",
        encoding="utf-8",
    )
    client = Client(service_app(InPlace(lambda: Atlas(store, Project(project)))))
    plain, safe = (client.get(f"/api/queries/names-of-all.csv{more}").body for more in ("", "?csv_safe=1"))
    client.runner.close()
    assert b",=HYPERLINK(1)\r\n" in plain
    assert b",'=HYPERLINK(1)\r\n" in safe


# Pages


def test_pages_follow_each_other_and_leave_no_row_out(client: Client) -> None:
    address, found = f"{OFFERS}?organization=harvard-university&limit=2", []
    while address:
        page = client.get(address.removeprefix("http://127.0.0.1:8000")).json
        found += [row["thing"]["id"] for row in page["rows"]]
        address = page["page"]["next"]
    assert found == [
        "credential:harvard-chan-ai-certificate-of-specialization",
        "credential:hms-healthcare-ai-executive-certificate",
        "programme:harvard-chan-ai-certificate-of-specialization",
        "programme:hms-aim-phd-track",
        "programme:hms-biomedical-informatics-phd",
        "programme:hms-healthcare-ai-executive-certificate",
    ]


def test_a_page_that_is_not_the_last_says_so_in_header_and_body(client: Client) -> None:
    reply = client.get(f"{OFFERS}?organization=harvard-university&limit=4&offset=1")
    assert reply.json["truncated"] is True
    assert reply.json["page"]["total"] is None
    assert reply.headers["credatlas-truncated"] == "rows"
    base = "http://127.0.0.1:8000/api/queries/organizations-offers?organization=harvard-university&limit=4"
    assert reply.headers["link"] == f'<{base}&offset=5>; rel="next", <{base}>; rel="prev"'


def test_the_last_page_says_how_many_rows_there_are(client: Client) -> None:
    reply = client.get(f"{OFFERS}?organization=harvard-university&limit=4&offset=4")
    assert (reply.json["truncated"], reply.json["page"]["total"]) == (False, 6)
    assert "credatlas-truncated" not in reply.headers


def test_beyond_the_last_row_there_is_an_empty_page(client: Client) -> None:
    reply = client.get(f"{OFFERS}?organization=harvard-university&offset=100")
    assert (reply.status, reply.json["rows"], reply.json["page"]["total"]) == (200, [], None)


def test_the_pages_of_a_csv_are_linked_in_its_header(client: Client) -> None:
    reply = client.get(f"{OFFERS}.csv?organization=harvard-university&limit=5")
    assert reply.body.count(b"\r\n") == 6
    assert "organizations-offers.csv?organization=harvard-university&limit=5&offset=5" in reply.headers["link"]


def test_no_query_has_a_parameter_by_which_answers_are_leafed_through(project: Path) -> None:
    path = project / "queries/names-from.rq"
    path.write_text(
        '#+ summary = "Names"\n#+ topic = "curation"\n#+ [parameters.offset]\n#+ type = "integer"\n'
        '#+ description = "From"\n#+ example = 1\n#+\nSELECT ?s WHERE { ?s ?p $offset } ORDER BY ?s\n',
        encoding="utf-8",
    )
    with pytest.raises(QueryError, match="offset"):
        read(path)


def test_an_answer_of_today_is_asked_again_tomorrow(client: Client) -> None:
    address = "/api/queries/offerings-open-for-registration"
    today = client.get(address)
    assert today.headers["cache-control"] == "no-store"
    assert today.json["parameters"]["date"] == date.today().isoformat()
    assert client.get(f"{address}?date=today").headers["cache-control"] == "no-store"
    dated = client.get(f"{address}?date=2025-04-10")
    assert dated.headers["cache-control"] == "public, max-age=60"
    assert dated.json["rows"][0]["registration_closes"] == "2025-04-14"


# Things by a name


def test_a_thing_is_shown_by_any_of_its_names(client: Client) -> None:
    for name in ("hsil", "organization:hsil", "health systems innovation lab"):
        reply = client.get(f"/api/show/{name}")
        assert (reply.status, reply.json["id"]) == (200, "organization:hsil")
    assert reply.json["name"] == "Health Systems Innovation Lab"


def test_who_says_so_is_told_claim_by_claim(client: Client) -> None:
    (claim,) = client.get("/api/why?thing=offering:hms-ai-executives-2025&property=schema:offers").json
    assert (claim["object"], claim["source"]) == ("8500 USD", f"{ID}source/seed-000")
    assert (claim["stated_on"], claim["rank"]) == ("2025-04-15", "shown")


def test_what_follows_by_a_rule_comes_when_asked_for(client: Client) -> None:
    address = "/api/why?thing=offering:hms-ai-executives-2025"
    assert "inferred" not in {claim["rank"] for claim in client.get(address).json}
    assert "inferred" in {claim["rank"] for claim in client.get(f"{address}&inferred=1").json}


@pytest.mark.parametrize(
    ("address", "status", "place"),
    [
        ("/api/why", 400, "thing"),
        ("/api/why?thing=zzzz", 404, "thing"),
        ("/api/why?thing=AIM", 409, "thing"),
        ("/api/why?thing=hsil&property=zzzz", 404, "property"),
        ("/api/why?thing=hsil&inferred=maybe", 400, "inferred"),
        ("/api/why?thing=hsil&proprety=schema:name", 400, "proprety"),
        ("/api/show/zzzz", 404, "name"),
        ("/api/show/ ", 400, "name"),
        ("/api/show/hsil?evidence=1", 400, "evidence"),
    ],
)
def test_wrong_questions_about_things_name_what_is_wrong(client: Client, address: str, status: int, place: str) -> None:
    assert problem(client, address, status)["place"] == place


# Mistakes


def problem(client: Client, address: str, status: int, **headers: str) -> dict[str, Any]:
    reply = client.get(address, **headers)
    assert reply.status == status, reply.body
    assert reply.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = reply.json
    assert said["status"] == status
    return said


def test_an_unknown_parameter_is_refused_with_the_nearest(client: Client) -> None:
    said = problem(client, f"{PRICES}?max_prise=9000", 400)
    assert (said["place"], said["detail"]) == ("max_prise", "there is no parameter max_prise")
    assert said["hint"].startswith("did you mean max_price?")


@pytest.mark.parametrize("given", ["limit=0", "limit=-1", "limit=ten", "limit=1&limit=2", "offset=-1", "offset=1e9"])
def test_pages_that_make_no_sense_are_refused(client: Client, given: str) -> None:
    assert problem(client, f"{PRICES}?{given}", 400)["place"] == given.partition("=")[0]


def test_a_value_of_the_wrong_type_names_its_parameter_and_an_example(client: Client) -> None:
    said = problem(client, f"{PRICES}?max_price=cheap", 400)
    assert (said["place"], said["detail"]) == ("max_price", "“cheap” is not a number")
    assert said["hint"] == "for example ?max_price=9000"


def test_a_missing_parameter_is_named_as_addresses_have_it(client: Client) -> None:
    said = problem(client, OFFERS, 400)
    assert (said["place"], said["detail"]) == ("organization", "organizations-offers needs organization")
    assert said["hint"] == "for example ?organization=Harvard+University"


def test_a_parameter_that_takes_one_value_refuses_two(client: Client) -> None:
    said = problem(client, f"{PRICES}?max_price=1&max_price=2", 400)
    assert said["detail"] == "max_price takes one value, not 2"


def test_a_value_that_no_offering_has_is_refused_with_those_that_there_are(client: Client) -> None:
    said = problem(client, f"{PRICES}?currency=XYZ", 400)
    assert said["place"] == "currency"
    assert "USD" in said["hint"]


def test_what_is_not_in_the_graph_is_not_found_and_the_nearest_is_named(client: Client) -> None:
    said = problem(client, f"{OFFERS}?organization=Harvard+Medical+Scool", 404)
    assert said["place"] == "organization"
    assert "organization:harvard-medical-school" in said["hint"]


def test_what_resembles_nothing_is_looked_for_over_http(client: Client) -> None:
    assert problem(client, f"{OFFERS}?organization=zzzz", 404)["hint"] == "look at /find"


def test_a_name_of_several_things_gives_the_choices(client: Client) -> None:
    reply = client.get(f"{OFFERS}?organization=school")
    assert reply.status == 409
    assert reply.json["hint"].startswith("give the id of one of them")  # there are no columns here
    assert {"id": "organization:harvard-medical-school", "name": "Harvard Medical School (ca:School)"} in (
        reply.json["choices"]
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("offering-by-price", "did you mean offerings-by-price?"),
        ("zzz", "look at /api/queries"),
        ("offerings-by-price.xlsx", "end it in one of .json, .csv, .tsv, .md, .jsonl, .srj, .srx, .html"),
        ("..%2F..%2Fetc", "look at /api/queries"),
    ],
)
def test_an_unknown_query_or_form_is_not_found(client: Client, name: str, hint: str) -> None:
    reply = client.get(f"/api/queries/{name}")
    assert reply.status == 404
    assert reply.json.get("hint", hint) == hint


def test_a_client_that_takes_no_form_of_ours_is_told_which_there_are(client: Client) -> None:
    said = problem(client, PRICES, 406, accept="image/png")
    assert "text/csv" in said["hint"]


@pytest.mark.parametrize("form", ["csv", "srj", "jsonl"])
def test_evidence_does_not_fit_into_every_form(client: Client, form: str) -> None:
    assert problem(client, f"{PRICES}.{form}?evidence=1", 400)["place"] == "evidence"


def test_a_flag_is_yes_or_no(client: Client) -> None:
    assert problem(client, f"{PRICES}?evidence=perhaps", 400)["place"] == "evidence"
    assert problem(client, f"{PRICES}?csv_safe=1", 400)["place"] == "csv_safe"


def test_a_body_that_is_no_form_is_refused(client: Client) -> None:
    reply = client.post(PRICES, {"max_price": 9000})
    assert (reply.status, reply.json["place"]) == (415, "Content-Type")


def test_text_of_a_stranger_never_becomes_a_query(client: Client) -> None:
    given = urlencode({"organization": '"} UNION { ?s ?p ?o } #'})
    assert client.get(f"{OFFERS}?{given}").status == 404
    given = urlencode({"organization": "https://w3id.org/credatlas/id/organization/x> ?p ?o . <y"})
    assert client.get(f"{OFFERS}?{given}").status in (400, 404)

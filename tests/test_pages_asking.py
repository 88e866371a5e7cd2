"""Pages that answer: finding, comparing, contradictions, curators' lists, and questions with their forms."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from asgi import Client
from credatlas.build import Atlas
from credatlas.files import find_project
from credatlas.pages.keeping import Remembering, kept
from credatlas.serve.askers import InPlace
from credatlas.serve.service import service_app
from credatlas.store import LocalStore
from credatlas.terms import PREFIXES
from reading import read, seen

HMS = "programme:hms-healthcare-ai-executive-certificate"
HMS_NAME = "Harvard Medical School certificate program for healthcare executives (name not printed)"
RUN = "/doc/offering/hms-ai-executives-2025.html"
STANFORD = "programme:stanford-ai-in-healthcare-certificate"
TODAY = date.today().isoformat()


@pytest.fixture(scope="module")
def atlas(founding: Path, founding_store: LocalStore) -> Atlas:
    return Atlas(founding_store, find_project(str(founding)))


@pytest.fixture(scope="module")
def client(atlas: Atlas) -> Iterator[Client]:
    client = Client(service_app(InPlace(lambda: atlas)))
    yield client
    client.runner.close()


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    reply = client.get(address)
    assert reply.status == 200, reply.body
    assert reply.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(reply.body.decode())))


# Finding


def test_what_fits_stands_first_with_the_reasons_and_leads_to_its_page(client: Client) -> None:
    # seed-000: for healthcare executives, 8,500 USD, 14 April 2025 first day and last day to register
    page = read(client, "/find?audience=executives&max_price=9000&currency=USD")
    first = page.all("//ol[@class='hits']/li")[0]
    assert page.links("//ol[@class='hits']/li[1]/h3") == {HMS_NAME: f"/doc/programme/{HMS.partition(':')[2]}.html"}
    assert [seen(one) for one in first.xpath("./ul[@class='reasons']/li")] == [
        "✓ for healthcare executives",
        "✓ 8500 USD",
    ]
    assert [seen(one) for one in first.xpath(".//tbody//td")] == [
        "hms-ai-executives-2025",
        "2025-04-14",
        "2025-04-14",
        "8500 USD",
    ]


def test_what_is_not_known_is_said_and_can_be_left_out(client: Client) -> None:
    page = read(client, "/find?audience=executives&max_price=9000&currency=USD")
    unknown = page.texts("//ul[@class='reasons']/li[@class='unknown']")
    assert unknown
    assert set(unknown) <= {"? price unknown", "? audience unknown"}
    assert page.text("//section/h2").endswith(": 1 known to fit, 6 perhaps")
    certain = read(client, "/find?audience=executives&max_price=9000&currency=USD&unknown=exclude")
    assert len(certain.all("//ol[@class='hits']/li")) == 1
    assert "6 more were left out" in certain.text()


def test_what_was_chosen_is_shown_as_chosen_also_when_it_was_typed_in_other_words(client: Client) -> None:
    page = read(client, "/find?audience=executives&max_price=9000&currency=USD")
    assert [one.get("value") for one in page.all("//input[@name='audience'][@checked]")] == [
        "audience:healthcare-executives"
    ]
    assert page.field("max_price").get("value") == "9000"
    assert page.texts("//select[@name='currency']/option[@selected]") == ["USD"]
    # seed-001 names engineers for the programmes of Louisville and of UAB
    assert "engineers 2" in page.texts("//div[@class='checks']/label")


def test_words_alone_find_anything_and_only_what_can_be_compared_can_be_ticked(client: Client) -> None:
    page = read(client, "/find?text=stanford")
    ticks = {one.get("value") for one in page.all("//input[@name='thing']")}
    assert "credential:stanford-ai-in-healthcare-certificate" in ticks
    assert page.links("//ol")["Stanford University"] == "/doc/organization/stanford-university.html"
    assert not any(value.startswith("organization:") for value in ticks)


def test_rows_for_programs_are_those_of_the_command(client: Client) -> None:
    asked = "audience=executives&max_price=9000&currency=USD"
    records = client.get(f"/find.json?{asked}").json
    assert len(records) == 7
    assert (records[0]["id"], records[0]["fits"], records[0]["price"]) == (HMS, "certain", "8500 USD")
    rows = rows_of(client, f"/find.csv?{asked}")
    assert [row["id"] for row in rows] == [record["id"] for record in records]
    assert rows[0]["why"] == "for healthcare executives; 8500 USD"
    assert client.get("/find.json?text=stanford+university").json[0]["id"] == "organization:stanford-university"


def test_an_address_says_the_same_tomorrow(client: Client) -> None:
    reply = client.get("/find?audience=&open_on=today&text=")
    assert (reply.status, reply.headers["location"]) == (303, f"/find?open_on={TODAY}")
    mounted = Client(client.app, mounted="/atlas")
    assert mounted.get("/find?text=x&topic=").headers["location"] == "/atlas/find?text=x"
    mounted.runner.close()


def test_without_a_question_nothing_is_looked_up(client: Client) -> None:
    page = read(client, "/find")
    assert page.status == 200
    assert not page.all("//ol[@class='hits']")
    assert "Nothing is asked yet" in page.text()


def test_the_examples_of_the_form_find_something(client: Client) -> None:
    examples = read(client, "/find").links("//section[@id='results']")
    assert examples["For healthcare executives"] == "/find?audience=audience%3Ahealthcare-executives"
    for address in examples.values():
        assert read(client, address).all("//ol[@class='hits']/li"), address


def test_nothing_found_says_what_stands_in_the_way(client: Client) -> None:
    # only the programme of Harvard Medical School has a price, and it is for executives, not for engineers
    page = read(client, "/find?audience=engineers&max_price=9000&currency=USD&unknown=exclude")
    assert page.status == 200
    assert "Nothing found." in page.text()
    assert page.links("//section")["Ask without for whom it is"] == "/find?max_price=9000&currency=USD&unknown=exclude"


@pytest.mark.parametrize(
    ("asked", "status", "field", "said"),
    [
        ("max_price=9000", 400, "currency", "an amount without its currency cannot be compared"),
        ("max_price=cheap&currency=USD", 400, "max_price", "“cheap” is not a number"),
        ("currency=USD", 400, "currency", "“Currency” belongs to “At most”"),
        ("topic=nonsense", 404, "topic", "no topic goes by “nonsense”"),
        ("starts_from=2025-05&starts_until=2025-04", 400, "starts_until", "nothing starts from 2025-05-01"),
        ("open_on=2025-02-30", 400, "open_on", "2025-02-30"),
        ("audience=executives&unknown=perhaps", 400, "unknown", "“perhaps” says nothing about unknown values"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client: Client, asked: str, status: int, field: str, said: str) -> None:
    page = read(client, f"/find?{asked}")
    assert page.status == status
    assert said in page.wrong(field)
    assert not page.all("//ol[@class='hits']")


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("modalty=online", 400, "there is no facet modalty"),
        ("name=x&suffix=csv", 400, "there is no facet name"),
        ("text=a&text=b", 400, "this may be given once"),
    ],
)
def test_what_is_wrong_with_no_field_is_said_above_them(client: Client, asked: str, status: int, said: str) -> None:
    page = read(client, f"/find?{asked}")
    assert page.status == status
    assert said in page.text("//div[@class='mistake']")


@pytest.mark.parametrize(("page", "status"), [("0", 400), ("x", 400), ("1e3", 400), ("99", 404)])
def test_a_page_that_is_none_is_refused(client: Client, page: str, status: int) -> None:
    for address in ("/find?text=ai", "/conflicts?kind=factual", f"/stale?on={TODAY}", "/gaps?by=class"):
        assert client.get(f"{address}&page={page}", accept="application/json").status == status, address


def test_an_error_for_a_program_is_a_problem(client: Client) -> None:
    reply = client.get("/find.json?topic=nonsense")
    assert (reply.status, reply.headers["content-type"]) == (404, "application/problem+json")
    reply = client.get("/find.csv?max_price=9000")
    assert (reply.status, reply.json["place"]) == (400, "currency")  # the parameter, not the option of the command


def test_what_was_typed_is_text_and_nothing_else(client: Client) -> None:
    body = client.get("/find?text=%3Cscript%3Ealert(1)%3C/script%3E&topic=%22%3E%3Cimg%3E").body.decode()
    assert "<script>alert" not in body
    assert "<img>" not in body


# Comparing


def test_things_stand_side_by_side_with_who_says_so_and_how_old_that_is(client: Client) -> None:
    # seed-000 of 15 April 2025 gives the fee in its characters 673 to 696; of Stanford no price is known
    page = read(client, f"/compare?thing={HMS}&thing={STANFORD}&on=2026-11-25")
    rows = {
        row[0].removesuffix(", they differ"): row[1:] for row in page.table("//div[contains(@class, 'compared')]/table")
    }
    price, unknown = rows["price (USD)"]
    assert price.startswith("8500 USD (run)")
    assert "2025-04-15 · press · characters 673–696" in price
    assert "19 months old" in price
    assert unknown == "unknown"
    assert rows["end"] == ["unknown", "unknown"]
    assert rows["type of award"][1].startswith("certificate")
    assert "/doc/source/seed-000.html#fee" in [one.get("href") for one in page.all("//tbody//a")]


def test_rows_in_which_things_differ_are_marked_and_can_stand_alone(client: Client) -> None:
    whole = read(client, f"/compare?thing={HMS}&thing={STANFORD}&on=2026-11-25")
    assert "end" not in whole.texts("//tr[@class='differs']/th")
    assert "price (USD), they differ" in whole.texts("//tr[@class='differs']/th")
    differing = read(client, f"/compare?thing={HMS}&thing={STANFORD}&on=2026-11-25&differences=1")
    assert "end" not in differing.texts("//tbody//th")
    assert "price (USD), they differ" in differing.texts("//tbody//th")


def test_the_day_of_a_comparison_stands_in_its_address(client: Client) -> None:
    reply = client.get(f"/compare?thing={HMS}&thing={STANFORD}")
    assert reply.status == 303
    assert unquote(reply.headers["location"]) == f"/compare?thing={HMS}&thing={STANFORD}&on={TODAY}"
    # on the last day to register
    page = read(client, f"/compare?thing={HMS}&thing={STANFORD}&on=2025-04-14")
    rows = {row[0]: row[1] for row in page.table("//div[contains(@class, 'compared')]/table")}
    assert rows["registration on 2025-04-14, they differ"].startswith("open")


def test_what_to_compare_is_found_by_its_provider_and_added_one_by_one(client: Client) -> None:
    page = read(client, "/compare?q=stanford")
    address = page.links("//main/section")["Take Artificial Intelligence in Healthcare Certificate"]
    assert unquote(address) == f"/compare?thing={STANFORD}"
    page = read(client, f"/compare?thing={STANFORD}&q=executives")
    assert "Artificial Intelligence in Healthcare Certificate" in page.text("//fieldset")
    assert unquote(page.links("//main/section")[f"Add {HMS_NAME}"]) == f"/compare?thing={STANFORD}&thing={HMS}"
    # what is chosen is not offered again
    assert STANFORD not in read(client, f"/compare?thing={STANFORD}&q=stanford").text("//main/section")


def test_a_comparison_comes_in_three_other_forms(client: Client) -> None:
    asked = f"thing={HMS}&thing={STANFORD}&on=2026-11-25"
    document = client.get(f"/compare.json?{asked}").json
    assert [thing["id"] for thing in document["things"]] == [HMS, STANFORD]
    (price,) = (row for row in rows_of(client, f"/compare.csv?{asked}") if row["key"] == "price")
    assert (price[HMS], price[STANFORD]) == ("8500 USD", "")
    markdown = client.get(f"/compare.md?{asked}")
    assert markdown.headers["content-type"].startswith("text/markdown")
    assert markdown.body.decode().startswith(f"# {HMS_NAME}")


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        (f"thing={HMS}&thing={HMS}", 400, "are the same thing"),
        (f"thing={HMS}&thing=organization:nobody", 404, "organization:nobody"),
        (f"thing={HMS}&thing=organization:stanford-university", 400, "of the kind university: only programmes"),
        (f"thing={HMS}&thing={STANFORD}&on=yesterday", 400, "yesterday"),
        (f"thing={HMS}&thing={STANFORD}&differences=maybe", 400, "“maybe” is neither yes nor no"),
        ("&".join(f"thing=x{number}" for number in range(7)), 400, "at most 6 things"),
        (f"thing={HMS}&thing=Hogwarts", 404, "nothing that can be compared goes by “Hogwarts”"),
        ("q=!!!", 400, "no word"),
        ("thin=x", 400, "did you mean thing"),
    ],
)
def test_what_cannot_be_compared_is_said_and_the_form_stays(client: Client, asked: str, status: int, said: str) -> None:
    page = read(client, f"/compare?{asked}")
    assert page.status == status
    assert said in page.text("//div[@class='mistake']")
    assert not page.all("//div[contains(@class, 'compared')]")
    assert "`credatlas" not in page.text()


def test_programs_are_told_that_one_thing_is_too_few(client: Client) -> None:
    assert client.get(f"/compare.json?thing={HMS}").status == 400
    assert client.get("/compare.csv").status == 400


# Contradictions


def test_each_contradiction_shows_its_sides_with_their_sources_and_says_why(client: Client) -> None:
    # two of the articles print the title of one work differently, and no rule decides between them
    page = read(client, "/conflicts?kind=factual")
    (case,) = page.all("//article")
    sides = [seen(one) for one in case.xpath("./ul[@class='sides']/li/p")]
    title = "AI in the Health Sector: Systematic Review of Key Skills for"
    assert sides == [f"{title} Future Health Professionals is shown", f"{title} Healthcare Professionals is not shown"]
    assert "no rule decides between it and" in page.text("//article/p[@class='why']")
    said = [one.get("href").partition("#")[0] for one in case.xpath(".//ul[contains(@class, 'said')]//a")]
    assert said == ["/doc/source/seed-002.html", "/doc/source/seed-001.html"]
    assert "/doc/work/gazquez-garcia-2025.html" in page.links("//article/h3").values()


def test_contradictions_can_be_narrowed_to_a_thing_a_kind_and_what_is_open(client: Client) -> None:
    page = read(client, "/conflicts")
    assert len(page.all("//article")) == 4
    # the page where one begins counts contradictions alone
    assert page.text("//main//h2") == "1 contradiction and 3 known issues, 1 of them not decided"
    assert len(read(client, "/conflicts?kind=data-issue").all("//article")) == 3
    assert len(read(client, "/conflicts?unresolved=1").all("//article")) == 1
    assert len(read(client, "/conflicts?thing=work:gazquez-garcia-2025").all("//article")) == 1


def test_no_contradiction_is_nothing_found_and_no_failure(client: Client) -> None:
    page = read(client, "/conflicts?rule=reliability")
    assert (page.status, page.texts("//section/h2")) == (200, ["Nothing found"])


def test_contradictions_come_as_rows(client: Client) -> None:
    records = client.get("/conflicts.json?unresolved=1").json
    assert [(record["kind"], record["rule"]) for record in records] == [("factual", "unresolved")]
    assert [row["kind"] for row in rows_of(client, "/conflicts.csv")] == ["factual", *["data-issue"] * 3]


@pytest.mark.parametrize(
    ("asked", "status", "field", "said"),
    [
        ("kind=fractual", 400, "kind", "did you mean factual"),
        ("rule=majority", 400, "rule", "reliability"),
        ("unresolved=yes", 400, "unresolved", "neither yes nor no"),
        ("thing=nobody-of-this-name", 404, "thing", "nobody-of-this-name"),
    ],
)
def test_what_no_contradiction_can_be_is_said_beside_its_field(
    client: Client, asked: str, status: int, field: str, said: str
) -> None:
    page = read(client, f"/conflicts?{asked}")
    assert (page.status, said in page.wrong(field)) == (status, True)
    assert client.get(f"/conflicts.json?{asked}").status == status


def test_an_ambiguous_name_offers_its_meanings_as_links(client: Client) -> None:
    page = read(client, "/conflicts?thing=harvard+medical&kind=factual")
    assert page.status == 409
    links = page.links("//*[@id='wrong-thing']")
    assert "/conflicts?thing=organization%3Aharvard-medical-school&kind=factual" in links.values()
    assert "Harvard Medical School (school)" in links


# What curators work through


def test_what_is_stale_stands_by_urgency_with_its_age_on_a_day(client: Client) -> None:
    # seed-000 of 15 April 2025 alone states the price: 19 full months on 25 November 2026, of 12 that a price keeps,
    # 19/12 × 2 for one source, an eighth since the run is over: 0.40
    page = read(client, "/stale?on=2026-11-25")
    rows = page.table()
    (price,) = (row for row in rows if row[2] == "price")
    assert price[0] == "0.40"
    assert price[3:] == ["$8,500", "2025-04-15", "19", "12", "1", "over by now"]
    urgencies = [float(row[0]) for row in rows[1:]]
    assert urgencies == sorted(urgencies, reverse=True)
    assert read(client, "/stale?on=2025-04-16&class=ca:ProgrammeOffering").texts("//main/p/strong") == [
        "Nothing found."
    ]


def test_the_list_can_be_narrowed_to_a_class_and_to_a_thing(client: Client) -> None:
    page = read(client, "/stale?on=2026-11-25&class=ca:ProgrammeOffering")
    assert len(page.table()) == 1 + 3
    page = read(client, f"/stale?on=2026-11-25&thing={HMS}")
    assert "price" in page.texts("//tbody/tr/td[3]")
    assert "Venture Incubation Program" not in page.texts("//tbody/tr/td[2]")


def test_the_day_of_the_list_stands_in_its_address_and_programs_need_none(client: Client) -> None:
    assert client.get("/stale").headers["location"] == f"/stale?on={TODAY}"
    reply = client.get("/stale.json")
    assert reply.status == 200
    assert reply.headers["cache-control"] == "no-cache"
    (price,) = (row for row in rows_of(client, "/stale.csv?on=2026-11-25") if row["label"] == "price")
    assert (price["months"], price["keeps"], price["state"]) == ("19", "12", "over")


def test_gaps_are_counted_by_class_and_lead_to_what_to_look_for(client: Client) -> None:
    # the one run of the articles has a price, dates and a last day to register; their hackathon has no web page
    page = read(client, "/gaps")
    rows = [row for row in page.table() if row[0] == "programme offering"]
    assert sorted(rows) == [
        ["programme offering", name, "1", "1", "0", "100%"] for name in ("dates", "price", "registration closes")
    ]
    assert unquote(page.links("//table")["programme offering"]) == "/gaps?by=missing&class=ca:ProgrammeOffering"
    hackathon = read(client, "/gaps?by=missing&class=ca:Hackathon")
    assert [row[1] for row in hackathon.table()[1:]] == ["web page"]


def test_of_a_thing_each_gap_is_listed_with_what_to_do(client: Client) -> None:
    page = read(client, "/gaps?thing=organization:harvard-chan-school")
    assert page.table()[0] == ["Thing", "Missing", "What to do"]
    assert page.texts("//main/h2") == [f"{len(page.table()) - 1} values to look for"]
    assert all(row[2] for row in page.table()[1:])
    assert [row["property"] for row in rows_of(client, "/gaps.csv?thing=organization:harvard-chan-school")] == [
        row[1] for row in page.table()[1:]
    ]


def test_where_nothing_is_missing_that_is_said(client: Client) -> None:
    page = read(client, "/gaps?by=entity&class=ca:ProgrammeOffering")
    assert (page.status, page.texts("//main/p/strong")) == (200, ["Nothing found."])
    assert client.get("/gaps.json?by=entity&class=ca:ProgrammeOffering").json == []


@pytest.mark.parametrize(
    ("address", "status", "field", "said"),
    [
        ("/stale?on=2026-13-01", 400, "on", "2026-13-01"),
        ("/stale?on=2026-11-25&class=ca:Curse", 404, "class", "Curse"),
        ("/stale?on=2026-11-25&thing=nobody-of-this-name", 404, "thing", "nobody-of-this-name"),
        ("/gaps?by=colour", 400, "by", "nothing is counted by “colour”"),
        ("/gaps?class=ca:Course&class=ca:Event", 400, "class", "this may be given once"),
    ],
)
def test_what_no_list_can_be_is_said_beside_its_field(
    client: Client, address: str, status: int, field: str, said: str
) -> None:
    page = read(client, address)
    assert (page.status, said in page.wrong(field)) == (status, True)
    bare, _, asked = address.partition("?")
    assert client.get(f"{bare}.json?{asked}").status == status


def test_a_parameter_that_means_nothing_is_refused(client: Client) -> None:
    for address in ("/conflicts?by=class", "/stale?on=2026-11-25&by=class", "/gaps?on=2026-11-25"):
        assert read(client, address).status == 400, address


# Questions


def test_questions_stand_by_topic_in_plain_words(client: Client) -> None:
    page = read(client, "/queries")
    assert page.texts("//section/h2") == [
        "Credentials",
        "Curation",
        "Events",
        "Literature",
        "Offerings",
        "Organizations",
        "Programmes",
    ]
    links = page.links("//section")
    assert (
        links["Offerings that cost at most a given amount, or do not say what they cost"]
        == "/queries/offerings-by-price"
    )


def test_every_question_has_a_page_with_a_field_for_each_parameter(client: Client) -> None:
    for query in client.get("/api/queries").json:
        page = read(client, f"/queries/{query['name']}")
        assert page.status == 200, query["name"]
        for parameter in query["parameters"]:
            assert page.all(f"//main//*[@name='{parameter['name']}']"), (query["name"], parameter["name"])


def test_every_example_has_an_answer(client: Client) -> None:
    for query in client.get("/api/queries").json:
        page = read(client, f"/queries/{query['name']}")
        links = [one.get("href") for one in page.all("//form//span/a")]
        if links:
            found = read(client, links[0])
            assert found.status == 200, query["name"]
            assert not found.all("//div[@class='mistake']"), query["name"]


def test_names_in_an_answer_lead_to_things_and_numbers_stand_at_the_right(client: Client) -> None:
    page = read(client, "/queries/offerings-by-price?max_price=9000")
    headings = ["offering", "programme", "organization", "price", "price currency", "tier not known in 1"]
    assert page.texts("//thead//th") == headings
    assert page.table()[1][1:] == [HMS_NAME, "Harvard Medical School", "8500", "USD", "–"]
    assert page.all("//tbody/tr/td[1]//a")[0].get("href") == RUN
    assert page.all("//tbody/tr/td[3]//a")[0].get("href") == "/doc/organization/harvard-medical-school.html"
    assert [one.get("class") for one in page.all("//thead//th")] == [None, None, None, "number", None, None]


def test_an_answer_comes_in_other_forms_and_as_sparql(client: Client) -> None:
    page = read(client, "/queries/offerings-by-price?max_price=9000")
    links = page.links("//p[@class='downloads']")
    assert links["CSV"] == "/api/queries/offerings-by-price.csv?max_price=9000"
    assert client.get(links["JSON"]).json["rows"][0]["price"] == 8500
    editor = page.links("//details[@class='sparql']")["Open in the editor"]
    assert editor.startswith("/editor#query=PREFIX%20ca%3A")
    assert '?price <= "9000"^^' in page.text("//details//code")
    assert '?price <= "9000"^^' in unquote(editor)


def test_each_value_opens_to_who_says_so(client: Client) -> None:
    bare = read(client, "/queries/offerings-by-price?max_price=9000")
    assert not bare.all("//details[@class='evidence']")
    page = read(client, bare.links()["Show who says so"])
    price = page.all("//tbody/tr/td[4]//a")
    assert [one.get("href") for one in price] == ["/doc/source/seed-000.html#fee"]
    assert "characters 673–696" in page.text("//tbody/tr/td[4]//small")
    assert unquote(page.links()["Hide who says so"]) == "/queries/offerings-by-price?max_price=9000"


def test_what_can_be_chosen_comes_from_the_graph(client: Client) -> None:
    page = read(client, "/queries/offerings-by-price")
    assert page.texts("//select[@name='currency']/option") == ["USD (by default)", "USD"]
    page = read(client, "/queries/credentials-by-audience?audience=audience:engineers")
    assert page.texts("//select[@name='audience']/option[@selected]") == ["engineers"]
    assert "engineers" in page.texts("//select[@name='audience']/option")


def test_a_question_that_needs_something_waits_for_it(client: Client) -> None:
    page = read(client, "/queries/organizations-offers")
    assert page.status == 200
    assert not page.all("//table")
    assert "required" in page.text("//label[@for='field-organization']")
    assert page.field("organization").get("required") is not None
    answered = read(client, "/queries/organizations-offers?organization=Harvard+Medical+School")
    assert HMS_NAME in answered.text("//tbody")


RUNS = """
graph:facts {
  offering:spring a ca:ProgrammeOffering ; ca:isOfferingOf programme:p ; ca:registrationCloses "2026-04-01"^^xsd:date .
  offering:autumn a ca:ProgrammeOffering ; ca:isOfferingOf programme:p ; schema:startDate "2026-10"^^xsd:gYearMonth .
  offering:closed a ca:ProgrammeOffering ; ca:isOfferingOf programme:p ; ca:registrationCloses "2026-02-28"^^xsd:date .
  programme:p a ca:Programme ; schema:name "AI for nurses"@en .
}
"""


def test_what_is_not_known_stays_and_is_said_in_the_title_and_above_the_table(founding: Path) -> None:
    engine = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    engine.load(prefixes + RUNS, format=ox.RdfFormat.TRIG)
    told = Client(service_app(InPlace(lambda: Atlas(LocalStore(engine, "memory"), find_project(str(founding))))))
    page = read(told, "/queries/offerings-open-for-registration?date=2026-03-01")
    assert page.text("//h1") == "Offerings that still accept registration on a given day, or do not say until when"
    assert page.table()[0][2:] == [
        "organization not known in 2",
        "registration closes not known in 1",
        "starts not known in 1",
    ]
    assert [row[3] for row in page.table()[1:]] == ["2026-04-01", "–"]
    assert page.text("//p[@class='quiet measure']") == "A dash is what the atlas does not know, and unknown is not no."
    told.runner.close()


def test_an_answer_without_a_gap_has_no_word_on_dashes(client: Client) -> None:
    assert "A dash" not in read(client, "/queries/barriers-to-certification").text()


def test_no_row_is_nothing_found_and_no_failure(client: Client) -> None:
    # the one price that is known is 8,500 USD
    page = read(client, "/queries/offerings-by-price?max_price=8499")
    assert (page.status, page.texts("//main/h2")) == (200, ["Nothing found"])
    assert read(client, "/queries/offerings-by-price?max_price=8500").texts("//main/h2") == ["1 row"]


def test_a_question_about_today_has_the_day_in_its_address(client: Client) -> None:
    reply = client.get("/queries/offerings-open-for-registration")
    assert reply.headers["location"] == f"/queries/offerings-open-for-registration?date={TODAY}"
    reply = client.get("/queries/offerings-open-for-registration?date=Today")
    assert reply.headers["location"] == f"/queries/offerings-open-for-registration?date={TODAY}"


def test_what_only_programs_ask_is_left_out_of_the_address(client: Client) -> None:
    reply = client.get("/queries/offerings-by-price?limit=5&max_price=9000&offset=2&csv_safe=1")
    assert (reply.status, reply.headers["location"]) == (303, "/queries/offerings-by-price?max_price=9000")


@pytest.mark.parametrize(
    ("address", "status", "field", "said"),
    [
        ("offerings-by-price?max_price=cheap", 400, "max_price", "“cheap” is not a number"),
        ("offerings-by-price?currency=XYZ", 400, "currency", "“XYZ” is not among the choices"),
        ("offerings-by-price?max_price=1&max_price=2", 400, "max_price", "takes one value"),
        ("offerings-open-for-registration?date=2025-02-30", 400, "date", "is not a date"),
        ("organizations-offers?organization=nobody-of-this-name", 404, "organization", "nobody-of-this-name"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(
    client: Client, address: str, status: int, field: str, said: str
) -> None:
    page = read(client, f"/queries/{address}")
    assert page.status == status
    assert said in page.wrong(field)
    assert page.field(field).get("aria-invalid") == "true"
    assert not page.all("//table")


def test_a_name_with_several_meanings_shows_them_as_links_that_ask(client: Client) -> None:
    page = read(client, "/queries/organizations-offers?organization=university")
    assert page.status == 409
    addresses = page.links("//*[@id='wrong-organization']").values()
    assert "/queries/organizations-offers?organization=organization%3Astanford-university" in addresses


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("offerings-by-price?most=9", 400, "there is no parameter most"),
        ("offerings-by-price?evidence=maybe", 400, "neither yes nor no"),
    ],
)
def test_what_no_field_is_about_is_said_above_them(client: Client, address: str, status: int, said: str) -> None:
    page = read(client, f"/queries/{address}")
    assert page.status == status
    assert said in page.text("//div[@class='mistake']")


def test_a_question_that_is_none_and_a_page_behind_the_last_are_not_there(client: Client) -> None:
    assert client.get("/queries/offerings-by-prize", accept="application/json").status == 404
    assert "offerings-by-price" in client.get("/queries/offerings-by-prize", accept="application/json").json["hint"]
    assert client.get("/queries/offerings-by-price?page=2", accept="application/json").status == 404


# What is kept


class Counting:
    """A store that counts what it is asked."""

    def __init__(self, store: LocalStore) -> None:
        self.store = store
        self.asked = 0
        self.location = store.location

    def query(self, text: str) -> object:
        """See the store."""
        return self.store.query(text)

    def select(self, text: str) -> object:
        """See the store."""
        self.asked += 1
        return self.store.select(text)


def test_what_was_asked_before_is_answered_from_memory_and_the_oldest_makes_room(founding_store: LocalStore) -> None:
    below = Counting(founding_store)
    texts = [f'SELECT ("{letter * 900}" AS ?x) {{ }}' for letter in "abcde"]  # each answer is about 1,000 bytes
    store = Remembering(below, most=8_000)
    first = store.select(texts[0])
    assert store.select(texts[0]) is first
    assert below.asked == 1
    for text in texts:
        store.select(text)
    assert below.asked == 5
    store.select(texts[0])
    assert below.asked == 6


def test_an_answer_that_would_push_out_all_others_is_not_kept(founding_store: LocalStore) -> None:
    below = Counting(founding_store)
    store = Remembering(below, most=2_000)
    for _ in range(2):
        store.select(f'SELECT ("{"a" * 900}" AS ?x) {{ }}')
    assert below.asked == 2


def test_names_are_read_once_for_each_graph_and_not_for_facets_alone(
    founding: Path, founding_store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_from: list[object] = []

    def reading(store: Atlas) -> None:
        read_from.append(store)

    monkeypatch.setattr("credatlas.pages.keeping.name_index", reading)
    told = Client(service_app(InPlace(lambda: atlas)))
    atlas = Atlas(founding_store, find_project(str(founding)), notice="names")
    assert told.get("/find?audience=executives").status == 200
    assert read_from == []
    for address in ("/find?text=e", "/find?text=unversity", "/find.json?text=harvard", "/find?text=ai&modality=online"):
        assert told.get(address).status == 200, address
    assert len(read_from) == 1
    told.runner.close()


def test_a_thing_is_made_once_for_each_graph(founding: Path, founding_store: LocalStore) -> None:
    one, other = (Atlas(founding_store, find_project(str(founding)), notice=notice) for notice in ("one", "other"))
    made: list[str] = []

    def make(atlas: Atlas) -> list[str]:
        made.append(atlas.notice)
        return [atlas.notice]

    assert kept(one, ("thing",), make) == kept(one, ("thing",), make) == ["one"]
    assert kept(other, ("thing",), make) == ["other"]
    assert made == ["one", "other"]

"""One HTML file that anyone can open: it asks nobody for anything, and can be searched, read, printed and saved."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from browsing import PHONE, outside, shown
from chromium import Page
from credatlas.draw import Dispute, Drawing, Edge, Evidence, Fact, Node, Rival, Source, laid_out, write
from credatlas.errors import UsageError
from credatlas.terms import CONFLICT_RULES, ID

NewPage = Callable[..., Page]
LAB, SCHOOL, EVENT, STRATEGY, AGENCY, LONE = (
    ID + name
    for name in ("organization/lab", "organization/school", "event/hack", "policy/s", "organization/w", "work/l")
)
PRESS = Evidence(
    Source(f"{ID}source/p", "The Daily", "https://daily.example/1", "2025-04-15", "Daily", "press"), "hack"
)
OWN = Evidence(Source(f"{ID}source/o", "Lab report", "https://lab.example/", "", "The Lab", "issuer"), "count", 10, 17)
DIFFER = Dispute("curator-decision", "factual", (Rival("17 hubs", (0,)),))
HUBS = Fact("hubs", "19 hubs", "p", evidence=(1,), dispute=DIFFER)
STARTS = Fact("starts", "2025-04-11", "p", ("spring run",), evidence=(0, 1))
SITE = Fact("web page", "https://lab.example/", "p", link="https://lab.example/", evidence=(1,))
TRAP = Fact("web page", "javascript", "p", link="javascript:alert(1)", evidence=(1,))

# lab — hack — school; lab → strategy → agency; one thing stands alone
ATLAS = laid_out(
    Drawing(
        (
            Node(EVENT, "Hackathon 2025", "hackathon", "", "event", ("Hack",), (HUBS, STARTS)),
            Node(LAB, "Santé Innovation Lab", "lab", "", "organization", ("SIL",), (SITE, TRAP)),
            Node(SCHOOL, "School of Public Health", "school", "", "organization"),
            Node(AGENCY, "World Agency", "agency", "", "organization"),
            Node(STRATEGY, "Digital Strategy", "strategy", "", "policy"),
            Node(LONE, "A lonely paper", "scholarly article", "", "work"),
        ),
        (
            Edge("e0", EVENT, LAB, "is hosted by", "https://schema.org/organizer", evidence=(0, 1)),
            Edge("e1", EVENT, SCHOOL, "is hosted by", "https://schema.org/organizer", evidence=(0,)),
            Edge("e2", LAB, STRATEGY, "aligns with", "p", evidence=(0,)),
            Edge("e3", STRATEGY, AGENCY, "is issued by", "p", evidence=(0,)),
            Edge("e4", LAB, SCHOOL, "is part of", "p", inferred=True),
        ),
        (PRESS, OWN),
        "Santé Innovation Lab",
        start=(LAB,),
    )
)
_CY = "const cy = document.getElementById('graph')._cyreg.cy;"
_SEEN = f"{_CY} return cy.nodes(':visible').map(one => one.id()).sort()"
_LINES = f"{_CY} return cy.edges(':visible').map(one => one.id()).sort()"
_PLACE = f"""{_CY}
    const {{x, y}} = cy.getElementById(args[0]).renderedPosition();
    const box = document.getElementById('graph').getBoundingClientRect();
    return [x + box.left, y + box.top]"""
_MIDDLE = f"""{_CY}
    const {{x, y}} = cy.getElementById(args[0]).renderedMidpoint();
    const box = document.getElementById('graph').getBoundingClientRect();
    return [x + box.left, y + box.top]"""


def written(graph: Drawing) -> str:
    return b"".join(write(graph, "html")).decode()


@pytest.fixture(scope="module")
def atlas_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "atlas.html"
    file.write_text(written(ATLAS), encoding="utf-8")
    return file


@pytest.fixture
def opened(new_page: NewPage, tmp_path: Path, atlas_file: Path) -> Callable[..., Page]:
    """Opens the page of a drawing and waits until it is on the screen."""

    def open_(graph: Drawing | None = None, fragment: str = "", *, dark: bool = False, phone: bool = False) -> Page:
        file = atlas_file
        if graph is not None:
            file = tmp_path / "drawing.html"
            file.write_text(written(graph), encoding="utf-8")
        page = new_page(*PHONE, touch=True) if phone else new_page()
        if dark:
            page.show_as(prefers_color_scheme="dark")
        page.open(file, fragment)
        page.wait("performance.getEntriesByName('credatlas-ready').length")
        return page

    return open_


@pytest.fixture
def atlas(opened: Callable[..., Page]) -> Iterator[Page]:
    """The page of the small atlas; whatever a test does, it asks for nothing and has no error."""
    page = opened()
    yield page
    page.listen_for(0.05)
    assert page.errors == []
    assert outside(page) == []


def card(page: Page) -> str:
    return "\n".join(shown(page, "#card"))


def click(page: Page, selector: str) -> None:
    """Clicks, and waits until the page has drawn what follows."""
    page.click(selector)
    page.run("await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def search(page: Page, text: str) -> list[str]:
    page.press("/")
    page.type(text)
    return shown(page, "#found li")


# The file


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert written(ATLAS) == written(ATLAS)


def test_the_file_carries_the_elements_of_cytoscape() -> None:
    packed = re.search(r'id="payload">([^<]+)<', written(ATLAS))
    assert packed is not None
    carried = json.loads(gzip.decompress(base64.b64decode(packed[1])))
    assert carried == json.loads(b"".join(write(ATLAS, "json")))


def test_the_policy_allows_what_stands_in_the_file_and_no_request() -> None:
    text = written(ATLAS)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy[1]
    for tag in ("script", "style"):
        for body in re.findall(rf"<{tag}(?: id=\"[_a-z]+\")?>(.*?)</{tag}>", text, flags=re.DOTALL):
            digest = base64.b64encode(sha256(body.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in rules[f"{tag}-src"]


def test_a_title_that_looks_like_the_template_stays_a_title() -> None:
    text = written(Drawing((), (), title="{{scripts}} {{payload}} <b>&"))
    assert "<h1>{{scripts}} {{payload}} &lt;b&gt;&amp;</h1>" in text


# What is on the screen


def test_the_page_opens_with_all_things_and_lines(atlas: Page) -> None:
    assert atlas.run(_SEEN) == sorted([EVENT, LAB, SCHOOL, AGENCY, STRATEGY, LONE])
    assert atlas.run(_LINES) == ["e0", "e1", "e2", "e3", "e4"]
    assert shown(atlas, "h1") == ["Santé Innovation Lab"]
    assert shown(atlas, "#summary") == ["6 things, 5 relations, 2 sources"]


def test_things_stand_where_python_put_them(atlas: Page) -> None:
    places = atlas.run(f"{_CY} return Object.fromEntries(cy.nodes().map(one => [one.id(), one.position()]))")
    assert places == {node.id: {"x": node.x, "y": node.y} for node in ATLAS.nodes}


def test_the_legend_counts_kinds(atlas: Page) -> None:
    rows = [" ".join(text.split()) for text in shown(atlas, "#filters > label")]
    assert rows == [
        "Organisations 3", "Events 1", "Policies 1", "Publications 1",
        "follows by a rule 1", "only where sources differ 1",
    ]  # fmt: skip


def test_an_empty_drawing_says_so(opened: Callable[..., Page]) -> None:
    page = opened(Drawing((), (), title="Nothing"))
    assert shown(page, "#note") == ["There is nothing to draw."]
    assert page.errors == []


def test_a_damaged_file_says_so_instead_of_staying_blank(new_page: NewPage, tmp_path: Path) -> None:
    file = tmp_path / "damaged.html"
    file.write_text(re.sub(r'(id="payload">.{40})', r"\1AAAA", written(ATLAS)), encoding="utf-8")
    page = new_page()
    page.open(file)
    page.wait("!document.getElementById('fault').hidden")
    assert shown(page, "#fault") == [
        "Something went wrong in this page: the file is damaged; save it again, or ask for it again."
    ]
    assert shown(page, "#opening") == []
    whole = written(ATLAS)
    file.write_text(whole[: whole.index('id="payload">') + 100], encoding="utf-8")
    page.open(file)
    page.wait("!document.getElementById('fault').hidden")
    assert "the file is not complete" in shown(page, "#fault")[0]
    file.write_text(whole[: whole.index('id="first">') + 100], encoding="utf-8")
    page.open(file)
    assert "the file is not complete" in shown(page, "#opening")[0]


@pytest.mark.parametrize(
    "name",
    [
        "</script><script>window.hurt = 1</script>",
        "<img src=x onerror='window.hurt = 1'>",
        "جامعة الملك سعود — مستشفى",
        "Health 🩺👩🏽‍⚕️ lab",
        "“quotes” \"and\" 'others' &amp;",
        pytest.param("word " * 9_000 + "x" * 60_000, id="a name of 100,000 letters"),
    ],
)
def test_every_name_is_shown_as_it_is(name: str, opened: Callable[..., Page]) -> None:
    fact = Fact(name, name, name, (name,), link=name, evidence=(0,))
    evidence = Evidence(Source("s", name, name, publisher=name), name)
    nodes = (Node("urn:a", name, name, "", "course", (name,), (fact,)), Node("urn:b", name, name, "", "event"))
    edges = (Edge("e0", "urn:a", "urn:b", name, "p", (name,), evidence=(0,)),)
    page = opened(laid_out(Drawing(nodes, edges, (evidence,), name)), "thing=urn%3Aa")
    assert shown(page, "h1") == [name]
    assert shown(page, "#card h2") == [name]
    assert page.run("return window.hurt ?? null") is None
    assert page.errors == []
    svg = page.downloaded(lambda: page.run("document.getElementById('save-svg').click()"))
    assert name in "".join(ET.parse(svg).getroot().itertext())  # noqa: S314 - our own file


def test_ids_that_javascript_or_another_part_of_the_drawing_uses_are_only_ids(opened: Callable[..., Page]) -> None:
    names = ("constructor", "__proto__", "e0", "toString")
    disputed = Dispute("constructor", "factual", (Rival("no"),))
    edges = (
        Edge("e0", "constructor", "e0", "constructor", "p", dispute=disputed),
        Edge("e0", "e0", "__proto__", "__proto__", "p"),
        Edge("", "toString", "toString", "leads to itself", "p"),
    )
    nodes = tuple(Node(name, f"The {name}", "k", "", "course", x=float(at), y=1.0) for at, name in enumerate(names))
    page = opened(Drawing(nodes, edges), "thing=__proto__")
    assert shown(page, "#card h2") == ["The __proto__"]
    assert page.run(_SEEN) == sorted(names)
    assert len(page.run(_LINES)) == 3
    page.run("location.hash = 'thing=e0'")
    page.wait("document.querySelector('#card h2').textContent === 'The e0'")
    assert "chosen by the rule “constructor”" in card(page)
    assert "NaN" not in saved(page, "save-svg").read_text(encoding="utf-8"), "things that cover each other have lines"
    assert page.errors == []


THING = Node("urn:a", "A", "k", "", "course", x=1.0)


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        (Drawing((THING, THING), ()), "two nodes have the id 'urn:a'"),
        (Drawing((replace(THING, id="\x00"),), ()), "two nodes have the id '\\x00'"),
        (Drawing((replace(THING, id=""),), ()), "the node 'A' has no id"),
        (Drawing((replace(THING, x=math.nan),), ()), "urn:a stands at nan, 0.0, which is no place"),
        (Drawing((replace(THING, y=1e300),), ()), "urn:a stands at 1.0, 1e+300, which is no place"),
        (Drawing((replace(THING, size=0.0),), ()), "urn:a has the size 0.0"),
        (Drawing((replace(THING, group="__proto__"),), ()), "urn:a has the group '__proto__'"),
        (Drawing((replace(THING, colour='red"/><script>'),), ()), "urn:a has the colour 'red\"/><script>'"),
        (Drawing((THING,), (Edge("e7", "urn:a", "urn:b", "r", "p"),)), "the edge e7 ends at 'urn:b'"),
        (Drawing((THING,), (Edge("e7", "urn:a", "urn:a", "r", "p", evidence=(0,)),)), "the edge e7 names evidence 0"),
        (Drawing((replace(THING, facts=(HUBS,)),), (), (PRESS,)), "the fact 'hubs' names evidence 1"),
        (Drawing((replace(THING, facts=(replace(HUBS, evidence=()),)),), ()), "the rival '17 hubs' names evidence 0"),
    ],
)
def test_a_drawing_that_no_page_could_show_is_refused(drawing: Drawing, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        written(drawing)


# Search, cards, evidence


def test_search_finds_names_without_accents_and_other_names(atlas: Page) -> None:
    assert search(atlas, "sante") == ["Santé Innovation Lab lab"]
    atlas.press("Escape")
    assert search(atlas, "sil") == ["Santé Innovation Lab lab"]


def test_search_says_when_nothing_is_found(atlas: Page) -> None:
    assert search(atlas, "zebra") == ["No name here holds “zebra”"]


def test_enter_chooses_what_was_found(atlas: Page) -> None:
    search(atlas, "hack")
    atlas.press("Enter")
    assert shown(atlas, "#card h2") == ["Hackathon 2025"]
    assert atlas.run("return location.hash") == "#thing=event/hack"


def test_a_click_on_a_thing_shows_facts_with_their_evidence(atlas: Page) -> None:
    atlas.click_at(*atlas.run(_PLACE, EVENT))
    atlas.wait("!document.getElementById('panel').hidden")
    assert shown(atlas, "#card dt") == ["hubs", "starts"]
    atlas.run("for (const one of document.querySelectorAll('#card details')) one.open = true")
    text = card(atlas)
    assert "The Daily\nDaily · as press · #hack · of 2025-04-15 · stated" in text
    assert "Lab report\nThe Lab · as issuer · #count · characters 10–17 · undated · stated" in text
    assert "spring run" in text
    assert "id event:hack" in text, "as the command line takes it"
    assert "2 sources" in text


def test_a_contradiction_is_marked_and_explained(atlas: Page) -> None:
    assert atlas.run(f"{_CY} return cy.nodes('.disputed').map(one => one.id())") == [EVENT]
    search(atlas, "hackathon")
    atlas.press("Enter")
    assert shown(atlas, "#card .warning") == ["Sources differ (factual): a curator decided. Others say:"]
    assert shown(atlas, "#card .rival")[0].startswith("17 hubs")


def test_each_rule_that_chooses_has_words_of_its_own() -> None:
    words = re.search(r"const RULES = new Map\(\[(.*?)\]\);", written(ATLAS), flags=re.DOTALL)
    assert words is not None
    assert sorted(re.findall(r'\["([a-z-]+)", "[a-z]', words[1])) == sorted(CONFLICT_RULES)


def test_a_click_on_a_line_tells_who_says_so(atlas: Page) -> None:
    atlas.click_at(*atlas.run(_MIDDLE, "e3"))
    atlas.wait("!document.getElementById('panel').hidden")
    assert shown(atlas, "#card h2") == ["is issued by"]
    assert "Digital Strategy is issued by World Agency" in card(atlas)
    assert shown(atlas, "#card .evidence a") == ["The Daily"]


def test_an_inferred_line_says_that_it_follows_by_a_rule(atlas: Page) -> None:
    search(atlas, "school")
    atlas.press("Enter")
    assert "follows by a rule" in card(atlas)


def test_only_pages_of_the_web_become_links(atlas: Page) -> None:
    search(atlas, "sante")
    atlas.press("Enter")
    assert atlas.run("return [...document.querySelectorAll('#card dd > a')].map(one => one.href)") == [
        "https://lab.example/"
    ]


def test_a_click_into_the_void_lets_go(atlas: Page) -> None:
    search(atlas, "hackathon")
    atlas.press("Enter")
    atlas.click_at(700, 890)
    atlas.wait("document.getElementById('panel').hidden")
    assert atlas.run("return location.hash") == ""


# Filters


def test_a_box_takes_a_kind_out_with_its_lines(atlas: Page) -> None:
    click(atlas, 'input[data-filter="group:organization"]')
    assert atlas.run(_SEEN) == sorted([EVENT, STRATEGY, LONE])
    assert atlas.run(_LINES) == []
    assert shown(atlas, "#note") == ["3 things of 6 shown."]
    click(atlas, 'input[data-filter="group:organization"]')
    assert len(atlas.run(_SEEN)) == 6


def test_a_box_takes_a_relation_out(atlas: Page) -> None:
    click(atlas, "#filters details > summary")
    click(atlas, 'input[data-filter="relation:is hosted by"]')
    assert atlas.run(_LINES) == ["e2", "e3", "e4"]


def test_boxes_leave_what_sources_differ_on_and_what_they_state(atlas: Page) -> None:
    click(atlas, 'input[data-filter="disputed"]')
    assert atlas.run(_SEEN) == [EVENT]
    click(atlas, 'input[data-filter="disputed"]')
    click(atlas, 'input[data-filter="inferred"]')
    assert atlas.run(_LINES) == ["e0", "e1", "e2", "e3"]


def test_search_brings_back_what_a_filter_hides(atlas: Page) -> None:
    click(atlas, 'input[data-filter="group:event"]')
    assert EVENT not in atlas.run(_SEEN)
    search(atlas, "hackathon")
    atlas.press("Enter")
    assert EVENT in atlas.run(_SEEN)
    assert atlas.run("return document.querySelector('[data-filter=\"group:event\"]').checked") is True


def test_a_link_of_a_card_brings_back_what_a_filter_hides(atlas: Page) -> None:
    click(atlas, 'input[data-filter="group:organization"]')
    search(atlas, "hackathon")
    atlas.press("Enter")
    assert shown(atlas, "#note") == ["3 things of 6 shown."]
    click(atlas, "#card .relation button")
    assert shown(atlas, "#card h2") == ["Santé Innovation Lab"]
    assert len(atlas.run(_SEEN)) == 6


def test_other_colours_leave_the_list_of_relations_open(atlas: Page) -> None:
    click(atlas, "#filters details > summary")
    click(atlas, 'input[data-filter="relation:is hosted by"]')
    atlas.press("d")
    assert atlas.run("return document.activeElement.dataset.filter") == "relation:is hosted by"
    assert len(shown(atlas, "#filters details label")) == 4
    assert atlas.run("return document.querySelector('[data-filter=\"relation:is hosted by\"]').checked") is False


# Focus, expanding, ways


def test_neighbours_alone_and_everything_again(atlas: Page) -> None:
    search(atlas, "agency")
    atlas.press("Enter")
    atlas.press("f")
    assert atlas.run(_SEEN) == sorted([AGENCY, STRATEGY])
    assert atlas.run("return location.hash") == "#around=organization/w"
    atlas.press("0")
    assert len(atlas.run(_SEEN)) == 6
    assert atlas.run("return location.hash") == "#thing=organization/w"
    click(atlas, "#show-all")
    assert atlas.run("return location.hash") == ""


def test_expanding_adds_neighbours_and_moves_nothing_else(atlas: Page) -> None:
    search(atlas, "agency")
    atlas.press("Enter")
    atlas.press("f")
    before = atlas.run(f"{_CY} return cy.getElementById(args[0]).position()", AGENCY)
    search(atlas, "strategy")
    atlas.press("Enter")
    atlas.press("e")
    assert atlas.run(_SEEN) == sorted([AGENCY, STRATEGY, LAB])
    after = atlas.run(f"{_CY} return cy.getElementById(args[0]).position()", AGENCY)
    assert after == pytest.approx(before, abs=0.01)
    assert shown(atlas, "#note") == ["1 neighbour added."]


def test_two_clicks_show_the_neighbours_alone(atlas: Page) -> None:
    atlas.click_at(*atlas.run(_PLACE, AGENCY), double=True)
    atlas.wait(f"(() => {{ {_CY} return cy.nodes(':visible').length === 2 }})()")


def test_the_way_between_two_things_has_its_evidence(atlas: Page) -> None:
    search(atlas, "agency")
    atlas.press("Enter")
    atlas.press("p")
    atlas.type("school")
    atlas.press("Enter")
    steps = [" ".join(step.split("\n")[0:1]) for step in shown(atlas, "#card ol.way li")]
    assert steps == [
        "Digital Strategy is issued by World Agency",
        "Santé Innovation Lab aligns with Digital Strategy",
        "Santé Innovation Lab is part of School of Public Health",
    ]
    assert atlas.run("return location.hash") == "#way=organization/w~organization/school"


def test_where_nothing_connects_two_things_the_page_says_so(opened: Callable[..., Page]) -> None:
    page = opened(fragment="way=work/l~organization/lab")
    assert shown(page, "#note") == [
        "Nothing connects A lonely paper and Santé Innovation Lab here, as far as the filters show."
    ]


# Addresses


def test_an_address_leads_to_a_thing(opened: Callable[..., Page]) -> None:
    assert shown(opened(fragment="thing=event/hack"), "#card h2") == ["Hackathon 2025"]


def test_an_address_leads_to_a_way_and_to_the_table(opened: Callable[..., Page]) -> None:
    page = opened(fragment="way=event/hack~organization/w&table")
    assert shown(page, "#card h2") == ["Hackathon 2025 to World Agency"]
    assert shown(page, "#table-count") == ["6 things"]


def test_back_leads_to_what_was_seen_before(atlas: Page) -> None:
    def turns_into(heading: str) -> None:
        atlas.wait(f"document.querySelector('#card h2')?.textContent === '{heading}'")
        atlas.listen_for(1.05)  # what stands for less than a second is no stop on the way back

    atlas.listen_for(1.05)
    search(atlas, "hackathon")
    atlas.press("Enter")
    turns_into("Hackathon 2025")
    search(atlas, "agency")
    atlas.press("Enter")
    atlas.press("f")
    turns_into("World Agency")
    atlas.run("history.back()")
    atlas.wait(f"(() => {{ {_CY} return cy.nodes().length === 6 }})()")
    turns_into("Hackathon 2025")
    atlas.run("history.back()")
    atlas.wait("document.getElementById('panel').hidden")
    atlas.run("history.forward()")
    turns_into("Hackathon 2025")


@pytest.mark.parametrize(
    "fragment",
    [
        "thing=event/none",
        "thing=%E0%A4%A",
        "way=a~b",
        "around=",
        "x=1",
        "%%%",
        "__proto__=event/hack",
        "toString=work/l",
    ],
)
def test_an_address_that_leads_nowhere_leaves_the_drawing(fragment: str, opened: Callable[..., Page]) -> None:
    page = opened(fragment=fragment)
    assert len(page.run(_SEEN)) == 6
    assert shown(page, "#fault") == []
    assert page.errors == []


# Keys


def test_arrows_go_from_thing_to_thing(atlas: Page) -> None:
    atlas.run("document.getElementById('graph').focus()")
    atlas.press("ArrowRight")
    assert shown(atlas, "#card h2") == ["Santé Innovation Lab"]  # nothing was chosen: it begins where the drawing does
    visited = set()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        atlas.run("location.hash = '#thing=organization/lab'")
        atlas.wait("document.querySelector('#card h2').textContent === 'Santé Innovation Lab'")
        atlas.run("document.getElementById('graph').focus()")
        atlas.press(key)
        visited.update(shown(atlas, "#card h2"))
    assert len(visited) >= 3


def test_keys_open_and_close_help_table_and_legend(atlas: Page) -> None:
    atlas.press("?")
    assert shown(atlas, "#help h2") == ["Keys"]
    atlas.press("Escape")
    atlas.wait("!document.getElementById('help').open")
    atlas.press("t")
    assert shown(atlas, "#table-count") == ["6 things"]
    atlas.press("Escape")
    assert shown(atlas, "#table-count") == []
    atlas.press("l")
    assert shown(atlas, "#filters > label") == []


def test_plus_minus_and_zero_change_the_size(atlas: Page) -> None:
    first = atlas.run(f"{_CY} return cy.zoom()")
    atlas.press("+")
    assert atlas.run(f"{_CY} return cy.zoom()") == pytest.approx(first * 1.3)
    atlas.press("0")
    assert atlas.run(f"{_CY} return cy.zoom()") == pytest.approx(first)


def test_everything_can_be_reached_with_the_tab_key(atlas: Page) -> None:
    reached = set()
    for _ in range(40):
        atlas.press("Tab")
        reached.add(atlas.run("return document.activeElement.id || document.activeElement.dataset.filter"))
    assert {"search", "show-all", "show-table", "theme", "show-help", "graph", "larger", "group:event"} <= reached


# Table, pictures, paper


def test_the_table_lists_all_things_and_sorts(atlas: Page) -> None:
    click(atlas, "#show-table")
    rows = shown(atlas, "#table tbody tr")
    assert [row.split("\t")[0].strip() for row in rows] == [
        "A lonely paper", "Digital Strategy", "Hackathon 2025",
        "Santé Innovation Lab", "School of Public Health", "World Agency",
    ]  # fmt: skip
    click(atlas, "#table th:nth-child(3) button")
    assert shown(atlas, "#table tbody td:nth-child(3)") == ["3", "2", "2", "2", "1", "0"]
    atlas.press("/")
    atlas.type("lab")
    assert shown(atlas, "#table-count") == ["1 thing of 6"]


def test_the_table_keeps_the_focus_of_those_who_use_keys(atlas: Page) -> None:
    focused = "return document.activeElement.textContent"
    assert search(atlas, "hack") != []
    atlas.press("Enter")
    atlas.press("Escape")
    atlas.press("t")
    atlas.press("/")
    atlas.type("s")
    atlas.press("Enter")  # goes to the first row, and not to what was searched for before
    assert atlas.run(focused) == "Digital Strategy"
    assert shown(atlas, "#panel") == []
    atlas.press("Enter")
    assert shown(atlas, "#card h2") == ["Digital Strategy"]
    assert shown(atlas, "#table tr.chosen td:first-child") == ["Digital Strategy"]
    assert atlas.run(focused) == "Digital Strategy"
    atlas.run("document.querySelector('#table th:nth-child(2) button').focus()")
    atlas.press("Enter")
    assert atlas.run(focused) == "Kind ▴"


def test_a_name_in_the_table_opens_its_card(atlas: Page) -> None:
    click(atlas, "#show-table")
    click(atlas, "#table tbody tr:nth-child(3) button")
    assert shown(atlas, "#card h2") == ["Hackathon 2025"]


def saved(page: Page, what: str) -> Path:
    return page.downloaded(lambda: page.run("document.getElementById(args[0]).click()", what))


def test_the_saved_svg_is_a_picture_of_everything(atlas: Page) -> None:
    root = ET.parse(saved(atlas, "save-svg")).getroot()  # noqa: S314 - our own file
    texts = [" ".join("".join(text.itertext()).split()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    joined = " ".join(texts).replace(" ", "")
    for node in ATLAS.nodes:
        assert node.name.replace(" ", "") in joined
    assert "is issued by" in texts


def test_no_name_covers_another_in_the_saved_svg(atlas: Page) -> None:
    root = ET.parse(saved(atlas, "save-svg")).getroot()  # noqa: S314 - our own file
    grounds = [one.attrib for one in root.iter("{http://www.w3.org/2000/svg}rect") if "fill-opacity" in one.attrib]
    assert len(grounds) >= 6
    boxes = [tuple(float(one[key]) for key in ("x", "y", "width", "height")) for one in grounds]
    assert all(x >= 0 and x + width <= float(root.attrib["width"]) for x, _, width, _ in boxes), "no name is cut"
    for (x, y, width, height), (left, top, wide, high) in combinations(boxes, 2):
        apart = x + width <= left + 0.2 or left + wide <= x + 0.2 or y + height <= top + 0.2 or top + high <= y + 0.2
        assert apart


def test_the_saved_png_is_a_png_with_colours_of_the_things(atlas: Page) -> None:
    data = saved(atlas, "save-png").read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    assert width >= 1280 and height >= 600
    assert len(data) > 20_000, "something is drawn"


def test_the_saved_csv_has_a_row_for_each_thing(atlas: Page) -> None:
    with saved(atlas, "save-csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["id", "name", "kind", "relations", "facts"]
    assert len(rows) == 7
    assert [EVENT, "Hackathon 2025", "hackathon", "2", "hubs: 19 hubs\nstarts: 2025-04-11"] in rows


def test_paper_shows_the_picture_and_no_buttons(atlas: Page) -> None:
    assert atlas.pdf().startswith(b"%PDF")
    atlas.run("window.dispatchEvent(new Event('beforeprint'))")
    atlas.show_as("print")
    assert atlas.run("return document.querySelector('#printed svg').getBoundingClientRect().height") > 200
    assert shown(atlas, "button") == []


# Light, dark, phone, everyone


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_axe_finds_nothing_serious(
    *, dark: bool, phone: bool, opened: Callable[..., Page], faults: Callable[[Page], list[str]]
) -> None:
    page = opened(fragment="thing=event/hack", dark=dark, phone=phone)
    page.run("for (const one of document.querySelectorAll('details')) one.open = true")
    assert faults(page) == []
    page.run("document.getElementById('show-table').click()")
    assert faults(page) == []
    page.run("document.getElementById('show-help').click()")
    assert faults(page) == []


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_shapes_and_the_words_of_the_canvas_stand_out(*, dark: bool, opened: Callable[..., Page]) -> None:
    page = opened(dark=dark)
    value = "return getComputedStyle(document.documentElement).getPropertyValue(args[0]).trim()"

    def contrast(one: str) -> float:
        both = sorted((luminance(one), luminance(page.run(value, "--ground"))))
        return (both[1] + 0.05) / (both[0] + 0.05)

    assert contrast(page.run(value, "--ink")) >= 4.5
    assert contrast(page.run(value, "--quiet")) >= 4.5
    colours = page.run(f"{_CY} return [...new Set(cy.nodes().map(one => one.style('background-color')))]")
    for colour in colours:
        red, green, blue = map(int, re.findall(r"\d+", colour))
        assert contrast(f"#{red:02x}{green:02x}{blue:02x}") >= 3


def test_a_button_changes_between_light_and_dark(atlas: Page) -> None:
    ground = "return getComputedStyle(document.body).backgroundColor"
    assert atlas.run(ground) == "rgb(255, 255, 255)"
    click(atlas, "#theme")
    assert atlas.run(ground) == "rgb(20, 24, 31)"


def test_a_phone_shows_everything_within_its_width(opened: Callable[..., Page]) -> None:
    page = opened(phone=True)
    assert page.run("return document.documentElement.scrollWidth") <= 390
    small = page.run(
        "return [...document.querySelectorAll('header button, header summary, .zoom button, header input')]"
        ".map(one => [one.id, one.getBoundingClientRect()])"
        ".filter(([, one]) => one.width && (one.height < 34 || one.left < 0 || one.right > 390))"
        ".map(([id, one]) => `${id}: ${one.left}–${one.right}, ${one.height}`)"
    )
    assert small == []
    assert page.run("return document.getElementById('graph').clientHeight") > 500


def test_a_phone_shows_card_and_drawing_together(opened: Callable[..., Page]) -> None:
    page = opened(phone=True)
    page.click_at(*page.run(_PLACE, EVENT))
    page.wait("!document.getElementById('panel').hidden")
    assert page.run("return document.getElementById('card').clientWidth") >= 380
    assert page.run("return document.getElementById('graph').clientHeight") > 200
    x, y = page.run(_PLACE, EVENT)
    assert 0 < x < 390 and 0 < y < 844 * 0.45
    click(page, "#legend > summary")
    click(page, "#close")  # which the legend does not cover
    assert shown(page, "#panel") == []


def test_a_small_window_shows_what_is_chosen_beside_card_and_legend(new_page: NewPage, atlas_file: Path) -> None:
    page = new_page(820, 600)
    page.open(atlas_file, "thing=event/hack")
    page.wait("performance.getEntriesByName('credatlas-ready').length")
    assert shown(page, "#filters") == []  # it would leave too little room
    page.press("l")
    page.run("location.hash = 'thing=organization/w'")
    page.wait("document.querySelector('#card h2').textContent === 'World Agency'")
    x, y = page.run(_PLACE, AGENCY)
    assert page.run("return document.elementFromPoint(...args).tagName", x, y) == "CANVAS"


# Large drawings


def wheel(spokes: int) -> Drawing:
    """Hubs in a ring, each with ten things around it."""
    nodes, edges = [], []
    for hub in range(spokes):
        nodes.append(Node(f"urn:h{hub:04}", f"Hub {hub}", "school", "", "organization", x=hub * 40.0, y=10.0))
        edges.append(Edge(f"r{hub}", f"urn:h{hub:04}", f"urn:h{(hub + 1) % spokes:04}", "is next to", "p"))
        for leaf in range(10):
            name = f"urn:l{hub:04}-{leaf}"
            nodes.append(Node(name, f"Leaf {hub}.{leaf}", "course", "", "course", x=hub * 40.0, y=30.0 + leaf))
            edges.append(Edge(f"e{hub}-{leaf}", name, f"urn:h{hub:04}", "is offered by", "p"))
    return Drawing(tuple(sorted(nodes, key=lambda node: node.id)), tuple(edges), title="Wheel")


def test_a_large_drawing_opens_on_an_overview_and_shows_the_rest_when_asked(opened: Callable[..., Page]) -> None:
    page = opened(wheel(400))  # 4,400 things
    assert len(page.run(_SEEN)) == 300
    assert shown(page, "#note")[0].startswith("The 300 best connected of 4,400 things.")
    assert "urn:l0007-3" not in page.run(_SEEN)
    assert search(page, "leaf 7.3")[0] == "Leaf 7.3 course"
    page.press("Enter")
    assert "urn:l0007-3" in page.run(_SEEN)
    page.press("f")
    assert page.run(_SEEN) == ["urn:h0007", "urn:l0007-3"]
    search(page, "hub 7")
    page.press("Enter")
    page.press("e")
    assert len(page.run(_SEEN)) == 13  # the hub, its ten leaves, the hubs before and after it
    assert page.errors == []


def test_the_table_of_a_large_drawing_grows_by_pieces(opened: Callable[..., Page]) -> None:
    page = opened(wheel(400), "table")
    count: Any = "return document.querySelectorAll('#table tbody tr').length"
    assert page.run(count) == 500
    page.run("document.getElementById('more-rows').click()")
    assert page.run(count) == 2500

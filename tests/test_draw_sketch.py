"""A large drawing is on the screen before Cytoscape.js is, looks as it will, and keeps what one does meanwhile."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest

from browsing import PHONE, outside, shown
from chromium import Page
from credatlas.draw import Dispute, Drawing, Edge, Evidence, Fact, Node, Rival, Source, write
from credatlas.draw.groups import GROUPS
from credatlas.terms import ID

NewPage = Callable[..., Page]

SOURCE = Source(f"{ID}source/p", "The Daily", "https://daily.example/1", "2025-04-15", "Daily", "press")
DISPUTE = Dispute("curator-decision", "factual", (Rival("17", (0,)),))
STARS, LEAVES = 42, 20  # 42 stars of 20 rays: 840 lines
# what a page does at the very moment at which it says that it has painted the sketch
AT_ONCE = """
    const mark = performance.mark.bind(performance);
    performance.mark = (name) => {{
        if (name === "credatlas-painted") {{ {} }}
        return mark(name);
    }};
"""


def stars() -> Drawing:
    """Stars of all groups, in rows; every fifth thing has a dispute, of the lines some are disputed, some inferred."""
    nodes, edges = [], []
    for star in range(STARS):
        x, y = 400.0 * (star % 7), 400.0 * (star // 7)
        hub = f"{ID}work/h{star:02}"
        nodes.append(Node(hub, f"Hub {star}", "work", "", "work", size=30.0, x=x, y=y))
        for leaf in range(LEAVES):
            fact = Fact("hubs", "19", "p", evidence=(0,), dispute=DISPUTE if leaf % 5 == 0 else None)
            name = f"{ID}work/h{star:02}l{leaf:02}"
            group = list(GROUPS)[(star + leaf) % len(GROUPS)]
            place = {"x": x + 160.0 * (leaf % 5 - 2), "y": y + 120.0 * (leaf // 5 - 1.5) + (30 if leaf % 5 == 2 else 0)}
            nodes.append(Node(name, f"Leaf {star}.{leaf}", "leaf", "", group, (), (fact,), size=20.0, **place))
            dispute = DISPUTE if leaf == 3 else None
            edges.append(
                Edge(
                    f"e{star}-{leaf}",
                    name,
                    hub,
                    "is <part> of",
                    "p",
                    inferred=leaf == 4,
                    evidence=(0,),
                    dispute=dispute,
                )
            )
    return Drawing(tuple(nodes), tuple(edges), (Evidence(SOURCE, "e"),), "Stars", start=(f"{ID}work/h00",))


def first(graph: Drawing) -> dict[str, Any]:
    """What the page reads first."""
    text = b"".join(write(graph, "html")).decode()
    found = re.search(r'id="first">(.*?)</script>', text)
    assert found is not None
    return dict(json.loads(found[1]))


@pytest.fixture(scope="module")
def stars_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("stars") / "stars.html"
    file.write_bytes(b"".join(write(stars(), "html")))
    return file


@pytest.fixture
def opened(new_page: NewPage, stars_file: Path) -> Callable[..., Page]:
    """Opens the stars, after a script that runs before all others, and waits until the page can do all it can do."""

    def open_(script: str = "", fragment: str = "", *, phone: bool = False, file: Path = stars_file) -> Page:
        page = new_page(*PHONE, touch=True) if phone else new_page()
        page.ask("Page.addScriptToEvaluateOnNewDocument", source=script)
        page.open(file, fragment)
        page.wait("performance.getEntriesByName('credatlas-ready').length")
        return page

    return open_


# What the file tells first


def test_what_is_seen_of_many_lines_stands_before_all_else() -> None:
    graph = stars()
    sketch = first(graph)["sketch"]
    assert sketch["names"][:2] == ["Hub 0", "Leaf 0.0"]
    assert sketch["groups"][:2] == ["work", "organization"]
    assert (sketch["x"][1], sketch["y"][1], sketch["sizes"][1]) == (-320.0, -180.0, 20.0)
    assert sketch["marks"][:3] == [2, 1, 0]  # where one starts, disputed, neither
    assert sketch["relations"] == ["is <part> of"]
    assert sketch["lines"][:5] == [[1, 0, 0, 0], [2, 0, 0, 0], [3, 0, 0, 0], [4, 0, 0, 2], [5, 0, 0, 1]]
    text = b"".join(write(graph, "html")).decode()
    assert text.index('id="first"') < text.index('id="payload"') < text.index('class="drawing"')


def test_a_few_lines_need_no_sketch() -> None:
    graph = stars()
    assert "sketch" in first(replace(graph, edges=graph.edges[:801]))
    assert "sketch" not in first(replace(graph, edges=graph.edges[:800]))


def test_a_drawing_that_opens_on_an_overview_has_no_sketch() -> None:
    graph = stars()
    more = tuple(Node(f"urn:{number}", "x", "x", "", "other", x=9.0) for number in range(2500 - len(graph.nodes)))
    assert "sketch" in first(replace(graph, nodes=(*graph.nodes, *more)))
    assert "sketch" not in first(replace(graph, nodes=(*graph.nodes, *more, Node("urn:z", "x", "x", "", "other"))))


def test_the_sketch_has_the_colours_of_communities() -> None:
    graph = stars()
    nodes = tuple(replace(node, community=7, colour="#123456") for node in graph.nodes)
    assert "colours" not in first(graph)["sketch"]
    sketch = first(replace(graph, nodes=nodes))["sketch"]
    assert set(sketch["colours"]) == {"#123456"}
    assert set(sketch["communities"]) == {7}


# What is on the screen


def test_things_lines_names_and_legend_are_there_before_cytoscape(opened: Callable[..., Page]) -> None:
    look = """
        const [sheet, names] = ["sketch", "names"].map((id) => {
            const canvas = document.getElementById(id);
            return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        });
        // pixels of nearly this colour, however faint: lines are thinner than a pixel
        window.painted = (data, colour) => {
            let found = 0;
            for (let at = 0; at < data.length; at += 4) {
                const isNear = colour.every((value, channel) => Math.abs(data[at + channel] - value) < 5);
                if (isNear && data[at + 3] > 60) found += 1;
            }
            return found;
        };
        Object.assign(window, { sheet, names, opening: document.getElementById("opening").hidden });
        window.library = typeof cytoscape;
        window.legend = [...document.querySelectorAll("#filters > label")].map((one) => one.innerText.trim());
    """
    page = opened(AT_ONCE.format(look))
    assert page.run("return [window.library, window.opening]") == ["undefined", True]
    colours = [group.colour for group in GROUPS.values()]
    for colour in (*colours, "#97a1b0", "#c0392b"):  # things, lines, what sources differ on
        channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        assert page.run("return window.painted(window.sheet, args[0])", channels) > 20, colour
    assert page.run("return window.painted(window.names, [28, 36, 48])") > 20
    legend = [" ".join(row.split()) for row in page.run("return window.legend")]
    assert legend[:2] == ["Organisations 68", "Programmes 68"]
    assert legend[-2:] == ["follows by a rule 42", "only where sources differ 210"]
    assert page.errors == []
    assert outside(page) == []


@pytest.mark.parametrize("phone", [False, True], ids=["window", "phone"])
def test_cytoscape_draws_what_the_sketch_has_shown(*, phone: bool, opened: Callable[..., Page]) -> None:
    page = opened(AT_ONCE.format("window.sketched = document.getElementById('sketch');"), phone=phone)
    assert page.run("return document.getElementById('sketch')") is None
    different, painted = page.run(_COMPARE)
    assert painted > 3000
    assert different < painted / 20  # Cytoscape.js scales what it has drawn in another size


# pixels, of all that either has painted, that differ by more than a third where two shades of grey would be one tenth
_COMPARE = """
    const theirs = document.querySelector('canvas[data-id="layer2-node"]');
    const flat = (canvas) => {
        const sheet = document.createElement("canvas");
        [sheet.width, sheet.height] = [canvas.width, canvas.height];
        const context = sheet.getContext("2d");
        context.fillStyle = "white";
        context.fillRect(0, 0, sheet.width, sheet.height);
        context.drawImage(canvas, 0, 0);
        return context.getImageData(0, 0, sheet.width, sheet.height).data;
    };
    const [one, two] = [flat(window.sketched), flat(theirs)];
    let different = 0, painted = 0;
    for (let at = 0; at < one.length; at += 4) {
        const away = Math.max(...[0, 1, 2].map((channel) => Math.abs(one[at + channel] - two[at + channel])));
        if (away > 85) different += 1;
        if (Math.min(one[at], one[at + 1], one[at + 2], two[at], two[at + 1], two[at + 2]) < 250) painted += 1;
    }
    return [different, painted];
"""


def test_an_address_of_a_thing_shows_it_without_a_sketch_of_the_whole(opened: Callable[..., Page]) -> None:
    page = opened(AT_ONCE.format(""), "thing=work/h07")
    assert page.run("return performance.getEntriesByName('credatlas-painted').length") == 0
    assert shown(page, "#card h2") == ["Hub 7"]


def test_a_page_that_nobody_looks_at_gets_ready(opened: Callable[..., Page]) -> None:
    page = opened("Object.defineProperty(document, 'hidden', { get: () => true });")
    assert page.run("return performance.getEntriesByName('credatlas-painted').length") == 0
    assert page.errors == []


def test_a_page_of_which_the_browser_shows_nothing_gets_ready(opened: Callable[..., Page]) -> None:
    # as of a frame of a notebook that is scrolled out of sight
    page = opened("""
        const frame = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = () => { window.requestAnimationFrame = frame; return 0; };
    """)
    assert page.run("return performance.getEntriesByName('credatlas-painted').length") == 0
    assert page.run("return document.getElementById('graph')._cyreg.cy.nodes().length") == 882
    assert page.errors == []


def test_a_frame_that_gets_its_size_late_shows_everything_then(page: Page, stars_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "frame.html"
    element = (
        f"<iframe sandbox='allow-scripts' width=0 height=0 srcdoc='{escape(stars_file.read_text('utf-8'))}'></iframe>"
    )
    file.write_text(f"<!doctype html><meta charset='utf-8'><title>t</title>{element}", encoding="utf-8")
    page.open(file)
    page.run("Object.assign(document.querySelector('iframe'), { width: 1300, height: 800 })")
    (frame,) = page.frames
    frame.wait("performance.getEntriesByName('credatlas-ready').length")
    assert "Organisations" in frame.run("return document.getElementById('filters').innerText")
    # it may have been ready before the browser told it of its size
    frame.wait("""(() => {
        const cy = document.getElementById("graph")._cyreg.cy;
        const { x1, y1, x2, y2 } = cy.elements().renderedBoundingBox();
        return x1 > 0 && y1 > 0 && x2 < 1300 && y2 < 800 && x2 - x1 > 300;
    })()""")
    assert page.errors == []


def test_a_file_that_breaks_off_after_the_sketch_says_so(new_page: NewPage, stars_file: Path, tmp_path: Path) -> None:
    whole = stars_file.read_text(encoding="utf-8")
    file = tmp_path / "cut.html"
    for end in ('id="payload">', 'class="drawing">'):
        file.write_text(whole[: whole.index(end) + 100], encoding="utf-8")
        page = new_page()
        page.open(file)
        page.wait("!document.getElementById('fault').hidden")
        assert "the file is not complete" in shown(page, "#fault")[0]


def test_a_file_whose_cytoscape_is_another_one_says_that_it_is_damaged(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    file = tmp_path / "damaged.html"
    page = opened()
    whole = b"".join(write(stars(), "html")).decode()
    file.write_text(whole.replace('class="drawing">', 'class="drawing">;'), encoding="utf-8")
    page.open(file)
    page.wait("!document.getElementById('fault').hidden")
    assert "the file is damaged" in shown(page, "#fault")[0]


# What one does meanwhile


def test_a_click_on_the_sketch_chooses_the_thing_there(opened: Callable[..., Page]) -> None:
    click = """
        const canvas = document.getElementById("sketch");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const hub = [15, 142, 163];  // the fill of publications, of which the hubs are the largest
        const runs = [];
        for (let y = 0; y < canvas.height; y += 1) {
            for (let x = 0, run = 0; x < canvas.width; x += 1) {
                const at = 4 * (y * canvas.width + x);
                run = hub.every((value, channel) => data[at + channel] === value) ? run + 1 : 0;
                runs.push([run, x - run / 2, y]);
            }
        }
        const [, x, y] = runs.reduce((best, one) => (one[0] > best[0] ? one : best));
        const { left, top } = canvas.getBoundingClientRect();
        const sharp = canvas.width / canvas.clientWidth;
        const where = { clientX: left + x / sharp, clientY: top + y / sharp, bubbles: true };
        document.getElementById("graph").dispatchEvent(new MouseEvent("click", where));
    """
    page = opened(AT_ONCE.format(click))
    assert re.fullmatch(r"Hub \d+", shown(page, "#card h2")[0])


def test_a_click_beside_things_chooses_nothing(opened: Callable[..., Page]) -> None:
    click = "document.getElementById('graph').dispatchEvent(new MouseEvent('click', { clientX: 1435, clientY: 895 }));"
    page = opened(AT_ONCE.format(click))
    assert shown(page, "#card h2") == []
    assert page.errors == []


def test_what_was_searched_meanwhile_is_found(opened: Callable[..., Page]) -> None:
    typed = """
        const options = { bubbles: true, cancelable: true };
        const key = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, ...options }));
        key("/");
        const box = document.getElementById("search");
        for (const text of ["leaf", "leaf 11.1"]) {
            box.value = text;
            box.dispatchEvent(new Event("input", { bubbles: true }));
        }
        window.focused = document.activeElement === box;
        if (%s) key("Enter");
    """
    page = opened(AT_ONCE.format(typed % "false"))
    assert page.run("return window.focused") is True
    assert shown(page, "#found li")[0] == "Leaf 11.1 leaf"
    page = opened(AT_ONCE.format(typed % "true"))
    assert shown(page, "#card h2") == ["Leaf 11.1"]


def test_buttons_keys_and_boxes_pressed_meanwhile_do_what_they_say(opened: Callable[..., Page]) -> None:
    press = """
        document.querySelector('#filters input[data-filter="group:course"]').click();
        document.getElementById("theme").click();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "t", bubbles: true, cancelable: true }));
    """
    page = opened(AT_ONCE.format(press))
    assert shown(page, "#table-count") == ["813 things of 882"]  # 69 are courses
    assert page.run("return document.documentElement.dataset.theme") == "dark"
    assert page.run("return document.querySelector('#filters input[data-filter=\"group:course\"]').checked") is False
    assert page.errors == []

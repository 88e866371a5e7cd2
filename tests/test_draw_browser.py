"""What we write for Mermaid and Cytoscape.js is drawn by them, in a real browser, whatever things are called."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from browsing import outside
from chromium import Chromium, Page
from credatlas.draw import Drawing, Edge, Node, drawing, laid_out, write
from credatlas.draw.groups import GROUPS
from credatlas.store import LocalStore

VENDOR = Path(__file__).resolve().parent.parent / "src/credatlas/draw/vendor"
EMPTY = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title></head><body>{}</body></html>'
# what is called so, and what a reader has to see
NAMES = {
    "quotes": ("She said \"yes\" and 'no'", "She said \"yes\" and 'no'"),
    "script": ("</script><script>window.hurt = 1</script>", "</script><script>window.hurt = 1</script>"),
    "handler": ("<img src=x onerror='window.hurt = 1'>", "<img src=x onerror='window.hurt = 1'>"),
    "entities": ("R&amp;D &lt;b&gt; #quot; #35;", "R&amp;D &lt;b&gt; #quot; #35;"),
    "control characters": ("a\x00b\x08c\x1b[31md", "abc[31md"),
    "right to left": ("جامعة الملك سعود — مستشفى", "جامعة الملك سعود — مستشفى"),
    "emoji": ("Health 🩺👩🏽‍⚕️ lab", "Health 🩺👩🏽‍⚕️ lab"),
    "keywords": ("end subgraph class click style", "end subgraph class click style"),
    "brackets": ("[a](b) {c} |d| `e` %% --> ;", "[a](b) {c} |d| `e` %% --> ;"),
    "markdown": ("**bold** _slanted_ 1. one", "**bold** _slanted_ 1. one"),
    "lines": ("two\nlines", "two lines"),
    "mathematics": ("$$x^2$$ costs $5", "$$x^2$$ costs $5"),
}


@pytest.fixture(scope="module")
def stage(
    chromium: Chromium, script_for_tests: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """One page for all tests, with both programs and an empty element ``stage``: loading them takes its time."""
    file = tmp_path_factory.mktemp("stage") / "stage.html"
    file.write_text(EMPTY.format("<div id='stage' style='width: 800px; height: 600px'></div>"), encoding="utf-8")
    page = chromium.page()
    page.open(file)
    page.add_script(script_for_tests("mermaid/mermaid.min.js"))
    page.add_script(VENDOR / "cytoscape/cytoscape.min.js")
    yield page
    page.close()


@pytest.fixture
def clean_stage(stage: Page) -> Page:
    """The page without what an earlier test drew and did."""
    stage.run("document.getElementById('stage').replaceChildren(); window.hurt = 'no'")
    stage.errors.clear()
    return stage


@pytest.fixture
def mermaid(clean_stage: Page) -> Callable[[Drawing], Page]:
    """Draws by mermaid what we write for it."""

    def draw(graph: Drawing) -> Page:
        clean_stage.run(_MERMAID, text_of(graph, "mermaid"))
        return clean_stage

    return draw


@pytest.fixture
def cytoscape(clean_stage: Page) -> Callable[[Drawing], Page]:
    """Loads into Cytoscape.js what we write for it; the page keeps it as ``cy``."""

    def draw(graph: Drawing) -> Page:
        clean_stage.run(_CYTOSCAPE, json.loads(text_of(graph, "json")))
        return clean_stage

    return draw


_MERMAID = """
    mermaid.initialize({startOnLoad: false, securityLevel: "strict"});
    const {svg} = await mermaid.render("picture", args[0]);
    document.getElementById("stage").innerHTML = svg;
"""
_CYTOSCAPE = """
    window.cy = cytoscape({
        container: document.getElementById("stage"),
        elements: args[0].elements,
        layout: {name: "preset"},
        style: [{selector: "node", style: {label: "data(name)"}}, {selector: "edge", style: {label: "data(relation)"}}],
    });
    await new Promise(done => cy.ready(done));
    cy.fit();
"""
_TEXTS = """
    return [...document.querySelectorAll(`#stage ${args[0]}`)].map(one => one.textContent.replace(/\\s+/g, " ").trim());
"""


def text_of(graph: Drawing, form: str) -> str:
    return b"".join(write(graph, form)).decode()


def named(name: str) -> Drawing:
    """A thing of each group, all of this name, linked in a row by a relation of this name."""
    nodes = tuple(Node(f"urn:{group}", name, name, "", group) for group in sorted(GROUPS))
    edges = tuple(
        Edge(f"e{place}", one.id, two.id, name, "urn:p", inferred=place % 2 == 1)
        for place, (one, two) in enumerate(pairwise(nodes))
    )
    return laid_out(Drawing(nodes, edges, title=name, note=name))


def is_unhurt(page: Page) -> bool:
    page.listen_for(0.1)
    return page.errors == [] and outside(page) == [] and page.run("return window.hurt") == "no"


# Mermaid


def test_mermaid_draws_all_things_and_relations(mermaid: Callable[[Drawing], Page], founding_store: LocalStore) -> None:
    graph = drawing(founding_store, ["HSIL"])
    page = mermaid(graph)
    assert sorted(page.run(_TEXTS, ".nodeLabel")) == sorted(node.name for node in graph.nodes)
    assert sorted(page.run(_TEXTS, ".edgeLabel .label")) == sorted(edge.relation for edge in graph.edges)
    assert is_unhurt(page)


def test_mermaid_gives_a_thing_the_colour_of_its_group(mermaid: Callable[[Drawing], Page]) -> None:
    page = mermaid(Drawing((Node("urn:a", "A", "course", "", "course"),), ()))
    fill = page.run("return getComputedStyle(document.querySelector('.node .label-container, .node polygon')).fill")
    red, green, blue = (int(GROUPS["course"].colour[place : place + 2], 16) for place in (1, 3, 5))
    assert fill == f"rgb({red}, {green}, {blue})"


@pytest.mark.parametrize(("name", "seen"), NAMES.values(), ids=NAMES)
def test_mermaid_shows_every_name_as_it_is(name: str, seen: str, mermaid: Callable[[Drawing], Page]) -> None:
    page = mermaid(named(name))
    assert page.run(_TEXTS, ".nodeLabel") == [seen] * len(GROUPS)
    assert set(page.run(_TEXTS, ".edgeLabel .label")) == {seen}
    assert is_unhurt(page)


def test_mermaid_draws_nothing_where_there_is_nothing(mermaid: Callable[[Drawing], Page]) -> None:
    page = mermaid(Drawing((), ()))
    assert page.run(_TEXTS, ".nodeLabel") == []
    assert is_unhurt(page)


# Cytoscape.js


def test_cytoscape_loads_all_things_and_relations(
    cytoscape: Callable[[Drawing], Page], founding_store: LocalStore
) -> None:
    graph = laid_out(drawing(founding_store, ["HSIL"], depth=2))
    page = cytoscape(graph)
    assert page.run("return cy.nodes().map(one => one.id())") == [node.id for node in graph.nodes]
    ends = page.run("return cy.edges().map(one => [one.source().id(), one.data('relation'), one.target().id()])")
    assert ends == [[edge.source, edge.relation, edge.target] for edge in graph.edges]
    assert page.run("return cy.nodes().map(one => [one.position().x, one.position().y])") == [
        [node.x, node.y] for node in graph.nodes
    ]
    assert is_unhurt(page)


def test_cytoscape_finds_elements_by_their_class(cytoscape: Callable[[Drawing], Page]) -> None:
    page = cytoscape(named("x"))  # 12 things and so 11 relations, the second of which is inferred, the fourth …
    assert page.run("return cy.nodes('.course').map(one => one.id())") == ["urn:course"]
    assert page.run("return cy.edges('.inferred').length") == 5


@pytest.mark.parametrize(("name", "seen"), NAMES.values(), ids=NAMES)
def test_cytoscape_has_every_name_as_it_is(name: str, seen: str, cytoscape: Callable[[Drawing], Page]) -> None:
    page = cytoscape(named(name))
    assert set(page.run("return cy.elements().map(one => one.data('name') ?? one.data('relation'))")) == {seen}
    assert page.run("return cy.nodes()[0].renderedBoundingBox().w") > 1
    assert is_unhurt(page)


def test_cytoscape_takes_an_empty_drawing(cytoscape: Callable[[Drawing], Page]) -> None:
    page = cytoscape(Drawing((), ()))
    assert page.run("return cy.elements().length") == 0
    assert is_unhurt(page)

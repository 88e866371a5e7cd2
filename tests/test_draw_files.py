"""Files for other programs hold the whole drawing, typed, and no name breaks them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tracemalloc
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from credatlas.cli.drawing import ALSO as CLI_ALSO
from credatlas.cli.drawing import FORMATS as CLI_FORMATS
from credatlas.draw import Dispute, Drawing, Edge, Evidence, Fact, Node, Rival, Source, drawing
from credatlas.draw.attributes import clean, fact_text, one_line
from credatlas.draw.choosing import ALSO
from credatlas.draw.graphs import to_networkx
from credatlas.draw.groups import GROUPS
from credatlas.draw.writing import FORMATS, format_of_ending, write
from credatlas.errors import UsageError
from credatlas.store import LocalStore
from credatlas.terms import CA

TEXT_FORMATS = ("graphml", "gexf", "dot", "json", "mermaid")
SCHOOL, COURSE = "https://w3id.org/credatlas/id/organization/a", "https://w3id.org/credatlas/id/course/b"
A = Evidence(Source("https://w3id.org/credatlas/id/source/a", "Source A", "https://a.example/", "2025-04-15"), "fee")
B = Evidence(Source("https://w3id.org/credatlas/id/source/b", "Source B"), "x", 3, 9, "inferred", "planned")
PRICE = Fact("price", "8500 USD", "https://schema.org/offers", ("spring run",), evidence=(0,))
COUNT = Fact("numbers", "19 hubs", "p", evidence=(0,), dispute=Dispute("reliability", "factual", (Rival("17", (1,)),)))

SMALL = Drawing(
    (
        Node(COURSE, "Course B", "course", f"{CA}Course", "course", ("B",), (PRICE, COUNT), 10.5, 20.25, 30.0, 1),
        Node(SCHOOL, "School A", "school", "", "organization", x=-5.0, y=7.0),
    ),
    (
        Edge("e0", COURSE, SCHOOL, "is offered by", f"{CA}isOfferedBy", ("run",), evidence=(0, 1)),
        Edge("e1", COURSE, SCHOOL, "is liked by", f"{CA}x", inferred=True),
    ),
    (A, B),
    "Course B",
    "as of 2025-01-01",
)  # fmt: skip


def named(name: str, *, value: str = "v") -> Drawing:
    """A drawing of two things of this name, one of which refers to the other by a relation of this name."""
    fact = Fact(name, value, "p", (name,), evidence=(0,))
    nodes = [Node(f"urn:{number}", name, name, "", "other", (name,), (fact,)) for number in range(2)]
    evidence = Evidence(Source("s", name, "https://a.example/?a=1&b=2", publisher=name), name)
    return Drawing(tuple(nodes), (Edge("e0", "urn:0", "urn:1", name, "p", (name,), evidence=(0,)),), (evidence,), name)


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - we wrote it ourselves


def text_of(graph: Drawing, form: str) -> str:
    return b"".join(write(graph, form)).decode()


def reread(text: str, tmp_path: Path) -> nx.MultiDiGraph:
    path = tmp_path / "a.graphml"
    path.write_text(text, encoding="utf-8")
    return nx.read_graphml(path, force_multigraph=True)


# networkx


def test_networkx_gets_the_documented_attributes() -> None:
    graph = to_networkx(SMALL)
    assert graph.graph == {"title": "Course B", "note": "as of 2025-01-01"}
    assert graph.nodes[COURSE] == {
        "name": "Course B",
        "kind": "course",
        "kind_iri": "https://w3id.org/credatlas/ontology#Course",
        "group": "course",
        "other_names": "B",
        "facts": "price: 8500 USD (spring run)\nnumbers: 19 hubs (others say: 17)",
        "sources": "Source A, #fee, 2025-04-15, stated <https://a.example/>",
        "x": 10.5,
        "y": 20.25,
        "size": 30.0,
        "community": 1,
    }
    assert "community" not in graph.nodes[SCHOOL], "it is not known"
    assert graph.edges[COURSE, SCHOOL, "e0"] == {
        "relation": "is offered by",
        "property": "https://w3id.org/credatlas/ontology#isOfferedBy",
        "via": "run",
        "inferred": False,
        "disputed": False,
        "sources": "Source A, #fee, 2025-04-15, stated <https://a.example/>\n"
        "Source B, #x, characters 3–9, undated, inferred, planned",
        "weight": 2,
    }
    assert graph.edges[COURSE, SCHOOL, "e1"]["weight"] == 1
    assert graph.edges[COURSE, SCHOOL, "e1"]["inferred"] is True


def test_a_store_can_be_given_in_place_of_a_drawing(founding_store: LocalStore) -> None:
    graph = to_networkx(founding_store, things=["HSIL"], depth=0)
    assert list(graph.nodes) == ["https://w3id.org/credatlas/id/organization/hsil"]


def test_options_for_a_finished_drawing_are_refused() -> None:
    with pytest.raises(TypeError, match="a drawing takes no options: depth"):
        to_networkx(SMALL, depth=2)


# GraphML and GEXF


def test_graphml_is_read_back_by_networkx_as_the_same_graph(founding_store: LocalStore, tmp_path: Path) -> None:
    whole = drawing(founding_store)
    for graph in (SMALL, whole):
        ours, theirs = to_networkx(graph), reread(text_of(graph, "graphml"), tmp_path)
        assert dict(theirs.nodes(data=True)) == dict(ours.nodes(data=True))
        assert sorted(theirs.edges(keys=True, data=True), key=str) == sorted(ours.edges(keys=True, data=True), key=str)
        assert theirs.graph["title"] == ours.graph["title"]


def test_graphml_is_read_by_igraph_with_types(founding_store: LocalStore, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph", reason="igraph is missing: pip install 'credatlas[dev]'")
    for graph in (SMALL, drawing(founding_store), *map(named, NASTY.values())):
        (tmp_path / "a.graphml").write_text(text_of(graph, "graphml"), encoding="utf-8")
        theirs = igraph.Graph.Read_GraphML(str(tmp_path / "a.graphml"))
        assert theirs.is_directed()
        assert (theirs.vcount(), theirs.ecount()) == (len(graph.nodes), len(graph.edges))
        assert theirs.vs["name"] == [one_line(node.name) for node in graph.nodes]
        assert theirs.es["inferred"] == [edge.inferred for edge in graph.edges]
        assert theirs.vs["x"] == [node.x for node in graph.nodes]


def test_networkx_writes_our_graphs_too(founding_store: LocalStore, tmp_path: Path) -> None:
    graph = to_networkx(drawing(founding_store))
    nx.write_graphml(graph, tmp_path / "theirs.graphml")
    assert nx.read_graphml(tmp_path / "theirs.graphml", force_multigraph=True).nodes == graph.nodes


def test_graphml_declares_the_type_of_each_attribute() -> None:
    root = parsed(text_of(SMALL, "graphml"))
    keys = root.findall("{http://graphml.graphdrawing.org/xmlns}key")
    types = {(key.get("for"), key.get("attr.name")): key.get("attr.type") for key in keys}
    assert types["node", "x"] == "double"
    assert types["node", "community"] == "long"
    assert types["edge", "inferred"] == "boolean"
    assert types["edge", "weight"] == "long"
    assert types["node", "name"] == types["graph", "title"] == "string"
    assert len({key.get("id") for key in keys}) == len(keys)


def test_gexf_is_read_by_networkx_with_types_colours_and_places(tmp_path: Path) -> None:
    (tmp_path / "a.gexf").write_text(text_of(SMALL, "gexf"), encoding="utf-8")
    graph = nx.read_gexf(tmp_path / "a.gexf")
    course = graph.nodes[COURSE]
    assert (course["label"], course["kind"], course["community"]) == ("Course B", "course", 1)
    assert course["facts"] == "price: 8500 USD (spring run)\nnumbers: 19 hubs (others say: 17)"
    assert course["viz"]["position"] == {"x": 10.5, "y": -20.25, "z": 0.0}, "y points up there"
    assert course["viz"]["size"] == 30.0
    assert course["viz"]["color"] == {"r": 0x5F, "g": 0x8F, "b": 0x1F, "a": 1.0}
    edges = {data["id"]: data for _, _, data in graph.edges(data=True)}
    assert edges["e0"]["relation"] == "is offered by"
    assert edges["e0"]["weight"] == 2
    assert edges["e1"]["inferred"] is True


def test_parallel_edges_of_gexf_differ_in_kind() -> None:
    edges = re.findall(r'<edge id="(e\d)".*? kind="(.*?)"', text_of(SMALL, "gexf"))
    assert edges == [("e0", "is offered by"), ("e1", "is liked by")]


# DOT, Mermaid, JSON


def test_dot_is_drawn_by_graphviz(founding_store: LocalStore) -> None:
    program = shutil.which("dot")
    if program is None:
        pytest.skip("dot is missing: apt-get install graphviz")
    for graph in (SMALL, named('"R&D" \\N <b>bold</b> -> {x} %\''), drawing(founding_store)):
        done = subprocess.run(
            [program, "-Tsvg"], input=text_of(graph, "dot"), capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        assert done.stdout.count('class="node"') == len(graph.nodes)


def test_dot_tells_evidence_in_tooltips_and_inference_by_dashes() -> None:
    text = text_of(SMALL, "dot")
    assert '  n0 -> n1 [label="is offered by", URL="https://w3id.org/credatlas/ontology#isOfferedBy"' in text
    assert "Source A, #fee, 2025-04-15, stated" in text
    assert text.count("style=dashed") == 1


def test_mermaid_names_nodes_and_relations() -> None:
    assert text_of(SMALL, "mermaid") == (
        '---\ntitle: "Course B — as of 2025-01-01"\n---\nflowchart LR\n'
        '  n0[/"Course B"\\]:::course\n  n1["School A"]:::organization\n'
        '  n0 -- "is offered by" --> n1\n  n0 -. "is liked by" .-> n1\n'
        f"  classDef course fill:{GROUPS['course'].colour},stroke:#ffffff,color:#ffffff\n"
        f"  classDef organization fill:{GROUPS['organization'].colour},stroke:#ffffff,color:#ffffff\n"
    )


def test_json_has_what_cytoscape_takes_and_all_evidence() -> None:
    document = json.loads(text_of(SMALL, "json"))
    course, school = document["elements"]["nodes"]
    assert course["position"] == {"x": 10.5, "y": 20.25}
    assert course["classes"] == course["data"]["group"] == "course"
    assert course["data"]["facts"][0] == {
        "label": "price",
        "value": "8500 USD",
        "property": "https://schema.org/offers",
        "evidence": [0],
        "via": ["spring run"],
    }
    assert course["data"]["facts"][1]["dispute"]["rivals"] == [{"value": "17", "evidence": [1]}]
    assert school["data"]["id"] == SCHOOL
    assert [edge["classes"] for edge in document["elements"]["edges"]] == ["", "inferred"]
    second = document["data"]["evidence"][1]
    assert second == {"source": 1, "place": "x", "start": 3, "end": 9, "method": "inferred", "status": "planned"}
    assert document["data"]["sources"][second["source"]]["title"] == "Source B"


# Names that break files


NASTY = {
    "quotes": "She said \"yes\" and 'no'",
    "markup": "</text><script>alert(1)</script> & <b>",
    "cdata": "]]> <!-- --> <?xml ?>",
    "right to left": "جامعة الملك سعود — مستشفى",
    "emoji": "Health 🩺👩🏽‍⚕️ lab",
    "backslashes": "C:\\n \\N \\l \\",
    "brackets": "[a](b) {c} |d| `e` #quot; %%",
    "end": "end",
    "blank": " ",
}


@pytest.mark.parametrize("form", TEXT_FORMATS)
@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY)
def test_no_name_breaks_a_file(name: str, form: str, tmp_path: Path) -> None:
    text = text_of(named(name), form)
    if form == "graphml":
        assert reread(text, tmp_path).nodes["urn:0"]["name"] == name.strip()
    elif form == "gexf":
        (tmp_path / "a.gexf").write_text(text, encoding="utf-8")
        assert nx.read_gexf(tmp_path / "a.gexf").nodes["urn:0"]["label"] == name.strip()
    elif form == "json":
        assert json.loads(text)["elements"]["nodes"][0]["data"]["name"] == name.strip()
    elif form == "mermaid":
        names = re.findall(r'^  n0\[/"(.*)"/]:::other$', text, re.MULTILINE)
        assert [re.sub(r"#(\d+);", lambda code: chr(int(code[1])), found).strip() for found in names] == [name.strip()]
    else:
        assert text.count("\n") == 8, "no name ends a line"


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_control_characters_are_taken_out(form: str) -> None:
    text = text_of(named("a\x00b\x08c\x1b[31md\x7fe\ufffef\ud800g\x9bh", value="1\x002"), form)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]", text)
    assert "a" in text and "\ud800" not in text
    if form in ("graphml", "gexf"):
        parsed(text)


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_an_empty_drawing_is_a_valid_file(form: str, tmp_path: Path) -> None:
    text = text_of(Drawing((), ()), form)
    if form == "graphml":
        assert len(reread(text, tmp_path)) == 0
    elif form == "gexf":
        parsed(text)
    elif form == "json":
        assert json.loads(text)["elements"] == {"nodes": [], "edges": []}
    else:
        assert text.strip()


def test_texts_are_cleaned_but_keep_what_they_say() -> None:
    assert clean("ein\r\nzwei\rdrei\tvier\x0b") == "ein\nzwei\ndrei\tvier"
    assert one_line("  ein\r\n zwei\u2028drei ") == "ein zwei drei"
    assert fact_text(Fact("topic", "AI\nethics", "p", inferred=True)) == "topic: AI ethics (inferred)"


# Formats


def test_the_command_line_offers_what_the_package_writes() -> None:
    assert tuple(FORMATS) == CLI_FORMATS
    assert ALSO == CLI_ALSO


def test_an_unknown_format_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no format “graphm1”") as caught:
        list(write(SMALL, "graphm1"))
    assert caught.value.hint == "did you mean graphml?"


@pytest.mark.parametrize(
    ("file", "form"),
    [
        ("a.graphml", "graphml"),
        ("a.GEXF", "gexf"),
        ("a.gv", "dot"),
        ("a.mmd", "mermaid"),
        ("a.cyjs", "json"),
        ("a", None),
        ("a.", None),
        ("a.xlsx", None),
        ("folder.dot/a", None),
    ],
)
def test_the_ending_of_a_file_says_its_format(file: str, form: str | None) -> None:
    assert format_of_ending(file) == form


def test_writers_hold_no_more_than_a_piece(tmp_path: Path) -> None:
    nodes = tuple(Node(f"urn:{number:06}", "n" * 1000, "k", "", "other") for number in range(2_000))
    large = Drawing(nodes, ())
    for form in TEXT_FORMATS:
        tracemalloc.start()
        size = sum(len(piece) for piece in write(large, form))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert size > 2_000_000
        assert peak < 700_000, form


# The command line


def test_draw_writes_a_file_in_the_format_of_its_ending(
    founding: Path, tmp_path: Path, credatlas: Callable[..., Any]
) -> None:
    file = tmp_path / "lab.graphml"
    done = credatlas("--project", str(founding), "draw", "HSIL", "-o", str(file))
    assert (done.code, done.stdout, done.stderr) == (0, "", "")
    assert len(nx.read_graphml(file)) == 3


def test_draw_writes_to_standard_output_in_a_format_that_is_named(
    founding: Path, credatlas: Callable[..., Any]
) -> None:
    done = credatlas(
        "--project", str(founding), "draw", "HSIL", "--depth", "0", "--with", "concepts", "--format", "json"
    )
    assert [node["data"]["name"] for node in json.loads(done.stdout)["elements"]["nodes"]] == [
        "Health Systems Innovation Lab"
    ]


def test_draw_says_for_which_moment_it_holds(founding: Path, credatlas: Callable[..., Any]) -> None:
    words = ("--project", str(founding), "draw", "HSIL", "--known-by", "2025-12-31", "--format", "mermaid")
    assert 'title: "Health Systems Innovation Lab — known by 2025-12-31"' in credatlas(*words).stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("draw",), 2, "say how to draw"),
        (("draw", "-o", "-"), 2, "say how to draw"),
        (("draw", "-o", "atlas.xlsx"), 2, "the ending of atlas.xlsx says no format"),
        (("draw", "--format", "visio", "-o", "a.dot"), 2, "there is no format 'visio'"),
        (("draw", "--depth", "-1", "--format", "dot"), 2, "--depth"),
        (("draw", "--depth", "99", "--format", "dot"), 2, "99 relations are no distance"),
        (("draw", "Hogwarts", "--format", "dot"), 4, "Hogwarts"),
        (("draw", "--with", "magic", "--format", "dot"), 2, "magic"),
        (("draw", "-o", "/no/such/folder/a.dot"), 2, "cannot be written"),
    ],
)
def test_draw_refuses_what_it_cannot_do(
    founding: Path, credatlas: Callable[..., Any], words: tuple[str, ...], code: int, said: str
) -> None:
    done = credatlas("--project", str(founding), *words)
    assert (done.code, done.stdout) == (code, "")
    assert said in done.stderr


def test_a_drawing_that_fails_leaves_the_old_file(
    founding: Path, tmp_path: Path, credatlas: Callable[..., Any]
) -> None:
    file = tmp_path / "lab.dot"
    file.write_text("old")
    assert credatlas("--project", str(founding), "draw", "Hogwarts", "-o", str(file)).code == 4
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["lab.dot"]

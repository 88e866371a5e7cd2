"""Pictures: the same places each time, names that cover nothing, shapes and colours, evidence under the pointer."""

from __future__ import annotations

import hashlib
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations
from math import dist
from pathlib import Path
from typing import Any

import pytest

from credatlas.draw import Dispute, Drawing, Edge, Evidence, Fact, Node, Rival, Source, drawing, laid_out, png, write
from credatlas.draw.clusters import clusters, components
from credatlas.draw.groups import GROUPS, group_of
from credatlas.draw.layout import LABELLED
from credatlas.draw.lettering import text_width, wrapped
from credatlas.draw.packing import Box, packed, separate
from credatlas.draw.placing import Area, Page
from credatlas.draw.shapes import shape
from credatlas.draw.stress import stress_places
from credatlas.errors import UsageError
from credatlas.store import LocalStore

SVG = "{http://www.w3.org/2000/svg}"
Pairs = list[tuple[int, int]]


def graph(count: int, pairs: Pairs, *, name: str = "Thing number {}", group: str = "organization") -> Drawing:
    nodes = [Node(f"urn:{number:04}", name.format(number), "kind", "", group) for number in range(count)]
    edges = [Edge(f"e{i}", f"urn:{a:04}", f"urn:{b:04}", "is part of", "p") for i, (a, b) in enumerate(pairs)]
    return Drawing(tuple(nodes), tuple(edges), title="A graph")


def star(leaves: int) -> Pairs:
    return [(0, leaf) for leaf in range(1, leaves + 1)]


def path(count: int) -> Pairs:
    return [(number, number + 1) for number in range(count - 1)]


def picture(made: Drawing) -> str:
    return b"".join(write(made, "svg")).decode()


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - we wrote it ourselves


def words(text: str) -> list[str]:
    """The texts of a picture, the lines of a name joined."""
    return [" ".join(element.itertext()).strip() for element in parsed(text).iter(f"{SVG}text")]


def grounds(text: str) -> list[Area]:
    """What the words within a picture cover."""
    found = []
    for rect in parsed(text).iter(f"{SVG}rect"):
        if rect.get("fill-opacity"):
            left, top = float(rect.attrib["x"]), float(rect.attrib["y"])
            found.append(Area(left, top, left + float(rect.attrib["width"]), top + float(rect.attrib["height"])))
    return found


def overlaps(areas: list[Area]) -> list[tuple[Area, Area]]:
    shrunk = [Area(area.left + 0.1, area.top + 0.1, area.right - 0.1, area.bottom - 0.1) for area in areas]
    return [(one, other) for one, other in combinations(shrunk, 2) if one.meets(other)]


# Places

CROWDS = {
    "a star": graph(60, star(59)),
    "a path": graph(60, path(60)),
    "a circle": graph(40, [*path(40), (39, 0)]),
    "everything with everything": graph(12, list(combinations(range(12), 2))),
    "nothing with anything": graph(60, []),
    "pairs": graph(60, [(number, number + 1) for number in range(0, 60, 2)]),
    "long names": graph(60, star(30), name="The International Association of Extraordinarily Long Names, Section {}"),
    "one word": graph(30, star(29), name="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte{}"),
    "another script": graph(30, star(29), name="医療人工知能教育研究センター第{}部門、大学院医学系研究科"),
}


@pytest.mark.parametrize("made", CROWDS.values(), ids=CROWDS)
def test_no_name_covers_a_name_a_relation_or_a_shape(made: Drawing) -> None:
    placed = laid_out(made)
    text = picture(placed)
    names = grounds(text)
    assert len(names) >= len(made.nodes), "all have their name"
    assert overlaps(names) == []
    shapes = [
        Area(node.x - node.size / 2, node.y - node.size / 2, node.x + node.size / 2, node.y + node.size / 2)
        for node in placed.nodes
    ]
    assert [(name, one) for name in names for one in shapes if name.meets(one)] == []


def test_the_founding_atlas_is_drawn_without_collisions(founding_store: LocalStore) -> None:
    text = picture(drawing(founding_store))
    assert overlaps(grounds(text)) == []
    assert "Stanford Online" in words(text)


@pytest.mark.parametrize("count", [60, 400])
def test_the_same_drawing_has_the_same_bytes_in_every_process(count: int) -> None:
    program = (
        "from credatlas.draw import Drawing, Edge, Node, write\n"
        f"nodes = [Node(f'urn:{{i:04}}', f'T {{i}}', 'k', '', 'work') for i in range({count})]\n"
        f"pairs = [(i, i * 7 % max(1, i)) for i in range(1, {count})] + [(i, i // 3) for i in range(1, {count})]\n"
        "edges = [Edge(f'e{n}', f'urn:{a:04}', f'urn:{b:04}', 'r', 'p') for n, (a, b) in enumerate(pairs)]\n"
        "import sys; sys.stdout.buffer.writelines(write(Drawing(tuple(nodes), tuple(edges)), 'svg'))\n"
    )
    digests = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, timeout=120, check=True)
        digests.add(hashlib.sha256(done.stdout).hexdigest())
    assert len(digests) == 1


def test_near_in_the_graph_is_near_on_the_page() -> None:
    nodes = laid_out(graph(9, path(9))).nodes
    points = [(node.x, node.y) for node in nodes]
    ends = dist(points[0], points[8])
    assert all(dist(points[number], points[number + 1]) < ends / 3 for number in range(8))


def test_a_thing_with_many_relations_is_larger() -> None:
    hub, *leaves = laid_out(graph(20, star(19))).nodes
    assert {leaf.size for leaf in leaves} == {leaves[0].size}
    assert hub.size > 1.5 * leaves[0].size


def test_places_begin_at_zero_and_are_rounded() -> None:
    nodes = laid_out(graph(7, star(4))).nodes
    assert 0 <= min(node.x for node in nodes) < 100
    assert 0 <= min(node.y for node in nodes) < 100
    assert all(node.x == round(node.x, 2) and node.y == round(node.y, 2) for node in nodes)


@pytest.mark.parametrize(
    "made",
    [
        graph(400, star(399)),
        graph(500, [(number, number // 5) for number in range(1, 500)]),
        graph(200, list(combinations(range(200), 2))),
        graph(1200, path(600)),
    ],
    ids=["a large star", "a large tree", "a large clique", "many that stand alone"],
)
def test_large_graphs_have_room_for_each_node(made: Drawing) -> None:
    nodes = laid_out(made).nodes
    boxes = [Area(n.x - n.size / 2, n.y - n.size / 2, n.x + n.size / 2, n.y + n.size / 2) for n in nodes]
    page = Page(Area(-1e6, -1e6, 1e6, 1e6))
    assert all(page.is_free(box) and page.take(box) is None for box in boxes)


def test_a_long_layout_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credatlas.draw.layout._QUIET", 0.0)  # as if each step took seconds
    said: list[str] = []
    two_paths = [*path(300), *((300 + one, 300 + other) for one, other in path(100))]
    laid_out(graph(400, two_paths), say=said.append)
    assert said[0] == "laying out 400 things in 2 parts"
    counts = [int(line.split()[2]) for line in said[1:]]
    assert counts == sorted(counts) and counts[-1] == 400 and len(counts) > 2
    assert all(re.fullmatch(r"laying out: \d+ of 400 things have their places.*", line) for line in said[1:])


def test_a_quick_layout_says_little() -> None:
    said: list[str] = []
    laid_out(graph(30, path(30)), say=said.append)
    assert said == ["laying out 30 things in 1 parts"]


def test_an_empty_drawing_and_a_single_thing_are_drawn() -> None:
    assert laid_out(Drawing((), ())) == Drawing((), ())
    assert "Nothing here" in words(picture(Drawing((), (), title="Nothing here")))
    assert "Thing number 0" in words(picture(graph(1, [])))


def test_a_relation_of_a_thing_to_itself_hurts_nobody() -> None:
    assert picture(graph(2, [(0, 0), (0, 1)])).count("<path") == 2  # the line and its head


# What places are made of


def test_stress_puts_a_triangle_at_equal_distances() -> None:
    one, two, three = stress_places([[1, 2], [0, 2], [0, 1]])
    assert dist(one, two) == pytest.approx(1, abs=0.02)
    assert dist(two, three) == pytest.approx(1, abs=0.02)
    assert dist(three, one) == pytest.approx(1, abs=0.02)


def test_stress_stretches_a_path() -> None:
    first, middle, last = stress_places([[1], [0, 2], [1]])
    assert dist(first, last) == pytest.approx(2, abs=0.02)
    assert dist(first, middle) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("neighbours", [[[]], [[1], [0]]])
def test_stress_takes_the_smallest_graphs(neighbours: list[list[int]]) -> None:
    assert len(stress_places(neighbours)) == len(neighbours)


def test_boxes_are_pushed_apart_and_no_further() -> None:
    near = [Box(0, 0, 10, 10), Box(4, 0, 10, 10), Box(100, 0, 10, 10)]
    separate(near)
    assert near[1].x - near[0].x == pytest.approx(10, abs=0.01)
    assert near[0].y == near[1].y == 0
    assert (near[2].x, near[2].y) == (100, 0)


def test_boxes_at_one_place_are_pushed_apart_too() -> None:
    heap = [Box(0, 0, 10, 4) for _ in range(25)]
    separate(heap)
    areas = [Area(b.x - b.width / 2, b.y - b.height / 2, b.x + b.width / 2, b.y + b.height / 2) for b in heap]
    assert overlaps(areas) == []


def test_small_shapes_fill_the_holes_of_large_ones() -> None:
    corner = [(0.0, 0.0, 100.0, 10.0), (0.0, 0.0, 10.0, 100.0)]
    moves = packed([corner, [(0.0, 0.0, 20.0, 20.0)]], 4)
    (ax, ay), (bx, by) = moves
    moved = [Area(left + ax, top + ay, right + ax, bottom + ay) for left, top, right, bottom in corner]
    small = Area(bx, by, bx + 20, by + 20)
    assert not any(small.meets(one) for one in moved)
    assert moved[0].left <= small.left and small.right <= moved[0].right
    assert moved[1].top <= small.top and small.bottom <= moved[1].bottom


def test_components_are_sorted_by_size() -> None:
    assert components([[], [2], [1], [4, 5], [3], [3]]) == [[3, 4, 5], [1, 2], [0]]
    assert components([]) == []


def test_communities_are_what_is_linked_most() -> None:
    cliques = [*combinations(range(5), 2), *combinations(range(5, 11), 2), (0, 5)]
    near: list[list[int]] = [[] for _ in range(11)]
    for one, other in cliques:
        near[one].append(other)
        near[other].append(one)
    assert clusters([sorted(one) for one in near]) == [[5, 6, 7, 8, 9, 10], [0, 1, 2, 3, 4]]
    assert clusters([[], []]) == [[0], [1]]


def test_words_take_the_first_free_place() -> None:
    page = Page(Area(0, 0, 100, 100))
    page.take(Area(0, 0, 50, 100))
    inside, outside, beside = Area(40, 0, 60, 10), Area(90, 0, 110, 10), Area(50, 0, 70, 10)
    assert page.first_free([inside, outside, beside]) == beside
    assert page.first_free([inside, outside, beside]) is None


# Letters


def test_wide_letters_take_more_room_and_marks_take_none() -> None:
    assert text_width("mm", 10) > text_width("ii", 10)
    assert text_width("医療", 10) == pytest.approx(21, abs=0.1)
    assert text_width("e\u0301", 10) == text_width("e", 10)
    assert text_width("", 10) == 0


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Harvard", ("Harvard",)),
        ("Harvard Medical School", ("Harvard Medical", "School")),
        ("one two three four five six seven eight nine", ("one two three", "four five six sev…")),
        ("Incomprehensibilities", ("Incomprehensibi…",)),
        ("", ("",)),
        (" \x00\n ", ("",)),
    ],
)
def test_names_are_broken_between_words_and_cut_where_they_do_not_fit(name: str, lines: tuple[str, ...]) -> None:
    assert wrapped(name, 10, 100, 2) == lines


# Looks


def luminance(colour: str) -> float:
    """As https://www.w3.org/TR/WCAG22/#dfn-relative-luminance has it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
def test_shapes_stand_out_from_a_light_and_a_dark_page(group: Any) -> None:
    assert contrast(group.colour, "#ffffff") >= 3
    assert contrast(group.colour, "#14181f") >= 3


def test_groups_differ_by_shape_and_by_colour() -> None:
    assert len({group.shape for group in GROUPS.values()}) == len(GROUPS)
    assert len({group.colour for group in GROUPS.values()}) == len(GROUPS)
    assert len({shape(group.shape, 0, 0, 20) for group in GROUPS.values()}) == len(GROUPS)


def test_what_has_no_known_type_is_another_thing() -> None:
    assert group_of("https://w3id.org/credatlas/id/spaceship/x") == "other"
    assert group_of("https://elsewhere.example/organization/x") == "other"


PLACE = Evidence(Source("s", "The source", "https://a.example/"), "fee")
DISPUTED = Fact("number", "17", "p", dispute=Dispute("r", "k", (Rival("19"),)))
TOLD = Drawing(
    (
        Node("a", "A & <b>", "school", "", "organization", facts=(Fact("price", "1 & 2", "p", evidence=(0,)),)),
        Node("b", "B", "course", "", "course", facts=(DISPUTED,)),
        Node("c", "C", "policy", "", "policy"),
    ),
    (
        Edge("e0", "a", "b", "likes", "p", evidence=(0,)),
        Edge("e1", "a", "b", "teaches", "q", evidence=(0,)),
        Edge("e2", "b", "a", "obeys", "q", inferred=True),
        Edge("e3", "a", "c", "breaks", "q", evidence=(0,), dispute=Dispute("r", "k", (Rival("keeps"),))),
    ),
    (PLACE,),
    "Who & what",
    "as of 2025-01-01",
    ("a",),
)  # fmt: skip


def test_a_picture_says_what_it_shows() -> None:
    found = words(picture(TOLD))
    assert found[0] == "Who & what"
    assert found[1] == "3 things, 4 relations, 1 source; as of 2025-01-01"
    assert {"A & <b>", "B", "C", "likes, teaches", "obeys", "breaks"} <= set(found)
    assert found[-6:] == [
        *("Organisations 1", "Courses 1", "Policies 1"),
        *("follows by a rule", "sources contradict it", "sources differ on a fact"),
    ]


def test_the_pointer_finds_facts_and_sources() -> None:
    titles = [title.text for title in parsed(picture(TOLD)).iter(f"{SVG}title")]
    assert "A & <b> (school)\nprice: 1 & 2" in titles
    assert (
        "likes\nThe source, #fee, undated, stated <https://a.example/>\n"
        "teaches\nThe source, #fee, undated, stated <https://a.example/>"
    ) in titles
    assert "obeys\nfollows by a rule" in titles
    assert "sources differ" in titles


def test_what_follows_is_dashed_and_what_is_contradicted_is_red() -> None:
    text = picture(TOLD)
    assert len(re.findall(r'<g stroke-dasharray="5 4"><title>obeys', text)) == 1
    assert len(re.findall(r'<g stroke="#c0392b"><title>breaks', text)) == 1


def test_what_was_asked_for_is_ringed_and_bold() -> None:
    text = picture(TOLD)
    assert text.count('font-weight="700"') == 2, "the title, and A"
    assert text.count('stroke="#1c2430" stroke-width="2"') == 1


@pytest.mark.parametrize(
    "name", ["</text><script>alert(1)</script>", "a\x00\x1b[31m\ud800b", "]]>&amp;&#0;", "جامعة \u202e evil", "🩺👩🏽‍⚕️"]
)
def test_no_name_breaks_a_picture(name: str) -> None:
    text = picture(graph(2, [(0, 1)], name=name + " {}"))
    assert "<script" not in text
    assert any("0" in word for word in words(text))
    assert b"".join(write(graph(2, [(0, 1)], name=name), "png")).startswith(b"\x89PNG")


def test_a_large_picture_names_what_others_gather_around() -> None:
    made = graph(200, [(leaf // 10 * 10, leaf) for leaf in range(200) if leaf % 10], name="N{}")
    assert len(made.nodes) > LABELLED
    found = {word for word in words(picture(made)) if word.startswith("N")}
    assert found == {f"N{hub}" for hub in range(0, 200, 10)}


# PNG


def test_a_png_has_twice_the_pixels_of_the_svg() -> None:
    placed = laid_out(TOLD)
    data = b"".join(write(placed, "png"))
    root = parsed(picture(placed))
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width == pytest.approx(2 * float(root.attrib["width"]), abs=1.5)
    assert height == pytest.approx(2 * float(root.attrib["height"]), abs=1.5)


def test_without_the_extra_a_png_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(UsageError, match="what paints PNG is not installed") as caught:
        list(write(TOLD, "png"))
    assert "pip install 'credatlas[draw]'" in caught.value.hint


def test_without_fonts_no_png_is_written_that_has_no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "_has_fonts", lambda: False)
    with pytest.raises(UsageError, match="none of the fonts"):
        list(write(TOLD, "png"))


def test_draw_makes_pictures_on_the_command_line(founding: Path, tmp_path: Path, credatlas: Callable[..., Any]) -> None:
    for name in ("lab.svg", "lab.png"):
        done = credatlas("--project", str(founding), "draw", "HSIL", "-o", str(tmp_path / name))
        assert (done.code, done.stdout, done.stderr) == (0, "", "")
    assert "Health Systems Innovation Lab" in words((tmp_path / "lab.svg").read_text())
    assert (tmp_path / "lab.png").read_bytes().startswith(b"\x89PNG")

"""Timelines show what happens when and how sure that is; the ontology is drawn with and without Graphviz."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest

from credatlas.draw import Dated, Drawing, Edge, Mark, Node, Timeline, graphviz, ontology, timeline, write_picture
from credatlas.draw.classes_svg import classes_svg
from credatlas.draw.ontology import KIND_OF
from credatlas.draw.timeline_svg import timeline_svg
from credatlas.errors import NotFoundError, UsageError
from credatlas.store import LocalStore, memory_store
from credatlas.terms import CA, ID, PREFIXES

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
SVG = "{http://www.w3.org/2000/svg}"
NOTHING = (None, None)


def made(trig: str) -> LocalStore:
    return memory_store(ox.parse(HEADER + trig, format=ox.RdfFormat.TRIG))


def words(text: str) -> list[str]:
    root = ET.fromstring(text)  # noqa: S314 - we wrote it ourselves
    return ["".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")]


def day(month: int, number: int, year: int = 2025) -> date:
    return date(year, month, number)


# Timelines


def test_all_dated_things_stand_in_the_order_of_time(founding_store: LocalStore) -> None:
    shown = timeline(founding_store)
    rows = [(row.thing.removeprefix(ID), row.name, row.start, row.end, row.stated) for row in shown.rows]
    executive = "programme/hms-healthcare-ai-executive-certificate"
    run = "Harvard Medical School certificate program for healthcare executives, 2025 run (name not printed)"
    fourteenth, eleventh = (day(4, 14), day(4, 14)), (day(5, 11), day(5, 11))
    assert rows == [
        (
            "event/hsil-hackathon-2025",
            "2025 Harvard Health Systems Innovation Hackathon",
            NOTHING,
            (day(4, 12), day(4, 12)),
            ("until 2025-04-12",),
        ),
        (executive, run, fourteenth, NOTHING, ("2025-04-14",)),
        (executive, "Online sessions of the 2025 run", fourteenth, NOTHING, ("2025-04-14",)),
        (
            "event/harvard-informed-consent-discussions-2025",
            "Discussions at Harvard on informed consent in AI-driven healthcare (name not printed)",
            NOTHING,
            (None, day(4, 15)),
            ("Recent (by 2025-04-15)",),
        ),
        (
            "programme/hsil-venture-incubation",
            "Venture Incubation Program",
            (day(5, 1), day(6, 30)),
            (day(5, 1), day(6, 30)),
            ("May/June 2025",),
        ),
        (executive, "In-person training of the 2025 run", eleventh, NOTHING, ("2025-05-11",)),
    ]
    assert shown.title == "Timeline of the whole atlas"


def test_deadlines_are_marks_with_their_evidence(founding_store: LocalStore) -> None:
    (run,) = (row for row in timeline(founding_store).rows if row.marks)
    (mark,) = run.marks
    assert (mark.text, mark.first, mark.last, mark.is_deadline) == ("registration closes", day(4, 14), day(4, 14), True)
    assert [said.place for said in mark.evidence] == ["registration-deadline"]


def test_a_timeline_can_be_that_of_a_thing_or_of_some_days(founding_store: LocalStore) -> None:
    around = timeline(founding_store, ["programme:hsil-venture-incubation"])
    assert [row.group for row in around.rows] == ["event", "programme"]
    assert around.title == "Timeline: Venture Incubation Program"
    assert [row.name for row in timeline(founding_store, within=(day(5, 2), None)).rows] == [
        "Venture Incubation Program",
        "In-person training of the 2025 run",
    ]
    assert len(timeline(founding_store, within=(None, day(4, 12))).rows) == 1


PARTIAL = """graph:facts {
  event:year a ca:Event ; schema:name "Y"@en ; schema:startDate "2024"^^xsd:gYear ; schema:endDate "2024-03-09"^^xsd:date .
  event:wrong a ca:Event ; schema:name "W"@en ; schema:startDate "2025-05-01"^^xsd:date ; schema:endDate "2025-04-01"^^xsd:date .
  event:text a ca:Event ; schema:name "T"@en ; schema:startDate "soon" .
  policy:p a ca:Strategy ; schema:name "P"@en ; ca:adoptedOn "2023-07"^^xsd:gYearMonth .
  work:w a ca:BlogPost ; schema:name "B"@en ; schema:datePublished "2022-01-01"^^xsd:date .
}"""  # fmt: skip  # noqa: E501


def test_a_year_is_any_of_its_days_until_the_end_is_known() -> None:
    rows = {row.name: row for row in timeline(made(PARTIAL)).rows}
    assert rows["Y"].start == (date(2024, 1, 1), date(2024, 3, 9)), "nothing begins behind its end"
    assert rows["P"].start == (date(2023, 7, 1), date(2023, 7, 31))
    assert set(rows) == {"Y", "W", "P"}, "neither texts nor publications are dates of something that happens"


def test_dates_in_the_wrong_order_are_shown_as_they_are() -> None:
    (wrong,) = (row for row in timeline(made(PARTIAL)).rows if row.name == "W")
    assert (wrong.start[0], wrong.end[1]) == (day(5, 1), day(4, 1))
    assert "2025-05-01; until 2025-04-01" in words("".join(timeline_svg(Timeline((wrong,), "T"))))


def row(name: str, start: Any = NOTHING, end: Any = NOTHING, marks: tuple[Mark, ...] = ()) -> Dated:
    return Dated("urn:x", name, "event", start, end, ("some day",), marks)


def bars(text: str) -> list[tuple[float, float]]:
    """Left end and width of each full bar."""
    pattern = r'<rect x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)" height="11" rx="3" fill="#d1495b"/>'
    return [(float(left), float(width)) for left, width in re.findall(pattern, text)]


def test_what_is_certain_is_full_and_what_may_be_is_faint() -> None:
    sure = row("sure", (day(1, 1), day(1, 1)), (day(12, 31), day(12, 31)))
    maybe = row("maybe", (day(1, 1), day(12, 31)), NOTHING)
    text = "".join(timeline_svg(Timeline((sure, maybe), "T")))
    assert len(bars(text)) == 1
    assert text.count('fill="#d1495b" fill-opacity="0.32"') == 2


def test_equal_times_have_equal_lengths() -> None:
    one = row("one", (day(1, 1), day(1, 1)), (day(3, 2), day(3, 2)))
    two = row("two", (day(6, 1), day(6, 1)), (day(7, 31), day(7, 31)))
    (_, first), (_, second) = bars("".join(timeline_svg(Timeline((one, two), "T"))))
    assert first == pytest.approx(second, abs=0.05)


def test_days_outside_are_cut_off() -> None:
    long = row(
        "long",
        (date(1900, 1, 1),) * 2,
        (date(2100, 1, 1),) * 2,
        (Mark("x closes", day(1, 1, 1990), day(1, 1, 1990), "1990"),),
    )
    text = "".join(timeline_svg(Timeline((long,), "T", within=(day(1, 1), day(12, 31)))))
    assert {"2025", "Dec"} <= set(words(text))
    assert "1990" not in " ".join(words(text)[2:])
    assert not re.search("<polygon[^>]*><title>", text), "the deadline lies outside"


@pytest.mark.parametrize("edge", [date.min, date.max])
def test_the_first_and_the_last_day_of_the_calendar_are_drawn(edge: date) -> None:
    text = "".join(timeline_svg(Timeline((row("edge", (edge, edge)),), "T")))
    assert "edge" in words(text)


def test_a_name_breaks_no_timeline() -> None:
    name = '</text><script>alert("x")</script>\x00\ud800'
    text = "".join(timeline_svg(Timeline((row(name, (day(1, 1), day(1, 1))),), name)))
    assert "<script" not in text
    assert words(text)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"within": (day(2, 1), day(1, 1))}, UsageError, "2025-02-01 lies behind 2025-01-01"),
        ({"things": ["ABAIM"]}, NotFoundError, "nothing has a date here"),
        ({"within": (day(1, 1, 2100), None)}, NotFoundError, "nothing has a date here"),
        ({"things": ["Hogwarts"]}, NotFoundError, "Hogwarts"),
    ],
)
def test_a_timeline_of_nothing_is_refused(
    founding_store: LocalStore, options: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        timeline(founding_store, **options)


# The ontology


def test_the_classes_are_drawn_with_their_kinds_and_relations(founding_store: LocalStore) -> None:
    found = ontology(founding_store)
    names = {node.id: node.name for node in found.nodes}
    assert names[f"{CA}ResearchLab"] == "research lab"
    edges = {(edge.source.removeprefix(CA), edge.relation, edge.target.removeprefix(CA)) for edge in found.edges}
    assert {
        ("ResearchLab", "is a kind of", "ResearchUnit"),
        ("Programme", "is offered by", "Organization"),
        ("IncubationProgramme", "recruits from", "Event"),
        ("ProgrammeOffering", "is offering of", "Course"),
    } <= edges
    assert all(node.id.startswith(CA) for node in found.nodes)


def test_a_class_says_what_it_means_and_what_values_it_has(founding_store: LocalStore) -> None:
    (event,) = (node for node in ontology(founding_store).nodes if node.id == f"{CA}Event")
    facts = {(fact.label, fact.value) for fact in event.facts}
    assert ("has count", "count") in facts
    assert ("is a kind of", "schema:Event") in facts
    assert any(label == "definition" for label, _ in facts)
    assert event.group == "event"


def test_narrower_classes_look_like_the_broader_ones(founding_store: LocalStore) -> None:
    groups = {node.id.removeprefix(CA): node.group for node in ontology(founding_store).nodes}
    assert groups["ResearchLab"] == groups["Organization"] == "organization"
    assert groups["ProgrammeTrack"] == "programme"
    assert groups["Claim"] == "other"


def classes(*pairs: tuple[str, str]) -> Drawing:
    names = sorted({name for pair in pairs for name in pair})
    edges = [Edge(f"e{i}", a, b, "is a kind of", KIND_OF.value) for i, (a, b) in enumerate(pairs)]
    return Drawing(tuple(Node(name, name, "class", "", "other") for name in names), tuple(edges), title="C")


def test_our_own_tree_has_each_class_once_below_its_parent() -> None:
    text = "".join(classes_svg(classes(("b", "a"), ("c", "b"), ("d", "a"))))
    assert words(text)[2:] == ["a", "b", "c", "d"]
    lefts = [float(x) for x in re.findall(r'<rect x="([0-9.]+)"', text)]
    assert lefts == [36, 66, 96, 66]


def test_classes_in_a_circle_are_drawn_too() -> None:
    assert sorted(words("".join(classes_svg(classes(("a", "b"), ("b", "a"), ("c", "a")))))[2:]) == ["a", "b", "c"]


def test_without_graphviz_the_tree_is_drawn(founding_store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphviz, "program", lambda: None)
    text = "".join(graphviz.classes_picture(ontology(founding_store)))
    assert "programme track" in words(text)
    assert "is track of → programme" in words(text)


def test_a_graphviz_that_fails_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphviz, "program", lambda: "/bin/false")
    assert graphviz.painted("digraph {}") is None
    monkeypatch.setattr(graphviz, "program", lambda: "/no/such/program")
    assert graphviz.painted("digraph {}") is None
    assert "a" in words("".join(graphviz.classes_picture(classes(("b", "a")))))


def test_graphviz_draws_all_classes(founding_store: LocalStore) -> None:
    if shutil.which("dot") is None:
        pytest.skip("dot is missing: apt-get install graphviz")
    found = ontology(founding_store)
    text = "".join(graphviz.classes_picture(found))
    assert "Generated by graphviz" in text
    assert text.count('class="node"') == len(found.nodes)


def test_a_store_without_an_ontology_says_so() -> None:
    with pytest.raises(NotFoundError, match="memory holds no ontology"):
        ontology(made(""))


# The command line


def test_pictures_alone_are_svg_or_png() -> None:
    with pytest.raises(UsageError, match="a timeline cannot be written as graphml"):
        write_picture(iter([]), "graphml", what="a timeline")


def test_draw_makes_timelines_and_class_diagrams(founding: Path, tmp_path: Path, credatlas: Callable[..., Any]) -> None:
    base = ("--project", str(founding), "draw")
    for words_, name in [
        (("--timeline", "--since", "2025-04", "--until", "2025-05"), "dates.svg"),
        (("--timeline", "HSIL"), "dates.png"),
        (("--ontology",), "classes.svg"),
        (("--ontology",), "classes.png"),
        (("--ontology",), "classes.graphml"),
    ]:
        done = credatlas(*base, *words_, "-o", str(tmp_path / name))
        expected = 4 if name == "dates.png" else 0  # nothing around the lab has a date
        assert done.code == expected, done.shown
    assert "Venture Incubation Program" in words((tmp_path / "dates.svg").read_text())
    assert (tmp_path / "classes.png").read_bytes().startswith(b"\x89PNG")
    assert f"{CA}Hackathon" in nx.read_graphml(tmp_path / "classes.graphml")


def test_since_is_the_first_day_of_a_month_and_until_the_last(founding: Path, credatlas: Callable[..., Any]) -> None:
    base = ("--project", str(founding), "draw", "--timeline", "--format", "svg")
    assert "In-person" in credatlas(*base, "--since", "2025-05").stdout
    assert "In-person" in credatlas(*base, "--until", "2025-05").stdout
    assert "In-person" not in credatlas(*base, "--until", "2025-04").stdout
    assert "until 2025-04-12" not in credatlas(*base, "--since", "2025-05").stdout


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--timeline", "--format", "dot"), 2, "a timeline cannot be written as dot"),
        (("--timeline", "--with", "concepts", "--format", "svg"), 2, "a timeline has no nodes"),
        (("--since", "2025", "--format", "svg"), 2, "only a timeline knows days"),
        (("--ontology", "--until", "2025", "--format", "svg"), 2, "only a timeline knows days"),
        (("--ontology", "HSIL", "--format", "svg"), 2, "drawn as a whole, without HSIL"),
        (("--ontology", "--with", "places", "--format", "svg"), 2, "drawn as a whole, without places"),
        (("--ontology", "--colour-by", "community", "--format", "svg"), 2, "leave --colour-by community out"),
        (("--timeline", "--size-by", "nothing", "--format", "svg"), 2, "leave --size-by nothing out"),
        (("--timeline", "--since", "yesterday", "--format", "svg"), 2, "--since"),
        (("--timeline", "--since", "2026", "--until", "2025", "--format", "svg"), 2, "lies behind"),
    ],
)
def test_what_does_not_go_together_is_refused(
    founding: Path, credatlas: Callable[..., Any], options: tuple[str, ...], code: int, said: str
) -> None:
    done = credatlas("--project", str(founding), "draw", *options)
    assert (done.code, done.stdout) == (code, "")
    assert said in done.stderr

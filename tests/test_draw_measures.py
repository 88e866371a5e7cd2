"""Ways between things rest on what sources state, and ranks are what the books say they are."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import credatlas as ca
from credatlas.cli.connecting import ALSO as CLI_ALSO
from credatlas.cli.connecting import MEASURES as CLI_MEASURES
from credatlas.cli.drawing import COLOURS as CLI_COLOURS
from credatlas.cli.drawing import SIZES as CLI_SIZES
from credatlas.draw import Drawing, Edge, Node, laid_out, with_communities, write
from credatlas.draw.choosing import ALSO
from credatlas.draw.measures import COLOURS
from credatlas.draw.routes import Connection
from credatlas.draw.scores import MEASURES, score
from credatlas.draw.telling import path_lines
from credatlas.errors import NotFoundError, UsageError
from credatlas.store import LocalStore, memory_store
from credatlas.terms import ID, PREFIXES

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
NEIGHBOURS_OF_A_PATH = [[1], [0, 2], [1, 3], [2, 4], [3]]


def made(trig: str) -> LocalStore:
    return memory_store(ox.parse(HEADER + trig, format=ox.RdfFormat.TRIG))


def stops(found: Connection) -> list[list[str]]:
    """The ids that each way passes, its ends included."""
    return [[way[0].start.removeprefix(ID), *(hop.end.removeprefix(ID) for hop in way)] for way in found.ways]


# Ways


def test_the_shortest_way_is_found_with_its_evidence(founding_store: LocalStore) -> None:
    found = ca.path(founding_store, "HSIL", "WHO")
    assert stops(found) == [["organization/hsil", "policy/who-digital-health-strategy", "organization/who"]]
    assert (found.length, found.count) == (2, 1)
    for hop in found.ways[0]:
        (edge,) = hop.edges
        (said,) = found.drawing.says(edge)
        assert (said.source.title, said.place, said.start, said.end) == (
            "Harvard Empowers Healthcare Leaders with AI Education",
            *("digital-health-strategy", 1215, 1310),
        )  # fmt: skip


def test_all_ways_of_the_same_length_are_counted(founding_store: LocalStore) -> None:
    found = ca.path(founding_store, "King's College London", "Harvard University")
    news, university = "work/harvard-empowers-healthcare-leaders", "organization/harvard-university"
    assert stops(found) == [
        ["organization/kings-college-london", news, "organization/harvard-chan-school", university],
        ["organization/kings-college-london", news, "organization/harvard-medical-school", university],
    ]
    assert found.count == 2
    one = ca.path(founding_store, "King's College London", "Harvard University", limit=1)
    assert (len(one.ways), one.count) == (1, 2)
    assert one.ways[0] == found.ways[0] or stops(one)[0] == stops(found)[0]


def test_a_way_leads_over_all_relations_of_two_things_and_against_their_direction(founding_store: LocalStore) -> None:
    found = ca.path(founding_store, "ABAIM", "JAMA")
    (way,) = found.ways
    assert [[(edge.relation, edge.source == hop.start) for edge in hop.edges] for hop in way] == [
        [("is awarded by", False)],
        [("refers to", False)],
        [("cites", True), ("refers to", True)],
        [("is part of", True)],
    ]


def test_a_way_is_the_same_from_the_other_end(founding_store: LocalStore) -> None:
    there, back = ca.path(founding_store, "ABAIM", "JAMA"), ca.path(founding_store, "JAMA", "ABAIM")
    assert stops(back) == [stops(there)[0][::-1]]


def test_topics_connect_when_they_may(founding_store: LocalStore) -> None:
    with pytest.raises(NotFoundError, match="connect Health Systems Innovation Lab and Harvard University") as caught:
        ca.path(founding_store, "HSIL", "Harvard University")
    assert "--with concepts" in caught.value.hint
    assert ca.path(founding_store, "HSIL", "Harvard University", also=["concepts"]).length > 1


CHAIN = """
graph:facts {
  organization:a org:subOrganizationOf organization:b . organization:b org:subOrganizationOf organization:c .
  organization:a a ca:School . organization:b a ca:School . organization:c a ca:School . organization:d a ca:School . }
graph:inferred { organization:a org:transitiveSubOrganizationOf organization:c , organization:d . }
"""


def test_what_follows_by_a_rule_is_no_step() -> None:
    assert stops(ca.path(made(CHAIN), "organization:a", "organization:c")) == [
        ["organization/a", "organization/b", "organization/c"]
    ]
    with pytest.raises(NotFoundError, match="no relations that a source states connect"):
        ca.path(made(CHAIN), "organization:a", "organization:d")


def test_the_way_is_told_step_by_step(founding_store: LocalStore) -> None:
    lines = list(path_lines(ca.path(founding_store, "Zenodo", "Rasit Dinc")))
    work = "Are There Certifications for Healthcare AI? Navigating the Professional Landscape"
    assert lines[0] == "Zenodo <organization:zenodo> and Rasit Dinc <person:rasit-dinc>: 2 relations apart"
    assert lines[2] == "  Zenodo <organization:zenodo>"
    assert lines[3] == f"    ←publisher— {work} <work:healthcare-ai-certifications>"
    assert lines[4].startswith(f"      {work}, #")
    assert [line for line in lines if line.startswith("    —")] == ["    —author→ Rasit Dinc <person:rasit-dinc>"]


def test_ways_that_are_not_shown_are_told_of(founding_store: LocalStore) -> None:
    lines = list(path_lines(ca.path(founding_store, "King's College London", "Harvard University", limit=1)))
    assert "way 1 of 2" in lines
    assert lines[-1] == "and 1 more that are as short"


def test_ways_can_be_drawn(founding_store: LocalStore) -> None:
    found = ca.path(founding_store, "HSIL", "WHO")
    assert len(found.drawing.nodes) == 3
    assert b"From Health Systems Innovation Lab to World Health" in b"".join(write(found.drawing, "svg"))


@pytest.mark.parametrize(
    ("start", "end", "options", "error", "said"),
    [
        ("HSIL", "organization:hsil", {}, UsageError, "are one thing, organization:hsil"),
        ("HSIL", "Hogwarts", {}, NotFoundError, "Hogwarts"),
        ("Hogwarts", "HSIL", {}, NotFoundError, "Hogwarts"),
        ("HSIL", "WHO", {"limit": 0}, UsageError, "0 ways are none"),
        ("HSIL", "WHO", {"also": ["magic"]}, UsageError, "nothing called “magic”"),
        ("HSIL", "FDA", {}, NotFoundError, "no relations that a source states"),
    ],
)
def test_ways_that_cannot_be_are_refused(
    founding_store: LocalStore, start: str, end: str, options: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        ca.path(founding_store, start, end, **options)


# Ranks


def test_the_degree_of_a_thing_is_the_number_of_things_it_is_linked_to(founding_store: LocalStore) -> None:
    found = ca.central(founding_store, limit=4)
    # three programmes, one certificate, the university, and the article that refers to it
    (first, *others) = found.to_dicts()
    assert (first["rank"], first["name"], first["degree"]) == (1, "Harvard Medical School", 6)
    # in the order of their names, each with a rank of 2: four things each
    assert [(one["rank"], one["name"], one["degree"]) for one in others] == [
        (2, "Harvard T.H. Chan School of Public Health", 4),
        (2, "Harvard University", 4),
        (2, "Massachusetts Institute of Technology", 4),
    ]
    assert found.of == 25


def test_ranks_count_the_sources_that_state_the_relations(founding_store: LocalStore) -> None:
    (first,) = ca.central(founding_store, limit=1).ranked
    # the news article, the blog post, the note on certifications, and what the curators entered
    titles = {
        said.source.title for edge in first.edges for said in ca.central(founding_store, limit=1).drawing.says(edge)
    }
    assert first.sources == len(titles) == 4
    assert "Harvard Empowers Healthcare Leaders with AI Education" in titles


def test_things_of_another_class_are_ranked_too(founding_store: LocalStore) -> None:
    found = ca.central(founding_store, of="Programme", limit=1)
    assert found.ranked[0].node.name == "AI in Medicine (AIM) PhD Track"
    assert {one.node.kind for one in ca.central(founding_store, of="ca:Event").ranked} == {
        "hackathon",
        "discussion event",
    }


def test_betweenness_of_a_path_is_that_of_the_books() -> None:
    # of the 6 pairs of others, 3 pass the second node and 4 the middle one
    assert score(NEIGHBOURS_OF_A_PATH, "betweenness") == pytest.approx([0, 1 / 2, 2 / 3, 1 / 2, 0], abs=1e-8)


def test_betweenness_of_a_star_is_all_or_nothing() -> None:
    assert score([[1, 2, 3], [0], [0], [0]], "betweenness") == [1, 0, 0, 0]


def test_betweenness_is_the_same_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = [[1, 2], [0, 2], [0, 1, 3], [2, 4, 5], [3, 5], [3, 4], []]
    quick = score(graph, "betweenness")
    monkeypatch.setitem(sys.modules, "rustworkx", None)
    assert score(graph, "betweenness") == quick


@pytest.mark.parametrize("measure", MEASURES)
def test_a_graph_of_nothing_has_no_scores(measure: str) -> None:
    assert score([], measure) == []
    assert score([[]], measure) == [0]


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"by": "fame"}, UsageError, "there is no measure “fame”"),
        ({"of": "Unicorn"}, NotFoundError, "there is no class “Unicorn”"),
        ({"of": "Company"}, NotFoundError, "no thing of the class ca:Company"),
        ({"limit": 0}, UsageError, "0 things are none"),
        ({"also": ["magic"]}, UsageError, "nothing called “magic”"),
    ],
)
def test_ranks_that_cannot_be_are_refused(
    founding_store: LocalStore, options: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        ca.central(founding_store, **options)


# Sizes and colours


def graph(pairs: list[tuple[int, int]]) -> Drawing:
    count = 1 + max(max(pair) for pair in pairs)
    nodes = tuple(Node(f"urn:{number:03}", f"N{number}", "k", "", "work") for number in range(count))
    edges = tuple(Edge(f"e{i}", f"urn:{a:03}", f"urn:{b:03}", "r", "p") for i, (a, b) in enumerate(pairs))
    return Drawing(nodes, edges)


BARBELL = graph([(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (4, 6), (5, 6)])


def test_sizes_follow_the_measure_that_is_asked_for() -> None:
    by_degree = [node.size for node in laid_out(BARBELL).nodes]
    by_betweenness = [node.size for node in laid_out(BARBELL, size_by="betweenness").nodes]
    assert by_degree[2] > by_degree[3], "the bridge has few neighbours"
    assert by_betweenness[3] > by_betweenness[2], "but everything passes it"
    assert {node.size for node in laid_out(BARBELL, size_by="nothing").nodes} == {28.0}
    with pytest.raises(UsageError, match="there is no measure “weight”"):
        laid_out(BARBELL, size_by="weight")


def test_communities_have_numbers_and_colours() -> None:
    cliques = graph(
        [*((a, b) for a in range(5) for b in range(a)), *((a, b) for a in range(5, 9) for b in range(5, a)), (0, 5)]
    )
    found = with_communities(cliques)
    assert [node.community for node in found.nodes] == [0] * 5 + [1] * 4
    assert [node.colour for node in found.nodes] == [COLOURS[0]] * 5 + [COLOURS[1]] * 4
    text = b"".join(write(found, "svg")).decode()
    assert "around N0 5" in text
    assert "around N5 4" in text
    assert COLOURS[0] in text


# The command line


def test_the_command_line_offers_what_the_package_measures() -> None:
    assert CLI_ALSO == ALSO
    assert CLI_MEASURES == MEASURES
    assert (*MEASURES, "nothing") == CLI_SIZES
    assert CLI_COLOURS == ("kind", "community")


def test_path_prints_the_ways_and_their_sources(founding: Path, credatlas: Callable[..., Any]) -> None:
    done = credatlas("--project", str(founding), "path", "HSIL", "WHO")
    assert done.code == 0
    assert "2 relations apart" in done.stdout
    assert "    —aligns with→ Digital Health Strategy <policy:who-digital-health-strategy>\n" in done.stdout
    assert "#digital-health-strategy, characters 1215–1310, 2025-04-15, stated" in " ".join(done.stdout.split())


def test_path_is_json_for_programs(founding: Path, credatlas: Callable[..., Any]) -> None:
    document = json.loads(credatlas("--project", str(founding), "path", "HSIL", "WHO", "--format", "json").stdout)
    assert document["from"]["id"] == "organization:hsil"
    assert (document["length"], document["count"]) == (2, 1)
    first, second = document["paths"][0]
    assert first["to"]["name"] == second["from"]["name"] == "Digital Health Strategy"
    (relation,) = second["relations"]
    assert (relation["relation"], relation["backwards"]) == ("is issued by", False)
    assert relation["evidence"][0]["place"] == "digital-health-strategy"


def test_central_is_a_table_or_records(founding: Path, credatlas: Callable[..., Any]) -> None:
    words = ("--project", str(founding), "central", "--by", "betweenness", "--limit", "3")
    assert "Harvard Medical School" in credatlas(*words).stdout
    rows = list(csv.DictReader(io.StringIO(credatlas(*words, "--format", "csv").stdout)))
    assert rows[0]["thing"] == f"{ID}organization/harvard-medical-school"
    assert 0 < float(rows[0]["betweenness"]) < 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("path", "HSIL"), 2, "TO"),
        (("path", "HSIL", "HSIL"), 2, "are one thing"),
        (("path", "HSIL", "FDA"), 4, "no relations that a source states"),
        (("path", "HSIL", "WHO", "--limit", "0"), 2, "--limit"),
        (("path", "HSIL", "Hogwarts"), 4, "Hogwarts"),
        (("central", "--by", "fame"), 2, "fame"),
        (("central", "--of", "Unicorn"), 4, "there is no class “Unicorn”"),
        (("draw", "--size-by", "fame", "--format", "svg"), 2, "fame"),
        (("draw", "--colour-by", "mood", "--format", "svg"), 2, "mood"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    founding: Path, credatlas: Callable[..., Any], words: tuple[str, ...], code: int, said: str
) -> None:
    done = credatlas("--project", str(founding), *words)
    assert (done.code, done.stdout) == (code, "")
    assert said in done.stderr


def test_a_drawing_is_sized_and_coloured_on_the_command_line(founding: Path, credatlas: Callable[..., Any]) -> None:
    words = ("draw", "Harvard University", "--size-by", "betweenness", "--colour-by", "community", "--format", "svg")
    assert "around Harvard" in credatlas("--project", str(founding), *words).stdout

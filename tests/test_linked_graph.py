"""Claims about links in the graph: what was accepted is there with who accepted it, and what is wrong is refused."""

from __future__ import annotations

import dataclasses
import json
import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from credatlas.build import build
from credatlas.build.assembling import assemble
from credatlas.build.freshness import stamps_of
from credatlas.build.moments import Moment
from credatlas.build.parsing import parse_project
from credatlas.build.validating import found_by_shapes
from credatlas.cards import card
from credatlas.errors import CombinedError, DataError
from credatlas.evidence import ClaimView, remarks, why
from credatlas.files import Project
from credatlas.mappings import MATCHES, NO_TERM, TARGETS, Link, LinkSet, links_file, write_links
from credatlas.store import LocalStore
from credatlas.terms import GRAPHS, compact, node
from credatlas.validate import LINK_LAYERS, validate
from credatlas.validate.reference import results as by_reference

ROOT = Path(__file__).resolve().parent.parent
ID = "https://w3id.org/credatlas/id/organization/"
HARVARD = Link(
    f"{ID}harvard-university",
    "exact",
    "https://ror.org/03vek6s52",
    justification="CompositeMatching",
    tool="credatlas link propose",
    tool_version="0.1",
    source_version="v2.9",
    date="2026-11-20",
    comment="unique full name",
    status="active",
    digest="8222e32d8a26e444d64b1b47590c252546dfe162616956099dad1fe3c1b8fae7",
)
SCHOOL = f"{ID}harvard-medical-school"
HAND = {"by": "Ann Example", "date": "2026-11-24", "source_version": "v2.9"}
ROR = (
    HARVARD,
    Link(SCHOOL, "exact", NO_TERM, comment="its record is withdrawn", **HAND),
    Link(SCHOOL, "broad", "https://ror.org/03vek6s52", comment="its successor", status="active", **HAND),
    Link(SCHOOL, "exact", "https://ror.org/03wevmz92", rejected=True, comment="withdrawn", **HAND),
)
WIKIDATA = (
    Link(
        f"{ID}harvard-university",
        "exact",
        "http://www.wikidata.org/entity/Q13371",
        by="https://orcid.org/0000-0002-1825-0097",
        date="2026-11-24",
        comment="looked at both",
    ),
)


def linked(project: Path, source: str, *links: Link) -> Path:
    path = links_file(Project(project), source)
    write_links(path, LinkSet(TARGETS[source], links))
    return path


@pytest.fixture(scope="module")
def links_project(founding: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding project with six rows of links."""
    folder = Path(shutil.copytree(founding, tmp_path_factory.mktemp("linked") / "project"))
    linked(folder, "ror", *ROR)
    linked(folder, "wikidata", *WIKIDATA)
    return folder


@pytest.fixture(scope="module")
def store(links_project: Path, tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """The graph of the linked project."""
    built = build(Project(links_project), tmp_path_factory.mktemp("store"), lineages=False)
    assert built is not None
    return LocalStore.open(built.generation)


def layer(store: LocalStore, name: str) -> list[str]:
    quads = store.engine.quads_for_pattern(None, None, None, GRAPHS[name])
    return sorted(
        " ".join(compact(str(term).strip("<>")) for term in (quad.subject, quad.predicate, quad.object))
        for quad in quads
    )


# What is there


def test_accepted_links_are_in_the_graph_and_nothing_else(store: LocalStore) -> None:
    assert layer(store, "links") == [
        "organization:harvard-medical-school skos:broadMatch https://ror.org/03vek6s52",
        "organization:harvard-university skos:exactMatch http://www.wikidata.org/entity/Q13371",
        "organization:harvard-university skos:exactMatch https://ror.org/03vek6s52",
    ]


def test_no_statement_stands_in_two_layers_and_no_link_is_a_fact(store: LocalStore) -> None:
    rows = store.select("SELECT ?s { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p ?o } FILTER(?g != ?h) }").rows
    assert list(rows) == []
    assert not any("Match" in line for line in layer(store, "facts"))


def test_links_are_counted_by_source_and_kind(store: LocalStore) -> None:
    rows = store.select(
        "PREFIX void: <http://rdfs.org/ns/void#> SELECT ?set ?target ?property ?n { ?set a void:Linkset ;"
        " void:subjectsTarget <https://w3id.org/credatlas/> ; void:objectsTarget ?target ;"
        " void:linkPredicate ?property ; void:triples ?n } ORDER BY ?set"
    ).rows
    base = "https://w3id.org/credatlas/links/"
    assert [tuple(compact(str(term.value)) for term in row) for row in rows] == [
        (f"{base}ror#broad", "https://ror.org/", "skos:broadMatch", "1"),
        (f"{base}ror#exact", "https://ror.org/", "skos:exactMatch", "1"),
        (f"{base}wikidata#exact", "http://www.wikidata.org/entity/", "skos:exactMatch", "1"),
    ]


def test_why_tells_who_accepted_a_link_when_and_why(store: LocalStore) -> None:
    views = why(store, ox.NamedNode(f"{ID}harvard-university"), node("skos:exactMatch"))
    assert all(isinstance(view, ClaimView) for view in views)
    told = [(view.value, compact(view.source), view.stated_on, view.method, view.rank) for view in views]  # type: ignore[union-attr]
    assert told == [
        ("http://www.wikidata.org/entity/Q13371", "source:links-wikidata", "2026-11-24", "curated", "shown"),
        ("https://ror.org/03vek6s52", "source:links-ror", "2026-11-20", "inferred", "shown"),
    ]
    words = remarks(store, views)  # type: ignore[arg-type]
    assert [words[view.passage] for view in views] == [  # type: ignore[union-attr]
        "looked at both (https://orcid.org/0000-0002-1825-0097)",
        "unique full name (credatlas link propose 0.1, v2.9)",
    ]


def test_the_evidence_of_an_answer_names_the_links_that_it_rests_on(
    credatlas: Callable[..., Any], links_project: Path
) -> None:
    words = ("query", "entities-by-register", "--register", "Wikidata", "--evidence", "--format", "json")
    found = json.loads(credatlas("--project", str(links_project), *words).stdout)
    (row,) = found["evidence"]
    claims = {(one["predicate"], one["source"]) for cell in row.values() for one in cell["claims"]}
    assert (MATCHES["exact"], "https://w3id.org/credatlas/id/source/links-wikidata") in claims


def test_the_command_line_shows_the_reason(credatlas: Callable[..., Any], links_project: Path) -> None:
    done = credatlas("--project", str(links_project), "why", "organization:harvard-medical-school", "broadMatch")
    assert done.code == 0
    assert "“its successor (Ann Example, v2.9)”" in done.stdout
    done = credatlas("--project", str(links_project), "why", "organization:harvard-university", "--format", "json")
    linked = (record for record in json.loads(done.stdout) if record["predicate"].endswith("exactMatch"))
    texts = {record["object"]: record["text"] for record in linked}
    assert texts["https://ror.org/03vek6s52"].startswith("unique full name")


def test_a_card_names_the_records_and_misses_none(store: LocalStore) -> None:
    made = card(store, ox.NamedNode(f"{ID}harvard-university"))
    rows = {row.label: [value.text for value in row.values] for group in made.groups for row in group.rows}
    assert rows["same record"] == ["http://www.wikidata.org/entity/Q13371", "https://ror.org/03vek6s52"]
    assert not {"same record", "broader record", "related record"} & {gap.label for gap in made.unknown}


def test_in_json_ld_an_exact_link_is_also_schema_same_as(credatlas: Callable[..., Any], links_project: Path) -> None:
    words = ("--project", str(links_project), "show", "organization:harvard-university", "--format")
    (thing,) = (
        one
        for one in json.loads(credatlas(*words, "jsonld").stdout)["@graph"]
        if one["@id"] == "organization:harvard-university"
    )
    assert sorted(value["@id"] for value in thing["schema:sameAs"]) == [
        "http://www.wikidata.org/entity/Q13371",
        "https://ror.org/03vek6s52",
    ]
    assert "sameAs" not in credatlas(*words, "turtle").stdout


def test_a_broader_record_is_never_the_same(credatlas: Callable[..., Any], links_project: Path) -> None:
    words = ("--project", str(links_project), "show", "organization:harvard-medical-school", "--format", "jsonld")
    shown = credatlas(*words).stdout
    assert "skos:broadMatch" in shown
    assert "sameAs" not in shown


def test_owl_same_as_is_only_in_a_dump_that_asks_for_it(
    credatlas: Callable[..., Any], links_project: Path, tmp_path: Path
) -> None:
    words = ("--project", str(links_project), "build", "--to", str(tmp_path / "store"), "--dump")
    plain, merged = tmp_path / "plain.nq", tmp_path / "merged.nq"
    assert credatlas(*words, str(plain)).code == 0
    assert credatlas(*words, str(merged), "--owl-sameas").code == 0
    same = [line for line in merged.read_text().splitlines() if "owl#sameAs>" in line]
    assert sorted(line.split()[2] for line in same) == [
        "<http://www.wikidata.org/entity/Q13371>",
        "<https://ror.org/03vek6s52>",
    ]
    assert "owl#sameAs>" not in plain.read_text()
    assert sorted([*plain.read_text().splitlines(), *same]) == merged.read_text().splitlines()


def test_owl_same_as_without_a_dump_is_refused(credatlas: Callable[..., Any], links_project: Path) -> None:
    done = credatlas("--project", str(links_project), "build", "--owl-sameas")
    assert done.code == 2
    assert "--owl-sameas is for a dump" in done.stderr


def test_links_of_a_merged_thing_are_those_of_its_successor(links_project: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(links_project, tmp_path / "project"))
    with (project / "data/tombstones.ttl").open("a") as opened:
        opened.write(
            "\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
            f"<{ID}old-harvard> dcterms:isReplacedBy <{ID}harvard-university> ; owl:deprecated true .\n"
        )
    linked(project, "ror", dataclasses.replace(HARVARD, subject=f"{ID}old-harvard"))
    linked(project, "wikidata")
    assembled = assemble(parse_project(Project(project)))
    assert [
        compact(quad.subject) for quad in assembled.engine.quads_for_pattern(None, None, None, GRAPHS["links"])
    ] == ["organization:harvard-university"]


def test_what_was_accepted_later_was_not_known_by_a_day(links_project: Path) -> None:
    parsed = parse_project(Project(links_project))
    for day, number in (("2026-11-19", 0), ("2026-11-20", 1), ("2026-11-24", 3)):
        engine = assemble(parsed, Moment(known_by=date.fromisoformat(day))).engine
        assert len(list(engine.quads_for_pattern(None, None, None, GRAPHS["links"]))) == number, day


def test_a_changed_links_file_makes_the_store_stale(links_project: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(links_project, tmp_path / "project"))
    before = stamps_of(Project(project))
    time.sleep(0.01)
    linked(project, "wikidata")
    assert stamps_of(Project(project)) != before


def test_the_same_links_in_another_order_give_the_same_graph(
    store: LocalStore, links_project: Path, tmp_path: Path
) -> None:
    project = Path(shutil.copytree(links_project, tmp_path / "project"))
    path = linked(project, "ror", *ROR)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:-4], *reversed(lines[-4:])]))
    engine = assemble(parse_project(Project(project))).engine
    assert layer(LocalStore(engine, "memory"), "links") == layer(store, "links")
    assert layer(LocalStore(engine, "memory"), "sources") == layer(store, "sources")


# What is refused


def found(project: Path) -> list[tuple[str, str, str]]:
    findings = found_by_shapes(assemble(parse_project(Project(project))))
    return [
        (compact(finding.shape), finding.place, finding.message)
        for finding in findings
        if finding.severity == "violation"
    ]


MIT = dataclasses.replace(HARVARD, subject=f"{ID}mit")
WRONG = {
    "a mistyped id": (
        [dataclasses.replace(HARVARD, object="https://ror.org/03vek6s53")],
        [
            (
                "shapes:LinkedRorCheckDigits",
                "data/links/ror.sssom.tsv:22",
                'link to ROR "03vek6s53" has wrong check digits',
            )
        ],
    ),
    "a thing that is not there": (
        [dataclasses.replace(HARVARD, subject=f"{ID}harward")],
        [
            (
                "shapes:LinkedThing",
                "data/links/ror.sssom.tsv:22",
                "links to https://ror.org/03vek6s52 and is described nowhere",
            )
        ],
    ),
    "two records of one source": (
        [HARVARD, dataclasses.replace(HARVARD, object="https://ror.org/00f54p054")],
        [
            (
                "shapes:OneExactMatch",
                "data/links/ror.sssom.tsv:23",
                "is the same as https://ror.org/03vek6s52 and as https://ror.org/00f54p054, two records of one source",
            )
        ],
    ),
    "one record for two things": (
        [HARVARD, MIT],
        [
            (
                "shapes:OneLinkedThing",
                "data/links/ror.sssom.tsv:23",
                "https://ror.org/03vek6s52 is the same as organization:harvard-university, too",
            )
        ],
    ),
    "a withdrawn record": (
        [dataclasses.replace(HARVARD, subject=SCHOOL, object="https://ror.org/03wevmz92", status="withdrawn")],
        [("shapes:ActiveTarget", "data/links/ror.sssom.tsv:22", "https://ror.org/03wevmz92 was withdrawn")],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_link_is_found_with_its_line(name: str, project: Path) -> None:
    links, expected = WRONG[name]
    linked(project, "ror", *links)
    assert found(project) == expected


def test_a_wrong_link_is_never_published(project: Path, tmp_path: Path) -> None:
    linked(project, "ror", *WRONG["a withdrawn record"][0])
    with pytest.raises(DataError, match=r"ror\.sssom\.tsv:22: .*was withdrawn"):
        build(Project(project), tmp_path / "store", lineages=False)
    assert not list((tmp_path / "store").glob("g*"))


def test_a_broken_links_file_is_told_with_the_other_broken_files(small: Path) -> None:
    linked(small, "ror", dataclasses.replace(HARVARD, comment=""))
    linked(small, "wikidata", dataclasses.replace(WIKIDATA[0], date="soon"))
    (small / "data/links/notes.tsv").write_text("a\tb\n")
    (small / "data/links/ror.review.tsv").write_text("whatever is still to be judged\n")
    (small / "data/sources/odd.trig").write_text("this is no TriG")
    with pytest.raises(CombinedError) as caught:
        parse_project(Project(small))
    assert [error.place for error in caught.value.errors] == [
        "data/sources/odd.trig:1:1",
        "data/links/notes.tsv",
        "data/links/ror.sssom.tsv:22:1",
        "data/links/wikidata.sssom.tsv:23:159",
    ]


def test_both_engines_of_shapes_judge_links_alike(repo: Path) -> None:
    shapes = repo / "ontology/shapes/links.ttl"
    for section, least in (("passing", 0), ("failing", 10)):
        engine = ox.Store()
        graph = ox.NamedNode(f"urn:fixture:{section}")
        quads = ox.parse(path=str(repo / "tests/fixtures/shapes/links.trig"))
        engine.extend(ox.Quad(*quad.triple, GRAPHS["links"]) for quad in quads if quad.graph_name == graph)
        compiled = validate(engine, [shapes], layers=LINK_LAYERS)
        assert compiled == validate(engine, [shapes], layers=LINK_LAYERS, by=by_reference)
        assert len(compiled) >= least

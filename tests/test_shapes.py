"""Claims about the shapes: each finds what it is for and nothing else, and every property has its row on a card.

A file of ``tests/fixtures/shapes`` holds two graphs, ``passing`` and ``failing``; its default graph
lists by hand, in the words of a SHACL report, what must be found in ``failing``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.terms import GRAPHS, ID, PREFIXES, compact
from credatlas.validate import CLAIM_LAYERS, FACT_LAYERS, LINK_LAYERS, Finding, validate

ROOT = Path(__file__).resolve().parent.parent
SHAPES = ROOT / "ontology" / "shapes"
FIXTURES = sorted((ROOT / "tests" / "fixtures" / "shapes").glob("*.trig"))
SH = PREFIXES["sh"]
TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")

Expected = tuple[str, str, str]


def sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


@cache
def vocabulary() -> tuple[ox.Quad, ...]:
    paths = (path for path in sorted((ROOT / "ontology").rglob("*.ttl")) if path.parent != SHAPES)
    quads = (
        quad for path in paths for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    )
    return tuple(ox.Quad(quad.subject, quad.predicate, quad.object, GRAPHS["vocabulary"]) for quad in quads)


@cache
def shapes() -> ox.Store:
    store = ox.Store()
    for path in sorted(SHAPES.glob("*.ttl")):
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def objects(subject: ox.NamedNode | ox.BlankNode, predicate: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
    found = (quad.object for quad in shapes().quads_for_pattern(subject, predicate, None))
    return [term for term in found if isinstance(term, ox.NamedNode | ox.Literal)]


def instances(kind: str) -> list[ox.NamedNode]:
    found = (quad.subject for quad in shapes().quads_for_pattern(None, TYPE, sh(kind)))
    return [term for term in found if isinstance(term, ox.NamedNode)]


@cache
def findings(path: Path, section: str) -> list[Finding]:
    """What the shapes find in one graph of a fixture; looked for once, for several tests."""
    store = ox.Store()
    store.extend(vocabulary())
    graph = ox.NamedNode(f"urn:fixture:{section}")
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TRIG):
        if quad.graph_name == graph:
            store.add(ox.Quad(quad.subject, quad.predicate, quad.object, GRAPHS["facts"]))
    if path.name.startswith("claims-"):
        return validate(store, [SHAPES / "claims.ttl"], layers=CLAIM_LAYERS)
    if path.stem == "links":
        return validate(store, [SHAPES / "links.ttl"], layers=LINK_LAYERS)
    if path.stem == "completeness":
        return validate(store, [SHAPES / "completeness.ttl"], layers=FACT_LAYERS)
    return validate(store, [SHAPES / "core.ttl", SHAPES / "curation.ttl"], layers=FACT_LAYERS)


def expected(path: Path) -> set[Expected]:
    results: dict[object, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TRIG):
        if quad.graph_name == ox.DefaultGraph() and isinstance(quad.object, ox.NamedNode):
            results[quad.subject][quad.predicate.value.removeprefix(SH)].append(compact(quad.object))
    return {
        (shape, subject, severity)
        for result in results.values()
        for shape in result["sourceShape"]
        for subject in result["focusNode"]
        for severity in result["resultSeverity"]
    }


def found(path: Path, section: str) -> set[Expected]:
    return {
        (compact(finding.shape), compact(str(finding.subject).strip("<>")), f"sh:{finding.severity.capitalize()}")
        for finding in findings(path, section)
    }


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_what_is_right_passes(path: Path) -> None:
    assert found(path, "passing") == set()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_what_is_wrong_is_found_and_nothing_else(path: Path) -> None:
    assert found(path, "failing") == expected(path)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_finding_says_what_is_wrong_and_what_to_do(path: Path) -> None:
    for finding in findings(path, "failing"):
        assert finding.message and finding.hint, finding
        # values may be addresses; everything else goes by compact names
        assert not re.search(r"https?://", re.sub(r"(?<!\S)https?://\S+|\"[^\"]*\"", "", finding.message)), finding


ANNOTATIONS = {"name", "description", "message", "severity", "group", "order", "path"}
COMPUTED_ELSEWHERE = {
    "IssueStillOccurs",
    "ShaclTerm",
    "ShapeAnnotations",
    "SimplePattern",
    "DeclaredTerm",
    "SparqlText",
    "RegisteredId",
    "QueryRule",
    "ExpectedAnswer",
    "EvidenceText",
}


def test_every_shape_with_a_constraint_has_a_passing_and_a_failing_fixture() -> None:
    failing = {shape for path in FIXTURES for shape, _, _ in expected(path)}
    named = {compact(term) for term in instances("PropertyShape")}
    rules = {
        compact(term)
        for term in instances("NodeShape")
        if objects(term, sh("severity")) and compact(term).removeprefix("shapes:") not in COMPUTED_ELSEWHERE
    }
    unconstrained = {
        compact(term)
        for term in instances("PropertyShape")
        if not {quad.predicate.value.removeprefix(SH) for quad in shapes().quads_for_pattern(term, None, None)}
        - ANNOTATIONS
        - {TYPE.value}
    }
    assert (named | rules) - unconstrained - failing == set()
    assert failing <= named | rules


def test_the_passing_fixtures_use_every_property_that_has_a_shape() -> None:
    used = {
        quad.predicate
        for path in FIXTURES
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TRIG)
        if quad.graph_name == ox.NamedNode("urn:fixture:passing")
    }
    paths = {path for shape in instances("PropertyShape") for path in objects(shape, sh("path"))}
    assert {compact(str(path).strip("<>")) for path in paths - used} == set()


def test_the_named_warnings_exist_and_are_warnings() -> None:
    names = (
        "RegistrationClosesOnStartDay PublishedAfterDeadline CitesYoungerWork SameDoiDifferentTitle EditionOrder "
        "PartsDoNotAddUp OfferingWithoutPriceOrDates AwarderUnrelated PriceCurrency"
    )
    for name in names.split():
        assert objects(ox.NamedNode(PREFIXES["shapes"] + name), sh("severity")) == [sh("Warning")], name


def test_no_two_rows_of_cards_stand_at_the_same_place() -> None:
    orders = Counter(
        order.value
        for shape in instances("PropertyShape")
        for order in objects(shape, sh("order"))
        if isinstance(order, ox.Literal)
    )
    assert [order for order, count in orders.items() if count > 1] == []


def test_rows_stand_in_the_order_of_their_groups() -> None:
    rank = {group: int(objects(group, sh("order"))[0].value) for group in instances("PropertyGroup")}
    assert sorted(rank.values()) == list(range(1, 12))
    for shape in instances("PropertyShape"):
        (group,), (order,) = objects(shape, sh("group")), objects(shape, sh("order"))
        assert isinstance(group, ox.NamedNode)
        assert int(order.value) // 100 == rank[group], shape


def cards() -> dict[str, set[str]]:
    """Class to the properties on its card."""
    rows: dict[str, set[str]] = defaultdict(set)
    for shape in instances("NodeShape"):
        for kind in objects(shape, sh("targetClass")):
            for member in objects(shape, sh("property")):
                assert isinstance(member, ox.NamedNode)
                rows[compact(str(kind).strip("<>"))].update(
                    compact(str(path).strip("<>")) for path in objects(member, sh("path"))
                )
    return rows


def superclasses() -> dict[str, set[str]]:
    direct: dict[str, set[str]] = defaultdict(set)
    for quad in vocabulary():
        if quad.predicate.value.endswith("#subClassOf") and isinstance(quad.object, ox.NamedNode):
            direct[compact(str(quad.subject).strip("<>"))].add(compact(quad.object))
    return direct


def test_every_property_that_a_thing_has_in_the_data_stands_on_its_card() -> None:
    quads = [
        quad
        for path in (ROOT / "data/entities.ttl", *(ROOT / "data/sources").glob("*.trig"))
        for quad in ox.parse(path=str(path))
    ]
    direct, rows = superclasses(), cards()

    def kinds(kind: str) -> set[str]:
        return {kind}.union(*(kinds(above) for above in direct.get(kind, ())))

    types = {
        quad.subject: kinds(compact(quad.object))
        for quad in quads
        if quad.predicate == TYPE and isinstance(quad.object, ox.NamedNode)
    }
    missing = set()
    for quad in quads:
        is_thing = (
            isinstance(quad.subject, ox.NamedNode)
            and quad.subject.value.startswith(ID)
            and "#" not in quad.subject.value
        )
        if is_thing and quad.predicate != TYPE:
            on_card = set().union(*(rows[kind] for kind in types[quad.subject] if kind in rows))
            if compact(quad.predicate) not in on_card:
                missing.add((compact(str(quad.subject).strip("<>")).partition(":")[0], compact(quad.predicate)))
    assert missing == set()


def test_every_class_whose_cards_people_read_has_a_node_shape() -> None:
    wanted = (
        "Organization Person Programme Course Credential ProgrammeOffering "
        "OfferingSession Event EventSeries Partnership PolicyInstrument "
        "Publication Journal Reference AbsenceStatement SourceSnapshot Passage Claim "
        "Conflict Decision DataIssue Price Count Duration Period Detail"
    )
    places = {"schema:Place", "schema:Country", "schema:City"}
    assert {f"ca:{name}" for name in wanted.split()} | places <= set(cards())

"""Claims about putting a graph together in memory: what follows is counted, the collector is left as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.build.assembling import assemble, infer
from credatlas.build.parsing import Parsed, parse_project
from credatlas.errors import DataError
from credatlas.files import find_project
from credatlas.terms import GRAPHS, node


@pytest.fixture
def parsed(project: Path) -> Parsed:
    return parse_project(find_project(project))


@pytest.fixture
def with_stray_statement(project: Path) -> Parsed:
    """The founding project with a statement that stands in no passage."""
    with (project / "data/sources/seed-000.trig").open("a", encoding="utf-8") as file:
        file.write('organization:who schema:name "WHO"@en .\n')
    return parse_project(find_project(project))


@pytest.fixture
def searches() -> Iterator[list[str]]:
    """Filled with one entry for each search for garbage; there would be many, as one is due after ten objects."""
    found: list[str] = []

    def note(phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            found.append(phase)

    before = gc.get_threshold()
    gc.callbacks.append(note)
    gc.set_threshold(10)
    yield found
    gc.set_threshold(*before)
    gc.callbacks.remove(note)


def test_no_garbage_is_looked_for_while_a_graph_is_put_together(parsed: Parsed, searches: list[str]) -> None:
    searches.clear()
    assembled = assemble(parsed)
    # what is around the compiling makes a few objects, the compiling itself many thousands
    assert len(searches) < 20
    assert len(assembled.engine) > 5_000


def test_the_collector_is_at_work_again_afterwards(parsed: Parsed) -> None:
    assemble(parsed)
    assert gc.isenabled()


def test_the_collector_is_at_work_again_after_a_fault(with_stray_statement: Parsed) -> None:
    with pytest.raises(DataError):
        assemble(with_stray_statement)
    assert gc.isenabled()


def test_a_collector_that_somebody_switched_off_stays_off(parsed: Parsed) -> None:
    gc.disable()
    try:
        assemble(parsed)
        assert not gc.isenabled()
    finally:
        gc.enable()


def quad(subject: str, predicate: str, value: str, layer: str) -> ox.Quad:
    return ox.Quad(node(subject), node(predicate), node(value), GRAPHS[layer])


def test_what_follows_is_counted_and_stands_in_its_layer() -> None:
    engine = ox.Store()
    engine.extend(
        [
            quad("ca:School", "rdfs:subClassOf", "ca:AcademicUnit", "vocabulary"),
            quad("ca:AcademicUnit", "rdfs:subClassOf", "ca:Organization", "vocabulary"),
            quad("organization:hms", "rdf:type", "ca:School", "facts"),
        ]
    )
    assert infer(engine) == 2
    inferred = set(engine.quads_for_pattern(None, None, None, GRAPHS["inferred"]))
    assert inferred == {
        quad("organization:hms", "rdf:type", "ca:AcademicUnit", "inferred"),
        quad("organization:hms", "rdf:type", "ca:Organization", "inferred"),
    }


def test_nothing_is_added_where_all_that_follows_is_there_already() -> None:
    engine = ox.Store()
    engine.add(quad("organization:hms", "rdf:type", "ca:School", "facts"))
    assert infer(engine) == 0
    assert len(engine) == 1

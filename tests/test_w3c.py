"""The negative cases of the W3C's syntax suites: none is loaded, each is refused with its place."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.claims.reading import parse_bytes
from credatlas.errors import DataError

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SUITES = {
    "rdf-turtle": (ox.RdfFormat.TURTLE, 94),
    "rdf-trig": (ox.RdfFormat.TRIG, 115),
    "rdf-n-triples": (ox.RdfFormat.N_TRIPLES, 29),
    "rdf-n-quads": (ox.RdfFormat.N_QUADS, 34),
}


@pytest.fixture(scope="module")
def suites() -> Path:
    """The folder of the suites for RDF 1.1; the test is skipped where they are not at hand."""
    folder = Path(os.environ.get("CREDATLAS_W3C") or ROOT.parent / "shared/w3c") / "rdf-tests/rdf/rdf11"
    if not folder.is_dir():
        pytest.skip(
            "the W3C suites are missing: put https://github.com/w3c/rdf-tests into ../shared/w3c, "
            "or name the folder that holds it: CREDATLAS_W3C=DIR make test"
        )
    return folder


def cases(folder: Path, wanted: str) -> list[Path]:
    """The files of the tests of a manifest whose type has a word in its name."""
    store = ox.Store()
    base = "https://suite.example/"
    store.load(path=str(folder / "manifest.ttl"), format=ox.RdfFormat.TURTLE, base_iri=base)
    tests = [quad.subject for quad in store.quads_for_pattern(None, TYPE, None) if wanted in str(quad.object)]
    files = [
        quad.object.value.removeprefix(base)
        for test in tests
        for quad in store.quads_for_pattern(test, ox.NamedNode(f"{MANIFEST}action"), None)
        if isinstance(quad.object, ox.NamedNode)
    ]
    return sorted(folder / name for name in files)


@pytest.mark.parametrize("suite", SUITES)
def test_every_negative_case_is_refused_with_its_place(suites: Path, suite: str) -> None:
    form, count = SUITES[suite]
    files = cases(suites / suite, "Negative")
    assert len(files) == count
    accepted, placeless = [], []
    for path in files:
        try:
            parse_bytes(path.read_bytes(), path.name, form)
        except DataError as error:
            if not re.fullmatch(rf"{re.escape(path.name)}:\d+(:\d+)?", error.place):
                placeless.append((path.name, str(error)))
        else:
            accepted.append(path.name)
    assert (accepted, placeless) == ([], [])


@pytest.mark.parametrize("suite", ["rdf-turtle", "rdf-trig"])
def test_positive_cases_are_read_unless_their_names_are_relative(suites: Path, suite: str) -> None:
    form, _ = SUITES[suite]
    reasons = {}
    for path in cases(suites / suite, "PositiveSyntax"):
        try:
            parse_bytes(path.read_bytes(), path.name, form)
        except DataError as error:
            reasons[path.name] = error.message
    # a source file has no base: what <x> means must not depend on where the file lies
    assert {name: why for name, why in reasons.items() if why != "No scheme found in an absolute IRI"} == {}

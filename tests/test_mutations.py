"""What strangers type or damage: a file is refused whole or read whole, and no text changes a query."""

from __future__ import annotations

import contextlib
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credatlas.build.assembling import assemble
from credatlas.build.parsing import parse_project
from credatlas.claims.reading import parse_bytes
from credatlas.errors import CredatlasError, DataError
from credatlas.files import Project
from credatlas.queries import Parameter, Query, bind, catalogue, parse_values
from credatlas.store import LocalStore, memory_store
from credatlas.tokens import tokenize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = (ROOT / "data/sources/seed-000.trig").read_bytes()
# pieces that mean something to a parser or to the build, and some that mean nothing
PIECES = st.binary(max_size=6) | st.sampled_from(
    [
        *(b'"', b"'", b"<", b">", b"[", b"]", b"{", b"}", b"\\", b"#", b"@", b"^^", b".", b";", b",", b"\n"),
        *(b'"""', b"_:x", b"a ", b"true", b"1e999", b"<< ", b"()", b"GRAPH ", b"@prefix x: <y> ."),
        *(b"\x00", b"\xff", b"\xf0\x9f\x8e\x93"),
        *(b"ca:basis basis:", b"xsd:gYear", b"ca:withdrawn", b"oa:hasSource", b"-2025-13-99"),
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """The news article's file with up to three stretches cut out, doubled or replaced."""
    data = SOURCE
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 1, 2, 7, 40, 400])))
        put = draw(PIECES | st.just(data[start:end] * 2))
        data = data[:start] + put + data[end:]
    return data


@given(damaged())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_whole_or_refused_with_its_place(data: bytes) -> None:
    refusal = None
    quads: tuple[ox.Quad, ...] = ()
    try:
        quads = parse_bytes(data, "x.trig", ox.RdfFormat.TRIG).quads
    except DataError as error:
        refusal = error
    if refusal is None:
        store = ox.Store()
        store.load(data.removeprefix(b"\xef\xbb\xbf"), format=ox.RdfFormat.TRIG)
        assert len(set(quads)) == len(store)
    else:
        assert refusal.place.startswith("x.trig:") and refusal.hint, refusal


@pytest.fixture(scope="module")
def damaged_project(founding: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding project with links to its files, so that one of them can be another in each example."""
    folder = tmp_path_factory.mktemp("damaged") / "project"
    for path in founding.rglob("*"):
        target = folder / path.relative_to(founding)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif path.name != "seed-000.trig":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path)
    return folder


@given(data=damaged())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_project_with_a_damaged_file_compiles_or_is_refused_with_a_place(damaged_project: Path, data: bytes) -> None:
    (damaged_project / "data/sources/seed-000.trig").write_bytes(data)
    refusal, claimed = None, set()
    try:
        assembled = assemble(parse_project(Project(damaged_project)))
        claimed = {claim.source.iri.value for claim in assembled.authored.claims}
    except DataError as error:
        refusal = error
    if refusal is not None:
        assert "data/" in str(refusal)
    else:  # nothing of the other files is lost
        assert {f"https://w3id.org/credatlas/id/source/seed-00{number}" for number in (1, 2)} <= claimed


QUERIES = catalogue(ROOT / "queries")
XSD = "http://www.w3.org/2001/XMLSchema#"
LITERALS = {
    "string": ox.Literal("x"),
    "integer": ox.Literal("1", datatype=ox.NamedNode(f"{XSD}integer")),
    "decimal": ox.Literal("1", datatype=ox.NamedNode(f"{XSD}decimal")),
    "date": ox.Literal("2025-01-31", datatype=ox.NamedNode(f"{XSD}date")),
}
PLACES = [(query, parameter) for query in QUERIES for parameter in query.parameters]
NASTY = st.sampled_from(
    [
        *('"', "'", '"""', "\\", "}", "{", "<", ">", "#", "$x", "?x", "\n", "\\u0022", "\\U0000003E", "^^xsd:date"),
        *("} UNION { ?s ?p ?o", "> . SERVICE <http://x/>", "1) || (true", "today", "harvard", "ca:Event", "\ud800"),
        *("2025-04-14", "9000", "-1", "1e5", "organization:mit", "https://w3id.org/credatlas/id/x> <y"),
    ]
)


@pytest.fixture(scope="module")
def in_memory(founding_store: LocalStore) -> LocalStore:
    """The founding graph in memory, where names are looked up in half the time."""
    return memory_store(founding_store.engine)


@cache
def bound_to_a_sample(store: LocalStore, number: int) -> str:
    """The example call of a query with a harmless value in the place of that number."""
    query, parameter = PLACES[number]
    usual = parse_values(store, query, query.example)
    sample = ox.NamedNode("https://a.example/") if parameter.type in ("iri", "concept") else LITERALS[parameter.type]
    return bind(query, {**usual, parameter.name: (sample,) if parameter.is_list else sample})


@given(st.sampled_from(PLACES), st.lists(NASTY | st.text(max_size=8), max_size=4).map("".join))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_through_any_parameter_changes_the_shape_of_its_query(
    in_memory: LocalStore, place: tuple[Query, Parameter], typed: str
) -> None:
    query, parameter = place
    bound = plain = bound_to_a_sample(in_memory, PLACES.index(place))
    # a text that fits no value is refused before there is any query
    with contextlib.suppress(CredatlasError):
        bound = bind(query, parse_values(in_memory, query, {**query.example, parameter.name: typed or None}))
    kinds = [token.kind for token in tokenize(bound)]
    left_out = not typed and not parameter.required
    assert left_out or kinds == [token.kind for token in tokenize(plain)]
    ox.Store().query(bound)

"""Answers that are stopped while they are written: as many rows as were asked for, whole ones, and said so."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from credatlas.errors import QueryError
from credatlas.results import Statements, Table
from credatlas.store import LocalStore, memory_store
from credatlas.store.parts import Part, Scope, part_of

PLENTY = 10**6
G1, G2 = "https://w3id.org/credatlas/graph/one", "https://w3id.org/credatlas/graph/two"


def store_of(turtle: str, graph: str = G1) -> LocalStore:
    form, name = ox.RdfFormat.TURTLE, ox.NamedNode(graph)
    triples = ox.parse(f"PREFIX : <https://e.org/> {turtle}", format=form)
    return memory_store(ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in triples)


def rows_of(part: Part) -> list[tuple[str, ...]]:
    assert isinstance(part.result, Table)
    return [tuple("" if term is None else term.value for term in row) for row in part.result.rows]


def texts(*values: str) -> LocalStore:
    return store_of(" ".join(f":s :p {ox.Literal(value)} ." for value in values))


ORDERED = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"


@pytest.mark.parametrize(
    ("rows", "kept", "cut"),
    [(1, ["a"], "rows"), (2, ["a", "b"], "rows"), (3, ["a", "b", "c"], ""), (4, ["a", "b", "c"], "")],
)
def test_an_answer_is_cut_behind_its_last_row_and_only_where_more_would_follow(
    rows: int, kept: list[str], cut: str
) -> None:
    part = part_of(texts("a", "b", "c"), ORDERED, Scope(rows, PLENTY))
    assert ([value for (value,) in rows_of(part)], part.cut) == (kept, cut)


@pytest.mark.parametrize("text", ['x},{"', "},{", 'y}},{"o":{', "\\},{\\", "}]}}"])
def test_text_that_looks_like_the_end_of_a_row_is_none(text: str) -> None:
    store = texts(f"1{text}", f"2{text}", f"3{text}")
    part = part_of(store, ORDERED, Scope(2, PLENTY))
    assert ([value for (value,) in rows_of(part)], part.cut) == ([f"1{text}", f"2{text}"], "rows")
    whole = part_of(store, ORDERED, Scope(3, PLENTY))
    assert (len(rows_of(whole)), whole.cut) == (3, "")


def test_rows_in_which_nothing_is_bound_count_as_well() -> None:
    query = "SELECT ?x { ?s ?p ?o OPTIONAL { ?s :none ?x } }".replace(":none", "<https://e.org/none>")
    part = part_of(texts("a", "b", "c"), query, Scope(2, PLENTY))
    assert (rows_of(part), part.cut) == ([("",), ("",)], "rows")


def test_triples_in_a_row_are_no_rows() -> None:
    query = "SELECT (<<( ?s ?p ?o )>> AS ?t) ?o { ?s ?p ?o } ORDER BY ?o"
    part = part_of(texts("a", "b", "c"), query, Scope(2, PLENTY))
    assert isinstance(part.result, Table)
    assert (len(part.result), part.cut) == (2, "rows")


def test_a_product_without_end_is_stopped_at_once() -> None:
    store = texts(*(str(number) for number in range(100)))
    query = f"SELECT * {{ {' '.join(f'?s{n} ?p{n} ?o{n} .' for n in range(9))} }}"  # 10^18 rows
    part = part_of(store, query, Scope(5000, 10**8))
    assert (len(rows_of(part)), part.cut) == (5000, "rows")


def test_a_size_cuts_between_rows_as_well() -> None:
    part = part_of(texts("a" * 9000, "b" * 9000, "c" * 9000), ORDERED, Scope(100, 20_000))
    assert ([value[0] for (value,) in rows_of(part)], part.cut) == (["a", "b"], "bytes")


def test_a_row_that_is_larger_than_all_may_be_is_refused() -> None:
    with pytest.raises(QueryError, match="a single row takes more than 5,000 bytes"):
        part_of(texts("a" * 9000), ORDERED, Scope(100, 5000))


@pytest.mark.parametrize(("rows", "kept", "cut"), [(1, 1, "rows"), (2, 2, ""), (9, 2, "")])
def test_statements_are_cut_behind_a_line(rows: int, kept: int, cut: str) -> None:
    part = part_of(texts("a\nb", "c\nd"), "CONSTRUCT WHERE { ?s ?p ?o }", Scope(rows, PLENTY))
    assert isinstance(part.result, Statements)
    assert (len(part.result), part.cut) == (kept, cut)


def test_yes_or_no_has_no_parts() -> None:
    assert part_of(texts("a"), "ASK { ?s ?p 'a' }", Scope(1, 1)) == Part(result=True)


def test_a_relative_iri_begins_at_the_base() -> None:
    part = part_of(texts("a"), "SELECT (<x> AS ?x) {}", Scope(9, PLENTY, base="https://e.org/sparql"))
    assert rows_of(part) == [("https://e.org/x",)]


def test_without_a_base_a_relative_iri_is_an_error() -> None:
    with pytest.raises(QueryError, match="does not parse"):
        part_of(texts("a"), "SELECT (<x> AS ?x) {}", Scope(9, PLENTY))


@pytest.fixture
def two() -> LocalStore:
    store = store_of(":a :p :b .", G1)
    store.engine.extend(list(store_of(":c :p :d .", G2).engine))
    return store


DEFAULT = "SELECT ?s { ?s ?p ?o } ORDER BY ?s"
NAMED = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


@pytest.mark.parametrize(
    ("default", "named", "subjects", "graphs"),
    [
        (None, (), ["a", "c"], [G1, G2]),
        ((G1,), (), ["a"], []),
        ((G1, G2), (), ["a", "c"], []),
        ((), (G2,), [], [G2]),
        ((G1,), (G2,), ["a"], [G2]),
        ((f"{G1}-not-there",), (), [], []),
    ],
)
def test_the_graphs_of_a_scope_are_the_dataset(
    two: LocalStore, default: tuple[str, ...] | None, named: tuple[str, ...], subjects: list[str], graphs: list[str]
) -> None:
    scope = Scope(99, PLENTY, default=default, named=named)
    assert [value.removeprefix("https://e.org/") for (value,) in rows_of(part_of(two, DEFAULT, scope))] == subjects
    assert [value for (value,) in rows_of(part_of(two, NAMED, scope))] == graphs


def test_the_graphs_of_a_scope_win_over_those_of_the_query(two: LocalStore) -> None:
    query = DEFAULT.replace("{", f"FROM <{G1}> {{", 1)
    assert rows_of(part_of(two, query, Scope(99, PLENTY))) == [("https://e.org/a",)]
    assert rows_of(part_of(two, query, Scope(99, PLENTY, default=(G2,)))) == [("https://e.org/c",)]


@pytest.mark.parametrize("query", ["SELECT * { SERVICE <http://e.org/> { ?s ?p ?o } }", "CLEAR ALL", "SELECT * {"])
def test_what_no_store_answers_is_refused_here_as_well(query: str) -> None:
    with pytest.raises(QueryError):
        part_of(texts("a"), query, Scope(9, PLENTY))


class _Slow:
    """A store of another kind, which gives whole answers."""

    location = "elsewhere"

    def __init__(self, inner: LocalStore) -> None:
        self.inner = inner
        self.asked = ""

    def query(self, text: str) -> Table | Statements | bool:
        self.asked = text
        return self.inner.query(text)

    def select(self, text: str) -> Table:
        return self.inner.select(text)


def test_the_whole_answer_of_another_store_is_cut_when_it_is_here() -> None:
    store = _Slow(texts("a", "b", "c"))
    part = part_of(store, ORDERED, Scope(2, PLENTY))
    assert (rows_of(part), part.cut) == ([("a",), ("b",)], "rows")
    graph = part_of(store, "CONSTRUCT WHERE { ?s ?p ?o }", Scope(2, PLENTY))
    assert isinstance(graph.result, Statements)
    assert (len(graph.result), graph.cut) == (2, "rows")
    assert part_of(store, ORDERED, Scope(3, PLENTY)).cut == ""


def test_another_store_is_told_the_base_in_the_query() -> None:
    store = _Slow(texts("a"))
    part = part_of(store, "SELECT (<x> AS ?x) {}", Scope(9, PLENTY, base="https://e.org/sparql"))
    assert rows_of(part) == [("https://e.org/x",)]
    assert store.asked == "BASE <https://e.org/sparql> SELECT (<x> AS ?x) {}"


def test_what_is_kept_is_what_the_engine_wrote() -> None:
    store = texts("a", "b")
    part = part_of(store, ORDERED, Scope(9, PLENTY))
    whole = store.query(ORDERED)
    assert isinstance(part.result, Table)
    assert isinstance(whole, Table)
    assert json.loads(part.result.json) == json.loads(whole.json)

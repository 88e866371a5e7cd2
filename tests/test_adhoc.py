"""Queries that somebody typed: house prefixes are known, mistakes are placed where they were typed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credatlas.errors import AmbiguousError, NotFoundError, QueryError, UsageError
from credatlas.evidence import answer_text
from credatlas.names import resolve_property
from credatlas.queries import sparql, typed
from credatlas.queries.adhoc import with_prefixes
from credatlas.results import Statements, Table
from credatlas.store import LocalStore, memory_store
from credatlas.store.syntax import syntax_error
from credatlas.terms import node, prologue

CA = "PREFIX ca: <https://w3id.org/credatlas/ontology#> "
SCHEMA = "PREFIX schema: <https://schema.org/> "

DATA = """
GRAPH graph:facts {
  event:hackathon a ca:Hackathon ; schema:name "Hackathon"@en ; ca:registrationCloses "2025-04-14"^^xsd:date .
}
GRAPH graph:vocabulary {
  ca:registrationCloses a owl:DatatypeProperty ; rdfs:label "registration closes"@en .
  ca:submissionCloses a owl:DatatypeProperty ; rdfs:label "closing day"@en .
  ca:endsOn a owl:DatatypeProperty ; rdfs:label "closing day"@en .
}
"""


@pytest.fixture(scope="module")
def store() -> LocalStore:
    made = memory_store()
    made.engine.update(prologue() + f"INSERT DATA {{ {DATA} }}")
    return made


def failure(store: LocalStore, text: str) -> QueryError:
    """The error that a query ends in."""
    with pytest.raises(QueryError) as caught:
        sparql(store, text)
    return caught.value


# Prefixes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK { ?s a ca:Event }", CA + "ASK { ?s a ca:Event }"),
        ("ASK { ?s schema:name ?n ; a ca:Event }", CA + SCHEMA + "ASK { ?s schema:name ?n ; a ca:Event }"),
        ("ASK { ?s ca:a/ca:b|^ca:c ?o }", CA + "ASK { ?s ca:a/ca:b|^ca:c ?o }"),
        ("ASK { ?s ?p 1 }", "ASK { ?s ?p 1 }"),
        ("ASK { ?s ?p 'ca:Event' } # schema:name", "ASK { ?s ?p 'ca:Event' } # schema:name"),
        ("ASK { ?s ?p <ca:Event> }", "ASK { ?s ?p <ca:Event> }"),
        ("ASK { ?s ?p 1 . _:ca ?p 2 }", "ASK { ?s ?p 1 . _:ca ?p 2 }"),
        ("ASK { ?s foo:bar 1 }", "ASK { ?s foo:bar 1 }"),
    ],
)
def test_the_house_prefixes_that_a_query_uses_are_declared_in_front_of_it(text: str, expected: str) -> None:
    assert with_prefixes(text) == expected


@pytest.mark.parametrize("keyword", ["PREFIX", "prefix", "Prefix\n"])
def test_a_prefix_that_the_query_declares_means_what_the_query_says(store: LocalStore, keyword: str) -> None:
    text = f"{keyword} ca: <https://schema.org/> ASK {{ ?s ca:name 'Hackathon'@en }}"
    assert with_prefixes(text) == text
    assert sparql(store, text) is True


def test_each_kind_of_query_gives_its_kind_of_answer(store: LocalStore) -> None:
    table = sparql(store, "SELECT ?s { ?s a ca:Hackathon }")
    assert isinstance(table, Table)
    assert table.rows == ((node("event:hackathon"),),)
    assert sparql(store, "ASK { ?s a ca:Conference }") is False
    assert isinstance(sparql(store, "DESCRIBE event:hackathon"), Statements)
    assert sparql(store, "BASE <https://schema.org/> ASK { event:hackathon <name> ?n }") is True


# Mistakes


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT ?s WHERE ?x { ?s a ca:Event }", "line 1, column 17"),
        ("SELECT ?s\nWHERE ?x { ?s a ca:Event }", "line 2, column 7"),
        ("SELECT ?s WHERE ?x { ?s a ca:Event ; schema:name ?n }", "line 1, column 17"),
        ("PREFIX ca: <https://w3id.org/credatlas/ontology#> SELECT ?s WHERE ?x {}", "line 1, column 67"),
        ("ASK { ?s a ca:Event", "line 1, column 20"),
        ("", "line 1, column 1"),
    ],
)
def test_a_mistake_is_placed_where_it_was_typed(store: LocalStore, text: str, place: str) -> None:
    error = failure(store, text)
    assert (error.place, error.exit_code) == (place, 3)
    assert error.hint


@pytest.mark.parametrize(
    ("text", "place", "name", "hint"),
    [
        ("ASK { ?s a shema:Event }", "line 1, column 12", "shema", "did you mean schema"),
        ("ASK {\n  ?s a ca:Event ;\n    dbo:x 1 }", "line 3, column 5", "dbo", "PREFIX dbo: <https://…>"),
        ("PREFIX a: <http://a.example/> ASK { a:b zz:d ?o }", "line 1, column 41", "zz", "PREFIX zz: <https://…>"),
    ],
)
def test_a_prefix_that_nobody_declared_is_named(store: LocalStore, text: str, place: str, name: str, hint: str) -> None:
    error = failure(store, text)
    assert (error.place, error.message) == (place, f"the prefix {name}: is not declared")
    assert hint in error.hint


def test_a_default_prefix_and_blank_nodes_are_no_undeclared_prefixes(store: LocalStore) -> None:
    for text in ("ASK { _:b ?p }", "PREFIX : <http://a.example/> ASK { :b ?p }"):
        assert "is not declared" not in failure(store, text).message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT ?s WHERE ?x", '“?x” does not fit here, expected "{"'),
        ("SELECT ?s ?p { ?s ?p ?o } GROUP BY ?s", "SELECT names a variable that GROUP BY does not"),
        ("PREFIX a: <x> ASK { ?s a a:b }", "an IRI is relative or malformed"),
        ("ASK { ?s ?p", "something is missing here, or wrong before"),
    ],
)
def test_a_mistake_is_told_by_what_stands_there(store: LocalStore, text: str, reason: str) -> None:
    assert failure(store, text).message == f"the query does not parse: {reason}"


def test_a_message_of_the_engine_without_a_place_is_kept() -> None:
    error = syntax_error(SyntaxError("something\n  else"), "ASK {}")
    assert (error.message, error.place) == ("the query does not parse: something else", "")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT ca:x { ?s ?p ?o } }",
        "LOAD <http://x.example/>",
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT * FROM <http://x.example/> { ?s ?p ?o }",
        "ASK FROM NAMED schema:graph { ?s ?p ?o }",
    ],
)
def test_what_reaches_out_or_changes_something_is_refused_with_its_line(store: LocalStore, text: str) -> None:
    error = failure(store, f"# a comment\n{text}")
    assert "is refused" in error.message
    assert error.place == "line 2"


def test_half_of_a_character_is_refused(store: LocalStore) -> None:
    assert failure(store, "ASK { ?s ?p '\udce9' }").message == "character 14 of the query is none"


def test_a_function_of_others_is_a_mistake_in_the_query(store: LocalStore) -> None:
    assert failure(store, "ASK { FILTER(<http://x.example/f>(1)) }").exit_code == 3


@given(st.text(max_size=60))
def test_any_text_gives_an_answer_or_a_mistake(text: str) -> None:
    with suppress(QueryError):
        assert sparql(memory_store(), f"ASK {{ ?s a {text} }}") is not None


def test_what_is_raised_inside_is_placed_as_typed() -> None:
    with pytest.raises(QueryError) as caught, typed("ASK { ?s a ca:Event }"):
        raise QueryError("no", place=f"line 1, column {len(CA) + 5}")
    assert caught.value.place == "line 1, column 5"


# Evidence of typed queries


def test_evidence_of_a_typed_query_knows_the_house_prefixes(founding_store: LocalStore) -> None:
    found = answer_text(founding_store, "SELECT ?day { offering:hms-ai-executives-2025 ca:registrationCloses ?day }")
    ((cell,),) = (row.cells for row in found.rows)
    assert {view.source.value for view in cell.claims()} == {"https://w3id.org/credatlas/id/source/seed-000"}


@pytest.mark.parametrize("text", ["ASK { ?s a ca:Event }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"])
def test_evidence_is_for_the_rows_of_a_select(store: LocalStore, text: str) -> None:
    with pytest.raises(QueryError, match="rows of a SELECT") as caught:
        answer_text(store, text)
    assert "--evidence" in caught.value.hint


def test_a_mistake_is_placed_as_typed_where_evidence_is_asked_for(store: LocalStore) -> None:
    with pytest.raises(QueryError) as caught:
        answer_text(store, "SELECT ?s WHERE ?x { ?s a ca:Event }")
    assert caught.value.place == "line 1, column 17"


# Properties


@pytest.mark.parametrize(
    "text",
    [
        "ca:registrationCloses",
        "<https://w3id.org/credatlas/ontology#registrationCloses>",
        "https://w3id.org/credatlas/ontology#registrationCloses",
        "registrationCloses",
        "registrationcloses",
        "registration closes",
        " Registration Closes ",
    ],
)
def test_a_property_is_named_by_id_local_name_or_label(store: LocalStore, text: str) -> None:
    assert resolve_property(store, text) == node("ca:registrationCloses")


def test_a_property_that_only_the_data_use_is_known_by_its_id(store: LocalStore) -> None:
    assert resolve_property(store, "schema:name") == node("schema:name")


def test_a_label_of_two_properties_gives_a_choice(store: LocalStore) -> None:
    with pytest.raises(AmbiguousError, match="2 properties") as caught:
        resolve_property(store, "closing day", place="PROPERTY")
    assert [choice for choice, _ in caught.value.choices] == ["ca:endsOn", "ca:submissionCloses"]
    assert caught.value.place == "PROPERTY"


@pytest.mark.parametrize(
    ("text", "kind", "said", "hint"),
    [
        ("", UsageError, "an empty name", ""),
        ("  ", UsageError, "an empty name", ""),
        ("colour of the sky", NotFoundError, "no property goes by “colour of the sky”", "credatlas show"),
        ("registrationClose", NotFoundError, "no property goes by", "registrationCloses"),
        ("ca:registrationClose", NotFoundError, "there is no property ca:registrationClose", "ca:registrationCloses"),
        ("schema:wingspan", NotFoundError, "there is no property schema:wingspan", "credatlas show"),
        ("https://x.example/wingspan", NotFoundError, "there is no property https://x.example/", "credatlas show"),
        ("shema:name", UsageError, "unknown prefix 'shema:'", "schema"),
        ("<not an iri>", UsageError, "'<not an iri>'", "schema:offers"),
    ],
)
def test_what_names_no_property_is_told(store: LocalStore, text: str, kind: type, said: str, hint: str) -> None:
    with pytest.raises((NotFoundError, UsageError)) as caught:
        resolve_property(store, text, place="PROPERTY")
    assert type(caught.value) is kind
    assert said in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.place == "PROPERTY"

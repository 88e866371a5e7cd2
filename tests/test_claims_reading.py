"""Source files are read whole or not at all; what is wrong is named with file, line, column and a way out."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.claims import Document, Places, parse_file
from credatlas.claims.reading import by_subject, parse_bytes
from credatlas.errors import DataError
from credatlas.terms import Term, node

EX = "https://example.org/"
HEAD = f"@prefix e: <{EX}> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"


def read(text: str | bytes, name: str = "data/a.trig") -> Document:
    data = text.encode() if isinstance(text, str) else text
    return parse_bytes(data, name, ox.RdfFormat.TRIG)


def refusal(text: str | bytes) -> DataError:
    with pytest.raises(DataError) as caught:
        read(text)
    assert caught.value.hint
    return caught.value


def e(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


# What is read


def test_statements_come_in_the_order_of_the_file_with_their_graphs() -> None:
    document = read(HEAD + "e:a e:p e:b . e:g { e:c e:p 5 }")
    five = ox.Literal("5", datatype=node("xsd:integer"))
    assert document.quads == (ox.Quad(e("a"), e("p"), e("b")), ox.Quad(e("c"), e("p"), five, e("g")))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "<https://example.org/a> <https://example.org/p> <https://example.org/b> ."),
        ("a.nt", "<https://example.org/a> <https://example.org/p> <https://example.org/b> .\n"),
        (
            "a.trig",
            "<https://example.org/g> { <https://example.org/a> <https://example.org/p> <https://example.org/b> }",
        ),
    ],
)
def test_the_ending_of_the_name_tells_the_format(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    document = parse_file(tmp_path / name, f"data/{name}")
    assert [str(quad.triple) for quad in document.quads] == [
        "<https://example.org/a> <https://example.org/p> <https://example.org/b>"
    ]
    assert document.label == f"data/{name}"


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read(b"\xef\xbb\xbf" + HEAD.encode() + b"e:a e:p e:b .").quads == read(HEAD + "e:a e:p e:b .").quads


def test_an_empty_file_states_nothing() -> None:
    assert read("").quads == ()


def test_language_tags_are_in_lower_case() -> None:
    assert read(HEAD + 'e:a e:p "x"@EN-gb .').quads[0].object == ox.Literal("x", language="en-gb")


def test_blank_nodes_of_two_files_are_two_even_under_one_label() -> None:
    one, other = read(HEAD + "_:a e:p 1 ."), read(HEAD + "_:a e:p 1 .")
    assert one.quads[0].subject != other.quads[0].subject


@pytest.mark.parametrize(
    "literal",
    [
        '"2025-02-28"^^xsd:date',
        '"2024-02-29"^^xsd:date',
        '"2025-12"^^xsd:gYearMonth',
        '"0001"^^xsd:gYear',
        '"+7"^^xsd:integer',
        '"7."^^xsd:decimal',
        '".5"^^xsd:decimal',
        '"1e-3"^^xsd:double',
        '"0"^^xsd:nonNegativeInteger',
        "true",
        '"anything"^^e:own',
        '"31/11/2026"',
    ],
)
def test_values_of_their_datatype_are_taken(literal: str) -> None:
    assert len(read(f"{HEAD}e:a e:p {literal} .").quads) == 1


# Where statements stand


def test_each_statement_has_the_line_on_which_its_object_ends() -> None:
    document = read(
        HEAD  # lines 1 and 2
        + "e:a e:p e:b ,\n"
        + "    e:c ;\n"
        + '  e:q """two\n'
        + 'lines""" .\n'
        + "e:g {\n"
        + "  e:a e:p [\n"
        + "    a e:Value ;\n"
        + "    e:q 1\n"
        + "  ] .\n"
        + "}\n"
    )
    assert [quad.object.value for quad in document.quads if isinstance(quad.object, ox.Literal)] == ["two\nlines", "1"]
    assert document.lines == (3, 4, 6, 9, 10, 11)
    assert document.place(1) == "data/a.trig:4"


def test_lines_are_counted_from_one_with_any_line_ending() -> None:
    assert read("<e:a>\r\n<e:p>\r\n<e:b> .\r\n\r\n<e:a> <e:p> <e:c> .").lines == (3, 5)


def test_lines_longer_than_a_read_of_the_parser_are_one_line() -> None:
    objects = " , ".join(f"e:o{number}" for number in range(5000))
    document = read(f"{HEAD}e:a e:p {objects} .\ne:b e:p e:c .")
    assert set(document.lines[:5000]) == {3}
    assert document.lines[5000] == 4


def test_the_place_of_a_subject_is_its_first_statement_with_the_property() -> None:
    document = read(HEAD + "e:a e:p e:b .\ne:b e:p e:c .\ne:b e:q e:c .")
    assert document.place_of(e("b")) == "data/a.trig:4"
    assert document.place_of(e("b"), e("q")) == "data/a.trig:5"
    assert document.place_of(e("c")) == "data/a.trig"


def places(*texts: str) -> Places:
    documents = tuple(read(text, f"{number}.ttl") for number, text in enumerate(texts))
    blank = next((quad.subject for quad in documents[0].quads if isinstance(quad.subject, ox.BlankNode)), None)
    return Places(documents, {blank: e("value")} if isinstance(blank, ox.BlankNode) else {})


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "place"),
    [
        (e("a"), e("q"), e("y"), "0.ttl:5"),  # the statement itself
        (e("a"), e("q"), e("z"), "0.ttl:4"),  # no such value: the first of the property
        (e("a"), e("r"), None, "0.ttl:6"),  # no such property: the type
        (e("a"), None, None, "0.ttl:6"),
        (e("b"), None, None, "1.ttl:3"),  # no type: the first statement
        (e("value"), e("q"), None, "0.ttl:7"),  # a value goes by the name that the build gave it
        (e("nothing"), None, None, ""),
    ],
)
def test_a_statement_is_located_as_exactly_as_can_be(
    subject: Term, predicate: ox.NamedNode | None, value: Term | None, place: str
) -> None:
    found = places(
        HEAD + "e:a e:p e:x .\ne:a e:q e:x .\ne:a e:q e:y .\ne:a a e:Thing .\n[] e:q 1 .",
        HEAD + "e:b e:p 1 .\ne:b e:q 2 .\ne:a a e:Other .",
    )
    assert found.locate(subject, predicate, value) == place


def test_statements_are_grouped_by_subject_and_property() -> None:
    document = read(HEAD + "e:a e:p e:x . e:b e:p e:y . e:a e:p e:z .")
    assert by_subject(document.quads) == {e("a"): {e("p"): [e("x"), e("z")]}, e("b"): {e("p"): [e("y")]}}


# What is refused


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (HEAD + "e:a e:p e:b ;\n  e:q ] .", "data/a.trig:4:7", "]"),
        (HEAD + "e:a e:p <https://example.org/a b> .", "data/a.trig:3:9", "Invalid IRI code point ' '"),
        (HEAD + 'e:a e:p "split\nstring" .', "data/a.trig:3:15", "Line jumps are not allowed"),
        (HEAD + 'e:a e:p "never closed .\n', "data/a.trig:3:9", "Unexpected end of file"),
        (HEAD + "e:g {\n  e:a e:p e:b .\n", "data/a.trig:5", "end"),
        (HEAD + "e:a e:p e:b", "data/a.trig:3:12", "Unexpected end"),
    ],
)
def test_a_syntax_error_is_placed_by_line_and_column(text: str, place: str, message: str) -> None:
    error = refusal(text)
    assert error.place.startswith(place)
    assert message in error.message
    assert not error.message.startswith("Parser error")  # the place is said once


@pytest.mark.parametrize(
    ("prefix", "hint"),
    [
        ("ca", "add: @prefix ca: <https://w3id.org/credatlas/ontology#> ."),
        ("schema", "add: @prefix schema: <https://schema.org/> ."),
        ("organisation", "did you mean organization?"),
        ("foo-bar", "nothing of this file was loaded; mend the line and run the command again"),
    ],
)
def test_for_an_undeclared_prefix_the_missing_line_is_offered(prefix: str, hint: str) -> None:
    error = refusal(f"{HEAD}e:a e:p e:b .\ne:a e:p {prefix}:x .")
    assert error.place == "data/a.trig:4:9"
    assert error.message == f"The prefix {prefix}: has not been declared"
    assert error.hint == hint


def test_a_file_that_is_not_utf_8_is_refused_with_the_line() -> None:
    error = refusal(HEAD.encode() + b'e:a e:p "a" .\ne:a e:p "M\xfcller" .')
    assert (error.place, error.message, error.hint) == ("data/a.trig:4", "is not UTF-8", "save the file as UTF-8")


@pytest.mark.parametrize(
    ("literal", "kind"),
    [
        ('"8,500"^^xsd:integer', "integer"),
        ('"8500.0"^^xsd:integer', "integer"),
        ('"٨"^^xsd:integer', "integer"),
        ('"."^^xsd:decimal', "decimal"),
        ('"1e3"^^xsd:decimal', "decimal"),
        ('"NaN"^^xsd:double', "double"),
        ('"-1"^^xsd:nonNegativeInteger', "nonNegativeInteger"),
        ('"yes"^^xsd:boolean', "boolean"),
        ('"25"^^xsd:gYear', "gYear"),
        ('"0000"^^xsd:gYear', "gYear"),
        ('"2025-13"^^xsd:gYearMonth', "gYearMonth"),
        ('"2025-4-14"^^xsd:date', "date"),
        ('"2025-04-14\\n"^^xsd:date', "date"),
        ('"2025-02-30T09:00:00"^^xsd:dateTime', "dateTime"),
        ('"2025-04-14T24:30:00"^^xsd:dateTime', "dateTime"),
    ],
)
def test_a_literal_that_is_not_of_its_datatype_is_refused(literal: str, kind: str) -> None:
    error = refusal(f"{HEAD}e:a e:p 1 .\ne:a e:p\n  {literal} .")
    assert error.place == "data/a.trig:5"
    assert error.message.endswith(f"is not a valid xsd:{kind}")


@pytest.mark.parametrize(
    "literal",
    [
        "9" * 19,
        "-" + "9" * 5000,
        '"0.1234567890123456789"^^xsd:decimal',
        '"1e400"^^xsd:double',
        '"-1e39999"^^xsd:float',
    ],
)
def test_a_number_that_engines_cannot_keep_is_refused(literal: str) -> None:
    # pyoxigraph loads them, and then every comparison with them is an error
    error = refusal(f"{HEAD}e:a e:p e:b .\ne:a e:p {literal} .")
    assert error.place == "data/a.trig:4"
    assert error.message.endswith("is a number that no engine can keep")
    assert len(error.message) < 120


def test_the_longest_numbers_that_engines_keep_are_taken() -> None:
    literals = ["9" * 18, "0" * 30 + "9" * 18, '"0.1234567890123456780"^^xsd:decimal', '"1e300"^^xsd:double']
    document = read(HEAD + "\n".join(f"e:a e:p{number} {literal} ." for number, literal in enumerate(literals)))
    store = ox.Store()
    store.extend(document.quads)
    kept = store.query("SELECT ?o { ?s ?p ?o FILTER(?o > 0.1) }", use_default_graph_as_union=True)
    assert len(list(kept)) == 4


@pytest.mark.parametrize(
    ("written", "shown"),
    [("a", "rdf:type"), ("rdfs:subClassOf", "rdfs:subClassOf"), ("rdfs:subPropertyOf", "rdfs:subPropertyOf")],
)
def test_a_text_is_no_kind_of_thing(written: str, shown: str) -> None:
    # engines load it, and the validator falls over it
    prefix = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    error = refusal(f'{prefix}{HEAD}e:a e:p "x" .\ne:a {written} "Person" .')
    assert error.message == f'{shown} "Person" is a text and no kind of thing'
    assert error.place == "data/a.trig:5"


def test_a_text_beyond_the_limit_of_the_parser_is_refused() -> None:
    error = refusal(f'{HEAD}e:a e:p "{"x" * (1 << 24)}" .')
    assert (error.place, error.message) == ("data/a.trig", "holds a text longer than 16 MiB")


@pytest.mark.parametrize("day", ["2026-11-31", "2025-02-29", "1900-02-29", "2025-00-10", "0000-01-01"])
def test_an_impossible_day_is_refused_with_the_way_to_keep_it(day: str) -> None:
    error = refusal(f'{HEAD}e:a e:p "{day}"^^xsd:date .')
    assert error.message == f'"{day}" is not a valid xsd:date'
    assert "ca:stated" in error.hint
    assert "ca:DataIssue" in error.hint


def test_the_first_of_several_wrong_values_is_named() -> None:
    wrong = "".join(f'e:a e:p "x{number}"^^xsd:integer .\n' for number in range(20))
    error = refusal(HEAD + wrong)
    assert (error.place, error.message) == ("data/a.trig:3", '"x0" is not a valid xsd:integer')


def test_the_line_of_a_wrong_value_is_that_of_its_first_use() -> None:
    error = refusal(f'{HEAD}e:a e:p "1" .\ne:a e:p "x"^^xsd:integer .\ne:b e:p "x"^^xsd:integer .')
    assert error.place == "data/a.trig:4"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("<<( e:a e:p e:b )>>", "a statement stands inside a statement"),
        ('"x"@ar--rtl', '"x" has a direction of writing'),
    ],
)
def test_what_is_newer_than_rdf_1_1_is_refused(value: str, message: str) -> None:
    error = refusal(f"{HEAD}e:a e:p {value} .")
    assert (error.place, error.message) == ("data/a.trig:3", message)
    assert "RDF 1.1" in error.hint


def test_a_file_that_is_not_there_is_named_as_the_project_names_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read: No such file") as caught:
        parse_file(tmp_path / "gone.ttl", "data/gone.ttl")
    assert caught.value.place == "data/gone.ttl"
    assert caught.value.hint


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.rdf").write_text("<rdf:RDF/>")
    with pytest.raises(DataError, match="is of no known format") as caught:
        parse_file(tmp_path / "a.rdf", "data/a.rdf")
    assert ".trig" in caught.value.hint

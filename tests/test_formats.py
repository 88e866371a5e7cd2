"""Answers and records leave in every format that people and programs ask for, and in no other."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from decimal import Decimal
from typing import Any
from xml.dom import minidom

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credatlas.errors import UsageError
from credatlas.formats import (
    BOOLEAN_FORMATS,
    FORMATS,
    GRAPH_FORMATS,
    RECORD_FORMATS,
    TABLE_FORMATS,
    html_table,
    one_line,
    text_width,
    wrapped,
    write_records,
    write_result,
)
from credatlas.formats.delimited import harmless
from credatlas.results import Result, Row, Statements, Table, plain
from credatlas.terms import Term, node


def literal(text: str, datatype: str = "") -> ox.Literal:
    return ox.Literal(text, datatype=node(datatype)) if datatype else ox.Literal(text)


SUMMER = node("offering:summer-2026")
WINTER = node("offering:winter-2026")
OFFERINGS = Table.of(
    ("offering", "name", "price", "starts"),
    [
        (
            SUMMER,
            ox.Literal("Summer run", language="en"),
            literal("8500", "xsd:integer"),
            literal("2026-06", "xsd:gYearMonth"),
        ),
        (WINTER, literal("Winter"), literal("950.50", "xsd:decimal"), None),
    ],
)
NOTHING = Table.of(("offering", "price"), [])


def lines(result: Result, name: str, **options: Any) -> list[str]:
    return write_result(result, name, **options).decode().split("\n")


def parsed_xml(document: bytes) -> minidom.Document:
    return minidom.parseString(document)  # noqa: S318 - we wrote it ourselves


def one_cell(term: Term | None) -> Table:
    return Table.of(("x",), [(term,)])


# Names of formats


def test_the_formats_are_those_of_the_manual() -> None:
    assert TABLE_FORMATS == ("table", "json", "jsonl", "csv", "tsv", "xml", "markdown")
    assert GRAPH_FORMATS == ("turtle", "ntriples", "nquads", "jsonld", "trig", "rdfxml")
    assert RECORD_FORMATS == ("table", "json", "jsonl", "csv", "tsv", "markdown")
    assert BOOLEAN_FORMATS == ("table", "text", "json", "xml")
    assert set(FORMATS) == {*TABLE_FORMATS, *GRAPH_FORMATS, *RECORD_FORMATS, *BOOLEAN_FORMATS}
    assert len(set(FORMATS)) == len(FORMATS)


GRAPH = Statements(b"<http://example.org/s> <http://example.org/p> <http://example.org/o> .\n")


@pytest.mark.parametrize(
    ("result", "typed", "message", "hint"),
    [
        (OFFERINGS, "jsn", "there is no format 'jsn'", "did you mean json?"),
        (OFFERINGS, "CSV", "there is no format 'CSV'", "did you mean csv?"),
        (OFFERINGS, "md", "there is no format 'md'", "did you mean markdown?"),
        (OFFERINGS, "turtle", "a table cannot be written as turtle", "a table can be written as table, json, jsonl"),
        (OFFERINGS, "", "there is no format ''", "a table can be written as table, json, jsonl"),
        (GRAPH, "json", "a graph cannot be written as json", "did you mean jsonld?"),
        (GRAPH, "xml", "a graph cannot be written as xml", "did you mean rdfxml?"),
        (GRAPH, "ttl", "there is no format 'ttl'", "did you mean turtle?"),
        (GRAPH, "nt", "there is no format 'nt'", "did you mean ntriples?"),
        (GRAPH, "table", "a graph cannot be written as table", "a graph can be written as turtle, ntriples"),
        (True, "csv", "yes or no cannot be written as csv", "yes or no can be written as table, text, json, xml"),
        (False, "txt", "there is no format 'txt'", "did you mean text?"),
    ],
)
def test_a_format_that_does_not_fit_is_refused_with_the_nearest(
    result: Result, typed: str, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        write_result(result, typed)
    assert caught.value.message == message
    assert caught.value.hint.startswith(hint)
    assert caught.value.place == "--format"
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("typed", "hint"), [("xml", "a list of records can"), ("yaml", "a list"), ("ndjson", "did you mean jsonl?")]
)
def test_records_have_no_other_formats(typed: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        write_records([{"a": 1}], typed)
    assert caught.value.hint.startswith(hint)


# Tables for programs


def test_json_is_what_the_engine_wrote() -> None:
    assert write_result(OFFERINGS, "json") == OFFERINGS.json
    odd = Table(b'{"head":{"vars":["a"]},  "results":{"bindings":[]}}')
    assert write_result(odd, "json") == b'{"head":{"vars":["a"]},  "results":{"bindings":[]}}'


def test_jsonl_has_one_object_of_plain_values_per_row() -> None:
    assert write_result(OFFERINGS, "jsonl").decode() == (
        '{"offering": "https://w3id.org/credatlas/id/offering/summer-2026", "name": "Summer run", "price": 8500, '
        '"starts": "2026-06"}\n'
        '{"offering": "https://w3id.org/credatlas/id/offering/winter-2026", "name": "Winter", "price": 950.50, '
        '"starts": null}\n'
    )


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (literal("8500.00", "xsd:decimal"), "8500.00"),
        (literal("0.1000000000000000000000000001", "xsd:decimal"), "0.1000000000000000000000000001"),
        (literal("+007", "xsd:integer"), "7"),
        (literal("-0.50", "xsd:decimal"), "-0.50"),
        (literal("12", "xsd:nonNegativeInteger"), "12"),
        (literal("9" * 5000, "xsd:integer"), "9" * 5000),
        (literal(".5", "xsd:decimal"), "0.5"),
        (literal("1e3", "xsd:double"), "1000.0"),
        (literal("NaN", "xsd:double"), '"nan"'),
        (literal("=cmd()", "xsd:integer"), '"=cmd()"'),
        (literal("1e999999999", "xsd:decimal"), '"1e999999999"'),
        (literal("true", "xsd:boolean"), "true"),
        (literal("maybe", "xsd:boolean"), '"maybe"'),
        (literal("2025-04-14", "xsd:date"), '"2025-04-14"'),
        (literal("8500"), '"8500"'),
        (literal('say "é"\n'), '"say \\"é\\"\\n"'),
        (ox.BlankNode("b1"), '"_:b1"'),
        (None, "null"),
    ],
)
def test_a_value_in_jsonl_is(term: Term | None, written: str) -> None:
    assert write_result(one_cell(term), "jsonl").decode() == f'{{"x": {written}}}\n'
    if len(written) < 5000:  # Python itself reads no longer number
        json.loads(written)


def test_csv_is_that_of_sparql() -> None:
    table = Table.of(
        ("a", "b"),
        [
            (SUMMER, literal('He said "no", twice\nat least')),
            (None, literal("-5", "xsd:integer")),
            (literal(""), ox.Literal("été", language="fr")),
        ],
    )
    assert write_result(table, "csv").decode() == (
        'a,b\r\nhttps://w3id.org/credatlas/id/offering/summer-2026,"He said ""no"", twice\nat least"\r\n,-5\r\n,été\r\n'
    )


def test_tsv_is_that_of_sparql() -> None:
    table = Table.of(
        ("a", "b"),
        [(SUMMER, literal("tab\there")), (None, literal("8500", "xsd:integer")), (literal("x", "xsd:date"), None)],
    )
    assert write_result(table, "tsv").decode() == (
        "?a\t?b\n"
        '<https://w3id.org/credatlas/id/offering/summer-2026>\t"tab\\there"\n'
        "\t8500\n"
        '"x"^^<http://www.w3.org/2001/XMLSchema#date>\t\n'
    )


def test_xml_is_that_of_sparql_and_leaves_unknown_values_out() -> None:
    assert write_result(OFFERINGS, "xml").decode() == (
        '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
        '<variable name="offering"/><variable name="name"/><variable name="price"/><variable name="starts"/></head>'
        "<results><result>"
        '<binding name="offering"><uri>https://w3id.org/credatlas/id/offering/summer-2026</uri></binding>'
        '<binding name="name"><literal xml:lang="en">Summer run</literal></binding>'
        '<binding name="price"><literal datatype="http://www.w3.org/2001/XMLSchema#integer">8500</literal></binding>'
        '<binding name="starts"><literal datatype="http://www.w3.org/2001/XMLSchema#gYearMonth">2026-06</literal>'
        "</binding></result><result>"
        '<binding name="offering"><uri>https://w3id.org/credatlas/id/offering/winter-2026</uri></binding>'
        '<binding name="name"><literal>Winter</literal></binding>'
        '<binding name="price"><literal datatype="http://www.w3.org/2001/XMLSchema#decimal">950.50</literal></binding>'
        "</result></results></sparql>"
    )


def test_xml_stays_well_formed_whatever_a_text_holds() -> None:
    written = write_result(one_cell(literal("bell \x07, <tag> & \r\nend \uffff")), "xml")
    (text,) = parsed_xml(written).getElementsByTagName("literal")
    assert text.firstChild.data == "bell \ufffd, <tag> & \r\nend \ufffd"


def test_an_answer_without_rows_keeps_its_header() -> None:
    assert write_result(NOTHING, "csv") == b"offering,price\r\n"
    assert write_result(NOTHING, "tsv") == b"?offering\t?price\n"
    assert write_result(NOTHING, "jsonl") == b""
    assert write_result(NOTHING, "table") == b"offering  price\n--------  -----\n"
    assert write_result(NOTHING, "markdown") == b"| offering | price |\n| --- | --- |\n"


def test_an_answer_without_columns_is_nothing_to_read() -> None:
    assert write_result(Table.of((), [(), ()]), "table") == b""
    assert write_result(Table.of((), [(), ()]), "markdown") == b""


# Spreadsheets


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("-8500", "-8500"),
        ("+1.5e-3", "+1.5e-3"),
        ("-.5", "-.5"),
        ("-", "'-"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_safe_cell_is_no_formula_and_numbers_stay(text: str, kept: str) -> None:
    assert harmless(text) == kept


def test_safe_csv_differs_only_where_a_formula_would_start() -> None:
    table = Table.of(
        ("a", "b"),
        [
            (literal("=1+1"), literal("-5", "xsd:integer")),
            (literal("=1", "xsd:integer"), None),
            (SUMMER, literal('"q",')),
        ],
    )
    assert write_result(table, "csv", safe_cells=True).decode() == (
        'a,b\r\n\'=1+1,-5\r\n\'=1,\r\nhttps://w3id.org/credatlas/id/offering/summer-2026,"""q"","\r\n'
    )
    assert write_result(table, "csv").decode().startswith("a,b\r\n=1+1,-5\r\n=1,\r\n")


def test_safe_csv_writes_what_the_engine_writes_where_nothing_is_dangerous() -> None:
    assert write_result(OFFERINGS, "csv", safe_cells=True) == write_result(OFFERINGS, "csv")


# Tables for people


def test_a_table_has_a_header_aligned_columns_and_numbers_at_the_right() -> None:
    assert lines(OFFERINGS, "table") == [
        "offering              name         price  starts",
        "--------------------  ----------  ------  -------",
        "offering:summer-2026  Summer run    8500  2026-06",
        "offering:winter-2026  Winter      950.50",
        "",
    ]


def test_a_column_with_a_text_among_numbers_is_aligned_at_the_left() -> None:
    table = Table.of(("n",), [(literal("1", "xsd:integer"),), (literal("twelve"),)])
    assert lines(table, "table") == ["n", "------", "1", "twelve", ""]


def test_readable_labels_stand_in_for_ids() -> None:
    labels = {SUMMER: "Summer run 2026", node("offering:other"): "unused"}
    assert lines(OFFERINGS, "table", labels=labels)[2:4] == [
        "Summer run 2026       Summer run    8500  2026-06",
        "offering:winter-2026  Winter      950.50",
    ]


def test_marks_stand_behind_their_values_and_numbers_stay_aligned() -> None:
    marks = [{"price": "[1] [12]", "name": "[2]"}, {"price": "[3]", "starts": "(computed)"}]
    assert lines(OFFERINGS, "table", marks=marks) == [
        "offering              name                      price  starts",
        "--------------------  --------------  ---------------  ----------",
        "offering:summer-2026  Summer run [2]    8500 [1] [12]  2026-06",
        "offering:winter-2026  Winter          950.50 [3]       (computed)",
        "",
    ]


def test_cells_that_are_too_wide_go_on_in_the_next_line() -> None:
    table = Table.of(
        ("work", "title"),
        [
            (node("work:ning-2025"), literal("How can artificial intelligence transform the training")),
            (node("work:short"), literal("Short")),
        ],
    )
    assert lines(table, "table", width=40) == [
        "work            title",
        "--------------  ------------------------",
        "work:ning-2025  How can artificial",
        "                intelligence transform",
        "                the training",
        "",
        "work:short      Short",
        "",
    ]


def test_a_word_is_not_broken_while_another_column_can_give_room() -> None:
    row = (ox.Literal("specialisation-free words"), ox.Literal("a b c d e f g h i j k l m n o"))
    # 28 columns beside the gap: shares of 14 would break the word of 15
    assert lines(Table.of(["kind", "name"], [row]), "table", width=30)[:5] == [
        "kind             name",
        "---------------  -------------",
        "specialisation-  a b c d e f g",
        "free words       h i j k l m n",
        "                 o",
    ]


def test_too_many_columns_become_a_block_per_row() -> None:
    assert lines(OFFERINGS, "table", width=40) == [
        "offering: offering:summer-2026",
        "name: Summer run",
        "price: 8500",
        "starts: 2026-06",
        "",
        "offering: offering:winter-2026",
        "name: Winter",
        "price: 950.50",
        "starts:",
        "",
    ]


def test_a_block_breaks_long_values_and_indents_the_rest() -> None:
    table = Table.of(("a", "b", "c"), [(literal("one two three four five"), literal("x" * 20), literal("y" * 30))])
    assert lines(table, "table", width=20) == [
        "a: one two three",
        "  four five",
        "b:",
        "  xxxxxxxxxxxxxxxxxx",
        "  xx",
        "c:",
        "  yyyyyyyyyyyyyyyyyy",
        "  yyyyyyyyyyyy",
        "",
    ]


def test_wide_characters_count_two_columns() -> None:
    table = Table.of(("place", "n"), [(literal("新加坡"), literal("1", "xsd:integer")), (literal("Köln"), None)])
    assert lines(table, "table") == ["place   n", "------  -", "新加坡  1", "Köln", ""]


def test_nothing_in_a_cell_can_steer_the_terminal() -> None:
    table = one_cell(literal("red \x1b[31m\nsecond line\tand \u202eback\x9b"))
    assert lines(table, "table")[2] == "red \ufffd[31m second line and \ufffdback\ufffd"


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("plain", 5),
        ("é", 1),
        ("e\u0301", 1),
        ("新加坡", 6),
        ("ｗｉｄｅ", 8),
        ("한", 2),
        ("\u1112\u1161\u11ab", 2),
        ("zero\u200bwidth", 9),
        ("🎓", 2),
        ("❤", 1),
        ("❤\ufe0f", 2),
        ("\u0301", 0),
    ],
)
def test_a_text_takes_so_many_columns(text: str, width: int) -> None:
    assert text_width(text) == width


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 5, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("organization:harvard-medical-school", 22, ["organization:harvard-", "medical-school"]),
        ("registration_closes", 13, ["registration_", "closes"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a abcdefghij", 4, ["a", "abcd", "efgh", "ij"]),
        ("新加坡国立", 5, ["新加", "坡国", "立"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
    ],
)
def test_a_text_is_broken_where_it_hurts_least(text: str, width: int, expected: list[str]) -> None:
    assert wrapped(text, width) == expected


TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=3), st.integers(min_value=20, max_value=90))
def test_no_line_is_wider_than_the_terminal(rows: list[tuple[str, str, str]], width: int) -> None:
    table = Table.of(("first", "a_rather_long_second_name", "third"), [tuple(map(ox.Literal, row)) for row in rows])
    assert all(text_width(line) <= width for line in lines(table, "table", width=width))


@given(TEXTS, st.integers(min_value=2, max_value=30))
def test_breaking_a_text_loses_nothing_but_blanks(text: str, width: int) -> None:
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())


def test_one_line_is_one_line() -> None:
    assert one_line("  a \r\n\u2028 b\tc ") == "a b c"


# Markdown


def test_markdown_is_a_pipe_table_with_numbers_at_the_right() -> None:
    assert lines(OFFERINGS, "markdown", marks=[{"price": "[1]"}], labels={WINTER: "Winter run"}) == [
        "| offering | name | price | starts |",
        "| --- | --- | ---: | --- |",
        "| offering:summer-2026 | Summer run | 8500 [1] | 2026-06 |",
        "| Winter run | Winter | 950.50 |  |",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("two\nlines", "two lines"),
        ("*bold* `code`", r"\*bold\* \`code\`"),
        ("[x](javascript:1)", r"\[x\](javascript:1)"),
        ("<script>&amp;", "&lt;script>&amp;amp;"),
        ("a_b _c_", r"a_b \_c\_"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_markdown_shows_signs_as_they_are(text: str, escaped: str) -> None:
    assert lines(one_cell(literal(text)), "markdown")[2] == f"| {escaped} |"


# Yes or no

XML_HEAD = b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'


@pytest.mark.parametrize(
    ("answer", "name", "written"),
    [
        (True, "table", b"yes\n"),
        (False, "table", b"no\n"),
        (True, "text", b"true\n"),
        (False, "text", b"false\n"),
        (True, "json", b'{"head":{},"boolean":true}'),
        (False, "xml", XML_HEAD + b"<head></head><boolean>false</boolean></sparql>"),
    ],
)
def test_yes_or_no_is_written_as(answer: bool, name: str, written: bytes) -> None:  # noqa: FBT001 - it is the value
    assert write_result(answer, name) == written


# Graphs

A, B = (f"<https://w3id.org/credatlas/id/offering/{name}>" for name in "ab")
TYPE = (
    f"{A} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/credatlas/ontology#ProgrammeOffering> .\n"
)
OFFERS = f"{A} <https://schema.org/offers> <https://w3id.org/credatlas/id/value/aa> .\n"
NAME = f'{B} <https://schema.org/name> "Note: \\"x\\""@en .\n'
START = f'{B} <https://schema.org/startDate> "2026"^^<http://www.w3.org/2001/XMLSchema#gYear> .\n'
OFFERING = (NAME + OFFERS + START + TYPE + OFFERS).encode()
NAMED = Statements(b"<urn:s> <urn:p> <urn:o> <https://w3id.org/credatlas/graph/facts> .\n")


def test_turtle_is_sorted_with_the_prefixes_that_it_needs() -> None:
    assert write_result(Statements(OFFERING), "turtle").decode() == (
        "@prefix ca: <https://w3id.org/credatlas/ontology#> .\n"
        "@prefix offering: <https://w3id.org/credatlas/id/offering/> .\n"
        "@prefix schema: <https://schema.org/> .\n"
        "@prefix value: <https://w3id.org/credatlas/id/value/> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "\n"
        "offering:a a ca:ProgrammeOffering ;\n"
        "\tschema:offers value:aa .\n"
        'offering:b schema:name "Note: \\"x\\""@en ;\n'
        '\tschema:startDate "2026"^^xsd:gYear .\n'
    )


@pytest.mark.parametrize("name", ["ntriples", "nquads"])
def test_lines_of_ntriples_are_sorted_and_stand_once(name: str) -> None:
    assert write_result(Statements(OFFERING), name).decode() == TYPE + OFFERS + NAME + START


def test_jsonld_has_compact_names_and_their_context() -> None:
    assert json.loads(write_result(Statements(OFFERING), "jsonld")) == {
        "@context": {
            "ca": "https://w3id.org/credatlas/ontology#",
            "offering": "https://w3id.org/credatlas/id/offering/",
            "schema": "https://schema.org/",
            "value": "https://w3id.org/credatlas/id/value/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@graph": [
            {
                "@id": "offering:a",
                "@type": ["ca:ProgrammeOffering"],
                "schema:offers": [{"@id": "value:aa"}],
            },
            {
                "@id": "offering:b",
                "schema:name": [{"@language": "en", "@value": 'Note: "x"'}],
                "schema:startDate": [{"@type": "xsd:gYear", "@value": "2026"}],
            },
        ],
    }


def test_rdfxml_names_elements_by_the_prefixes_of_the_house() -> None:
    written = write_result(Statements(OFFERING), "rdfxml").decode()
    assert '<ca:ProgrammeOffering rdf:about="https://w3id.org/credatlas/id/offering/a">' in written
    assert '<schema:offers rdf:resource="https://w3id.org/credatlas/id/value/aa"/>' in written
    assert '<schema:name xml:lang="en">Note: &quot;x&quot;</schema:name>' in written
    assert "xmlns:audience" not in written


ENGINE = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
TRICKY = b"""\
<event:not-ours> <http://example.org/p> "text with event: and @prefix ca: <x> .\\nand a line" .
<https://w3id.org/credatlas/id/event/ours> <http://example.org/p> "\\u00E9\\t\\r\\n<&>" .
<https://w3id.org/credatlas/id/source/x#fee> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "odd" .
"""


@pytest.mark.parametrize("name", GRAPH_FORMATS)
@pytest.mark.parametrize("nquads", [OFFERING, TRICKY, b""], ids=["offering", "tricky", "empty"])
def test_every_graph_format_reads_back_as_the_same_statements(name: str, nquads: bytes) -> None:
    statements = Statements(nquads)
    assert set(ox.parse(write_result(statements, name), format=ENGINE[name])) == set(statements.quads())


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_the_order_of_statements_does_not_change_the_bytes(name: str) -> None:
    backwards = b"".join(reversed(OFFERING.splitlines(keepends=True)))
    assert write_result(Statements(backwards), name) == write_result(Statements(OFFERING), name)


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_blank_nodes_stay_connected(name: str) -> None:
    price = Statements(
        b"<https://w3id.org/credatlas/id/offering/a> <https://schema.org/offers> _:price .\n"
        b'_:price <https://schema.org/priceCurrency> "USD" .\n'
    )
    read, meant = (
        ox.Dataset(quads) for quads in (ox.parse(write_result(price, name), format=ENGINE[name]), price.quads())
    )
    for dataset in (read, meant):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert read == meant


@pytest.mark.parametrize("name", ["trig", "nquads", "jsonld"])
def test_named_graphs_stay_where_a_format_has_them(name: str) -> None:
    assert set(ox.parse(write_result(NAMED, name), format=ENGINE[name])) == set(NAMED.quads())


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml"])
def test_named_graphs_are_not_dropped_in_silence(name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} cannot hold named graphs"):
        write_result(NAMED, name)


@pytest.mark.parametrize(
    "line",
    [
        b"<urn:s> <http://example.org/123> <urn:o> .\n",
        b"<urn:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/123> .\n",
    ],
)
def test_rdfxml_refuses_what_would_be_no_xml(line: bytes) -> None:
    with pytest.raises(UsageError, match=r"rdfxml cannot hold <http://example\.org/123>"):
        write_result(Statements(line), "rdfxml")


def test_rdfxml_stays_well_formed_whatever_a_text_holds() -> None:
    written = write_result(Statements(b'<urn:s> <urn:ex/p> "bell \\u0007" .\n'), "rdfxml")
    assert "bell \ufffd" in parsed_xml(written).toxml()


def test_jsonld_refuses_quoted_triples() -> None:
    quoted = Statements(b"<urn:s> <urn:p> <<( <urn:a> <urn:b> <urn:c> )>> .\n")
    with pytest.raises(UsageError, match="jsonld cannot hold quoted triples"):
        write_result(quoted, "jsonld")
    assert b"<urn:a>" in write_result(quoted, "turtle")


# Records

RECORDS: list[dict[str, Any]] = [
    {
        "subject": "event:day",
        "count": 17,
        "sources": ["a", "b"],
        "values": [{"value": "17 hubs", "open": False}, {"value": "19 hubs", "open": True}],
    },
    {"subject": "=x|y", "count": None, "note": "late"},
]


def test_records_as_json_are_an_array_that_keeps_its_shape() -> None:
    written = write_records(RECORDS, "json")
    assert written.startswith(b'[\n  {\n    "subject": "event:day",\n')
    assert written.endswith(b"]\n")
    assert json.loads(written) == RECORDS


def test_chosen_columns_are_kept_in_their_order_and_filled_with_null() -> None:
    assert json.loads(write_records(RECORDS, "json", columns=["note", "count"])) == [
        {"note": None, "count": 17},
        {"note": "late", "count": None},
    ]
    assert write_records(RECORDS, "csv", columns=["note", "count"]) == b"note,count\r\n,17\r\nlate,\r\n"


def test_records_as_jsonl_are_one_per_line() -> None:
    assert write_records(RECORDS[1:], "jsonl").decode() == '{"subject": "=x|y", "count": null, "note": "late"}\n'


def test_records_as_csv_hold_json_where_a_value_has_parts() -> None:
    assert write_records(RECORDS, "csv").decode() == (
        "subject,count,sources,values,note\r\n"
        'event:day,17,"[""a"", ""b""]","[{""value"": ""17 hubs"", ""open"": false}, '
        '{""value"": ""19 hubs"", ""open"": true}]",\r\n'
        "=x|y,,,,late\r\n"
    )
    assert b"\r\n'=x|y,,,,late" in write_records(RECORDS, "csv", safe_cells=True)


def test_records_as_tsv_escape_what_would_break_a_row() -> None:
    records = [{"a": "tab\there\nand \\", "b": True}]
    assert write_records(records, "tsv").decode() == "a\tb\ntab\\there\\nand \\\\\ttrue\n"


def test_records_as_table_are_words() -> None:
    assert write_records(RECORDS, "table").decode().split("\n") == [
        "subject    count  sources  values                                               note",
        "---------  -----  -------  ---------------------------------------------------  ----",
        "event:day     17  a; b     value: 17 hubs, open: no; value: 19 hubs, open: yes",
        "=x|y                                                                            late",
        "",
    ]


def test_records_as_markdown_escape_pipes() -> None:
    assert write_records(RECORDS[1:], "markdown").decode() == (
        "| subject | count | note |\n| --- | --- | --- |\n| =x\\|y |  | late |\n"
    )


def test_no_records_are_an_empty_list_or_a_bare_header() -> None:
    assert write_records([], "json") == b"[]\n"
    assert write_records([], "jsonl") == b""
    assert write_records([], "table") == b""
    assert write_records([], "csv", columns=["id", "name"]) == b"id,name\r\n"
    assert write_records([], "table", columns=["id", "name"]) == b"id  name\n--  ----\n"


def test_values_of_records_become_plain() -> None:
    record = {
        "iri": SUMMER,
        "text": ox.Literal("x", language="en"),
        "day": datetime.date(2025, 4, 14),
        "price": Decimal("8500.5"),
        "exact": Decimal("0.1000000000000000000000000001"),
        "nan": float("nan"),
        "endless": Decimal("Infinity"),
        "set": frozenset({"b", "a"}),
        "pair": (1, None),
    }
    assert json.loads(write_records([record], "json")) == [
        {
            "iri": "https://w3id.org/credatlas/id/offering/summer-2026",
            "text": "x",
            "day": "2025-04-14",
            "price": 8500.5,
            "exact": "0.1000000000000000000000000001",
            "nan": "nan",
            "endless": "Infinity",
            "set": ["a", "b"],
            "pair": [1, None],
        }
    ]


def test_a_value_without_a_plain_form_is_an_error_not_a_guess() -> None:
    with pytest.raises(TypeError, match="a value of type object"):
        write_records([{"a": object()}], "table")


# Notebooks


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (literal("8500", "xsd:integer"), 8500),
        (literal("950.50", "xsd:decimal"), Decimal("950.50")),
        (literal("2025-04-14", "xsd:date"), datetime.date(2025, 4, 14)),
        (literal("2025-04", "xsd:gYearMonth"), "2025-04"),
        (literal("2025", "xsd:gYear"), "2025"),
        (literal("false", "xsd:boolean"), False),
        (literal("1.5", "xsd:float"), 1.5),
        (literal("31/11/2026", "xsd:date"), "31/11/2026"),
        (literal("20250414", "xsd:date"), "20250414"),
        (literal("2025-W16-1", "xsd:date"), "2025-W16-1"),
        (literal("2025-04-14Z", "xsd:date"), "2025-04-14Z"),
        (literal("1_000", "xsd:integer"), "1_000"),
        (literal("Infinity", "xsd:decimal"), "Infinity"),
        (literal("7", "http://example.org/other#integer"), "7"),
        (SUMMER, "https://w3id.org/credatlas/id/offering/summer-2026"),
        (ox.BlankNode("b"), "_:b"),
        (None, None),
    ],
)
def test_a_term_has_the_plain_value(term: Term | None, value: object) -> None:
    found = plain(term)
    assert (found, type(found)) == (value, type(value))


MIXED: list[Row] = [
    (
        literal("a"),
        literal("1", "xsd:integer"),
        literal("8500.00", "xsd:decimal"),
        literal("2025-04-14", "xsd:date"),
        literal("2025", "xsd:gYear"),
    ),
    (None, None, literal("9000", "xsd:integer"), None, literal("2025-04-14", "xsd:date")),
]
COLUMNS = ("name", "count", "price", "day", "when")


def test_a_pandas_frame_keeps_whole_numbers_decimals_and_dates() -> None:
    pandas = pytest.importorskip("pandas", reason="install the extra: pip install 'credatlas[notebook]'")
    frame = Table.of(COLUMNS, MIXED).to_pandas()
    assert list(frame.columns) == list(COLUMNS)
    assert [str(kind) for kind in frame.dtypes[["count", "price", "day"]]] == ["Int64", "object", "object"]
    assert list(frame["price"]) == [Decimal("8500.00"), 9000]
    assert frame["count"][0] == 1
    assert frame["count"][1] is pandas.NA
    assert list(frame["day"]) == [datetime.date(2025, 4, 14), None]
    assert list(frame["when"]) == ["2025", datetime.date(2025, 4, 14)]
    assert frame["name"][0] == "a"
    assert frame["name"].isna().tolist() == [False, True]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_without_its_library_says_how_to_get_it(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)  # type: ignore[arg-type]  # as if it were not installed
    table = Table.of(COLUMNS, MIXED)
    with pytest.raises(UsageError, match=f"{library} is not installed") as caught:
        table.to_pandas() if library == "pandas" else table.to_polars()
    assert caught.value.hint == "install the extra: pip install 'credatlas[notebook]'"


def test_a_pandas_frame_of_no_rows_has_the_columns() -> None:
    pytest.importorskip("pandas", reason="install the extra: pip install 'credatlas[notebook]'")
    assert NOTHING.to_pandas().shape == (0, 2)
    assert list(NOTHING.to_pandas().columns) == ["offering", "price"]


def test_a_pandas_frame_holds_numbers_of_any_size() -> None:
    pytest.importorskip("pandas", reason="install the extra: pip install 'credatlas[notebook]'")
    assert list(one_cell(literal("1" + "0" * 30, "xsd:integer")).to_pandas()["x"]) == [10**30]


def test_a_polars_frame_has_one_type_per_column() -> None:
    polars = pytest.importorskip("polars", reason="install the extra: pip install 'credatlas[notebook]'")
    frame = Table.of(COLUMNS, MIXED).to_polars()
    assert frame.columns == list(COLUMNS)
    assert frame["count"].to_list() == [1, None]
    assert frame["count"].dtype == polars.Int64
    assert frame["price"].to_list() == [Decimal("8500.00"), Decimal(9000)]
    assert frame["day"].to_list() == [datetime.date(2025, 4, 14), None]
    assert frame["when"].to_list() == ["2025", "2025-04-14"]
    assert NOTHING.to_polars().columns == ["offering", "price"]


@pytest.mark.parametrize("text", ["1" * 60, "0." + "3" * 60])
def test_a_polars_frame_gives_numbers_that_it_cannot_hold_as_text(text: str) -> None:
    pytest.importorskip("polars", reason="install the extra: pip install 'credatlas[notebook]'")
    assert one_cell(literal(text, "xsd:decimal")).to_polars()["x"].to_list() == [text]


def test_a_notebook_shows_a_table_with_everything_escaped() -> None:
    table = Table.of(
        ("thing", "price"),
        [
            (SUMMER, literal("8500", "xsd:integer")),
            (ox.NamedNode("https://example.org/?a=1&b=2"), None),
            (ox.NamedNode("javascript:alert(1)"), None),
            (literal("<b>&"), None),
        ],
    )
    assert table._repr_html_() == (
        "<table><thead><tr><th>thing</th><th>price</th></tr></thead><tbody>"
        '<tr><td><span title="https://w3id.org/credatlas/id/offering/summer-2026">offering:summer-2026</span></td>'
        '<td style="text-align: right">8500</td></tr>'
        '<tr><td><a href="https://example.org/?a=1&amp;b=2" rel="noreferrer">https://example.org/?a=1&amp;b=2</a></td>'
        '<td style="text-align: right"></td></tr>'
        '<tr><td><span title="javascript:alert(1)">javascript:alert(1)</span></td>'
        '<td style="text-align: right"></td></tr>'
        '<tr><td>&lt;b&gt;&amp;</td><td style="text-align: right"></td></tr>'
        "</tbody></table>"
    )


def test_a_notebook_says_how_many_rows_it_left_out() -> None:
    table = Table.of(("n",), [(literal(str(number), "xsd:integer"),) for number in range(5)])
    assert html_table(table, limit=2).endswith("</table>\n<p>2 of 5 rows</p>")
    assert html_table(table, limit=2).count("<tr>") == 3
    assert "rows</p>" not in html_table(table, limit=5)


def test_a_notebook_shows_statements_as_rows() -> None:
    shown = Statements(b'<urn:s> <https://schema.org/name> "x<y" .\n')._repr_html_()
    assert shown == (
        "<table><thead><tr><th>subject</th><th>predicate</th><th>object</th></tr></thead><tbody>"
        '<tr><td><span title="urn:s">urn:s</span></td>'
        '<td><a href="https://schema.org/name" rel="noreferrer">schema:name</a></td><td>x&lt;y</td></tr>'
        "</tbody></table>"
    )
    assert "<th>graph</th>" in NAMED._repr_html_()
    assert "graph:facts" in NAMED._repr_html_()


# Start-up


def test_printing_an_ascii_table_imports_no_library_and_no_character_data() -> None:
    program = (
        "import sys\n"
        "from credatlas.results import Table\n"
        "from credatlas.formats import write_result\n"
        'table = Table(b\'{"head":{"vars":["a"]},"results":{"bindings":[]}}\')\n'
        "for name in ('table', 'json', 'jsonl', 'csv', 'tsv', 'xml', 'markdown'):\n"
        "    write_result(table, name, width=80)\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    heavy = {"prettytable", "wcwidth", "tabulate", "rich", "pandas", "polars", "html", "csv", "unicodedata", "textwrap"}
    assert set(done.stdout.split()) & heavy == set()

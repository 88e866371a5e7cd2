"""The lexer agrees with the engine, and nothing unsafe hides from the refusals."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credatlas.errors import QueryError
from credatlas.store import memory_store
from credatlas.tokens import (
    MAX_DEPTH,
    MAX_TOKENS,
    engine_proof,
    line_of,
    meaningful,
    refuse_unsafe,
    tokenize,
    unescape_codepoints,
)

EVIL = "<http://127.0.0.1:1/x>"  # the engine refuses port 1 by itself with OSError: nothing is ever sent


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in meaningful(text)]


def test_a_parameter_is_told_from_a_variable_a_string_an_iri_and_a_comment() -> None:
    text = "ASK { ?x <http://a/$y#z> '$s' ; a $p . # $c\n }"
    assert kinds(text) == [
        ("word", "ASK"),
        ("other", "{"),
        ("variable", "?x"),
        ("iri", "<http://a/$y#z>"),
        ("string", "'$s'"),
        ("other", ";"),
        ("word", "a"),
        ("parameter", "$p"),
        ("other", "."),
        ("other", "}"),
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('"a\\"b" x', '"a\\"b"'),
        ("'''it's ''fine''' x", "'''it's ''fine'''"),
        ('"""two\nlines""" x', '"""two\nlines"""'),
        ("<a?b> x", "<a?b>"),
        ("ex:a.b. x", "ex:a.b"),
        ("ex:a\\,b , x", "ex:a\\,b"),
        ("$na\u0308me x", "$na\u0308me"),
        ("?été x", "?été"),
        ("1.5e3 x", "1.5e3"),
        ("@en-GB x", "@en-GB"),
    ],
)
def test_the_first_token_ends_where_the_grammar_says(text: str, first: str) -> None:
    assert next(tokenize(text)).text == first


@given(st.text())
def test_the_tokens_add_up_to_the_text(text: str) -> None:
    assert "".join(token.text for token in tokenize(text)) == text


def test_lines_are_counted_from_one() -> None:
    assert [line_of("a\nb\nc", offset) for offset in (0, 1, 2, 4)] == [1, 1, 2, 3]


# Each of these reaches out on pyoxigraph 0.5.13 (or would on an engine that decodes escapes first).
HIDDEN_SERVICES = {
    "plain": f"ASK {{ SERVICE {EVIL} {{ ?s ?p ?o }} }}",
    "case": f"ASK {{ sErViCe {EVIL} {{ ?s ?p ?o }} }}",
    "no space": f"ASK{{SERVICE{EVIL}{{?s ?p ?o}}}}",
    "comment between": f"ASK {{ SERVICE#comment\n{EVIL} {{ ?s ?p ?o }} }}",
    "comment ended by a carriage return": f"ASK {{ #x\rSERVICE {EVIL} {{ ?s ?p ?o }} }}",
    "silent, glued": f"ASK {{ SERVICESILENT{EVIL} {{ ?s ?p ?o }} }}",
    "glued to a prefixed name": "PREFIX ex: <http://192.0.2.1/> ASK { SERVICEex:x { ?s ?p ?o } }",
    "glued to true": f"ASK {{ ?s ?p trueSERVICE{EVIL} {{ ?s ?p ?o }} }}",
    "glued to a number": f"ASK {{ ?s ?p 1SERVICE{EVIL} {{ ?s ?p ?o }} }}",
    "variable": "ASK { SERVICE ?x { ?s ?p ?o } }",
    "inside EXISTS": f"ASK {{ FILTER NOT EXISTS {{ SERVICE {EVIL} {{ ?s ?p ?o }} }} }}",
    "inside a sub-select": f"SELECT ?s {{ {{ SELECT ?s {{ SERVICE {EVIL} {{ ?s ?p ?o }} }} }} }}",
    "behind a long string with a bad escape": f'ASK{{VALUES ?x {{"""x"}} SERVICE {EVIL} {{}} # \\q """\n}}',
    "behind a long string with half a surrogate": f'ASK{{VALUES ?x {{"""x"}} SERVICE {EVIL} {{}} # \\uD800 """\n}}',
    "between escaped quotes": f'ASK{{VALUES ?x {{"\\u0022"}} SERVICE {EVIL} {{}} VALUES ?y {{"\\u0022"}} }}',
    "behind less-than read as an IRI": f"ASK{{FILTER(1<?b#>'''\n)SERVICE {EVIL} {{}} #'''\n}}",
    "inside what looks like an IRI": "ASK{FILTER(?a<?b)SERVICE?c{FILTER(?d>?e)}}",
    "escaped letters": f"ASK {{ SER\\u0056ICE {EVIL} {{ ?s ?p ?o }} }}",
    "long escapes": f"ASK {{ \\U00000053ERVICE {EVIL} {{ ?s ?p ?o }} }}",
    "a letter that looks alike": f"ASK {{ \u017fERVICE {EVIL} {{ ?s ?p ?o }} }}",
}


@pytest.mark.parametrize("text", HIDDEN_SERVICES.values(), ids=HIDDEN_SERVICES.keys())
def test_a_service_is_refused_wherever_it_hides(text: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        refuse_unsafe(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service ?p \"SERVICE\" ; a '''LOAD\nFROM''' } # SERVICE <http://x>",
        "PREFIX schema: <https://schema.org/> ASK { ?from schema:serviceType <https://example.org/service#from> }",
        "ASK { ?s ?p 'it\\'s SERVICE' FILTER(?a<?b && ?c>?d) }",
        "ASK { ?s <https://example.org/it's> ?o . ?s ?p 'SERVICE' }",
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/credatlas/graph/facts> { ?s ?p ?o }",
        "PREFIX graph: <https://w3id.org/credatlas/graph/> SELECT ?s FROM graph:facts FROM NAMED graph:claims { }",
    ],
)
def test_the_same_words_as_data_pass(text: str) -> None:
    refuse_unsafe(text)
    ox.Store().query(text)


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * FROM {EVIL} {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED {EVIL} {{ ?s ?p ?o }}",
        f"SELECT*FROMNAMED{EVIL}{{?s ?p ?o}}",
        "SELECT * FROM#\n<file:///etc/passwd> {}",
        "PREFIX graph: <http://192.0.2.1/> SELECT * FROM graph:facts {}",
        "PREFIXgraph:<http://192.0.2.1/>SELECT * FROM graph:facts {}",
        "prefix GRAPH: <https://w3id.org/credatlas/graph/> prefix graph: <http://192.0.2.1/> ASK FROM graph:facts {}",
        "PREFIX ex: <http://192.0.2.1/> SELECT * FROM ex:a {}",
        "PREFIX ex: <http://192.0.2.1/> SELECT*FROMex:a {}",
        "SELECT * FROM undeclared:x {}",
        "BASE <http://192.0.2.1/> SELECT * FROM <x> {}",
        "SELECT * FROM <https://w3id.org/credatlas/../evil> {}",
        "SELECT * FROM",
    ],
)
def test_only_layers_of_the_atlas_can_be_named_by_from(text: str) -> None:
    with pytest.raises(QueryError, match="FROM"):
        refuse_unsafe(text)


@pytest.mark.parametrize(
    "text",
    [
        f"LOAD {EVIL}",
        "PREFIX ex: <http://example.org/> INSERT DATA { ex:a ex:b ex:c }",
        "# a comment\nDELETE WHERE { ?s ?p ?o }",
        "WITH <http://a> DELETE { ?s ?p ?o } WHERE { SELECT ?s { ?s ?p ?o } }",
        "CLEAR ALL",
        "ASK {} ; DROP ALL",
        "define get:soft 'replace' SELECT * { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="reading surface"):
        refuse_unsafe(text)


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(QueryError) as caught:
        refuse_unsafe(f"ASK {{\n  # harmless\n  SERVICE {EVIL} {{}} }}")
    assert caught.value.place == "line 3"


@pytest.mark.parametrize("opener", ["{", "(", "[", "{(["])
def test_nesting_is_bounded(opener: str) -> None:
    with pytest.raises(QueryError, match="nests deeper"):
        refuse_unsafe("ASK " + opener * (MAX_DEPTH + 1))


def test_nesting_inside_what_may_be_an_iri_is_counted() -> None:
    with pytest.raises(QueryError, match="nests deeper"):
        refuse_unsafe("ASK { FILTER(?a <" + "(" * 3000 + ">1) }")


def test_brackets_in_strings_do_not_nest() -> None:
    refuse_unsafe("ASK { ?s ?p '" + "(" * 500 + "' }")


@pytest.mark.parametrize("chain", ["||?o", "+1", "*1", "&&?o"])
def test_a_chain_that_overflows_the_stack_is_refused(chain: str) -> None:
    with pytest.raises(QueryError, match="tokens"):
        refuse_unsafe("ASK { ?s ?p ?o FILTER(?o" + chain * 8000 + ") }")


NESTED = MAX_DEPTH - 2


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p ?o FILTER(?o" + "+1" * (MAX_TOKENS // 2 - 10) + ") }",
        "ASK {" + "MINUS{}" * (MAX_TOKENS // 3 - 10) + "}",
        "SELECT ?s { ?s ?p ?o } ORDER BY" + "(1)" * (MAX_TOKENS // 3 - 10),
        "ASK { FILTER(" + "STR(" * NESTED + "1" + ")" * NESTED + ") }",
    ],
    ids=["additions", "minus", "order", "calls"],
)
def test_what_passes_does_not_kill_the_engine(text: str) -> None:
    refuse_unsafe(text)
    program = "import sys, pyoxigraph; pyoxigraph.Store().query(sys.stdin.read()); print('alive')"
    done = subprocess.run(
        [sys.executable, "-c", program], input=text, text=True, capture_output=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "alive", done.stderr[-300:]


def test_a_long_query_is_refused() -> None:
    with pytest.raises(QueryError, match="64 KiB"):
        refuse_unsafe("ASK { ?s ?p '" + "ü" * 33_000 + "' }")


def test_an_escape_for_no_character_is_refused() -> None:
    with pytest.raises(QueryError, match="no character"):
        refuse_unsafe("ASK { ?s ?p '\\UFFFFFFFF' }")


def test_escapes_are_decoded_once() -> None:
    assert unescape_codepoints("\\u0053\\u005Cu0041") == "S\\u0041"


@pytest.mark.parametrize("value", ["\\u0022", "\\\\u0022", "\\U00000022", "\\\x7fu0022", "a\\"])
def test_an_engine_proof_literal_means_the_same_whether_escapes_are_decoded_first_or_not(value: str) -> None:
    text = engine_proof(str(ox.Literal(value)))
    for form in (text, unescape_codepoints(text)):
        assert [token.kind for token in tokenize(form)] == ["string"]
        answer = ox.Store().query(f"SELECT ({form} AS ?x) {{}}")
        assert isinstance(answer, ox.QuerySolutions)
        assert [solution["x"] for solution in answer] == [ox.Literal(value)]


QUAD = ox.Quad(ox.NamedNode("http://e/a"), ox.NamedNode("http://e/b"), ox.Literal(1))
FRAGMENTS = st.sampled_from(
    [
        *(
            "'",
            '"',
            "'''",
            '"""',
            "<",
            ">",
            "#",
            "\n",
            "\\",
            "\\q",
            "\\u0022",
            "\\u003C",
            "\\'",
            "?a",
            "1",
            "ex:",
            "a",
            " ",
        ),
        *("{", "}", "(", ")", "FILTER(", "VALUES ?v{", "<http://e/x>", "&&", "=", "true", ".", "@en", "^^", "SILENT"),
        *(f"SERVICE{EVIL}{{}}", "SERVICE ?zz{}"),
    ]
)


@given(st.lists(FRAGMENTS, max_size=14).map("".join))
def test_no_text_that_the_engine_takes_as_a_service_passes(middle: str) -> None:
    text = f"PREFIX ex: <http://192.0.2.1/> ASK {{ {middle} }}"
    try:
        refuse_unsafe(text)
    except QueryError:
        return
    # asking another endpoint would end in OSError or RuntimeError here
    with suppress(SyntaxError):
        memory_store([QUAD]).engine.query(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT (<bif:http_get>("http://x/") AS ?x) {}',
        'SELECT (<sql:f>("x") AS ?x) {}',
        'SELECT (<LONG::IRI_TO_ID>("x") AS ?x) {}',
        "PREFIX b: <bif:> SELECT (b:http_get('x') AS ?x) {}",
        "SELECT * { ?s :p ?o . SERVICE :x { ?a ?b ?c } }",
        "SELECT * FROM <http://e.org/> { ?s ?p ?from }",
        "PREFIX FROM: <http://e.org/> SELECT * FROM FROM:x { ?s ?p ?o }",
    ],
)
def test_a_short_query_is_looked_at_as_closely_as_a_long_one(text: str) -> None:
    with pytest.raises(QueryError):
        refuse_unsafe(text)
    with pytest.raises(QueryError):
        refuse_unsafe(text + " " * 4000)


@pytest.mark.parametrize(
    "text", ["SELECT ?from { ?s ca:recruitsFrom ?from ; ca:addService $load }", "ASK { :SERVICE :p 1 }"]
)
def test_variables_and_names_may_hold_any_word(text: str) -> None:
    refuse_unsafe(text)
    refuse_unsafe(text + " " * 4000)

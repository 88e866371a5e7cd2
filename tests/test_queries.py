"""Canned queries: the header, typed values, binding by token, the answer, the lint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credatlas.errors import AmbiguousError, CredatlasError, NotFoundError, QueryError, UsageError
from credatlas.queries import (
    Parameter,
    Query,
    bind,
    catalogue,
    choices,
    expected_diff,
    load,
    parse_values,
    read,
    run,
)
from credatlas.queries.linting import lint_query
from credatlas.results import Table
from credatlas.store import LocalStore, memory_store
from credatlas.terms import node, prologue
from credatlas.tokens import tokenize

GOOD = """\
#+ summary = "Offerings that cost at most a given amount"
#+ question = 2
#+ topic = "offerings"
#+
#+ [parameters.max_price]
#+ type = "decimal"
#+ description = "The most that one pays"
#+ example = 9000
#+
#+ [parameters.currency]
#+ type = "string"
#+ choices_from = "schema:priceCurrency"
#+ default = "USD"
#+ description = "ISO 4217 code"
#+ example = "USD"
#+
#+ [parameters.organization]
#+ type = "iri"
#+ class = "ca:Organization"
#+ description = "Who offers it"
#+ example = "hms"
#+
#+ [parameters.audiences]
#+ type = "concept"
#+ scheme = "audience"
#+ list = true
#+ description = "For whom"
#+ example = "executives"
#+
#+ [example]
#+ max_price = 9000
#+
#+ [[expected]]
#+ offering = "offering:cheap"
#+ price = "8500"
#+
#+ [[expected]]
#+ offering = "offering:unknown"

PREFIX ca: <https://w3id.org/credatlas/ontology#>
PREFIX schema: <https://schema.org/>

SELECT ?offering ?price
WHERE {
  ?offering a ca:ProgrammeOffering .
#if organization
  ?offering ca:isOfferedBy $organization .   # who
#endif
  OPTIONAL { ?offering ca:targetsAudience ?audience }
  FILTER(COALESCE(?audience IN ($audiences), true))
  OPTIONAL { ?offering schema:offers ?offer . ?offer schema:price ?price ; schema:priceCurrency ?unit }
  FILTER(COALESCE(?unit = $currency, true))
  FILTER(COALESCE(?price <= $max_price, true))
}
ORDER BY DESC(BOUND(?price)) ?offering
"""

DATA = """
GRAPH graph:facts {
  offering:cheap a ca:ProgrammeOffering ; schema:offers value:a ; ca:isOfferedBy organization:hms ;
    ca:targetsAudience audience:executives .
  offering:dear a ca:ProgrammeOffering ; schema:offers value:b ; ca:targetsAudience audience:clinicians .
  offering:unknown a ca:ProgrammeOffering ; ca:isOfferedBy organization:hms .
  value:a schema:price 8500 ; schema:priceCurrency "USD" . value:b schema:price 9500.5 ; schema:priceCurrency "USD" .
  value:c schema:price 1 ; schema:priceCurrency "EUR" .
  organization:hms a ca:Organization ; schema:name "Harvard Medical School"@en .
  organization:hsil a ca:Organization ; schema:name "Harvard Health Systems Innovation Lab"@en .
}
GRAPH graph:vocabulary {
  audience:executives a skos:Concept ; skos:inScheme <https://w3id.org/credatlas/vocab/audience> ;
    skos:prefLabel "Healthcare executives"@en ; skos:altLabel "C-suite"@en ; skos:hiddenLabel "execs"@en .
  audience:clinicians a skos:Concept ; skos:inScheme <https://w3id.org/credatlas/vocab/audience> ;
    skos:prefLabel "Clinicians"@en .
  topic:executives a skos:Concept ; skos:inScheme <https://w3id.org/credatlas/vocab/topic> ;
    skos:prefLabel "Executives"@en .
}
"""
Make = Callable[[str], Query]


@pytest.fixture(scope="module")
def store() -> LocalStore:
    prefixes = prologue().replace("PREFIX", "@prefix").replace(">\n", "> .\n")
    return memory_store(ox.parse((prefixes + DATA).encode(), format=ox.RdfFormat.TRIG))


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make_query(text: str) -> Query:
        path = tmp_path / "offerings-by-price.rq"
        path.write_text(text, encoding="utf-8")
        return read(path)

    return make_query


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Query:
    path = tmp_path_factory.mktemp("queries") / "offerings-by-price.rq"
    path.write_text(GOOD, encoding="utf-8")
    return read(path)


def with_parameter(body: str, **keys: Any) -> str:
    """A file with one parameter ``p`` and the given body."""
    declared = "".join(f"#+ {key} = {value}\n" for key, value in keys.items())
    head = '#+ summary = "A test"\n#+ topic = "tests"\n#+ expected = []\n'
    return f'{head}#+ [parameters.p]\n{declared}#+ description = "p"\n#+ [example]\n#+ p = "1"\n{body}\n'


# the header


def test_the_header_becomes_data(good: Query) -> None:
    assert (good.name, good.questions, good.topic) == ("offerings-by-price", (2,), "offerings")
    assert [parameter.option for parameter in good.parameters] == [
        "--max-price",
        "--currency",
        "--organization",
        "--audiences",
    ]
    assert good.example == {"max_price": "9000"}
    assert good.expected == ({"offering": "offering:cheap", "price": "8500"}, {"offering": "offering:unknown"})
    assert good.command() == "credatlas query offerings-by-price --max-price 9000"
    assert good.to_dict()["parameters"][1]["default"] == "USD"


def test_the_file_is_sparql_by_itself(good: Query) -> None:
    ox.Store().query(good.text)


def test_an_unknown_query_names_the_nearest(good: Query) -> None:
    with pytest.raises(NotFoundError, match="did you mean offerings-by-price"):
        load(good.path.parent, "offering-by-price")
    with pytest.raises(NotFoundError, match="credatlas queries"):
        load(good.path.parent, "nothing")
    with pytest.raises(NotFoundError):
        load(good.path.parent, f"../{good.path.parent.name}/offerings-by-price")
    assert [query.name for query in catalogue(good.path.parent)] == ["offerings-by-price"]
    assert load(good.path.parent, "offerings-by-price") == good


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('#+ topic = "offerings"', "#+ topic = offerings", 3, "not TOML"),
        ('#+ topic = "offerings"', '#+ topik = "offerings"', 3, "did you mean topic"),
        ("#+ question = 2", '#+ question = "2"', 2, "'question' cannot be a text"),
        ('#+ type = "decimal"', '#+ type = "decimel"', 6, "did you mean decimal"),
        ('#+ type = "decimal"', '#+ typ = "decimal"', 6, "did you mean type"),
        ('#+ scheme = "audience"\n', "", 23, "does not name its scheme"),
        ('#+ scheme = "audience"', '#+ scheme = "audience> ?s } #"', 23, "does not name its scheme"),
        ("#+ question = 2", "#+ question = " + "[" * 2000 + "]" * 2000, 38, "not TOML"),
        ("[parameters.max_price]", "[parameters.maxPrice]", 5, "lower-case words joined by _"),
        ("[parameters.max_price]", "[parameters.limit]", 5, "is an option of its own"),
        ("#+ list = true", '#+ list = "yes"', 26, "write true or false"),
    ],
)
def test_a_wrong_header_is_refused_with_its_line(make: Make, old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        make(GOOD.replace(old, new, 1))
    assert caught.value.place.endswith(f"offerings-by-price.rq:{line}")
    assert said in str(caught.value)


# values


@pytest.mark.parametrize(
    ("kind", "given_value", "term"),
    [
        ("integer", "007", '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("integer", -3, '"-3"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("decimal", "9000", '"9000"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("decimal", Decimal("1E+3"), '"1000"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("decimal", 8.5, '"8.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("decimal", ox.Literal(8500), '"8500"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("date", "2025-04-14", '"2025-04-14"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("date", date(2025, 4, 14), '"2025-04-14"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("date", datetime(2025, 4, 14, 9, tzinfo=UTC), '"2025-04-14"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("string", 'say "x"', '"say \\"x\\""'),
    ],
)
def test_a_value_becomes_a_typed_literal(store: LocalStore, make: Make, kind: str, given_value: Any, term: str) -> None:
    query = make(with_parameter("SELECT ($p AS ?x) {}", type=f'"{kind}"'))
    assert str(parse_values(store, query, {"p": given_value})["p"]) == term


def test_today_is_a_date(store: LocalStore, make: Make) -> None:
    query = make(with_parameter("SELECT ($p AS ?x) {}", type='"date"', default='"today"'))
    assert parse_values(store, query, {})["p"] == ox.Literal(date.today().isoformat(), datatype=node("xsd:date"))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "cheap"),
        ("integer", "1.5"),
        ("integer", "9" * 30),
        ("integer", True),
        ("integer", "\u0661"),
        ("decimal", "9,000"),
        ("decimal", "1e3"),
        ("decimal", "NaN"),
        ("decimal", float("nan")),
        ("decimal", ""),
        ("decimal", "$9000"),
        ("date", "2025-02-30"),
        ("date", "14.4.2025"),
        ("date", "20250414"),
        ("string", "\ud800"),
        ("string", object()),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_its_option(
    store: LocalStore, make: Make, kind: str, value: Any
) -> None:
    query = make(with_parameter("SELECT ($p AS ?x) {}", type=f'"{kind}"', example='"7"'))
    with pytest.raises(UsageError) as caught:
        parse_values(store, query, {"p": value})
    assert caught.value.place == "--p"
    assert caught.value.exit_code == 2
    assert "for example --p 7" in caught.value.hint


def test_separators_in_a_number_are_explained(store: LocalStore, good: Query) -> None:
    with pytest.raises(UsageError, match="without separators"):
        parse_values(store, good, {"max_price": "9,000"})


def test_an_unknown_parameter_names_the_nearest(store: LocalStore, good: Query) -> None:
    with pytest.raises(UsageError, match="did you mean --max-price"):
        parse_values(store, good, {"max_prize": 1})


def test_a_missing_required_parameter_is_refused(store: LocalStore, make: Make) -> None:
    query = make(with_parameter("SELECT ($p AS ?x) {}", type='"integer"', required="true", example="7"))
    for given_values in ({}, {"p": None}):
        with pytest.raises(UsageError, match="needs --p"):
            parse_values(store, query, given_values)
    with pytest.raises(UsageError, match="needs --p"):
        bind(query, {})


@pytest.mark.parametrize(
    "typed",
    [
        "executives",
        "audience:executives",
        "https://w3id.org/credatlas/vocab/audience#executives",
        "Healthcare executives",
        "c-suite",
        "EXECS",
        "health exec",
        node("audience:executives"),
    ],
)
def test_a_concept_is_found_by(store: LocalStore, good: Query, typed: Any) -> None:
    assert parse_values(store, good, {"audiences": [typed]})["audiences"] == (node("audience:executives"),)


def test_a_concept_that_does_not_exist_gives_the_choices(store: LocalStore, good: Query) -> None:
    with pytest.raises(NotFoundError) as caught:
        parse_values(store, good, {"audiences": "astronauts"})
    assert caught.value.hint == "choose one of clinicians, executives"
    with pytest.raises(NotFoundError, match=r"“Clinicians” \(audience:clinicians\)"):
        parse_values(store, good, {"audiences": "clinicans"})


def test_a_concept_of_another_scheme_is_refused(store: LocalStore, good: Query) -> None:
    with pytest.raises(UsageError, match="topic:executives is of the kind topic, not audience"):
        parse_values(store, good, {"audiences": "topic:executives"})


def test_a_thing_is_found_by_its_name_and_an_ambiguous_one_is_not_guessed(store: LocalStore, good: Query) -> None:
    assert parse_values(store, good, {"organization": "harvard med"})["organization"] == node("organization:hms")
    with pytest.raises(AmbiguousError) as caught:
        parse_values(store, good, {"organization": "harvard"})
    assert caught.value.place == "--organization"
    assert [identifier for identifier, _ in caught.value.choices] == ["organization:hms", "organization:hsil"]


def test_choices_of_the_graph_are_checked_and_case_is_forgiven(store: LocalStore, good: Query) -> None:
    assert parse_values(store, good, {"currency": "eur"})["currency"] == ox.Literal("EUR")
    with pytest.raises(UsageError, match="choose one of EUR, USD"):
        parse_values(store, good, {"currency": "CHF"})


def test_choices_may_come_from_a_select(store: LocalStore, make: Make) -> None:
    chosen = '"SELECT DISTINCT ?v { ?s schema:priceCurrency ?v } ORDER BY ?v"'
    query = make(with_parameter("SELECT ($p AS ?x) {}", type='"string"', choices_from=chosen))
    assert choices(store, query.parameters[0]) == [("EUR", "EUR"), ("USD", "USD")]
    assert parse_values(store, query, {"p": "USD"})["p"] == ox.Literal("USD")
    broken = make(with_parameter("SELECT ($p AS ?x) {}", type='"string"', choices_from='"SELECT {"'))
    with pytest.raises(QueryError, match="choices_from of p"):
        parse_values(store, broken, {"p": "USD"})


def test_fixed_choices_are_checked(store: LocalStore, make: Make) -> None:
    query = make(with_parameter("SELECT ($p AS ?x) {}", type='"string"', choices='["up", "down"]'))
    assert choices(store, query.parameters[0]) == [("up", "up"), ("down", "down")]
    with pytest.raises(UsageError, match="choose one of up, down"):
        parse_values(store, query, {"p": "sideways"})


def test_choices_of_things_and_concepts_have_labels(store: LocalStore, good: Query) -> None:
    _, _, organization, audiences = good.parameters
    assert choices(store, organization) == [
        ("organization:hms", "Harvard Medical School"),
        ("organization:hsil", "Harvard Health Systems Innovation Lab"),
    ]
    assert choices(store, audiences)[1] == ("audience:executives", "Healthcare executives")
    assert choices(store, Parameter("p", "string")) == []


def test_several_values_for_one_are_refused(store: LocalStore, good: Query) -> None:
    with pytest.raises(UsageError, match="takes one value, not 2"):
        parse_values(store, good, {"max_price": [1, 2]})


# binding and running


def offerings(table: Table) -> list[str]:
    return [str(row[0]).rpartition("/")[2].rstrip(">") for row in table]


def test_the_example_call_gives_the_expected_rows(store: LocalStore, good: Query) -> None:
    assert expected_diff(good, run(store, good, good.example)) == ""


def test_parameters_left_out_filter_nothing(store: LocalStore, good: Query) -> None:
    assert offerings(run(store, good)) == ["cheap", "dear", "unknown"]
    assert offerings(run(store, good, max_price=None, audiences=[])) == ["cheap", "dear", "unknown"]


def test_a_block_counts_only_with_its_parameter(store: LocalStore, good: Query) -> None:
    assert offerings(run(store, good, organization="hms")) == ["cheap", "unknown"]


def test_a_list_is_any_of_its_values(store: LocalStore, good: Query) -> None:
    assert offerings(run(store, good, audiences="execs")) == ["cheap", "unknown"]
    assert offerings(run(store, good, audiences=["execs", "clinicians"])) == ["cheap", "dear", "unknown"]


def test_a_limit_belongs_to_the_run(store: LocalStore, good: Query) -> None:
    assert offerings(run(store, good, limit=1)) == ["cheap"]
    assert offerings(run(store, good, limit=0)) == []


UNSET = {
    "filter": ("?s ?q ?x FILTER(COALESCE(?x <= $p, true))", [5, 50]),
    "filter in optional": ("?s ?q ?y OPTIONAL { ?s ?q ?x FILTER(COALESCE(?x <= $p, true)) }", [5, 50]),
    "sub-select": ("{ SELECT ?x { ?s ?q ?x FILTER(COALESCE(?x <= $p, true)) } }", [5, 50]),
    "not exists": ("?s ?q ?x FILTER NOT EXISTS { ?s ?q ?z FILTER(COALESCE(?z > $p, false)) }", [5, 50]),
    "union": ("{ ?s ?q ?x FILTER(COALESCE(?x <= $p, true)) } UNION { ?s ?none $s1 FILTER(false) }", [5, 50]),
    "bind": ("?s ?q ?y BIND(COALESCE($p, 7) AS ?x)", [7, 7]),
    "default inside": ("?s ?q ?x FILTER(?x <= COALESCE($p, 10))", [5]),
    "in": ("?s ?q ?x FILTER(COALESCE(?x IN ($p), true))", [5, 50]),
}


@pytest.mark.parametrize(("pattern", "rows"), UNSET.values(), ids=UNSET.keys())
def test_a_parameter_left_out_makes_its_expression_err(make: Make, pattern: str, rows: list[int]) -> None:
    numbers = memory_store(
        ox.Quad(ox.NamedNode(f"http://e/{n}"), ox.NamedNode("http://e/p"), ox.Literal(n)) for n in (5, 50)
    )
    query = make(with_parameter(f"SELECT ?x {{ {pattern} }} ORDER BY ?x", type='"integer"'))
    assert [row[0] for row in run(numbers, query)] == [ox.Literal(number) for number in rows]


def test_the_variable_of_a_missing_value_is_nobody_elses(make: Make) -> None:
    query = make(
        with_parameter("SELECT ?unset_p { BIND(1 AS ?unset_p) FILTER(COALESCE($p = 2, true)) }", type='"integer"')
    )
    assert len(run(memory_store(), query)) == 1


def test_only_tokens_are_replaced_and_lines_stay(make: Make) -> None:
    body = "# $p\nSELECT ?x {\n  BIND('$p' AS ?x)\n#if p\n  FILTER($p = 1)\n#endif\n  FILTER(<http://e/$p> != $p2)\n}"
    query = make(with_parameter(body, type='"integer"'))
    bound = bind(query, {"p": ox.Literal(1)})
    assert bound.count("\n") == query.text.count("\n")
    assert "'$p'" in bound and "<http://e/$p>" in bound and "# $p" not in bound
    dropped = bind(query, {})
    assert "FILTER($p" not in dropped and dropped.count("\n") == query.text.count("\n")


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("SELECT ?x {\n#if p\n}", 10, "#if without #endif"),
        ("SELECT ?x {\n#endif\n}", 10, "#endif without #if"),
        ("SELECT ?x {\n#if p\n#if p\n#endif\n}", 11, "blocks do not nest"),
        ("SELECT ?x {\n#if\n#endif\n}", 10, "#if without a parameter"),
        ("SELECT ?x { #if p\n#endif\n}", 9, "stands behind other text"),
    ],
)
def test_a_broken_block_is_refused_with_its_line(make: Make, body: str, line: int, said: str) -> None:
    query = make(with_parameter(body, type='"integer"'))
    with pytest.raises(QueryError, match=said) as caught:
        bind(query, {})
    assert caught.value.place == f"{query.path}:{line}"
    assert any(problem.line == line and said in problem.message for problem in lint_query(query))


def test_a_query_that_fails_in_the_engine_names_its_file(store: LocalStore, make: Make) -> None:
    query = make(with_parameter("SELECT ?x {\n  FILTERR(1)\n}", type='"integer"'))
    with pytest.raises(QueryError) as caught:
        run(store, query)
    assert str(query.path) in caught.value.place


ECHO = '#+ summary = "Echo"\n#+ [parameters.p]\n#+ type = "string"\nSELECT ($p AS ?x) { BIND("$p" AS ?y) } # $p\n'


NASTY = ("\\u0022", "'''", '"} #', "\\", "$p", "?unset_p", "\n#endif\n", "\\U00000022 . }")
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(TEXTS | st.lists(st.sampled_from(NASTY) | TEXTS).map("".join))
def test_no_text_changes_the_shape_of_a_query(good: Query, value: str) -> None:
    query = Query(
        **{name: getattr(good, name) for name in Query.__slots__}
        | {"body": ECHO, "parameters": (Parameter("p", "string"),)}
    )
    bound = bind(query, parse_values(memory_store(), query, {"p": value}))
    plain = bind(query, {"p": ox.Literal("x")})
    assert [token.kind for token in tokenize(bound)] == [token.kind for token in tokenize(plain)]
    answer = ox.Store().query(bound)
    assert isinstance(answer, ox.QuerySolutions)
    assert [solution["x"] for solution in answer] == [ox.Literal(value)]


@given(st.text())
def test_no_text_gets_past_the_resolving_of_names(good: Query, value: str) -> None:
    empty = memory_store()
    for name in ("organization", "audiences"):
        with pytest.raises(CredatlasError):
            parse_values(empty, good, {name: value or "x", "currency": None})


# comparing


def table(*rows: tuple[str, int | None]) -> Table:
    return Table.of(
        ["offering", "price"], [(node(name), None if price is None else ox.Literal(price)) for name, price in rows]
    )


def test_equal_rows_have_no_difference(good: Query) -> None:
    assert expected_diff(good, table(("offering:cheap", 8500), ("offering:unknown", None))) == ""


def test_a_changed_cell_shows_both_rows(good: Query) -> None:
    assert expected_diff(good, table(("offering:cheap", 9000), ("offering:unknown", None))).split("\n") == [
        "offerings-by-price: 1 expected row is missing, 1 row is not expected",
        '- offering = "offering:cheap"  price = "8500"',
        '+ offering = "offering:cheap"  price = "9000"',
        '  offering = "offering:unknown"',
    ]


def test_a_changed_order_is_told_apart(good: Query) -> None:
    turned = table(("offering:unknown", None), ("offering:cheap", 8500))
    assert "their order is not" in expected_diff(good, turned)
    fields = {name: getattr(good, name) for name in Query.__slots__} | {"ordered": False}
    assert expected_diff(Query(**fields), turned) == ""
    assert expected_diff(Query(**fields), table(("offering:cheap", 8500))).split("\n") == [
        "offerings-by-price: 1 expected row is missing, 0 rows are not expected",
        '- offering = "offering:unknown"',
    ]


def test_a_column_that_the_answer_does_not_have_is_named(good: Query) -> None:
    assert "has no column price; it has offering" in expected_diff(good, Table.of(["offering"], []))


# the lint


def test_a_good_query_has_no_finding(good: Query) -> None:
    assert [str(problem) for problem in lint_query(good)] == []


BAD_FILES = {
    "no summary": ('#+ summary = "Offerings that cost at most a given amount"\n', "", 1, "no summary"),
    "full stop": ("a given amount", "a given amount.", 1, "without a full stop"),
    "no topic": ('#+ topic = "offerings"\n', "", 1, "no topic"),
    "unknown layer": ("#+ question = 2", '#+ reads = ["clams"]', 2, "did you mean claims"),
    "no description": ('#+ description = "ISO 4217 code"\n', "", 10, "'currency' has no description"),
    "wrong example": ("#+ max_price = 9000\n", '#+ max_price = "cheap"\n', 31, "“cheap” is not a number"),
    "unknown example": ("#+ max_price = 9000\n", "#+ max_prize = 9000\n", 30, "did you mean max_price"),
    "wrong default": ('#+ default = "USD"', "#+ required = true\n#+ default = 1", 10, "is required and has a default"),
    "unknown scheme": ('scheme = "audience"', 'scheme = "audiences"', 25, "did you mean audience"),
    "unknown class": ('class = "ca:Org', 'class = "cca:Org', 19, "no prefix of the house"),
    "class on a number": ('#+ type = "decimal"', '#+ type = "decimal"\n#+ class = "ca:X"', 5, "class is for"),
    "unknown column": ('#+ price = "8500"', '#+ prize = "8500"', 1, "the column 'prize'"),
    "foreign prefix": ("PREFIX schema: <https:", "PREFIX schema: <http:", 41, "the house has <https://schema.org/>"),
    "own prefix": ("PREFIX schema:", "PREFIX s:", 41, "the house writes schema:"),
    "unused prefix": ("PREFIX schema", "PREFIX bibo: <http://purl.org/ontology/bibo/>\nPREFIX schema", 41, "not used"),
    "select star": ("SELECT ?offering ?price", "SELECT *", 43, "name the columns"),
    "ask": ("SELECT ?offering ?price\nWHERE", "ASK", 43, "not ASK"),
    "undeclared": ("$max_price", "$max_prise", 53, "did you mean max_price"),
    "unused": ("FILTER(COALESCE(?price <= $max_price, true))", "", 5, "'max_price' is not used"),
    "one variable": ("?unit = $currency", "?currency = $currency", 52, "are one variable"),
    "optional alone": ("COALESCE(?price <= $max_price, true)", "?price <= $max_price", 53, "is optional"),
    "in BOUND": ("?price <= $max_price", "BOUND($max_price)", 53, "cannot stand in BOUND"),
    "in VALUES": ("?offering a ca:P", "VALUES ?v { $max_price } ?offering a ca:P", 45, "in VALUES"),
    "in a projection": ("SELECT ?offering ?price", "SELECT ?offering $max_price ?price", 43, "in a projection"),
    "after AS": ("SELECT ?offering ?price", "SELECT ?offering (1 AS $max_price)", 43, "after AS"),
    "limit": ("?offering\n", "?offering LIMIT $max_price\n", 55, "after LIMIT"),
    "outer limit": ("ORDER BY DESC", "LIMIT 5 #", 55, "LIMIT at the outermost level"),
    "outer values": ("(?price)) ?offering\n", "(?price)) ?offering VALUES ?z { 1 }\n", 55, "VALUES at the outermost"),
    "order": ("ORDER BY DESC(BOUND(?price))", "ORDER BY $max_price", 55, "bare in GROUP BY"),
    "path": ("ca:isOfferedBy $organization", "ca:isOfferedBy+ $organization", 47, "use the closure"),
    "bracketed path": ("ca:isOfferedBy $organ", "(ca:isOfferedBy|ca:x)* $organ", 47, "use the closure"),
    "path of a parameter": (
        "?offering ca:isOfferedBy $organization",
        "?offering $organization/ca:x ?y",
        47,
        "in a property path",
    ),
    "list outside IN": ("?audience IN ($audiences)", "?audience = $audiences", 50, "write IN ($names)"),
    "two groupings": (
        "ORDER BY DESC",
        "GROUP BY ?offering ?price HAVING (EXISTS { SELECT ?z { ?z ?y ?x } GROUP BY ?z }) ORDER BY DESC",
        55,
        "second GROUP BY",
    ),
    "from": ("\nWHERE {", "\nFROM <https://w3id.org/credatlas/graph/facts>\nWHERE {", 44, "leave it out"),
    "service": ("?offering a ca:P", "SERVICE <http://x/> {} ?offering a ca:P", 45, "refused"),
    "block of nobody": ("#if organization", "#if organisation", 46, "did you mean organization"),
    "block that never drops": ("#if organization", "#if currency", 46, "never drops out"),
    "syntax": ("OPTIONAL { ?offering ca:t", "OPTIONALL { ?offering ca:t", 49, "does not parse"),
}


@pytest.mark.parametrize(("old", "new", "line", "said"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_the_lint_finds(make: Make, old: str, new: str, line: int, said: str) -> None:
    assert old in GOOD
    problems = lint_query(make(GOOD.replace(old, new, 1)))
    assert [problem.line for problem in problems if said in problem.message] == [line], [str(p) for p in problems]


def test_no_expected_rows_and_no_example_are_found(make: Make) -> None:
    bare = make('#+ summary = "x"\n#+ topic = "t"\nSELECT ?x { BIND(1 AS ?x) }\n')
    assert [problem.message for problem in lint_query(bare)] == [
        "the header has no expected rows: add [[expected]] tables, or expected = []"
    ]
    query = make(with_parameter("SELECT ($p AS ?x) {}", type='"integer"', example="1", required="true"))
    assert lint_query(query) == []
    without = make(query.text.replace('#+ [example]\n#+ p = "1"\n', ""))
    assert {problem.message for problem in lint_query(without)} == {
        "the example does not give 'p', which is required",
        "the header has no example call: add an [example] table",
    }


def test_sums_and_counts_are_no_paths(make: Make) -> None:
    body = (
        "SELECT (COUNT(*) AS ?n) (SUM(?x * 2 + 1) AS ?y)\nWHERE { ?s ?q ?x , +5 , -1 FILTER(?x * (?x + 1) > 0) "
        "BIND(COUNT_ * 2 AS ?z) }".replace("COUNT_", "?x")
    )
    query = make(f'#+ summary = "x"\n#+ topic = "t"\n#+ expected = []\n{body}\n')
    assert [str(problem) for problem in lint_query(query)] == []


def test_a_syntax_error_is_told_in_few_words(make: Make) -> None:
    problems = lint_query(make(GOOD.replace("?offering a ca:P", "?offering a a ca:P")))
    (problem,) = (problem for problem in problems if "parse" in problem.message)
    assert problem.line == 45
    assert "expected one of" not in problem.message
    assert len(problem.message) < 160


def test_a_query_file_that_changes_is_read_again(project: Path) -> None:
    file = project / "queries/offerings-by-price.rq"
    summary = "Offerings that cost at most a given amount, or do not say what they cost"
    assert load(project / "queries", "offerings-by-price").summary == summary
    file.write_text(file.read_text().replace(summary, "What is cheap enough"))
    assert load(project / "queries", "offerings-by-price").summary == "What is cheap enough"

"""Each cell of an answer opens to the statements it rests on, and these give the answer again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.errors import QueryError
from credatlas.evidence import (
    Lineage,
    derive,
    evidence_document,
    footnotes,
    lineage_cache,
    lineage_of,
    supports,
)
from credatlas.evidence.flattening import flatten
from credatlas.evidence.model import CellEvidence, RowEvidence
from credatlas.evidence.sufficiency import is_sufficient, vocabulary_quads
from credatlas.evidence.supporting import constant
from credatlas.queries import Bound, Query, bind, read
from credatlas.results import Table
from credatlas.store import LocalStore, memory_store
from credatlas.terms import PREFIXES, Term, node, show

ROOT = Path(__file__).parent.parent
HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
HOUSE = ("ca", "schema", "org", "mode", "rdf", "skos")
PROLOGUE = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("ca", "schema", "org", "mode", "rdf", "skos")
)

FACTS = {
    "c1": "offering:one a ca:Offering",
    "c2": "offering:two a ca:Offering",
    "c3": "offering:one schema:offers value:cheap",
    "c4": "offering:two schema:offers value:cheap",
    "c5": "offering:one ca:isOfferingOf programme:p",
    "c6": "offering:two ca:isOfferingOf programme:p",
    "c7": "programme:p ca:isOfferedBy organization:school",
    "c8": 'organization:school schema:name "The School"@en',
    "c9": 'offering:one schema:startDate "2025-04-14"^^xsd:date',
    "c10": "session:s ca:isSessionOf offering:one",
    "c11": "session:s ca:hasModality mode:online",
    "c12": "organization:school org:subOrganizationOf organization:university",
    "c13": 'organization:university schema:name "The University"@en',
}


def world() -> LocalStore:
    claims = "".join(
        f"claim:{name} a ca:Claim ; rdf:subject {s} ; rdf:predicate {'rdf:type' if p == 'a' else p} ; rdf:object {o} ;"
        " ca:claimedBy source:x ; ca:statedOn '2025-04-15'^^xsd:date ;"
        " ca:hasEvidence <https://w3id.org/credatlas/id/source/x#all> .\n"
        for name, (s, p, o) in ((name, fact.split(" ", 2)) for name, fact in FACTS.items())
    )
    facts = "".join(f"{fact} .\n" for fact in FACTS.values())
    trig = f"""{HEADER}
graph:facts {{ {facts} value:cheap a ca:Price ; schema:price 100 ; schema:priceCurrency "EUR" . }}
graph:claims {{ {claims} }}
graph:sources {{
  source:x a ca:SourceSnapshot ; ca:reliability rel:press ; schema:datePublished "2025-04-15"^^xsd:date .
  <https://w3id.org/credatlas/id/source/x#all> a ca:Passage ; oa:hasSource source:x ;
    ca:startOffset 5 ; ca:endOffset 9 .
}}
graph:inferred {{ organization:school a ca:Organization . }}
graph:vocabulary {{ ca:isOfferedBy rdfs:range ca:Organization . mode:online skos:prefLabel "online"@en . }}
"""
    return memory_store(ox.parse(trig, format=ox.RdfFormat.TRIG))


@pytest.fixture(scope="module")
def store() -> LocalStore:
    return world()


def evidence(store: LocalStore, body: str, values: dict[str, Bound] | None = None) -> tuple[Table, list[RowEvidence]]:
    from credatlas.queries.binding import bind_text

    lineage = derive(PROLOGUE + body)
    assert lineage.missing == ()
    table = store.select(bind_text(PROLOGUE + body, values or {}))
    return table, supports(store, lineage, table, values)


def statements(cell: CellEvidence) -> list[str]:
    return sorted(" ".join(show(term) for term in support.triple) for support in cell.supports)


def claims(cell: CellEvidence) -> set[str]:
    return {show(view.claim) for view in cell.claims()}


def cells(row: RowEvidence) -> dict[str, CellEvidence]:
    return {cell.column: cell for cell in row.cells}


# which statements a cell rests on


PRICES = """SELECT ?offering ?price ?date WHERE {
  ?offering a ca:Offering .
  OPTIONAL { ?offering schema:offers ?o . ?o schema:price ?price }
  OPTIONAL { ?offering schema:startDate ?date }
} ORDER BY ?offering"""


def test_each_cell_has_its_own_claims(store: LocalStore) -> None:
    _, rows = evidence(store, PRICES)
    assert {name: claims(cell) for name, cell in cells(rows[0]).items()} == {
        "offering": {"claim:c1"},
        "price": {"claim:c3"},
        "date": {"claim:c9"},
    }


def test_an_unbound_cell_rests_on_nothing(store: LocalStore) -> None:
    table, rows = evidence(store, PRICES)
    assert table.rows[1][2] is None
    assert cells(rows[1])["date"].supports == ()


def test_a_part_of_a_value_rests_on_the_claim_of_the_link_in_its_own_row(store: LocalStore) -> None:
    _, rows = evidence(store, PRICES)
    assert statements(cells(rows[1])["price"]) == [
        "offering:two schema:offers value:cheap",
        "value:cheap schema:price 100",
    ]
    assert claims(cells(rows[1])["price"]) == {"claim:c4"}


def test_a_value_without_its_link_rests_on_every_link_to_it(store: LocalStore) -> None:
    _, rows = evidence(store, "SELECT ?price { ?o schema:price ?price }")
    assert claims(cells(rows[0])["price"]) == {"claim:c3", "claim:c4"}


def test_links_through_things_that_are_no_column_are_followed(store: LocalStore) -> None:
    body = """SELECT ?offering ?name { ?offering a ca:Offering ; ca:isOfferingOf ?p .
      ?p ca:isOfferedBy ?org . ?org schema:name ?name } ORDER BY ?offering"""
    _, rows = evidence(store, body)
    assert claims(cells(rows[0])["offering"]) == {"claim:c1"}
    assert claims(cells(rows[0])["name"]) == {"claim:c5", "claim:c7", "claim:c8"}


def test_a_test_on_something_else_supports_the_thing_it_was_made_for(store: LocalStore) -> None:
    _, rows = evidence(store, "SELECT ?offering { ?s ca:isSessionOf ?offering ; ca:hasModality mode:online }")
    assert claims(cells(rows[0])["offering"]) == {"claim:c10", "claim:c11"}


def test_a_parameter_is_put_into_the_pattern(store: LocalStore) -> None:
    body = "SELECT ?offering { ?offering ca:isOfferingOf $programme } ORDER BY ?offering"
    _, rows = evidence(store, body, {"programme": node("programme:p")})
    assert claims(cells(rows[0])["offering"]) == {"claim:c5"}


def test_a_list_parameter_stands_for_each_of_its_values(store: LocalStore) -> None:
    body = "SELECT ?s { ?s ca:isOfferingOf $things }"
    _, rows = evidence(store, body, {"things": (node("programme:p"),)})
    assert {frozenset(claims(cells(row)["s"])) for row in rows} == {frozenset({"claim:c5"}), frozenset({"claim:c6"})}


def test_a_block_that_dropped_out_supports_nothing(store: LocalStore) -> None:
    body = """SELECT ?offering {
      ?offering a ca:Offering .
      #if programme
      ?offering ca:isOfferingOf $programme .
      #endif
    } ORDER BY ?offering"""
    assert claims(cells(evidence(store, body)[1][0])["offering"]) == {"claim:c1"}
    given = evidence(store, body, {"programme": node("programme:p")})[1]
    assert claims(cells(given[0])["offering"]) == {"claim:c1", "claim:c5"}


def test_the_arm_of_a_union_that_did_not_match_supports_nothing(store: LocalStore) -> None:
    body = """SELECT ?x ?name { { ?x ca:isOfferedBy ?org . ?org schema:name ?name }
      UNION { ?x schema:name ?name } } ORDER BY ?x"""
    table, rows = evidence(store, body)
    assert [show(row[0]) for row in table.rows] == ["organization:school", "organization:university", "programme:p"]
    assert [claims(cells(row)["name"]) for row in rows] == [{"claim:c8"}, {"claim:c13"}, {"claim:c7", "claim:c8"}]


def test_a_column_that_each_arm_of_a_union_gives_in_its_own_way_rests_on_the_arm_that_matched(
    store: LocalStore,
) -> None:
    body = """SELECT ?x ?date {
      { ?run ca:isOfferingOf $programme . BIND(?run AS ?x) }
      UNION { ?run ca:isOfferingOf $programme . ?session ca:isSessionOf ?run . BIND(?session AS ?x) }
      UNION { ?x ca:isOfferedBy ?org . FILTER(?x = $programme) }
      OPTIONAL { ?x schema:startDate ?date }
    } ORDER BY ?x"""
    table, rows = evidence(store, body, {"programme": node("programme:p")})
    assert [show(row[0]) for row in table.rows] == ["offering:one", "offering:two", "programme:p", "session:s"]
    assert [claims(cells(row)["x"]) for row in rows] == [
        {"claim:c5"},
        {"claim:c6"},
        {"claim:c7"},
        {"claim:c5", "claim:c10"},
    ]
    assert not any(cells(row)["x"].computed for row in rows)


def test_a_parameter_that_is_handed_on_is_not_computed(store: LocalStore) -> None:
    body = "SELECT ?of { ?offering ca:isOfferingOf $programme . BIND($programme AS ?of) }"
    _, rows = evidence(store, body, {"programme": node("programme:p")})
    assert not cells(rows[0])["of"].computed


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("ca:isOfferingOf/ca:isOfferedBy/schema:name", {"claim:c5", "claim:c7", "claim:c8"}),
        ("ca:isOfferingOf/^ca:isOfferingOf/schema:startDate", {"claim:c5", "claim:c9"}),
        ("schema:startDate|ca:nothing", {"claim:c9"}),
        ("^ca:isSessionOf/ca:hasModality", {"claim:c10", "claim:c11"}),
        ("ca:nothing?/schema:startDate", {"claim:c9"}),
    ],
)
def test_paths_of_fixed_length_are_followed(store: LocalStore, path: str, wanted: set[str]) -> None:
    body = f"SELECT ?offering ?x {{ ?offering {path} ?x FILTER(?offering = <{node('offering:one').value}>) }}"
    _, rows = evidence(store, body)
    assert claims(cells(rows[0])["x"]) == wanted


def test_an_inferred_statement_brings_its_chain(store: LocalStore) -> None:
    _, rows = evidence(store, "SELECT ?org { ?org a ca:Organization }")
    support = cells(rows[0])["org"].supports[0]
    assert (support.layer, [step.rule for step in support.chain]) == ("inferred", ["prp-rng"])


def test_a_statement_of_the_vocabulary_has_no_claim(store: LocalStore) -> None:
    _, rows = evidence(store, "SELECT ?label { ?s ca:hasModality ?m . ?m skos:prefLabel ?label }")
    found = {support.layer: len(support.claims) for support in cells(rows[0])["label"].supports}
    assert found == {"facts": 1, "vocabulary": 0}


def test_an_answer_about_claims_rests_on_these_claims(store: LocalStore) -> None:
    body = "SELECT ?claim { ?claim rdf:subject ?s . ?s schema:startDate ?d } ORDER BY ?claim"
    _, rows = evidence(store, body)
    assert "claim:c1" in claims(cells(rows[0])["claim"])


# computed cells


def test_an_aggregate_is_computed_from_what_it_counts(store: LocalStore) -> None:
    body = "SELECT ?p (COUNT(?o) AS ?n) { ?o a ca:Offering ; ca:isOfferingOf ?p } GROUP BY ?p"
    _, rows = evidence(store, body)
    found = cells(rows[0])
    assert (found["p"].computed, found["n"].computed) == (False, True)
    assert claims(found["n"]) == {"claim:c1", "claim:c2", "claim:c5", "claim:c6"}


def test_count_of_everything_rests_on_everything(store: LocalStore) -> None:
    _, rows = evidence(store, "SELECT (COUNT(*) AS ?n) { ?o a ca:Offering ; ca:isOfferingOf ?p }")
    assert claims(cells(rows[0])["n"]) == {"claim:c1", "claim:c2", "claim:c5", "claim:c6"}


def test_groups_of_an_expression_keep_apart(store: LocalStore) -> None:
    body = (
        "SELECT ?y (COUNT(?o) AS ?n) { ?o a ca:Offering OPTIONAL { ?o schema:startDate ?d } } GROUP BY (STR(?d) AS ?y)"
    )
    table, rows = evidence(store, body)
    found = {show(row[0]): claims(cells(evidence)["n"]) for row, evidence in zip(table.rows, rows, strict=True)}
    assert found == {"2025-04-14": {"claim:c1", "claim:c9"}, "": {"claim:c2"}}


def test_a_choice_among_values_is_not_computed_but_a_calculation_is(store: LocalStore) -> None:
    body = """SELECT ?o (COALESCE(?d, ?e) AS ?when) (?price * 2 AS ?double) ?twice {
      ?o schema:startDate ?d ; schema:offers ?v . ?v schema:price ?price . OPTIONAL { ?o schema:endDate ?e }
      BIND(?price + ?price AS ?twice) }"""
    _, rows = evidence(store, body)
    assert {name: cell.computed for name, cell in cells(rows[0]).items()} == {
        "o": False,
        "when": False,
        "double": True,
        "twice": True,
    }
    assert claims(cells(rows[0])["when"]) == {"claim:c9"}
    assert claims(cells(rows[0])["twice"]) == {"claim:c3"}


def test_rows_that_differ_only_in_an_expression_keep_apart(store: LocalStore) -> None:
    body = "SELECT (STR(?n) AS ?name) { ?x schema:name ?n } ORDER BY ?name"
    _, rows = evidence(store, body)
    assert [claims(cells(row)["name"]) for row in rows] == [{"claim:c8"}, {"claim:c13"}]


@pytest.mark.parametrize(
    "absence",
    [
        "FILTER NOT EXISTS { ?offering schema:startDate ?d }",
        "FILTER(!EXISTS { ?offering schema:startDate ?d })",
        "MINUS { ?offering schema:startDate ?d }",
        "OPTIONAL { ?offering schema:startDate ?d } FILTER(!BOUND(?d))",
    ],
)
def test_a_row_that_rests_on_absence_says_so(store: LocalStore, absence: str) -> None:
    body = (
        f"SELECT ?offering ?price {{ ?offering a ca:Offering ; schema:offers ?o . ?o schema:price ?price {absence} }}"
    )
    table, rows = evidence(store, body)
    assert [show(row[0]) for row in table.rows] == ["offering:two"]
    assert rows[0].absence
    assert {name: cell.computed for name, cell in cells(rows[0]).items()} == {"offering": True, "price": False}


def test_absence_that_touches_no_column_marks_them_all(store: LocalStore) -> None:
    _, rows = evidence(store, "SELECT ?name { ?x schema:name ?name FILTER NOT EXISTS { ?a ca:nothing ?b } }")
    assert cells(rows[0])["name"].computed


def test_what_must_exist_is_evidence_too(store: LocalStore) -> None:
    body = "SELECT ?offering { ?offering a ca:Offering FILTER EXISTS { ?offering schema:startDate ?d } }"
    _, rows = evidence(store, body)
    assert claims(cells(rows[0])["offering"]) == {"claim:c1", "claim:c9"}
    assert not rows[0].absence


def test_a_subselect_is_opened_even_where_it_hides_a_variable_of_the_same_name(store: LocalStore) -> None:
    body = """SELECT ?p ?n ?o { ?p ca:isOfferedBy ?o .
      { SELECT ?p (COUNT(?o) AS ?n) { ?o ca:isOfferingOf ?p } GROUP BY ?p HAVING(COUNT(?o) > 1) } }"""
    table, rows = evidence(store, body)
    assert [show(term) for term in table.rows[0]] == ["programme:p", "2", "organization:school"]
    assert claims(cells(rows[0])["n"]) == {"claim:c5", "claim:c6"}
    assert claims(cells(rows[0])["o"]) == {"claim:c7"}


# what cannot be followed


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("SELECT ?a { ?a org:subOrganizationOf* ?b }", "has no fixed length"),
        ("SELECT ?a { ?a schema:offers [ schema:price ?p ] }", "a pattern has a blank node"),
        ("SELECT ?a { ?a !schema:offers ?b }", "has no fixed length"),
    ],
)
def test_what_cannot_be_derived_is_said(store: LocalStore, body: str, missing: str) -> None:
    assert any(missing in part for part in derive(PROLOGUE + body).missing)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ASK { ?s ?p ?o }", "SELECT queries only"),
        ("SELECT ?s { ?s ?p ?o", "brackets"),
        ("SELECT ?s", "no group"),
        ("SELECT ?s { ?s foaf:name ?o }", "the prefix foaf: is not declared"),
        ("SELECT ?s { ?s ?p }", "cannot be followed"),
    ],
)
def test_a_query_that_cannot_be_read_is_refused(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        derive(text)


def test_everything_of_select_star_is_a_column(store: LocalStore) -> None:
    _, rows = evidence(store, "SELECT * { ?o schema:startDate ?d }")
    assert [cell.column for cell in rows[0].cells] == ["d", "o"]
    assert claims(cells(rows[0])["d"]) == {"claim:c9"}


def test_inline_data_needs_no_evidence(store: LocalStore) -> None:
    body = f"SELECT ?o ?x {{ VALUES ?x {{ 1 }} ?o schema:startDate ?d }} VALUES ?o {{ {node('offering:one')} }}"
    _, rows = evidence(store, body)
    assert cells(rows[0])["x"].supports == ()
    assert claims(cells(rows[0])["o"]) == {"claim:c9"}


def test_comments_and_blocks_stay_in_the_flattened_text() -> None:
    flat = flatten("SELECT ?a {\n  #if x\n  ?a <urn:p> $x . # why\n  #endif\n}")
    assert "#if x\n" in flat.where
    assert flat.parameters == {"x"}


# declared evidence, cache, sufficiency


def query(tmp_path: Path, body: str, header: str = "") -> Query:
    path = tmp_path / "some-query.rq"
    lines = ['summary = "x"', *header.splitlines()]
    path.write_text("".join(f"#+ {line}\n" for line in lines) + PROLOGUE + body, encoding="utf-8")
    return read(path)


def test_a_declared_pattern_stands_for_the_derived_one(store: LocalStore, tmp_path: Path) -> None:
    found = query(tmp_path, PRICES, "evidence = '?offering ca:isOfferingOf ?p'")
    lineage = lineage_of(found)
    assert lineage.declared
    table = store.select(bind(found, {}))
    assert [claims(row.cells[0]) for row in supports(store, lineage, table)] == [{"claim:c5"}, {"claim:c6"}]


def test_a_declared_pattern_may_leave_a_column_open(store: LocalStore, tmp_path: Path) -> None:
    declared = "evidence = '?offering a ca:Offering OPTIONAL { ?offering ca:nothing ?price }'"
    lineage = lineage_of(query(tmp_path, PRICES, declared))
    table = store.select(PROLOGUE + PRICES)
    assert claims(supports(store, lineage, table)[0].cells[0]) == {"claim:c1"}


def test_the_evidence_of_a_whole_answer_gives_the_answer_again(store: LocalStore, tmp_path: Path) -> None:
    found = query(tmp_path, PRICES)
    assert is_sufficient(store, found, lineage_of(found), {}) == ""


def test_insufficient_evidence_names_the_rows(store: LocalStore, tmp_path: Path) -> None:
    found = query(tmp_path, PRICES, "evidence = '?offering ca:isOfferingOf ?p'")
    message = is_sufficient(store, found, lineage_of(found), {})
    assert message.startswith("some-query: the evidence is not the whole ground of the answer: 2 rows do not follow")
    assert "offering:one | 100 | 2025-04-14" in message


def test_a_row_without_any_evidence_is_named(store: LocalStore, tmp_path: Path) -> None:
    found = query(tmp_path, PRICES, "evidence = '?offering ca:nothing ?p'")
    assert is_sufficient(store, found, lineage_of(found), {}) == "some-query: no evidence for row 1, 2"


def test_what_cannot_be_derived_is_not_sufficient(store: LocalStore, tmp_path: Path) -> None:
    found = query(tmp_path, "SELECT ?a { ?a org:subOrganizationOf+ ?b }")
    assert "has no fixed length" in is_sufficient(store, found, lineage_of(found), {})


def test_joined_text_may_come_in_another_order(store: LocalStore, tmp_path: Path) -> None:
    found = query(tmp_path, "SELECT (GROUP_CONCAT(?n; separator=', ') AS ?names) { ?x schema:name ?n }")
    assert is_sufficient(store, found, lineage_of(found), {}, vocabulary_quads(store)) == ""


def test_the_cache_of_the_build_gives_the_same_lineage(tmp_path: Path) -> None:
    found = query(tmp_path, PRICES)
    cache = json.loads(json.dumps(lineage_cache([found])))
    assert lineage_of(found, cache) == lineage_of(found)
    assert Lineage.from_dict(cache["some-query"]["lineage"]).anchors == ("offering",)


def test_a_query_that_changed_since_the_build_is_derived_anew(tmp_path: Path) -> None:
    cache = lineage_cache([query(tmp_path, PRICES)])
    changed = query(tmp_path, "SELECT ?d { ?o schema:startDate ?d }")
    assert set(lineage_of(changed, cache).columns) == {"d"}


def test_a_cached_lineage_needs_no_rdflib(tmp_path: Path) -> None:
    (tmp_path / "cache.json").write_text(json.dumps(lineage_cache([query(tmp_path, PRICES)])))
    script = (
        "import sys, json; from credatlas.evidence import lineage_of, supports; from credatlas.queries import read; "
        "from pathlib import Path; p = Path(sys.argv[1]); "
        "l = lineage_of(read(p / 'some-query.rq'), json.loads((p / 'cache.json').read_text())); "
        "assert l.anchors == ('offering',); sys.exit('rdflib' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True)


@pytest.mark.parametrize("term", [node("event:day"), ox.Literal('a "b"\n', language="en"), ox.Literal(17)])
def test_terms_of_patterns_are_read_back(term: Term) -> None:
    assert constant(str(term)) == term


# what surfaces print


def test_the_document_holds_results_and_evidence_row_by_row(store: LocalStore) -> None:
    table, rows = evidence(
        store, "SELECT ?org ?label { ?s ca:hasModality ?m . ?m skos:prefLabel ?label . ?org a ca:Organization }"
    )
    document = evidence_document(table, rows)
    assert document["results"]["head"]["vars"] == ["org", "label"]
    label = document["evidence"][0]["label"]
    assert [record["predicate"] for record in label["claims"]] == ["https://w3id.org/credatlas/ontology#hasModality"]
    assert label["vocabulary"][0]["object"] == "online"
    assert document["evidence"][0]["org"]["chain"][0]["rule"] == "prp-rng"
    assert json.loads(json.dumps(document)) == document


def test_footnotes_are_numbered_in_the_order_of_the_cells_and_never_doubled(store: LocalStore) -> None:
    _, rows = evidence(store, PRICES)
    notes = footnotes(rows)
    assert notes.marks[0] == {"offering": (1,), "price": (2,), "date": (3,)}
    assert notes.marks[1] == {"offering": (4,), "price": (5,)}
    assert notes.lines[1] == (
        '[2] offering:one schema:offers 100 EUR — source:x "#all", characters 5–9, stated 2025-04-15, stated'
    )


def test_footnotes_show_chains_vocabulary_and_what_is_computed(store: LocalStore) -> None:
    body = "SELECT ?org (SAMPLE(?l) AS ?label) { ?org a ca:Organization . mode:online skos:prefLabel ?l } GROUP BY ?org"
    _, rows = evidence(store, body)
    notes = footnotes(rows)
    assert notes.computed == (frozenset({"label"}),)
    inference, claim, label = notes.lines
    assert inference == (
        "[1] organization:school rdf:type ca:Organization — only such things are values of this property (prp-rng): "
        "ca:isOfferedBy rdfs:range ca:Organization (vocabulary); "
        "programme:p ca:isOfferedBy organization:school (claimed)"
    )
    assert claim.startswith("[2] programme:p ca:isOfferedBy organization:school — source:x")
    assert label == "[3] mode:online skos:prefLabel online — vocabulary"

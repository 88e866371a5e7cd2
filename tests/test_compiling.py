"""Facts are compiled from claims: one value per key, contradictions kept, each triple in one layer, in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credatlas.build.parsing import parse_project
from credatlas.claims import (
    Authored,
    Compiled,
    DataFiles,
    Document,
    Vocabulary,
    collect,
    compile_claims,
    parse_file,
    vocabulary_of,
)
from credatlas.claims.compiling import Bearing
from credatlas.claims.reading import parse_bytes
from credatlas.files import find_project
from credatlas.terms import ID, PREFIXES, Term, node

HEAD = " ".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()) + "\n"
TYPE, EN = node("rdf:type"), "en"


@pytest.fixture(scope="module")
def vocabulary(repo: Path) -> Vocabulary:
    files = sorted((repo / "ontology").rglob("*.ttl"))
    return vocabulary_of(quad for path in files for quad in parse_file(path, path.name).quads)


def described(name: str, description: str = "") -> str:
    return f"source:{name} a ca:SourceSnapshot ; {description} schema:name '{name}'@en .\n"


def passage(name: str, statements: str, qualifiers: str = "") -> str:
    """A passage ``source#passage`` with its graph."""
    iri = f"<{ID}source/{name}>"
    source = name.partition("#")[0]
    return f"{iri} a ca:Passage ; oa:hasSource source:{source} {qualifiers} .\nGRAPH {iri} {{ {statements} }}\n"


def source(name: str, statements: str, description: str = "", qualifiers: str = "") -> str:
    return described(name, description) + passage(f"{name}#p", statements, qualifiers)


def gathered(*files: str, decisions: str = "", tombstones: str = "", issues: str = "") -> Authored:
    def parsed(text: str, label: str) -> Document:
        return parse_bytes((HEAD + text).encode(), label, ox.RdfFormat.TRIG)

    return collect(
        DataFiles(
            sources=tuple(parsed(text, f"{number}.trig") for number, text in enumerate(files)),
            decisions=(parsed(decisions, "decisions.ttl"),),
            tombstones=(parsed(tombstones, "tombstones.ttl"),),
            issues=(parsed(issues, "issues.ttl"),),
        )
    )


def layer(compiled: Compiled, name: str) -> list[ox.Triple]:
    return [quad.triple for quad in compiled.quads if quad.graph_name == node(f"graph:{name}")]


def triples(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in parse_bytes((HEAD + text).encode(), "expected", ox.RdfFormat.TURTLE).quads}


def index(found: Iterable[ox.Triple], predicate: str) -> dict[Any, set[Term]]:
    values: dict[Any, set[Term]] = {}
    for triple in found:
        if triple.predicate == node(predicate):
            values.setdefault(triple.subject, set()).add(triple.object)
    return values


# What the layers hold


def test_a_claim_becomes_a_fact_and_keeps_who_says_so_where_and_when(vocabulary: Vocabulary) -> None:
    compiled = compile_claims(
        gathered(
            described("a", "schema:datePublished '2025-04-15'^^xsd:date ; ca:retrievedOn '2026-11-23'^^xsd:date ;")
            + passage("a#one", "offering:x ca:hasModality mode:online .", "; ca:startOffset 5 ; ca:endOffset 9")
            + passage("a#two", "offering:x ca:hasModality mode:online .", "; ca:basis basis:inferred")
        ),
        vocabulary,
    )
    # printf '<offering/x> <ontology#hasModality> <modality#online> .\n<source a>', full IRIs, | sha256sum | cut -c1-20
    claim = "claim:6b6a40976fb0ffe3db1c"
    assert set(layer(compiled, "facts")) == triples("offering:x ca:hasModality mode:online .")
    assert set(layer(compiled, "claims")) == triples(
        f"{claim} a ca:Claim ; rdf:subject offering:x ; rdf:predicate ca:hasModality ; rdf:object mode:online ;"
        f" ca:claimedBy source:a ; ca:hasEvidence <{ID}source/a#one> , <{ID}source/a#two> ;"
        " ca:statedOn '2025-04-15'^^xsd:date ."
    )
    assert set(layer(compiled, "sources")) == triples(
        "source:a a ca:SourceSnapshot ; schema:name 'a'@en ; schema:datePublished '2025-04-15'^^xsd:date ;"
        " ca:retrievedOn '2026-11-23'^^xsd:date ."
        f"<{ID}source/a#one> a ca:Passage ; oa:hasSource source:a ; ca:startOffset 5 ; ca:endOffset 9 ."
        f"<{ID}source/a#two> a ca:Passage ; oa:hasSource source:a ; ca:basis basis:inferred ."
    )
    assert layer(compiled, "conflicts") == []


def test_qualifiers_that_are_not_the_default_stand_on_the_claim(vocabulary: Vocabulary) -> None:
    qualifiers = (
        "; ca:basis basis:normalised ; ca:status status:planned"
        " ; ca:validFrom '2025-05'^^xsd:gYearMonth ; ca:validUntil '2025-06-30'^^xsd:date"
    )
    compiled = compile_claims(gathered(source("a", "offering:x a ca:Event .", qualifiers=qualifiers)), vocabulary)
    found = {(triple.predicate, triple.object) for triple in layer(compiled, "claims")}
    assert {
        (node("ca:basis"), node("basis:normalised")),
        (node("ca:status"), node("status:planned")),
        (node("ca:validFrom"), ox.Literal("2025-05", datatype=node("xsd:gYearMonth"))),
        (node("ca:validUntil"), ox.Literal("2025-06-30", datatype=node("xsd:date"))),
    } <= found
    assert node("ca:statedOn") not in {predicate for predicate, _ in found}  # the source bears no date
    assert len(found) == 10


def test_a_contradiction_is_kept_with_all_claims_the_shown_one_rule_and_kind(vocabulary: Vocabulary) -> None:
    compiled = compile_claims(
        gathered(
            source("a", "work:w schema:name 'B'@en .", "ca:reliability rel:press ;"),
            source("b", "work:w schema:name 'A'@en .", "ca:reliability rel:low ;"),
            source("c", "work:w schema:name 'b.'@en .", "ca:reliability rel:low ;"),
        ),
        vocabulary,
    )
    (conflict,) = compiled.conflicts
    shown, lost, agreeing = (
        next(claim.iri.value for claim in conflict.claims if claim.source.iri == node(f"source:{name}"))
        for name in "abc"
    )
    assert set(layer(compiled, "conflicts")) == triples(
        f"<{conflict.iri.value}> a ca:Conflict ; ca:onSubject work:w ; ca:onProperty schema:name ; ca:onKey 'en' ;"
        f" ca:hasClaim <{shown}> , <{lost}> , <{agreeing}> ; ca:shownClaim <{shown}> ; ca:rule rule:reliability ;"
        " ca:conflictKind ckind:factual ."
    )
    assert set(layer(compiled, "facts")) == triples("work:w schema:name 'B'@en .")
    assert sum(triple.predicate == TYPE for triple in layer(compiled, "claims")) == 3


def test_a_conflict_keeps_its_name_when_a_source_is_added(vocabulary: Vocabulary) -> None:
    files = [source(name, f"work:w schema:name '{name}'@en .") for name in "abc"]
    first, second = (compile_claims(gathered(*files[:number]), vocabulary).conflicts[0] for number in (2, 3))
    assert first.iri == second.iri
    assert first.iri.value.startswith(f"{ID}conflict/")


def hubs(number: int) -> str:
    return f"event:x ca:hasCount [ a ca:Count ; ca:countOf count:hubs ; ca:atLeast {number} ; ca:atMost {number} ] ."


def test_the_fields_of_a_shown_value_are_facts_and_those_of_another_stay_with_the_claims(
    vocabulary: Vocabulary,
) -> None:
    compiled = compile_claims(
        gathered(source("a", hubs(17), "ca:reliability rel:issuer ;"), source("b", hubs(19))), vocabulary
    )
    seventeen, nineteen = (ox.Literal(str(number), datatype=node("xsd:integer")) for number in (17, 19))
    facts, claims = (Counter(triple.object for triple in layer(compiled, name)) for name in ("facts", "claims"))
    assert (facts[seventeen], facts[nineteen]) == (2, 0)
    assert (claims[seventeen], claims[nineteen]) == (0, 2)


def test_an_equal_value_of_two_sources_is_one_node_and_one_fact(vocabulary: Vocabulary) -> None:
    compiled = compile_claims(gathered(source("a", hubs(17)), source("b", hubs(17))), vocabulary)
    assert len(layer(compiled, "facts")) == 1 + 4  # the link, and type, what is counted, and two bounds
    assert len(compiled.authored.claims) == 2
    assert compiled.conflicts == ()


def test_rulings_stand_with_the_conflicts_and_merges_with_the_sources(vocabulary: Vocabulary) -> None:
    compiled = compile_claims(
        gathered(
            source("a", "work:old schema:name 'A'@en ."),
            source("b", "work:w schema:name 'B'@en ."),
            tombstones="work:old dcterms:isReplacedBy work:w ; owl:deprecated true .",
            decisions="issue:d a ca:Decision ; ca:onSubject work:old ; ca:onProperty schema:name ;"
            " ca:decidedValue 'B'@en ; ca:decidedSource source:b ; ca:reason 'As printed.'@en .",
        ),
        vocabulary,
    )
    assert set(layer(compiled, "facts")) == triples("work:w schema:name 'B'@en .")
    assert triples(
        "issue:d a ca:Decision ; ca:onSubject work:w ; ca:onProperty schema:name ; ca:decidedValue 'B'@en ;"
        " ca:decidedSource source:b ; ca:reason 'As printed.'@en ."
    ) <= set(layer(compiled, "conflicts"))
    assert triples("work:old dcterms:isReplacedBy work:w .") <= set(layer(compiled, "sources"))
    # the claims keep what their sources said
    assert index(layer(compiled, "claims"), "rdf:subject") == {
        claim.iri: {node("work:old" if claim.source.iri == node("source:a") else "work:w")}
        for claim in compiled.authored.claims
    }


def test_merged_things_share_facts_and_may_contradict_each_other(vocabulary: Vocabulary) -> None:
    files = [
        source("a", "organization:old schema:name 'A'@en ; ca:coversTopic topic:ethics ."),
        source("b", "organization:new schema:name 'B'@en ; ca:coversTopic topic:ethics ."),
    ]
    assert compile_claims(gathered(*files), vocabulary).conflicts == ()
    merged = compile_claims(
        gathered(*files, tombstones="organization:old dcterms:isReplacedBy organization:new ."), vocabulary
    )
    assert (
        layer(merged, "facts").count(ox.Triple(node("organization:new"), node("ca:coversTopic"), node("topic:ethics")))
        == 1
    )
    assert [conflict.subject for conflict in merged.conflicts] == [node("organization:new")]


def test_the_quads_can_be_asked_for_again(vocabulary: Vocabulary) -> None:
    compiled = compile_claims(gathered(source("a", hubs(17))), vocabulary)
    assert list(compiled.quads) == list(compiled.quads)


def test_nothing_compiles_to_nothing(vocabulary: Vocabulary) -> None:
    compiled = compile_claims(gathered(), vocabulary)
    assert (list(compiled.quads), compiled.conflicts, compiled.shown) == ([], (), ())


# Withdrawn claims


def test_a_withdrawn_claim_is_kept_but_is_no_fact_and_contradicts_nothing(vocabulary: Vocabulary) -> None:
    compiled = compile_claims(
        gathered(
            source("a", "offering:x schema:startDate '2025-04-14'^^xsd:date ; ca:coversTopic topic:ethics ."),
            source(
                "b",
                "offering:x schema:startDate '2025-05-01'^^xsd:date ; ca:coversTopic topic:equity .",
                "ca:reliability rel:issuer ;",
                "; ca:status status:withdrawn",
            ),
        ),
        vocabulary,
    )
    assert set(layer(compiled, "facts")) == triples(
        "offering:x schema:startDate '2025-04-14'^^xsd:date ; ca:coversTopic topic:ethics ."
    )
    assert compiled.conflicts == ()
    statuses = [triple for triple in layer(compiled, "claims") if triple.object == node("status:withdrawn")]
    assert len(statuses) == 2


def test_the_fields_of_a_withdrawn_value_are_no_facts(vocabulary: Vocabulary) -> None:
    compiled = compile_claims(gathered(source("a", hubs(17), qualifiers="; ca:status status:withdrawn")), vocabulary)
    assert layer(compiled, "facts") == []
    assert len(layer(compiled, "claims")) == 7 + 4


# Keys


def price(amount: int, fields: str) -> str:
    return f"offering:x schema:offers [ a ca:Price ; schema:price {amount} ; {fields} ] ."


def count(number: int, fields: str) -> str:
    return f"event:x ca:hasCount [ a ca:Count ; ca:atLeast {number} ; ca:atMost {number} ; {fields} ] ."


def weeks(number: int, fields: str = "") -> str:
    bounds = f"ca:atLeast {number} ; ca:atMost {number} ; ca:unit unit:week"
    return f"course:x ca:hasDuration [ a ca:Duration ; {bounds} {fields} ] ."


USD = "schema:priceCurrency 'USD'"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("work:w schema:name 'A'@en .", "work:w schema:name 'B'@de ."),
        ("work:w schema:name 'A'@en .", "work:w schema:name 'B'@en-gb ."),
        ("work:w schema:name 'A'@en .", "work:w schema:name 'B' ."),
        ("work:w schema:name 'A'@en .", "work:v schema:name 'B'@en ."),
        ("work:w schema:alternateName 'A'@en .", "work:w schema:alternateName 'B'@en ."),
        ("offering:x ca:hasModality mode:online .", "offering:x ca:hasModality mode:in-person ."),
        (price(1, USD), price(2, "schema:priceCurrency 'EUR'")),
        (price(1, USD), price(2, "ca:stated '2'")),  # a price without currency is not one in dollars
        (price(1, f"{USD} ; ca:priceTier tier:member"), price(2, f"{USD} ; ca:priceTier tier:non-member")),
        (price(1, f"{USD} ; ca:pricePer unit:year"), price(2, f"{USD} ; ca:pricePer unit:programme")),
        (price(1, f"{USD} ; ca:cohort 'July 2015'"), price(2, f"{USD} ; ca:cohort 'July 2024'")),
        (count(100, "ca:countOf count:participants"), count(500, "ca:countOf count:teams")),
        (
            count(25, "ca:countOf count:learners ; ca:cohort '1'"),
            count(26, "ca:countOf count:learners ; ca:cohort '2'"),
        ),
        (weeks(4, "; ca:cohort 'part-time'"), weeks(8, "; ca:cohort 'full-time'")),
    ],
)
def test_values_of_different_keys_stand_side_by_side(vocabulary: Vocabulary, one: str, other: str) -> None:
    compiled = compile_claims(gathered(source("a", one), source("b", other)), vocabulary)
    assert compiled.conflicts == ()
    assert len(compiled.shown) == 2


@pytest.mark.parametrize(
    ("one", "other", "key"),
    [
        ("work:w schema:name 'A'@en .", "work:w schema:name 'B'@en .", "en"),
        ("work:w schema:name 'A' .", "work:w schema:name 'B' .", ""),
        ("offering:x schema:startDate '2025'^^xsd:gYear .", "offering:x schema:startDate '2026'^^xsd:gYear .", ""),
        (price(1, USD), price(2, USD), "USD"),
        (price(1, "ca:stated '1'"), price(2, "ca:stated '2'"), ""),
        (
            price(1, f"ca:priceTier tier:member ; ca:pricePer unit:year ; {USD} ; ca:cohort '7'"),
            price(2, f"{USD} ; ca:cohort '7' ; ca:pricePer unit:year ; ca:priceTier tier:member ; ca:stated '$2'"),
            "USD; 7; unit:year; tier:member",
        ),
        (count(17, "ca:countOf count:hubs"), count(19, "ca:countOf count:hubs"), "count:hubs"),
        (weeks(4), weeks(5), ""),
        (weeks(4, "; ca:cohort 'part-time'"), weeks(5, "; ca:cohort 'part-time'"), "part-time"),
    ],
)
def test_values_of_one_key_contradict_each_other(vocabulary: Vocabulary, one: str, other: str, key: str) -> None:
    compiled = compile_claims(gathered(source("a", one), source("b", other)), vocabulary)
    (conflict,) = compiled.conflicts
    assert (conflict.key, conflict.rule) == (key, "unresolved")
    assert compiled.shown == (conflict.shown,)


@pytest.mark.parametrize(
    ("vague", "exact"),
    [
        ("offering:x schema:startDate '2025'^^xsd:gYear .", "offering:x schema:startDate '2025-04-14'^^xsd:date ."),
        (
            "event:x ca:hasCount [ a ca:Count ; ca:countOf count:teams ; ca:atLeast 500 ] .",
            count(512, "ca:countOf count:teams"),
        ),
        (
            "course:x ca:hasDuration [ a ca:Duration ; ca:stated 'several' ; ca:atLeast 2 ; ca:unit unit:week ] .",
            weeks(4),
        ),
        (
            "credential:c ca:hasCredentialType ctype:certificate .",
            "credential:c ca:hasCredentialType ctype:executive-certificate .",
        ),
        (
            "work:w ca:authorList 'Gazquez-Garcia, J. et al.' .",
            "work:w ca:authorList 'Gazquez-Garcia, J., & Sánchez-Bocanegra, C. L.' .",
        ),
    ],
)
def test_precision_bounds_and_units_are_no_conflict_and_the_exact_value_is_shown(
    vocabulary: Vocabulary, vague: str, exact: str
) -> None:
    compiled = compile_claims(
        gathered(source("a", vague, "ca:reliability rel:issuer ;"), source("b", exact, "ca:reliability rel:low ;")),
        vocabulary,
    )
    assert compiled.conflicts == ()
    assert [claim.source.iri for claim in compiled.shown] == [node("source:b")]


# Whatever the order of files and lines

BLOCKS = [
    described("a", "ca:reliability rel:press ; schema:publisher organization:p ;"),
    described("b", "ca:reliability rel:press ; ca:laterThan source:a ; schema:url <https://example.org/> ;"),
    described("c", "schema:datePublished '2025'^^xsd:gYear ;"),
]
STATED = {
    "a#one": (["offering:x schema:startDate '2025-04-14'^^xsd:date .", hubs(17), price(5, USD)], ""),
    "a#two": ([hubs(17), "offering:x ca:isOfferedBy organization:p ."], "; ca:status status:planned"),
    "b#one": ([hubs(19), "work:w schema:name 'B'@en , 'C'@en .", "offering:x ca:isOfferedBy organization:q ."], ""),
    "c#one": (
        ["work:w schema:name 'A'@en .", "offering:x schema:startDate '2025-05'^^xsd:gYearMonth .", price(6, USD)],
        "; ca:validFrom '2025'^^xsd:gYear",
    ),
    "c#two": (
        ["work:w schema:name 'A'@en .", "offering:x schema:startDate '2025'^^xsd:gYear ."],
        "; ca:basis basis:inferred",
    ),
}


def written(blocks: Iterable[tuple[int, str]]) -> list[str]:
    files = ["", "", ""]
    for number, block in blocks:
        files[number] += block
    return files


@st.composite
def orders(draw: st.DrawFn) -> list[str]:
    """The same statements, passages and descriptions in another order, spread over three files in another way."""
    passages = [
        passage(name, " ".join(draw(st.permutations(statements))), qualifiers)
        for name, (statements, qualifiers) in STATED.items()
    ]
    blocks = draw(st.permutations([*BLOCKS, *passages]))
    return written((draw(st.integers(0, 2)), block) for block in blocks)


@given(files=orders())
def test_the_order_of_files_and_lines_changes_nothing(vocabulary: Vocabulary, files: list[str]) -> None:
    plain = [passage(name, " ".join(statements), qualifiers) for name, (statements, qualifiers) in STATED.items()]
    expected = compile_claims(gathered(*written((0, block) for block in [*BLOCKS, *plain])), vocabulary)
    found = compile_claims(gathered(*files), vocabulary)
    assert set(found.quads) == set(expected.quads)
    assert found.conflicts == expected.conflicts
    assert found.shown == expected.shown
    assert {(conflict.predicate, conflict.rule) for conflict in found.conflicts} == {
        (node("schema:startDate"), "issuer-over-others"),
        (node("schema:offers"), "issuer-over-others"),
        (node("ca:hasCount"), "newer-snapshot"),
        (node("schema:name"), "unresolved"),  # the better source contradicts itself
    }


# The founding articles


@pytest.fixture(scope="module")
def founding_compiled(founding: Path, vocabulary: Vocabulary) -> Compiled:
    def parsed(*paths: Path) -> tuple[Document, ...]:
        return tuple(parse_file(path, path.relative_to(founding).as_posix()) for path in paths)

    data = founding / "data"
    authored = collect(
        DataFiles(
            sources=parsed(data / "entities.ttl", *sorted((data / "sources").glob("*.trig"))),
            decisions=parsed(data / "decisions.ttl"),
            tombstones=parsed(data / "tombstones.ttl"),
            issues=parsed(data / "issues.ttl"),
        )
    )
    return compile_claims(authored, vocabulary)


def test_between_the_founding_articles_only_the_title_of_one_paper_is_in_dispute(founding_compiled: Compiled) -> None:
    (conflict,) = founding_compiled.conflicts
    assert (conflict.subject, conflict.predicate, conflict.key) == (
        node("work:gazquez-garcia-2025"),
        node("schema:name"),
        "en",
    )
    assert (conflict.kind, conflict.rule) == ("factual", "unresolved")
    title = "AI in the Health Sector: Systematic Review of Key Skills for "
    assert {claim.source.iri: claim.object for claim in conflict.claims} == {
        node("source:seed-001"): ox.Literal(f"{title}Healthcare Professionals", language=EN),
        node("source:seed-002"): ox.Literal(f"{title}Future Health Professionals", language=EN),
    }
    # both articles are of class low, and one is undated: F goes before H
    assert conflict.shown.source.iri == node("source:seed-002")


def test_the_longer_author_list_of_the_paper_is_shown_without_dispute(founding_compiled: Compiled) -> None:
    facts = index(layer(founding_compiled, "facts"), "ca:authorList")
    assert facts[node("work:gazquez-garcia-2025")] == {ox.Literal("Gazquez-Garcia, J., & Sánchez-Bocanegra, C. L.")}


def test_every_fact_outside_values_has_a_claim(founding_compiled: Compiled) -> None:
    tombstones = founding_compiled.authored.tombstones
    claims = layer(founding_compiled, "claims")
    subjects, predicates, objects = (index(claims, f"rdf:{part}") for part in ("subject", "predicate", "object"))

    def living(terms: set[Term]) -> Term:
        (term,) = terms
        return tombstones.get(term, term) if isinstance(term, ox.NamedNode) else term

    claimed = {(living(subjects[iri]), living(predicates[iri]), living(objects[iri])) for iri in subjects}
    facts = [fact for fact in layer(founding_compiled, "facts") if not str(fact.subject).startswith(f"<{ID}value/")]
    assert len(facts) > 500
    assert {(fact.subject, fact.predicate, fact.object) for fact in facts} <= claimed


def test_every_shown_claim_is_a_fact(founding_compiled: Compiled) -> None:
    facts = set(layer(founding_compiled, "facts"))
    for claim in founding_compiled.shown:
        assert ox.Triple(claim.subject, claim.predicate, claim.object) in facts
    shown = {iri for iris in index(layer(founding_compiled, "conflicts"), "ca:shownClaim").values() for iri in iris}
    assert shown == {conflict.shown.iri for conflict in founding_compiled.conflicts}


def test_every_claim_has_a_passage_and_every_passage_the_source_of_the_claim(founding_compiled: Compiled) -> None:
    claims, sources = layer(founding_compiled, "claims"), layer(founding_compiled, "sources")
    kinds, has_source = index(sources, "rdf:type"), index(sources, "oa:hasSource")
    evidence, says = index(claims, "ca:hasEvidence"), index(claims, "ca:claimedBy")
    of_claims = {iri for iri, types in index(claims, "rdf:type").items() if node("ca:Claim") in types}
    assert of_claims == set(evidence) == set(says)
    for claim, passages in evidence.items():
        for found in passages:
            assert kinds[found] == {node("ca:Passage")}
            assert has_source[found] == says[claim]
    for found in {source for sources_ in has_source.values() for source in sources_}:
        assert kinds[found] == {node("ca:SourceSnapshot")}


def test_every_value_belongs_to_a_claim(founding_compiled: Compiled) -> None:
    values = set(founding_compiled.authored.values)
    assert values
    assert values == {claim.object for claim in founding_compiled.authored.claims} & values


def test_no_triple_stands_in_two_layers_and_none_twice(founding_compiled: Compiled) -> None:
    found = Counter(quad.triple for quad in founding_compiled.quads)
    found.update(founding_compiled.authored.issues)
    assert {triple for triple, times in found.items() if times > 1} == set()


def test_no_blank_node_is_left(founding_compiled: Compiled) -> None:
    terms = {term for quad in founding_compiled.quads for term in (quad.subject, quad.object, quad.graph_name)}
    terms |= {term for issue in founding_compiled.authored.issues for term in (issue.subject, issue.object)}
    assert {type(term) for term in terms} == {ox.NamedNode, ox.Literal}


def test_a_planned_period_without_a_rival_is_a_fact_and_marked_as_planned(founding_compiled: Compiled) -> None:
    (claim,) = (
        claim
        for claim in founding_compiled.shown
        if (claim.subject, claim.predicate) == (node("programme:hsil-venture-incubation"), node("ca:hasPeriod"))
    )
    assert claim.status == node("status:planned")
    assert index(layer(founding_compiled, "facts"), "ca:edtf")[claim.object] == {ox.Literal("2025-05/2025-06")}


def test_recorded_issues_of_the_articles_are_handed_on(founding_compiled: Compiled) -> None:
    about = index(founding_compiled.authored.issues, "ca:onSubject")
    assert {subject for subjects in about.values() for subject in subjects} == {
        node("work:healthcare-ai-certifications"),
        node("work:harvard-empowers-healthcare-leaders"),
        node("offering:hms-ai-executives-2025"),
    }


# What bears on contradictions


def bearing_of(authored: Authored, vocabulary: Vocabulary) -> Bearing:
    """What bears on the contradictions of some claims, whose subjects are as the files have them."""
    return Bearing.of(((one.authored[0], one.predicate) for one in authored.claims), authored, vocabulary)


def test_contradictions_are_found_from_the_claims_that_bear_on_them_alone(founding: Path) -> None:
    parsed = parse_project(find_project(founding))
    authored, vocabulary = collect(parsed.data), vocabulary_of(parsed.vocabulary())
    bearing = bearing_of(authored, vocabulary)
    few = replace(authored, claims=tuple(one for one in authored.claims if bearing.on(one.authored[0], one.predicate)))
    assert 0 < len(few.claims) < len(authored.claims) / 2
    found = compile_claims(few, vocabulary).conflicts
    assert found
    assert found == compile_claims(authored, vocabulary).conflicts


def test_what_is_said_twice_or_tells_who_answers_bears_on_contradictions_and_topics_do_not(
    vocabulary: Vocabulary,
) -> None:
    said = (
        "offering:o ca:registrationCloses '2026-01-01'^^xsd:date ; ca:isOfferedBy organization:b ; "
        "ca:coversTopic topic:ethics , topic:law ; schema:startDate '2026-02-01'^^xsd:date ."
    )
    authored = gathered(source("a", said), source("b", "offering:o ca:registrationCloses '2026-01-02'^^xsd:date ."))
    bearing, about = bearing_of(authored, vocabulary), node("offering:o")
    assert bearing.on(about, node("ca:registrationCloses"))
    assert bearing.on(about, node("ca:isOfferedBy"))
    assert not bearing.on(about, node("ca:coversTopic"))
    assert not bearing.on(about, node("schema:startDate"))


def test_claims_of_merged_things_bear_on_the_contradictions_of_both(vocabulary: Vocabulary) -> None:
    merge = "organization:old dcterms:isReplacedBy organization:new ."
    files = (source("a", "organization:old schema:name 'A'@en ."), source("b", "organization:new schema:name 'B'@en ."))
    together, apart = gathered(*files, tombstones=merge), gathered(*files)
    for about in (node("organization:old"), node("organization:new")):
        assert bearing_of(together, vocabulary).on(about, node("schema:name"))
        assert not bearing_of(apart, vocabulary).on(about, node("schema:name"))


def test_what_a_curator_ruled_on_bears_on_contradictions_though_it_is_said_once(vocabulary: Vocabulary) -> None:
    ruling = (
        "issue:d a ca:Decision ; ca:onSubject organization:a ; ca:onProperty schema:name ;"
        " ca:decidedValue 'A'@en ; ca:decidedSource source:a ; ca:reason 'As printed.'@en ."
    )
    files = (source("a", "organization:a schema:name 'A'@en ."),)
    pair = node("organization:a"), node("schema:name")
    assert bearing_of(gathered(*files, decisions=ruling), vocabulary).on(*pair)
    assert not bearing_of(gathered(*files), vocabulary).on(*pair)

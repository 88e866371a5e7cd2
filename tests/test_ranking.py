"""Nine rules in a fixed order say which of several contradicting claims is shown; the one that decided is recorded."""

from __future__ import annotations

import itertools

import pyoxigraph as ox
import pytest

from credatlas.claims import Compiled, DataFiles, Document, Vocabulary, collect, compile_claims
from credatlas.claims.model import Conflict
from credatlas.claims.reading import parse_bytes
from credatlas.errors import DataError
from credatlas.terms import ID, PREFIXES, node

HEAD = " ".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()) + "\n"
RELIABILITY = "issuer regulator scholarly press mirror low".split()
VOCABULARY = Vocabulary(
    single_valued={
        node("ca:registrationCloses"): (node("ca:subject"),),
        node("ca:isOfferingOf"): (node("ca:subject"),),
        node("schema:datePublished"): (node("ca:subject"),),
        node("schema:name"): (node("ca:language"), node("ca:subject")),
        node("ca:hasCount"): (node("ca:countOf"),),
    },
    broader={},
    reliability={node(f"rel:{name}"): order for order, name in enumerate(RELIABILITY, 1)},
)


def source(name: str, statements: str, description: str = "", qualifiers: str = "") -> str:
    """A file: a snapshot, described as given, whose one passage makes the statements."""
    iri = f"<{ID}source/{name}#p>"
    return (
        f"source:{name} a ca:SourceSnapshot ; {description} schema:name '{name}'@en .\n"
        f"{iri} a ca:Passage ; oa:hasSource source:{name} {qualifiers} .\nGRAPH {iri} {{ {statements} }}\n"
    )


def says(name: str, day: str, description: str = "", qualifiers: str = "") -> str:
    """A source by which the registration for ``offering:x`` closes on a day, in a month or in a year."""
    kind = ("gYear", "gYearMonth", "date")[day.count("-")]
    return source(name, f"offering:x ca:registrationCloses '{day}'^^xsd:{kind} .", description, qualifiers)


def compiled(*files: str, decisions: str = "", tombstones: str = "") -> Compiled:
    def parsed(text: str, label: str) -> Document:
        return parse_bytes((HEAD + text).encode(), label, ox.RdfFormat.TRIG)

    data = DataFiles(
        sources=tuple(parsed(text, f"{number}.trig") for number, text in enumerate(files)),
        decisions=(parsed(decisions, "decisions.ttl"),),
        tombstones=(parsed(tombstones, "tombstones.ttl"),),
        issues=(),
    )
    return compile_claims(collect(data), VOCABULARY)


def outcome(*files: str, decisions: str = "", tombstones: str = "") -> tuple[str, str]:
    """The day that is shown and the rule that chose it (none: nothing contradicts), whatever the order of the files."""
    found = set()
    for order in itertools.permutations(files):
        result = compiled(*order, decisions=decisions, tombstones=tombstones)
        (shown,) = (
            quad.object.value
            for quad in result.quads
            if quad.predicate == node("ca:registrationCloses")
            and quad.graph_name == node("graph:facts")
            and isinstance(quad.object, ox.Literal)
        )
        rules = [conflict.rule for conflict in result.conflicts if conflict.predicate == node("ca:registrationCloses")]
        found.add((shown, *rules))
    (only,) = found
    return only[0], only[1] if len(only) > 1 else ""


def only_conflict(*files: str, decisions: str = "") -> Conflict:
    (conflict,) = compiled(*files, decisions=decisions).conflicts
    return conflict


# Without a contradiction


def test_where_sources_agree_no_rule_is_needed() -> None:
    assert outcome(says("a", "2025-04-14"), says("b", "2025-04-14", "ca:reliability rel:issuer ;")) == (
        "2025-04-14",
        "",
    )


def test_the_more_exact_of_agreeing_values_is_shown_even_of_a_lesser_source() -> None:
    issuer = says("a", "2025-04", "ca:reliability rel:issuer ;")
    assert outcome(issuer, says("b", "2025-04-14", "ca:reliability rel:low ;")) == ("2025-04-14", "")


@pytest.mark.parametrize(
    ("better", "other"),
    [
        (("ca:reliability rel:issuer ;", ""), ("ca:reliability rel:press ;", "")),
        (("ca:reliability rel:low ;", ""), ("ca:reliability rel:issuer ;", "; ca:status status:planned")),
    ],
)
def test_of_two_forms_of_one_name_that_of_the_firmer_then_better_source_is_shown(
    better: tuple[str, str], other: tuple[str, str]
) -> None:
    files = (
        source("a", "event:x schema:name 'HACK HEALTH.'@en .", *other),
        source("b", "event:x schema:name 'Hack Health'@en .", *better),
    )
    result = compiled(*files)
    assert ([claim.source.iri for claim in result.shown], result.conflicts) == ([node("source:b")], ())


def test_a_vague_value_agrees_with_each_of_two_that_contradict_each_other() -> None:
    files = [says("a", "2025"), says("b", "2025-04-14", "ca:reliability rel:press ;"), says("c", "2025-05-01")]
    assert outcome(*files) == ("2025-04-14", "reliability")
    assert {claim.object.value for claim in only_conflict(*files).claims if isinstance(claim.object, ox.Literal)} == {
        "2025",
        "2025-04-14",
        "2025-05-01",
    }


# 2. status


@pytest.mark.parametrize(
    ("firmer", "weaker"), [("asserted", "provisional"), ("asserted", "planned"), ("provisional", "planned")]
)
def test_status_decides_before_all_that_follows(firmer: str, weaker: str) -> None:
    better = "ca:reliability rel:issuer ; schema:datePublished '2026-01-01'^^xsd:date ;"
    one = says("a", "2025-04-14", "ca:reliability rel:press ;", f"; ca:status status:{firmer}")
    other = says("b", "2025-04-21", better, f"; ca:status status:{weaker} ; ca:validFrom '2025'^^xsd:gYear")
    assert outcome(one, other) == ("2025-04-14", "status")


def test_what_a_source_of_class_low_asserts_does_not_outdo_a_plan() -> None:
    low = says("a", "2025-04-14", "ca:reliability rel:low ;")
    plan = says("b", "2025-04-21", "ca:reliability rel:issuer ;", "; ca:status status:planned")
    assert outcome(low, plan) == ("2025-04-21", "reliability")


def test_what_a_source_of_class_low_calls_provisional_outdoes_a_plan() -> None:
    low = says("a", "2025-04-14", "ca:reliability rel:low ;", "; ca:status status:provisional")
    plan = says("b", "2025-04-21", "ca:reliability rel:issuer ;", "; ca:status status:planned")
    assert outcome(low, plan) == ("2025-04-14", "status")


def test_a_plan_that_agrees_with_what_is_asserted_is_not_beaten() -> None:
    asserted = says("a", "2025-04")
    plan = says("b", "2025-04-14", qualifiers="; ca:status status:planned")
    other_plan = says("c", "2025-05-14", qualifiers="; ca:status status:planned")
    assert outcome(asserted, plan, other_plan) == ("2025-04-14", "status")


# 3. valid-time

PRESS, ISSUER = "ca:reliability rel:press ;", "ca:reliability rel:issuer ;"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("ca:validFrom '2015-07'^^xsd:gYearMonth", "ca:validFrom '2024-07'^^xsd:gYearMonth"),
        ("ca:validUntil '2023'^^xsd:gYear", "ca:validFrom '2024-01-01'^^xsd:date"),
        ("ca:validUntil '2023'^^xsd:gYear", "ca:validUntil '2024'^^xsd:gYear"),
        (
            "ca:validFrom '2015'^^xsd:gYear ; ca:validUntil '2030'^^xsd:gYear",
            "ca:validFrom '2016'^^xsd:gYear ; ca:validUntil '2017'^^xsd:gYear",
        ),
    ],
)
def test_of_two_that_were_right_at_their_time_the_later_is_shown(earlier: str, later: str) -> None:
    one, other = says("a", "2025-04-14", ISSUER, f"; {earlier}"), says("b", "2025-04-21", PRESS, f"; {later}")
    assert outcome(one, other) == ("2025-04-21", "valid-time")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ca:validFrom '2024'^^xsd:gYear", "ca:basis basis:stated"),  # only one has a time
        ("ca:validUntil '2020'^^xsd:gYear", "ca:basis basis:stated"),
        ("ca:validFrom '2024'^^xsd:gYear", "ca:validFrom '2024-07'^^xsd:gYearMonth"),  # not surely later
        ("ca:validFrom '2020'^^xsd:gYear", "ca:validUntil '2024'^^xsd:gYear"),  # both held in between
        ("ca:validFrom '2024'^^xsd:gYear", "ca:validUntil '2024'^^xsd:gYear"),
    ],
)
def test_valid_time_decides_only_where_one_is_surely_later(one: str, other: str) -> None:
    files = says("a", "2025-04-14", PRESS, f"; {one}"), says("b", "2025-04-21", ISSUER, f"; {other}")
    assert outcome(*files) == ("2025-04-21", "reliability")


# 4. newer-snapshot

PAGE = "schema:url <https://example.org/fees> ;"
OLDER, NEWER = ("schema:datePublished '2024'^^xsd:gYear ;", "schema:datePublished '2025-02'^^xsd:gYearMonth ;")


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (PAGE, f"{PAGE} ca:laterThan source:a ;"),
        (PAGE + OLDER, PAGE + NEWER),
        # two stored copies of one address differ in the fragment
        (
            f"schema:url <https://example.org/fees#2024> ; {OLDER}",
            f"schema:url <https://example.org/fees#2025> ; {NEWER}",
        ),
        (f"ca:snapshotOf work:fees ; {OLDER}", f"ca:snapshotOf work:fees ; {NEWER}"),
        (f"schema:publisher organization:p ; {OLDER}", f"schema:publisher organization:q , organization:p ; {NEWER}"),
        (PAGE + NEWER, f"{PAGE} {OLDER} ca:laterThan source:a ;"),  # the curator knows better than the dates
    ],
)
def test_the_newer_word_of_one_page_or_publisher_is_shown(older: str, newer: str) -> None:
    one = says("a", "2025-04-14", f"{older} ca:reliability rel:issuer ;")
    other = says("b", "2025-04-21", f"{newer} ca:reliability rel:press ;")
    assert outcome(one, other) == ("2025-04-21", "newer-snapshot")


def test_the_order_of_snapshots_is_passed_on() -> None:
    files = [
        says("a", "2025-04-14", f"{PAGE} ca:reliability rel:issuer ;"),
        source("b", "offering:x ca:hasModality mode:online .", f"{PAGE} ca:laterThan source:a ;"),
        says("c", "2025-04-21", f"{PAGE} ca:laterThan source:b ; ca:reliability rel:press ;"),
    ]
    assert outcome(*files) == ("2025-04-21", "newer-snapshot")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # read on different days: the older copy may have been read last
        (
            f"{PAGE} ca:retrievedOn '2026-11-23'^^xsd:date ;",
            f"{PAGE} ca:retrievedOn '2020-01-01'^^xsd:date ;",
        ),
        (PAGE + NEWER, PAGE),  # one bears no date
        (PAGE + NEWER, f"{PAGE} schema:datePublished '2025'^^xsd:gYear ;"),  # not surely later
        (f"schema:publisher organization:p ; {NEWER}", "schema:publisher organization:p ;"),
        (f"schema:publisher organization:p ; {NEWER}", f"schema:publisher organization:q ; {OLDER}"),
        (f"schema:url <https://example.org/fees> ; {NEWER}", f"schema:url <https://example.org/fees/> ; {OLDER}"),
    ],
)
def test_snapshots_are_ordered_only_by_dates_of_their_own_on_one_page_or_publisher(one: str, other: str) -> None:
    files = says("a", "2025-04-14", one + PRESS), says("b", "2025-04-21", other + ISSUER)
    assert outcome(*files) == ("2025-04-21", "reliability")


# 5. issuer-over-others


def published_by(name: str, day: str, publisher: str, more: str = "") -> str:
    return says(name, day, f"schema:publisher organization:{publisher} ; {more}")


SCHOLARLY = "ca:reliability rel:scholarly ;"


@pytest.mark.parametrize(
    "relation",
    ["ca:isOfferedBy", "ca:isAwardedBy", "ca:isHostedBy", "ca:isIssuedBy", "ca:isConvenedBy", "schema:publisher"],
)
def test_who_answers_for_a_thing_goes_before_others(relation: str) -> None:
    told = source("c", f"offering:x {relation} organization:p .")
    own = published_by("a", "2025-04-14", "p", "ca:reliability rel:low ;")
    assert outcome(own, published_by("b", "2025-04-21", "q", SCHOLARLY), told) == ("2025-04-14", "issuer-over-others")


def test_the_provider_of_the_programme_answers_for_its_runs() -> None:
    told = source("c", "offering:x ca:isOfferingOf programme:y . programme:y ca:isOfferedBy organization:p .")
    files = published_by("a", "2025-04-14", "p", PRESS), published_by("b", "2025-04-21", "q", SCHOLARLY), told
    assert outcome(*files) == ("2025-04-14", "issuer-over-others")


@pytest.mark.parametrize("above", ["parent", "grandparent"])
def test_else_the_body_above_it_goes_before_others(above: str) -> None:
    told = source(
        "c",
        """
        offering:x ca:isOfferedBy organization:school .
        organization:school org:subOrganizationOf organization:parent .
        organization:parent org:subOrganizationOf organization:grandparent .
        """,
    )
    files = published_by("a", "2025-04-14", above, PRESS), published_by("b", "2025-04-21", "q", SCHOLARLY), told
    assert outcome(*files) == ("2025-04-14", "issuer-over-others")


def test_the_issuer_goes_before_the_body_above_it() -> None:
    told = source(
        "c",
        "offering:x ca:isOfferedBy organization:school . organization:school org:subOrganizationOf organization:top .",
    )
    files = published_by("a", "2025-04-14", "school", PRESS), published_by("b", "2025-04-21", "top", ISSUER), told
    assert outcome(*files) == ("2025-04-14", "issuer-over-others")


@pytest.mark.parametrize(
    "told",
    [
        source("c", "programme:y ca:isOfferedBy organization:p ."),  # of something else
        # a part of the provider does not answer for it
        source(
            "c", "offering:x ca:isOfferedBy organization:top . organization:p org:subOrganizationOf organization:top ."
        ),
        source("c", "offering:x ca:isOfferedBy organization:p .", qualifiers="; ca:status status:withdrawn"),
        source("c", "offering:x ca:offersThrough organization:p ."),  # a platform
    ],
)
def test_others_have_no_such_privilege(told: str) -> None:
    files = published_by("a", "2025-04-14", "p", PRESS), published_by("b", "2025-04-21", "q", SCHOLARLY), told
    assert outcome(*files) == ("2025-04-21", "reliability")


def test_a_body_answers_for_itself() -> None:
    names = [
        source("a", "organization:p schema:name 'Own name'@en .", "schema:publisher organization:p ;"),
        source("b", "organization:p schema:name 'Another name'@en .", "ca:reliability rel:scholarly ;"),
    ]
    conflict = only_conflict(*names)
    assert (conflict.shown.object, conflict.rule) == (ox.Literal("Own name", language="en"), "issuer-over-others")


def test_a_merged_publisher_is_known_by_its_living_id() -> None:
    told = source("c", "offering:x ca:isOfferedBy organization:p .")
    files = published_by("a", "2025-04-14", "old", PRESS), published_by("b", "2025-04-21", "q", SCHOLARLY), told
    merged = "organization:old dcterms:isReplacedBy organization:p ."
    assert outcome(*files, tombstones=merged) == ("2025-04-14", "issuer-over-others")


# 6. reliability


@pytest.mark.parametrize(("better", "worse"), list(itertools.pairwise(RELIABILITY)))
def test_the_better_class_goes_before_the_next(better: str, worse: str) -> None:
    one = says("a", "2025-04-14", f"ca:reliability rel:{better} ; {OLDER}")
    other = says("b", "2025-04-21", f"ca:reliability rel:{worse} ; {NEWER}")
    assert outcome(one, other) == ("2025-04-14", "reliability")


def test_a_source_without_class_comes_last() -> None:
    files = says("a", "2025-04-14", "ca:reliability rel:low ;"), says("b", "2025-04-21", NEWER)
    assert outcome(*files) == ("2025-04-14", "reliability")


# 7. later-statement


def test_between_equals_the_later_statement_is_shown() -> None:
    assert outcome(says("a", "2025-04-14", OLDER), says("b", "2025-04-21", NEWER)) == ("2025-04-21", "later-statement")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NEWER, ""),  # one is undated
        (NEWER, "ca:retrievedOn '2020-01-01'^^xsd:date ;"),  # the day of reading is no date of its own
        ("ca:retrievedOn '2026-11-23'^^xsd:date ;", "ca:retrievedOn '2020-01-01'^^xsd:date ;"),
        (NEWER, "schema:datePublished '2025'^^xsd:gYear ;"),  # not surely earlier
        (NEWER, NEWER),
    ],
)
def test_a_statement_is_later_only_where_both_sources_bear_dates(one: str, other: str) -> None:
    assert outcome(says("a", "2025-04-21", one), says("b", "2025-04-14", other)) == ("2025-04-14", "unresolved")


# 8. more-sources


def test_what_more_sources_state_is_shown() -> None:
    files = says("a", "2025-04-21"), says("b", "2025-04-14"), says("c", "2025-04-21")
    assert outcome(*files) == ("2025-04-21", "more-sources")


def test_a_vaguer_source_supports_what_agrees_with_it() -> None:
    files = says("a", "2025-05-02"), says("b", "2025-04-14"), says("c", "2025-05")
    assert outcome(*files) == ("2025-05-02", "more-sources")


def test_copies_of_one_page_are_one_source() -> None:
    files = says("a", "2025-04-21", PAGE), says("b", "2025-04-14"), says("c", "2025-04-21", PAGE)
    assert outcome(*files) == ("2025-04-14", "unresolved")


# 9. unresolved


def test_what_no_rule_decides_takes_a_fixed_order_and_keeps_all_claims() -> None:
    files = says("a", "2025-04-21"), says("b", "2025-04-14")
    assert outcome(*files) == ("2025-04-14", "unresolved")
    assert len(only_conflict(*files).claims) == 2


# Several rules on one case


def test_the_rule_is_the_one_after_which_what_is_left_agrees() -> None:
    files = [
        says("a", "2025-04-14", PRESS, "; ca:status status:planned"),  # falls to status
        says("b", "2025-04-21", ISSUER),
        says("c", "2025-04-28", PRESS),  # falls to reliability
    ]
    assert outcome(*files) == ("2025-04-21", "reliability")


def test_two_equals_that_beat_a_third_stay_unresolved() -> None:
    files = says("a", "2025-04-28", ISSUER), says("b", "2025-04-21", ISSUER), says("c", "2025-04-14", PRESS)
    assert outcome(*files) == ("2025-04-21", "unresolved")


# 1. curator-decision

RULING = "issue:d a ca:Decision ; ca:onSubject offering:x ; ca:onProperty ca:registrationCloses ; ca:reason 'R'@en ;"
FOR_A = f"{RULING} ca:decidedSource source:a ; ca:decidedValue '2025-04-14'^^xsd:date ."
BOTH = (
    says("a", "2025-04-14", "ca:reliability rel:low ;", "; ca:status status:planned"),
    says("b", "2025-04-21", ISSUER + NEWER),
)


def test_a_ruling_goes_before_every_rule() -> None:
    assert outcome(*BOTH) == ("2025-04-21", "status")
    assert outcome(*BOTH, decisions=FOR_A) == ("2025-04-14", "curator-decision")
    assert only_conflict(*BOTH, decisions=FOR_A).shown.source.iri == node("source:a")


def test_a_ruling_may_name_the_only_claim_but_none_that_nobody_makes() -> None:
    assert outcome(says("a", "2025-04-14"), decisions=FOR_A) == ("2025-04-14", "")
    with pytest.raises(DataError, match="matches no claim"):
        compiled(says("a", "2025-04-15"), decisions=FOR_A)


def test_a_ruling_may_choose_the_vaguer_of_values_that_agree() -> None:
    files = says("a", "2025-04-14"), says("b", "2025-04")
    ruling = f"{RULING} ca:decidedSource source:b ; ca:decidedValue '2025-04'^^xsd:gYearMonth ."
    assert outcome(*files, decisions=ruling) == ("2025-04", "")


def test_a_ruling_holds_for_its_key_alone() -> None:
    files = [
        source("a", "event:x schema:name 'A'@en , 'A'@de ."),
        source("b", "event:x schema:name 'B'@en , 'B'@de ."),
    ]
    ruling = (
        "issue:d a ca:Decision ; ca:onSubject event:x ; ca:onProperty schema:name ; ca:onKey 'en' ; ca:reason 'R'@en ;"
        " ca:decidedValue 'B'@en ; ca:decidedSource source:b ."
    )
    found = compiled(*files, decisions=ruling).conflicts
    assert {(conflict.key, str(conflict.shown.object), conflict.rule) for conflict in found} == {
        ("en", '"B"@en', "curator-decision"),
        ("de", '"A"@de', "unresolved"),
    }


def test_a_ruling_on_merged_ids_still_finds_its_claim() -> None:
    files = [
        source("a", "offering:old ca:isOfferingOf programme:old ."),
        source("b", "offering:new ca:isOfferingOf programme:y ."),
    ]
    tombstones = "offering:old dcterms:isReplacedBy offering:new . programme:old dcterms:isReplacedBy programme:z ."
    ruling = (
        "issue:d a ca:Decision ; ca:onSubject offering:old ; ca:onProperty ca:isOfferingOf ; ca:reason 'R'@en ;"
        " ca:decidedValue programme:old ; ca:decidedSource source:a ."
    )
    (conflict,) = compiled(*files, decisions=ruling, tombstones=tombstones).conflicts
    assert (conflict.subject, conflict.shown.object) == (node("offering:new"), node("programme:z"))
    assert conflict.rule == "curator-decision"


def test_a_ruling_may_choose_a_value_node() -> None:
    def hubs(name: str, number: int) -> str:
        return source(
            name,
            f"event:x ca:hasCount [ a ca:Count ; ca:countOf count:hubs ; ca:atLeast {number} ; ca:atMost {number} ] .",
        )

    ruling = (
        "issue:d a ca:Decision ; ca:onSubject event:x ; ca:onProperty ca:hasCount ; ca:onKey 'count:hubs' ;"
        " ca:reason 'R'@en ; ca:decidedSource source:b ;"
        " ca:decidedValue [ ca:atMost 19 ; ca:atLeast 19 ; ca:countOf count:hubs ; a ca:Count ] ."
    )
    conflict = only_conflict(hubs("a", 17), hubs("b", 19), decisions=ruling)
    assert (conflict.shown.source.iri, conflict.rule) == (node("source:b"), "curator-decision")


@pytest.mark.parametrize(
    "ruling",
    [
        f"{RULING} ca:decidedSource source:b ; ca:decidedValue '2025-04-14'^^xsd:date .",  # source and value apart
        f"{RULING} ca:decidedSource source:a ; ca:decidedValue '2025-04-14' .",  # a text, no date
        f"{RULING} ca:decidedSource source:a ; ca:decidedValue '2025-04-14'^^xsd:date ; ca:onKey 'en' .",
        FOR_A.replace("offering:x", "offering:y"),
        FOR_A.replace("ca:registrationCloses", "ca:registrationOpens"),
        # a property that may have many values has nothing to decide
        f"{RULING} ca:decidedSource source:c ; ca:decidedValue mode:online .".replace(
            "registrationCloses", "hasModality"
        ),
        # what was withdrawn is not shown
        FOR_A.replace("source:a", "source:d").replace("2025-04-14", "2025-04-28"),
    ],
)
def test_a_ruling_that_matches_no_claim_is_an_error_with_its_place(ruling: str) -> None:
    more = (
        source("c", "offering:x ca:hasModality mode:online ."),
        says("d", "2025-04-28", qualifiers="; ca:status status:withdrawn"),
    )
    with pytest.raises(DataError, match="matches no claim") as caught:
        compiled(*BOTH, *more, decisions=f"\n\n{ruling}")
    assert caught.value.place == "decisions.ttl:4"
    assert caught.value.hint


def test_a_ruling_without_a_claim_is_told_which_claims_there_are() -> None:
    ruling = f"{RULING} ca:decidedSource source:b ; ca:decidedValue '2025-04-14'^^xsd:date ."
    with pytest.raises(DataError) as caught:
        compiled(*BOTH, decisions=ruling)
    assert caught.value.hint.startswith("claimed is 2025-04-14 of source:a, 2025-04-21 of source:b; ")


def test_a_ruling_on_what_nobody_says_is_told_so() -> None:
    with pytest.raises(DataError) as caught:
        compiled(*BOTH, decisions=FOR_A.replace("offering:x", "offering:y"))
    assert caught.value.hint.startswith("nothing is claimed here; ")


def test_a_ruling_on_a_price_is_shown_the_prices_as_the_sources_print_them() -> None:
    files = [
        source(name, f"offering:x schema:offers [ a ca:Price ; schema:price {price} ; ca:stated '${price}' ] .")
        for name, price in (("a", 8500), ("b", 9100))
    ]
    ruling = FOR_A.replace("ca:registrationCloses", "schema:offers").replace("'2025-04-14'^^xsd:date", "9100")
    with pytest.raises(DataError) as caught:
        compiled(*files, decisions=ruling)
    assert caught.value.hint.startswith("claimed is [“$8500”] of source:a, [“$9100”] of source:b; ")


def test_two_rulings_that_choose_differently_are_an_error() -> None:
    other = FOR_A.replace("issue:d", "issue:e").replace("source:a", "source:b").replace("04-14", "04-21")
    with pytest.raises(DataError, match=r"another ruling on offering:x ca:registrationCloses\n") as caught:
        compiled(*BOTH, decisions=f"{FOR_A}\n{other}")
    assert caught.value.place == "decisions.ttl:3"


def test_a_ruling_made_twice_is_one() -> None:
    again = FOR_A.replace("issue:d", "issue:e")
    assert outcome(*BOTH, decisions=f"{FOR_A}\n{again}") == ("2025-04-14", "curator-decision")


# Kinds of conflict


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        (
            "naming",
            [source("a", "organization:p schema:name 'A'@en ."), source("b", "organization:p schema:name 'B'@en .")],
        ),
        ("naming", [source("a", "organization:p schema:name 'A'@en , 'B'@en .")]),  # before internal
        ("factual", [source("a", "work:w schema:name 'A'@en ."), source("b", "work:w schema:name 'B'@en .")]),
        ("internal", [source("a", "work:w schema:name 'A'@en , 'B'@en .")]),
        (
            "internal",  # before time-varying
            [
                says("a", "2025-04-14")
                + f"<{ID}source/a#q> a ca:Passage ; oa:hasSource source:a ; ca:status status:planned .\n"
                f"GRAPH <{ID}source/a#q> {{ offering:x ca:registrationCloses '2025-04-21'^^xsd:date . }}"
            ],
        ),
        (
            "internal",  # the other source has no part in it
            [
                source("a", "offering:x ca:registrationCloses '2025-04-14'^^xsd:date , '2025-04-21'^^xsd:date ."),
                says("b", "2025-04"),
            ],
        ),
        ("time-varying", [says("a", "2025-04-14"), says("b", "2025-04-21", "", "; ca:status status:planned")]),
        (
            "time-varying",
            [says("a", "2025-04-14"), says("b", "2025-04-21", "", "; ca:validFrom '2025'^^xsd:gYear")],
        ),
        ("time-varying", [says("a", "2025-04-14", PAGE + OLDER), says("b", "2025-04-21", PAGE + NEWER)]),
        ("time-varying", [says("a", "2025-04-14", PAGE), says("b", "2025-04-21", f"{PAGE} ca:laterThan source:a ;")]),
        ("factual", [says("a", "2025-04-14"), says("b", "2025-04-21")]),
        ("factual", [says("a", "2025-04-14", OLDER), says("b", "2025-04-21", NEWER)]),
        ("factual", [says("a", "2025-04-14", PAGE), says("b", "2025-04-21", PAGE)]),  # copies in no known order
        (
            "factual",  # the plan is explained by time, the rest is not
            [
                says("a", "2025-04-14"),
                says("b", "2025-04-21"),
                says("c", "2025-04-28", "", "; ca:status status:planned"),
            ],
        ),
    ],
)
def test_the_kind_of_a_conflict_is_the_first_that_fits(kind: str, files: list[str]) -> None:
    assert only_conflict(*files).kind == kind

"""Values contradict each other only where both cannot be right: precision, bounds and units are no contradiction."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credatlas.claims.agreement import Agreement, authors, date_range, interval, normal_text
from credatlas.claims.model import Fields, Vocabulary
from credatlas.claims.reading import parse_bytes
from credatlas.terms import PREFIXES, Term, node

HEAD = " ".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()) + "\n"
CERTIFICATE, EXECUTIVE = node("ctype:certificate"), node("ctype:executive-certificate")
VOCABULARY = Vocabulary({}, {EXECUTIVE: frozenset({CERTIFICATE, node("ctype:credential")})}, {})


def term(text: str, name: str = "value:a") -> tuple[Term, dict[ox.NamedNode, Fields]]:
    """A value as one writes it in Turtle, and the fields of the value node ``name`` when it is one."""
    is_node = text.startswith("[")
    value = f"{name} . {name} {text.strip('[ ]')}" if is_node else text
    quads = parse_bytes(f"{HEAD}<urn:s> <urn:p> {value} .".encode(), "value", ox.RdfFormat.TURTLE).quads
    fields: dict[ox.NamedNode, tuple[Term, ...]] = {}
    for quad in quads[1:]:
        fields[quad.predicate] = (*fields.get(quad.predicate, ()), quad.object)
    return quads[0].object, {node(name): fields} if is_node else {}


def agree(one: str, other: str, predicate: str = "ca:hasCount") -> bool:
    (first, fields), (second, others) = term(one, "value:a"), term(other, "value:b")
    agreement = Agreement(node(predicate), {**fields, **others}, VOCABULARY)
    assert agreement.agree(first, second) == agreement.agree(second, first)
    return agreement.agree(first, second)


def date(text: str) -> str:
    return f"'{text}'^^xsd:{('gYear', 'gYearMonth', 'date')[text.count('-')]}"


def count(bounds: str) -> str:
    """``17`` exactly, ``100..`` over, ``..40`` up to, ``10..20`` between, ``hundreds`` only stated."""
    low, dots, high = bounds.partition("..")
    if not bounds[0].isdigit() and not dots:
        return f"[ a ca:Count ; ca:countOf count:people ; ca:stated '{bounds}' ]"
    high = high if dots else low
    text = (f"ca:atLeast {low} ; " if low else "") + (f"ca:atMost {high} ; " if high else "")
    return f"[ a ca:Count ; ca:countOf count:people ; {text}ca:stated '{bounds}' ]"


def duration(text: str) -> str:
    """``4 week``, ``15..36 month``, ``2.. week``."""
    bounds, unit = text.split()
    low, dots, high = bounds.partition("..")
    high = high if dots else low
    text = (f"ca:atLeast {low} ; " if low else "") + (f"ca:atMost {high} ; " if high else "")
    return f"[ a ca:Duration ; {text}ca:unit unit:{unit} ]"


# Dates


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2025-04-14", "2025-04-14", True),
        ("2025-04-14", "2025-04-15", False),
        ("2025-04-14", "2025-04", True),
        ("2025-03-31", "2025-04", False),
        ("2025-04-30", "2025-04", True),
        ("2025-05-01", "2025-04", False),
        ("2024-02-29", "2024-02", True),
        ("2025-12-31", "2025-12", True),
        ("2026-01-01", "2025-12", False),
        ("2025-04-14", "2025", True),
        ("2025-04", "2025", True),
        ("2025-04", "2025-05", False),
        ("2024-12", "2025", False),
        ("2024", "2025", False),
    ],
)
def test_dates_agree_when_one_can_lie_in_the_other(one: str, other: str, *, expected: bool) -> None:
    assert agree(date(one), date(other), "schema:startDate") is expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-04-14", (2025, 4, 14), (2025, 4, 14)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2025-12", (2025, 12, 1), (2025, 12, 31)),
        ("2025", (2025, 1, 1), (2025, 12, 31)),
        ("9999-12", (9999, 12, 1), (9999, 12, 31)),  # beyond it Python counts no days
    ],
)
def test_a_date_ranges_from_its_first_day_to_its_last(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    low, high = date_range(ox.Literal(text))
    assert (low.timetuple()[:3], high.timetuple()[:3]) == (first, last)


def period(first: str, last: str) -> str:
    return f"[ a ca:Period ; ca:startsNotBefore {date(first)} ; ca:endsNotAfter {date(last)} ]"


MAY_JUNE, JUNE_JULY, JULY = (
    period("2025-05-01", "2025-06-30"),
    period("2025-06-30", "2025-07"),
    period("2025-07", "2025-07"),
)
BEFORE_APRIL_15 = "[ a ca:Period ; ca:stated 'Recent' ; ca:endsNotAfter '2025-04-15'^^xsd:date ]"
FROM_MAY = "[ a ca:Period ; ca:startsNotBefore '2025-05-01'^^xsd:date ]"
SOON = "[ a ca:Period ; ca:stated 'soon' ; ca:edtf '2025-09/2025-10' ]"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (MAY_JUNE, JUNE_JULY, True),
        (MAY_JUNE, JULY, False),
        (JUNE_JULY, JULY, True),
        (MAY_JUNE, BEFORE_APRIL_15, False),
        (FROM_MAY, JULY, True),
        (FROM_MAY, BEFORE_APRIL_15, False),
        (SOON, JULY, True),  # stated text and its EDTF form are never compared
        (SOON, "[ a ca:Period ; ca:stated 'next year' ]", True),
        ("[ a ca:Period ; ca:startsNotBefore 'May' ]", JULY, True),  # no date: left to the shapes
    ],
)
def test_periods_agree_when_they_overlap(one: str, other: str, *, expected: bool) -> None:
    assert agree(one, other, "ca:hasPeriod") is expected


# Counts and other numbers


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("17", "17", True),
        ("17", "19", False),
        ("400..", "400", True),
        ("400..", "430", True),
        ("400..", "440", True),  # over 400 is read as 400 to 440
        ("400..", "441", False),
        ("400..", "399", False),
        ("100..", "110", True),
        ("400..", "450..", False),
        ("400..", "435..", True),
        ("..40", "40", True),
        ("..40", "0", True),
        ("..40", "41", False),
        ("..40", "36..", True),
        ("..40", "41..", False),
        ("20..30", "30..40", True),
        ("20..30", "31..40", False),
        ("0..", "0", True),
        ("0..", "1", False),
        ("hundreds", "512", True),  # stated text is never compared
        ("hundreds", "dozens", True),
    ],
)
def test_counts_agree_when_their_bounds_overlap(one: str, other: str, *, expected: bool) -> None:
    assert agree(count(one), count(other)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("120", "120.0", True), ("120", "60", False), ("1.2e2", "120", True), ("5", "6", False)],
)
def test_plain_numbers_are_compared_by_value(one: str, other: str, *, expected: bool) -> None:
    assert agree(one, other, "ca:workloadHours") is expected


def credits_(number: str, unit: str) -> str:
    return f"[ a ca:Count ; ca:countOf count:total-credits ; {number} ; ca:unit unit:{unit} ]"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (credits_("ca:atLeast 60 ; ca:atMost 60", "ects-credit"), credits_("ca:atLeast 90", "ects-credit"), False),
        (credits_("ca:atLeast 60 ; ca:atMost 60", "ects-credit"), credits_("ca:atLeast 30", "credit"), True),
        # an open number of credits is an open count
        (credits_("ca:atLeast 60", "credit"), credits_("ca:atLeast 66 ; ca:atMost 66", "credit"), True),
        (credits_("ca:atLeast 60", "credit"), credits_("ca:atLeast 90 ; ca:atMost 90", "credit"), False),
    ],
)
def test_credits_are_compared_within_one_unit(one: str, other: str, *, expected: bool) -> None:
    assert agree(one, other, "ca:carriesCredits") is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("schema:price 8500", "schema:price 8500.00", True),
        ("schema:price 8500", "schema:price 8500 ; ca:stated '$8,500'", True),
        ("schema:price 8500", "schema:price 8501", False),
        ("schema:price 0", "schema:price 8500", False),
        ("schema:price 8500", "ca:stated 'free of charge'", True),
        ("schema:price 8500", "schema:price 'on request'", True),  # no number: left to the shapes
    ],
)
def test_prices_agree_only_when_equal(one: str, other: str, *, expected: bool) -> None:
    first, second = (f"[ a ca:Price ; {fields} ; schema:priceCurrency 'USD' ]" for fields in (one, other))
    assert agree(first, second, "schema:offers") is expected


# Durations


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("4 week", "4 week", True),
        ("4 week", "28 day", True),
        ("4 week", "27 day", False),
        ("4 week", "1 month", True),  # February
        ("5 week", "1 month", False),
        ("12 week", "3 month", True),
        ("12 month", "1 year", True),
        ("52 week", "1 year", True),
        ("104 week", "2 year", True),
        ("51 week", "1 year", False),
        ("2 semester", "1 academic-year", True),
        ("2 semester", "2 academic-year", False),
        ("4 quarter", "1 year", True),
        ("15..36 month", "36 month", True),  # a range against its maximum
        ("15..36 month", "3 year", True),
        ("15..36 month", "4 year", False),
        ("2.. week", "4 week", True),
        ("2.. week", "1 week", False),
        ("..6 month", "1 year", False),
        ("90 minute", "1.5 hour", True),
        ("90 minute", "2 hour", False),
        # hours of work and time on the calendar cannot be compared
        ("40 hour", "1 week", True),
        ("40 hour", "2 year", True),
        ("3 module", "1 year", True),
    ],
)
def test_durations_agree_when_they_can_be_one_length_of_time(one: str, other: str, *, expected: bool) -> None:
    assert agree(duration(one), duration(other), "ca:hasDuration") is expected


@pytest.mark.parametrize(("one", "other"), [("12", "13"), ("3", "4"), ("1", "2"), ("10", "11")])
@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "semester", "academic-year", "year", "hour"])
def test_in_one_unit_different_numbers_are_different_durations(one: str, other: str, unit: str) -> None:
    # though twelve long months outlast thirteen short ones
    assert not agree(duration(f"{one} {unit}"), duration(f"{other} {unit}"), "ca:hasDuration")


def test_a_duration_without_unit_is_compared_with_its_like() -> None:
    four, five, open_ended = (
        f"[ a ca:Duration ; {bounds} ]"
        for bounds in ("ca:atLeast 4 ; ca:atMost 4", "ca:atLeast 5 ; ca:atMost 5", "ca:atLeast 4")
    )
    assert not agree(four, five, "ca:hasDuration")
    assert agree(five, open_ended, "ca:hasDuration")
    assert agree(four, duration("5 week"), "ca:hasDuration")


# Concepts, texts, author lists


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ctype:executive-certificate", "ctype:certificate", True),
        ("ctype:executive-certificate", "ctype:credential", True),
        ("ctype:executive-certificate", "ctype:micro", False),
        ("ctype:certificate", "ctype:credential", False),  # only what the vocabulary says
        ("ctype:micro", "ctype:micro", True),
    ],
)
def test_concepts_agree_when_one_is_broader(one: str, other: str, *, expected: bool) -> None:
    assert agree(one, other, "ca:hasCredentialType") is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("AI in the Health Sector", "AI in  the health sector.", True),
        ("King's College", "King’s College", True),
        ("15-16", "15–16", True),
        ("“Data” science", '\\"Data\\" science', True),
        ("ﬁnance", "finance", True),
        ("Key Skills for Healthcare Professionals", "Key Skills for Future Health Professionals", False),
        ("332", "333", False),
        ("Dinc", "Dinç", True),
    ],
)
def test_texts_agree_when_they_differ_in_form_only(one: str, other: str, *, expected: bool) -> None:
    assert agree(f'"{one}"@en', f'"{other}"@en', "schema:name") is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Gazquez-Garcia, J. et al.", "Gazquez-Garcia, J., & Sánchez-Bocanegra, C. L.", True),
        ("Gazquez-Garcia, J. et al.", "J Gazquez‐Garcia; C L Sanchez-Bocanegra; J L Sevillano", True),
        ("Gazquez-Garcia, Sánchez-Bocanegra, et al.", "Gazquez-Garcia J, Sanchez-Bocanegra CL, Sevillano JL", True),
        ("Gazquez-Garcia, J., & Sánchez-Bocanegra, C. L.", "Gazquez-Garcia; Sanchez-Bocanegra; Sevillano", False),
        ("Gazquez-Garcia, J. et al.", "Sánchez-Bocanegra, C. L., Gazquez-Garcia, J.", False),
        ("Ning, Y. et al.", "Ning, Y.", False),  # et al. are more than one
        ("Ning, Y. et al.", "Ning Y, et al", True),
        ("A. Able, B. Best et al.", "Able", False),
        ("Ratwani, R. M., Classen, D., & Longhurst, C.", "Ratwani RM, Classen D, Longhurst C", True),
        ("Ratwani, R. M. and Classen, D.", "Classen, D. and Ratwani, R. M.", False),
        ("WHO", "FDA", False),
    ],
)
def test_an_author_list_with_et_al_agrees_with_a_longer_one(one: str, other: str, *, expected: bool) -> None:
    assert agree(f'"{one}"', f'"{other}"', "ca:authorList") is expected


def test_only_author_lists_are_read_as_such() -> None:
    assert not agree('"Able et al."', '"Able and Best"', "schema:name")


@pytest.mark.parametrize(
    ("text", "names", "shortened"),
    [
        ("Sánchez–Bocanegra, C. L.", ("sanchez-bocanegra",), False),
        ("J.-P. Serre & D Ng", ("serre", "ng"), False),
        ("Rasit Dinc", ("rasit dinc",), False),
        ("Anderson, P. and Brand, A.", ("anderson", "brand"), False),
        ("World Health Organization", ("world health organization",), False),
        ("WHO", ("who",), False),
        ("et al.", (), True),
        ("", (), False),
    ],
)
def test_family_names_are_taken_from_author_lists(text: str, names: tuple[str, ...], *, shortened: bool) -> None:
    assert authors(text) == (names, shortened)


def test_what_cannot_be_compared_is_no_contradiction() -> None:
    assert agree("5", date("2025"), "schema:startDate")
    assert agree(count("5"), duration("4 week"))
    assert agree(MAY_JUNE, count("5"))


def test_a_thing_and_a_text_contradict_each_other() -> None:
    assert not agree("organization:a", "'A'", "ca:isTrackOf")
    assert not agree("organization:a", "organization:b", "ca:isTrackOf")


# Which of two agreeing values says more


@pytest.mark.parametrize(
    ("more", "less", "predicate"),
    [
        (date("2025-04-14"), date("2025-04"), "schema:startDate"),
        (date("2025-04"), date("2025"), "schema:startDate"),
        (MAY_JUNE, FROM_MAY, "ca:hasPeriod"),
        (FROM_MAY, "[ a ca:Period ; ca:stated 'in spring' ; ca:x 1 ]", "ca:hasPeriod"),
        (count("17"), count("10..20"), "ca:hasCount"),
        (count("430"), count("400.."), "ca:hasCount"),
        (count("400.."), count("..440"), "ca:hasCount"),
        (count("400.."), count("hundreds"), "ca:hasCount"),
        (duration("28 day"), duration("1 month"), "ca:hasDuration"),
        (duration("4 week"), duration("2.. week"), "ca:hasDuration"),
        ("ctype:executive-certificate", "ctype:certificate", "ca:hasCredentialType"),
        ("'Able, A., Best, B.'", "'Able, A. et al.'", "ca:authorList"),
    ],
)
def test_the_more_exact_value_says_more(more: str, less: str, predicate: str) -> None:
    (first, fields), (second, others) = term(more, "value:a"), term(less, "value:b")
    agreement = Agreement(node(predicate), {**fields, **others}, VOCABULARY)
    assert agreement.vagueness(first) < agreement.vagueness(second)


# Whatever the values: agreement goes both ways, and every value agrees with itself

numbers = st.integers(0, 60)
bounds = st.tuples(numbers, numbers).map(sorted)
units = st.sampled_from(["minute", "hour", "day", "week", "month", "quarter", "semester", "year", "credit"])
durations = st.builds(
    lambda kind, pair, unit, form: f"[ a ca:{kind} ; {form.format(*pair)} ; ca:unit unit:{unit} ; ca:stated '{pair}' ]",
    st.sampled_from(["Duration", "Count"]),
    bounds,
    units,
    st.sampled_from(["ca:atLeast {0}", "ca:atMost {1}", "ca:atLeast {0} ; ca:atMost {1}", "ca:x 1"]),
)
days = st.dates().map(lambda day: date(day.isoformat()[: (4, 7, 10)[day.day % 3]]))
texts = st.text("Aa.,;& -et alÉ", max_size=12).map(lambda text: f'"{text}"')
concepts = st.sampled_from(["ctype:certificate", "ctype:executive-certificate", "ctype:micro"])
anything = st.one_of(durations, days, texts, concepts, numbers.map(str))
predicates = st.sampled_from(["ca:hasDuration", "ca:authorList", "schema:name", "schema:startDate"])


@given(anything, anything, predicates)
def test_agreement_goes_both_ways(one: str, other: str, predicate: str) -> None:
    agree(one, other, predicate)  # asserts it


@given(anything, predicates)
def test_every_value_agrees_with_itself_written_anew(text: str, predicate: str) -> None:
    assert agree(text, text, predicate)


@given(durations)
def test_ranges_run_upwards(text: str) -> None:
    name, fields = term(text)
    found = interval(name, fields)
    assert found is None or found.low <= found.high


@given(st.text(max_size=30))
def test_plain_text_is_its_own_plain_text(text: str) -> None:
    assert normal_text(normal_text(text)) == normal_text(text)


def test_fields_may_come_in_any_mapping() -> None:
    fields: Mapping[ox.NamedNode, Fields] = {node("value:a"): {node("schema:price"): (ox.Literal(5),)}}
    found = interval(node("value:a"), fields)
    assert found is not None
    assert (found.low, found.high) == (5.0, 5.0)

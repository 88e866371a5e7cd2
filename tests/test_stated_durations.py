"""Lengths of time in the words of a source: units, ways of study, and what is no length of the whole."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest

from credatlas.claims.agreement import Agreement
from credatlas.claims.model import RDF_TYPE, Vocabulary
from credatlas.ingest.model import Value
from credatlas.ingest.stated import Reading, Unread, read_duration
from credatlas.terms import compact, node


def durations(text: str, iso: str = "") -> list[Reading]:
    readings = read_duration(text, iso)
    assert isinstance(readings, list), readings
    return readings


def told(readings: Sequence[Reading]) -> list[str]:
    """``12 month full-time``, ``15..36 month``, ``..36 month``."""
    words = []
    for reading in readings:
        assert isinstance(reading.value, Value)
        assert compact(reading.value.kind) == "ca:Duration"
        fields = {compact(name): term for name, term in reading.value.fields}
        low, high = (fields[name].value if name in fields else "" for name in ("ca:atLeast", "ca:atMost"))
        number = low if low == high else f"{low}..{high}"
        cohort = f" {fields['ca:cohort'].value}" if "ca:cohort" in fields else ""
        words.append(f"{number} {fields['ca:unit'].value.rpartition('#')[2]}{cohort}")
    return words


def agree(one: str, other: str) -> bool:
    """Whether the first durations of two texts can both be right, by the rule of the claims."""
    values = {}
    for name, text in (("value:a", one), ("value:b", other)):
        value = durations(text)[0].value
        assert isinstance(value, Value)
        values[node(name)] = {RDF_TYPE: (value.kind,), **{field: (term,) for field, term in value.fields}}
    return Agreement(node("ca:hasDuration"), values, Vocabulary({}, {}, {})).agree(node("value:a"), node("value:b"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("four-week", "4 week"),
        ("two-day live virtual course", "2 day"),
        ("15-36 months", "15..36 month"),
        ("eighteen to twenty-four months", "18..24 month"),
        ("1.5 to 2 years", "1.5..2 year"),
        ("16 months to 4 years", "16..48 month"),
        ("36-month window", "..36 month"),
        ("within a 36-month window", "..36 month"),
        ("up to 4 years", "..4 year"),
        ("minimum of two years", "2.. year"),
        ("multiple weeks", "2.. week"),
        ("about four weeks at 10 hours per week; five courses", "3.6..4.4 week"),
        ("three and a half years", "3.5 year"),
        ("half a year in the United States", "0.5 year"),
        ("1½ years", "1.5 year"),
        ("year-long", "1 year"),
        ("2 years and 6 months", "30 month"),
        ("12 months, 8 modules", "12 month"),
        ("2 years, four semesters", "2 year"),
        ("15 weeks, 8-12 hours per week, instructor-paced", "15 week"),
        ("1 day per week for 10 weeks", "10 week"),
        ("one-year degree taken over two years", "2 year"),
        ("20 modules over six months", "6 month"),
        ("two one-week cohorts, July 10-21", "1 week"),
        ("one academic year, October to June", "1 academic-year"),
        ("30 teaching hours", "30 hour"),
        ("exam of 2.5 hours, 100 multiple-choice questions", "2.5 hour"),
        ("12 months full-time", "12 month full-time"),
        ("part-time, 2 to 5 years", "2..5 year part-time"),
        ("three semesters beside work", "3 semester part-time"),
        ("2 years full-time, part-time possible", "2 year full-time"),
        ("12 weeks (cohort 3)", "12 week cohort 3"),
    ],
)
def test_a_length_is_read_with_its_unit(text: str, value: str) -> None:
    assert told(durations(text)) == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1 year full-time or 2 years part-time", ["1 year full-time", "2 year part-time"]),
        ("full time 2-3 years, part time 3-4 years", ["2..3 year full-time", "3..4 year part-time"]),
        ("full-time (1 year), part-time (2 years)", ["1 year full-time", "2 year part-time"]),
        ("12 months (full-time) / 24 months (part-time)", ["12 month full-time", "24 month part-time"]),
        ("two academic semesters full-time or four part-time", ["2 semester full-time", "4 semester part-time"]),
        ("one year, or part-time over 24 months", ["1 year", "24 month part-time"]),
        (
            "at least one year (undergraduates), at least two years (graduates)",
            ["1.. year undergraduates", "2.. year graduates"],
        ),
        ("28 hours over three years", ["28 hour", "3 year"]),
    ],
)
def test_ways_of_study_and_groups_are_told_apart(text: str, values: list[str]) -> None:
    assert told(durations(text)) == values


@pytest.mark.parametrize(
    ("text", "basis"),
    [("12 months", "stated"), ("four weeks", "normalised"), ("about 12 months", "normalised")],
)
def test_the_basis_says_whether_the_number_stands_there(text: str, basis: str) -> None:
    assert compact(durations(text)[0].basis) == f"basis:{basis}"


def test_what_only_follows_is_inferred() -> None:
    (reading,) = durations("dissertation ordinarily complete by end of sixth year")
    assert (told([reading]), compact(reading.basis)) == (["..6 year"], "basis:inferred")


def test_the_words_are_kept_without_marks_of_a_source() -> None:
    value = durations("28 months (src-directory)")[0].value
    assert isinstance(value, Value)
    assert {compact(name): term.value for name, term in value.fields}["ca:stated"] == "28 months"


def test_a_year_in_brackets_dates_the_length() -> None:
    (reading,) = durations("three weeks (2020)")
    assert reading.valid_from is not None
    assert reading.valid_from.value == "2020"


@pytest.mark.parametrize(
    ("text", "iso", "value"),
    [
        ("", "P2Y", "2 year"),
        ("", "P1Y6M", "18 month"),
        ("", "PT40H", "40 hour"),
        ("self-paced", "P10W", "10 week"),
        ("part-time", "P2Y", "2 year part-time"),
        ("12 + 12 months", "P24M", "24 month"),
        ("12 months", "P2Y", "12 month"),
        ("seven semesters", "P42M", "7 semester"),
    ],
)
def test_the_iso_form_helps_only_where_the_words_have_no_number(text: str, iso: str, value: str) -> None:
    assert told(durations(text, iso)) == [value]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("four weeks", "multiple weeks"),
        ("15-36 months", "36-month window"),
        ("1 year", "12 months"),
        ("1.5 to 2 years", "2 years"),
        ("18 months", "eighteen to twenty-four months"),
        ("two-day", "48 hours"),
        ("five years", "five years and five months for those who passed in 2015"),
    ],
)
def test_lengths_of_different_precision_agree(one: str, other: str) -> None:
    assert agree(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("3 hours", "3.5 hours"), ("three months", "six months, two cohorts a year"), ("1 year", "18 months")],
)
def test_lengths_that_cannot_both_be_right_do_not_agree(one: str, other: str) -> None:
    assert not agree(one, other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no length of time"),
        ("self-paced", "no length of time"),
        ("three courses", "no length of time"),
        ("24 credit hours", "no length of time"),
        ("five terms", "a third or a half"),
        ("48 hours per class", "rate"),
        ("12 to 15 hours per week per course", "rate"),
        ("two projects of eight weeks", "each of several"),
        ("three one-week modules", "each of several"),
        ("2 x 5 days", "each of several"),
        ("3.5 years plus four years", "to be added"),
        ("five days and two months of virtual collaboration", "several lengths"),
        ("doctoral part three or four years", "part"),
        ("research expected within three years of proposal defence", "another event"),
        ("180 days after 27 February 2026", "another event"),
        (f"2 years {'x' * 700}", "longer than 600"),
    ],
)
def test_what_is_no_length_of_the_whole_is_unread_with_its_reason(text: str, words: str) -> None:
    reading = read_duration(text)
    assert isinstance(reading, Unread)
    assert words in reading.reason


@pytest.mark.parametrize("iso", ["P", "PXY", "P1Y2W", "2Y", "P2Y garbage"])
def test_an_iso_form_that_is_not_one_is_said_to_be_unreadable(iso: str) -> None:
    reading = read_duration("self-paced", iso)
    assert isinstance(reading, Unread)
    assert iso in reading.reason


def test_the_unit_is_a_concept_of_the_scheme() -> None:
    value = durations("three months")[0].value
    assert isinstance(value, Value)
    assert value.fields[0] == (node("ca:unit"), node("unit:month"))
    assert isinstance(value.fields[1][1], ox.Literal)

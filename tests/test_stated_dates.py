"""Dates in the words of a source: exact ones, stretches, bounds, plans, and those that do not exist."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from credatlas.ingest.model import Value
from credatlas.ingest.stated import Reading, Unread, read_date, read_dates, start_year
from credatlas.terms import compact


def told(reading: Reading) -> str:
    """A literal as its text; a period as ``first..last edtf``, an open end being empty."""
    if isinstance(reading.value, ox.Literal):
        return reading.value.value
    assert isinstance(reading.value, Value)
    assert compact(reading.value.kind) == "ca:Period"
    fields = {compact(name): term.value for name, term in reading.value.fields}
    first, last, edtf = (fields.get(f"ca:{name}", "") for name in ("startsNotBefore", "endsNotAfter", "edtf"))
    return f"{first}..{last} {edtf}".strip()


def date(text: str) -> Reading:
    reading = read_date(text)
    assert isinstance(reading, Reading), reading
    return reading


@pytest.mark.parametrize(
    ("text", "kind"), [("2024-04-20", "xsd:date"), ("2024-04", "xsd:gYearMonth"), ("2024", "xsd:gYear")]
)
def test_an_iso_date_is_taken_as_it_stands(text: str, kind: str) -> None:
    reading = date(text)
    assert isinstance(reading.value, ox.Literal)
    assert (reading.value.value, compact(reading.value.datatype)) == (text, kind)
    assert compact(reading.basis) == "basis:stated"
    assert compact(reading.status) == "status:asserted"
    assert not reading.impossible


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20 October 2021", "2021-10-20"),
        ("April 14, 2025", "2025-04-14"),
        ("April 14th 2025", "2025-04-14"),
        ("1st of May 2025", "2025-05-01"),
        ("Monday, 14 April 2025", "2025-04-14"),
        ("8 Sept. 2021", "2021-09-08"),
        ("13/04/2026", "2026-04-13"),
        ("04/14/2025", "2025-04-14"),
        ("2025/04/14", "2025-04-14"),
        ("2025-04-14T09:00:00+02:00", "2025-04-14"),
        ("May 2025", "2025-05"),
        ("early December 2025", "2025-12"),
        ("progressively from January 2019", "2019-01"),
        ("created 1978", "1978"),
        ("2022 (online, 6 September 2022)", "2022"),
        ("２０２５-04-14", "2025-04-14"),
    ],
)
def test_a_date_in_other_words_is_brought_into_iso_form(text: str, value: str) -> None:
    assert told(date(text)) == value


def test_a_date_in_other_words_is_normalised() -> None:
    assert compact(date("20 October 2021").basis) == "basis:normalised"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("May/June 2025", "2025-05-01..2025-06-30 2025-05/2025-06"),
        ("11 to 12 April 2025", "2025-04-11..2025-04-12 2025-04-11/2025-04-12"),
        ("29 April to 1 May 2016", "2016-04-29..2016-05-01 2016-04-29/2016-05-01"),
        ("28 December to 3 January 2025", "2024-12-28..2025-01-03 2024-12-28/2025-01-03"),
        ("6/7 May 2026", "2026-05-06..2026-05-07 2026-05-06/2026-05-07"),
        ("2020-2025", "2020-01-01..2025-12-31 2020/2025"),
        ("2023/24", "2023-01-01..2024-12-31 2023/2024"),
        ("Q2 2025", "2025-04-01..2025-06-30 2025-34"),
        ("fall 2022", "2022-08-01..2022-12-31 2022-23"),
        ("summer 2019", "2019-05-01..2019-09-30 2019-22"),
        ("winter semester 2020", "2020-09-01..2021-03-31 2020-09/2021-03"),
        ("winter semester 2023/24", "2023-09-01..2024-03-31 2023-09/2024-03"),
        ("between 2020 and 2022", "2020-01-01..2022-12-31 2020/2022"),
    ],
)
def test_a_stretch_is_a_period_with_its_bounds(text: str, value: str) -> None:
    assert told(date(text)) == value


def test_a_period_keeps_the_words() -> None:
    reading = date("May/June 2025")
    assert isinstance(reading.value, Value)
    assert compact(reading.value.fields[0][0]) == "ca:stated"
    assert reading.value.fields[0][1].value == "May/June 2025"


def test_bounds_of_a_season_are_inferred_those_of_months_are_not() -> None:
    assert compact(date("fall 2022").basis) == "basis:inferred"
    assert compact(date("May/June 2025").basis) == "basis:normalised"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("by January 2027", "..2027-01-31 ../2027-01"),
        ("by second quarter 2025", "..2025-06-30 ../2025-34"),
        ("available by end of April 2025", "..2025-04-30 ../2025-04"),
        ("not before 2026", "2026-01-01.. 2026/.."),
    ],
)
def test_a_bound_is_only_a_bound(text: str, value: str) -> None:
    assert told(date(text)) == value


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("by January 2027", "planned"),
        ("expected to begin in 2025", "planned"),
        ("announced for May 2025", "planned"),
        ("2027-12-02 (provisional omnibus)", "provisional"),
        ("2020-2024 (draft of 2019-12-12)", "provisional"),
        ("launched in May 2021", "asserted"),
    ],
)
def test_the_words_tell_a_plan_from_a_fact(text: str, status: str) -> None:
    assert compact(date(text).status) == f"status:{status}"


def test_a_day_that_is_counted_from_another_is_inferred() -> None:
    reading = date("180 days after 27 February 2026")
    assert (told(reading), compact(reading.basis)) == ("2026-08-26", "basis:inferred")
    assert told(date("exam expected within two years of June 2016")).startswith("2016-06-01..2018-06-30")


@pytest.mark.parametrize(
    "text", ["31/11/2026", "2026-02-30", "April 31, 2025", "29 February 2023", "2025-13-01", "30 to 31 April 2025"]
)
def test_a_date_that_does_not_exist_keeps_its_words_and_nothing_else(text: str) -> None:
    reading = date(text)
    assert reading.impossible
    assert isinstance(reading.value, Value)
    assert [(compact(name), term.value) for name, term in reading.value.fields] == [("ca:stated", text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no date"),
        ("rolling", "no date"),
        ("a Wednesday (undated excerpt)", "no date"),
        ("1,900 people", "no date"),
        ("not stated (May 2016 post)", "no date"),
        ("9-13 August", "year is missing"),
        ("by August", "year is missing"),
        ("2 June 2025 to 4 July", "without a year"),
        ("03/04/2026", "cannot be told apart"),
        ("2019 or 2020", "more than one date"),
        ("2025-12-05 to 2025-12-01", "ends before it begins"),
        ("five years from 2013", "not understood"),
        ("999999 days after 2020-01-01", "not understood"),
        ("four years before the 2023 change", "not understood"),
        (f"2025 {'x' * 700}", "longer than 600"),
    ],
)
def test_what_is_no_certain_date_is_unread_with_its_reason(text: str, words: str) -> None:
    reading = read_date(text)
    assert isinstance(reading, Unread)
    assert words in reading.reason


def test_an_unread_date_keeps_its_text() -> None:
    assert read_date("9-13 August") == Unread("9-13 August", "the year is missing")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("11 to 12 April 2025", [("start", "2025-04-11"), ("end", "2025-04-12")]),
        ("2025-09-15 to 2025-09-19", [("start", "2025-09-15"), ("end", "2025-09-19")]),
        ("2025-04-11/2025-04-12", [("start", "2025-04-11"), ("end", "2025-04-12")]),
        ("starts 2025-09-01, ends 2026-06-30", [("start", "2025-09-01"), ("end", "2026-06-30")]),
        ("not stated, ended 12 April 2025", [("end", "2025-04-12")]),
        ("closes 2025-04-14", [("end", "2025-04-14")]),
        ("online sessions start 2025-04-14", [("start", "2025-04-14")]),
        ("2025-04-14", [("", "2025-04-14")]),
        ("6/7 May 2026", [("", "2026-05-06..2026-05-07 2026-05-06/2026-05-07")]),
        ("May/June 2025", [("", "2025-05-01..2025-06-30 2025-05/2025-06")]),
        ("2019 or 2020", []),
        ("9-13 August", []),
        ("starts 2025, starts 2026", []),
    ],
)
def test_dates_come_with_the_part_that_they_play(text: str, parts: list[tuple[str, str]]) -> None:
    assert [(part, told(reading)) for part, reading in read_dates(text)] == parts


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("winter semester 2023/24", "2023"),
        ("fall 2022", "2022"),
        ("2020-2025", "2020"),
        ("2025-04-14", "2025"),
        ("by January 2027", None),
        ("winter 2022/23", None),
        ("31/11/2026", None),
    ],
)
def test_the_year_of_a_start_is_given_only_where_it_is_sure(text: str, year: str | None) -> None:
    found = start_year(date(text))
    assert (found.value if found else None) == year

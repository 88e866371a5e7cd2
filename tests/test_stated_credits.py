"""Credits in the words of a source: in all and by part, and numbers that are no credits of the programme."""

from __future__ import annotations

import pytest

from credatlas.ingest.model import Value
from credatlas.ingest.stated import Reading, Unread, read_credits
from credatlas.terms import compact


def told(readings: list[Reading] | Unread) -> list[str]:
    """``90 ects-credit total``: bounds, unit, of what."""
    assert isinstance(readings, list), readings
    words = []
    for reading in readings:
        assert isinstance(reading.value, Value)
        assert compact(reading.value.kind) == "ca:Count"
        fields = {compact(name): term.value for name, term in reading.value.fields}
        low, high = fields.get("ca:atLeast", ""), fields.get("ca:atMost", "")
        unit, kind = (fields[name].rpartition("#")[2] for name in ("ca:unit", "ca:countOf"))
        words.append(f"{low if low == high else f'{low}..{high}'} {unit} {kind.removesuffix('-credits')}")
    return words


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("90 ECTS", ["90 ects-credit total"]),
        ("120 EC", ["120 ects-credit total"]),
        ("7.5 hp, advanced level", ["7.5 ects-credit total"]),
        ("36 credits", ["36 credit total"]),
        ("nine credit hours", ["9 credit total"]),
        ("38 semester hours", ["38 credit total"]),
        ("120 LP (about 30 hours each)", ["120 credit total"]),
        ("20 to 30 credits", ["20..30 credit total"]),
        ("4 courses, 16 credits", ["16 credit total"]),
        ("120 ECTS (90 for own bachelor graduates)", ["120 ects-credit total"]),
        ("60 credits before entry, 120 to graduate", ["120 credit total"]),
        ("36 credit hours and over 240 hours of practicum", ["36 credit total"]),
        ("37.75 AMA PRA Category 1 Credits", ["37.75 cme-credit continuing-education"]),
        ("2.5 Category A CE credits", ["2.5 cme-credit continuing-education"]),
        ("core BMIF 202, 203, 204 plus 12 elective credits", ["12 credit elective"]),
        ("minimum 36 credits of coursework", ["36.. credit taught"]),
        ("includes a 6-credit practicum (HIT 300A, 300B)", ["6 credit project"]),
        ("six core 15-credit modules, two options, 60-credit project", ["60 credit project"]),
        (
            "200-hour capstone; 60 credits: 18 core, 4 seminar, 30 elective, 8 capstone",
            ["60 credit total", "30 credit elective", "8 credit project"],
        ),
        ("38 semester hours: 26 core and 12 or more elective", ["38 credit total", "12.. credit elective"]),
        ("year 1: 180 credits, 80 taught, 100 project", ["80 credit taught", "100 credit project"]),
        ("120 ECTS including a 30 ECTS thesis", ["120 ects-credit total", "30 ects-credit thesis"]),
    ],
)
def test_credits_are_read_in_all_and_by_part(text: str, values: list[str]) -> None:
    assert told(read_credits(text)) == values


@pytest.mark.parametrize(
    ("text", "about", "values"),
    [
        ("120 of 180", "project credits in year 1", ["120 credit project"]),
        ("60", "taught credits in year 1", ["60 credit taught"]),
        ("40 ECTS", "thesis credits", ["40 ects-credit thesis"]),
        ("15", "CME credits", ["15 cme-credit continuing-education"]),
    ],
)
def test_a_bare_number_is_read_where_it_is_known_what_it_counts(text: str, about: str, values: list[str]) -> None:
    assert told(read_credits(text, about)) == values


def test_the_words_and_the_basis_are_kept() -> None:
    readings = read_credits("nine credit hours (src-x)")
    assert isinstance(readings, list)
    value = readings[0].value
    assert isinstance(value, Value)
    assert value.fields[-1][1].value == "nine credit hours"
    assert compact(readings[0].basis) == "basis:normalised"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no number of credits"),
        ("CME", "no number of credits"),
        ("at least 15 hours", "no number of credits"),
        ("150 scored multiple-choice questions", "no number of credits"),
        ("80 percent practical, 20 percent didactic", "no number of credits"),
        ("120 of 180", "no number of credits"),
        ("renewal every three years with 45 CE hours", "renewal"),
        ("160 questions in 10 domains; 24 CE credits every two years", "renewal"),
        ("CPHIMS requirements plus 15 Canadian CE hours", "asked for before"),
        ("conversion of at most 30 ECTS", "recognised"),
        ("seven 3-credit courses including a practicum", "each part"),
        ("4 x 3 credits", "each part"),
        ("first part of 30 ECTS, then a specialisation", "a part"),
        ("24 semester hours of core courses", "a part"),
        ("96 quarter credits / 48 semester credits", "two numbers"),
        ("45 units", "may be a credit or a course"),
        (f"90 ECTS {'x' * 700}", "longer than 600"),
    ],
)
def test_what_is_no_number_of_credits_carried_is_unread_with_its_reason(text: str, words: str) -> None:
    readings = read_credits(text)
    assert isinstance(readings, Unread)
    assert words in readings.reason


def test_without_a_number_there_is_none_also_where_it_is_known_what_it_would_count() -> None:
    assert isinstance(read_credits("not yet decided", "thesis credits"), Unread)

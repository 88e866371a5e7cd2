"""Numbers of things in the words of a source, exact numbers, editions, and what counts nothing."""

from __future__ import annotations

import pytest

from credatlas.ingest.model import Value
from credatlas.ingest.stated import Reading, Unread, counts_of, read_counts, read_edition, read_number
from credatlas.terms import compact


def told(reading: Reading) -> str:
    """``17``, ``500..`` for over 500, ``..70`` for up to 70; a cohort behind it."""
    assert isinstance(reading.value, Value)
    assert compact(reading.value.kind) == "ca:Count"
    fields = {compact(name): term.value for name, term in reading.value.fields}
    assert "ca:countOf" not in fields
    low, high = fields.get("ca:atLeast", ""), fields.get("ca:atMost", "")
    return " ".join(filter(None, (low if low == high else f"{low}..{high}", fields.get("ca:cohort", ""))))


def counts(text: str) -> list[tuple[str, str]]:
    return [(noun, told(reading)) for noun, reading in read_counts(text)]


@pytest.mark.parametrize(
    ("text", "noun", "value"),
    [
        ("97 participants", "participants", "97"),
        ("over 500 teams", "teams", "500.."),
        ("500+ teams", "teams", "500.."),
        ("up to 70 daily participants", "daily participants", "..70"),
        ("hundreds of participants", "participants", "100..999"),
        ("540 to 600", "", "540..600"),
        ("about 250 people", "people", "225..275"),
        ("about 20 each", "", "18..22"),
        ("nearly 1,800 registrants", "registrants", "1620..1800"),
        ("over two hundred ISfTeH members", "ISfTeH members", "200.."),
        ("more than two dozen speakers", "speakers", "24.."),
        ("a dozen countries", "countries", "12"),
        ("2 billion users", "users", "2000000000"),
        ("2.9 million users", "users", "2900000"),
        ("1.500 participants", "participants", "1500"),
        ("1 500 participants", "participants", "1500"),
        ("51 students in total", "students", "51"),
        ("19,300 in person", "", "19300"),
        ("2000 participants", "participants", "2000"),
        ("122 enrolled", "enrolled", "122"),
        ("three (Tohoku, Hokkaido, Okayama)", "", "3"),
        (
            "more than 22,000 accredited and certified organisations",
            "accredited and certified organisations",
            "22000..",
        ),
        ("101 (cohort 7)", "", "101 cohort 7"),
        ("first cohort of four start-ups", "start-ups", "4 first cohort"),
        ("Number of teams: 12", "teams", "12"),
    ],
)
def test_a_number_is_read_with_what_it_counts(text: str, noun: str, value: str) -> None:
    assert counts(text) == [(noun, value)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("more than 740 competitors from 37 countries", [("competitors", "740.."), ("countries", "37")]),
        ("54 applications, 8 finalist teams", [("applications", "54"), ("finalist teams", "8")]),
        ("40 percent of 2,000 applicants accepted; 20 countries", [("applicants", "2000"), ("countries", "20")]),
        ("24 start-ups of 80 candidates", [("start-ups", "24"), ("candidates", "80")]),
        ("nearly 70 in a dozen countries", [("", "63..70"), ("countries", "12")]),
        (
            "374 registrations: 208 individuals and 166 teams",
            [("registrations", "374"), ("individuals", "208"), ("teams", "166")],
        ),
        ("10 teams of four (40)", [("teams", "10"), ("", "40")]),
    ],
)
def test_several_numbers_of_one_text_stay_apart(text: str, values: list[tuple[str, str]]) -> None:
    assert counts(text) == values


@pytest.mark.parametrize(
    ("text", "since"), [("more than 1,500 (March 2024)", "2024-03"), ("nearly 3,000 (June 2025)", "2025-06")]
)
def test_a_date_in_brackets_dates_the_number(text: str, since: str) -> None:
    ((_, reading),) = read_counts(text)
    assert reading.valid_from is not None
    assert reading.valid_from.value == since


@pytest.mark.parametrize("text", ["37 countries announced", "300 participants expected", "25 start-ups to be selected"])
def test_what_is_to_come_is_planned(text: str) -> None:
    ((_, reading),) = read_counts(text)
    assert compact(reading.status) == "status:planned"


def test_the_basis_of_a_number_says_whether_it_stands_there() -> None:
    bases = [compact(read_counts(text)[0][1].basis) for text in ("over 500 teams", "1,800 teams", "four teams")]
    assert bases == ["basis:stated", "basis:normalised", "basis:normalised"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no number"),
        ("Harvard students", "no number"),
        ("53 percent in 2023", "percentage"),
        ("80% practical", "percentage"),
        ("48 hours", "length of time"),
        ("90 ECTS", "credits"),
        ("15,000 USD in prizes", "money"),
        ("€2.9 million", "money"),
        ("about 170 a year", "each year"),
        ("24-30 students per location", "each year"),
        ("individuals or teams of up to five", "size of each"),
        ("several countries", "not said how many"),
        ("ten-part video", "something else"),
        ("24/7", "something else"),
        ("designed for about 50,000", "to be reached"),
        ("2.5 people", "whole numbers"),
        ("x" * 700, "longer than 600"),
    ],
)
def test_what_counts_no_things_is_unread_with_its_reason(text: str, words: str) -> None:
    found = counts_of(text)
    assert found.counts == ()
    assert words in found.unread[0].reason


@pytest.mark.parametrize(
    ("text", "kept", "refused"),
    [
        ("two cohorts of 25", [("cohorts", "2")], "25"),
        ("45 teams of 3-5 students", [("teams", "45")], "3-5 students"),
        ("1,021 people from 25 countries; 239 mentors from 23 countries", None, "23 countries"),
        ("200 participants, 150 in person", [("participants", "200")], "150"),
        ("9: five in Africa and four in the US", [("", "9")], "five"),
        ("one of 16", [("", "16")], "one"),
    ],
)
def test_a_part_or_a_size_does_not_pass_for_the_whole(
    text: str, kept: list[tuple[str, str]] | None, refused: str
) -> None:
    found = counts_of(text)
    assert kept is None or [(noun, told(reading)) for noun, reading in found.counts] == kept
    assert refused in [one.text for one in found.unread]


@pytest.mark.parametrize(
    "text", ["130 enrolled at 2025-07-21", "first 60 students in 2020/21", "45 people in May 2024"]
)
def test_no_part_of_a_date_is_a_number_of_things(text: str) -> None:
    assert len(read_counts(text)) == 1


@pytest.mark.parametrize(
    "text", ["COVID-19 hackathon with 200 people", "phase 3 with 200 people", "7th event, 200 people"]
)
def test_numbers_in_names_count_nothing(text: str) -> None:
    assert counts(text) == [("people", "200")]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [("50", "50", "integer"), ("49.5", "49.5", "decimal"), ("1,200", "1200", "integer"), ("nine", "9", "integer")],
)
def test_a_cell_with_one_number_is_that_number(text: str, value: str, kind: str) -> None:
    reading = read_number(text)
    assert isinstance(reading, Reading)
    assert str(reading.value) == f'"{value}"^^<http://www.w3.org/2001/XMLSchema#{kind}>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("-5", "not one number"),
        ("12a", "not one number"),
        ("3 and 4", "not one number"),
        ("5-6", "range"),
        ("about 5", "range"),
        ("1.200", "decimal point"),
    ],
)
def test_a_cell_without_one_exact_number_is_unread(text: str, words: str) -> None:
    reading = read_number(text)
    assert isinstance(reading, Unread)
    assert words in reading.reason


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("third hackathon in 2023", 3),
        ("7th edition in 2026", 7),
        ("sixth event in 2025", 6),
        ("6th annual conference in 2025", 6),
        ("sixth in 2025", 6),
        ("inaugural 2019 in New York City", 1),
        ("first", 1),
        ("fourth in-person meeting", 4),
        ("first Saudi participation; fifth largest hub; whole event called the sixth, in 19 cities", 6),
    ],
)
def test_an_edition_is_read_from_its_ordinal(text: str, number: int) -> None:
    assert read_edition(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hackathon",
        "fourth consecutive year",
        "fifth largest hub",
        "third year of the programme",
        "first quarter 2025",
        "continues events of 2016-2023 (ninth year)",
        "second hackathon after the first hackathon",
        "7 hackathons",
    ],
)
def test_an_ordinal_of_something_else_is_no_edition(text: str) -> None:
    assert read_edition(text) is None

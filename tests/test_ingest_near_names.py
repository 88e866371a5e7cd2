"""Names that are nearly the same become questions to a person, never merges, and names of two things become nothing."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import pytest

from credatlas.ingest.doubts import doubts
from credatlas.ingest.known import Known
from credatlas.ingest.matching import match
from credatlas.ingest.model import Outside, Question, Spot, Thing
from credatlas.names.likeness import figures, nearly, telling_words
from credatlas.terms import compact, node


def thing(key: str, name: str, kind: str = "organization", **more: Any) -> Thing:
    """A thing of an input, in a row of its own."""
    return Thing(key, kind, (), name, "src-x", Spot("rows.csv", 2, "name"), **more)


def atlas(*names: str, kind: str = "organization") -> Known:
    """An atlas of things of a kind called so, with the ids ``one``, ``two`` and so on."""
    known = Known()
    for last, name in zip(("one", "two", "three", "four"), names, strict=False):
        known.ids.add(node(f"{kind}:{last}").value)
        known.name(node(f"{kind}:{last}"), name)
    return known


def asked(known: Known, *things: Thing) -> list[Question]:
    """What a person is asked about things; none of them may have been taken for one that is known by another name."""
    matches = match(Outside("x", (), things), known)
    assert not [one for one in matches.matched if "same full name" not in one.why]
    return doubts(things, matches.ids, known)


def choices(known: Known, *things: Thing) -> list[tuple[str, ...]]:
    """The choices of each question."""
    return [question.choices for question in asked(known, *things)]


# What must be asked


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Center for AI in Medicine", "Centre for Artificial Intelligence in Medicine"),
        ("Centre for Artificial Intelligence in Medicine", "Center for AI in Medicine"),
        ("Nordic Health AI Ltd", "Nordic Health AI"),
        ("Nordic Health AI", "Nordic Health AI, Inc."),
        ("Nordic Health AI GmbH & Co. KG", "Nordic Health AI"),
        ("Nordic Health AI A/S", "Nordic Health A.I."),
        ("Nordhaven S.A.", "Nordhaven SA"),
        ("Nordhaven Ltd", "Nordhaven"),
        ("Nordhaven University", "The University of Nordhaven"),
        ("Organisation for Digitalisation of Care", "Organization for Digitalization of Care"),
        ("Nordhaven Dept. of Health", "Department of Health, Nordhaven"),
        ("Institute of Digital Medecine", "Institute of Digital Medicine"),
        ("National Institute of Health Policies", "National Institute of Health Policy"),
        ("Institute of Bio Informatics", "Institute of Bioinformatics"),
        ("University of Edinburg", "University of Edinburgh"),
        ("University of Nordahven", "University of Nordhaven"),
    ],
)
def test_spellings_short_words_legal_forms_and_slips_are_asked_about_and_merge_nothing(name: str, known: str) -> None:
    row = thing("org-1", name)
    found = atlas(known)
    assert compact(match(Outside("x", (), (row,)), found).ids["org-1"]) != "organization:one"
    (question,) = asked(atlas(known), row)
    assert question.choices == ("organization:one",)
    assert f"“{name}” has nearly the name of organization:one “{known}”" in question.text


def test_both_may_be_new_and_the_pair_is_asked_about_once() -> None:
    rows = (thing("org-1", "Nordic Health AI Ltd"), thing("org-2", "Nordic Health AI"))
    (question,) = asked(Known(), *rows)
    assert (question.about, question.choices) == ("org-1", ("organization:nordic-health-ai",))


def test_another_name_of_a_row_is_looked_at_as_well() -> None:
    row = thing("org-1", "Instituto Nordhaven", others=("Nordhaven Center for AI",))
    assert choices(atlas("Nordhaven Centre for Artificial Intelligence"), row) == [("organization:one",)]


def test_the_slip_may_stand_in_the_atlas() -> None:
    assert choices(atlas("Helth Innovation Centre"), thing("org-1", "Health Innovation Centre")) == [
        ("organization:one",)
    ]


def test_among_many_names_with_the_same_words_a_slip_is_still_found() -> None:
    known = Known()
    for number in range(200):
        word = "".join(chr(ord("b") + int(digit)) for digit in f"{number:03}")
        known.name(node(f"organization:x{number}"), f"Health Innovation {word}a{word}")
    known.name(node("organization:nord"), "Health Innovation Nordhaven")
    assert choices(known, thing("org-1", "Health Innovation Nordhavn")) == [("organization:nord",)]
    known.name(node("organization:plain"), "Health Innovation")
    assert choices(known, thing("org-2", "Health Innovation A/S"))[0] == ("organization:plain",)


# What must not be asked


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("University of X", "University of Y"),
        ("University of York", "University of Cork"),
        ("University of Northport", "University of Northpark"),
        ("University of Austria", "University of Australia"),
        ("Eastbourne Hospital", "Westbourne Hospital"),
        ("Essex Medical School", "Sussex Medical School"),
        ("Institute of Digital Health, Leeds", "Institute of Digital Health, Leicester"),
        ("Northern Institute of Digital Medicine", "Southern Institute of Digital Medicine"),
        ("Centre for AI in Medicine", "Centre for AI in Business"),
        ("Nordhaven Hepatitis Group A", "Nordhaven Hepatitis Group E"),
        ("Graduate School of Digital Health Nordhaven", "Undergraduate School of Digital Health Nordhaven"),
        ("COVID-19 Institute of Nordhaven", "COVID-20 Institute of Nordhaven"),
        ("AI Ltd", "Nordic Health AI Ltd"),
        ("Ltd", "Inc"),
    ],
)
def test_names_of_two_things_are_not_asked_about(name: str, known: str) -> None:
    assert asked(atlas(known), thing("org-1", name)) == []


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Computing in Clinical Work, one-week school", "Computing in Clinical Work, two-week school"),
        ("Third Nordhaven Conference on Digital Care", "Fourth Nordhaven Conference on Digital Care"),
        ("Nordhaven Conference on Digital Care 2024", "Nordhaven Conference on Digital Care"),
        ("Nordhaven Conference on Digital Care IV", "Nordhaven Conference on Digital Care VI"),
    ],
)
def test_editions_and_lengths_that_differ_in_a_number_or_a_word_for_one_are_two(name: str, known: str) -> None:
    assert asked(atlas(known, kind="event"), thing("ev-1", name, "event")) == []


def test_words_that_differ_and_are_places_tell_two_institutes() -> None:
    names = ("Upper Marport Centre for Health Analytics", "Upper Carlport Centre for Health Analytics")
    assert choices(atlas(names[0]), thing("org-1", names[1])) == [("organization:one",)]
    known = atlas(names[0])
    for last, town in (("marport", "Upper Marport"), ("carlport", "Upper Carlport")):
        known.name(node(f"place:{last}"), town)
    assert asked(known, thing("org-1", names[1])) == []


def test_names_of_places_themselves_are_asked_about() -> None:
    known = atlas("San Francisco Bay", kind="place")
    assert choices(known, thing("p-1", "San Fransisco Bay", "place")) == [("place:one",)]


def test_a_slip_is_none_where_both_are_in_towns_that_differ_but_a_legal_form_says_nothing() -> None:
    def known(name: str) -> Known:
        made = atlas(name)
        made.places[node("organization:one")].add(node("place:oslo-no"))
        made.places[node("organization:nordic-health-arts")].add(node("place:bergen-no"))
        return made

    row = thing("org-1", "Nordic Health Arts")
    assert choices(known("Nordic Health Art"), row) == []
    assert choices(known("Nordic Health Arts Ltd"), row) == [("organization:one",)]


def test_a_town_and_its_district_are_one_place() -> None:
    known = atlas("Nordic Health Art")
    known.places[node("organization:one")].add(node("place:grunerlokka-no"))
    known.places[node("organization:nordic-health-arts")].add(node("place:oslo-no"))
    known.places[node("place:grunerlokka-no")].add(node("place:oslo-no"))
    assert choices(known, thing("org-1", "Nordic Health Arts")) == [("organization:one",)]


def test_two_countries_keep_even_the_same_words_apart() -> None:
    known = atlas("Nordic Health AI")
    known.countries[node("organization:one")].add("no")
    assert asked(known, thing("org-1", "Nordic Health AI Ltd", country="GB")) == []


def test_things_of_two_kinds_are_two() -> None:
    assert asked(atlas("Nordic Health AI"), thing("ev-1", "Nordic Health AI Ltd", "event")) == []


# What is no name


@pytest.mark.parametrize("name", ["", " ", "…", "x", "the", "S.A.", "AI", "\u202e", "a" * 10_000, "é" * 10_000])
def test_what_is_hardly_a_name_is_looked_at_quickly_and_raises_nothing(name: str) -> None:
    begun = time.process_time()
    assert asked(atlas("Nordic Health AI", "a" * 9_999 + "b"), thing("org-1", name)) == []
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "names",
    [
        ["Centre " + "a" * 10_000, "Centre " + "a" * 9_999 + "b"],
        ["Centre " + "ab" * 5_000, "Centre " + "ba" * 5_000],
        ["a b " * 2_500, "b a " * 2_499 + "c"],
    ],
)
def test_ten_thousand_letters_are_compared_as_words_only(names: list[str]) -> None:
    begun = time.process_time()
    assert asked(Known(), thing("org-1", names[0]), thing("org-2", names[1])) == []
    assert time.process_time() - begun < 1
    assert choices(Known(), thing("org-1", names[0]), thing("org-2", f"{names[0]} Ltd")) != []


def test_thousands_of_names_that_differ_in_one_word_are_not_compared_each_with_each() -> None:
    letters = str.maketrans("0123456789", "ghiklmnopr")  # without figures, which alone tell names apart
    words = [hashlib.sha256(str(number).encode()).hexdigest()[:9].translate(letters) for number in range(3_000)]
    rows = [thing(f"ev-{number}", f"Health Hackathon {word}", "event") for number, word in enumerate(words)]
    known = Known()
    ids = match(Outside("x", (), tuple(rows)), known).ids
    begun = time.process_time()
    assert doubts(rows, ids, known) == []
    assert time.process_time() - begun < 5  # each with each takes half a minute


# The words themselves


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Center for AI in Medicine", ("artificial", "centre", "intelligence", "medicine")),
        ("The Nordic Health AI Ltd.", ("artificial", "health", "intelligence", "nordic")),
        ("Nordhaven S.p.A.", ("nordhaven",)),
        ("PhD at the U.S. Company", ("phd", "states", "united")),
        ("Ph.D.", ("phd",)),
        ("Vitamin A", ("a", "vitamin")),
        ("AG Digitale Medizin", ("ag", "digitale", "medizin")),
        ("The Of", ("of", "the")),
        ("Co", ("co",)),
        ("東京大学", ("東京大学",)),
        ("", ()),
    ],
)
def test_the_words_that_tell(name: str, expected: tuple[str, ...]) -> None:
    assert telling_words(name) == expected


def test_what_must_be_the_same_are_numbers_lone_letters_and_sides() -> None:
    assert figures(telling_words("North Wing, Level II, Track B, AI4Health 2024")) == ("2024", "4", "b", "ii", "north")
    assert figures(()) == ()


def test_nearly_is_neither_the_same_nor_anything_of_nothing() -> None:
    words = telling_words("Institute of Digital Medicine")
    assert not nearly(words, words)
    assert not nearly((), ())
    assert not nearly(words, ())
    assert not nearly((), ("x",))

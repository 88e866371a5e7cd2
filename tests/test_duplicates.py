"""Pairs that look like one thing under two ids, and pairs that must not."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import credatlas as ca
from credatlas.errors import UsageError
from credatlas.names.duplicates import Duplicate, duplicates
from credatlas.names.likeness import near_pairs, nearly, telling_words
from credatlas.store import LocalStore, memory_store
from credatlas.terms import GRAPHS, Term, node

Command = Callable[..., Any]


def store(*things: str) -> LocalStore:
    """A store of things, each written as ``id | property value | …``; values with a prefix are things, else texts."""
    quads = []
    for line in things:
        subject, *pairs = (part.strip() for part in line.split("|"))
        for pair in pairs:
            prop, _, value = pair.partition(" ")
            quads.append(ox.Quad(node(subject), node(_PROPERTIES.get(prop, prop)), _term(value), GRAPHS["facts"]))
    return memory_store(quads)


_PROPERTIES = {
    "name": "schema:name",
    "also": "schema:alternateName",
    "short": "ca:abbreviation",
    "in": "schema:location",
    "part": "org:subOrganizationOf",
    "at": "schema:url",
    "by": "ca:isOfferedBy",
    "awarded": "ca:isAwardedBy",
}
COUNTRIES = (
    "place:us | rdf:type schema:Country | name United States",
    "place:es | rdf:type schema:Country | name Spain",
    "place:boston | schema:containedInPlace place:us",
)


def _term(value: str) -> Term:
    if value.startswith("http"):
        return ox.NamedNode(value)
    prefix = value.partition(":")[0]
    known = ("organization", "place", "programme", "schema", "ptype", "event", "ca")
    return node(value) if prefix in known and " " not in value else ox.Literal(value)


def levels(found: list[Duplicate]) -> list[tuple[str, str, str]]:
    """Level and the ends of both ids of each pair."""
    return [(pair.level, pair.one.value.rpartition("/")[2], pair.other.value.rpartition("/")[2]) for pair in found]


def all_of(*things: str) -> list[tuple[str, str, str]]:
    return levels(duplicates(store(*things), least="weak"))


# What must be found


def test_the_same_name_is_strong_whatever_its_case_accents_and_punctuation() -> None:
    assert all_of(
        "organization:w2-apexai | name Apex AI Institute", "organization:w3-apexai | name APEX-AI Institüte"
    ) == [("strong", "w2-apexai", "w3-apexai")]


def test_a_school_of_two_lists_is_strong_with_all_that_both_share() -> None:
    name = "Prince Mohammed bin Salman College of Business"
    (pair,) = duplicates(
        store(f"organization:a | name {name} | short MBSC", f"organization:b | name {name} | short MBSC")
    )
    assert (pair.level, pair.reasons, pair.against) == ("strong", ("the same name", "the same abbreviation MBSC"), ())


def test_the_same_id_is_strong_however_it_is_written() -> None:
    assert all_of(
        "organization:a | name Alpha | ca:rorId https://ror.org/03vek6s52",
        "organization:b | name Omega University | ca:rorId 03VEK6S52",
    ) == [("strong", "a", "b")]
    assert all_of(
        "work:a | name One title here | bibo:doi https://doi.org/10.2196/78161",
        "work:b | name Another title there | bibo:doi 10.2196/78161",
    ) == [("strong", "a", "b")]
    assert all_of(
        "person:a | name Ada Example | ca:orcidId 0000-0002-1825-0097",
        "person:b | name A. Example | ca:orcidId https://orcid.org/0000-0002-1825-0097",
    ) == [("strong", "a", "b")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of Springfield", "Springfield University"),
        ("The Example Institute", "Example Institute, Inc."),
        ("Program in AI and Healthcare", "Programme in Artificial Intelligence & Health Care"),
        ("Example Center for Digital Health", "Example Centre of Digital Health"),
    ],
)
def test_the_same_words_in_another_order_or_form_are_likely(one: str, other: str) -> None:
    assert all_of(f"organization:a | name {one}", f"organization:b | name {other}") == [("likely", "a", "b")]


def test_an_alternate_name_that_is_the_name_of_another_is_likely() -> None:
    things = ("organization:a | name Alpha Institute of Health | also Omega House", "organization:b | name Omega House")
    assert all_of(*things) == [("likely", "a", "b")]


def test_nearly_the_same_name_is_weak_and_likely_with_a_page_in_common() -> None:
    one, other = (
        "organization:a | name Institute of Digital Medicine",
        "organization:b | name Institute of Digital Medecine",
    )
    assert all_of(one, other) == [("weak", "a", "b")]
    page = "| at https://www.idm.example/about/"
    assert all_of(f"{one} {page}", f"{other} | at http://idm.example/about") == [("likely", "a", "b")]


def test_the_same_course_of_the_same_university_is_strong() -> None:
    things = (
        "course:a | name AI in Medicine Online | by organization:x",
        "course:b | name AI in Medicine Online | by organization:x",
    )
    assert all_of(*things) == [("strong", "a", "b")]


def test_a_course_of_a_university_and_of_its_school_may_be_one() -> None:
    assert all_of(
        "organization:school | name School of Medicine | part organization:x",
        "course:a | name AI in Medicine Online | by organization:x",
        "course:b | name AI in Medicine Online | by organization:school",
    ) == [("strong", "a", "b")]


# What must not be found, or not as more than it is


def test_a_university_and_its_college_are_no_duplicates() -> None:
    assert (
        all_of(
            "organization:uf | name University of Florida | short UF | at https://www.ufl.edu | ca:wikidataId Q501758",
            "organization:ufcom | name Florida University | short UF | at https://www.ufl.edu | part organization:uf",
        )
        == []
    )


def test_a_unit_of_a_unit_is_no_duplicate_of_the_whole() -> None:
    assert (
        all_of(
            "organization:a | name Example House",
            "organization:b | name Middle | part organization:a",
            "organization:c | name Example House | part organization:b",
        )
        == []
    )


def test_a_predecessor_and_its_successor_are_no_duplicates() -> None:
    assert (
        all_of(
            "organization:hisa | name Australasian Digital Health Institute",
            "organization:aidh | name Australasian Institute of Digital Health | ca:succeeds organization:hisa",
        )
        == []
    )


@pytest.mark.parametrize("short", ["GMU", "UAB", "AIM", "NTU"])
def test_an_abbreviation_alone_is_weak(short: str) -> None:
    things = (
        f"organization:a | name First Example Body | short {short}",
        f"organization:b | name Another Place | short {short}",
    )
    assert all_of(*things) == [("weak", "a", "b")]
    assert duplicates(store(*things)) == []
    programmes = (f"programme:a | name {short} Track | short {short}", f"programme:b | name Its Degree | short {short}")
    assert [level for level, *_ in all_of(*programmes)] == ["weak"]


def test_two_countries_leave_a_shared_name_weak_and_are_named() -> None:
    (pair,) = duplicates(
        store(
            *COUNTRIES,
            "organization:a | name National University of Health | in place:boston",
            "organization:b | name National University of Health | in place:es",
        ),
        least="weak",
    )
    assert pair.level == "weak"
    assert pair.against == ("different countries: United States and Spain",)


def test_a_unit_is_where_its_university_is() -> None:
    (pair,) = duplicates(
        store(
            *COUNTRIES,
            "organization:x | name Alpha | in place:us",
            "organization:a | name Digital Health Hub | part organization:x",
            "organization:b | name Digital Health Hub | in place:es",
        ),
        least="weak",
    )
    assert pair.level == "weak"
    assert "different countries: United States and Spain" in pair.against


def test_departments_of_one_name_in_two_universities_are_two() -> None:
    name = "Department of Biomedical Informatics"
    assert (
        all_of(
            "organization:harvard | name Harvard University",
            "organization:columbia | name Columbia University",
            f"organization:a | name {name} | short DBMI | part organization:harvard",
            f"organization:b | name {name} | short DBMI | part organization:columbia",
        )
        == []
    )


def test_offices_of_one_name_in_two_schools_of_one_university_are_two() -> None:
    assert (
        all_of(
            "organization:hms | name Medical School of Example | part organization:u",
            "organization:hsph | name Public Health of Example | part organization:u",
            "organization:a | name Office of Education | part organization:hms",
            "organization:b | name Office of Education | part organization:hsph",
        )
        == []
    )


def test_degrees_of_one_name_from_two_universities_are_two() -> None:
    name = "Master of Science in Health Informatics"
    assert (
        all_of(f"programme:a | name {name} | by organization:x", f"programme:b | name {name} | by organization:y") == []
    )
    assert all_of(f"programme:a | name {name} | by organization:x", f"programme:b | name {name}") == [
        ("weak", "a", "b")
    ]


def test_a_track_is_no_duplicate_of_its_programme() -> None:
    assert (
        all_of(
            "programme:a | name AI in Medicine Programme | by organization:x",
            "programme:b | name AI in Medicine Program | by organization:x | ca:isTrackOf programme:a",
        )
        == []
    )


def test_editions_and_runs_of_other_dates_are_no_duplicates() -> None:
    name = "name Health Hackathon of Example"
    assert (
        all_of(f"event:a | {name} | schema:startDate 2024-04-12", f"event:b | {name} | schema:startDate 2025-04-11")
        == []
    )
    assert all_of("event:a | name Example Hackathon 2024", "event:b | name Example Hackathon 2025") == []
    assert all_of("course:a | name Clinical AI Level I", "course:b | name Clinical AI Level II") == []


def test_other_ids_in_one_register_leave_a_shared_name_weak() -> None:
    things = (
        "organization:a | name Example Hall | ca:rorId 0aaa",
        "organization:b | name Example Hall | ca:rorId 0bbb",
    )
    (pair,) = duplicates(store(*things), least="weak")
    assert (pair.level, pair.against) == ("weak", ("different ROR ids",))


def test_turned_words_with_pages_on_two_hosts_are_weak() -> None:
    assert all_of(
        "organization:a | name Miami University | at https://miamioh.edu",
        "organization:b | name University of Miami | at https://miami.edu",
    ) == [("weak", "a", "b")]


def test_a_host_alone_is_no_reason() -> None:
    assert (
        all_of(
            "organization:a | name One Lab | at https://example.edu/one",
            "organization:b | name Other Unit | at https://example.edu/two",
        )
        == []
    )


def test_a_thing_that_was_merged_away_is_not_compared() -> None:
    assert (
        all_of(
            "organization:a | name Apex AI Institute",
            "organization:b | name Apex AI Institute | dcterms:isReplacedBy organization:a",
        )
        == []
    )


def test_things_of_two_kinds_are_never_compared() -> None:
    assert all_of("programme:a | name AI in Medicine Online", "credential:a | name AI in Medicine Online") == []


def test_the_founding_data_have_none_and_the_two_harvard_certificates_are_two(founding_store: LocalStore) -> None:
    assert duplicates(founding_store) == []
    weak = levels(duplicates(founding_store, least="weak"))
    assert not [pair for pair in weak if "certificate" in pair[1] and "certificate" in pair[2]]
    # AIM, a track at Harvard and a degree in Alabama, has no more than its short form in common
    assert [level for level, *_ in weak if level != "weak"] == []


# Names


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Health Systems Innovation Lab", "Health System Innovation Lab", True),
        ("Northern Institute of Care", "Southern Institute of Care", False),
        ("Master of Health Informatics", "Master of Health Informatics", False),
        ("AI Summit 2024", "AI Summit 2025", False),
        ("Clinical AI Part A", "Clinical AI Part B", False),
        ("", "", False),
    ],
)
def test_near_names_differ_in_letters_and_in_no_number(one: str, other: str, near: bool) -> None:  # noqa: FBT001 - pytest hands it over
    assert nearly(telling_words(one), telling_words(other)) is near


def test_a_name_of_nothing_but_articles_keeps_them() -> None:
    assert telling_words("The And") == ("and", "the")


def test_a_word_that_very_many_names_have_brings_none_together() -> None:
    names = {("university", f"x{number}"): () for number in range(200)}
    assert list(near_pairs(names)) == []


# The command


def test_the_list_can_be_limited_to_kinds_and_levels(credatlas: Command, small: Path) -> None:
    source = small / "data/sources/page.trig"
    source.write_text(source.read_text().replace('"Beta College"@en', '"University, Alpha"@en'))
    done = credatlas("--project", str(small), "duplicates")
    assert done.code == 0
    assert done.stdout.splitlines()[:4] == [
        "likely  organization",
        "  Alpha University (organization:alpha)",
        "  University, Alpha (organization:beta)",
        "    for: the same words in another order or form",
    ]
    assert credatlas("--project", str(small), "duplicates", "--min", "strong").stdout == ""
    assert credatlas("--project", str(small), "duplicates", "--class", "person").stdout == ""
    (record,) = json.loads(credatlas("--project", str(small), "duplicates", "--format", "json").stdout)
    assert record == {
        "level": "likely",
        "kind": "organization",
        "one": "organization:alpha",
        "one_name": "Alpha University",
        "other": "organization:beta",
        "other_name": "University, Alpha",
        "reasons": ["the same words in another order or form"],
        "against": [],
    }
    table = credatlas("--project", str(small), "duplicates", "--format", "csv").stdout
    assert next(csv.DictReader(io.StringIO(table)))["other"] == "organization:beta"


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (("--min", "strongest"), "--min: “strongest” is no level", "did you mean strong?"),
        (("--class", "organisation"), "is no kind of thing that is looked at", "did you mean organization?"),
        (("--class", "zzz"), "is no kind of thing that is looked at", "there are organization, person"),
        (("--class", ""), "is no kind of thing that is looked at", "there are organization, person"),
    ],
)
def test_what_does_not_exist_is_refused(credatlas: Command, words: tuple[str, ...], message: str, hint: str) -> None:
    done = credatlas("duplicates", *words)
    assert done.code == 2
    assert message in done.stderr
    assert hint in done.stderr


def test_the_verb_takes_kinds_and_a_level(founding_store: LocalStore) -> None:
    assert ca.duplicates(founding_store, "organization", least="strong") == []
    with pytest.raises(UsageError, match="is no level"):
        ca.duplicates(founding_store, least="certain")


def test_three_thousand_names_take_less_than_two_seconds() -> None:
    towns = [
        f"{first}{last}"
        for first in ("Ash", "Bel", "Cor", "Dun", "El", "Far")
        for last in ("bridge", "ford", "ton", "ham")
    ]
    kinds = (
        "University",
        "Institute of Health Informatics",
        "Centre for AI in Medicine",
        "School of Public Health",
        "Hub",
    )
    things = [
        f"organization:{number} | name {town} {kind} {number // 120} | short {town[:2].upper()}{number % 97}"
        for number in range(3000)
        for town, kind in [(towns[number % len(towns)], kinds[number // len(towns) % len(kinds)])]
    ]
    built = store(*things)
    start = time.process_time()
    duplicates(built, least="weak")
    assert time.process_time() - start < 2

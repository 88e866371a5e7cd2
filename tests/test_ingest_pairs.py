"""Pairs of values of two sources come in as claims; the rules find what contradicts, and a person is asked the rest."""

from __future__ import annotations

import csv
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from credatlas.build.parsing import parse_project
from credatlas.claims import Compiled, collect, compile_claims, held, vocabulary_of
from credatlas.claims.model import Conflict
from credatlas.files import Project, find_project
from credatlas.ingest import Outside, Summary, from_tables, ingest, write
from credatlas.ingest.concepts import Lookup
from credatlas.ingest.details import aspect_of, comparable_of
from credatlas.ingest.ids import read_ids
from credatlas.ingest.mapping import shipped
from credatlas.ingest.pairing import compatible, differ_in_step, step
from credatlas.ingest.sources import concepts_of
from credatlas.ingest.tables import read_tables
from credatlas.terms import compact, node

TABLES = Path(__file__).resolve().parent / "fixtures/tables"


@pytest.fixture(scope="module")
def words(founding: Path) -> Lookup:
    """The labels of the concept schemes."""
    return concepts_of(find_project(founding))


# A few pairs of our own


def pairs(tables: Path, *rows: str) -> Path:
    """The tables with these pairs, of subject, property, value and source twice, and the reader's opinion."""
    header = "subject,property,value_a,source_a,value_b,source_b,remark,kind\n"
    (tables / "conflicts.csv").write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return tables


def claimed(outside: Outside) -> set[tuple[str, str, str, str]]:
    """What the pairs state: subject, property, value, source."""
    found = set()
    for said in outside.statements:
        if said.spot.file == "conflicts.csv":
            fields = getattr(said.object, "fields", None)
            value = said.object if fields is None else " ".join(term.value.rpartition("#")[2] for _, term in fields)
            found.add((said.subject, compact(said.predicate), getattr(value, "value", str(value)), said.source))
    return found


def test_each_side_is_a_claim_of_its_source_in_the_property_of_the_column(tables: Path, words: Lookup) -> None:
    folder = pairs(tables, "off-nord-ai,effort_hours,120,src-nord-ai,90,src-list,the list is wrong,factual")
    outside = read_tables(folder, shipped(), words)
    assert claimed(outside) == {
        ("off-nord-ai", "ca:workloadHours", "120", "src-nord-ai"),
        ("off-nord-ai", "ca:workloadHours", "90", "src-list"),
    }
    assert not [question for question in outside.questions if question.kind == "values"]


def test_dates_of_a_pair_are_of_the_run_and_names_of_the_thing(tables: Path, words: Lookup) -> None:
    folder = pairs(
        tables,
        "off-nord-ai,start_date,2026-09-01,src-nord-ai,2026-09-08,src-herald,,",
        "off-nord-ai,name,AI in Clinical Practice,src-nord-ai,Clinical AI for All,src-herald,,",
        "off-nord-ai,application deadline,2026-08-15,src-nord-ai,2026-07-01,src-list,,",
    )
    assert claimed(read_tables(folder, shipped(), words)) == {
        ("off-nord-ai#run", "schema:startDate", "2026-09-01", "src-nord-ai"),
        ("off-nord-ai#run", "schema:startDate", "2026-09-08", "src-herald"),
        ("off-nord-ai", "schema:name", "Clinical AI for All", "src-herald"),  # the other is the name of the row
        ("off-nord-ai#run", "ca:registrationCloses", "2026-08-15", "src-nord-ai"),
        ("off-nord-ai#run", "ca:registrationCloses", "2026-07-01", "src-list"),
    }


def test_a_bare_amount_is_asked_of_the_same_payers_as_that_of_the_row(tables: Path, words: Lookup) -> None:
    folder = pairs(tables, "off-nord-ai,price_amount,1500 EUR,src-nord-fees,1800 EUR,src-list,,")
    told = claimed(read_tables(folder, shipped(), words))
    assert {(subject, name, source) for subject, name, _, source in told} == {
        ("off-nord-ai#run", "schema:offers", "src-nord-fees"),
        ("off-nord-ai#run", "schema:offers", "src-list"),
    }
    assert all("person" in value for _, _, value, _ in told)  # per participant, as the row says


def test_a_property_that_the_atlas_lacks_becomes_a_detail_under_its_heading(tables: Path, words: Lookup) -> None:
    folder = pairs(tables, "off-nord-ai,pass rate,70,src-nord-ai,90,src-list,,")
    told = claimed(read_tables(folder, shipped(), words))
    assert {(name, source) for _, name, _, source in told} == {
        ("ca:hasDetail", "src-nord-ai"),
        ("ca:hasDetail", "src-list"),
    }


@pytest.mark.parametrize(
    "row",
    [
        "off-nord-ai,prerequisites,degree in medicine,src-nord-ai,none at all,src-list,,",
        "off-nord-ai,delivery,in the classroom,src-nord-ai,by carrier pigeon,src-list,,",
        "off-nowhere,effort_hours,120,src-nord-ai,90,src-list,,",
        "off-nord-ai,registration_deadline,by May,src-nord-ai,by July,src-list,,",
    ],
)
def test_what_no_rule_can_compare_is_asked(row: str, tables: Path, words: Lookup) -> None:
    outside = read_tables(pairs(tables, row), shipped(), words)
    (question,) = (one for one in outside.questions if one.kind == "values")
    subject, heading, mine, _, theirs, _, _, _ = row.split(",")
    assert str(question.spot) == "conflicts.csv:2 property"
    assert question.about == subject
    assert question.text.startswith(f"{heading} of {subject}: “{mine}” (src-nord-ai) or “{theirs}” (src-list)?")


@pytest.mark.parametrize(
    "row",
    [
        "off-nord-ai,duration,6 months,src-nord-ai,half a year,src-herald,,",
        "off-nord-ai,prerequisites,degree in medicine,src-nord-ai,Degree in medicine,src-herald,,",
        "off-nord-ai,prerequisites,degree in medicine,src-nord-ai,not stated,src-herald,,",
        "off-nord-ai,prerequisites,degree in medicine,src-nord-ai,,src-herald,,",
        "pol-nord-ai,date,adopted 2025-04-01,src-herald,published 2025-06-01,src-list,,",
    ],
)
def test_what_says_the_same_or_something_else_is_not_asked(row: str, tables: Path, words: Lookup) -> None:
    outside = read_tables(pairs(tables, row), shipped(), words)
    assert [one.text for one in outside.questions if one.kind == "values"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adopted 2025-04-01", "adopted"),
        ("published in June", "published"),
        ("in force from 2026", "in force"),
        ("2026", ""),
        ("adopted 2025, published 2026", ""),
        ("", ""),
    ],
)
def test_a_date_can_be_of_a_step(text: str, expected: str) -> None:
    assert step(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("adopted 2025-04-01", "published 2025-06-01", True),
        ("adopted 2025-04-01", "passed 2025-06-01", False),
        ("adopted 2025-04-01", "2025-06-01", False),
    ],
)
def test_two_steps_of_one_process_have_two_dates(one: str, other: str, *, differ: bool) -> None:
    assert differ_in_step([one, other]) is differ


@pytest.mark.parametrize(
    ("one", "other", "naming", "same"),
    [
        ("Two Years", "two years", False, True),
        ("two years (full time)", "two years", False, True),
        ("12 months", "12 month course", False, True),
        ("12 months", "13 months", False, False),
        ("Institute of AI (IAI)", "Institute of AI", True, False),
        ("Institute of AI", "institute of AI", True, True),
    ],
)
def test_words_that_say_the_same(one: str, other: str, *, naming: bool, same: bool) -> None:
    assert compatible([one, other], naming=naming) is same


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("15,000 USD", [""]),
        ("2026-03-01", [""]),
        ("three months", [""]),
        ("36", [""]),
        ("120 students", ["students"]),
        ("in the spring semester", []),
        ("very good", []),
        ("", []),
    ],
)
def test_of_a_detail_money_dates_durations_and_numbers_can_be_compared(text: str, parts: list[str]) -> None:
    assert [name for name, _ in comparable_of(text)] == parts


def test_a_round_sum_stands_for_a_range() -> None:
    ((_, reading),) = comparable_of("3 million USD")
    told = {compact(name): getattr(term, "value", "") for name, term in reading.value.fields}  # type: ignore[union-attr]
    assert (told["ca:atLeast"], told["ca:atMost"]) == ("2850000", "3150000")


def test_the_currency_is_a_part_of_the_heading() -> None:
    ((name, reading),) = comparable_of("15,000 USD")
    assert aspect_of("prize", name, reading) == "prize (USD)"


# The labelled pairs of the real tables


@dataclass(frozen=True)
class Grown:
    """The founding project into which the real tables came.

    Attributes:
        project: The project.
        outside: What the tables say.
        summary: What they changed.
        compiled: What the graph believes now.
        ids: What the keys of the tables mean.
    """

    project: Project
    outside: Outside
    summary: Summary
    compiled: Compiled
    ids: dict[str, ox.NamedNode]

    def conflicts(self, key: str, property_: str) -> list[Conflict]:
        """The contradictions about a thing, its run or its award."""
        subjects = {self.ids.get(key + part) for part in ("", "#run", "#award")}
        return [one for one in self.compiled.conflicts if one.subject in subjects and one.predicate == node(property_)]


@pytest.fixture(scope="module")
def grown(facts: Path, placed: Path, tmp_path_factory: pytest.TempPathFactory) -> Grown:
    """The founding project with the real tables."""
    root = Path(shutil.copytree(placed, tmp_path_factory.mktemp("grown") / "project"))
    project = find_project(root)
    outside = from_tables(project, facts)
    summary = ingest(project, outside, how="Taken row by row from tables of sourced facts.")
    write(summary)
    parsed = parse_project(project)
    compiled = compile_claims(collect(parsed.data), vocabulary_of(parsed.vocabulary()))
    register = read_ids(root / "data/ids.tsv", "data/ids.tsv")
    ids = {key: ox.NamedNode(iri) for iri, keys in register.items() for key in keys}
    return Grown(project, outside, summary, compiled, ids)


@dataclass(frozen=True)
class Labelled:
    """A row of the table of pairs, and whether what it is about came out as a contradiction or a question."""

    number: int
    kind: str
    found: str


def labelled(grown: Grown, facts: Path) -> Iterator[Labelled]:
    """Looks for each labelled pair among the contradictions and the questions.

    A pair is found as a contradiction when one of a property that its row states has claims of both of its sources,
    or two claims of its one source.
    """
    asked = {(one.spot.file, one.spot.row) for one in grown.summary.review}
    stated: dict[int, set[ox.NamedNode]] = defaultdict(set)
    for said in grown.outside.statements:
        if said.spot.file == "conflicts.csv":
            stated[said.spot.row].add(said.predicate)
    with (facts / "conflicts.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            sides = [grown.ids.get(row[column]) for column in ("source_a", "source_b")]
            found = "question" if ("conflicts.csv", number) in asked else ""
            for name in stated[number]:
                for conflict in grown.conflicts(row["subject"], compact(name)):
                    claimants = Counter(claim.source.iri for claim in conflict.claims)
                    if all(claimants[side] >= sides.count(side) for side in sides if side is not None):
                        found = "contradiction"
            yield Labelled(number, row["kind"], found)


def test_most_labelled_contradictions_are_found_and_few_that_only_differ_in_precision(
    grown: Grown, facts: Path
) -> None:
    rows = list(labelled(grown, facts))
    assert len(rows) == 185
    real = [row for row in rows if row.kind in {"factual", "time-varying", "naming", "internal"}]
    precise = [row for row in rows if row.kind == "precision"]
    assert (len(real), len(precise)) == (145, 40)
    missed = [row.number for row in real if not row.found]
    assert len(missed) <= 0.15 * len(real), missed
    wrong = [row.number for row in precise if row.found == "contradiction"]
    assert len(wrong) <= 0.1 * len(precise), wrong


def test_the_opinion_of_the_reader_of_a_pair_changes_nothing(grown: Grown, facts: Path, tmp_path: Path) -> None:
    silent = Path(shutil.copytree(facts, tmp_path / facts.name))
    silent.chmod(0o755)
    path = silent / "conflicts.csv"
    path.chmod(0o644)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert any(row["kind"] for row in rows) and any(row["remark"] for row in rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "kind": "", "remark": ""} for row in rows)
    outside = from_tables(grown.project, silent)
    assert outside == grown.outside
    again = ingest(grown.project, outside, how="Taken row by row from tables of sourced facts.")
    assert (again.files, again.facts, again.contradictions) == ({}, 0, ())


# Values of the real tables that are known by hand


def shown(grown: Grown, conflict: Conflict) -> dict[str, str]:
    return {
        name.value.rpartition("#")[2].rpartition("/")[2]: text for name, text in fields(grown, conflict.shown.object)
    }


def fields(grown: Grown, value: Any) -> Iterator[tuple[ox.NamedNode, str]]:
    for name, terms in grown.compiled.authored.values[value].items():
        for term in terms:
            yield name, getattr(term, "value", "")


def numbers(grown: Grown, conflict: Conflict, field: str) -> set[str]:
    """What all claims of a contradiction have in one field of their values."""
    return {text for claim in conflict.claims for name, text in fields(grown, claim.object) if name == node(field)}


def test_of_17_and_19_hubs_the_organiser_s_19_are_shown_and_both_are_kept(grown: Grown) -> None:
    (conflict,) = (one for one in grown.conflicts("ev-hsil-hack-2025", "ca:hasCount") if "hubs" in one.key)
    assert shown(grown, conflict)["atLeast"] == "19"
    assert conflict.rule == "issuer-over-others"
    assert numbers(grown, conflict, "ca:atLeast") == {"17", "19"}
    assert node("source:seed-000") in {claim.source.iri for claim in conflict.claims}


def test_a_tuition_that_rose_is_shown_by_its_time_and_the_earlier_one_holds_as_of_its_day(grown: Grown) -> None:
    (conflict,) = grown.conflicts("off-hsph-mhcm", "schema:offers")
    assert shown(grown, conflict)["price"] == "96000"
    assert conflict.rule == "valid-time"
    assert numbers(grown, conflict, "schema:price") == {"75000", "96000"}
    vocabulary = vocabulary_of(parse_project(grown.project).vocabulary())
    then = compile_claims(held(grown.compiled.authored, as_of=date(2016, 1, 1)), vocabulary)
    prices = {
        text
        for claim in then.shown
        if claim.subject == conflict.subject and claim.predicate == conflict.predicate
        for name, text in fields(grown, claim.object)
        if name == node("schema:price")
    }
    assert prices == {"75000"}


def test_four_weeks_and_multiple_weeks_do_not_contradict(grown: Grown) -> None:
    assert grown.conflicts("ev-hsil-vip", "ca:hasDuration") == []


def test_founding_things_keep_their_ids_and_the_two_harvard_certificates_stay_two(grown: Grown) -> None:
    expected = {
        "off-hms-exec-seed": "programme:hms-healthcare-ai-executive-certificate",
        "off-hsph-cos-aihc": "programme:harvard-chan-ai-certificate-of-specialization",
        "off-hms-aim-phd": "programme:hms-aim-phd-track",
        "off-uab-ms-aim": "programme:uab-ms-aim",
        "ev-hsil-hack-2025": "event:hsil-hackathon-2025",
        "org-uab": "organization:uab",
        "org-ntu": "organization:ntu-singapore",
    }
    assert {key: compact(grown.ids[key]) for key in expected} == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("org-uab", "org-w2-uab-es"), ("off-hms-aim-phd", "off-uab-ms-aim"), ("off-uab-ms-aim", "off-uofl-ms-aim")],
)
def test_things_that_share_a_short_form_stay_two(one: str, other: str, grown: Grown) -> None:
    assert grown.ids[one] != grown.ids[other]


@pytest.mark.parametrize(("one", "other"), [("org-w3-apexai", "org-w2-apexai"), ("org-w3-mbsc", "org-w2-mbsc")])
def test_one_body_under_two_keys_is_one_thing(one: str, other: str, grown: Grown) -> None:
    assert grown.ids[one] == grown.ids[other]


def test_the_two_barcelona_and_birmingham_are_asked_about(grown: Grown) -> None:
    barcelona = compact(grown.ids["org-w2-uab-es"])
    asked = [one for one in grown.summary.review if barcelona in (*one.choices, one.text.partition(" ")[0])]
    assert any("UAB" in one.text for one in asked)


def test_files_that_are_kept_by_hand_are_left_to_the_hands(grown: Grown, placed: Path) -> None:
    for before in placed.rglob("*.trig"):
        assert (grown.project.root / before.relative_to(placed)).read_bytes() == before.read_bytes()
    assert not [path for path in grown.summary.files if path.name.startswith("seed-")]


def test_every_file_that_was_written_says_so_in_its_first_line(grown: Grown) -> None:
    sources = [path for path in grown.summary.files if path.suffix == ".trig"]
    assert len(sources) > 900
    assert all(
        text.startswith("# Written by `credatlas ingest`.")
        for path, text in grown.summary.files.items()
        if path in sources
    )


def test_the_same_tables_again_change_nothing(grown: Grown, facts: Path) -> None:
    again = ingest(
        grown.project, from_tables(grown.project, facts), how="Taken row by row from tables of sourced facts."
    )
    assert (again.files, again.new, again.facts, again.contradictions) == ({}, (), 0, ())
    assert again.left_out == grown.summary.left_out
    assert again.review == grown.summary.review

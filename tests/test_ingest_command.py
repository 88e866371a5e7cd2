"""``credatlas ingest table``: a summary first, files only when asked, and nothing half-done."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and the moment at which it was changed."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture
def take(atlas: Path, credatlas: Run) -> Run:
    """Takes a table into the atlas."""
    return lambda place, *options: credatlas("ingest", "table", str(place), "--project", str(atlas), *options)


@pytest.fixture
def told(take: Run) -> Callable[..., dict[str, Any]]:
    """The summary as scripts read it."""

    def summary(place: Path, *options: str) -> dict[str, Any]:
        done = take(place, "--format", "json", *options)
        assert done.code == 0, done.shown
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return summary


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


# The summary


def test_a_dry_run_tells_what_would_change_and_writes_nothing(tables: Path, atlas: Path, take: Run) -> None:
    before, inputs = state(atlas), state(tables)
    done = take(tables, "--dry-run")
    assert done.code == 0
    assert state(atlas) == before
    assert state(tables) == inputs
    assert done.stdout.splitlines()[-1].startswith("would write 7 files and leave 0 as they are; nothing was written")


def test_the_summary_counts_and_names_what_a_person_has_to_know(tables: Path, take: Run) -> None:
    text = take(tables, "--dry-run").stdout
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == "tables"
    numbers = {line.split("  ")[1].split(":")[0].split(",")[0]: line.split()[0] for line in lines[1:7]}
    assert numbers["new things"] == "33"
    assert numbers["known things"] == "3"
    assert numbers["contradictions"] == "3"
    assert numbers["questions to judge"] == "5"
    assert "org-birmingham is organization:uab: same full name “University of Alabama at Birmingham”" in lines
    assert (
        "programme:nhvu-ai-clinical-practice ca:workloadHours: 120 (source:nord-ai) is shown, by issuer-over-others"
        in lines
    )
    assert "against 90 (source:list)" in lines
    assert (
        "5  background knowledge of the reader, not stated by the page (such as organizations.csv:3 country)" in lines
    )
    assert "offerings.csv:5 start_date: 31/11/2026 is no day of the calendar: what does the source mean?" in lines


def test_json_has_the_names_that_scripts_rely_on(tables: Path, told: Callable[..., dict[str, Any]]) -> None:
    found = told(tables, "--dry-run")
    assert list(found) == [
        "input",
        "entities_new",
        "entities_matched",
        "facts_new",
        "facts_known",
        "contradictions",
        "cells_left_out",
        "review",
        "files",
        "written",
    ]
    assert found["written"] is False
    assert "organization:nordhaven-university" in found["entities_new"]
    assert {
        "key": "org-birmingham",
        "id": "organization:uab",
        "why": "same full name “University of Alabama at Birmingham”",
    } in found["entities_matched"]
    assert {
        "place": "offerings.csv:5 price_amount",
        "text": "20 XYZ",
        "reason": "'XYZ' is no code of a currency in ISO 4217, such as USD",
    } in found["cells_left_out"]
    (hours,) = (one for one in found["contradictions"] if one["property"] == "ca:workloadHours")
    assert hours == {
        "subject": "programme:nhvu-ai-clinical-practice",
        "property": "ca:workloadHours",
        "key": "",
        "values": [{"value": "120", "source": "source:nord-ai"}, {"value": "90", "source": "source:list"}],
        "rule": "issuer-over-others",
        "kind": "factual",
    }
    asked = {one["about"]: one["choices"] for one in found["review"]}
    assert asked == {
        "off-gulf-cheap": [],
        "org-birmingham": ["organization:universitat-autonoma-barcelona"],
        "org-taiwan": ["organization:ntu-singapore"],
        "org-gulf": ["organization:george-mason-university"],
        "org-insights": ["organization:hsil"],
    }


def test_progress_goes_beside_the_data(tables: Path, take: Run) -> None:
    done = take(tables, "--dry-run", "--format", "json")
    json.loads(done.stdout)
    assert "reading" not in done.stdout[:100]


def test_lists_are_cut_unless_all_is_asked_for(tables: Path, take: Run) -> None:
    rows = (f"ev-x{n},Machine Picnic {n},hackathon,,2026,{n + 31}/11/2026,,,,,,,,src-herald,\n" for n in range(1, 21))
    (tables / "events.csv").write_text((tables / "events.csv").read_text() + "".join(rows))
    short, whole = take(tables, "--dry-run").stdout, take(tables, "--dry-run", "--all").stdout
    assert "  … and 13 more (--all)" in short.splitlines()  # of 5 questions and 20 impossible dates
    assert "more (--all)" not in whole
    assert "51/11/2026 is no day of the calendar" in whole
    assert "51/11/2026 is no day of the calendar" not in short


def test_a_name_with_marks_that_nobody_sees_is_refused(tables: Path, take: Run) -> None:
    edit(tables, "organizations.csv", "George Mason University", "George \u200e\u200bMason University")
    done = take(tables, "--dry-run")
    assert done.code == 3
    assert "organizations.csv" in done.stderr
    assert "\u200b" not in done.stderr


def test_nothing_in_a_summary_steers_a_terminal(tables: Path, take: Run) -> None:
    edit(tables, "offerings.csv", "degree in medicine", "degree\x1b[31m in medicine")
    done = take(tables, "--dry-run", "--all")
    assert done.code == 0
    assert "\x1b" not in done.shown


# Coming in, once and again


def test_what_came_in_is_found_and_its_contradictions_are_listed(
    tables: Path, atlas: Path, take: Run, credatlas: Run, tmp_path: Path
) -> None:
    assert take(tables).code == 0
    store = ("--project", str(atlas), "--store", str(tmp_path / "store"))
    built = credatlas("build", "--project", str(atlas), "--to", str(tmp_path / "store"))
    assert built.code == 0, built.shown
    found = credatlas("find", "--topic", "topic:machine-learning", "--unknown", "exclude", *store)
    assert found.code == 0, found.shown
    assert "AI in Clinical Practice" in found.stdout
    cheap = credatlas(
        "find",
        "--max-price",
        "2000",
        "--currency",
        "EUR",
        "--per",
        "person",
        "--unknown",
        "exclude",
        *store,
        "--format",
        "json",
    )
    assert "nhvu-ai-clinical-practice" in cheap.stdout
    listed = credatlas("conflicts", "programme:nhvu-ai-clinical-practice", *store)
    assert listed.code == 0
    assert "120" in listed.stdout
    assert "90" in listed.stdout
    assert "issuer-over-others" in listed.stdout
    hubs = credatlas("conflicts", "event:nordhaven-health-hackathon-2026", *store)
    assert "5" in hubs.stdout


def test_what_came_in_passes_the_checks(tables: Path, atlas: Path, take: Run, credatlas: Run) -> None:
    assert take(tables).code == 0
    checked = credatlas("check", "--project", str(atlas))
    assert "violation" not in checked.shown
    assert "described nowhere" not in checked.shown
    assert "occurs in no data file" not in checked.shown


def test_the_second_time_nothing_is_new_and_no_file_is_touched(
    tables: Path, atlas: Path, told: Callable[..., dict[str, Any]], take: Run
) -> None:
    first = told(tables)
    assert first["written"] is True
    assert len(first["files"]) == 7
    before = state(atlas)
    second = told(tables)
    assert (second["entities_new"], second["facts_new"], second["contradictions"], second["files"]) == ([], 0, [], [])
    assert second["facts_known"] == first["facts_new"] + first["facts_known"]
    assert second["cells_left_out"] == first["cells_left_out"]
    assert second["review"] == first["review"]
    assert state(atlas) == before
    assert take(tables).stdout.splitlines()[-1] == "nothing to write: all 7 files are as they should be"
    assert state(atlas) == before


def test_two_projects_get_the_same_bytes(tables: Path, placed: Path, atlas: Path, take: Run, tmp_path: Path) -> None:
    assert take(tables).code == 0
    other = shutil.copytree(placed, tmp_path / "other")
    from_elsewhere = shutil.copytree(tables, tmp_path / "deep/er/tables")
    assert take(from_elsewhere, "--project", str(other)).code == 0
    assert {name: data for name, (data, _) in state(other).items()} == {
        name: data for name, (data, _) in state(atlas).items()
    }


def test_elsewhere_the_atlas_is_left_alone_and_the_second_time_changes_nothing(
    tables: Path, atlas: Path, tmp_path: Path, take: Run
) -> None:
    before, to = state(atlas), tmp_path / "out"
    assert take(tables, "--to", str(to)).code == 0
    assert state(atlas) == before
    assert set(state(to)) == {
        "ids.tsv",
        "review.tsv",
        "nord-ai.trig",
        "nord-fees.trig",
        "herald.trig",
        "list.trig",
        "gulf.trig",
    }
    first = state(to)
    again = take(tables, "--to", str(to))
    assert again.stdout.splitlines()[-1] == "nothing to write: all 7 files are as they should be"
    assert state(to) == first
    assert state(atlas) == before


def test_what_was_written_elsewhere_is_what_the_atlas_would_have_got(
    tables: Path, atlas: Path, tmp_path: Path, take: Run
) -> None:
    assert take(tables, "--to", str(tmp_path / "out")).code == 0
    assert take(tables).code == 0
    for path in (tmp_path / "out").glob("*.trig"):
        assert (atlas / "data/sources" / path.name).read_bytes() == path.read_bytes()


def more_events(folder: Path, *rows: str, sources: str = "") -> Path:
    """A second folder with one table of events, and a table of sources where one is given."""
    header = ",".join(
        "event_id name kind organizer_org_id edition_year start_date end_date place hubs_count participants_text "
        "teams_count leads_to_event_id url source_id observed_note".split()
    )
    folder.mkdir()
    (folder / "events.csv").write_text("\n".join([header, *rows, ""]))
    if sources:
        (folder / "sources.csv").write_text(
            f"source_id,url,publisher,title,page_date,what_it_is,reliability\n{sources}\n"
        )
    return folder


def test_a_second_table_adds_to_the_file_of_a_source_that_it_cites(
    tables: Path, atlas: Path, tmp_path: Path, take: Run, told: Callable[..., dict[str, Any]]
) -> None:
    assert take(tables).code == 0
    herald = atlas / "data/sources/herald.trig"
    before = herald.read_text()
    row = "ev-nord-27,Nordhaven Health Hackathon 2027,hackathon,org-nord,2027,2027-05-07,,,,,,,,src-herald,"
    found = told(more_events(tmp_path / "second", row))
    assert found["entities_new"] == ["event:nordhaven-health-hackathon-2027"]
    after = herald.read_text()
    assert "nordhaven-health-hackathon-2027" in after
    parts = [part for part in before.split("\n\n") if "@prefix" not in part]
    assert len(parts) > 10
    assert [part.strip() for part in parts if part.strip() not in after] == []
    assert take(tables).stdout.splitlines()[-1] == "nothing to write: all 7 files are as they should be"


def test_a_row_whose_value_changed_replaces_what_it_stated(
    tables: Path, atlas: Path, take: Run, told: Callable[..., dict[str, Any]]
) -> None:
    assert take(tables).code == 0
    edit(tables, "events.csv", ",2026-05-08,2026-05-10,", ",2026-05-09,2026-05-10,")
    found = told(tables)
    assert (found["facts_new"], found["entities_new"], found["contradictions"]) == (1, [], [])
    assert found["files"] == [(atlas / "data/sources/nord-ai.trig").as_posix()]
    text = (atlas / "data/sources/nord-ai.trig").read_text()
    assert "2026-05-09" in text
    assert "2026-05-08" not in text


def test_the_founding_sources_are_left_to_the_hands_that_keep_them(
    atlas: Path, tmp_path: Path, told: Callable[..., dict[str, Any]]
) -> None:
    before = state(atlas)
    row = "ev-hsil-hack-2025,HSIL Hackathon 2025,hackathon,org-hsil,2025,2025-04-10,2025-04-12,,17,,,,,seed-000,"
    found = told(more_events(tmp_path / "second", row))
    assert found["facts_new"] == 0
    assert {one["reason"] for one in found["cells_left_out"]} == {
        "source:seed-000 is kept by hand: what it says is entered there"
    }
    assert state(atlas)["data/sources/seed-000.trig"] == before["data/sources/seed-000.trig"]


def test_an_answered_question_is_not_asked_again(
    tables: Path, atlas: Path, tmp_path: Path, take: Run, told: Callable[..., dict[str, Any]]
) -> None:
    assert take(tables).code == 0
    review = atlas / "data/review.tsv"
    lines = review.read_text().splitlines()
    (number,) = (n for n, line in enumerate(lines) if "\torg-taiwan\t" in line)
    cells = lines[number].split("\t")
    lines[number] = "\t".join([*cells[:-2], "another", "one is in Singapore, the other in Taiwan"])
    review.write_text("\n".join(lines) + "\n")
    kept = review.read_bytes()
    found = told(tables)
    assert {one["about"] for one in found["review"]} == {"off-gulf-cheap", "org-birmingham", "org-gulf", "org-insights"}
    assert found["files"] == []
    assert review.read_bytes() == kept
    apart = told(tables, "--to", str(tmp_path / "out"))
    assert apart["review"] == found["review"]
    assert "org-taiwan" not in (tmp_path / "out/review.tsv").read_text()


# Bad input: nothing is written, and it is said what to do


@pytest.mark.parametrize(
    ("file", "content", "place"),
    [
        ("offerings.csv", b"", "offerings.csv: is empty"),
        ("offerings.csv", b"\xff\xfeo\x00f\x00f\x00", "offerings.csv:1: is not UTF-8"),
        ("offerings.csv", b"offering_id,name,source_id\n", "offerings.csv:1: has no column kind"),
        ("sources.csv", b"source_id,url,url\n", "sources.csv:1: has two columns url"),
        (
            "conflicts.csv",
            b'subject,property,value_a,source_a,value_b,source_b\na,b,c,d,"e,f\n',
            "conflicts.csv:2: the row cannot be read",
        ),
    ],
)
def test_an_unfit_table_writes_nothing_and_says_where_and_what_next(
    file: str, content: bytes, place: str, tables: Path, atlas: Path, take: Run
) -> None:
    before = state(atlas)
    (tables / file).write_bytes(content)
    done = take(tables)
    assert done.code == 3
    assert done.stdout == ""
    assert place in done.stderr
    assert "hint: " in done.stderr
    assert state(atlas) == before


def test_an_unfit_row_stops_all_unless_one_says_to_keep_going(tables: Path, atlas: Path, take: Run) -> None:
    edit(tables, "organizations.csv", "George Mason University", "<script>alert(1)</script>")
    before = state(atlas)
    stopped = take(tables)
    assert (stopped.code, stopped.stdout) == (3, "")
    assert "organizations.csv:8 name: the name holds markup or control characters" in stopped.stderr
    assert state(atlas) == before
    done = take(tables, "--keep-going")
    assert done.code == 1
    assert "passed over organizations.csv:8 name: the name holds markup or control characters" in done.stderr
    ids = (atlas / "data/ids.tsv").read_text()
    assert "organization/gulf-medical-university\torg-gulf" in ids
    assert "org-mason" not in ids
    assert not [path for path in (atlas / "data").rglob("*") if path.is_file() and "<script" in path.read_text()]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("nowhere",), 2, "there is no"),
        (("tables", "--mapping", "nowhere.toml"), 2, "cannot be read"),
        (("tables", "--mapping", ""), 2, "names nothing"),
        (("tables", "--to", ""), 2, "names nothing"),
        (("tables", "--format", "csv"), 2, "csv"),
        (("tables", "--colour"), 2, "--colour"),
        ((), 2, "DIR"),
        (("tables", "--project", "nowhere"), 2, "is not a credatlas project"),
    ],
)
def test_a_wrong_call_ends_with_code_2(
    words: tuple[str, ...], code: int, message: str, tables: Path, atlas: Path, credatlas: Run
) -> None:
    project = () if "--project" in words else ("--project", str(atlas))
    done = credatlas("ingest", "table", *words, *project, cwd=tables.parent)
    assert done.code == code
    assert message in done.stderr
    assert done.stdout == ""


def test_a_mapping_with_a_fault_is_told_with_its_file(tables: Path, take: Run, repo: Path, atlas: Path) -> None:
    before = state(atlas)
    form = (repo / "src/credatlas/ingest/mappings/facts.toml").read_text()
    mine = tables / "mine.toml"
    mine.write_text(form.replace('reads = "duration"', 'reads = "duratoin"'))
    done = take(tables, "--mapping", str(mine))
    assert done.code == 3
    assert "mine.toml offerings.csv duration_text: there is no reader duratoin" in done.stderr
    assert "did you mean duration" in done.stderr
    assert state(atlas) == before


def test_the_shipped_mapping_as_a_file_of_one_s_own_gives_the_same(
    tables: Path, repo: Path, told: Callable[..., dict[str, Any]]
) -> None:
    form = repo / "src/credatlas/ingest/mappings/facts.toml"
    assert told(tables, "--dry-run", "--mapping", str(form)) == told(tables, "--dry-run")


@pytest.mark.parametrize("target", ["file", "file/sub"])
def test_a_target_that_cannot_be_written_is_told(
    target: str, tables: Path, tmp_path: Path, atlas: Path, take: Run
) -> None:
    (tmp_path / "file").write_text("mine")
    before = state(atlas)
    done = take(tables, "--to", str(tmp_path / target))
    assert done.code in {2, 3, 5}
    assert "hint: " in done.stderr
    assert (tmp_path / "file").read_text() == "mine"
    assert state(atlas) == before


def test_a_project_that_does_not_parse_is_told_before_a_table_is_taken(tables: Path, atlas: Path, take: Run) -> None:
    (atlas / "data/sources/bad.trig").write_text("this is no TriG")
    done = take(tables)
    assert done.code == 3
    assert "data/sources/bad.trig:1" in done.stderr
    assert not (atlas / "data/review.tsv").exists()


def test_a_project_with_a_damaged_register_is_told(tables: Path, atlas: Path, take: Run) -> None:
    with (atlas / "data/ids.tsv").open("a") as register:
        register.write("not an id\torg-x\n")
    done = take(tables)
    assert done.code == 3
    assert "data/ids.tsv:" in done.stderr
    assert not (atlas / "data/review.tsv").exists()


def test_help_tells_what_each_command_takes(credatlas: Run) -> None:
    assert {"table", "page", "ctdl"} <= set(credatlas("ingest", "--help").stdout.split())
    for command in ("table", "page", "ctdl"):
        shown = credatlas("ingest", command, "--help").stdout
        assert {"--dry-run", "--to", "--all", "--format"} <= set(shown.split())

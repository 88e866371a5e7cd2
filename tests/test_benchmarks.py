"""Claims about the generator of projects and about ``make bench``; what they measure is not asked here."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import credatlas as ca
from credatlas.files import find_project
from credatlas.ingest import from_tables
from credatlas.results import plain
from credatlas.store import LocalStore

ROOT = Path(__file__).resolve().parent.parent
NAMES = """
PREFIX ca: <https://w3id.org/credatlas/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX schema: <https://schema.org/>
SELECT ?university (COUNT(DISTINCT ?source) AS ?sources) {
  ?university a ca:University .
  ?claim rdf:subject ?university ; rdf:predicate schema:name ; ca:claimedBy ?source .
} GROUP BY ?university
"""


def run(module: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"benchmarks.{module}", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def generate(folder: Path, *words: str) -> Path:
    done = run("generate", str(folder), *words)
    assert done.returncode == 0, done.stderr
    return folder


def data_of(project: Path) -> dict[str, bytes]:
    """The bytes of every file below ``data/``, by name."""
    files = (path for path in (project / "data").rglob("*") if path.is_file())
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated project of about 16 thousand quads; no test may change it."""
    return generate(tmp_path_factory.mktemp("generated") / "project", "--quads", "16000")


# The generator


def test_the_same_seed_gives_the_same_bytes(generated: Path, tmp_path: Path) -> None:
    again = generate(tmp_path / "again", "--quads", "16000")
    assert data_of(again) == data_of(generated)


def test_another_seed_gives_another_world_with_the_same_files(generated: Path, tmp_path: Path) -> None:
    other = data_of(generate(tmp_path / "other", "--quads", "16000", "--seed", "7"))
    mine = data_of(generated)
    assert other.keys() == mine.keys()
    assert other["data/sources/site-ashbridge.trig"] != mine["data/sources/site-ashbridge.trig"]


def test_a_larger_project_begins_with_the_smaller_one(generated: Path, tmp_path: Path) -> None:
    larger = data_of(generate(tmp_path / "larger", "--quads", "40000"))
    sources = {name: data for name, data in data_of(generated).items() if name.startswith("data/sources/")}
    assert {name: larger[name] for name in sources} == sources
    assert len(larger) > len(sources) + 2


def test_each_institution_is_told_by_its_site_a_newspaper_and_a_directory(generated: Path) -> None:
    names = sorted(path.stem for path in (generated / "data/sources").glob("*-ashbridge.trig"))
    assert names == ["listing-ashbridge", "news-ashbridge", "site-ashbridge"]


def test_nothing_is_wrong_with_a_generated_project(credatlas: Callable[..., Any], tmp_path: Path) -> None:
    project = generate(tmp_path / "project", "--quads", "16000")
    for query in (project / "queries").glob("*.rq"):
        query.unlink()  # the rows that they expect are those of the founding articles
    checked = credatlas("--project", str(project), "check")
    assert (checked.code, checked.stdout.splitlines()[-1]) == (0, "nothing is wrong"), checked.shown
    assert " to look at" not in checked.stdout


def test_a_generated_project_builds_to_about_the_size_that_was_asked_for(generated: Path) -> None:
    atlas = ca.open(project=generated)
    assert isinstance(atlas.store, LocalStore)
    assert 13_000 < len(atlas.store.engine) < 19_000
    # how a university is called is said by its site, a newspaper and a directory
    assert atlas.select(NAMES).to_dicts()
    assert {plain(row["sources"]) for row in atlas.select(NAMES).to_dicts()} == {3}
    # where they differ, what the university says of itself is shown
    assert "issuer-over-others" in {conflict.rule for conflict in ca.conflicts(atlas)}


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = run("generate", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"error: {tmp_path} is not empty\n"
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_more_institutions_than_there_are_names_for_are_refused(tmp_path: Path) -> None:
    done = run("generate", str(tmp_path / "project"), "--quads", "1000000000")
    assert done.returncode == 1
    assert "there can be 1 to 10000 institutions" in done.stderr
    assert not (tmp_path / "project").exists()


# The tables


def facts(folder: Path, *words: str) -> dict[str, bytes]:
    """The bytes of generated tables, by name."""
    done = run("tables", str(folder), *words)
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_tables_and_longer_ones_begin_with_them(tmp_path: Path) -> None:
    tables = facts(tmp_path / "one", "--rows", "100")
    assert facts(tmp_path / "again", "--rows", "100") == tables
    assert facts(tmp_path / "other", "--rows", "100", "--seed", "7")["offerings.csv"] != tables["offerings.csv"]
    longer = facts(tmp_path / "longer", "--rows", "200")
    assert all(longer[name].startswith(data) for name, data in tables.items())
    # 4 institutions with 25 rows each: 10 of sources, 5 of organizations, 4 of offerings, 2 of events and of pairs
    counts = {name: data.count(b"\n") - 1 for name, data in tables.items() if name.endswith(".csv")}
    assert counts == {
        "sources.csv": 40,
        "organizations.csv": 20,
        "offerings.csv": 16,
        "events.csv": 8,
        "conflicts.csv": 8,
        "references.csv": 4,
        "policies.csv": 4,
    }


def test_nothing_is_wrong_with_generated_tables(founding: Path, tmp_path: Path) -> None:
    facts(tmp_path / "tables", "--rows", "100")
    # a bad row would be raised
    outside = from_tables(find_project(founding), tmp_path / "tables")
    assert len(outside.snapshots) == 40
    named = {thing.kind for thing in outside.things}
    assert named >= {"organization", "programme", "offering", "credential", "event", "work", "policy", "place"}


def test_tables_longer_than_there_are_names_for_are_refused(tmp_path: Path) -> None:
    done = run("tables", str(tmp_path / "tables"), "--rows", "250001000")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: there can be 250000 rows at most, not 250001000\n"
    assert not (tmp_path / "tables").exists()


def test_tables_are_written_into_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = run("tables", str(tmp_path))
    assert (done.returncode, done.stderr) == (1, f"error: {tmp_path} is not empty\n")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


# What is measured


def test_a_quick_run_goes_through_all_rows_and_keeps_them(tmp_path: Path, linking: Path) -> None:
    kept = (ROOT / "benchmarks/RESULTS.md").read_bytes()
    done = run("bench", "--quick", "--strict", "--output", str(tmp_path / "results.md"))
    # a quick run measures nothing, so any verdict may come out; but --strict has to tell a goal that was missed
    assert done.returncode == (1 if "| not met |" in done.stdout else 0), done.stderr
    printed = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[0] for line in printed[2:]] == [
        f"| {row}" for row in "1 2 2a 3 4 5 5a 5b 6 6a 7 7a 7b 8 8a 9 10 11 11a 11b 12 13 14 15 16".split()
    ]
    results = (tmp_path / "results.md").read_text(encoding="utf-8")
    assert all(line in results for line in printed)
    assert "- machine: " in results and "pyoxigraph " in results and "rdflib " in results
    # figures of small sizes do not take the place of those of a full run
    assert (ROOT / "benchmarks/RESULTS.md").read_bytes() == kept


def test_a_row_that_does_not_exist_is_refused_before_anything_is_measured() -> None:
    done = run("bench", "--rows", "1,17")
    assert done.returncode == 2
    assert "there is no row 17; there are 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16" in done.stderr
    assert done.stdout == ""

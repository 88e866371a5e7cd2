"""The source files that ingest wrote are those that it writes today, and hand-written ones are never touched."""

from __future__ import annotations

from pathlib import Path

from credatlas.files import find_project
from credatlas.ingest import from_tables, ingest
from credatlas.ingest.writing import MARK

HOW = "Taken row by row from tables of sourced facts."


def test_the_generated_files_are_as_the_tables_give_them(repo: Path, facts: Path) -> None:
    project = find_project(repo)
    summary = ingest(project, from_tables(project, facts), how=HOW)
    assert [path.name for path in summary.files] == []
    assert (summary.new, summary.facts, summary.contradictions) == ((), 0, ())


def test_the_founding_articles_and_what_curators_wrote_are_kept_by_hand(repo: Path) -> None:
    by_hand = {path.stem for path in (repo / "data/sources").glob("*.trig") if not path.read_text().startswith(MARK)}
    assert by_hand == {"curators", "places", "ror-2026-06", "seed-000", "seed-001", "seed-002"}

"""The same tables a second time: nothing changes, not even what is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from credatlas.files import Project, find_project
from credatlas.ingest import Summary, from_tables, ingest, write

TABLES = {
    "sources.csv": """source_id,url,publisher,title,page_date,what_it_is,reliability
src-again-port,https://port.example/,University of Northport,Northport,,page,primary
src-again-park,https://park.example/,University of Northpark,Northpark,,page,primary
""",
    "organizations.csv": """org_id,name,alt_names,type,parent_org_id,country,city,website,source_id,geo_basis
org-again-port,University of Northport,UNP|Northport University,university,,US,Northport,,src-again-port,page or name
org-again-park,University of Northpark,UNP|Northpark University,university,,GB,Northpark,,src-again-park,page or name
""",
    "events.csv": """event_id,name,kind,organizer_org_id,edition_year,start_date,end_date,place,source_id
ev-again-port,Northland Workshop on Learning Systems in Hospitals,workshop,,2025,,,Northport,src-again-port
ev-again-park,Nordland Workshop on Learning Systems in Hospitals,workshop,,2025,,,{town},src-again-park
""",
}


@pytest.fixture
def project(atlas: Path) -> Project:
    return find_project(atlas)


def come(project: Project, folder: Path, town: str = "Northpark") -> Summary:
    folder.mkdir(exist_ok=True)
    for name, text in TABLES.items():
        (folder / name).write_text(text.replace("{town}", town), encoding="utf-8")
    return ingest(project, from_tables(project, folder), how="Typed.")


def asked(summary: Summary) -> list[str]:
    """What is asked about, each thing with the choices."""
    return [f"{question.about}: {' '.join(question.choices)}" for question in summary.review]


def test_events_of_two_countries_are_two_from_the_first_time_on(project: Project, tmp_path: Path) -> None:
    # the names differ in two letters and no town is in them: the places in the input itself keep them apart
    first = come(project, tmp_path / "tables")
    assert asked(first) == []
    write(first)
    again = come(project, tmp_path / "tables")
    assert (again.files, again.facts, again.new, again.contradictions) == ({}, 0, (), ())
    assert asked(again) == []


def test_events_of_the_same_country_are_asked_about_both_times_in_the_same_words(
    project: Project, tmp_path: Path
) -> None:
    first = come(project, tmp_path / "tables", town="Northport")
    event = "event:nordland-workshop-learning-systems-hospitals"
    assert asked(first) == [f"ev-again-port: {event}"]
    assert "“Nordland Workshop on Learning Systems in Hospitals”" in first.review[0].text
    write(first)
    again = come(project, tmp_path / "tables", town="Northport")
    assert (again.files, again.review) == ({}, first.review)


def test_one_changed_cell_changes_its_own_file_and_nothing_else(project: Project, tmp_path: Path) -> None:
    write(come(project, tmp_path / "tables"))
    later = come(project, tmp_path / "tables", town="online")
    assert [path.name for path in later.files] == ["again-park.trig"]
    # that it is online, in place of the town with its words and its link
    assert later.facts == 1

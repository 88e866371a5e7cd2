"""Looking up a column of a table: four columns more, and tables that cannot be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import CredatlasError, DataError, UsageError
from credatlas.link.model import Candidate, Proposal, Record, RecordName
from credatlas.link.tabling import cells_of, matched_rows, written

HARVARD = "https://ror.org/03vek6s52"


TWINS = (
    "5 active records bear this name: Twin 0 <https://x.org/0>; Twin 1 <https://x.org/1>; "
    "Twin 2 <https://x.org/2>; and 2 more"
)


def record(iri: str, name: str) -> Record:
    return Record(iri, "ror", name, (RecordName(name),))


def matcher(text: str) -> Proposal:
    """Knows Harvard, and two bodies called Twin."""
    subject = record("", text)
    if text == "Harvard":
        found = Candidate(record(HARVARD, "Harvard University"), "exact", 1.0, ("unique",))
        return Proposal(subject, "auto", (found,), "unique full name")
    if text == "Twin":
        pair = tuple(Candidate(record(f"https://x.org/{n}", f"Twin {n}"), "exact", 0.8, ("same",)) for n in range(5))
        return Proposal(subject, "review", pair, "5 active records bear this name")
    return Proposal(subject, "none", (), "no record bears such a name")


def table(tmp_path: Path, content: str | bytes, name: str = "table.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def looked_up(file: Path, column: str = "name") -> list[list[str]]:
    return list(matched_rows(file, column, matcher))


def test_each_row_comes_back_with_what_was_found(tmp_path: Path) -> None:
    file = table(tmp_path, "id,name\r\n1,Harvard\r\n2,Nobody\r\n3,Twin\r\n")
    assert looked_up(file) == [
        ["id", "name", "match_id", "match_decision", "match_score", "match_reason"],
        ["1", "Harvard", HARVARD, "auto", "1", "unique full name"],
        ["2", "Nobody", "", "none", "", "no record bears such a name"],
        [
            "3",
            "Twin",
            "",
            "review",
            "0.8",
            TWINS,
        ],
    ]


def test_several_bodies_of_one_text_are_joined_by_bars() -> None:
    both = tuple(Candidate(record(iri, "Any"), "exact", 1.0, ("unique",)) for iri in (HARVARD, "https://ror.org/x"))
    assert cells_of(Proposal(record("", "t"), "auto", both, "why"))[0] == f"{HARVARD}|https://ror.org/x"


def test_something_broader_is_named_as_such_and_is_no_match() -> None:
    found = Candidate(record(HARVARD, "Harvard University"), "broad", 1.0, ("successor",))
    assert cells_of(Proposal(record("", "t"), "review", (found,), "withdrawn")) == (
        "",
        "review",
        "1",
        f"withdrawn: Harvard University <{HARVARD}> (broader)",
    )


def test_cells_with_commas_quotes_and_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    file = table(tmp_path, 'name,note\n"Harvard","a ""b"", c\nd"\n')
    rows = looked_up(file)
    assert rows[1][:2] == ["Harvard", 'a "b", c\nd']
    again = list(csv.reader(io.StringIO(b"".join(written(rows, ",")).decode(), newline="")))
    assert again == rows


def test_tabs_and_a_byte_order_mark_are_understood(tmp_path: Path) -> None:
    file = table(tmp_path, b"\xef\xbb\xbfname\tcity\nHarvard\tCambridge\n", "table.tsv")
    assert looked_up(file)[1][:3] == ["Harvard", "Cambridge", HARVARD]


def test_empty_lines_are_passed_over_and_a_table_without_rows_has_none(tmp_path: Path) -> None:
    assert len(looked_up(table(tmp_path, "name,x\n\nHarvard,1\n\n"))) == 2
    assert len(looked_up(table(tmp_path, "name\n"))) == 1


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    file = table(tmp_path, "name,x\nHarvard,1\nbroken\n")
    rows = matched_rows(file, "name", matcher)
    assert [next(rows)[0], next(rows)[2]] == ["name", HARVARD]
    with pytest.raises(DataError, match="1 cells where the header has 2"):
        next(rows)


def test_the_same_text_is_looked_up_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def counting(text: str) -> Proposal:
        asked.append(text)
        return matcher(text)

    list(matched_rows(table(tmp_path, "name\n" + "Harvard\n" * 50), "name", counting))
    assert asked == ["Harvard"]


def test_progress_is_told_by_the_thousand(tmp_path: Path) -> None:
    told: list[str] = []
    file = table(tmp_path, "name\n" + "".join(f"body {number}\n" for number in range(2_500)))
    list(matched_rows(file, "name", matcher, say=told.append))
    assert told == ["1,000 rows", "2,000 rows"]


@pytest.mark.parametrize(
    ("content", "kind", "said", "place"),
    [
        (b"", DataError, "the file is empty", "table.csv"),
        (b"name\nM\xfcnchen\n", DataError, "not UTF-8", "table.csv"),
        ("name\nHarvard\n".encode("utf-16"), DataError, "UTF-16", "table.csv"),
        (b"PK\x03\x04rest of a workbook", DataError, "a workbook", "table.csv"),
        (b"name,x\nHarvard\n", DataError, "1 cells where the header has 2", "table.csv:2"),
        (b"name,x\na,1\nb,2,3\n", DataError, "3 cells where the header has 2", "table.csv:3"),
        (b'name,x\n"open,1\n', DataError, "cannot be read", "table.csv:2"),
        (b'name,x\n"a"b,1\n', DataError, "cannot be read", "table.csv:2"),
        (b"name\n" + b"x" * 200_000 + b"\n", DataError, "more than 131,072 letters", "table.csv:2"),
        (b"title\nHarvard\n", UsageError, "there is no column name", "--column"),
        (b"Name\nHarvard\n", UsageError, "there is no column name", "--column"),
        (b"name;x\nHarvard;1\n", UsageError, "there is no column name", "--column"),
        (b"name,name\nHarvard,b\n", UsageError, "2 columns are called name", "--column"),
        (b"name,match_id\nHarvard,b\n", UsageError, "has match_id already", "table.csv"),
    ],
)
def test_a_table_that_cannot_be_used_says_why_where_and_what_to_do(
    tmp_path: Path, content: bytes, kind: type[CredatlasError], said: str, place: str
) -> None:
    with pytest.raises(kind, match=said) as caught:
        looked_up(table(tmp_path, content))
    assert place in caught.value.place
    assert caught.value.hint


def test_semicolons_are_recognised(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        looked_up(table(tmp_path, "id;name\n1;Harvard\n"))
    assert "semicolons" in caught.value.hint


def test_a_file_of_another_kind_or_none_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"neither in \.csv nor in \.tsv"):
        looked_up(tmp_path / "table.xlsx")
    with pytest.raises(UsageError, match="cannot be read"):
        looked_up(tmp_path / "missing.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        looked_up(tmp_path / "folder.csv")


# The command


def test_a_table_is_looked_up_in_a_dump(tmp_path: Path, linking: Path, credatlas: Callable[..., Any]) -> None:
    file = table(tmp_path, "who\nHarvard University\nHarvard Medical School\nMIT\n")
    out, dump = tmp_path / "out.tsv", linking / "ror-data-small-1500.zip"
    done = credatlas("reconcile", str(file), "--column", "who", "--to", "ror", "--dump", str(dump), "-o", str(out))
    assert done.code == 0, done.shown
    with out.open(encoding="utf-8", newline="") as read:
        found = [(row["who"], row["match_id"], row["match_decision"]) for row in csv.DictReader(read, delimiter="\t")]
    assert found == [
        ("Harvard University", HARVARD, "auto"),
        ("Harvard Medical School", "", "review"),
        ("MIT", "", "review"),
    ]
    assert "1 found, 2 to look at, 0 not found" in done.stderr


def test_a_table_is_looked_up_in_the_atlas(tmp_path: Path, project: Path, credatlas: Callable[..., Any]) -> None:
    file = table(tmp_path, "who\nHarvard University\nJMIR Medical Education\nNobody\n")
    done = credatlas("--project", str(project), "reconcile", str(file), "--column", "who")
    assert done.code == 0, done.shown
    found = [row["match_id"] for row in csv.DictReader(io.StringIO(done.stdout))]
    assert found == [
        "https://w3id.org/credatlas/id/organization/harvard-university",
        "https://w3id.org/credatlas/id/journal/jmir-medical-education",
        "",
    ]


def test_a_broken_row_leaves_no_file(tmp_path: Path, linking: Path, credatlas: Callable[..., Any]) -> None:
    file = table(tmp_path, "who,x\nHarvard University,1\nragged\n")
    out, dump = tmp_path / "out.csv", linking / "ror-data-small-1500.zip"
    done = credatlas("reconcile", str(file), "--column", "who", "--to", "ror", "--dump", str(dump), "-o", str(out))
    assert done.code == 3
    assert "table.csv:3" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.endswith(".csv")) == ["table.csv"]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".out")]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "no table is named"),
        (("table.csv",), "no column is named"),
        (("table.csv", "--column", "who", "--to", "ror"), "needs its dump"),
        (("table.csv", "--column", "who", "--dump", "x.zip"), "the atlas has no dump"),
        (("table.csv", "--column", "who", "--to", "nowhere", "--dump", "x.zip"), "there is no source"),
        (("table.csv", "--column", "who", "-o", "out.xlsx"), "neither in .csv nor in .tsv"),
        (("table.csv", "--column", "who", "-o", "./table.csv"), "is the table that is read"),
        (("table.csv", "--column", "who", "--to", "wikidata"), "tables are not looked up in wikidata"),
        (("table.csv", "--column", "who", "--to", "orcid", "--dump", "x.zip"), "tables are not looked up in orcid"),
        (("table.csv", "--serve"), "--serve"),
    ],
)
def test_a_call_that_cannot_work_says_why(
    project: Path, credatlas: Callable[..., Any], options: tuple[str, ...], said: str
) -> None:
    done = credatlas("--project", str(project), "reconcile", *options)
    assert done.code == 2
    assert said in done.stderr

"""What attacks on the ingest have found stays mended."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import DataError, StoreError, UsageError
from credatlas.files import find_project
from credatlas.formats.grid import _shares
from credatlas.ingest import alone, from_page, from_tables
from credatlas.ingest import target as targets
from credatlas.ingest.cells import web_address
from credatlas.ingest.rows import is_plain
from credatlas.ingest.target import write_all

Run = Callable[..., Any]


def test_two_inputs_do_not_come_in_at_once(atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, order = find_project(atlas), []

    def second() -> None:
        with alone(project, say=order.append):
            order.append("second")

    with alone(project):
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.3)
        order.append("first is done")
    other.join()
    assert order == ["waiting for another input", "first is done", "second"]
    monkeypatch.setattr(targets, "_WAIT", 0.1)
    with alone(project), pytest.raises(StoreError, match="another input has been coming into"), alone(project):
        pass


def test_what_a_killed_input_left_behind_is_removed_by_the_next(atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = atlas / "data/sources/.abc.unfinished.x.trig"
    left.write_text("half")
    with alone(find_project(atlas)):
        assert not left.exists()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(StoreError):
        write_all({atlas / "data/sources/y.trig": "text"})
    assert [path.name for path in (atlas / "data/sources").glob(".*")] == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("https://www.example-1.org/a_b/c.html~d/", "https://www.example-1.org/a_b/c.html~d/"),
        ("HTTPS://example.org", "https://example.org"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org\n", None),
        ("https://user:secret@example.org/", None),
        ("javascript:alert(1)", None),
        ("ftp://example.org/", None),
    ],
)
def test_an_address_is_one_of_the_web_and_holds_no_password(text: str, kept: str | None) -> None:
    found = web_address(text)
    assert (found.value if found else None) == kept


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u2028", "\x85", "\ufffe", "\ue000", "\n", "\t"])
def test_marks_that_nobody_sees_are_not_plain(mark: str) -> None:
    assert not is_plain(f"Alpha{mark}University")
    assert is_plain("Université d’Abidjan – Faculté (2025)")


def test_what_would_be_a_part_of_itself_is_left_out_and_asked_about(tables: Path, atlas: Path) -> None:
    path = tables / "organizations.csv"
    header, *rows = path.read_text().splitlines()
    columns = header.split(",")
    row = dict.fromkeys(columns, "")
    for key, parent in (("org-x", "org-y"), ("org-y", "org-x"), ("org-z", "org-z")):
        cells = row | {
            "org_id": key,
            "name": f"Institute of {key[-1] * 9} studies",
            "type": "institute",
            "parent_org_id": parent,
            "source_id": rows[0].split(",")[columns.index("source_id")],
        }
        rows.append(",".join(cells[column] for column in columns))
    path.write_text("\n".join([header, *rows]) + "\n")
    outside = from_tables(find_project(atlas), tables)
    asked = [question.about for question in outside.questions if "a part of" in question.text]
    assert sorted(asked) == ["org-x", "org-y", "org-z"]
    parents = {said.subject for said in outside.statements if said.predicate.value.endswith("subOrganizationOf")}
    assert not parents & {"org-x", "org-y", "org-z"}


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_is_no_page(atlas: Path) -> None:
    with pytest.raises(UsageError, match="is no file"):
        from_page(find_project(atlas), "/dev/zero", online=False)


def test_a_folder_is_no_page_and_a_vast_one_is_refused(atlas: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no file") as raised:
        from_page(find_project(atlas), str(tmp_path), online=False)
    assert raised.value.hint == "name one file"
    vast = tmp_path / "vast.json"
    with vast.open("wb") as file:
        os.truncate(file.fileno(), 200_000_000)
    with pytest.raises(DataError, match="more than the 20 MB of a page"):
        from_page(find_project(atlas), str(vast), online=False)


@pytest.mark.parametrize("room", [-5, 0, 3])
def test_columns_that_fit_nowhere_have_no_widths(room: int) -> None:
    assert _shares([30, 30, 30, 30], [8, 8, 8, 8], room) is None


def test_a_link_that_leads_nowhere_is_no_folder(tables: Path, atlas: Path, credatlas: Run, tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    done = credatlas("--project", str(atlas), "ingest", "table", str(tables), "--to", str(tmp_path / "dangling"))
    assert done.code == 2
    assert "is no folder" in done.stderr


def test_more_words_than_anybody_types_are_refused_at_once(credatlas: Run, founding: Path) -> None:
    done = credatlas("--project", str(founding), "find", *(["zzzz"] * 400))
    assert done.code == 2
    assert "a few words" in done.stderr

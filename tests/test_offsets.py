"""Curators give passages by their words; the tool writes offsets into the file, or leaves it as it is."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from credatlas.build import build
from credatlas.errors import DataError
from credatlas.files import Project

ROOT = Path(__file__).resolve().parent.parent
TEXT = "The Müller course costs 90 euros.\r\nThe fee is due in May.\n"


def run_tool(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools/offsets.py"), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode())
    return path


def draft(folder: Path, quote: str, text: str = TEXT) -> Path:
    path = folder / "page.trig"
    digest = hashlib.sha256(text.encode()).hexdigest()
    path.write_text(f'<page> ca:sha256 "{digest}" .\n<page#fee> ca:quote "{quote}" .\n', encoding="utf-8")
    return path


def test_words_become_offsets_in_the_file(tmp_path: Path, article: Path) -> None:
    source = draft(tmp_path, "The fee … May")
    done = run_tool(source, article)
    assert (done.returncode, done.stdout) == (0, f"{source}: 1 passage has its offsets now\n")
    # 35 characters up to the end of the first line, with both characters of its end
    assert source.read_text(encoding="utf-8").splitlines()[1] == "<page#fee> ca:startOffset 35 ; ca:endOffset 56 ."


def test_words_that_are_not_there_leave_the_file_as_it_is(tmp_path: Path, article: Path) -> None:
    source = draft(tmp_path, "The fees … May")
    before = source.read_bytes()
    done = run_tool(source, article)
    assert (done.returncode, source.read_bytes()) == (3, before)
    assert done.stderr.startswith(
        f'error: {source}:2: the words "The fees" are not in the text of the source\n  hint: '
    )


def test_a_text_with_another_hash_is_refused_and_its_hash_named(tmp_path: Path, article: Path) -> None:
    source = draft(tmp_path, "The fee … May", text="An older text.")
    done = run_tool(source, article)
    assert done.returncode == 3
    assert f'ca:sha256 "{hashlib.sha256(TEXT.encode()).hexdigest()}"' in done.stderr
    assert "ca:quote" in source.read_text(encoding="utf-8")


@pytest.mark.parametrize("missing", ["page.trig", "article.txt"])
def test_a_file_that_is_missing_is_named(tmp_path: Path, article: Path, missing: str) -> None:
    source = draft(tmp_path, "The fee … May")
    (tmp_path / missing).unlink()
    done = run_tool(source, article)
    assert (done.returncode, done.stderr) == (
        3,
        f"error: {tmp_path / missing}: cannot be read: No such file or directory\n",
    )


def test_a_text_that_is_not_utf_8_is_refused(tmp_path: Path, article: Path) -> None:
    article.write_bytes(b"\xff\xfe")
    done = run_tool(draft(tmp_path, "The fee … May"), article)
    assert (done.returncode, "is not UTF-8" in done.stderr) == (3, True)


def test_a_build_says_what_to_do_about_words_that_are_left(small: Path, tmp_path: Path) -> None:
    page = small / "data/sources/page.trig"
    old = "ca:startOffset 0"
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, 'ca:quote "Alpha"', 1), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(DataError, match="has words in the place of its offsets") as caught:
        build(Project(small), tmp_path / "store", lineages=False)
    assert caught.value.place == f"data/sources/page.trig:{line}"
    assert "tools/offsets.py" in caught.value.hint

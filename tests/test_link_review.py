"""Claims about reviews in the terminal: one key for each judgement, saved at once, undone, ended and gone on with."""

from __future__ import annotations

import codecs
import contextlib
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import StoreError, UsageError
from credatlas.files import Project
from credatlas.link.judgements import Judge
from credatlas.link.model import Candidate, Proposal, Record, RecordName
from credatlas.link.reviewing import read_review, review_file, write_review
from credatlas.link.session import Session
from credatlas.link.showing import question_lines
from credatlas.mappings import NO_TERM, links_file, read_links

ID = "https://w3id.org/credatlas/id/organization/"
ROR = "https://ror.org/"
ANN = Judge("Ann Example", "2026-11-25", "credatlas link review", "0.1", "v2.9")


def record(local: str, name: str, **more: Any) -> Record:
    return Record(f"{ROR}{local}", "ror", name, (RecordName(name, "label", "en"),), **more)


def thing(slug: str, name: str, **more: Any) -> Record:
    return Record(f"{ID}{slug}", "atlas", name, (RecordName(name, "label", "en"),), **more)


UAB = record(
    "008s83205", "University of Alabama at Birmingham", countries=("US",), domains=("uab.edu",), digest="a" * 64
)
BARCELONA = record("052g8jq94", "Universitat Autònoma de Barcelona", countries=("ES",), digest="b" * 64)
HARVARD = record("03vek6s52", "Harvard University", countries=("US",), digest="c" * 64)
GONE = record("03wevmz92", "Harvard Medical School", status="withdrawn", successors=(HARVARD.id,), digest="d" * 64)
ASKED = (
    Proposal(
        thing("harvard-medical-school", "Harvard Medical School", countries=("US",)),
        "review",
        (
            Candidate(GONE, "exact", 0.5, ("the same name",), ("the record is withdrawn",)),
            Candidate(HARVARD, "broad", 0.4, ("successor of a withdrawn record",)),
        ),
        "the record of that name is withdrawn",
    ),
    Proposal(
        thing("uab", "UAB", countries=("US",), domains=("uab.edu",)),
        "review",
        (
            Candidate(BARCELONA, "exact", 0.5, ("its abbreviation",), ("another country (ES, not US)",)),
            Candidate(UAB, "exact", 0.4, ("its abbreviation", "the same site")),
        ),
        "several records have this abbreviation",
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a list of two things to judge, four pairs."""
    write_review(tmp_path / "ror.review.tsv", ASKED)
    return tmp_path


def session(folder: Path) -> Session:
    return Session(folder / "ror.sssom.tsv", folder / "ror.review.tsv", ANN)


def rows(folder: Path) -> set[tuple[str, str, str, bool]]:
    return {
        (link.subject.removeprefix(ID), link.relation, link.object.removeprefix(ROR), link.rejected)
        for link in read_links(folder / "ror.sssom.tsv").links
    }


def asked(review: Session) -> tuple[str, str] | None:
    question = review.question
    if question is None:
        return None
    return question.proposal.subject.name, question.candidate.record.name if question.candidate else ""


SCHOOL, UAB_ROW = "harvard-medical-school", ("uab", "exact", "008s83205", False)


# The session


def test_each_answer_is_saved_at_once_and_the_list_gets_shorter(folder: Path) -> None:
    review = session(folder)
    assert (asked(review), review.left) == (("Harvard Medical School", "Harvard Medical School"), 4)
    review.answer("reject", "it is withdrawn")
    assert rows(folder) == {(SCHOOL, "exact", "03wevmz92", True)}
    assert asked(review) == ("Harvard Medical School", "Harvard University")
    review.answer("broader")
    assert rows(folder) == {(SCHOOL, "exact", "03wevmz92", True), (SCHOOL, "broad", "03vek6s52", False)}
    assert [one.subject.name for one in read_review(folder / "ror.review.tsv")] == ["UAB"]
    assert review.judged == 2


def test_accepting_ends_the_questions_about_a_thing(folder: Path) -> None:
    review = session(folder)
    for _ in range(3):
        review.skip()
    assert asked(review) == ("UAB", "University of Alabama at Birmingham")
    review.answer("accept")
    assert rows(folder) == {UAB_ROW}
    assert (asked(review), review.left) == (None, 2)  # those that were skipped come in the next review


def test_no_record_rejects_all_candidates(folder: Path) -> None:
    review = session(folder)
    review.none()
    assert rows(folder) == {
        (SCHOOL, "exact", NO_TERM, False),
        (SCHOOL, "exact", "03wevmz92", True),
        (SCHOOL, "exact", "03vek6s52", True),
    }
    assert asked(review) == ("UAB", "Universitat Autònoma de Barcelona")


def test_without_a_reason_those_of_the_proposal_are_kept(folder: Path) -> None:
    review = session(folder)
    review.answer("reject")
    review.answer("broader")
    comments = {link.object: link.comment for link in read_links(folder / "ror.sssom.tsv").links}
    assert comments == {GONE.id: "the record is withdrawn", HARVARD.id: "successor of a withdrawn record"}


def test_undo_takes_answers_back_one_by_one(folder: Path) -> None:
    before = (folder / "ror.review.tsv").read_bytes()
    review = session(folder)
    review.answer("reject")
    review.skip()
    review.none()
    assert (review.undo(), asked(review)) == (True, ("UAB", "Universitat Autònoma de Barcelona"))
    assert rows(folder) == {(SCHOOL, "exact", "03wevmz92", True)}
    assert (review.undo(), asked(review)) == (True, ("Harvard Medical School", "Harvard University"))
    assert (review.undo(), asked(review)) == (True, ("Harvard Medical School", "Harvard Medical School"))
    assert (rows(folder), review.judged, review.undo()) == (set(), 0, False)
    assert (folder / "ror.review.tsv").read_bytes() == before


def test_a_review_goes_on_where_the_last_one_ended(folder: Path) -> None:
    first = session(folder)
    first.answer("reject")
    first.skip()
    second = session(folder)
    assert (asked(second), second.left) == (("Harvard Medical School", "Harvard University"), 3)


def test_a_list_that_is_proposed_anew_asks_nothing_that_was_judged(folder: Path) -> None:
    first = session(folder)
    first.answer("reject")
    first.answer("broader")
    write_review(folder / "ror.review.tsv", ASKED)
    assert asked(session(folder)) == ("UAB", "Universitat Autònoma de Barcelona")


def test_what_the_links_forbid_is_refused_and_the_question_stays(folder: Path) -> None:
    review = session(folder)
    with pytest.raises(UsageError, match="was withdrawn"):
        review.answer("accept")
    assert (asked(review), rows(folder)) == (("Harvard Medical School", "Harvard Medical School"), set())


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(folder: Path) -> None:
    mine, other = session(folder), session(folder)
    other.none("nothing there")
    with pytest.raises(StoreError, match="was changed by somebody else"):
        mine.answer("reject")
    assert (SCHOOL, "exact", NO_TERM, False) in rows(folder)


def test_a_question_stands_with_both_sides_and_what_speaks_for_and_against(folder: Path) -> None:
    review = session(folder)
    review.skip()
    review.skip()
    assert review.question is not None
    lines = list(question_lines(review.question, 100))
    assert lines[0] == "3 of 4  UAB  (organization:uab)"
    assert lines[1] == "  several records have this abbreviation"
    assert re.fullmatch(r"  name +UAB +Universitat Autònoma de Barcelona", lines[3])
    assert any(re.fullmatch(r"  country +US +ES", line) for line in lines)
    assert lines[-3:] == ["  proposed: the same?", "  + its abbreviation", "  - another country (ES, not US)"]
    review.skip()
    assert review.question is not None
    equal = [line for line in question_lines(review.question, 60) if " = " in line]
    assert [line.split() for line in equal] == [
        ["status", "active", "=", "active"],
        ["country", "US", "=", "US"],
        ["site", "uab.edu", "=", "uab.edu"],
    ]
    assert max(map(len, question_lines(review.question, 60))) <= 60


# The terminal


PROGRAM = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # the terminal sends Ctrl-C to the program
from credatlas.cli import program
program()
"""


class Terminal:
    """A review with somebody at the keyboard."""

    def __init__(self, project: Path, *words: str) -> None:
        self.master, slave = pty.openpty()
        program = [sys.executable, "-c", PROGRAM]
        command = [*program, "--project", str(project), "link", "review", "--to", "ror"]
        self.process = subprocess.Popen(
            [*command, *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            close_fds=True,
            start_new_session=True,
            env={**os.environ, "COLUMNS": "100", "TERM": "xterm"},
        )
        os.close(slave)
        self.decode = codecs.getincrementaldecoder("utf-8")().decode
        self.text = ""

    def wait_for(self, words: str) -> str:
        """What was shown up to and with these words; fails after half a minute."""
        deadline = time.monotonic() + 30
        while words not in self.text:
            ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"waited for {words!r} in vain: {self.text!r}"
            try:
                self.text += self.decode(os.read(self.master, 65536))
            except OSError:  # the other side is gone
                assert words in self.text, self.text
        shown, _, self.text = self.text.partition(words)
        return shown + words

    def press(self, keys: str) -> None:
        """Presses keys."""
        os.write(self.master, keys.encode())

    def close(self) -> None:
        """Ends the program, however a test ended."""
        if self.process.poll() is None:
            self.process.kill()
            self.end()

    def end(self) -> int:
        """The exit code, once the program has ended."""
        code = self.process.wait(30)
        os.close(self.master)
        return code


Open = Callable[..., Terminal]


@pytest.fixture
def at_work(reviewed: Path) -> Iterator[Open]:
    """Opens reviews of the small project, and ends those that are still open."""
    with contextlib.ExitStack() as stack:

        def opened(by: str = "Ann Example") -> Terminal:
            terminal = Terminal(reviewed, "--by", by)
            stack.callback(terminal.close)
            return terminal

        yield opened


@pytest.fixture
def reviewed(small: Path) -> Path:
    """A small project with two things to judge."""
    write_review(review_file(Project(small), "ror"), ASKED)
    return small


def committed(project: Path) -> set[tuple[str, str, str, bool]]:
    return rows(links_file(Project(project), "ror").parent)


def test_a_whole_review_takes_one_key_for_each_judgement(at_work: Open, reviewed: Path) -> None:
    terminal = at_work("0000-0002-1825-0097")
    shown = terminal.wait_for("? help")
    assert "1 of 4  Harvard Medical School  (organization:harvard-medical-school)" in shown
    assert "withdrawn" in shown
    terminal.press("y")
    terminal.wait_for("was withdrawn and is the same as nothing")
    terminal.press("n")
    terminal.wait_for("not the same: Harvard Medical School")
    terminal.wait_for("? help")
    terminal.press("b")
    terminal.wait_for("broader: Harvard University")
    terminal.wait_for("? help")
    terminal.press("0")
    terminal.wait_for("no record of UAB")
    terminal.wait_for("3 judged, nothing is left to judge")
    assert terminal.end() == 0


def test_undo_comment_quit_and_going_on(at_work: Open, reviewed: Path) -> None:
    terminal = at_work()
    terminal.wait_for("? help")
    terminal.press("n")
    terminal.wait_for("not the same")
    terminal.wait_for("? help")
    terminal.press("u")
    terminal.wait_for("taken back")
    terminal.wait_for("1 of 4")
    assert committed(reviewed) == set()
    terminal.press("c")
    terminal.wait_for("reason")
    terminal.press("asked the school\r")
    terminal.press("n")
    terminal.wait_for("not the same")
    terminal.wait_for("? help")
    terminal.press("q")
    terminal.wait_for("1 judged, 3 left to judge")
    assert terminal.end() == 0
    (link,) = read_links(links_file(Project(reviewed), "ror")).links
    assert (link.by, link.comment, link.tool) == ("Ann Example", "asked the school", "credatlas link review")
    again = at_work()
    assert "1 of 3" in again.wait_for("? help")
    again.press("\x03")
    again.wait_for("0 judged, 3 left to judge")
    assert again.end() == 0


def test_keys_that_mean_nothing_do_nothing(at_work: Open, reviewed: Path) -> None:
    terminal = at_work()
    terminal.wait_for("? help")
    terminal.press("x")
    terminal.wait_for("press one of y b r n 0 s u c q, or ? for help")
    terminal.press("?")
    terminal.wait_for("everything is saved, and the next review goes on")
    terminal.press("u")
    terminal.wait_for("there is nothing to take back")
    terminal.press("\x04")
    terminal.wait_for("0 judged, 4 left to judge")
    assert terminal.end() == 0
    assert not links_file(Project(reviewed), "ror").exists()


def test_arrow_keys_judge_nothing_and_keys_typed_ahead_are_not_lost(at_work: Open, reviewed: Path) -> None:
    terminal = at_work()
    terminal.wait_for("? help")
    terminal.press("\x1b[B")  # the down arrow, with a B in it
    terminal.wait_for("press one of")
    assert committed(reviewed) == set()
    terminal.press("nbs")
    terminal.wait_for("not the same: Harvard Medical School")
    terminal.wait_for("broader: Harvard University")
    terminal.wait_for("2 of 2  UAB")
    terminal.press("q")
    terminal.wait_for("2 judged, 2 left to judge")
    assert terminal.end() == 0


def test_a_kill_in_the_middle_loses_nothing(at_work: Open, reviewed: Path) -> None:
    terminal = at_work()
    terminal.wait_for("? help")
    terminal.press("n")
    terminal.wait_for("not the same")
    terminal.process.kill()
    terminal.end()
    assert committed(reviewed) == {(SCHOOL, "exact", "03wevmz92", True)}
    assert len(read_review(review_file(Project(reviewed), "ror"))[0].candidates) == 1


def test_what_a_file_holds_steers_no_terminal(at_work: Open, reviewed: Path) -> None:
    path = review_file(Project(reviewed), "ror")
    path.write_text(path.read_text().replace("the record of that name is withdrawn", "red \x1b[31m\x07 alert"))
    terminal = at_work()
    shown = terminal.wait_for("? help")
    terminal.press("q")
    terminal.wait_for("4 left to judge")
    terminal.end()
    assert "\x1b[31m" not in shown
    assert "\x07" not in shown


def test_nobody_at_the_terminal_is_told_about_the_commands_for_scripts(
    credatlas: Callable[..., Any], reviewed: Path
) -> None:
    done = credatlas("--project", str(reviewed), "link", "review", "--to", "ror", "--by", "Ann Example")
    assert done.code == 2
    assert "a review needs a terminal" in done.stderr
    assert "credatlas link accept" in done.stderr

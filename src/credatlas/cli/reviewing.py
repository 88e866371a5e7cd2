"""``link review``: one key for each judgement, saved at once."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

from ..errors import UsageError
from .judging import BY, TO
from .keyboard import Keyboard
from .options import Settings, with_place
from .writing import aside, folded, width

if TYPE_CHECKING:
    from ..link.judgements import Verdict
    from ..link.session import Question, Session

_VERDICTS: Final[dict[str, Verdict]] = {"y": "accept", "b": "broader", "r": "related", "n": "reject"}
_SAID: Final = {"y": "the same", "b": "broader", "r": "related", "n": "not the same"}
_KEYS: Final = (
    "y same   b broader   r related   n not the same   0 no record of it   "
    "s skip   u undo   c comment   q quit   ? help"
)
_HELP: Final = """\
y  the record is about the same thing: an exact link
b  the record is about a larger thing, or about what came after this one: a broader link
r  the record has to do with the thing: a related link
n  the record is about something else: it is never asked again, unless it changes
0  the source has no record of the thing; all its candidates are rejected by that
s  leave it open and go on
u  take the last answer back
c  write the reason for your next answer; without it the reasons of the proposal are kept
q  quit; everything is saved, and the next review goes on with what is open
"""


@click.command()
@click.option("--to", "source", **TO)
@click.option("--by", **BY)
@with_place
def review(settings: Settings, *, source: str, by: str) -> None:
    """Judge what was proposed: each thing beside a record, one key for each judgement.

    \b
      y  the same               b  broader              r  related
      n  not the same           0  no record of it      s  skip
      u  undo                   c  write a reason       q  quit

    Each answer is saved at once, so that a review can end at any time and go on later. What was judged is never asked
    again, unless the record changed since.
    """  # noqa: D301 - click takes the backspace for "leave these lines as they are"
    from datetime import date

    from ..link.judgements import Judge, by_whom
    from ..link.reviewing import review_file
    from ..link.session import Session
    from ..mappings import links_file, target
    from ..version import __version__

    name, project = target(source).name, settings.the_project()
    if not (sys.stdin is not None and sys.stdin.isatty()):
        hint = "scripts judge with `credatlas link accept`, `reject`, `broader`, `related` and `none`"
        raise UsageError("a review needs a terminal, with somebody at it", hint=hint)
    judge = Judge(by_whom(by), date.today().isoformat(), "credatlas link review", __version__)
    session = Session(links_file(project, name), review_file(project, name), judge)
    _Review(session).run()
    left = f"{session.left} left to judge" if session.left else "nothing is left to judge"
    click.echo(f"{session.judged} judged, {left}")


class _Review:
    """The talk with whoever judges.

    Args:
        session: What is asked, and what becomes of the answers.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.reason = ""

    def run(self) -> None:
        """Asks until nothing is left to ask, or the judge has enough."""
        shown: Question | None = None
        with suppress(EOFError, KeyboardInterrupt), Keyboard() as keyboard:
            while (question := self.session.question) is not None:
                if question != shown:
                    self.show(question)
                shown = question
                key = keyboard.key()
                if key == "q":
                    return
                try:
                    self.press(key, question, keyboard)
                except UsageError as error:
                    aside(str(error))

    def show(self, question: Question) -> None:
        """Prints a question, and the keys."""
        from ..formats import harmless
        from ..link.showing import question_lines

        lines = [
            folded(line, more="    ") if line[:3] in ("  +", "  -") else line
            for line in question_lines(question, width())
        ]
        click.echo(harmless("\n".join(["", *lines, "", _KEYS])))

    def press(self, key: str, question: Question, keyboard: Keyboard) -> None:
        """Does what a key stands for."""
        if key in _VERDICTS and question.candidate is not None:
            self.session.answer(_VERDICTS[key], self.reason)
            self.done(f"{_SAID[key]}: {question.candidate.record.name}")
        elif key == "0":
            self.session.none(self.reason)
            self.done(f"no record of {question.proposal.subject.name}")
        elif key == "s":
            self.session.skip()
        elif key == "u":
            aside("taken back" if self.session.undo() else "there is nothing to take back")
        elif key == "c":
            self.reason = keyboard.line("reason")
        elif key == "?":
            click.echo(_HELP)
        else:
            aside("press one of y b r n 0 s u c q, or ? for help")

    def done(self, words: str) -> None:
        """Confirms an answer; the reason was for this one only."""
        aside(words)
        self.reason = ""

"""A process that answers one question at a time over a store of its own, and may be ended at any moment."""

from __future__ import annotations

import os
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import CredatlasError, StoreError
from .askers import answered
from .framing import Answer, Question, read_question, send_answer
from .mistakes import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket

    from ..build import Atlas

_FILE: Final = 256 * 1024 * 1024  # the largest file that a worker may write: dumps, and its last words
_PAGE: Final = resource.getpagesize()
_UNIT: Final = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


class MemoryLimitError(StoreError):
    """A question wants more memory than a worker may have."""

    http_status = 500


@dataclass(frozen=True, slots=True)
class Source:
    """What a worker opens.

    Attributes:
        project: The folder of the files.
        generation: The generation of a store; empty where the store has none.
        where: A bare store or the address of an endpoint; empty for a generation.
        in_memory: Whether the statements of the generation are read at once, to be shared by many workers.
    """

    project: str
    generation: str = ""
    where: str = ""
    in_memory: bool = False

    def open(self) -> Atlas:
        """Opens it.

        Raises:
            StoreError: It is gone, damaged, or cannot be opened.
            NetworkError: The endpoint cannot be reached.
        """
        from ..build import open_atlas, open_generation
        from ..files import find_project

        project = find_project(self.project)
        if self.generation:
            return open_generation(project, Path(self.generation), in_memory=self.in_memory)
        return open_atlas(project, self.where)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a worker may take.

    Attributes:
        memory: Bytes on top of what the open store takes; 0 for any amount.
        niceness: By how much others go first, in the steps of :func:`os.nice`.
    """

    memory: int = 1024**3
    niceness: int = 0


def work_on(channel: socket, opening: Callable[[], Atlas], bounds: Bounds) -> None:
    """Answers what comes over a channel until nobody is there any more.

    Args:
        channel: Where questions come from and answers go to.
        opening: Opens what is asked, or gives what is open already.
        bounds: What this process may take.
    """
    os.nice(bounds.niceness)
    try:
        atlas = opening()
    except CredatlasError as error:
        send_answer(channel, Answer(None, "error", str(error)))
        return
    _limit(bounds.memory)
    send_answer(channel, Answer(None, "ready"))
    ample = _peak() + bounds.memory // 4 if bounds.memory else None
    while (question := read_question(channel)) is not None:
        answer = _answer(atlas, question)
        # what was freed stays with the process: one that has grown makes way for a new one
        last = answer.word == "last" or (ample is not None and _peak() > ample)
        send_answer(channel, Answer(answer.reply, "last" if last else ""))
        if last:
            return


def _answer(atlas: Atlas, question: Question) -> Answer:
    try:
        return Answer(answered(atlas, question.route, question.asked))
    except MemoryError:
        reply = told(out_of_memory(), question.asked, page=question.route.page)
        return Answer(reply, "last")


def out_of_memory() -> MemoryLimitError:
    """The error for a question that wanted more memory than there is."""
    return MemoryLimitError(
        "the answer takes more memory than a query may have",
        hint="ask for less: fewer columns, a narrower pattern, no ORDER BY or GROUP BY over everything",
    )


def _limit(memory: int) -> None:
    _hold_to(resource.RLIMIT_CORE, 0)
    _hold_to(resource.RLIMIT_FSIZE, _FILE)
    size = _address_space()
    if memory and size:
        _hold_to(resource.RLIMIT_AS, size + memory)


def _hold_to(kind: int, most: int) -> None:
    """Sets a limit, or that to which whoever started the service holds it already (`ulimit`), if that is less."""
    before = resource.getrlimit(kind)[1]
    least = most if before == resource.RLIM_INFINITY else min(most, before)
    resource.setrlimit(kind, (least, least))


def _address_space() -> int:
    """Bytes of address space that this process has; 0 on systems that do not say (and do not limit it either)."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * _PAGE
    except FileNotFoundError:
        return 0


def _peak() -> int:
    """The most bytes of memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT

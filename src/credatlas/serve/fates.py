"""What becomes of a worker that did not answer, told as an error that its client can use."""

from __future__ import annotations

import os
import signal
from typing import IO, Final

from ..errors import StoreError
from .worker import out_of_memory

# how Rust, C++ and Python say that they got no memory, before the process ends
_NO_MEMORY: Final = (b"memory allocation of", b"bad_alloc", b"MemoryError", b"Cannot allocate memory")
_MOST: Final = 64 * 1024
_ELSEWHERE: Final = "ask for less: a narrower pattern, fewer free variables, no path with * between two of them"


class TimedOutError(StoreError):
    """An answer took longer than it may."""

    # not 503: that says "try the same again", which would only take as long once more
    http_status = 504


class BrokenDownError(StoreError):
    """A question ended the process that was to answer it."""

    http_status = 500


class ClientLeftError(StoreError):
    """Nobody waits for the answer any more."""

    http_status = 503


def timed_out(seconds: float) -> TimedOutError:
    """The error for an answer that took longer than so many seconds."""
    return TimedOutError(f"the answer took longer than {seconds:g} seconds; it was stopped", hint=_ELSEWHERE)


def why_ended(status: int, errors: IO[bytes]) -> StoreError:
    """The error for a question on which a worker ended.

    Args:
        status: How it ended, as :func:`os.waitpid` says it.
        errors: What it wrote to standard error.
    """
    if any(word in last_words(errors) for word in _NO_MEMORY):
        return out_of_memory()
    name = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else f"exit code {status >> 8}"
    return BrokenDownError(
        f"the engine broke down on this query ({name})",
        hint="ask it in another way: without ORDER BY over values of different kinds, or for less",
    )


def last_words(errors: IO[bytes]) -> bytes:
    """The end of what a worker wrote to standard error."""
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - _MOST))
    return errors.read(_MOST)

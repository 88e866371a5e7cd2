"""Queries that somebody typed run in a process of their own.

Some valid queries end the process that asks them: the engine stops in the middle of native code, which no handler sees.
And while native code runs, Ctrl-C is not heard; only ending the process ends the query.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from ..errors import CredatlasError, StoreError
from ..lifelines import die_with
from .mistakes import told
from .writing import NobodyReadsError


def isolated(work: Callable[[], None]) -> int:
    """Does some work in a child of this process, and waits for it.

    Where there is no forking, or standard output is only a variable, the work is done right here.

    Args:
        work: What writes the answer; its errors are told by the child.

    Returns:
        The exit code of the child.

    Raises:
        StoreError: The child broke down.
        KeyboardInterrupt: Somebody pressed Ctrl-C; the child is gone.
    """
    if not hasattr(os, "fork") or not _writes_to_a_file():
        work()
        return 0
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    parent, (lifeline, held) = os.getpid(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(held)
        die_with(parent, lifeline)
        os._exit(_done(work))
    os.close(lifeline)
    try:
        _, status = os.waitpid(child, 0)
    except KeyboardInterrupt:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    finally:
        os.close(held)
    if os.WIFSIGNALED(status):
        raise StoreError(
            f"the engine broke down on this query ({signal.Signals(os.WTERMSIG(status)).name})",
            hint="ask it in another way: without ORDER BY over values of different kinds, or for less",
        )
    return os.waitstatus_to_exitcode(status)


def _writes_to_a_file() -> bool:
    try:
        return sys.stdout is None or sys.stdout.fileno() >= 0
    except (io.UnsupportedOperation, ValueError):
        return False


def _done(work: Callable[[], None]) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends this process
    code = 0
    try:
        work()
    except NobodyReadsError:
        pass
    except CredatlasError as error:
        code = told(error)
    finally:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.flush()
    return code


@contextmanager
def silent_engine() -> Iterator[None]:
    """Keeps what native code writes to standard error, and gives it out only if the process survives."""
    if sys.stderr is None:
        yield
        return
    with tempfile.TemporaryFile() as kept:
        outside = os.dup(2)
        os.dup2(kept.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(outside, 2)
            os.close(outside)
            kept.seek(0)
            os.write(2, kept.read())

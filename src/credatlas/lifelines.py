"""Children that do not outlive their parent."""

from __future__ import annotations

import os
import signal
from contextlib import suppress


def die_with(parent: int, lifeline: int) -> None:
    """Has the system end this process when its parent is gone, however that ended: killed by a timeout, say.

    Args:
        parent: The number of the parent.
        lifeline: The reading end of a pipe whose writing end only the parent holds. When it breaks, Linux sends
            SIGIO, which ends a process even in the middle of native code; macOS does not.
    """
    import fcntl

    signal.signal(signal.SIGIO, signal.SIG_DFL)
    # of all who share one opening of a pipe only the last who asked is told: each has an opening of its own
    with suppress(OSError):  # a system without /proc
        lifeline = os.open(f"/proc/self/fd/{lifeline}", os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    if os.getppid() != parent:  # it was gone before we listened
        os._exit(1)

"""What runs in a process of its own: one call, then its end."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from ..build import Atlas
from ..errors import CredatlasError
from ..files import find_project
from ..store import LocalStore
from .calling import call
from .house import problem_from


def main() -> None:
    """Reads one call as JSON from standard input, and writes its answer, or ``problem``, to standard output."""
    asked = json.load(sys.stdin.buffer)
    _limit(asked["memory"])
    try:
        store = LocalStore.open(Path(asked["store"]))
        atlas = Atlas(store, find_project(asked["project"]), Path(asked["store"]))
        if hasattr(signal, "SIGALRM"):  # elsewhere the parent looks at its clock
            # its default action ends the process, also in the middle of native code
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, asked["deadline"])
        answer = call(atlas, asked["tool"], asked["arguments"])
    except CredatlasError as error:
        answer = {"problem": problem_from(error)}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def _limit(memory: int) -> None:
    """Has the system refuse more memory; and no core is written when the engine breaks down."""
    try:
        import resource
    except ImportError:  # this system does not limit processes
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

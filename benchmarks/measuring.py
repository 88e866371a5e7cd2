"""CPU time of whole processes and of calls: runs of two sides in turn, medians, and how far the runs lay apart.

CPU time, user and system together, is what is compared: on a machine that others use as well, the clock on the wall
measures the others.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Measure = Callable[[], float]
"""Does one thing once and says how many seconds it took."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What several runs of one thing took.

    Attributes:
        seconds: One figure for each run, in the order of the runs.
    """

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The figure in the middle, in seconds."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        """The median, and the quickest and the slowest run.

        Example:
            >>> str(Spread((0.080, 0.075, 0.091)))
            '80.0 ms (75.0–91.0)'
        """
        unit, factor = ("s", 1.0) if self.median >= 1 else ("ms", 1e3) if self.median >= 1e-3 else ("µs", 1e6)
        figures = (self.median, min(self.seconds), max(self.seconds))
        middle, low, high = (
            f"{figure * factor:.3g}" if figure * factor < 100 else f"{figure * factor:.0f}" for figure in figures
        )
        return f"{middle} {unit} ({low}–{high})"


@dataclass(frozen=True, slots=True)
class Finished:
    """What a process took and what it printed.

    Attributes:
        seconds: CPU time of the whole process, user and system.
        output: Its standard output.
    """

    seconds: float
    output: bytes


def run(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Finished:
    """Runs a process to its end.

    Args:
        command: The words of the command line.
        environment: All of its environment.
        folder: Where it runs.

    Raises:
        RuntimeError: It ended with another code than 0.
    """
    before = _of_children()
    done = subprocess.run(command, capture_output=True, env=environment, cwd=folder, check=False)
    seconds = _of_children() - before
    if done.returncode:
        complaint = done.stderr.decode().strip()
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {complaint}")
    return Finished(seconds, done.stdout)


def _of_children() -> float:
    """CPU time of all processes that this one has started and that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def in_turn(rounds: int, *measures: Measure) -> tuple[Spread, ...]:
    """Measures several things in turn, A B A B …, so that what slows the machine down slows all of them.

    Args:
        rounds: How many runs of each; one more of each goes before and is not counted, unless one is all.
        *measures: The things.

    Returns:
        One spread for each of them, in their order.
    """
    taken: list[list[float]] = [[] for _ in measures]
    for _ in range(rounds + (rounds > 1)):
        for seconds, measure in zip(taken, measures, strict=True):
            seconds.append(measure())
    return tuple(Spread(tuple(seconds[-rounds:])) for seconds in taken)


def repeated(call: Callable[[], object], least: float) -> Measure:
    """A measure of a short call: it is made so often that the clock can tell.

    Args:
        call: What is measured, in this process.
        least: Seconds that one run should take.
    """
    started = time.process_time()
    call()
    times = max(1, round(least / max(time.process_time() - started, 1e-6)))

    def measure() -> float:
        begun = time.process_time()
        for _ in range(times):
            call()
        return (time.process_time() - begun) / times

    return measure

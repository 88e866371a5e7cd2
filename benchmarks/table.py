"""The rows of a run: how they are printed while it goes on, and how they are kept in RESULTS.md."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import credatlas

from .generate import ROOT
from .measuring import Spread

_LIBRARIES: Final = ("pyoxigraph", "rdflib", "pyshacl", "click")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        number: Which goal it belongs to: ``1``, or ``5a`` for a figure without a goal of its own.
        what: What was measured.
        ours: What it took us.
        peer: What it took the other side.
        ratio: The one divided by the other, in the direction of the goal.
        goal: The goal in words.
        met: Whether it was met; None where there is no goal.
        detail: Lines of Markdown that say more.
    """

    number: str
    what: str
    ours: str
    peer: str
    ratio: float | None
    goal: str
    met: bool | None
    detail: Sequence[str] = ()

    @property
    def verdict(self) -> str:
        """``met``, ``not met``, or a dash where there is no goal."""
        return {True: "met", False: "not met", None: "–"}[self.met]

    def cells(self) -> tuple[str, ...]:
        """The line as it is printed, cell by cell."""
        ratio = "–" if self.ratio is None else f"{self.ratio:.2f} ×"
        return self.number, self.what, self.ours, self.peer, ratio, self.goal, self.verdict


@dataclass(frozen=True, slots=True)
class Pair:
    """One call on both sides.

    Attributes:
        name: What was called.
        ours: What it took us.
        peer: What it took the other side.
        rows: How many rows the answer has.
        slower: Whether the goal is to be quicker by a factor, so that the ratio is that of the other side to ours.
    """

    name: str
    ours: Spread
    peer: Spread
    rows: int
    slower: bool = False

    @property
    def ratio(self) -> float:
        """The ratio of the medians, in the direction of the goal."""
        one, other = self.ours.median, self.peer.median
        return other / one if self.slower else one / other


def pairs_as_table(pairs: Sequence[Pair], peer: str) -> list[str]:
    """A Markdown table of pairs, in their order."""
    cells = (
        (f"`{pair.name}`", str(pair.rows), str(pair.ours), str(pair.peer), f"{pair.ratio:.2f} ×") for pair in pairs
    )
    return [line(("query", "rows", "credatlas", peer, "ratio")), line(["---"] * 5), *map(line, cells)]


def rates_as_table(pairs: Sequence[Pair], peer: str) -> list[str]:
    """A Markdown table of how often a second each side does what pairs of times are about, in their order."""
    cells = (
        (f"`{pair.name}`", *(f"{1 / side.median:,.0f}" for side in (pair.ours, pair.peer)), f"{pair.ratio:.2f} ×")
        for pair in pairs
    )
    return [line(("query", "credatlas", peer, "ratio")), line(["---"] * 4), *map(line, cells)]


HEADER: Final = ("row", "what", "ours", "peer", "ratio", "goal", "verdict")


def line(cells: Sequence[str]) -> str:
    """A line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def document(rows: Sequence[Row], sizes: str, load: str) -> str:
    """``RESULTS.md``.

    Args:
        rows: What was measured.
        sizes: How much and how often, in words.
        load: How busy the machine was, before and after.
    """
    return "\n".join([*_opening(sizes, load), line(HEADER), line(["---"] * len(HEADER)), *_body(rows), ""])


def _opening(sizes: str, load: str) -> Iterator[str]:
    yield "# Results"
    yield ""
    yield "Written by `make bench`; a run replaces this file. Times are CPU time, user and system together. Each figure"
    yield "is a median, with the quickest and the slowest run behind it; both sides ran in turn. A row with a table of"
    yield "queries below it shows the one that is farthest from the goal."
    yield ""
    yield f"- when: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, at {_commit()}"
    yield f"- machine: {_processor()}, {os.cpu_count()} cores, {_memory()}, {platform.system()} {platform.release()}"
    yield f"- load of the machine over one minute, before and after: {load}"
    yield f"- {platform.python_implementation()} {platform.python_version()}, credatlas {credatlas.__version__}"
    yield f"- {', '.join(f'{name} {version(name)}' for name in _LIBRARIES)}"
    yield f"- {sizes}"
    yield ""


def _body(rows: Sequence[Row]) -> Iterator[str]:
    yield from (line(row.cells()) for row in rows)
    for row in rows:
        if row.detail:
            yield from ("", f"## Row {row.number}: {row.what}", "", *row.detail)


def load_average() -> str:
    """How many processes wanted to run in the last minute."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _commit() -> str:
    words = ("git", "-C", str(ROOT), "describe", "--always", "--dirty")
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "a copy without history"
    return f"commit {done.stdout.strip()}"


def _processor() -> str:
    return _field("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()


def _memory() -> str:
    kilobytes = _field("/proc/meminfo", "MemTotal").split(" ")[0]
    return f"{int(kilobytes) / 1024**2:.0f} GB" if kilobytes else "unknown memory"


def _field(path: str, name: str) -> str:
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError:  # another system than Linux
        return ""
    return next((entry.partition(":")[2].strip() for entry in text.splitlines() if entry.startswith(name)), "")

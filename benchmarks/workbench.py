"""Where a run takes place: a folder of its own, with projects, stores and compiled code, and the sizes that it has."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from .building import Built, build_in_process
from .calls import CALLS, Call
from .generate import institutions_for, write_project

PROGRAM: Final = Path(sys.executable).with_name("credatlas")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured.

    Attributes:
        small: Quads of the small graph, about.
        middle: Quads of the graph that rdflib is asked on, about.
        large: Quads of the large graph, about.
        rows_few: Rows of the small tables, about.
        rows_many: Rows of the large tables, about.
        things: Things of the graphs that are written to files, the largest last.
        rounds: Runs of each side that count.
        rounds_large: Runs of each side where one takes a minute.
        calls: How many of the canned queries are asked.
        least: Seconds for which a short call is repeated in one run.
    """

    small: int = 10_000
    middle: int = 100_000
    large: int = 1_000_000
    rows_few: int = 1_000
    rows_many: int = 10_000
    things: tuple[int, ...] = (1_000, 10_000, 100_000)
    rounds: int = 15
    rounds_large: int = 3
    calls: int = len(CALLS)
    least: float = 0.05


QUICK: Final = Sizes(
    middle=10_000,
    large=10_000,
    rows_few=50,
    rows_many=100,
    things=(50,),
    rounds=1,
    rounds_large=1,
    calls=1,
    least=0.0,
)
"""One small project, on which every step is run; no figure means anything."""


@dataclass(slots=True)
class Workbench:
    """Makes what the rows need, once each.

    Attributes:
        folder: Where everything is kept.
        sizes: How much is measured.
        say: Told what is being done.
    """

    folder: Path
    sizes: Sizes
    say: Callable[[str], None]
    _projects: dict[int, Path] = field(default_factory=dict)
    _stores: dict[int, Built] = field(default_factory=dict)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The canned queries that are asked."""
        return CALLS[: self.sizes.calls]

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of all processes that are measured: code is compiled once, as after an installation."""
        own = {"CREDATLAS_CACHE": str(self.folder / "cache"), "COLUMNS": "120", "NO_COLOR": "1"}
        if self.sizes is not QUICK:  # where nothing is measured, compiling everything anew would take longest
            own["PYTHONPYCACHEPREFIX"] = str(self.folder / "compiled")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CREDATLAS"))}
        return {**kept, **own}

    def project(self, quads: int) -> Path:
        """A generated project whose graph has about so many quads."""
        if quads not in self._projects:
            self.say(f"generating the sources of {quads:,} quads")
            folder = self.folder / f"project-{quads}"
            write_project(folder, institutions_for(quads))
            self._projects[quads] = folder
        return self._projects[quads]

    def store(self, quads: int) -> Built:
        """The store that a build makes of such a project, left where the command line looks for it."""
        if quads not in self._stores:
            project = self.project(quads)
            self.say(f"building the graph of {quads:,} quads")
            self._stores[quads] = build_in_process(project, None, self.environment)
        return self._stores[quads]


@contextmanager
def workbench(sizes: Sizes, say: Callable[[str], None]) -> Iterator[Workbench]:
    """A workbench in a temporary folder, which is removed at the end."""
    with TemporaryDirectory(prefix="credatlas-bench-") as folder:
        yield Workbench(Path(folder), sizes, say)

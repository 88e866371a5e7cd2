"""Row 6: tables of facts that become source files, against the cheapest program that makes as many statements of them.

Each side runs in a process of its own::

    python -m benchmarks.ingesting ours PROJECT TABLES        reads, matches, compares, and has the texts of all files
    python -m benchmarks.ingesting peer TABLES STATEMENTS     csv.DictReader, and the engine's writer of TriG

The peer understands nothing: each cell is a statement of its row, cells are taken again until there are as many
statements as ingest makes, and they are written as one text for each source, as ingest does.
"""

from __future__ import annotations

import csv
import importlib
import json
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from . import measuring
from .generate import ROOT, write_project
from .measuring import Spread
from .table import Row, line
from .tables import write_tables
from .workbench import Workbench

_STAGES: Final = {
    "reading": "reading the tables",
    "comparing": "matching, comparing with the atlas, the texts of all files",
    "writing": "writing the files, nearly all of it the system's",
}
_GOAL: Final = 2_000  # rows a second
_OWN: Final = "https://bench.example/"


def ingest_against_writing(bench: Workbench) -> Iterator[Row]:
    """Row 6: many rows; row 6a: few, so that what is done once shows."""
    project = _atlas(bench)
    many, few = bench.sizes.rows_many, bench.sizes.rows_few
    yield _measured(bench, project, "6", many, bench.sizes.rounds_large)
    yield _measured(bench, project, "6a", few, bench.sizes.rounds)


def _atlas(bench: Workbench) -> Path:
    """A small project that knows the countries."""
    folder = bench.folder / "atlas"
    write_project(folder, 1)
    shutil.copy(ROOT / "data/sources/places.trig", folder / "data/sources")
    places = [entry for entry in (ROOT / "data/ids.tsv").read_text(encoding="utf-8").splitlines() if "/place/" in entry]
    register = folder / "data/ids.tsv"
    register.write_text(register.read_text(encoding="utf-8") + "\n".join([*places, ""]), encoding="utf-8")
    return folder


def _measured(bench: Workbench, project: Path, number: str, rows: int, rounds: int) -> Row:
    tables = bench.folder / f"tables-{rows}"
    written = write_tables(tables, rows)
    runs: list[dict[str, Any]] = []

    def ours() -> float:
        bench.say(f"ingesting {written:,} rows")
        runs.append(_told(("ours", str(project), str(tables)), bench.environment))
        return float(runs[-1]["reading"] + runs[-1]["comparing"])

    def peer() -> float:
        words = ("peer", str(tables), str(runs[-1]["statements"]))
        return float(_told(words, bench.environment)["seconds"])

    mine, theirs = measuring.in_turn(rounds, ours, peer)
    counted = runs[-rounds:]  # as in_turn does
    met = written / mine.median >= _GOAL
    return Row(
        number=number,
        what=f"{written:,} rows of tables as {counted[0]['statements']:,} statements in source files, not yet written",
        ours=_each(mine, written),
        peer=_each(theirs, written),
        ratio=mine.median / theirs.median,
        goal=f"≥ {_GOAL:,} rows a second" if number == "6" else "–",
        met=met if number == "6" else None,
        detail=_stages(counted, written),
    )


def _each(spread: Spread, rows: int) -> str:
    return f"{spread}, {rows / spread.median:,.0f} rows/s"


def _stages(runs: list[dict[str, Any]], rows: int) -> list[str]:
    spreads = {name: Spread(tuple(float(run[name]) for run in runs)) for name in _STAGES}
    cells = ((_STAGES[name], str(spread), f"{rows / spread.median:,.0f}") for name, spread in spreads.items())
    return [line(("stage", "CPU time", "rows/s")), line(["---"] * 3), *map(line, cells)]


def _told(words: tuple[str, ...], environment: Mapping[str, str]) -> dict[str, Any]:
    done = measuring.run((sys.executable, "-m", __name__, *words), environment, ROOT)
    told = json.loads(done.output)
    assert isinstance(told, dict)
    return told


def _ours(project: str, tables: str) -> dict[str, Any]:
    from tempfile import TemporaryDirectory

    from credatlas.build.assembling import without_collecting
    from credatlas.files import find_project
    from credatlas.ingest import from_tables, ingest, write

    importlib.import_module("credatlas.ingest.tables")  # else reading would be charged for it
    found = find_project(project)
    with TemporaryDirectory() as folder, without_collecting():  # as the command does
        marks = [time.process_time()]
        outside = from_tables(found, Path(tables))
        marks.append(time.process_time())
        summary = ingest(found, outside, how="measured", to=Path(folder))
        marks.append(time.process_time())
        write(summary)
        marks.append(time.process_time())
    texts = (text for path, text in summary.files.items() if path.suffix == ".trig")
    statements = sum(1 for text in texts for _ in ox.parse(text, format=ox.RdfFormat.TRIG))
    stages = dict(zip(_STAGES, (later - before for before, later in pairwise(marks)), strict=True))
    return {**stages, "statements": statements}


def _peer(tables: str, statements: str) -> dict[str, Any]:
    begun = time.process_time()
    cells: list[tuple[ox.NamedNode, ox.NamedNode, str, ox.NamedNode]] = []
    for path in sorted(Path(tables).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            names = {name: ox.NamedNode(f"{_OWN}{name}") for name in reader.fieldnames or ()}
            key = next(iter(names))
            for row in reader:
                subject = ox.NamedNode(_OWN + row[key])
                source = ox.NamedNode(_OWN + (row.get("source_id") or row["source_a"]))
                cells += [(subject, names[name], text, source) for name, text in row.items() if text]
    by_source: dict[ox.NamedNode, list[ox.Quad]] = defaultdict(list)
    for subject, predicate, text, source in islice(cycle(cells), int(statements)):
        by_source[source].append(ox.Quad(subject, predicate, ox.Literal(text), source))
    texts = [ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes={"own": _OWN}) for quads in by_source.values()]
    return {"seconds": time.process_time() - begun, "bytes": sum(len(text or b"") for text in texts)}


_JOBS: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {"ours": _ours, "peer": _peer}

if __name__ == "__main__":
    print(json.dumps(_JOBS[sys.argv[1]](*sys.argv[2:])))

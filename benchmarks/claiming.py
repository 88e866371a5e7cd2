"""Row 7: source files compiled to claims and facts in memory, against the engine that only reads the same files.

Each side runs in a process of its own::

    python -m benchmarks.claiming ours PROJECT     parse, claims, facts and conflicts, all quads into a store in memory
    python -m benchmarks.claiming peer PROJECT     parse, and the statements as they stand there into a store in memory
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from . import measuring
from .generate import ROOT, write_project
from .measuring import Spread
from .table import Row, line
from .workbench import Workbench

_QUADS_OF_INSTITUTION: Final = 3_860  # measured: what the sources of one compile to, without ontology and inference
_STAGES: Final = {
    "parsing": "parse the files",
    "claims": "claims, with their sources and passages",
    "facts": "facts and conflicts",
    "quads": "all quads into the store",
}


def compile_against_parse(bench: Workbench) -> Iterator[Row]:
    """Row 7: small; rows 7a and 7b: middle and large."""
    sizes = bench.sizes
    for number, quads, rounds in (
        ("7", sizes.small, sizes.rounds),
        ("7a", sizes.middle, sizes.rounds),
        ("7b", sizes.large, sizes.rounds_large),
    ):
        bench.say(f"generating sources that compile to {quads:,} quads")
        project = bench.folder / f"claims-{quads}-{number}"
        write_project(project, max(1, round(quads / _QUADS_OF_INSTITUTION)))
        yield _measured(bench, number, project, rounds)


def _measured(bench: Workbench, number: str, project: Path, rounds: int) -> Row:
    runs: list[dict[str, Any]] = []
    authored: list[int] = []

    def ours() -> float:
        bench.say("compiling claims")
        runs.append(_told(("ours", str(project)), bench.environment))
        return float(sum(runs[-1][name] for name in _STAGES))

    def peer() -> float:
        told = _told(("peer", str(project)), bench.environment)
        authored.append(told["quads"])
        return float(told["seconds"])

    mine, theirs = measuring.in_turn(rounds, ours, peer)
    counted = runs[-rounds:]  # as in_turn does
    made = counted[0]["made"]
    return Row(
        number=number,
        what=f"{made:,} quads compiled from {authored[-1]:,} authored ones, in memory; the peer only reads those",
        ours=f"{mine}, {mine.median / made * 1e6:.1f} µs a quad",
        peer=f"{theirs}, {theirs.median / authored[-1] * 1e6:.1f} µs a quad",
        ratio=mine.median / theirs.median,
        goal="–",
        met=None,
        detail=_stages(counted),
    )


def _stages(runs: list[dict[str, Any]]) -> list[str]:
    cells = ((what, str(Spread(tuple(float(run[name]) for run in runs)))) for name, what in _STAGES.items())
    return [line(("stage", "CPU time")), line(("---", "---")), *map(line, cells)]


def _told(words: tuple[str, ...], environment: Mapping[str, str]) -> dict[str, Any]:
    done = measuring.run((sys.executable, "-m", __name__, *words), environment, ROOT)
    told = json.loads(done.output)
    assert isinstance(told, dict)
    return told


def _ours(project: str) -> dict[str, Any]:
    from credatlas.build.assembling import without_collecting
    from credatlas.build.parsing import parse_project
    from credatlas.claims import DataFiles, collect, compile_claims, parse_file, vocabulary_of
    from credatlas.files import find_project

    vocabulary = vocabulary_of(parse_project(find_project(project)).vocabulary())
    with without_collecting():
        marks = [time.process_time()]
        files = DataFiles(tuple(parse_file(path, path.name) for path in _files(project)), (), (), ())
        marks.append(time.process_time())
        authored = collect(files)
        marks.append(time.process_time())
        compiled = compile_claims(authored, vocabulary)
        marks.append(time.process_time())
        store = ox.Store()
        store.extend(compiled.quads)
        marks.append(time.process_time())
    spent = (later - before for before, later in pairwise(marks))
    return {**dict(zip(_STAGES, spent, strict=True)), "made": len(store)}


def _peer(project: str) -> dict[str, Any]:
    begun = time.process_time()
    store = ox.Store()
    for path in _files(project):
        form = ox.RdfFormat.TRIG if path.suffix == ".trig" else ox.RdfFormat.TURTLE
        store.extend(ox.parse(path.read_bytes(), format=form, rename_blank_nodes=True))
    return {"seconds": time.process_time() - begun, "quads": len(store)}


def _files(project: str) -> list[Path]:
    data = Path(project) / "data"
    return [data / "entities.ttl", *sorted((data / "sources").glob("*.trig"))]


_JOBS: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {"ours": _ours, "peer": _peer}

if __name__ == "__main__":
    print(json.dumps(_JOBS[sys.argv[1]](*sys.argv[2:])))

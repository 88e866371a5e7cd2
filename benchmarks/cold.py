"""Rows 1 and 2: one question at the command line, from nothing to the printed answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import credatlas as ca
from credatlas.queries import bind, load, parse_values

from . import measuring
from .calls import ABOUT_ONE, Call
from .table import Pair, Row, pairs_as_table
from .workbench import PROGRAM, Workbench

_BARE: Final = Path(__file__).with_name("bare.py")


def cold_query(bench: Workbench) -> Iterator[Row]:
    """Row 1: a canned query against the bare engine."""
    built, project = bench.store(bench.sizes.small), bench.project(bench.sizes.small)
    pairs = []
    for call in bench.calls:
        bench.say(f"cold: {call.name}")
        text = bench.folder / f"{call.name}.rq"
        text.write_text(bound(call, built.generation, project), encoding="utf-8")
        # the bare engine prints one line of names and one for each row
        bare = (sys.executable, str(_BARE), str(built.generation), str(text))
        rows = measuring.run(bare, bench.environment, project).output.count(b"\n") - 1
        measures = (_process(bench, project, words) for words in ((str(PROGRAM), *call.words), bare))
        ours, peer = measuring.in_turn(bench.sizes.rounds, *measures)
        pairs.append(Pair(call.name, ours, peer, rows))
    worst = max(pairs, key=lambda pair: pair.ratio)
    yield Row(
        number="1",
        what=f"cold canned query, whole process, {built.quads:,} quads",
        ours=str(worst.ours),
        peer=str(worst.peer),
        ratio=worst.ratio,
        goal="≤ 3.0 × (stretch 2.2 ×) and ≤ 100 ms for every query",
        met=worst.ratio <= 3.0 and max(pair.ours.median for pair in pairs) <= 0.1,
        detail=pairs_as_table(pairs, "bare engine"),
    )


def bound(call: Call, generation: Path, project: Path) -> str:
    """The SPARQL text that a call comes to."""
    store = ca.open(generation, project=project)
    query = load(project / "queries", call.name)
    return bind(query, parse_values(store, query, call.values))


def _process(bench: Workbench, project: Path, words: tuple[str, ...]) -> measuring.Measure:
    def measure() -> float:
        done = measuring.run(words, bench.environment, project)
        assert done.output.strip(), f"{words} printed nothing"
        return done.seconds

    return measure


def cold_start(bench: Workbench) -> Iterator[Row]:
    """Row 2: the same question about one thing, asked of a large graph and of a small one."""
    sides = [(bench.store(quads), bench.project(quads)) for quads in (bench.sizes.large, bench.sizes.small)]
    counts = [f"{built.quads:,}" for built, _ in sides]
    for number, how, named in (
        ("2", "of the project", False),
        ("2a", "named by `--store`", True),
    ):
        bench.say(f"cold start, the store {how}")
        measures = []
        for built, project in sides:
            where = ("--store", str(built.generation.parent)) if named else ()
            measures.append(_process(bench, project, (str(PROGRAM), *where, *ABOUT_ONE.words)))
        large, small = measuring.in_turn(bench.sizes.rounds, *measures)
        ratio = large.median / small.median
        yield Row(
            number=number,
            what=f"cold start on {counts[0]} quads, the store {how}; the peer is the same on {counts[1]} quads",
            ours=str(large),
            peer=str(small),
            ratio=ratio,
            goal="–" if named else "≤ 1.15 ×",
            met=None if named else ratio <= 1.15,
        )

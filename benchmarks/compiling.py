"""Row 5: a build from its sources against a bare load of the same quads; and what a build does beyond that."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from .building import Built, build_in_process, load_in_process, validate_in_process
from .measuring import Spread, in_turn
from .table import Row, line
from .workbench import Workbench


def build_against_load(bench: Workbench) -> Iterator[Row]:
    """Row 5: parse, claims, facts, inference, load; row 5a: reading back; row 5b: validation."""
    sizes = bench.sizes
    project, quads = bench.project(sizes.large), bench.folder / "large.nq"
    ox.Store.read_only(str(bench.store(sizes.large).generation)).dump(output=quads, format=ox.RdfFormat.N_QUADS)
    builds: list[Built] = []

    def build() -> float:
        bench.say("building from sources")
        folder = bench.folder / "built"
        builds.append(build_in_process(project, folder, bench.environment))
        shutil.rmtree(folder)
        return builds[-1].compiling + builds[-1].writing

    def load() -> float:
        bench.say("loading the same quads")
        folder = bench.folder / "loaded"
        seconds = load_in_process(quads, folder, bench.environment)
        shutil.rmtree(folder)
        return seconds

    ours, peer = in_turn(sizes.rounds_large, build, load)
    counted = builds[-sizes.rounds_large :]  # as in_turn does
    number = counted[0].quads
    yield Row(
        number="5",
        what=f"build of {number:,} quads from sources: parse, claims, facts, load",
        ours=_each(ours, number),
        peer=_each(peer, number),
        ratio=ours.median / peer.median,
        goal="≤ 2 × `bulk_load` of the same quads",
        met=ours.median / peer.median <= 2,
        detail=_stages(counted),
    )
    back = Spread(tuple(built.reading_back for built in counted))
    yield _besides("5a", f"reading the {number:,} quads back before they are published", back, peer, number)
    yield _validation(bench)


def _each(spread: Spread, quads: int) -> str:
    return f"{spread}, {spread.median / quads * 1e6:.1f} µs a quad"


def _stages(builds: Sequence[Built]) -> list[str]:
    compiling = Spread(tuple(built.compiling for built in builds))
    writing = Spread(tuple(built.writing for built in builds))
    return [
        line(("stage", "CPU time")),
        line(("---", "---")),
        line(("parse, claims, facts, inference: the graph in memory", str(compiling))),
        line(("canonical form, digest, load into a new store on disk", str(writing))),
        "",
        f"Most memory of a build: {max(built.megabytes for built in builds):,.0f} MB.",
    ]


def _besides(number: str, what: str, ours: Spread, peer: Spread, quads: int) -> Row:
    """A row without a goal: what a build does beyond row 5."""
    return Row(number, what, _each(ours, quads), _each(peer, quads), ours.median / peer.median, "–", None)


def _validation(bench: Workbench) -> Row:
    """Row 5b: the shapes on the middle graph, against the load of the same quads."""
    built, project = bench.store(bench.sizes.middle), bench.project(bench.sizes.middle)
    quads, folder = bench.folder / "middle.nq", bench.folder / "loaded"
    ox.Store.read_only(str(built.generation)).dump(output=quads, format=ox.RdfFormat.N_QUADS)

    def validate() -> float:
        bench.say("validating")
        return validate_in_process(project, bench.environment)

    def load() -> float:
        seconds = load_in_process(quads, folder, bench.environment)
        shutil.rmtree(folder)
        return seconds

    ours, peer = in_turn(bench.sizes.rounds_large, validate, load)
    return _besides("5b", f"validation of {built.quads:,} quads by the shapes", ours, peer, built.quads)

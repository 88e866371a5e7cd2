"""Rows 8 to 10: graphs as files for other programs, places for large graphs, and the page that a browser opens.

What is measured of graphs runs in a process of its own, on drawings that are made up::

    python -m benchmarks.drawing graphml THINGS FOLDER EQUAL  our GraphML and that of networkx, whether they are equal
    python -m benchmarks.drawing export FORMAT THINGS FOLDER  time, size, and how much memory the writing takes
    python -m benchmarks.drawing layout THINGS                time, and the longest while without a word
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, Final

from credatlas.draw import Drawing, Edge, Evidence, Fact, Node, Source, laid_out, to_networkx, write
from credatlas.terms import CA, ID

from . import measuring, names
from .generate import ROOT
from .measuring import Spread
from .table import Row, line
from .workbench import PROGRAM, Workbench

_FORMATS: Final = ("graphml", "gexf", "json")
_FASTER: Final = 5.0
_MEGABYTES: Final = 32.0  # what writing may take on top of the drawing, however large it is
_SILENCE: Final = 10.0  # seconds
_PAINT: Final = 1.5  # seconds
_WEIGHT: Final = 2_000_000  # bytes
_PER_INSTITUTION: Final = 25
_MB: Final = 1024 * 1024


def graphml_against_networkx(bench: Workbench) -> Iterator[Row]:
    """Row 8: GraphML of a large graph; row 8a: each format in each size, and what memory it takes."""
    things = bench.sizes.things[-1]
    runs: list[dict[str, Any]] = []

    def ours() -> float:
        bench.say(f"GraphML of {things:,} things, and that of networkx")
        runs.append(_told(("graphml", str(things), str(bench.folder), "" if runs else "equal"), bench))
        return float(runs[-1]["ours"])

    mine, theirs = measuring.in_turn(bench.sizes.rounds_large, ours, lambda: float(runs[-1]["peer"]))
    if not runs[0]["equal"]:
        raise RuntimeError("the two files are not read back as the same graph")
    ratio = theirs.median / mine.median
    yield Row(
        number="8",
        what=f"GraphML of {things:,} things and {runs[0]['relations']:,} relations; the peer is networkx (lxml), whose "
        "file is read back as the same graph",
        ours=str(mine),
        peer=str(theirs),
        ratio=ratio,
        goal=f"≥ {_FASTER:.0f} × as long",
        met=ratio >= _FASTER,
    )
    yield _exports(bench)


def _exports(bench: Workbench) -> Row:
    told = []
    for things in bench.sizes.things:
        for form in _FORMATS:
            bench.say(f"{form} of {things:,} things")
            told.append(_told(("export", form, str(things), str(bench.folder)), bench))
    worst = max(float(one["growth"]) for one in told)
    cells = (
        (
            one["form"],
            f"{one['things']:,}",
            f"{one['seconds']:.2f} s",
            f"{one['megabytes']:.1f} MB",
            f"{one['drawing']:.0f} MB",
            f"{one['growth']:.1f} MB",
        )
        for one in told
    )
    head = ("format", "things", "CPU time", "file", "process with the drawing", "more while it is written")
    return Row(
        number="8a",
        what="memory that writing a file takes on top of the drawing, most of all formats and sizes",
        ours=f"{worst:.1f} MB",
        peer="–",
        ratio=None,
        goal=f"≤ {_MEGABYTES:.0f} MB in any size",
        met=worst <= _MEGABYTES,
        detail=[line(head), line(["---"] * len(head)), *map(line, cells)],
    )


def layout_of_large_graphs(bench: Workbench) -> Iterator[Row]:
    """Row 9: places for graphs of several sizes; on a terminal it says how far it is."""
    told = []
    for things in bench.sizes.things:
        bench.say(f"places for {things:,} things")
        told.append(_told(("layout", str(things)), bench))
    cells = (
        (f"{one['things']:,}", f"{one['seconds']:.1f} s", f"{one['silence']:.1f} s", str(one["lines"])) for one in told
    )
    head = ("things", "CPU time", "longest while without a word", "lines of progress")
    silence = max(float(one["silence"]) for one in told)
    yield Row(
        number="9",
        what=f"places for {told[-1]['things']:,} things, and the longest while without a line of progress",
        ours=f"{told[-1]['seconds']:.1f} s, silent for {silence:.1f} s",
        peer="–",
        ratio=None,
        goal=f"never silent for more than {_SILENCE:.0f} s",
        met=silence <= _SILENCE,
        detail=[line(head), line(["---"] * len(head)), *map(line, cells)],
    )


def page_of_the_atlas(bench: Workbench) -> Iterator[Row]:
    """Row 10: the page of the whole atlas in a headless Chromium, from opening the file to what one can see and do."""
    from tools import chromium

    program = chromium.find()
    file = bench.folder / "atlas.html"
    project = bench.project(bench.sizes.small) if bench.sizes.rounds == 1 else ROOT
    bench.say("drawing the page of the atlas")
    measuring.run((str(PROGRAM), "--project", str(project), "draw", "-o", str(file)), bench.environment, ROOT)
    weight = file.stat().st_size
    openings: list[tuple[float, float, float]] = []
    if program is not None:
        with chromium.Chromium(program) as browser:
            openings = [_opening(bench, browser, file) for _ in range(max(bench.sizes.rounds, 1))]
    spreads = [Spread(tuple(each)) for each in zip(*openings, strict=True)]
    clock = spreads[0] if spreads else None
    yield Row(
        number="10",
        what="page of the whole atlas in headless Chromium: first useful paint on the clock of the page, all of it in "
        "use, CPU time of its main thread until then, weight",
        ours=f"{'; '.join(map(str, spreads)) or 'no Chromium'}; {weight / 1e6:.2f} MB",
        peer="–",
        ratio=None,
        goal=f"< {_PAINT} s on the clock and < {_WEIGHT / 1e6:.0f} MB",
        met=None if clock is None else clock.median < _PAINT and weight < _WEIGHT,
    )


def _opening(bench: Workbench, browser: Any, file: Path) -> tuple[float, float, float]:
    """Seconds until all things, lines and names are on the screen, until all works, and of CPU time until then.

    The first two go by the clock of the page, which starts with the navigation. The first is the time at which the page
    says so, or at which the browser says that it has painted anything at all, whichever is later.
    """
    bench.say("opening the page")
    page = browser.page()
    page.ask("Performance.enable", timeDomain="threadTicks")
    page.open(file)
    page.wait('performance.getEntriesByName("credatlas-ready").length', seconds=60)
    painted, ready = page.run(_MARKS)
    measured = {one["name"]: one["value"] for one in page.ask("Performance.getMetrics")["metrics"]}
    page.close()
    return painted / 1000, ready / 1000, float(measured["TaskDuration"])


_MARKS: Final = """
    const when = (name) => performance.getEntriesByName(name).map((entry) => entry.startTime)[0];
    const ready = when("credatlas-ready");
    return [Math.max(when("credatlas-painted") ?? ready, when("first-contentful-paint") ?? ready), ready];
"""


def made_up(things: int) -> Drawing:
    """A drawing of so many things: institutions with what they offer, which name partners and a few well-known hubs."""
    rng = Random(20260415)
    institutions = max(1, things // _PER_INSTITUTION)
    sources = [
        Source(
            f"{ID}source/s{number}", f"Courses of {names.town(number)}", f"https://bench.example/{number}", "2026-01-15"
        )
        for number in range(institutions)
    ]
    evidence = tuple(
        Evidence(source, f"part{part}", 100 * part, 100 * part + 40) for source in sources for part in range(5)
    )
    nodes: list[Node] = []
    edges: list[Edge] = []
    for number in range(things):
        home = min(number % institutions, institutions - 1)
        said = tuple(home * 5 + part for part in rng.sample(range(5), 2))
        is_home = number < institutions
        name = f"University of {names.town(home)}" if is_home else f"Informatics {number}, {names.town(home)}"
        facts = (
            Fact("price", f"{100 + number % 9000} USD", f"{CA}price", ("spring run",), evidence=said[:1]),
            Fact("language", "English & French", f"{CA}language", evidence=said),
        )
        kind = "organization" if is_home else "course"
        nodes.append(Node(_iri(number), name, kind, f"{CA}{kind.title()}", kind, (f"U{number}",), facts))
        targets = [] if is_home else [home]
        targets += [rng.randrange(institutions)] if number % 3 == 0 else []
        targets += [rng.randrange(min(20, institutions))] if number % 10 == 0 else []
        for target in dict.fromkeys(targets):
            relation = Edge(f"e{len(edges)}", _iri(number), _iri(target), "is offered by", f"{CA}p", evidence=said)
            edges.append(relation)
    return Drawing(tuple(nodes), tuple(edges), evidence, "Made up")


def _iri(number: int) -> str:
    return f"{ID}thing/{number:07}"


def _told(words: tuple[str, ...], bench: Workbench) -> dict[str, Any]:
    done = measuring.run((sys.executable, "-m", __name__, *words), bench.environment, ROOT)
    told = json.loads(done.output)
    assert isinstance(told, dict)
    return told


def _graphml(things: str, folder: str, equal: str) -> dict[str, Any]:
    import networkx

    drawing = made_up(int(things))
    ours, theirs = Path(folder, "ours.graphml"), Path(folder, "theirs.graphml")
    began = time.process_time()
    _write(drawing, "graphml", ours)
    mine = time.process_time() - began
    graph = to_networkx(drawing)  # which the peer is not charged for
    began = time.process_time()
    networkx.write_graphml(graph, theirs)
    peer = time.process_time() - began
    same = True
    if equal:
        del graph
        read = [networkx.read_graphml(path, force_multigraph=True) for path in (ours, theirs)]
        same = bool(networkx.utils.graphs_equal(*read))
    return {"ours": mine, "peer": peer, "relations": len(drawing.edges), "equal": same}


def _export(form: str, things: str, folder: str) -> dict[str, Any]:
    drawing = made_up(int(things))
    path = Path(folder, f"export.{form}")
    _write(made_up(10), form, path)  # so that what is imported does not count
    before = _resident()
    began = time.process_time()
    _write(drawing, form, path)
    seconds = time.process_time() - began
    return {
        "form": form,
        "things": int(things),
        "seconds": seconds,
        "megabytes": path.stat().st_size / _MB,
        "drawing": before,
        "growth": max(0.0, _most() - before),
    }


def _write(drawing: Drawing, form: str, path: Path) -> None:
    with path.open("wb") as file:
        for piece in write(drawing, form):
            file.write(piece)


def _resident() -> float:
    """Megabytes that the process has now; the most that it had begins anew, where the system can do that."""
    resets = Path("/proc/self/clear_refs")
    if not resets.exists():
        return _most()
    resets.write_text("5", encoding="ascii")
    return _most()


def _most() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        (found,) = (text for text in status.read_text(encoding="ascii").splitlines() if text.startswith("VmHWM:"))
        return int(found.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _layout(things: str) -> dict[str, Any]:
    drawing = made_up(int(things))
    times = [time.process_time()]
    laid_out(drawing, say=lambda _: times.append(time.process_time()))
    times.append(time.process_time())
    return {
        "things": int(things),
        "seconds": times[-1] - times[0],
        # by CPU time, as a machine with nothing else to do has it
        "silence": max(later - before for before, later in pairwise(times)),
        "lines": len(times) - 2,
    }


_JOBS: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {"graphml": _graphml, "export": _export, "layout": _layout}

if __name__ == "__main__":
    print(json.dumps(_JOBS[sys.argv[1]](*sys.argv[2:])))

"""Rows 12 to 16: the atlas over HTTP, beside ``oxigraph serve`` over the same store."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import count, repeat
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox

from credatlas.build.canonical import kept_nquads
from credatlas.terms import BASE

from .calls import Call
from .clients import Client, Server, free_port, running
from .cold import bound
from .generate import ROOT
from .measuring import Spread
from .table import Pair, Row, pairs_as_table, rates_as_table
from .workbench import PROGRAM, Workbench

_ENGINE: Final = Path(sys.executable).with_name("oxigraph")
_HELD: Final = (
    "The goal is about a server that has its data again when it is started again. Ours holds them in memory as well; "
    "so does an `oxigraph serve` without a folder, which has to be loaded each time. CPU time beside that one:"
)
_ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_NEIGHBOUR: Final = 400
_PAGES: Final = 60
# our service keeps answers for each name that it is called by: under a name that it never had, nothing is kept
_unheard_of: Final = (f"name-{number}.localhost" for number in count())


def uncached(bench: Workbench) -> Iterator[Row]:
    """Row 12: CPU time of a canned query that nobody asked before, all processes of each side together."""
    with _both(bench) as (ours, peer):
        costs = [_cost(bench, call, ours, peer, 0.6, _unheard_of) for call in bench.calls]
    with _ours(bench) as ours, _emptied_at_its_end(bench) as peer:
        held = [_cost(bench, call, ours, peer, 0.3, _unheard_of).cpu for call in bench.calls]
    worst = max((cost.cpu for cost in costs), key=lambda pair: pair.ratio)
    yield Row(
        number="12",
        what=f"canned query over HTTP, {_quads(bench):,} quads: CPU of a request that nobody made before",
        ours=str(worst.ours),
        peer=str(worst.peer),
        ratio=worst.ratio,
        goal="≤ 1.5 × `oxigraph serve` for every query",
        met=worst.ratio <= 1.5,
        detail=[
            *_detail(costs),
            "",
            _HELD,
            "",
            *pairs_as_table(held, "oxigraph serve, in memory"),
        ],
    )


def cached(bench: Workbench) -> Iterator[Row]:
    """Row 13: how many answers a second, when ours are kept; the other side keeps none."""
    with _both(bench) as (ours, peer):
        costs = [_cost(bench, call, ours, peer, 0.2, repeat("")) for call in bench.calls]
    least = min((cost.clock for cost in costs), key=lambda pair: pair.ratio)
    yield Row(
        number="13",
        what=f"canned query over HTTP, {_quads(bench):,} quads: time of an answer that is kept",
        ours=str(least.ours),
        peer=str(least.peer),
        ratio=least.ratio,
        goal="≥ 5 × the answers of `oxigraph serve` for every query",
        met=least.ratio >= 5,
        detail=_detail(costs),
    )


def neighbour(bench: Workbench) -> Iterator[Row]:
    """Row 14: small queries of one client while another one keeps a worker busy."""
    with _ours(bench) as server:
        things = _things(bench)[: _NEIGHBOUR if bench.sizes.rounds > 1 else 5]
        alone = _latencies(server, [_about(thing) for thing in things])
        stop = threading.Event()
        annoying = threading.Thread(target=_annoy, args=(server, stop))
        annoying.start()
        time.sleep(0.3)
        beside = _latencies(server, [_about(thing) for thing in things])
        stop.set()
        annoying.join()
    slow = _percentile(beside, 99)
    yield Row(
        number="14",
        what="a small query while another client keeps a worker busy: 99th percentile; the peer is the same alone",
        ours=f"{slow * 1e3:.1f} ms",
        peer=f"{_percentile(alone, 99) * 1e3:.1f} ms",
        ratio=slow / _percentile(alone, 99),
        goal="< 50 ms",
        met=slow < 0.05,
        detail=[f"Medians: {statistics.median(beside) * 1e3:.2f} ms, alone {statistics.median(alone) * 1e3:.2f} ms."],
    )


def entity_page(bench: Workbench) -> Iterator[Row]:
    """Row 15: pages of things that nobody looked at before."""
    with _ours(bench) as server:
        things = _things(bench)[: _PAGES if bench.sizes.rounds > 1 else 3]
        paths = [f"/doc/{thing.removeprefix(f'{BASE}id/')}.html" for thing in things]
        times = _latencies(server, paths, "text/html")
    yield Row(
        number="15",
        what=f"page of a thing, {_quads(bench):,} quads: 95th percentile",
        ours=f"{_percentile(times, 95) * 1e3:.1f} ms",
        peer="–",
        ratio=None,
        goal="–",
        met=None,
        detail=[f"Median of {len(times)} pages: {statistics.median(times) * 1e3:.1f} ms."],
    )


def start(bench: Workbench) -> Iterator[Row]:
    """Row 16: from the start of `credatlas serve` on the shipped atlas to its first answer."""
    if bench.sizes.rounds > 1:
        project = ROOT
        subprocess.run((str(PROGRAM), "build"), env=bench.environment, cwd=project, check=True, capture_output=True)
    else:
        project = bench.project(bench.sizes.small)
        bench.store(bench.sizes.small)
    times = []
    for _ in range(bench.sizes.rounds):
        port = free_port()
        begun = time.monotonic()
        command = (str(PROGRAM), "serve", "--project", str(project), "--port", str(port))
        with running(command, port, bench.environment, project) as server:
            client = Client(server)
            client.get(f"/sparql?query={quote('ASK {}')}")
            times.append(time.monotonic() - begun)
            client.close()
    taken = Spread(tuple(times))
    yield Row(
        number="16",
        what="`credatlas serve` on the shipped atlas, which is built: from its start to its first answer",
        ours=str(taken),
        peer="–",
        ratio=None,
        goal="≤ 1 s",
        met=taken.median <= 1.0,
    )


# The two sides.


@contextmanager
def _both(bench: Workbench) -> Iterator[tuple[Server, Server]]:
    generation = bench.store(bench.sizes.middle).generation
    port = free_port()
    words = (str(_ENGINE), "serve-read-only", "--union-default-graph", "--location", str(generation))
    with ExitStack() as stack:
        ours = stack.enter_context(_ours(bench))
        command = (*words, "--bind", f"127.0.0.1:{port}")
        yield ours, stack.enter_context(running(command, port, bench.environment, bench.folder))


@contextmanager
def _emptied_at_its_end(bench: Workbench) -> Iterator[Server]:
    """A server of the engine without a folder, loaded with the statements of the store."""
    port = free_port()
    command = (str(_ENGINE), "serve", "--union-default-graph", "--bind", f"127.0.0.1:{port}")
    with running(command, port, bench.environment, bench.folder) as server:
        nquads = kept_nquads(bench.store(bench.sizes.middle).generation)
        address = f"http://127.0.0.1:{port}/store"
        request = Request(address, nquads, {"Content-Type": "application/n-quads"})
        with urlopen(request, timeout=60):  # noqa: S310
            yield server


@contextmanager
def _ours(bench: Workbench) -> Iterator[Server]:
    where = bench.store(bench.sizes.middle).generation.parent
    project, port = bench.project(bench.sizes.middle), free_port()
    # where nothing is measured, nobody has to wait until a query that never ends is stopped
    timeout = ("--timeout", "1") if bench.sizes.rounds == 1 else ()
    command = (str(PROGRAM), "serve", "--project", str(project), "--store", str(where), "--port", str(port), *timeout)
    with running(command, port, bench.environment, project) as server:
        client = Client(server)
        client.get(f"/sparql?query={quote('ASK {}')}")
        while not json.loads(client.get("/healthz"))["in_memory"]:  # it answers from its files until then
            time.sleep(0.05)
        yield server


def _paths(bench: Workbench, call: Call) -> tuple[str, str]:
    """The address of a call at our side, and of the query that it comes to at the other."""
    generation, project = bench.store(bench.sizes.middle).generation, bench.project(bench.sizes.middle)
    text = bound(call, generation, project)
    return f"/api/queries/{call.name}.srj?{urlencode(call.values)}", f"/query?{urlencode({'query': text})}"


def _asking(
    bench: Workbench, call: Call, ours: Server, peer: Server, hosts: Iterator[str]
) -> tuple[list[Callable[[], bytes]], int]:
    clients = Client(ours), Client(peer)
    asks = [_ask(client, path, hosts) for client, path in zip(clients, _paths(bench, call), strict=True)]
    rows = [len(json.loads(ask())["results"]["bindings"]) for ask in asks]
    assert rows[0] == rows[1], f"{call.name}: {rows[0]} rows of ours, {rows[1]} of the other side"
    return asks, rows[0]


def _ask(client: Client, path: str, hosts: Iterator[str]) -> Callable[[], bytes]:
    return lambda: client.get(path, host=next(hosts))


class _Cost(NamedTuple):
    """What one request costs on both sides: CPU time of all processes of a side, and time on the clock."""

    cpu: Pair
    clock: Pair


def _cost(bench: Workbench, call: Call, ours: Server, peer: Server, seconds: float, hosts: Iterator[str]) -> _Cost:
    bench.say(f"over HTTP: {call.name}")
    asks, rows = _asking(bench, call, ours, peer, hosts)
    taken: list[list[tuple[float, float]]] = [[], []]
    for _ in range(bench.sizes.rounds):
        for side, (server, ask) in enumerate(zip((ours, peer), asks, strict=True)):
            taken[side].append(_cost_of(server, ask, seconds if bench.sizes.rounds > 1 else 0.02))
    cpu = [Spread(tuple(cost for cost, _ in side)) for side in taken]
    clock = [Spread(tuple(cost for _, cost in side)) for side in taken]
    return _Cost(Pair(call.name, cpu[0], cpu[1], rows), Pair(call.name, clock[0], clock[1], rows, slower=True))


def _cost_of(server: Server, ask: Callable[[], bytes], seconds: float) -> tuple[float, float]:
    """CPU time and time on the clock of one request, of as many as fit into some seconds."""
    before, begun, asked = server.seconds(), time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        ask()
        asked += 1
    clock = time.monotonic() - begun
    return max(server.seconds() - before, 1e-9) / asked, clock / asked


def _detail(costs: Sequence[_Cost]) -> list[str]:
    """CPU time, and how many answers there are in a second."""
    return [
        "CPU time of one request:",
        "",
        *pairs_as_table([cost.cpu for cost in costs], "oxigraph serve"),
        "",
        "Answers in a second, for one client that asks for one after the other:",
        "",
        *rates_as_table([cost.clock for cost in costs], "oxigraph serve"),
    ]


def _latencies(server: Server, paths: list[str], accept: str = "*/*") -> list[float]:
    client, times = Client(server), []
    for path in paths:
        begun = time.monotonic()
        client.get(path, accept, next(_unheard_of))
        times.append(time.monotonic() - begun)
    client.close()
    return times


def _annoy(server: Server, stop: threading.Event) -> None:
    while not stop.is_set():
        with suppress(RuntimeError):  # it is stopped after its time
            Client(server).get(f"/sparql?query={quote(_ENDLESS)}")


def _about(thing: str) -> str:
    return f"/sparql?query={quote(f'SELECT ?p ?o {{ <{thing}> ?p ?o }} LIMIT 20')}"


def _things(bench: Workbench) -> list[str]:
    engine = ox.Store.read_only(str(bench.store(bench.sizes.middle).generation))
    text = "SELECT DISTINCT ?s { ?s a <https://w3id.org/credatlas/ontology#Organization> } ORDER BY ?s"
    found: Any = engine.query(text, use_default_graph_as_union=True)
    return [row["s"].value for row in found]


def _percentile(times: list[float], part: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * part // 100)]


def _quads(bench: Workbench) -> int:
    return bench.store(bench.sizes.middle).quads

"""Loads a build into a server engine: beside what is there, resumable, changed over at once, verified by counts.

With updates, layers are gathered beside those that are there and changed over by one request: see
:mod:`credatlas.build.staging`. With the Graph Store Protocol alone, statements are added to the layer itself; one that
holds others is replaced whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from ..errors import NetworkError, StoreError, UsageError
from ..store.address import credentials_for, endpoint_host, shown
from ..store.remote import RemoteStore
from ..store.sending import GraphStore, UpdateEndpoint
from ..terms import GRAPHS, LAYERS
from .comparing import Contents, LayerCount, absent, contents_of, counts_at, differing_counts
from .opening import Atlas
from .staging import Layer, batches_of, by_updates, lines_of

Say = Callable[[str], None]

_UPLOADED_AT_ONCE: Final = 5000
_SAME_CALL: Final = "the same call goes on where this one stopped"
_ADDRESSES: Final = """add one of them
    --update-endpoint URL  loads beside what is there and changes over at once
    --graph-store URL      adds to the graphs, replaces each of them whole
  Oxigraph: --query-endpoint http://localhost:7878/query
    with --update-endpoint http://localhost:7878/update or --graph-store http://localhost:7878/store
  Virtuoso, after GRANT SPARQL_UPDATE TO "SPARQL": --query-endpoint http://localhost:8890/sparql
    with --update-endpoint http://localhost:8890/sparql or --graph-store http://localhost:8890/sparql-graph-crud"""


@dataclass(frozen=True, slots=True)
class Engine:
    """The addresses of one server engine.

    Attributes:
        query: Where it is asked.
        writing: Where it is written to: by updates, or by the Graph Store Protocol.
    """

    query: RemoteStore
    writing: UpdateEndpoint | GraphStore

    @classmethod
    def at(cls, query_endpoint: str, *, update_endpoint: str | None = None, graph_store: str | None = None) -> Engine:
        """An engine by its addresses; nothing is sent yet.

        Raises:
            UsageError: An address is none, or none or both of those to write to are named.
        """
        credentials = credentials_for(endpoint_host(query_endpoint, "--query-endpoint"))
        query = RemoteStore(query_endpoint, credentials=credentials)
        if update_endpoint is not None and graph_store is not None:
            message = "--update-endpoint and --graph-store are two ways to write"
            raise UsageError(message, hint="leave one of them out; --update-endpoint changes over at once")
        if update_endpoint is not None:
            return cls(query, UpdateEndpoint.open(update_endpoint))
        if graph_store is not None:
            return cls(query, GraphStore.open(graph_store))
        raise UsageError("nothing says where to write: neither --update-endpoint nor --graph-store", hint=_ADDRESSES)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was done, and what the engine holds now.

    Attributes:
        location: The address at which the engine is asked.
        digest: SHA-256 of the canonical N-Quads of the build.
        layers: The layers, in their usual order, as counted afterwards.
        done: What was done with each layer, by its name: ``added 12``, ``was there already`` …
        left: What other calls left behind, in words.
    """

    location: str
    digest: str
    layers: tuple[LayerCount, ...]
    done: dict[str, str]
    left: tuple[str, ...] = ()


def push(atlas: Atlas, engine: Engine, *, replace: bool = False, say: Say = lambda _: None) -> Pushed:
    """Loads a build into an engine; a call that was cut short can be made again at any time.

    A layer that holds exactly the build is left alone. No layer is empty, or lacks what both builds hold, at any
    moment: while updates load, readers see the old layers; then the new ones, on engines with transactions at once.

    Args:
        atlas: The open build, on a disk or in memory.
        engine: Where it goes.
        replace: Whether statements that are not of the build are taken out of the layers.
        say: Told what is being done, one short line for each step.

    Raises:
        StoreError: The build is damaged; layers hold other statements and are not to be replaced; the engine does
            not take what is sent, or does not hold the build afterwards.
        NetworkError: The engine cannot be reached, or the connection broke.
    """
    built = contents_of(atlas)
    layers = _compared(engine, built, say)
    if not replace:
        _refuse_others(engine, layers)
    to_do = [layer for layer in layers if not layer.is_there]
    left: tuple[str, ...] = ()
    if isinstance(engine.writing, UpdateEndpoint):
        with _told_to_go_on():
            left = by_updates(engine.query, engine.writing, built.digest, to_do, say, others=replace)
    else:
        _refuse_gaps(engine.writing, to_do)
        with _told_to_go_on():
            _by_uploads(engine.writing, to_do, say)
    say("counting")
    held = counts_at(engine.query)
    counts = tuple(LayerCount(layer.name, len(layer.statements), held[layer.name]) for layer in layers)
    wrong = differing_counts(counts)
    if wrong:
        message = f"{shown(engine.query.location)} does not hold the build: {'; '.join(wrong)}"
        raise StoreError(message, hint="does somebody else write there? `credatlas verify --store` compares")
    done = {layer.name: _done(layer) for layer in layers}
    return Pushed(shown(engine.query.location), built.digest, counts, done, left)


def _compared(engine: Engine, built: Contents, say: Say) -> list[Layer]:
    say(f"asking {shown(engine.query.location)} what it holds")
    held = counts_at(engine.query)
    layers = []
    for name in LAYERS:
        statements = built.layers.get(name, ())
        if not statements and not held[name]:
            continue
        if statements and held[name]:
            say(f"{name}: comparing {held[name]:,} statements")
        missing = absent(engine.query, GRAPHS[name], statements) if held[name] else statements
        layers.append(Layer(name, statements, missing, held[name] - len(statements) + len(missing)))
    return layers


def _refuse_others(engine: Engine, layers: Sequence[Layer]) -> None:
    others = [f"{layer.name} {layer.surplus:,}" for layer in layers if layer.surplus]
    if others:
        message = f"{shown(engine.query.location)} holds statements that are not of this build: {', '.join(others)}"
        raise StoreError(message, hint="--replace takes them out, once the build is there")


def _refuse_gaps(writing: GraphStore, layers: Sequence[Layer]) -> None:
    """Refuses to replace graphs where readers would find them empty meanwhile, and a fault would leave them so."""
    replaced = [layer for layer in layers if layer.surplus]
    if replaced and writing.software(replaced[0].graph).startswith("Virtuoso"):
        raise StoreError(
            f"Virtuoso empties a graph before it loads what takes its place: {', '.join(one.name for one in replaced)}",
            hint="use --update-endpoint in place of --graph-store",
        )


@contextmanager
def _told_to_go_on() -> Iterator[None]:
    try:
        yield
    except (StoreError, NetworkError) as error:
        hint = f"{error.hint}; {_SAME_CALL}" if error.hint else _SAME_CALL
        raise type(error)(error.message, hint=hint, place=error.place) from error


def _done(layer: Layer) -> str:
    added, out = f"added {len(layer.missing):,}", f"took out {layer.surplus:,}"
    if layer.is_there:
        return "was there already"
    return " and ".join([added] * bool(layer.missing) + [out] * bool(layer.surplus))


def _by_uploads(writing: GraphStore, layers: Sequence[Layer], say: Say) -> None:
    for layer in layers:
        total = len(layer.statements)
        if layer.surplus:
            say(f"{layer.name}: replacing the graph by {total:,} statements")
            writing.replace(layer.graph, "".join(lines_of(layer.statements)).encode())
            continue
        sent = total - len(layer.missing)
        for lines in batches_of(layer.missing, _UPLOADED_AT_ONCE):
            writing.add(layer.graph, "".join(lines).encode())
            sent += len(lines)
            say(f"{layer.name}: {sent:,} of {total:,} statements")

"""The whole graph to take away: written once for each build, and given out from the user's cache."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..build.canonical import canonical_nquads
from ..errors import NotFoundError, StoreError, did_you_mean
from ..files import cache_dir
from ..store import LocalStore
from ..terms import GRAPHS, PREFIXES
from .builds import version_of
from .exchange import Asked, Reply

if TYPE_CHECKING:
    from ..build import Atlas

_KEPT: Final = 2  # builds whose files stay
_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class Dump:
    """A file that holds the graph, or a layer of it.

    Attributes:
        title: What it holds, in a few words.
        media: The type of what is compressed.
        write: Makes it of a store.
    """

    title: str
    media: str
    write: Callable[[ox.Store], bytes]


def _facts(engine: ox.Store) -> bytes:
    found = ox.serialize(_in_order(engine, GRAPHS["facts"]), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert found is not None  # bytes, since no output is named
    return found


def _trig(engine: ox.Store) -> bytes:
    graphs = sorted((graph for graph in engine.named_graphs() if isinstance(graph, ox.NamedNode)), key=str)
    quads = (
        ox.Quad(triple.subject, triple.predicate, triple.object, graph)
        for graph in graphs
        for triple in _in_order(engine, graph)
    )
    found = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=PREFIXES)
    assert found is not None  # bytes, since no output is named
    return found


def _in_order(engine: ox.Store, graph: ox.NamedNode) -> Iterator[ox.Triple]:
    """The statements of a layer; the engine has them in another order when it reads files than in memory."""
    lines = engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
    assert lines is not None  # bytes, since no output is named
    ordered = b"".join(sorted(lines.splitlines(keepends=True)))
    return (quad.triple for quad in ox.parse(ordered, format=ox.RdfFormat.N_TRIPLES, lenient=True))


DUMPS: Final[Mapping[str, Dump]] = {
    "atlas.nq.gz": Dump("the whole graph as canonical N-Quads", "application/n-quads", canonical_nquads),
    "atlas.trig.gz": Dump("the whole graph as TriG", "application/trig", _trig),
    "facts.ttl.gz": Dump("the facts alone as Turtle", "text/turtle", _facts),
}
"""The files by their names."""


def dump(atlas: Atlas, asked: Asked) -> Reply:
    """One of the files, compressed by gzip.

    Raises:
        NotFoundError: There is no such file, or the graph lives on a server that is not ours to copy.
    """
    name = asked.parts["file"]
    if name not in DUMPS:
        hint = did_you_mean(name, list(DUMPS)) or f"there are {', '.join(DUMPS)}"
        raise NotFoundError(f"there is no dump {name[:100]!r}", hint=hint)
    reply = Reply(dump_bytes(atlas, name), "application/gzip")
    return reply.having(Content_Disposition=f'attachment; filename="{name}"')


def dump_bytes(atlas: Atlas, name: str) -> bytes:
    """The bytes of a file: the same for the same build.

    Raises:
        NotFoundError: The graph lives on a server.
    """
    if not can_be_dumped(atlas):
        raise NotFoundError("the graph of this service lives on another server", hint="ask its SPARQL endpoint")
    path = _path(atlas, name)
    if path is not None:
        with suppress(OSError):
            return path.read_bytes()
    assert isinstance(atlas.store, LocalStore)
    made = gzip.compress(DUMPS[name].write(atlas.store.engine), compresslevel=6, mtime=0)
    if path is not None:
        with suppress(OSError):  # a cache that cannot be written, or a file that is too large: it is made again
            _keep(path, made)
    return made


def can_be_dumped(atlas: Atlas) -> bool:
    """Whether the graph is here and not on a server."""
    return isinstance(atlas.store, LocalStore)


def _path(atlas: Atlas, name: str) -> Path | None:
    version = version_of(atlas)
    if not version:
        return None
    try:
        return cache_dir() / "dumps" / version[:_DIGITS] / name
    except StoreError:  # the user has no cache
        return None


def _keep(path: Path, made: bytes) -> None:
    folder = path.parent
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.urandom(4).hex()}")  # several workers may write it at once
    try:
        fresh.write_bytes(made)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    builds = sorted(folder.parent.iterdir(), key=lambda build: build.stat().st_mtime, reverse=True)
    for old in [build for build in builds if build != folder][_KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)

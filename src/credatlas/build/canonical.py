"""The canonical form of a graph without blank nodes: its N-Quads, one per line, sorted by bytes."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ..errors import StoreError
from ..terms import BASE, GRAPHS, PREFIXES
from .manifest import Manifest

KEPT: Final = "statements.nq.gz"
"""The file of a generation with its canonical N-Quads: a quarter of the time that the engine takes to list them."""


def canonical_nquads(engine: ox.Store) -> bytes:
    """All statements as N-Quads in the order of their bytes.

    The engine writes the canonical form of each line (https://www.w3.org/TR/rdf-canon/, section 4.5);
    a build holds no blank nodes, so sorting is all that is left.
    """
    dump = engine.dump(format=ox.RdfFormat.N_QUADS)
    assert dump is not None  # bytes, since no output is named
    return b"".join(sorted(dump.splitlines(keepends=True)))


def keep_nquads(generation: Path, nquads: bytes) -> None:
    """Writes canonical N-Quads into a generation in the making; the same bytes for the same statements."""
    (generation / KEPT).write_bytes(gzip.compress(nquads, compresslevel=1, mtime=0))


def kept_nquads(generation: Path) -> bytes:
    """The canonical N-Quads that a generation keeps.

    Raises:
        StoreError: The file is gone or damaged, or holds other statements.
    """
    again = "build it again with `credatlas build`"
    try:
        nquads = gzip.decompress((generation / KEPT).read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise StoreError(f"{generation / KEPT} cannot be read: {error}", hint=again) from error
    if digest_of(nquads) != Manifest.parse(generation).digest:  # a twentieth of the time that loading them takes
        raise StoreError(f"{generation / KEPT} does not hold what was built", hint=again)
    return nquads


def digest_of(nquads: bytes) -> str:
    """SHA-256 of canonical N-Quads, in hexadecimal."""
    return hashlib.sha256(nquads).hexdigest()


def with_same_as(nquads: bytes) -> bytes:
    """Canonical N-Quads with an ``owl:sameAs`` beside each exact link, for readers that merge what is linked so.

    The atlas itself says ``skos:exactMatch``: with ``owl:sameAs`` every statement about one is a statement about the
    other (https://www.w3.org/TR/owl2-syntax/#Individual_Equality), and one wrong link makes nonsense of both.
    """
    exact, same = (
        f" <{PREFIXES[prefix]}{name}> ".encode() for prefix, name in (("skos", "exactMatch"), ("owl", "sameAs"))
    )
    lines = nquads.splitlines(keepends=True)
    in_links = f" {GRAPHS['links']} .\n".encode()
    added = [line.replace(exact, same, 1) for line in lines if line.endswith(in_links) and exact in line]
    return b"".join(sorted([*lines, *added]))


def sum_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def count_by_layer(nquads: bytes) -> Mapping[str, int]:
    """The number of statements in each layer that has any, by the name of the layer."""
    # a line ends with its graph: `… <https://w3id.org/credatlas/graph/facts> .`
    counts = Counter(line.rsplit(b" ", 2)[1] for line in nquads.splitlines())
    return {graph.decode().strip("<>").removeprefix(f"{BASE}graph/"): count for graph, count in sorted(counts.items())}

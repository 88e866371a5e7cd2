"""Release files: the canonical N-Quads of a build, plain or compressed by gzip."""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph as ox

from ..errors import DataError, StoreError
from ..store import LocalStore
from ..terms import GRAPHS

_GZIP: Final = b"\x1f\x8b"
_HINT: Final = "a release file is what `credatlas build --dump FILE` writes; fetch or write it again"


def read_dump(path: Path) -> LocalStore:
    """The graph of a release file, in memory.

    Raises:
        DataError: The file is damaged, or holds something else than a build; with file and line.
        StoreError: It cannot be read.
    """
    engine = ox.Store()
    try:
        with path.open("rb") as opened:
            packed = opened.read(2) == _GZIP
            opened.seek(0)
            if packed:
                with gzip.open(opened) as unpacked:
                    _load(engine, cast(IO[bytes], unpacked), path)
            else:
                _load(engine, opened, path)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"what gzip packed is damaged: {error}", hint=_HINT, place=str(path)) from error
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}", hint="may you read it?") from error
    _refuse_others(engine, path)
    return LocalStore(engine, str(path))


def _load(engine: ox.Store, opened: IO[bytes], path: Path) -> None:
    try:
        engine.bulk_load(input=opened, format=ox.RdfFormat.N_QUADS)
    except SyntaxError as error:
        line = f":{error.lineno}" if error.lineno else ""
        reason = re.sub(r"^Parser error at line \d+ (?:between columns .*?|column \d+): ", "", str(error.msg or error))
        raise DataError(f"this is no N-Quads: {reason}", hint=_HINT, place=f"{path}{line}") from error


def _refuse_others(engine: ox.Store, path: Path) -> None:
    layers = set(GRAPHS.values())
    foreign = sorted(str(graph) for graph in engine.named_graphs() if graph not in layers)
    if next(engine.quads_for_pattern(None, None, None, ox.DefaultGraph()), None) is not None:
        foreign.append("the default graph")
    if foreign:
        raise DataError(
            f"it holds statements of {foreign[0]}, which is no layer of an atlas", hint=_HINT, place=str(path)
        )
    if next(engine.quads_for_pattern(None, None, None, GRAPHS["facts"]), None) is None:
        raise DataError("it holds no facts of an atlas", hint=_HINT, place=str(path))
    if engine.query("ASK { GRAPH ?g { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) } }"):
        raise DataError("it holds blank nodes, and a build has none", hint=_HINT, place=str(path))

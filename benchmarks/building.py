"""What a build costs, stage by stage, and what loading the same quads costs that nobody had to compile.

Each is measured in a process of its own, so that no figure contains the memory of the one before::

    python -m benchmarks.building build PROJECT STORE     parse, claims, facts, inference, writing, reading back
    python -m benchmarks.building validate PROJECT        the shapes, on a graph in memory
    python -m benchmarks.building load QUADS FOLDER       the engine alone
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest import mock

from . import measuring
from .generate import ROOT

WITHOUT_SHAPES: Final = "credatlas.build.making.found_by_shapes"


@dataclass(frozen=True, slots=True)
class Built:
    """A build, as the process that made it told.

    Attributes:
        generation: The folder of the published store.
        quads: How many it holds.
        compiling: CPU seconds from the first file to the graph in memory: parse, claims, facts, inference.
        writing: CPU seconds to load it into a new store on disk, in canonical form.
        reading_back: CPU seconds to see that the store holds it.
        megabytes: The most memory that the process had.
    """

    generation: Path
    quads: int
    compiling: float
    writing: float
    reading_back: float
    megabytes: float


def build_in_process(project: Path, store: Path | None, environment: Mapping[str, str]) -> Built:
    """Builds a project in a process of its own, without validation.

    Args:
        project: The project.
        store: The folder of the store; None for the place in which the command line looks.
        environment: The environment of the process.
    """
    told = _told(("build", str(project), str(store or "")), environment)
    return Built(**{**told, "generation": Path(told["generation"])})


def validate_in_process(project: Path, environment: Mapping[str, str]) -> float:
    """CPU seconds that the shapes take on a project."""
    return float(_told(("validate", str(project)), environment)["seconds"])


def load_in_process(quads: Path, folder: Path, environment: Mapping[str, str]) -> float:
    """CPU seconds that the engine takes to load N-Quads into a new store."""
    return float(_told(("load", str(quads), str(folder)), environment)["seconds"])


def _told(words: tuple[str, ...], environment: Mapping[str, str]) -> dict[str, Any]:
    done = measuring.run((sys.executable, "-m", __name__, *words), environment, ROOT)
    told = json.loads(done.output)
    assert isinstance(told, dict)
    return told


def _build(project: str, store: str) -> dict[str, Any]:
    from credatlas.build.making import build
    from credatlas.build.opening import store_of
    from credatlas.files import find_project

    found = find_project(project)
    marks: list[float] = []
    # a build says when it begins to read, and then when the graph is there and is to be validated and written
    with mock.patch(WITHOUT_SHAPES, return_value=[]):
        built = build(
            found,
            Path(store) if store else store_of(found),
            say=lambda _: marks.append(time.process_time()),
            lineages=False,
        )
    assert built is not None  # only a build that is asked whether it is needed can decline
    done = time.process_time()
    again = _reading_back(built.generation)
    return {
        "generation": str(built.generation),
        "quads": built.manifest.quads,
        "compiling": marks[1] - marks[0],
        "writing": done - marks[1] - again,
        "reading_back": again,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _reading_back(generation: Path) -> float:
    """What it takes to see that a store holds what it should; a build does it as a part of writing."""
    from credatlas.build.canonical import canonical_nquads, digest_of
    from credatlas.store import LocalStore

    begun = time.process_time()
    digest_of(canonical_nquads(LocalStore.open(generation).engine))
    return time.process_time() - begun


def _validate(project: str) -> dict[str, Any]:
    from credatlas.build.assembling import assemble
    from credatlas.build.parsing import parse_project
    from credatlas.build.validating import found_by_shapes
    from credatlas.files import find_project

    assembled = assemble(parse_project(find_project(project)))
    begun = time.process_time()
    found = found_by_shapes(assembled)
    return {"seconds": time.process_time() - begun, "findings": len(found)}


def _load(quads: str, folder: str) -> dict[str, Any]:
    import pyoxigraph as ox

    begun = time.process_time()
    store = ox.Store(folder)
    store.bulk_load(path=quads, format=ox.RdfFormat.N_QUADS)
    store.flush()
    return {"seconds": time.process_time() - begun, "quads": len(store)}


_JOBS: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {"build": _build, "validate": _validate, "load": _load}

if __name__ == "__main__":
    print(json.dumps(_JOBS[sys.argv[1]](*sys.argv[2:])))

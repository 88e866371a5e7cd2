"""Opening a built graph: a store that is named, or that of the project in the user's cache, built when it is stale."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Final

from ..errors import StoreError
from ..files import Project, cache_dir, find_project
from ..results import Result, Table
from ..store import LocalStore, Store
from .generations import current_generation
from .manifest import Manifest, sources_of, stamps_of

_LINEAGE: Final = "lineage.json"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Atlas:
    """An open store together with the project whose queries are asked of it; itself a store.

    Attributes:
        store: Where questions are answered.
        project: The files: canned queries above all.
        generation: The folder of a built store; None for a store in memory or on a server.
    """

    store: Store
    project: Project
    generation: Path | None = None

    @property
    def location(self) -> str:
        """Where the store is."""
        return self.store.location

    def query(self, text: str) -> Result:
        """See :meth:`Store.query <credatlas.store.protocol.Store.query>`."""
        return self.store.query(text)

    def select(self, text: str) -> Table:
        """See :meth:`Store.select <credatlas.store.protocol.Store.select>`."""
        return self.store.select(text)

    @cached_property
    def lineages(self) -> Mapping[str, Any]:
        """What the build found out about the evidence of each canned query; empty where no build is at hand."""
        try:
            return dict(json.loads((self.generation / _LINEAGE).read_bytes())) if self.generation else {}
        except (OSError, ValueError):
            return {}  # it is a cache: what is missing is derived again


def open_atlas(
    project: Project | None = None, where: str | PathLike[str] | None = None, *, say: Say = lambda _: None
) -> Atlas:
    """Opens a graph for reading.

    Args:
        project: The files; by default those of the checkout that one stands in, else those in the package.
        where: The folder of a store. Without it the store is that of the project in the user's cache,
            which is built first when it is missing or older than the files.
        say: Told when a build is needed, one short line for each step.

    Raises:
        StoreError: There is no store, or it cannot be opened.
        DataError: A build is needed and the files have a fault.
    """
    project = project or find_project()
    if where is None:
        return _of_project(project, say)
    folder = Path(where)
    generation = current_generation(folder)
    if generation is None and (folder / "CURRENT").is_file():
        return Atlas(LocalStore.open(folder), project)  # a bare store of the engine
    if generation is None:
        raise StoreError(f"no store in {where}", hint=f"make one with `credatlas build --to {where}`, or check --store")
    return Atlas(LocalStore.open(generation), project, generation)


def store_of(project: Project) -> Path:
    """The folder in the user's cache in which the store of a project is kept."""
    return cache_dir() / "stores" / hashlib.sha256(str(project.root).encode()).hexdigest()[:16]


def _of_project(project: Project, say: Say) -> Atlas:
    folder = store_of(project)
    generation = _fresh(project, folder)
    if generation is None:
        generation = _built(project, folder, say)
    if generation is None:
        return _in_memory(project, say)
    return Atlas(LocalStore.open(generation), project, generation)


def _fresh(project: Project, folder: Path) -> Path | None:
    """The current generation where it was made of the files as they are now."""
    try:
        generation = current_generation(folder)
        if generation is None:
            return None
        manifest = Manifest.read(generation)
    except StoreError:
        return None
    stamps = stamps_of(project)
    if manifest.stamps == stamps:
        return generation
    if manifest.sources != sources_of(project):
        return None
    # copied or touched, not changed: the new times are noted so that the next call is quick again
    with suppress(OSError):
        replace(manifest, stamps=stamps).write(generation)
    return generation


def _built(project: Project, folder: Path, say: Say) -> Path | None:
    from .making import build

    if not _writable(folder):
        return None
    say(f"building the graph of {project.root}")
    built = build(project, folder, say=say, unless=lambda: _fresh(project, folder) is not None)
    return built.generation if built else current_generation(folder)


def _writable(folder: Path) -> bool:
    import tempfile

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _in_memory(project: Project, say: Say) -> Atlas:
    from .assembling import assemble
    from .making import validated
    from .parsing import parse_project

    say(
        f"nothing can be kept in {cache_dir()}: building in memory (set CREDATLAS_CACHE to a folder that you may write)"
    )
    assembled = assemble(parse_project(project))
    validated(assembled)
    return Atlas(LocalStore(assembled.engine, "memory"), project)

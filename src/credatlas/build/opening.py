"""Opening a built graph: a store that is named, or that of the project in the user's cache, built when it is stale."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from ..errors import StoreError, UsageError
from ..files import Project, cache_dir, find_project
from ..results import Result, Table
from ..store import LocalStore, Store
from ..store.address import is_address, shown
from ..terms import GRAPHS
from .canonical import kept_nquads
from .freshness import code_mark, read_stamps, sources_of, stamps_of, write_stamps
from .generations import current_generation
from .lineages import Lineages
from .manifest import Manifest
from .moments import EVERYTHING, Moment, keep_last_used, notice_of

Say = Callable[[str], None]


@dataclass(frozen=True)
class Atlas:
    """An open store together with the project whose queries are asked of it; itself a store.

    Attributes:
        store: Where questions are answered.
        project: The files: canned queries above all.
        generation: The folder of a built store; None for a store in memory or on a server.
        notice: What whoever asks should know of the store, in one sentence; mostly empty.
        moment: The moment for which the graph was compiled, where one was asked for.
    """

    store: Store
    project: Project
    generation: Path | None = None
    notice: str = ""
    moment: Moment = EVERYTHING

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
    def lineages(self) -> MutableMapping[str, Any]:
        """What is known of the evidence of each canned query; what is found out is added, and kept if possible."""
        return Lineages(self.generation)


def open_atlas(
    project: Project | None = None,
    where: str | PathLike[str] | None = None,
    *,
    moment: Moment = EVERYTHING,
    say: Say = lambda _: None,
) -> Atlas:
    """Opens a graph for reading.

    Args:
        project: The files; by default those of the checkout that one stands in, else those in the package.
        where: The folder of a store, or the ``http(s)://`` address of a SPARQL endpoint. Without it the store is
            that of the project in the user's cache, which is built first when it is missing, damaged or older than
            the files.
        moment: When facts hold, and by when they had been stated. The graph of a moment is compiled from the files
            of the project and kept in the user's cache, beside those of the moments that were asked for last.
        say: Told when a build is needed, one short line for each step.

    Raises:
        StoreError: There is no store, or it is damaged or cannot be opened; the endpoint holds no atlas.
        NetworkError: The endpoint cannot be reached.
        UsageError: The address is none, or a moment is asked of a store that is named.
        DataError: A build is needed and the files have a fault.
        QueryError: A build is needed and a canned query does not parse.
    """
    project = project or find_project()
    if where is None:
        return _of_project(project, moment, say)
    if moment.is_given:
        raise UsageError(
            f"the graph {moment} is compiled from the files of a project, and {shown(str(where))} is a store",
            hint="leave --store out, and name the folder of the files with --project if they are not where you are",
            place="--store",
        )
    if is_address(where):
        return _on_server(project, where)
    folder = Path(where)
    if folder.is_file():
        raise StoreError(f"{where} is a file, not the folder of a store", hint="check --store")
    generation = current_generation(folder)
    if generation is None and (folder / "CURRENT").is_file():
        return Atlas(LocalStore.open(folder), project)  # a bare store of the engine
    if generation is None:
        raise StoreError(f"no store in {where}", hint=f"make one with `credatlas build --to {where}`, or check --store")
    return _opened(generation, project)


def open_generation(project: Project, generation: Path, *, in_memory: bool = False) -> Atlas:
    """Opens one generation of a store, whether or not it still counts.

    Args:
        project: The files.
        generation: The folder.
        in_memory: Whether to read all statements first: for whoever asks many questions, or has processes that share
            them. It takes half a second for 100,000 statements.

    Raises:
        StoreError: It is gone, damaged, or cannot be opened.
    """
    if not in_memory:
        return _opened(generation, project)
    manifest = Manifest.read(generation)
    # the engine is not even opened: it would start threads, and a process that has some is not to be copied
    return Atlas(LocalStore.of_nquads(kept_nquads(generation)), project, generation, notice_of(manifest.moment))


def store_of(project: Project, moment: Moment = EVERYTHING) -> Path:
    """The folder in the user's cache in which the store of a project is kept; each moment has one of its own.

    Raises:
        StoreError: The user has no cache.
    """
    # the name is for people, the number keeps folders of one name apart: no secret hangs on it, and hashlib is slow
    # to import
    number = zlib.crc32(os.fsencode(project.root))
    name = f"{project.root.name[:40]}-{number:08x}"
    return cache_dir() / "moments" / name / moment.key if moment.is_given else cache_dir() / "stores" / name


def folder_for(project: Project, where: str | PathLike[str] | None = None) -> Path:
    """The folder into which a build publishes: the one that is named, else that of the project in the user's cache.

    Raises:
        UsageError: An endpoint is named.
        StoreError: None is named and the user has no cache.
    """
    if is_address(where):
        raise UsageError(
            f"a build makes a folder, and {shown(where)} is the address of an endpoint",
            hint="`credatlas push` loads a build into a server",
        )
    return store_of(project) if where is None else Path(where)


def _on_server(project: Project, address: str) -> Atlas:
    from ..store.remote import RemoteStore

    store = RemoteStore.open(address)
    # layers that are not there answer every question by silence
    if not store.query(f"ASK {{ GRAPH {GRAPHS['facts']} {{ ?s ?p ?o }} }}"):
        raise StoreError(
            f"there is no atlas at {shown(address)}",
            hint="`credatlas push` loads it; so does whoever loads the file of `credatlas build --dump FILE`",
        )
    return Atlas(store, project)


def _opened(generation: Path, project: Project, moment: Moment = EVERYTHING) -> Atlas:
    manifest = Manifest.read(generation)  # the engine does not see what was cut off
    return Atlas(LocalStore.open(generation), project, generation, notice_of(manifest.moment), moment)


def _of_project(project: Project, moment: Moment, say: Say) -> Atlas:
    try:
        folder = store_of(project, moment)
        atlas = _fresh(project, folder, moment) or _built(project, folder, moment, say)
    except StoreError as error:
        return _in_memory(project, moment, error, say)
    if moment.is_given:
        keep_last_used(folder)
    return atlas


def _fresh(project: Project, folder: Path, moment: Moment = EVERYTHING) -> Atlas | None:
    """The current generation where it was made of the files as they are now, and is whole."""
    try:
        generation = current_generation(folder)
        if generation is None:
            return None
        stamps = stamps_of(project)
        if read_stamps(generation) != stamps:
            manifest = Manifest.read(generation)
            if (manifest.sources, manifest.code) != (sources_of(project), code_mark()):
                return None
            # copied or touched, not changed: the new times are noted so that the next call is quick again
            write_stamps(generation, stamps)
        return _opened(generation, project, moment)
    except StoreError:
        return None


def _built(project: Project, folder: Path, moment: Moment, say: Say) -> Atlas:
    from .making import build

    whole = store_of(project)
    if moment.is_given and _fresh(project, whole) is None:
        _built(project, whole, EVERYTHING, say)  # what breaks a shape is refused for every moment
    say(f"building the graph of {project.root}{f', {moment}' if moment.is_given else ''}")
    build(
        project,
        folder,
        moment=moment,
        say=say,
        unless=lambda: _fresh(project, folder) is not None,
        lineages=False,
    )
    generation = current_generation(folder)
    assert generation is not None  # either that of this build, or of one that was quicker
    return _opened(generation, project, moment)


def _in_memory(project: Project, moment: Moment, reason: StoreError, say: Say) -> Atlas:
    from .assembling import assemble
    from .making import assembled_of, validated

    notice = f"{reason.message}; the graph is built anew for each question"
    hint = "set CREDATLAS_CACHE to a folder that you may write"
    assembled = assembled_of(project, say)
    validated(assembled)
    if moment.is_given:
        assembled = assemble(assembled.parsed, moment)
        notice = f"{notice_of(str(moment))}; {notice}"
    return Atlas(LocalStore(assembled.engine, "memory"), project, None, f"{notice} ({hint})", moment)

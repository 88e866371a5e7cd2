"""A whole build: parse, compile, infer, validate, write a generation, publish it; all or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from ..errors import CredatlasError, DataError, StoreError, together
from ..files import Project
from ..queries import Query
from ..validate import Finding
from ..validate.lint import lint_shapes
from ..version import __version__
from .assembling import Assembled, assemble
from .canonical import canonical_nquads, count_by_layer, digest_of, keep_nquads, sum_of
from .freshness import code_mark, sources_of, stamps_of, write_stamps
from .generations import (
    LOCK,
    current_generation,
    current_name,
    new_folder,
    next_name,
    publish,
    refuse_foreign,
    remove_others,
    remove_unfinished,
)
from .lineages import Lineages
from .manifest import Manifest
from .moments import EVERYTHING, Moment
from .parsing import parse_project
from .validating import found_by_shapes

if TYPE_CHECKING:
    import filelock

_WAIT: Final = 120.0  # seconds for another build of the same store

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """A published generation.

    Attributes:
        generation: Its folder.
        manifest: What it says of itself.
        conflicts: The number of contradictions in it.
        findings: What validation found: warnings and notes, recorded ones included.
    """

    generation: Path
    manifest: Manifest
    conflicts: int
    findings: tuple[Finding, ...]


def build(
    project: Project,
    store: Path,
    *,
    moment: Moment = EVERYTHING,
    say: Say = lambda _: None,
    unless: Callable[[], bool] | None = None,
    lineages: bool = True,
) -> Built | None:
    """Builds the graph of a project and publishes it as a new generation of a store.

    Args:
        project: The files.
        store: The folder of the store; made when it is missing.
        moment: When facts hold, and by when they had been stated. A graph of a moment is not validated: what was not
            known then is no fault, and the shapes are for the whole.
        say: Told what is being done, one short line for each step.
        unless: Asked once no other build is at work on the store: true when nothing is left to do.
        lineages: Whether to find out what the answers of all canned queries rest on, which takes longer
            than the rest of a build. Otherwise it is found out when somebody asks for the evidence of a query.

    Returns:
        The new generation; None when ``unless`` said that none is needed.

    Raises:
        DataError: A file does not parse or compile, or the shapes find a violation; nothing is published.
        QueryError: A canned query does not parse; nothing is published.
        StoreError: The store cannot be written, or another build holds it for too long.
    """
    with _alone(store, say):
        if unless is not None and unless():
            return None
        marks = stamps_of(project), sources_of(project)
        assembled = assembled_of(project, say, moment)
        say("writing" if moment.is_given else "validating and writing")
        with _writing(store):
            remove_unfinished(store)
            before = current_name(store)
            made = new_folder(store)
            try:
                # the engine needs no interpreter while it writes and reads back, so validation loses no time by it
                with ThreadPoolExecutor(max_workers=1) as beside:
                    writing = beside.submit(_write, assembled.engine, made, *marks, str(moment))
                    findings = [] if moment.is_given else validated(assembled)
                manifest = writing.result()
                _keep_lineages(made, store, manifest.code, assembled.parsed.queries if lineages else None)
                generation = publish(store, made, next_name(store, manifest.digest))
            finally:
                shutil.rmtree(made, ignore_errors=True)
        with suppress(OSError):  # what cannot be removed is in nobody's way
            remove_others(store, keep=(generation.name, before))
    return Built(generation, manifest, len(assembled.conflicts), tuple(findings))


def assembled_of(project: Project, say: Say = lambda _: None, moment: Moment = EVERYTHING) -> Assembled:
    """The graph of a project in memory; not validated yet.

    Raises:
        DataError: A file does not parse or compile, or the shapes have a fault; what is wrong is named with
            file, line and what to do.
        QueryError: A canned query does not parse.
    """
    say("reading the files")
    parsed = parse_project(project)
    _refuse(parsed.query_errors)
    # an engine passes over what it does not know: a misspelt shape would let everything through
    _refuse_violations(lint_shapes(parsed.shapes, parsed.ontology))
    return assemble(parsed, moment)


def validated(assembled: Assembled) -> list[Finding]:
    """The warnings and notes that the shapes find in a graph, recorded issues marked.

    Raises:
        DataError: They find a violation; each is named with file, line and what to do.
    """
    findings = found_by_shapes(assembled)
    _refuse_violations(findings)
    return findings


def _refuse_violations(findings: Sequence[Finding]) -> None:
    _refuse(
        [
            DataError(finding.sentence, hint=finding.hint, place=finding.place)
            for finding in findings
            if finding.severity == "violation"
        ]
    )


def _refuse(errors: Sequence[CredatlasError]) -> None:
    if errors:
        raise together(errors)


def _write(engine: ox.Store, folder: Path, stamps: str, sources: str, moment: str) -> Manifest:
    """Writes a generation and reads it back: what is published has been seen whole."""
    nquads = canonical_nquads(engine)
    digest = digest_of(nquads)
    written = ox.Store(str(folder))
    written.bulk_load(input=nquads, format=ox.RdfFormat.N_QUADS)
    written.flush()
    del written  # the engine holds its lock until it is gone
    if digest_of(canonical_nquads(ox.Store.read_only(str(folder)))) != digest:
        raise StoreError("what was written is not what was built", hint="is the disk damaged? Nothing was published")
    keep_nquads(folder, nquads)
    files = sorted(folder.iterdir())
    manifest = Manifest(
        digest=digest,
        quads=len(engine),
        layers=count_by_layer(nquads),
        version=__version__,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        sources=sources,
        code=code_mark(),
        files={path.name: path.stat().st_size for path in files},
        sums={path.name: sum_of(path) for path in files},
        moment=moment,
    )
    manifest.write(folder)
    write_stamps(folder, stamps)
    return manifest


def known_lineages(store: Path, code: str) -> Lineages:
    """What the current generation of a store knows of the evidence of queries.

    Args:
        store: The folder of the store; it need not exist.
        code: The mark of the code that finds it out (:func:`~credatlas.build.freshness.code_mark`).

    Returns:
        Nothing, and nothing is kept, where there is no generation or other code built it.
    """
    with suppress(StoreError):
        before = current_generation(store)
        if before is not None and Manifest.read(before).code == code:
            return Lineages(before)
    return Lineages()


def _keep_lineages(made: Path, store: Path, code: str, queries: Sequence[Query] | None) -> None:
    """Keeps in a generation what is known of the evidence of queries; of the queries given it is found out."""
    known: Mapping[str, Any] = known_lineages(store, code)
    if queries is not None:
        from ..evidence import lineage_cache

        known = lineage_cache(queries, known)
    Lineages(made).keep(known)


@contextmanager
def _alone(store: Path, say: Say) -> Iterator[None]:
    """Holds the store against other builds."""
    import filelock

    lock = filelock.FileLock(store / LOCK)
    with _writing(store):
        refuse_foreign(store)
        store.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            say("waiting for another build of the same store")
            _wait(lock, store)
    try:
        yield
    finally:
        lock.release()


def _wait(lock: filelock.BaseFileLock, store: Path) -> None:
    import filelock

    try:
        lock.acquire(timeout=_WAIT)
    except filelock.Timeout as error:
        message = f"another build has been at work on {store} for {_WAIT:.0f} s"
        raise StoreError(message, hint="wait for it, or end it, and try again") from error


@contextmanager
def _writing(store: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        hint = "is the disk full, may you write there? What was published before is still in place"
        raise StoreError(f"the store in {store} cannot be written: {error}", hint=hint) from error

"""A whole build: parse, compile, infer, validate, write a generation, publish it; all or nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from .. import __version__
from ..errors import CombinedError, DataError, StoreError
from ..evidence import lineage_cache
from ..files import Project
from ..queries import catalogue
from ..validate import Finding, validate_store
from ..validate.issues import cover
from .assembling import Assembled, assemble
from .canonical import canonical_nquads, count_by_layer, digest_of
from .generations import LOCK, new_folder, next_name, publish, remove_leftovers
from .manifest import Manifest, sources_of, stamps_of
from .parsing import parse_project

LINEAGE: Final = "lineage.json"
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
    project: Project, store: Path, *, say: Say = lambda _: None, unless: Callable[[], bool] | None = None
) -> Built | None:
    """Builds the graph of a project and publishes it as a new generation of a store.

    Args:
        project: The files.
        store: The folder of the store; made when it is missing.
        say: Told what is being done, one short line for each step.
        unless: Asked once no other build is at work on the store: true when nothing is left to do.

    Returns:
        The new generation; None when ``unless`` said that none is needed.

    Raises:
        DataError: A file does not parse or compile, or the shapes find a violation; nothing is published.
        StoreError: The store cannot be written, or another build holds it for too long.
    """
    with _alone(store):
        if unless is not None and unless():
            return None
        remove_leftovers(store)
        stamps, sources = stamps_of(project), sources_of(project)
        say("reading the files")
        assembled = assemble(parse_project(project))
        say("validating")
        findings = validated(assembled)
        say("writing")
        made = new_folder(store)
        try:
            manifest = _write(assembled, made, sources, stamps)
            generation = publish(store, made, next_name(store, manifest.digest))
        except OSError as error:
            raise StoreError(f"the store in {store} cannot be written: {error}", hint="is the disk full?") from error
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return Built(generation, manifest, len(assembled.conflicts), tuple(findings))


def validated(assembled: Assembled) -> list[Finding]:
    """The warnings and notes that the shapes find, recorded issues marked.

    Raises:
        DataError: They find a violation; each is named with file, line and what to do.
    """
    folder = assembled.parsed.project.ontology / "shapes"
    locate = assembled.places.locate
    findings = cover(validate_store(assembled.engine, folder, locate), assembled.authored.issues, locate)
    refuse_violations(findings)
    return findings


def refuse_violations(findings: Sequence[Finding]) -> None:
    """Raises one error that names every violation among the findings.

    Raises:
        DataError: There is a violation.
    """
    errors = [
        DataError(finding.sentence, hint=finding.hint, place=finding.place)
        for finding in findings
        if finding.severity == "violation"
    ]
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise CombinedError(errors)


def _write(assembled: Assembled, folder: Path, sources: str, stamps: str) -> Manifest:
    """Writes a generation and reads it back: what is published has been seen whole."""
    nquads = canonical_nquads(assembled.engine)
    engine = ox.Store(str(folder))
    engine.bulk_load(input=nquads, format=ox.RdfFormat.N_QUADS)
    engine.flush()
    del engine  # the engine holds its lock until it is gone
    manifest = Manifest(
        digest=digest_of(nquads),
        quads=len(assembled.engine),
        layers=count_by_layer(assembled.engine),
        version=__version__,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        sources=sources,
        stamps=stamps,
    )
    written = ox.Store.read_only(str(folder))
    if len(written) != manifest.quads or digest_of(canonical_nquads(written)) != manifest.digest:
        raise StoreError("what was written is not what was built", hint="is the disk damaged? Nothing was published")
    lineages = lineage_cache(catalogue(assembled.parsed.project.queries))
    (folder / LINEAGE).write_text(json.dumps(lineages, sort_keys=True), encoding="utf-8")
    manifest.write(folder)
    return manifest


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Holds the store against other builds."""
    import filelock

    lock = filelock.FileLock(store / LOCK, timeout=_WAIT)
    try:
        store.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout as error:
        message = f"another build has been at work on {store} for {_WAIT:.0f} s"
        raise StoreError(message, hint="wait for it, or end it, and try again") from error
    except OSError as error:
        raise StoreError(f"the store in {store} cannot be written: {error}", hint="name another folder") from error
    try:
        yield
    finally:
        lock.release()

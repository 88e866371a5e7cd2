"""Versions of the graph by what people call them: a built store, a git revision, a release file, the project itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from ..build import Atlas, Manifest, open_atlas
from ..build.generations import POINTER
from ..errors import CombinedError, CredatlasError, DataError, StoreError, UsageError
from ..files import Project, is_project
from ..queries import Query, catalogue
from ..store import LocalStore
from ..store.address import is_address, shown
from .dumps import read_dump
from .revisions import checked_out

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the graph, open for reading.

    Attributes:
        name: What reports call it.
        store: Its statements.
        queries: The canned queries that belong to it; of a store or a release file those of the project.
    """

    name: str
    store: LocalStore
    queries: Sequence[Query]


def open_version(
    where: str | PathLike[str] | None, project: Project, *, place: str = "", say: Say = lambda _: None
) -> Version:
    """A version of the graph.

    Args:
        where: The folder of a store, or of one of its generations; the folder of a project; the file of a dump
            (N-Quads, also ``.gz``); a git revision of the project. What is there as a folder or file is
            not looked for in git. None is the project as its files are now.
        project: The project whose revisions are meant, and whose queries are asked of stores and files.
        place: The argument to name in errors.
        say: Told what is being done, one short line for each step.

    Raises:
        NotFoundError: It is none of these, or the project did not exist at that revision.
        StoreError: The folder is no store, or is damaged; the file cannot be read.
        DataError: The file is damaged or no dump; the files of the revision do not compile.
        UsageError: It is the address of an endpoint, or empty.
    """
    if where is None:
        return _of_atlas("the project", open_atlas(project, say=say))
    if is_address(where):
        hint = "name the folder of a store, a dump of a build, or a git revision"
        raise UsageError(f"{shown(where)} is an endpoint, and no version of the graph", hint=hint, place=place)
    text = str(where)
    if not text.strip() or "\0" in text:
        raise UsageError("an empty text names no version", place=place)
    path = Path(where)
    kind = _kind(path)
    if kind == "folder":
        return _of_folder(path, text, project, say)
    if kind == "file":
        say(f"reading {text}")
        return Version(text, read_dump(path), catalogue(project.queries))
    return _of_revision(text, project, place, say)


def _kind(path: Path) -> str:
    """What is there: ``folder``, ``file``, or nothing."""
    try:
        return "folder" if path.is_dir() else "file" if path.exists() else ""
    except OSError:  # a name that no file can have, a place that one may not see
        return ""


def _of_folder(path: Path, name: str, project: Project, say: Say) -> Version:
    if is_project(path):
        return _of_atlas(name, open_atlas(Project(path.resolve()), say=say))
    if (path / "manifest.json").is_file():
        Manifest.read(path)  # the engine does not see what was cut off
    elif not any((path / mark).is_file() for mark in ("CURRENT", POINTER)):
        hint = "`credatlas build --to DIR` makes a store; a project has ontology/, data/ and queries/"
        raise StoreError(f"{name} is a folder, but neither a store nor a project", hint=hint)
    return _of_atlas(name, open_atlas(project, path, say=say))


def _of_atlas(name: str, atlas: Atlas) -> Version:
    assert isinstance(atlas.store, LocalStore)  # no address was named
    return Version(name, atlas.store, catalogue(atlas.project.queries))


def _of_revision(revision: str, project: Project, place: str, say: Say) -> Version:
    from ..build.assembling import assemble
    from ..build.parsing import parse_project

    with checked_out(project, revision, place=place) as (then, named):
        say(f"building the graph of {named}")
        try:
            # not validated: what the shapes ask for today, nobody had to fulfil then
            parsed = parse_project(then)
            assembled = assemble(parsed)
        except CredatlasError as error:
            raise _about(error, revision) from error
    return Version(named, LocalStore(assembled.engine, named), parsed.queries)


def _about(error: CredatlasError, revision: str) -> DataError:
    """The error of a file in a folder that is gone, told of the revision."""
    first = error.errors[0] if isinstance(error, CombinedError) else error
    more = f" ({error.message})" if first is not error else ""
    return DataError(
        f"this revision does not build with credatlas as it is today: {first.message}{more}",
        hint="compare with a later revision, or with a dump that was written then",
        place=f"{revision}:{first.place}",
    )

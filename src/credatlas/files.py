"""Where the ontology, the data and the queries live: a checkout, a folder that is named, or the wheel."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from .errors import StoreError, UsageError

_PARTS = ("ontology", "data", "queries")


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with ``ontology/``, ``data/`` and ``queries/``.

    Attributes:
        root: The folder, absolute.
    """

    root: Path

    @property
    def ontology(self) -> Path:
        """The folder of modules, schemes, shapes and mappings."""
        return self.root / "ontology"

    @property
    def data(self) -> Path:
        """The folder of entities, sources and rulings."""
        return self.root / "data"

    @property
    def queries(self) -> Path:
        """The folder of canned queries."""
        return self.root / "queries"

    def source_files(self) -> list[tuple[str, os.stat_result]]:
        """Every file that a build reads, as its name inside the project and its status, sorted by name.

        Those are Turtle, TriG and TSV under ``data/``, Turtle under ``ontology/``, and the canned queries.
        """
        found = [
            *walk(str(self.data), "data/", (".ttl", ".trig", ".tsv")),
            *walk(str(self.ontology), "ontology/", (".ttl",)),
            *walk(str(self.queries), "queries/", (".rq",)),
        ]
        return sorted(found, key=itemgetter(0))

    def relative(self, path: Path) -> str:
        """``path`` as one writes it inside the project (``data/sources/x.trig``)."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


def walk(folder: str, name: str, endings: tuple[str, ...]) -> Iterator[tuple[str, os.stat_result]]:
    """The files below a folder whose names have one of these endings, as their name behind ``name`` and their status.

    Files and folders whose name begins with a dot belong to editors and systems; links to folders are not followed.
    """
    # every question looks whether its store is fresh: Path.rglob would take four times as long
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from walk(entry.path, f"{name}{entry.name}/", endings)
            elif entry.name.endswith(endings) and entry.is_file():
                yield name + entry.name, entry.stat()


def is_project(folder: Path) -> bool:
    """Whether ``folder`` has the three folders of a project and is meant as one."""
    return all((folder / part).is_dir() for part in _PARTS) and (folder / "ontology/credatlas.ttl").is_file()


def find_project(folder: str | os.PathLike[str] | None = None) -> Project:
    """The project to work on.

    Args:
        folder: A named folder; without it the checkout that the current directory stands in,
            else the atlas inside the package.

    Raises:
        UsageError: The named folder is not a project.
    """
    if folder is not None:
        root = Path(folder).resolve()
        if not is_project(root):
            raise UsageError(
                f"{folder} is not a credatlas project",
                hint="a project is a folder with ontology/credatlas.ttl, data/ and queries/",
                place="--project",
            )
        return Project(root)
    here = Path.cwd()
    for candidate in (here, *here.parents):
        if is_project(candidate):
            return Project(candidate)
    return packaged_project()


def packaged_project() -> Project:
    """The atlas that ships with the package (or the checkout that an editable install points at).

    Raises:
        UsageError: The installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "atlas", package.parent.parent):
        if is_project(candidate):
            return Project(candidate)
    raise UsageError("this installation carries no atlas", hint="reinstall credatlas, or name one with --project DIR")


def cache_dir() -> Path:
    """The user's cache folder for built stores: ``$CREDATLAS_CACHE``, else the XDG cache.

    Raises:
        StoreError: No folder is named, and the user has no home.
    """
    named = os.environ.get("CREDATLAS_CACHE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "credatlas"
    except RuntimeError as error:
        hint = "set CREDATLAS_CACHE to a folder that you may write"
        raise StoreError("there is no home folder to keep a built graph in", hint=hint) from error

"""Where the ontology, the data and the queries live: a checkout, a folder that is named, or the wheel."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from .errors import UsageError

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

    def source_files(self) -> list[Path]:
        """Every file that a build reads, sorted by path: Turtle, TriG, TSV and canned queries."""
        found = [*self.data.rglob("*"), *self.ontology.rglob("*.ttl"), *self.queries.glob("*.rq")]
        wanted = {".ttl", ".trig", ".tsv", ".rq"}
        return sorted(path for path in found if path.suffix in wanted and path.is_file())

    def relative(self, path: Path) -> str:
        """``path`` as one writes it inside the project (``data/sources/x.trig``)."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


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
    """The user's cache folder for built stores: ``$CREDATLAS_CACHE``, else the XDG cache."""
    named = os.environ.get("CREDATLAS_CACHE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "credatlas"

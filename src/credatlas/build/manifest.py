"""What a generation of a store says of itself, and the marks by which a change of the sources is seen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ..errors import StoreError
from ..files import Project

FILE: Final = "manifest.json"
_FORM: Final = 1  # of the generation's own files; a store of another form is built anew


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of one generation.

    Attributes:
        digest: SHA-256 of the canonical N-Quads: sorted lines, UTF-8.
        quads: The number of statements.
        layers: The number of statements by layer.
        version: The version of credatlas that built it.
        built: When, as an ISO 8601 time in UTC.
        sources: SHA-256 over names and contents of the files it was made of.
        stamps: The same files by size and time of change: quick to compare.
        form: The form of the generation's own files.
    """

    digest: str
    quads: int
    layers: Mapping[str, int]
    version: str
    built: str
    sources: str
    stamps: str
    form: int = _FORM

    def write(self, generation: Path) -> None:
        """Writes the description into a generation, whole or not at all."""
        fresh = generation / f"{FILE}.new"
        fresh.write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", encoding="utf-8")
        fresh.replace(generation / FILE)

    @classmethod
    def read(cls, generation: Path) -> Manifest:
        """The description of a generation.

        Raises:
            StoreError: It is missing or damaged, or of another form.
        """
        path = generation / FILE
        try:
            data: dict[str, Any] = json.loads(path.read_bytes())
            manifest = cls(**data)
        except (OSError, ValueError, TypeError) as error:
            raise StoreError(f"{path} cannot be read: {error}", hint="run `credatlas build` again") from error
        if manifest.form != _FORM:
            raise StoreError(f"{generation} is of another form", hint="run `credatlas build` again")
        return manifest


def stamps_of(project: Project) -> str:
    """One mark for names, sizes and times of all files that a build reads, the code that compiles included."""
    return _digest(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}".encode() for name, stat in _files(project))


def sources_of(project: Project) -> str:
    """One mark for names and contents of the same files."""
    package = Path(__file__).parent.parent
    return _digest(
        name.encode() + b"\0" + ((package if name.startswith("/") else project.root) / name.lstrip("/")).read_bytes()
        for name, _ in _files(project)
    )


def _files(project: Project) -> Iterable[tuple[str, Any]]:
    # a rule that changes changes the graph as a source does
    package = Path(__file__).parent.parent
    code = [path for part in ("build", "claims") for path in sorted((package / part).glob("*.py"))]
    named = [(project.relative(path), path) for path in project.source_files()]
    named += [(f"/{path.relative_to(package).as_posix()}", path) for path in code]
    return ((name, path.stat()) for name, path in named)


def _digest(parts: Iterable[bytes]) -> str:
    import hashlib

    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()

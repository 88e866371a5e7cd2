"""The marks by which a change of the files is seen: a quick one of sizes and times, and sure ones of contents."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import Final

from ..files import Project, walk
from ..version import __version__

_STAMPS: Final = "stamps"
_PACKAGE: Final = Path(__file__).parent.parent
_CODE: Final = ("build", "claims", "evidence", "mappings")  # a rule that changes changes the graph as a source does


def stamps_of(project: Project) -> str:
    """One mark for names, sizes and times of all files that a build reads, the code that compiles included."""
    listed = [*project.source_files(), *_code()]
    # as it is, since every question compares it: hashlib takes longer to import than this to write and read
    return "\n".join(f"{stat.st_size} {stat.st_mtime_ns} {name!a}" for name, stat in listed)


def sources_of(project: Project) -> str:
    """One mark for names and contents of the files of a project that a build reads."""
    return _digest(f"{name}\0".encode() + (project.root / name).read_bytes() for name, _ in project.source_files())


def code_mark() -> str:
    """One mark for the code that compiles, and for its version."""
    return _digest(
        [__version__.encode(), *(f"{name}\0".encode() + (_PACKAGE / name).read_bytes() for name, _ in _code())]
    )


def read_stamps(generation: Path) -> str:
    """The quick mark of the files that a generation was made of; empty when it is lost."""
    try:
        return (generation / _STAMPS).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def write_stamps(generation: Path, stamps: str) -> None:
    """Notes the quick mark beside a generation; a reader that may not write does without."""
    # several readers may do so at once: each has a file of its own until it is whole
    fresh = generation / f"{_STAMPS}.{os.urandom(4).hex()}"
    with suppress(OSError):
        fresh.write_text(stamps, encoding="ascii")
        fresh.replace(generation / _STAMPS)


def _code() -> list[tuple[str, os.stat_result]]:
    return sorted(
        (found for part in _CODE for found in walk(str(_PACKAGE / part), f"{part}/", (".py",))), key=itemgetter(0)
    )


def _digest(parts: Iterable[bytes]) -> str:
    import hashlib

    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()

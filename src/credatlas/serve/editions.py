"""Which build of the atlas is served, from where, and how a newer one is noticed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ..build import Atlas
from ..build.generations import POINTER, current_name
from ..build.manifest import Manifest
from ..errors import StoreError, UsageError
from .worker import Source

FEW: Final = 30_000
"""Statements that are in memory as soon as the files would be open."""
MANY: Final = 500_000
"""Statements that are held in memory: some 200 MB, which all workers share."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What is served.

    Attributes:
        source: What a worker opens.
        version: What tells it from others; empty where nobody can tell when the store changes.
    """

    source: Source
    version: str = ""


def held(edition: Edition, most: int = MANY) -> Edition:
    """An edition in memory, where it answers three to ten times as fast; as it is where it has too many statements.

    Args:
        edition: As it is.
        most: How many statements are not too many.
    """
    if not edition.source.generation:
        return edition
    try:
        is_small = Manifest.parse(Path(edition.source.generation)).quads <= most
    except StoreError:  # told by whoever opens it
        return edition
    return replace(edition, source=replace(edition.source, in_memory=True)) if is_small else edition


def from_files(edition: Edition) -> Edition:
    """An edition that is answered from the files of the engine."""
    return replace(edition, source=replace(edition.source, in_memory=False))


Look = Callable[[], Edition | None]
"""Looks whether there is a newer edition; gives it once."""


def edition_of(atlas: Atlas, where: str | None) -> Edition:
    """The edition that an atlas is, so that other processes can open it.

    Args:
        atlas: As it was opened.
        where: What ``--store`` names.

    Raises:
        UsageError: It is kept in memory only.
    """
    root = str(atlas.project.root)
    if atlas.generation is not None:
        return Edition(Source(root, generation=str(atlas.generation)), atlas.generation.name)
    if where is None:
        raise UsageError(
            "a service needs a store in a folder, and there is none that may be written",
            hint="set CREDATLAS_CACHE to a folder that you may write, or `credatlas build --to DIR` and --store DIR",
        )
    return Edition(Source(root, where=where))


def look_for_newer(edition: Edition) -> Look:
    """A function that looks, at little cost, whether another generation counts by now."""
    if not edition.source.generation:
        return lambda: None
    folder = Path(edition.source.generation).parent
    pointer = folder / POINTER
    seen = [edition.version, _stamp(pointer)]

    def look() -> Edition | None:
        stamp = _stamp(pointer)
        if stamp == seen[1]:
            return None
        seen[1] = stamp
        name = current_name(folder)
        if name is None or name == seen[0]:
            return None
        seen[0] = name
        return Edition(Source(edition.source.project, generation=str(folder / name)), name)

    return look


def _stamp(pointer: Path) -> str:
    try:
        stat = os.stat(pointer)  # noqa: PTH116 - once a second
    except OSError:
        return ""
    return f"{stat.st_ino} {stat.st_mtime_ns}"

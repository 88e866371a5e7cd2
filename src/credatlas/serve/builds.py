"""Which build answers: what a generation of a store says of itself, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..build.manifest import Manifest

if TYPE_CHECKING:
    from ..build import Atlas


def edition(atlas: Atlas) -> Manifest | None:
    """The description of the build that is open; None for a store in memory, of an engine, or on a server."""
    return None if atlas.generation is None else _read(atlas.generation)


def version_of(atlas: Atlas) -> str | None:
    """The digest of the graph that answers; None where nobody has noted it."""
    found = edition(atlas)
    return None if found is None else found.digest


@lru_cache(4)
def _read(generation: Path) -> Manifest:
    return Manifest.parse(generation)

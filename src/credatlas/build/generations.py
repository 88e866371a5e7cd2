"""The folder of a store: generations side by side, and a pointer to the one that counts.

::

    STORE/current            the name of the generation that counts
    STORE/g000002-1f0c…/     a generation: the engine's files, manifest.json, lineage.json
    STORE/building-…/        one in the making; left over when a build was killed

A reader follows the pointer once. The generation before stays until the next build, for readers that are still on it.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Final

from ..errors import StoreError

POINTER: Final = "current"
LOCK: Final = "lock"
_NAME: Final = re.compile(r"g(\d{6,})-[0-9a-f]+")
_MAKING: Final = "building-"


def current_generation(store: Path) -> Path | None:
    """The generation that counts, or None when there is none yet.

    Raises:
        StoreError: The pointer leads nowhere.
    """
    try:
        name = (store / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{store / POINTER} cannot be read: {error}", hint="run `credatlas build` again") from error
    generation = store / name
    if not _NAME.fullmatch(name) or not generation.is_dir():
        raise StoreError(
            f"{store / POINTER} points at {name!r}, which is not there", hint="run `credatlas build` again"
        )
    return generation


def next_name(store: Path, digest: str) -> str:
    """A name for the next generation: a number that was not used yet, and the first digits of its digest."""
    numbers = [int(found[1]) for path in store.iterdir() if (found := _NAME.fullmatch(path.name))]
    return f"g{max(numbers, default=0) + 1:06d}-{digest[:12]}"


def new_folder(store: Path) -> Path:
    """An empty folder for a generation in the making."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix=_MAKING, dir=store))


def publish(store: Path, made: Path, name: str) -> Path:
    """Makes a finished folder the generation that counts, in steps that each survive a loss of power."""
    generation = store / name
    for path in sorted(made.iterdir()):
        _sync(path)
    _sync(made)
    made.chmod(0o755)  # temporary folders are for their maker only; a store may have more readers
    made.rename(generation)
    _sync(store)
    fresh = store / f"{POINTER}.new"
    fresh.write_text(f"{name}\n", encoding="utf-8")
    _sync(fresh)
    fresh.replace(store / POINTER)
    _sync(store)
    return generation


def remove_leftovers(store: Path) -> None:
    """Removes what killed builds left behind, and generations older than the one before the current."""
    current = current_generation_name(store)
    kept = sorted((path.name for path in store.iterdir() if _NAME.fullmatch(path.name)), reverse=True)
    older = [name for name in kept if current is None or name < current]
    doomed = set(older[1:]) | {name for name in kept if current is None or name > current}
    for path in store.iterdir():
        if path.name in doomed or path.name.startswith(_MAKING):
            shutil.rmtree(path, ignore_errors=True)
    (store / f"{POINTER}.new").unlink(missing_ok=True)


def current_generation_name(store: Path) -> str | None:
    """The name that the pointer holds where it leads somewhere, else None."""
    try:
        generation = current_generation(store)
    except StoreError:
        return None
    return generation.name if generation else None


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":  # Windows cannot open a folder, and needs no such thing
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

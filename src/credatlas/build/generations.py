"""The folder of a store: generations side by side, and a pointer to the one that counts.

::

    STORE/current            the name of the generation that counts
    STORE/g000002-1f0c…/     a generation: the engine's files, statements.nq.gz, manifest.json, stamps, lineage.json
    STORE/building-…/        one in the making; left over when a build was killed
    STORE/build.lock         held by the build that is at work

A reader follows the pointer once. The generation before stays until the next build, for readers that are still on it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from ..errors import StoreError

POINTER: Final = "current"
LOCK: Final = "build.lock"
_NAME: Final = re.compile(r"g(\d{6,})-[0-9a-f]+")
_MAKING: Final = "building-"
_AGAIN: Final = "build it again with `credatlas build`"


def current_generation(store: Path) -> Path | None:
    """The generation that counts, or None when there is none yet.

    Raises:
        StoreError: The pointer cannot be read or leads nowhere.
    """
    try:
        name = (store / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{store / POINTER} cannot be read: {error}", hint=_AGAIN) from error
    generation = store / name
    if not _NAME.fullmatch(name) or not generation.is_dir():
        raise StoreError(f"{store / POINTER} points at {name[:40]!r}, which is not there", hint=_AGAIN)
    return generation


def current_name(store: Path) -> str | None:
    """The name that the pointer holds where it leads somewhere, else None."""
    try:
        generation = current_generation(store)
    except StoreError:
        return None
    return generation.name if generation else None


def generation_names(store: Path) -> list[str]:
    """The names of all generations in a folder, the oldest first; whether they were published is not asked."""
    if not store.is_dir():
        return []
    return sorted((path.name for path in store.iterdir() if _number(path.name)), key=_number)


def digest_in_name(generation: Path) -> str:
    """The first digits of the digest as the name of a generation has them; empty for a folder with another name."""
    return generation.name.rpartition("-")[2] if _number(generation.name) else ""


def refuse_foreign(store: Path) -> None:
    """Sees to it that nothing is written, and above all nothing removed, in a folder that is no store.

    Raises:
        StoreError: The folder holds other things; or it is a file.
    """
    hint = "name a folder that is new, empty, or a store"
    if store.exists() and not store.is_dir():
        raise StoreError(f"{store} is a file", hint=hint)
    # looked at before the lock, which another build may be making right now: what is a build's comes after its lock
    is_empty = not store.is_dir() or not any(store.iterdir())
    ours = (store / LOCK).is_file() or current_name(store) is not None
    if not is_empty and not ours:
        raise StoreError(f"{store} holds other things than a store", hint=hint)


def next_name(store: Path, digest: str) -> str:
    """A name for the next generation: a number that was not used yet, and the first digits of its digest."""
    numbers = [number for path in store.iterdir() if (number := _number(path.name))]
    return f"g{max(numbers, default=0) + 1:06d}-{digest[:12]}"


def new_folder(store: Path) -> Path:
    """An empty folder for a generation in the making."""
    folder = store / f"{_MAKING}{os.urandom(4).hex()}"
    folder.mkdir()
    return folder


def publish(store: Path, made: Path, name: str) -> Path:
    """Makes a finished folder the generation that counts, in steps that each survive a loss of power."""
    generation = store / name
    for path in sorted(made.iterdir()):
        _sync(path)
    _sync(made)
    made.rename(generation)
    _sync(store)
    fresh = store / f"{POINTER}.new"
    fresh.write_text(f"{name}\n", encoding="utf-8")
    _sync(fresh)
    fresh.replace(store / POINTER)
    _sync(store)
    return generation


def remove_unfinished(store: Path) -> None:
    """Removes what killed builds left behind: folders in the making, and generations that were never published."""
    import shutil

    current = current_name(store)
    for path in store.iterdir():
        number = _number(path.name)
        # without a pointer that leads somewhere nobody knows which generation was published: all stay
        unpublished = number and current and number > _number(current)
        if unpublished or path.name.startswith(_MAKING):
            shutil.rmtree(path, ignore_errors=True)
    (store / f"{POINTER}.new").unlink(missing_ok=True)


def remove_others(store: Path, keep: Collection[str | None]) -> None:
    """Removes all generations but those that are named."""
    import shutil

    for path in store.iterdir():
        if _number(path.name) and path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)


def _number(name: str) -> int:
    """The number of a generation, counted from 1; 0 for anything else."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 0


def _sync(path: Path) -> None:
    if path.is_dir():
        if os.name == "nt":  # Windows cannot open a folder, and needs no such thing
            return
        handle = os.open(path, os.O_RDONLY)
    else:
        handle = os.open(path, os.O_RDWR)  # Windows syncs only what may be written
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Writing the copy: from the start page along every link, then the links themselves."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from ..build.canonical import kept_nquads
from ..build.manifest import Manifest
from ..errors import CredatlasError, NotFoundError, StoreError, UsageError
from ..serve.editions import MANY
from ..store import LocalStore
from ..terms import BASE as IRIS
from .places import SEARCH, file_of
from .rewriting import links_in, localised
from .searching import addresses_of_things, search_files

if TYPE_CHECKING:
    from ..build import Atlas

Say = Callable[[str], None]
Open = Callable[[], "Atlas"]
BASE: Final = IRIS.rstrip("/")
"""The address of the service for which pages are made: what data in the copy says of documents holds anywhere."""
MARK: Final = ".credatlas-site"
"""A file that says: this folder was written by us, and may be written again."""
_ROBOTS: Final = "User-agent: *\nAllow: /\n"


@dataclass(frozen=True, slots=True)
class Wish:
    """What kind of copy is wanted.

    Attributes:
        published: The address at which it will be, without a slash at its end; empty where nobody knows.
        pictures: Whether each thing has its picture.
        workers: How many processes make pages.
    """

    published: str = ""
    pictures: bool = True
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)


class Copied(NamedTuple):
    """What was written.

    Attributes:
        pages: How many pages.
        files: How many files in all.
        bytes: How many bytes.
    """

    pages: int
    files: int
    bytes: int


class _Made(NamedTuple):
    """An answer of the service, or why there is none."""

    address: str
    media: str
    body: bytes
    moved: str = ""


def copy_site(atlas: Atlas, opening: Open, folder: Path, wish: Wish | None = None, say: Say = lambda _: None) -> Copied:
    """Writes the pages of the service into a folder, whole or not at all.

    Args:
        atlas: The graph.
        opening: Opens the same graph in another process.
        folder: The folder: new, empty, or written by this function before.
        wish: What kind of copy is wanted.
        say: Told what is being done, one short line for each step.

    Raises:
        UsageError: The folder holds something else, or the extra ``serve`` is not installed.
        StoreError: It cannot be written.
        CredatlasError: A page cannot be made.
    """
    wish = wish or Wish()
    _refuse_foreign(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as made:
            staged = Path(made) / "site"
            staged.mkdir(mode=0o755)
            _fill(atlas, opening, staged, wish, say)
            copied = _counted(staged)
            _put(staged, folder)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from error
    return copied


def _refuse_foreign(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise UsageError(f"{folder} holds files that are not of a copy", hint="name a new folder", place="DIR")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", hint="name a folder", place="DIR")


def _put(staged: Path, folder: Path) -> None:
    """Puts the copy where it belongs; what was there before goes at the very end."""
    before = staged.parent / "before"
    if folder.is_dir():
        folder.rename(before)
    try:
        staged.rename(folder)
    except OSError:
        if before.is_dir():
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _fill(atlas: Atlas, opening: Open, folder: Path, wish: Wish, say: Say) -> None:
    files: dict[str, PurePosixPath] = {SEARCH: PurePosixPath("find.html")}
    pages: list[PurePosixPath] = []
    moved: dict[str, str] = {}
    with _workers(opening, wish.workers) as workers:
        for made in _followed(workers, addresses_of_things(atlas, BASE), wish, say):
            if made.moved:
                moved[made.address] = made.moved
                continue
            place = file_of(made.address)
            assert place is not None
            files[made.address] = place
            _write(folder / place, made.body)
            if made.media.startswith("text/html"):
                pages.append(place)
    for file, body in search_files(atlas, BASE, files).items():
        _write(folder / file, body)
        if file.suffix == ".html":
            pages.append(file)
    say("making links lead from file to file")

    def resolve(address: str) -> PurePosixPath | None:
        bare = SEARCH if address.partition("?")[0] == SEARCH else address
        return files.get(bare) or files.get(moved.get(bare, ""))

    for place in pages:
        path = folder / place
        text = path.read_text(encoding="utf-8")
        _write(path, localised(text, place, BASE, resolve, wish.published).encode())
    _write(folder / MARK, b"")
    _write(folder / "robots.txt", _ROBOTS.encode())


def _followed(workers: Executor, things: Iterable[str], wish: Wish, say: Say) -> Iterator[_Made]:
    """Every answer that can be reached from the start page, or from the page of a thing, level by level."""
    waiting = ["/", *things]
    seen = set(waiting)
    while waiting:
        say(f"{len(seen):,} addresses found, {len(waiting):,} to write")
        level, waiting = waiting, []
        for made in workers.map(_make, level, chunksize=8):
            if made is None:
                continue
            yield made
            for address in _wanted(made, wish):
                if address not in seen:
                    seen.add(address)
                    waiting.append(address)


def _wanted(made: _Made, wish: Wish) -> list[str]:
    """The addresses to which an answer leads, and which belong into a copy."""
    found = [made.moved] if made.moved else []
    if made.media.startswith("text/html"):
        found += dict.fromkeys(links_in(made.body.decode("utf-8"), BASE))
    return [
        address
        for address in found
        if file_of(address) is not None
        and address.partition("?")[0] != SEARCH
        and (wish.pictures or not address.endswith(".svg"))
    ]


_opened: list[Atlas] = []  # the graph of a process that makes pages


def _workers(opening: Open, count: int) -> Executor:
    # a fresh process for each: an open store, as the caller has one, does not survive a fork
    return ProcessPoolExecutor(count, get_context("spawn"), initializer=_open, initargs=(opening,))


def _open(opening: Open) -> None:
    atlas = opening()
    generation = atlas.generation
    with suppress(StoreError):  # what cannot be read into memory is answered from the files
        # to read all statements first pays after a few hundred pages, where each process has room for them
        if generation is not None and Manifest.parse(generation).quads <= MANY:
            atlas = replace(atlas, store=LocalStore.of_nquads(kept_nquads(generation)))
    _opened[:] = [atlas]


def _make(address: str) -> _Made | None:
    """The answer of the service to one address; None where there is nothing."""
    from ..serve.local import reply_to

    try:
        reply = reply_to(_opened[0], address, BASE)
    except NotFoundError:
        return None
    except CredatlasError as error:
        raise type(error)(f"{address}: {error.message}", hint=error.hint, place=error.place) from None
    where = dict(reply.headers).get("Location", "")
    return _Made(address, reply.media, reply.body, where.removeprefix(urlsplit(BASE).path).partition("#")[0])


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _counted(folder: Path) -> Copied:
    found = [path for path in folder.rglob("*") if path.is_file()]
    pages = sum(path.suffix == ".html" for path in found)
    return Copied(pages, len(found), sum(path.stat().st_size for path in found))

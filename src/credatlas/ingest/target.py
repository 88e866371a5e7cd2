"""Where an input is written: the folder of source files with its register and its list of questions."""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ..build.parsing import Parsed
from ..claims import DataFiles, parse_file
from ..claims.reading import Document
from ..errors import StoreError, UsageError
from ..files import Project
from ..terms import ID
from .ids import Register, read_ids
from .review import Review, read_review

_SOURCE: Final = f"{ID}source/"
_UNFINISHED: Final = ".unfinished."
_WAIT: Final = 120.0  # seconds for another input

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Target:
    """A folder that takes source files.

    Attributes:
        project: The atlas that the input is compared with.
        sources: The folder for source files.
        ids: The file of the register.
        review: The file of the questions.
    """

    project: Project
    sources: Path
    ids: Path
    review: Path

    @classmethod
    def of(cls, project: Project, to: Path | None) -> Target:
        """The target of an input; outside ``data/sources`` register and questions stand beside the source files."""
        if to is not None and (to.is_symlink() or to.exists()) and not to.is_dir():
            raise UsageError(f"{to} is no folder", hint="name a folder, or one that is to be made", place="--to")
        home = project.data / "sources"
        if to is None or to.resolve() == home.resolve():
            return cls(project, home, project.data / "ids.tsv", project.data / "review.tsv")
        return cls(project, to, to / "ids.tsv", to / "review.tsv")

    @property
    def is_apart(self) -> bool:
        """Whether the files are written beside the atlas and not into it."""
        return self.ids.parent != self.project.data

    @contextmanager
    def alone(self, say: Say = lambda _: None) -> Iterator[None]:
        """Holds the folder against other inputs: two that come in at once would give one id to two things.

        Raises:
            StoreError: Another input holds it for too long.
        """
        import filelock

        number = zlib.crc32(os.fsencode(self.sources.resolve()))
        lock = filelock.FileLock(Path(tempfile.gettempdir()) / f"credatlas-ingest-{number:08x}.lock")
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            say("waiting for another input")
            try:
                lock.acquire(timeout=_WAIT)
            except filelock.Timeout as error:
                message = f"another input has been coming into {self.sources} for {_WAIT:.0f} s"
                raise StoreError(message, hint="wait for it, or end it, and try again") from error
        try:
            self._tidy()
            yield
        finally:
            lock.release()

    def _tidy(self) -> None:
        """Removes what an input that was killed while it wrote has left behind."""
        for folder in {self.sources, self.ids.parent}:
            for path in folder.glob(f".*{_UNFINISHED}*"):
                with suppress(OSError):
                    path.unlink()

    def over(self, parsed: Parsed) -> Parsed:
        """The atlas together with what was written into this folder before.

        Raises:
            DataError: A file there does not parse.
        """
        if not self.is_apart or not self.sources.is_dir():
            return parsed
        written = {path.name: parse_file(path, str(path)) for path in sorted(self.sources.glob("*.trig"))}
        kept = (one for one in parsed.data.sources if Path(one.label).name not in written)
        return with_sources(parsed, (*kept, *written.values()))

    def register(self) -> Register:
        """The ids of the atlas, and those of this folder."""
        home = self.project.data / "ids.tsv"
        found = read_ids(home, self.project.relative(home))
        if self.is_apart:
            for iri, keys in read_ids(self.ids, str(self.ids)).items():
                found[iri] = tuple(dict.fromkeys((*keys, *found.get(iri, ()))))
        return found

    def questions(self) -> Review:
        """The questions that were asked before, with their answers; what the atlas answers is not asked again."""
        found = read_review(self.review, self.project.relative(self.review))
        if not self.is_apart:
            return found
        home = self.project.data / "review.tsv"
        return replace(found, elsewhere=read_review(home, self.project.relative(home)).answered)

    def path_of(self, source: ox.NamedNode) -> Path:
        """The file of a source."""
        return self.sources / f"{source.value.removeprefix(_SOURCE)}.trig"

    def shelf(self) -> str:
        """What stands before the name of a source file where people are told of it: the way to it in the project."""
        return self.project.relative(self.sources / "x").removesuffix("x")

    def changed(self, texts: Mapping[Path, str]) -> dict[Path, str]:
        """Those of some texts that no file has yet.

        Raises:
            StoreError: A file cannot be read.
        """
        try:
            # one look into the folder: to ask for thousands of files that are not there takes long
            there = {*self.sources.iterdir(), self.ids, self.review}
        except FileNotFoundError:
            there = {self.ids, self.review}
        except OSError:
            there = set(texts)  # what may not be looked into may still be read
        return {path: text for path, text in texts.items() if path not in there or text_of(path) != text}


def with_sources(parsed: Parsed, sources: tuple[Document, ...]) -> Parsed:
    """The project with these source documents in place of its own."""
    data = parsed.data
    return replace(parsed, data=DataFiles(sources, data.decisions, data.tombstones, data.issues))


def text_of(path: Path) -> str | None:
    """The text of a file; None where there is none, or none that is UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    except OSError as error:
        hint = "name another folder with --to, or move what is there"
        raise StoreError(f"cannot be read: {error.strerror}", hint=hint, place=str(path)) from error


def _settle() -> None:
    """Waits until what was written stands on the disk, where the system can be asked to."""
    if hasattr(os, "sync"):
        os.sync()


def write_all(texts: Mapping[Path, str]) -> None:
    """Writes files, each whole: all are written under other names first, then they take their places.

    Where this is cut short, each file is the old one or the new one; the same input again writes the rest.

    Raises:
        StoreError: One cannot be written. As long as that shows before the first one takes its place, none is changed.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for folder in {path.parent for path in texts}:
            folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            handle, name = tempfile.mkstemp(prefix=".", suffix=f"{_UNFINISHED}{path.name}", dir=path.parent)
            waiting.append((Path(name), path))
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(name).chmod(0o644)
        _settle()  # once for all of them: one call for each of a thousand files takes as long as the rest
        while waiting:
            made, path = waiting[-1]
            made.replace(path)
            waiting.pop()
    except OSError as error:
        hint = "is the disk full, may you write there? Run it again: what is there already stays as it is"
        raise StoreError(f"the source files cannot be written: {error}", hint=hint) from error
    finally:
        for made, _ in waiting:
            with suppress(OSError):
                made.unlink(missing_ok=True)

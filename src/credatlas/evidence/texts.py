"""The texts of the sources, where somebody holds them: found by their hash, never stored with us."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from os import PathLike
from pathlib import Path

from ..errors import DataError, UsageError, nearest


class Texts:
    """A folder with the texts that sources were read from.

    Args:
        folder: Any folder; file names do not matter, hashes do.

    Raises:
        UsageError: There is no such folder.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = Path(folder)
        if not self.folder.is_dir():
            raise UsageError(f"{folder} is no folder", hint="name the folder with the source texts", place="--texts")
        self._decoded: dict[str, str] = {}

    @cached_property
    def files(self) -> dict[str, Path]:
        """Each file by the SHA-256 of its bytes, hidden files left out."""
        found: dict[str, Path] = {}
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder).parts
            if path.is_file() and not any(part.startswith(".") for part in inside):
                found.setdefault(sha256(path.read_bytes()).hexdigest(), path)
        return found

    def text(self, digest: str) -> str | None:
        """The text with this hash; None when the folder has none.

        Raises:
            DataError: The file is not UTF-8.
        """
        path = self.files.get(digest.lower())
        if path is None:
            return None
        if digest not in self._decoded:
            try:
                self._decoded[digest] = path.read_bytes().decode("utf-8")
            except UnicodeDecodeError as error:
                raise DataError("is not UTF-8", hint="offsets count characters of UTF-8", place=str(path)) from error
        return self._decoded[digest]

    def passage(self, digest: str, start: int, end: int) -> str:
        """The characters from ``start`` up to ``end``, in Unicode code points; empty when we lack the text."""
        text = self.text(digest)
        return "" if text is None else text[max(0, start) : max(0, end)]

    def nearest_names(self, name: str) -> list[str]:
        """Files whose names look most like ``name``, best first; all when the folder holds few."""
        names = [path.name for path in self.files.values()]
        digits = "".join(character for character in name if character.isdigit())
        numbered = [known for known in names if digits and known.startswith(digits)]
        return numbered or nearest(name, names) or names[:3]

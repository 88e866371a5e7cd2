"""What a generation of a store says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ..errors import StoreError

_FILE: Final = "manifest.json"
_FORM: Final = 2  # of the generation's own files; a store of another form is built anew
_AGAIN: Final = "build it again with `credatlas build`"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of one generation; written once, never changed.

    Attributes:
        digest: SHA-256 of the canonical N-Quads: sorted lines, UTF-8.
        quads: The number of statements.
        layers: The number of statements by layer.
        version: The version of credatlas that built it.
        built: When, as an ISO 8601 time in UTC.
        sources: SHA-256 over names and contents of the files it was made of.
        code: SHA-256 over the code that made it.
        files: The files of the engine with their sizes in bytes.
        form: The form of the generation's own files.
    """

    digest: str
    quads: int
    layers: Mapping[str, int]
    version: str
    built: str
    sources: str
    code: str
    files: Mapping[str, int]
    form: int = _FORM

    def write(self, generation: Path) -> None:
        """Writes the description into a generation that is not published yet."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True)
        (generation / _FILE).write_text(f"{text}\n", encoding="utf-8")

    @classmethod
    def read(cls, generation: Path) -> Manifest:
        """The description of a generation whose files are all there in their full length.

        The engine opens a store whose log was cut off without a word, with statements missing. Sizes
        are quick to compare; only the digest proves that every byte is right.

        Raises:
            StoreError: It is missing or damaged or of another form, or a file of the engine is missing or
                has another length.
        """
        path = generation / _FILE
        try:
            data: dict[str, Any] = json.loads(path.read_bytes())
            if data["form"] != _FORM:
                raise StoreError(f"the store in {generation} was made by another version of credatlas", hint=_AGAIN)
            manifest = cls(**data)
            lengths = {name: (generation / name).stat().st_size for name in manifest.files}
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise StoreError(f"the store in {generation} is damaged: {error}", hint=_AGAIN) from error
        for name, length in lengths.items():
            if length != manifest.files[name]:
                raise StoreError(
                    f"the store in {generation} is damaged: {name} has {length:,} bytes in place of "
                    f"{manifest.files[name]:,}",
                    hint=_AGAIN,
                )
        return manifest

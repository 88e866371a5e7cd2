"""What a generation of a store says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from ..errors import StoreError

_FILE: Final = "manifest.json"
_FORM: Final = 3  # of the generation's own files; a store of another form is built anew
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
        files: The files of the engine, and that of the statements, with their sizes in bytes.
        sums: SHA-256 of each of these files; empty in builds that did not note it.
        moment: The moment for which it was compiled, in words; empty where everything counts.
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
    sums: Mapping[str, str] = field(default_factory=dict)
    moment: str = ""
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
        manifest = cls.parse(generation)
        faults = manifest.wrong_lengths(generation)
        if faults:
            raise StoreError(f"the store in {generation} is damaged: {faults[0]}", hint=_AGAIN)
        return manifest

    @classmethod
    def parse(cls, generation: Path) -> Manifest:
        """The description of a generation, whatever became of its files.

        Raises:
            StoreError: It is missing or damaged or of another form.
        """
        damaged = f"the store in {generation} is damaged: {_FILE}"
        try:
            data: Any = json.loads((generation / _FILE).read_bytes())
        except FileNotFoundError as error:
            raise StoreError(f"{damaged} is missing", hint=_AGAIN) from error
        except (OSError, ValueError, RecursionError) as error:
            raise StoreError(f"{damaged} cannot be read: {error}", hint=_AGAIN) from error
        if not isinstance(data, dict) or "form" not in data:
            raise StoreError(f"{damaged} describes no build", hint=_AGAIN)
        if data["form"] != _FORM:
            raise StoreError(f"the store in {generation} was made by another version of credatlas", hint=_AGAIN)
        if not _has_its_types(data):
            raise StoreError(f"{damaged} holds values that no build writes", hint=_AGAIN)
        try:
            return cls(**data)
        except TypeError as error:  # a field too few or too many
            raise StoreError(f"{damaged} describes no build", hint=_AGAIN) from error

    def wrong_lengths(self, generation: Path) -> list[str]:
        """What is wrong with the files of the engine at first sight, one sentence for each file."""
        found = []
        for name, expected in sorted(self.files.items()):
            try:
                length = (generation / name).stat().st_size
            except FileNotFoundError:
                found.append(f"{name} is missing")
            except (OSError, ValueError) as error:
                found.append(f"{name} cannot be read: {error}")
            else:
                if length != expected:
                    found.append(f"{name} has {length:,} bytes in place of {expected:,}")
        return found


def _has_its_types(data: Mapping[str, Any]) -> bool:
    kinds = {"digest": str, "version": str, "built": str, "sources": str, "code": str, "moment": str, "quads": int}
    kinds_of_maps = {"layers": int, "files": int, "sums": str}
    return all(isinstance(data.get(name, kind()), kind) for name, kind in kinds.items()) and all(
        isinstance(data.get(name, {}), dict) and all(isinstance(value, kind) for value in data.get(name, {}).values())
        for name, kind in kinds_of_maps.items()
    )

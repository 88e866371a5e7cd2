"""What a build found out about the evidence of canned queries, kept beside a generation."""

from __future__ import annotations

import json
import os
from collections import UserDict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

_FILE: Final = "lineage.json"


class Lineages(UserDict[str, Any]):
    """Entries of :func:`credatlas.evidence.lineage_cache` by the name of the query, kept in a file.

    It is a cache: what is damaged or cannot be written is derived again.

    Args:
        generation: The folder of the generation; None keeps nothing.
    """

    def __init__(self, generation: Path | None = None) -> None:
        super().__init__()
        self._path = generation / _FILE if generation else None
        with suppress(OSError, ValueError):
            kept = json.loads(self._path.read_bytes()) if self._path else {}
            if isinstance(kept, dict):
                self.data = {name: entry for name, entry in kept.items() if _is_entry(entry)}

    def __setitem__(self, name: str, entry: Any) -> None:
        """Adds an entry, in the file as well."""
        super().__setitem__(name, entry)
        self.keep({})

    def keep(self, entries: Mapping[str, Any]) -> None:
        """Adds entries and writes the file, whole or not at all."""
        self.data.update(entries)
        if self._path is None:
            return
        # several readers may do so at once: each has a file of its own until it is whole
        fresh = self._path.with_name(f"{_FILE}.{os.urandom(4).hex()}")
        with suppress(OSError):
            fresh.write_text(json.dumps(self.data, sort_keys=True), encoding="utf-8")
            fresh.replace(self._path)


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("lineage"), dict) and "of" in entry

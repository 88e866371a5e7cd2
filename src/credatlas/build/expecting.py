"""The part of a project over which the expected rows of its queries hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from ..claims import DataFiles, Document
from ..errors import DataError, did_you_mean
from .parsing import Parsed

_LIST: Final = "expected-over.txt"


def expected_over(parsed: Parsed) -> Parsed:
    """The project with no other sources than those that ``queries/expected-over.txt`` names.

    Rows are written by hand from a few sources; with the list they stay right while others come in. Rulings,
    issues and links may be about things that only others know, so they are left out. Without a list it is the whole
    project.

    Raises:
        DataError: The list names a source that is not there, or cannot be read.
    """
    path = parsed.project.queries / _LIST
    label = parsed.project.relative(path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return parsed
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot be read: {error}", hint="save the list as UTF-8 text", place=label) from error
    named = {line.strip(): number for number, line in enumerate(lines, start=1) if line.strip() and line[0] != "#"}
    known = {PurePosixPath(document.label).stem: document for document in parsed.data.sources}
    for name, number in named.items():
        if name not in known:
            hint = did_you_mean(name, list(known)) or "take the line out, or add the file under data/sources/"
            raise DataError(f"there is no source {name}", hint=hint, place=f"{label}:{number}")
    if named.keys() >= known.keys() - {"entities"} and not parsed.links:
        return parsed
    kept = tuple(document for document in parsed.data.sources if _is_kept(document, named))
    return replace(parsed, data=DataFiles(kept, (), parsed.data.tombstones, ()), links=())


def _is_kept(document: Document, named: dict[str, int]) -> bool:
    path = PurePosixPath(document.label)
    return path.parent.name != "sources" or path.stem in named

"""The register of ids as ingest extends it: new lines for new things, new keys on known ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ..errors import DataError
from ..terms import ID

_HEADER: Final = "iri\tkeys"
_IRI: Final = re.compile(rf"{re.escape(ID)}[a-z]+/[^\s<>\"]+")

Register = dict[str, tuple[str, ...]]


def read_ids(path: Path, label: str) -> Register:
    """Each registered id with the keys that input tables have for it; empty when there is no file.

    Raises:
        DataError: It cannot be read or is not in the form that `credatlas check` explains.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot be read: {error}", hint="save the register as UTF-8", place=label) from error
    found: Register = {}
    for number, line in enumerate(lines, start=1):
        if not line or (number == 1 and line == _HEADER):
            continue
        iri, tab, keys = line.partition("\t")
        if not tab or not _IRI.fullmatch(iri):
            raise DataError("is no line of the register", hint="run `credatlas check`", place=f"{label}:{number}")
        found[iri] = tuple(keys.split())
    return found


def extended(register: Mapping[str, tuple[str, ...]], ids: Mapping[str, ox.NamedNode], keys: Iterable[str]) -> Register:
    """The register with a line for every id, and the keys by which the same input finds it again.

    Args:
        register: What is registered.
        ids: Key to id, of everything in an input.
        keys: The keys that are worth keeping: those that an input will use again.
    """
    found = {iri: list(known) for iri, known in register.items()}
    for iri in ids.values():
        found.setdefault(iri.value, [])
    taken = {key for known in register.values() for key in known}
    for key in keys:
        mine = found[ids[key].value]
        if key in taken:
            continue  # of two copies of a page the first keeps the key
        if key.split() == [key]:  # keys with blanks cannot stand in the register
            mine.append(key)
    return {
        iri: tuple(sorted(known)) if len(known) > len(register.get(iri, ())) else tuple(known)
        for iri, known in found.items()
    }


def register_text(register: Mapping[str, tuple[str, ...]]) -> str:
    """The text of ``data/ids.tsv``: sorted by id."""
    lines = (f"{iri}\t{' '.join(keys)}" for iri, keys in sorted(register.items()))
    return "\n".join([_HEADER, *lines]) + "\n"

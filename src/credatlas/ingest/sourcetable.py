"""The table of sources: which pages the other tables rest on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import pyoxigraph as ox

from ..errors import CredatlasError, DataError
from ..terms import PREFIXES, node
from .cells import web_address
from .csvfiles import Line, read_csv
from .faults import key_fault
from .mapping import Sources, TableMapping, headers_of
from .model import Snapshot, Spot
from .rows import is_plain
from .stated import Unread, read_date

_DATE = ox.NamedNode(f"{PREFIXES['xsd']}date")


def read_sources(
    files: Mapping[str, Path], mapping: TableMapping, seen: dict[str, str], bad: Callable[[CredatlasError], None]
) -> tuple[list[Snapshot], list[tuple[str, str]]]:
    """The sources, and which of two copies of one address is the later.

    Args:
        files: The files of the form that are there.
        mapping: How they are read.
        seen: Learns the keys with the places of their rows.
        bad: Told of each bad row.

    Raises:
        DataError: The table cannot be read or lacks a column.
    """
    sources = mapping.sources
    if sources.file not in files:
        return [], []
    path = files[sources.file]
    retrieved = _retrieved(mapping, path.parent)
    found: dict[str, Snapshot] = {}
    older: set[str] = set()
    for line in read_csv(path, headers_of(mapping)[sources.file], bad=bad):
        key, place = line.cells[sources.key], f"{path.name}:{line.number}"
        url = web_address(line.cells[sources.url])
        fault = key_fault(key, seen, f"{place} {sources.key}")
        if fault is not None:
            bad(fault)
            continue
        seen[key] = place
        if url is None:
            hint = "write the address of the page that was read"
            bad(DataError(f"{line.cells[sources.url]!r} is no web address", hint=hint, place=f"{place} {sources.url}"))
        else:
            found[key] = _snapshot(sources, line, url, retrieved, bad)
            remark = line.cells.get(sources.remark, "")
            if remark and any(re.search(rf"\b{word}\b", remark) for word in sources.older):
                older.add(key)
    return list(found.values()), _order(found, older)


def _snapshot(
    sources: Sources,
    line: Line,
    url: ox.NamedNode,
    retrieved: ox.Literal | None,
    bad: Callable[[CredatlasError], None],
) -> Snapshot:
    def cell(column: str) -> str:
        text = line.cells.get(column, "")
        return text if is_plain(text) else ""

    place = f"{sources.file}:{line.number}"
    class_ = cell(sources.reliability)
    if class_ and class_ not in sources.classes:
        hint = f"known are {', '.join(sources.classes)}"
        bad(DataError(f"the class {class_} is none", hint=hint, place=f"{place} {sources.reliability}"))
    return Snapshot(
        key=line.cells[sources.key],
        url=url.value,
        title=cell(sources.title),
        publisher=cell(sources.publisher),
        published=_published(cell(sources.published), f"{place} {sources.published}", bad),
        reliability=node(sources.classes[class_]) if class_ in sources.classes else None,
        retrieved=retrieved,
        spot=Spot(sources.file, line.number),
    )


def _published(text: str, place: str, bad: Callable[[CredatlasError], None]) -> ox.Literal | None:
    if not text:
        return None
    reading = read_date(text)
    if not isinstance(reading, Unread) and isinstance(reading.value, ox.Literal):
        return reading.value
    hint = "write 2025-04-15, 2025-04 or 2025, or leave it empty"
    bad(DataError(f"{text!r} is no date", hint=hint, place=place))
    return None


def _retrieved(mapping: TableMapping, folder: Path) -> ox.Literal | None:
    """The day on which the sources were read, where the form says it somewhere."""
    if mapping.retrieved is None:
        return None
    file, words = mapping.retrieved
    try:
        text = (folder / file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    match = re.search(rf"{re.escape(words)} (\d{{4}}-\d{{2}}-\d{{2}})\b", text)
    return ox.Literal(match[1], datatype=_DATE) if match else None


def _order(found: Mapping[str, Snapshot], older: set[str]) -> list[tuple[str, str]]:
    """Of two copies of one address of which one is called older, the other is the later."""
    pages: dict[str, list[str]] = defaultdict(list)
    for key, snapshot in found.items():
        pages[snapshot.url.partition("#")[0]].append(key)
    return [
        (later, before)
        for keys in pages.values()
        for later in keys
        for before in keys
        if before in older and later not in older
    ]

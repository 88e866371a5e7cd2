"""Tables of a declared form, row by row, to what their sources say."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ..claims.model import BASES, ca
from ..errors import CredatlasError, DataError, UsageError, together
from ..terms import node
from .cells import split_names
from .circles import break_circles
from .concept_natures import (
    Nature,
    UnknownKind,
    event_nature,
    offering_nature,
    organization_nature,
    policy_nature,
)
from .concepts import Lookup
from .csvfiles import Line, read_csv
from .disputed import read_pairs
from .faults import fit_cells, key_fault, row_fault
from .identifying import identifier
from .mapping import Table, TableMapping, headers_of
from .model import Key, LeftOut, Outside, Spot, Thing
from .origins import marked, origins
from .readers import READERS
from .rows import Collected, Row, award_key
from .sourcetable import read_sources

Say = Callable[[str], None]
_INFERRED: Final = BASES[2]
_TYPES: Final = {
    "programme": "ca:hasProgrammeType",
    "course": "ca:hasProgrammeType",
    "credential": "ca:hasCredentialType",
    "event": "ca:hasEventKind",
    "organization": "ca:hasOrganizationType",
}
_SCOPES: Final = {
    "not health-specific": "scope:ai-without-health",
    "not AI-specific": "scope:health-without-ai",
}
_REVIEW: Final = re.compile(r"\bsystematic review\b|\bscoping review\b", re.IGNORECASE)


def read_tables(
    place: Path,
    mapping: TableMapping,
    lookup: Lookup,
    *,
    sources: Collection[str] = (),
    keep_going: Callable[[CredatlasError], None] | None = None,
    say: Say = lambda _: None,
) -> Outside:
    """What the tables of a folder say, or one of them.

    Args:
        place: A folder with the files of the form, or one file of it.
        mapping: How they are read.
        lookup: The labels of the concept schemes.
        sources: Keys of sources that the atlas has, so that rows may name them.
        keep_going: Told of each bad row, which is passed over; without it all of them are raised together.
        say: Told which file is read.

    Raises:
        UsageError: No file of the form is there.
        DataError: A file cannot be read or lacks a column; a row is bad and ``keep_going`` is not given.
    """
    files = files_of(place, mapping)
    errors: list[CredatlasError] = []
    bad = errors.append if keep_going is None else keep_going
    out = Collected()
    seen: dict[str, str] = {}
    snapshots, order = read_sources(files, mapping, seen, bad)
    tables = _Tables(mapping, lookup, out, bad, {*sources, *(one.key for one in snapshots)}, seen)
    for table in mapping.tables:
        if table.file in files:
            say(f"reading {table.file}")
            tables.read(table, files[table.file])
    if mapping.pairs is not None and mapping.pairs.file in files:
        say(f"reading {mapping.pairs.file}")
        read_pairs(files[mapping.pairs.file], mapping.pairs, lookup, out, bad)
    if errors:
        raise together(errors)
    break_circles(out)
    return Outside(
        name=place.resolve().name,
        snapshots=tuple(snapshots),
        things=tuple(out.things.values()),
        statements=tuple(dict.fromkeys(out.statements)),
        left_out=tuple(out.left_out),
        questions=tuple(dict.fromkeys(out.questions)),
        order=tuple(order),
    )


def files_of(place: Path, mapping: TableMapping) -> dict[str, Path]:
    """The files of the form that a folder has, or the one that is named, by their names in the form.

    Raises:
        UsageError: There is none.
    """
    needed = headers_of(mapping)
    if place.is_dir():
        found = {name: place / name for name in needed if (place / name).is_file()}
    else:
        found = {place.name: place} if place.name in needed else _by_header(place, mapping)
        beside = place.parent / mapping.sources.file
        if found and mapping.sources.file not in found and beside.is_file():
            found[mapping.sources.file] = beside
    if not found:
        raise UsageError(
            f"{place} is no table of the form “{mapping.name}”",
            hint=f"the form has the files {', '.join(needed)}; another form needs --mapping (docs/ingest.md)",
        )
    return found


def _by_header(place: Path, mapping: TableMapping) -> dict[str, Path]:
    """A file under another name, recognised by its header: that of the table of which it has the most columns."""
    try:
        with place.open(encoding="utf-8-sig") as file:
            header = {name.strip().strip('"') for name in file.readline().strip().split(",")}
    except (OSError, UnicodeDecodeError):
        return {}
    fitting = {name: len(columns) for name, columns in headers_of(mapping).items() if set(columns) <= header}
    best = [name for name, columns in fitting.items() if columns == max(fitting.values())]
    return {best[0]: place} if len(best) == 1 else {}


@dataclass(frozen=True, slots=True)
class _Tables:
    """Reads tables of one form into one heap; ``seen`` has the keys so far with the places of their rows."""

    mapping: TableMapping
    lookup: Lookup
    out: Collected
    bad: Callable[[CredatlasError], None]
    sources: Collection[str]
    seen: dict[str, str]

    def read(self, table: Table, path: Path) -> None:
        lacking: list[str] | None = None
        for line in read_csv(path, table.headers(), bad=self.bad):
            if lacking is None:
                lacking = [column.name for column in table.columns if column.name not in line.cells]
            key, place = line.cells[table.key], f"{path.name}:{line.number}"
            fault = key_fault(key, self.seen, f"{place} {table.key}")
            if fault is not None:
                self.bad(fault)
            else:
                self.seen[key] = place
                self._row(table, line, key)
        for name in lacking or ():
            reason = "the table has no such column, though the mapping reads it"
            self.out.left_out.append(LeftOut(Spot(table.file, 1, name), "", reason))

    def _row(self, table: Table, line: Line, key: str) -> None:
        place = f"{table.file}:{line.number}"
        fault = row_fault(table, line.cells, self.sources, place)
        kept = fit_cells(table, line, self.out)
        note = kept.get(self.mapping.note, "")
        nature = None if fault else _nature(table, kept, self.lookup)
        if isinstance(nature, UnknownKind):
            hint = "correct the word, or add the kind to the mapping of kinds (natures.toml)"
            fault = DataError(str(nature), hint=hint, place=f"{place} {table.kind}")
        if fault is not None or nature is None or isinstance(nature, UnknownKind):
            self.bad(fault or DataError("the row cannot be read", place=place))
            return
        told = origins(kept[table.source], note, tuple(kept), self.mapping.aliases)
        row = Row(table, Line(line.number, kept), key, nature.kind, told, note, self.out)
        self.out.rows[key] = row
        _introduce(row, nature)
        for column in table.columns:
            filled = kept.get(column.name) or (column.reads == "price" and any(map(kept.get, column.beside)))
            if filled and not (column.unless and kept.get(column.unless)):
                READERS[column.reads](row, column, self.lookup)
        if note:
            row.leave(self.mapping.note, "a remark of the reader, not a statement of the source")


def _nature(table: Table, cells: dict[str, str], lookup: Lookup) -> Nature | UnknownKind:
    kind, name = cells.get(table.kind, ""), cells[table.name]
    if table.what == "organization":
        return organization_nature(kind, name, cells.get(table.within, ""))
    if table.what == "event":
        return event_nature(kind, name)
    if table.what == "policy":
        return policy_nature(kind)
    if table.what == "reference":
        class_ = ca("SystematicReview") if _REVIEW.search(name) else ca("ScholarlyArticle")
        return Nature("work", (class_,))
    award = marked(cells.get(table.award, ""))[0]
    return offering_nature(lookup, kind, award, marked(cells.get(table.duration, ""))[0], name)


def _introduce(row: Row, nature: Nature) -> None:
    """The thing of a row, the credentials that it awards, and what its kind says."""
    table, cells = row.table, row.line.cells
    names = [column.name for column in table.columns if column.reads == "names"]
    others, short = split_names("|".join(cells.get(name, "") for name in names))
    row.add(
        Thing(
            key=row.key,
            kind=nature.kind,
            classes=nature.classes,
            name=row.cell(table.name),
            source=row.origins.main,
            spot=row.spot(table.name),
            others=others,
            abbreviations=short,
            identifiers=_identifiers(table, row),
            within=cells.get(table.within, ""),
            country=cells.get(table.country, ""),
        )
    )
    if nature.kind in _TYPES:
        for type_ in nature.types:
            row.say(row.key, node(_TYPES[nature.kind]), type_, table.kind, nature.basis)
    for level in nature.levels:
        row.say(row.key, ca("hasLevel"), level, table.kind, _INFERRED)
    for words, scope in _SCOPES.items():
        if words in row.note:
            row.say(row.key, ca("hasScope"), node(scope), table.kind, _INFERRED)
    _award(row, nature)
    if nature.reason:
        row.leave(table.kind, nature.reason)


def _identifiers(table: Table, row: Row) -> tuple[tuple[ox.NamedNode, str], ...]:
    found = []
    for column in table.columns:
        if column.reads == "identifier" and (text := row.cell(column.name)):
            value = identifier(column.property, text)
            if value is None:
                row.leave(column.name, f"not in the form of a {column.property.partition(':')[2]}")
            else:
                found.append((node(column.property), value))
    return tuple(found)


def _award(row: Row, nature: Nature) -> None:
    """What one gets: of a credential its own type, else credentials of their own."""
    column = row.table.award or row.table.kind
    if nature.kind == "credential":
        for award in nature.awards:
            row.say(row.key, ca("hasCredentialType"), award.type, column, award.basis)
            if award.text:
                row.say(row.key, ca("statedAward"), ox.Literal(award.text), column)
        return
    stated = [award for award in nature.awards if award.text]
    name = row.cell(row.table.name)
    for number, award in enumerate(stated, start=1):
        key = award_key(row.key, number)
        called = name if len(stated) == 1 else f"{award.text}, {name}"
        row.add(
            Thing(key, "credential", (ca("Credential"),), called, row.origins.main, row.spot(column), within=row.key)
        )
        row.say(row.key, ca("awardsCredential"), Key(key), column, _INFERRED)
        row.say(key, ca("hasCredentialType"), award.type, column, award.basis)
        row.say(key, ca("statedAward"), ox.Literal(award.text), column)

"""Building the index of a source: once for a dump, kept in the cache under the hash of the dump, or in memory."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from ..errors import StoreError
from ..files import cache_dir
from ..version import __version__
from .countries import country_names
from .index import ACRONYM, KINDS, LABEL, LOOSE, Index, open_index, to_json
from .keys import loose_key, spelt_tokens, strict_key, tokens
from .model import Record

FORM: Final = "2"
"""The form of the index; with another number an index in the cache is not taken for ours."""

_AT_ONCE: Final = 2_000  # records that are written together
_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE records (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE names (key TEXT, number INTEGER, how INTEGER, PRIMARY KEY (key, number, how)) WITHOUT ROWID;
CREATE TABLE spellings (place INTEGER PRIMARY KEY, number INTEGER NOT NULL, loose TEXT NOT NULL);
CREATE TABLE identifiers (scheme TEXT, value TEXT, number INTEGER, PRIMARY KEY (scheme, value, number)) WITHOUT ROWID;
CREATE TABLE towns (name TEXT, country TEXT, PRIMARY KEY (name, country)) WITHOUT ROWID;
CREATE TEMP TABLE unsorted_names (key TEXT, number INTEGER, how INTEGER);
CREATE TEMP TABLE unsorted_identifiers (scheme TEXT, value TEXT, number INTEGER);
CREATE TABLE words (word TEXT PRIMARY KEY, bearers BLOB NOT NULL) WITHOUT ROWID;
"""


_SORTING: Final = """
INSERT INTO names SELECT DISTINCT key, number, how FROM unsorted_names ORDER BY key, number, how;
INSERT INTO identifiers SELECT DISTINCT scheme, value, number FROM unsorted_identifiers ORDER BY scheme, value, number;
DROP TABLE unsorted_names;
DROP TABLE unsorted_identifiers;
"""
_IN_BRACKETS: Final = re.compile(r"(.+) \(([^()]+)\)")


def _without_country(name: str) -> tuple[str, ...]:
    """The key of a name that the source tells from others by a country in brackets: ``Pfizer (United States)``."""
    found = _IN_BRACKETS.fullmatch(name)
    if found is None or " ".join(tokens(found[2])) not in country_names():
        return ()
    words = spelt_tokens(found[1])
    return tuple({strict_key(words), loose_key(words)} - {""})


class _Tables:
    """The rows of an index while records come in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.names: list[tuple[str, int, int]] = []
        self.identifiers: list[tuple[str, str, int]] = []
        self.towns: set[tuple[str, str]] = set()
        self.words: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self.spellings: list[tuple[int, int, str]] = []
        self.bodies: list[tuple[int, str]] = []
        self.spelt = 0

    def add(self, number: int, record: Record) -> None:
        """Takes in one record."""
        self.bodies.append((number, to_json(record)))
        if len(self.bodies) == _AT_ONCE:
            self.flush()
        self.identifiers.append(("id", record.id, number))
        self.identifiers.extend(("domain", domain, number) for domain in record.domains)
        self.identifiers.extend((scheme, value, number) for scheme, value in record.identifiers)
        if len(record.countries) == 1:
            self.towns.update((place, record.countries[0]) for place in record.places)
        loose_ones: dict[str, list[str]] = {}
        for name in record.names:
            words = spelt_tokens(name.text)
            if not words:
                continue
            kind, loose = KINDS[name.kind], loose_key(words)
            strict = strict_key(words)
            self.names.append((strict, number, kind))
            if loose != strict:
                self.names.append((loose, number, kind + LOOSE))
            if kind != ACRONYM:
                loose_ones.setdefault(loose, words)
                self.names.extend((key, number, LABEL) for key in _without_country(name.text))
        self._spell(number, loose_ones)

    def _spell(self, number: int, names: dict[str, list[str]]) -> None:
        for loose, words in names.items():
            self.spellings.append((self.spelt, number, loose))
            for word in set(words):
                self.words[word].append(self.spelt)
            self.spelt += 1

    def flush(self) -> None:
        """Writes the records that came in since the last time."""
        self.connection.executemany("INSERT INTO records VALUES (?, ?)", self.bodies)
        self.connection.executemany("INSERT INTO spellings VALUES (?, ?, ?)", self.spellings)
        self.connection.executemany("INSERT INTO unsorted_names VALUES (?, ?, ?)", self.names)
        self.connection.executemany("INSERT INTO unsorted_identifiers VALUES (?, ?, ?)", self.identifiers)
        for rows in (self.bodies, self.spellings, self.names, self.identifiers):
            rows.clear()

    def finish(self, about: dict[str, str]) -> None:
        """Writes what was collected; rows that come sorted are what makes it quick."""
        self.flush()
        do = self.connection.executemany
        self.connection.executescript(_SORTING)
        towns = {(" ".join(tokens(place)), country) for place, country in self.towns}
        do("INSERT INTO towns VALUES (?, ?)", sorted(town for town in towns if town[0]))
        do("INSERT INTO words VALUES (?, ?)", ((word, self.words[word].tobytes()) for word in sorted(self.words)))
        do("INSERT INTO about VALUES (?, ?)", sorted(about.items()))
        self.connection.commit()


def fill(connection: sqlite3.Connection, records: Iterable[Record], *, source: str, version: str) -> None:
    """Makes the tables of an index and fills them.

    Args:
        connection: An empty database.
        records: What is indexed, in the order in which equal candidates are listed.
        source: The short name of the source.
        version: Which state of the source it is.
    """
    connection.executescript(_TABLES)
    tables = _Tables(connection)
    number = -1
    for number, record in enumerate(records):
        tables.add(number, record)
    tables.finish({"source": source, "version": version, "records": str(number + 1), "form": FORM})


def in_memory(records: Iterable[Record], *, source: str, version: str = "") -> Index:
    """An index over records, for as long as the program runs."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    fill(connection, records, source=source, version=version)
    return Index(connection)


def index_file(key: str, records: Callable[[], Iterable[Record]], *, source: str, version: str) -> Index:
    """The index of a dump: the one in the cache, else it is built and kept there.

    Args:
        key: What tells this dump from others, the hash of its bytes.
        records: Reads the dump; called only when there is no index yet.
        source: The short name of the source.
        version: Which state of the source it is.

    Raises:
        DataError: The dump cannot be used; nothing is kept.
        StoreError: The cache cannot be written.
    """
    folder = cache_dir() / "links"
    path = folder / f"{source}-{__version__}-{FORM}-{key[:32]}.sqlite"
    with suppress(StoreError):  # missing or damaged: built anew
        if path.is_file():
            return open_index(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _written_whole(path) as connection:
            fill(connection, records(), source=source, version=version)
    except OSError as error:
        hint = "set CREDATLAS_CACHE to a folder that you may write, with some room"
        raise StoreError(f"the index cannot be written: {error.strerror}", hint=hint, place=str(folder)) from error
    except sqlite3.Error as error:
        hint = "set CREDATLAS_CACHE to a folder that you may write, with some room"
        raise StoreError(f"the index cannot be written: {error}", hint=hint, place=str(folder)) from error
    return open_index(path)


class _written_whole:  # noqa: N801 - used as a function
    """A database that appears under its name when it is complete, and not at all when something fails."""

    def __init__(self, path: Path) -> None:
        self.path = path
        handle, name = tempfile.mkstemp(prefix=".part-", suffix=".sqlite", dir=path.parent)
        os.close(handle)
        self.part = Path(name)
        self.connection = sqlite3.connect(self.part)

    def __enter__(self) -> sqlite3.Connection:
        return self.connection

    def __exit__(self, kind: object, *_: object) -> None:
        self.connection.close()
        if kind is None:
            self.part.replace(self.path)
        else:
            self.part.unlink(missing_ok=True)

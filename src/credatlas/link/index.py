"""The index of a source: its records by name, word, identifier and site, in one SQLite file or in memory."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import StoreError
from .keys import loose_key, spelt_tokens
from .model import Record, RecordName

LABEL, ALIAS, ACRONYM = 0, 1, 2
KINDS: Final = {"label": LABEL, "alias": ALIAS, "acronym": ACRONYM}
LOOSE: Final = 4  # added to the kind where the key is the loose one
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_MOST_KEYS: Final = 500  # in one question to the database
_COMMON: Final = 1_000  # bearers of a word that is too frequent to look for names by
_MOST_NEAR: Final = 2_000  # names that are compared letter by letter


class Hit(NamedTuple):
    """A record that bears a name.

    Attributes:
        number: Of the record in the index.
        kind: ``LABEL``, ``ALIAS`` or ``ACRONYM``.
        strict: Whether the name has every word of the key, and no other.
    """

    number: int
    kind: int
    strict: bool


class Near(NamedTuple):
    """A record with a name that looks like the one looked for: its number, how alike from 0 to 1, and that name."""

    number: int
    likeness: float
    name: str


class Index:
    """Looks up records; :mod:`credatlas.link.indexing` makes it.

    Args:
        connection: A database with the tables of an index.
        place: The file, for messages.

    Raises:
        StoreError: The file is no index, or is damaged.
    """

    def __init__(self, connection: sqlite3.Connection, place: str = "memory") -> None:
        self._connection = connection
        self._place = place
        about = {row[0]: row[1] for row in self._rows("SELECT name, value FROM about", ())}
        self.source: str = about.get("source", "")
        self.version: str = about.get("version", "")
        self.size = int(about.get("records", "0"))
        self.record = lru_cache(maxsize=50_000)(self._record)
        self.town_countries = lru_cache(maxsize=50_000)(self._town_countries)
        self.known_words = lru_cache(maxsize=20_000)(self._known_words)
        self._bearers = lru_cache(maxsize=20_000)(self._word_bearers)

    def _rows(self, question: str, values: Sequence[object]) -> list[tuple[str, ...]]:
        try:
            return self._connection.execute(question, values).fetchall()
        except sqlite3.DatabaseError as error:
            hint = "delete the file, and it is built anew"
            raise StoreError(f"the index cannot be read: {error}", hint=hint, place=self._place) from error

    def _record(self, number: int) -> Record:
        """The record of that number."""
        [(body,)] = self._rows("SELECT body FROM records WHERE number = ?", (number,))
        return from_json(body)

    def numbers_of(self, scheme: str, value: str) -> tuple[int, ...]:
        """The records with that identifier: scheme ``id`` for the IRI, ``domain`` for a website, else its own name."""
        rows = self._rows("SELECT number FROM identifiers WHERE scheme = ? AND value = ?", (scheme, value))
        return tuple(int(row[0]) for row in rows)

    def by_names(self, keys: Iterable[str]) -> dict[str, list[Hit]]:
        """The records that bear names with these keys, strict or loose; keys that nobody bears are left out."""
        found: dict[str, list[Hit]] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), _MOST_KEYS):
            part = wanted[start : start + _MOST_KEYS]
            marks = ",".join("?" * len(part))
            # the marks are as many as there are keys, and hold nothing of them
            for key, number, how in self._rows(f"SELECT key, number, how FROM names WHERE key IN ({marks})", part):  # noqa: S608
                found.setdefault(key, []).append(Hit(int(number), int(how) % LOOSE, int(how) < LOOSE))
        return found

    def _town_countries(self, town: str) -> frozenset[str]:
        """The codes of countries that have a town or region of that name, folded, as far as the records know."""
        return frozenset(row[0] for row in self._rows("SELECT country FROM towns WHERE name = ?", (town,)))

    def _word_bearers(self, word: str) -> array[int]:
        rows = self._rows("SELECT bearers FROM words WHERE word = ?", (word,))
        found = array("I")
        if rows:
            found.frombytes(rows[0][0])  # type: ignore[arg-type]
        return found

    def frequency(self, word: str) -> int:
        """How many names have a word."""
        return len(self._bearers(word))

    def _known_words(self, word: str) -> tuple[str, ...]:
        """The word itself where names have it, else the words of names that differ from it by a slip of the pen."""
        if self._bearers(word) or len(word) < 5:
            return (word,)
        from .likeness import nearest_words

        stem = word[:2]
        rows = self._rows("SELECT word FROM words WHERE word >= ? AND word < ?", (stem, stem + "\U0010ffff"))
        return nearest_words(word, [row[0] for row in rows])

    def near(self, words: Sequence[str], limit: int = 10) -> list[Near]:
        """The records with a name that looks most like these words, the most alike first.

        Only names that share one of the rarest words are compared.

        Raises:
            UsageError: The extra that compares names is not installed.
        """
        from .likeness import most_alike

        known = {near for word in dict.fromkeys(words) for near in self.known_words(word)}
        lists = sorted((self._bearers(word) for word in known), key=len)
        chosen: set[int] = set()
        for bearers in lists:
            if bearers and (not chosen or (len(bearers) <= _COMMON and len(chosen) + len(bearers) <= _MOST_NEAR)):
                chosen.update(bearers[:_MOST_NEAR])
        rows: list[tuple[str, ...]] = []
        numbers = list(chosen)
        for start in range(0, len(numbers), _MOST_KEYS):
            part = numbers[start : start + _MOST_KEYS]
            marks = ",".join("?" * len(part))
            rows += self._rows(f"SELECT number, loose FROM spellings WHERE place IN ({marks})", part)  # noqa: S608
        alike = most_alike(loose_key(list(words)), [row[1] for row in rows], limit * 4)
        best: dict[int, Near] = {}
        for likeness, position in alike:
            number = int(rows[position][0])
            best.setdefault(number, Near(number, likeness, rows[position][1]))
        return list(best.values())[:limit]

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()


def to_json(record: Record) -> str:
    """A record as compact JSON, as the index keeps it."""
    names = [[name.text, name.kind, name.language] for name in record.names]
    fields = (record.id, record.source, record.name, names, record.kinds, record.status, record.countries)
    more = (record.places, record.domains, record.identifiers, record.parents, record.successors)
    return _ENCODER.encode([*fields, *more, record.founded, record.digest])


def from_json(body: str) -> Record:
    """What :func:`to_json` wrote."""
    (
        iri,
        source,
        name,
        names,
        kinds,
        status,
        countries,
        places,
        domains,
        identifiers,
        parents,
        successors,
        founded,
        sha,
    ) = json.loads(body)
    return Record(
        id=iri,
        source=source,
        name=name,
        names=tuple(RecordName(*parts) for parts in names),
        kinds=tuple(kinds),
        status=status,
        countries=tuple(countries),
        places=tuple(places),
        domains=tuple(domains),
        identifiers=tuple((scheme, value) for scheme, value in identifiers),
        parents=tuple(parents),
        successors=tuple(successors),
        founded=founded,
        digest=sha,
    )


def open_index(path: Path) -> Index:
    """The index in a file, opened for reading.

    Raises:
        StoreError: The file is no index, or is damaged.
    """
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    return Index(connection, str(path))


def words_of(text: str) -> list[str]:
    """The words of a name as the index spells them."""
    return spelt_tokens(text)

"""What a graph was asked before, kept in bounds while it is open: pages ask much the same again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from dataclasses import replace
from typing import Any, Final, TypeVar, cast
from weakref import WeakKeyDictionary

from ..build import Atlas
from ..names import NameIndex, name_index
from ..results import Result, Table
from ..store import Store

_Made = TypeVar("_Made")
_BYTES: Final = 8 * 2**20  # of answers as JSON; as Python values they take five times as much
_ROWS: Final = 40_000
"""How many rows of lists and tables are kept of one graph."""


class Remembering:
    """A store that answers from memory what it was asked before; the oldest answers make room for new ones.

    The graph below must not change, which a store that is open for reading does not.

    Args:
        store: Who answers what was not asked before.
        most: How many bytes of answers are kept.
    """

    def __init__(self, store: Store, most: int = _BYTES) -> None:
        self._store = store
        self._most = most
        self._size = 0
        self._tables: OrderedDict[str, Table] = OrderedDict()

    @property
    def location(self) -> str:
        """See :class:`~credatlas.store.Store`."""
        return self._store.location

    def query(self, text: str) -> Result:
        """See :class:`~credatlas.store.Store`; nothing of it is kept."""
        return self._store.query(text)

    def select(self, text: str) -> Table:
        """See :class:`~credatlas.store.Store`."""
        if text in self._tables:
            self._tables.move_to_end(text)
            return self._tables[text]
        table = self._store.select(text)
        if len(table.json) > self._most // 4:  # it would push out all the others
            return table
        self._tables[text] = table
        self._size += len(text) + len(table.json)
        while self._size > self._most and self._tables:
            old, gone = self._tables.popitem(last=False)
            self._size -= len(old) + len(gone.json)
        return table


class _Memory:
    """What belongs to one open graph."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = replace(atlas, store=Remembering(atlas.store))
        self.made: OrderedDict[Hashable, Any] = OrderedDict()
        self.rows = 0

    def keep(self, key: Hashable, made: Any) -> None:
        """Keeps what was made; the oldest makes room for it."""
        self.made[key] = made
        self.rows += _rows(made)
        while self.rows > _ROWS and len(self.made) > 1:
            self.rows -= _rows(self.made.popitem(last=False)[1])


def _rows(made: Any) -> int:
    """How many rows something has that was made; what has none counts as one."""
    parts = made if isinstance(made, tuple) else (made,)
    return max(1, sum(len(part) for part in parts if isinstance(part, Sized)))


_memories: WeakKeyDictionary[Atlas, _Memory] = WeakKeyDictionary()


def _memory(atlas: Atlas) -> _Memory:
    if atlas not in _memories:
        _memories[atlas] = _Memory(atlas)
    return _memories[atlas]


def remembering(atlas: Atlas) -> Atlas:
    """The same graph, whose store is a :class:`Remembering` one."""
    return atlas if isinstance(atlas.store, Remembering) else _memory(atlas).atlas


def names_of(atlas: Atlas, words: str) -> NameIndex | None:
    """The names of a graph, for looking for words; None where there are no words, or too many names."""
    # asked past the store that remembers: the answers would stand beside the index
    return kept(atlas, ("names",), lambda _: name_index(atlas)) if words.strip() else None


def kept(atlas: Atlas, key: Hashable, make: Callable[[Atlas], _Made]) -> _Made:
    """What was made of a graph before under this key, else what is made now and kept.

    Args:
        atlas: The graph.
        key: What tells it from everything else that is made of the graph, the kind of thing first.
        make: Makes it of the graph: a list, a table, or a tuple of such.
    """
    memory = _memory(atlas)
    if key in memory.made:
        memory.made.move_to_end(key)
    else:
        memory.keep(key, make(memory.atlas))
    return cast(_Made, memory.made[key])

"""Which statements the cells of an answer rest on, as data that the build can cache."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..errors import QueryError
from ..queries.model import Query


@dataclass(frozen=True, slots=True)
class TriplePattern:
    """One triple pattern of a query.

    Attributes:
        subject: ``?variable``, ``$parameter`` or a term as N-Triples write it.
        predicate: The same; empty for a property path.
        object: The same.
        paths: For a property path the ways through it, each a chain of ``<property>`` or ``^<property>``.
    """

    subject: str
    predicate: str
    object: str
    paths: tuple[tuple[str, ...], ...] = ()

    def variables(self) -> tuple[str, ...]:
        """The names of its variables."""
        return tuple(part[1:] for part in (self.subject, self.predicate, self.object) if part.startswith("?"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer.

    Attributes:
        patterns: The patterns that its values rest on, as places in :attr:`Lineage.patterns`.
        computed: Whether the value is made of others, or rests on the absence of something.
    """

    patterns: tuple[int, ...]
    computed: bool


@dataclass(frozen=True, slots=True)
class Lineage:
    """How to find the evidence of an answer.

    Attributes:
        head: Prologue and SELECT clause of the query that shows all bindings; parameters unbound.
        where: Its group with the last brace, without the first; parameters unbound.
        patterns: The triple patterns that it instantiates.
        columns: What each column rests on.
        keys: The columns that identify a row in it.
        anchors: The keys that every solution binds: the query can be asked for given rows only.
        absence: Whether rows rest on something that is not there.
        declared: Whether the pattern was declared by the query, not derived.
        missing: What could not be derived, in plain words; empty when everything could.
    """

    head: str
    where: str
    patterns: tuple[TriplePattern, ...]
    columns: Mapping[str, Column]
    keys: tuple[str, ...]
    anchors: tuple[str, ...]
    absence: bool = False
    declared: bool = False
    missing: tuple[str, ...] = ()

    def variables(self) -> tuple[str, ...]:
        """The variables of the patterns, sorted."""
        return tuple(sorted({name for pattern in self.patterns for name in pattern.variables()}))

    def to_dict(self) -> dict[str, Any]:
        """The lineage as plain JSON values; :meth:`from_dict` reads it back."""
        return {
            "head": self.head,
            "where": self.where,
            "patterns": [
                [pattern.subject, pattern.predicate, pattern.object, [list(path) for path in pattern.paths]]
                for pattern in self.patterns
            ],
            "columns": {name: [list(column.patterns), column.computed] for name, column in self.columns.items()},
            "keys": list(self.keys),
            "anchors": list(self.anchors),
            "absence": self.absence,
            "declared": self.declared,
            "missing": list(self.missing),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Lineage:
        """The lineage that :meth:`to_dict` wrote."""
        return cls(
            head=data["head"],
            where=data["where"],
            patterns=tuple(
                TriplePattern(subject, predicate, value, tuple(tuple(path) for path in paths))
                for subject, predicate, value, paths in data["patterns"]
            ),
            columns={name: Column(tuple(patterns), computed) for name, (patterns, computed) in data["columns"].items()},
            keys=tuple(data["keys"]),
            anchors=tuple(data["anchors"]),
            absence=data["absence"],
            declared=data["declared"],
            missing=tuple(data["missing"]),
        )


def lineage_of(query: Query, cache: MutableMapping[str, Any] | None = None) -> Lineage:
    """The lineage of a canned query: from the cache where it fits, else derived and added to the cache.

    Args:
        query: The canned query.
        cache: What :func:`lineage_cache` gave when the store was built.

    Raises:
        QueryError: The query cannot be followed; only without a fitting cache.
    """
    entry = _entry(query, cache or {})
    if cache is not None and cache.get(query.name) is not entry:
        cache[query.name] = entry
    return Lineage.from_dict(entry["lineage"])


def lineage_cache(queries: Iterable[Query], known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The lineages of canned queries as JSON values, by name, each marked with the text it belongs to.

    Args:
        queries: The canned queries. One that cannot be followed is left out: who asks for its evidence is told why.
        known: What this function gave before; entries that still fit are taken from it.
    """
    found = {}
    for query in queries:
        with suppress(QueryError):
            found[query.name] = _entry(query, known or {})
    return found


def _entry(query: Query, known: Mapping[str, Any]) -> dict[str, Any]:
    import hashlib

    mark = hashlib.sha256(f"{query.body}\n{query.evidence}".encode()).hexdigest()[:16]
    entry: dict[str, Any] | None = known.get(query.name)
    if entry is not None and entry["of"] == mark:
        return entry
    from .deriving import derive

    return {"of": mark, "lineage": derive(query.body, query.evidence).to_dict()}

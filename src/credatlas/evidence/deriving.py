"""Derives from the algebra of a query which triple patterns each column rests on. Needs rdflib: import it late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, product
from typing import Any, Final

import pyoxigraph as ox
from pyparsing import ParseException
from rdflib import BNode, URIRef, Variable
from rdflib import Literal as RdflibLiteral
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.sparql import SPARQLError

from ..errors import QueryError
from ..terms import PREFIXES
from ..tokens import line_of, meaningful
from .clauses import Assigned
from .flattening import Flat, flatten
from .lineage import Column, Lineage, TriplePattern

_EVERYTHING: Final = "*"


@lru_cache(128)  # the same queries are asked again, and parsing one takes rdflib tens of milliseconds
def derive(text: str, declared: str = "") -> Lineage:
    """What the answer of a SELECT query rests on.

    Args:
        text: The query, bound or with its parameters as ``$name``.
        declared: A graph pattern that stands for the derived one; it may use the query's
            prefixes, columns and parameters.

    Returns:
        The lineage; ``missing`` says what could not be followed.

    Raises:
        QueryError: It is no SELECT, or rdflib cannot parse it.

    Example:
        >>> lineage = derive("SELECT ?a (COUNT(?b) AS ?n) { ?a <urn:p> ?b } GROUP BY ?a")
        >>> lineage.keys, lineage.columns["n"].computed
        (('a',), True)
    """
    flat = flatten(text)
    where = declared + "\n}" if declared else flat.where
    found = _Found(flat.parameters)
    found.visit(_algebra(f"{flat.prologue}SELECT * {flat.dataset} {{{where}"), required=True)
    patterns = tuple(dict.fromkeys(found.patterns))
    columns = flat.columns or tuple(sorted({name for pattern in patterns for name in pattern.variables()}))
    known = {name for pattern in patterns for name in pattern.variables()}
    if declared:
        keys = [name for name in columns if name in known]
    else:
        keys = list(flat.keys) if flat.columns else list(columns)
    variables = sorted(known - set(keys))
    shown = [flat.keys.get(name, "") if not declared else "" for name in keys]
    items = [text or f"?{name}" for name, text in zip(keys, shown, strict=True)]
    select = " ".join([*items, *(f"?{name}" for name in variables)]) or "*"
    return Lineage(
        head=f"{flat.prologue}SELECT DISTINCT {select} {flat.dataset}",
        where=where,
        patterns=patterns,
        columns=_columns(columns, patterns, flat),
        keys=tuple(keys),
        anchors=tuple(name for name, text in zip(keys, shown, strict=True) if not text and name in found.required),
        absence=bool(flat.absent),
        declared=bool(declared),
        missing=tuple(dict.fromkeys(found.missing)),
    )


def _algebra(text: str) -> Any:
    _refuse_unknown_prefix(text)
    try:
        return translateQuery(parseQuery(text)).algebra
    except ParseException as error:
        raise QueryError(
            f"the query cannot be followed to its evidence: {error.msg}",
            hint="keep to the SPARQL 1.1 grammar; engines are sometimes more lenient",
            place=f"line {error.lineno}",
        ) from error
    except (SPARQLError, ValueError) as error:
        raise QueryError(f"the query cannot be followed to its evidence: {error}") from error


def _refuse_unknown_prefix(text: str) -> None:
    # rdflib answers this with a bare Exception
    tokens = meaningful(text)
    declared = {
        name.text
        for keyword, name in pairwise(tokens)
        if keyword.kind == "word" and keyword.text.upper() == "PREFIX" and name.kind == "name"
    }
    for token in tokens:
        if token.kind == "name" and token.text.partition(":")[0] + ":" not in declared:
            prefix = token.text.partition(":")[0]
            raise QueryError(
                f"the prefix {prefix}: is not declared",
                hint=f"add PREFIX {prefix}: <{PREFIXES.get(prefix, '…')}>",
                place=f"line {line_of(text, token.start)}",
            )


@dataclass(slots=True)
class _Found:
    """Triple patterns in the order of the algebra, and the variables that every solution binds."""

    parameters: frozenset[str]
    patterns: list[TriplePattern] = field(default_factory=list)
    required: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)

    def visit(self, part: Any, *, required: bool) -> None:
        name = getattr(part, "name", "")
        if name == "BGP":
            self._add(part.triples, required=required)
        elif name == "LeftJoin":
            self.visit(part.p1, required=required)
            self.visit(part.p2, required=False)
        elif name == "Minus":
            self.visit(part.p1, required=required)
        elif name in ("Join", "Union"):
            self.visit(part.p1, required=required and name == "Join")
            self.visit(part.p2, required=required and name == "Join")
        elif name == "ToMultiSet":
            return  # inline data, or a sub-select whose group stands beside it
        elif getattr(part, "p", None) is not None:
            self.visit(part.p, required=required)

    def _add(self, triples: Iterable[tuple[Any, Any, Any]], *, required: bool) -> None:
        for triple in triples:
            if any(isinstance(term, BNode) for term in triple):
                self.missing.append("a pattern has a blank node: give it a variable")
                continue
            subject, predicate, value = triple
            if not isinstance(predicate, Path):
                pattern = TriplePattern(self._text(subject), self._text(predicate), self._text(value))
            else:
                chains = tuple(_chains(predicate))
                if not chains:
                    self.missing.append(f"the path {predicate.n3()} has no fixed length")
                    continue
                pattern = TriplePattern(self._text(subject), "", self._text(value), chains)
            self.patterns.append(pattern)
            if required:
                self.required.update(pattern.variables())

    def _text(self, term: Any) -> str:
        if isinstance(term, Variable):
            return f"${term}" if str(term) in self.parameters else f"?{term}"
        if isinstance(term, RdflibLiteral):
            if term.language:
                return str(ox.Literal(str(term), language=term.language))
            kind = ox.NamedNode(str(term.datatype)) if term.datatype else None
            return str(ox.Literal(str(term), datatype=kind))
        return str(ox.NamedNode(str(term)))


def _chains(path: Any) -> Iterator[tuple[str, ...]]:
    """The ways through a property path; none when it has no fixed length or excludes properties."""
    if isinstance(path, URIRef):
        yield (str(ox.NamedNode(str(path))),)
    elif isinstance(path, InvPath):
        for chain in _chains(path.arg):
            yield tuple(step[1:] if step.startswith("^") else f"^{step}" for step in reversed(chain))
    elif isinstance(path, AlternativePath):
        for arm in path.args:
            yield from _chains(arm)
    elif isinstance(path, SequencePath):
        for parts in product(*(list(_chains(step)) for step in path.args)):
            yield tuple(step for part in parts for step in part)
    elif isinstance(path, MulPath) and path.zero and not path.more:
        yield ()
        yield from _chains(path.path)


def _columns(names: Sequence[str], patterns: Sequence[TriplePattern], flat: Flat) -> dict[str, Column]:
    used = {variable for name in names for variable in _sources(name, flat.assigned)[0]}
    graph = _Neighbours(patterns, frozenset({*names, *used}), frozenset(flat.assigned))
    absent = _absent(names, flat, graph)
    columns = {}
    for name in names:
        plain = name not in flat.assigned
        sources, computed, aggregate = _sources(name, flat.assigned)
        if _EVERYTHING in sources:
            found = set(range(len(patterns)))
        else:
            found = {place for source in sources for place in graph.behind(source, everything=aggregate)}
        columns[name] = Column(tuple(sorted(found)), computed=name in absent or (computed and not plain))
    return columns


def _sources(name: str, assigned: Mapping[str, Assigned]) -> tuple[set[str], bool, bool]:
    """The variables of patterns that a variable is made of, whether it is computed, whether it sums up."""
    found: set[str] = set()
    computed = aggregate = False
    todo, seen = [name], set()
    while todo:
        variable = todo.pop()
        if variable in seen:
            continue
        seen.add(variable)
        found.add(variable)  # also where it is assigned: another arm may have it in a pattern
        if variable not in assigned:
            continue
        computed = computed or assigned[variable].computed
        aggregate = aggregate or assigned[variable].aggregate
        todo += assigned[variable].uses
    return found, computed, aggregate


def _absent(names: Sequence[str], flat: Flat, graph: _Neighbours) -> set[str]:
    """The columns that rest on the absence of something: those that it was looked for with, else all."""
    if not flat.absent:
        return set()
    reached = {column for variable in flat.absent for column in graph.columns_near(variable)}
    made = {name for name in names if not reached.isdisjoint(_sources(name, flat.assigned)[0])}
    return (reached & set(names)) | made or set(names)


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The patterns as a graph of variables, in which columns are the places to stop."""

    patterns: Sequence[TriplePattern]
    columns: frozenset[str]
    assigned: frozenset[str]

    def touching(self, variable: str) -> list[int]:
        return [place for place, pattern in enumerate(self.patterns) if variable in pattern.variables()]

    def columns_near(self, variable: str) -> set[str]:
        """The column itself, or those reached through variables that are none."""
        if variable in self.columns:
            return {variable}
        return {name for place in self._reach(variable) for name in self.patterns[place].variables()} & self.columns

    def _reach(self, start: str, without: int = -1) -> set[int]:
        """The patterns reached from a variable without passing through a column."""
        found: set[int] = set()
        todo, seen = [start], {start}
        while todo:
            for place in self.touching(todo.pop()):
                if place != without:
                    found.add(place)
                    fresh = set(self.patterns[place].variables()) - seen - self.columns
                    seen |= fresh
                    todo += sorted(fresh)
        return found

    def behind(self, variable: str, *, everything: bool) -> set[int]:
        """The patterns that a value of this variable rests on.

        A pattern that gives the value (has it as object) counts, and one that tests it: those that
        only lead on to another column belong to that column. Without any such pattern, or for a
        sum, all patterns with the variable count, unless it is assigned; always with what hangs on them.
        """
        touching = self.touching(variable)
        own = [place for place in touching if everything or self._is_own(variable, place)]
        if not own and variable not in self.assigned:
            own = touching
        return {other for place in own for other in self._with_rest(variable, place)}

    def _is_own(self, variable: str, place: int) -> bool:
        pattern = self.patterns[place]
        if pattern.object == f"?{variable}":
            return True
        others = [name for name in pattern.variables() if name != variable]
        return not any(self._leads_on(variable, name, place) for name in others)

    def _leads_on(self, variable: str, name: str, place: int) -> bool:
        if name in self.columns:
            return True
        reached = {other for found in self._reach(name, place) for other in self.patterns[found].variables()}
        return bool(reached & self.columns - {variable})

    def _with_rest(self, variable: str, place: int) -> set[int]:
        """The pattern with what hangs on its other variables, up to the columns that lead to it."""
        found = {place}
        for name in self.patterns[place].variables():
            if name != variable and name not in self.columns:
                found |= self._reach(name)
        others = self.columns - {variable}
        leading = {other for other in found if self.patterns[other].subject.removeprefix("?") in others}
        onward = {other for other in found - leading if self.patterns[other].object.removeprefix("?") in others}
        # what other columns are read from the same thing belongs to them, unless it is the only link
        return found - onward if leading else found

"""Reads all files of a project, all or nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, TypeVar

import pyoxigraph as ox

from ..claims import DataFiles, Document, parse_file
from ..errors import CombinedError, CredatlasError, DataError, QueryError, nearest, together
from ..files import Project, walk
from ..mappings import LinkSet
from ..queries import Query, read
from ..queries.executables import executables
from ..queries.parsing import parses
from ..terms import BASE, GRAPHS
from .linking import parse_links

_T = TypeVar("_T")
_GENID: Final = f"{BASE}.well-known/genid/"
_SINGLE: Final = {
    "data/entities.ttl": "sources",
    "data/decisions.ttl": "decisions",
    "data/tombstones.ttl": "tombstones",
    "data/issues.ttl": "issues",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """The parsed files of a project by their job.

    Attributes:
        project: The project.
        ontology: Header, modules, schemes, stubs, alignments.
        shapes: The files of ``ontology/shapes``.
        data: Entities, sources, rulings, tombstones, issues.
        queries: The canned queries that can be read and parse.
        query_errors: What is wrong with the others, each with its place.
        links: The links to other sources.
    """

    project: Project
    ontology: tuple[Document, ...]
    shapes: tuple[Document, ...]
    data: DataFiles
    queries: tuple[Query, ...]
    query_errors: tuple[QueryError, ...]
    links: tuple[LinkSet, ...] = ()

    def vocabulary(self) -> Iterator[ox.Quad]:
        """Ontology, shapes and canned queries as statements of the layer ``vocabulary``, without blank nodes."""
        graph = GRAPHS["vocabulary"]
        named = (triple for document in (*self.ontology, *self.shapes) for triple in _without_blank_nodes(document))
        for triple in chain(named, executables(self.queries)):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def parse_project(project: Project, *, queries_too: bool = True) -> Parsed:
    """The files of a project.

    Queries that do not parse are part of what comes out: a build refuses them, a check lists them among its findings.

    Args:
        project: The project.
        queries_too: Whether the canned queries are read; who asks none need not wait for them.

    Raises:
        DataError: A file does not parse, or is one that nothing reads. Every such file is named, with line and
            column where there are any, and every query that does not parse.
    """
    queries: list[Query] = []
    query_errors: list[QueryError] = []
    for path in sorted(project.queries.glob("*.rq")) if queries_too else ():
        try:
            queries.append(_read_query(path, project.relative(path)))
        except QueryError as error:
            query_errors.append(error)
    errors: list[CredatlasError] = []
    parts: dict[str, list[Document]] = defaultdict(list)
    for name, _ in project.source_files():
        if name.endswith((".ttl", ".trig")):
            try:
                parts[_part_of(name)].append(parse_file(project.root / name, name))
            except DataError as error:
                errors.append(error)
    links: tuple[LinkSet, ...] = ()
    try:
        links = parse_links(project)
    except CombinedError as error:
        errors += error.errors
    except DataError as error:
        errors.append(error)
    if errors:
        raise together([*errors, *query_errors])
    return Parsed(
        project=project,
        ontology=tuple(parts["ontology"]),
        shapes=tuple(parts["shapes"]),
        data=DataFiles(*(tuple(parts[part]) for part in ("sources", "decisions", "tombstones", "issues"))),
        queries=tuple(queries),
        query_errors=tuple(query_errors),
        links=links,
    )


def parse_ontology(project: Project) -> tuple[Document, ...]:
    """Header, modules, schemes, stubs and alignments alone, in the order of :attr:`Parsed.ontology`.

    Raises:
        DataError: One of the files does not parse.
    """
    names = sorted(name for name, _ in walk(str(project.ontology), "ontology/", (".ttl",)))
    return tuple(parse_file(project.root / name, name) for name in names if _part_of(name) == "ontology")


def _part_of(name: str) -> str:
    if name.startswith("ontology/"):
        return "shapes" if name.startswith("ontology/shapes/") else "ontology"
    if name.startswith("data/sources/"):
        return "sources"
    if name not in _SINGLE:
        near = nearest(name, list(_SINGLE), limit=1)
        hint = f"did you mean {near[0]}? " if near else ""
        hint += "What a source says goes into a file under data/sources/"
        raise DataError("nothing reads this file", hint=hint, place=name)
    return _SINGLE[name]


def _read_query(path: Path, label: str) -> Query:
    """A canned query that parses in every form that a call can give it; errors name the file as the project does."""
    try:
        query = read(path)
    except QueryError as error:
        place = error.place.replace(str(path), label, 1)
        raise QueryError(error.message, hint=error.hint, place=place) from error
    try:
        wrong = next(parses(query), None)
    except QueryError as error:  # of a text alone, with the line for its place
        raise QueryError(error.message, hint=error.hint, place=f"{label}:{error.place}") from error
    if wrong is not None:
        hint = "mend the line; docs/queries.md says what may stand where"
        raise QueryError(wrong[1], hint=hint, place=f"{label}:{wrong[0]}")
    return query


def _without_blank_nodes(document: Document) -> Iterator[ox.Triple]:
    """The triples of a document with IRIs in place of blank nodes (the lists of OWL and SHACL).

    The same statements get the same IRIs, in whatever order the file has them.
    """
    triples = [quad.triple for quad in document.quads]
    if not any(isinstance(term, ox.BlankNode) for triple in triples for term in (triple.subject, triple.object)):
        yield from triples
        return
    # canonical labels do not depend on the order of the file (RDFC-1.0)
    dataset = ox.Dataset(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    for quad in sorted(dataset, key=str):
        yield ox.Triple(_named(document, quad.subject), quad.predicate, _named(document, quad.object))


def _named(document: Document, term: _T) -> _T | ox.NamedNode:
    if not isinstance(term, ox.BlankNode):
        return term
    digest = hashlib.sha256(f"{document.label}\n{term.value}".encode()).hexdigest()[:20]
    return ox.NamedNode(_GENID + digest)

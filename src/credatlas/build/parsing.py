"""Reads all files of a project, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import pyoxigraph as ox

from ..claims import DataFiles, Document, parse_file
from ..errors import DataError, together
from ..files import Project
from ..terms import BASE, GRAPHS

_T = TypeVar("_T")
_GENID: Final = f"{BASE}.well-known/genid/"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The parsed files of a project by their job.

    Attributes:
        project: The project.
        ontology: Header, modules, schemes, stubs, alignments.
        shapes: The files of ``ontology/shapes``.
        data: Entities, sources, rulings, tombstones, issues.
    """

    project: Project
    ontology: tuple[Document, ...]
    shapes: tuple[Document, ...]
    data: DataFiles

    def vocabulary(self) -> Iterator[ox.Quad]:
        """Ontology and shapes as statements of the layer ``vocabulary``, without blank nodes."""
        graph = GRAPHS["vocabulary"]
        for document in (*self.ontology, *self.shapes):
            for triple in _without_blank_nodes(document):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def parse_project(project: Project) -> Parsed:
    """The files of a project.

    Raises:
        DataError: A file does not parse; every file that does not is named, with line and column.
    """
    errors: list[DataError] = []

    def parsed(paths: Iterable[Path]) -> tuple[Document, ...]:
        found = []
        for path in paths:
            try:
                found.append(parse_file(path, project.relative(path)))
            except DataError as error:
                errors.append(error)
        return tuple(found)

    turtle = sorted(project.ontology.rglob("*.ttl"))
    shapes_folder = project.ontology / "shapes"
    data = project.data
    result = Parsed(
        project=project,
        ontology=parsed(path for path in turtle if shapes_folder not in path.parents),
        shapes=parsed(path for path in turtle if shapes_folder in path.parents),
        data=DataFiles(
            sources=parsed([*_present(data / "entities.ttl"), *_sources(data / "sources")]),
            decisions=parsed(_present(data / "decisions.ttl")),
            tombstones=parsed(_present(data / "tombstones.ttl")),
            issues=parsed(_present(data / "issues.ttl")),
        ),
    )
    if errors:
        raise together(errors)
    return result


def _present(path: Path) -> list[Path]:
    return [path] if path.is_file() else []


def _sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in (".trig", ".ttl"))


def _without_blank_nodes(document: Document) -> Iterator[ox.Triple]:
    """The triples of a document, blank nodes (the lists of OWL and SHACL) replaced by IRIs made of their content."""
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

"""Statements in every format that can hold them."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from ..errors import UsageError
from ..results import Statements
from ..terms import PREFIXES
from .tables import fit_for_xml

_ENGINE: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_RDF_TYPE: Final = PREFIXES["rdf"] + "type"
# an XML name without a colon at the end of an IRI, https://www.w3.org/TR/xml-names/#NT-NCName
_LOCAL_NAME: Final = re.compile(r"[^\W\d][\w.\-]*\Z")


def write_statements(statements: Statements, name: str) -> bytes:
    """Statements in one of :data:`~credatlas.formats.choice.GRAPH_FORMATS`, each once.

    They are sorted by graph, subject and property, ``rdf:type`` first, so that the same statements
    give the same bytes (blank nodes apart, which the engine names anew); ``ntriples`` and
    ``nquads`` are sorted by line. Of the prefixes of the house those that are used are declared.

    Raises:
        UsageError: The format cannot hold the statements: named graphs, quoted triples, or, in
            RDF/XML, a property or class whose IRI does not end in a name.
    """
    quads = list(dict.fromkeys(statements.quads()))
    _refuse_what_does_not_fit(quads, name)
    if name in ("ntriples", "nquads"):
        return b"".join(sorted(_written(quads, name, {}).splitlines(keepends=True)))
    quads.sort(key=_reading_order)
    if name == "jsonld":
        from .jsonld import compacted

        return compacted(_written(quads, name, {}))
    if name == "rdfxml":
        return fit_for_xml(_written(quads, name, _used_by_elements(quads)))
    return _with_used_prefixes(_written(quads, name, PREFIXES))


def _written(quads: list[ox.Quad], name: str, prefixes: dict[str, str]) -> bytes:
    written = ox.serialize(quads, format=_ENGINE[name], prefixes=prefixes)
    assert written is not None  # bytes, since no file is given
    return written


def _reading_order(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
    predicate = quad.predicate.value
    return str(quad.graph_name), str(quad.subject), predicate != _RDF_TYPE, predicate, str(quad.object)


def _refuse_what_does_not_fit(quads: list[ox.Quad], name: str) -> None:
    named = any(quad.graph_name != ox.DefaultGraph() for quad in quads)
    if named and name in ("turtle", "ntriples", "rdfxml"):
        raise UsageError(
            f"{name} cannot hold named graphs", hint="write them as trig, nquads or jsonld", place="--format"
        )
    if name == "jsonld" and any(isinstance(quad.object, ox.Triple) for quad in quads):
        raise UsageError("jsonld cannot hold quoted triples", hint="write them as turtle", place="--format")
    if name == "rdfxml":
        odd = next((iri for iri in _element_names(quads) if not _LOCAL_NAME.search(iri)), None)
        if odd is not None:
            raise UsageError(
                f"rdfxml cannot hold <{odd}> as a property or class: it does not end in a name",
                hint="write it as turtle",
                place="--format",
            )


def _element_names(quads: list[ox.Quad]) -> list[str]:
    """What RDF/XML writes as an element: the properties, and the classes of things."""
    names = [quad.predicate.value for quad in quads]
    types = [quad.object for quad in quads if quad.predicate.value == _RDF_TYPE]
    return names + [term.value for term in types if isinstance(term, ox.NamedNode)]


def _used_by_elements(quads: list[ox.Quad]) -> dict[str, str]:
    spaces = {_LOCAL_NAME.sub("", name) for name in _element_names(quads)}
    return {prefix: iri for prefix, iri in PREFIXES.items() if iri in spaces}


def _with_used_prefixes(document: bytes) -> bytes:
    """The declarations sorted, without those that the rest has no name of."""
    lines = document.splitlines(keepends=True)
    start = next((place for place, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    body = b"".join(lines[start:])
    # the word before a colon may also stand in a string: then one declaration too many does no harm
    used = set(re.findall(rb"([a-z]+):", body))
    kept = sorted(line for line in lines[:start] if line.split()[1][:-1] in used)
    return b"".join([*kept, b"\n" if kept and body else b"", body])

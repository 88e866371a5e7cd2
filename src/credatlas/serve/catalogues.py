"""The atlas described for machines that look for data: by VoID and by DCAT, from the graph itself.

See https://www.w3.org/TR/void/ and https://www.w3.org/TR/vocab-dcat-3/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..terms import BASE, ID, PREFIXES, Term, compact, node
from .builds import edition, version_of
from .counting import Counts, Tally, tally
from .dumping import DUMPS, can_be_dumped, dump_bytes
from .exchange import Asked, Reply, see_other
from .negotiation import best_media
from .rdf import DATASET, GRAPHS, LICENCE, PAGES, rdf_reply

if TYPE_CHECKING:
    from ..build import Atlas

_VOID: Final = f"{BASE}.well-known/void"
_PUBLISHER: Final = ox.NamedNode(f"{ID}organization/credatlas")
_TITLE: Final = "credatlas: healthcare-AI education, credentials and innovation programmes"
_ABOUT: Final = (
    "Who teaches, certifies and convenes in healthcare AI, what it costs, when it runs, and who says so: facts "
    "compiled from the claims of sources, contradictions kept."
)
_KEYWORDS: Final = ("healthcare", "artificial intelligence", "education", "credentials", "innovation", "provenance")
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_PROTOCOL: Final = ox.NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_OPENAPI: Final = ox.NamedNode("https://spec.openapis.org/oas/v3.1.0")

Fields = Iterable[tuple[str, Term]]


def void(atlas: Atlas, asked: Asked) -> Reply:
    """What is in the graph, counted: layers, classes, properties, links to others, examples, where to get it.

    Raises:
        NotAcceptableError: The client takes no form of RDF.
    """
    ending = _liked(asked, GRAPHS)
    return rdf_reply([*_dataset(atlas, asked), *_numbers(tally(atlas))], ending)


def dataset(atlas: Atlas, asked: Asked) -> Reply:
    """The dataset in a catalogue's words: title, licence, publisher, files with their sizes, services.

    Whoever reads pages is sent to the page about the atlas.

    Raises:
        NotAcceptableError: The client takes no form of RDF.
    """
    ending = _liked(asked, {**GRAPHS, **PAGES})
    if ending in PAGES:
        return see_other(f"{asked.root}/about")
    told = [*_dataset(atlas, asked), *_services(asked)]
    return rdf_reply([*told, *(_distributions(atlas, asked) if can_be_dumped(atlas) else ())], ending)


def _liked(asked: Asked, offered: Mapping[str, str]) -> str:
    media = best_media(asked.accept, list(offered.values()))
    return next(ending for ending, one in offered.items() if one == media)


def _dataset(atlas: Atlas, asked: Asked) -> Iterator[ox.Triple]:
    """What both descriptions say."""
    fields: list[tuple[str, Term]] = [
        ("rdf:type", node("void:Dataset")),
        ("rdf:type", node("dcat:Dataset")),
        ("dcterms:title", ox.Literal(_TITLE, language="en")),
        ("dcterms:description", ox.Literal(_ABOUT, language="en")),
        ("dcterms:license", LICENCE),
        ("dcterms:publisher", _PUBLISHER),
        ("dcterms:conformsTo", ox.NamedNode(f"{BASE}ontology")),
        ("foaf:homepage", ox.NamedNode(f"{asked.base}/")),
        ("void:sparqlEndpoint", ox.NamedNode(f"{asked.base}/sparql")),
        *(("dcat:keyword", ox.Literal(word, language="en")) for word in _KEYWORDS),
    ]
    if can_be_dumped(atlas):
        fields += [("void:dataDump", _dump(asked, name)) for name in DUMPS]
    build = edition(atlas)
    if build is not None:
        fields.append(("dcterms:modified", ox.Literal(build.built, datatype=node("xsd:dateTime"))))
        fields.append(("dcat:version", ox.Literal(version_of(atlas) or "")))
    yield from _about(DATASET, fields)
    yield from _about(_PUBLISHER, _names(atlas))


def _names(atlas: Atlas) -> Fields:
    rows = atlas.select(f"SELECT DISTINCT ?name {{ {_PUBLISHER} {node('schema:name')} ?name }} ORDER BY ?name")
    return [("foaf:name", row[0]) for row in rows if row[0] is not None]


def _numbers(found: Tally) -> Iterator[ox.Triple]:
    whole: list[tuple[str, Term]] = [
        ("void:triples", _integer(sum(found.layers.values()))),
        ("void:entities", _integer(found.entities)),
        ("void:uriSpace", ox.Literal(ID)),
        *(("void:exampleResource", example) for example in found.examples),
        *(("void:vocabulary", ox.NamedNode(space)) for space in _vocabularies(found)),
    ]
    yield from _about(DATASET, whole)
    for layer, count in found.layers.items():
        part = ox.NamedNode(f"{_VOID}#{compact(layer).partition(':')[2]}")
        yield from _about(DATASET, [("void:subset", part)])
        yield from _about(part, [("rdf:type", node("void:Dataset")), ("void:triples", _integer(count))])
    facts = ox.NamedNode(f"{_VOID}#facts")
    yield from _about(
        facts,
        [
            ("void:distinctSubjects", _integer(found.subjects)),
            ("void:distinctObjects", _integer(found.objects)),
            ("void:classes", _integer(len(found.classes))),
            ("void:properties", _integer(len(found.properties))),
        ],
    )
    yield from _partitions(facts, "class", "void:entities", found.classes)
    yield from _partitions(facts, "property", "void:triples", found.properties)
    yield from (ox.Triple(DATASET, node("void:subset"), linkset) for linkset in {one.subject for one in found.linksets})
    yield from (one.triple for one in found.linksets)


def _partitions(whole: ox.NamedNode, kind: str, unit: str, counts: Counts) -> Iterator[ox.Triple]:
    for term, count in counts.items():
        part = ox.NamedNode(f"{_VOID}#{kind}-{compact(term).replace(':', '-', 1)}")
        yield from _about(whole, [(f"void:{kind}Partition", part)])
        yield from _about(part, [(f"void:{kind}", term), (unit, _integer(count))])


def _vocabularies(found: Tally) -> list[str]:
    """The namespaces of the classes and properties in use, as far as the house has prefixes for them."""
    used = {compact(term).partition(":")[0] for term in (*found.classes, *found.properties)}
    return sorted(PREFIXES[prefix] for prefix in used if prefix in PREFIXES)


def _services(asked: Asked) -> Iterator[ox.Triple]:
    sparql, api = ox.NamedNode(f"{DATASET.value}#sparql"), ox.NamedNode(f"{DATASET.value}#api")
    endpoint = ox.NamedNode(f"{asked.base}/sparql")
    for service, title, conforms, address, described in (
        (sparql, "SPARQL endpoint", _PROTOCOL, endpoint, endpoint),
        (api, "Canned queries", _OPENAPI, f"{asked.base}/api/queries", f"{asked.base}/openapi.json"),
    ):
        yield from _about(
            service,
            [
                ("rdf:type", node("dcat:DataService")),
                ("dcterms:title", ox.Literal(title, language="en")),
                ("dcterms:conformsTo", conforms),
                ("dcat:endpointURL", _node(address)),
                ("dcat:endpointDescription", _node(described)),
                ("dcat:servesDataset", DATASET),
            ],
        )


def _distributions(atlas: Atlas, asked: Asked) -> Iterator[ox.Triple]:
    for name, dump in DUMPS.items():
        own = ox.NamedNode(f"{DATASET.value}#{name}")
        size = ox.Literal(str(len(dump_bytes(atlas, name))), datatype=node("xsd:nonNegativeInteger"))
        yield from _about(DATASET, [("dcat:distribution", own)])
        yield from _about(
            own,
            [
                ("rdf:type", node("dcat:Distribution")),
                ("dcterms:title", ox.Literal(dump.title, language="en")),
                ("dcterms:license", LICENCE),
                ("dcat:downloadURL", _dump(asked, name)),
                ("dcat:mediaType", ox.NamedNode(_IANA + dump.media)),
                ("dcat:compressFormat", ox.NamedNode(f"{_IANA}application/gzip")),
                ("dcat:byteSize", size),
            ],
        )


def _dump(asked: Asked, name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{asked.base}/dumps/{name}")


def _node(address: ox.NamedNode | str) -> ox.NamedNode:
    return ox.NamedNode(address) if isinstance(address, str) else address


def _about(subject: ox.NamedNode, fields: Fields) -> Iterator[ox.Triple]:
    for name, value in fields:
        yield ox.Triple(subject, node(name), value)


def _integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=node("xsd:integer"))

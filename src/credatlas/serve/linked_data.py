"""Things as linked data: an id leads to a document, and a document says in many forms what is known of its thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox

from ..cards import card, nothing_known
from ..cards.asking import identity
from ..errors import NotFoundError
from ..pages.addresses import document_of, thing_of
from ..pages.keeping import remembering
from ..store.protocol import Store
from ..terms import node
from .builds import edition
from .exchange import Asked, Reply, json_of
from .rdf import CARDS, DATASET, DATASETS, GRAPHS, LICENCE, PAGES, negotiated, rdf_reply, split
from .thing_statements import about, evidence_of, links_to, names_of

if TYPE_CHECKING:
    from ..build import Atlas

FORMS: Final = {**GRAPHS, **DATASETS, **CARDS, **PAGES}
"""The forms in which a thing is described, by the ending of the address; the favourite first."""
_MOST_LINKS: Final = 200  # of a card, for each property


def thing(atlas: Atlas, asked: Asked) -> Reply:
    """Sends whoever asks for a thing to a document about it (303), and for a former id to its successor (301).

    Raises:
        NotFoundError: Nothing is known under this id; the hint has the nearest.
        NotAcceptableError: The client takes no form of the document.
    """
    iri = _named(asked, asked.parts["path"])
    living = _living(remembering(atlas), iri)
    if living != iri:
        return _moved(f"{asked.root}/id/{quote(_document(living))}")
    return negotiated(asked, f"/doc/{_document(iri)}", FORMS)


def document(atlas: Atlas, asked: Asked) -> Reply:
    """What is known of a thing, in the form that the ending of the address asks for.

    Triples (Turtle, N-Triples, JSON-LD, RDF/XML): statements about it, the fields of its prices and counts, what
    refers to it, the names of all that is named. TriG: the same in the layers in which it stands, with claims,
    passages, sources and contradictions. JSON: the card. Without an ending the client is sent on, as by its id.

    Raises:
        NotFoundError: Nothing is known under this id, or there is no such form.
        NotAcceptableError: The client takes no form of the document.
        UsageError: The form cannot hold the statements.
    """
    name, ending = split(asked.parts["path"], FORMS)
    iri = _named(asked, name)
    living = _living(remembering(atlas), iri)
    if living != iri:
        return _moved(f"{asked.root}/doc/{quote(_document(living))}" + (f".{ending}" if ending else ""))
    if not ending or ending in PAGES:
        return negotiated(asked, f"/doc/{name}", FORMS)
    if ending in CARDS:
        return json_of(card(atlas, iri, most_links=_MOST_LINKS).to_dict())
    return _told(atlas, asked, iri, ending)


def _told(atlas: Atlas, asked: Asked, iri: ox.NamedNode, ending: str) -> Reply:
    links, is_cut = links_to(atlas, iri)
    told = [*about(atlas, iri), *links]
    known = [*told, *names_of(atlas, told)]
    described = _description(atlas, asked, iri)
    if ending in DATASETS:
        known += evidence_of(atlas, [iri, *identity(atlas, iri)[1]])
        reply = rdf_reply([*described, *known], ending)
    else:
        reply = rdf_reply([*described, *(quad.triple for quad in known)], ending)
    return reply.having(Credatlas_Truncated="links") if is_cut else reply


def _description(atlas: Atlas, asked: Asked, iri: ox.NamedNode) -> list[ox.Triple]:
    """What a document says of itself."""
    address = f"{asked.base}/doc/{quote(_document(iri))}"
    own = ox.NamedNode(address)
    found: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        ("rdf:type", node("foaf:Document")),
        ("foaf:primaryTopic", iri),
        ("dcterms:isPartOf", DATASET),
        ("dcterms:license", LICENCE),
        *(("dcterms:hasFormat", ox.NamedNode(f"{address}.{ending}")) for ending in FORMS),
    ]
    build = edition(atlas)
    if build is not None:
        found.append(("dcterms:modified", ox.Literal(build.built, datatype=node("xsd:dateTime"))))
    return [ox.Triple(own, node(name), value) for name, value in found]


def _named(asked: Asked, name: str) -> ox.NamedNode:
    iri = thing_of(name)
    if iri is None or not document_of(iri.value):
        hint = f"an id is a kind and a name: {asked.root}/id/organization/harvard-medical-school"
        raise NotFoundError(f"{name[:100]!r} is no id of the atlas", hint=hint)
    return iri


def _living(store: Store, iri: ox.NamedNode) -> ox.NamedNode:
    """The thing that an id stands for today.

    Raises:
        NotFoundError: None.
    """
    living, _ = identity(store, iri)
    if not store.query(f"ASK {{ {{ {living} ?p ?o }} UNION {{ ?s ?p {living} }} }}"):
        raise nothing_known(store, living)
    return living


def _document(iri: ox.NamedNode) -> str:
    document = document_of(iri.value)
    assert document is not None  # whatever is replaced is replaced by a thing of the atlas
    return document


def _moved(address: str) -> Reply:
    return Reply(b"", "text/plain; charset=utf-8", 301, (("Location", address),))

"""From accepted links to the graph: the links themselves, who accepted them and why, and how many there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import pyoxigraph as ox

from ..claims import Authored, Locate
from ..claims.emitting import emit
from ..claims.model import RDF_TYPE, SCHEMA_NAME, Claim, Source, ca, hashed
from ..errors import CombinedError, CredatlasError, DataError, together
from ..files import Project
from ..mappings import MANUAL, MATCHES, Link, LinkSet, Relation, read_links
from ..terms import BASE, GRAPHS, ID, PREFIXES, Term, node
from .moments import Moment

_LINKS, _SOURCES = GRAPHS["links"], GRAPHS["sources"]
_SSSOM: Final = "https://w3id.org/sssom/"
_DAY: Final = ox.NamedNode(PREFIXES["xsd"] + "date")
_NOTHING: Final = Authored((), {}, (), {}, (), (), {}, ())
_REVIEW: Final = ".review.tsv"  # what is still to be judged is no link yet


def parse_links(project: Project) -> tuple[LinkSet, ...]:
    """The links of a project, source by source.

    Raises:
        DataError: A file under ``data/links`` is no links file or has a fault; each is named, with line and column.
    """
    sets: list[LinkSet] = []
    errors: list[CredatlasError] = []
    for path in sorted((project.data / "links").glob("*.tsv")):
        label = project.relative(path)
        if path.name.endswith(_REVIEW):
            continue
        try:
            sets.append(read_links(path, label))
        except CombinedError as error:
            errors += error.errors
        except DataError as error:
            errors.append(error)
    if errors:
        raise together(errors)
    return tuple(sets)


def link_quads(sets: Sequence[LinkSet], authored: Authored, moment: Moment) -> Iterator[ox.Quad]:
    """The quads of accepted links: layer ``links``, their claims, and in ``sources`` who accepted them and how many.

    Links of merged things are links of their successors. With a day by which things had been stated, later links are
    left out, and with any moment those of things that are not there.
    """
    things = {claim.subject for claim in authored.claims} if sets and moment.is_given else None
    for links in sets:
        source = _source_of(links)
        found: dict[tuple[str, Relation, str], None] = {}
        for link in links.accepted:
            written = ox.NamedNode(link.subject)
            living = authored.tombstones.get(written, written)
            is_late = moment.known_by is not None and date.fromisoformat(link.date) > moment.known_by
            if not is_late and (things is None or living in things):
                found[living.value, link.relation, link.object] = None
                yield from _link(link, living, _passage(link, links), source)
        if found:
            yield ox.Quad(source, RDF_TYPE, ca("SourceSnapshot"), _SOURCES)
            title = ox.Literal(f"Links to {links.target.title}", language="en")
            yield ox.Quad(source, SCHEMA_NAME, title, _SOURCES)
            yield ox.Quad(source, ca("publisherName"), ox.Literal("credatlas curators"), _SOURCES)
            yield from _linksets(links, Counter(relation for _, relation, _ in found))


def _source_of(links: LinkSet) -> ox.NamedNode:
    return ox.NamedNode(f"{ID}source/links-{links.target.name}")


def _passage(link: Link, links: LinkSet) -> ox.NamedNode:
    """The row of a link, by what it is about: rows move when others come in."""
    thing = link.subject.removeprefix(ID)
    local = link.object.removeprefix(links.target.namespace)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{thing}-{link.relation}-{local}")
    return ox.NamedNode(f"{_source_of(links).value}#{name}")


def _link(link: Link, living: ox.NamedNode, passage: ox.NamedNode, source: ox.NamedNode) -> Iterator[ox.Quad]:
    match, record = ox.NamedNode(MATCHES[link.relation]), ox.NamedNode(link.object)
    written = ox.NamedNode(link.subject)
    yield ox.Quad(living, match, record, _LINKS)
    claim = Claim(
        iri=hashed("claim", f"{written} {match} {record} .", source.value),
        authored=(written, record),
        subject=living,
        predicate=match,
        object=record,
        source=Source(source, published=ox.Literal(link.date, datatype=_DAY)),
        passages=(passage,),
        basis=_basis(link),
    )
    yield from emit(replace(_NOTHING, claims=(claim,)), (), ())  # claimed, but no fact: it stands with the links
    yield from (ox.Quad(passage, *pair, _SOURCES) for pair in _judgement(link, source))


def _basis(link: Link) -> ox.NamedNode:
    return node("basis:curated" if link.justification == MANUAL else "basis:inferred")


def _judgement(link: Link, source: ox.NamedNode) -> Iterator[tuple[ox.NamedNode, Term]]:
    """What a row says besides the link, in the words of SSSOM where it has some."""
    yield RDF_TYPE, ca("Passage")
    yield node("oa:hasSource"), source
    yield ca("basis"), _basis(link)
    yield node("rdfs:comment"), ox.Literal(link.comment)
    if link.by.startswith("https://"):
        yield ox.NamedNode(f"{_SSSOM}reviewer_id"), ox.NamedNode(link.by)
    elif link.by:
        yield ox.NamedNode(f"{_SSSOM}reviewer_label"), ox.Literal(link.by)
    texts = {
        f"{_SSSOM}mapping_tool": " ".join(filter(None, (link.tool, link.tool_version))),
        f"{_SSSOM}object_source_version": link.source_version,
        ca("targetStatus").value: link.status,
        ca("targetDigest").value: link.digest,
    }
    yield from ((ox.NamedNode(iri), ox.Literal(text)) for iri, text in texts.items() if text)


def _linksets(links: LinkSet, counts: Mapping[Relation, int]) -> Iterator[ox.Quad]:
    """A linkset for each kind of link: https://www.w3.org/TR/void/#linkset."""
    for relation, number in sorted(counts.items()):
        linkset = ox.NamedNode(f"{BASE}links/{links.target.name}#{relation}")
        described: dict[str, Term] = {
            "rdf:type": node("void:Linkset"),
            "void:subjectsTarget": ox.NamedNode(BASE),
            "void:objectsTarget": ox.NamedNode(links.target.namespace),
            "void:linkPredicate": ox.NamedNode(MATCHES[relation]),
            "void:triples": ox.Literal(number),
        }
        for name, term in described.items():
            yield ox.Quad(linkset, node(name), term, _SOURCES)


def places_of(sets: Sequence[LinkSet], otherwise: Locate) -> Locate:
    """Where statements stand, links included: ``data/links/ror.sssom.tsv:20``."""
    places: dict[tuple[str, ...], str] = {}
    for links in sets:
        for link in links.accepted:
            place = f"{links.label}:{link.line}"
            places[link.subject, MATCHES[link.relation], link.object] = place
            places[(_passage(link, links).value,)] = place

    def locate(subject: Term, predicate: ox.NamedNode | None, value: Term | None) -> str:
        if not isinstance(subject, ox.NamedNode):
            return otherwise(subject, predicate, value)
        full = (
            subject.value,
            predicate.value if predicate else "",
            value.value if isinstance(value, ox.NamedNode) else "",
        )
        return places.get(full) or places.get((subject.value,)) or otherwise(subject, predicate, value)

    return locate

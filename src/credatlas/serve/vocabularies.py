"""The vocabulary as linked data: the ontology, the concept schemes, the shapes, the canned queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..errors import NotFoundError, did_you_mean
from ..store.protocol import Store
from ..terms import BASE, PREFIXES, Term, compact, node
from .exchange import Asked, Reply, see_other
from .rdf import GRAPHS, PAGES, negotiated, rdf_reply, split
from .thing_statements import Quads, about_all, names_of, quads

if TYPE_CHECKING:
    from ..build import Atlas

_ONTOLOGY: Final = f"{BASE}ontology"
_SKOLEM: Final = f"{BASE}.well-known/genid/"  # https://www.w3.org/TR/rdf11-concepts/#section-skolemization


def ontology(atlas: Atlas, asked: Asked) -> Reply:
    """The ontology with all its terms; without an ending the client is sent to the form that it likes.

    Raises:
        NotFoundError: There is no such form.
        NotAcceptableError: The client takes none of the forms.
    """
    return _whole(asked, "ontology", lambda: _of_layer(atlas, _ONTOLOGY))


def shapes(atlas: Atlas, asked: Asked) -> Reply:
    """The shapes that the facts are held to, in SHACL; see :func:`ontology`."""
    return _whole(asked, "shapes", lambda: _of_layer(atlas, f"{BASE}shapes"))


def version(atlas: Atlas, asked: Asked) -> Reply:
    """Sends whoever asks for this version of the ontology to the ontology.

    Raises:
        NotFoundError: It is of another version.
    """
    asked_for = ox.NamedNode(f"{_ONTOLOGY}/{asked.parts['version']}") if _is_word(asked.parts["version"]) else None
    rows = atlas.select(f"SELECT ?version {{ <{_ONTOLOGY}> {node('owl:versionIRI')} ?version }}")
    known = [row[0] for row in rows if row[0] is not None]
    if asked_for in known:
        return see_other(f"{asked.root}/ontology")
    listed = ", ".join(str(term.value).rpartition("/")[2] for term in known if isinstance(term, ox.NamedNode))
    raise NotFoundError("this is no version of the ontology", hint=f"there is {listed or 'none'}")


def scheme(atlas: Atlas, asked: Asked) -> Reply:
    """A concept scheme with its concepts.

    Raises:
        NotFoundError: There is no such scheme or form.
        NotAcceptableError: The client takes none of the forms.
    """
    name, ending = split(asked.parts["name"], GRAPHS)
    known = [term.value for term in _subjects(atlas, "skos:ConceptScheme")]
    iri = f"{BASE}vocab/{name}"
    if iri not in known:
        names = sorted(other.removeprefix(f"{BASE}vocab/") for other in known)
        hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
        raise NotFoundError(f"there is no concept scheme {name[:100]!r}", hint=hint)
    return _form(asked, f"vocab/{name}", ending, lambda: _of_layer(atlas, iri))


def query(atlas: Atlas, asked: Asked) -> Reply:
    """A canned query as a ``sh:SPARQLExecutable``; whoever reads pages is sent to its page.

    Raises:
        NotFoundError: There is no such query or form.
        NotAcceptableError: The client takes none of the forms.
    """
    name, ending = split(asked.parts["name"], GRAPHS)
    iri = f"{PREFIXES['query']}{name}"
    known = [term.value for term in _subjects(atlas, "sh:SPARQLExecutable")]
    if iri not in known:
        near = did_you_mean(name, [compact(other).partition(":")[2] for other in known])
        raise NotFoundError(
            f"there is no query {name[:100]!r}", hint=near or f"all are listed at {asked.root}/api/queries"
        )
    if ending:
        return rdf_reply([quad.triple for quad in _of_layer(atlas, iri, f"{PREFIXES['query']}prefixes")], ending)
    reply = negotiated(asked, f"/query/{name}", {**GRAPHS, **PAGES})
    is_page = dict(reply.headers)["Location"].endswith(".html")
    return see_other(f"{asked.root}/queries/{name}") if is_page else reply


def _whole(asked: Asked, name: str, told: Callable[[], Quads]) -> Reply:
    ending = asked.parts.get("ending", "")
    split(f"{name}.{ending}" if ending else name, GRAPHS)
    return _form(asked, name, ending, told)


def _form(asked: Asked, name: str, ending: str, told: Callable[[], Quads]) -> Reply:
    if ending:
        return rdf_reply([quad.triple for quad in told()], ending)
    return negotiated(asked, f"/{name}", {**GRAPHS, **(PAGES if _has_page(f"/{name}.html") else {})})


def _has_page(address: str) -> bool:
    """Whether people can read the same on a page."""
    from .routes import ROUTES

    folder = f"{address.rpartition('/')[0]}/{{name}}.html"
    return any(route.path in (address, folder) for route in ROUTES)


def _of_layer(store: Store, *roots: str) -> Quads:
    """Everything under some IRIs and their fragments, with the parts that have no name of their own."""
    tests = " || ".join(f'?s = <{root}> || STRSTARTS(STR(?s), "{root}#")' for root in roots)
    layer = "GRAPH graph:vocabulary { ?s ?p ?o } BIND(graph:vocabulary AS ?g)"
    found = quads(store, "", f"{layer} FILTER({tests})")
    reached: set[Term] = set()
    while more := {quad.object for quad in found if _is_part(quad.object)} - reached:
        reached |= more
        found += about_all(store, more)
    return [*found, *names_of(store, found)]


def _is_part(term: Term) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(_SKOLEM)


def _subjects(store: Store, kind: str) -> list[ox.NamedNode]:
    rows = store.select(f"SELECT DISTINCT ?s {{ ?s a {node(kind)} }} ORDER BY ?s")
    return [row[0] for row in rows if isinstance(row[0], ox.NamedNode)]


def _is_word(text: str) -> bool:
    return text.replace(".", "").replace("-", "").isalnum() and text.isascii()

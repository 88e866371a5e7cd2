"""The shapes files: the parameters of single shapes, and the whole as a graph that pySHACL reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..errors import DataError
from ..terms import PREFIXES, SHAPES, Term

if TYPE_CHECKING:
    import rdflib

COMMON: Final = "common.ttl"
SCHEME: Final = ox.NamedNode(SHAPES + "scheme")
CHECK_DIGITS: Final = ox.NamedNode(SHAPES + "checkDigits")
NAMESPACE: Final = ox.NamedNode(SHAPES + "namespace")

_RDF: Final = PREFIXES["rdf"]
TYPE: Final = ox.NamedNode(_RDF + "type")
_FIRST: Final = ox.NamedNode(_RDF + "first")
_REST: Final = ox.NamedNode(_RDF + "rest")
_NIL: Final = ox.NamedNode(_RDF + "nil")


def sh(name: str) -> ox.NamedNode:
    """A term of the SHACL vocabulary."""
    return ox.NamedNode(PREFIXES["sh"] + name)


@dataclass(frozen=True)
class Shapes:
    """Shapes of one or several files.

    Attributes:
        store: Their statements in the default graph.
    """

    store: ox.Store

    @classmethod
    def read(cls, paths: Sequence[Path]) -> Shapes:
        """The shapes of the files, and of the ``common.ttl`` that stands beside them.

        Raises:
            DataError: A file cannot be read or does not parse.
        """
        store = ox.Store()
        beside = {path.parent / COMMON for path in paths}
        for path in sorted({*paths, *(common for common in beside if common.is_file())}):
            try:
                store.load(path=str(path), format=ox.RdfFormat.TURTLE)
            except SyntaxError as error:
                place = f"{path}:{error.lineno}:{error.offset}"
                raise DataError(f"does not parse: {error.msg}", hint="mend the shapes file", place=place) from error
            except OSError as error:
                raise DataError(f"cannot be read: {error}", place=str(path)) from error
        return cls(store)

    def value(self, shape: Term, name: str | ox.NamedNode) -> Term | None:
        """The first value of a parameter of a shape: of ``sh:<name>``, or of the property given."""
        return next(self.values(shape, name), None)

    def values(self, shape: Term, name: str | ox.NamedNode) -> Iterator[Term]:
        """The values of a parameter of a shape."""
        predicate = sh(name) if isinstance(name, str) else name
        assert not isinstance(shape, ox.Literal | ox.Triple)
        return (quad.object for quad in self.store.quads_for_pattern(shape, predicate, None))

    def text(self, shape: Term, name: str | ox.NamedNode) -> str:
        """The text of ``sh:<name>`` or of the property given, or nothing."""
        found = self.value(shape, name)
        return found.value if isinstance(found, ox.Literal) else ""

    def having(self, parameter: ox.NamedNode) -> list[ox.NamedNode]:
        """The shapes that have a parameter, sorted."""
        quads = self.store.quads_for_pattern(None, parameter, None)
        return sorted({quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}, key=str)

    @cached_property
    def fields(self) -> Mapping[Term, Mapping[ox.NamedNode, tuple[Term, ...]]]:
        """Everything that is said, by subject and property."""
        found: dict[Term, dict[ox.NamedNode, tuple[Term, ...]]] = {}
        for quad in self.store:
            of = found.setdefault(quad.subject, {})
            of[quad.predicate] = (*of.get(quad.predicate, ()), quad.object)
        return found

    def items(self, head: Term) -> list[Term] | None:
        """The members of an RDF list, or nothing for what is no list that ends."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != _NIL:
            of = self.fields.get(head, {})
            first, rest = of.get(_FIRST, ()), of.get(_REST, ())
            if head in seen or len(first) != 1 or len(rest) != 1:
                return None
            seen.add(head)
            members.append(first[0])
            head = rest[0]
        return members

    @cached_property
    def graph(self) -> rdflib.Graph:
        """The same shapes for pySHACL, with the targets of a node shape moved to its property shapes.

        A property shape finds the same with targets of its own as through ``sh:property`` of a shape
        that has these targets. pySHACL goes through ``sh:property`` once for each thing, but takes all
        things of a target at once: for the claims of the founding articles that is six times as fast.
        """
        import rdflib

        graph = rdflib.Graph()
        for quad in self.store:
            graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
        sh = rdflib.Namespace(PREFIXES["sh"])
        targets = (sh.targetClass, sh.targetNode, sh.targetSubjectsOf, sh.targetObjectsOf, sh.target)
        for shape, _, member in list(graph.triples((None, sh.property, None))):
            own = [(target, value) for target in targets for value in graph.objects(shape, target)]
            # the values of a property shape are no targets, and what is switched off has none
            if own and not any((shape, other, None) in graph for other in (sh.path, sh.deactivated)):
                graph.remove((shape, sh.property, member))
                for target, value in own:
                    graph.add((member, target, value))
        return graph


def to_rdflib(term: Term) -> rdflib.IdentifiedNode | rdflib.Literal:
    """One of our terms as rdflib has it."""
    import rdflib

    if isinstance(term, ox.Literal):
        if term.language is not None:
            return rdflib.Literal(term.value, lang=term.language)
        return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, ox.NamedNode)  # the store holds no triple terms
    return rdflib.URIRef(term.value)


def from_rdflib(term: object) -> Term:
    """One of rdflib's terms as we have it."""
    import rdflib

    if isinstance(term, rdflib.Literal):
        if term.language is not None:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    return ox.NamedNode(str(term))

"""Checks the shapes files themselves: an engine passes over what it does not know, and says *conforms*."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ..claims.reading import Document
from ..errors import DataError, did_you_mean
from ..terms import BASE, CA, PREFIXES, SHAPES, Term, compact
from .findings import Finding, in_order

_SH: Final = PREFIXES["sh"]
_VOCAB: Final = f"{BASE}vocab/"
_RDF_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_RULE: Final = ("name", "description", "message", "severity")
_PROPERTY: Final = (*_RULE, "group", "order")
_TEXTS: Final = frozenset(f"{_SH}{name}" for name in ("select", "ask"))
_OWN_NAME: Final = re.compile(r"\bca:([A-Za-z]\w*)|<(https://w3id\.org/credatlas/(?:ontology#|vocab/)[^>]+)>")
_FORBIDDEN: Final = re.compile(r"\b(MINUS|VALUES|SERVICE)\b", re.IGNORECASE)


@cache
def shacl_terms() -> frozenset[str]:
    """The local names of the SHACL vocabulary.

    Read from the copy of https://www.w3.org/ns/shacl.ttl (W3C Recommendation of 2017-07-20 and the
    Working Group Note on Advanced Features) that ships with pySHACL.

    Raises:
        DataError: pySHACL is not installed with its copy.
    """
    spec = find_spec("pyshacl")
    folders = spec.submodule_search_locations if spec else None
    path = Path(next(iter(folders))) / "assets" / "shacl.ttl" if folders else None
    if path is None or not path.is_file():
        raise DataError("the SHACL vocabulary is missing", hint="install pyshacl again", place="pyshacl/assets")
    subjects = (quad.subject for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    names = (term.value for term in subjects if isinstance(term, ox.NamedNode))
    return frozenset(name.removeprefix(_SH) for name in names if name.startswith(_SH))


def lint_shapes(shapes: Sequence[Document], ontology: Sequence[Document]) -> list[Finding]:
    """What is wrong with the shapes files.

    Args:
        shapes: The parsed files of ``ontology/shapes``.
        ontology: The other parsed files of the ontology, in which own terms are declared.

    Returns:
        Findings of the shapes ``shapes:ShaclTerm``, ``ShapeAnnotations``, ``SimplePattern``,
        ``DeclaredTerm`` and ``SparqlText``, with ``file:line``.
    """
    linter = _Linter(tuple(shapes), tuple(ontology))
    return in_order(dict.fromkeys([*linter.statements(), *linter.annotations()]))


@dataclass(frozen=True)
class _Linter:
    shapes: tuple[Document, ...]
    ontology: tuple[Document, ...]

    def statements(self) -> Iterator[Finding]:
        """What is wrong with single statements."""
        for document in self.shapes:
            for number, quad in enumerate(document.quads):
                line = document.lines[number]
                report = _Report(quad, document.label, line)
                for term in (quad.predicate, quad.object):
                    if isinstance(term, ox.NamedNode):
                        yield from self._term(term, report)
                if isinstance(quad.object, ox.Literal):
                    if quad.predicate.value == f"{_SH}pattern":
                        yield from _pattern(quad.object.value, report)
                    elif quad.predicate.value in _TEXTS:
                        yield from self._sparql(quad.object.value, report)

    def annotations(self) -> Iterator[Finding]:
        """Shapes that lack what cards, forms and reports are made of."""
        for subject, (fields, document, line) in self._fields.items():
            wanted: tuple[str, ...] = ()
            if "path" in fields and "Parameter" not in fields:
                wanted = _PROPERTY
            elif "sparql" in fields:
                wanted = _RULE
            missing = [f"sh:{name}" for name in wanted if name not in fields]
            if wanted and isinstance(subject, ox.BlankNode):
                missing.insert(0, "an IRI")
            if missing:
                shape = subject if isinstance(subject, ox.NamedNode) else ox.NamedNode(f"{_SH}PropertyShape")
                yield _found(
                    "ShapeAnnotations", (shape, None, None), f"lacks {', '.join(missing)}", f"{document}:{line}"
                )

    def _term(self, term: ox.NamedNode, report: _Report) -> Iterator[Finding]:
        iri = term.value
        if iri.startswith(_SH):
            if iri.removeprefix(_SH) not in shacl_terms():
                near = did_you_mean(iri.removeprefix(_SH), sorted(shacl_terms()))
                yield report.finding("ShaclTerm", f"{compact(term)} is not a term of SHACL", near, term)
        elif iri.startswith((CA, SHAPES, _VOCAB)) and iri not in self._declared:
            yield self._undeclared(iri, report)

    def _sparql(self, text: str, report: _Report) -> Iterator[Finding]:
        try:
            prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if prefix in self._prefixes}
            ox.Store().query(text, prefixes=prefixes)
        except SyntaxError as error:
            reason = " ".join((error.msg or "").split())
            yield report.finding("SparqlText", f"the SPARQL text does not parse: {reason}")
            return
        if report.quad.predicate.value == f"{_SH}select" and "SPARQLTarget" not in self._kinds(report.quad.subject):
            for match in _FORBIDDEN.finditer(text):
                yield report.at(text, match).finding("SparqlText", f"SHACL forbids {match[0].upper()} in a constraint")
        for match in _OWN_NAME.finditer(text):
            iri = match[2] or CA + match[1]
            # a whole namespace may stand in a text, to compare with
            if iri not in self._declared and iri not in (CA, _VOCAB):
                yield self._undeclared(iri, report.at(text, match))

    def _undeclared(self, iri: str, report: _Report) -> Finding:
        own = [known for known in self._declared if known.startswith((CA, SHAPES, _VOCAB))]
        near = did_you_mean(compact(iri), sorted(compact(known) for known in own))
        return report.finding("DeclaredTerm", f"{compact(iri)} is not declared", near, ox.NamedNode(iri))

    def _kinds(self, subject: Term) -> set[str]:
        return self._fields[subject][0] if subject in self._fields else set()

    @cached_property
    def _declared(self) -> frozenset[str]:
        quads = (quad for document in (*self.shapes, *self.ontology) for quad in document.quads)
        typed = (quad.subject for quad in quads if quad.predicate == _RDF_TYPE)
        return frozenset(term.value for term in typed if isinstance(term, ox.NamedNode))

    @cached_property
    def _prefixes(self) -> frozenset[str]:
        """The prefixes that the shapes declare for their SPARQL texts; three are always there."""
        declared = {
            quad.object.value
            for document in self.shapes
            for quad in document.quads
            if quad.predicate.value == f"{_SH}prefix" and isinstance(quad.object, ox.Literal)
        }
        return frozenset(declared | {"rdf", "rdfs", "owl"})

    @cached_property
    def _fields(self) -> dict[Term, tuple[set[str], str, int]]:
        """Each subject with the SHACL properties and types that it has, its file and its first line."""
        found: dict[Term, tuple[set[str], str, int]] = {}
        for document in self.shapes:
            for number, quad in enumerate(document.quads):
                entry = found.setdefault(quad.subject, (set(), document.label, document.lines[number]))
                entry[0].add(quad.predicate.value.removeprefix(_SH))
                if quad.predicate == _RDF_TYPE and isinstance(quad.object, ox.NamedNode):
                    entry[0].add(quad.object.value.removeprefix(_SH))
        return found


@dataclass(frozen=True)
class _Report:
    """Makes findings on one statement."""

    quad: ox.Quad
    document: str
    line: int

    def at(self, text: str, match: re.Match[str]) -> _Report:
        """The same for a place inside the text: the parser names the line on which the text ends."""
        return _Report(self.quad, self.document, self.line - text.count("\n", match.start()))

    def finding(self, rule: str, message: str, hint: str = "", value: Term | None = None) -> Finding:
        subject = self.quad.subject
        named = subject if isinstance(subject, ox.NamedNode) else ox.NamedNode(f"{_SH}Shape")
        finding = _found(rule, (named, self.quad.predicate, value), message, f"{self.document}:{self.line}")
        return replace(finding, hint=hint) if hint else finding


_HINTS: Final = {
    "ShaclTerm": "the terms of SHACL are listed in https://www.w3.org/ns/shacl.ttl",
    "ShapeAnnotations": "add them: cards, forms and reports are made of them",
    "SimplePattern": "write the pattern with alternatives in place of repeats inside repeats",
    "DeclaredTerm": "correct the spelling, or declare the term in ontology/",
    "SparqlText": "mend the query; its prefixes are those of ontology/shapes/common.ttl",
}


def _found(
    rule: str, about: tuple[ox.NamedNode, ox.NamedNode | None, Term | None], message: str, place: str
) -> Finding:
    return Finding("violation", ox.NamedNode(SHAPES + rule), *about, message, _HINTS[rule], place)


def _pattern(pattern: str, report: _Report) -> Iterator[Finding]:
    try:
        re.compile(pattern)
    except re.error as error:
        yield report.finding("SimplePattern", f"the pattern {pattern} is not a regular expression: {error}")
        return
    if has_nested_repeats(pattern):
        yield report.finding("SimplePattern", f"the pattern {pattern} repeats a group that itself repeats something")


_ATOM: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[(]|[)]|[*+]|\{\d*,?\d*\}|.", re.DOTALL)


def has_nested_repeats(pattern: str) -> bool:
    """Whether a repeated group holds a repeat: such patterns can take exponential time on a hostile text.

    ``?`` repeats nothing and does not count.

    Example:
        >>> has_nested_repeats("^([a-z]+)*$"), has_nested_repeats("^[a-z]+(-[0-9])?$")
        (True, False)
    """
    repeats: Callable[[str], bool] = lambda atom: atom[0] in "*+" or (atom[0] == "{" and len(atom) > 1)  # noqa: E731
    atoms = _ATOM.findall(pattern)
    open_groups = [False]
    for number, atom in enumerate(atoms):
        if atom == "(":
            open_groups.append(False)
        elif atom == ")" and len(open_groups) > 1:
            inside = open_groups.pop()
            if inside and repeats(atoms[number + 1] if number + 1 < len(atoms) else " "):
                return True
            open_groups[-1] |= inside
        elif repeats(atom):
            open_groups[-1] = True
    return False

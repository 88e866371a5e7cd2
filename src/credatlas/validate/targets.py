"""What shapes are about, as SPARQL: the things of a target, and the values of a path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from ..terms import PREFIXES, Term
from .layers import Layers
from .selects import Select, select_of, united
from .shapes import TYPE, Shapes, sh

TARGETS: Final = tuple(
    sh(name) for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")
)
_WRITTEN: Final = (ox.NamedNode, ox.Literal)  # a blank node in a query is a variable
_SUBCLASS: Final = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")


def path_of(shapes: Shapes, path: Term) -> str | None:
    """A path as SPARQL writes it; nothing for a form that our shapes have no need of."""
    if isinstance(path, ox.NamedNode):
        return str(path)
    fields = shapes.fields.get(path, {})
    if set(fields) == {sh("inversePath")} and len(fields[sh("inversePath")]) == 1:
        inner = path_of(shapes, fields[sh("inversePath")][0])
        return inner and f"^{inner}"
    if set(fields) == {sh("alternativePath")} and len(fields[sh("alternativePath")]) == 1:
        members = shapes.items(fields[sh("alternativePath")][0]) or []
        parts = [path_of(shapes, member) for member in members]
        if len(parts) > 1 and None not in parts:
            return f"({'|'.join(part for part in parts if part)})"
    return None


@dataclass(frozen=True)
class Classes:
    """The classes of a graph and the classes below them; an instance of those is one of these (SHACL 1.1)."""

    data: Layers

    def below(self, kind: Term) -> list[Term]:
        """A class and all below it."""
        found, waiting = {kind: None}, [kind]
        while waiting:
            for lower in self._direct.get(waiting.pop(), ()):
                if lower not in found:
                    found[lower] = None
                    waiting.append(lower)
        return list(found)

    @cached_property
    def _direct(self) -> Mapping[Term, list[Term]]:
        found: dict[Term, list[Term]] = {}
        for quad in self.data.quads(None, _SUBCLASS, None):
            found.setdefault(quad.object, []).append(quad.subject)
        return found


def target_of(shapes: Shapes, shape: Term, classes: Classes) -> Select | None:
    """The things that a shape is about: a SELECT of ``?this``; nothing where they cannot be put so.

    A property shape is also about the things of the node shapes that have it as ``sh:property``.
    """
    told: dict[ox.NamedNode, dict[Term, None]] = {name: {} for name in TARGETS}
    for source in (shape, *_owners(shapes, shape)):
        for name in TARGETS:
            told[name].update(dict.fromkeys(shapes.fields.get(source, {}).get(name, ())))
    kinds, nodes, of_subjects, of_objects, selects = told.values()
    below = dict.fromkeys(lower for kind in kinds for lower in classes.below(kind))
    if not all(isinstance(term, _WRITTEN) for term in (*below, *nodes, *of_subjects, *of_objects)):
        return None
    read = [_sparql_target(shapes, target) for target in selects]
    used = [select for select in read if select is not None]
    prefixes = united(*used)
    if prefixes is None or len(used) < len(read):
        return None
    parts = [f"VALUES ?kind {{ {' '.join(map(str, below))} }} ?this {TYPE} ?kind"] if below else []
    parts += [f"BIND({node} AS ?this)" for node in nodes]
    parts += [f"?this {path} ?value" for path in of_subjects]
    parts += [f"?subject {path} ?this" for path in of_objects]
    parts += [f"{{ {select.text}\n}} FILTER(BOUND(?this))" for select in used]
    # each part is a query of its own, so that its other variables stay inside
    queries = [f"SELECT DISTINCT ?this {{ {part} }}" for part in parts]
    if len(queries) > 1:
        queries = [f"SELECT DISTINCT ?this {{ {' UNION '.join(f'{{ {query} }}' for query in queries)} }}"]
    return Select(queries[0], prefixes) if queries else None


def has_target(shapes: Shapes, shape: Term) -> bool:
    """Whether a shape is about anything by itself, or only says what other shapes refer to."""
    sources = (shape, *_owners(shapes, shape))
    return any(name in shapes.fields.get(source, {}) for source in sources for name in TARGETS)


def _sparql_target(shapes: Shapes, target: Term) -> Select | None:
    kinds = shapes.fields.get(target, {}).get(TYPE)
    return select_of(shapes, target) if kinds == (sh("SPARQLTarget"),) else None


def _owners(shapes: Shapes, shape: Term) -> list[Term]:
    """The node shapes that have a shape as ``sh:property``, and hand their targets on to it."""
    subjects = (quad.subject for quad in shapes.store.quads_for_pattern(None, sh("property"), shape))
    switched = (sh("path"), sh("deactivated"))
    return [subject for subject in subjects if not any(name in shapes.fields[subject] for name in switched)]

"""Property paths of shapes as SPARQL writes them (https://www.w3.org/TR/shacl/#property-paths)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from ..store import Store
from ..terms import Term, compact, node

_FIRST, _REST, _NIL = node("rdf:first"), node("rdf:rest"), node("rdf:nil")
_INVERSE, _EITHER = node("sh:inversePath"), node("sh:alternativePath")
_REPEATED: Final = {node("sh:zeroOrMorePath"): "*", node("sh:oneOrMorePath"): "+", node("sh:zeroOrOnePath"): "?"}
_STEPS: Final = (_FIRST, _REST, _INVERSE, _EITHER, *_REPEATED)


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths of a store.

    Attributes:
        steps: What stands about the nodes that paths are made of.
    """

    steps: Mapping[NamedNode, Mapping[Term, NamedNode]]

    def written(self, path: NamedNode) -> str:
        """A path as SPARQL writes it: ``<…startDate>|<…hasPeriod>`` in brackets, or the one property that it is."""
        step = self.steps.get(path)
        if step is None:
            return str(path)
        if _INVERSE in step:
            return f"^{self.written(step[_INVERSE])}"
        if _EITHER in step:
            return f"({'|'.join(self._members(step[_EITHER]))})"
        for kind, sign in _REPEATED.items():
            if kind in step:
                return f"({self.written(step[kind])}){sign}"
        return f"({'/'.join(self._members(path))})"

    def _members(self, cell: NamedNode) -> list[str]:
        found = []
        while cell != _NIL and cell in self.steps:
            found.append(self.written(self.steps[cell][_FIRST]))
            cell = self.steps[cell].get(_REST, _NIL)
        return found


def paths_of(store: Store) -> Paths:
    """The paths that the shapes of a store are made of; a build gives their blank nodes names."""
    kinds = " ".join(map(str, _STEPS))
    found: dict[NamedNode, dict[Term, NamedNode]] = {}
    for cell, kind, value in store.select(
        f"SELECT ?cell ?kind ?value {{ VALUES ?kind {{ {kinds} }} ?cell ?kind ?value }}"
    ):
        if isinstance(cell, NamedNode) and kind is not None and isinstance(value, NamedNode):
            found.setdefault(cell, {})[kind] = value
    return Paths(found)


def readable(path: str) -> str:
    """A path with compact names, without brackets around the whole: ``schema:startDate|ca:hasPeriod``."""
    short = re.sub(r"<([^>]*)>", lambda found: compact(found[1]), path)
    return short[1:-1] if re.fullmatch(r"\([^()]*\)", short) else short

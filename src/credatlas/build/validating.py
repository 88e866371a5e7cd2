"""What the shapes find in a graph that was just assembled, with recorded issues and the names that were meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from ..errors import nearest
from ..terms import BASE, PREFIXES, SHAPES, compact
from ..validate import Finding, validate_store
from ..validate.issues import cover
from .assembling import Assembled

_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_UNKNOWN: Final = tuple(ox.NamedNode(SHAPES + name) for name in ("KnownTerms", "KnownThings"))


def found_by_shapes(assembled: Assembled) -> list[Finding]:
    """What the shapes find in a graph, recorded issues marked; in the order in which one works through it.

    The hint on a term or thing that is not known offers the nearest ones that are.

    Raises:
        DataError: The shapes cannot be used.
    """
    folder = assembled.parsed.project.ontology / "shapes"
    locate = assembled.places.locate
    found = [_with_nearest(finding, assembled.engine) for finding in validate_store(assembled.engine, folder, locate)]
    return cover(found, assembled.authored.issues, locate)


def _with_nearest(finding: Finding, engine: ox.Store) -> Finding:
    unknown = finding.value or finding.subject
    if finding.shape not in _UNKNOWN or not isinstance(unknown, ox.NamedNode):
        return finding
    name = compact(unknown)
    # a class is not mistyped as an organisation, and what all names of a kind begin with makes none of them nearer
    kind = name[: max(name.rfind(":"), name.rfind("/")) + 1]
    typed = {quad.subject for quad in engine.quads_for_pattern(None, _TYPE, None)}
    known = {compact(term) for term in typed if isinstance(term, ox.NamedNode) and term.value.startswith(BASE)}
    others = sorted(one.removeprefix(kind) for one in known if one.startswith(kind) and one != name)
    near = [kind + one for one in nearest(name.removeprefix(kind), others)]
    return replace(finding, hint=f"did you mean {' or '.join(near)}? {finding.hint}") if near else finding

"""What the shapes find in a graph that was just assembled, with recorded issues and the names that were meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

import pyoxigraph as ox

from ..errors import nearest
from ..terms import BASE, PREFIXES, SHAPES, compact, show
from ..validate import Finding, validate_store
from ..validate.issues import cover
from .assembling import Assembled, without_collecting
from .linking import places_of

_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_UNKNOWN: Final = tuple(ox.NamedNode(SHAPES + name) for name in ("KnownTerms", "KnownThings"))

_MOST: Final = 20  # names for which the nearest known ones are looked for


def found_by_shapes(assembled: Assembled) -> list[Finding]:
    """What the shapes find in a graph, recorded issues marked; in the order in which one works through it.

    The hint on a term or thing that is not known offers the nearest ones that are.

    Raises:
        DataError: The shapes cannot be used.
    """
    folder = assembled.parsed.project.ontology / "shapes"
    locate = places_of(assembled.parsed.links, assembled.places.locate)
    with without_collecting():
        found = validate_store(assembled.engine, folder, locate)
    meant = _meant([finding for finding in found if _is_unknown(finding)], assembled.engine)
    found = [_with_nearest(finding, meant) for finding in found]
    return cover(found, assembled.authored.issues, locate)


def _is_unknown(finding: Finding) -> bool:
    return finding.shape in _UNKNOWN and isinstance(finding.value or finding.subject, ox.NamedNode)


def _with_nearest(finding: Finding, meant: Mapping[str, Sequence[str]]) -> Finding:
    near = meant.get(show(finding.value or finding.subject)) if _is_unknown(finding) else None
    return replace(finding, hint=f"did you mean {' or '.join(near)}? {finding.hint}") if near else finding


def _meant(unknown: Sequence[Finding], engine: ox.Store) -> Mapping[str, Sequence[str]]:
    """The nearest known names of the first unknown ones: comparing texts is slow, and a whole file may be wrong."""
    if not unknown:
        return {}
    typed = {quad.subject for quad in engine.quads_for_pattern(None, _TYPE, None)}
    known = {compact(term) for term in typed if isinstance(term, ox.NamedNode) and term.value.startswith(BASE)}
    names = dict.fromkeys(show(finding.value or finding.subject) for finding in unknown)
    return {name: _nearest(name, known) for name in islice(names, _MOST)}


def _nearest(name: str, known: Collection[str]) -> list[str]:
    # a class is not mistyped as an organisation, and what all names of a kind begin with makes none of them nearer
    kind = name[: max(name.rfind(":"), name.rfind("/")) + 1]
    others = sorted(one.removeprefix(kind) for one in known if one.startswith(kind) and one != name)
    return [kind + one for one in nearest(name.removeprefix(kind), others)]

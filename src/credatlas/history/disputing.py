"""Contradictions that were opened or closed between two versions, or that are decided otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode

from ..evidence import ConflictView, conflicts
from ..names import labels
from ..store.protocol import Store
from ..terms import Term
from .differences import ConflictChange

_Case = tuple[NamedNode, NamedNode, str]


def changed_conflicts(old: Store, new: Store, merges: Mapping[Term, NamedNode]) -> tuple[ConflictChange, ...]:
    """The contradictions that differ, by subject, property and key.

    A contradiction is the same in both versions when it is about the same property of the same thing under the same
    key; it has changed when another value is shown or another rule decides. Further values that are
    not shown do not change it.

    Args:
        old: The older version.
        new: The newer version.
        merges: Ids that were merged in between, with their successors.
    """
    before, after = _cases(old, merges), _cases(new, {})
    found = []
    for case in sorted({**before, **after}, key=lambda case: (case[0].value, case[1].value, case[2])):
        one, other = before.get(case), after.get(case)
        if one is None or other is None:
            found.append((case, "closed" if other is None else "opened", one, other))
        elif (one.shown, one.rule) != (other.shown, other.rule):
            found.append((case, "changed", one, other))
    iris = {iri for case, *_ in found for iri in case[:2]}
    names = {iri: name for store in (old, new) for iri, name in labels(store, sorted(iris, key=str)).items()}
    return tuple(
        ConflictChange(change, case[0], names[case[0]], names[case[1]], one, other)
        for case, change, one, other in found
    )


def _cases(store: Store, merges: Mapping[Term, NamedNode]) -> dict[_Case, ConflictView]:
    return {(merges.get(view.subject, view.subject), view.property, view.key): view for view in conflicts(store)}

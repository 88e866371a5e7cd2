"""What is missing, as records: per class, per property, per thing, or as a list of what to look for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pyoxigraph import NamedNode

from ..names import labels
from ..store import Store
from .gaps import Gap
from .paths import readable

Records = list[dict[str, Any]]


def by_class(store: Store, found: Sequence[Gap]) -> Records:
    """One record for each class and property: the class with most things first, in it what is missing most often."""
    names = labels(store, {gap.kind for gap in found})
    ordered = sorted(found, key=lambda gap: (-gap.of, gap.kind.value, -len(gap.missing), gap.name, gap.rule.value))
    return [
        {"class": gap.kind.value, "kind": names[gap.kind], **_counts(gap.name, [gap.path], gap.known, gap.of)}
        for gap in ordered
    ]


def by_property(store: Store, found: Sequence[Gap]) -> Records:
    """One record for each name of a property, over all classes that are asked for it; what is missing most first."""
    names = labels(store, {gap.kind for gap in found})
    together: dict[str, list[Gap]] = defaultdict(list)
    for gap in found:
        together[gap.name].append(gap)
    records = [
        {
            **_counts(name, [gap.path for gap in gaps], sum(gap.known for gap in gaps), sum(gap.of for gap in gaps)),
            "kinds": "; ".join(sorted({names[gap.kind] for gap in gaps})),
        }
        for name, gaps in together.items()
    ]
    return sorted(records, key=lambda record: (-record["missing"], record["property"]))


def by_thing(store: Store, found: Sequence[Gap]) -> Records:
    """One record for each thing of which something is missing: those with most missing first, then by name."""
    asked: dict[NamedNode, list[Gap]] = defaultdict(list)
    for gap in found:
        for thing in gap.things:
            asked[thing].append(gap)
    lacking = {thing: [gap for gap in gaps if thing in gap.missing] for thing, gaps in asked.items()}
    wanted = [thing for thing, gaps in lacking.items() if gaps]
    names = labels(store, [*wanted, *{gap.kind for gap in found}])
    records = [
        {
            "subject": thing.value,
            "name": names[thing],
            "kind": "; ".join(sorted({names[gap.kind] for gap in asked[thing]})),
            "known": len(asked[thing]) - len(lacking[thing]),
            "of": len(asked[thing]),
            "missing": "; ".join(dict.fromkeys(gap.name for gap in lacking[thing])),
        }
        for thing in wanted
    ]
    return sorted(records, key=lambda one: (one["known"] - one["of"], one["name"].casefold(), one["subject"]))


def to_look_for(store: Store, found: Sequence[Gap]) -> Records:
    """One record for each thing and property that is missing, with what to do; by name, in the order of the cards."""
    names = labels(store, {thing for gap in found for thing in gap.missing})
    pairs = [(thing, number, gap) for number, gap in enumerate(found) for thing in gap.missing]
    pairs.sort(key=lambda pair: (names[pair[0]].casefold(), pair[0].value, pair[1]))
    return [
        {
            "subject": thing.value,
            "name": names[thing],
            "property": gap.name,
            "path": readable(gap.path),
            "what_to_do": gap.message,
        }
        for thing, _, gap in pairs
    ]


def _counts(name: str, paths: Sequence[str], known: int, of: int) -> Mapping[str, Any]:
    return {
        "property": name,
        "path": "; ".join(dict.fromkeys(map(readable, paths))),
        "known": known,
        "of": of,
        "missing": of - known,
        "share": round(known / of, 3),
    }


VIEWS: Final[Mapping[str, Callable[[Store, Sequence[Gap]], Records]]] = {
    "class": by_class,
    "property": by_property,
    "entity": by_thing,
}
"""The ways of counting, by their names."""

"""Facts that went beside facts that came: which are one and the same, which replaced another, and both in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..names import labels
from ..store.protocol import Store
from ..terms import CA, Term, compact, node, show
from ..wording import describe_fields, is_value, value_fields
from .differences import FactChange

Fact = tuple[NamedNode, NamedNode, Term]
Fields = Mapping[NamedNode, tuple[Term, ...]]

_SINGLE: Final = f"SELECT DISTINCT ?p ?part {{ ?p <{CA}singleValuedPer> ?part }} ORDER BY ?p ?part"
_LANGUAGE: Final = node("ca:language")
_SUBJECT: Final = node("ca:subject")
_LABELS: Final = {node("rdf:type"): "kind"}  # RDF's own vocabulary is no part of the graph


@dataclass(frozen=True, slots=True)
class Side:
    """What one version holds that the other does not.

    Attributes:
        store: The version.
        facts: The facts.
        fields: The fields of the values in them.
        words: Readable names of properties, things, concepts.
    """

    store: Store
    facts: Collection[Fact]
    fields: Mapping[NamedNode, Fields]
    words: Mapping[NamedNode, str]

    @classmethod
    def of(cls, store: Store, facts: Collection[Fact]) -> Side:
        """Facts with what is needed to tell them in words."""
        objects = {value for _, _, value in facts if isinstance(value, NamedNode)}
        nodes = sorted((value for value in objects if is_value(value)), key=str)
        fields, concepts = value_fields(store, nodes)
        named = {*(prop for _, prop, _ in facts), *(value for value in objects if not is_value(value))}
        return cls(store, facts, fields, {**labels(store, sorted(named, key=str)), **concepts})

    def content(self, value: Term) -> object:
        """What makes two values one: the fields of a price or count, whatever id it has; else the term."""
        if isinstance(value, NamedNode) and is_value(value):
            return frozenset((prop, term) for prop, terms in self.fields.get(value, {}).items() for term in terms)
        return value

    def text(self, value: Term | None) -> str:
        """A value in words; empty for none."""
        if value is None:
            return ""
        if isinstance(value, NamedNode) and is_value(value):
            return describe_fields(self.fields.get(value, {}), self.words) or compact(value)
        return self.words.get(value) or compact(value) if isinstance(value, NamedNode) else show(value)

    def details(self, value: Term) -> str:
        """What words alone do not tell: the id of a thing, the type of a literal, all fields of a value."""
        if isinstance(value, NamedNode) and is_value(value):
            fields = self.fields.get(value, {})
            parts = [f"{compact(prop)} {show(term)}" for prop in sorted(fields, key=str) for term in fields[prop]]
            return "; ".join(parts)
        return compact(value) if isinstance(value, NamedNode) else str(value)


_Key = tuple[NamedNode, NamedNode, str | None]


def paired(old: Side, new: Side) -> Iterator[tuple[NamedNode, FactChange]]:
    """Each change of a fact with the thing that it is about, in no order.

    Where a property has one value per key (``ca:singleValuedPer``), a value that went and one that came under the same
    key are one change. Values with the same fields are the same value.
    """
    same = {(s, p, old.content(o)) for s, p, o in old.facts} & {(s, p, new.content(o)) for s, p, o in new.facts}
    single = _single_valued(new.store) or _single_valued(old.store)
    before, after = _by_key(old, same, single), _by_key(new, same, single)
    words = {**old.words, **new.words, **_LABELS}
    for key in {**before, **after}:
        subject, prop, part = key
        gone, come = before.get(key, []), after.get(key, [])
        replaced = part is not None and len(gone) == len(come) == 1
        label = words.get(prop) or compact(prop)
        if replaced:
            one, other = old.text(gone[0]), new.text(come[0])
            if one == other:  # what differs is behind the words
                one, other = f"{one} ({old.details(gone[0])})", f"{other} ({new.details(come[0])})"
            yield subject, FactChange("changed", prop, label, gone[0], come[0], one, other)
        else:
            yield from ((subject, FactChange("retracted", prop, label, one, None, old.text(one))) for one in gone)
            yield from ((subject, FactChange("added", prop, label, None, one, "", new.text(one))) for one in come)


def _single_valued(store: Store) -> dict[NamedNode, list[NamedNode]]:
    found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for prop, part in store.select(_SINGLE):
        assert isinstance(prop, NamedNode) and isinstance(part, NamedNode)
        found[prop].append(part)
    return found


def _by_key(
    side: Side, same: Collection[tuple[NamedNode, NamedNode, object]], single: Mapping[NamedNode, list[NamedNode]]
) -> dict[_Key, list[Term]]:
    found: dict[_Key, list[Term]] = defaultdict(list)
    for subject, prop, value in sorted(side.facts, key=str):
        if (subject, prop, side.content(value)) not in same:
            found[subject, prop, _part(side, value, single[prop]) if prop in single else None].append(value)
    return found


def _part(side: Side, value: Term, parts: list[NamedNode]) -> str:
    """The key of a value: the terms of the parts that its property is single-valued per."""
    fields: Fields = side.fields.get(value, {}) if isinstance(value, NamedNode) else {}
    texts = [" ".join(sorted(map(show, fields.get(part, ())))) for part in parts if part not in (_LANGUAGE, _SUBJECT)]
    if _LANGUAGE in parts and isinstance(value, Literal):
        texts.append(value.language or "")
    return "; ".join(texts)

"""Compares two versions of the graph: things and their facts, sources, contradictions, canned answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from ..names import kinds, labels
from ..terms import GRAPHS, ID, LAYERS, PREFIXES, Term, node
from .answering import changed_answers
from .differences import Difference, FactChange, LayerChange, ThingChange
from .disputing import changed_conflicts
from .valuing import Fact, Side, paired
from .versions import Version

Say = Callable[[str], None]

_VALUE: Final = f"<{ID}value/".encode()
_TYPE: Final = node("rdf:type")
_SNAPSHOT: Final = node("ca:SourceSnapshot")
_ORDER: Final = ("added", "changed", "merged", "removed")


def diff(old: Version, new: Version, *, say: Say = lambda _: None) -> Difference:
    """What changed from one version to another.

    Statements are compared layer by layer as sets of lines, so that what both hold costs no more than a look. A value
    without identity of its own (a price, a count) is compared by its fields. What was said of a merged id counts as
    said of its successor, in both versions. Of the canned queries of the newer version the example call is
    asked of both.

    Args:
        old: The older version.
        new: The newer version.
        say: Told what is being done, one short line for each step.

    Raises:
        CredatlasError: A store does not answer.
    """
    say("comparing the statements")
    layers, gone, come = {}, {}, {}
    for layer in LAYERS:
        before, after = _lines(old, layer), _lines(new, layer)
        lost, won = before - after, after - before
        if lost or won:
            layers[layer] = LayerChange(layer, len(won), len(lost))
        if layer == "facts":
            subjects = _subjects(before), _subjects(after)
            merges = _merges(old, new)
            gone[layer], come[layer] = _moved(lost, won, after, merges)
        elif layer == "sources":
            gone[layer], come[layer] = set(_facts(lost)), set(_facts(won))
    things = _things(Side.of(old.store, gone["facts"]), Side.of(new.store, come["facts"]), subjects, merges)
    say("comparing the contradictions")
    conflicts = changed_conflicts(old.store, new.store, merges) if "conflicts" in layers or "claims" in layers else ()
    say("asking the canned queries of both")
    answers = changed_answers(old.store, new.store, new.queries) if layers else ()
    sources = _snapshots(gone["sources"], come["sources"])
    return Difference(old.name, new.name, things, sources, conflicts, answers, tuple(layers.values()))


def _lines(version: Version, layer: str) -> set[bytes]:
    """The statements of a layer as lines of N-Triples: equal where the statements are."""
    dump = version.store.engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=GRAPHS[layer])
    assert dump is not None  # bytes, since no output is named
    return set(dump.splitlines())


def _subjects(lines: Iterable[bytes]) -> set[bytes]:
    """The things that lines are about, in angle brackets."""
    return {line[: line.index(b">") + 1] for line in lines if not line.startswith(_VALUE)}


def _facts(lines: Iterable[bytes]) -> Iterable[Fact]:
    """The statements in lines, the fields of values left out: they are looked at with what has the value."""
    own = b"\n".join(line for line in lines if not line.startswith(_VALUE))
    for quad in ox.parse(own, format=ox.RdfFormat.N_TRIPLES):
        assert isinstance(quad.subject, ox.NamedNode)  # a build holds no blank nodes
        yield quad.subject, quad.predicate, quad.object


def _merges(old: Version, new: Version) -> dict[Term, ox.NamedNode]:
    """The ids that were merged between the versions, each with the id that stands for it now."""
    text = f"SELECT DISTINCT ?old ?new {{ ?old <{PREFIXES['dcterms']}isReplacedBy> ?new }}"
    known = set(old.store.select(text).rows)
    follows = {one: other for one, other in new.store.select(text) if isinstance(other, ox.NamedNode)}
    found: dict[Term, ox.NamedNode] = {}
    for one, other in follows.items():
        assert one is not None
        if (one, other) not in known:
            last, seen = other, {one, other}
            while (further := follows.get(last)) is not None and further not in seen:
                seen.add(further)
                last = further
            found[one] = last
    return found


def _moved(
    lost: Iterable[bytes], won: Iterable[bytes], after: set[bytes], merges: Mapping[Term, ox.NamedNode]
) -> tuple[set[Fact], set[Fact]]:
    """The facts that went and came, once what was said of merged ids is said of their successors."""
    gone, come = set(_facts(lost)), set(_facts(won))
    if not merges:
        return gone, come
    moved = {(merges.get(subject, subject), prop, merges.get(value, value)): 0 for subject, prop, value in gone}
    still = {fact for fact in moved if fact in come or f"{fact[0]} {fact[1]} {fact[2]} .".encode() in after}
    return set(moved) - still, come - still


def _things(
    old: Side, new: Side, subjects: tuple[set[bytes], set[bytes]], merges: Mapping[Term, ox.NamedNode]
) -> tuple[ThingChange, ...]:
    before, after = subjects
    changes: dict[ox.NamedNode, list[FactChange]] = {}
    for subject, change in paired(old, new):
        changes.setdefault(subject, []).append(change)
    was = {iri: (str(iri).encode() in before, str(iri).encode() in after) for iri in changes}
    gone = [iri for iri, (_, there) in was.items() if not there]
    merged = {
        one: other for one, other in merges.items() if isinstance(one, ox.NamedNode) and str(one).encode() in before
    }
    names = {**labels(new.store, [*changes, *merged.values()]), **labels(old.store, [*gone, *merged])}
    sorts = {**_kinds(new, changes), **_kinds(old, [*gone, *merged])}
    found = [
        ThingChange(
            "changed" if all(there) else "added" if there[1] else "removed",
            iri,
            names[iri],
            sorts.get(iri, ""),
            tuple(sorted(changes[iri], key=lambda one: (one.label.casefold(), one.old_text, one.new_text))),
        )
        for iri, there in was.items()
    ]
    found += [
        ThingChange("merged", one, names[one], sorts.get(one, ""), (), other, names[other])
        for one, other in merged.items()
    ]
    return tuple(sorted(found, key=lambda thing: (_ORDER.index(thing.change), thing.name.casefold(), thing.iri.value)))


def _kinds(side: Side, iris: Iterable[ox.NamedNode]) -> dict[ox.NamedNode, str]:
    """What things are, in words."""
    found = {iri: node(kind) for iri, kind in kinds(side.store, iris).items() if ":" in kind}
    words = labels(side.store, found.values())
    return {iri: words[kind] for iri, kind in found.items()}


def _snapshots(gone: set[Fact], come: set[Fact]) -> dict[ox.NamedNode, bool]:
    typed = {
        fact[0]: added
        for facts, added in ((gone, False), (come, True))
        for fact in facts
        if fact[1:] == (_TYPE, _SNAPSHOT)
    }
    return dict(sorted(typed.items(), key=lambda pair: pair[0].value))

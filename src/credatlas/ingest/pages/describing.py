"""From the nodes of a page to things and statements: which nodes are things, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from ...claims.model import WITHDRAWN, ca
from ...terms import node as term
from ..cells import is_short_form
from ..model import Key, Said, Thing
from .graph import Node
from .identifiers import identifiers_of
from .mapping import Kind, Rule
from .plain import shortened
from .said import INFERRED, NORMALISED, Page

Reader = Callable[[Page, Node, str, Rule], None]
"""Reads the values of one property of a node; the text is the key of the thing that the node is."""

_MAIN: Final = frozenset("programme course offering event series work".split())
_NAMED_BY_OTHERS: Final = frozenset(("offering", "credential"))
_RANKS: Final = {kind: rank for rank, kind in enumerate("place organization person journal series".split())}
# what no longer holds when an event is cancelled or a credential is given up; its name and kind stay right
_STANDING: Final = frozenset(
    term(name)
    for name in (
        *("schema:startDate", "schema:endDate", "schema:offers", "schema:location", "ca:hasPeriod"),
        *("ca:registrationOpens", "ca:registrationCloses", "ca:isAwardedBy", "ca:isOfferedBy", "ca:awardsCredential"),
    )
)


def describe(page: Page, readers: dict[str, Reader]) -> None:
    """Fills a page with the things that its nodes describe and with what they say."""
    for node in _beginnings(page):
        reach(page, node)
    while page.waiting:
        node = page.waiting.pop(0)
        _read(page, node, readers)
    _foreign(page)


def reach(page: Page, node: Node, name: str = "") -> str:
    """The key of the thing that a node is, which is introduced; empty if it is none that the atlas keeps.

    Args:
        page: The page.
        node: The node.
        name: What to call it when it has no name of its own.
    """
    known = page.keys.get(node.name)
    if known is not None:
        return known
    kind = page.kind_of(node)
    if kind is None:
        return ""
    names = list(_names(page, node, kind, "name")) or ([name] if name else [])
    if not names and kind.kind not in _NAMED_BY_OTHERS:
        page.leave(node.types[0], shortened(_address(node) or node.types[0]), "it has no name that can be kept")
        page.keys[node.name] = ""
        return ""
    key = page.key_of(node, kind.kind, names[0] if names else "")
    others = [*names[1:], *_names(page, node, kind, "other_name")]
    short = tuple(dict.fromkeys(other for other in others if is_short_form(other)))
    page.add(
        Thing(
            key=key,
            kind=kind.kind,
            classes=(kind.class_,),
            name=names[0] if names else "",
            source=page.source,
            spot=page.spot(node.types[0]),
            others=tuple(dict.fromkeys(other for other in others if other not in (*short, names[0] if names else ""))),
            abbreviations=short,
            identifiers=identifiers_of(page, node, kind),
        )
    )
    page.waiting.append(node)
    return key


def refer(page: Page, value: object, kind: str, class_: ox.NamedNode, column: str) -> str:
    """The key of what a value names: a node, an address that the atlas may know, or a text; empty for none of them."""
    node = page.graph.node(value)
    if node is not None and page.kind_of(node) is not None:
        return reach(page, node)
    text = value.value if isinstance(value, ox.Literal) else next(iter(page.graph.words(node.name)), "") if node else ""
    if isinstance(value, ox.NamedNode) and node is None:
        return value.value
    name = page.plain(column, text) if text else ""
    if not name or name.startswith(("http://", "https://")):
        return name
    key = page.made_key(kind, name)
    page.add(Thing(key, kind, (class_,), name, page.source, page.spot(column)))
    return key


def sorted_things(page: Page) -> tuple[Thing, ...]:
    """The things of a page, each behind what it belongs to; offerings last."""
    found: dict[str, Thing] = {}

    def put(thing: Thing, chain: frozenset[str]) -> None:
        above = page.things.get(thing.within)
        if above is not None and above.key not in found and above.key not in chain:
            put(above, chain | {above.key})
        found.setdefault(thing.key, thing)

    for thing in sorted(page.things.values(), key=lambda one: _RANKS.get(one.kind, 9 + (one.kind == "offering"))):
        put(thing, frozenset((thing.key,)))
    return tuple(found.values())


def withdraw(page: Page, keys: Iterable[str]) -> None:
    """Marks what was said of dates, prices and providers of some things as withdrawn."""
    withdrawn = set(keys)
    page.statements = [
        replace(said, status=WITHDRAWN) if said.subject in withdrawn and said.predicate in _STANDING else said
        for said in page.statements
    ]


def run_of(page: Page, key: str, column: str) -> str:
    """The key of the run that dates and prices of a programme or course are of; itself where it names several."""
    thing = page.things[key]
    if thing.kind not in ("programme", "course"):
        return key
    runs = [
        said.subject for said in page.statements if said.predicate == ca("isOfferingOf") and said.object == Key(key)
    ]
    if len(runs) > 1:
        return key
    if not runs:
        run = Thing(
            f"{key}#run", "offering", (ca("ProgrammeOffering"),), thing.name, page.source, thing.spot, within=key
        )
        page.add(run)
        page.say(run.key, ca("isOfferingOf"), Key(key), column, INFERRED)
        return run.key
    return runs[0]


def _beginnings(page: Page) -> Iterator[Node]:
    """The nodes that the page is about: those that no requirement, licence or job only mentions."""
    for node in page.graph.nodes.values():
        kind = page.kind_of(node)
        if kind is None or kind.kind == "person":
            continue
        referrers = page.graph.referrers.get(node.name, ())
        held = any(name in page.vocabulary.holding and page.kind_of(by) is None for by, name in referrers)
        ours = kind.kind in _MAIN and any(page.kind_of(by) is not None for by, _ in referrers)
        if not referrers or held or ours:
            yield node


def _names(page: Page, node: Node, kind: Kind, reads: str) -> Iterator[str]:
    for name, values in node.properties.items():
        rule = page.vocabulary.rules.get((kind.kind, name))
        if rule is not None and rule.reads == reads:
            for text in (text for value in values for text in page.graph.words(value)):
                plain = page.plain(name, text)
                if plain:
                    yield plain


def _read(page: Page, node: Node, readers: dict[str, Reader]) -> None:
    key, kind = page.keys[node.name], page.kind_of(node)
    assert kind is not None  # only things wait
    for predicate, concept in kind.concepts:
        page.say(key, predicate, concept, node.types[0], NORMALISED)
    rules = [page.vocabulary.rules.get((kind.kind, name)) or _unmapped(name) for name in node.properties]
    # runs come before what is said of them, and how all of it is meant at the end
    for rule in sorted(rules, key=lambda rule: (rule.reads == "status", rule.run)):
        readers[rule.reads](page, node, key, rule)


def _unmapped(name: str) -> Rule:
    return Rule(name, "nothing", reason="its mapping has nothing for this property")


def _foreign(page: Page) -> None:
    """Notes what the page describes besides: once for each type."""
    seen: set[str] = set()
    for node in page.graph.nodes.values():
        of_page = set(node.types) & page.vocabulary.describing
        if node.name in page.keys or of_page or page.graph.referrers.get(node.name):
            continue
        for name in node.types[:1] or ("a thing without a type",):
            if name not in seen:
                seen.add(name)
                page.leave("@type", name, "the atlas has nothing of this type")


def _address(node: Node) -> str:
    return node.name.value if isinstance(node.name, ox.NamedNode) else ""


def stated_of(page: Page, keys: Iterable[str]) -> list[Said]:
    """What has been said of some things so far."""
    wanted = set(keys)
    return [said for said in page.statements if said.subject in wanted]

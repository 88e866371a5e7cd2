"""From the nodes of a page to things and statements: which nodes are things, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from ...claims.model import WITHDRAWN, ca
from ...terms import node as term
from ..cells import is_short_form
from ..model import Key, Said, Thing
from .graph import Node, Object
from .identifiers import identifiers_of
from .mapping import Kind, Rule
from .plain import web_address
from .said import INFERRED, LOCAL, NORMALISED, Page

Reader = Callable[[Page, Node, str, Rule], None]
"""Reads the values of one property of a node; the text is the key of the thing that the node is."""

_MAIN: Final = frozenset("programme course event series work".split())
_RANKS: Final = {kind: rank for rank, kind in enumerate("place organization person journal series".split())}
# what no longer holds when an event is cancelled or a credential is given up; what it is stays right
_STANDING: Final = frozenset(
    term(name)
    for name in (
        *("schema:startDate", "schema:endDate", "schema:offers", "ca:hasPeriod", "ca:registrationOpens"),
        *("ca:registrationCloses", "ca:isAwardedBy", "ca:isOfferedBy"),
    )
)


def describe(page: Page, readers: dict[str, Reader]) -> None:
    """Fills a page with the things that its nodes describe and with what they say."""
    for node in _beginnings(page):
        reach(page, node)
    while page.waiting:
        _read(page, page.waiting.popleft(), readers)
    page.statements = _withdrawn(page)
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
    names = list(_names(page, node, kind, "name")) or [text for text in (name or _category(page, node, kind),) if text]
    if not names:
        page.leave(node.types[0], _address(node) or node.types[0], "it has no name that can be kept")
        page.keys[node.name] = ""
        return ""
    key = page.key_of(node, kind.kind, names[0])
    others = dict.fromkeys(other for other in (*names, *_names(page, node, kind, "other_name")) if other != names[0])
    short = tuple(other for other in others if is_short_form(other))
    page.add(
        Thing(
            key=key,
            kind=kind.kind,
            classes=(kind.class_,),
            name=names[0],
            source=page.source,
            spot=page.spot(node.types[0]),
            others=tuple(other for other in others if other not in short),
            abbreviations=short,
            identifiers=identifiers_of(page, node, kind),
        )
    )
    page.waiting.append(node)
    return key


def refer(page: Page, value: Object, rule: Rule, kinds: Mapping[str, str], name: str = "") -> str:
    """The key of the thing that a value means; empty, and noted, if there is none.

    Args:
        page: The page.
        value: A thing of the page, an address that the atlas may know, or a name.
        rule: How the property is read that has the value.
        kinds: The kinds that it may be of, with the class of what only has a name; the first is made of names.
        name: What to call a thing of the page that has no name of its own.
    """
    node = page.graph.node(value)
    kind = None if node is None else page.kind_of(node)
    if node is not None and kind is not None:
        if kind.kind in kinds:
            return reach(page, node, name)
        called = page.graph.text(node, "name") or node.types[0]
        page.leave(rule.name, called, f"it is of the kind {kind.kind}, and {' or '.join(kinds)} is asked for")
        return ""
    if isinstance(value, ox.NamedNode) and node is None:
        if not value.value.startswith(LOCAL):
            return value.value
        page.leave(rule.name, value.value.removeprefix(LOCAL), "it points at nothing on the page")
        return ""
    text = page.plain(rule.name, next(iter(page.graph.words(value)), ""))
    if not text or web_address(text) is not None:
        return text
    made, class_ = next(iter(kinds.items()))
    key = page.made_key(made, text)
    page.add(Thing(key, made, (term(class_),), text, page.source, page.spot(rule.name)))
    return key


def sorted_things(page: Page) -> tuple[Thing, ...]:
    """The things of a page, each behind what it belongs to; offerings last."""
    found: dict[str, Thing] = {}
    for thing in sorted(page.things.values(), key=lambda one: _RANKS.get(one.kind, 9 + (one.kind == "offering"))):
        chain: dict[str, Thing] = {}
        above: Thing | None = thing
        while above is not None and above.key not in found and above.key not in chain:
            chain[above.key] = above
            above = page.things.get(above.within)
        found.update((one.key, one) for one in reversed(chain.values()))
    return tuple(found.values())


def run_of(page: Page, key: str, column: str) -> str:
    """The key of the run that dates and prices of a programme or course are of; itself where it names several."""
    thing = page.things[key]
    if thing.kind not in ("programme", "course"):
        return key
    runs = page.runs[key]
    if not runs:
        run = Thing(
            f"{key}#run", "offering", (ca("ProgrammeOffering"),), thing.name, page.source, thing.spot, within=key
        )
        page.add(run)
        page.say(run.key, ca("isOfferingOf"), Key(key), column, INFERRED)
    return next(iter(runs)) if len(runs) == 1 else key


def _withdrawn(page: Page) -> list[Said]:
    """The statements of a page, those of dates, prices and providers of what no longer holds marked as withdrawn."""
    things = page.withdrawn | {run for key in page.withdrawn for run in page.runs[key]}
    return [
        said._replace(status=WITHDRAWN) if said.subject in things and said.predicate in _STANDING else said
        for said in page.statements
    ]


def _beginnings(page: Page) -> Iterator[Node]:
    """The nodes that the page is about: those that no requirement, licence or job only mentions."""
    for node in page.graph.nodes.values():
        kind = page.kind_of(node)
        if kind is None or kind.kind == "person":
            continue
        if page.vocabulary.record and node.values(page.vocabulary.record):
            yield node
            continue
        referrers = [(by, name) for by, name in page.graph.referrers.get(node.name, ()) if not _is_part(page, by, node)]
        held = any(name in page.vocabulary.holding and page.kind_of(by) is None for by, name in referrers)
        ours = kind.kind in _MAIN and any(page.kind_of(by) is not None for by, _ in referrers)
        if not referrers or held or ours:
            yield node


def _is_foreign(value: Object) -> bool:
    language = getattr(value, "language", None)
    return language is not None and language.partition("-")[0] != "en"


def _is_part(page: Page, part: Node, whole: Node) -> bool:
    """Whether a nameless node is a part of another, at whatever depth: what it says of the whole is no mention."""
    seen: set[object] = set()
    while isinstance(part.name, ox.BlankNode) and part is not whole and part.name not in seen:
        seen.add(part.name)
        above = page.graph.referrers.get(part.name, ())
        if len(above) != 1:
            return False
        part = above[0][0]
    return part is whole


def _names(page: Page, node: Node, kind: Kind, reads: str) -> Iterator[str]:
    for name, values in node.properties.items():
        rule = page.vocabulary.rules.get((kind.kind, name))
        if rule is not None and rule.reads == reads:
            # an English name goes first: it is the one that the atlas shows
            for value in sorted(values, key=_is_foreign):
                yield from (plain for text in page.graph.words(value) if (plain := page.plain(name, text)))


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
                people = "people are kept as authors of articles only"
                page.leave("@type", name, people if page.kind_of(node) else "the atlas has nothing of this type")


def _category(page: Page, node: Node, kind: Kind) -> str:
    """The name of a credential that has none: its category."""
    text = page.graph.text(node, "credentialCategory") if kind.kind == "credential" else ""
    return page.plain("credentialCategory", text)


def _address(node: Node) -> str:
    return node.name.value if isinstance(node.name, ox.NamedNode) else ""

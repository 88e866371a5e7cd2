"""The readers of names, texts, links, concepts and other things, by the names that mappings have for them."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

import pyoxigraph as ox

from ...claims.model import ca
from ...names.belonging import OFFERING_OF, TO_BODY
from ...terms import node as term
from ..model import Key, Thing
from .amounts import date_of, duration_of, hours_of, number_of, prices_of, schedule_of
from .describing import Reader, refer
from .graph import Node, Object
from .located import place_of
from .mapping import Rule
from .plain import web_address
from .said import INFERRED, NORMALISED, STATED, Page

_BELONGING: Final = frozenset((*TO_BODY, OFFERING_OF, term("org:subOrganizationOf")))
_CLASSES: Final = {
    "credential": "ca:Credential",
    "offering": "ca:ProgrammeOffering",
    "organization": "ca:Organization",
    "person": "ca:Person",
    "series": "ca:EventSeries",
    "event": "ca:Event",
    "journal": "ca:Journal",
}
_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
_LONGEST: Final = 120
"""Characters of the longest prerequisite: what is longer is a sentence."""


def nothing_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """Left out, with the reason of the mapping; its first value stands for all."""
    for value in node.values(rule.name)[:1]:
        known = page.graph.node(value)
        texts = page.graph.words(value) or (known.types if known is not None else ())
        page.leave(rule.name, next(iter(texts), "something without a name"), rule.reason)


def taken(page: Page, node: Node, key: str, rule: Rule) -> None:
    """Stands on the thing itself: it was read when the thing was introduced."""


def link_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """Its address."""
    for text in page.graph.texts(node, rule.name)[:1]:
        address = web_address(text)
        if address is None:
            page.leave(rule.name, text, "it is no http or https address")
        else:
            page.say(key, _property(rule), address, rule.name)


def text_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """Plain text, such as a volume number."""
    for text in page.graph.texts(node, rule.name)[:1]:
        plain = page.plain(rule.name, text, 60)
        if plain:
            page.say(key, _property(rule), ox.Literal(plain), rule.name)


def thing_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """Another thing; of the wrong kind it is left out."""
    if rule.unless and node.values(rule.unless):
        return
    basis = INFERRED if rule.unless else STATED
    for value in node.values(rule.name):
        other = refer(page, value, rule, _kinds(rule), page.things[key].name if rule.kind == "offering" else "")
        if other and rule.inverse and other not in page.things:
            page.leave(rule.name, other, "of an address alone nothing is said: this page describes no such thing")
        elif other and other != key:
            subject, object_ = (other, key) if rule.inverse else (key, other)
            page.say(subject, _property(rule), Key(object_), rule.name, basis)
            if _property(rule) in _BELONGING:
                page.belongs(subject, object_)


def award_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """The credential that those who complete a programme earn: a thing of its own."""
    values = node.values(rule.name)
    for number, value in enumerate(values, start=1):
        known = page.graph.node(value)
        if isinstance(value, ox.NamedNode) or (known is not None and page.kind_of(known) is not None):
            text = "" if known is None else page.graph.text(known, "credentialCategory")
            called = _award_name(page, key, page.plain("credentialCategory", text), several=len(values) > 1)
            other = refer(page, value, rule, _kinds(rule), called)
        else:
            award = f"{key}#award" if number == 1 else f"{key}#award-{number}"
            other = _award_in_words(page, key, rule, value, award, several=len(values) > 1)
        if other:
            page.say(key, _property(rule), Key(other), rule.name)
            page.belongs(other, key)


def _award_name(page: Page, key: str, award: str, *, several: bool) -> str:
    """What to call a credential that has no name: as its programme, where the award tells only its type."""
    programme = page.things[key].name
    found = page.lookup.find_concept("credential-type", award) if award else None
    if award and (found is None or not found.exact):
        return award
    return f"{award}, {programme}" if award and several else programme


def _award_in_words(page: Page, key: str, rule: Rule, value: Object, award: str, *, several: bool) -> str:
    plain = page.plain(rule.name, next(iter(page.graph.words(value)), ""))
    if web_address(plain) is not None:
        page.leave(rule.name, plain, "an address alone tells no credential")
        return ""
    if not plain:
        return ""
    name = _award_name(page, key, plain, several=several)
    page.add(Thing(award, "credential", (ca("Credential"),), name, page.source, page.spot(rule.name)))
    _state_type(page, award, plain, rule.name)
    return award


def _state_type(page: Page, key: str, text: str, column: str) -> None:
    found = page.lookup.find_concept("credential-type", text)
    if found is not None:
        page.say(key, ca("hasCredentialType"), found.concept, column, NORMALISED if found.exact else INFERRED)
    page.say(key, ca("statedAward"), ox.Literal(text), column)


def concepts_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """Concepts of a scheme; the words are kept where the mapping has a property for them."""
    for value in node.values(rule.name):
        named = _by_value(page, value)
        if named is not None and f"/{rule.scheme}#" in named.value:
            page.say(key, _property(rule), named, rule.name, NORMALISED)
            continue
        texts = page.graph.words(value)
        if rule.name == "keywords":  # schema.org separates them by commas, or lists them
            texts = [part for text in texts for part in text.split(",")]
        for text in (page.plain(rule.name, one) for one in texts if one.strip()):
            if text:
                _concepts_in(page, key, rule, text)


def _by_value(page: Page, value: Object) -> ox.NamedNode | None:
    """The concept that the mapping has for a value: for its IRI, its text, or the term that it aligns to."""
    known = page.graph.node(value)
    names = [] if known is None else page.graph.texts(known, "targetNode", "url")
    if not isinstance(value, ox.BlankNode):
        names.append(value.value)
    return next(
        (page.vocabulary.values[n] for n in map(page.vocabulary.local, names) if n in page.vocabulary.values), None
    )


def _concepts_in(page: Page, key: str, rule: Rule, text: str) -> None:
    found, missing = page.lookup.find_concepts(rule.scheme, text.replace("|", "/"))
    for hit in found:
        page.say(key, _property(rule), hit.concept, rule.name, NORMALISED if hit.exact else INFERRED)
    if rule.stated is not None:
        page.say(key, rule.stated, ox.Literal(text), rule.name)
    kept = "; the words are kept" if rule.stated is not None else ""
    for phrase in missing:
        page.leave(rule.name, phrase, f"no concept of the scheme {rule.scheme}{kept}")


def needed_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """What one must have before: a credential type, else a few words."""
    for value in node.values(rule.name):
        known = page.graph.node(value)
        texts = page.graph.words(value) or (
            page.graph.texts(known, "credentialCategory", "educationalLevel") if known else []
        )
        for text in texts[:1]:
            plain = page.plain(rule.name, text, _LONGEST)
            found = page.lookup.find_concept(rule.scheme, plain) if plain else None
            if found is not None and found.exact:
                page.say(key, ca("minimumDegree"), found.concept, rule.name, NORMALISED)
            elif plain:
                page.say(key, _property(rule), ox.Literal(plain, language=page.language), rule.name)


def language_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """The language of teaching, as a code."""
    for value in node.values(rule.name):
        known = page.graph.node(value)
        texts = page.graph.texts(known, "alternateName") if known is not None else page.graph.words(value)
        code = next((code for code in map(partial(_language, page), texts) if code), "")
        if code:
            page.say(key, _property(rule), ox.Literal(code), rule.name)
        else:
            page.leave(rule.name, next(iter(texts), "a language"), "it is no language code such as en")


def _language(page: Page, text: str) -> str:
    match = _LANGUAGE.fullmatch(text.strip())
    return match[1].lower() if match else page.vocabulary.codes["languages"].get(text.strip().casefold(), "")


def authors_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """Authors: things, and their names in the order of the page."""
    names = []
    for value in node.values(rule.name):
        other = refer(page, value, rule, {"person": "ca:Person", "organization": "ca:Organization"})
        if other:
            page.say(key, _property(rule), Key(other), rule.name)
            names.append(page.things[other].name if other in page.things else "")
    if names and all(names):
        page.say(key, ca("authorList"), ox.Literal("; ".join(names)), rule.name)


def within_journal(page: Page, node: Node, key: str, rule: Rule) -> None:
    """The journal of an article, behind its issue and volume, whose numbers are the article's."""
    value = next(iter(node.values(rule.name)), None)
    seen: set[Object] = set()
    while value is not None and value not in seen:
        seen.add(value)
        holder = page.graph.node(value)
        if holder is None or page.kind_of(holder) is not None:
            journal = refer(page, value, rule, _kinds(rule))
            if journal:
                page.say(key, _property(rule), Key(journal), rule.name)
            return
        for name in ("volumeNumber", "issueNumber"):
            text_of(page, holder, key, Rule(name, "text", term(f"schema:{name}")))
        value = next(iter(holder.values("isPartOf")), None)


def status_of(page: Page, node: Node, key: str, rule: Rule) -> None:
    """How all of it is meant: what is cancelled or given up is withdrawn, and said to be."""
    for value in node.values(rule.name):
        known = page.graph.node(value)
        texts = [*(page.graph.texts(known, "targetNode") if known is not None else []), *page.graph.words(value)]
        statuses = [page.vocabulary.statuses.get(page.vocabulary.local(text)) for text in texts]
        status = next((one for one in statuses if one is not None), None)
        if status is None:
            page.leave(rule.name, next(iter(texts), ""), "the mapping does not have this status")
        elif status == term("status:withdrawn"):
            page.withdrawn.add(key)
            page.leave(rule.name, texts[0], "its dates and prices, and who offers it, come in as withdrawn")


def _property(rule: Rule) -> ox.NamedNode:
    assert rule.property is not None, f"the mapping gives no property for {rule.name}"
    return rule.property


def _kinds(rule: Rule) -> dict[str, str]:
    return {rule.kind: _CLASSES[rule.kind]}


READERS: Final[dict[str, Reader]] = {
    "authors": authors_of,
    "award": award_of,
    "concepts": concepts_of,
    "date": date_of,
    "duration": duration_of,
    "hours": hours_of,
    "identifier": taken,
    "language": language_of,
    "link": link_of,
    "name": taken,
    "needed": needed_of,
    "nothing": nothing_of,
    "number_of": number_of,
    "other_name": taken,
    "place": place_of,
    "prices": prices_of,
    "schedule": schedule_of,
    "status": status_of,
    "text": text_of,
    "thing": thing_of,
    "within_journal": within_journal,
}
"""The readers by the names that mapping files use."""

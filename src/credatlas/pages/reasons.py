"""Why something is so: every claim on a thing with its place, and the rules behind what no source states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import pyoxigraph as ox

from ..cards.layout import names_on_cards
from ..errors import NotFoundError
from ..evidence import ClaimView, InferredView, Step, explain, why
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import Term, compact, node, show
from ..wording import describe_values, is_value, spaced
from .addresses import Addresses
from .said import Said, said, source_names

_TYPE: Final = node("rdf:type")


@dataclass(frozen=True, slots=True)
class Reason:
    """A value of a property with all who state it, or with the rules by which it follows.

    Attributes:
        text: The value in words.
        address: Where it leads; empty for nowhere.
        rank: ``shown``, ``agrees``, ``overruled`` or ``inferred``.
        said: Who says so.
        steps: How it follows, one sentence each.
        because: Why another value is shown, or why this one is, where there is a contradiction.
    """

    text: str
    address: str
    rank: str
    said: tuple[Said, ...] = ()
    steps: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class ReasonsPage:
    """The reasons for what is known of a thing.

    Attributes:
        name: The name of the thing.
        address: Its page.
        properties: For each property its label, where it is explained, and its values.
    """

    name: str
    address: str
    properties: tuple[tuple[str, str, tuple[Reason, ...]], ...]


def reasons_page(store: Store, iri: ox.NamedNode, property_: ox.NamedNode | None, addresses: Addresses) -> ReasonsPage:
    """Every claim on a thing, or on one property of it, and the chain behind every inferred fact.

    Raises:
        NotFoundError: There is no claim, and nothing follows.
    """
    views = why(store, iri, property_, include_inferred=property_ is not None)
    if not views:
        what = f" by {compact(property_)}" if property_ else ""
        raise NotFoundError(f"nobody says anything of {compact(iri)}{what}", hint="unknown is not no")
    words = _words(store, [iri, *_terms(views)])
    words |= source_names(store, dict.fromkeys(view.source for view in views if isinstance(view, ClaimView)))
    words[_TYPE] = "class"
    shown = names_on_cards(store, [iri])
    found = []
    for property_iri, own in groupby(views, key=lambda view: view.predicate):
        reasons = tuple(_reasons(list(own), words, addresses))
        label = shown.get(property_iri) or spaced(words[property_iri])
        found.append((label, addresses.thing(property_iri), reasons))
    return ReasonsPage(words[iri], addresses.thing(iri), tuple(found))


def _reasons(
    views: Sequence[ClaimView | InferredView], words: dict[ox.NamedNode, str], addresses: Addresses
) -> Iterator[Reason]:
    for value, own in groupby(views, key=lambda view: (view.object, isinstance(view, InferredView))):
        term, views_ = value[0], list(own)
        text, address = _text(term, words), _address(term, addresses)
        claims = [view for view in views_ if isinstance(view, ClaimView)]
        if claims:
            case = claims[0].conflict
            because = explain(case, words) if case is not None else ""
            yield Reason(text, address, claims[0].rank, said(claims, words, addresses), because=because)
        for view in views_:
            if isinstance(view, InferredView):
                yield Reason(text, address, "inferred", steps=tuple(_step(step, words) for step in view.steps))


def _step(step: Step, words: dict[ox.NamedNode, str]) -> str:
    premises = "; ".join(_sentence(premise.triple, words) for premise in step.premises)
    return f"{_sentence(step.conclusion, words)}, because {premises} ({step.plain})"


def _sentence(triple: tuple[ox.NamedNode, ox.NamedNode, Term], words: dict[ox.NamedNode, str]) -> str:
    subject, predicate, value = triple
    return f"{_text(subject, words)} – {spaced(_text(predicate, words))} – {_text(value, words)}"


def _text(term: Term, words: dict[ox.NamedNode, str]) -> str:
    return words.get(term) or show(term) if isinstance(term, ox.NamedNode) else show(term)


def _address(term: Term, addresses: Addresses) -> str:
    return addresses.thing(term) if isinstance(term, ox.NamedNode) and not is_value(term) else ""


def _terms(views: Iterable[ClaimView | InferredView]) -> Iterator[Term]:
    for view in views:
        yield view.predicate
        yield view.object
        if isinstance(view, InferredView):
            for step in view.steps:
                yield from step.conclusion
                for premise in step.premises:
                    yield from premise.triple


def _words(store: Store, terms: Iterable[Term]) -> dict[ox.NamedNode, str]:
    nodes = list(dict.fromkeys(term for term in terms if isinstance(term, ox.NamedNode)))
    values = [one for one in nodes if is_value(one)]
    return {
        **labels(store, [one for one in nodes if not is_value(one)]),
        **(describe_values(store, values) if values else {}),
    }

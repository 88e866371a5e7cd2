"""Verdicts in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..terms import Term
from .facets import Facets
from .judging import UNKNOWN, Verdict
from .model import Reason
from .naming import Naming

Words = Mapping[NamedNode, str]


def reason(verdict: Verdict, facets: Facets, words: Words, *, conflict: bool) -> Reason:
    """A verdict in plain words.

    Args:
        verdict: One that is not ``no``.
        facets: What was asked for.
        words: The names of the things and the words for the prices and periods that verdicts speak of.
        conflict: Whether sources contradict each other on the value that counted.
    """
    text = _SENTENCES[verdict.facet](verdict, facets, words)
    return Reason(verdict.facet, verdict.fits, text, conflict)


def named_in(verdict: Verdict) -> list[NamedNode]:
    """The things, concepts and values that the words for a verdict need."""
    parts = [verdict.asked, *((verdict.statement[0], verdict.statement[2]) if verdict.statement else ())]
    return [part for part in parts if isinstance(part, NamedNode)]


def text_reason(naming: Naming, near: str, typed: tuple[str, ...], words: Words) -> Reason:
    """How free text fits."""
    grouped: dict[tuple[NamedNode, str], list[str]] = {}
    for word, thing, role in naming.elsewhere:
        grouped.setdefault((thing, role), []).append(word)
    parts = [
        f"“{' '.join(found)}” in {'the words of a source' if role == 'stated' else f'the {role} {words[thing]}'}"
        for (thing, role), found in grouped.items()
    ]
    elsewhere = {word for word, _, _ in naming.elsewhere}
    own = [word for word in typed if word not in elsewhere]
    if own:
        parts.insert(0, f"“{' '.join(own)}” in its name")
    text = ", ".join(parts)
    return Reason("words", "yes", f"{text} (near “{near}”)" if near else text)


def _found(verdict: Verdict, words: Words) -> str:
    return "" if verdict.statement is None else _text(verdict.statement[2], words)


def _text(term: Term, words: Words) -> str:
    if isinstance(term, NamedNode):
        return words[term]
    return term.value if isinstance(term, Literal) else str(term)


def _asked(verdict: Verdict, words: Words) -> str:
    return "" if verdict.asked is None else words[verdict.asked]


def _audience(verdict: Verdict, facets: Facets, words: Words) -> str:
    if verdict.fits == UNKNOWN:
        return "audience unknown"
    found, asked = _found(verdict, words), _asked(verdict, words)
    notes = {"narrower": f", a part of {asked}", "wider": f", who include {asked}"}
    return f"for {found}{notes.get(verdict.relation, '')}"


def _modality(verdict: Verdict, facets: Facets, words: Words) -> str:
    if verdict.fits == UNKNOWN:
        return "modality unknown"
    found = _found(verdict, words)
    return found if verdict.relation == "exact" else f"{found}, a kind of {_asked(verdict, words)}"


def _topic(verdict: Verdict, facets: Facets, words: Words) -> str:
    if verdict.fits == UNKNOWN:
        return "topics unknown"
    found = _found(verdict, words)
    return f"covers {found}" if verdict.relation == "exact" else f"covers {found}, a part of {_asked(verdict, words)}"


def _type(verdict: Verdict, facets: Facets, words: Words) -> str:
    if verdict.fits == UNKNOWN:
        return "type unknown"
    found = _found(verdict, words)
    return found if verdict.relation == "exact" else f"{found}, a kind of {_asked(verdict, words)}"


def _country(verdict: Verdict, facets: Facets, words: Words) -> str:
    if verdict.fits == UNKNOWN or verdict.statement is None:
        return "country unknown"
    country = _asked(verdict, words)
    return f"in {country}, where {words[verdict.statement[0]]} is" if verdict.distance else f"in {country}"


def _price(verdict: Verdict, facets: Facets, words: Words) -> str:
    if verdict.fits != UNKNOWN:
        return _found(verdict, words)
    if verdict.statement is None or facets.ceiling is None:
        return "price unknown"
    found = _found(verdict, words)
    if verdict.relation == "unit":
        whole = facets.ceiling.per is None
        other = "a price for the whole" if whole else f"a price per {_asked(verdict, words)}"
        return f"{found}: not comparable with {other}"
    if verdict.relation == "currency":
        return f"{found}: not comparable with {facets.ceiling.currency}"
    return f"price not comparable: {found}"


def _start(verdict: Verdict, facets: Facets, words: Words) -> str:
    if verdict.statement is None:
        return "start unknown"
    found = f"starts {_found(verdict, words)}"
    return f"{found}, which may be in that time or not" if verdict.fits == UNKNOWN else found


def _registration(verdict: Verdict, facets: Facets, words: Words) -> str:
    if verdict.statement is None:
        return "registration unknown"
    found = _found(verdict, words)
    if verdict.fits == UNKNOWN:
        return f"registration closes {found}: unknown whether it is open"
    return f"registration open until {found}"


_SENTENCES: Final[dict[str, Callable[[Verdict, Facets, Words], str]]] = {
    "audience": _audience,
    "modality": _modality,
    "topic": _topic,
    "type": _type,
    "country": _country,
    "price": _price,
    "start": _start,
    "registration": _registration,
}

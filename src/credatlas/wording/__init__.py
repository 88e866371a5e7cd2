"""Prices, counts, durations and periods in a few readable words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..store.protocol import Store
from ..terms import CA, ID, PREFIXES, Term, compact
from ..tokens import engine_proof

_VALUE: Final = f"{ID}value/"
_CHUNK: Final = 200  # keeps a query below the cap on its tokens
_PREF_LABEL: Final = f"<{PREFIXES['skos']}prefLabel>"
_PRICE: Final = PREFIXES["schema"] + "price"
_CURRENCY: Final = PREFIXES["schema"] + "priceCurrency"
_PLAIN_TIER: Final = PREFIXES["tier"] + "standard"
_WHOLE: Final = PREFIXES["unit"] + "programme"

Labels = Mapping[NamedNode, str]


def is_value(term: Term | None) -> bool:
    """Whether a term is a value node: a price, count, duration or period without identity of its own."""
    return isinstance(term, NamedNode) and term.value.startswith(_VALUE)


def describe_values(store: Store, iris: Iterable[NamedNode]) -> dict[NamedNode, str]:
    """Each value node in a few words: ``8500 USD``, ``17 hubs``, ``4 weeks``, ``May/June 2025``; by one query for many.

    What says nothing by itself is its short id; see :func:`describe_fields`.
    """
    wanted = list(dict.fromkeys(iris))
    fields, labels = value_fields(store, wanted)
    return {iri: describe_fields(fields.get(iri, {}), labels) or compact(iri) for iri in wanted}


def spaced(label: str) -> str:
    """A label that is one word with capitals inside, as outside vocabularies have, in words; any other as it is.

    Example:
        >>> spaced("datePublished"), spaced("ROR id")
        ('date published', 'ROR id')
    """
    if not re.fullmatch(r"[a-z]+(?:[A-Z][a-z]+)+", label):
        return label
    return re.sub(r"[A-Z]", lambda capital: f" {capital[0].lower()}", label)


def value_fields(
    store: Store, iris: Sequence[NamedNode]
) -> tuple[dict[NamedNode, dict[NamedNode, tuple[Term, ...]]], dict[NamedNode, str]]:
    """The fields of value nodes, and the labels of the concepts among them."""
    fields: dict[NamedNode, dict[NamedNode, tuple[Term, ...]]] = {}
    labels: dict[NamedNode, str] = {}
    for start in range(0, len(iris), _CHUNK):
        nodes = " ".join(engine_proof(str(iri)) for iri in iris[start : start + _CHUNK])
        # sorted here: ORDER BY took pyoxigraph three times as long as all the rest
        text = f"SELECT ?v ?p ?o ?n {{ VALUES ?v {{ {nodes} }} ?v ?p ?o . OPTIONAL {{ ?o {_PREF_LABEL} ?n }} }}"
        for value, predicate, term, name in sorted(store.select(text), key=str):
            assert isinstance(value, NamedNode) and isinstance(predicate, NamedNode) and term is not None
            known = fields.setdefault(value, {})
            if term not in known.get(predicate, ()):
                known[predicate] = (*known.get(predicate, ()), term)
            if (
                isinstance(term, NamedNode)
                and isinstance(name, Literal)
                and (term not in labels or name.language == "en")
            ):
                labels[term] = name.value
    return fields, labels


def describe_fields(fields: Mapping[NamedNode, Sequence[Term]], labels: Labels) -> str:
    """The fields of a value node in a few words; what the source printed where nothing better is known.

    Args:
        fields: Property to terms.
        labels: Readable names of the concepts; without one the local name is taken.

    Returns:
        Empty when the fields say nothing.
    """
    text = {predicate.value: _text(terms[0], labels) for predicate, terms in fields.items() if terms}
    stated = text.get(f"{CA}stated", "")
    if f"{CA}aspect" in text:
        return f"{text[f'{CA}aspect']}: {stated}" if stated else text[f"{CA}aspect"]
    if _PRICE in text:
        return _price(text, fields, labels)
    if f"{CA}countOf" in text or f"{CA}unit" in text:
        return _amount(text) or _joined(stated, text.get(f"{CA}countOf", ""))
    if f"{CA}startsNotBefore" in text or f"{CA}endsNotAfter" in text:
        return _period(stated, text.get(f"{CA}startsNotBefore", ""), text.get(f"{CA}endsNotAfter", ""))
    return stated or text.get(f"{CA}edtf", "")


def _text(term: Term, labels: Labels) -> str:
    if isinstance(term, NamedNode):
        return labels.get(term) or re.split(r"[#/]", term.value)[-1].replace("-", " ")
    return term.value if isinstance(term, Literal) else str(term)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _price(text: Mapping[str, str], fields: Mapping[NamedNode, Sequence[Term]], labels: Labels) -> str:
    amount, currency = text[_PRICE], text.get(_CURRENCY, "")
    if re.fullmatch(r"0+(\.0*)?", amount):
        words = "free"
    else:
        words = _joined(amount, currency)
    per = fields.get(NamedNode(f"{CA}pricePer"), ())
    # what a whole programme costs is what everybody takes a price for
    words += "".join(f" per {_text(term, labels)}" for term in per if getattr(term, "value", "") != _WHOLE)
    tiers = fields.get(NamedNode(f"{CA}priceTier"), ())
    notes = [_text(term, labels) for term in tiers if getattr(term, "value", "") != _PLAIN_TIER]
    notes += [text[f"{CA}cohort"]] if f"{CA}cohort" in text else []
    return words + (f" ({', '.join(notes)})" if notes else "")


def _amount(text: Mapping[str, str]) -> str:
    least, most = text.get(f"{CA}atLeast", ""), text.get(f"{CA}atMost", "")
    if not least and not most:
        return ""
    if least == most:
        number = least
    elif least and most:
        number = f"{least} to {most}"
    else:
        number = f"at least {least}" if least else f"at most {most}"
    unit, counted = text.get(f"{CA}unit", ""), text.get(f"{CA}countOf", "")
    if unit:  # units are labelled in the singular, what is counted in the plural
        noun = _plural(unit, most or least)
    else:
        noun = _singular(counted) if number == "1" else counted
    notes = [counted] if unit and counted else []
    notes += [text[f"{CA}cohort"]] if f"{CA}cohort" in text else []
    return _joined(number, noun) + (f" ({', '.join(notes)})" if notes else "")


def _plural(noun: str, number: str) -> str:
    return noun if number == "1" or noun.endswith("s") else f"{noun}s"


def _singular(noun: str) -> str:
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")


def _period(stated: str, first: str, last: str) -> str:
    if first and last:
        span = first if first == last else f"{first} to {last}"
    else:
        span = f"from {first}" if first else f"by {last}"
    if not stated:
        return span
    # words such as "recently" mean nothing without the dates; a printed year stands by itself
    return stated if re.search(r"\d{4}", stated) else f"{stated} ({span})"

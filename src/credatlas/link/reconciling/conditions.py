"""Whether a candidate has what a query says of it besides its name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from ...names import labels
from ...names.folding import fold
from ...names.labels import terms
from ...store.protocol import Store
from ...terms import ID
from ..countries import agree, country_names
from ..keys import tokens
from .describing import parts
from .identifiers import bearers, identifier
from .model import Condition, Given, Property
from .vocabulary import COUNTRY

MOST_HOLDING: Final = 200
_WEB: Final = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)


def holding(store: Store, property_: Property, given: Iterable[Given]) -> list[NamedNode]:
    """The things that have exactly one of some values: a text, an address, a number, a day, or a thing.

    They come in the order of their IRIs, at most :data:`MOST_HOLDING`.

    Raises:
        StoreError: The store failed.
    """
    forms = [form for one in given for form in _forms(store, one)]
    if not forms:
        return []
    rows = store.select(
        f"SELECT DISTINCT ?s {{ VALUES ?o {{ {terms(forms)} }} ?s {property_.path} ?o }} ORDER BY ?s"
        f" LIMIT {MOST_HOLDING}"
    )
    return [row[0] for row in rows if isinstance(row[0], NamedNode) and row[0].value.startswith(ID)]


def _forms(store: Store, given: Given) -> list[NamedNode | Literal]:
    """The terms that a value may be in the graph."""
    known = identifier(given.id or given.text)
    found: list[NamedNode | Literal] = []
    if known is not None:
        found += [*bearers(store, known), Literal(known.value)]
    try:
        found += [Literal(given.text), Literal(given.text, language="en")]
        if re.match(r"https?://", given.text):
            found.append(NamedNode(given.text))
    except (ValueError, UnicodeError):  # no term, so no value either
        return found
    for datatype, form in _TYPED:
        if form.match(given.text):
            found.append(Literal(given.text, datatype=datatype))
    return found


_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_TYPED: Final = tuple(
    (NamedNode(_XSD + name), re.compile(form))
    for name, form in (
        ("integer", r"[0-9]{1,18}\Z"),
        ("decimal", r"[0-9]{1,18}(?:\.[0-9]{1,18})?\Z"),
        ("date", r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"),
        ("gYear", r"[0-9]{4}\Z"),
        ("gYearMonth", r"[0-9]{4}-[0-9]{2}\Z"),
    )
)


def values_of(
    store: Store, property_: Property, things: Sequence[NamedNode]
) -> dict[NamedNode, list[NamedNode | Literal]]:
    """The values of a property of some things; things without any are left out.

    Raises:
        StoreError: The store failed.
    """
    found: dict[NamedNode, list[NamedNode | Literal]] = defaultdict(list)
    for part in parts(things):
        for thing, value in store.select(
            f"SELECT DISTINCT ?s ?o {{ VALUES ?s {{ {terms(part)} }} ?s {property_.path} ?o }} ORDER BY ?s ?o"
        ):
            if isinstance(thing, NamedNode) and isinstance(value, NamedNode | Literal):
                found[thing].append(value)
    return found


def met(
    store: Store, condition: Condition, property_: Property | None, things: Sequence[NamedNode]
) -> dict[NamedNode, bool | None]:
    """Whether each thing meets a condition; None where nothing is known of it that could be compared.

    Raises:
        StoreError: The store failed.
    """
    if property_ is None:
        return dict.fromkeys(things)
    known = values_of(store, property_, things)
    names = labels(store, {value for values in known.values() for value in values if isinstance(value, NamedNode)})
    answers: dict[NamedNode, bool | None] = {}
    for thing in things:
        texts = [
            (value.value, names[value]) if isinstance(value, NamedNode) else (value.value, value.value)
            for value in known.get(thing, ())
        ]
        same = [any(_same(given, *text, property_) for text in texts) for given in condition.values]
        if condition.quantifier == "none":
            answers[thing] = not any(same)
        elif not texts:
            answers[thing] = None
        else:
            answers[thing] = all(same) if condition.quantifier == "all" else any(same)
    return answers


def _same(given: Given, value: str, name: str, property_: Property) -> bool:
    known = identifier(given.id or given.text)
    if known is not None and value in (known.value, known.iri):
        return True
    if given.id and given.id == value:
        return True
    if not given.text:
        return False
    if _WEB.match(given.text) and _WEB.match(value):
        return site(given.text) == site(value)
    if property_.id == COUNTRY.id:
        asked, there = _country(given.text), _country(name)
        return agree(asked, there) if asked and there else fold(given.text) == fold(name)
    # a year or a month names all of its days
    dated = re.fullmatch(r"[0-9]{4}(?:-[0-9]{2})?", given.text) and value.startswith(f"{given.text}-")
    return bool(dated) or fold(given.text) in (fold(name), fold(value))


def _country(text: str) -> str:
    """The ISO 3166-1 code of a country, by its name or by the code itself; empty when there is none."""
    code = text.strip().upper()
    return country_names().get(" ".join(tokens(text)), code if code in country_names().values() else "")


def site(address: str) -> str:
    """The host of an address without ``www.``: two pages of one site are enough to agree; the text when it is none."""
    text = address if "://" in address else f"https://{address}"
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return text
    return host.removeprefix("www.")

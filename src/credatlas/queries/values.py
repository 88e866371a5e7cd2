"""From what a caller gives to typed terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from ..errors import QueryError, UsageError, did_you_mean
from ..results import Table
from ..store.protocol import Store
from ..terms import BASE, PREFIXES, Term, node, prologue, show
from ..tokens import engine_proof
from .binding import Bound, example_of
from .model import Parameter, Query

_XSD: Final = PREFIXES["xsd"]
_MOST_DIGITS: Final = 15  # engines keep integers in 64 bits and decimals in 128
_MOST_SHOWN: Final = 20
_NOUNS: Final = {
    "integer": "a whole number",
    "decimal": "a number",
    "date": "a date like 2025-04-14",
    "string": "a text",
}


def parse_values(store: Store, query: Query, raw: Mapping[str, Any]) -> dict[str, Bound]:
    """Typed terms by parameter, defaults filled in, optional parameters without a value left out.

    Args:
        store: Where names and choices are looked up.
        query: The canned query.
        raw: Texts as typed, Python values or terms; lists of them for parameters that take lists.
            None and an empty list count as not given.

    Raises:
        UsageError: A parameter is unknown, missing or of the wrong type.
        NotFoundError: Nothing goes by a name that was given.
        AmbiguousError: Several things do.
    """
    given = {name.replace("-", "_"): value for name, value in raw.items() if value not in (None, [], ())}
    for name in given:
        if query.parameter(name) is None:
            known = [parameter.option for parameter in query.parameters]
            option = "--" + name.replace("_", "-")
            hint = did_you_mean(option, known) or (f"it has {', '.join(known)}" if known else "it has none")
            raise UsageError(f"{query.name} has no parameter {option}", hint=hint, place=option)
    bound: dict[str, Bound] = {}
    for parameter in query.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is not None and value != ():
            bound[parameter.name] = _bound(store, parameter, value)
        elif parameter.required:
            raise UsageError(
                f"{query.name} needs {parameter.option}", hint=example_of(parameter), place=parameter.option
            )
    return bound


def choices(store: Store, parameter: Parameter) -> list[tuple[str, str]]:
    """The values that a parameter can have, as (what to type, readable label), sorted; empty for free ones."""
    if parameter.choices:
        return [(choice, choice) for choice in parameter.choices]
    if parameter.choices_from:
        return [(show(term), show(term)) for term in _from_graph(store, parameter)]
    if parameter.type == "concept":
        pattern = f"?s <{PREFIXES['skos']}inScheme> {_scheme(parameter)}"
    elif parameter.classes:
        pattern = f"?s a ?class . VALUES ?class {{ {' '.join(str(node(name)) for name in parameter.classes)} }}"
    else:
        return []
    from ..names.labels import labels

    rows = store.select(f"SELECT DISTINCT ?s {{ {pattern} FILTER(isIRI(?s)) }} ORDER BY ?s")
    found = [row[0] for row in rows if isinstance(row[0], NamedNode)]
    shown = labels(store, found)
    return [(show(iri), shown[iri]) for iri in found]


def _bound(store: Store, parameter: Parameter, value: Any) -> Bound:
    if isinstance(value, list | tuple | set | frozenset):
        if not parameter.is_list:
            raise _wrong(parameter, f"{parameter.option} takes one value, not {len(value)}")
        # doubled values are the same question; the order is the caller's
        return tuple(dict.fromkeys(_term(store, parameter, one) for one in value))
    term = _term(store, parameter, value)
    return (term,) if parameter.is_list else term


def _term(store: Store, parameter: Parameter, value: Any) -> Term:
    if parameter.type in ("iri", "concept"):
        return _thing(store, parameter, value)
    literal = literal_of(parameter, value)
    if parameter.choices and literal.value not in parameter.choices:
        raise _not_a_choice(parameter, literal.value, list(parameter.choices))
    return _in_graph(store, parameter, literal) if parameter.choices_from else literal


def _thing(store: Store, parameter: Parameter, value: Any) -> NamedNode:
    from ..names.resolving import Scope, resolve_in

    if isinstance(value, NamedNode):
        value = value.value
    if not isinstance(value, str):
        raise _wrong(parameter, f"{value!r} names no {parameter.scheme or 'thing'}")
    if parameter.type == "concept":
        noun = parameter.scheme.replace("-", " ")
        return resolve_in(store, value, Scope(scheme=_scheme(parameter), place=parameter.option, noun=noun))
    classes = tuple(node(name) for name in parameter.classes)
    nouns = " or ".join(name.partition(":")[2] for name in parameter.classes) or "thing"
    return resolve_in(store, value, Scope(classes=classes, place=parameter.option, noun=nouns))


def _scheme(parameter: Parameter) -> NamedNode:
    return NamedNode(f"{BASE}vocab/{parameter.scheme}")


def literal_of(parameter: Parameter, value: Any) -> Literal:
    """The typed literal for a value of a string, integer, decimal or date parameter.

    Raises:
        UsageError: The value is not of that type.
    """
    text = _plain_text(value)
    converted = None if text is None else _CONVERTERS[parameter.type](text)
    if converted is None:
        shown = text if text is not None else repr(value)
        raise _wrong(parameter, f"“{shown}” is not {_NOUNS[parameter.type]}")
    return converted


def _plain_text(value: Any) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Literal):
        return value.value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    from decimal import Decimal

    if isinstance(value, float):
        value = Decimal(repr(value))
    return format(value, "f") if isinstance(value, Decimal) else None


def _string(text: str) -> Literal | None:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair is no character
        return None
    return Literal(text)


def _integer(text: str) -> Literal | None:
    found = re.fullmatch(rf"([+-]?)0*([0-9]{{1,{_MOST_DIGITS}}})", text.strip(), re.ASCII)
    return Literal(str(int(found[1] + found[2])), datatype=NamedNode(_XSD + "integer")) if found else None


def _decimal(text: str) -> Literal | None:
    digits = rf"[0-9]{{1,{_MOST_DIGITS}}}"
    if not re.fullmatch(rf"[+-]?(?:{digits}(?:\.[0-9]{{0,{_MOST_DIGITS}}})?|\.{digits})", text.strip(), re.ASCII):
        return None
    return Literal(_canonical(text.strip()), datatype=NamedNode(_XSD + "decimal"))


def _canonical(number: str) -> str:
    if re.fullmatch(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", number):
        return number
    from decimal import Decimal  # slow to import, and rarely needed

    return format(Decimal(number), "f")


def _date(text: str) -> Literal | None:
    typed = date.today().isoformat() if text.strip().lower() == "today" else text.strip()
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed, re.ASCII):
        return None
    try:
        date.fromisoformat(typed)
    except ValueError:
        return None
    return Literal(typed, datatype=NamedNode(_XSD + "date"))


_CONVERTERS: Final = {"string": _string, "integer": _integer, "decimal": _decimal, "date": _date}


def _wrong(parameter: Parameter, message: str) -> UsageError:
    hint = example_of(parameter)
    if parameter.type == "decimal" and "," in message:
        hint = "write the number without separators, with a point for decimals" + (f"; {hint}" if hint else "")
    return UsageError(message, hint=hint, place=parameter.option)


def _not_a_choice(parameter: Parameter, text: str, known: list[str]) -> UsageError:
    more = ", …" if len(known) > _MOST_SHOWN else ""
    listed = f"choose one of {', '.join(known[:_MOST_SHOWN])}{more}" if known else "the graph has no value for it"
    near = did_you_mean(text, known)
    return UsageError(
        f"“{text}” is not among the choices", hint=f"{near} {listed}" if near else listed, place=parameter.option
    )


def _in_graph(store: Store, parameter: Parameter, literal: Literal) -> Literal:
    if not _is_select(parameter):
        asked = f"ASK {{ ?s {node(parameter.choices_from)} {engine_proof(str(literal))} }}"
        if store.query(asked) is True:
            return literal
    known = [term for term in _from_graph(store, parameter) if isinstance(term, Literal)]
    same = [term for term in known if term.value == literal.value]
    alike = [term for term in known if term.value.casefold() == literal.value.casefold()]
    for found in (same, alike):
        if len(found) == 1:
            return found[0]
    raise _not_a_choice(parameter, literal.value, [term.value for term in known])


def _is_select(parameter: Parameter) -> bool:
    return "{" in parameter.choices_from


def _from_graph(store: Store, parameter: Parameter) -> list[Term]:
    if _is_select(parameter):
        text = prologue() + parameter.choices_from
    else:
        text = f"SELECT DISTINCT ?v {{ ?s {node(parameter.choices_from)} ?v }} ORDER BY ?v"
    table = _select(store, parameter, text)
    return list(dict.fromkeys(row[0] for row in table if row and row[0] is not None))


def _select(store: Store, parameter: Parameter, text: str) -> Table:
    try:
        return store.select(text)
    except QueryError as error:
        raise QueryError(f"choices_from of {parameter.name}: {error.message}", hint=error.hint) from error

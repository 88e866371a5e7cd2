"""Requests of all versions of the protocol, checked and brought into one form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, cast

from ...errors import UsageError
from .model import Condition, Extension, Given, Limits, Quantifier, Query, Strictness, Wanted
from .reading import (
    a_choice,
    a_count,
    a_text,
    an_array,
    an_object,
    needed,
    parsed,
    refuse_more,
    refuse_unknown,
    shortened,
)

_OLD: Final = ("query", "type", "limit", "properties", "type_strict")
_NEW: Final = ("conditions", "type", "limit", "lang", "dir")
_NEW_BATCH: Final = "see https://www.w3.org/community/reconciliation/ for the form of version 1.0"
_STRICT: Final = ("any", "should", "all")
_QUANTIFIERS: Final = ("any", "all", "none")
_MATCH_TYPES: Final = ("name", "id", "property")
_DIRECTIONS: Final = ("ltr", "rtl", "auto")


def old_batch(text: str, limits: Limits) -> dict[str, Query]:
    """The queries of a batch of version 0.1 or 0.2 by their keys, in the order of the request.

    Raises:
        UsageError: The batch is none, by the schemas of both versions.
        TooLargeError: It asks for too much.
    """
    batch = an_object(parsed(text, limits, place="queries"), "queries")
    refuse_more(len(batch), limits.queries, "queries")
    queries = {key: _old_query(value, f"queries.{shortened(key)}", limits) for key, value in batch.items()}
    _refuse_many_values(queries.values(), limits)
    return queries


def old_single(text: str, limits: Limits) -> Query:
    """The one query of the parameter ``query``: an object, or just a text, as clients of the first days send it.

    Raises:
        UsageError: It is an object, and none of this kind.
        TooLargeError: It asks for too much.
    """
    if text.lstrip().startswith("{"):
        return _old_query(parsed(text, limits, place="query"), "query", limits)
    return Query(_given(a_text(text, "query", limits)), limit=limits.candidates)


def _old_query(value: Any, place: str, limits: Limits) -> Query:
    query = an_object(value, place)
    refuse_unknown(query, _OLD, place)
    text = a_text(query.get("query", ""), f"{place}.query", limits)
    properties = an_array(query.get("properties", []), f"{place}.properties", most=limits.conditions)
    if "query" not in query and not properties:
        raise UsageError("there is nothing to look for", hint="give a query, or properties, or both", place=place)
    strict = a_choice(query.get("type_strict", "should"), f"{place}.type_strict", _STRICT)
    return Query(
        _given(text),
        types=_texts(query.get("type", []), f"{place}.type", limits),
        strict=cast("Strictness", strict),
        conditions=tuple(
            _old_condition(one, f"{place}.properties[{number}]", limits) for number, one in enumerate(properties)
        ),
        limit=_limit(query, place, limits),
    )


def _old_condition(value: Any, place: str, limits: Limits) -> Condition:
    given = an_object(value, place)
    name = a_text(needed(given, "pid", place), f"{place}.pid", limits)
    return Condition(name, _values(needed(given, "v", place), f"{place}.v", limits))


def new_batch(text: str, limits: Limits) -> tuple[Query, ...]:
    """The queries of a batch of version 1.0, in their order.

    Raises:
        UsageError: The batch is none, by the schema.
        TooLargeError: It asks for too much.
    """
    batch = an_object(parsed(text, limits, place="body"), "body")
    if "queries" not in batch:
        raise UsageError("the field queries is missing", hint=_NEW_BATCH, place="body")
    given = an_array(batch["queries"], "queries", most=limits.queries)
    queries = tuple(_new_query(value, f"queries[{number}]", limits) for number, value in enumerate(given))
    _refuse_many_values(queries, limits)
    return queries


def _refuse_many_values(queries: Iterable[Query], limits: Limits) -> None:
    """Each value is compared with those of each candidate, and others wait."""
    count = sum(len(condition.values) for query in queries for condition in query.conditions)
    refuse_more(count, limits.values, "queries")


def _new_query(value: Any, place: str, limits: Limits) -> Query:
    query = an_object(value, place)
    refuse_unknown(query, _NEW, place)
    _language(query, place, limits)
    conditions = an_array(needed(query, "conditions", place), f"{place}.conditions", most=limits.conditions)
    if not conditions:
        raise UsageError(
            "there is nothing to look for", hint="give at least one condition", place=f"{place}.conditions"
        )
    read = [_new_condition(one, f"{place}.conditions[{number}]", limits) for number, one in enumerate(conditions)]
    types = (a_text(query["type"], f"{place}.type", limits),) if "type" in query else ()
    return Query(
        tuple(given.text for kind, one in read if kind == "name" for given in one.values if given.text),
        tuple(given.id or given.text for kind, one in read if kind == "id" for given in one.values),
        types=types,
        conditions=tuple(one for kind, one in read if kind == "property"),
        limit=_limit(query, place, limits),
    )


def _new_condition(value: Any, place: str, limits: Limits) -> tuple[str, Condition]:
    condition = an_object(value, place)
    kind = a_choice(needed(condition, "matchType", place), f"{place}.matchType", _MATCH_TYPES)
    _language(condition, place, limits)
    values = _values(needed(condition, "propertyValue", place), f"{place}.propertyValue", limits)
    required = condition.get("required", False)
    if not isinstance(required, bool):
        raise UsageError("this has to be true or false", place=f"{place}.required")
    quantifier = a_choice(condition.get("matchQuantifier", "any"), f"{place}.matchQuantifier", _QUANTIFIERS)
    a_text(condition.get("matchQualifier", ""), f"{place}.matchQualifier", limits)
    name = needed(condition, "propertyId", place) if kind == "property" else condition.get("propertyId", "")
    name = a_text(name, f"{place}.propertyId", limits)
    return kind, Condition(name, values, cast("Quantifier", quantifier), required=required)


def _given(text: str) -> tuple[str, ...]:
    return (text.strip(),) if text.strip() else ()


def _language(value: dict[str, Any], place: str, limits: Limits) -> None:
    a_text(value.get("lang", ""), f"{place}.lang", limits)
    a_choice(value.get("dir", "auto"), f"{place}.dir", _DIRECTIONS)


def _limit(query: dict[str, Any], place: str, limits: Limits) -> int:
    if "limit" not in query:
        return limits.candidates
    if isinstance(query["limit"], str):
        raise UsageError("this has to be a number", place=f"{place}.limit")
    return min(a_count(query["limit"], f"{place}.limit", least=1), limits.candidates)


def _texts(value: Any, place: str, limits: Limits) -> tuple[str, ...]:
    if isinstance(value, str):
        return (a_text(value, place, limits),) if value else ()
    items = an_array(value, place, most=limits.conditions)
    return tuple(a_text(one, f"{place}[{number}]", limits) for number, one in enumerate(items))


def _values(value: Any, place: str, limits: Limits) -> tuple[Given, ...]:
    if not isinstance(value, list):
        return (_value(value, place, limits),)
    items = an_array(value, place, most=limits.conditions)
    return tuple(_value(one, f"{place}[{number}]", limits) for number, one in enumerate(items))


def _value(value: Any, place: str, limits: Limits) -> Given:
    if isinstance(value, dict):
        id_ = a_text(needed(value, "id", place), f"{place}.id", limits)
        _language(value, place, limits)
        return Given(a_text(value.get("name", ""), f"{place}.name", limits), id_)
    if isinstance(value, bool):
        return Given("true" if value else "false")
    if isinstance(value, int | float):
        whole = isinstance(value, float) and value.is_integer()
        return Given(str(int(value)) if whole else str(value))
    if not isinstance(value, str):
        raise UsageError("this has to be a string, a number, true, false, or an object with an id", place=place)
    return Given(a_text(value, place, limits).strip())


def extension(text: str, limits: Limits, *, place: str) -> Extension:
    """A request for values, which has one form in all versions.

    Args:
        text: The JSON.
        limits: How much one request may ask for.
        place: The parameter to name in errors: ``extend``, ``body``.

    Raises:
        UsageError: It is none, by the schemas.
        TooLargeError: It asks for too much.
    """
    asked = an_object(parsed(text, limits, place=place), place)
    ids = an_array(needed(asked, "ids", place), "ids", most=limits.ids)
    wanted = an_array(needed(asked, "properties", place), "properties", most=limits.properties)
    return Extension(
        tuple(a_text(one, f"ids[{number}]", limits) for number, one in enumerate(ids)),
        tuple(_wanted(one, f"properties[{number}]", limits) for number, one in enumerate(wanted)),
    )


def _wanted(value: Any, place: str, limits: Limits) -> Wanted:
    given = an_object(value, place)
    settings = an_object(given.get("settings", {}), f"{place}.settings")
    most = settings.get("limit", 0)
    return Wanted(
        a_text(needed(given, "id", place), f"{place}.id", limits),
        # a form that was left empty sends an empty text
        0 if most == "" else a_count(most, f"{place}.settings.limit", least=0),
    )

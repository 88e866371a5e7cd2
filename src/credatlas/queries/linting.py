"""The rules of docs/queries.md, checked: every finding has a file and a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import QueryError, did_you_mean
from ..terms import PREFIXES
from ..tokens import line_of, refuse_unsafe
from .binding import template
from .contexts import Spot, spots
from .header_rules import declared_parameters, example, header
from .model import Query
from .parsing import parses
from .reading import line_of_key
from .remote_rules import remote


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding in a query file.

    Attributes:
        path: The file.
        line: The line, counted from 1.
        message: What is wrong and what to do, one sentence.
    """

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        """The finding as one line, ``file:line: message``."""
        return f"{self.path}:{self.line}: {self.message}"


Finding = tuple[int, str]


def lint_query(query: Query) -> list[Problem]:
    """The findings in a query, in the order of lines; empty when it keeps every rule."""
    found: set[Finding] = set()
    for rule in (declared_parameters, example, header, remote, _safe):
        found.update(rule(query))
    try:
        template(query.body)
    except QueryError as error:
        found.add((int(error.place), f"{error.message} ({error.hint})"))
    else:
        walked = spots(query.body)
        rules: tuple[Callable[[Query, list[Spot]], Iterator[Finding]], ...] = (
            _prefixes,
            _used_parameters,
            _places,
            _blocks,
            _optional,
            _form,
            _paths,
            _outermost,
        )
        for body_rule in rules:
            found.update(body_rule(query, walked))
        found.update(parses(query))
    return [Problem(query.path, line, message) for line, message in sorted(found)]


def _line(query: Query, spot: Spot) -> int:
    return line_of(query.body, spot.token.start)


def _safe(query: Query) -> Iterator[Finding]:
    try:
        refuse_unsafe(query.body)
    except QueryError as error:
        line = re.search(r"\d+", error.place)
        yield int(line[0]) if line else 1, error.message


def _prefixes(query: Query, walked: list[Spot]) -> Iterator[Finding]:
    used = {spot.token.text.partition(":")[0] for spot in walked if spot.token.kind == "name" and not _declares(spot)}
    for spot in walked:
        if not _declares(spot):
            continue
        prefix, iri = spot.token.text[:-1], spot.after.text[1:-1]
        if PREFIXES.get(prefix) != iri:
            known = next((name for name, namespace in PREFIXES.items() if namespace == iri), None)
            wanted = PREFIXES.get(prefix)
            hint = f"the house writes {known}:" if known else f"the house has <{wanted}>" if wanted else "unknown here"
            yield _line(query, spot), f"prefix {prefix}: <{iri}> is not of the house: {hint}"
        elif prefix not in used:
            yield _line(query, spot), f"prefix {prefix}: is declared and not used"


def _declares(spot: Spot) -> bool:
    return spot.before.text.upper() == "PREFIX" and spot.after.kind == "iri"


def _used_parameters(query: Query, walked: list[Spot]) -> Iterator[Finding]:
    names = [parameter.name for parameter in query.parameters]
    variables = {spot.token.text[1:] for spot in walked if spot.token.kind == "variable"}
    used = {spot.token.text[1:] for spot in walked if spot.token.kind == "parameter"}
    mentioned = used | {name for piece in template(query.body) for name in piece.needs}
    for spot in walked:
        name = spot.token.text[1:]
        if spot.token.kind != "parameter":
            continue
        if name not in names:
            yield _line(query, spot), f"${name} is not declared {did_you_mean(name, names)}".rstrip()
        if name in variables:
            yield _line(query, spot), f"${name} and ?{name} are one variable: rename the variable"
    for name in names:
        if name not in mentioned:
            yield line_of_key(query.text, f"parameters.{name}"), f"parameter '{name}' is not used in the query"


def _places(query: Query, walked: list[Spot]) -> Iterator[Finding]:
    for spot in walked:
        if spot.token.kind != "parameter":
            continue
        reason = _unbindable(query, spot)
        if reason:
            yield _line(query, spot), f"{spot.token.text} cannot stand {reason}"


def _unbindable(query: Query, spot: Spot) -> str:
    parameter = query.parameter(spot.token.text[1:])
    inner = spot.brackets[-1] if spot.brackets else ""
    previous = spot.before.text.upper()
    if inner.startswith("values") or inner == "VALUES(" or previous == "VALUES":
        return "in VALUES: write FILTER(?x IN ($names)), or BIND"
    if inner == "BOUND(":
        return "in BOUND: use COALESCE, or an #if block"
    if previous in ("LIMIT", "OFFSET"):
        return f"after {previous}: a row limit is an argument of the run"
    if previous == "AS":
        return "after AS: that needs a variable"
    depth = next((i for i, opened in enumerate(reversed(spot.brackets)) if opened in ("{", "[")), len(spot.brackets))
    if spot.clause == "projection" and depth == 0:
        return "in a projection by itself: write ($name AS ?column) with a bracket"
    if spot.clause == "modifiers" and depth == 0:
        return "bare in GROUP BY, ORDER BY or HAVING: set brackets round it"
    path = spot.is_in_pattern and (spot.after.text in ("*", "+", "?", "/", "|") or spot.before.text in ("/", "|", "^"))
    if path:
        return "in a property path: write the path out"
    lists = parameter is not None and parameter.is_list
    if lists and not inner.startswith("IN("):
        return "here: it is a list, write IN ($names)"
    return ""


def _blocks(query: Query, walked: list[Spot]) -> Iterator[Finding]:
    for number, line in enumerate(query.body.split("\n"), 1):
        found = re.match(r"\s*#if\b(.*)", line)
        for name in found[1].split() if found else ():
            parameter = query.parameter(name.lstrip("$"))
            if parameter is None:
                known = [parameter.name for parameter in query.parameters]
                yield number, f"#if {name}: there is no such parameter {did_you_mean(name, known)}".rstrip()
            elif not parameter.optional:
                yield number, f"#if {name}: the parameter always has a value, so the block never drops out"


def _optional(query: Query, walked: list[Spot]) -> Iterator[Finding]:
    slots = [piece for piece in template(query.body) if piece.is_slot]
    used = [spot for spot in walked if spot.token.kind == "parameter"]
    for piece, spot in zip(slots, used, strict=True):
        parameter = query.parameter(piece.text)
        if parameter is None or not parameter.optional or piece.text in piece.needs:
            continue
        if "COALESCE(" not in spot.brackets:
            yield (
                _line(query, spot),
                f"${piece.text} is optional: set it in COALESCE(…) or in a block #if {piece.text} … #endif",
            )


def _form(query: Query, walked: list[Spot]) -> Iterator[Finding]:
    form = next((spot for spot in walked if spot.word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), None)
    if form is not None and form.word != "SELECT":
        yield _line(query, form), f"a canned query is a SELECT, not {form.word}"
    groups = [spot for spot in walked if spot.word == "GROUP" and spot.after.text.upper() == "BY"]
    for spot in groups[1:]:
        yield _line(query, spot), "a second GROUP BY: rows of two groupings cannot be followed back to evidence"
    for spot in walked:
        star = spot.token.text == "*" and spot.before.text.upper() in ("SELECT", "DISTINCT", "REDUCED")
        counted = bool(spot.brackets) and spot.brackets[-1].endswith("(")  # COUNT(DISTINCT *) is another thing
        if star and not counted:
            yield _line(query, spot), "SELECT *: name the columns, engines order them differently"
        if spot.token.kind == "word" and spot.word == "FROM":
            yield _line(query, spot), "FROM: leave it out, the union of the layers is the default graph"


def _paths(query: Query, walked: list[Spot]) -> Iterator[Finding]:
    for spot in walked:
        if spot.token.text not in ("*", "+") or not spot.is_in_pattern:
            continue
        follows = spot.before.kind in ("name", "iri", "parameter") or spot.before.text in ("a", ")")
        signed = spot.after.kind == "number" and spot.after.start == spot.token.end
        if follows and not signed:
            yield (
                _line(query, spot),
                (
                    f"the path …{spot.before.text}{spot.token.text}: use the closure that is in the graph "
                    "(org:transitiveSubOrganizationOf, skos:broaderTransitive)"
                ),
            )


def _outermost(query: Query, walked: list[Spot]) -> Iterator[Finding]:
    for spot in walked:
        if spot.brackets or spot.token.kind != "word" or spot.word not in ("LIMIT", "OFFSET", "VALUES"):
            continue
        yield _line(query, spot), f"{spot.word} at the outermost level: a row limit is an argument of the run"

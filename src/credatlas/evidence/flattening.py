"""Rewrites a query, token by token, so that one SELECT shows everything that its rows rest on.

Three things hide bindings: the projection, sub-selects, and EXISTS. The projection is dropped; a
sub-select stays and a copy of its group is joined to it, with variables renamed where they are
hidden; the group of an EXISTS is repeated as an OPTIONAL. Comments stay in place, so that ``#if``
blocks still drop out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..errors import QueryError
from ..tokens import Token, tokenize

_OPEN: Final = {"{": "}", "(": ")", "[": "]"}
_CLOSE: Final = frozenset(_OPEN.values())
_SILENT: Final = ("space", "comment")
_AGGREGATES: Final = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"})
# an expression of nothing but these hands a value on as it is
_NEUTRAL: Final = frozenset({"COALESCE", "STR"})
_TAIL: Final = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})

Tokens = list[Token]


@dataclass(frozen=True, slots=True)
class Assigned:
    """What ``(expression AS ?variable)`` makes of other variables.

    Attributes:
        uses: The variables of the expression; ``*`` for ``COUNT(*)``.
        computed: Whether the value is more than one of theirs handed on.
        aggregate: Whether it sums up several solutions.
    """

    uses: tuple[str, ...]
    computed: bool
    aggregate: bool


@dataclass(frozen=True, slots=True)
class Flat:
    """A query taken apart.

    Attributes:
        prologue: What stands before SELECT.
        dataset: FROM clauses, mostly empty.
        where: The flattened group with its last brace, without its first.
        columns: The columns in order; empty for ``SELECT *``.
        keys: What identifies a row: column to the expression behind it, empty for a plain variable.
        assigned: Every variable that an expression gives.
        absent: Variables inside NOT EXISTS, MINUS and under ``!BOUND``.
        parameters: Names after ``$``.
    """

    prologue: str
    dataset: str
    where: str
    columns: tuple[str, ...]
    keys: dict[str, str]
    assigned: dict[str, Assigned]
    absent: tuple[str, ...]
    parameters: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Select:
    """The parts of a SELECT, as tokens."""

    before: Tokens
    items: Tokens
    dataset: Tokens
    group: Tokens
    tail: Tokens


@dataclass(slots=True)
class _Names:
    """Counts sub-selects, so that hidden variables get names of their own."""

    count: int = 0
    absent: dict[str, None] = field(default_factory=dict)


def flatten(body: str) -> Flat:
    """The flattened form of a SELECT query.

    Args:
        body: A query, bound or with its parameters; without a ``#+`` header.

    Raises:
        QueryError: It is no SELECT, or its brackets do not pair.
    """
    tokens = list(tokenize(body))
    select = _select(tokens)
    names = _Names()
    group = [*_flat(select.group, names), *_trailing_values(select.tail)]
    columns, expressions = _columns(select.items)
    for expression in expressions.values():
        group += _optionals(expression, names)
    aggregated = any(_is_aggregate(expression) for expression in expressions.values())
    grouped = _group_keys(select.tail)
    if grouped or aggregated:
        keys = {name: text for name, text in grouped.items() if name in columns}
    else:
        keys = {name: _text(expressions.get(name, [])) for name in columns}
    return Flat(
        prologue=_text(select.before),
        dataset=_text(select.dataset),
        where=_text(group) + "\n}",
        columns=columns,
        keys=keys,
        assigned=dict(_assigned([*select.items, *group, *select.tail])),
        absent=tuple(names.absent),
        parameters=frozenset(token.text[1:] for token in tokens if token.kind == "parameter"),
    )


def _text(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


def _other(text: str) -> Token:
    return Token("other", text, 0)


def _upper(token: Token | None) -> str:
    return token.text.upper() if token is not None and token.kind == "word" else ""


def _following(tokens: Sequence[Token], start: int) -> int:
    """The place of the next token that means something, or the end."""
    while start < len(tokens) and tokens[start].kind in _SILENT:
        start += 1
    return start


def _previous(tokens: Sequence[Token], start: int) -> Token | None:
    return next((token for token in reversed(tokens[:start]) if token.kind not in _SILENT), None)


def _closing(tokens: Sequence[Token], start: int) -> int:
    """The place of the bracket that closes the one at ``start``."""
    depth = 0
    for place in range(start, len(tokens)):
        text = tokens[place].text
        depth += (text in _OPEN) - (text in _CLOSE)
        if depth == 0:
            return place
    raise QueryError("the brackets of the query do not pair", hint="count { } and ( )")


def _select(tokens: Sequence[Token]) -> _Select:
    start = next((place for place, token in enumerate(tokens) if _upper(token) == "SELECT"), None)
    if start is None:
        raise QueryError("evidence is derived for SELECT queries only")
    place = start + 1
    source = None
    while place < len(tokens) and tokens[place].text != "{":
        if tokens[place].text in ("(", "["):
            place = _closing(tokens, place)
        elif _upper(tokens[place]) in ("FROM", "WHERE") and source is None:
            source = place
        place += 1
    if place == len(tokens):
        raise QueryError("the query has no group of patterns", hint="write SELECT … WHERE { … }")
    end = _closing(tokens, place)
    head = place if source is None else source
    dataset = [token for token in tokens[head:place] if _upper(token) != "WHERE"]
    return _Select(
        before=list(tokens[:start]),
        items=list(tokens[start + 1 : head]),
        dataset=dataset,
        group=list(tokens[place + 1 : end]),
        tail=list(tokens[end + 1 :]),
    )


def _columns(items: Sequence[Token]) -> tuple[tuple[str, ...], dict[str, Tokens]]:
    """The columns of a SELECT clause, and ``(expression AS ?x)`` where one stands behind a column."""
    columns: list[str] = []
    expressions: dict[str, Tokens] = {}
    place = 0
    while place < len(items):
        token = items[place]
        if token.kind == "variable":
            columns.append(token.text[1:])
        elif token.text == "(":
            end = _closing(items, place)
            expression = list(items[place : end + 1])
            name = _alias(expression)
            if name:
                columns.append(name)
                expressions[name] = expression
            place = end
        place += 1
    return tuple(columns), expressions


def _alias(expression: Sequence[Token]) -> str:
    """The variable of ``( … AS ?x )``, empty when the bracket gives none."""
    words = [token for token in expression if token.kind not in _SILENT]
    if len(words) > 3 and words[-2].kind == "variable" and _upper(words[-3]) == "AS":
        return words[-2].text[1:]
    return ""


def _group_keys(tail: Sequence[Token]) -> dict[str, str]:
    keys: dict[str, str] = {}
    start = next((place for place, token in enumerate(tail) if _upper(token) == "GROUP"), None)
    if start is None:
        return keys
    place = _following(tail, start + 1) + 1  # behind BY
    while place < len(tail) and _upper(tail[place]) not in _TAIL:
        token = tail[place]
        if token.kind == "variable":
            keys[token.text[1:]] = ""
        elif token.text == "(":
            end = _closing(tail, place)
            name = _alias(tail[place : end + 1])
            if name:
                keys[name] = _text(tail[place : end + 1])
            place = end
        place += 1
    return keys


def _trailing_values(tail: Sequence[Token]) -> Tokens:
    start = next((place for place, token in enumerate(tail) if _upper(token) == "VALUES"), None)
    return [] if start is None else [_other("\n"), *tail[start:]]


def _is_aggregate(tokens: Sequence[Token]) -> bool:
    return any(_upper(token) in _AGGREGATES for token in tokens)


def _assigned(tokens: Sequence[Token]) -> Iterator[tuple[str, Assigned]]:
    for place, token in enumerate(tokens):
        if token.text != "(":
            continue
        expression = tokens[place : _closing(tokens, place) + 1]
        name = _alias(expression)
        if name:
            inner = [part for part in expression[1:-1] if part.kind not in _SILENT][:-2]
            words = {_upper(part) for part in inner if part.kind == "word"}
            symbols = {part.text for part in inner if part.kind not in ("word", "variable")}
            uses = dict.fromkeys(part.text[1:] for part in inner if part.kind == "variable")
            if "*" in symbols and words & _AGGREGATES and not uses:
                uses["*"] = None
            handed_on = words <= _NEUTRAL and symbols <= {"(", ")", ","}
            yield name, Assigned(tuple(uses), not handed_on, bool(words & _AGGREGATES))


def _flat(tokens: Sequence[Token], names: _Names) -> Tokens:
    """The content of a group with sub-selects and EXISTS opened."""
    flat: Tokens = []
    place = 0
    while place < len(tokens):
        token, word = tokens[place], _upper(tokens[place])
        if token.text == "{":
            end = _closing(tokens, place)
            flat += _group(tokens[place + 1 : end], names)
            place = end
        elif word in ("FILTER", "BIND"):
            end = _constraint_end(tokens, place)
            flat += _optionals(tokens[place + 1 : end], names)
            flat += tokens[place:end]
            _note_unbound(tokens[place:end], names)
            place = end - 1
        elif word == "MINUS":
            end = _closing(tokens, _following(tokens, place + 1))
            _note_absent(tokens[place:end], names)
            flat += tokens[place : end + 1]
            place = end
        else:
            flat.append(token)
        place += 1
    return flat


def _group(content: Sequence[Token], names: _Names) -> Tokens:
    first = _following(content, 0)
    if _upper(content[first] if first < len(content) else None) != "SELECT":
        return [_other("{"), *_flat(content, names), _other("}")]
    names.count += 1
    own = _select(content)
    columns, _ = _columns(own.items)
    shown = {*columns} if not any(token.text == "*" for token in own.items[:3]) else None
    renamed = [_renamed(token, shown, names.count) for token in content]
    copy = _flat(_select(renamed).group, names)
    return [_other("{ {"), *renamed, _other("} {"), *copy, _other("} }")]


def _renamed(token: Token, shown: set[str] | None, number: int) -> Token:
    if token.kind != "variable" or shown is None or token.text[1:] in shown:
        return token
    return Token("variable", f"{token.text}__{number}", token.start)


def _constraint_end(tokens: Sequence[Token], place: int) -> int:
    """Behind ``FILTER (…)``, ``FILTER [NOT] EXISTS {…}``, ``FILTER name(…)`` or ``BIND (…)``."""
    while place < len(tokens) and tokens[place].text not in ("(", "{"):
        place += 1
    return _closing(tokens, place) + 1


def _optionals(tokens: Sequence[Token], names: _Names) -> Tokens:
    """An OPTIONAL for the group of each positive EXISTS; what stands in a negated one is noted."""
    found: Tokens = []
    place = 0
    while place < len(tokens):
        if _upper(tokens[place]) == "EXISTS":
            start = _following(tokens, place + 1)
            end = _closing(tokens, start)
            before = _previous(tokens, place)
            if _upper(before) == "NOT" or (before is not None and before.text == "!"):
                _note_absent(tokens[start:end], names)
            else:
                found += [_other(" OPTIONAL {"), *_flat(tokens[start + 1 : end], names), _other("} ")]
            place = end
        place += 1
    return found


def _note_absent(tokens: Sequence[Token], names: _Names) -> None:
    names.absent.update(dict.fromkeys(token.text[1:] for token in tokens if token.kind == "variable"))


def _note_unbound(tokens: Sequence[Token], names: _Names) -> None:
    words = [token for token in tokens if token.kind not in _SILENT]
    for place, token in enumerate(words[:-3]):
        if token.text == "!" and _upper(words[place + 1]) == "BOUND" and words[place + 3].kind == "variable":
            names.absent[words[place + 3].text[1:]] = None

"""Rewrites a query, token by token, so that one SELECT shows everything that its rows rest on.

Three things hide bindings: the projection, sub-selects, and EXISTS. The projection is dropped; a
sub-select stays and a copy of its group is joined to it, with variables renamed where they are
hidden; the group of an EXISTS is repeated as an OPTIONAL. Comments stay in place, so that ``#if``
blocks still drop out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..tokens import Token, tokenize
from .clauses import (
    SILENT,
    Assigned,
    Tokens,
    assigned,
    closing,
    columns_of,
    following,
    group_keys,
    is_aggregate,
    keyword,
    previous,
    select_parts,
    text_of,
)


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
    select = select_parts(tokens)
    names = _Names()
    group = [*_flat(select.group, names), *_trailing_values(select.tail)]
    columns, expressions = columns_of(select.items)
    for expression in expressions.values():
        group += _optionals(expression, names)
    aggregated = any(is_aggregate(expression) for expression in expressions.values())
    grouped = group_keys(select.tail)
    if grouped or aggregated:
        keys = {name: text for name, text in grouped.items() if name in columns}
    else:
        keys = {name: text_of(expressions.get(name, [])) for name in columns}
    return Flat(
        prologue=text_of(select.before),
        dataset=text_of(select.dataset),
        where=text_of(group) + "\n}",
        columns=columns,
        keys=keys,
        assigned=assigned([*select.items, *group, *select.tail]),
        absent=tuple(names.absent),
        parameters=frozenset(token.text[1:] for token in tokens if token.kind == "parameter"),
    )


def _other(text: str) -> Token:
    return Token("other", text, 0)


def _trailing_values(tail: Sequence[Token]) -> Tokens:
    start = next((place for place, token in enumerate(tail) if keyword(token) == "VALUES"), None)
    return [] if start is None else [_other("\n"), *tail[start:]]


def _flat(tokens: Sequence[Token], names: _Names) -> Tokens:
    """The content of a group with sub-selects and EXISTS opened."""
    flat: Tokens = []
    place = 0
    while place < len(tokens):
        token, word = tokens[place], keyword(tokens[place])
        if token.text == "{":
            end = closing(tokens, place)
            flat += _group(tokens[place + 1 : end], names)
            place = end
        elif word in ("FILTER", "BIND"):
            end = _constraint_end(tokens, place)
            flat += _optionals(tokens[place + 1 : end], names)
            flat += tokens[place:end]
            _note_unbound(tokens[place:end], names)
            place = end - 1
        elif word == "MINUS":
            end = closing(tokens, following(tokens, place + 1))
            _note_absent(tokens[place:end], names)
            flat += tokens[place : end + 1]
            place = end
        else:
            flat.append(token)
        place += 1
    return flat


def _group(content: Sequence[Token], names: _Names) -> Tokens:
    first = following(content, 0)
    if keyword(content[first] if first < len(content) else None) != "SELECT":
        return [_other("{"), *_flat(content, names), _other("}")]
    names.count += 1
    own = select_parts(content)
    columns, _ = columns_of(own.items)
    shown = {*columns} if not any(token.text == "*" for token in own.items[:3]) else None
    renamed = [_renamed(token, shown, names.count) for token in content]
    copy = _flat(select_parts(renamed).group, names)
    return [_other("{ {"), *renamed, _other("} {"), *copy, _other("} }")]


def _renamed(token: Token, shown: set[str] | None, number: int) -> Token:
    if token.kind != "variable" or shown is None or token.text[1:] in shown:
        return token
    return Token("variable", f"{token.text}__{number}", token.start)


def _constraint_end(tokens: Sequence[Token], place: int) -> int:
    """Behind ``FILTER (…)``, ``FILTER [NOT] EXISTS {…}``, ``FILTER name(…)`` or ``BIND (…)``."""
    while place < len(tokens) and tokens[place].text not in ("(", "{"):
        place += 1
    return closing(tokens, place) + 1


def _optionals(tokens: Sequence[Token], names: _Names) -> Tokens:
    """An OPTIONAL for the group of each positive EXISTS; what stands in a negated one is noted."""
    found: Tokens = []
    place = 0
    while place < len(tokens):
        if keyword(tokens[place]) == "EXISTS":
            start = following(tokens, place + 1)
            end = closing(tokens, start)
            before = previous(tokens, place)
            if keyword(before) == "NOT" or (before is not None and before.text == "!"):
                _note_absent(tokens[start:end], names)
            else:
                found += [_other(" OPTIONAL {"), *_flat(tokens[start + 1 : end], names), _other("} ")]
            place = end
        place += 1
    return found


def _note_absent(tokens: Sequence[Token], names: _Names) -> None:
    names.absent.update(dict.fromkeys(token.text[1:] for token in tokens if token.kind == "variable"))


def _note_unbound(tokens: Sequence[Token], names: _Names) -> None:
    words = [token for token in tokens if token.kind not in SILENT]
    for place, token in enumerate(words[:-3]):
        if token.text == "!" and keyword(words[place + 1]) == "BOUND" and words[place + 3].kind == "variable":
            names.absent[words[place + 3].text[1:]] = None

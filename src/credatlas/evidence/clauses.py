"""The parts of a SELECT query as tokens: brackets, clauses, and what its expressions are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..errors import QueryError
from ..tokens import Token

_OPEN: Final = {"{": "}", "(": ")", "[": "]"}
_CLOSE: Final = frozenset(_OPEN.values())
SILENT: Final = ("space", "comment")
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

    def joined(self, other: Assigned) -> Assigned:
        """Both together: the arms of a UNION may give one variable in several ways."""
        uses = dict.fromkeys((*self.uses, *other.uses))
        return Assigned(tuple(uses), self.computed or other.computed, self.aggregate or other.aggregate)


@dataclass(frozen=True, slots=True)
class Select:
    """The parts of a SELECT, as tokens: before it, its clause, FROM, its group, what follows."""

    before: Tokens
    items: Tokens
    dataset: Tokens
    group: Tokens
    tail: Tokens


def text_of(tokens: Sequence[Token]) -> str:
    """The text that the tokens came from."""
    return "".join(token.text for token in tokens)


def keyword(token: Token | None) -> str:
    """A bare word in capitals; empty for any other token."""
    return token.text.upper() if token is not None and token.kind == "word" else ""


def following(tokens: Sequence[Token], start: int) -> int:
    """The place of the next token that means something, or the end."""
    while start < len(tokens) and tokens[start].kind in SILENT:
        start += 1
    return start


def previous(tokens: Sequence[Token], start: int) -> Token | None:
    """The last token before ``start`` that means something."""
    return next((token for token in reversed(tokens[:start]) if token.kind not in SILENT), None)


def closing(tokens: Sequence[Token], start: int) -> int:
    """The place of the bracket that closes the one at ``start``."""
    depth = 0
    for place in range(start, len(tokens)):
        text = tokens[place].text
        depth += (text in _OPEN) - (text in _CLOSE)
        if depth == 0:
            return place
    raise QueryError("the brackets of the query do not pair", hint="count { } and ( )")


def select_parts(tokens: Sequence[Token]) -> Select:
    """The outermost SELECT cut into its clauses.

    Raises:
        QueryError: There is none, it has no group, or brackets do not pair.
    """
    start = next((place for place, token in enumerate(tokens) if keyword(token) == "SELECT"), None)
    if start is None:
        raise QueryError("evidence is derived for SELECT queries only")
    place = start + 1
    source = None
    while place < len(tokens) and tokens[place].text != "{":
        if tokens[place].text in ("(", "["):
            place = closing(tokens, place)
        elif keyword(tokens[place]) in ("FROM", "WHERE") and source is None:
            source = place
        place += 1
    if place == len(tokens):
        raise QueryError("the query has no group of patterns", hint="write SELECT … WHERE { … }")
    end = closing(tokens, place)
    head = place if source is None else source
    dataset = [token for token in tokens[head:place] if keyword(token) != "WHERE"]
    return Select(
        before=list(tokens[:start]),
        items=list(tokens[start + 1 : head]),
        dataset=dataset,
        group=list(tokens[place + 1 : end]),
        tail=list(tokens[end + 1 :]),
    )


def columns_of(items: Sequence[Token]) -> tuple[tuple[str, ...], dict[str, Tokens]]:
    """The columns of a SELECT clause, and ``(expression AS ?x)`` where one stands behind a column."""
    columns: list[str] = []
    expressions: dict[str, Tokens] = {}
    place = 0
    while place < len(items):
        token = items[place]
        if token.kind == "variable":
            columns.append(token.text[1:])
        elif token.text == "(":
            end = closing(items, place)
            expression = list(items[place : end + 1])
            name = alias(expression)
            if name:
                columns.append(name)
                expressions[name] = expression
            place = end
        place += 1
    return tuple(columns), expressions


def alias(expression: Sequence[Token]) -> str:
    """The variable of ``( … AS ?x )``, empty when the bracket gives none."""
    words = [token for token in expression if token.kind not in SILENT]
    if len(words) > 3 and words[-2].kind == "variable" and keyword(words[-3]) == "AS":
        return words[-2].text[1:]
    return ""


def group_keys(tail: Sequence[Token]) -> dict[str, str]:
    """The variables of GROUP BY, each with ``(expression AS ?x)`` where one stands behind it."""
    keys: dict[str, str] = {}
    start = next((place for place, token in enumerate(tail) if keyword(token) == "GROUP"), None)
    if start is None:
        return keys
    place = following(tail, start + 1) + 1  # behind BY
    while place < len(tail) and keyword(tail[place]) not in _TAIL:
        token = tail[place]
        if token.kind == "variable":
            keys[token.text[1:]] = ""
        elif token.text == "(":
            end = closing(tail, place)
            name = alias(tail[place : end + 1])
            if name:
                keys[name] = text_of(tail[place : end + 1])
            place = end
        place += 1
    return keys


def is_aggregate(tokens: Sequence[Token]) -> bool:
    """Whether one of the aggregates of SPARQL 1.1 stands among the tokens."""
    return any(keyword(token) in _AGGREGATES for token in tokens)


def assigned(tokens: Sequence[Token]) -> dict[str, Assigned]:
    """Every variable that ``( … AS ?x )`` gives, at whatever depth, with what it is made of in all arms together."""
    found: dict[str, Assigned] = {}
    for place, token in enumerate(tokens):
        if token.text != "(":
            continue
        expression = tokens[place : closing(tokens, place) + 1]
        name = alias(expression)
        if name:
            known = found.get(name, Assigned((), computed=False, aggregate=False))
            found[name] = known.joined(_made_of(expression))
    return found


def _made_of(expression: Sequence[Token]) -> Assigned:
    inner = [part for part in expression[1:-1] if part.kind not in SILENT][:-2]
    words = {keyword(part) for part in inner if part.kind == "word"}
    symbols = {part.text for part in inner if part.kind not in ("word", "variable", "parameter")}
    uses = dict.fromkeys(part.text[1:] for part in inner if part.kind == "variable")
    if "*" in symbols and words & _AGGREGATES and not uses:
        uses["*"] = None
    handed_on = words <= _NEUTRAL and symbols <= {"(", ")", ","}
    return Assigned(tuple(uses), not handed_on, bool(words & _AGGREGATES))

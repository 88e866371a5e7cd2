"""Putting typed terms into a query, token by token: no text of a user ever becomes query text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from ..errors import QueryError, UsageError
from ..terms import Term
from ..tokens import Token, engine_proof, line_of, tokenize
from .model import Parameter, Query

Bound = Term | tuple[Term, ...]

_DIRECTIVE = re.compile(r"#(if|endif)\b(.*)")


class Piece(NamedTuple):
    """A stretch of a query: text, or the place of a parameter.

    Attributes:
        text: The text; for a parameter its name.
        is_slot: Whether a parameter stands here.
        needs: The parameters without which the piece drops out.
    """

    text: str
    is_slot: bool
    needs: tuple[str, ...]


def example_of(parameter: Parameter) -> str:
    """A hint that can be typed as it stands: blanks stand in quotes; empty where no example is given."""
    import shlex

    return f"for example {parameter.option} {shlex.quote(parameter.example)}" if parameter.example else ""


def bind(query: Query, values: Mapping[str, Bound]) -> str:
    """The query with its parameters replaced, lines where they were, comments gone.

    A parameter without a value becomes a variable that is never bound, so that an expression with
    it errs and ``COALESCE`` goes on; blocks that need it drop out.

    Args:
        query: The canned query.
        values: Terms by parameter, as :func:`~credatlas.queries.parse_values` gives them.

    Raises:
        UsageError: A required parameter has no value.
        QueryError: An ``#if`` is not closed.
    """
    for parameter in query.parameters:
        if parameter.required and parameter.name not in values:
            raise UsageError(
                f"{query.name} needs {parameter.option}",
                hint=example_of(parameter),
                place=parameter.option,
            )
    try:
        return bind_text(query.body, values)
    except QueryError as error:
        raise QueryError(error.message, hint=error.hint, place=f"{query.path}:{error.place}") from error


def bind_text(body: str, values: Mapping[str, Bound]) -> str:
    """As :func:`bind`, for a text alone; the place of an error is the number of its line."""
    parts: list[str] = []
    for piece in template(body):
        if not all(name in values for name in piece.needs):
            parts.append("\n" * piece.text.count("\n"))
        elif piece.is_slot:
            parts.append(_serialised(values[piece.text]) if piece.text in values else _unbound(piece.text, body))
        else:
            parts.append(piece.text)
    return "".join(parts)


@lru_cache(maxsize=256)
def template(body: str) -> tuple[Piece, ...]:
    """The body cut at its parameters and blocks.

    Raises:
        QueryError: ``#if`` and ``#endif`` do not pair; the place is the number of the line.
    """
    pieces: list[Piece] = []
    run: list[str] = []
    needs: tuple[str, ...] = ()
    opened: Token | None = None

    def close() -> None:
        if run:
            pieces.append(Piece("".join(run), is_slot=False, needs=needs))
            run.clear()

    for token in tokenize(body):
        if token.kind == "parameter":
            close()
            pieces.append(Piece(token.text[1:], is_slot=True, needs=needs))
        elif token.kind == "comment":
            directive = _DIRECTIVE.match(token.text)
            if directive is None:
                continue
            close()
            opened, needs = _block(body, token, opened, directive)
        else:
            run.append(token.text)
    if opened is not None:
        raise QueryError("#if without #endif", hint="close the block", place=str(line_of(body, opened.start)))
    close()
    return tuple(pieces)


def _block(
    body: str, token: Token, opened: Token | None, directive: re.Match[str]
) -> tuple[Token | None, tuple[str, ...]]:
    place = str(line_of(body, token.start))
    if body[body.rfind("\n", 0, token.start) + 1 : token.start].strip():
        raise QueryError(f"#{directive[1]} stands behind other text", hint="give it a line of its own", place=place)
    if directive[1] == "endif":
        if opened is None:
            raise QueryError("#endif without #if", place=place)
        return None, ()
    if opened is not None:
        raise QueryError("#if inside an #if block", hint="blocks do not nest: name both parameters", place=place)
    names = tuple(name.lstrip("$") for name in directive[2].split())
    if not names:
        raise QueryError("#if without a parameter", hint="write #if and the name of a parameter", place=place)
    return token, names


def _unbound(name: str, body: str) -> str:
    variable = f"?unset_{name}"
    while variable in body:
        variable += "_"
    return variable


def _serialised(value: Bound) -> str:
    terms = value if isinstance(value, tuple) else (value,)
    return ", ".join(engine_proof(str(term)) for term in terms)

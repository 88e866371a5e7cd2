"""Where in a query each token stands: in which brackets and in which clause."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..tokens import Token, meaningful

_FORMS = frozenset({"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"})
_MODIFIERS = frozenset({"GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET"})
_PATTERN_BRACKETS = ("{", "[", "path(")


@dataclass(frozen=True, slots=True)
class Spot:
    """A token and its surroundings.

    Attributes:
        token: The token.
        before: The token before it; an empty one at the start.
        after: The token behind it; an empty one at the end.
        brackets: The brackets around it, outermost first: ``{``, ``[``, ``values{``, ``path(`` for
            paths and lists, else ``(`` with the upper-case word before it, as ``COALESCE(``.
        clause: ``prologue``, ``projection``, ``pattern`` or ``modifiers``.
    """

    token: Token
    before: Token
    after: Token
    brackets: tuple[str, ...]
    clause: str

    @property
    def is_in_pattern(self) -> bool:
        """Whether triples and paths stand here, not an expression or data."""
        return self.clause == "pattern" and bool(self.brackets) and self.brackets[-1] in _PATTERN_BRACKETS

    @property
    def word(self) -> str:
        """The token in upper case."""
        return self.token.text.upper()


@dataclass
class _Walk:
    brackets: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=lambda: ["prologue"])
    closed: str = ""

    def leave(self, text: str) -> None:
        if text in ("}", ")", "]") and self.brackets:
            self.closed = self.brackets.pop()
            if text == "}" and len(self.clauses) > 1:
                self.clauses.pop()

    def turn(self, token: Token) -> None:
        word = token.text.upper()
        if token.kind == "word" and word in _FORMS:
            self.clauses[-1] = "projection"
        elif word in ("WHERE", "FROM") or (token.text == "{" and self.clauses[-1] == "projection"):
            self.clauses[-1] = "pattern"
        elif token.kind == "word" and word in _MODIFIERS:
            self.clauses[-1] = "modifiers"

    def enter(self, text: str, before: Token, earlier: Token) -> None:
        if text == "{":
            listed = before.text == ")" and self.closed == "VALUES("
            self.brackets.append("values{" if listed or earlier.text.upper() == "VALUES" else "{")
            self.clauses.append("pattern")
        elif text == "[":
            self.brackets.append("[")
        elif text == "(":
            self.brackets.append(self._round(before, earlier))

    def _round(self, before: Token, earlier: Token) -> str:
        if self.brackets and self.brackets[-1].startswith("values"):
            return "values("
        in_pattern = self.clauses[-1] == "pattern" and self.brackets and self.brackets[-1] in _PATTERN_BRACKETS
        calls = (before.kind == "word" and before.text != "a") or earlier.text.upper() == "FILTER"
        if in_pattern and not calls:
            return "path("
        return before.text.upper() + "(" if before.kind in ("word", "name", "iri") else "("


def spots(body: str) -> list[Spot]:
    """Every meaningful token of a query with its surroundings, in order.

    An opening bracket stands outside of what it opens, a closing one too.
    """
    tokens = meaningful(body)
    nothing = Token("other", "", len(body))
    padded = [nothing, nothing, *tokens, nothing]
    walk = _Walk()
    found: list[Spot] = []
    for earlier, before, token, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        walk.leave(token.text)
        walk.turn(token)
        found.append(Spot(token, before, after, tuple(walk.brackets), walk.clauses[-1]))
        walk.enter(token.text, before, earlier)
    return found

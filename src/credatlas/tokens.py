"""A lexer of SPARQL that knows strings, IRIs and comments, and the refusals that are decided by token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .errors import QueryError

# The order matters: long strings before short ones, IRIs before the operator `<`
# (SPARQL 1.1 Query, section 19.8, productions 139 to 173).
_PATTERN: Final = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<space>\s+)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
             |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<parameter>\$[A-Za-z_]\w*)
  | (?P<variable>\?[A-Za-z_0-9]\w*)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.))?)?)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_CODEPOINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
MAX_DEPTH: Final = 128
MAX_BYTES: Final = 64 * 1024
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
)
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind (``word``, ``name``, ``iri``, ``string`` …), its text, where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset just behind the token."""
        return self.start + len(self.text)


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of a query in order, white space and comments included: their texts add up to ``text``.

    Example:
        >>> [t.text for t in tokenize("ASK { ?s ?p '$x' } # $y") if t.kind != "space"]
        ['ASK', '{', '?s', '?p', "'$x'", '}', '# $y']
    """
    for match in _PATTERN.finditer(text):
        yield Token(match.lastgroup or "other", match.group(), match.start())


def meaningful(text: str) -> list[Token]:
    """The tokens without white space and comments."""
    return [token for token in tokenize(text) if token.kind not in ("space", "comment")]


def line_of(text: str, offset: int) -> int:
    """The line, counted from 1, in which ``offset`` stands."""
    return text.count("\n", 0, offset) + 1


def refuse_unsafe(text: str) -> None:
    """Refuses, by token, what must never run: outbound requests, updates, and nesting that kills a parser.

    ``SERVICE``, ``LOAD`` and ``FROM`` with a graph outside the house reach out to the network on
    some engines; 3,200 nested braces overflow the parser's stack and end the process.

    Raises:
        QueryError: The query is refused; the message names the token and its line.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise QueryError(f"the query is longer than {MAX_BYTES // 1024} KiB", hint="shorten it, or split it")
    text = unescape_codepoints(text)
    tokens = meaningful(text)
    _refuse_depth(text, tokens)
    _refuse_two_faced_iris(text, tokens)
    _refuse_words(text, tokens)


def unescape_codepoints(text: str) -> str:
    r"""The query with ``\uXXXX`` and ``\UXXXXXXXX`` replaced, as engines do before they parse.

    SPARQL 1.1 Query, section 19.2: the escapes count anywhere, keywords included.

    Raises:
        QueryError: An escape stands for no character.
    """

    def character(match: re.Match[str]) -> str:
        try:
            return chr(int(match[1] or match[2], 16))
        except (ValueError, OverflowError) as error:
            raise QueryError(f"{match[0]} is no character", place=f"line {line_of(text, match.start())}") from error

    return _CODEPOINT.sub(character, text)


def _refuse_two_faced_iris(text: str, tokens: list[Token]) -> None:
    """Refuses ``<…#…>`` and ``<…'…>`` without ``scheme://``.

    After an operand a parser may read the ``<`` as *less than*, and then the ``#`` as a comment or
    the quote as a string: our tokens and the engine's would part, and a SERVICE could hide between.
    """
    for token in tokens:
        if token.kind == "iri" and ("#" in token.text or "'" in token.text) and not _ABSOLUTE.match(token.text):
            raise QueryError(
                f"{token.text} is not a full IRI",
                hint="write the whole IRI, like <https://…#…>, or a prefixed name; set spaces round the operator <",
                place=f"line {line_of(text, token.start)}",
            )


def _refuse_depth(text: str, tokens: list[Token]) -> None:
    depth = 0
    for token in tokens:
        if token.text in ("{", "(", "["):
            depth += 1
        elif token.text in ("}", ")", "]"):
            depth -= 1
        if depth > MAX_DEPTH:
            raise QueryError(
                f"the query nests deeper than {MAX_DEPTH} levels", place=f"line {line_of(text, token.start)}"
            )


def _refuse_words(text: str, tokens: list[Token]) -> None:
    form_seen = False
    for token in tokens:
        if token.kind != "word":
            continue
        word = token.text.upper()
        place = f"line {line_of(text, token.start)}"
        if word == "SERVICE":
            raise QueryError(
                "SERVICE is refused: a query never reaches out to other endpoints",
                hint="bring the other data in with `credatlas ingest` or join the answers outside",
                place=place,
            )
        if word in _UPDATES and not form_seen:
            raise QueryError(
                f"{word} is refused: this is a reading surface",
                hint="change a file under data/ and run `credatlas build`",
                place=place,
            )
        if word == "FROM":
            _refuse_remote_graph(text, tokens, token)
        form_seen = form_seen or word in _FORMS


def _refuse_remote_graph(text: str, tokens: list[Token], origin: Token) -> None:
    following = [token for token in tokens if token.start > origin.start][:2]
    graph = next((token for token in following if token.text.upper() != "NAMED"), None)
    if graph is None or graph.text.startswith("graph:") or graph.text.startswith("<https://w3id.org/credatlas/"):
        return
    raise QueryError(
        f"FROM {graph.text} is refused: only the layers of the atlas can be named",
        hint="use FROM graph:facts, graph:inferred, graph:claims, graph:sources, graph:vocabulary …",
        place=f"line {line_of(text, origin.start)}",
    )

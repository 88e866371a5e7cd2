"""A lexer of SPARQL that knows strings, IRIs and comments, and the refusals that are decided by token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from .errors import QueryError

# What is no character of a name (SPARQL 1.1 Query, section 19.8, PN_CHARS), and what starts none. Beyond Latin-1 we
# take every character for a letter: a query with one that is none does not parse on any engine, so nothing can hide
# behind it. A negated class of small codes compiles thirty times quicker than the ranges of the specification.
_N: Final = r"\x00-/:-@\[-^`{-\xb6\xb8-\xbf"
_C: Final = f"[^{_N}]"
_START: Final = f"[^{_N}0-9_\xb7]"
_PART: Final = rf"(?:{_C}|:|%[0-9A-Fa-f]{{2}}|\\.)"
_ESCAPE: Final = r"\\(?:[tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
# The order matters: long strings before short ones, IRIs before the operator `<`
# (SPARQL 1.1 Query, section 19.8, productions 139 to 173).
_PATTERN: Final = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<comment>\#[^\n\r]*)
    |(?P<variable>\?{_C}+)
    |(?P<parameter>\${_C}+)
    |(?P<name>(?:{_START}(?:(?:{_C}|[.-])*(?:{_C}|-))?)?:(?:{_PART}(?:(?:{_PART}|[.-])*(?:{_PART}|-))?)?)
    |(?P<word>(?:{_START}|_){_C}*)
    |(?P<string>\"\"\"(?:[^"\\]|{_ESCAPE}|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|{_ESCAPE}|'(?!''))*'''
             |"(?:[^"\\\n\r]|{_ESCAPE})*"|'(?:[^'\\\n\r]|{_ESCAPE})*')
    |(?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
    |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_HOUSE: Final = "https://w3id.org/credatlas/"
_UPDATES: Final = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "DEFINE"))
# Virtuoso calls its own functions by such IRIs: <bif:http_get>("http://…") opens the page, <xpath:document> ends it
_ENGINE: Final = ("BIF:", "SQL:", "XPATH:", "LONG::", "SHORT::", "SQLVAL::")
_SUSPECTS: Final = ("SERVICE", "FROM", *sorted(_UPDATES), *_ENGINE)
# what stands right behind ? $ or : belongs to the same variable or name for every parser: ?from, ca:recruitsFrom
_NAMED: Final = re.compile(r"(?<=[?$:])[\w.-]+")
MAX_DEPTH: Final = 128
MAX_BYTES: Final = 64 * 1024
# 2,700 conditions of an ORDER BY or 8,000 additions in a row overflow the stack of the engine as 3,200 braces do
MAX_TOKENS: Final = 3000


class Token(NamedTuple):
    """One token: its kind (``word``, ``name``, ``iri``, ``string`` …), its text, where it starts."""

    # a tuple: a query has hundreds, and they are made far quicker than frozen dataclasses
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
    r"""Refuses, by token, what must never run: outbound requests, updates, and nesting that kills a parser.

    ``SERVICE``, ``LOAD``, ``FROM`` with a graph outside the house and functions of an engine's own reach out to the
    network on some engines; deep nesting and long chains overflow the parser's stack and end the process.
    Some engines decode ``\uXXXX`` before they parse (SPARQL 1.1 Query, section 19.2), others inside
    strings and IRIs only: both forms must be harmless.

    Raises:
        QueryError: The query is refused; the message names the token and its line.
    """
    if 4 * len(text) > MAX_BYTES and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise QueryError(f"the query is longer than {MAX_BYTES // 1024} KiB", hint="shorten it, or split it")
    _refuse_one_form(text)
    if "\\u" in text or "\\U" in text:
        _refuse_one_form(unescape_codepoints(text))


def graphs_named(text: str) -> tuple[list[str], list[str]] | None:
    """The graphs that FROM and those that FROM NAMED name, as IRIs; None for a query without either.

    Args:
        text: A query that :func:`refuse_unsafe` lets pass.

    Example:
        >>> graphs_named("PREFIX g: <https://e.org/> SELECT * FROM g:a FROM NAMED <https://e.org/b> { ?s ?p 'FROM' }")
        (['https://e.org/a'], ['https://e.org/b'])
    """
    if "FROM" not in _bare(text):
        return None
    tokens = meaningful(text)
    default: list[str] = []
    named: list[str] = []
    for place, token in enumerate(tokens):
        if token.kind == "word" and token.text.upper() == "FROM":
            is_named = tokens[place + 1].text.upper() == "NAMED"
            graph = tokens[place + 2 if is_named else place + 1]
            (named if is_named else default).append(_iri(text, graph))
    return (default, named) if default or named else None


def _iri(text: str, graph: Token) -> str:
    if graph.kind == "iri":
        return unescape_codepoints(graph.text[1:-1])
    prefix, _, local = graph.text.partition(":")
    namespace = (_declared(text, prefix) or [""])[-1]  # one that is not declared does not parse
    return unescape_codepoints(namespace) + local.replace("\\", "")


def unescape_codepoints(text: str) -> str:
    r"""The query with ``\uXXXX`` and ``\UXXXXXXXX`` replaced, as some engines do before they parse.

    Raises:
        QueryError: An escape stands for no character.
    """

    def character(match: re.Match[str]) -> str:
        try:
            return chr(int(match[1] or match[2], 16))
        except (ValueError, OverflowError) as error:
            place = f"line {line_of(text, match.start())}"
            raise QueryError(f"{match[0]} is no character", place=place) from error

    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", character, text)


def engine_proof(term: str) -> str:
    r"""A serialised term in a form that means the same to engines that decode ``\uXXXX`` before they parse.

    ``"\\u0022"`` is a backslash and ``u0022`` to a parser by the book, but a closing quote to an
    engine that decodes first: with the letter itself escaped (``\\`` and ``\u0075``) both read the
    backslash and the letter.
    """
    if "\\\\u" not in term and "\\\\U" not in term:
        return term
    return re.sub(r"\\\\([uU])|\\.", lambda found: f"\\\\\\u{ord(found[1]):04X}" if found[1] else found[0], term)


@lru_cache(4)  # each query is looked over twice in a row
def _bare(text: str) -> str:
    """A query without what belongs to variables and names, in capitals: a word that is not in it is no token."""
    return _NAMED.sub("", text).upper()


def _refuse_one_form(text: str) -> None:
    # the usual query is short, shallow and has none of the words anywhere: no reading of it can be unsafe
    openers = text.count("{") + text.count("(") + text.count("[")
    upper = _bare(text)
    if len(text) <= MAX_TOKENS and openers <= MAX_DEPTH and not any(word in upper for word in _SUSPECTS):
        return
    for token, depth, count in _every_reading(text):
        if depth > MAX_DEPTH:
            raise QueryError(f"the query nests deeper than {MAX_DEPTH} levels", place=_place(text, token))
        if count > MAX_TOKENS:
            raise QueryError(f"the query has more than {MAX_TOKENS} tokens", hint="split it into several queries")
        if token.kind in ("word", "name"):
            _refuse_word(text, token)
        elif token.kind == "iri" and token.text[1:].upper().startswith(_ENGINE):
            raise QueryError(
                f"{token.text} is refused: functions of one engine reach beyond the query",
                hint="use what SPARQL 1.1 has",
                place=_place(text, token),
            )


def _every_reading(text: str) -> Iterator[tuple[Token, int, int]]:
    """Every token that some parser could see, with the nesting and the count of tokens up to it at most.

    A parser that goes by context reads ``<`` as *less than* where an operand stands before it, and
    then the ``#`` of our IRI opens a comment, or its quote a string; and where a long string holds a
    bad escape it falls back to an empty string and what follows. A SERVICE could hide between the
    readings, so all of them are followed. Only ``<scheme://`` is an IRI for everybody: two slashes
    stand nowhere else.
    """
    ahead: dict[int, tuple[int, int]] = {0: (0, 0)}
    for start in range(len(text)):
        if start not in ahead:
            continue
        depth, count = ahead.pop(start)
        match = _PATTERN.match(text, start)
        assert match is not None  # the last alternative takes any character
        token = Token(match.lastgroup or "other", match.group(), start)
        if token.kind not in ("space", "comment"):
            depth, count = max(0, depth + (token.text in "{([") - (token.text in "})]")), count + 1
            yield token, depth, count
        for end in _ends(token):
            known = ahead.get(end, (0, 0))
            ahead[end] = (max(depth, known[0]), max(count, known[1]))


def _ends(token: Token) -> tuple[int, ...]:
    if token.kind == "iri" and not re.match(r"<[A-Za-z][A-Za-z0-9+.-]*://", token.text):
        return (token.end, token.start + 1)
    if token.kind == "string" and token.text.startswith(('"""', "'''")):
        return (token.end, token.start + 2)
    if token.text in ("'", '"'):  # a string that does not end: no parser goes on here
        return ()
    return (token.end,)


def _refuse_word(text: str, token: Token) -> None:
    # engines need no space after a keyword: SERVICESILENT, FROMNAMED, trueSERVICE, and SERVICEex:a are read as two
    word = token.text.partition(":")[0].upper()
    if "SERVICE" in word:
        raise QueryError(
            f"{token.text} is refused: a query never reaches out to other endpoints by SERVICE",
            hint="ask the other endpoint by itself and join the answers; a prefix must not contain the keyword",
            place=_place(text, token),
        )
    if word in _UPDATES and token.kind == "word":
        raise QueryError(
            f"{word} is refused: this is a reading surface",
            hint="change a file under data/ and run `credatlas build`",
            place=_place(text, token),
        )
    if "FROM" in word:
        _refuse_remote_graph(text, token)


def _refuse_remote_graph(text: str, origin: Token) -> None:
    following = meaningful(text[origin.end :])[:2]
    if origin.text.upper() == "FROM" and following and following[0].text.upper() == "NAMED":
        following = following[1:]
    graph = following[0] if following else None
    if origin.text.upper() == "FROM" and graph is not None and _is_layer(text, graph):
        return
    raise QueryError(
        f"{origin.text} {graph.text if graph else ''} is refused: only the layers of the atlas can be named".replace(
            "  ", " "
        ),
        hint="write FROM graph:facts, graph:inferred, graph:claims, graph:sources, graph:vocabulary …",
        place=_place(text, origin),
    )


def _is_layer(text: str, graph: Token) -> bool:
    if graph.kind == "iri":
        return _in_house(graph.text[1:-1])
    if graph.kind != "name":
        return False
    prefix, _, local = graph.text.partition(":")
    namespaces = _declared(text, prefix) or ([_HOUSE + "graph/"] if prefix == "graph" else [""])
    return all(_in_house(namespace + local) for namespace in namespaces)


def _in_house(iri: str) -> bool:
    return iri.startswith(_HOUSE) and "/." not in iri


def _declared(text: str, prefix: str) -> list[str]:
    # `PREFIXgraph:<…>` declares as well as `PREFIX graph: <…>` does
    names = (prefix.upper() + ":", "PREFIX" + prefix.upper() + ":")
    tokens = meaningful(text)
    pairs = pairwise(tokens)
    return [iri.text[1:-1] for name, iri in pairs if iri.kind == "iri" and name.text.upper() in names]


def _place(text: str, token: Token) -> str:
    return f"line {line_of(text, token.start)}"

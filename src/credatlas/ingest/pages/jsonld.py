"""JSON-LD to statements: limits first, then contexts of ours in place of addresses, then pyoxigraph's parser.

Nothing is ever fetched: the addresses of known vocabularies are replaced by the contexts of the mapping files, any
other is taken out and named. Numbers stay as they are printed, so that 8500.00 is not read as a float.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pyoxigraph as ox

from ...errors import DataError
from .mapping import Context
from .plain import quoted, shortened

DEEPEST: Final = 64
ELSEWHERE: Final = "its context is at another site, which is never fetched: write the terms out in the page"
"""Why a context is taken out."""
MOST_PARTS: Final = 100_000
"""Things and values of one piece of JSON-LD; a page about an offering has a few hundred."""
_COMMENT: Final = re.compile(
    r"\A\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?)\s*\Z"
)
_SCHEMA: Final = re.compile(r"https?://(?:www\.)?schema\.org/", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """What one piece of JSON-LD states.

    Attributes:
        quads: Its statements; schema.org is https throughout.
        refused: What was taken out of it before it was read, with the reason.
    """

    quads: list[ox.Quad] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def read_block(text: str, base: str, contexts: Iterable[Context], *, place: str, line: int = 1) -> Block:
    """The statements of a piece of JSON-LD.

    Args:
        text: The JSON.
        base: The address against which relative ones are resolved.
        contexts: The contexts that addresses stand for.
        place: What to call the file in messages.
        line: The line of the file on which the text begins.

    Raises:
        DataError: It is no JSON or no JSON-LD, or larger than a page about an offering ever is.
    """
    document = _loaded(text, place, line)
    where = f"{place}:{line}"
    block = Block()
    cleaned = _Cleaning(tuple(contexts), block.refused, where).clean(document, 0)
    try:
        parsed = ox.parse(json.dumps(cleaned).encode(), format=ox.RdfFormat.JSON_LD, base_iri=base)
        block.quads = [_https(quad) for quad in parsed]
    except (SyntaxError, ValueError, MemoryError) as error:  # the last for a text of more than 16 MiB
        hint = "correct the page, or enter its facts by hand"
        raise DataError(f"is no JSON-LD: {_message(error)}", hint=hint, place=where) from error
    return block


def _loaded(text: str, place: str, line: int) -> Any:
    # sites wrap scripts for browsers of the nineties; line breaks stay, so that places stay right
    bare = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    try:
        # strict=False: line breaks inside of texts, which many sites print, do no harm
        return json.loads(bare, parse_int=str, parse_float=str, parse_constant=str, strict=False)
    except json.JSONDecodeError as error:
        at = f"{place}:{line + error.lineno - 1}:{error.colno}"
        hint = "the JSON-LD is cut off or badly quoted there: correct it in a saved copy of the page"
        raise DataError(f"is not JSON: {error.msg}", hint=hint, place=at) from error
    except RecursionError as error:
        raise _too_deep(f"{place}:{line}") from error


def _too_deep(where: str) -> DataError:
    return DataError(
        f"is nested deeper than {DEEPEST} levels", hint="no page about an offering needs that", place=where
    )


def _message(error: Exception) -> str:
    return shortened(str(error).partition("\n")[0], 160)


class _Cleaning:
    """Copies a document, with contexts of ours for addresses and without what cannot be read."""

    def __init__(self, contexts: tuple[Context, ...], refused: list[tuple[str, str]], where: str) -> None:
        self._contexts, self._refused, self._where = contexts, refused, where
        self._parts = 0

    def clean(self, value: Any, depth: int) -> Any:
        if depth > DEEPEST:
            raise _too_deep(self._where)
        self._parts += 1
        if self._parts > MOST_PARTS:
            hint = "cut the page into parts, or enter its facts by hand"
            raise DataError(f"has more than {MOST_PARTS:,} things and values", hint=hint, place=self._where)
        if isinstance(value, list):
            return [self.clean(one, depth + 1) for one in value]
        if isinstance(value, dict):
            return {_valid(key): cleaned for key, cleaned in self._members(value, depth)}
        return _valid(value) if isinstance(value, str) else value

    def _members(self, node: dict[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
        for key, value in node.items():
            if key == "@context":
                yield key, self._context(value, depth)
            elif key in ("@id", "id"):
                reference = self._reference(value)
                if reference:
                    yield key, reference
            else:
                yield key, self.clean(value, depth + 1)

    def _reference(self, value: Any) -> str:
        """An ``@id`` that the parser takes: it drops a node silently whose id is no IRI."""
        reference = quoted(_valid(value).strip()) if isinstance(value, str) else ""
        if re.match(r"[a-z][a-z0-9+.-]*:", reference, re.IGNORECASE) and not reference.startswith("_:"):
            try:
                ox.NamedNode(reference)
            except ValueError:
                reference = ""
        if value and not reference:
            self._refused.append((shortened(str(value)), "its @id is no IRI: the thing is read without one"))
        return reference

    def _context(self, value: Any, depth: int) -> Any:
        """A context with ours in place of addresses; those inside of term definitions too."""
        if depth > DEEPEST:
            raise _too_deep(self._where)
        if isinstance(value, list):
            return [self._context(one, depth + 1) for one in value]
        if isinstance(value, str):
            known = next((one.definition for one in self._contexts if one.address.fullmatch(value.strip())), None)
            if known is None:
                self._refused.append((shortened(value, 120), ELSEWHERE))
            return known or {}
        if not isinstance(value, dict):
            return value
        if "@import" in value:
            self._refused.append((shortened(str(value["@import"]), 120), "a context that is to be imported is not"))
        return {
            _valid(key): self._context(one, depth + 1) if key == "@context" or isinstance(one, dict) else one
            for key, one in value.items()
            if key not in ("@import", "@version")
        }


def _valid(text: str) -> str:
    """A text without halves of surrogate pairs, which are no characters."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _https(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(*(_https_term(term) for term in (quad.subject, quad.predicate, quad.object)))


def _https_term(term: Any) -> Any:
    if isinstance(term, ox.NamedNode) and _SCHEMA.match(term.value):
        return ox.NamedNode(_SCHEMA.sub("https://schema.org/", term.value, count=1))
    return term

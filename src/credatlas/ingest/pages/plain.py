"""Texts of pages as they may go into source files: one line, without markup and without signs that hide."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

import pyoxigraph as ox

LONGEST: Final = 300
"""Characters of the longest text that counts as a name or a fact; longer ones are sentences of others."""

_MARKUP: Final = re.compile(r"<\s*[a-z!/?][^<]*", re.IGNORECASE)
_BLANKS: Final = re.compile(r"\s+")
_UNQUOTED: Final = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_HIDING: Final = frozenset(("Cc", "Cf", "Co", "Cs"))
_JOINERS: Final = "\u200c\u200d\u00ad"


class NotPlainError(ValueError):
    """A text that is kept out of the files; its only argument says why, to be shown to a person."""


def plain_text(text: str, longest: int = LONGEST) -> str:
    """A text of a page on one line, its character references resolved.

    Args:
        text: What the page has.
        longest: How many characters it may have.

    Raises:
        NotPlainError: It holds markup, signs that are not shown or change the direction of writing, or is too long.

    Example:
        >>> plain_text("Arts &amp;  Sciences")
        'Arts & Sciences'
    """
    words = _BLANKS.sub(" ", text).strip()
    if len(words) > 8 * longest:
        raise NotPlainError(_too_long(words, longest))
    for _ in range(2):  # pages escape what is escaped already
        words = _BLANKS.sub(" ", html.unescape(words)).strip()
    markup = _MARKUP.search(words)
    if markup:
        raise NotPlainError(f"it holds markup ({shortened(markup[0], 20)}): enter what it says by hand")
    hidden = next((sign for sign in words if unicodedata.category(sign) in _HIDING and sign not in _JOINERS), None)
    if hidden is not None:
        raise NotPlainError(f"it holds the character U+{ord(hidden):04X}, which is not shown: enter the text by hand")
    if len(words) > longest:
        raise NotPlainError(_too_long(words, longest))
    return words


def _too_long(words: str, longest: int) -> str:
    return f"it has {len(words):,} characters, and texts of more than {longest} are not copied: enter its facts by hand"


def shortened(text: str, longest: int = 60) -> str:
    """The beginning of a text for a message, on one line and with nothing that a terminal would obey.

    Example:
        >>> shortened("a long description of a course", 10)
        'a long de…'
    """
    shown = "".join(sign for sign in text[: 4 * longest] if sign.isprintable() or sign.isspace())
    words = _BLANKS.sub(" ", shown).strip()
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def web_address(text: str) -> ox.NamedNode | None:
    """The IRI of an http or https address, blanks in it encoded; none for anything else, such as a script.

    Example:
        >>> web_address("javascript:alert(1)")
        >>> web_address("https://example.org/a b").value
        'https://example.org/a%20b'
    """
    address = quoted(text.strip())
    if not re.match(r"https?://[^/?#\s]+", address, re.IGNORECASE):
        return None
    try:
        return ox.NamedNode(address)
    except ValueError:
        return None


def quoted(reference: str) -> str:
    """A reference with the signs that no IRI may hold percent-encoded."""
    return _UNQUOTED.sub(lambda sign: f"%{ord(sign[0]):02X}", reference)

"""Turns a quote of first and last words into offsets of the passage inside the text of its source.

Whoever writes a source file marks a passage by its first and last words; only the offsets are
kept, so that no sentence of somebody else's text stands in the data.
"""

from __future__ import annotations

import re
from typing import Final

from ..errors import DataError
from ..tokens import Token, line_of, tokenize

_QUOTE: Final = "ca:quote"
_ELLIPSIS: Final = re.compile(r"…|\.\.\.")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})|(.))", re.DOTALL)
# RDF 1.1 Turtle, section 6.4: the escapes that stand for another character than themselves
_CONTROL: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def fill_offsets(trig_text: str, article_text: str, file: str) -> str:
    """Replaces every ``ca:quote`` of a source file by the offsets of what it quotes.

    Args:
        trig_text: The source file as written by hand.
        article_text: The decoded text of that source.
        file: How messages name the source file.

    Returns:
        The same text with ``ca:startOffset N ; ca:endOffset M`` in the place of each predicate
        and object ``ca:quote "first words … last words"``. Offsets count Unicode code points
        from 0, the end is exclusive. Everything else stays byte for byte.

    Raises:
        DataError: A quote is no plain string, is not in the text, or fits several places of it;
            the place is ``file:line`` of the quote.

    Example:
        >>> fill_offsets('<#fee> ca:quote "costs … 10" .', "It costs about 10.", "a.trig")
        '<#fee> ca:startOffset 3 ; ca:endOffset 17 .'
    """
    tokens = [token for token in tokenize(trig_text) if token.kind not in ("space", "comment")]
    filled: list[str] = []
    done = 0
    for number, token in enumerate(tokens):
        if token.text != _QUOTE:
            continue
        place = f"{file}:{line_of(trig_text, token.start)}"
        quote = _plain_string(tokens[number + 1 : number + 3], place)
        start, end = find_quote(_unescape(quote), article_text, place)
        filled += [trig_text[done : token.start], f"ca:startOffset {start} ; ca:endOffset {end}"]
        done = quote.end
    return "".join([*filled, trig_text[done:]])


def find_quote(quote: str, article_text: str, place: str) -> tuple[int, int]:
    """Where a passage stands that is given by its first and last words.

    Words are whole words and match literally, except that any white space matches any other.
    The first words must occur once in the text; the passage ends with the last words that follow
    them soonest. Without an ellipsis the quote is the whole passage.

    Args:
        quote: ``first words … last words``, with one ellipsis character or three dots.
        article_text: The text to look in.
        place: Where the quote is written, for messages.

    Returns:
        The start and the exclusive end, in code points.

    Raises:
        DataError: The quote is empty, has two ellipses, is not found, or fits several places.
    """
    parts = [part.strip() for part in _ELLIPSIS.split(quote)]
    if len(parts) > 2 or not all(parts):
        raise DataError(
            f'the quote "{quote}" is not of the form "first words … last words"',
            hint="give a few words, one ellipsis, a few words; or the whole passage without an ellipsis",
            place=place,
        )
    start, end = _only_place(parts[0], article_text, place)
    if len(parts) == 1:
        return start, end
    last = _words(parts[1]).search(article_text, end)
    if last is None:
        raise DataError(
            f'the words "{parts[1]}" do not follow "{parts[0]}" in the text of the source',
            hint="copy the last words letter by letter from the text, quotation marks and dashes included",
            place=place,
        )
    return start, last.end()


def _only_place(words: str, article_text: str, place: str) -> tuple[int, int]:
    spans = [match.span() for match in _words(words).finditer(article_text)]
    if not spans:
        raise DataError(
            f'the words "{words}" are not in the text of the source',
            hint="copy the words letter by letter from the text, quotation marks and dashes included",
            place=place,
        )
    if len(spans) > 1:
        places = ", ".join(f"{start} (line {line_of(article_text, start)})" for start, _ in spans)
        raise DataError(
            f'the words "{words}" are in the text {len(spans)} times: at {places}',
            hint="quote more of the first words, so that they fit one place only",
            place=place,
        )
    return spans[0]


def _words(words: str) -> re.Pattern[str]:
    """A pattern of these words: whole ones, with any white space between them."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    before = r"(?<!\w)" if re.match(r"\w", words) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", words) else ""
    return re.compile(before + pattern + after)


def _plain_string(following: list[Token], place: str) -> Token:
    """The string token behind ``ca:quote``; it may carry neither a language nor a datatype."""
    string = following[0] if following else None
    tagged = len(following) > 1 and (following[1].kind == "tag" or following[1].text == "^")
    if string is None or string.kind != "string" or tagged:
        raise DataError(
            "ca:quote is not followed by a plain string",
            hint='write ca:quote "first words … last words"',
            place=place,
        )
    return string


def _unescape(string: Token) -> str:
    """The text that a Turtle string stands for."""
    marks = 3 if string.text[:3] in ('"""', "'''") else 1

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _CONTROL.get(match[3], match[3])

    return _ESCAPE.sub(character, string.text[marks:-marks])

"""Which edition of a series an event is."""

from __future__ import annotations

import re
from typing import Final

from .reading import plain, too_long

_WORDS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ORDINAL: Final = rf"(?P<word>{'|'.join(_WORDS)})|(?P<digits>\d{{1,3}})(?:st|nd|rd|th)"
_EVENT: Final = (
    r"edition|event|hackathon|hack|datathon|conference|symposium|workshop|meeting|congress|summit|forum|challenge"
    r"|competition|school|gathering|convention|camp|bootcamp|assembly"
)
_EDITION: Final = re.compile(
    rf"\b(?:{_ORDINAL})(?:\s+(?!(?:{_EVENT})\b)[a-z-]+){{0,4}}?\s+(?:{_EVENT})s?\b", re.IGNORECASE | re.ASCII
)
_BARE: Final = re.compile(
    rf"(?:^|\bcalled the |\bits )(?:{_ORDINAL})(?:\s+(?:in|of)\s+(?:19|20)\d\d)?\s*(?:$|[,;.(])",
    re.IGNORECASE | re.ASCII,
)
_INAUGURAL: Final = re.compile(r"\binaugural\b|\bfirst ever\b", re.IGNORECASE | re.ASCII)
# "fifth largest hub", "second consecutive year": an order among other things
_NOT_AN_EDITION: Final = re.compile(
    r"\b(?:largest|biggest|best|oldest|consecutive|participation|place|prize|year|day|quarter|half|cohort|round|stage)\b",
    re.IGNORECASE | re.ASCII,
)


def read_edition(text: str) -> int | None:
    """The number of an edition, where a text gives one.

    What stands in brackets is left out, and so are texts with two different numbers.

    Example:
        >>> read_edition("7th edition in 2026"), read_edition("inaugural 2019"), read_edition("fifth largest hub")
        (7, 1, None)
    """
    if too_long(text):
        return None
    words = re.sub(r"\([^()]*\)", "", plain(text)).strip()
    found = {
        _value(match)
        for match in (*_EDITION.finditer(words), *_BARE.finditer(words))
        if not _NOT_AN_EDITION.search(match[0])
    }
    if _INAUGURAL.search(words):
        found.add(1)
    return found.pop() if len(found) == 1 else None


def _value(match: re.Match[str]) -> int:
    return _WORDS.index(match["word"].lower()) + 1 if match["word"] else int(match["digits"])

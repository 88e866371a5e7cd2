"""Keeping answers within what a model reads at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from .model import Answer

MOST_BYTES: Final = 40_000
"""About ten thousand tokens: some clients cut off what is longer, and no model reads it with care."""
_LONGEST: Final = 1_500


def fitted(count: int, make: Callable[[int], Answer], most: int = MOST_BYTES) -> Answer:
    """The answer with as many rows as fit.

    Args:
        count: How many rows there are to show.
        make: Makes the answer with the first so many of them; it says how to get the rest.
        most: Bytes that an answer may have as JSON.
    """
    answer = make(count)
    while (size := len(_json(answer))) > most and count > 1:
        count = max(1, min(count - 1, count * most // size))
        answer = make(count)
    return answer


def shortened(text: str, most: int = _LONGEST) -> str:
    """A text that is not longer than some characters, or its beginning and how long it is."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters in all)"


def rest(shown: int, offset: int, total: int, noun: str = "rows") -> dict[str, str]:
    """``more``: how to get what is not shown; nothing where all is."""
    end = offset + shown
    if offset and not shown:
        return {"more": f"there are {total} {noun}: offset {offset} is behind the last one"}
    return {"more": f"{total - end} more {noun}: call again with offset {end}"} if end < total else {}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

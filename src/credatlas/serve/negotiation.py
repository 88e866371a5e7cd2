"""Which form of an answer a client wants: ``Accept`` and the endings of addresses (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..errors import UsageError

_RANGE: Final = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*")
_WEIGHT: Final = re.compile(r"(?:^|;)\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


class NotAcceptableError(UsageError):
    """None of the forms that there are is wanted."""

    http_status = 406


def best_media(accept: str, offered: Sequence[str]) -> str:
    """The offered media type that the client likes most; among equally liked ones the first.

    Args:
        accept: The header; empty for a client that takes anything.
        offered: Types without parameters, the house's favourite first.

    Raises:
        NotAcceptableError: The client takes none of them.

    Example:
        >>> best_media("text/html;q=0.5, application/json", ["text/html", "application/json"])
        'application/json'
    """
    ranges = list(_ranges(accept))
    if not ranges:
        return offered[0]
    liking = {media: _liking(media, ranges) for media in offered}
    best = max(liking.values())
    if best <= 0:
        raise NotAcceptableError(
            "there is no form of this answer that the client accepts",
            hint=f"accept {', '.join(offered)}",
            place="Accept",
        )
    return next(media for media in offered if liking[media] == best)


def prefers_pages(accept: str) -> bool:
    """Whether a client would rather read a page than JSON: browsers would, programs mostly not."""
    try:
        return bool(accept) and best_media(accept, ["application/json", "text/html"]) == "text/html"
    except NotAcceptableError:
        return False


def _ranges(accept: str) -> Iterator[tuple[str, str, float]]:
    for part in accept.split(","):
        found = _RANGE.match(part)
        if found is None:
            continue
        weight = _WEIGHT.search(part[found.end() :])
        yield found[1].lower(), found[2].lower(), min(1.0, float(weight[1])) if weight else 1.0


def _liking(media: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """The weight of the most specific range that covers a type; 0 where none does."""
    kind, _, form = media.partition("/")
    fitting = [
        ((first != "*") + (second != "*"), weight)
        for first, second, weight in ranges
        if first in ("*", kind) and second in ("*", form)
    ]
    return max(fitting)[1] if fitting else 0.0

"""Links of a page that was made for a service, made to lead from file to file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html import escape, unescape
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

# our templates write every address between double quotes, and escape whatever comes in
_ATTRIBUTE: Final = r'\s(href|src|action)="({origin})?{root}(/[^"]*|(?="))"'
Resolve = Callable[[str], PurePosixPath | None]


def links_in(page: str, base: str) -> Iterator[str]:
    """The addresses below the place of the service to which a page links or which it loads, without fragments.

    Args:
        page: HTML of ours.
        base: The address of the service: absolute links begin with it, all others with its path.
    """
    for found in _pattern(base).finditer(page):
        yield unescape(found[3] or "/").partition("#")[0]


def localised(page: str, place: PurePosixPath, base: str, resolve: Resolve, published: str = "") -> str:
    """A page whose links lead to files; what has no file loses its address: a link becomes plain words.

    Args:
        page: HTML of ours.
        place: The file that the page becomes.
        base: The address of the service for which it was made.
        resolve: The file of an address; None for what the copy does not have.
        published: The address at which the copy will be, without a slash at its end: absolute links begin with it.
            Empty where nobody knows; then they are left out.
    """

    def local(found: re.Match[str]) -> str:
        attribute, is_absolute = found[1], bool(found[2])
        bare, mark, fragment = unescape(found[3] or "/").partition("#")
        target = resolve(bare)
        if target is None or (is_absolute and not published):
            return ""
        if is_absolute:
            return f' {attribute}="{escape(f"{published}/{target}{mark}{fragment}")}"'
        asked = bare.partition("?")[2] if target == PurePosixPath("find.html") else ""
        written = f"{_from(place, target)}{'?' if asked else ''}{asked}{mark}{fragment}"
        return f' {attribute}="{escape(written)}"'

    return _pattern(base).sub(local, page)


@cache
def _pattern(base: str) -> re.Pattern[str]:
    parts = urlsplit(base)
    origin = f"{parts.scheme}://{parts.netloc}"
    return re.compile(_ATTRIBUTE.format(origin=re.escape(origin), root=re.escape(parts.path)))


def _from(place: PurePosixPath, target: PurePosixPath) -> str:
    """The way from one file to another."""
    here, there = place.parent.parts, target.parts
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "/".join([*[".."] * (len(here) - shared), *there[shared:]])

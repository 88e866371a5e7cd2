"""Readable ids for new things: lower-case ASCII words, minted once."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from typing import Final

from ..names.folding import words
from ..terms import ID

_LONGEST: Final = 64
_FILLERS: Final = frozenset(
    "a an and at by de del der des di do du e et for für in la le les of on the to und y".split()
)
_TABLE_PREFIX: Final = re.compile(r"(?:off|org|ev|pol|ref|src)-(?:[wp]\d+-)?")


def slug(text: str, *, longest: int = _LONGEST) -> str:
    """The words of a text as the last part of an id; empty when it has no word in Latin letters.

    Example:
        >>> slug("École polytechnique fédérale de Lausanne (EPFL)")
        'ecole-polytechnique-federale-lausanne-epfl'
    """
    plain = [word for word in words(text) if word.isascii() and word not in _FILLERS]
    kept = ""
    for word in plain:
        longer = f"{kept}-{word}" if kept else word[:longest]
        if len(longer) > longest:
            break
        kept = longer
    return kept.replace("_", "-").strip("-")


def slug_of_key(key: str) -> str:
    """A slug from what an input calls a thing, without the prefixes of its tables.

    Example:
        >>> slug_of_key("src-w2-hee-dhlp-c7")
        'hee-dhlp-c7'
    """
    return slug(_TABLE_PREFIX.sub("", key, count=1) if _TABLE_PREFIX.match(key) else key)


def mint(kind: str, candidates: Iterable[str], taken: Container[str], fallback: Callable[[], str]) -> str:
    """An IRI that no thing has yet.

    Args:
        kind: The part of the id that tells its type.
        candidates: Slugs, the best first; empty ones are passed over.
        taken: The IRIs of all ids that were ever minted.
        fallback: Gives a slug when none of the candidates is one.
    """
    last = ""
    for candidate in candidates:
        if candidate:
            last = candidate
            if f"{ID}{kind}/{candidate}" not in taken:
                return f"{ID}{kind}/{candidate}"
    last = last or fallback()
    number = 1
    iri = f"{ID}{kind}/{last}"
    while iri in taken:
        number += 1
        iri = f"{ID}{kind}/{last}-{number}"
    return iri

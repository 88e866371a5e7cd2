"""What reading the answers of sources has in common: a form that is not as documented, a digest, no dump."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from ..errors import DataError, UsageError
from .index import to_json

if TYPE_CHECKING:
    from .model import Record


@contextmanager
def documented_form(source: str, place: str) -> Iterator[None]:
    """Reads an answer that may lack what its source documents.

    Args:
        source: The name of the source, for people.
        place: The address that answered.

    Raises:
        DataError: In place of what reading raises where a part is missing, or is of another kind.
    """
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError) as error:
        message = f"the answer does not have the form that {source} documents: {type(error).__name__} {error}"
        raise DataError(message, hint="the service may have changed: look at the address", place=place) from error


def digested(record: Record) -> Record:
    """A record with the digest of what was read of it: what a source counts or stamps anew every day is left out.

    Raises:
        ValueError: A name or another text of the record is none.
    """
    texts: list[object] = [
        *(name.text for name in record.names),
        *(part for pair in record.identifiers for part in pair),
        *record.kinds,
        *record.countries,
        *record.places,
        *record.domains,
        *record.parents,
        *record.successors,
    ]
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{text!r:.60} in place of a text")
    return replace(record, digest=hashlib.sha256(to_json(replace(record, digest="")).encode()).hexdigest())


def once(values: Iterable[str]) -> tuple[str, ...]:
    """Each value once, the first place kept; empty ones are left out."""
    return tuple(dict.fromkeys(value for value in values if value))


def no_dump(source: str, why: str) -> NoReturn:
    """Says that a source has no dump to index.

    Raises:
        UsageError: Always.
    """
    hint = "leave --dump out: records are looked up one by one, online or from kept answers"
    raise UsageError(f"{source} has no dump that is indexed here: {why}", hint=hint, place="--dump")

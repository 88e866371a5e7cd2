"""How a page tells that there is no answer: failed, stopped, nothing found and several meant are different things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..errors import AmbiguousError, CredatlasError
from ..terms import THING_TYPES, node
from .addresses import Addresses
from .forms import kind_in_words

_HEADINGS: Final = {
    400: "This cannot be asked like that",
    403: "This is not allowed here",
    404: "Nothing found",
    405: "This cannot be done here",
    406: "There is no such form of it",
    408: "The request did not arrive",
    409: "Which one is meant?",
    413: "That is too much at once",
    415: "This cannot be read",
    500: "Something failed",
    503: "Busy at the moment",
    504: "Stopped: it took too long",
}
_MEANING: Final = {
    400: "Nothing was looked up. What is wrong with the question stands below.",
    404: "The atlas was asked and knows nothing of it. What is unknown here may well exist.",
    409: "Several things go by that name. Choose one.",
    500: "This is a fault on our side and no answer: it says nothing about what was asked.",
    503: "More is asked at the moment than can be answered. Nothing was looked up; ask again in a few seconds.",
    504: "The question ran longer than a question may and was ended before it had an answer. That says nothing about "
    "whether there is one; a narrower question may end in time.",
}
_ID: Final = re.compile(rf"\b(?:{'|'.join(THING_TYPES)}):[A-Za-z0-9_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer.

    Attributes:
        status: The HTTP status.
        heading: What kind of end it is, in a few words.
        meaning: What that does and does not say about what was asked.
        message: What happened.
        hint: What to do next, in pieces of text and address, which is empty for plain words.
        place: Where it happened, such as a parameter; may be empty.
        choices: What could be meant: name, id and address.
    """

    status: int
    heading: str
    meaning: str
    message: str
    hint: tuple[tuple[str, str], ...] = ()
    place: str = ""
    choices: tuple[tuple[str, str, str], ...] = ()


def failure(error: CredatlasError, addresses: Addresses) -> Failure:
    """An error of ours as a page tells it."""
    status = error.http_status
    choices = error.choices if isinstance(error, AmbiguousError) else []
    return Failure(
        status=status,
        heading=_HEADINGS.get(status) or _HEADINGS[400 if status < 500 else 500],
        meaning=_MEANING.get(status) or (_MEANING[500] if status >= 500 else ""),
        message=error.message,
        hint=() if choices else (*_pieces(error.hint, addresses), *_search(error, addresses)),  # choices lead on
        place=error.place,
        choices=tuple((kind_in_words(name), id_, addresses.thing(node(id_))) for id_, name in choices),
    )


def _search(error: CredatlasError, addresses: Addresses) -> Iterator[tuple[str, str]]:
    """The way to look for the words of an id that is none."""
    found = _ID.search(error.message) if error.http_status == 404 else None
    if found is not None:
        words = found[0].partition(":")[2].replace("-", " ")
        yield " ", ""
        yield f"Search for “{words}”", addresses.page("find", text=words)


def _pieces(text: str, addresses: Addresses) -> Iterator[tuple[str, str]]:
    """A text as a sentence, with the ids of things in it as links."""
    text = text[:1].upper() + text[1:]
    end = 0
    for found in _ID.finditer(text):
        yield text[end : found.start()], ""
        yield found[0], addresses.thing(node(found[0]))
        end = found.end()
    yield text[end:], ""

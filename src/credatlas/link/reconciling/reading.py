"""Reading JSON that strangers send: bounded, exact about what is wrong and where."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from ...errors import UsageError
from .model import Limits

# what is not a quote, a backslash or a bracket of some kind cannot change the depth
_STEP: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_SHOWN: Final = 40


class TooLargeError(UsageError):
    """A request that asks for more than one request may."""

    http_status = 413


def parsed(text: str, limits: Limits, *, place: str) -> Any:
    """The value that a JSON text holds.

    Args:
        text: The text.
        limits: How deep it may be nested.
        place: The parameter to name in errors.

    Raises:
        UsageError: It is no JSON by RFC 8259, holds a name twice, ``NaN``, or half a surrogate pair.
        TooLargeError: It is nested too deep.
    """
    _refuse_deep(text, limits, place)
    try:
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_object)
        # a lone surrogate is legal in JSON, and in no encoding: it could neither be looked up nor be answered
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise UsageError("the JSON holds half a surrogate pair", place=place) from error
    except ValueError as error:  # the errors of the decoder, ours, and numbers of thousands of digits
        message = str(error).replace("\n", " ")
        raise UsageError(f"this is no JSON: {message}", hint="send UTF-8 by RFC 8259", place=place) from error
    return value


def _refuse_deep(text: str, limits: Limits, place: str) -> None:
    depth = 0
    for step in _STEP.finditer(text):
        first = step[0][0]
        depth += (first in "[{") - (first in "]}")
        if depth > limits.depth:
            raise TooLargeError(f"the JSON is nested deeper than {limits.depth}", place=place)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {shortened(twice)!r} stands twice in one object")
    return value


def an_object(value: Any, place: str) -> dict[str, Any]:
    """The value as an object.

    Raises:
        UsageError: It is none.
    """
    if not isinstance(value, dict):
        raise _wrong("an object", value, place)
    return value


def an_array(value: Any, place: str, *, most: int) -> list[Any]:
    """The value as an array of at most ``most``.

    Raises:
        UsageError: It is none.
        TooLargeError: It is longer.
    """
    if not isinstance(value, list):
        raise _wrong("an array", value, place)
    refuse_more(len(value), most, place)
    return value


def a_text(value: Any, place: str, limits: Limits) -> str:
    """The value as a string.

    Raises:
        UsageError: It is none.
        TooLargeError: It is too long.
    """
    if not isinstance(value, str):
        raise _wrong("a string", value, place)
    if len(value) > limits.text:
        raise TooLargeError(f"a string of {len(value)} characters, and {limits.text} are allowed", place=place)
    return value


def a_choice(value: Any, place: str, choices: tuple[str, ...]) -> str:
    """The value as one of some strings.

    Raises:
        UsageError: It is none of them.
    """
    if not isinstance(value, str) or value not in choices:
        raise _wrong(f"one of {', '.join(choices)}", value, place)
    return value


def a_count(value: Any, place: str, *, least: int) -> int:
    """The value as a whole number; also written as a string, as forms do, or with a fraction of zero.

    Raises:
        UsageError: It is none, or less than ``least``.
    """
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(min(max(value, -1), 10**9)):
        raise _wrong(f"a whole number from {least} to 1000000000", value, place)
    if value < least:
        raise _wrong(f"a whole number of at least {least}", value, place)
    return int(value)


def refuse_more(number: int, most: int, place: str) -> None:
    """Refuses what is more than one request may hold.

    Raises:
        TooLargeError: It is more.
    """
    if number > most:
        raise TooLargeError(
            f"{number} of them, and at most {most} are allowed", hint="send several requests", place=place
        )


def refuse_unknown(value: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
    """Refuses names that an object of this kind does not have.

    Raises:
        UsageError: One is there.
    """
    for name in value:
        if name not in known:
            where = f"{place}.{shortened(name)}" if place else shortened(name)
            raise UsageError("there is no such field here", hint=f"known are {', '.join(known)}", place=where)


def needed(value: Mapping[str, Any], name: str, place: str) -> Any:
    """What stands under a name.

    Raises:
        UsageError: Nothing does.
    """
    if name not in value:
        raise UsageError(f"the field {name} is missing", place=place)
    return value[name]


def shortened(text: str) -> str:
    """A text as it can stand in a message: on one line and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _wrong(wanted: str, value: Any, place: str) -> UsageError:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return UsageError(f"this has to be {wanted}, not {shortened(shown)}", place=place)

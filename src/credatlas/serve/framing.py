"""What travels between the service and its workers: questions as pickles, answers as plain bytes.

A worker runs what strangers typed, so nothing that it says is unpickled: an answer is a head of texts and a body.
"""

from __future__ import annotations

import pickle
import struct
from dataclasses import fields
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from .exchange import Asked, Reply
from .requests import Parameters
from .routes import Route

if TYPE_CHECKING:
    from socket import socket

_FIELDS: Final = [field.name for field in fields(Asked)]
_PARAMETERS: Final = _FIELDS.index("parameters")
_values_of: Final = attrgetter(*("parameters.pairs" if name == "parameters" else name for name in _FIELDS))
_SIZES: Final = struct.Struct(">II")
_SIZE: Final = struct.Struct(">I")
_BETWEEN: Final = "\0"  # what stands in no header
_AT_ONCE: Final = 64 * 1024
MOST: Final = 64 * 1024 * 1024
"""How many bytes an answer may have."""


class Question(NamedTuple):
    """What a worker is asked.

    Attributes:
        route: Which function answers, and how it tells errors.
        asked: The request.
    """

    route: Route
    asked: Asked


class Answer(NamedTuple):
    """What a worker says.

    Attributes:
        reply: The answer; None for the first word of a worker, which says whether it could begin.
        word: ``ready`` or ``error`` is a first word; ``last`` stands beside an answer when the worker ends now.
        why: Why it could not begin.
    """

    reply: Reply | None
    word: str = ""
    why: str = ""


def packed_question(question: Question) -> bytes:
    """A question with its length in front."""
    # texts in a tuple travel ten times quicker than the objects that they make up
    data = pickle.dumps((_packed_route(question.route), *_values_of(question.asked)), pickle.HIGHEST_PROTOCOL)
    return _SIZE.pack(len(data)) + data


@lru_cache(512)
def _packed_route(route: Route) -> bytes:
    return pickle.dumps(route, pickle.HIGHEST_PROTOCOL)


@lru_cache(512)
def _route(packed: bytes) -> Route:
    route: Route = pickle.loads(packed)  # noqa: S301 - as below
    return route


def read_question(channel: socket) -> Question | None:
    """The next question; None when nobody is there any more to ask."""
    # there is one question at a time, mostly a short one: with its length it is here at once
    read = channel.recv(_AT_ONCE)
    while len(read) < _SIZE.size or len(read) < _SIZE.size + _SIZE.unpack_from(read)[0]:
        more = channel.recv(_AT_ONCE)
        if not more:
            return None
        read += more
    # the parent wrote it: it is the one that we trust
    route, *values = pickle.loads(read[_SIZE.size :])  # noqa: S301
    values[_PARAMETERS] = Parameters(values[_PARAMETERS])
    return Question(_route(route), Asked(*values))


def send_answer(channel: socket, answer: Answer) -> None:
    """Sends an answer, whole."""
    texts, body = [answer.word, answer.why], b""
    if answer.reply is not None:
        body = answer.reply.body
        texts += [str(answer.reply.status), answer.reply.media, *chain.from_iterable(answer.reply.headers)]
    # JSON would take ten times as long at either end
    head = _BETWEEN.join(text.replace(_BETWEEN, " ") for text in texts).encode("utf-8", "replace")
    channel.sendall(_SIZES.pack(len(head), len(body)) + head + body)


class Reader:
    """Puts together the answer that comes in pieces."""

    def __init__(self) -> None:
        self._read = bytearray()

    def feed(self, data: bytes) -> Answer | None:
        """The answer when its last piece is here.

        Args:
            data: The next piece.

        Raises:
            ValueError: It is no answer, or a longer one than there may be.
        """
        read = self._read
        read += data
        if len(read) < _SIZES.size:
            return None
        head, body = _SIZES.unpack_from(read)
        if head > MOST or body > MOST:
            raise ValueError(f"an answer of {head + body} bytes")
        if len(read) < _SIZES.size + head + body:
            return None
        whole = bytes(read)
        self._read = bytearray()
        return _answer(whole[_SIZES.size : _SIZES.size + head], whole[_SIZES.size + head :])


def _answer(head: bytes, body: bytes) -> Answer:
    word, why, *rest = head.decode().split(_BETWEEN)
    if not rest:
        return Answer(None, word, why)
    status, media, *headers = rest
    return Answer(Reply(body, media, int(status), tuple(zip(headers[::2], headers[1::2], strict=True))), word, why)

"""Asks services of data: from the kept answers alone, or online, by name, in turn, and never in a storm.

``docs/network.md`` tells users what goes out, to whom, how often, and where answers are kept.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache as remembered
from pathlib import Path
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from ..errors import NetworkError, UsageError
from ..files import cache_dir
from .addresses import read_address
from .cache import Reply, forget, keep, kept, key_of, now, read_json
from .client import Limits, exchange
from .pacing import heed, retry_after, take_turn
from .services import SERVICES, Service, also, origin_of
from .wire import AGENT, Answer, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON: Final = ("application/json",)
_CONTACT: Final = re.compile(r"[^\s@<>();\"\x00-\x1f\x7f]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}|https?://[!-~]+")
_TRY_AGAIN: Final = frozenset((429, 502, 503, 504))
_ABSENT: Final = frozenset((404, 410))
_ALLOW: Final = "add --online, and --contact YOU@EXAMPLE.ORG unless CREDATLAS_CONTACT has it"


class AbsentError(NetworkError):
    """The service says that there is nothing under that address (any more)."""

    exit_code = 4
    http_status = 404


@dataclass(frozen=True, slots=True)
class Web:
    """The services of data, as far as they may be asked; :meth:`open` takes what a user says.

    Attributes:
        online: Whether anything may be sent; without it, only kept answers are given, however old.
        contact: Whom a service can write to: an e-mail address, or that of a page.
        services: Which services may be asked, by origin, and how often.
        folder: Where answers are kept.
        limits: What one answer may take, further tries included; waiting for one's turn is not.
        fresh: How old a kept answer may be that is not asked for again.
        tries: How often to ask a service that is busy (429, 502, 503, 504).
        patience: How many seconds to wait for one's turn.
        say: Told of a wait that somebody would notice, in one short line.
        noted: Told of each answer that is given, wherever it came from.

    Raises:
        UsageError: Online, and nobody can be written to.
    """

    online: bool = False
    contact: str = ""
    services: Mapping[str, Service] = field(default_factory=lambda: SERVICES)
    folder: Path = field(default_factory=lambda: cache_dir() / "web")
    limits: Limits = field(default_factory=lambda: Limits(seconds=60.0))
    fresh: timedelta = timedelta(days=1)
    tries: int = 3
    patience: float = 300.0
    say: Callable[[str], None] = field(default=lambda _: None, compare=False)
    noted: Callable[[Reply], None] = field(default=lambda _: None, compare=False)

    def __post_init__(self) -> None:
        if self.online and not _CONTACT.fullmatch(self.contact):
            said = f"'{self.contact}' is no address" if self.contact else "services want to know whom they can write to"
            hint = "an e-mail address or that of a page, by --contact or in CREDATLAS_CONTACT"
            raise UsageError(said, hint=hint, place="--contact")

    @classmethod
    def open(
        cls,
        *,
        online: bool = False,
        contact: str | None = None,
        also_ask: tuple[str, ...] = (),
        say: Callable[[str], None] = lambda _: None,
    ) -> Web:
        """The services that may be asked.

        Args:
            online: Whether the user allowed it.
            contact: Whom a service can write to; by default what ``CREDATLAS_CONTACT`` says.
            also_ask: Addresses that the user named: their services may be asked, too.
            say: Told of a wait that somebody would notice, in one short line.

        Raises:
            UsageError: Online, and nobody can be written to; or an address cannot be asked.
        """
        person = (os.environ.get("CREDATLAS_CONTACT", "") if contact is None else contact).strip()
        services = SERVICES
        for url in also_ask:
            services = also(services, url)
        return cls(online, person, services, say=say)

    def get(self, url: str, accept: tuple[str, ...] = JSON) -> Reply:
        """What stands at an address.

        Args:
            url: The address.
            accept: The media types that are wanted, the best first.

        Raises:
            AbsentError: There is nothing, the service says.
            NetworkError: It was not asked before and may not be asked now, refused, or failed.
        """
        return self._answer(Request(read_address(url).url, accept, self._agent()))

    def json(self, url: str, accept: tuple[str, ...] = JSON) -> Any:
        """What stands at an address, as JSON.

        Raises:
            AbsentError: There is nothing, the service says.
            NetworkError: As for :meth:`get`; or the answer is no JSON.
        """
        return self.get(url, accept).json()

    def post(self, url: str, fields: Mapping[str, str], accept: tuple[str, ...] = JSON) -> Reply:
        """What a service answers to a form that asks and changes nothing.

        Raises:
            NetworkError: As for :meth:`get`.
        """
        form = urlencode(fields).encode("ascii")
        return self._answer(Request(read_address(url).url, accept, self._agent(), form))

    def forget(self, url: str, fields: Mapping[str, str], accept: tuple[str, ...]) -> None:
        """Drops the kept answer to a form, when its reader finds that it is none."""
        form = urlencode(fields).encode("ascii")
        forget(self.folder, key_of(read_address(url).url, accept, form))

    def _agent(self) -> str:
        person = f"mailto:{self.contact}" if "@" in self.contact and "://" not in self.contact else self.contact
        return AGENT.replace(")", f"; {person})") if person else AGENT

    def _answer(self, request: Request) -> Reply:
        key = key_of(request.url, request.accept, request.form)
        before = kept(self.folder, key)
        if not self.online and before is None:
            message = "was not asked for before, and nothing goes out unless you ask for it"
            raise NetworkError(message, hint=_ALLOW, place=request.url)
        if before is None or (self.online and (before.partial or now() - before.fetched > self.fresh)):
            before = self._asked(request, before)
            keep(self.folder, key, before, request.accept)
        if before.status in _ABSENT:
            hint = "it may have been withdrawn or never have been there: check the identifier"
            raise AbsentError(f"is not there ({before.status})", hint=hint, place=request.url)
        self.noted(before)
        return before

    def _asked(self, request: Request, before: Reply | None) -> Reply:
        """A new answer; or the one from before, found unchanged."""
        origin = self._allowed(request.url)
        news = (
            [("If-None-Match", before.etag), ("If-Modified-Since", before.modified)]
            if before and before.status == 200
            else []
        )
        asking = replace(request, conditions=tuple(pair for pair in news if pair[1]))
        final, answer = self._in_turn(asking, origin)
        if answer.status == 304 and before is not None:
            return replace(before, fetched=now())
        if answer.status not in (200, 206, *_ABSENT):
            raise _refused(final, answer)
        if answer.kind.endswith("json") and answer.status not in _ABSENT:
            read_json(answer.body, final)  # what cannot be read is not kept
        return Reply(
            url=request.url,
            final_url=final,
            status=answer.status,
            kind=answer.kind,
            charset=answer.charset,
            data=answer.body,
            sha256=hashlib.sha256(answer.body).hexdigest(),
            fetched=now(),
            etag=answer.headers.get("etag", ""),
            modified=answer.headers.get("last-modified", ""),
            partial=_cut(answer),
        )

    def _in_turn(self, request: Request, origin: str) -> tuple[str, Answer]:
        """The last answer of as many tries as are allowed and fit into the time."""
        service = self.services[origin]
        take_turn(self.folder, origin, service, self.patience, say=self.say)
        until, pause = monotonic() + self.limits.seconds, 1.0
        for remaining in reversed(range(self.tries)):
            with _place(origin, service.parallel, self.limits.seconds):
                final, answer = exchange(
                    request,
                    self.limits,
                    private=lambda address: address.origin in self.services and self.services[address.origin].private,
                    until=until,
                    may_go=lambda address: address.origin in self.services,
                )
            heed(self.folder, origin, answer.status, answer.headers)
            wanted = max(pause, retry_after(answer.headers) or 0.0)
            if answer.status not in _TRY_AGAIN or not remaining or monotonic() + wanted >= until:
                break
            self.say(f"{origin} is busy ({answer.status}): asking again in {wanted:.0f} s")
            sleep(wanted)
            take_turn(self.folder, origin, service, max(0.0, until - monotonic()), say=self.say)
            pause *= 2
        return final, answer

    def _allowed(self, url: str) -> str:
        origin = origin_of(url)
        if origin not in self.services:
            hint = "docs/network.md lists the services that are asked"
            raise NetworkError(f"{origin} is not among the services that may be asked", hint=hint, place=url)
        return origin


def _cut(answer: Answer) -> str:
    """Why an answer is only a part: Virtuoso stops when its time or its rows are full, and calls it a success."""
    said = answer.headers.get("x-sql-message") or answer.headers.get("x-sql-state", "")
    if said:
        return f"the service stopped early: {said[:200]}"
    if rows := answer.headers.get("x-sparql-maxrows"):
        return f"the service gives {rows[:20]} rows at most"
    return "the service sent a part only (206)" if answer.status == 206 else ""


@remembered
def _places(origin: str, parallel: int) -> BoundedSemaphore:
    return BoundedSemaphore(parallel)


@contextmanager
def _place(origin: str, parallel: int, seconds: float) -> Iterator[None]:
    """One of the places of those who may ask a service at the same time."""
    places = _places(origin, parallel)
    if not places.acquire(timeout=seconds):
        raise NetworkError(f"is busy with {parallel} other requests of ours", hint="try again later", place=origin)
    try:
        yield
    finally:
        places.release()


def _refused(url: str, answer: Answer) -> NetworkError:
    said = f"answers {answer.status} {answer.reason[:80]}".rstrip()
    pause = retry_after(answer.headers)
    if answer.status in _TRY_AGAIN:
        later = f", and wants to be left alone for {pause:.0f} s" if pause else ""
        return NetworkError(said + later, hint="try again later: until then it is not asked", place=url)
    if answer.status in (401, 403):
        return NetworkError(said, hint="the service may want a key, or an honest --contact", place=url)
    return NetworkError(said, hint="look at the address in a browser, try again later", place=url)

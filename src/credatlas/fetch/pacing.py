"""Waiting one's turn: how often a service is asked, by all processes of this user together, also after a pause.

What was asked when stands in one small file per service beside the kept answers. So a command that is started again
and again does not ask more often than one that runs on, and a service that asked to be left alone is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import sleep, time
from typing import Any, Final

from ..errors import NetworkError
from .services import Service

_LONGEST: Final = 86_400.0  # whoever wants to be left alone for longer is asked again after a day
_PATIENCE: Final = 60.0  # seconds for another process, which holds the notes for a moment only
_AHEAD: Final = 3_600.0  # turns further ahead were noted by a clock that was wrong


def take_turn(
    folder: Path, origin: str, service: Service, patience: float, *, say: Callable[[str], None] = lambda _: None
) -> None:
    """Waits until a service may be asked once more, and notes that it is.

    Args:
        folder: Where the notes are kept.
        origin: The service.
        service: How often it may be asked.
        patience: How long to wait at most, in seconds.
        say: Told of a wait of more than two seconds.

    Raises:
        NetworkError: The turn would come too late; nothing is noted.
    """
    with _Notes(folder, origin) as notes:
        moment = time()
        requests, seconds = notes.narrowed(service)
        asked = [at for at in notes.asked if moment - seconds < at <= moment + _AHEAD][-requests:]
        turn = max(moment, notes.not_before, asked[-requests] + seconds if len(asked) >= requests else 0.0)
        if turn - moment > patience:
            at = datetime.fromtimestamp(turn, UTC).astimezone().strftime("%H:%M:%S")
            why = (
                "asked to be left alone" if notes.not_before >= turn else f"takes {requests} requests in {seconds:g} s"
            )
            raise NetworkError(
                f"{why}: the next turn is in {turn - moment:.0f} s", hint=f"try after {at}", place=origin
            )
        notes.asked = [*asked, turn]
    if turn - time() > 2:
        say(f"waiting {turn - time():.0f} s for {origin}")
    sleep(max(0.0, turn - time()))


def heed(folder: Path, origin: str, status: int, headers: Mapping[str, str]) -> None:
    """Notes what an answer says of when and how often to ask: Retry-After, and the usual fields for limits.

    Args:
        folder: Where the notes are kept.
        origin: The service.
        status: The status of the answer.
        headers: Its fields, the names in lower case.
    """
    limits = _said_limits(headers)
    pause = retry_after(headers) if status in (429, 503) else None
    if pause is None:
        pause = _until_reset(headers)
    if limits is None and pause is None:
        return
    with _Notes(folder, origin) as notes:
        if limits is not None:
            notes.limits = limits
        if pause is not None:
            notes.not_before = max(notes.not_before, time() + min(pause, _LONGEST))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How many seconds to wait: Retry-After is a number of them, or a date (RFC 9110, section 10.2.3).

    Example:
        >>> retry_after({"retry-after": "120"}), retry_after({"retry-after": "soon"}), retry_after({})
        (120.0, None, None)
    """
    wanted = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", wanted):
        return float(wanted)
    try:
        at = parsedate_to_datetime(wanted)
    except ValueError:
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _said_limits(headers: Mapping[str, str]) -> tuple[int, float] | None:
    """As Crossref says it: ``x-rate-limit-limit: 50``, ``x-rate-limit-interval: 1s``."""
    for name in ("x-rate-limit", "x-ratelimit"):
        limit, interval = headers.get(f"{name}-limit", ""), headers.get(f"{name}-interval", "")
        if re.fullmatch(r"[1-9][0-9]{0,5}", limit) and re.fullmatch(r"[1-9][0-9]{0,4}s", interval):
            return int(limit), float(interval[:-1])
    return None


def _until_reset(headers: Mapping[str, str]) -> float | None:
    """Seconds until there is something left, where nothing is: in seconds, or (Zenodo) as a moment of Unix time."""
    for name in ("ratelimit", "x-ratelimit"):
        reset = headers.get(f"{name}-reset", "")
        if headers.get(f"{name}-remaining", "").strip() == "0" and re.fullmatch(r"[0-9]{1,10}", reset):
            return max(0.0, float(reset) - time()) if len(reset) == 10 else float(reset)
    return None


class _Notes:
    """The notes on one service, held against others while they are changed."""

    def __init__(self, folder: Path, origin: str) -> None:
        import filelock

        self._path = folder / f"{re.sub(r'[^a-z0-9.-]+', '_', origin)}.turns"
        self._lock = filelock.FileLock(f"{self._path}.lock")
        self.asked: list[float] = []
        self.not_before = 0.0
        self.limits: tuple[int, float] | None = None

    def __enter__(self) -> _Notes:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=_PATIENCE)
        except OSError as error:  # also when another process holds them for too long
            raise self._unwritable(error) from error
        with suppress(OSError, ValueError, TypeError, KeyError):  # notes that cannot be read are begun anew
            said: dict[str, Any] = json.loads(self._path.read_bytes())
            self.asked = sorted(float(at) for at in said["asked"])
            self.not_before = min(float(said["not_before"]), time() + _LONGEST)
            self.limits = (int(said["limits"][0]), float(said["limits"][1])) if said["limits"] else None
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                said = {"asked": self.asked, "not_before": self.not_before, "limits": self.limits}
                self._path.write_text(json.dumps(said), encoding="ascii")
        except OSError as error:
            raise self._unwritable(error) from error
        finally:
            self._lock.release()

    def _unwritable(self, error: OSError) -> NetworkError:
        hint = "is the disk full, may you write there? CREDATLAS_CACHE names another folder"
        return NetworkError(f"{self._path.parent} cannot be written: {error.strerror or error}", hint=hint)

    def narrowed(self, service: Service) -> tuple[int, float]:
        """How often the service may be asked: as it is known, or as it said, whichever is less often."""
        if self.limits and self.limits[0] / self.limits[1] < service.requests / service.seconds:
            return self.limits
        return service.requests, service.seconds

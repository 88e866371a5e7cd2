"""The service's end of the wire to the nursery: start a worker, end a worker."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import IO, Any, Final

from ..errors import StoreError
from .worker import Bounds, Source

_START: Final = "import sys; from credatlas.serve.nursery import main; main(int(sys.argv[1]), alone=sys.argv[2] == '1')"
_MOST: Final = 64 * 1024
_GRACE: Final = 5.0


class NurseryError(StoreError):
    """No worker can be started."""

    http_status = 503


@dataclass(frozen=True, slots=True)
class Newborn:
    """A worker that was just started.

    Attributes:
        pid: The number of its process.
        channel: Where it is asked and answers.
        errors: What it writes to standard error; nobody else holds it.
    """

    pid: int
    channel: socket.socket
    errors: IO[bytes]


class Nursery:
    """Starts a nursery, at once and without waiting for it; see :mod:`credatlas.serve.nursery`.

    Args:
        alone: Whether workers are to be cut off from every network; not for a store on a server.
    """

    def __init__(self, *, alone: bool) -> None:
        self._orders, theirs = socket.socketpair()
        with theirs:
            # a session of its own: Ctrl-C in a terminal is for the service, which ends what is to end
            self._process = subprocess.Popen(  # noqa: S603 - nothing of the command comes from outside
                [sys.executable, "-P", "-c", _START, str(theirs.fileno()), str(int(alone))],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._orders.settimeout(0)
        self._turn = asyncio.Lock()

    @property
    def is_alive(self) -> bool:
        """Whether it is still there."""
        return self._process.poll() is None

    async def start(self, source: Source, bounds: Bounds) -> Newborn:
        """A new worker, which opens the store now and says when it has done so.

        Raises:
            NurseryError: The nursery is gone.
        """
        ours, theirs = socket.socketpair()
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the worker has ended
        order = {"source": asdict(source), "bounds": asdict(bounds)}
        try:
            with theirs:
                done = await self._done(order, [theirs.fileno(), errors.fileno()])
        except (NurseryError, asyncio.CancelledError):
            ours.close()
            errors.close()
            raise
        ours.settimeout(0)
        return Newborn(int(done["pid"]), ours, errors)

    async def end(self, pid: int) -> int:
        """Ends a worker that has not ended by itself.

        Returns:
            How it ended, as :func:`os.waitpid` says it.

        Raises:
            NurseryError: The nursery is gone, and all workers with it.
        """
        return int((await self._done({"end": pid}, []))["status"])

    def close(self) -> None:
        """Ends the nursery and with it all workers; waits until they are gone."""
        self._orders.close()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    async def _done(self, order: dict[str, Any], handles: list[int]) -> dict[str, Any]:
        async with self._turn:
            loop = asyncio.get_running_loop()
            try:
                # a line is far shorter than what a socket takes at once
                socket.send_fds(self._orders, [json.dumps(order).encode() + b"\n"], handles)
                text = bytearray()
                while not text.endswith(b"\n"):
                    data = await loop.sock_recv(self._orders, _MOST)
                    if not data:
                        raise NurseryError("no process can be started that would answer", hint="try again in a moment")
                    text += data
            except OSError as error:
                raise NurseryError(f"no process can be started that would answer: {error}") from error
            done: dict[str, Any] = json.loads(text)
            return done

    def __del__(self) -> None:
        """What nobody closed ends as well."""
        with suppress(AttributeError, OSError):
            self._orders.close()

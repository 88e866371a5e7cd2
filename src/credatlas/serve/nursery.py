"""A small process that makes workers: it has loaded what they need, and starts one by copying itself.

The service itself must not copy itself, since it has connections open and may have threads. The nursery has neither:
it reads orders over a socket, one after the other, and does nothing else. When the service is gone, however it ended,
the socket breaks; then the nursery ends and takes all workers with it.

What is to be held in memory is read here, once, before the first worker that asks for it: all of them share it.

An order is a line of JSON, and so is what comes back:

::

    {"source": {…}, "bounds": {…}}   with a channel and a file for what it says before it breaks down
    {"pid": 123}
    {"end": 123}                     ends a worker, if it has not ended by itself
    {"status": 9}                    as os.waitpid() has it
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NoReturn

from ..errors import CredatlasError
from ..lifelines import die_with
from .worker import Bounds, Source, work_on

if TYPE_CHECKING:
    from ..build import Atlas

_MOST: Final = 64 * 1024
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
LOADED: Final = (
    *("build", "formats", "formats.graphs", "formats.tables", "queries", "queries.adhoc"),
    *("serve.query_api", "serve.sparql"),
)
"""What is loaded before the first worker starts: modules below this package."""


def main(number: int, *, alone: bool) -> None:
    """Follows orders until nobody is there to give any.

    Args:
        number: The file descriptor of the socket over which they come.
        alone: Whether workers are to be cut off from every network.
    """
    for ignored in (signal.SIGINT, signal.SIGTERM):  # the service hears them, and ends this process
        signal.signal(ignored, signal.SIG_IGN)
    if alone:
        leave_networks()
    for name in LOADED:
        import_module(f"credatlas.{name}")
    orders = socket.socket(fileno=number)
    lifeline, held = os.pipe()
    children: set[int] = set()
    shared = _Shared()
    while (order := _next(orders)) is not None:
        said, handles = order
        if "end" in said:
            result = {"status": _ended(int(said["end"]), children)}
        else:
            result = {"pid": _started(said, handles, orders, (lifeline, held), shared)}
            children.add(result["pid"])
        try:
            orders.sendall(json.dumps(result).encode() + b"\n")
        except (BrokenPipeError, ConnectionResetError):
            break
    for child in tuple(children):
        _ended(child, children)


def leave_networks() -> bool:
    """Cuts this process and its children off from every network, where the system lets it.

    Linux does, for a process without threads: it gets a network of its own with nothing in it. Queries that would
    reach out are refused before they run; this holds should one get through.

    Returns:
        Whether it is cut off.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    return bool(library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _next(orders: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """The next order with the file descriptors that came with it; None when the service is gone."""
    text, handles = bytearray(), list[int]()
    while not text.endswith(b"\n"):
        try:
            data, more, _, _ = socket.recv_fds(orders, _MOST, 2)
        except ConnectionResetError:  # it is gone, and did not read what we said last
            return None
        handles += more
        if not data:
            return None
        text += data
    return json.loads(text), handles


class _Shared:
    """What workers need not open, since this process has read it."""

    def __init__(self) -> None:
        self._source: Source | None = None
        self._atlas: Atlas | None = None

    def opening(self, source: Source) -> Callable[[], Atlas]:
        """How a worker gets at a source."""
        if source.in_memory and source != self._source:
            # what cannot be read is tried again by the worker, which can tell why
            with suppress(CredatlasError, MemoryError):
                self._source = self._atlas = None
                self._atlas, self._source = source.open(), source
        atlas = self._atlas
        return source.open if atlas is None or source != self._source else lambda: atlas


def _started(
    said: dict[str, Any],
    handles: list[int],
    orders: socket.socket,
    lifeline: tuple[int, int],
    shared: _Shared,
) -> int:
    opening = shared.opening(Source(**said["source"]))
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        orders.close()
        os.close(lifeline[1])
        _become(lambda: die_with(parent, lifeline[0]), opening, Bounds(**said["bounds"]), handles)
    for handle in handles:
        os.close(handle)
    return child


def _become(bind: Callable[[], None], opening: Callable[[], Atlas], bounds: Bounds, handles: list[int]) -> NoReturn:
    """What a new worker does with the rest of its life."""
    code = 1
    try:
        bind()
        channel, errors = socket.socket(fileno=handles[0]), handles[1]
        os.dup2(errors, 2)
        work_on(channel, opening, bounds)
        code = 0
    except BrokenPipeError:
        code = 0  # nobody waits for the answer any more
    except BaseException:
        import traceback

        traceback.print_exc()
        raise
    finally:
        with suppress(OSError):
            sys.stderr.flush()
        os._exit(code)  # without the clean-up of a program: the store is read only, and threads of its engine hang on


def _ended(child: int, children: set[int]) -> int:
    """How a worker ended: it is ended first if it is still there. Its number is not given away before that."""
    if child not in children:
        return 0
    children.discard(child)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]

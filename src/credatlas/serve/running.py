"""Running an application on this machine until somebody stops it."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

from ..errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

_LAST_PORT: Final = 65_535
_GRACE: Final = 5  # seconds for answers that are on their way when it stops


def run(
    app: ASGIApp, host: str, port: int, say: Callable[[str], None], *, grace: int = _GRACE, root_path: str = ""
) -> None:
    """Answers until SIGINT or SIGTERM; then what is being answered is answered, and the process ends with code 0.

    Args:
        app: What answers.
        host: The address to listen at; ``127.0.0.1`` is heard by this machine alone.
        port: The port; 0 for any that is free.
        say: Told the address at which it listens.
        grace: Seconds for answers that are on their way when it is stopped.
        root_path: The path below which a proxy offers it, without a slash at its end; the proxy takes it off.

    Raises:
        UsageError: Nobody can listen there, or the extra ``serve`` is not installed.
        SystemExit: It was stopped.
    """
    try:
        import uvicorn

        from .guarding import Guard, Patience
    except ImportError as error:
        hint = "install the extras: pip install 'credatlas[serve,link]'"
        raise UsageError("a service needs uvicorn, which is not installed", hint=hint) from error
    config = uvicorn.Config(
        app,
        log_level="error",  # a warning for each request that makes no sense would let strangers write to the log
        access_log=False,  # what people look up is nobody's business
        ws="none",
        http=Guard(Patience()).connection,  # type: ignore[arg-type] # called as the class would be
        server_header=False,
        root_path=root_path,
        timeout_graceful_shutdown=grace,
    )
    with _listening(host, port) as listener, _stopped_by_signals():
        shown = f"[{host}]" if ":" in host else host
        say(f"http://{shown}:{listener.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    hint = "choose another port with --port, 0 for any that is free, or another address with --host"
    if not 0 <= port <= _LAST_PORT:
        raise UsageError(f"cannot listen at port {port}: ports are numbers up to {_LAST_PORT}", hint=hint)
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot listen at {host}, port {port}: {reason}", hint=hint) from error


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Being stopped is no failure: the server raises again, when it is done, the signal that stopped it."""

    def leave(*_: object) -> NoReturn:
        raise SystemExit(0)

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

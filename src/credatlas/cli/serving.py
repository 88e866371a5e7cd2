"""``reconcile --serve``: the reconciliation service of the atlas on this machine."""

from __future__ import annotations

from typing import Final

from .options import Settings
from .writing import aside

HOST: Final = "127.0.0.1"
PORT: Final = 8000


def serve_reconciliation(settings: Settings, *, host: str, port: int) -> None:
    """Answers reconciliation requests over the graph until it is stopped.

    Args:
        settings: Where the graph is.
        host: The address to listen at.
        port: The port; 0 for any that is free.

    Raises:
        UsageError: Nobody can listen there, or an extra is not installed.
        SystemExit: It was stopped.
    """
    from ..link.reconciling.opening import reconciler
    from ..serve.reconciliation import NEW, reconciliation_app
    from ..serve.running import run

    known = reconciler(settings.open())  # before the first request, which would wait for it

    def say(address: str) -> None:
        aside(f"the reconciliation service listens at {address} (versions 0.1, 0.2) and {address.rstrip('/')}{NEW}")
        aside("stop it with Ctrl-C")

    run(reconciliation_app(lambda: known), host, port, say)

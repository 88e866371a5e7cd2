"""The reconciliation service below the pages, answered by the workers as everything else is."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from ..errors import StoreError
from .exchange import Asked, Reply

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from ..build import Atlas

PLACE: Final = "/reconcile"
"""Where it is; what OpenRefine is given."""
_FORM: Final = "application/x-www-form-urlencoded"
_OWN: Final = frozenset((b"content-type", b"content-length"))


def reconcile(atlas: Atlas, asked: Asked) -> Reply:
    """What the reconciliation service answers; see :mod:`credatlas.serve.reconciliation`."""
    return asyncio.run(_exchanged(_app(atlas), asked))


@lru_cache(maxsize=1)
def _app(atlas: Atlas) -> Starlette:
    from ..link.reconciling.opening import reconciler
    from .reconciliation import reconciliation_app

    return reconciliation_app(lambda: reconciler(atlas))


async def _exchanged(app: Starlette, asked: Asked) -> Reply:
    """One exchange with an application in this process."""
    body, query = asked.body, urlencode(asked.parameters.pairs)
    if asked.media == _FORM:  # read already: as the frame of the service does with every form
        body, query = query.encode(), ""
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(_scope(asked, query), receive, send)
    if not sent:
        raise StoreError("the reconciliation service did not answer")
    headers = [(name, value) for name, value in sent[0]["headers"] if name not in _OWN]
    media = dict(sent[0]["headers"]).get(b"content-type", b"").decode("latin-1")
    whole = b"".join(message.get("body", b"") for message in sent[1:])
    told = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
    return Reply(whole, media, sent[0]["status"], told)


def _scope(asked: Asked, query: str) -> dict[str, Any]:
    address = urlsplit(asked.base)
    path = asked.root + (f"{PLACE}/" if asked.path == PLACE else asked.path)
    headers = [(b"host", address.netloc.encode("latin-1")), (b"accept", asked.accept.encode("latin-1", "replace"))]
    if asked.media:
        headers.append((b"content-type", asked.media.encode("latin-1", "replace")))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": address.scheme,
        "path": path,
        "raw_path": path.encode(),
        "root_path": asked.root + PLACE,
        "query_string": query.encode("latin-1"),
        "headers": headers,
        "client": None,
        "server": None,
    }

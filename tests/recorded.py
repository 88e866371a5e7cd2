"""Recorded answers of services: a client that knows them and may ask nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from credatlas.fetch import Reply, Web
from credatlas.fetch.addresses import read_address
from credatlas.fetch.cache import keep, key_of

JSON = ("application/json",)
ROWS = ("application/sparql-results+json",)
READ_ON = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def web_with(folder: Path, answers: Mapping[str, Any], accept: tuple[str, ...] = JSON, **more: Any) -> Web:
    """A client, offline, that was given these answers before: by address, each as JSON or as bytes; None is a 404."""
    web = Web(folder=folder / "web")
    for url, said in answers.items():
        record(web, url, said, accept, **more)
    return web


def record(
    web: Web, url: str, said: Any, accept: tuple[str, ...] = JSON, *, form: dict[str, str] | None = None, **more: Any
) -> None:
    """Keeps an answer as if it had come on the 20th of November 2026."""
    data = said if isinstance(said, bytes) else b"" if said is None else json.dumps(said).encode()
    asked, posted = read_address(url).url, None if form is None else urlencode(form).encode()
    given = {"final_url": asked, "status": 404 if said is None else 200, "kind": accept[0], "charset": "utf-8", **more}
    reply = Reply(url=asked, data=data, sha256=hashlib.sha256(data).hexdigest(), fetched=READ_ON, **given)
    keep(web.folder, key_of(asked, accept, posted), reply, accept)

"""The files that pages load: one style sheet, one script, one icon; and what the editor of queries is made of."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Final

ASSETS: Final = {
    "atlas.css": "text/css; charset=utf-8",
    "atlas.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "editor.css": "text/css; charset=utf-8",
    "editor.js": "text/javascript; charset=utf-8",
    "yasgui.min.css": "text/css; charset=utf-8",
    "yasgui.min.js": "text/javascript; charset=utf-8",
}
"""The files by name, each with its media type; no other file can be asked for."""
_FOREIGN: Final = {"yasgui.min.css": "vendor/yasgui", "yasgui.min.js": "vendor/yasgui"}


@cache
def asset(name: str) -> bytes:
    """The content of one of :data:`ASSETS`.

    Raises:
        KeyError: There is no such file.
    """
    if name not in ASSETS:
        raise KeyError(name)
    return files(__package__).joinpath(_FOREIGN.get(name, "files"), name).read_bytes()


@cache
def asset_mark() -> str:
    """A mark that changes whenever the content of a file does: what is kept under it stays right for ever."""
    digest = blake2b(digest_size=6)
    for name in ASSETS:
        digest.update(asset(name))
    return digest.hexdigest()

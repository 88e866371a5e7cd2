"""``/editor``: a page to write queries on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..pages.editor import START
from ..pages.editor import words as known
from .exchange import Asked, Reply, json_of
from .handling import POLICY
from .people import page_of

if TYPE_CHECKING:
    from ..build import Atlas

# One <style> element, which the editor writes for the handles of its columns; no other style, and no script, is let in.
_HANDLES: Final = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
_POLICY: Final = POLICY.replace("style-src 'self'", f"style-src 'self' {_HANDLES}")


def page(atlas: Atlas, asked: Asked) -> Reply:
    """The page; what it knows comes from ``/editor.json``."""
    reply = page_of(atlas, asked, "editor.html", title="SPARQL", here="editor", start=START)
    return reply.having(Content_Security_Policy=_POLICY)


def words(atlas: Atlas, asked: Asked) -> Reply:
    """What the editor offers: see :func:`credatlas.pages.editor.words`."""
    return json_of(known(atlas))

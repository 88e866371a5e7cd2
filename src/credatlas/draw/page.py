"""A drawing as one HTML file that asks nobody for anything: what DESIGN calls a picture that can be explored."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any, Final

from ..terms import BASE, ID, PREFIXES
from ..version import __version__
from .attributes import one_line
from .cytoscape import cytoscape
from .groups import GROUPS
from .model import Drawing
from .shapes import corners
from .soundness import require_sound
from .svg import summary

WHOLE: Final = 2500
"""Up to so many things, the page opens with all of them."""
OVERVIEW: Final = 300
"""So many of the best connected things are what the page of a larger drawing opens with."""

_DRAWING: Final = "cytoscape/cytoscape.min.js"
_EXPANDING: Final = ("layout-base/layout-base.js", "cose-base/cose-base.js", "cytoscape-fcose/cytoscape-fcose.js")
_PARTS: Final = ("elements", "data", "view", "names", "card", "filters", "search", "table", "saving", "main")
_PIECE: Final = 3 << 16  # bytes; a multiple of three, so that pieces in base64 can stand behind each other


def page(drawing: Drawing) -> Iterator[str]:
    """A drawing that has places as a page of HTML, piece by piece.

    Everything is in the file: data (gzip in base64), styles, our scripts and Cytoscape.js with fcose. A policy for its
    content names each style and script by its digest and forbids requests of any kind. The same drawing gives the same
    bytes.

    Raises:
        UsageError: The drawing is not what :class:`~credatlas.draw.Drawing` promises.
    """
    require_sound(drawing)
    styles, scripts, later = _styles(), _scripts(), [_text("vendor", name) for name in _EXPANDING]
    title = escape(one_line(drawing.title) or "A drawing")
    values = {
        "version": __version__,
        "policy": _policy(styles, (*scripts, *later)),
        "title": title,
        "summary": escape(summary(drawing)),
        "styles": "\n".join(f"<style{attributes}>{text}</style>" for attributes, text in styles),
        # those of another type are read when something is expanded for the first time, not before the first picture
        "scripts": "\n".join(
            [f'<script type="text/plain" class="later">{text}</script>' for text in later]
            + [f"<script>{text}</script>" for text in scripts]
        ),
    }
    before, _, after = _text("page_files", "page.html").partition("{{payload}}")
    yield _filled(before, values)
    yield '<script type="application/octet-stream" id="payload">'
    yield from _packed(_payload(drawing))
    yield "</script>"
    yield _filled(after, values)


def _payload(drawing: Drawing) -> Iterator[str]:
    """What the scripts read: how the page looks, and the drawing as Cytoscape.js has it."""
    looks: dict[str, Any] = {
        "base": ID,
        "ours": BASE,
        "prefixes": [[namespace, prefix] for prefix, namespace in PREFIXES.items() if namespace.startswith(BASE)],
        "whole": WHOLE,
        "overview": OVERVIEW,
        "hasCommunities": any(node.colour for node in drawing.nodes),
        "groups": {
            group.name: {
                "label": group.label,
                "shape": group.shape,
                "colour": group.colour,
                "corners": corners(group.shape),
            }
            for group in GROUPS.values()
        },
    }
    yield f'{{"page": {json.dumps(looks, ensure_ascii=False)},\n"graph": '
    yield from cytoscape(drawing)
    yield "}"


def _packed(texts: Iterable[str]) -> Iterator[str]:
    """Texts as gzip in base64, in pieces; without name and time of a file, so that it is the same each time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    held = b""
    for text in texts:
        held += packer.compress(text.encode("utf-8", "replace"))
        if len(held) >= _PIECE:
            whole = len(held) - len(held) % 3
            yield base64.b64encode(held[:whole]).decode("ascii")
            held = held[whole:]
    yield base64.b64encode(held + packer.flush()).decode("ascii")


def _policy(styles: Iterable[tuple[str, str]], scripts: Iterable[str]) -> str:
    """The content security policy: what stands in the file, pictures that the page makes itself, and nothing else."""
    allowed_styles = " ".join(map(_digest, (text for _, text in styles)))
    allowed_scripts = " ".join(map(_digest, scripts))
    return (
        f"default-src 'none'; script-src {allowed_scripts}; style-src {allowed_styles}; img-src blob: data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode('ascii')}'"


def _styles() -> list[tuple[str, str]]:
    # Cytoscape.js adds a style of its own, which the policy forbids, unless an element with this name is there
    return [("", _text("page_files", "page.css")), (' id="__________cytoscape_stylesheet"', "\n")]


@cache
def _scripts() -> tuple[str, ...]:
    """Cytoscape.js as it was published, and our own parts as one script."""
    own = "\n".join(_text("page_files", f"{part}.js") for part in _PARTS)
    return (_text("vendor", _DRAWING), f'"use strict";\n(() => {{\n{own}\n}})();\n')


@cache
def _text(folder: str, name: str) -> str:
    return (files("credatlas.draw") / folder / name).read_text("utf-8")


def _filled(text: str, values: dict[str, str]) -> str:
    """The template with its values, put in at one go: what a value contains is never taken for a place to fill."""
    return re.sub(r"\{\{(\w+)\}\}", lambda place: values[place[1]], text)

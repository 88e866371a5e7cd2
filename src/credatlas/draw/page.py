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

MANY_LINES: Final = 800
"""Above so many, lines are straight, and the page paints a sketch of the drawing before it reads all of it."""

_DRAWING: Final = ("cytoscape/cytoscape.min.js",)
_EXPANDING: Final = ("layout-base/layout-base.js", "cose-base/cose-base.js", "cytoscape-fcose/cytoscape-fcose.js")
_PARTS: Final = ("elements", "data", "view", "names", "sketch", "card", "filters", "search", "table", "saving", "main")
_PIECE: Final = 3 << 16  # bytes; a multiple of three, so that pieces in base64 can stand behind each other


def page(drawing: Drawing) -> Iterator[str]:
    """A drawing that has places as a page of HTML, piece by piece.

    Everything is in the file: data (gzip in base64), styles, our scripts and Cytoscape.js with fcose. What the first
    picture needs comes first, so that it is painted while the rest is still read. A policy for the content names each
    style and script by its digest and forbids requests of any kind. The same drawing gives the same bytes.

    Raises:
        UsageError: The drawing is not what :class:`~credatlas.draw.Drawing` promises.
    """
    require_sound(drawing)
    styles, own = _styles(), _own()
    drawing_scripts, later = ([_text("vendor", name) for name in names] for names in (_DRAWING, _EXPANDING))
    title = escape(one_line(drawing.title) or "A drawing")
    values = {
        "version": __version__,
        "policy": _policy(styles, (own, *drawing_scripts, *later)),
        "title": title,
        "summary": escape(summary(drawing)),
        "styles": "\n".join(f"<style{attributes}>{text}</style>" for attributes, text in styles),
        "first": f'<script type="application/json" id="first">{_first(drawing)}</script>\n<script>{own}</script>',
        # our own script runs these: when the sketch is painted, and when something is expanded for the first time
        "scripts": "\n".join(
            f'<script type="text/plain" class="{name}">{text}</script>'
            for name, texts in (("drawing", drawing_scripts), ("later", later))
            for text in texts
        ),
    }
    before, _, after = _text("page_files", "page.html").partition("{{payload}}")
    yield _filled(before, values)
    yield '<script type="application/octet-stream" id="payload">'
    yield from _packed(cytoscape(drawing))
    yield "</script>"
    yield _filled(after, values)


def _first(drawing: Drawing) -> str:
    """What our script reads first, as JSON that may stand in HTML: how the page looks, and the sketch of a drawing.

    A drawing has one if it has many lines and is shown as a whole; others are there nearly as soon as it would be.
    """
    looks: dict[str, Any] = {
        "base": ID,
        "ours": BASE,
        "prefixes": [[namespace, prefix] for prefix, namespace in PREFIXES.items() if namespace.startswith(BASE)],
        "whole": WHOLE,
        "overview": OVERVIEW,
        "manyLines": MANY_LINES,
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
    if len(drawing.edges) > MANY_LINES and len(drawing.nodes) <= WHOLE:
        looks["sketch"] = _sketch(drawing)
    return json.dumps(looks, separators=(",", ":")).replace("<", "\\u003c")


def _sketch(drawing: Drawing) -> dict[str, Any]:
    """What is seen of a drawing: a list for each field of things, and for each line a list of four numbers."""
    nodes = drawing.nodes
    places = {node.id: place for place, node in enumerate(nodes)}
    relations = {name: place for place, name in enumerate(sorted({one_line(edge.relation) for edge in drawing.edges}))}
    start = set(drawing.start) if len(drawing.start) < len(nodes) else set()
    fields: dict[str, Any] = {
        "names": [one_line(node.name) for node in nodes],
        "groups": [node.group for node in nodes],
        "x": [round(node.x, 2) for node in nodes],
        "y": [round(node.y, 2) for node in nodes],
        "sizes": [round(node.size, 2) for node in nodes],
        "marks": [any(fact.dispute for fact in node.facts) + 2 * (node.id in start) for node in nodes],
    }
    if any(node.colour for node in nodes):
        fields |= {"colours": [node.colour for node in nodes], "communities": [node.community for node in nodes]}
    fields["relations"] = list(relations)
    fields["lines"] = [
        [
            places[edge.source],
            places[edge.target],
            relations[one_line(edge.relation)],
            edge.inferred + 2 * (edge.dispute is not None),
        ]
        for edge in drawing.edges
    ]
    return fields


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
def _own() -> str:
    """Our own parts as one script."""
    parts = "\n".join(_text("page_files", f"{part}.js") for part in _PARTS)
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


@cache
def _text(folder: str, name: str) -> str:
    return (files("credatlas.draw") / folder / name).read_text("utf-8")


def _filled(text: str, values: dict[str, str]) -> str:
    """The template with its values, put in at one go: what a value contains is never taken for a place to fill."""
    return re.sub(r"\{\{(\w+)\}\}", lambda place: values[place[1]], text)

"""A thing as a small page of HTML that another page can frame: self-contained, escaped, and without any script."""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from typing import Final

from pyoxigraph import NamedNode

from ...cards import Card, Row, Value, card
from ...errors import NotFoundError
from ...terms import compact
from .answering import Reconciler
from .describing import described
from .identifiers import bearers, identifier

_STYLE: Final = (
    "body{margin:.6rem;font:14px/1.35 system-ui,sans-serif;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.1rem;margin:0}p{margin:.2rem 0;color:#555}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .7rem;margin:.5rem 0}"
    "dt{color:#555}dd{margin:0;overflow-wrap:anywhere}a{color:#0b57d0}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1b1b1b}p,dt{color:#aaa}a{color:#8ab4f8}}"
)
_DIGEST: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""The Content-Security-Policy of such a page: it may look as it looks and open a link, and nothing else."""
_SHORT: Final = 6
_MOST_VALUES: Final = 4


def preview(reconciler: Reconciler, id_: str, *, whole: bool = False) -> str:
    """The page of a thing.

    Args:
        reconciler: The graph.
        id_: An id, an IRI, or an identifier that one thing bears.
        whole: All that is known; else the few lines that fit into a preview.

    Raises:
        NotFoundError: The atlas has no such thing.
        StoreError: The store failed.
    """
    known = card(reconciler.store, thing_of(reconciler, id_), most_links=0)
    rows = [row for group in known.groups for row in group.rows]
    listed = "".join(_row(row, whole=whole) for row in (rows if whole else rows[:_SHORT]))
    also = f"<p>also called {escape(', '.join(known.alternate_names))}</p>" if known.alternate_names else ""
    return _page(known.name, f"{_head(known)}{also}<dl>{listed}</dl>")


def nothing(id_: str) -> str:
    """The page of an id that nothing has."""
    return _page("Not in the atlas", f"<h1>Not in the atlas</h1><p>Nothing goes by the id {escape(id_[:200])}</p>")


def flyout(reconciler: Reconciler, what: str, id_: str) -> str:
    """A fragment of HTML on a thing, a type or a property, for the small box beside a suggestion.

    Args:
        reconciler: The graph.
        what: ``entity``, ``type`` or ``property``.
        id_: Its id.

    Raises:
        NotFoundError: There is no such thing, type or property.
    """
    if what == "entity":
        thing = thing_of(reconciler, id_)
        look = described(reconciler.store, reconciler.vocabulary, [thing])[thing]
        return _fragment(look.name, look.description)
    found = reconciler.vocabulary.kind(id_) if what == "type" else reconciler.vocabulary.property(id_)
    if found is None:
        raise NotFoundError(f"there is no {what} {id_[:200]}", place="id")
    return _fragment(found.name, found.description)


def thing_of(reconciler: Reconciler, id_: str) -> NamedNode:
    """The thing that an id or an identifier stands for; also a concept, by its IRI.

    Raises:
        NotFoundError: None, or several.
    """
    asked = identifier(id_)
    found = bearers(reconciler.store, asked) if asked is not None else []
    if len(found) == 1:
        return found[0]
    if "/vocab/" in id_:
        try:
            return NamedNode(id_)
        except ValueError as error:
            raise NotFoundError(f"nothing goes by the id {id_[:200]}", place="id") from error
    raise NotFoundError(f"nothing goes by the id {id_[:200]}", hint="give the id of a candidate", place="id")


def _fragment(name: str, description: str) -> str:
    more = f"<p>{escape(description)}</p>" if description else ""
    return f"<p><strong>{escape(name)}</strong></p>{more}"


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def _head(known: Card) -> str:
    return f"<h1>{escape(known.name)}</h1><p>{escape(', '.join(known.kinds))} · {escape(compact(known.iri))}</p>"


def _row(row: Row, *, whole: bool) -> str:
    values = row.values if whole else row.values[:_MOST_VALUES]
    more = f" and {len(row.values) - len(values)} more" if len(values) < len(row.values) else ""
    return f"<dt>{escape(row.label)}</dt><dd>{'; '.join(map(_value, values))}{more}</dd>"


def _value(value: Value) -> str:
    mark = " (sources disagree)" if value.dispute is not None else ""
    return _linked(value.text) + mark


def _linked(text: str) -> str:
    """A text, as a link where it is an address of the web: no other scheme may be clicked."""
    shown = escape(text)
    if re.fullmatch(r"https?://[^\s<>\"]+", text) is None:
        return shown
    return f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'

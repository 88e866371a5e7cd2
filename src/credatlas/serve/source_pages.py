"""``/sources``: the list of what the atlas rests on, as a page, JSON and CSV."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from ..pages.cells import Cell, Column, pages_of
from ..pages.source_list import Source, reliabilities, sources
from .exchange import Asked, Reply
from .listing import Form, downloads, given_of, number_of, piece, refuse_unknown, settled, single, written
from .people import addresses_of, page_of

if TYPE_CHECKING:
    from ..build import Atlas

_SIZE: Final = 50
_KNOWN: Final = ("text", "reliability", "page")
_COLUMNS: Final = (
    Column("Source"),
    Column("Publisher"),
    Column("Class"),
    Column("Dated"),
    Column("Read on"),
    Column("Claims", numeric=True),
)
_FIELDS: Final = ("id", "iri", "name", "reliability", "published", "read", "publisher", "url", "claims")


def page(atlas: Atlas, asked: Asked) -> Reply:
    """The sources with these words and of this class, page by page.

    Raises:
        UsageError: A parameter makes no sense.
        NotFoundError: There is no such page.
    """
    better = settled(asked)
    if better is not None:
        return better
    given, addresses = given_of(asked), addresses_of(asked)
    found, number = _asked_for(atlas, asked), number_of(given)
    here = piece(found, number, _SIZE)
    text, chosen = single(given, "text"), single(given, "reliability")
    rows = [
        [
            Cell(one.name, addresses.thing(one.iri)),
            Cell(one.publisher),
            Cell(one.reliability),
            Cell(one.published),
            Cell(one.read),
            Cell(str(one.claims)),
        ]
        for one in here
    ]
    return page_of(
        atlas,
        asked,
        "sources.html",
        title="Sources",
        here="sources",
        text=text,
        chosen=chosen,
        classes=reliabilities(atlas),
        total=len(found),
        columns=_COLUMNS,
        rows=rows,
        downloads=downloads(addresses, "sources", given),
        place=pages_of(len(found), number, _SIZE, addresses, "sources", text=text, reliability=chosen),
    )


def as_json(atlas: Atlas, asked: Asked) -> Reply:
    """The same sources as JSON, all on one page."""
    return _written(atlas, asked, "json")


def as_csv(atlas: Atlas, asked: Asked) -> Reply:
    """The same sources as CSV, all on one page."""
    return _written(atlas, asked, "csv")


def _written(atlas: Atlas, asked: Asked, form: Form) -> Reply:
    return written([asdict(one) for one in _asked_for(atlas, asked)], form, _FIELDS)


def _asked_for(atlas: Atlas, asked: Asked) -> tuple[Source, ...]:
    given = given_of(asked)
    refuse_unknown(given, _KNOWN)
    return sources(atlas, single(given, "text"), single(given, "reliability"))

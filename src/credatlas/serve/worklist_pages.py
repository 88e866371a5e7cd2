"""``/stale`` and ``/gaps``: what curators should look at again, and what nobody has said yet."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ..build.moments import day
from ..errors import AmbiguousError, CredatlasError, NotFoundError, UsageError
from ..history.stale import day_of
from ..names import resolve, resolve_class
from ..pages.forms import Field, Form, Given, Option, address, turned
from ..pages.keeping import remembering
from ..pages.worklists import WAYS, gap_classes, gap_grid, gap_records, stale_classes, stale_grid, stale_values
from .exchange import Asked, Reply
from .listing import Form as Written
from .listing import downloads, given_of, number_of, piece, refuse_unknown, settled, single, written
from .people import addresses_of, page_of

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from ..build import Atlas
    from ..history.stale import Stale

SIZE: Final = 50
"""How many rows a page lists."""
_STALE: Final = ("thing", "class", "on", "page")
_GAPS: Final = ("thing", "class", "by", "page")
_STALE_COLUMNS: Final = tuple(
    "subject name property label value last_day is_dated months keeps sources state urgency why".split()
)
_GAP_COLUMNS: Final = {
    "class": ("class", "kind", "property", "path", "known", "of", "missing", "share"),
    "property": ("property", "path", "known", "of", "missing", "share", "kinds"),
    "entity": ("subject", "name", "kind", "known", "of", "missing"),
    "missing": ("subject", "name", "property", "path", "what_to_do"),
}
_WRONG: Final = (UsageError, NotFoundError, AmbiguousError)


def stale(atlas: Atlas, asked: Asked) -> Reply:
    """Values that no source has stated for longer than they keep, the most urgent first."""
    if elsewhere := settled(asked, ("on",), on=day_of(atlas).isoformat()):
        return elsewhere
    given = given_of(asked)
    number = number_of(given)
    addresses = addresses_of(asked)
    at = functools.partial(address, addresses, "stale")
    found: list[Stale] = []
    wrong: CredatlasError | None = None
    try:
        found = _stale_values(atlas, given)
    except _WRONG as error:
        wrong = error
    form = _stale_form(atlas, given)
    return _page(
        atlas,
        asked,
        "stale",
        wrong,
        title="Stale facts",
        form=form if wrong is None else form.refused(wrong, given, at),
        grid=stale_grid(piece(found, number, SIZE), addresses),
        total=len(found),
        place=turned(len(found), number, SIZE, given, at),
        downloads=downloads(addresses, "stale", given),
    )


def stale_json(atlas: Atlas, asked: Asked) -> Reply:
    """Stale values as JSON, as ``credatlas stale --format json`` gives them."""
    return _stale_written(atlas, asked, "json")


def stale_csv(atlas: Atlas, asked: Asked) -> Reply:
    """Stale values as CSV."""
    return _stale_written(atlas, asked, "csv")


def gaps(atlas: Atlas, asked: Asked) -> Reply:
    """What is missing of what readers ask for, counted in one of several ways."""
    if elsewhere := settled(asked):
        return elsewhere
    given = given_of(asked)
    number = number_of(given)
    addresses = addresses_of(asked)
    at = functools.partial(address, addresses, "gaps")
    found: list[dict[str, Any]] = []
    way = "class"
    wrong: CredatlasError | None = None
    try:
        way = _way(given)
        found = _gap_records(atlas, given, way)
    except _WRONG as error:
        wrong = error
    form = _gap_form(atlas, given, way)
    return _page(
        atlas,
        asked,
        "gaps",
        wrong,
        title="Gaps",
        form=form if wrong is None else form.refused(wrong, given, at),
        grid=gap_grid(piece(found, number, SIZE), way, addresses),
        way=WAYS[way],
        by=way,
        total=len(found),
        place=turned(len(found), number, SIZE, given, at),
        downloads=downloads(addresses, "gaps", given),
    )


def gaps_json(atlas: Atlas, asked: Asked) -> Reply:
    """What is missing as JSON, as ``credatlas gaps --format json`` gives it."""
    return _gaps_written(atlas, asked, "json")


def gaps_csv(atlas: Atlas, asked: Asked) -> Reply:
    """What is missing as CSV."""
    return _gaps_written(atlas, asked, "csv")


def _page(atlas: Atlas, asked: Asked, name: str, wrong: CredatlasError | None, **data: Any) -> Reply:
    reply = page_of(atlas, asked, f"{name}.html", here=name, **data)
    return reply if wrong is None else replace(reply, status=wrong.http_status)


def _stale_written(atlas: Atlas, asked: Asked, form: Written) -> Reply:
    found = _stale_values(atlas, given_of(asked))
    return written([one.to_dict() for one in found], form, _STALE_COLUMNS)


def _gaps_written(atlas: Atlas, asked: Asked, form: Written) -> Reply:
    given = given_of(asked)
    way = _way(given)
    return written(_gap_records(atlas, given, way), form, _GAP_COLUMNS[way])


def _stale_values(atlas: Atlas, given: Given) -> list[Stale]:
    refuse_unknown(given, _STALE)
    return stale_values(atlas, _thing(atlas, given), _class(atlas, given), _day(atlas, given))


def _gap_records(atlas: Atlas, given: Given, way: str) -> list[dict[str, Any]]:
    refuse_unknown(given, _GAPS)
    return gap_records(atlas, _thing(atlas, given), _class(atlas, given), way)


def _thing(atlas: Atlas, given: Given) -> NamedNode | None:
    typed = single(given, "thing")
    return resolve(remembering(atlas), typed, place="thing") if typed else None


def _class(atlas: Atlas, given: Given) -> NamedNode | None:
    typed = single(given, "class")
    return resolve_class(remembering(atlas), typed, place="class") if typed else None


def _day(atlas: Atlas, given: Given) -> date:
    typed = single(given, "on")
    return day(typed, "on") if typed else day_of(atlas)


def _way(given: Given) -> str:
    """The way of counting: by class, or, of a thing, what to look for."""
    way = single(given, "by") or ("missing" if given.get("thing") else "class")
    if way not in WAYS:
        raise UsageError(f"nothing is counted by “{way}”", hint=f"choose one of {', '.join(WAYS)}", place="by")
    return way


def _stale_form(atlas: Atlas, given: Given) -> Form:
    chosen = "".join(given.get("class", ()))
    return Form(
        (
            _thing_field(given),
            Field("class", "Class", "select", tuple(given.get("class", ())), _stale_options(atlas, given, chosen)),
            Field("on", "Counted up to", "date", tuple(given.get("on", ()))),
        )
    )


def _stale_options(atlas: Atlas, given: Given, chosen: str) -> tuple[Option, ...]:
    try:
        return stale_classes(atlas, _day(atlas, given), chosen)
    except UsageError:  # the day is none, which is told beside its field
        return ()


def _gap_form(atlas: Atlas, given: Given, way: str) -> Form:
    chosen = "".join(given.get("class", ()))
    ways = tuple(Option(name, label, name == way) for name, label in WAYS.items())
    return Form(
        (
            Field("by", "Count", "select", tuple(given.get("by", ())), ways, empty=""),
            Field("class", "Class", "select", tuple(given.get("class", ())), gap_classes(atlas, chosen)),
            _thing_field(given),
        )
    )


def _thing_field(given: Given) -> Field:
    note = "and what belongs to it, such as the runs of a programme; empty for all"
    return Field("thing", "Of a thing", "text", tuple(given.get("thing", ())), note=note)

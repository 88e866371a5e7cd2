"""``/find``: what fits words and facets, as a page for people and as rows for programs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..errors import AmbiguousError, NotFoundError, UsageError
from ..pages.findings import MOST, Result, all_found, facets_of, find_form, found, with_ids
from ..pages.forms import Given, Link, address, turned
from .exchange import Asked, Reply
from .listing import Form as Written
from .listing import downloads, given_of, number_of, settled, single, written
from .people import addresses_of, page_of

if TYPE_CHECKING:
    from ..build import Atlas

SIZE: Final = 20
"""How many things a page lists."""
DATES: Final = ("starts_from", "starts_until", "open_on")
_COLUMNS: Final = ("id", "name", "kind", "provider", "fits", "why", "unknown", "starts", "registration_closes", "price")
_WORD_COLUMNS: Final = ("id", "name", "kind", "matched")


def page(atlas: Atlas, asked: Asked) -> Reply:
    """The form with its facets, and below it what fits with the reasons; wrong input is told beside its field."""
    given = given_of(asked)
    if elsewhere := settled(asked, DATES):
        return elsewhere
    addresses = addresses_of(asked)
    at = functools.partial(address, addresses, "find")
    form = find_form(atlas, given)
    result: Result | None = None
    status = 200
    number = number_of(given)
    try:
        facets = facets_of(atlas, given)
        form = find_form(atlas, with_ids(given, facets))
        words = single(given, "text")
        if words or facets.any:
            result = found(atlas, words, facets, given, number, SIZE)
            _refuse_beyond(result.total, number)
    except (UsageError, NotFoundError, AmbiguousError) as error:
        if error.place == "page":
            raise
        form, status = form.refused(error, given, at), error.http_status
    reply = page_of(
        atlas,
        asked,
        "find.html",
        title="Find",
        here="find",
        searched=" ".join(given.get("text", ())),
        form=form,
        result=result,
        first=(number - 1) * SIZE + 1,
        place=turned(result.total if result else 0, number, SIZE, given, at),
        nearly=_nearly(result, at),
        downloads=downloads(addresses, "find", given),
    )
    return replace(reply, status=status)


def as_json(atlas: Atlas, asked: Asked) -> Reply:
    """Everything that fits as JSON, as ``credatlas find --format json`` gives it."""
    return _written(atlas, asked, "json")


def as_csv(atlas: Atlas, asked: Asked) -> Reply:
    """Everything that fits as CSV."""
    return _written(atlas, asked, "csv")


def _written(atlas: Atlas, asked: Asked, form: Written) -> Reply:
    if elsewhere := settled(asked, DATES):
        return elsewhere
    given = given_of(asked)
    facets = facets_of(atlas, given)
    records, total = all_found(atlas, single(given, "text"), facets)
    reply = written(records, form, _COLUMNS if facets.any else _WORD_COLUMNS)
    return reply.having(Credatlas_Truncated=f"{MOST} of {total} rows") if total > MOST else reply


def _refuse_beyond(total: int, number: int) -> None:
    last = max(1, -(-total // SIZE))
    if number > last:
        raise NotFoundError(f"there is no page {number}", hint=f"the last one is page {last}", place="page")


def _nearly(result: Result | None, at: Callable[[Given], str]) -> list[Link]:
    """The same question without one of its facets, for when it finds nothing."""
    if result is None or result.total:
        return []
    return [
        Link(f"Ask without {what}", at(without), f"it alone rules out {count}")
        for what, count, without in result.nearly
    ]

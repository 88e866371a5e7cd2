"""``/compare``: things side by side, as a page for people and in forms for programs."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..build.moments import day
from ..comparing import Comparison, comparison_markdown
from ..errors import AmbiguousError, NotFoundError, UsageError
from ..history.stale import day_of
from ..pages.addresses import Addresses
from ..pages.comparisons import MOST, Candidate, candidates, comparison, lines_of, named, table_of
from ..pages.forms import Field, Form, Given, Link, Option, address
from ..terms import compact
from .exchange import Asked, Reply, json_of
from .listing import MARKDOWN, downloads, flag, given_of, refuse_unknown, settled, single, written
from .people import addresses_of, page_of

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from ..build import Atlas

    Chosen = Sequence[tuple[NamedNode, str]]

_KNOWN: Final = ("thing", "on", "differences", "q")


def page(atlas: Atlas, asked: Asked) -> Reply:
    """The comparison with who says what, or a search for what to compare; wrong input is told beside its field."""
    given = given_of(asked)
    is_asked = len(given.get("thing", ())) > 1
    defaults = {"on": day_of(atlas).isoformat()} if is_asked else {}
    if elsewhere := settled(asked, ("on",), **defaults):
        return elsewhere
    addresses = addresses_of(asked)
    form, found, chosen, offered, status = _form(given), None, [], [], 200
    try:
        refuse_unknown(given, _KNOWN)
        found = _compared(atlas, given) if is_asked else None
        chosen = [(one.iri, one.name) for one in found.things] if found else named(atlas, given.get("thing", ()))
        offered = candidates(atlas, words, _ids(chosen)) if (words := single(given, "q")) else []
    except (UsageError, NotFoundError, AmbiguousError) as error:
        form, status = form.refused(error, given, functools.partial(address, addresses, "compare")), error.http_status
    reply = page_of(
        atlas,
        asked,
        "compare.html",
        title=" and ".join(name for _, name in chosen) if found else "Compare",
        here="compare",
        form=form,
        found=found,
        lines=lines_of(found, addresses) if found else (),
        chosen=_removable(chosen, given, addresses),
        offered=[_addable(one, chosen, given, addresses) for one in offered],
        searched_for=bool(given.get("q")) and not form.wrong,
        downloads=downloads(addresses, "compare", given, ("csv", "json", "md")) if found else [],
        most=MOST,
    )
    return replace(reply, status=status)


def as_json(atlas: Atlas, asked: Asked) -> Reply:
    """A comparison as JSON, as ``credatlas compare --format json`` gives it."""
    return json_of(_compared(atlas, given_of(asked)).to_dict())


def as_csv(atlas: Atlas, asked: Asked) -> Reply:
    """A comparison as CSV: a row for each property, a column for each thing."""
    columns, records = table_of(_compared(atlas, given_of(asked)))
    return written(records, "csv", columns)


def as_markdown(atlas: Atlas, asked: Asked) -> Reply:
    """A comparison as Markdown with its sources."""
    return Reply(comparison_markdown(_compared(atlas, given_of(asked))), MARKDOWN)


def _compared(atlas: Atlas, given: Given) -> Comparison:
    refuse_unknown(given, _KNOWN)
    on = single(given, "on")
    found = comparison(atlas, given.get("thing", ()), day(on, "on") if on else day_of(atlas))
    return found.differences() if flag(given, "differences") else found


def _form(given: Given) -> Form:
    differences = Option("1", "only where they differ", chosen=bool(given.get("differences")))
    return Form(
        (
            Field("thing", "What is compared", "text", tuple(given.get("thing", ()))),
            Field("on", "Registration and ages as of", "date", tuple(given.get("on", ()))),
            Field("differences", "Rows", "select", tuple(given.get("differences", ())), (differences,), empty="all"),
            Field("q", "Add one by its name", "text", tuple(given.get("q", ()))),
        )
    )


def _ids(chosen: Chosen) -> list[str]:
    return [compact(iri) for iri, _ in chosen]


def _removable(chosen: Chosen, given: Given, addresses: Addresses) -> list[tuple[str, str, str]]:
    """Id, name and the address without it of each thing that is compared; of names that mean nothing yet as well."""
    if not chosen:
        typed = list(given.get("thing", ()))
        return [(text, text, _at(given, [one for one in typed if one != text], addresses)) for text in typed]
    ids = _ids(chosen)
    return [
        (id_, name, _at(given, [one for one in ids if one != id_], addresses))
        for id_, (_, name) in zip(ids, chosen, strict=True)
    ]


def _addable(one: Candidate, chosen: Chosen, given: Given, addresses: Addresses) -> Link:
    return Link(one.name, _at({**given, "q": []}, [*_ids(chosen), one.id], addresses), f"{one.kind} · {one.id}")


def _at(given: Given, things: list[str], addresses: Addresses) -> str:
    return address(addresses, "compare", {**given, "thing": things})

"""``stale`` and ``gaps``: what curators should look at again, and what nobody has said yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from ..formats import RECORD_FORMATS
from .kinds import DAY, whole_number
from .options import Settings, output_options, with_settings
from .writing import Writing, aside

if TYPE_CHECKING:
    from datetime import date

_LIMIT: Final[dict[str, Any]] = {"metavar": "N", "callback": whole_number(least=1)}
_FEW: Final = 20
# what a table shows of each way of counting
_BRIEF: Final = {
    "class": ("kind", "property", "known", "of", "missing"),
    "property": ("property", "known", "of", "missing", "kinds"),
    "entity": ("subject", "name", "known", "of", "missing"),
    "": ("subject", "name", "property", "what_to_do"),
}


@click.command()
@click.argument("thing", nargs=-1)
@click.option("--on", **DAY, help="The day up to which months are counted, by default today.")
@click.option("--limit", **_LIMIT, help="At most so many, by default 20.")
@output_options(*RECORD_FORMATS, what="a list of values")
@with_settings
def stale(settings: Settings, *, thing: tuple[str, ...], on: date | None, limit: int | None, writing: Writing) -> None:
    """List values that no source has stated for longer than they keep, the most urgent first.

    THING is a name or an id: only its values are listed, and those of what belongs to it, such as the runs of a
    programme or the programmes of a school. The ontology says how long the values of a property keep: prices and
    dates a year, other things longer. First comes what is over it by most, is said by one source only, and is still
    to come; last what is over.
    """
    from ..history.stale import QUERY, day_of
    from ..history.stale import stale as listed
    from ..names import resolve
    from ..queries import load

    store = settings.open()
    iri = resolve(store, " ".join(thing), place="THING") if thing else None
    found = listed(store, load(store.project.queries, QUERY), iri, on=on)
    records = [one.to_dict() for one in found]
    _write(records, limit or _FEW, writing, ("subject", "name", "value", "why"))
    if not found:
        aside(f"nothing is over its shelf life on {(on or day_of(store)).isoformat()}")


@click.command()
@click.argument("thing", nargs=-1)
@click.option("--class", "kind", metavar="CLASS", help="Only things of this class, such as ca:Course.")
@click.option(
    "--by",
    type=click.Choice(["class", "property", "entity"]),
    help="What to count by, by default class; with THING each missing property is listed with what to do.",
)
@click.option("--limit", **_LIMIT, help="At most so many rows; by default 20 entities, all of the others.")
@output_options(*RECORD_FORMATS, what="a list of gaps")
@with_settings
def gaps(
    settings: Settings, *, thing: tuple[str, ...], kind: str | None, by: str | None, limit: int | None, writing: Writing
) -> None:
    """Count what is not known of what readers ask for, per class, property or entity.

    THING is a name or an id: listed is what is missing of it, and of what belongs to it, and where to look. What
    readers ask for is the completeness profile of the shapes. Unknown is not no: a thing may have none of it.
    """
    from ..history.gaps import gaps as look
    from ..history.tallies import VIEWS, to_look_for
    from ..names import resolve, resolve_class

    store = settings.open()
    iri = resolve(store, " ".join(thing), place="THING") if thing else None
    cls = None if kind is None else resolve_class(store, kind, place="--class")
    found = look(store, iri, kind=cls)
    way = by or ("" if thing else "class")
    records = VIEWS[way](store, found) if way else to_look_for(store, found)
    _write(records, limit or (_FEW if way == "entity" else len(records)), writing, _BRIEF[way])
    if not found:
        aside("the completeness profile asks nothing of these things")
    elif not records:
        aside("nothing is missing that readers ask for")


def _write(records: list[dict[str, Any]], limit: int, writing: Writing, brief: tuple[str, ...]) -> None:
    if records or not writing.is_for_people:
        writing.records(records[:limit], brief=brief)
    if len(records) > limit:
        aside(f"{limit} of {len(records):,} rows; --limit {len(records)} shows all")

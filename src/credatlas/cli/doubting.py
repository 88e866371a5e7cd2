"""``duplicates``: which things look like one thing under two ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from ..formats import RECORD_FORMATS
from .options import Settings, output_options, with_settings
from .writing import Writing, aside, folded

if TYPE_CHECKING:
    from ..names.duplicates import Duplicate


@click.command()
@click.option(
    "--class",
    "kinds",
    metavar="KIND",
    multiple=True,
    help="Only things of this kind: organization, person, programme, course, credential, offering, event, series, "
    "partnership, policy, work, journal. May be given several times.",
)
@click.option("--min", "least", metavar="LEVEL", default="likely", help="strong, likely (the default) or weak.")
@output_options("text", *RECORD_FORMATS, what="a list of pairs")
@with_settings
def duplicates(settings: Settings, *, kinds: tuple[str, ...], least: str, writing: Writing) -> None:
    """List pairs of things that look like one thing under two ids, with what speaks for it and what against.

    Nothing is merged: that is for a curator to decide, in data/tombstones.ttl. What is part of the other, succeeds it,
    or belongs to another provider or parent is no duplicate and not listed.
    """
    from ..names.duplicates import duplicates as look

    found = look(settings.open(), kinds, least=least)
    if writing.form == "text":
        writing.text(_lines(found))
    else:
        writing.records(
            [pair.to_dict() for pair in found], brief=("level", "kind", "one", "one_name", "other", "reasons")
        )
    if not found and writing.form == "text":
        aside(
            "nothing looks like a duplicate; --min weak lists more"
            if least != "weak"
            else "nothing looks like a duplicate"
        )


def _lines(found: Sequence[Duplicate]) -> Iterator[str]:
    from ..terms import compact

    for (level, kind), pairs in groupby(found, key=lambda pair: (pair.level, pair.kind)):
        for pair in pairs:
            yield f"{level}  {kind}"
            for iri, name in zip((pair.one, pair.other), pair.names, strict=True):
                yield folded(f"{name} ({compact(iri)})", first="  ", more=" " * 6)
            yield folded(f"for: {'; '.join(pair.reasons)}", first="    ", more=" " * 6)
            if pair.against:
                yield folded(f"against: {'; '.join(pair.against)}", first="    ", more=" " * 6)
            yield ""
    if found:
        yield f"{len(found)} pair{'' if len(found) == 1 else 's'}"

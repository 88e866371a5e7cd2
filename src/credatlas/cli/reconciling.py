"""``reconcile``: what a column of a table means, in the atlas or in another source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .kinds import FILE, whole_number
from .options import Settings, progress, with_settings
from .serving import HOST, PORT, serve_reconciliation
from .writing import Writing, aside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..link.tabling import Matcher


@click.command()
@click.argument("file", metavar="FILE", required=False)
@click.option("--column", metavar="NAME", help="The column that is looked up.")
@click.option("--to", "source", metavar="SOURCE", default="atlas", help="Where to look: atlas (the default), or ror.")
@click.option("--dump", **FILE, help="The dump of the source: for ror the zip from Zenodo, as it is.")
@click.option("-o", "--output", **FILE, help="Write to a .csv or .tsv file; it is written whole or not at all.")
@click.option("--serve", is_flag=True, help="Answer OpenRefine and other programs until it is stopped; no FILE then.")
@click.option("--host", metavar="ADDRESS", default=HOST, help=f"With --serve: where to listen, by default {HOST}.")
@click.option(
    "--port",
    metavar="N",
    default=str(PORT),
    callback=whole_number(least=0),
    help=f"With --serve: the port, by default {PORT}; 0 is any that is free.",
)
@with_settings
def reconcile(settings: Settings, *, serve: bool, host: str, port: int, **task: str | None) -> int:
    """Find what a column of a table means: names, identifiers, sites, or free affiliation strings.

    The table comes back with four columns more. match_id holds what is meant, several joined by |, and only where that
    is sure; match_decision is auto, review or none; match_score that of the best candidate, from 0 to 1; match_reason
    says why, and names the candidates that a person should see.

    \b
      credatlas reconcile staff.csv --column employer --to ror --dump v2.9-ror-data.zip -o staff-ror.csv
      credatlas reconcile --serve
    """  # noqa: D301 - click takes the backspace for "leave these lines as they are"
    from ..errors import UsageError

    if serve:
        given = next((name for name in ("file", "column", "dump", "output") if task[name] is not None), None)
        if given or task["source"] != "atlas":
            message = "the service answers for the atlas, and asks others for their tables"
            raise UsageError(message, hint="give --serve alone, or a FILE without it", place="--serve")
        serve_reconciliation(settings, host=host, port=port)
        return 0
    if task["file"] is None:
        raise UsageError("no table is named", hint="name a .csv or .tsv file, or say --serve", place="FILE")
    if task["column"] is None:
        raise UsageError("no column is named", hint="--column NAME says what to look up", place="--column")
    return _look_up(settings, Path(task["file"]), task["column"], task)


def _look_up(settings: Settings, table: Path, column: str, task: Mapping[str, str | None]) -> int:
    from ..errors import UsageError
    from ..link.tabling import delimiter_of, matched_rows, written

    output = task["output"]
    to_file = output is not None and output != "-"
    delimiter = delimiter_of(Path(output), place="--output") if output and to_file else delimiter_of(table)
    if output and to_file and Path(output).resolve() == table.resolve():
        message = f"{output} is the table that is read, and would be gone"
        raise UsageError(message, hint="give the answers another name", place="--output")
    counts: dict[str, int] = {"auto": 0, "review": 0, "none": 0}
    rows = matched_rows(table, column, _matcher(settings, task["source"] or "", task["dump"]), say=progress)

    def counted() -> Iterator[list[str]]:
        for number, row in enumerate(rows):
            if number:
                counts[row[-3]] += 1
            yield row

    Writing("csv", output).pieces(written(counted(), delimiter))
    aside(f"{counts['auto']} found, {counts['review']} to look at, {counts['none']} not found")
    return 0


def _matcher(settings: Settings, source: str, dump: str | None) -> Matcher:
    from functools import partial

    from ..errors import UsageError
    from ..link.adapters import INDEXED, adapter
    from ..link.matching import match
    from ..link.reconciling.opening import reconciler

    if source == "atlas":
        if dump is not None:
            raise UsageError("the atlas has no dump", hint="leave --dump out, or say --to ror", place="--dump")
        return reconciler(settings.open()).match  # as the service answers
    module = adapter(source)
    if source not in INDEXED:
        hint = (
            f"say --to atlas, or --to {' or '.join(INDEXED)} with its dump; OpenRefine asks services of other sources"
        )
        raise UsageError(f"tables are not looked up in {source}", hint=hint, place="--to")
    if dump is None:
        hint = "ROR publishes it at https://zenodo.org/communities/ror-data"
        raise UsageError(f"looking up in {source} needs its dump", hint=hint, place="--dump")
    progress(f"looking into {Path(dump).name}; a dump is indexed when it is read first")
    return partial(match, module.index(Path(dump)))

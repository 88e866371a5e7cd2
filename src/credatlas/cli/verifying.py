"""``verify``: is a store still what was built?"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from .options import Settings, output_options, progress, with_place
from .writing import Writing

if TYPE_CHECKING:
    from ..build import Verification


@click.command()
@output_options("text", "json", what="a report")
@with_place
def verify(settings: Settings, *, writing: Writing) -> None:
    """Compare a store with its build: files, counts, digest, statements. Nothing is built or mended.

    \b
    A folder       with the record that its build left in it, and with the files
                   of the project where they are still those of the build
    An endpoint    with the build of the project: counts by layer, and up to
                   1,000 statements that are really asked for
    Ends with 0 when nothing is wrong, with 5 when something is.
    """  # noqa: D301 - click takes the backspace for "leave these lines as they are"
    from ..build import verify as compare
    from ..store.address import is_address

    found = compare(settings.the_project(), settings.store, say=progress)
    if writing.form == "json":
        writing.json(asdict(found))
    else:
        writing.text(_as_lines(found))
    if found.faults and is_address(settings.store):
        raise found.error("load the build again with `credatlas push --replace`")
    if found.faults:
        raise found.error()


def _as_lines(found: Verification) -> list[str]:
    lines = [f"{'layer':>14}  {'built':>9}  {'held':>9}"] if found.layers else []
    lines += [f"{count.layer:>14}  {count.built:>9,}  {count.held:>9,}" for count in found.layers]
    lines += [f"compared: {what}" for what in found.compared]
    lines += [f"note: {what}" for what in found.left]
    lines += [f"digest {found.digest}"] if found.digest else []
    lines.append(f"store  {found.location}")
    return lines if found.faults else [*lines, "nothing is wrong"]

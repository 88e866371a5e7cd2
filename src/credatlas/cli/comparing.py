"""``compare``: programmes, courses, credentials and runs side by side."""

from __future__ import annotations

from datetime import date

import click

from .kinds import DAY
from .options import Settings, output_options, with_settings
from .writing import Writing, width


@click.command()
@click.argument("thing", nargs=-1)
@click.option("--on", **DAY, help="Day for registration and ages, by default --as-of, else today.")
@click.option("--differences", is_flag=True, help="Only rows in which the things differ.")
@output_options("table", "markdown", "json", what="a comparison")
@with_settings
def compare(
    settings: Settings, *, thing: tuple[str, ...], on: date | None, differences: bool, writing: Writing
) -> None:
    """Compare two or more THINGs: prices, dates, audience, topics, award, provider and more, side by side.

    A THING is a programme, a course, a credential or a run of one: a name in quotes, an abbreviation or an id. The
    facts of its runs, their sessions and the credential it awards stand with its own. Each cell names the places that
    say so; "unknown" means that no source says anything.
    """
    from ..comparing import compare as look
    from ..comparing import comparison_lines, comparison_markdown

    found = look(settings.open(), thing, on=on or settings.as_of or date.today())
    found = found.differences() if differences else found
    if writing.form == "json":
        writing.json(found.to_dict())
    elif writing.form == "markdown":
        writing.data(comparison_markdown(found))
    else:
        writing.text(comparison_lines(found, width=width()))

"""``cover``: the smallest sets of credentials that cover topics."""

from __future__ import annotations

import re
from typing import Any

import click

from .kinds import whole_number
from .options import Settings, output_options, with_settings
from .writing import Writing, aside, folded


@click.command()
@click.option(
    "--topic", "topics", metavar="TOPIC", multiple=True, required=True, help="A topic to cover, or a skill; up to 16."
)
@click.option(
    "--audience", metavar="GROUP", multiple=True, help="Only what is for this group; of several one must fit."
)
@click.option(
    "--of", metavar="KIND", default="credentials", help="credentials (the default), or programmes and courses."
)
@click.option("--max", "most", metavar="N", callback=whole_number(least=1), help="At most so many in a set.")
@click.option(
    "--unknown",
    metavar="WHAT",
    default="include",
    help="What of those of whom no source says for whom they are: include (the default) or exclude.",
)
@click.option(
    "--limit", metavar="N", default="10", callback=whole_number(least=1), help="At most so many sets, by default 10."
)
@output_options("text", "json", what="sets of credentials")
@with_settings
def cover(settings: Settings, *, topics: tuple[str, ...], writing: Writing, **wish: Any) -> int:
    """Show the smallest sets of credentials that together cover all of the topics given.

    A credential covers a topic when a source says that it, or a programme or course that awards it, covers the topic or
    a narrower one. Where no source says so, that is unknown, not no.

    Ends with exit code 4 when nothing covers any of the topics.
    """
    from ..covering import Wish, cover_lines
    from ..covering import cover as look

    found = look(settings.open(), topics, Wish(**wish))
    if writing.form == "json":
        writing.json(found.to_dict())
    elif found.sets:
        writing.text(_folded(line) for line in cover_lines(found))
    if not found.sets:
        names = "; ".join(found.topics.values())
        aside(f"no source says of any of the {found.of} that fit that they cover {names}: that is unknown, not no")
    return 0 if found.sets else 4


def _folded(line: str) -> str:
    """A line that fits the terminal; what it begins with, blanks or the number of a set, stays as it is."""
    start = re.match(r"(?:\d+\.)? *", line)
    head = start[0] if start else ""
    return folded(line[len(head) :], first=head, more=" " * (len(head) + 4))

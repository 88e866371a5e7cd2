"""``path`` and ``central``: how things are connected, and which are connected most."""

from __future__ import annotations

import re

import click

from .kinds import whole_number
from .options import Settings, output_options, with_settings
from .writing import Writing, folded

ALSO = ("concepts", "places", "parts")  # as credatlas.draw.choosing has them
MEASURES = ("degree", "betweenness")  # as credatlas.draw.measures has them


@click.command()
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@click.option(
    "--with",
    "also",
    type=click.Choice(ALSO),
    multiple=True,
    help="What a way may lead through besides things: concepts, places, parts.",
)
@click.option(
    "--limit", metavar="N", default="5", callback=whole_number(least=1), help="At most so many ways, by default 5."
)
@output_options("text", "json", what="a path")
@with_settings
def path(settings: Settings, *, start: str, end: str, also: tuple[str, ...], limit: int, writing: Writing) -> None:
    """Show the shortest paths of documented relations between two things.

    Only relations that a source states count, in whatever direction; below each stands who says so. Runs and references
    belong to what they describe. Topics and places connect almost everything, so they count only when they are asked
    for.

    Ends with exit code 4 when nothing connects the two.
    """
    from ..draw.routes import path as look
    from ..draw.telling import path_lines

    found = look(settings.open(), start, end, also=also, limit=limit)
    if writing.form == "json":
        writing.json(found.to_dict())
    else:
        writing.text(_folded(line) for line in path_lines(found))


@click.command()
@click.option("--by", default="degree", type=click.Choice(MEASURES), help="The measure, by default degree.")
@click.option(
    "--of", metavar="CLASS", default="Organization", help="The class to rank, by default Organization; or all."
)
@click.option(
    "--with",
    "also",
    type=click.Choice(ALSO),
    multiple=True,
    help="What counts as a thing besides: concepts, places, parts.",
)
@click.option(
    "--limit", metavar="N", default="20", callback=whole_number(least=1), help="At most so many, by default 20."
)
@output_options("table", "json", "jsonl", "csv", "tsv", "markdown", what="a ranking")
@with_settings
def central(settings: Settings, *, by: str, of: str, also: tuple[str, ...], limit: int, writing: Writing) -> None:
    """List the things that are most connected.

    The degree of a thing is the number of things that it is linked to; its betweenness the share of all shortest ways
    between others that lead through it. Only relations that a source states count.
    """
    from ..draw.measures import central as look

    found = look(settings.open(), by=by, of=of, also=also, limit=limit)
    writing.records(found.to_dicts(), brief=("rank", "thing", "name", by, "relations", "sources"))


def _folded(line: str) -> str:
    """A line that fits the terminal; what it begins with stays as it is."""
    head = re.match(r" *", line)
    start = head[0] if head else ""
    return folded(line[len(start) :], first=start, more=f"{start}  ")

"""``draw``: pictures of the graph, and files for programs that work with graphs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from ..errors import UsageError
from .kinds import FILE, Format, whole_number
from .options import Settings, progress, with_settings
from .writing import Writing, aside

# as credatlas.draw.writing has them, which a test compares: importing it would cost every command line
FORMATS = ("svg", "png", "graphml", "gexf", "dot", "json", "mermaid")
ALSO = ("concepts", "places", "parts")
SIZES = ("degree", "betweenness", "nothing")
COLOURS = ("kind", "community")
_WHAT = "a drawing"


def _writing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--format`` and ``--output``; the command gets ``writing``."""

    @click.option(
        "--format",
        "form",
        type=Format(FORMATS, _WHAT),
        help="How to write it; by default as the ending of FILE says.",
    )
    @click.option("-o", "--output", **FILE, help="Write to a file; it is written whole or not at all.")
    @functools.wraps(function)
    def wrapped(*args: Any, form: str | None, output: str | None, **options: Any) -> Any:
        return function(*args, writing=Writing(form or _by_ending(output), output), **options)

    return wrapped


@click.command()
@click.argument("entity", nargs=-1)
@click.option(
    "--query",
    "queries",
    metavar="QUERY",
    multiple=True,
    help='The things in the answer to a canned query: NAME, or "NAME parameter=value …".',
)
@click.option("--classes", metavar="CLASS", multiple=True, help="All things of a class, such as Course.")
@click.option(
    "--depth",
    metavar="N",
    default="1",
    callback=whole_number(least=0),
    help="How many relations lie at most between these and the rest, by default 1.",
)
@click.option(
    "--with",
    "also",
    type=click.Choice(ALSO),
    multiple=True,
    help="Draw these as nodes, too: concepts (topics, audiences …), places, parts (runs, sessions, references).",
)
@click.option(
    "--size-by",
    type=click.Choice(SIZES),
    default="degree",
    help="What makes things large: degree (the default), betweenness, nothing.",
)
@click.option(
    "--colour-by",
    type=click.Choice(COLOURS),
    default="kind",
    help="What gives things their colour: kind (the default), community (what is linked to each other most).",
)
@_writing_options
@with_settings
def draw(
    settings: Settings,
    *,
    entity: tuple[str, ...],
    size_by: str,
    colour_by: str,
    writing: Writing,
    **options: Any,
) -> None:
    """Draw what stands around each ENTITY, or the whole atlas.

    \b
      credatlas draw "Harvard Medical School" --depth 2 -o harvard.svg
      credatlas draw --query "offerings-by-price max_price=9000" -o cheap.mmd
      credatlas draw --with concepts -o atlas.gexf

    Things are nodes, relations edges; prices, dates, topics and places are facts of the things. Runs, sessions and
    references are folded into what they belong to. Each edge and each fact says who says so. An ENTITY is a name, an
    abbreviation or an id.
    """  # noqa: D301 - click takes the backspace for "leave these lines as they are"
    from ..draw import drawing, laid_out, with_communities, write

    made = drawing(settings.open(), entity, **options)
    made = with_communities(made) if colour_by == "community" else made
    if writing.form != "mermaid":  # which finds places by itself
        made = laid_out(made, size_by=size_by, say=progress)
    writing.pieces(write(made, writing.form))
    _remark(writing.form, len(made.edges))


def _by_ending(output: str | None) -> str:
    """The format that the ending of the file says.

    Raises:
        UsageError: There is no file, or its ending is that of no format.
    """
    from ..draw.writing import format_of_ending

    endings = ".svg, .png, .graphml, .gexf, .dot, .json, .mmd"
    if output is None or output == "-":
        raise UsageError("say how to draw", hint=f"name a file with -o ({endings}), or a format with --format")
    found = format_of_ending(output)
    if found is None:
        raise UsageError(
            f"the ending of {output} says no format that {_WHAT} can be written in",
            hint=f"end it in one of {endings}, or say --format",
            place="--output",
        )
    return found


def _remark(form: str, edges: int) -> None:
    from ..draw.mermaid import MOST_EDGES

    if form == "mermaid" and edges > MOST_EDGES:
        aside(
            f"note: these are {edges} edges, and Mermaid draws at most {MOST_EDGES} unless it is configured otherwise"
        )

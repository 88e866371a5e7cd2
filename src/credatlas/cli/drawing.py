"""``draw``: pictures of the graph, and files for programs that work with graphs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .kinds import DAY, FILE, Format, day, whole_number
from .options import Settings, progress, with_settings
from .writing import Writing, aside

if TYPE_CHECKING:
    from datetime import date

    from ..draw import Drawing

# as credatlas.draw.writing has them, which a test compares: importing it would cost every command line
FORMATS = ("html", "svg", "png", "graphml", "gexf", "dot", "json", "mermaid")
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


def _look_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--size-by`` and ``--colour-by``; the command gets both as ``looks``."""

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
    @functools.wraps(function)
    def wrapped(*args: Any, size_by: str, colour_by: str, **options: Any) -> Any:
        return function(*args, looks=(size_by, colour_by), **options)

    return wrapped


def _first_day(context: click.Context, parameter: click.Parameter, text: str | None) -> date | None:
    """A callback that takes a day, a month or a year, of which the first day is meant."""
    missing = {4: "-01-01", 7: "-01"}
    return day(context, parameter, text and text.strip() + missing.get(len(text.strip()), ""))


def _day_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--since`` and ``--until``; the command gets both as ``within``."""

    @click.option(
        "--since",
        metavar="DATE",
        callback=_first_day,
        help="With --timeline: nothing that ends before this day, or the first one of this month or year.",
    )
    @click.option("--until", **DAY, help="With --timeline: nothing that begins after this day.")
    @functools.wraps(function)
    def wrapped(*args: Any, since: date | None, until: date | None, **options: Any) -> Any:
        return function(*args, within=(since, until), **options)

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
@click.option("--timeline", "mode", flag_value="timeline", help="Draw events, runs and deadlines over time instead.")
@click.option("--ontology", "mode", flag_value="ontology", help="Draw the classes of the ontology instead.")
@_look_options
@_day_options
@_writing_options
@with_settings
def draw(
    settings: Settings,
    *,
    entity: tuple[str, ...],
    mode: str | None,
    looks: tuple[str, str],
    within: tuple[date | None, date | None],
    writing: Writing,
    **options: Any,
) -> None:
    """Draw what stands around each ENTITY, or the whole atlas.

    \b
      credatlas draw "Harvard Medical School" --depth 2 -o harvard.html
      credatlas draw --query "offerings-by-price max_price=9000" -o cheap.mmd
      credatlas draw --with concepts -o atlas.gexf
      credatlas draw --timeline --since 2025 --until 2026 -o dates.svg

    Things are nodes, relations edges; prices, dates, topics and places are facts of the things. Runs, sessions and
    references are folded into what they belong to. Each edge and each fact says who says so. An ENTITY is a name, an
    abbreviation or an id.
    """  # noqa: D301 - click takes the backspace for "leave these lines as they are"
    if mode is not None:
        _require_no_looks(mode, looks)
    if mode == "timeline":
        _timeline(settings, writing, within, entity, options)
        return
    if any(within):
        raise UsageError(
            "only a timeline knows days", hint="add --timeline", place="--since" if within[0] else "--until"
        )
    if mode == "ontology":
        _ontology(settings, writing, [*entity, *options["queries"], *options["classes"], *options["also"]])
        return
    from ..draw import drawing

    _write(drawing(settings.open(), entity, **options), writing, *looks)


def _require_no_looks(mode: str, looks: tuple[str, str]) -> None:
    for option, chosen, usual in zip(("--size-by", "--colour-by"), looks, (SIZES[0], COLOURS[0]), strict=True):
        if chosen != usual:
            raise UsageError(
                f"--{mode} has sizes and colours of its own", hint=f"leave {option} {chosen} out", place=option
            )


def _timeline(
    settings: Settings,
    writing: Writing,
    within: tuple[date | None, date | None],
    entity: tuple[str, ...],
    options: dict[str, Any],
) -> None:
    from ..draw import timeline, write_picture
    from ..draw.timeline_svg import timeline_svg

    if options.pop("also"):
        raise UsageError("a timeline has no nodes", hint="leave --with out", place="--with")
    shown = timeline(settings.open(), entity, within=within, **options)
    writing.pieces(write_picture(timeline_svg(shown), writing.form, what="a timeline"))


def _ontology(settings: Settings, writing: Writing, chosen: list[str]) -> None:
    from ..draw import ontology, write_picture
    from ..draw.graphviz import classes_picture

    if chosen:
        raise UsageError(f"the ontology is drawn as a whole, without {chosen[0]}", place="--ontology")
    made = ontology(settings.open())
    if writing.form in ("svg", "png"):
        writing.pieces(write_picture(classes_picture(made), writing.form, what="the ontology"))
    else:
        _write(made, writing, "degree", "kind")


def _write(made: Drawing, writing: Writing, size_by: str, colour_by: str) -> None:
    from ..draw import laid_out, with_communities, write

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

    endings = ".html, .svg, .png, .graphml, .gexf, .dot, .json, .mmd"
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

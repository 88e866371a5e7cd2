"""``ingest``: outside data becomes source files of the atlas."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from ..errors import CredatlasError
from .kinds import FILE, FOLDER
from .options import Settings, output_options, progress, with_place
from .writing import Writing, aside

if TYPE_CHECKING:
    from ..ingest import Outside

_F = TypeVar("_F", bound=Callable[..., Any])


@click.group(short_help="turn tables, pages and records into source files")
def ingest() -> None:
    """Turn outside data into source files of the atlas, which a person can read and commit.

    \b
    Each input ends in a summary: what is new, what is known and why, what contradicts the atlas, what was left out,
    and what a person has to judge. Nothing is asked on the way. The same input again changes nothing.

    \b
      credatlas ingest table facts/ --dry-run
      credatlas ingest page programme.html
      credatlas ingest page https://… --online
      credatlas ingest ctdl credential.json
    """  # noqa: D301 - click takes the backspace for "leave these lines as they are"


class Coming(NamedTuple):
    """What commands that take something in share: where files go, whether they are written, how it is told."""

    settings: Settings
    to: str | None
    dry_run: bool
    everything: bool
    writing: Writing

    @property
    def to_folder(self) -> Path | None:
        """The folder that was named for source files."""
        return None if self.to is None else Path(self.to)


def incoming(function: _F) -> Callable[..., Any]:
    """Adds the shared options; the command gets them as its first argument, :class:`Coming`."""

    @click.option("--dry-run", is_flag=True, help="Tell what would change and write nothing.")
    @click.option("--to", **FOLDER, help="The folder for source files; by default data/sources of the project.")
    @click.option("--all", "everything", is_flag=True, help="Show lists to their end.")
    @output_options("text", "json", what="a summary")
    @with_place
    @functools.wraps(function)
    def wrapped(settings: Settings, *args: Any, **options: Any) -> Any:
        shared = {name: options.pop(name) for name in ("to", "dry_run", "everything", "writing")}
        return function(Coming(settings, **shared), *args, **options)

    return wrapped


@ingest.command()
@click.argument("place", metavar="DIR|FILE.csv")
@click.option("--mapping", **FILE, help="How the tables are read; by default the form of sourced facts.")
@click.option("--keep-going", is_flag=True, help="Pass over bad rows, tell them at the end, and take the rest.")
@incoming
def table(coming: Coming, place: str, *, mapping: str | None, keep_going: bool) -> int:
    """Read CSV tables whose columns a mapping declares.

    A bad row is named with file, row and column. Without --keep-going nothing comes in then, and the exit code is 3.
    """
    from ..build.assembling import without_collecting

    with without_collecting():  # garbage is looked for once, not after each step
        return _take_tables(coming, place, mapping, keep_going=keep_going)


def _take_tables(coming: Coming, place: str, mapping: str | None, *, keep_going: bool) -> int:
    from ..ingest import from_tables

    bad: list[CredatlasError] = []
    outside = from_tables(
        coming.settings.the_project(),
        Path(place),
        mapping=None if mapping is None else Path(mapping),
        to=coming.to_folder,
        keep_going=bad.append if keep_going else None,
        say=progress,
    )
    for error in bad:
        aside(f"passed over {error.place}: {error.message}")
    come_in(coming, outside, "Taken row by row from tables of sourced facts.")
    return 1 if bad else 0


@ingest.command()
@click.argument("source", metavar="FILE|URL")
@click.option("--online", is_flag=True, help="Open the address; without it nothing is fetched.")
@incoming
def page(coming: Coming, source: str, *, online: bool) -> int:
    """Read the schema.org data of a saved page or of an address, which is opened once.

    The data must be JSON-LD, in the page or in a file of its own. Contexts are not fetched.
    """
    from ..ingest import from_page

    outside = from_page(coming.settings.the_project(), source, online=online)
    come_in(coming, outside, "Taken from the schema.org data of the page.")
    return 0


@ingest.command()
@click.argument("file", metavar="FILE.json")
@incoming
def ctdl(coming: Coming, file: str) -> int:
    """Read records of the Credential Registry in CTDL, as JSON-LD."""
    from ..ingest import from_ctdl

    outside = from_ctdl(coming.settings.the_project(), Path(file))
    come_in(coming, outside, "Taken from records of the Credential Registry.")
    return 0


def come_in(coming: Coming, outside: Outside, how: str) -> None:
    """Takes an input in, or only tells what it would change; writes its summary."""
    from ..ingest import alone, write
    from ..ingest import ingest as compared
    from .summing import summary_lines

    project = coming.settings.the_project()
    with alone(project, coming.to_folder, say=progress):
        summary = compared(project, outside, how=how, to=coming.to_folder, say=progress)
        if not coming.dry_run:
            progress("writing")
            write(summary)
    if coming.writing.form == "json":
        coming.writing.json({**summary.to_dict(), "written": not coming.dry_run})
    else:
        coming.writing.text(summary_lines(summary, written=not coming.dry_run, everything=coming.everything))

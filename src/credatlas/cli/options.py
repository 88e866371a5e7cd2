"""What the commands share: where the graph is, and the options of every command."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import click

from ..errors import UsageError
from ..files import Project, find_project
from .kinds import DAY, FILE, FOLDER, Format

if TYPE_CHECKING:
    from datetime import date

    from ..build import Atlas
    from ..evidence.texts import Texts

_F = TypeVar("_F", bound=Callable[..., Any])
TEXTS_HELP: Final = "Folder with the texts of the sources: their words are shown."


class Settings(NamedTuple):
    """Where the graph is, and of which moment it is asked for.

    Attributes:
        project: The folder that ``--project`` names.
        store: What ``--store`` names.
        as_of: The day on which facts hold, of ``--as-of``.
        known_by: The day by which they had been stated, of ``--known-by``.
    """

    project: str | None = None
    store: str | None = None
    as_of: date | None = None
    known_by: date | None = None

    def the_project(self) -> Project:
        """The project to work on; see :func:`credatlas.files.find_project`."""
        return find_project(self.project)

    def open(self) -> Atlas:
        """The graph to read; a build that it needs is announced on a terminal, what is odd about it everywhere."""
        from ..build import open_atlas
        from ..build.moments import Moment

        moment = Moment(self.as_of, self.known_by)
        atlas = open_atlas(self.the_project(), self.store, moment=moment, say=progress)
        if atlas.notice:
            from .writing import aside

            aside(f"note: {atlas.notice}")
        return atlas

    def over(self, outer: Settings) -> Settings:
        """These settings, and those further out where these say nothing."""
        return Settings(
            self.project or outer.project,
            self.store or outer.store,
            self.as_of or outer.as_of,
            self.known_by or outer.known_by,
        )

    def refuse_moment(self, command: str) -> None:
        """Refuses a moment where everything counts.

        Raises:
            UsageError: One was given.
        """
        place = "--as-of" if self.as_of else "--known-by"
        if self.as_of or self.known_by:
            message = f"`{command}` works on all that the files say, and {place} is for commands that read the graph"
            raise UsageError(message, hint=f"leave {place} out", place=place)


def settings_of(context: click.Context) -> Settings:
    """What the words of a command line say so far, also while a shell completes them and nothing runs."""
    settings = Settings()
    inner: click.Context | None = context
    while inner is not None:
        settings = settings.over(Settings(*(inner.params.get(name) for name in Settings._fields)))
        inner = inner.parent
    return settings


def progress(line: str) -> None:
    """Tells what is going on, where somebody watches."""
    if sys.stderr is not None and sys.stderr.isatty():
        click.echo(f"{line} …", err=True)


def place_options(function: _F) -> _F:
    """Adds ``--project`` and ``--store``; the command gets them as arguments."""
    function = click.option(
        "--store",
        **{**FOLDER, "metavar": "WHERE"},
        help="A folder, or the address of a SPARQL endpoint, in place of the store in your cache.",
    )(function)
    return click.option(
        "--project",
        **FOLDER,
        help="A folder with ontology/, data/ and queries/; by default the checkout you are in, else the atlas "
        "inside the package.",
    )(function)


def moment_options(function: _F) -> _F:
    """Adds ``--as-of`` and ``--known-by``; the command gets them as arguments."""
    function = click.option(
        "--known-by",
        **DAY,
        help="Only what sources had stated by the end of that day.",
    )(function)
    return click.option(
        "--as-of",
        **DAY,
        help="Facts as they were on that day: 2016-01-31, 2016-01 or 2016 (their last day), or today.",
    )(function)


def with_settings(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--project``, ``--store``, ``--as-of`` and ``--known-by`` to a command that reads the graph.

    The command gets them as its first argument, :class:`Settings`. They may stand before the name of the command as
    well; those behind it win.
    """

    @place_options
    @moment_options
    @click.pass_context
    @functools.wraps(function)
    def wrapped(context: click.Context, /, *args: Any, **options: Any) -> Any:
        return function(settings_of(context), *args, **_without_settings(options))

    return wrapped


def with_place(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--project`` and ``--store`` to a command that works on the files, of whatever moment; as above."""

    @place_options
    @click.pass_context
    @functools.wraps(function)
    def wrapped(context: click.Context, /, *args: Any, **options: Any) -> Any:
        settings = settings_of(context)
        settings.refuse_moment(context.command_path)
        return function(settings, *args, **_without_settings(options))

    return wrapped


def _without_settings(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name not in Settings._fields}


def output_options(*formats: str, what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds ``--format`` and ``--output``; the command gets ``writing``.

    Args:
        *formats: The choices; the first is taken where neither ``--format`` nor the ending of the file says otherwise.
        what: What is written, in words: ``a table``.
    """

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--format",
            "form",
            type=Format(formats, what),
            help=f"How to write it; by default as the ending of FILE says, else as {formats[0]}.",
        )
        @click.option("-o", "--output", **FILE, help="Write to a file; it is written whole or not at all.")
        @functools.wraps(function)
        def wrapped(*args: Any, form: str | None, output: str | None, **options: Any) -> Any:
            from ..formats import format_of_file
            from .writing import Writing

            by_ending = format_of_file(output, formats, what) if output and not form else None
            return function(*args, writing=Writing(form or by_ending or formats[0], output), **options)

        return wrapped

    return add


def read_texts(folder: str | None) -> Texts | None:
    """The folder of texts that ``--texts`` names, if it does."""
    if folder is None:
        return None
    from ..evidence.texts import Texts

    return Texts(folder)

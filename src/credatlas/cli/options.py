"""What the commands share: where the graph is, and how answers are written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from ..files import Project, find_project

if TYPE_CHECKING:
    from ..build import Atlas
    from ..evidence.texts import Texts

_F = TypeVar("_F", bound=Callable[..., Any])
TEXTS_HELP: Final = "Folder with the texts of the sources: their words are shown."


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the graph is.

    Attributes:
        project: The folder that ``--project`` names.
        store: What ``--store`` names.
    """

    project: str | None = None
    store: str | None = None

    def the_project(self) -> Project:
        """The project to work on; see :func:`credatlas.files.find_project`."""
        return find_project(self.project)

    def open(self) -> Atlas:
        """The graph to read; a build that it needs is announced on a terminal."""
        from ..build import open_atlas

        return open_atlas(self.the_project(), self.store, say=progress)


def progress(line: str) -> None:
    """Tells what is going on, where somebody watches."""
    if sys.stderr.isatty():
        click.echo(f"{line} …", err=True)


def place_options(function: _F) -> _F:
    """Adds ``--project`` and ``--store``; the command gets them as arguments."""
    function = click.option(
        "--store", metavar="WHERE", help="The folder of a built store, in place of the one in your cache."
    )(function)
    return click.option(
        "--project",
        metavar="DIR",
        help="A folder with ontology/, data/ and queries/; by default the checkout you are in, else the atlas "
        "inside the package.",
    )(function)


def with_settings(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--project`` and ``--store`` to a command, which gets them as its first argument, :class:`Settings`.

    They may stand before the name of the command as well; those behind it win.
    """
    import functools

    @place_options
    @click.pass_obj
    @functools.wraps(function)
    def wrapped(outer: Settings, /, *args: Any, project: str | None, store: str | None, **options: Any) -> Any:
        settings = replace(outer, project=project or outer.project, store=store or outer.store)
        return function(settings, *args, **options)

    return wrapped


@dataclass(frozen=True, slots=True)
class Writing:
    """How and where an answer is written.

    Attributes:
        form: What ``--format`` chose.
        output: The file that ``--output`` names; None or ``-`` for standard output.
    """

    form: str
    output: str | None

    def text(self, lines: Iterable[str]) -> None:
        """Writes lines as UTF-8."""
        write("".join(f"{line}\n" for line in lines).encode(), self.output)

    def json(self, document: Any) -> None:
        """Writes plain values as JSON."""
        import json

        self.text([json.dumps(document, ensure_ascii=False, indent=2)])

    def records(self, records: Sequence[Mapping[str, Any]], *, columns: Sequence[str] | None = None) -> None:
        """Writes records in the chosen format."""
        from ..formats import write_records

        write(write_records(records, self.form, columns=columns, width=width()), self.output)


def output_options(*formats: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds ``--format`` with these choices, the first by default, and ``--output``; the command gets ``writing``."""
    import functools

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--format",
            "form",
            type=click.Choice(formats),
            default=formats[0],
            show_default=True,
            help="How to write it.",
        )
        @click.option("-o", "--output", metavar="FILE", help="Write to a file; it is written whole or not at all.")
        @functools.wraps(function)
        def wrapped(*args: Any, form: str, output: str | None, **options: Any) -> Any:
            return function(*args, writing=Writing(form, output), **options)

        return wrapped

    return add


def read_texts(folder: str | None) -> Texts | None:
    """The folder of texts that ``--texts`` names, if it does."""
    if folder is None:
        return None
    from ..evidence.texts import Texts

    return Texts(folder)


def write(data: bytes, output: str | None) -> None:
    """Writes an answer to standard output, or to a file as a whole.

    Raises:
        UsageError: The file cannot be written.
    """
    if output is None or output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from ..errors import UsageError

    path = Path(output)
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise UsageError(f"{output} cannot be written: {error.strerror}", place="--output") from error


def width() -> int:
    """The width of lines, in columns: of the terminal, else what ``COLUMNS`` says, else 120."""
    import shutil

    return shutil.get_terminal_size((120, 24)).columns

"""The kinds of values that options take: what they refuse, and what a shell completes."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from click.shell_completion import CompletionItem

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


class Format(click.Choice[str]):
    """The name of a format that fits the answer of a command.

    Args:
        formats: The names.
        what: What is written, in words: ``a table``.
    """

    def __init__(self, formats: Sequence[str], what: str) -> None:
        super().__init__(formats)
        self.what = what

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002 - click hands it over
        """The name in lower case.

        Raises:
            UsageError: There is no such format, or it does not fit; with the nearest that does.
        """
        from ..formats import refuse_unfitting

        name = str(value).lower()
        refuse_unfitting(name, tuple(self.choices), self.what)
        return name


def whole_number(*, least: int) -> Callable[[click.Context, click.Parameter, str | None], int | None]:
    """A callback that takes whole numbers from ``least`` on."""

    def read(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
        if text is None:
            return None
        digits = text.strip().removeprefix("+")
        if not re.fullmatch(r"[0-9]{1,15}", digits) or int(digits) < least:
            message = f"“{text}” is not a whole number from {least} on"
            raise UsageError(message, place=option_of(parameter))
        return int(digits)

    return read


def named(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    """A callback that refuses the empty name of a file, which is what an unset variable of a script gives.

    Names that no system takes are refused as well: too long, or links that lead in a circle.
    """
    if text == "":
        raise UsageError("an empty text names nothing", place=option_of(parameter))
    if text is not None and "://" not in text:
        try:
            Path(text).stat()
        except OSError as error:
            if error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
                message = f"{text[:60]} cannot be the name of anything: {error.strerror}"
                raise UsageError(message, place=option_of(parameter)) from error
    return text


def day(context: click.Context, parameter: click.Parameter, text: str | None) -> date | None:
    """A callback that takes a day, a month or a year, of which the last day is meant."""
    if text is None:
        return None
    from ..build.moments import day as read

    return read(text, place=option_of(parameter))


def option_of(parameter: click.Parameter | None) -> str:
    """The long name of an option, the name of an argument as help shows it."""
    if parameter is None:
        return ""
    if isinstance(parameter, click.Argument):
        return (parameter.metavar or parameter.name or "").upper()
    return max(parameter.opts, key=len)


def _by_the_shell(kind: str) -> Completer:
    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type=kind)]

    return complete


# what an option takes that names a folder, a file or a day: @click.option("--to", **FOLDER)
FOLDER: Final[dict[str, Any]] = {"metavar": "DIR", "callback": named, "shell_complete": _by_the_shell("dir")}
FILE: Final[dict[str, Any]] = {"metavar": "FILE", "callback": named, "shell_complete": _by_the_shell("file")}
DAY: Final[dict[str, Any]] = {"metavar": "DATE", "callback": day}

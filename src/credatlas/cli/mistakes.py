"""What click objects to, in the words and the form of our own errors."""

from __future__ import annotations

import click

from ..errors import CredatlasError, UsageError
from .kinds import option_of
from .writing import aside


def in_our_words(error: click.ClickException) -> UsageError:
    """The error that stands for a complaint of click: what is wrong, where, and where to read on."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "credatlas"
    reading_on = f"`{command} --help` shows what it takes"
    if isinstance(error, click.NoSuchOption):
        message = f"`{command}` has no option {error.option_name}"
        return UsageError(message, hint=_nearby(error, reading_on), place=error.option_name)
    if isinstance(error, click.MissingParameter):
        place = option_of(error.param)
        return UsageError(f"`{command}` needs {place}", hint=reading_on, place=place)
    message = error.format_message().rstrip(".")
    message = message[:1].lower() + message[1:]
    if isinstance(error, click.BadOptionUsage):  # an option without its value, a flag with one
        return UsageError(message, hint=reading_on, place=error.option_name)
    if isinstance(error, click.BadParameter):  # its own words tell what may stand there
        return UsageError(message, hint=reading_on)
    return UsageError(message, hint=f"what has blanks stands in quotes; {reading_on}")


def _nearby(error: click.NoSuchOption, reading_on: str) -> str:
    if error.possibilities:
        return f"did you mean {' or '.join(sorted(error.possibilities))}?"
    if error.ctx is not None and isinstance(error.ctx.command, click.Group):
        return f"the options of a command stand behind its name; {reading_on}"
    return reading_on


def told(error: CredatlasError) -> int:
    """Writes an error to standard error, and gives its exit code."""
    aside(f"error: {error}")
    return error.exit_code

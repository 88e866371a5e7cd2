"""The command line: parses words, calls one function, prints what it returns."""

from __future__ import annotations

import os
import sys

import click

from ..errors import CredatlasError
from .group import credatlas

__all__ = ["credatlas", "main"]


def main() -> None:
    """Runs the command line of this process and ends it with a documented exit code."""
    sys.exit(_run())


def _run() -> int:
    try:
        code = credatlas.main(prog_name="credatlas", standalone_mode=False)
        sys.stdout.flush()
    except CredatlasError as error:
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 130
    except BrokenPipeError:
        # whoever reads has seen enough; the interpreter must not complain when it flushes at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code if isinstance(code, int) else 0

"""The command line: parses words, calls one function, prints what it returns."""

from __future__ import annotations

import io
import sys

import click

from ..errors import CredatlasError
from .group import credatlas

__all__ = ["credatlas", "main"]


def main() -> None:
    """Runs the command line of this process and ends it with a documented exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # data is UTF-8 wherever it goes, and so is the help beside it
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(_run())


def _run() -> int:
    from .mistakes import told
    from .writing import NobodyReadsError

    try:
        code = credatlas.main(prog_name="credatlas", standalone_mode=False)
    except NobodyReadsError:
        return 0
    except CredatlasError as error:
        return told(error)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        from .mistakes import in_our_words

        return told(in_our_words(error))
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 130
    return code if isinstance(code, int) else 0

"""The command line: parses words, calls one function, prints what it returns."""

from __future__ import annotations

import gc
import io
import os
import sys
from contextlib import suppress
from typing import Final

import click

from ..errors import CredatlasError
from .group import credatlas

__all__ = ["credatlas", "main", "program"]

_MANY: Final = 100_000  # objects between two looks for cycles: a short command makes few and keeps all of them


def program() -> None:
    """What the installed command runs: :func:`main`, in a process that is all its own.

    A short command spends a tenth of its time on looking for cycles among what it has imported and on taking the
    interpreter apart at the end. The first is put off; the second is left out, since all is written and closed.
    """
    gc.set_threshold(_MANY)
    code: object = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # main() has told what could not be written
                stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


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

"""``sparql``: any reading query that somebody typed."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

import click

from ..errors import QueryError, UsageError
from ..formats import FORMATS
from ..tokens import MAX_BYTES
from .answering import Extras, extra_options, write_answer, write_table
from .isolating import isolated, silent_engine
from .kinds import FILE
from .options import Settings, output_options, with_settings
from .writing import Writing

_ENOUGH: Final = MAX_BYTES + 3  # with a byte order mark


@click.command()
@click.argument("text", required=False)
@click.option("-f", "--file", "path", **FILE, help="Read the query from a file; - for standard input.")
@extra_options
@output_options("table", *(name for name in FORMATS if name != "table"), what="an answer")
@with_settings
def sparql(settings: Settings, *, text: str | None, path: str | None, extras: Extras, writing: Writing) -> int:
    """Ask a SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE. The prefixes of the house are known.

    Updates, SERVICE, LOAD and graphs of others are refused. TEXT is the query itself, or - to read it from
    standard input. Statements are written as Turtle unless another format is named.
    """
    extras.refuse_unfitting(writing.form)
    asked = _read(text, path)
    return isolated(lambda: _placed(settings, asked, path, extras, writing))


def _placed(settings: Settings, asked: str, path: str | None, extras: Extras, writing: Writing) -> None:
    """Answers; errors in a query that stands in a file name the file."""
    try:
        _answer(settings, asked, extras, writing)
    except QueryError as error:
        found = re.fullmatch(r"line (\d+)(?:, column (\d+))?", error.place)
        if path in (None, "-") or found is None:
            raise
        place = ":".join(filter(None, (path, *found.groups())))
        raise QueryError(error.message, hint=error.hint, place=place) from error


def _answer(settings: Settings, asked: str, extras: Extras, writing: Writing) -> None:
    from ..queries.adhoc import sparql as ask
    from ..results import Statements, Table

    store = settings.open()
    if extras.evidence:
        from ..evidence import answer_text

        with silent_engine():
            answer = answer_text(store, asked)
        write_answer(store, answer, extras, writing)
        return
    with silent_engine():
        result = ask(store, asked)
    if isinstance(result, Table):
        write_table(store, result, extras, writing)
    else:
        is_graph = isinstance(result, Statements) and writing.form == "table"
        (Writing("turtle", writing.output) if is_graph else writing).result(result)


def _read(text: str | None, path: str | None) -> str:
    if (text is None) == (path is None):
        hint = "standard input is read with - in place of the query"
        both = "the query stands in an argument or in a file with -f, not in both"
        raise UsageError(both if text else "give the query as an argument, or a file with -f", hint=hint, place="TEXT")
    if text is not None and text != "-":
        return text
    name = text or path or ""
    try:
        data = _standard_input() if name == "-" else _beginning(name)
        if len(data) > _ENOUGH:  # the engine never sees such a query, and a device never ends
            raise QueryError(f"the query is longer than {MAX_BYTES // 1024} KiB", hint="shorten it, or split it")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}", place="--file") from error
    except UnicodeDecodeError as error:
        message = f"{'standard input' if name == '-' else name} is not UTF-8: byte {error.start + 1}"
        raise UsageError(message, place="TEXT" if text else "--file") from error


def _beginning(name: str) -> bytes:
    with Path(name).open("rb") as file:
        return file.read(_ENOUGH + 1)


def _standard_input() -> bytes:
    return b"" if sys.stdin is None else sys.stdin.buffer.read(_ENOUGH + 1)

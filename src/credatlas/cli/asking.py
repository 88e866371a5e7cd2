"""``query``, ``queries`` and ``sparql``: questions and their answers."""

from __future__ import annotations

import functools
import sys
import textwrap
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from ..formats import FORMATS, RECORD_FORMATS, TABLE_FORMATS
from ..queries.model import Parameter, Query
from .options import (
    TEXTS_HELP,
    Settings,
    Writing,
    output_options,
    place_options,
    read_texts,
    width,
    with_settings,
    write,
)
from .reading import Readable, readable

if TYPE_CHECKING:
    from ..build import Atlas
    from ..evidence import Answer, Footnotes
    from ..results import Table

_METAVARS = {
    "iri": "THING",
    "concept": "CONCEPT",
    "string": "TEXT",
    "integer": "NUMBER",
    "decimal": "NUMBER",
    "date": "YYYY-MM-DD",
}


class CannedQueries(click.Group):
    """A group whose commands are the query files of the project; only the file that is asked is read."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the canned queries."""
        return sorted(path.stem for path in _settings(ctx).the_project().queries.glob("*.rq"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of a canned query.

        Raises:
            NotFoundError: There is no such query.
            QueryError: Its header is wrong.
        """
        from ..queries import load

        return _command(load(_settings(ctx).the_project().queries, cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes names and summaries."""
        from ..queries import catalogue

        with formatter.section("Queries"):
            formatter.write_dl(
                [(query.name, query.summary) for query in catalogue(_settings(ctx).the_project().queries)]
            )


def _settings(context: click.Context) -> Settings:
    """What stands before the name of a query, also while click is only completing or helping."""
    found = context.find_object(Settings)
    return found or Settings(context.params.get("project"), context.params.get("store"))


@click.group(cls=CannedQueries, context_settings={"help_option_names": ["-h", "--help"]})
@place_options
@click.pass_context
def query(context: click.Context, project: str | None, store: str | None) -> None:
    """Ask a canned query. Its parameters are options; `credatlas query NAME --help` lists them.

    Things are named as people do: --organization "harvard med". When several things go by a name, they are listed
    and the exit code is 4.
    """
    outer = _settings(context)
    context.obj = Settings(project or outer.project, store or outer.store)


@dataclass(frozen=True, slots=True)
class Extras:
    """What an answer comes with.

    Attributes:
        evidence: Whether each cell says what it rests on.
        texts: The folder with the words behind the evidence.
        ids: Whether tables show the ids of things beside their names.
        csv_safe: Whether no cell may be taken for a formula.
    """

    evidence: bool
    texts: str | None
    ids: bool
    csv_safe: bool


def _extra_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--evidence``, ``--texts``, ``--ids`` and ``--csv-safe``; the command gets ``extras``."""

    @click.option("--evidence", is_flag=True, help="Show what each cell rests on: who says so, where, when.")
    @click.option("--texts", metavar="DIR", help=f"{TEXTS_HELP} Goes with --evidence.")
    @click.option("--ids", is_flag=True, help="Show ids beside names in tables.")
    @click.option("--csv-safe", is_flag=True, help="CSV for spreadsheets: no cell is taken for a formula.")
    @functools.wraps(function)
    def wrapped(*args: Any, evidence: bool, texts: str | None, ids: bool, csv_safe: bool, **options: Any) -> Any:
        if texts is not None and not evidence:
            message = "--texts shows the words behind the evidence"
            raise UsageError(message, hint="add --evidence", place="--texts")
        return function(*args, extras=Extras(evidence, texts, ids, csv_safe), **options)

    return wrapped


def _command(canned: Query) -> click.Command:
    @click.command(name=canned.name, help=_help(canned), short_help=canned.summary)
    @click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many rows.")
    @_extra_options
    @output_options(*TABLE_FORMATS)
    @with_settings
    def run(settings: Settings, *, limit: int | None, extras: Extras, writing: Writing, **values: Any) -> None:
        raw = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        store = settings.open()
        if extras.evidence:
            from ..evidence import answer

            _write_evidence(store, answer(store, canned, raw, limit=limit, cache=store.lineages), extras, writing)
        else:
            from ..queries import run as ask

            _write_table(store, ask(store, canned, raw, limit=limit), extras, writing)

    # options of the query first: they are what one looks for
    run.params[:0] = [_option(parameter) for parameter in canned.parameters]
    return run


def _help(canned: Query) -> str:
    paragraphs = [f"{canned.summary}.", canned.description, f"\b\nExample:\n  {canned.command()}"]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _option(parameter: Parameter) -> click.Option:
    notes = [parameter.description.rstrip(".")]
    if parameter.choices:
        notes.append(f"one of {', '.join(parameter.choices)}")
    if parameter.default is not None:
        default = parameter.default if isinstance(parameter.default, str) else ", ".join(parameter.default)
        notes.append(f"default: {default}")
    elif parameter.required:
        notes.append("required")
    if parameter.example:
        notes.append(f"for example {parameter.example}")
    if parameter.is_list:
        notes.append("may be given several times")
    return click.Option(
        [parameter.option, parameter.name],
        metavar=_METAVARS[parameter.type],
        multiple=parameter.is_list,
        help=f"{'; '.join(notes)}.",
    )


def _readable(store: Atlas, table: Table, extras: Extras, writing: Writing) -> Readable:
    """The table as it is written: for people with names in place of ids, for programs as it is."""
    if writing.form not in ("table", "markdown"):
        return Readable(table, {}, {})
    return readable(store, table, ids=extras.ids)


def _write_table(store: Atlas, table: Table, extras: Extras, writing: Writing) -> None:
    from ..formats import write_result

    shown = _readable(store, table, extras, writing)
    text = write_result(shown.table, writing.form, width=width(), labels=shown.labels, safe_cells=extras.csv_safe)
    write(text, writing.output)
    if writing.form == "table" and not len(table):
        click.echo("no row fits: what the atlas does not know is not listed", err=True)


def _write_evidence(store: Atlas, found: Answer, extras: Extras, writing: Writing) -> None:
    from ..evidence import evidence_document, footnotes, quotes
    from ..formats import write_result

    folder = read_texts(extras.texts)
    claims = [view for row in found.rows for cell in row.cells for view in cell.claims()]
    words = None if folder is None else quotes(store, folder, claims)
    if writing.form == "json":
        writing.json(evidence_document(found.table, found.rows, words))
        return
    if writing.form not in ("table", "markdown"):
        hint = "use --format table, markdown or json"
        raise UsageError(f"evidence cannot be written as {writing.form}", hint=hint, place="--format")
    notes = footnotes(found.rows, words)
    shown = _readable(store, found.table, extras, writing)
    marks = _marks(shown, notes)
    table = write_result(shown.table, writing.form, width=width(), labels=shown.labels, marks=marks)
    lines = [textwrap.fill(line, width(), subsequent_indent="    ") for line in notes.lines]
    if any(notes.computed):
        lines.append("*  computed from the statements that are named")
    write(b"\n".join([table, *(line.encode() for line in lines), b""]), writing.output)


def _marks(shown: Readable, notes: Footnotes) -> list[dict[str, str]]:
    """What stands behind each known value: the numbers of its notes, and a star where it is computed."""
    found = []
    for row, numbers, computed in zip(shown.table.to_dicts(), notes.marks, notes.computed, strict=True):
        marks = {}
        for name in (name for name, term in row.items() if term is not None):
            columns = (shown.hidden[name], name) if name in shown.hidden else (name,)
            own = {number for column in columns for number in numbers.get(column, ())}
            marks[name] = (f"[{_ranges(own)}]" if own else "") + "*" * (name in computed)
        found.append(marks)
    return found


def _ranges(numbers: Collection[int]) -> str:
    """Numbers in few characters.

    Example:
        >>> _ranges([9, 1, 2, 3, 5])
        '1–3,5,9'
    """
    parts = []
    # numbers in a row differ from their places by the same amount
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        parts.append(str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}")
    return ",".join(parts)


@click.command()
@click.argument("name", required=False)
@output_options("text", *RECORD_FORMATS)
@with_settings
def queries(settings: Settings, *, name: str | None, writing: Writing) -> None:
    """List the canned queries with one line each, or show one: parameters, an example call, the SPARQL."""
    from ..queries import catalogue, load

    folder = settings.the_project().queries
    found = catalogue(folder) if name is None else [load(folder, name)]
    if writing.form != "text":
        writing.records([one.to_dict() for one in found])
    else:
        writing.text(_listed(found) if name is None else _described(found[0]))


def _listed(found: Sequence[Query]) -> list[str]:
    longest = max((len(one.name) for one in found), default=0)
    lines: list[str] = []
    for topic, group in groupby(sorted(found, key=lambda one: (one.topic, one.name)), key=lambda one: one.topic):
        lines += ["", topic, *(f"  {one.name:<{longest}}  {one.summary}" for one in group)]
    return [*lines[1:], "", "credatlas queries NAME shows one, credatlas query NAME --help its parameters"]


def _described(found: Query) -> list[str]:
    lines = [found.name, "", f"{found.summary}."]
    lines += ["", found.description] if found.description else []
    if found.parameters:
        lines += ["", "Parameters"]
        width_of = max(len(parameter.option) for parameter in found.parameters)
        for parameter in found.parameters:
            kind = parameter.scheme or " or ".join(parameter.classes) or parameter.type
            need = (
                "required"
                if parameter.required
                else f"default {parameter.default}"
                if parameter.default
                else "optional"
            )
            lines.append(f"  {parameter.option:<{width_of}}  {parameter.description} ({kind}, {need})")
    questions = ", ".join(str(number) for number in found.questions)
    lines += ["", "Example", f"  {found.command()}", "", f"Competency question: {questions or 'none'}"]
    return [*lines, "", "SPARQL", "", found.body.strip()]


@click.command()
@click.argument("text", required=False)
@click.option("-f", "--file", "path", metavar="FILE", help="Read the query from a file; - for standard input.")
@_extra_options
@output_options("table", *(name for name in FORMATS if name != "table"))
@with_settings
def sparql(settings: Settings, *, text: str | None, path: str | None, extras: Extras, writing: Writing) -> None:
    """Ask a SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE. The prefixes of the house are known.

    Updates, SERVICE, LOAD and graphs of others are refused. TEXT is the query itself, or - to read it from
    standard input. Statements are written as Turtle unless another format is named.
    """
    from ..formats import write_result
    from ..queries.adhoc import sparql as ask
    from ..queries.adhoc import with_prefixes
    from ..results import Statements, Table

    asked = _read(text, path)
    store = settings.open()
    if extras.evidence:
        from ..evidence import answer_text

        _write_evidence(store, answer_text(store, with_prefixes(asked)), extras, writing)
        return
    result = ask(store, asked)
    if isinstance(result, Table):
        _write_table(store, result, extras, writing)
    else:
        form = "turtle" if isinstance(result, Statements) and writing.form == "table" else writing.form
        write(write_result(result, form, width=width()), writing.output)


def _read(text: str | None, path: str | None) -> str:
    if (text is None) == (path is None):
        raise UsageError("give the query as an argument, or a file with -f", place="TEXT")
    if "-" in (text, path):
        return sys.stdin.read()
    if text is not None:
        return text
    try:
        return Path(path or "").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}", place="--file") from error

"""``query``: a canned query with its parameters as options."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from ..errors import CredatlasError
from ..formats import TABLE_FORMATS
from ..queries.model import Parameter, Query
from .answering import Extras, extra_options, write_answer, write_table
from .kinds import Completer, whole_number
from .options import Settings, moment_options, output_options, place_options, settings_of, with_settings

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..fetch import Web
    from .writing import Writing

Remote: TypeAlias = "tuple[Web, str | None] | None"

_METAVARS = {
    "iri": "THING",
    "concept": "CONCEPT",
    "string": "TEXT",
    "integer": "NUMBER",
    "decimal": "NUMBER",
    "date": "YYYY-MM-DD",
}


_GIVEN = "given_"  # what a parameter is called here, so that it is no name of ours


class CannedQuery(click.Command):
    """A canned query as a command; its help is written when somebody asks for it.

    Attributes:
        canned: The query.
    """

    canned: Query

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes usage, what the query answers, an example, and the options."""
        self.help = _help(self.canned)
        super().format_help(ctx, formatter)


class CannedQueries(click.Group):
    """A group whose commands are the query files of the project; only the file that is asked is read."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the canned queries."""
        return sorted(path.stem for path in settings_of(ctx).the_project().queries.glob("*.rq"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a canned query; None only while a shell completes.

        Raises:
            NotFoundError: There is no such query.
            QueryError: Its header is wrong.
        """
        from ..queries import load

        try:
            return _command(load(settings_of(ctx).the_project().queries, cmd_name))
        except CredatlasError:
            if ctx.resilient_parsing:
                return None
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes names and summaries."""
        from ..queries import catalogue

        with formatter.section("Queries"):
            folder = settings_of(ctx).the_project().queries
            formatter.write_dl([(query.name, query.summary) for query in catalogue(folder)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The queries that begin so, and the options."""
        from .completing import query_names

        return [*query_names(ctx, None, incomplete), *click.Command.shell_complete(self, ctx, incomplete)]


@click.group(cls=CannedQueries, context_settings={"help_option_names": ["-h", "--help"]})
@place_options
@moment_options
def query(**_: object) -> None:
    """Ask a canned query. Its parameters are options; `credatlas query NAME --help` lists them.

    Things are named as people do: --organization "harvard med". When several things go by a name, they are listed
    and the exit code is 4.
    """


def _command(canned: Query) -> click.Command:
    @click.command(name=canned.name, cls=CannedQuery, short_help=canned.summary)
    @click.option("--limit", metavar="N", callback=whole_number(least=0), help="At most so many rows.")
    @_remote_options(canned)
    @extra_options
    @output_options(*TABLE_FORMATS, what="a table")
    @with_settings
    def run(
        settings: Settings, *, limit: int | None, extras: Extras, writing: Writing, remote: Remote, **values: Any
    ) -> int:
        raw = {parameter.name: values[_GIVEN + parameter.name] for parameter in canned.parameters}
        extras.refuse_unfitting(writing.form)
        store = settings.open()
        if remote is not None:
            from .federating import write_completed

            return write_completed(store, canned, raw, asked=(*remote, limit), shown=(extras, writing))
        if extras.evidence:
            from ..evidence import answer

            write_answer(store, answer(store, canned, raw, limit=limit, cache=store.lineages), extras, writing)
        else:
            from ..queries import run as ask

            write_table(store, ask(store, canned, raw, limit=limit), extras, writing)
        return 0

    # options of the query first: they are what one looks for
    run.params[:0] = [_option(parameter) for parameter in canned.parameters]
    assert isinstance(run, CannedQuery)
    run.canned = canned
    return run


def _remote_options(canned: Query) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the options of a query that an endpoint completes; the command gets them as ``remote``, None without."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapped(*args: Any, web: Web | None = None, endpoint: str | None = None, **options: Any) -> Any:
            return function(*args, remote=None if web is None else (web, endpoint), **options)

        if canned.remote is None:
            return wrapped
        from .federating import endpoint_options

        return endpoint_options(wrapped)

    return add


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
        [parameter.option, _GIVEN + parameter.name],
        metavar=_METAVARS[parameter.type],
        multiple=parameter.is_list,
        help=f"{'; '.join(notes)}.",
        shell_complete=_completer(parameter),
    )


def _completer(declared: Parameter) -> Completer:
    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from .completing import values

        return values(declared, context, incomplete)

    return complete

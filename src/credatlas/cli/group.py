"""The commands by name; the module of a command is imported when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Final

import click

from ..errors import EXIT_CODES, UsageError, did_you_mean
from ..version import __version__
from .options import moment_options, place_options

# name of the command: its module, and the line that stands in the list
COMMANDS: Final = {
    "query": ("asking", "ask a canned query: query NAME [parameters]"),
    "queries": ("listing", "list the canned queries, or show one"),
    "find": ("finding", "find things by words, or what one can take by facets"),
    "cover": ("covering", "show the smallest sets that cover topics"),
    "show": ("looking", "show what is known of a thing"),
    "compare": ("comparing", "compare programmes, courses, credentials, runs"),
    "why": ("explaining", "show who says so, where and when"),
    "conflicts": ("explaining", "list contradictions and known data issues"),
    "stale": ("rechecking", "list values to look at again, the most urgent first"),
    "gaps": ("rechecking", "count what is not known, per class and entity"),
    "draw": ("drawing", "draw the graph, or write it for other programs"),
    "path": ("connecting", "show the shortest paths between two things"),
    "central": ("connecting", "list the things that are most connected"),
    "reconcile": ("reconciling", "look up a column of a table, or serve OpenRefine"),
    "sparql": ("typed", "ask any reading SPARQL query"),
    "site": ("copying", "write the pages of the service into a folder"),
    "serve": ("hosting", "serve pages, queries, SPARQL and linked data over HTTP"),
    "mcp": ("agents", "offer the atlas to language models as tools (MCP)"),
    "diff": ("differing", "show what changed between two versions"),
    "duplicates": ("doubting", "list things that look like one under two ids"),
    "ingest": ("ingesting", "turn tables, pages and records into source files"),
    "link": ("linking", "propose, judge and verify links to other sources"),
    "build": ("building", "build the graph from its sources"),
    "check": ("building", "check ontology, sources, shapes, queries, evidence"),
    "verify": ("verifying", "compare a store with its build"),
    "push": ("pushing", "load the graph into a server engine"),
}
_EPILOG: Final = "\b\nExit codes:\n" + "\n".join(f"  {code}  {meaning}" for code, meaning in EXIT_CODES.items())


class LazyGroup(click.Group):
    """A group that imports a command when it is called; listing needs no import.

    Attributes:
        table: Its commands: name to module and the line that stands in the list.
    """

    table: Mapping[str, tuple[str, str]] = COMMANDS

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click hands it over
        """The names of the commands, those for readers first."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click hands it over
        """The command of that name, or None."""
        if cmd_name not in self.table:
            return None
        module = importlib.import_module(f".{self.table[cmd_name][0]}", __package__)
        command = getattr(module, cmd_name, None) or getattr(module, f"{cmd_name}_")  # list_ hides no builtin
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest names for a command that does not exist.

        Raises:
            UsageError: There is no such command.
        """
        if not (args[0].startswith("-") or args[0] in self.table or ctx.resilient_parsing):
            hint = did_you_mean(args[0], list(self.table)) or f"`{ctx.command_path} --help` lists the commands"
            raise UsageError(f"there is no command {args[0]}", hint=hint)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click hands it over
        """Writes the list of commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])


@click.group(cls=LazyGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="credatlas")
@place_options
@moment_options
def credatlas(**_: object) -> None:
    """Who teaches, certifies and convenes in healthcare AI, and who says so.

    \b
      credatlas find hackathon
      credatlas query offerings-by-price --max-price 9000 --currency USD
      credatlas why offering:hms-ai-executives-2025 offers
    """  # noqa: D301 - click takes the backspace for "leave these lines as they are"

"""``diff``: what changed between two versions of the graph."""

from __future__ import annotations

import click

from ..errors import UsageError
from .kinds import whole_number
from .options import Settings, output_options, progress, with_place
from .writing import Writing, folded


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--limit",
    metavar="N",
    callback=whole_number(least=1),
    help="At most so many things, contradictions, answers; by default 20 in text, all in markdown. JSON has all.",
)
@click.option("--fail", is_flag=True, help="End with exit code 1 when there is any difference.")
@output_options("text", "json", "markdown", what="a difference")
@with_place
def diff(settings: Settings, *, old: str, new: str | None, limit: int | None, fail: bool, writing: Writing) -> int:
    """Show what changed from OLD to NEW: things and facts, contradictions, canned answers.

    \b
    OLD and NEW are
      the folder of a store, or of one of its generations; the folder of a project
      the file that `credatlas build --dump` writes, also compressed (.gz)
      a git revision of the project: HEAD~3, a tag, a branch
    Without NEW the project as it is now, or what --store names.

    The example of each canned query of NEW is asked of both. --format markdown writes the changelog of the data.
    """  # noqa: D301 - click takes the backspace for "leave these lines as they are"
    from ..history.changelog import difference_lines, difference_markdown
    from ..history.differing import diff as compare
    from ..history.versions import open_version

    if new is not None and settings.store is not None:
        message = "NEW and --store both name the newer version"
        raise UsageError(message, hint="leave one of them out", place="--store")
    project = settings.the_project()
    before = open_version(old, project, place="OLD", say=progress)
    after = open_version(new or settings.store, project, place="NEW", say=progress)
    found = compare(before, after, say=progress)
    if writing.form == "json":
        writing.json(found.to_dict())
    elif writing.form == "markdown":
        writing.text(difference_markdown(found, limit=limit))
    else:
        writing.text(_folded(line) for line in difference_lines(found, limit=limit or 20))
    return 1 if fail and not found.is_empty else 0


def _folded(line: str) -> str:
    """A line that fits the terminal, its rest indented below it."""
    text = line.lstrip(" ")
    indent = line[: len(line) - len(text)]
    return folded(text, first=indent, more=f"{indent}    ")

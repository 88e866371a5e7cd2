"""``link``: proposing links to other sources, judging them, and seeing that they still hold."""

from __future__ import annotations

import click

from .group import LazyGroup


class LinkGroup(LazyGroup):
    """The commands about links; the module of each is imported when it is called."""

    table = {  # noqa: RUF012 - the attribute of every group
        "propose": ("proposing", "look for the things of the atlas in a source"),
        "review": ("reviewing", "judge what was proposed, one key for each"),
        "accept": ("judging", "say that a record is about the same thing"),
        "broader": ("judging", "say that a record is about a larger thing"),
        "related": ("judging", "say that a record has to do with a thing"),
        "reject": ("judging", "say that a record is about something else"),
        "none": ("judging", "say that a source has no record of a thing"),
        "list": ("judging", "list links, rejections, and what is open"),
        "verify": ("holding", "see whether linked records still hold"),
        "enrich": ("enriching", "bring in what linked records state"),
    }


@click.group(cls=LinkGroup, short_help="propose, judge and verify links to other sources")
def link() -> None:
    """Keep links to records of other sources: ROR, Wikidata, DOI, ORCID and more.

    \b
    What somebody decided is kept for ever, with the reason, in data/links/<source>.sssom.tsv.

    \b
      credatlas link list --to ror --only open
      credatlas link review --to ror --by 0000-0002-1825-0097
      credatlas link accept organization:mit 042nb2s44 --to ror --by "Ann Example" --reason "same site"
    """  # noqa: D301 - click takes the backspace for "leave these lines as they are"
